"""The rows of many accounts as metrics need them: placed in periods once, and used by all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from reviewgen.config import Account
from reviewgen.metrics.grid import ABSENT, Grid, micros
from reviewgen.metrics.metric import Rows
from reviewgen.tables import Tables
from reviewgen.tables.load import DTYPES
from reviewgen.tables.schema import table

Clock = Literal["response", "resolution"]
ENDED = ("resolved", "closed", "cancelled")
Basis = Literal["verdict", "targets", "none"]
MICROS_PER_HOUR = 3_600_000_000


@dataclass(frozen=True)
class Shard:
    """Tables and configuration of the accounts of a grid."""

    tables: Tables
    grid: Grid
    accounts: tuple[Account, ...]

    @property
    def periods(self) -> int:
        """How many periods are looked at."""
        return self.grid.periods

    @property
    def names(self) -> tuple[str, ...]:
        """The tables that have a source."""
        return tuple(self.tables.frames)

    def rows(self, name: str) -> Rows:
        """The rows of a table; none where it has no source."""
        frame = self.tables.frames.get(name)
        return Rows(_empty(name) if frame is None else frame, self.grid)

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
        frame = self.tickets.frame
        hours = (micros(frame[column]) - micros(frame["opened_at"])) / MICROS_PER_HOUR
        wrong = frame[column].isna() | frame["opened_at"].isna() | (frame[column] < frame["opened_at"])
        return np.where(wrong.to_numpy(), np.nan, hours)

    @cached_property
    def reopen_count(self) -> np.ndarray:
        """How often each ticket was reopened: as the export counts, else by its events, NaN where neither is known."""
        counted = self.tickets.frame["reopen_count"].to_numpy()
        seen = self._reopenings["times"].reindex(self._ticket_keys).to_numpy(dtype="float64")
        return np.where(np.isnan(counted), seen, counted)

    def reopened_within(self, days: int) -> np.ndarray:
        """Tickets reopened within so many days of a resolution; without events, tickets ever reopened."""
        soon = self._reopenings["soonest"].reindex(self._ticket_keys).to_numpy(dtype="float64")
        return np.where(np.isnan(soon), np.nan_to_num(self.reopen_count) > 0, soon <= days * 24)

    @cached_property
    def _ticket_keys(self) -> pd.MultiIndex:
        return pd.MultiIndex.from_arrays([self.tickets.frame["account"], self.tickets.frame["id"]])

    @cached_property
    def _reopenings(self) -> pd.DataFrame:
        """Per account and ticket with events: how often work was taken up again, and hours to the soonest time."""
        events = self.rows("ticket_events").frame
        named = events[events["state"] != ""]
        events = named.sort_values(["account", "ticket", "at"], kind="stable", ignore_index=True)
        done = events["state"].isin(["resolved", "closed", "cancelled"])
        same = (events["ticket"] == events["ticket"].shift()) & (events["account"] == events["account"].shift())
        left = same & done.shift(fill_value=False) & ~done
        began = events["at"].where(done & ~(same & done.shift(fill_value=False)))
        resolved = began.groupby([events["account"], events["ticket"]]).ffill()
        hours = (events["at"] - resolved.shift()).dt.total_seconds() / 3600
        return (
            events.assign(times=left.astype("float64"), soonest=hours.where(left))
            .groupby(["account", "ticket"])[["times", "soonest"]]
            .agg({"times": "sum", "soonest": "min"})
            .assign(soonest=lambda found: found["soonest"].fillna(np.inf))
        )

    def limits(self, clock: Clock) -> np.ndarray:
        """The promised hours of each ticket's clock by its account and priority; NaN where nothing is promised."""
        promised = {
            (account.id, priority): hours
            for account in self.accounts
            for priority, hours in getattr(account.targets, f"{clock}_hours").items()
        }
        keys = zip(self.tickets.frame["account"], self.tickets.frame["priority"], strict=True)
        return (
            np.array([promised.get(key, np.nan) for key in keys], dtype="float64")
            if promised
            else np.full(len(self.tickets.frame), np.nan)
        )

    def basis(self, clock: Clock) -> np.ndarray:
        """What decides an account's clocks: the tool's verdict where its tickets carry any, else its targets."""
        verdicts = (self.tickets.frame[f"sla_{clock}"] != "").to_numpy()
        stops = self.tickets.frame["first_response_at" if clock == "response" else "resolved_at"].notna().to_numpy()
        by_verdict = np.bincount(self.tickets.code[verdicts], minlength=len(self.accounts)) > 0
        recorded = np.bincount(self.tickets.code[stops], minlength=len(self.accounts)) > 0
        promised = np.array([bool(getattr(one.targets, f"{clock}_hours")) for one in self.accounts], dtype=bool)
        return np.where(by_verdict, "verdict", np.where(promised & recorded, "targets", "none"))

    @cached_property
    def first_period(self) -> np.ndarray:
        """The period of each account's first row of any table; -1 if before all, `periods` if there is none.

        A row stands at the first of its table's times that it has.
        """
        first = np.full(len(self.accounts), self.periods, dtype="int64")
        for name in self.tables.frames:
            rows = self.rows(name)
            found = np.full(len(rows.frame), ABSENT)
            for column in table(name).time:
                place = rows.placed_days if table(name).column(column).kind == "date" else rows.placed
                found = np.where(found == ABSENT, place(column), found)
            known = found != ABSENT
            np.minimum.at(first, rows.code[known], found[known])
        return first

    def current(self, name: str) -> np.ndarray:
        """Rows of a table that concern the last period: they happened in it, or lasted into it."""
        rows, last = self.rows(name), self.periods - 1
        if name == "tickets":
            lasted = _lasting(self.placed["opened_at"], self.placed["ended_at"], last)
            return np.where(rows.placed("closed_at") == last, True, lasted)
        if name == "majors":
            return _lasting(rows.placed("started_at"), rows.placed("ended_at"), last)
        if name == "actions":
            return _lasting(rows.placed_days("agreed_on"), rows.placed_days("closed_on"), last)
        happened: np.ndarray = np.logical_or.reduce([rows.placed(column) == last for column in table(name).time])
        return happened


def _lasting(begun: np.ndarray, ended: np.ndarray, period: int) -> np.ndarray:
    """Begun by the end of a period, and not ended before it."""
    result: np.ndarray = (begun != ABSENT) & (begun <= period) & ((ended == ABSENT) | (ended >= period))
    return result


def _empty(name: str) -> pd.DataFrame:
    return pd.DataFrame(
        {column.name: pd.Series([], dtype=DTYPES.get(column.kind, "str")) for column in table(name).columns}
        | {"_file": pd.Series([], dtype="int32"), "_row": pd.Series([], dtype="int64")}
    )
