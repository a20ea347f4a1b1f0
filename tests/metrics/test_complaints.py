from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from drawn_project import DrawnProject, blank

from reviewgen.config import Account
from reviewgen.metrics import Figures
from reviewgen.model import Missing

AS_OF = datetime(2026, 11, 10, 12, tzinfo=UTC)
NAMES = ("count", "open", "overdue", "on_time")


def _day(month: int, day: int) -> date:
    return date(2026, month, day)


def _row(number: int, received: date, due: date | None = None, answered: date | None = None, **more: Any) -> Any:
    days = {"received_on": received, "answer_due_on": due, "answered_on": answered}
    return blank("complaints", **({"account": "A", "id": f"C{number}", "title": "x"} | days | more))


def _found(*days: tuple[date | None, ...], as_of: datetime = AS_OF) -> Figures:
    """The figures of October of account A; each complaint as received, due, answered."""
    ticket = blank("tickets", account="A", id="1", opened_at=datetime(2024, 1, 1, tzinfo=UTC))
    rows = tuple(_row(number, *one) for number, one in enumerate(days))  # type: ignore[arg-type]
    tables = {"tickets": (ticket,), "complaints": rows}
    return DrawnProject((Account(id="A", name="A"),), ("2026-10",), as_of, tables).figures()["A"]


def _values(found: Figures, period: str = "2026-10") -> list[object]:
    return [found.get(f"complaints.{name}", period).value for name in NAMES]


def test_a_complaint_is_open_until_the_day_of_its_answer() -> None:
    """Answered in November it is open at the end of October; answered on 31 October it is not."""
    found = _found((_day(9, 20), None, _day(11, 1)), (_day(10, 5), None, _day(10, 31)), (_day(10, 31), _day(11, 9)))
    assert _values(found)[:3] == [2, 2, 0]
    assert _values(found, "2026-09")[:2] == [1, 1]


def test_an_open_complaint_is_overdue_when_its_day_has_passed() -> None:
    """Due on 31 October it is overdue at the end of the month; due on 1 November it is not."""
    found = _found((_day(10, 1), _day(10, 31)), (_day(10, 1), _day(11, 1)), (_day(10, 1), None))
    assert _values(found)[1:3] == [3, 1]


def test_a_day_that_is_not_over_has_not_passed() -> None:
    """With the data of noon on 20 October, a complaint due that day is neither overdue nor counted as due."""
    found = _found(
        (_day(10, 1), _day(10, 20)), (_day(10, 1), _day(10, 19)), as_of=datetime(2026, 10, 20, 12, tzinfo=UTC)
    )
    assert _values(found) == [2, 2, 1, 0]
    assert found.get("complaints.on_time").n == 1


def test_in_time_is_by_the_day_it_was_promised_for() -> None:
    """On the day and before it, whenever the complaint came; late or not at all is not in time."""
    found = _found(
        (_day(9, 25), _day(10, 5), _day(10, 5)),
        (_day(10, 1), _day(10, 9), _day(10, 2)),
        (_day(10, 1), _day(10, 9), _day(10, 10)),
        (_day(10, 1), _day(10, 9)),
        (_day(10, 1), _day(11, 2), _day(10, 30)),
    )
    figure = found.get("complaints.on_time")
    assert (figure.value, figure.n) == (50, 4)


def test_an_answer_after_the_state_of_the_data_is_unknown() -> None:
    """The complaint is open, and late."""
    found = _found((_day(10, 1), _day(10, 9), _day(11, 11)))
    assert _values(found) == [1, 1, 1, 0]


def test_without_a_promised_day_nobody_knows_what_is_overdue() -> None:
    """Where no complaint of the account ever had one, none overdue is no zero; where an old one had, it is."""
    unpromised = Missing("no complaint has a promised day for its answer")
    assert _values(_found((_day(10, 5),))) == [1, 1, unpromised, unpromised]
    found = _found((_day(10, 5),), (_day(8, 1), _day(8, 5), _day(8, 4)))
    assert _values(found) == [1, 1, 0, Missing("no answers to complaints were due")]


def test_without_answers_due_there_is_no_share() -> None:
    """No complaint at all is zero complaints, and no share of them."""
    assert _values(_found()) == [0, 0, 0, Missing("no answers to complaints were due")]


@pytest.mark.parametrize("seed", range(3))
def test_figures_are_those_of_the_accounts_own_rows(seed: int) -> None:
    """Counted row by row, in every period, with another account in the same table or without it."""
    dice = random.Random(seed)

    def day() -> date:
        return date(2026, 8, 15) + timedelta(days=dice.randint(0, 110))

    rows = [
        _row(number, day(), dice.choice((None, day())), dice.choice((None, day())), account=dice.choice("AB"))
        for number in range(120)
    ]
    both = tuple(Account(id=name, name=name, zone=zone) for name, zone in (("A", "Asia/Kolkata"), ("B", "UTC")))
    found = DrawnProject(both, ("2026-10", "2026-Q4"), AS_OF, {"complaints": tuple(rows)}).figures()["A"]
    own = [row for row in rows if row["account"] == "A"]
    alone = DrawnProject(both[:1], ("2026-10",), AS_OF, {"complaints": tuple(own)}).figures()["A"]
    assert list(found) == list(alone)
    for first, end in ((date(2026, 9, 1), date(2026, 10, 1)), (date(2026, 10, 1), date(2026, 11, 1))):
        open_ = [
            row
            for row in own
            if row["received_on"] < end
            and (row["answered_on"] is None or row["answered_on"] >= end)
            and not (row["answered_on"] and row["answered_on"] < row["received_on"])
        ]
        known = [row for row in own if row["received_on"] <= AS_OF.date()]
        due = [row for row in known if row["answer_due_on"] and first <= row["answer_due_on"] < end]
        kept = [row for row in due if row["answered_on"] and row["answered_on"] <= row["answer_due_on"]]
        late = [row for row in open_ if row["answer_due_on"] and row["answer_due_on"] < end]
        received = [row for row in own if first <= row["received_on"] < end]
        wanted = [len(received), len(open_), len(late), pytest.approx(100 * len(kept) / len(due))]
        assert _values(found, f"{first:%Y-%m}") == wanted
