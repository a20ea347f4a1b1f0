"""Accounts by periods: where an instant falls, for many accounts with their own zones at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from reviewgen.calendars import NAT, on_walls
from reviewgen.periods import Span
from reviewgen.states import micros

ABSENT = -9
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Timeline:
    """Consecutive spans in one zone, cut off at `as_of`."""

    spans: tuple[Span, ...]
    zone: str
    as_of: datetime

    def shifted(self) -> Timeline:
        """The same number of spans, one earlier."""
        return Timeline((self.spans[0].previous(), *self.spans[:-1]), self.zone, self.as_of)

    @cached_property
    def bounds(self) -> np.ndarray:
        """Starts of the spans and the end of the last, in microseconds UTC, ascending; none after `as_of`."""
        zone = ZoneInfo(self.zone)
        starts = [span.within(zone).start for span in self.spans]
        instants = [*starts, self.spans[-1].within(zone).end]
        return np.minimum([_micros(instant) for instant in instants], _micros(self.as_of))

    @property
    def today(self) -> date:
        """The local day of `as_of`."""
        return self.as_of.astimezone(ZoneInfo(self.zone)).date()

    @cached_property
    def days(self) -> np.ndarray:
        """Starts of the spans and the end of the last as local days, ascending; none after the day of `as_of`."""
        today = self.today
        days = [*(span.first for span in self.spans), self.spans[-1].end]
        return np.array([min(day, today) for day in days], dtype="datetime64[D]").astype("int64")


@dataclass(frozen=True)
class Grid:
    """The accounts of a shard and the periods looked at: the same number of periods for each."""

    accounts: tuple[str, ...]
    timelines: tuple[Timeline, ...]

    @cached_property
    def periods(self) -> int:
        """How many periods each account has."""
        return len(self.timelines[0].spans) if self.timelines else 0

    @cached_property
    def number(self) -> Mapping[str, int]:
        """The number of each account."""
        return {account: number for number, account in enumerate(self.accounts)}

    @cached_property
    def names(self) -> list[tuple[str, ...]]:
        """The names of every account's periods."""
        return [tuple(span.name for span in timeline.spans) for timeline in self.timelines]

    @cached_property
    def _distinct(self) -> tuple[list[Timeline], np.ndarray]:
        order: dict[Timeline, int] = {}
        places = [order.setdefault(timeline, len(order)) for timeline in self.timelines]
        return list(order), np.array(places, dtype="int64")

    @cached_property
    def bounds(self) -> np.ndarray:
        """Period bounds of every account: shape (accounts, periods + 1), microseconds UTC."""
        return self._of_each([timeline.bounds for timeline in self._distinct[0]])

    @cached_property
    def days(self) -> np.ndarray:
        """Period bounds of every account as local days since 1970: shape (accounts, periods + 1)."""
        return self._of_each([timeline.days for timeline in self._distinct[0]])

    def _of_each(self, found: Sequence[np.ndarray]) -> np.ndarray:
        """What was found of the distinct timelines, for each account."""
        known = np.array(found, dtype="int64").reshape(-1, self.periods + 1)
        result: np.ndarray = known[self._distinct[1]]
        return result

    @cached_property
    def as_of(self) -> int:
        """The instant of the data, the same for all accounts, in microseconds UTC."""
        return min((_micros(timeline.as_of) for timeline in self.timelines), default=0)

    @cached_property
    def today(self) -> np.ndarray:
        """The local day of `as_of` for each account, in days since 1970."""
        known, of_account = self._distinct
        days = np.array([timeline.today for timeline in known], dtype="datetime64[D]").astype("int64")
        found: np.ndarray = days[of_account]
        return found

    def shifted(self) -> Grid:
        """The same accounts over periods one earlier."""
        return Grid(self.accounts, tuple(timeline.shifted() for timeline in self.timelines))

    def codes(self, accounts: pd.Series) -> np.ndarray:
        """The number of the account of each row."""
        return pd.Index(self.accounts).get_indexer(pd.Index(accounts))

    def place(self, codes: np.ndarray, instants: pd.Series) -> np.ndarray:
        """The period that each instant falls in: -1 before the first, `periods` after the last, ABSENT for NaT."""
        return self.place_micros(codes, micros(instants))

    def place_micros(self, codes: np.ndarray, values: np.ndarray) -> np.ndarray:
        """The same for microseconds since 1970 UTC, NaT as the smallest integer."""
        return self._placed(codes, values, "bounds")

    def place_days(self, codes: np.ndarray, dates: pd.Series) -> np.ndarray:
        """The same for local days."""
        return self._placed(codes, local_days(dates), "days")

    def _placed(self, codes: np.ndarray, values: np.ndarray, bounds: str) -> np.ndarray:
        known, of_account = self._distinct
        placed = np.full(len(values), ABSENT, dtype="int64")
        for number, timeline in enumerate(known):
            rows = of_account[codes] == number
            placed[rows] = np.searchsorted(getattr(timeline, bounds), values[rows], side="right") - 1
        placed[values == NAT] = ABSENT
        return placed

    def local(self, codes: np.ndarray, instants: pd.Series) -> pd.Series:
        """Wall-clock times in each account's zone, naive."""
        zones = [timeline.zone for timeline in self.timelines]
        walls = on_walls(zones, codes, micros(instants))
        return pd.Series(walls.view("datetime64[us]"), index=instants.index)


def local_days(dates: pd.Series) -> np.ndarray:
    """Days since 1970 of naive dates; NaT is the smallest integer."""
    return dates.to_numpy().astype("datetime64[D]").astype("int64")


def _micros(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1)
