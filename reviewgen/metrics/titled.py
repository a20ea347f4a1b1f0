"""Figures of single rows, each called by its title: a project, an entitlement, a contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reviewgen.calendars import NAT
from reviewgen.metrics.cells import MEAN, Block, Cells, Entries, How
from reviewgen.metrics.grid import local_days
from reviewgen.metrics.rows import Grouping, Rows, named


def titles(frame: pd.DataFrame) -> pd.Series:
    """What each row is called: its title, "title (id)" where another row of the account has the same, else its id."""
    title = frame["title"].where(frame["title"] != "", frame["id"])
    shared = pd.DataFrame({"account": frame["account"], "title": title}).duplicated(keep=False)
    return title.where(~shared, title + " (" + frame["id"] + ")")


def days(dates: pd.Series) -> np.ndarray:
    """Days since 1970 of naive dates as numbers; NaN where there is none."""
    found = local_days(dates)
    return np.where(found == NAT, np.nan, found)


@dataclass(frozen=True)
class Singles:
    """Chosen rows in the period under review, each a group of its own; `row` is that of each group."""

    entries: Entries
    grouping: Grouping
    row: np.ndarray

    @classmethod
    def of(cls, rows: Rows, dimension: str, chosen: np.ndarray) -> Singles:
        """The rows of a mask, by the dimension that holds their titles."""
        row = np.flatnonzero(chosen)
        every = rows.by({dimension: named(titles(rows.frame))}, "reviewed")
        grouping = every.only(np.isin(np.arange(every.size), every.code[row]))
        own = np.zeros(grouping.size, dtype="int64")
        own[grouping.code[row]] = row
        return cls(Entries(rows, row, np.full(len(row), rows.grid.periods - 1)), grouping, own)

    def block(
        self,
        metric: str,
        value: np.ndarray,
        reasons: np.ndarray,
        how: How = MEAN,
        given: tuple[str, np.ndarray] | None = None,
    ) -> Block:
        """A figure of each row. `value` and `reasons` have one entry a row of the table, and so has what is given.

        A row whose value is NaN has no figure, for its reason.
        """
        cells = Cells(self.entries.only(~np.isnan(value)[self.entries.row]).valued(value), self.grouping)
        known, why = ~np.isnan(value)[self.row][:, None], reasons[self.row].tolist()
        if given is None:
            return Block(metric, cells, how, known, why)
        name, amounts = given
        shape = (self.grouping.size, cells.periods)
        return Block(metric, cells, how, known, why, np.broadcast_to(amounts[self.row][:, None], shape), name)


def reasons_of(size: int, cases: Sequence[tuple[np.ndarray, str]]) -> np.ndarray:
    """The reason of the first case that holds for each row; "" where none does."""
    found = np.full(size, "", dtype=object)
    for holds, reason in reversed(cases):
        found[holds] = reason
    return found
