"""How figures are made of rows, so that the same rows explain them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from reviewgen import signals
from reviewgen.metrics.grid import ABSENT
from reviewgen.metrics.rows import Grouping, Rows


@dataclass(frozen=True)
class Entries:
    """Rows as they enter figures: each entry is a row (its position in the frame) in a period.

    `value` is what an entry adds, `weight` what it counts for in the divisor; 1 where None.
    """

    rows: Rows
    row: np.ndarray
    period: np.ndarray
    value: np.ndarray | None = None
    weight: np.ndarray | None = None

    def only(self, chosen: np.ndarray) -> Entries:
        """The entries of a mask."""
        value, weight = (None if part is None else part[chosen] for part in (self.value, self.weight))
        return Entries(self.rows, self.row[chosen], self.period[chosen], value, weight)

    def valued(self, value: np.ndarray) -> Entries:
        """The same entries, each adding the value of its row."""
        return replace(self, value=value[self.row].astype("float64"))

    @cached_property
    def ascending(self) -> np.ndarray:
        """The places of the entries by value; equal ones in any order, which no sum and no quantile shows."""
        return np.argsort(np.ones(len(self.row)) if self.value is None else self.value)

    def account(self) -> np.ndarray:
        """The account of each entry, as a number."""
        found: np.ndarray = self.rows.code[self.row]
        return found


EVERY = slice(None)


def happened(rows: Rows, placed: np.ndarray, chosen: np.ndarray | None = None) -> Entries:
    """Rows in the period that something happened in. `placed` as Grid.place gives it, `chosen` a mask of rows."""
    inside = (placed >= 0) & (placed < rows.grid.periods)
    row = np.flatnonzero(inside if chosen is None else inside & chosen)
    return Entries(rows, row, placed[row])


def standing(rows: Rows, begun: np.ndarray, ended: np.ndarray, chosen: np.ndarray | None = None) -> Entries:
    """Rows in every period at whose end they had begun and not ended; one that ends before it begins is in none."""
    last = rows.grid.periods
    until = np.where(ended == ABSENT, last, np.minimum(np.maximum(ended, begun), last))
    since = np.maximum(begun, 0)
    there = begun != ABSENT if chosen is None else (begun != ABSENT) & chosen
    length = np.where(there, np.maximum(until - since, 0), 0)
    row = np.repeat(np.arange(len(begun)), length)
    first = np.repeat(np.cumsum(length) - length, length)
    return Entries(rows, row, since[row] + np.arange(len(row)) - first)


def ratio_of(part: Entries, whole: Entries) -> Entries:
    """The entries of both: those of `part` add, those of `whole` count for the divisor."""
    none, one = (np.concatenate([np.full(len(part.row), a), np.full(len(whole.row), 1.0 - a)]) for a in (1.0, 0.0))
    row, period = (np.concatenate([getattr(part, name), getattr(whole, name)]) for name in ("row", "period"))
    return Entries(part.rows, row, period, none, one)


@dataclass(frozen=True)
class Cells:
    """Entries by group and period: every array has the shape (groups, periods)."""

    entries: Entries
    grouping: Grouping

    @cached_property
    def _kept(self) -> np.ndarray | slice:
        """The entries that belong to a group."""
        code = self.grouping.code
        return EVERY if code.min(initial=0) >= 0 else np.flatnonzero(code[self.entries.row] >= 0)

    @cached_property
    def _cell(self) -> np.ndarray:
        kept = self._kept
        found: np.ndarray = self.grouping.code[self.entries.row[kept]] * self.periods + self.entries.period[kept]
        return found

    @property
    def periods(self) -> int:
        """The number of periods."""
        return self.entries.rows.grid.periods

    @property
    def _shape(self) -> tuple[int, int]:
        return (self.grouping.size, self.periods)

    def _sum(self, parts: np.ndarray | None) -> np.ndarray:
        weights = None if parts is None else parts[self._kept]
        return np.bincount(self._cell, weights, self.grouping.size * self.periods).reshape(self._shape)

    @cached_property
    def size(self) -> np.ndarray:
        """How many entries."""
        return self._sum(None)

    @cached_property
    def total(self) -> np.ndarray:
        """The sum of their values."""
        value = self.entries.value
        if value is None:
            return self.size
        if np.equal(value, np.rint(value)).all():
            return self._sum(value)
        order = self._order  # ascending, so that the order of rows changes no bit of a sum of fractions
        return np.bincount(self._cell[order], self._values[order], self.size.size).reshape(self._shape)

    @cached_property
    def n(self) -> np.ndarray:
        """What figures are drawn from: the sum of the weights."""
        return self.size if self.entries.weight is None else np.rint(self._sum(self.entries.weight)).astype("int64")

    @cached_property
    def _order(self) -> np.ndarray:
        """The places of the values of all cells, one cell after the other, ascending within each."""
        ascending = self.entries.ascending if self._kept is EVERY else np.argsort(self._values)
        found: np.ndarray = ascending[_ordered(self._cell[ascending])]
        return found

    @cached_property
    def _values(self) -> np.ndarray:
        value = self.entries.value
        return np.ones(len(self._cell)) if value is None else value[self._kept]

    def quantile(self, share_below: float) -> np.ndarray:
        """Quantiles of the values by linear interpolation between order statistics (type 7); NaN of an empty cell."""
        size = self.size.ravel()
        return _quantile(self._values[self._order], np.cumsum(size) - size, size, share_below).reshape(self._shape)

    def largest(self) -> np.ndarray:
        """The largest value; NaN of an empty cell."""
        return self.quantile(1.0)

    def entries_of(self, group: int, period: int) -> np.ndarray:
        """The positions of the entries of one cell, in order."""
        if period not in self._in_period:
            self._in_period[period] = self._by_group(period)
        order, begin = self._in_period[period]
        return order[begin[group] : begin[group + 1]]

    @cached_property
    def _in_period(self) -> dict[int, tuple[np.ndarray, list[int]]]:
        return {}

    def _by_group(self, period: int) -> tuple[np.ndarray, list[int]]:
        """The entries of a period, those of one group after the other, and where those of each begin."""
        there = np.flatnonzero(self.entries.period == period)
        group = self.grouping.code[self.entries.row[there]]
        begin = np.cumsum(np.bincount(group + 1, minlength=self.grouping.size + 1))
        return there[np.argsort(group, kind="stable")], begin.tolist()

    @cached_property
    def bare(self) -> Cells:
        """The same without what was computed on the way, one for all blocks that share these."""
        return Cells(self.entries, self.grouping)


def _ordered(numbers: np.ndarray) -> np.ndarray:
    """The stable order of numbers from 0 to 2**32 - 1, by their lower half and then by their upper: fast in numpy."""
    order = np.argsort((numbers & 0xFFFF).astype("uint16"), kind="stable")
    upper = (numbers >> 16).astype("uint16")
    return order[np.argsort(upper[order], kind="stable")] if upper.any() else order


def _quantile(ordered: np.ndarray, start: np.ndarray, size: np.ndarray, share_below: float) -> np.ndarray:
    result = np.full(len(size), np.nan)
    filled = size > 0
    position = (size[filled] - 1) * share_below
    low = np.floor(position).astype("int64")
    high = np.minimum(low + 1, size[filled] - 1)
    first = ordered[start[filled] + low]
    result[filled] = first + (ordered[start[filled] + high] - first) * (position - low)
    return result


@dataclass(frozen=True, slots=True)
class How:
    """How a figure is made of the entries of its cell, with an amount that is `given` where it needs one.

    `drawn` says what it is drawn from, n: the weights of the entries unless told otherwise.
    """

    name: str
    values: Callable[[Cells, np.ndarray], np.ndarray]
    drawn: Callable[[Cells, np.ndarray], np.ndarray] = lambda cells, _: cells.n


def share(part: np.ndarray, whole: np.ndarray, scale: float = 100.0) -> np.ndarray:
    """Part / whole in percent (or another scale); NaN where the whole is zero."""
    result: np.ndarray = np.divide(scale * part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
    return result


COUNT = How("count", lambda cells, _: cells.size)
TOTAL = How("total", lambda cells, _: cells.total)
SHARE = How("share", lambda cells, _: share(cells.total, cells.n))
RATIO = How("ratio", lambda cells, _: share(cells.total, cells.n, 1.0))
MEAN = How("mean", lambda cells, _: share(cells.total, cells.n, 1.0))
MEDIAN = How("median", lambda cells, _: cells.quantile(0.5))
P90 = How("p90", lambda cells, _: cells.quantile(0.9))
LARGEST = How("largest", lambda cells, _: cells.largest())
WILSON_LOW = How("wilson_low", lambda cells, _: 100 * signals.wilson(cells.total, cells.n)[0])
WILSON_HIGH = How("wilson_high", lambda cells, _: 100 * signals.wilson(cells.total, cells.n)[1])


@dataclass(frozen=True)
class Block:
    """Figures of one metric for every group and period, and the rows they are made of.

    `known` says where there is a value at all: a mask that fits (groups, periods). `reasons` say why a value is
    missing, one for each group, where the metric's `empty` does not say it. `given` is an amount for every group and
    period that comes from an agreement or a calendar, `given_name` what it is.
    """

    metric: str
    cells: Cells
    how: How
    known: np.ndarray | None = None
    reasons: Sequence[str] | None = None
    given: np.ndarray | None = None
    given_name: str = ""

    @property
    def grouping(self) -> Grouping:
        """The groups."""
        return self.cells.grouping

    @cached_property
    def values(self) -> np.ndarray:
        """The values; NaN is missing."""
        found = self.how.values(self.cells, self._given).astype("float64")
        return found if self.known is None else np.where(self.known, found, np.nan)

    @cached_property
    def n(self) -> np.ndarray:
        """What each is drawn from; 0 where nothing is known."""
        found = self.how.drawn(self.cells, self._given)
        return found if self.known is None else np.where(self.known, found, 0)

    def bare(self) -> Block:
        """The same without what was computed on the way: enough to say what each figure is made of."""
        return replace(self, cells=self.cells.bare)

    @property
    def _given(self) -> np.ndarray:
        return np.zeros(0) if self.given is None else self.given
