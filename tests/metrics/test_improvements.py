from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from drawn_project import DrawnProject, blank

from reviewgen.config import Account
from reviewgen.metrics import Figures, sourceless
from reviewgen.model import Missing

AS_OF = datetime(2026, 11, 2, 6, tzinfo=UTC)
PERIODS = ("2026-08", "2026-09", "2026-10")


def figures(table: str, *rows: dict[str, Any]) -> Figures:
    """Return the figures of October 2026 with these rows and nothing else."""
    given = tuple(blank(table, account="A", id=str(number), title="T", **one) for number, one in enumerate(rows))
    return DrawnProject((Account(id="A", name="A"),), ("2026-10",), AS_OF, {table: given}).figures()["A"]


def values(found: Figures, metric: str) -> list[float | Missing]:
    """Return the values of the last three periods."""
    return [found.get(metric, period).value for period in PERIODS]


def test_improvements_are_open_from_their_proposal_until_they_are_done() -> None:
    """Two proposed in August, one of which is done on the last day of September; another one in October."""
    found = figures(
        "improvements",
        {"raised_on": date(2026, 8, 31), "done_on": date(2026, 9, 30)},
        {"raised_on": date(2026, 8, 1), "agreed_on": date(2026, 9, 1)},
        {"raised_on": date(2026, 10, 31)},
    )
    assert values(found, "improvements.open") == [2, 1, 2]
    assert values(found, "improvements.done") == [0, 1, 0]
    assert found.get("improvements.open", "2026-07").value == Missing("before the first data")


def test_an_improvement_is_overdue_when_its_day_has_passed() -> None:
    """Promised for 30 September: overdue at its end. Not so one for 1 October, one that is done, one without a day."""
    found = figures(
        "improvements",
        {"raised_on": date(2026, 8, 1), "due_on": date(2026, 9, 30)},
        {"raised_on": date(2026, 8, 1), "due_on": date(2026, 10, 1)},
        {"raised_on": date(2026, 8, 1), "due_on": date(2026, 9, 1), "done_on": date(2026, 9, 29)},
        {"raised_on": date(2026, 8, 1)},
    )
    assert values(found, "improvements.overdue") == [0, 1, 2]


def test_without_a_promised_day_no_improvement_can_be_called_in_time() -> None:
    """Where no improvement has a day, none overdue is no zero; where a done one had, it is."""
    begun = {"raised_on": date(2026, 8, 1)}
    unpromised = Missing("no improvement has a promised day")
    assert values(figures("improvements", begun), "improvements.overdue") == [unpromised] * 3
    done = begun | {"due_on": date(2026, 8, 9), "done_on": date(2026, 8, 8)}
    assert values(figures("improvements", begun, done), "improvements.overdue") == [0, 0, 0]


def test_an_improvement_done_after_as_of_is_open() -> None:
    """Nobody knows of it yet."""
    found = figures("improvements", {"raised_on": date(2026, 8, 1), "done_on": date(2026, 11, 5)})
    assert values(found, "improvements.open") == [1, 1, 1]


def test_requirements_are_open_until_they_are_decided() -> None:
    """Raised in August, decided on 1 October: undecided at the end of September."""
    found = figures(
        "requirements",
        {"raised_on": date(2026, 8, 5), "decided_on": date(2026, 10, 1)},
        {"raised_on": date(2026, 10, 5)},
    )
    assert values(found, "requirements.open") == [1, 1, 1]
    assert found.get("improvements.open").value == sourceless("improvements")
