"""The rows of many accounts as metrics need them: placed in periods once, and used by all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np
import pandas as pd

from reviewgen.agreements import Policy
from reviewgen.calendars import Calendar
from reviewgen.config import Account
from reviewgen.metrics.clocks import (
    CLOCKS,
    ROUND_THE_CLOCK_ONLY,
    UNPROMISED,
    Outcome,
    Promised,
    elapsed,
    outcome,
)
from reviewgen.metrics.differences import reasons
from reviewgen.metrics.grid import ABSENT, Grid
from reviewgen.metrics.known import known
from reviewgen.metrics.rows import Rows
from reviewgen.promises import Kind
from reviewgen.records import ENDED, Table, table
from reviewgen.states import History, history
from reviewgen.tables import Tables
from reviewgen.tables.load import DTYPES

MICROS_PER_DAY = 86_400_000_000


@dataclass(frozen=True)
class Shard:
    """Tables and agreements of the accounts of a grid. `tables` is what was read, `frames` what `as_of` knows."""

    tables: Tables
    grid: Grid
    accounts: tuple[Account, ...]
    policies: Mapping[str, Policy] = field(default_factory=lambda: UNPROMISED)
    calendars: Mapping[str, Calendar] = field(default_factory=lambda: ROUND_THE_CLOCK_ONLY)

    @property
    def periods(self) -> int:
        """How many periods are looked at."""
        return self.grid.periods

    @property
    def names(self) -> tuple[str, ...]:
        """The tables that have a source."""
        return tuple(self.tables.frames)

    @cached_property
    def frames(self) -> Mapping[str, pd.DataFrame]:
        """The tables as they stood at `as_of`."""
        return {name: known(self.read(name)) for name in self.tables.frames}

    def rows(self, name: str) -> Rows:
        """The rows of a table as they stood at `as_of`; none where it has no source."""
        if name not in self._rows:
            frame, read = self.frames.get(name), self.read(name)
            self._rows[name] = read if frame is None or frame is read.frame else Rows(frame, self.grid, name)
        return self._rows[name]

    def read(self, name: str) -> Rows:
        """The rows of a table as they were read; none where it has no source."""
        if name not in self._read:
            frame = self.tables.frames.get(name)
            self._read[name] = Rows(_empty(name) if frame is None else frame, self.grid, name)
        return self._read[name]

    @cached_property
    def _rows(self) -> dict[str, Rows]:
        return {}

    @cached_property
    def _read(self) -> dict[str, Rows]:
        return {}

    @cached_property
    def tickets(self) -> Rows:
        """The tickets."""
        return self.rows("tickets")

    @cached_property
    def ended_at(self) -> pd.Series:
        """When each ticket left the backlog: resolved, or closed where no resolution is recorded.

        A ticket whose state says that it has ended, but that has neither time, was never in it.
        """
        frame = self.tickets.frame
        ended = frame["resolved_at"].fillna(frame["closed_at"])
        return ended.mask(ended.isna() & frame["state"].isin(ENDED), frame["opened_at"])

    @cached_property
    def placed(self) -> Mapping[str, np.ndarray]:
        """The period of each of a ticket's instants."""
        instants = {name: self.tickets.placed(name) for name in ("opened_at", "resolved_at", "closed_at")}
        return instants | {"ended_at": self.grid.place(self.tickets.code, self.ended_at)}

    @cached_property
    def measurable(self) -> np.ndarray:
        """Tickets whose durations count: neither cancelled nor a duplicate."""
        frame = self.tickets.frame
        return ((frame["state"] != "cancelled") & (frame["duplicate_of"] == "")).to_numpy()

    def elapsed(self, column: str) -> np.ndarray:
        """Hours from opening to an instant, NaN where it is missing or lies before the opening."""
        return elapsed(self.tickets.frame, column)

    @cached_property
    def past(self) -> History:
        """What the events of tickets say of each of them."""
        return history(self.tickets.frame, self.rows("ticket_events").frame)

    @cached_property
    def promised(self) -> Promised:
        """What clocks are decided by."""
        events = self.rows("ticket_events")
        told = np.bincount(events.code, minlength=len(self.accounts)) > 0
        return Promised(self.accounts, self.policies, self.calendars, told, self.grid.as_of)

    @cached_property
    def outcomes(self) -> Mapping[Kind, Outcome]:
        """How both clocks of each ticket were decided."""
        return {clock: outcome(self.tickets, self.past, self.promised, clock, self.measurable) for clock in CLOCKS}

    def over(self, clock: Kind) -> np.ndarray:
        """The period in which each ticket's clock stopped, else that in which the ticket ended."""
        stopped = self.outcomes[clock].stopped
        return np.where(stopped == ABSENT, self.placed["ended_at"], stopped)

    @cached_property
    def reasons(self) -> Mapping[Kind, np.ndarray]:
        """For each ticket on which the tool's verdict differs from ours, the likeliest reason; "" for all others."""
        return {
            clock: reasons(self.tickets, self.past, self.promised, found, clock)
            for clock, found in self.outcomes.items()
        }

    @cached_property
    def reopen_count(self) -> np.ndarray:
        """How often each ticket was reopened: as the export counts, else by its events, NaN where neither is known."""
        counted = self.tickets.frame["reopen_count"].to_numpy()
        return np.where(np.isnan(counted), self._reopenings[0], counted)

    def reopened_within(self, days: int) -> np.ndarray:
        """Tickets reopened within so many days of a resolution; without events, tickets ever reopened."""
        soonest = self._reopenings[1]
        return np.where(np.isnan(soonest), np.nan_to_num(self.reopen_count) > 0, soonest <= days * MICROS_PER_DAY)

    @cached_property
    def _reopenings(self) -> tuple[np.ndarray, np.ndarray]:
        """How often work on each ticket was taken up again, and the microseconds to the soonest time.

        By its events: NaN where none names a state, infinity where it never was.
        """
        size, again = len(self.tickets.frame), self.past.reopened()
        silent = np.bincount(self.past.of(~self.past.having("state", "")).ticket, minlength=size) == 0
        soonest = np.full(size, np.inf)
        np.minimum.at(soonest, again.ticket, (again.end - again.start).astype("float64"))
        times = np.bincount(again.ticket, minlength=size).astype("float64")
        return np.where(silent, np.nan, times), np.where(silent, np.nan, soonest)

    def first_period(self, tables: Collection[str]) -> np.ndarray:
        """The period of each account's first row of these tables or of tickets: an account with tickets is served.

        -1 if before all, `periods` if there is none.
        """
        first = np.full(len(self.accounts), self.periods, dtype="int64")
        for name in {*tables, "tickets"} & self._first_periods.keys():
            first = np.minimum(first, self._first_periods[name])
        return first

    @cached_property
    def _first_periods(self) -> Mapping[str, np.ndarray]:
        return {name: self._first_period(name) for name in self.names}

    def _first_period(self, name: str) -> np.ndarray:
        """The period of each account's first row of a table. A row stands at the first of its times that it has.

        The rows of a table without times concern every period.
        """
        rows, first = self.rows(name), np.full(len(self.accounts), self.periods, dtype="int64")
        found = np.full(len(rows.frame), ABSENT if table(name).time else -1)
        for column in table(name).time:
            found = np.where(found == ABSENT, self._placed_in(name, column), found)
        there = found != ABSENT
        np.minimum.at(first, rows.code[there], found[there])
        return first

    def used(self, name: str) -> np.ndarray:
        """Which of the rows that were read concern the last period."""
        read = self.tables.frames[name]
        return read.index.isin(self.rows(name).frame.index[self.current(name)])

    def current(self, name: str) -> np.ndarray:
        """Rows of a table that concern the last period: they happened in it, or lasted into it.

        A ticket also concerns the period in which one of its clocks was decided.
        """
        last = self.periods - 1
        if name == "tickets":
            placed = [*self.placed.values(), *(found.placed for found in self.outcomes.values())]
            lasted = _lasting(self.placed["opened_at"], self.placed["ended_at"], last)
            happened: np.ndarray = np.logical_or(_any_in(placed, last), lasted)
            return happened
        described = table(name)
        if described.follows:
            return self._following(name, *described.follows)
        if described.lasts:
            begun, ended = (self._placed_in(name, column) for column in described.lasts)
            return _lasting(begun, ended, last)
        return self._happening(name, described)

    def _happening(self, name: str, described: Table) -> np.ndarray:
        """Rows that happened in the last period, or are planned for after it."""
        placed = {column: self._placed_in(name, column) for column in described.time}
        if not placed:
            return np.ones(len(self.rows(name).frame), dtype=bool)
        found = _any_in(list(placed.values()), self.periods - 1)
        return found | _planned(placed, described.plan, self.periods) if described.plan else found

    def _following(self, name: str, parent: str, column: str) -> np.ndarray:
        """Rows whose record of another table concerns the last period."""
        leading, rows = self.rows(parent).frame[self.current(parent)], self.rows(name).frame
        known = pd.MultiIndex.from_frame(leading[["account", "id"]])
        result: np.ndarray = pd.MultiIndex.from_frame(rows[["account", column]]).isin(known)
        return result

    def _placed_in(self, name: str, column: str) -> np.ndarray:
        """The period that a column of days or instants falls in."""
        rows = self.rows(name)
        return rows.placed_days(column) if table(name).column(column).kind == "date" else rows.placed(column)


def _lasting(begun: np.ndarray, ended: np.ndarray, period: int) -> np.ndarray:
    """Begun by the end of a period, and not ended before it."""
    result: np.ndarray = (begun != ABSENT) & (begun <= period) & ((ended == ABSENT) | (ended >= period))
    return result


def _planned(placed: Mapping[str, np.ndarray], plan: str, periods: int) -> np.ndarray:
    """Rows that are planned for after the last period, and of which nothing has happened."""
    waiting = np.logical_and.reduce([places == ABSENT for column, places in placed.items() if column != plan])
    result: np.ndarray = waiting & (placed[plan] >= periods)
    return result


def _any_in(placed: Sequence[np.ndarray], period: int) -> np.ndarray:
    """Rows of which at least one instant lies in a period."""
    result: np.ndarray = np.logical_or.reduce([places == period for places in placed])
    return result


@cache
def _empty(name: str) -> pd.DataFrame:
    """A table without rows; nobody changes it."""
    return pd.DataFrame(
        {column.name: pd.Series([], dtype=DTYPES.get(column.kind, "str")) for column in table(name).columns}
        | {name: pd.Series([], dtype="int64") for name in ("_file", "_row", "_merged", "_repeated")}
    )
