"""A timeline: for each milestone the day first planned, the day now expected or reached, and the slip between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviewgen.charts.legend import HALF, legend
from reviewgen.charts.palette import ACCENT, GRID, INK, PAPER, SLATE, Paint, accent
from reviewgen.charts.placing import GAP, LINE
from reviewgen.charts.scale import TINY, finite
from reviewgen.charts.svg import (
    ASCENT,
    DASHED,
    MIDDLE,
    MISSING,
    UNITS_PER_MM,
    Svg,
    clip,
    dot,
    drawing,
    line,
    number,
    size_checked,
    text,
    text_width,
)

_LABEL_SHARE = 0.36
_TEXT_SHARE = 0.2
_MARGIN = 6.0
_RADIUS = 3.2
_HOLE = 1.9
"""Radius of the paper in a ring: what is only expected is told from what was reached by shape, not by colour."""
_STROKE = HALF
"""Half the height of the stroke that marks the day first planned: it stands out of a ring on the same day."""
_AXIS = LINE
_LEGEND = LINE + GAP
_REACH = 0.04
"""Share of the span that is left free on either side."""
_LEAST_SPAN = 30.0
_LEAST_MM = (80, 4)


@dataclass(frozen=True, slots=True)
class Milestone:
    """One row: its name, three days as numbers that count up (None: unknown), and what stands at its end."""

    label: str
    planned: float | None
    expected: float | None
    reached: float | None
    text: str

    @property
    def stands(self) -> float | None:
        """The day it was reached, else that on which it is expected."""
        return self.expected if self.reached is None else self.reached

    @property
    def days(self) -> list[float]:
        """The days that are drawn."""
        return [day for day in (self.planned, self.stands) if day is not None]


@dataclass(frozen=True, slots=True)
class _Plot:
    """The area that days lie in, in units, and the first and last of them."""

    left: float
    right: float
    low: float
    high: float
    row: float
    rows: int

    def x(self, day: float) -> float:
        """Where a day lies, counted from the left of the drawing."""
        return self.left + (day - self.low) / (self.high - self.low) * (self.right - self.left)

    def y(self, at: int) -> float:
        """Middle of a row, from the top."""
        return _AXIS + (at + 0.5) * self.row

    @property
    def bottom(self) -> float:
        """Where the rows end."""
        return _AXIS + self.rows * self.row


def timeline(  # noqa: PLR0913
    milestones: Sequence[Milestone],
    *,
    title: str,
    description: str,
    names: tuple[str, str, str],
    ticks: Sequence[tuple[float, str]] = (),
    now: tuple[float, str] | None = None,
    width_mm: float = 178,
    row_mm: float = 4.8,
    colour: str = ACCENT,
) -> Svg:
    """Draw a row per milestone in the order given: a stroke where it was first planned, a ring where it is expected.

    One that was reached has a filled dot instead of the ring. A line joins the two days, dashed while it is not
    reached. `names` say what stroke, ring and dot are. `ticks` are days with their words, of which those are shown that
    find room; `now` is the day up to which is told, a dashed line that the legend names. A milestone without a day has
    a dash. Raises ValueError without a milestone, for days that are not finite, and for less than 80 mm of width or
    4 mm a row.
    """
    if not milestones:
        raise ValueError("there is nothing to draw: no milestones")
    width, row = size_checked(width_mm, row_mm, _LEAST_MM)
    ends = [MISSING if not one.days else clip(one.text, width * _TEXT_SHARE) for one in milestones]
    labels = [clip(one.label, width * _LABEL_SHARE) for one in milestones]
    plot = _plot(milestones, labels, ends, now, (width, row))
    parts = [
        *_grid(plot, ticks),
        _now(plot, now[0]) if now else "",
        *(text(0, plot.y(at) + MIDDLE, label, paint=INK) for at, label in enumerate(labels)),
        *(text(plot.right + GAP, plot.y(at) + MIDDLE, words, paint=INK) for at, words in enumerate(ends)),
        *_marks(plot, milestones, accent(colour)),
        *_legend(plot, width, (*names, now[1] if now else ""), accent(colour)),
    ]
    height = plot.bottom + _LEGEND
    return drawing(width_mm, height / UNITS_PER_MM, title, description, parts, over_time=True)


def _plot(
    milestones: Sequence[Milestone],
    labels: Sequence[str],
    ends: Sequence[str],
    now: tuple[float, str] | None,
    size: tuple[float, float],
) -> _Plot:
    """The days drawn with room around them, between the widest label and the widest words at an end."""
    days = [day for one in milestones for day in one.days] + ([now[0]] if now else [])
    known = [day for day in finite(days) if day is not None] or [0.0]
    low, high = min(known), max(known)
    wanting = max(_LEAST_SPAN - (high - low), abs(low) * TINY, 0.0)
    reach = max(high - low, _LEAST_SPAN) * _REACH + wanting / 2
    left = max(map(text_width, labels)) + _MARGIN
    right = size[0] - max(map(text_width, ends)) - GAP
    return _Plot(left, right, low - reach, high + reach, size[1], len(milestones))


def _grid(plot: _Plot, ticks: Sequence[tuple[float, str]]) -> Iterator[str]:
    """A line for each tick that finds room for its words, which stand over it to the right."""
    free = plot.left
    for day, words in sorted(ticks):
        x, words = plot.x(day), clip(words, plot.right - plot.left)
        if free <= x and x + text_width(words) <= plot.right:
            yield line(f"M{number(x)} {number(_AXIS)}V{number(plot.bottom)}", GRID, 1)
            yield text(x, ASCENT, words)
            free = x + text_width(words) + GAP


def _now(plot: _Plot, day: float) -> str:
    return line(f"M{number(plot.x(day))} {number(_AXIS)}V{number(plot.bottom)}", SLATE, 1, DASHED)


def _marks(plot: _Plot, milestones: Sequence[Milestone], paint: Paint) -> Iterator[str]:
    for at, one in enumerate(milestones):
        y = plot.y(at)
        if one.planned is not None and one.stands is not None:
            steps = f"M{number(plot.x(one.planned))} {number(y)}H{number(plot.x(one.stands))}"
            yield line(steps, SLATE, 1.2, DASHED if one.reached is None else "")
        if one.planned is not None:
            yield _stroke(plot.x(one.planned), y, SLATE)
        if one.stands is not None:
            yield _ring(plot.x(one.stands), y, paint) if one.reached is None else _point(plot.x(one.stands), y, paint)


def _stroke(x: float, y: float, paint: Paint) -> str:
    return line(f"M{number(x)} {number(y - _STROKE)}V{number(y + _STROKE)}", paint, 1.8)


def _ring(x: float, y: float, paint: Paint) -> str:
    return _point(x, y, paint) + dot(x, y, _HOLE, PAPER)


def _point(x: float, y: float, paint: Paint) -> str:
    return dot(x, y, _RADIUS, paint)


def _upto(x: float, y: float, paint: Paint) -> str:
    return line(f"M{number(x)} {number(y - _STROKE)}V{number(y + _STROKE)}", paint, 1, DASHED)


def _legend(plot: _Plot, width: float, names: tuple[str, str, str, str], paint: Paint) -> Iterator[str]:
    """What each mark is, in the last line."""
    marks = (_stroke, SLATE), (_ring, paint), (_point, paint), (_upto, SLATE)
    told = [(mark, tint, name) for (mark, tint), name in zip(marks, names, strict=True)]
    return legend(told, width, plot.bottom + GAP + LINE / 2)
