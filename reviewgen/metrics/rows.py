"""Rows of a table, and the groups that they are put into."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress
from typing import Literal

import numpy as np
import pandas as pd

from reviewgen.languages import N_
from reviewgen.metrics.grid import Grid
from reviewgen.records import table

NONE = N_("(none)")
SPARSE = 8  # where so many times as many combinations can be as there are rows, they are sorted instead of counted
DAY, INSTANT = "%Y-%m-%d", "%Y-%m-%d %H:%M:%S"
Shown = Literal["always", "history", "compared", "reviewed"]


@dataclass(frozen=True, slots=True)
class Grouping:
    """How rows are put together: `code` numbers the group of each row (-1: none), `account` owns each group.

    Groups are ordered by account. `labels` are the group's values of `dimensions`, one tuple a group. `shown` in all
    periods, in those that a chart shows, in those that a review compares (the reviewed one, the one before and the
    same a year ago), or in the reviewed one alone.
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

    def labelled(self, dimension: str, value: str, shown: Shown | None = None) -> Grouping:
        """The same groups with one more dimension in front that has the same value for all."""
        labels = tuple((value, *label) for label in self.labels or ((),) * self.size)
        return replace(self, dimensions=(dimension, *self.dimensions), labels=labels, shown=shown or self.shown)

    def only(self, groups: np.ndarray) -> Grouping:
        """The groups of a mask; rows of the others belong to none."""
        number = np.append(np.where(groups, np.cumsum(groups) - 1, -1), -1)
        code = number[self.code]  # -1 is the last: none
        labels = tuple(compress(self.labels, groups))
        return replace(self, code=code, account=self.account[groups], labels=labels)


def key_of(name: str) -> tuple[str, ...]:
    """The columns that a record of a table goes by."""
    described = table(name)
    return ("id",) if "id" in described.names else described.key or ("ticket",)


@dataclass(frozen=True, slots=True)
class Named:
    """The word of each row of a column: its place in `words`, which are sorted."""

    code: np.ndarray
    words: np.ndarray


@dataclass(frozen=True)
class Rows:
    """Rows of one table with the number of their account in a grid."""

    frame: pd.DataFrame
    grid: Grid
    table: str = ""

    @cached_property
    def code(self) -> np.ndarray:
        """The account of each row, as a number."""
        return self.grid.codes(self.frame["account"])

    @cached_property
    def called(self) -> list[np.ndarray]:
        """What each row goes by: the first part of its key, and all of it; days and instants in UTC."""
        written = {"date": DAY, "instant": INSTANT}
        kinds = [(column, table(self.table).column(column).kind) for column in key_of(self.table)]
        cells = [
            self.frame[column].dt.strftime(written[kind]) if kind in written else self.frame[column]
            for column, kind in kinds
        ]
        words = [one.to_numpy(dtype=object) for one in cells]
        whole = (
            np.array([" ".join(parts) for parts in zip(*words, strict=True)], dtype=object) if words[1:] else words[0]
        )
        return [words[0], whole][: len(words)]

    @cached_property
    def stands(self) -> tuple[np.ndarray, np.ndarray]:
        """The number of the file of each row, and its row there."""
        return self.frame["_file"].to_numpy(), self.frame["_row"].to_numpy()

    def placed(self, column: str) -> np.ndarray:
        """The period that an instant column falls in, as Grid.place gives it."""
        if column not in self._placed:
            self._placed[column] = self.grid.place(self.code, self.frame[column])
        return self._placed[column]

    def placed_days(self, column: str) -> np.ndarray:
        """The period that a date column falls in."""
        if column not in self._placed:
            self._placed[column] = self.grid.place_days(self.code, self.frame[column])
        return self._placed[column]

    @cached_property
    def _placed(self) -> dict[str, np.ndarray]:
        """The columns that were placed, by name: whoever asks for one again does not change it."""
        return {}

    @cached_property
    def _by_account(self) -> tuple[np.ndarray, np.ndarray]:
        """The rows of one account after the other, and where those of each begin."""
        order = np.argsort(self.code, kind="stable")
        return order, np.searchsorted(self.code[order], np.arange(len(self.grid.accounts) + 1))

    def own(self, code: int) -> np.ndarray:
        """The rows of one account, in order."""
        order, bounds = self._by_account
        found: np.ndarray = order[bounds[code] : bounds[code + 1]]
        return found

    def recorded(self, told: np.ndarray, lacking: np.ndarray | None = None) -> np.ndarray:
        """For each account, whether any row tells something, or none lacks it: else a count of zero would be a guess.

        Both are masks of rows; without the second, all that do not tell it lack it.
        """
        result: np.ndarray = self._anywhere(told) | ~self._anywhere(~told if lacking is None else lacking)
        return result

    def told_of(self, *columns: str) -> np.ndarray:
        """For each account, whether any row has a value in one of these columns, or there is no row."""
        filled = [(self.frame[name].notna() & (self.frame[name] != "")).to_numpy() for name in columns]
        return self.recorded(np.logical_or.reduce(filled))

    def _anywhere(self, mask: np.ndarray) -> np.ndarray:
        """For each account, whether any of its rows is chosen by the mask."""
        found: np.ndarray = np.bincount(self.code[mask], minlength=len(self.grid.accounts)) > 0
        return found

    def whole(self) -> Grouping:
        """One group for each account."""
        return Grouping(self.code, np.arange(len(self.grid.accounts)))

    def named(self, column: str) -> Named:
        """The words of a column."""
        if column not in self._named:
            self._named[column] = named(self.frame[column])
        return self._named[column]

    @cached_property
    def _named(self) -> dict[str, Named]:
        return {}

    def by_columns(self, *columns: str, shown: Shown = "compared") -> Grouping:
        """One group for each account and combination of values of columns, as `by` makes them."""
        return self.by({name: self.named(name) for name in columns}, shown)

    def by(self, dimensions: Mapping[str, Named], shown: Shown = "compared") -> Grouping:
        """One group for each account and combination of values.

        Accounts that have no value at all for a dimension get no groups.
        """
        described = np.ones(len(self.grid.accounts), dtype=bool)
        for one in dimensions.values():
            filled = (one.words != NONE)[one.code]
            described &= np.bincount(self.code[filled], minlength=len(described)) > 0
        rows = slice(None) if described.all() else np.flatnonzero(described[self.code])
        groups, place = _numbered([self.code[rows], *(one.code[rows] for one in dimensions.values())])
        code = np.full(len(self.frame), -1, dtype="int64")
        code[rows] = place
        words = (one.words[column].tolist() for one, column in zip(dimensions.values(), groups[1:], strict=True))
        return Grouping(code, groups[0].astype("int64"), tuple(dimensions), tuple(zip(*words, strict=True)), shown)


def named(values: pd.Series) -> Named:
    """The words of a column of text; a missing one is "(none)"."""
    code, known = pd.factorize(values)
    return _sorted(code, known)


def named_among(values: np.ndarray, rows: np.ndarray) -> Named:
    """The words of some rows alone, by a mask; those of others are "(none)"."""
    code = np.zeros(len(values), dtype="int64")
    found, known = pd.factorize(values[rows])
    code[rows] = found + 1
    return _sorted(code, ["", *known])


def _sorted(code: np.ndarray, known: Iterable[str]) -> Named:
    words, place = np.unique(np.array([word or NONE for word in known], dtype=object), return_inverse=True)
    return Named(place[code], words)


def _numbered(keys: Sequence[np.ndarray]) -> tuple[tuple[np.ndarray, ...], np.ndarray]:
    """The distinct combinations of numbers in order, and the place of each row among them."""
    sizes = [int(one.max(initial=0)) + 1 for one in keys]
    flat = np.ravel_multi_index(tuple(keys), tuple(sizes))
    if math.prod(sizes) > SPARSE * len(flat):
        found, place = np.unique(flat, return_inverse=True)
    else:
        there = np.zeros(math.prod(sizes), dtype=bool)
        there[flat] = True
        found, place = np.flatnonzero(there), (np.cumsum(there) - 1)[flat]
    return np.unravel_index(found, tuple(sizes)), place
