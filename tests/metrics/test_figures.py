from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from drawn_project import DrawnProject, blank

from reviewgen.config import Account, Targets
from reviewgen.metrics import Figures
from reviewgen.metrics.agreed import status_of
from reviewgen.model import Figure, Missing, Target


@pytest.mark.parametrize(
    ("value", "bound", "target", "unit", "status"),
    [
        (94.9, "at_least", 95, "%", "missed"),
        (95.0, "at_least", 95, "%", "at_risk"),
        (96.0, "at_least", 95, "%", "at_risk"),
        (96.1, "at_least", 95, "%", "met"),
        (100.0, "at_least", 100, "%", "met"),
        (4.0, "at_least", 4, "points", "met"),
        (60.1, "at_most", 60, "tickets", "missed"),
        (60.0, "at_most", 60, "tickets", "at_risk"),
        (48.0, "at_most", 60, "tickets", "at_risk"),
        (47.9, "at_most", 60, "tickets", "met"),
        (0.0, "at_most", 0, "tickets", "met"),
        (1.0, "at_most", 0, "tickets", "missed"),
    ],
)
def test_a_figure_is_judged_by_its_target(value: float, bound: Any, target: float, unit: str, status: str) -> None:
    """Beyond the target is missed; within it with 80 % of the allowance used is at risk; else met."""
    assert status_of(value, Target(bound, target), unit) == status


def test_a_missing_figure_with_a_target_is_not_measured() -> None:
    """No number is neither met nor missed."""
    assert status_of(Missing("no tickets"), Target("at_least", 95), "%") == "not_measured"


def test_a_figure_without_a_target_has_no_status() -> None:
    """Nothing was promised, so nothing is judged."""
    assert status_of(3.0, None, "tickets") is None


def _figures() -> Figures:
    keys = [
        ("sla.breaches", "2026-09", (("clock", "resolution"), ("priority", "P1"))),
        ("sla.breaches", "2026-10", (("clock", "resolution"),)),
        ("sla.breaches", "2026-10", (("clock", "resolution"), ("priority", "P1"))),
        ("sla.breaches", "2026-10", (("clock", "resolution"), ("priority", "P2"))),
        ("sla.breaches", "2026-10", (("clock", "response"), ("priority", "P1"))),
        ("tickets.flow", "2026-10", ()),
    ]
    found = {key: Figure(*key, float(number), 9, "tickets") for number, key in enumerate(keys)}
    found[keys[5]] = Figure(*keys[5], Missing("no tickets opened"), 0, "ratio", Target("at_least", 1.0), "not_measured")
    return Figures("CALDER", "2026-11-02T06:00:00+00:00", ("2026-09", "2026-10"), "2025-10", found)


def test_a_split_has_the_named_dimension_with_others_fixed() -> None:
    """Only figures of the period, with exactly these dimensions and the fixed value, in their order."""
    found = _figures().split("sla.breaches", "priority", clock="resolution")
    assert [(dict(figure.dimensions)["priority"], figure.value) for figure in found] == [("P1", 2.0), ("P2", 3.0)]


def test_a_split_of_another_period_is_found() -> None:
    """The period may be named."""
    found = _figures().split("sla.breaches", "priority", period="2026-09", clock="resolution")
    assert [figure.value for figure in found] == [0.0]


def test_a_history_has_a_figure_for_every_period_of_the_chain() -> None:
    """Oldest first; a period without the figure gives a missing one."""
    history = _figures().history("sla.breaches", clock="resolution")
    assert [figure.period for figure in history] == ["2026-09", "2026-10"]
    assert [figure.number for figure in history] == [None, 1.0]


def test_a_figure_that_does_not_exist_is_missing() -> None:
    """Asking for unknown dimensions is no error, and gives no number."""
    assert _figures().get("sla.breaches", clock="x").value == Missing("no data")


def test_the_json_of_figures_keeps_its_contract() -> None:
    """Every figure has the same ten keys: a number or the reason why there is none, and what was told before."""
    shown = _figures().as_json()
    assert list(shown) == ["account", "period", "as_of", "figures"]
    assert shown["figures"][-1] == {
        "metric": "tickets.flow",
        "period": "2026-10",
        "dimensions": {},
        "value": None,
        "missing": "no tickets opened",
        "n": 0,
        "unit": "ratio",
        "target": 1.0,
        "status": "not_measured",
        "told": None,
    }
    assert shown["figures"][1]["dimensions"] == {"clock": "resolution"}
    json.dumps(shown, allow_nan=False)


def test_the_json_of_chosen_metrics_has_no_others() -> None:
    """Naming a metric leaves the others out."""
    assert {one["metric"] for one in _figures().as_json(["tickets.flow"])["figures"]} == {"tickets.flow"}


def _account_with(targets: dict[str, Any], *tickets: dict[str, Any]) -> Figures:
    account = Account(id="A", name="A", targets=Targets.model_validate(targets))
    rows = tuple(blank("tickets", account="A", id=str(number)) | ticket for number, ticket in enumerate(tickets))
    project = DrawnProject((account,), ("2026-10",), datetime(2026, 11, 2, tzinfo=UTC), {"tickets": rows})
    return project.figures()["A"]


def _at(day: int, hour: int = 0) -> Any:
    return datetime(2026, 10, day, hour, tzinfo=UTC)


def test_the_target_of_a_priority_judges_that_priority_alone() -> None:
    """A target with a priority is held against the figure of that priority, in every period."""
    promised = {"figures": [{"metric": "tickets.backlog", "priority": "P1", "at_most": 0}]}
    found = _account_with(promised, {"opened_at": _at(3), "priority": "P1", "state": "new"})
    assert found.get("tickets.backlog", priority="P1").status == "missed"
    assert found.get("tickets.backlog").status is None


def test_promised_hours_without_recorded_times_are_named_as_the_reason() -> None:
    """Where hours are promised and no ticket says when it was answered, that is why nothing is measured."""
    found = _account_with({"response_hours": {"P1": 1}}, {"opened_at": _at(3), "priority": "P1"})
    assert found.get("sla.response").value == Missing("no response times are recorded")


def test_exactly_eighty_percent_of_the_promise_is_a_near_miss() -> None:
    """19.2 of 24 hours is a near miss, though 0.8 × 24 is a little more than 19.2 in binary."""
    ticket = {"opened_at": _at(3), "priority": "P2", "resolved_at": _at(3, 19).replace(minute=12)}
    found = _account_with({"resolution_hours": {"P2": 24}}, ticket)
    assert found.get("sla.near_misses", clock="resolution").value == 1.0


def test_the_same_month_last_year_knows_what_was_carried_into_it() -> None:
    """The oldest period of the history counts actions agreed before the period that precedes it."""
    action = blank("actions", account="A", id="1", side="ours", agreed_on=date(2025, 8, 31))
    account = Account(id="A", name="A")
    project = DrawnProject((account,), ("2026-10",), datetime(2026, 11, 2, tzinfo=UTC), {"actions": (action,)})
    assert project.figures()["A"].get("actions.carried", "2025-10").value == 1.0


def _of(rows: dict[str, tuple[dict[str, Any], ...]]) -> Figures:
    account = Account(id="A", name="A")
    return DrawnProject((account,), ("2026-10",), datetime(2026, 11, 2, tzinfo=UTC), rows).figures()["A"]


def test_an_old_action_makes_no_zeros_of_tickets() -> None:
    """Before the first ticket there is no number of tickets, though a promise was made earlier."""
    action = blank("actions", account="A", id="1", side="ours", agreed_on=date(2024, 5, 1))
    found = _of({"actions": (action,), "tickets": (blank("tickets", account="A", id="1", opened_at=_at(3)),)})
    assert found.get("tickets.opened", "2026-09").value == Missing("before the first data")
    assert found.get("tickets.opened").value == 1.0


def test_no_majors_is_a_zero_once_there_are_tickets() -> None:
    """An account that is served and has had no major incident has had none; before that, nobody knows."""
    ticket = blank("tickets", account="A", id="1", opened_at=_at(3).replace(month=8))
    found = _of({"majors": (), "tickets": (ticket,)})
    assert [found.get("majors.count", period).number for period in ("2026-07", "2026-08", "2026-10")] == [None, 0, 0]


def test_an_answer_given_after_as_of_is_no_answer() -> None:
    """A survey sent in the period and answered after as_of counts as sent, and as not answered."""
    later = datetime(2026, 11, 9, tzinfo=UTC)
    survey = blank("surveys", account="A", id="1", kind="csat", sent_at=_at(3), answered_at=later, score=5.0)
    found = _of({"surveys": (survey,)})
    assert (found.get("survey.response").value, found.get("survey.response").n) == (0.0, 1)


@pytest.mark.parametrize(
    ("scores", "follow_up", "value"),
    [
        ((1.0, 2.0), "", Missing("no answer says whether it was followed up")),
        ((1.0, 2.0), "Called", 1.0),
        ((4.0, 5.0), "", 0.0),
    ],
)
def test_follow_ups_are_missing_where_no_answer_tells_of_any(
    scores: tuple[float, ...], follow_up: str, value: float | Missing
) -> None:
    """Of answers that are unhappy; where none is, none waits. How many are unhappy is known all the same."""
    said = {"account": "A", "kind": "csat", "answered_at": _at(3)}
    rows = [blank("surveys", **said, id=str(number), score=score) for number, score in enumerate(scores)]
    rows[0]["follow_up"] = follow_up
    found = _of({"surveys": tuple(rows)})
    assert found.get("survey.unanswered").value == value
    assert found.get("survey.unhappy").value == sum(score < 3 for score in scores)


def test_a_verdict_given_after_as_of_decides_nothing() -> None:
    """The tool's verdict on a ticket resolved later was not known: it is no basis either."""
    later = datetime(2026, 11, 9, tzinfo=UTC)
    ticket = {"opened_at": _at(3), "resolved_at": later, "state": "resolved", "sla_resolution": "met", "priority": "P1"}
    early = {"opened_at": _at(3), "resolved_at": _at(4), "priority": "P1"}
    found = _account_with({"resolution_hours": {"P1": 4}}, ticket, early)
    assert found.get("tickets.backlog").value == 1.0
    assert (found.get("sla.breaches", clock="resolution").value, found.get("sla.resolution").n) == (2.0, 2)


def test_rows_that_begin_after_as_of_are_outside_the_period() -> None:
    """They are read, and not used."""
    rows = tuple(blank("tickets", account="A", id=str(day), opened_at=_at(day)) for day in (3, 4))
    later = blank("tickets", account="A", id="9", opened_at=datetime(2026, 11, 9, tzinfo=UTC))
    account = Account(id="A", name="A")
    project = DrawnProject((account,), ("2026-10",), datetime(2026, 11, 2, tzinfo=UTC), {"tickets": (*rows, later)})
    found = project.figures()["A"]
    assert [found.get(f"data.{name}", table="tickets").value for name in ("read", "used", "outside")] == [3, 2, 1]


@pytest.mark.parametrize("backwards", [False, True])
def test_events_of_one_minute_follow_the_order_of_states(backwards: bool) -> None:
    """In progress and resolved at once is a resolution, whichever row comes first: nothing was reopened."""
    states = ["in_progress", "resolved"]
    events = [blank("ticket_events", account="A", ticket="1", at=_at(4), state=state) for state in states]
    ticket = blank("tickets", account="A", id="1", opened_at=_at(3), resolved_at=_at(4))
    found = _of({"tickets": (ticket,), "ticket_events": tuple(events[::-1] if backwards else events)})
    assert found.get("tickets.reopened").value == 0.0


def test_recurring_tickets_are_those_of_the_recurring_groups() -> None:
    """Incidents of one problem are one group; those without are grouped by service and category, both known."""

    def three(prefix: str, **values: Any) -> list[dict[str, Any]]:
        return [blank("tickets", account="A", id=f"{prefix}{n}", opened_at=_at(3 + n), **values) for n in range(3)]

    rows = [
        *three("a", service="Desk", category="Mail"),
        *three("b", service="Desk", category="Mail", problem="PRB1"),
        *three("c", service="Desk"),
        *three("d", service="Desk", category="Print")[:2],
    ]
    found = _of({"tickets": tuple(rows)})
    assert found.get("tickets.recurrence").value == 2.0
    groups = found.split("tickets.recurring", "service", "category")
    assert [(dict(group.dimensions), group.value) for group in groups] == [
        ({"service": "Desk", "category": "Mail"}, 3.0)
    ]


UNGROUPED = Missing("no incident has a problem record, or a service and a category")


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({}, UNGROUPED),
        ({"service": "Desk"}, UNGROUPED),
        ({"service": "Desk", "category": "Mail"}, 0),
        ({"problem": "PRB1"}, 0),
        ({"type": "request"}, 0),
    ],
)
def test_what_no_incident_tells_of_does_not_recur_for_certain(values: dict[str, Any], count: float | Missing) -> None:
    """Where no incident of the account can be in a group, none recurring is no zero; without an incident it is."""
    others = [blank("tickets", account="A", id=str(day), opened_at=_at(day), type="request") for day in (3, 4)]
    found = _of({"tickets": (*others, blank("tickets", account="A", id="1", opened_at=_at(5), **values))})
    assert found.get("tickets.recurrence").value == count


UNDATED = Missing("no survey says when it was answered")


def test_answers_without_their_day_are_not_counted_as_none() -> None:
    """Scores of which nobody knows when they were given: neither answers nor unhappy ones are zero, nor is a share."""
    names = ("answers", "unhappy", "unanswered", "response", "csat")
    given = {"account": "A", "kind": "csat", "sent_at": _at(3), "score": 5.0}
    found = _of({"surveys": (blank("surveys", id="1", **given),)})
    assert [found.get(f"survey.{name}").value for name in names] == [UNDATED] * 5
    dated = blank("surveys", id="2", **given | {"sent_at": None, "answered_at": _at(3).replace(month=9)})
    found = _of({"surveys": (blank("surveys", id="1", **given), dated)})
    assert [found.get(f"survey.{name}").value for name in names] == [0, 0, 0, 0, Missing("no answers")]


def test_surveys_that_nobody_answered_have_no_answers() -> None:
    """Sent, and neither an answer nor its day recorded: none was answered."""
    found = _of({"surveys": (blank("surveys", account="A", id="1", kind="csat", sent_at=_at(3)),)})
    assert [found.get(f"survey.{name}").value for name in ("answers", "unhappy", "response")] == [0, 0, 0]


def test_answers_without_a_score_are_not_known_to_be_happy() -> None:
    """They are counted; whether any is unhappy nobody knows."""
    found = _of({"surveys": (blank("surveys", account="A", id="1", kind="csat", answered_at=_at(3)),)})
    assert found.get("survey.answers").value == 1
    unscored = Missing("no answer has a score")
    assert [found.get(f"survey.{name}").value for name in ("unhappy", "unanswered")] == [unscored] * 2


def test_actions_without_a_promised_day_are_not_known_to_be_in_time() -> None:
    """Of both sides: where no action of the account has a day, none due or overdue is no zero; where one has, it is."""
    actions = [
        blank("actions", account="A", id="1", side=side, agreed_on=date(2026, 9, 1)) for side in ("ours", "theirs")
    ]
    names, unpromised = ("due", "overdue", "on_time"), Missing("no action has a promised day")
    found = _of({"actions": tuple(actions)})
    for side in ({}, {"side": "ours"}, {"side": "theirs"}):
        assert [found.get(f"actions.{name}", **side).value for name in names] == [unpromised] * 3
    actions[0] |= {"due_on": date(2026, 12, 1)}
    found = _of({"actions": tuple(actions)})
    for side in ({}, {"side": "ours"}, {"side": "theirs"}):
        assert [found.get(f"actions.{name}", **side).value for name in names] == [0, 0, Missing("no actions were due")]


def test_the_target_of_a_metric_is_held_against_every_period() -> None:
    """The months of the history and the same month last year are judged alike."""
    found = _account_with(
        {"figures": [{"metric": "tickets.backlog", "at_most": 0}]}, {"opened_at": _at(3), "state": "new"}
    )
    periods = (*found.chain, found.last_year)
    statuses = {period: found.get("tickets.backlog", period).status for period in periods}
    assert statuses == dict.fromkeys(periods, "not_measured") | {"2026-10": "missed"}


def test_times_that_are_not_recorded_are_no_zeros() -> None:
    """Tickets that are closed without any time: nobody knows how many were resolved, closed, or open at an end."""
    found = _account_with({}, {"opened_at": _at(3), "state": "closed"})
    assert found.get("tickets.opened").value == 1.0
    assert found.get("tickets.resolved").value == Missing("no resolution times are recorded")
    assert found.get("tickets.closed").value == Missing("no closing times are recorded")
    assert found.get("tickets.backlog").value == Missing("neither resolution nor closing times are recorded")
    assert found.get("tickets.flow").value == Missing("no resolution times are recorded")


def test_an_open_ticket_alone_is_a_backlog_and_nothing_is_resolved() -> None:
    """Where every ticket has a state and none has ended, zero resolved is the truth."""
    found = _account_with({}, {"opened_at": _at(3), "state": "in_progress"})
    assert (found.get("tickets.resolved").value, found.get("tickets.backlog").value) == (0.0, 1.0)


def _promised_two_days(*tickets: dict[str, Any], period: str = "2026-10") -> Figures:
    account = Account(id="A", name="A", targets=Targets(resolution_hours={"P1": 48}))
    rows = tuple(blank("tickets", account="A", priority="P1", **ticket) for ticket in tickets)
    project = DrawnProject((account,), (period,), datetime(2026, 12, 20, tzinfo=UTC), {"tickets": rows})
    return project.figures()["A"]


def test_clocks_run_at_the_end_of_the_period_and_not_today() -> None:
    """A ticket of the last day of October ran then; one of December did not."""
    late, later = datetime(2026, 10, 31, 12, tzinfo=UTC), datetime(2026, 12, 19, tzinfo=UTC)
    found = _promised_two_days(
        {"id": "1", "opened_at": late, "resolved_at": late.replace(month=11, day=1)},
        {"id": "2", "opened_at": later},
    )
    assert found.get("sla.running", clock="resolution").value == 1


def test_a_ticket_closed_without_a_resolution_is_told_as_not_measured() -> None:
    """It stands in the period in which it was closed, with the reason."""
    opened = datetime(2026, 10, 5, tzinfo=UTC)
    found = _promised_two_days(
        {"id": "1", "opened_at": opened, "closed_at": opened.replace(day=6), "state": "closed"},
        {"id": "2", "opened_at": opened, "resolved_at": opened.replace(day=6), "state": "resolved"},
    )
    reasons = found.split("sla.unmeasured", "reason", clock="resolution")
    assert [(dict(one.dimensions)["reason"], one.value) for one in reasons] == [("no resolution time is recorded", 1)]
