from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.records import Column
from reviewgen.tables import convert, instants
from reviewgen.tables.convert import YEARS, Format

ZONES = ("UTC", "Europe/London", "America/St_Johns", "Pacific/Apia", "Asia/Kolkata", "America/Havana", "Africa/Cairo")
WALLS = st.datetimes(datetime(1970, 1, 1), datetime(2199, 12, 31))
NEAR = st.builds(
    lambda day, minute: datetime(2026, day[0], day[1], minute // 60, minute % 60),
    st.sampled_from([(3, 29), (10, 25), (3, 8), (11, 1), (3, 28)]),
    st.integers(0, 1439),
)
AT = Column("at", "instant", "")


def written(cells: list[str]) -> pd.Series:
    """A column as it was read."""
    return pd.Series(cells, dtype="str")


@given(
    st.lists(WALLS | NEAR | st.none()), st.sampled_from(ZONES), st.sampled_from(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"])
)
def test_a_column_of_plain_times_is_read_as_each_of_them(walls: list[datetime | None], zone: str, form: str) -> None:
    """At once or with care: the same instants, and the same of them doubtful."""
    cells = written([wall.strftime(form) if wall else "" for wall in walls])
    at_once = convert.convert(cells, AT, Format(zone=zone))
    assert instants.plain(cells, YEARS) is not None
    with_care = convert._read_with_care(cells, ZoneInfo(zone), Format(zone=zone))
    pd.testing.assert_series_equal(at_once.values, with_care.values)
    assert np.array_equal(at_once.moved, with_care.moved)  # type: ignore[arg-type]
    assert not at_once.bad.any()


@given(st.lists(st.integers(-2_200_000_000, 8_000_000_000), min_size=1), st.sampled_from(ZONES))
def test_times_are_placed_as_pandas_places_them(seconds: list[int], zone: str) -> None:
    """A skipped one moves forward, of one that came twice it is the earlier; both are doubtful."""
    naive = pd.Series(np.array(seconds) * 1_000_000).astype("datetime64[us]")
    strict = naive.dt.tz_localize(zone, ambiguous="NaT", nonexistent="NaT")
    expected = naive.dt.tz_localize(zone, ambiguous=np.ones(len(naive), bool), nonexistent="shift_forward")
    found, doubtful = instants.placed(naive.astype("int64").to_numpy(), ZoneInfo(zone))
    assert found.tolist() == expected.astype("int64").tolist()
    assert doubtful.tolist() == strict.isna().tolist()


@pytest.mark.parametrize(
    "cells",
    [
        ["2026-10-31 14:05", "2026-10-31"],
        ["2026-02-30 14:05"],
        ["2026-10-31 24:00"],
        ["2026-10-31 14:60"],
        ["2026/10/31 14:05"],
        ["20261031 14:05x"],
        ["2026-10-31T14:05Z"],
        ["2026-10-31 14+01"],
        ["2026-10-31 140509.1"],
        ["1969-12-31 23:59"],
        ["2200-01-01 00:00"],
        ["31.10.2026 14:05"],
        ["2026-10-31 14:0\u0665"],
    ],
)
def test_what_is_not_plain_is_left_to_be_read_with_care(cells: list[str]) -> None:
    """Other forms, mixed ones, and times that there cannot be."""
    assert instants.plain(written(cells), YEARS) is None


@pytest.mark.parametrize("cells", [[], ["", ""]])
def test_empty_cells_are_no_times(cells: list[str]) -> None:
    """A column may hold nothing at all."""
    assert instants.plain(written(cells), YEARS).tolist() == [instants.NAT] * len(cells)  # type: ignore[union-attr]
