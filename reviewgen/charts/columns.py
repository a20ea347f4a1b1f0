"""Columns over time: the last one is now and stands out, a dashed line says what was agreed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from reviewgen.charts.axis import line_ends
from reviewgen.charts.events import Event, band
from reviewgen.charts.legend import legend, swatch
from reviewgen.charts.palette import ACCENT, CALM, PAPER, accent
from reviewgen.charts.placing import GAP, LINE, Column, Words, place
from reviewgen.charts.scale import Scale, finite, holding, same_length, zero_based
from reviewgen.charts.svg import (
    FONT_SIZE,
    MISSING,
    Rect,
    Svg,
    clip,
    drawing,
    filled,
    line,
    number,
    text_width,
)
from reviewgen.charts.upright import (
    LABEL_ROW,
    Upright,
    baseline,
    gridlines,
    names_below,
    placed,
    room_beside,
    room_for,
    size_of,
    target_end,
    target_line,
    tick_labels,
    tick_words,
    without_zero,
)

WIDEST = 44.0
_SHARE_OF_LANE = {1: 0.62, 2: 0.76}
_SHORTEST = 1.2
"""What is not zero is seen, however small."""
_ROOM_FOR_DASH = 2 * FONT_SIZE
"""In narrower lanes, dashes side by side would look like a dashed line: one stands for all of a run."""


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers and the same as words, one a label."""

    values: Sequence[float | None]
    texts: Sequence[str]

    def ranking(self) -> list[int]:
        """Positions worth words where there is no room for all: last, first, highest, lowest."""
        known = [(value, at) for at, value in enumerate(self.values) if value is not None]
        if not known:
            return []
        return [known[-1][1], known[0][1], max(known)[1], min(known)[1]]


def columns(  # noqa: PLR0913
    labels: Sequence[str],
    values: Sequence[float | None],
    texts: Sequence[str],
    *,
    title: str,
    description: str,
    tick_text: Callable[[float], str],
    target: float | None = None,
    target_text: str = "",
    events: Sequence[Event] = (),
    maximum: float | None = None,
    scale: Scale | None = None,
    second: Sequence[float | None] | None = None,
    second_texts: Sequence[str] | None = None,
    names: tuple[str, str] = ("", ""),
    width_mm: float = 178,
    height_mm: float = 42,
    colour: str = ACCENT,
    last_is_current: bool = True,
) -> Svg:
    """Draw a column per label; None is a dash on the baseline, never a column of height zero.

    `texts` are the values as words: all are shown where they fit, else the last, first, highest and lowest; `tick_text`
    words the scale. The last column has `colour`, those before it are calm; where the last is not the current one, all
    have `colour`. With a `second` series each label has a pair, the first calm and the second in `colour`; `names` say
    which is which. `maximum` is the most a value can be (100 for percentages): no gridline lies above it. `scale` is
    one shared with other charts. `target_text` stands at the right end of the target line, the words of `events` over
    the plot. Raises ValueError for values that are not finite or outside the scale, entries that do not match the
    labels, and drawings smaller than 40 by 16 mm, or 3.5 mm more for `events` and for `names`.
    """
    series = _series(labels, values, texts, second, second_texts)
    size = size_of(width_mm, height_mm, bool(events) + any(names))
    strong = accent(colour)
    calm = CALM if last_is_current or second is not None else strong
    named = list(legend(((swatch, calm, names[0]), (swatch, strong, names[1])), size[0], LINE / 2))
    row = LINE if named else 0.0
    scale = scale_of([one.values for one in series], target, maximum, scale, size[1] - row - (LINE if events else 0))
    ticks = tick_words(scale, tick_text, size[0])
    label = "" if target is None else clip(target_text, size[0] / 3)
    plot = plot_of(size, scale, series, room_for(ticks), room_beside([label]))
    known = band(events, plot.slots, plot.x, (plot.left, plot.words_right), size[1], row)
    plot = replace(plot, top=plot.top + row + known.height, current=plot.current if last_is_current else -1)
    standing = [list(_columns(plot, one, at)) for at, one in enumerate(series)]
    level = None if target is None else plot.y(target)
    words = _words(standing, series, plot, level)
    earlier, latest = standing if second is not None else (standing[0][:-1], standing[0][-1:])
    parts = [
        *named,
        gridlines(plot, without_zero(plot.ticks), words),
        *tick_labels(plot, ticks),
        *known.drawn(plot.bottom, words),
        filled(_rects(earlier), calm),
        filled(_rects(latest), strong),
        baseline(plot),
        _cut(level, latest),
        target_line(plot, level),
        *line_ends(target_end(level, label), plot.words_right, size[1]),
        *placed(words),
        *names_below(plot, labels),
    ]
    return drawing(width_mm, height_mm, title, description, parts, over_time=True)


def _series(
    labels: Sequence[str],
    values: Sequence[float | None],
    texts: Sequence[str],
    second: Sequence[float | None] | None,
    second_texts: Sequence[str] | None,
) -> list[Series]:
    series = [Series(finite(values), texts)]
    if second is not None:
        series.append(Series(finite(second), [""] * len(second) if second_texts is None else second_texts))
    for one in series:
        same_length(labels, values=one.values, texts=one.texts)
    return series


def scale_of(
    histories: Sequence[Sequence[float | None]],
    target: float | None,
    maximum: float | None,
    given: Scale | None,
    height: float,
) -> Scale:
    """The scale of columns: the one that is shared with other charts, else one of their own for so high a drawing."""
    finite([maximum])
    numbers = [value for one in (*histories, finite([target])) for value in one if value is not None]
    if given is not None:
        return holding(given, [0.0, *numbers])
    rows = (height - LABEL_ROW - 2 * LINE) / LINE
    return zero_based(numbers, maximum, gridlines=min(max(int(rows) - 1, 1), 3))


def plot_of(size: tuple[float, float], scale: Scale, series: Sequence[Series], left: float, beside: float) -> Upright:
    """The area that columns stand in, with room for the words of the last one and for those `beside` the plot."""
    words_right = size[0] - beside
    right = words_right - _overhang(series, words_right - left)
    hang = LINE if scale.low < 0 else 0.0
    bottom = size[1] - LABEL_ROW - hang
    slots = len(series[0].values)
    return Upright(left, right, words_right, LINE, bottom, scale, slots, len(series), slots - 1, hang)


def _overhang(series: Sequence[Series], width: float) -> float:
    """Room that the last words need beyond the last lane: they grow away from the columns before."""
    lanes = len(series) * len(series[0].values)
    if lanes == 1:
        return 0.0
    words = clip(series[-1].texts[-1], width / 4, bold=True)
    return max(0.0, (text_width(words, bold=True) + GAP - width / lanes) / (1 - 1 / lanes))


def _columns(plot: Upright, series: Series, at_series: int) -> Iterator[Column]:
    base = plot.y(0)
    dashes = dashes_of(series.values, plot)
    for at, (value, words) in enumerate(zip(series.values, series.texts, strict=True)):
        lane = plot.lane(at, at_series)
        left, right = _sides(lane, plot.series, at_series)
        words = dashes.get(at, "") if value is None else clip(words, plot.right - plot.left, bold=True)
        outer = at == plot.slots - 1 or plot.series > 1
        lean = -1 if at_series < plot.series - 1 else 1 if outer else 0
        tip, current = _tip(plot, base, value), at == plot.current
        yield Column(left, right, base, tip, lane, words, current, lean, value is None)


def dashes_of(values: Sequence[float | None], plot: Upright) -> dict[int, str]:
    """Return which positions get the dash of a missing value; none where a column would be in its way."""
    missing = [at for at, value in enumerate(values) if value is None]
    lane = plot.slot / plot.series
    if lane >= _ROOM_FOR_DASH:
        return dict.fromkeys(missing, MISSING)
    runs = [list(run) for _, run in groupby(enumerate(missing), key=lambda pair: pair[1] - pair[0])]
    least = (text_width(MISSING) + GAP) / lane
    wide_enough = [run for run in runs if least <= (len(run) if plot.series == 1 else 1)]
    return {run[len(run) // 2][1]: MISSING for run in wide_enough}


def _sides(lane: tuple[float, float], series: int, at_series: int) -> tuple[float, float]:
    """Left and right edge of a column: in the middle of its lane, or close to its partner of a pair."""
    width = min((lane[1] - lane[0]) * _SHARE_OF_LANE[series], WIDEST)
    if series == 1:
        left = (lane[0] + lane[1] - width) / 2
        return left, left + width
    gap = min(0.5, width / 8)
    left = lane[1] - width - gap if at_series == 0 else lane[0] + gap
    return left, left + width


def _tip(plot: Upright, base: float, value: float | None) -> float:
    if not value:
        return base
    tip = plot.y(value)
    return min(tip, base - _SHORTEST) if value > 0 else max(tip, base + _SHORTEST)


def _words(
    standing: Sequence[Sequence[Column]], series: Sequence[Series], plot: Upright, level: float | None
) -> list[Words]:
    every = [column for one in standing for column in one]
    if len(series) == 1:
        ranking = list(dict.fromkeys(series[0].ranking()))
    else:
        ranking = [at for at, column in enumerate(every) if column.bold and not column.missing]
    return place(every, ranking, (plot.left, plot.words_right), level)


def _rects(standing: Sequence[Column]) -> Iterator[Rect]:
    for column in standing:
        if column.tip != column.base:
            top = min(column.tip, column.base)
            yield column.left, top, column.right - column.left, abs(column.tip - column.base)


def _cut(level: float | None, strong: Sequence[Column]) -> str:
    """White behind the target line where it cuts a dark column."""
    if level is None:
        return ""
    cut = [
        f"M{number(column.left)} {number(level)}H{number(column.right)}"
        for column in strong
        if min(column.tip, column.base) < level < max(column.tip, column.base)
    ]
    return line("".join(cut), PAPER, 1.6)
