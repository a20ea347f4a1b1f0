"""What charts over time share: lines that open for words, and the names of periods below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil

from reviewgen.charts.placing import GAP, Words
from reviewgen.charts.svg import FONT_SIZE, INK, SLATE, clip, number, text, text_width

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
        yield text(where, baseline, clipped[at], anchor="middle", colour=INK if bold else SLATE, bold=bold)
