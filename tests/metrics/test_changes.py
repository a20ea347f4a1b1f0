from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from drawn_project import DrawnProject, Row, blank, draw

from reviewgen import metrics
from reviewgen.config import Account
from reviewgen.metrics import Figures, changes, sourceless
from reviewgen.model import Missing

AS_OF = datetime(2026, 11, 2, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute the figures of this domain alone."""
    monkeypatch.setattr(metrics, "DOMAINS", (changes,))


def _at(day: int, hour: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


NOON = _at(5, 12)


def _change(name: str, end: datetime | None = NOON, outcome: str = "successful", **values: Any) -> Row:
    return blank("changes", account="A", id=name, type="normal", ended_at=end, outcome=outcome) | values


def _ticket(name: str, day: int = 6, **values: Any) -> Row:
    return blank("tickets", account="A", id=name, opened_at=_at(day), **values)


OLD = blank("tickets", account="A", id="old", opened_at=datetime(2025, 1, 1, tzinfo=UTC))


def _figures(
    changes: list[Row],
    tickets: tuple[Row, ...] = (),
    as_of: datetime = AS_OF,
    zone: str = "UTC",
    period: str = "2026-10",
) -> Figures:
    rows = {"tickets": (OLD, *tickets), "changes": tuple(changes)}
    return DrawnProject((Account(id="A", name="A", zone=zone),), (period,), as_of, rows).figures()["A"]


def _values(found: Figures, *names: str, period: str | None = None) -> list[object]:
    return [found.get(f"changes.{name}", period).value for name in names]


def test_a_change_is_implemented_in_the_period_in_which_it_ended() -> None:
    """Failed and backed out ones are implemented; cancelled ones, ones under way and ones of other months are not."""
    found = _figures(
        [
            _change("1"),
            _change("2", outcome="failed"),
            _change("3", outcome="backed_out"),
            _change("4", outcome="cancelled"),
            _change("5", None, "", started_at=_at(30)),
            _change("6", _at(1, month=11)),
        ]
    )
    assert _values(found, "implemented", "unsuccessful") == [3, 2]
    assert _values(found, "success") == [pytest.approx(100 / 3)]
    assert found.get("changes.success").n == 3


def test_success_is_in_time_and_without_an_incident() -> None:
    """To end at the planned minute is in time, a minute later is not; of four, one is late and one caused a ticket."""
    changes = [
        _change("1", planned_end_at=NOON),
        _change("2", NOON + timedelta(minutes=1), planned_end_at=NOON),
        _change("3"),
        _change("4"),
    ]
    found = _figures(changes, (_ticket("T1", change="4"),))
    assert _values(found, "success", "unsuccessful") == [50, 2]


def test_a_change_with_issues_is_implemented_and_not_without_a_fault() -> None:
    """It was done, so it counts; what went wrong with it counts, too."""
    found = _figures([_change("1"), _change("2", outcome="with_issues")])
    assert _values(found, "implemented", "success", "unsuccessful") == [2, 50, 1]


def test_another_accounts_ticket_blames_no_change() -> None:
    """Numbers of changes belong to an account: the same number elsewhere is another change."""
    accounts = (Account(id="A", name="A"), Account(id="B", name="B"))
    tickets = (OLD, _ticket("T1", change="1") | {"account": "B"})
    rows = {"tickets": tickets, "changes": (_change("1"), _change("1") | {"account": "B"})}
    found = DrawnProject(accounts, ("2026-10",) * 2, AS_OF, rows).figures()
    assert [found[name].get("changes.success").value for name in "AB"] == [100, 0]


def test_an_incident_opened_later_counts_against_its_change() -> None:
    """A change of September is no success once a ticket of October names it, and October has the incident."""
    found = _figures([_change("1", _at(20, month=9)), _change("2")], (_ticket("T1", change="1"),))
    assert _values(found, "success", "caused", "incidents", period="2026-09") == [0, 0, 0]
    assert _values(found, "success", "caused", "incidents") == [100, 100, 1]


def test_cancelled_and_duplicate_tickets_blame_no_change() -> None:
    """One incident that was reported three times is one."""
    tickets = (
        _ticket("T1", change="1"),
        _ticket("T2", change="1", duplicate_of="T1"),
        _ticket("T3", change="2", state="cancelled"),
    )
    found = _figures([_change("1"), _change("2")], tickets)
    assert _values(found, "incidents", "caused", "success") == [1, 50, 50]


def test_a_change_may_cause_more_than_one_incident() -> None:
    """Three incidents of two changes are 150 %, drawn from the two; one of a change that is not on record counts."""
    tickets = tuple(_ticket(f"T{number}", change=name) for number, name in enumerate(("1", "1", "elsewhere")))
    found = _figures([_change("1"), _change("2")], tickets)
    assert (found.get("changes.caused").value, found.get("changes.caused").n) == (150, 2)


def test_without_a_ticket_that_names_a_change_nobody_knows() -> None:
    """Where the link is never recorded, no incident is no zero."""
    found = _figures([_change("1")], (_ticket("T1"),))
    assert _values(found, "incidents", "caused") == [Missing("no ticket names a change as its cause")] * 2
    assert _values(found, "success") == [100]


def test_emergency_changes_are_a_share_of_those_implemented() -> None:
    """One of four; where no type is recorded there is no share."""
    changes = [_change(str(number)) for number in range(3)]
    found = _figures([*changes, _change("9", type="emergency")])
    assert _values(found, "emergency") == [25]
    untyped = _figures([change | {"type": ""} for change in changes])
    assert _values(untyped, "emergency") == [Missing("no change says whether it was an emergency")]


@pytest.mark.parametrize("half", [{"ended_at": None}, {"outcome": ""}])
def test_ends_that_are_not_recorded_are_no_zeros(half: Row) -> None:
    """Changes with outcomes and no ends, or ends and no outcomes: nobody knows how many were implemented."""
    found = _figures([_change("1") | half], (_ticket("T1", change="1"),))
    wanted = Missing("no change has both an end and an outcome")
    assert _values(found, "implemented", "success", "unsuccessful", "emergency", "caused") == [wanted] * 5


def test_a_month_without_changes_has_no_rates() -> None:
    """None implemented is a zero where ends are recorded; a share of nothing is none."""
    found = _figures([_change("1", _at(5, month=9))], (_ticket("T1", change="1"),))
    assert _values(found, "implemented", "unsuccessful") == [0, 0]
    assert _values(found, "success", "emergency", "caused") == [Missing("no changes were implemented")] * 3


def test_what_follows_the_period_is_scheduled() -> None:
    """Planned after its end, neither cancelled nor begun since; known though it lies after the end of the data."""
    changes = [
        _change("1", None, "", planned_start_at=_at(1, month=11)),
        _change("2", None, "", planned_start_at=_at(20, month=12)),
        _change("3", None, "cancelled", planned_start_at=_at(20, month=12)),
        _change("4", None, "", planned_start_at=_at(31, 23)),
        _change("5", None, "", planned_start_at=_at(20, month=12), started_at=_at(30)),
        _change("6", _at(2, 3, month=11), planned_start_at=_at(2, 1, month=11), started_at=_at(2, 1, month=11)),
        _change("7", planned_start_at=_at(20, month=12)),
    ]
    found = _figures(changes)
    assert _values(found, "scheduled") == [2]
    assert _values(found, "scheduled", period="2026-09") == [Missing("no data")]


def test_nothing_after_the_end_of_the_data_counts() -> None:
    """In the middle of the month, what ends later is not implemented; what is planned for later is ahead."""
    changes = [
        _change("1"),
        _change("2", _at(20), started_at=_at(9)),
        _change("3", None, "", planned_start_at=_at(19)),
    ]
    tickets = (_ticket("T1", 20, change="1"), _ticket("T2", 6, change="1"))
    found = _figures(changes, tickets, as_of=_at(10))
    assert _values(found, "implemented", "incidents", "scheduled") == [1, 1, 1]


def test_ends_after_the_end_of_the_data_tell_that_ends_are_recorded() -> None:
    """The only change ends later: none has been implemented, and that is known."""
    found = _figures([_change("1", _at(20), started_at=_at(9))], as_of=_at(10))
    assert _values(found, "implemented", "success") == [0, Missing("no changes were implemented")]


def test_a_change_in_the_hour_that_comes_twice_is_in_its_period() -> None:
    """In Havana the first of November has two hours before one; a change ending in the second is of November."""
    ends = [datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (3, 4, 5)]
    changes = [_change(str(number), end) for number, end in enumerate(ends)]
    found = _figures(changes, as_of=_at(9, month=12), zone="America/Havana", period="2026-11")
    assert _values(found, "implemented", period="2026-10") + _values(found, "implemented") == [1, 2]


def test_without_a_planned_start_nobody_knows_what_is_ahead() -> None:
    """Where no change says when it was to begin, none ahead is no zero; where one does, and that is past, it is."""
    assert _values(_figures([_change("1")]), "scheduled") == [Missing("no change has a planned start")]
    assert _values(_figures([_change("1", planned_start_at=_at(4)), _change("2")]), "scheduled") == [0]


def test_periods_before_the_first_data_are_no_zeros() -> None:
    """Before the first change or ticket nothing is known."""
    rows = {"tickets": (), "changes": (_change("1", started_at=_at(4)),)}
    found = DrawnProject((Account(id="A", name="A"),), ("2026-10",), AS_OF, rows).figures()["A"]
    assert _values(found, "implemented", period="2026-09") == [Missing("before the first data")]
    assert _values(found, "implemented") == [1]


def test_without_a_source_there_is_no_figure() -> None:
    """The table that is lacking is named."""
    found = DrawnProject((Account(id="A", name="A"),), ("2026-10",), AS_OF, {"tickets": (OLD,)}).figures()["A"]
    assert _values(found, "implemented", "scheduled") == [sourceless("changes")] * 2


@pytest.mark.parametrize("seed", range(4))
def test_good_and_bad_changes_add_up(seed: int) -> None:
    """In every period, those without a fault and those that went wrong are those implemented."""
    for found in draw(random.Random(seed), tickets=60, others=60).figures().values():
        for period in (*found.chain, found.last_year):
            done, bad, good = (
                found.get(f"changes.{name}", period) for name in ("implemented", "unsuccessful", "success")
            )
            if done.number and good.number is not None:
                assert round(good.number * done.number / 100) + (bad.number or 0) == done.number == good.n == bad.n
