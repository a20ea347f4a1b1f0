"""Where words go: at the tips of columns, clear of each other, of columns and of the target line; in a row apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reviewgen.charts.svg import ASCENT, DESCENT, text_width

GAP = 3.0
"""Least distance between words and what is next to them, in units."""
LINE = ASCENT + DESCENT + GAP
"""Height that one row of words needs."""
_ROW = ASCENT + DESCENT + 1.2


@dataclass(frozen=True, slots=True)
class Column:
    """A column from `base` to `tip` (y grows downwards), its words, and the lane that is its own.

    `lean` is -1 or 1 where words too wide for the lane may grow over its left or right edge only, and 0 where
    over both. A `missing` value is a column without height whose words are a dash, or none; `bold` marks the current
    one of a series.
    """

    left: float
    right: float
    base: float
    tip: float
    lane: tuple[float, float]
    words: str
    bold: bool = False
    lean: int = 0
    missing: bool = False

    @property
    def down(self) -> bool:
        """Whether it hangs under the baseline."""
        return self.tip > self.base


@dataclass(frozen=True, slots=True)
class Words:
    """Words in the box around `middle`, standing on `baseline`."""

    words: str
    middle: float
    baseline: float
    width: float
    bold: bool

    @property
    def left(self) -> float:
        """Left edge of the box."""
        return self.middle - self.width / 2

    @property
    def right(self) -> float:
        """Right edge of the box."""
        return self.middle + self.width / 2

    def crosses(self, y: float) -> bool:
        """Whether a level line at `y` would run through the words."""
        return self.baseline - ASCENT - 1 < y < self.baseline + DESCENT + 1

    def beside(self, x: float) -> bool:
        """Whether an upright line at `x` would run clear of the words."""
        return x <= self.left - 1 or self.right + 1 <= x


def place(
    columns: Sequence[Column], ranking: Iterable[int], span: tuple[float, float], target: float | None
) -> list[Words]:
    """Place the words of all `columns` if each fits its lane, else those of `ranking` that have room.

    `ranking` holds positions in `columns`, most important first; `span` is the left and right limit; `target`
    is the y of a line to keep clear of. Dashes for missing values are always placed. Words that would have to
    move more than a row from their column are left out, except those of the current one.
    """
    resting = [_off_line(_resting(column, span), column, target) for column in columns]
    if all(words.width <= _lane(column) for words, column in zip(resting, columns, strict=True)):
        return [words for words in resting if words.words]
    placed = [words for words, column in zip(resting, columns, strict=True) if column.missing and words.words]
    for position in ranking:
        column = columns[position]
        raised = _off_line(_above_columns(resting[position], column, columns), column, target)
        near = abs(raised.baseline - resting[position].baseline) <= LINE
        if (near or column.bold) and not any(_meet(raised, other) for other in placed):
            placed.append(raised)
    return placed


def _lane(column: Column) -> float:
    return column.lane[1] - column.lane[0] - GAP


def _resting(column: Column, span: tuple[float, float]) -> Words:
    """Put the words right at the tip, in the middle of the column, but inside `span`."""
    width = text_width(column.words, bold=column.bold)
    baseline = column.tip + GAP + ASCENT if column.down else column.tip - GAP
    middle = min(max(_middle(column, width), span[0] + width / 2), span[1] - width / 2)
    return Words(column.words, middle, baseline, width, column.bold)


def _middle(column: Column, width: float) -> float:
    middle = (column.left + column.right) / 2
    if column.lean < 0:
        return min(middle, column.lane[1] - (GAP + width) / 2)
    if column.lean > 0:
        return max(middle, column.lane[0] + (GAP + width) / 2)
    return middle


def _off_line(words: Words, column: Column, target: float | None) -> Words:
    """Move the words outwards, beyond the target line, where it would run through them."""
    if target is None or not words.crosses(target):
        return words
    return replace(words, baseline=target + GAP + ASCENT if column.down else target - GAP)


def _above_columns(words: Words, column: Column, columns: Sequence[Column]) -> Words:
    """Move the words outwards, beyond every column that they would touch."""
    crossed = [other for other in columns if other.left < words.right + 1 and words.left - 1 < other.right]
    if column.down:
        return replace(words, baseline=max([words.baseline, *(other.tip + GAP + ASCENT for other in crossed)]))
    return replace(words, baseline=min([words.baseline, *(other.tip - GAP for other in crossed)]))


def _meet(one: Words, other: Words) -> bool:
    beside = one.right + GAP <= other.left or other.right + GAP <= one.left
    return not beside and abs(one.baseline - other.baseline) < ASCENT + DESCENT


def moved_apart(wanted: Sequence[float], weights: Sequence[float], low: float, high: float) -> list[float]:
    """Return places a row of text apart and between `low` and `high`, moved least from the `wanted` ones, ascending.

    What counts is the sum of squares of the moves, by weight: neighbours that would meet share the weighted mean of
    their places (isotonic regression by pooling adjacent violators; Ayer et al. 1955).
    """
    pools: list[tuple[float, float, int]] = []
    for at, (place, weight) in enumerate(zip(wanted, weights, strict=True)):
        pool = (place - at * _ROW, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            before = pools.pop()
            total = before[1] + pool[1]
            pool = (before[0] * before[1] + pool[0] * pool[1]) / total, total, before[2] + pool[2]
        pools.append(pool)
    first = [place for place, _, size in pools for _ in range(size)]
    last = high - (len(wanted) - 1) * _ROW
    return [min(max(place, low), last) + at * _ROW for at, place in enumerate(first)]
