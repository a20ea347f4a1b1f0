"""A Pareto chart: what matters most on top, and beside the bars how fast they add up to all there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from reviewgen.charts.bars import Plot, clipped, plot_of, rects, row_labels, row_words, zero_line
from reviewgen.charts.palette import ACCENT, CALM, GRID, INK, TARGET, Paint, accent
from reviewgen.charts.placing import GAP, LINE
from reviewgen.charts.scale import finite, same_length
from reviewgen.charts.svg import (
    ASCENT,
    DASHED,
    UNITS_PER_MM,
    Svg,
    clean,
    clip,
    drawing,
    filled,
    line,
    number,
    polyline,
    size_checked,
    specks,
    text,
    text_width,
)

_LINE_SHARE = 0.3
"""Share of the width in which the line of the sums runs."""
_APART = 10.0
_DOT = 1.9
_LEAST_MM = (60, 3.5)


def pareto(  # noqa: PLR0913
    labels: Sequence[str],
    values: Sequence[float | None],
    texts: Sequence[str],
    *,
    title: str,
    description: str,
    total: float | None = None,
    mark: float = 80,
    mark_text: str = "",
    line_text: str = "",
    width_mm: float = 178,
    row_mm: float = 4.8,
    colour: str = ACCENT,
) -> Svg:
    """Draw a bar per label, the largest on top, and right of the bars a line through the sums of all so far.

    The line runs from nothing to `total`, which the rows may not reach where only the largest are shown; left out, it
    is their sum. A dashed line marks `mark` percent of it; the rows that it takes to get there have `colour`, the
    others are calm. `mark_text` names the mark, `line_text` the line. None is a dash, and comes last. Raises ValueError
    for negative values, for those that are not finite, entries that do not match the labels, less than 60 mm of width
    or 3.5 mm a row.
    """
    width, row = size_checked(width_mm, row_mm, _LEAST_MM)
    labels, numbers, texts = _sorted(labels, values, texts)
    room = width * (1 - _LINE_SHARE) - _APART
    told = clipped((labels, numbers, texts), room)
    top = LINE if clean(mark_text + line_text) else 0.0
    plot = plot_of([told], room, row, top)
    sums = list(accumulate(value for value in told.values if value is not None))
    side = _Side(room + _APART, width - _DOT - 1, max(finite([total])[0] or 0.0, *sums, 0.0), mark)
    needed = side.needed(sums)
    bottom = top + row * len(labels)
    parts = [
        filled(list(rects(plot, told.values))[:needed], accent(colour)),
        filled(list(rects(plot, told.values))[needed:], CALM),
        zero_line(plot, len(labels)),
        *row_labels(plot, told.labels),
        *row_words(plot, told),
        *_header(side, plot.zero, clean(mark_text), line_text),
        *side.drawn(sums, plot, bottom, accent(colour)),
    ]
    return drawing(width_mm, bottom / UNITS_PER_MM, title, description, parts)


def _sorted(
    labels: Sequence[str], values: Sequence[float | None], texts: Sequence[str]
) -> tuple[list[str], list[float | None], list[str]]:
    """The rows, largest first, those without a value last."""
    same_length(labels, values=finite(values), texts=texts)
    if any(value is not None and value < 0 for value in values):
        raise ValueError("what adds up to a whole cannot be negative")
    rows = sorted(zip(labels, values, texts, strict=True), key=lambda row: (row[1] is None, -(row[1] or 0.0)))
    return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]


@dataclass(frozen=True, slots=True)
class _Side:
    """Where the line of the sums runs, from nothing at the left to the whole at the right, and the mark in percent."""

    left: float
    right: float
    whole: float
    mark: float

    def x(self, share: float) -> float:
        """Where a share of the whole lies."""
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    @property
    def marked(self) -> float:
        """Where the mark lies."""
        return self.x(self.mark / 100)

    def needed(self, sums: Sequence[float]) -> int:
        """How many rows it takes to reach the mark."""
        return next((at + 1 for at, one in enumerate(sums) if one >= self.mark / 100 * self.whole), len(sums))

    def drawn(self, sums: Sequence[float], plot: Plot, bottom: float, paint: Paint) -> Iterator[str]:
        """The two ends, the mark, and the line with a dot a row; no line where there is nothing to add up."""
        ends = "".join(f"M{number(x)} {number(plot.top)}V{number(bottom)}" for x in (self.left, self.right))
        yield line(ends, GRID, 0.6)
        yield line(f"M{number(self.marked)} {number(plot.top)}V{number(bottom)}", TARGET, 0.8, DASHED)
        if self.whole > 0:
            points = [(self.x(one / self.whole), plot.middle(at)) for at, one in enumerate(sums)]
            yield line(polyline(points) if len(points) > 1 else "", paint, 1.2)
            yield specks(points, _DOT, paint)


def _header(side: _Side, left: float, mark_text: str, line_text: str) -> Iterator[str]:
    """Name the mark over its line, and left of it the line of the sums."""
    words = clip(mark_text, side.right - side.left)
    width = text_width(words)
    middle = min(side.marked, side.right - width / 2)
    yield text(middle, ASCENT, words, anchor="middle", paint=INK)
    end = middle - width / 2 - 2 * GAP if words else side.right
    yield text(end, ASCENT, clip(line_text, end - left), anchor="end")
