from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from reviewgen import periods
from reviewgen.metrics.grid import ABSENT, Grid, Timeline

LATE = datetime(2030, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def _grid(name: str, zone: str, as_of: datetime = LATE) -> Grid:
    return Grid(("A",), (Timeline(periods.parse(name).chain(3), zone, as_of),))


def _places(grid: Grid, *instants: datetime | None) -> list[int]:
    values = pd.Series(instants, dtype="datetime64[us, UTC]")
    places: list[int] = grid.place(np.zeros(len(values), dtype="int64"), values).tolist()
    return places


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("UTC", datetime(2026, 11, 1, 0, tzinfo=UTC)),
        ("Europe/London", datetime(2026, 11, 1, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, 4, tzinfo=UTC)),
        ("Asia/Kolkata", datetime(2026, 10, 31, 18, 30, tzinfo=UTC)),
        ("America/Havana", datetime(2026, 11, 1, 4, tzinfo=UTC)),
    ],
)
def test_a_period_starts_at_local_midnight_and_not_a_microsecond_before(zone: str, start: datetime) -> None:
    """The instant of the boundary belongs to the later period; where midnight comes twice, to the first one."""
    assert _places(_grid("2026-11", zone), start - MICROSECOND, start) == [1, 2]


@pytest.mark.parametrize(
    ("name", "hours"), [("2026-03-29..2026-03-29", 23), ("2026-10-25..2026-10-25", 25), ("2026-10-24..2026-10-24", 24)]
)
def test_a_day_on_which_the_clock_changes_is_as_long_as_it_is(name: str, hours: int) -> None:
    """London's days of a clock change last 23 and 25 hours."""
    bounds = _grid(name, "Europe/London").bounds[0]
    assert (bounds[-1] - bounds[-2]) / 3_600_000_000 == hours


def test_instants_outside_the_chain_and_missing_ones_are_told_apart() -> None:
    """Before all is -1, after all is the number of periods, no instant is ABSENT."""
    grid = _grid("2026-11", "UTC")
    places = _places(grid, datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC), None)
    assert places == [-1, 3, ABSENT]


def test_nothing_happens_in_a_period_after_as_of() -> None:
    """The period is cut off at as_of: the instant itself is outside."""
    as_of = datetime(2026, 11, 10, 12, tzinfo=UTC)
    assert _places(_grid("2026-11", "UTC", as_of), as_of - MICROSECOND, as_of) == [2, 3]


def test_a_period_that_has_not_begun_is_empty() -> None:
    """All its bounds are as_of, so that nothing is placed in it."""
    as_of = datetime(2026, 10, 10, tzinfo=UTC)
    assert _places(_grid("2026-11", "UTC", as_of), as_of - MICROSECOND, as_of, datetime(2026, 11, 5, tzinfo=UTC)) == [
        1,
        3,
        3,
    ]


def test_days_are_placed_by_the_calendar_of_the_account() -> None:
    """A day needs no zone; the day of as_of, in the zone, is not over and counts as after."""
    grid = _grid("2026-11", "Asia/Kolkata", datetime(2026, 11, 9, 20, tzinfo=UTC))
    days = pd.Series([date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 9), date(2026, 11, 10), None])
    places = grid.place_days(np.zeros(5, dtype="int64"), days.astype("datetime64[us]"))
    assert places.tolist() == [1, 2, 2, 3, ABSENT]


def test_accounts_with_their_own_zones_are_placed_at_once() -> None:
    """The same instant lies in October for New York and in November for Kolkata."""
    chain = periods.parse("2026-11").chain(2)
    grid = Grid(("NY", "IN"), tuple(Timeline(chain, zone, LATE) for zone in ("America/New_York", "Asia/Kolkata")))
    instants = pd.Series([datetime(2026, 10, 31, 20, tzinfo=UTC)] * 2, dtype="datetime64[us, UTC]")
    codes = grid.codes(pd.Series(["NY", "IN"]))
    assert grid.place(codes, instants).tolist() == [0, 1]
    assert [f"{local:%d %H:%M}" for local in grid.local(codes, instants)] == ["31 16:00", "01 01:30"]


def test_shifted_periods_are_one_earlier() -> None:
    """The last of the shifted periods is the one before the last."""
    grid = _grid("2026-11", "UTC")
    assert grid.shifted().bounds[0, 1:].tolist() == grid.bounds[0, :-1].tolist()
    assert _places(grid.shifted(), datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 10, 31, tzinfo=UTC)) == [0, 2]
