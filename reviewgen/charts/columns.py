"""Columns over time: the last one is now and stands out, a dashed line says what was agreed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from reviewgen.charts.axis import open_line, period_labels
from reviewgen.charts.placing import GAP, LINE, Column, Words, place
from reviewgen.charts.scale import Scale, finite, plain_number, same_length, zero_based
from reviewgen.charts.svg import (
    ACCENT,
    CALM,
    FONT_SIZE,
    HAIRLINE,
    INK,
    MIDDLE,
    MISSING,
    PAPER,
    SLATE,
    Rect,
    Svg,
    clip,
    colour_checked,
    drawing,
    filled,
    line,
    number,
    size_checked,
    text,
    text_width,
)

_LABEL_ROW = 17.0
_MARGIN = 6.0
_WIDEST = 44.0
_SHARE_OF_LANE = {1: 0.62, 2: 0.76}
_SHORTEST = 1.2
"""What is not zero is seen, however small."""
_ROOM_FOR_DASH = 2 * FONT_SIZE
"""In narrower lanes, dashes side by side would look like a dashed line: one stands for all of a run."""
_LEAST_MM = (40, 16)


@dataclass(frozen=True, slots=True)
class _Series:
    """Numbers and the same as words, one a label."""

    values: Sequence[float | None]
    texts: Sequence[str]

    def ranking(self) -> list[int]:
        """Positions worth words where there is no room for all: last, first, highest, lowest."""
        known = [(value, at) for at, value in enumerate(self.values) if value is not None]
        if not known:
            return []
        return [known[-1][1], known[0][1], max(known)[1], min(known)[1]]


@dataclass(frozen=True, slots=True)
class _Plot:
    """The area the columns stand in, in units, and the scale along its height."""

    left: float
    right: float
    words_right: float
    top: float
    bottom: float
    scale: Scale
    slots: int
    series: int
    current: int

    @property
    def slot(self) -> float:
        """Width that belongs to one label."""
        return (self.right - self.left) / self.slots

    def y(self, value: float) -> float:
        """Height of `value`, counted from the top of the drawing."""
        return self.bottom - self.scale.share(value) * (self.bottom - self.top)

    def middle(self, at: int) -> float:
        """Middle of what belongs to one label."""
        return self.left + (at + 0.5) * self.slot

    def lane(self, at: int, series: int) -> tuple[float, float]:
        """Left and right edge of what belongs to one column."""
        width = self.slot / self.series
        left = self.left + at * self.slot + series * width
        return left, left + width


def columns(  # noqa: PLR0913
    labels: Sequence[str],
    values: Sequence[float | None],
    texts: Sequence[str],
    *,
    title: str,
    description: str,
    target: float | None = None,
    target_text: str = "",
    maximum: float | None = None,
    second: Sequence[float | None] | None = None,
    second_texts: Sequence[str] | None = None,
    tick_text: Callable[[float], str] = plain_number,
    width_mm: float = 178,
    height_mm: float = 42,
    colour: str = ACCENT,
    calm_colour: str = CALM,
    last_is_current: bool = True,
) -> Svg:
    """Draw a column per label; None is a dash on the baseline, never a column of height zero.

    `texts` are the values as words: all are shown where they fit, else the last, first, highest and lowest.
    The last column has `colour`, those before it `calm_colour`; where the last is not the current one, all have
    `colour`. With a `second` series each label has a pair, the first in `calm_colour` and the second in `colour`.
    `maximum` is the most a value can be (100 for percentages): no gridline lies above it. `target_text` stands at
    the right end of the target line. Raises ValueError for values that are not finite, entries that do not match
    the labels, and drawings smaller than 40 by 16 mm.
    """
    series = _series(labels, values, texts, second, second_texts)
    width, height = size_checked(width_mm, height_mm, _LEAST_MM)
    scale = _scale(series, target, maximum, height)
    ticks = [clip(tick_text(tick), width / 5) for tick in scale.ticks]
    target_label = "" if target is None else clip(target_text, width / 3)
    plot = _plot((width, height), scale, series, ticks, target_label)
    if not last_is_current:
        plot, calm_colour = replace(plot, current=-1), colour
    standing = [list(_columns(plot, one, at)) for at, one in enumerate(series)]
    calm, strong = standing if second is not None else (standing[0][:-1], standing[0][-1:])
    level = None if target is None else plot.y(target)
    words = _words(standing, series, plot, level)
    below = plot.bottom + _LABEL_ROW - GAP + (LINE if plot.scale.low < 0 else 0)
    parts = [
        _gridlines(plot, words),
        *_tick_labels(plot, ticks),
        filled(_rects(calm), colour_checked(calm_colour)),
        filled(_rects(strong), colour_checked(colour)),
        line(f"M{number(plot.left)} {number(plot.y(0))}H{number(plot.right)}", SLATE, 0.8),
        *_target(plot, level, target_label, strong),
        *_texts(words),
        *period_labels(labels, plot.current, plot.slot, plot.middle, (plot.left, plot.right), below),
    ]
    return drawing(width_mm, height_mm, title, description, parts)


def _series(
    labels: Sequence[str],
    values: Sequence[float | None],
    texts: Sequence[str],
    second: Sequence[float | None] | None,
    second_texts: Sequence[str] | None,
) -> list[_Series]:
    series = [_Series(finite(values), texts)]
    if second is not None:
        series.append(_Series(finite(second), [""] * len(second) if second_texts is None else second_texts))
    for one in series:
        same_length(labels, values=one.values, texts=one.texts)
    return series


def _scale(series: Sequence[_Series], target: float | None, maximum: float | None, height: float) -> Scale:
    finite([maximum])
    numbers = [value for one in series for value in one.values if value is not None]
    numbers += [value for value in finite([target]) if value is not None]
    rows = (height - _LABEL_ROW - 2 * LINE) / LINE
    return zero_based(numbers, maximum, gridlines=min(max(int(rows) - 1, 1), 3))


def _plot(
    size: tuple[float, float], scale: Scale, series: Sequence[_Series], ticks: Sequence[str], target: str
) -> _Plot:
    left = max(map(text_width, ticks)) + _MARGIN
    words_right = size[0] - (text_width(target) + _MARGIN if target else 0)
    right = words_right - _overhang(series, words_right - left)
    bottom = size[1] - _LABEL_ROW - (LINE if scale.low < 0 else 0)
    slots = len(series[0].values)
    return _Plot(left, right, words_right, LINE, bottom, scale, slots, len(series), slots - 1)


def _overhang(series: Sequence[_Series], width: float) -> float:
    """Room that the last words need beyond the last lane: they grow away from the columns before."""
    lanes = len(series) * len(series[0].values)
    if lanes == 1:
        return 0.0
    words = clip(series[-1].texts[-1], width / 4, bold=True)
    return max(0.0, (text_width(words, bold=True) + GAP - width / lanes) / (1 - 1 / lanes))


def _columns(plot: _Plot, series: _Series, at_series: int) -> Iterator[Column]:
    base = plot.y(0)
    dashes = _dashes(series.values, plot)
    for at, (value, words) in enumerate(zip(series.values, series.texts, strict=True)):
        lane = plot.lane(at, at_series)
        left, right = _sides(lane, plot.series, at_series)
        words = dashes.get(at, "") if value is None else clip(words, plot.right - plot.left, bold=True)
        outer = at == plot.slots - 1 or plot.series > 1
        lean = -1 if at_series < plot.series - 1 else 1 if outer else 0
        yield Column(left, right, base, _tip(plot, base, value), lane, words, at == plot.current, lean)


def _dashes(values: Sequence[float | None], plot: _Plot) -> dict[int, str]:
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
    width = min((lane[1] - lane[0]) * _SHARE_OF_LANE[series], _WIDEST)
    if series == 1:
        left = (lane[0] + lane[1] - width) / 2
        return left, left + width
    gap = min(0.5, width / 8)
    left = lane[1] - width - gap if at_series == 0 else lane[0] + gap
    return left, left + width


def _tip(plot: _Plot, base: float, value: float | None) -> float:
    if not value:
        return base
    tip = plot.y(value)
    return min(tip, base - _SHORTEST) if value > 0 else max(tip, base + _SHORTEST)


def _words(
    standing: Sequence[Sequence[Column]], series: Sequence[_Series], plot: _Plot, level: float | None
) -> list[Words]:
    every = [column for one in standing for column in one]
    if len(series) == 1:
        ranking = list(dict.fromkeys(series[0].ranking()))
    else:
        ranking = [at for at, column in enumerate(every) if column.bold and column.words != MISSING]
    return place(every, ranking, (plot.left, plot.words_right), level)


def _gridlines(plot: _Plot, words: Sequence[Words]) -> str:
    """Draw all gridlines but zero, open where they would run through words."""
    steps = ""
    for tick in plot.scale.ticks:
        if tick:
            y = plot.y(tick)
            steps += open_line(plot.left, plot.right, y, words)
    return line(steps, HAIRLINE, 0.6)


def _tick_labels(plot: _Plot, ticks: Sequence[str]) -> Iterator[str]:
    for tick, words in zip(plot.scale.ticks, ticks, strict=True):
        yield text(plot.left - _MARGIN, plot.y(tick) + MIDDLE, words, anchor="end")


def _rects(standing: Sequence[Column]) -> Iterator[Rect]:
    for column in standing:
        if column.tip != column.base:
            top = min(column.tip, column.base)
            yield column.left, top, column.right - column.left, abs(column.tip - column.base)


def _target(plot: _Plot, level: float | None, label: str, strong: Sequence[Column]) -> Iterator[str]:
    """Draw the target line, on white where it cuts a dark column, with its words behind the last column."""
    if level is None:
        return
    cut = [
        f"M{number(column.left)} {number(level)}H{number(column.right)}"
        for column in strong
        if min(column.tip, column.base) < level < max(column.tip, column.base)
    ]
    yield line("".join(cut), PAPER, 1.6)
    yield line(f"M{number(plot.left)} {number(level)}H{number(plot.words_right)}", INK, 0.8, dashed=True)
    yield text(plot.words_right + _MARGIN, level + MIDDLE, label, colour=INK)


def _texts(words: Sequence[Words]) -> Iterator[str]:
    for one in words:
        colour = INK if one.bold else SLATE
        yield text(one.middle, one.baseline, one.words, anchor="middle", colour=colour, bold=one.bold)
