from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from drawn_project import DrawnProject, blank

from reviewgen.config import Account
from reviewgen.metrics import Figures
from reviewgen.model import Missing

AS_OF = datetime(2026, 11, 2, 6, tzinfo=UTC)


def figures(*entitlements: dict[str, Any], zone: str = "UTC", as_of: datetime = AS_OF) -> Figures:
    """Return the figures of October 2026 with these entitlements and nothing else."""
    rows = tuple(
        blank("entitlements", account="A", id=f"E{number}", **{"title": "Licence"} | one)
        for number, one in enumerate(entitlements)
    )
    account = Account(id="A", name="A", zone=zone)
    return DrawnProject((account,), ("2026-10",), as_of, {"entitlements": rows}).figures()["A"]


def values(found: Figures, name: str) -> dict[str, float | Missing]:
    """Return a metric's value of every entitlement."""
    split = found.split(f"entitlements.{name}", "entitlement")
    return {dict(one.dimensions)["entitlement"]: one.value for one in split}


def test_days_are_left_from_the_state_of_the_data() -> None:
    """On 2 November 28 days are left to the 30th; notice by the 20th in 18 days. What has ended is below zero."""
    found = figures(
        {"ends_on": date(2026, 11, 30), "notice_days": 10.0},
        {"title": "Certificate", "ends_on": date(2026, 10, 31), "notice_days": 0.0},
    )
    assert values(found, "days_left") == {"Licence": 28, "Certificate": -2}
    assert values(found, "notice") == {"Licence": 18, "Certificate": -2}


def test_the_day_is_that_of_the_customer() -> None:
    """At 20:00 UTC it is tomorrow in Tokyo: one day less is left."""
    evening = AS_OF.replace(hour=20)
    found = figures({"ends_on": date(2026, 11, 30)}, zone="Asia/Tokyo", as_of=evening)
    assert values(found, "days_left") == {"Licence": 27}


@pytest.mark.parametrize(
    ("row", "name", "reason"),
    [
        ({"notice_days": 30.0}, "days_left", "its last day is not recorded"),
        ({"notice_days": 30.0}, "notice", "its last day is not recorded"),
        ({"ends_on": date(2026, 12, 1)}, "notice", "no days of notice are recorded"),
        ({"used": 5.0}, "used", "it is not recorded how many are owned"),
        ({"used": 5.0, "owned": 0.0}, "used", "it is not recorded how many are owned"),
        ({"owned": 5.0}, "used", "it is not recorded how many are used"),
    ],
)
def test_what_is_not_recorded_is_missing(row: dict[str, Any], name: str, reason: str) -> None:
    """With the reason, and drawn from nothing."""
    found = figures(row)
    assert values(found, name) == {"Licence": Missing(reason)}
    assert found.get(f"entitlements.{name}", entitlement="Licence").n == 0


def test_what_is_used_is_held_against_what_is_owned() -> None:
    """45 of 60 are 75 %; more than is owned is more than 100 %."""
    found = figures({"used": 45.0, "owned": 60.0}, {"title": "Seats", "used": 12.0, "owned": 10.0})
    assert values(found, "used") == {"Licence": 75, "Seats": 120}


def test_entitlements_are_told_for_the_reviewed_period_only() -> None:
    """How they stood earlier is not known."""
    found = figures({"ends_on": date(2026, 11, 30)})
    assert {one.period for one in found if one.metric.startswith("entitlements.")} == {"2026-10"}


def test_two_of_one_title_are_told_apart() -> None:
    """By their ids."""
    found = figures({"ends_on": date(2026, 11, 3)}, {"ends_on": date(2026, 11, 4)})
    assert values(found, "days_left") == {"Licence (E0)": 1, "Licence (E1)": 2}


def test_no_entitlements_have_no_figures() -> None:
    """An empty table is no error."""
    assert [one for one in figures() if one.metric.startswith("entitlements.")] == []
