from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from drawn_project import DrawnProject, Row, blank

from reviewgen import periods
from reviewgen.config import Account
from reviewgen.cut import Origins
from reviewgen.metrics import Figures, Review, compute, shard_of
from reviewgen.metrics.tickets import SILENT_DAYS
from reviewgen.model import Missing

AS_OF = datetime(2026, 11, 10, 12, tzinfo=UTC)
END = datetime(2026, 11, 1, tzinfo=UTC)
DAY = timedelta(days=1)
UNRECORDED = Missing("no activity of the open tickets is recorded")


def _ticket(number: int, days: float, update: float | None = None, **more: Any) -> Row:
    """An open ticket, opened and updated so many days before the end of October."""
    updated = None if update is None else END - update * DAY
    usual = {"account": "A", "id": str(number), "state": "in_progress", "type": "incident"}
    return blank("tickets", **(usual | {"opened_at": END - days * DAY, "updated_at": updated} | more))


def _event(ticket: str, days: float) -> Row:
    return blank("ticket_events", account="A", ticket=ticket, at=END - days * DAY, state="in_progress")


def _project(*tickets: Row, events: tuple[Row, ...] = (), as_of: datetime = AS_OF, **findings: float) -> DrawnProject:
    account = Account(id="A", name="A", findings=findings)
    return DrawnProject((account,), ("2026-10",), as_of, {"tickets": tickets, "ticket_events": events})


def _found(*tickets: Row, **more: Any) -> Figures:
    return _project(*tickets, **more).figures()["A"]


def _silent(*tickets: Row, **more: Any) -> tuple[object, int]:
    figure = _found(*tickets, **more).get("tickets.silent")
    return figure.value, figure.n


def test_a_ticket_is_silent_after_more_than_fourteen_days() -> None:
    """To the moment: exactly fourteen days are not too many."""
    name, days = SILENT_DAYS
    assert [name, days] == ["silent_days", 14]
    assert _silent(_ticket(1, 40, 14), _ticket(2, 40, 14.001), _ticket(3, 40, 13)) == (1, 3)


def test_the_account_sets_the_days() -> None:
    """With a limit of five days, six are too many."""
    assert _silent(_ticket(1, 40, 6), _ticket(2, 40, 4), silent_days=5) == (1, 2)


def test_every_recorded_moment_breaks_the_silence() -> None:
    """The opening, the first response, an update, a change of state: whichever is last."""
    assert _silent(_ticket(1, 3, 3)) == (0, 1)
    assert _silent(_ticket(1, 40, 30, first_response_at=END - 3 * DAY)) == (0, 1)
    assert _silent(_ticket(1, 40, 30), events=(_event("1", 3),)) == (0, 1)
    assert _silent(_ticket(1, 40, 30), events=(_event("1", 20), _event("1", 35))) == (1, 1)


def test_only_tickets_open_at_the_end_are_looked_at() -> None:
    """One resolved in time is not silent; one resolved a day later was open, and silent."""
    done = _ticket(1, 40, 30, resolved_at=END - 20 * DAY, state="resolved")
    later = _ticket(2, 40, 30, resolved_at=END + DAY, state="resolved")
    assert _silent(done, later) == (1, 1)


def test_a_ticket_of_which_only_a_later_update_is_known_is_not_judged() -> None:
    """Nobody can tell what was recorded before the tool wrote over it, unless it was active shortly before."""
    assert _silent(_ticket(1, 40, -2), _ticket(2, 40, 20)) == (1, 1)
    assert _silent(_ticket(1, 40, -2), events=(_event("1", 3),)) == (0, 1)
    assert _silent(_ticket(1, 40, -2), events=(_event("1", 30),)) == (UNRECORDED, 0)


def test_without_recorded_activity_nothing_is_said() -> None:
    """An export without updates and events says when tickets were opened, and that is not silence."""
    assert _silent(_ticket(1, 40)) == (UNRECORDED, 0)
    assert _silent(_ticket(1, 40), events=(_event("1", 30),)) == (1, 1)


def test_no_open_ticket_is_silent_where_none_is_open() -> None:
    """That is known without any activity."""
    assert _silent(_ticket(1, 40, resolved_at=END - 20 * DAY, state="resolved")) == (0, 0)


def test_where_no_ticket_says_when_it_ended_nothing_is_open() -> None:
    """The reason is that of the backlog."""
    reason = Missing("neither resolution nor closing times are recorded")
    assert _silent(_ticket(1, 40, 20, state="closed")) == (reason, 0)


def test_silence_is_measured_to_the_state_of_the_data_in_a_period_that_runs() -> None:
    """On 20 October a ticket last updated on the 7th is not silent, one of the 5th is."""
    as_of = datetime(2026, 10, 20, tzinfo=UTC)
    assert _silent(_ticket(1, 40, 25), _ticket(2, 40, 27), as_of=as_of) == (1, 2)


def test_only_the_period_under_review_is_judged() -> None:
    """Of earlier ones the updates are written over."""
    found = _found(_ticket(1, 90, 14.5))
    assert {one.period for one in found if one.metric == "tickets.silent"} == {"2026-10"}


def test_the_rows_behind_it_are_the_tickets_that_were_judged() -> None:
    """Each with whether it is silent, beside the days that were set."""
    project = _project(_ticket(1, 40, 20), _ticket(2, 40, 3), _ticket(3, 40, -3), silent_days=10)
    reviews = project.reviews()
    computed = compute(shard_of(project.tables(), reviews, AS_OF), reviews, AS_OF)
    behind = Origins(computed, "A").behind(computed.figures["A"].get("tickets.silent"))
    assert (behind.ids, behind.values) == (("1", "2"), (1.0, 0.0))
    assert behind.given == (("days without a record", 10.0),)


def _asked(*people: str, days: float = 5, **more: Any) -> list[Row]:
    return [_ticket(number, days, requester=name, **more) for number, name in enumerate(people)]


def test_three_incidents_make_a_person_persistent() -> None:
    """Two do not, and incidents that nobody is named for do not either."""
    found = _found(*_asked("Ann", "Bo", "Ann", "", "", "", "Bo", "Ann", "Cy", "Cy", "Cy", "Cy"))
    figure = found.get("tickets.persistent")
    assert (figure.value, figure.n) == (2, 2)
    groups = found.split("tickets.by_requester", "requester")
    assert [(one.dimensions[0][1], one.value, one.n) for one in groups] == [("Ann", 3, 3), ("Cy", 4, 4)]


def test_only_incidents_opened_in_the_period_count() -> None:
    """A request and an incident of September are no third one; a ticket without a type may be an incident."""
    earlier = _ticket(8, 40, requester="Ann")
    found = _found(*_asked("Ann", "Ann"), _ticket(9, 2, requester="Ann", type="request"), earlier)
    assert found.get("tickets.persistent").value == 0
    assert found.split("tickets.by_requester", "requester") == []
    assert _found(*_asked("Ann", "Ann", "Ann", type="")).get("tickets.persistent").value == 1


def test_without_names_nobody_is_counted() -> None:
    """Zero would be a guess."""
    assert _found(*_asked("", "", "")).get("tickets.persistent").value == Missing("who asked is not recorded")


@pytest.mark.parametrize("seed", range(3))
def test_figures_are_those_of_the_accounts_own_rows(seed: int) -> None:
    """Counted row by row, with another account of the same names and numbers in the tables or without it."""
    dice = random.Random(seed)
    tickets, events = [], []
    for number in range(150):
        update = dice.choice((None, dice.uniform(-5, 30)))
        more = {"account": "AB"[number % 2], "requester": dice.choice(("", "Ann", "Bo", "Cy", "Di"))}
        tickets.append(_ticket(number // 2, dice.uniform(1, 40), update, **more))
        if dice.random() < 0.5:
            events.append(_event(str(number // 2), dice.uniform(-5, 30)) | {"account": more["account"]})
    both = tuple(Account(id=name, name=name, findings={"silent_days": days}) for name, days in (("A", 9), ("B", 3)))
    tables = {"tickets": tickets, "ticket_events": events}
    found = DrawnProject(both, ("2026-10",) * 2, AS_OF, {name: tuple(rows) for name, rows in tables.items()}).figures()
    own = {name: tuple(row for row in rows if row["account"] == "A") for name, rows in tables.items()}
    assert list(found["A"]) == list(DrawnProject(both[:1], ("2026-10",), AS_OF, own).figures()["A"])
    words = [
        _judged(row, [one["at"] for one in own["ticket_events"] if one["ticket"] == row["id"]])
        for row in own["tickets"]
    ]
    figure = found["A"].get("tickets.silent")
    assert (figure.value, figure.n) == (words.count("silent"), len(words) - words.count(""))
    asked = [row["requester"] for row in own["tickets"] if row["requester"] and row["opened_at"] >= END - 31 * DAY]
    often = {name: asked.count(name) for name in asked if asked.count(name) >= 3}
    assert found["A"].get("tickets.persistent").value == len(often)
    assert {one.dimensions[0][1]: one.value for one in found["A"].split("tickets.by_requester", "requester")} == often


def _judged(row: Row, events: list[datetime]) -> str:
    """Whether a ticket of account A is silent, by hand; nothing where that cannot be told."""
    updates = [*events, *([row["updated_at"]] if row["updated_at"] else [])]
    known = [moment for moment in (row["opened_at"], *updates) if moment < END]
    if not [moment for moment in updates if moment < AS_OF]:
        return ""
    if END - max(known) <= 9 * DAY:
        return "active"
    return "" if row["updated_at"] and row["updated_at"] >= END else "silent"


def test_the_review_can_be_of_any_period() -> None:
    """A quarter is judged at its end, as a month is."""
    account = Account(id="A", name="A")
    project = DrawnProject((account,), ("2026-Q3",), AS_OF, {"tickets": (_ticket(1, 90, 60),)})
    reviews = [Review(account, periods.parse("2026-Q3"))]
    figures = compute(shard_of(project.tables(), reviews, AS_OF), reviews, AS_OF).figures["A"]
    assert figures.get("tickets.silent").value == 1
