"""A heat map: a cell for each weekday and hour, the darker the more, with the words of the fullest one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from reviewgen.charts.bars import MARGIN
from reviewgen.charts.palette import ACCENT, EMPTY, INK, PAPER, Paint, steps
from reviewgen.charts.placing import GAP, LINE
from reviewgen.charts.scale import finite, same_length
from reviewgen.charts.svg import (
    ASCENT,
    DESCENT,
    MIDDLE,
    UNITS_PER_MM,
    Rect,
    Svg,
    clean,
    clip,
    drawing,
    filled,
    line,
    number,
    size_checked,
    text,
    text_width,
)

_STEPS = 5
_EVERY = (1, 2, 3, 4, 6, 12)
"""Hours are named at round distances."""
_BETWEEN = 1.0
"""Paper between cells."""
_LABEL_SHARE = 0.3
_SWATCH = 9.0
_LEAST_MM = (60, 3.5)


def heatmap(  # noqa: PLR0913
    rows: Sequence[str],
    hours: Sequence[str],
    values: Sequence[Sequence[float | None]],
    *,
    title: str,
    description: str,
    peak_text: str = "",
    scale_texts: tuple[str, str] = ("", ""),
    width_mm: float = 178,
    row_mm: float = 4.6,
    colour: str = ACCENT,
) -> Svg:
    """Draw a row of cells for each name in `rows`, a cell for each of `hours`; `values` holds those of each row.

    Five steps of lightness reach from nothing to the fullest cell, the first of those alike, which has `peak_text` in
    it or beside it. Nothing is a cell as pale as a gridline, None is no cell. Names of hours stand below, as many as
    have room. `scale_texts` say what the palest and the darkest step are. Raises ValueError for negative values, those
    that are not finite, entries that do not match the names, less than 60 mm of width or 3.5 mm a row.
    """
    width, row = size_checked(width_mm, row_mm, _LEAST_MM)
    cells = _checked(rows, hours, values)
    labels = [clip(name, width * _LABEL_SHARE) for name in rows]
    left = max(map(text_width, labels)) + MARGIN
    plot = _Plot(left, (width - left) / len(hours), row)
    peak = max((value, -at, -hour) for at, hour, value in cells) if cells else None
    bottom = row * len(rows)
    shades = steps(colour, _STEPS)[::-1]
    told = list(_scale_line(plot, scale_texts, shades, (width, bottom + LINE)))
    parts = [
        *_cells(plot, cells, shades),
        *_peak(plot, peak, clean(peak_text)),
        *(text(0, plot.y(at) + row / 2 + MIDDLE, label) for at, label in enumerate(labels)),
        *_hours(plot, hours, bottom, width),
        *told,
    ]
    return drawing(width_mm, (bottom + (2 if told else 1) * LINE) / UNITS_PER_MM, title, description, parts)


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where the cells begin, and how large they are, in units."""

    left: float
    cell: float
    row: float

    def x(self, hour: int) -> float:
        """Left edge of a column of cells."""
        return self.left + hour * self.cell

    def y(self, at: int) -> float:
        """Upper edge of a row of cells."""
        return at * self.row

    def rect(self, at: int, hour: int) -> Rect:
        """A cell, less the paper between it and the next ones."""
        return self.x(hour), self.y(at), self.cell - _BETWEEN, self.row - _BETWEEN


def _checked(
    rows: Sequence[str], hours: Sequence[str], values: Sequence[Sequence[float | None]]
) -> list[tuple[int, int, float]]:
    """What is known: row, column and value."""
    same_length(rows, rows=values)
    for row in values:
        same_length(hours, values=row)
    cells = [(at, hour, value) for at, row in enumerate(values) for hour, value in enumerate(finite(row))]
    known = [(at, hour, value) for at, hour, value in cells if value is not None]
    if any(value < 0 for _, _, value in known):
        raise ValueError("a cell of a heat map cannot be negative")
    return known


def _cells(plot: _Plot, cells: Sequence[tuple[int, int, float]], shades: Sequence[Paint]) -> Iterator[str]:
    """Draw the cells of each step as one path."""
    most = max((value for _, _, value in cells), default=0.0)
    paints = [EMPTY, *shades]
    rects: list[list[Rect]] = [[] for _ in paints]
    for at, hour, value in cells:
        rects[max(1, ceil(value / most * _STEPS)) if value else 0].append(plot.rect(at, hour))
    for chosen, paint in zip(rects, paints, strict=True):
        yield filled(chosen, paint)


def _peak(plot: _Plot, peak: tuple[float, int, int] | None, words: str) -> Iterator[str]:
    """Frame the fullest cell, and word it where the words fit into it."""
    if not peak or not peak[0]:
        return
    x, y, width, height = plot.rect(-peak[1], -peak[2])
    yield line(f"M{number(x)} {number(y)}h{number(width)}v{number(height)}h{number(-width)}z", INK, 1)
    if text_width(words, bold=True) <= width - 2 and height - 2 >= ASCENT + DESCENT:
        yield text(x + width / 2, y + height / 2 + MIDDLE, words, anchor="middle", paint=PAPER, bold=True)


def _hours(plot: _Plot, hours: Sequence[str], bottom: float, width: float) -> Iterator[str]:
    """Name the columns, or every so many of them from the first."""
    names = [clip(name, width / 4) for name in hours]
    widths = [text_width(name) for name in names]
    overhang = max(0.0, (max(widths) - plot.cell) / 2)
    least = (max(widths) + GAP + overhang) / plot.cell
    every = next((one for one in _EVERY if one >= least), len(hours))
    for at in range(0, len(hours), every):
        half = widths[at] / 2
        middle = min(max(plot.x(at) + plot.cell / 2, plot.left + half), width - half)
        yield text(middle, bottom + ASCENT + 1, names[at], anchor="middle")


def _scale_line(
    plot: _Plot, texts: tuple[str, str], shades: Sequence[Paint], place: tuple[float, float]
) -> Iterator[str]:
    """All steps side by side in the last line, between what the palest and the darkest are."""
    width, top = place
    low, high = (clip(words, (width - plot.left - _STEPS * _SWATCH) / 2 - 2 * GAP) for words in texts)
    if not low and not high:
        return
    middle = top + LINE / 2
    yield text(plot.left, middle + MIDDLE, low)
    x = plot.left + (text_width(low) + GAP if low else 0.0)
    for at, paint in enumerate(shades):
        yield filled([(x + at * _SWATCH, middle - 4, _SWATCH - _BETWEEN, 8.0)], paint)
    yield text(x + _STEPS * _SWATCH + GAP, middle + MIDDLE, high)
