"""What each mark is, in one line: for what cannot be labelled where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from reviewgen.charts.palette import Paint
from reviewgen.charts.placing import GAP
from reviewgen.charts.svg import MIDDLE, clip, filled, text, text_width

HALF = 5.0
"""Half the room that a mark takes, in units."""
_ROOM = 2 * HALF + GAP
_APART = 14.0

Mark = Callable[[float, float, Paint], str]
"""Draws a mark around a point."""


def legend(marks: Sequence[tuple[Mark, Paint, str]], width: float, y: float) -> Iterator[str]:
    """Draw each mark that has words, with the words behind it, from the left; `y` is the middle of the line."""
    left = 0.0
    for mark, paint, name in marks:
        words = clip(name, width / len(marks) - _ROOM - _APART)
        if words:
            yield mark(left + HALF, y, paint)
            yield text(left + _ROOM, y + MIDDLE, words)
            left += _ROOM + text_width(words) + _APART


def swatch(x: float, y: float, paint: Paint) -> str:
    """A piece of a filled area."""
    return filled([(x - HALF, y - 3.5, 2 * HALF, 7.0)], paint)
