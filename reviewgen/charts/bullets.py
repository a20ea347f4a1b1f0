"""Bullets: how much is used of what there is, and where it was before or leads to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviewgen.charts.bars import LABEL_SHARE, MARGIN, Plot, rects, row_labels, zero_line
from reviewgen.charts.legend import HALF, legend
from reviewgen.charts.palette import ACCENT, GRID, INK, PAPER, SLATE, TARGET, Paint, accent
from reviewgen.charts.placing import GAP, LINE
from reviewgen.charts.scale import TINY, finite
from reviewgen.charts.svg import (
    MIDDLE,
    MISSING,
    UNITS_PER_MM,
    Svg,
    clip,
    dot,
    drawing,
    filled,
    line,
    number,
    size_checked,
    text,
    text_width,
)

_TRACK, _BAR = 0.66, 0.3
"""Shares of a row's height: of what there is, and of what is used."""
_STROKE = HALF
"""Half the height of the stroke at the limit."""
_RADIUS, _HOLE = 3.0, 1.7
_TEXT_SHARE = 0.3
_LEAST_MM = (60, 4)


@dataclass(frozen=True, slots=True)
class Bullet:
    """One row: what it is, its value, what the value is held against, another value to compare, and its words.

    None is unknown. All rows have one scale: percent of their limits, say.
    """

    label: str
    value: float | None
    limit: float | None
    other: float | None
    text: str

    @property
    def numbers(self) -> list[float]:
        """What is drawn."""
        return [one for one in (self.value, self.limit, self.other) if one is not None]


def bullets(
    rows: Sequence[Bullet],
    *,
    title: str,
    description: str,
    names: tuple[str, str, str] = ("", "", ""),
    width_mm: float = 178,
    row_mm: float = 4.8,
    colour: str = ACCENT,
) -> Svg:
    """Draw a row per bullet in the order given: a bar for the value, in a pale one that ends in a stroke at the limit.

    The value to compare, that of the period before or the one expected, is a ring. `names` say what bar, stroke and
    ring are, in the last line. A row without a value has a dash. Raises ValueError without a row, for negative values
    and those that are not finite, for less than 60 mm of width or 4 mm a row.
    """
    if not rows:
        raise ValueError("there is nothing to draw: no rows")
    width, row = size_checked(width_mm, row_mm, _LEAST_MM)
    labels = [clip(one.label, width * LABEL_SHARE) for one in rows]
    words = [MISSING if one.value is None else clip(one.text, width * _TEXT_SHARE) for one in rows]
    beside = width - max(map(text_width, words))
    plot = _plot(rows, max(map(text_width, labels)) + MARGIN, beside - MARGIN - _RADIUS, row)
    bottom, paint = row * len(rows), accent(colour)
    marks = (_piece, paint, names[0]), (_stroke, TARGET, names[1]), (_ring, SLATE, names[2])
    told = list(legend(marks, width, bottom + GAP + LINE / 2))
    parts = [
        filled(rects(plot, [one.limit for one in rows], _TRACK), GRID),
        filled(rects(plot, [one.value for one in rows], _BAR), paint),
        zero_line(plot, len(rows)),
        *_marks(plot, rows),
        *row_labels(plot, labels),
        *(text(beside, plot.middle(at) + MIDDLE, one, paint=INK) for at, one in enumerate(words)),
        *told,
    ]
    return drawing(width_mm, (bottom + (GAP + LINE if told else 0)) / UNITS_PER_MM, title, description, parts)


def _plot(rows: Sequence[Bullet], left: float, right: float, row: float) -> Plot:
    """From nothing to the largest number of all rows."""
    numbers = [one for row in rows for one in row.numbers]
    if any(one < 0 for one in finite(numbers) if one is not None):
        raise ValueError("what is used of something cannot be negative")
    most = max(numbers, default=0.0)
    return Plot(left, (right - left) / most if most > TINY else 0.0, row)


def _marks(plot: Plot, rows: Sequence[Bullet]) -> Iterator[str]:
    for at, one in enumerate(rows):
        if one.limit is not None:
            yield _stroke(plot.end(one.limit), plot.middle(at), TARGET)
        if one.other is not None:
            yield _ring(plot.end(one.other), plot.middle(at), SLATE)


def _stroke(x: float, y: float, paint: Paint) -> str:
    return line(f"M{number(x)} {number(y - _STROKE)}V{number(y + _STROKE)}", paint, 1.6)


def _ring(x: float, y: float, paint: Paint) -> str:
    return dot(x, y, _RADIUS, paint) + dot(x, y, _HOLE, PAPER)


def _piece(x: float, y: float, paint: Paint) -> str:
    return filled([(x - HALF, y - 1.5, 2 * HALF, 3.0)], paint)
