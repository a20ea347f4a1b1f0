"""How old the data is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np

from reviewgen.calendars import NAT
from reviewgen.metrics.cells import TOTAL, Block, Cells, Entries
from reviewgen.metrics.clocks import hours_of
from reviewgen.metrics.grid import EPOCH, Grid, local_days
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.rows import Rows
from reviewgen.metrics.shard import Shard
from reviewgen.periods import midnight
from reviewgen.records import table
from reviewgen.states import micros

# Moments at which something was recorded, besides when rows begin and what happens to them later.
RECORDED = {"tickets": ("updated_at",), "projects": ("reported_on",), "contracts": ("used_on",)}

SECTION = "data_notes"
METRICS = (
    Metric(
        "data.freshness",
        "Age of the newest record",
        "h",
        "lower",
        "Hours from the newest moment that a row of the table records to the state of the data; a day counts to its "
        "end.",
        "rows of each table that belong to the account; days that are planned or promised do not count",
        tables=(),
        least_n=1,
        empty="no moment is recorded",
        chart="none",
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """The age of each table that records when something happened, for the period under review."""
    for name in shard.names:
        columns = recorded(name)
        if columns:
            rows = shard.rows(name)
            cells = Cells(_newest(rows, columns), rows.whole().labelled("table", name, "reviewed"))
            yield Block("data.freshness", cells, TOTAL, cells.size > 0)


def recorded(name: str) -> tuple[str, ...]:
    """The columns of a table that say when something happened."""
    described = table(name)
    return tuple(dict.fromkeys((*described.time[:1], *described.later, *RECORDED.get(name, ()))))


def _newest(rows: Rows, columns: Iterable[str]) -> Entries:
    """The row of each account with its newest moment before `as_of`, which adds the hours since."""
    newest = np.maximum.reduce([_moments(rows, column) for column in columns])
    order = np.lexsort((-np.arange(len(newest)), newest, rows.code))
    code = rows.code[order]
    last = order[np.append(code[1:] != code[:-1], np.ones(min(len(order), 1), dtype=bool))]
    row = last[newest[last] != NAT]
    hours = hours_of(rows.grid.as_of - newest[row])
    return Entries(rows, row, np.full(len(row), rows.grid.periods - 1), hours)


def _moments(rows: Rows, column: str) -> np.ndarray:
    """When a column says that something happened, in microseconds UTC; NAT where it does not, or says a later time."""
    as_of = rows.grid.as_of
    if table(rows.table).column(column).kind == "instant":
        instants = micros(rows.frame[column])
        return np.where(instants < as_of, instants, NAT)
    days = local_days(rows.frame[column])
    known = (days != NAT) & (days <= rows.grid.today[rows.code])
    found = np.full(len(days), NAT)
    found[known] = np.minimum(_ends(days[known], rows.code[known], rows.grid), as_of)
    return found


def _ends(days: np.ndarray, code: np.ndarray, grid: Grid) -> np.ndarray:
    """The first instant after each local day (days since 1970) of an account, in microseconds UTC."""
    zones, number = np.unique([timeline.zone for timeline in grid.timelines], return_inverse=True)
    pairs, place = np.unique(np.stack([number[code], days], axis=1), axis=0, return_inverse=True)
    ends = [
        midnight(EPOCH.date() + timedelta(days=day + 1), ZoneInfo(str(zones[zone]))) - EPOCH
        for zone, day in pairs.tolist()
    ]
    return np.array([end // timedelta(microseconds=1) for end in ends], dtype="int64")[place]
