from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from drawn_project import DrawnProject, blank

from reviewgen.config import Account
from reviewgen.metrics import Figures
from reviewgen.metrics.freshness import recorded
from reviewgen.model import Missing
from reviewgen.records import TABLES, table

AS_OF = datetime(2026, 11, 10, 12, tzinfo=UTC)


def _account(name: str = "A", zone: str = "UTC") -> Account:
    return Account(id=name, name=name, zone=zone)


def _found(name: str, *rows: dict[str, Any], zone: str = "UTC", as_of: datetime = AS_OF) -> Figures:
    given = tuple(blank(name, **({"account": "A"} | row)) for row in rows)
    return DrawnProject((_account(zone=zone),), ("2026-10",), as_of, {name: given}).figures()["A"]


def _age(found: Figures, name: str) -> object:
    return found.get("data.freshness", table=name).value


def test_the_newest_moment_of_all_rows_counts() -> None:
    """Of two tickets the one that was updated two and a half hours before; the figure is of one row."""
    opened = AS_OF - timedelta(days=9)
    found = _found(
        "tickets",
        {"id": "1", "opened_at": opened, "updated_at": AS_OF - timedelta(hours=2.5)},
        {"id": "2", "opened_at": opened, "closed_at": AS_OF - timedelta(hours=3)},
    )
    assert _age(found, "tickets") == 2.5
    assert found.get("data.freshness", table="tickets").n == 1


def test_what_comes_after_the_state_of_the_data_does_not_count() -> None:
    """Neither an update nor a ticket of the future makes the table fresh."""
    late = AS_OF + timedelta(hours=1)
    found = _found(
        "tickets",
        {"id": "1", "opened_at": AS_OF - timedelta(hours=30), "updated_at": late, "resolved_at": late},
        {"id": "2", "opened_at": late},
    )
    assert _age(found, "tickets") == 30


@pytest.mark.parametrize(
    ("zone", "age"),
    [("UTC", 36.0), ("Asia/Kolkata", 36 + 5.5), ("America/New_York", 36 - 5.0), ("Europe/London", 36.0)],
)
def test_a_day_counts_to_its_end_where_the_account_is(zone: str, age: float) -> None:
    """From the midnight after 8 November to noon UTC of the 10th."""
    assert _age(_found("value", {"id": "1", "on": date(2026, 11, 8)}, zone=zone), "value") == age


def test_the_day_of_a_clock_change_has_its_own_length() -> None:
    """From midnight after 24 October in London to the next noon lie thirteen hours."""
    as_of = datetime(2026, 10, 25, 12, tzinfo=UTC)
    found = _found("value", {"id": "1", "on": date(2026, 10, 24)}, zone="Europe/London", as_of=as_of)
    assert _age(found, "value") == 13


def test_a_row_of_today_is_no_time_old() -> None:
    """A day that is not over ends with the data."""
    assert _age(_found("value", {"id": "1", "on": AS_OF.date()}), "value") == 0


def test_promised_and_planned_days_do_not_count() -> None:
    """An action's day and the start of a change that is planned say nothing of how old the list is."""
    actions = {"id": "1", "agreed_on": date(2026, 11, 1), "due_on": date(2026, 11, 9)}
    assert _age(_found("actions", actions), "actions") == 24 * 8 + 12
    changes = _found("changes", {"id": "1", "planned_start_at": AS_OF - timedelta(hours=1)})
    assert _age(changes, "changes") == Missing("no moment is recorded")


def test_a_row_counts_by_its_newest_moment_of_whatever_kind() -> None:
    """A problem opened at an instant and analysed on a day: the later counts."""
    opened = AS_OF - timedelta(days=9)
    rows = {"id": "1", "opened_at": opened, "rca_done_on": date(2026, 11, 9)}
    assert _age(_found("problems", rows), "problems") == 12


def test_tables_without_such_moments_have_no_age() -> None:
    """Entitlements say when they end, and nothing of when that was written."""
    assert [described.name for described in TABLES if not recorded(described.name)] == ["entitlements"]
    found = _found("entitlements", {"id": "1", "ends_on": date(2026, 11, 1)})
    assert found.split("data.freshness", "table") == []


@pytest.mark.parametrize("name", [described.name for described in TABLES])
def test_no_promise_and_no_plan_is_taken_for_a_record(name: str) -> None:
    """The columns looked at are times of the table, and none of them looks ahead."""
    kinds = {table(name).column(column).kind for column in recorded(name)}
    assert kinds <= {"instant", "date"}
    assert not [column for column in recorded(name) if column.startswith(("planned", "due", "forecast", "ends_on"))]


def test_the_age_is_that_of_the_accounts_own_rows() -> None:
    """Newer rows of another account make no difference; an account without rows has none."""
    rows = tuple(
        blank("complaints", account=name, id=name, received_on=date(2026, 11, day))
        for name, day in (("A", 3), ("B", 9))
    )
    accounts = (_account(), _account("B", "Asia/Kolkata"), _account("C"))
    found = DrawnProject(accounts, ("2026-10",) * 3, AS_OF, {"complaints": rows}).figures()
    assert [_age(found[name], "complaints") for name in "ABC"] == [
        24 * 6 + 12,
        12 + 5.5,
        Missing("no moment is recorded"),
    ]


def test_only_the_period_under_review_has_an_age() -> None:
    """Of earlier periods it cannot be told how old their data was."""
    found = _found("value", {"id": "1", "on": date(2026, 9, 8)})
    assert {one.period for one in found if one.metric == "data.freshness"} == {"2026-10"}
