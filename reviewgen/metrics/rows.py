"""Rows of a table, and the groups that they are put into."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress
from typing import Literal

import numpy as np
import pandas as pd

from reviewgen.languages import N_
from reviewgen.metrics.grid import Grid

NONE = N_("(none)")
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
        parts, words = [], []
        described = np.ones(len(self.frame), dtype=bool)
        for values in dimensions.values():
            code, known = pd.factorize(values.astype("str").replace("", NONE), sort=True)
            named = (known != NONE)[code]
            filled = np.bincount(self.code[named], minlength=len(self.grid.accounts)) > 0
            described &= filled[self.code]
            parts.append(code)
            words.append(known)
        code = np.full(len(self.frame), -1, dtype="int64")
        keys = np.stack([self.code, *parts], axis=1)[described]
        groups, code[described] = _numbered(keys)
        labels = tuple(zip(*(known[column] for known, column in zip(words, groups.T[1:], strict=True)), strict=True))
        return Grouping(code, groups[:, 0].astype("int64"), tuple(dimensions), labels, shown)


def _numbered(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct rows of an array of numbers in order, and the place of each row among them."""
    sizes = keys.max(axis=0, initial=0) + 1
    flat = np.ravel_multi_index(tuple(keys.T), tuple(sizes))
    found, place = np.unique(flat, return_inverse=True)
    return np.stack(np.unravel_index(found, tuple(sizes)), axis=1), place
