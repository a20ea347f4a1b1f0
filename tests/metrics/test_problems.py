from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import Any

import pytest
from drawn_project import DrawnProject, Row, blank, draw

from reviewgen import metrics
from reviewgen.config import Account
from reviewgen.metrics import Figures, problems, sourceless
from reviewgen.model import Missing

AS_OF = datetime(2026, 11, 2, 6, tzinfo=UTC)
OLD = blank("tickets", account="A", id="old", opened_at=datetime(2024, 1, 1, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute the figures of this domain alone."""
    monkeypatch.setattr(metrics, "DOMAINS", (problems,))


def _at(day: int, month: int = 10, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


SEPTEMBER = _at(5, 9)


def _problem(name: str, opened: datetime = SEPTEMBER, closed: datetime | None = None, **values: Any) -> Row:
    return blank("problems", account="A", id=name, opened_at=opened, closed_at=closed, **values)


def _figures(*rows: Row, as_of: datetime = AS_OF, zone: str = "UTC") -> Figures:
    account = Account(id="A", name="A", zone=zone)
    return DrawnProject((account,), ("2026-10",), as_of, {"tickets": (OLD,), "problems": rows}).figures()["A"]


def _values(found: Figures, *names: str, period: str | None = None) -> list[object]:
    return [found.get(f"problems.{name}", period).value for name in names]


def test_open_problems_are_those_at_the_end_of_the_period() -> None:
    """Closed at the very end is still open in the period, and closed in the next."""
    found = _figures(_problem("1"), _problem("2", closed=_at(1, 11)), _problem("3", closed=_at(20)))
    assert _values(found, "open", "opened", "closed") == [2, 0, 1]
    assert _values(found, "open", "opened", "closed", "queue", period="2026-09") == [3, 3, 0, 0]


def test_the_queue_is_closed_per_opened() -> None:
    """Two closed and one opened; without one opened there is no ratio."""
    found = _figures(_problem("1", closed=_at(3)), _problem("2", closed=_at(4)), _problem("3", _at(6)))
    assert (found.get("problems.queue").value, found.get("problems.queue").n) == (2, 1)
    assert _values(found, "queue", period="2026-08") == [Missing("no problems were opened")]


def test_an_analysis_is_in_time_on_the_promised_day() -> None:
    """On the day is in time, the day after and never are not; one promised for another month is not due."""
    due = date(2026, 10, 20)
    found = _figures(
        _problem("1", rca_due_on=due, rca_done_on=due),
        _problem("2", rca_due_on=due, rca_done_on=date(2026, 10, 21)),
        _problem("3", rca_due_on=due),
        _problem("4", rca_due_on=date(2026, 10, 31), rca_done_on=date(2026, 10, 1)),
        _problem("5", rca_due_on=date(2026, 11, 1)),
    )
    assert _values(found, "rca_due", "rca_on_time") == [4, 50]
    assert _values(found, "rca_on_time", period="2026-09") == [Missing("no analyses were due")]


def test_an_analysis_is_overdue_until_it_is_delivered() -> None:
    """Promised for September: overdue at its end, and at that of October if it came later; not where it was closed."""
    due = date(2026, 9, 20)
    found = _figures(
        _problem("1", rca_due_on=due),
        _problem("2", rca_due_on=due, rca_done_on=date(2026, 10, 4)),
        _problem("3", rca_due_on=due, rca_done_on=date(2026, 11, 1)),
        _problem("4", rca_due_on=due, closed=_at(9)),
        _problem("5", rca_due_on=date(2026, 10, 31)),
        _problem("6", rca_due_on=date(2026, 11, 1)),
    )
    assert _values(found, "rca_overdue", period="2026-09") == [4]
    assert _values(found, "rca_overdue") == [3]
    assert found.get("problems.rca_overdue").n == 5


def test_a_known_error_is_open_and_its_cause_is_known() -> None:
    """Three have a cause; that of one was delivered after the month, so two are known errors, one with a workaround."""
    found = _figures(
        _problem("1", cause="wear", workaround="restart"),
        _problem("2", cause="wear", rca_done_on=date(2026, 10, 31)),
        _problem("3", cause="wear", workaround="restart", rca_done_on=date(2026, 11, 1)),
        _problem("4", workaround="restart"),
        _problem("5", closed=_at(9), cause="wear", workaround="restart"),
    )
    assert _values(found, "known_errors", "workaround") == [2, 50]
    assert found.get("problems.workaround").n == 2


def test_without_a_known_error_there_is_no_share() -> None:
    """No cause of an open one is known: no known error, and no share that has a workaround."""
    found = _figures(_problem("1", workaround="restart"), _problem("2", closed=_at(9), cause="wear"))
    assert _values(found, "known_errors", "workaround") == [0, Missing("no known errors")]


UNPROMISED = Missing("no problem record has a promised day for its analysis")
CAUSELESS = Missing("no problem record names its cause")


def test_what_no_record_tells_of_is_no_zero() -> None:
    """Without any promised day, cause or workaround nobody knows whether one is due, overdue or known."""
    found = _figures(_problem("1"), _problem("2", closed=_at(9)))
    assert _values(found, "rca_due", "rca_on_time", "rca_overdue") == [UNPROMISED] * 3
    assert _values(found, "known_errors", "workaround") == [CAUSELESS] * 2
    assert _values(found, "fix_overdue") == [Missing("no problem record has a promised day for its permanent fix")]
    assert _values(found, "open", "opened", "closed") == [1, 0, 1]


def test_known_errors_none_of_which_tells_of_a_workaround_have_no_share() -> None:
    """That none of them has one is not known where no record ever names one."""
    found = _figures(_problem("1", cause="wear"))
    assert _values(found, "known_errors", "workaround") == [1, Missing("no problem record has a workaround")]
    found = _figures(_problem("1", cause="wear"), _problem("2", closed=_at(9), workaround="restart"))
    assert _values(found, "workaround") == [0]


def test_what_one_record_tells_of_is_a_zero_for_the_others() -> None:
    """A promise of a year ago, a cause and a fix of a closed record tell that they are recorded."""
    day = date(2026, 9, 1)
    told = _problem("old", closed=_at(9), rca_due_on=day, rca_done_on=day, fix_due_on=day, cause="wear")
    found = _figures(told, _problem("1"))
    assert _values(found, "rca_due", "rca_overdue", "known_errors", "fix_overdue") == [0, 0, 0, 0]


def test_without_a_record_nothing_is_due() -> None:
    """Where there is none at all, none is overdue."""
    assert _values(_figures(), "rca_due", "rca_overdue", "known_errors", "fix_overdue") == [0, 0, 0, 0]


def test_a_fix_is_overdue_the_day_after() -> None:
    """Promised for the last day of the month: overdue at its end; for the day after: not yet."""
    last, next_day = date(2026, 10, 31), date(2026, 11, 1)
    found = _figures(
        _problem("1", fix_due_on=last),
        _problem("2", fix_due_on=next_day),
        _problem("3", fix_due_on=last, closed=_at(9)),
    )
    assert _values(found, "fix_overdue") == [1]
    assert _values(found, "fix_overdue", period="2026-09") == [0]


def test_nothing_after_the_end_of_the_data_counts() -> None:
    """On 10 October, what is opened, closed, delivered or due later has not been."""
    found = _figures(
        _problem("1", closed=_at(20)),
        _problem("2", _at(20)),
        _problem("3", rca_due_on=date(2026, 10, 5), rca_done_on=date(2026, 10, 12), cause="wear"),
        _problem("4", rca_due_on=date(2026, 10, 10), fix_due_on=date(2026, 10, 10)),
        as_of=_at(10),
    )
    assert _values(found, "open", "opened", "closed", "rca_due", "rca_overdue") == [3, 0, 0, 1, 1]
    assert _values(found, "known_errors", "fix_overdue") == [0, 0]


def test_days_are_those_of_the_account() -> None:
    """At six in the morning UTC it is still the first of November in Honolulu: what was due on it is not overdue."""
    row = _problem("1", fix_due_on=date(2026, 10, 31), rca_due_on=date(2026, 11, 1))
    found = _figures(row, as_of=datetime(2026, 11, 1, 6, tzinfo=UTC), zone="Pacific/Honolulu")
    assert _values(found, "fix_overdue", "rca_overdue") == [0, 0]


def test_no_problems_is_a_zero_once_there_are_tickets() -> None:
    """An account that is served and has no problem record has none open; without a source nobody knows."""
    assert _values(_figures(), "open", "rca_due") == [0, 0]
    found = DrawnProject((Account(id="A", name="A"),), ("2026-10",), AS_OF, {"tickets": (OLD,)}).figures()["A"]
    assert _values(found, "open", "queue") == [sourceless("problems")] * 2


def test_before_the_first_data_nothing_is_known() -> None:
    """Without tickets, the first problem record is the first data."""
    rows = {"problems": (_problem("1", _at(5)),)}
    found = DrawnProject((Account(id="A", name="A"),), ("2026-10",), AS_OF, rows).figures()["A"]
    assert _values(found, "open", period="2026-09") == [Missing("before the first data")]
    assert _values(found, "open") == [1]


@pytest.mark.parametrize("seed", range(4))
def test_open_problems_are_those_before_and_opened_less_closed(seed: int) -> None:
    """From period to period, as long as none is closed before it is opened."""
    project = draw(random.Random(seed), tickets=20, others=80)
    rows = [
        row for row in project.rows.get("problems", ()) if not row["closed_at"] or row["closed_at"] > row["opened_at"]
    ]
    for found in project.with_rows({**project.rows, "problems": rows}).figures().values():
        for before, period in zip(found.chain, found.chain[1:], strict=False):
            held = [found.get("problems.open", before).number]
            held += [found.get(f"problems.{name}", period).number for name in ("opened", "closed", "open")]
            if None not in held:
                first, new, gone, last = (number or 0 for number in held)
                assert first + new - gone == last
