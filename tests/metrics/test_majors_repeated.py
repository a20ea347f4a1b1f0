from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from drawn_project import DrawnProject, Row, blank

from reviewgen import metrics
from reviewgen.config import Account
from reviewgen.metrics import Figures, majors
from reviewgen.model import Missing

AS_OF = datetime(2026, 11, 2, 6, tzinfo=UTC)
STARTED = datetime(2026, 10, 13, 8, tzinfo=UTC)
OLD = blank("tickets", account="A", id="old", opened_at=datetime(2023, 1, 1, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute the figures of this domain alone."""
    monkeypatch.setattr(metrics, "DOMAINS", (majors,))


def _major(started: datetime, cause_code: str = "", problem: str = "", account: str = "A") -> Row:
    texts: dict[str, Any] = {"cause_code": cause_code, "problem": problem}
    return blank("majors", account=account, id=str(started), started_at=started, **texts)


def _of(*rows: Row, as_of: datetime = AS_OF, zone: str = "UTC") -> Figures:
    accounts = tuple(Account(id=name, name=name, zone=zone) for name in "AB")
    found = {"tickets": (OLD, OLD | {"account": "B"}), "majors": rows}
    return DrawnProject(accounts, ("2026-10",) * 2, as_of, found).figures()["A"]


def _repeated(*rows: Row, **more: Any) -> tuple[object, int]:
    found = _of(*rows, **more).get("majors.repeated")
    return found.value, found.n


def test_the_same_kind_of_cause_within_a_year_is_repeated() -> None:
    """The later of two is repeated, the first is not, and one of another kind is not."""
    rows = [_major(STARTED - timedelta(days=90), "power"), _major(STARTED, "power")]
    other = _major(STARTED + timedelta(days=1), "release")
    assert _repeated(*rows, other) == (1, 2)
    assert _of(*rows).get("majors.repeated", "2026-07").value == 0


def test_the_last_of_three_is_repeated_by_the_second() -> None:
    """The first lies too long ago for the third, the second does not."""
    first, second = STARTED - timedelta(days=600), STARTED - timedelta(days=300)
    assert _repeated(_major(first, "power"), _major(second, "power"), _major(STARTED, "power")) == (1, 1)


def test_twelve_months_reach_to_the_same_hour_a_year_before() -> None:
    """To the minute on the account's clock, though London's hour was another on the day of a change of clocks."""
    london = ZoneInfo("Europe/London")
    started = datetime(2026, 10, 25, 12, tzinfo=london)  # winter time; a year before it began on 26 October
    before = datetime(2025, 10, 25, 12, tzinfo=london)
    assert (started - before.astimezone(UTC)) == timedelta(days=365, hours=1)
    rows = [_major(started.astimezone(UTC), "power"), _major(before.astimezone(UTC), "power")]
    assert _repeated(*rows, zone="Europe/London") == (1, 1)
    earlier = _major((before - timedelta(minutes=1)).astimezone(UTC), "power")
    assert _repeated(rows[0], earlier, zone="Europe/London") == (0, 1)


def test_without_a_kind_of_cause_the_problem_record_tells() -> None:
    """It does so for the later one only: an earlier one of the same problem may have a kind of cause."""
    before = _major(STARTED - timedelta(days=90), "power", "PRB1")
    assert _repeated(before, _major(STARTED, "", "PRB1")) == (1, 1)
    assert _repeated(before, _major(STARTED, "release", "PRB1")) == (0, 1)


def test_two_that_start_at_once_do_not_repeat_each_other() -> None:
    """Neither is earlier; both repeat one before them."""
    rows = [_major(STARTED, "power"), _major(STARTED, "power") | {"id": "2"}]
    assert _repeated(*rows) == (0, 2)
    assert _repeated(*rows, _major(STARTED - timedelta(hours=1), "power")) == (2, 3)


def test_another_account_repeats_nothing() -> None:
    """The same kind of cause at another customer is not the customer's."""
    assert _repeated(_major(STARTED - timedelta(days=9), "power", account="B"), _major(STARTED, "power")) == (0, 1)


def test_majors_without_a_cause_are_not_judged() -> None:
    """Where major incidents started and none tells its cause, nobody knows; where none started, none is repeated."""
    found = _of(_major(STARTED))
    assert found.get("majors.repeated").value == Missing("neither kinds of causes nor problem records are recorded")
    assert found.get("majors.repeated", "2026-09").value == 0
    assert _repeated(_major(STARTED), _major(STARTED + timedelta(days=1), "power")) == (0, 1)


def test_nothing_after_the_end_of_the_data_counts() -> None:
    """On 13 October, the second of two has not started."""
    rows = [_major(STARTED - timedelta(days=9), "power"), _major(STARTED, "power")]
    assert _repeated(*rows, as_of=STARTED) == (0, 1)
