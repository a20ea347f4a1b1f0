from __future__ import annotations

import importlib
import math
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from drawn_project import DrawnProject, Row, blank
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reviewgen import metrics
from reviewgen.config import Account
from reviewgen.metrics import Figures, capacity
from reviewgen.model import Missing
from reviewgen.signals import students_t

regression: Any = importlib.import_module("statsmodels.api")
distributions: Any = importlib.import_module("scipy.stats")
AS_OF = datetime(2026, 11, 2, 6, tzinfo=UTC)
END = date(2026, 11, 1)
FEW = Missing("fewer than 5 measurements in 180 days")
BOUNDS = ("", ".low", ".high")


@pytest.fixture(autouse=True, scope="module")
def _fast() -> Any:
    """Compute the figures of this domain alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(metrics, "DOMAINS", (capacity,))
        yield


def _measured(day: date, used: float, limit: float = 100.0, **values: Any) -> Row:
    found = {"account": "A", "resource": "Disk", "measured_on": day, "used": used, "limit": limit}
    return blank("capacity", **found | values)


def _before(days: int) -> date:
    return END - timedelta(days=days)


def _line(*used: float, step: int = 10, **values: Any) -> list[Row]:
    """Measurements every so many days, the last of them so long before the first of November."""
    return [_measured(_before(step * place), amount, **values) for place, amount in enumerate(reversed(used), 1)]


def _figures(rows: list[Row], as_of: datetime = AS_OF, zone: str = "UTC") -> Figures:
    account = Account(id="A", name="A", zone=zone)
    return DrawnProject((account,), ("2026-10",), as_of, {"capacity": tuple(rows)}).figures()["A"]


def _left(rows: list[Row], **more: Any) -> list[Any]:
    found = _figures(rows, **more)
    return [found.get(f"capacity.days_left{name}", resource="Disk").value for name in BOUNDS]


def _used(rows: list[Row], period: str | None = None, **more: Any) -> object:
    return _figures(rows, **more).get("capacity.used", period, resource="Disk").value


# How full


def test_the_last_measurement_of_the_period_tells_how_full() -> None:
    """150 of 200 on the last day; what was measured before and what is measured after does not count."""
    rows = [
        _measured(date(2026, 10, 1), 90.0),
        _measured(date(2026, 10, 31), 150.0, 200.0),
        _measured(END, 199.0, 200.0),
        _measured(date(2026, 8, 31), 70.0),
    ]
    assert _used(rows) == 75
    assert [_used(rows, f"2026-{month}") for month in ("08", "09")] == [70, 70]
    assert _used(rows, "2026-07") == Missing("before the first data")


def test_a_measurement_without_a_limit_tells_nothing() -> None:
    """The one before it counts; without any other there is no figure."""
    without = _measured(date(2026, 10, 31), 150.0, 0.0)
    assert _used([without, _measured(date(2026, 10, 3), 60.0)]) == 60
    assert _used([without]) == Missing("not measured yet")


def test_more_than_the_limit_is_more_than_a_hundred_percent() -> None:
    """Seats may be oversold."""
    assert _used([_measured(date(2026, 10, 3), 130.0)]) == 130


def test_resources_have_figures_of_their_own() -> None:
    """Each by its name; what an account does not have, it has no figure of."""
    rows = [_measured(_before(3), 10.0), _measured(_before(3), 20.0, resource="Link")]
    accounts = (Account(id="A", name="A"), Account(id="B", name="B"))
    other = _measured(_before(3), 90.0, account="B")
    found = DrawnProject(accounts, ("2026-10",) * 2, AS_OF, {"capacity": (*rows, other)}).figures()
    shown = {
        name: [(dict(one.dimensions), one.value) for one in found[name].split("capacity.used", "resource")]
        for name in "AB"
    }
    assert shown == {"A": [({"resource": "Disk"}, 10), ({"resource": "Link"}, 20)], "B": [({"resource": "Disk"}, 90)]}


def test_in_the_middle_of_the_period_the_end_is_today() -> None:
    """On 20 October, what was measured that day or later does not count, and days count from it."""
    rows = [_measured(date(2026, 10, day), float(day)) for day in (15, 16, 17, 18, 19, 20, 21)]
    middle = datetime(2026, 10, 20, 12, tzinfo=UTC)
    assert _used(rows, as_of=middle) == 19
    assert _left(rows, as_of=middle)[0] == pytest.approx(80)


def test_days_are_those_of_the_account() -> None:
    """At six in the morning UTC of 1 November it is still October in Honolulu: that day is not over."""
    rows = [_measured(date(2026, 10, 30), 30.0), _measured(date(2026, 10, 31), 31.0)]
    early = datetime(2026, 11, 1, 6, tzinfo=UTC)
    assert [_used(rows, as_of=early, zone=zone) for zone in ("UTC", "Pacific/Honolulu")] == [31, 30]


# How long


def test_a_worked_example() -> None:
    """50, 60, 55, 65, 70 at 50, 40, 30, 20, 10 days before the end.

    Means: day -30, used 60. Sums of squares: days 1000, products 450: 0.45 a day. At the end 60 + 30 × 0.45 = 73.5;
    100 is reached (100 - 73.5) / 0.45 = 58.9 days later. Residuals -1, 4.5, -5, 0.5, 1: squares 47.5, s² = 47.5 / 3.
    """
    rows = _line(50, 60, 55, 65, 70)
    days = 26.5 / 0.45
    assert _left(rows)[0] == pytest.approx(days)
    wide = 3.182446305284263**2 * 47.5 / 3  # t for 3 degrees of freedom, from the tables
    steep = 0.45**2 - wide / 1000
    half = math.sqrt(wide * (steep / 5 + 40**2 / 1000))
    assert _left(rows)[1:] == [pytest.approx(-30 + (0.45 * 40 + side * half) / steep) for side in (-1, 1)]


def test_the_threshold_goes_before_the_limit() -> None:
    """80 % of 100 is reached sooner; threshold and limit are those of the last measurement."""
    rows = _line(10, 20, 30, 40, 50)
    assert _left(rows)[0] == pytest.approx(40)
    assert _left([rows[0] | {"threshold": 80.0}, *rows[1:]])[0] == pytest.approx(20)
    assert _left([rows[0] | {"threshold": 80.0, "limit": 200.0}, *rows[1:]])[0] == pytest.approx(100)
    assert _left([*rows[:-1], rows[-1] | {"threshold": 80.0, "limit": 200.0}])[0] == pytest.approx(40)


def test_on_a_straight_line_there_is_no_doubt() -> None:
    """Both ends of the interval are the day itself."""
    assert _left(_line(10, 20, 30, 40, 50)) == [pytest.approx(40)] * 3


def test_what_has_been_reached_is_reached() -> None:
    """A line that is past the threshold at the end of the period has no days left, and not fewer."""
    assert _left(_line(80, 90, 100, 110, 120)) == [0, 0, 0]


@pytest.mark.parametrize("used", [(50.0,) * 5, (0.1,) * 6, (50.0, 49.0, 48.0, 47.0, 46.0), (0.1, 0.7, 0.1, 0.7, 0.1)])
def test_what_does_not_grow_is_never_full(used: tuple[float, ...]) -> None:
    """Flat, falling, or up and down to where it began: there is no day, and the reason is told."""
    assert _left(_line(*used)) == [Missing("it is not growing")] * 3


def test_growth_that_may_be_chance_has_no_interval() -> None:
    """The line rises, but its slope may as well be none: a day is told, and no interval."""
    days, low, high = _left(_line(50, 70, 40, 60, 55, 62))
    assert isinstance(days, float)
    assert [low, high] == [Missing("its growth is no more than chance")] * 2


def test_four_measurements_are_too_few() -> None:
    """They must lie within 180 days: the fifth is the 180th day before the end, not the 181st."""
    rows = _line(10, 20, 30, 40)
    assert _left(rows) == [FEW] * 3
    assert _figures(rows).get("capacity.days_left", resource="Disk").n == 4
    assert _left([*rows, _measured(_before(181), 1.0)]) == [FEW] * 3
    assert isinstance(_left([*rows, _measured(_before(180), 1.0)])[0], float)


def test_only_the_reviewed_period_has_days_left() -> None:
    """Nobody asks how long it would have lasted."""
    found = _figures(_line(10, 20, 30, 40, 50))
    assert {one.period for one in found if one.metric.startswith("capacity.days_left")} == {"2026-10"}


def test_a_year_has_no_gap_where_clocks_change() -> None:
    """Days are days: a line through the end of summer time is as straight as any."""
    rows = [_measured(date(2026, 10, day), float(day)) for day in range(22, 30)]
    assert _left(rows, zone="Europe/London") == [pytest.approx(68)] * 3


AMOUNTS = st.lists(st.integers(0, 2000).map(lambda number: number / 8), min_size=5, max_size=12)


@given(AMOUNTS, st.sampled_from([3, 7, 14]), st.integers(1, 400))
@settings(max_examples=60)
def test_lines_and_their_intervals_are_those_of_numpy_and_statsmodels(used: list[float], step: int, limit: int) -> None:
    """The day is where numpy's line is at the limit; at both ends of the interval, an end of statsmodels' band is."""
    days = -step * np.arange(len(used), 0, -1)
    slope, start = np.polyfit(days, used, 1)
    assume(abs(slope) > 1e-6 and np.ptp(used - slope * days) > 1e-6)
    reached, low, high = _left(_line(*used, step=step, limit=float(limit)))
    if slope < 0:
        assert [reached, low, high] == [Missing("it is not growing")] * 3
        return
    assert reached == pytest.approx(max((limit - start) / slope, 0.0), rel=1e-6, abs=1e-6)
    line = regression.OLS(used, regression.add_constant(days)).fit()
    if isinstance(low, Missing):
        assert line.pvalues[1] >= 0.05 - 1e-9
        return
    assert line.pvalues[1] <= 0.05 + 1e-9
    assert low <= reached <= high
    for side, day in ((1, low), (0, high)):
        band = line.get_prediction([1.0, day]).conf_int()[0, side]
        assert band == pytest.approx(limit, rel=1e-5, abs=1e-5) if day > 0 else band >= limit - 1e-5


@given(st.lists(st.integers(0, 900), min_size=5, max_size=10), st.integers(2, 9), st.integers(901, 2000))
@settings(max_examples=25)
def test_the_unit_of_measurement_changes_no_day(used: list[int], factor: int, limit: int) -> None:
    """In GB or in TB, the disk is full on the same day; and the order of rows does not matter."""
    rows = _line(*map(float, used), limit=float(limit))
    scaled = [row | {"used": row["used"] * factor, "limit": row["limit"] * factor} for row in rows]
    for ours, theirs in zip(_left(rows), _left(scaled), strict=True):
        assert ours == theirs if isinstance(ours, Missing) else theirs == pytest.approx(ours, rel=1e-6, abs=1e-6)
    assert _left(random.Random(1).sample(rows, len(rows))) == _left(rows)


def test_students_t_is_that_of_scipy() -> None:
    """For every number of measurements that the window may hold."""
    for freedom in range(1, 180):
        assert students_t(freedom) == pytest.approx(distributions.t.ppf(0.975, freedom), rel=1e-12)
