"""The place of a drawing that has nothing to show: a quiet frame with a word in it."""

from __future__ import annotations

from reviewgen.charts.palette import GRID, SLATE
from reviewgen.charts.svg import MIDDLE, Svg, clip, drawing, line, number, size_checked, text

_INSET = 0.5
_LEAST_MM = (8, 4)


def empty(words: str, *, title: str, description: str, width_mm: float = 178, height_mm: float = 42) -> Svg:
    """Draw `words` in the middle of a frame, so that what stands beside it keeps its place.

    Raises ValueError for less than 8 by 4 mm.
    """
    width, height = size_checked(width_mm, height_mm, _LEAST_MM)
    right, bottom = number(width - _INSET), number(height - _INSET)
    parts = [
        line(f"M{number(_INSET)} {number(_INSET)}H{right}V{bottom}H{number(_INSET)}z", GRID, 0.6),
        text(width / 2, height / 2 + MIDDLE, clip(words, width - 4 * _INSET), anchor="middle", paint=SLATE),
    ]
    return drawing(width_mm, height_mm, title, description, parts)
