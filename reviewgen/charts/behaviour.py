"""A process-behaviour chart: a figure's history between its limits, with the points that say it has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from reviewgen.charts.axis import LEAST_APART, End, line_ends, open_line, period_labels
from reviewgen.charts.events import Event, band
from reviewgen.charts.palette import ACCENT, GRID, INK, LIMIT, PAPER, SIGNAL, SLATE, TARGET, Paint, accent
from reviewgen.charts.placing import GAP, LINE, Words
from reviewgen.charts.scale import Scale, finite, fitted, holding, same_length
from reviewgen.charts.svg import (
    ASCENT,
    DASHED,
    DESCENT,
    DOTTED,
    MIDDLE,
    MISSING,
    Svg,
    clip,
    dot,
    drawing,
    line,
    number,
    polyline,
    specks,
    text,
    text_width,
)
from reviewgen.charts.upright import MARGIN, room_beside, room_for, size_of, tick_words

_LABEL_ROW = 21.0
"""More than the words need: a diamond on the lowest value stays clear of them."""
_DOT = 2.0
_LAST = 3.2
_MARK = 5.0
"""Half of a diamond's height: it tells a signal by shape and size, so that it survives grey printing."""
_CLEAR = 0.5
_TOP = _MARK + _CLEAR + DESCENT + ASCENT + 0.1
"""Room over the highest value, for a diamond and its words."""
_UNDER = 7.0
"""More room under the lowest value where signals before the last one may have their words there."""
_Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in units."""
_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _History:
    """Values, the same as words, and which of them are signals: one entry a period."""

    values: Sequence[float | None]
    texts: Sequence[str]
    signals: Sequence[str]

    @property
    def last(self) -> str:
        """The words of the last period: a dash where it has no value."""
        return MISSING if self.values[-1] is None else self.texts[-1]

    @property
    def label_row(self) -> float:
        """Room under the lowest value, in units."""
        return _LABEL_ROW + (_UNDER if any(at < len(self.values) - 1 for at in self.marked) else 0)

    @property
    def marked(self) -> list[int]:
        """Positions of the signals, oldest first."""
        return [at for at, signal in enumerate(self.signals) if signal and self.values[at] is not None]


@dataclass(frozen=True, slots=True)
class _Level:
    """A line to hold the values against: one entry a period, None where there is none yet.

    `weight` is how much its words stay where the line ends when others want the same place.
    """

    values: Sequence[float | None]
    words: str
    weight: float
    paint: Paint
    dashes: str

    @property
    def end(self) -> float | None:
        """Where the line ends; None where there is no line."""
        return next((value for value in reversed(self.values) if value is not None), None)


@dataclass(frozen=True, slots=True)
class _Plot:
    """The area of the points, in units, and the scale along its height; lines go on to `end`, past the last words."""

    left: float
    right: float
    end: float
    top: float
    bottom: float
    scale: Scale
    slots: int

    @property
    def slot(self) -> float:
        """Width that belongs to one period."""
        return (self.right - self.left) / self.slots

    def x(self, at: int) -> float:
        """Middle of a period."""
        return self.left + (at + 0.5) * self.slot

    def moment(self, at: float) -> float:
        """Where a moment lies, counted in periods from the left edge of the first one."""
        return self.left + at * self.slot

    def y(self, value: float) -> float:
        """Height of `value`, counted from the top of the drawing."""
        return self.bottom - self.scale.share(value) * (self.bottom - self.top)

    def edge(self, at: int) -> float:
        """Where the lines of a period begin, and those of the one before end."""
        return self.end if at == self.slots else self.left + at * self.slot

    def points(self, values: Sequence[float | None]) -> list[_Point | None]:
        """Where each value lies."""
        return [None if value is None else (self.x(at), self.y(value)) for at, value in enumerate(values)]


def behaviour(  # noqa: PLR0913
    labels: Sequence[str],
    values: Sequence[float | None],
    texts: Sequence[str],
    *,
    title: str,
    description: str,
    centre: Sequence[float | None],
    lower: Sequence[float | None],
    upper: Sequence[float | None],
    signals: Sequence[str],
    tick_text: Callable[[float], str],
    centre_text: str = "",
    lower_text: str = "",
    upper_text: str = "",
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
    """Draw a point per label, joined by a line that None breaks; the last has its `texts` entry beside it in bold.

    `centre`, `lower` and `upper` have an entry a period, None where there is none: they are drawn as steps, and
    break where the centre jumps. Their words and `target_text` stand at the right end of the lines, moved apart
    where they would meet, those of `events` over the plot. A period with any words in `signals` gets a diamond, and its
    `texts` entry where there is room. The scale, worded by `tick_text`, holds all that is drawn and need not begin at
    zero; no tick lies below `minimum` or above `maximum` (0 and 100 for percentages) unless a number does. `scale` is
    one shared with other charts. Raises ValueError for values that are not finite or outside the scale, entries that
    do not match the labels, and drawings smaller than 40 by 16 mm, or 19.5 mm with `events`.
    """
    history = _History(finite(values), texts, signals)
    limits = finite(upper), finite(centre), finite(lower)
    same_length(labels, values=values, texts=texts, signals=signals, upper=upper, centre=centre, lower=lower)
    size = size_of(width_mm, height_mm, bool(events))
    ends = [clip(words, size[0] / 3) for words in (upper_text, centre_text, lower_text, target_text)]
    levels = _levels(limits, finite([target])[0], ends)
    room = size[1] - history.label_row - (LINE if events else 0)
    scale = _scale(history, levels, (minimum, maximum), scale, room)
    ticks = tick_words(scale, tick_text, size[0])
    plot = _plot(size, scale, history, levels, room_for(ticks))
    known = band(events, plot.slots, plot.moment, (plot.left, plot.end), size[1])
    plot = replace(plot, top=plot.top + known.height)
    points = plot.points(history.values)
    words = _words(plot, points, history, levels)
    parts = [
        *_gridlines(plot, ticks, words),
        *known.drawn(plot.bottom, words),
        *_lines(plot, levels, words, _jumps(limits[1])),
        *_points(points, history.marked, accent(colour)),
        *_texts(words),
        *line_ends(_ends(plot, levels), plot.end, size[1]),
        *period_labels(labels, plot.slots - 1, plot.slot, plot.x, (plot.left, plot.end), size[1] - GAP),
    ]
    return drawing(width_mm, height_mm, title, description, parts, over_time=True)


def _levels(limits: tuple[Sequence[float | None], ...], target: float | None, words: Sequence[str]) -> list[_Level]:
    """All lines, from the top down where they are one: upper limit, target, centre, lower limit."""
    upper, centre, lower = limits
    return [
        _Level(upper, words[0], 1, LIMIT, DOTTED),
        _Level([target] * len(centre), words[3], 100, TARGET, DASHED),
        _Level(centre, words[1], 10, LIMIT, ""),
        _Level(lower, words[2], 1, LIMIT, DOTTED),
    ]


def _scale(
    history: _History,
    levels: Sequence[_Level],
    bounds: tuple[float | None, float | None],
    given: Scale | None,
    room: float,
) -> Scale:
    """The one that is shared with other charts, else one of its own, with as many gridlines as have room."""
    rows = [history.values, *(level.values for level in levels)]
    numbers = [value for row in rows for value in row if value is not None]
    if given is not None:
        return holding(given, numbers)
    low, high = finite(bounds)
    return fitted(numbers, low, high, gridlines=min(max(int((room - _TOP) / (2 * LINE)), 1), 3))


def _plot(size: tuple[float, float], scale: Scale, history: _History, levels: Sequence[_Level], left: float) -> _Plot:
    end = size[0] - room_beside([level.words for level in levels if level.end is not None])
    slots = len(history.values)
    words = text_width(clip(history.last, size[0] / 5, bold=True), bold=True)
    share = 1 / (2 * slots)
    need = _MARK + GAP + words + GAP - (end - left) * share
    right = end - max(0.0, need / (1 - share))
    return _Plot(left, right, end, _TOP, size[1] - history.label_row, scale, slots)


def _words(plot: _Plot, points: Sequence[_Point | None], history: _History, levels: Sequence[_Level]) -> list[Words]:
    """Words of the last period right of its point, and of each signal that has a place clear of all else."""
    words = [_last_words(plot, points, history)]
    solid = [_around(point, _MARK) for point in points if point]
    for at in reversed(history.marked):
        point = points[at]
        if at == plot.slots - 1 or point is None:
            continue
        shown = clip(history.texts[at], plot.right - plot.left)
        free = [one for one in _nearby(point, shown, plot) if _is_free(one, [*solid, *map(_box, words)], points)]
        if shown and free:
            words.append(min(free, key=lambda one: _crossings(one, plot, levels)))
    return words


def _last_words(plot: _Plot, points: Sequence[_Point | None], history: _History) -> Words:
    point = points[-1]
    words = clip(history.last, plot.end - plot.x(plot.slots - 1) - _MARK - GAP, bold=True)
    width = text_width(words, bold=True)
    beside = _MARK + GAP + width / 2
    if point is None:
        return Words(words, plot.x(plot.slots - 1) + max(0.0, beside - plot.slot), plot.bottom - GAP, width, True)
    return Words(words, point[0] + beside, point[1] + MIDDLE, width, True)


def _nearby(point: _Point, words: str, plot: _Plot) -> Iterator[Words]:
    """Places over and under a signal, best first: the plot keeps room for them."""
    x, y = point
    width = text_width(words)
    over, under = y - _MARK - _CLEAR - DESCENT, y + _MARK + _CLEAR + ASCENT
    upwards = y < (plot.top + plot.bottom) / 2
    for baseline in (over, under) if upwards else (under, over):
        for middle in (x, x - width / 2, x + width / 2):
            place = Words(words, middle, baseline, width, False)
            if plot.left <= place.left and place.right <= plot.end:
                yield place


def _is_free(words: Words, solid: Sequence[_Box], points: Sequence[_Point | None]) -> bool:
    """Whether the words touch neither boxes nor the line between the points."""
    box = _box(words)
    if any(_meet(box, other) for other in solid):
        return False
    return not any(one and other and _cuts(one, other, box) for one, other in pairwise(points))


def _crossings(words: Words, plot: _Plot, levels: Sequence[_Level]) -> int:
    """How often a level would run through the words."""
    near = [at for at in range(plot.slots) if plot.edge(at) < words.right and words.left < plot.edge(at + 1)]
    values = [level.values[at] for level in levels for at in near]
    return sum(1 for value in values if value is not None and words.crosses(plot.y(value)))


def _box(words: Words) -> _Box:
    return words.left - GAP / 2, words.baseline - ASCENT, words.right + GAP / 2, words.baseline + DESCENT


def _around(point: _Point, radius: float) -> _Box:
    return point[0] - radius, point[1] - radius, point[0] + radius, point[1] + radius


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _cuts(one: _Point, other: _Point, box: _Box) -> bool:
    """Whether the line from `one` to `other`, right of it, runs through the box."""
    start, end = max(one[0], box[0]), min(other[0], box[2])
    if start >= end:
        return False
    slope = (other[1] - one[1]) / (other[0] - one[0])
    ys = [one[1] + slope * (x - one[0]) for x in (start, end)]
    return min(ys) < box[3] + 1 and box[1] - 1 < max(ys)


def _gridlines(plot: _Plot, words: Mapping[float, str], placed: Sequence[Words]) -> Iterator[str]:
    """Draw a line at each tick, open for words, and write the scale; words that read alike are written once."""
    ticks = plot.scale.thinned(plot.bottom - plot.top, LEAST_APART).ticks
    kept = {words[tick]: tick for tick in reversed(ticks)}
    yield line("".join(open_line(plot.left, plot.end, plot.y(tick), placed) for tick in kept.values()), GRID, 0.6)
    for said, tick in kept.items():
        yield text(plot.left - MARGIN, plot.y(tick) + MIDDLE, said, anchor="end")


def _jumps(centre: Sequence[float | None]) -> set[int]:
    """Positions at which the centre is another than in the period before: the limits begin anew."""
    return {at for at in range(1, len(centre)) if centre[at] != centre[at - 1]}


def _lines(plot: _Plot, levels: Sequence[_Level], words: Sequence[Words], jumps: Set[int]) -> Iterator[str]:
    """Draw each level as steps, open where it would run through words."""
    for level in levels:
        runs = list(_runs(level.values))
        steps = "".join(open_line(plot.edge(first), plot.edge(end), plot.y(value), words) for value, first, end in runs)
        for (value, _, end), (other, first, _) in pairwise(runs):
            if end == first and first not in jumps:
                steps += _riser(plot.edge(first), plot.y(value), plot.y(other), words)
        yield line(steps, level.paint, 0.8, level.dashes)


def _runs(values: Sequence[float | None]) -> Iterator[tuple[float, int, int]]:
    """Each value of a line with the periods that it lasts: the first, and the first after it."""
    for value, run in groupby(range(len(values)), key=values.__getitem__):
        positions = list(run)
        if value is not None:
            yield value, positions[0], positions[-1] + 1


def _riser(x: float, y: float, other: float, words: Sequence[Words]) -> str:
    """Join two steps, unless words are in the way."""
    between = x - 0.5, min(y, other), x + 0.5, max(y, other)
    if any(_meet(between, _box(one)) for one in words):
        return ""
    return f"M{number(x)} {number(y)}V{number(other)}"


def _points(points: Sequence[_Point | None], marked: Sequence[int], paint: Paint) -> Iterator[str]:
    """Draw the line, a dot for each value, and a diamond instead for each signal."""
    runs = [[point for point in run if point] for known, run in groupby(points, key=bool) if known]
    yield line("".join(polyline(run) for run in runs if len(run) > 1), paint, 1.2)
    yield specks([point for at, point in enumerate(points[:-1]) if point and at not in marked], _DOT, paint)
    if points[-1] and len(points) - 1 not in marked:
        yield dot(*points[-1], _LAST, paint)
    diamonds = "".join(_diamond(*point) for at in marked if (point := points[at]))
    if diamonds:
        yield f'<path class="{SIGNAL.role}" d="{diamonds}" fill="{SIGNAL.colour}" stroke="{PAPER.colour}"/>'


def _diamond(x: float, y: float) -> str:
    left, right, top, bottom = map(number, (x - _MARK, x + _MARK, y - _MARK, y + _MARK))
    return f"M{left} {number(y)}L{number(x)} {top}L{right} {number(y)}L{number(x)} {bottom}z"


def _texts(words: Sequence[Words]) -> Iterator[str]:
    for one in words:
        yield text(one.middle, one.baseline, one.words, anchor="middle", paint=INK, bold=one.bold)


def _ends(plot: _Plot, levels: Sequence[_Level]) -> list[End]:
    """What each line is, at its right end."""
    return [
        End(plot.y(level.end), level.words, level.weight, INK if level.paint == TARGET else SLATE)
        for level in levels
        if level.end is not None
    ]
