"""What charts over time share: lines that open for words, what they are at their ends, names of periods below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from reviewgen.charts.palette import INK, SLATE, Paint
from reviewgen.charts.placing import GAP, Words, moved_apart
from reviewgen.charts.svg import ASCENT, DESCENT, FONT_SIZE, MIDDLE, clip, line, number, text, text_width

LEADER = 8.0
"""Room between the end of a line and its words, for the stroke that joins them where words had to move."""
LEAST_APART = ASCENT + DESCENT
"""Least distance between gridlines that are worded."""

LEAST_LABEL = 3 * FONT_SIZE
LEAST_PIECE = 1.5 * FONT_SIZE
"""Shorter pieces of a line between words are left out: they would look like dashes."""


def open_line(left: float, right: float, y: float, words: Sequence[Words]) -> str:
    """The steps of a level line that leaves out the words that it would run through."""
    holes = sorted((one.left - 2, one.right + 2) for one in words if one.crosses(y))
    holes = [(start, end) for start, end in holes if start < right and left < end]
    least = LEAST_PIECE if holes else 0.0
    steps = ""
    for start, end in [*holes, (right, right)]:
        if start - left > least:
            steps += f"M{number(left)} {number(y)}H{number(start)}"
        left = max(left, end)
    return steps


def open_upright(x: float, top: float, bottom: float, words: Sequence[Words]) -> str:
    """The steps of an upright line that leaves out the words that it would run through."""
    steps = ""
    for one in sorted((one for one in words if not one.beside(x)), key=lambda one: one.baseline):
        end = min(one.baseline - ASCENT - 1, bottom)
        if end > top:
            steps += f"M{number(x)} {number(top)}V{number(end)}"
        top = max(top, one.baseline + DESCENT + 1)
    return steps + (f"M{number(x)} {number(top)}V{number(bottom)}" if top < bottom else "")


@dataclass(frozen=True, slots=True)
class End:
    """Where a line or a part ends at the right, and its words.

    `weight` is how much they stay at that height when others want the same place. `start` is where a stroke to the
    words begins that is always drawn; without it there is one only where words had to move.
    """

    y: float
    words: str
    weight: float
    paint: Paint
    start: float | None = None


def line_ends(ends: Sequence[End], right: float, height: float) -> Iterator[str]:
    """Write what each line is right of `right`, and join the two where the words had to move."""
    shown = sorted((end for end in ends if end.words), key=lambda end: end.y)
    lowest, highest = ASCENT - MIDDLE, height - MIDDLE - DESCENT
    given = moved_apart([end.y for end in shown], [end.weight for end in shown], lowest, highest)
    yield line("".join(_leader(end, middle, right) for end, middle in zip(shown, given, strict=True)), SLATE, 0.5)
    for middle, end in zip(given, shown, strict=True):
        yield text(right + LEADER, middle + MIDDLE, end.words, paint=end.paint)


def _leader(end: End, middle: float, right: float) -> str:
    if end.start is not None:
        level = f"M{number(end.start)} {number(end.y)}H{number(right)}"
        return f"{level}M{number(right)} {number(end.y)}L{number(right + LEADER - 2)} {number(middle)}"
    if abs(middle - end.y) > 2:
        return f"M{number(right)} {number(end.y)}L{number(right + LEADER - 2)} {number(middle)}"
    return ""


def period_labels(
    labels: Sequence[str],
    current: int,
    slot: float,
    middle: Callable[[int], float],
    span: tuple[float, float],
    baseline: float,
) -> Iterator[str]:
    """Names under their slots: clipped to fit, or every so many counted back from the last; the current one bold."""
    last = len(labels) - 1
    room = max(slot - GAP, LEAST_LABEL)
    clipped = [clip(label, room, bold=at == current) for at, label in enumerate(labels)]
    widths = [text_width(label, bold=at == current) for at, label in enumerate(clipped)]
    overhang = max(0.0, (max(widths) - slot) / 2)
    every = max(1, ceil((max(widths) + GAP + overhang) / slot))
    for at in range(last % every, len(labels), every):
        half, bold = widths[at] / 2, at == current
        where = min(max(middle(at), span[0] + half), span[1] - half)
        yield text(where, baseline, clipped[at], anchor="middle", paint=INK if bold else SLATE, bold=bold)
