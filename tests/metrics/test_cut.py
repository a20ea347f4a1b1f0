from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from drawn_project import DrawnProject, blank, draw

from reviewgen.config import Account, Targets
from reviewgen.cut import cut
from reviewgen.metrics import compute, shard_of
from reviewgen.model import Clock
from reviewgen.records import Evidence

AS_OF = datetime(2026, 11, 2, tzinfo=UTC)


def _evidence(project: DrawnProject) -> dict[str, Evidence]:
    return cut(shard_of(project.tables(), project.reviews(), project.as_of))


def _of(rows: dict[str, tuple[dict[str, object], ...]], **account: object) -> Evidence:
    one = Account.model_validate({"id": "A", "name": "A"} | account)
    return _evidence(DrawnProject((one,), ("2026-10",), AS_OF, rows))["A"]


def _ticket(**values: object) -> dict[str, object]:
    return blank("tickets", account="A", id="1", **values)


@pytest.mark.parametrize("seed", range(4))
def test_an_account_gets_its_own_rows_and_no_others(seed: int) -> None:
    """Every row handed out is one of the account's, and the other accounts' rows change nothing."""
    project = draw(random.Random(seed), tickets=100, others=30)
    together = _evidence(project)
    for account, name in zip(project.accounts, project.reviewed, strict=True):
        found = together[account.id]
        for table in ("tickets", "majors", "actions", "surveys"):
            own = {row["id"] for row in project.rows.get(table, ()) if row["account"] == account.id}
            assert {record.id for record in getattr(found, table)} <= own
        assert _evidence(replace(project, accounts=(account,), reviewed=(name,)))[account.id] == found


@pytest.mark.parametrize("seed", range(4))
def test_the_digest_of_rows_does_not_depend_on_their_order(seed: int) -> None:
    """Shuffled rows have the same digests, and as many."""
    project = draw(random.Random(seed), tickets=60, others=20)
    shuffled = {name: random.Random(seed).sample(rows, len(rows)) for name, rows in project.rows.items()}
    ours, theirs = _evidence(project), _evidence(project.with_rows(shuffled))
    assert {name: found.inputs for name, found in ours.items()} == {
        name: found.inputs for name, found in theirs.items()
    }


def test_the_digest_of_rows_changes_with_any_value() -> None:
    """One letter of one row makes another digest."""
    digests = {
        _of({"tickets": (_ticket(opened_at=AS_OF.replace(month=10), **{column: note}),)}).inputs[0].sha256
        for column in ("title", "internal_note")
        for note in ("a", "b")
    }
    assert len(digests) == 3, "the note is for us only: whatever it says, the digest is that of the row without it"


def test_a_table_without_a_row_of_any_chosen_account_is_no_input() -> None:
    """A source may hold nothing for the accounts that are built: there is nothing to cut."""
    found = _of({"tickets": (_ticket(opened_at=AS_OF.replace(month=10)),), "surveys": ()})
    assert [one.table for one in found.inputs] == ["tickets"]
    assert found.surveys == ()


def test_tickets_that_lasted_into_the_period_are_evidence() -> None:
    """Opened before and open at its start, or closed in it: evidence. Ended before, or opened after: not."""
    september, october = datetime(2026, 9, 20, tzinfo=UTC), datetime(2026, 10, 9, tzinfo=UTC)
    rows = (
        _ticket(opened_at=september) | {"id": "still open"},
        _ticket(opened_at=september, resolved_at=september, closed_at=october) | {"id": "closed in it"},
        _ticket(opened_at=september, resolved_at=september, closed_at=september) | {"id": "ended before"},
        _ticket(opened_at=datetime(2026, 11, 1, tzinfo=UTC)) | {"id": "opened after"},
    )
    assert [ticket.id for ticket in _of({"tickets": rows}).tickets] == ["still open", "closed in it"]


def test_times_are_in_the_zone_of_the_account() -> None:
    """The reader sees the time on their own clock."""
    found = _of({"tickets": (_ticket(opened_at=datetime(2026, 10, 9, tzinfo=UTC)),)}, zone="Asia/Kolkata")
    assert found.tickets[0].opened_at.isoformat() == "2026-10-09T05:30:00+05:30"


def test_missing_values_are_none_and_days_are_dates() -> None:
    """No NaT, NaN or timestamp leaves the frames."""
    action = blank("actions", account="A", id="1", side="ours", agreed_on=date(2026, 10, 1))
    found = _of({"actions": (action,)}).actions[0]
    assert (type(found.agreed_on), found.agreed_on) == (date, date(2026, 10, 1))
    assert (found.due_on, found.redate_count, found.closed_on) == (None, None, None)


def test_a_clock_is_told_with_its_hours_and_promise() -> None:
    """A ticket carries the outcome of a clock that was decided in the period, and what decided it."""
    opened = datetime(2026, 10, 9, tzinfo=UTC)
    ticket = _ticket(opened_at=opened, resolved_at=opened.replace(hour=5), priority="P1")
    found = _of({"tickets": (ticket,)}, targets=Targets(resolution_hours={"P1": 4}))
    clock = found.tickets[0].resolution
    assert (clock.outcome, clock.near_miss, clock.hours, clock.limit) == ("breached", False, 5.0, 4.0)
    assert (clock.state, clock.started_at, clock.due_at) == ("breached", opened, opened.replace(hour=4))
    assert (clock.stopped_at, clock.elapsed_hours, clock.hold_hours) == (opened.replace(hour=5), 5.0, 0.0)
    assert found.tickets[0].response == Clock("", False, None, None)
    assert dict(found.basis) == {"response": "none", "resolution": "targets"}


@pytest.mark.parametrize("seed", range(8))
def test_the_clocks_in_evidence_are_those_that_figures_count(seed: int) -> None:
    """For each clock, as many tickets of the evidence are breached, and near misses, as the figures say."""
    project = draw(random.Random(seed), tickets=300, others=10)
    shard = shard_of(project.tables(), project.reviews(), project.as_of)
    found, evidence = compute(shard, project.reviews(), project.as_of).figures, cut(shard)
    for account, figures in found.items():
        for clock in ("response", "resolution"):
            clocks = [getattr(ticket, clock) for ticket in evidence[account].tickets]
            breached, near = sum(one.outcome == "breached" for one in clocks), sum(one.near_miss for one in clocks)
            assert breached == (figures.get("sla.breaches", clock=clock).number or 0)
            assert near == (figures.get("sla.near_misses", clock=clock).number or 0)


def test_a_ticket_answered_in_the_period_after_it_ended_is_evidence() -> None:
    """Its clock counts in the period, so the ticket is there to be looked up."""
    august, october = datetime(2026, 8, 9, tzinfo=UTC), datetime(2026, 10, 9, tzinfo=UTC)
    row = _ticket(opened_at=august, resolved_at=august, closed_at=august, first_response_at=october)
    found = _of({"tickets": (row | {"sla_response": "breached"},)})
    assert [ticket.response.outcome for ticket in found.tickets] == ["breached"]


def test_a_ticket_resolved_after_as_of_is_open_in_evidence() -> None:
    """Nothing tells that it ended: neither times, state, verdict nor note."""
    opened, later = datetime(2026, 10, 9, tzinfo=UTC), datetime(2026, 11, 9, tzinfo=UTC)
    told = {"state": "closed", "state_name": "Closed", "sla_resolution": "met", "resolution_note": "Replaced."}
    row = _ticket(opened_at=opened, first_response_at=opened, resolved_at=later, closed_at=later) | told
    ticket = _of({"tickets": (row,)}).tickets[0]
    assert (ticket.first_response_at, ticket.resolved_at, ticket.closed_at) == (opened, None, None)
    assert (ticket.state, ticket.sla_resolution, ticket.resolution_note) == ("", "", "")
    assert ticket.resolution == Clock("", False, None, None)


def test_what_ended_after_as_of_has_not_ended_in_evidence() -> None:
    """A major lasts, an action is open, a survey is not answered; rows that begin later are not there."""
    october, later = datetime(2026, 10, 9, tzinfo=UTC), datetime(2026, 11, 9, tzinfo=UTC)
    both = {"account": "A", "id": "1"}
    found = _of(
        {
            "majors": (
                blank("majors", **both, started_at=october, ended_at=later),
                blank("majors", account="A", id="2", started_at=later),
            ),
            "actions": (
                blank("actions", **both, side="ours", agreed_on=october.date(), closed_on=later.date(), state="done"),
            ),
            "surveys": (
                blank("surveys", **both, kind="csat", sent_at=october, answered_at=later, score=1.0, comment="No"),
            ),
        }
    )
    assert [(major.id, major.ended_at) for major in found.majors] == [("1", None)]
    assert [(action.closed_on, action.state) for action in found.actions] == [(None, "open")]
    assert [(survey.answered_at, survey.score, survey.comment) for survey in found.surveys] == [(None, None, "")]


def test_rows_after_as_of_are_still_inputs() -> None:
    """The digest covers what was read, not what was known at as_of."""
    later = datetime(2026, 11, 9, tzinfo=UTC)
    rows = (_ticket(opened_at=AS_OF.replace(month=10)), _ticket(opened_at=later) | {"id": "2"})
    assert [(one.table, one.rows) for one in _of({"tickets": rows}).inputs] == [("tickets", 2)]
