from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from drawn_project import DrawnProject, blank

from reviewgen.config import Account
from reviewgen.metrics import Figures
from reviewgen.model import Missing

AS_OF = datetime(2026, 11, 2, 6, tzinfo=UTC)
YEAR = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
HOURS = YEAR | {"allowance": 365.0, "used": 100.0}


def figures(*contracts: dict[str, Any]) -> Figures:
    """Return the figures of October 2026 with these contracts and nothing else."""
    rows = tuple(
        blank("contracts", account="A", id=f"C{number}", **{"title": "Support"} | one)
        for number, one in enumerate(contracts)
    )
    return DrawnProject((Account(id="A", name="A"),), ("2026-10",), AS_OF, {"contracts": rows}).figures()["A"]


def value(found: Figures, name: str, title: str = "Support") -> float | Missing:
    """Return a metric's value of one contract."""
    return found.get(f"contract.{name}", contract=title).value


def test_days_left_and_notice() -> None:
    """From 2 November to 31 December are 59 days; with 90 days of notice, the day was 31 days ago."""
    found = figures(YEAR | {"notice_days": 90.0})
    assert (value(found, "days_left"), value(found, "notice")) == (59, -31)


def test_used_is_held_against_the_allowance() -> None:
    """73 of 365 hours are 20 %."""
    assert value(figures(HOURS | {"used": 73.0}), "used") == 20


def test_use_is_projected_to_the_end_of_the_span() -> None:
    """100 hours up to the end of 26 September, day 269 of 365, lead to 135.7 hours, 37.2 % of the allowance."""
    found = figures(HOURS | {"used_on": date(2026, 9, 26)})
    assert value(found, "projected") == pytest.approx(100 * (100 * 365 / 269) / 365)


def test_use_without_a_day_was_counted_over_the_days_that_are_over() -> None:
    """On the morning of 2 November, 305 days of the year are over."""
    assert value(figures(HOURS), "projected") == pytest.approx(100 * 100 / 305)


def test_a_contract_that_is_over_is_projected_to_what_was_used() -> None:
    """Nothing can be added to it."""
    over = HOURS | {"starts_on": date(2025, 10, 1), "ends_on": date(2026, 9, 30)}
    found = figures(over)
    assert value(found, "projected") == value(found, "used") == pytest.approx(100 * 100 / 365)


@pytest.mark.parametrize(
    ("row", "name", "reason"),
    [
        ({}, "days_left", "its last day is not recorded"),
        (YEAR, "notice", "no days of notice are recorded"),
        (YEAR | {"used": 4.0}, "used", "no allowance is recorded"),
        (YEAR | {"allowance": 0.0, "used": 4.0}, "used", "no allowance is recorded"),
        (YEAR | {"allowance": 9.0}, "projected", "no use is recorded"),
        (HOURS | {"used_on": date(2026, 11, 3)}, "used", "its use was counted after the state of the data"),
        (HOURS | {"used_on": date(2026, 11, 3)}, "projected", "its use was counted after the state of the data"),
        (HOURS | {"starts_on": None}, "projected", "its first or last day is not recorded"),
        (HOURS | {"ends_on": date(2025, 12, 31)}, "projected", "its last day lies before its first"),
        (HOURS | {"starts_on": date(2026, 11, 2)}, "projected", "none of its days is over"),
    ],
)
def test_what_cannot_be_said_is_missing(row: dict[str, Any], name: str, reason: str) -> None:
    """With the reason."""
    assert value(figures(row), name) == Missing(reason)


def test_allowances_of_a_contract_are_rows_of_their_own() -> None:
    """Each by its title, and by its id where two are called alike."""
    found = figures(HOURS, HOURS | {"used": 73.0}, HOURS | {"title": "Devices", "used": 36.5})
    titles = {dict(one.dimensions)["contract"]: one.value for one in found.split("contract.used", "contract")}
    assert titles == {"Support (C0)": pytest.approx(100 * 100 / 365), "Support (C1)": 20, "Devices": 10}


def test_contracts_are_told_for_the_reviewed_period_only() -> None:
    """How they stood earlier is not known."""
    assert {one.period for one in figures(HOURS) if one.metric.startswith("contract.")} == {"2026-10"}
