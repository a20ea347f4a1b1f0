"""What single detectors know besides: days, sides, reasons, and the rows that are their evidence."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from typing import Any

import pytest
from detected import (
    CASES,
    analyses,
    at,
    backlog,
    changed,
    changes,
    complaint,
    complaints,
    ending,
    filling,
    from_person,
    green,
    highest,
    limited,
    near_misses,
    preventive,
    promised,
    recurring,
    repeated,
    returned,
    risk,
    row,
    slipped,
    spent,
    stale,
    used,
)
from reviewed import ZONE, action, case, figure, major, process, survey, ticket

from reviewgen.findings import DETECTORS, Case, detect
from reviewgen.model import Finding, Rule
from reviewgen.records import Capacity, Contract, Evidence
from reviewgen.wording import Wording

WORDS = Wording("en_GB")
DETECTOR = {detector.__name__: detector for detector in DETECTORS}


def only(detector: str, made: Case) -> Finding:
    """Return the one finding of a detector."""
    (found,) = DETECTOR[detector](made)
    return found


def said(finding: Finding) -> str:
    """Return title and detail."""
    return f"{WORDS.say(finding.title)} | {WORDS.say(finding.detail)}"


def with_rows(made: Case, **rows: tuple[Any, ...]) -> Case:
    """Return the case with other rows."""
    return dataclasses.replace(made, evidence=Evidence(**rows))


# What ends, and by when notice must be given


@pytest.mark.parametrize(
    ("left", "notice", "renews", "told"),
    [
        (91, 91, None, None),
        (200, 90, None, "Support: notice must be given within 90\u00a0days"),
        (200, 0, True, "Support: notice must be given within 0\u00a0days"),
        (80, -10, None, "Support ends in 80\u00a0days"),
        (80, -10, False, "Support ends in 80\u00a0days"),
        (80, -10, True, None),
        (0, None, None, "Support ends in 0\u00a0days"),
        (-1, None, None, "Support has ended"),
        (-1, -61, True, None),
    ],
)
@pytest.mark.parametrize("kind", ["entitlement", "contract"])
def test_the_next_day_that_matters_is_told(
    kind: str, left: float, notice: float | None, renews: bool | None, told: str | None
) -> None:
    """The notice day while it lies ahead, then the end; nothing of what goes on by itself once that day is over."""
    made = ending(kind, left, notice, renews=renews, notice_days=60.0)
    assert [WORDS.say(one.title) for one in DETECTOR[f"{kind}_ends"](made)] == ([told] if told else [])


def test_what_ends_brings_its_row_along() -> None:
    """Owner, plan, the days and the service that needs it come from the row; what renews says what comes without us."""
    found = only("entitlement_ends", ending("entitlement", 20, service="Ticketing", plan="Renew for a year"))
    assert (found.owner, found.proposal, found.subject) == ("Ruth", "Renew for a year", "E1")
    assert (found.severity, found.records) == ("high", (("entitlements", "E1"),))
    assert WORDS.say(found.impact) == "Ticketing needs it."
    assert WORDS.say(found.detail) == "Its last day is 31 January 2027"
    renewing = only("contract_ends", ending("contract", 100, 40, renews=True, notice_days=60.0))
    assert WORDS.say(renewing.impact) == "Without notice it goes on by itself."
    assert WORDS.say(renewing.detail) == "By 2 December 2026; its last day is 31 January 2027"


def test_namesakes_are_told_apart() -> None:
    """Of two contracts with one title each figure finds its own row."""
    held = tuple(row(Contract, id=number, title="Support", owner=number) for number in ("C1", "C2"))
    figures = (figure("contract.days_left", 10, 1, contract=f"Support ({one.id})") for one in held)
    found = list(DETECTOR["contract_ends"](case(*figures, evidence=Evidence(contracts=held))))
    assert [(one.subject, one.owner) for one in found] == [("C1", "C1"), ("C2", "C2")]


def test_what_has_no_row_is_told_by_its_figure() -> None:
    """Without the row there is no owner and no evidence but the figure."""
    found = only("contract_ends", case(figure("contract.days_left", 10, 1, contract="Support")))
    assert (found.subject, found.owner, found.records) == ("Support", "", ())


@pytest.mark.parametrize(
    ("used_on", "speaks"),
    [(date(2026, 4, 1), False), (date(2026, 4, 2), True), (None, True)],
)
def test_use_is_judged_when_a_quarter_of_the_span_is_over(used_on: date | None, speaks: bool) -> None:
    """Of 365 days 92 must be over; without a day of the count those of the state of the data."""
    made = used(200)
    held = dataclasses.replace(made.evidence.contracts[0], used_on=used_on)
    assert bool(list(DETECTOR["contract_over_used"](with_rows(made, contracts=(held,))))) is speaks


# What fills


def test_a_resource_says_how_sure_its_day_is() -> None:
    """The interval stands beside it; it is likely where even its late end lies within the days looked ahead."""
    found = only("capacity_near", filling(41, low=33, high=90))
    assert WORDS.say(found.detail) == "70% used; between 33\u00a0days and 90\u00a0days with 95% confidence"
    assert (WORDS.say(found.likelihood), found.owner) == ("high", "Marta")
    assert WORDS.say(found.impact) == "Ticketing needs it."
    assert WORDS.say(only("capacity_near", filling(41, low=33, high=91)).likelihood) == "medium"


@pytest.mark.parametrize(("threshold", "speaks"), [(70.0, True), (70.1, False), (None, False)])
def test_a_resource_at_its_limit_is_told_though_it_fills_no_more(threshold: float | None, speaks: bool) -> None:
    """A disk that is full and does not grow has no day on which it will be, and is full all the same."""
    disk = row(Capacity, resource="Disk", measured_on=date(2026, 10, 20), used=7.0, limit=10.0, threshold=threshold)
    still = figure("capacity.days_left", "it does not grow", 6, resource="Disk")
    made = case(still, figure("capacity.used", 70, 1, resource="Disk"), evidence=Evidence(capacity=(disk,)))
    found = [WORDS.say(one.title) for one in DETECTOR["capacity_near"](made)]
    assert found == (["Disk is at its limit"] if speaks else [])


def test_a_target_that_is_missed_has_no_budget_left_to_tell_of() -> None:
    """The budget is told of while the target holds."""
    assert list(DETECTOR["budget_spent"](spent(120, 98.0))) == []


def test_a_budget_spent_before_the_period_is_over_says_so() -> None:
    """Half of the month is left, and most of the downtime is gone."""
    made = dataclasses.replace(spent(90), as_of=at(15))
    assert said(only("budget_spent", made)).endswith("99.2% available; the period is not over")


# Promises


def test_a_promise_with_an_owner_and_a_day_is_complete() -> None:
    """A revised day is one; theirs, closed and cancelled ones are no promises of ours that are open."""
    loose = {"owner": "", "due_on": None}
    fine: list[dict[str, Any]] = [
        {"due_on": None, "revised_due_on": date(2026, 12, 1)},
        {**loose, "side": "theirs"},
        {**loose, "state": "cancelled"},
        {**loose, "closed_on": date(2026, 10, 9)},
    ]
    assert not any(list(DETECTOR["promise_incomplete"](promised(**values))) for values in fine)
    assert said(only("promise_incomplete", promised(**loose))).startswith(
        "An open promise of ours has no owner and no day"
    )


def test_the_side_of_a_preventive_action_is_named() -> None:
    """What the customer promised is theirs to do."""
    made = preventive(date(2026, 10, 1))
    theirs = dataclasses.replace(made.evidence.actions[0], side="theirs", major="M9")
    found = only("preventive_overdue", with_rows(made, actions=(theirs,)))
    assert said(found) == (
        "Overdue, and meant to prevent “M9” from coming again: Replace the switch | Yours, promised for 1 October 2026"
    )


def test_carried_actions_are_the_evidence() -> None:
    """Those agreed before the period before and open still."""
    held = (action(agreed_on=date(2026, 8, 31), owner="Ruth"), action(id="A2", agreed_on=date(2026, 9, 1)))
    found = only("actions_carried", with_rows(CASES["actions_carried"].speaks(), actions=held))
    assert (found.records, found.owner) == ((("actions", "A1"),), "Ruth")


# Voice


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (green(csat=84), "84% of answers were satisfied, against a target of 85%"),
        (green(said=process("signal", "below", "run")), "90% of answers were satisfied, lower than usual"),
        (green(bad=3), "3 of 10 answers were unhappy"),
        (green(said=process("signal", "above", "run")), None),
        (green(csat=84, resolution=94), None),
        (green(csat=85), None),
        (case(figure("survey.csat", 10), targets=({"metric": "survey.csat", "at_least": 85},)), None),
        (
            case(
                figure("sla.resolution", 99),
                figure("survey.unhappy", 4, 4),
                targets=({"metric": "sla.resolution", "at_least": 95},),
            ),
            None,
        ),
    ],
)
def test_green_outside_and_red_inside(made: Case, told: str | None) -> None:
    """All targets of the service are met and people are unhappy: by target, by signal, or by their share."""
    found = [WORDS.say(one.title) for one in DETECTOR["green_outside_red_inside"](made)]
    assert found == ([f"Every target of the service was met, yet {told}"] if told else [])


def test_red_inside_stands_before_the_target_that_says_the_same() -> None:
    """Missed satisfaction under met targets is told once among the first."""
    made = [one for one in detect(green(csat=84)) if one.kind == "concern"]
    assert [one.detector for one in made] == ["green_outside_red_inside", "target_missed"]
    assert made[1].rank < 70


def test_complaints_are_told_by_what_they_wait_for() -> None:
    """One past its day is late, one without follow-up waits; answered ones and those that are looked after do not."""
    held = (
        complaint(),
        complaint(id="CP2", answer_due_on=date(2026, 10, 31)),
        complaint(id="CP3", answered_on=at(9).date()),
    )
    made = with_rows(complaints(1), complaints=held)
    assert only("complaints_overdue", made).records == (("complaints", "CP2"),)
    assert only("complaints_without_follow_up", made).records == (("complaints", "CP1"),)


def test_unhappy_answers_without_follow_up_are_the_evidence() -> None:
    """Happy ones and those that were followed up are not."""
    held = (survey(score=1.0), survey(id="S2", score=1.0, follow_up="called"), survey(id="S3"))
    found = only("answers_without_follow_up", with_rows(CASES["answers_without_follow_up"].speaks(), surveys=held))
    assert found.records == (("surveys", "S1"),)


def test_where_no_answer_tells_of_follow_ups_only_their_number_is_told() -> None:
    """That nobody followed them up is not known."""
    made = case(figure("survey.unhappy", 2, 9), evidence=Evidence(surveys=(survey(score=1.0), survey(id="S2"))))
    found = only("answers_without_follow_up", made)
    assert said(found) == "2 answers were unhappy | Low scores; whether anybody followed them up is not recorded"
    assert (found.records, found.impact) == ((("surveys", "S1"),), "")


@pytest.mark.parametrize(
    ("planned", "incidents", "faults"),
    [
        (True, {"incidents": 0}, "failed, {taken}, overran or caused an incident"),
        (True, {}, "failed, {taken} or overran"),
        (False, {"incidents": 0}, "failed, {taken} or caused an incident"),
        (False, {}, "failed or {taken}"),
    ],
)
def test_changes_are_judged_by_what_the_data_can_tell(planned: bool, incidents: dict[str, float], faults: str) -> None:
    """Without planned ends none overran, and without a ticket that names a change none caused one: not known."""
    rows = tuple(
        dataclasses.replace(one, planned_end_at=one.planned_end_at if planned else None)
        for one in changes().evidence.changes
    )
    fine, bad = changes(success=100, implemented=9, **incidents), changes(unsuccessful=3, implemented=9, **incidents)
    clean = said(only("changes_without_failure", with_rows(fine, changes=rows)))
    assert clean == f"All 9 changes succeeded | Not one {faults.format(taken='was taken back')}"
    title = said(only("change_failures", with_rows(bad, changes=rows)))
    assert title.startswith(f"3 of 9 changes {faults.format(taken='were taken back')} |")


# Work, changes, problems, majors, projects, risks, data


def test_tickets_of_a_cluster_are_the_evidence() -> None:
    """Near misses are named by their tickets, incidents of one kind or person by those opened in the period."""
    assert only("near_miss_cluster", near_misses(5, 50)).records == tuple(("tickets", f"T{one}") for one in range(5))
    old = ticket(id="T2", service="Network", category="Wi-Fi", opened_at=datetime(2026, 9, 30, tzinfo=ZONE))
    group = recurring(10, 200)
    made = with_rows(group, tickets=(*group.evidence.tickets, old))
    assert only("recurring_group", made).records == (("tickets", "T1"),)
    assert said(only("from_one_person", from_person(3))).endswith("2 people in all reported three or more")


def test_open_tickets_are_those_open_at_the_end() -> None:
    """What was resolved after the period was open in it; what is closed without a time never was."""
    held = (
        ticket(id="T1", resolved_at=datetime(2026, 11, 1, tzinfo=ZONE)),
        ticket(id="T2", resolved_at=at(31)),
        ticket(id="T3", state="closed"),
        ticket(id="T4", closed_at=at(31)),
        ticket(id="T5", opened_at=datetime(2026, 11, 1, tzinfo=ZONE)),
        ticket(id="T6"),
    )
    found = only("backlog_growing", with_rows(backlog(0.9, 0.9, 0.9), tickets=held))
    assert found.records == (("tickets", "T1"), ("tickets", "T6"))


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (30, "more than 30\u00a0days | 1 open for 31 to 90 days, 2 for longer, of 40 open"),
        (31, "more than 90\u00a0days | 2 open for more than 90 days, of 40 open"),
        (14, "more than 14\u00a0days | 5 open for 15 to 30 days, 1 for 31 to 90 days, 2 for longer, of 40 open"),
        (91, ""),
    ],
)
def test_old_tickets_are_told_by_the_bands_beyond_the_days(days: float, told: str) -> None:
    """The figures have bands: the first that begins after the days set is where the sentence begins."""
    bands = (("15-30", 5), ("31-90", 1), ("over 90", 2))
    made = case(*(figure("tickets.backlog_age", n, n, age=age) for age, n in bands), figure("tickets.backlog", 40, 40))
    found = [said(one) for one in DETECTOR["aged_backlog"](limited(made, aged_days=days))]
    assert found == ([f"Tickets open for {told}"] if told else [])


@pytest.mark.parametrize("flows", [(0.9, 0.9), (0.9, 1.0, 0.9), (1.0, 0.9, 0.9), (0.9, 0.9, 1.0)])
def test_the_backlog_grows_only_where_each_period_is_known_to_add(flows: tuple[float, ...]) -> None:
    """A month that is not known or that kept pace ends the run."""
    assert list(DETECTOR["backlog_growing"](backlog(*flows))) == []


def test_a_backlog_that_hardly_grew_is_no_finding() -> None:
    """Three months below one are no news where nearly as many are open as before."""
    assert list(DETECTOR["backlog_growing"](backlog(0.99, 0.99, 0.99, now=109))) == []
    assert list(DETECTOR["backlog_growing"](backlog(0.99, 0.99, 0.99, before=0, now=0))) == []
    assert len(list(DETECTOR["backlog_growing"](backlog(0.9, 0.9, 0.9, before=0, now=9)))) == 1


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, False),
        ({"outcome": "failed"}, True),
        ({"outcome": "backed_out"}, True),
        ({"outcome": "with_issues"}, True),
        ({"outcome": "cancelled"}, False),
        ({"ended_at": at(10, 12)}, False),
        ({"ended_at": at(10, 13)}, True),
        ({"planned_end_at": None}, False),
        ({"ended_at": datetime(2026, 11, 1, tzinfo=ZONE), "outcome": "failed"}, False),
        ({"id": "CH7"}, True),
    ],
)
def test_changes_that_went_wrong_are_the_evidence(values: dict[str, Any], wrong: bool) -> None:
    """Failed, taken back, overrun or the cause of a ticket, and ended in the period."""
    caused = (ticket(change="CH7"), ticket(id="T2", change="CH1", duplicate_of="T1"))
    made = with_rows(changes(unsuccessful=3, implemented=30), changes=(changed(**values),), tickets=caused)
    assert bool(only("change_failures", made).records) is wrong


def test_changes_done_with_issues_are_not_said_to_have_failed() -> None:
    """Among several that went wrong, they make the sentence one that is true of all."""
    made = with_rows(changes(unsuccessful=3, implemented=30), changes=(changed(outcome="with_issues"),))
    assert said(only("change_failures", made)).startswith("3 of 30 changes did not go as planned")


def test_late_analyses_are_the_evidence() -> None:
    """One delivered in the period, or whose problem is closed, is not late; one delivered after it is."""
    late = analyses(1).evidence.problems[0]
    held = (
        dataclasses.replace(late, id="PRB7", rca_done_on=date(2026, 10, 31)),
        dataclasses.replace(late, id="PRB8", closed_at=at(31)),
        dataclasses.replace(late, id="PRB9", rca_done_on=date(2026, 11, 1)),
    )
    assert only("analysis_late", with_rows(analyses(1), problems=held)).records == (("problems", "PRB9"),)


def test_a_cause_is_named_only_where_it_is_certain() -> None:
    """Two majors with a cause and one repeated: which of them it was is not known here, and not said."""
    sure = only("same_cause_twice", repeated(1))
    assert (sure.subject, said(sure).partition(" | ")[2]) == ("power", "Within twelve months: Depots offline")
    held = (major(cause_code="power"), major(id="M2", problem="PRB1"), major(id="M3"))
    unsure = only("same_cause_twice", with_rows(repeated(1), majors=held))
    assert (unsure.subject, said(unsure).partition(" | ")[2]) == ("", "Within twelve months")


def test_majors_without_context_are_the_evidence() -> None:
    """The one that states all six is not among them."""
    texts = dict.fromkeys(("impact", "cause", "controls_gap", "fix", "prevention", "verification"), "told")
    held = (major(**texts), major(id="M2", **{**texts, "verification": ""}))
    found = only("major_without_context", with_rows(CASES["major_without_context"].speaks(), majors=held))
    assert found.records == (("majors", "M2"),)


def test_a_project_that_has_ended_is_told_in_the_past() -> None:
    """It is no concern ahead any more."""
    made = slipped(8)
    ended = dataclasses.replace(
        made.evidence.projects[0], ended_on=date(2026, 10, 30), baseline_end_on=date(2026, 10, 22)
    )
    found = only("project_slipping", with_rows(made, projects=(ended,)))
    assert WORDS.say(found.title) == "Move ended 8\u00a0days after its first planned end"
    assert WORDS.say(found.detail) == "First planned for 22 October 2026, ended on 30 October 2026"
    assert (found.ahead, only("project_slipping", made).ahead) == (False, True)


def test_a_project_without_a_row_is_told_by_its_figure() -> None:
    """Its days are not known then."""
    found = only("project_slipping", case(figure("projects.slip", 20, 1, project="Move")))
    assert (found.subject, WORDS.say(found.detail)) == ("Move", "")


@pytest.mark.parametrize(
    ("likelihood", "severity", "values", "speaks"),
    [
        ("high", "high", {}, True),
        ("high", "medium", {}, True),
        ("high", "low", {}, False),
        ("high", "", {}, False),
        ("high", "high", {"closed_on": date(2026, 10, 31)}, False),
        ("high", "high", {"closed_on": date(2026, 11, 1)}, True),
        ("high", "high", {"raised_on": date(2026, 11, 1)}, False),
    ],
)
def test_which_risks_are_high(likelihood: str, severity: str, values: dict[str, Any], speaks: bool) -> None:
    """One level high and the other at least medium, open at the end of the period."""
    assert bool(list(DETECTOR["risk_high"](risk(likelihood, severity, **values)))) is speaks


def test_a_risk_keeps_the_words_of_its_row() -> None:
    """Impact, owner and proposal are those that people wrote, likelihood its level; the graver one stands first."""
    found = only("risk_high", risk("medium", "high", proposal="Find a second one"))
    assert (found.impact, WORDS.say(found.likelihood), found.proposal) == ("No spares", "medium", "Find a second one")
    assert (found.severity, found.owner, found.section) == ("high", "Ruth", "concerns")
    assert only("risk_high", risk("high", "high")).rank > found.rank > only("risk_high", risk("high", "medium")).rank


def test_an_old_extract_is_asked_about_where_tickets_are_many() -> None:
    """Few tickets a month may well bring none for days."""
    assert list(DETECTOR["extract_stale"](stale(200, 29))) == []
    assert only("extract_stale", stale(200, 31)).internal


# Good ones


@pytest.mark.parametrize(
    ("rule", "before", "speaks"),
    [("outside", 1.0, True), ("run", 4.0, True), ("outside", 9.0, False), ("", 1.0, False)],
)
def test_what_is_back_in_its_range_was_on_the_bad_side(rule: Rule, before: float, speaks: bool) -> None:
    """A signal on the good side that is over is no achievement."""
    assert bool(list(DETECTOR["back_within_limits"](returned(rule, before)))) is speaks


@pytest.mark.parametrize(("now", "oldest", "speaks"), [(96.1, 96.0, True), (96.0, 96.0, False), (99.0, 99.5, False)])
def test_the_highest_is_higher_than_each_before(now: float, oldest: float, speaks: bool) -> None:
    """A tie is none, and the oldest of the twelve counts as much as the latest."""
    assert bool(list(DETECTOR["best_of_periods"](highest(now, oldest)))) is speaks


def test_the_highest_is_told_only_where_all_periods_are_known() -> None:
    """A gap in the history might have held a higher one."""
    made = highest(99.0)
    known = {key: one for key, one in made.figures.by_key.items() if key[1] != "2026-03"}
    gap = dataclasses.replace(made, figures=dataclasses.replace(made.figures, by_key=known))
    assert list(DETECTOR["best_of_periods"](gap)) == []


def test_a_figure_without_a_good_side_has_no_extreme() -> None:
    """More tickets opened are neither good nor bad; a target that is missed is no achievement at its highest."""
    assert not any(one.detector == "best_of_periods" for one in detect(CASES["restored"].speaks()))
    missed = dataclasses.replace(highest(96.1), figures=_judged(highest(96.1), "missed"))
    assert list(DETECTOR["best_of_periods"](missed)) == []


def _judged(made: Case, status: Any) -> Any:
    key = ("sla.resolution", "2026-10", ())
    one = dataclasses.replace(made.figures.by_key[key], status=status)
    return dataclasses.replace(made.figures, by_key={**made.figures.by_key, key: one}, judged=(one,))


def test_the_fact_says_whether_it_is_within_normal_variation() -> None:
    """The extreme of thirteen periods is a fact, and its detail says what the statistics make of it."""
    assert said(only("best_of_periods", highest(96.1))).endswith(
        "Between 95% and 96% in the periods before; within normal variation"
    )
