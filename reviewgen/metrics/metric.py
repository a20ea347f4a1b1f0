"""What a metric is, and the arrays that its figures are computed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from reviewgen.metrics.grid import ABSENT, Grid

NONE = "(none)"
Shown = Literal["always", "compared", "reviewed"]


@dataclass(frozen=True, slots=True)
class Metric:
    """The definition of a number. `tables` must have a source for it to exist; `least_n` is the least worth showing."""

    id: str
    label: str
    unit: str
    better: Literal["higher", "lower", "neither"]
    formula: str
    counted: str
    tables: tuple[str, ...] = ("tickets",)
    least_n: int = 0
    empty: str = "no data"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Grouping:
    """How rows are put together: `code` numbers the group of each row (-1: none), `account` owns each group.

    `labels` are the group's values of `dimensions`, one tuple a group. `shown` in all periods, in those that a review
    compares (the reviewed one, the one before and the same a year ago), or in the reviewed one alone.
    """

    code: np.ndarray
    account: np.ndarray
    dimensions: tuple[str, ...] = ()
    labels: tuple[tuple[str, ...], ...] = ()
    shown: Shown = "always"

    @property
    def size(self) -> int:
        """The number of groups."""
        return len(self.account)


@dataclass(frozen=True, slots=True)
class Block:
    """Figures of one metric for every group and period: `values` and `n` have shape (groups, periods), NaN is missing.

    `reasons` say why a value is missing, one for each group, where the metric's `empty` does not say it.
    """

    metric: str
    grouping: Grouping
    values: np.ndarray
    n: np.ndarray
    reasons: Sequence[str] | None = None


@dataclass(frozen=True)
class Rows:
    """Rows of one table with the number of their account in a grid."""

    frame: pd.DataFrame
    grid: Grid

    @cached_property
    def code(self) -> np.ndarray:
        """The account of each row, as a number."""
        return self.grid.codes(self.frame["account"])

    def placed(self, column: str) -> np.ndarray:
        """The period that an instant column falls in, as Grid.place gives it."""
        return self.grid.place(self.code, self.frame[column])

    def placed_days(self, column: str) -> np.ndarray:
        """The period that a date column falls in."""
        return self.grid.place_days(self.code, self.frame[column])

    def whole(self) -> Grouping:
        """One group for each account."""
        return Grouping(self.code, np.arange(len(self.grid.accounts)))

    def by(self, dimensions: dict[str, pd.Series], shown: Shown = "compared") -> Grouping:
        """One group for each account and combination of values; a missing value is "(none)".

        Accounts that have no value at all for a dimension get no groups.
        """
        keys = pd.DataFrame({"account": self.code} | dimensions, index=self.frame.index)
        described = np.ones(len(keys), dtype=bool)
        for name in dimensions:
            keys[name] = keys[name].astype("str").replace("", NONE)
            filled = np.bincount(self.code[keys[name] != NONE], minlength=len(self.grid.accounts)) > 0
            described &= filled[self.code]
        code = np.full(len(keys), -1, dtype="int64")
        code[described], groups = _numbered(keys[described])
        labels = tuple(groups[list(dimensions)].itertuples(index=False, name=None))
        return Grouping(code, groups["account"].to_numpy(dtype="int64"), tuple(dimensions), labels, shown)


def _numbered(keys: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """The number of each row's combination, and the combinations in sorted order."""
    groups = keys.drop_duplicates().sort_values(list(keys.columns), ignore_index=True)
    found = keys.merge(groups.assign(_number=np.arange(len(groups))), how="left", on=list(keys.columns))
    return found["_number"].to_numpy(dtype="int64"), groups


def counts(grouping: Grouping, placed: np.ndarray, periods: int, rows: np.ndarray | None = None) -> np.ndarray:
    """How many rows of each group fall in each period: shape (groups, periods)."""
    return totals(grouping, placed, periods, None, rows).astype("int64")


def totals(
    grouping: Grouping,
    placed: np.ndarray,
    periods: int,
    values: np.ndarray | None,
    rows: np.ndarray | None = None,
) -> np.ndarray:
    """The sum of `values` (1 where None) of the rows of each group in each period: shape (groups, periods)."""
    chosen = (placed >= 0) & (placed < periods) & (grouping.code >= 0)
    if rows is not None:
        chosen &= rows
    cell = grouping.code[chosen] * periods + placed[chosen]
    weights = None if values is None else values[chosen]
    return np.bincount(cell, weights, grouping.size * periods).reshape(grouping.size, periods)


def share(part: np.ndarray, whole: np.ndarray, scale: float = 100.0) -> np.ndarray:
    """Part / whole in percent (or another scale); NaN where the whole is zero."""
    result: np.ndarray = np.divide(scale * part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
    return result


def existing_at_end(grouping: Grouping, begun: np.ndarray, ended: np.ndarray, periods: int) -> np.ndarray:
    """How many rows of each group had begun and not ended at the end of each period: shape (groups, periods).

    `begun` and `ended` are periods as Grid.place gives them; a row that ends before it begins is never there.
    """
    ended = np.where(ended == ABSENT, periods + 1, np.maximum(ended, begun))
    known = (begun != ABSENT) & (grouping.code >= 0)
    balance = np.zeros((grouping.size, periods + 3), dtype="int64")
    np.add.at(balance, (grouping.code[known], np.minimum(begun[known], periods) + 1), 1)
    np.subtract.at(balance, (grouping.code[known], np.minimum(ended[known], periods + 1) + 1), 1)
    return balance.cumsum(axis=1)[:, 1 : periods + 1]


def statistics(
    grouping: Grouping, placed: np.ndarray, periods: int, values: np.ndarray, rows: np.ndarray
) -> dict[str, np.ndarray]:
    """Mean, median, 90th percentile (linear interpolation) and n of the rows of each group in each period."""
    chosen = rows & (placed >= 0) & (placed < periods) & (grouping.code >= 0) & ~np.isnan(values)
    cell = grouping.code[chosen] * periods + placed[chosen]
    order = np.lexsort((values[chosen], cell))
    cell, kept = cell[order], values[chosen][order]
    size = np.bincount(cell, minlength=grouping.size * periods)
    start = np.cumsum(size) - size
    shape = (grouping.size, periods)
    mean = share(np.bincount(cell, kept, len(size)), size, 1.0)
    return {
        "mean": mean.reshape(shape),
        "median": _quantile(kept, start, size, 0.5).reshape(shape),
        "p90": _quantile(kept, start, size, 0.9).reshape(shape),
        "n": size.reshape(shape),
    }


def _quantile(ordered: np.ndarray, start: np.ndarray, size: np.ndarray, share_below: float) -> np.ndarray:
    """Quantiles of consecutive runs of sorted values, by linear interpolation between order statistics (type 7)."""
    result = np.full(len(size), np.nan)
    filled = size > 0
    position = (size[filled] - 1) * share_below
    low = np.floor(position).astype("int64")
    high = np.minimum(low + 1, size[filled] - 1)
    first = ordered[start[filled] + low]
    result[filled] = first + (ordered[start[filled] + high] - first) * (position - low)
    return result
