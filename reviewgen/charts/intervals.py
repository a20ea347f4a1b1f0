"""Dot and interval: a figure with how sure it is, period by period or one row for each thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from reviewgen.charts.axis import line_ends
from reviewgen.charts.bars import LABEL_SHARE, MARGIN
from reviewgen.charts.columns import Series, dashes_of, plot_of
from reviewgen.charts.events import Event, band
from reviewgen.charts.palette import ACCENT, GRID, INK, SLATE, TARGET, Paint, accent
from reviewgen.charts.placing import GAP, LINE, Column, place
from reviewgen.charts.scale import TINY, Scale, finite, fitted, holding, same_length
from reviewgen.charts.svg import (
    ASCENT,
    DASHED,
    MIDDLE,
    MISSING,
    UNITS_PER_MM,
    Svg,
    clip,
    drawing,
    line,
    number,
    size_checked,
    specks,
    text,
    text_width,
)
from reviewgen.charts.upright import (
    LABEL_ROW,
    Upright,
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
)

_DOT, _LAST = 2.2, 3.2
"""Radius of a dot, and of one that stands out."""
_THIN, _THICK = 1.0, 1.8
"""How thick the line of an interval is."""
_TEXT_SHARE = 0.3
_LEAST_ROW_MM = (60, 4)


@dataclass(frozen=True, slots=True)
class _Estimates:
    """Values with the ends of their intervals: an interval is drawn where both of its ends and the value are known."""

    values: Sequence[float | None]
    lows: Sequence[float | None]
    highs: Sequence[float | None]

    @property
    def numbers(self) -> list[float]:
        """All that is drawn."""
        return [number for one in self.spans if one for number in one]

    @property
    def spans(self) -> list[tuple[float, float, float] | None]:
        """Low end, value and high end of each entry; all one where it has no interval."""
        return [
            None if value is None else (value if low is None else low, value, value if high is None else high)
            for value, low, high in zip(self.values, self.lows, self.highs, strict=True)
        ]


def _estimates(
    labels: Sequence[str],
    values: Sequence[float | None],
    ends: tuple[Sequence[float | None], Sequence[float | None]],
    texts: Sequence[str],
) -> _Estimates:
    found = _Estimates(finite(values), finite(ends[0]), finite(ends[1]))
    same_length(labels, values=values, lows=ends[0], highs=ends[1], texts=texts)
    for span in found.spans:
        if span and not span[0] - TINY <= span[1] <= span[2] + TINY:
            raise ValueError(f"{span[1]} lies outside its interval from {span[0]} to {span[2]}")
    return found


def intervals(  # noqa: PLR0913
    labels: Sequence[str],
    values: Sequence[float | None],
    texts: Sequence[str],
    *,
    title: str,
    description: str,
    lows: Sequence[float | None],
    highs: Sequence[float | None],
    tick_text: Callable[[float], str],
    target: float | None = None,
    target_text: str = "",
    events: Sequence[Event] = (),
    minimum: float | None = None,
    maximum: float | None = None,
    scale: Scale | None = None,
    width_mm: float = 178,
    height_mm: float = 42,
    colour: str = ACCENT,
) -> Svg:
    """Draw a dot per period on the line of its interval, from `lows` to `highs`; the last one in `colour`.

    `texts` are the values as words, shown over the intervals as `columns` does over columns. None is a dash. The scale,
    worded by `tick_text`, need not begin at zero; no tick lies below `minimum` or above `maximum` unless a number does.
    Raises ValueError for values outside their interval, and where `columns` does.
    """
    found = _estimates(labels, values, (lows, highs), texts)
    size = size_of(width_mm, height_mm, bool(events))
    room = size[1] - LABEL_ROW - 2 * LINE - (LINE if events else 0)
    scale = _scale(found, target, (minimum, maximum), scale, int(room / (2 * LINE)))
    ticks = tick_words(scale, tick_text, size[0])
    goal = "" if target is None else clip(target_text, size[0] / 3)
    plot = plot_of(size, scale, [Series(found.values, texts)], room_for(ticks), room_beside([goal]))
    known = band(events, plot.slots, plot.x, (plot.left, plot.words_right), size[1])
    plot = replace(plot, top=plot.top + _LAST + known.height, bottom=plot.bottom + plot.hang, hang=0.0)
    standing = list(_columns(plot, found, texts))
    level = None if target is None else plot.y(target)
    ranking = list(dict.fromkeys(Series(found.values, texts).ranking()))
    words = place(standing, ranking, (plot.left, plot.words_right), level)
    parts = [
        gridlines(plot, plot.ticks, words),
        *tick_labels(plot, ticks),
        *known.drawn(plot.bottom, words),
        target_line(plot, level),
        *_upright(plot, found, accent(colour)),
        *line_ends(target_end(level, goal), plot.words_right, size[1]),
        *placed(words),
        *names_below(plot, labels),
    ]
    return drawing(width_mm, height_mm, title, description, parts, over_time=True)


def _scale(
    found: _Estimates,
    target: float | None,
    bounds: tuple[float | None, float | None],
    given: Scale | None,
    gridlines: int,
) -> Scale:
    """The one that is shared with other charts, else one of its own."""
    numbers = [*found.numbers, *(one for one in finite([target]) if one is not None)]
    low, high = finite(bounds)
    if given is not None:
        return holding(given, numbers)
    return fitted(numbers, low, high, gridlines=min(max(gridlines, 1), 3))


def _columns(plot: Upright, found: _Estimates, texts: Sequence[str]) -> Iterator[Column]:
    """Where each interval stands, for the words over it."""
    dashes = dashes_of(found.values, plot)
    for at, (span, words) in enumerate(zip(found.spans, texts, strict=True)):
        middle, last = plot.middle(at), at == plot.slots - 1
        tip = plot.bottom if span is None else min(plot.y(span[2]), plot.y(span[1]) - _LAST)
        said = dashes.get(at, "") if span is None else clip(words, plot.right - plot.left, bold=True)
        sides = middle - _LAST, middle + _LAST
        yield Column(*sides, plot.bottom, tip, plot.lane(at, 0), said, last, int(last), span is None)


def _upright(plot: Upright, found: _Estimates, paint: Paint) -> Iterator[str]:
    """Draw the intervals as upright lines with a dot each, the last one stronger."""
    drawn = [(at, span) for at, span in enumerate(found.spans) if span]
    for current, tint, width, radius in ((False, SLATE, _THIN, _DOT), (True, paint, _THICK, _LAST)):
        chosen = [(plot.middle(at), span) for at, span in drawn if (at == plot.slots - 1) is current]
        steps = (
            f"M{number(x)} {number(plot.y(low))}V{number(plot.y(high))}" for x, (low, _, high) in chosen if low < high
        )
        yield line("".join(steps), tint, width)
        yield specks([(x, plot.y(value)) for x, (_, value, _) in chosen], radius, tint)


def interval_rows(  # noqa: PLR0913
    labels: Sequence[str],
    values: Sequence[float | None],
    texts: Sequence[str],
    *,
    title: str,
    description: str,
    lows: Sequence[float | None],
    highs: Sequence[float | None],
    tick_text: Callable[[float], str],
    target: float | None = None,
    target_text: str = "",
    minimum: float | None = None,
    maximum: float | None = None,
    scale: Scale | None = None,
    width_mm: float = 178,
    row_mm: float = 4.8,
    colour: str = ACCENT,
) -> Svg:
    """Draw a row per label in the order given: a dot on the line of its interval, and its `texts` entry at the end.

    The target is an upright line with its words on top, the scale stands below. None is a dash. Raises ValueError for
    values outside their interval, those that are not finite or outside the scale, entries that do not match the
    labels, less than 60 mm of width or 4 mm a row.
    """
    found = _estimates(labels, values, (lows, highs), texts)
    width, row = size_checked(width_mm, row_mm, _LEAST_ROW_MM)
    scale = _scale(found, target, (minimum, maximum), scale, 3)
    worded = zip(found.values, texts, strict=True)
    words = [MISSING if value is None else clip(one, width * _TEXT_SHARE) for value, one in worded]
    names = [clip(label, width * LABEL_SHARE) for label in labels]
    goal = "" if target is None else clip(target_text, width / 3)
    plot = _Rows(
        max(map(text_width, names)) + MARGIN + _LAST,
        width - max(map(text_width, words)) - MARGIN - _LAST,
        LINE if goal else 0.0,
        row,
        len(labels),
        scale,
    )
    parts = [
        *_level_scale(plot, tick_words(scale, tick_text, width), width),
        *_goal(plot, target, goal, width),
        *(text(0, plot.y(at) + MIDDLE, name) for at, name in enumerate(names)),
        *_level(plot, found, accent(colour)),
        *(text(plot.right + MARGIN + _LAST, plot.y(at) + MIDDLE, one, paint=INK) for at, one in enumerate(words)),
    ]
    return drawing(width_mm, (plot.bottom + LINE) / UNITS_PER_MM, title, description, parts)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The area of rows of dots, in units, and the scale along its width."""

    left: float
    right: float
    top: float
    row: float
    count: int
    scale: Scale

    def x(self, value: float) -> float:
        """Where `value` lies, counted from the left of the drawing."""
        return self.left + self.scale.share(value) * (self.right - self.left)

    def y(self, at: int) -> float:
        """Middle of a row, from the top."""
        return self.top + (at + 0.5) * self.row

    @property
    def bottom(self) -> float:
        """Where the rows end."""
        return self.top + self.count * self.row


def _level_scale(plot: _Rows, words: dict[float, str], width: float) -> Iterator[str]:
    """An upright gridline at each tick, and under it its words where they find room."""
    ends = f"{number(plot.top)}V{number(plot.bottom)}"
    yield line("".join(f"M{number(plot.x(tick))} {ends}" for tick in words), GRID, 0.6)
    free = 0.0
    for tick, said in words.items():
        half = text_width(said) / 2
        middle = min(max(plot.x(tick), half), width - half)
        if free <= middle - half:
            yield text(middle, plot.bottom + ASCENT + 1, said, anchor="middle")
            free = middle + half + GAP


def _goal(plot: _Rows, target: float | None, words: str, width: float) -> Iterator[str]:
    """What was agreed: an upright line over all rows, with its words on top."""
    if target is not None:
        x, half = plot.x(target), text_width(words) / 2
        yield line(f"M{number(x)} {number(plot.top)}V{number(plot.bottom)}", TARGET, 0.8, DASHED)
        yield text(min(max(x, half), width - half), ASCENT, words, anchor="middle", paint=INK)


def _level(plot: _Rows, found: _Estimates, paint: Paint) -> Iterator[str]:
    """Draw the intervals as level lines with a dot each."""
    drawn = [(plot.y(at), span) for at, span in enumerate(found.spans) if span]
    steps = (f"M{number(plot.x(low))} {number(y)}H{number(plot.x(high))}" for y, (low, _, high) in drawn if low < high)
    yield line("".join(steps), paint, _THICK)
    yield specks([(plot.x(value), y) for y, (_, value, _) in drawn], _LAST, paint)
