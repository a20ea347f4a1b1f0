"""For each detector an account that it speaks of, what it says, and one just below of which it does not."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from reviewed import ZONE, action, case, figure, major, outage, process, survey, ticket

from reviewgen.findings import Case
from reviewgen.findings.good import LEAST_CLOCKS
from reviewgen.model import Clock, Figure, Process, Rule
from reviewgen.periods import parse
from reviewgen.records import (
    Capacity,
    Change,
    Complaint,
    Contract,
    Entitlement,
    Evidence,
    Problem,
    Project,
    Risk,
    Value,
)

LEVEL = ({"metric": "sla.resolution", "at_least": 95},)
CSAT = ({"metric": "survey.csat", "at_least": 85},)
TICKETING = ({"metric": "availability", "service": "Ticketing", "at_least": 99},)
YEAR = tuple(span.name for span in parse("2026-10").chain(13))
R = TypeVar("R")


class Detected(NamedTuple):
    """A case that a detector speaks of, what it says, and a case just below of which it does not."""

    speaks: Callable[[], Case]
    says: str
    silent: Callable[[], Case]


def row(kind: type[R], /, **values: Any) -> R:
    """Return a record with these values: other texts are empty, all else is unknown."""
    texts = ("key", "text", "code", "list")
    fields: tuple[Any, ...] = dataclasses.fields(kind)  # type: ignore[arg-type]
    empty = {one.name: "" if one.metadata["column"]["kind"] in texts else None for one in fields}
    return kind(**empty | values)


def at(day: int, hour: int = 9) -> datetime:
    """Return an instant of October."""
    return datetime(2026, 10, day, hour, tzinfo=ZONE)


def over_a_year(made: Case) -> Case:
    """Return the case with a chain of thirteen months."""
    return dataclasses.replace(made, figures=dataclasses.replace(made.figures, chain=YEAR))


def limited(made: Case, **findings: float) -> Case:
    """Return the case with thresholds of its own."""
    return dataclasses.replace(made, account=made.account.model_copy(update={"findings": findings}))


def level(value: float, n: int = 50) -> Case:
    """Return an account with a target of 95 % for resolution."""
    before = figure("sla.resolution", 97.0, 60, "2026-09")
    return case(figure("sla.resolution", value, n), before, targets=LEVEL)


def near_misses(number: int, decided: int) -> Case:
    """Return an account with so many near misses, and the tickets that they are."""
    near = Clock("met", True, 3.5, 4.0, "met")
    held = tuple(ticket(id=f"T{place}", resolution=near) for place in range(number))
    one = figure("sla.near_misses", number, decided, clock="resolution")
    return case(one, evidence=Evidence(tickets=(*held, ticket(id="T99"))))


def recurring(size: int, opened: int, **linked: str) -> Case:
    """Return an account with one group of incidents of one kind."""
    group = figure("tickets.recurring", size, size, service="Network", category="Wi-Fi")
    held = Evidence(tickets=(ticket(service="Network", category="Wi-Fi", **linked),))
    return case(figure("tickets.opened", opened, opened), group, evidence=held)


def from_person(number: int) -> Case:
    """Return an account with so many incidents of the person with most, and two of another."""
    held = tuple(ticket(id=f"T{place}", requester="U7", type="Incident") for place in range(number))
    others = (ticket(id="T88", requester="U8"), ticket(id="T99", requester="U7", type="Request"))
    people = (figure("tickets.by_requester", number, number, requester=who) for who in ("U7", "U8"))
    figures = tuple(people) if number else ()
    return case(*figures, figure("tickets.persistent", 2), evidence=Evidence(tickets=(*held, *others)))


def backlog(*flows: float, before: float = 100, now: float = 110) -> Case:
    """Return an account with these flows in its last months, and so many open before the last three and now."""
    names = YEAR[-len(flows) :]
    made = [figure("tickets.flow", flow, 40, name) for flow, name in zip(flows, names, strict=True)]
    opens = [figure("tickets.backlog", before, 100, name) for name in YEAR[:-1]]
    return over_a_year(case(*made, *opens, figure("tickets.backlog", now)))


def ages(month: int, quarter: int) -> Case:
    """Return an account with so many tickets open for more than a month, and more than three."""
    bands = [
        figure("tickets.backlog_age", month, month, age="31-90"),
        figure("tickets.backlog_age", quarter, quarter, age="over 90"),
    ]
    old = (ticket(id="T1", opened_at=datetime(2026, 9, 1, tzinfo=ZONE)), ticket(id="T2", opened_at=at(5)))
    return case(*bands, figure("tickets.backlog", 40, 40), evidence=Evidence(tickets=old))


def silent(number: int) -> Case:
    """Return an account with so many silent tickets, one of them quiet since the 5th, another of the 25th."""
    quiet = ticket(id="T1", opened_at=at(4), updated_at=at(5))
    held = (quiet, ticket(id="T2", opened_at=at(4), updated_at=at(25)))
    return case(figure("tickets.silent", number, number), evidence=Evidence(tickets=held))


def overdue(number: int, **values: Any) -> Case:
    """Return an account with so many promises of ours overdue."""
    held = Evidence(actions=tuple(action(id=f"A{place}", owner="Ruth", **values) for place in range(number)))
    return case(figure("actions.overdue", number, number, side="ours"), evidence=held)


def preventive(due_on: date) -> Case:
    """Return an account with one action of ours that is to prevent a major incident."""
    one = action(major="M1", owner="Marta", due_on=due_on)
    return case(evidence=Evidence(actions=(one,), majors=(major(),)))


def promised(**values: Any) -> Case:
    """Return an account with one open promise of ours, due in November."""
    held = {"owner": "Ruth", "due_on": date(2026, 11, 20), **values}
    return case(evidence=Evidence(actions=(action(**held),)))


def majors(count: int, minutes: int) -> Case:
    """Return an account with so many major incidents, and one the month before."""
    return case(
        figure("majors.count", count, count),
        figure("majors.minutes", minutes, 1),
        figure("majors.count", 1, 1, "2026-09"),
    )


def repeated(number: int) -> Case:
    """Return an account with so many major incidents of a cause that was there before."""
    held = Evidence(majors=(major(cause_code="power"),))
    return case(figure("majors.repeated", number, 1), evidence=held)


def unbroken(n: int = 20, **breaches: int) -> Case:
    """Return an account with every resolution clock met, and so many breaches of each clock."""
    missed = (figure("sla.breaches", number, n, clock=clock) for clock, number in breaches.items())
    return case(figure("sla.resolution", 100, n), *missed)


def answered(**values: Any) -> Case:
    """Return an account with one answer to a survey."""
    return case(evidence=Evidence(surveys=(survey(**values),)))


def signalling(metric: str, value: float, side: str, rule: Rule = "outside", **target: float) -> Case:
    """Return an account with one figure, whose history ends with a signal; "" for none."""
    one = figure(metric, value)
    said = process("signal", side, rule) if side else process("steady")
    targets = ({"metric": metric, **target},) if target else ()
    return case(one, processes=((one, said),), targets=targets)


def returned(rule: Rule, before: float) -> Case:
    """Return an account whose resolution in time is at its usual level, with the point of the month before."""
    one, calm = figure("sla.resolution", 96.0), process("steady")
    said = dataclasses.replace(
        calm, values=(*calm.values[:-2], before, calm.values[-1]), rules=(*calm.rules[:-2], rule, "")
    )
    return case(one, figure("sla.resolution", before, 50, "2026-09"), processes=((one, said),))


def highest(now: float, oldest: float = 96.0) -> Case:
    """Return an account with a value of resolution in time after eleven months of 95 %, and one before these."""
    past = (figure("sla.resolution", 95.0, 50, name) for name in YEAR[1:-1])
    first, last = figure("sla.resolution", oldest, 50, YEAR[0]), figure("sla.resolution", now)
    return over_a_year(case(first, *past, last, processes=((last, process("steady")),)))


def calm(state: str) -> Case:
    """Return an account that meets a target of 95 %, with what is said of the figure's history."""
    one = figure("sla.resolution", 99.5)
    return case(one, processes=((one, process(state, points=24)),), targets=LEVEL)


def unhappy(number: int) -> Case:
    """Return an account with so many unhappy answers that nobody followed up."""
    return case(figure("survey.unanswered", number, number))


def satisfaction(value: float, n: int) -> Case:
    """Return an account with a target of 85 % for satisfaction."""
    ends = (figure("survey.csat.low", value - 5, n), figure("survey.csat.high", value + 5, n))
    return case(figure("survey.csat", value, n), *ends, targets=CSAT)


def green(resolution: float = 99, csat: float = 90, said: Process | None = None, bad: int = 0) -> Case:
    """Return an account with targets for resolution and satisfaction, and so many unhappy answers of ten."""
    score = figure("survey.csat", csat)
    figures = (figure("sla.resolution", resolution), score, figure("survey.unhappy", bad, 10))
    held = Evidence(surveys=(survey(score=1.0), survey(id="S2")))
    return case(*figures, targets=(*LEVEL, *CSAT), evidence=held, processes=((score, said),) if said else ())


def responses(share: float, sent: int) -> Case:
    """Return an account with such a share of its surveys answered."""
    return case(figure("survey.response", share, sent))


def spent(used: float, value: float = 99.2) -> Case:
    """Return an account with a target of 99 % for Ticketing, and so much of the downtime used that it allows."""
    figures = (
        figure("availability", value, service="Ticketing"),
        figure("availability.budget_used", used, service="Ticketing"),
    )
    return case(*figures, targets=TICKETING, evidence=Evidence(outages=(outage(), outage(id="O2", service="Web"))))


def filling(days: float, **ends: float) -> Case:
    """Return an account with a disk that is full in so many days."""
    disk = row(
        Capacity,
        resource="Disk",
        measured_on=date(2026, 10, 20),
        used=7.0,
        limit=10.0,
        service="Ticketing",
        owner="Marta",
    )
    figures = (figure(f"capacity.days_left.{name}", value, 6, resource="Disk") for name, value in ends.items())
    left = figure("capacity.days_left", days, 6, resource="Disk")
    return case(left, figure("capacity.used", 70, 1, resource="Disk"), *figures, evidence=Evidence(capacity=(disk,)))


def ending(kind: str, left: float, notice: float | None = None, **values: Any) -> Case:
    """Return an account with one entitlement or contract that ends in so many days."""
    table, record, dimension, prefix = {
        "entitlement": ("entitlements", Entitlement, "entitlement", "entitlements"),
        "contract": ("contracts", Contract, "contract", "contract"),
    }[kind]
    held: Any = row(record, id="E1", title="Support", ends_on=date(2027, 1, 31), owner="Ruth", **values)
    figures = [figure(f"{prefix}.days_left", left, 1, **{dimension: "Support"})]
    figures += [figure(f"{prefix}.notice", notice, 1, **{dimension: "Support"})] if notice is not None else []
    return case(*figures, evidence=Evidence(**{table: (held,)}))


def used(projected: float, **days: date) -> Case:
    """Return an account with an allowance from January to December, counted on 31 October."""
    span = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "used_on": date(2026, 10, 31)}
    held = row(Contract, id="C1", title="Hours", allowance=100.0, owner="Ruth", **{**span, **days})
    figures = (
        figure("contract.projected", projected, 1, contract="Hours"),
        figure("contract.used", 60, 1, contract="Hours"),
    )
    return case(*figures, evidence=Evidence(contracts=(held,)))


def changed(**values: Any) -> Change:
    """Return a change that was carried out in October and succeeded."""
    times = {"planned_end_at": at(10, 12), "started_at": at(10, 8), "ended_at": at(10, 11)}
    return row(Change, **{"id": "CH1", "title": "New firewall", "outcome": "successful", **times, **values})


def changes(**values: float) -> Case:
    """Return an account with these figures of changes: one failed, one fine, one urgent, one that caused a ticket."""
    held = (
        changed(outcome="failed"),
        changed(id="CH2"),
        changed(id="CH3", type="emergency"),
        changed(id="CH4", ended_at=at(10, 13)),
    )
    tickets = (ticket(change="CH3"), ticket(id="T2", change="CH2", state="cancelled"))
    figures = (figure(f"changes.{name}", value) for name, value in values.items())
    return case(*figures, evidence=Evidence(changes=held, tickets=tickets))


def slipped(days: float) -> Case:
    """Return an account with a project so many days behind."""
    held = row(
        Project,
        id="P1",
        title="Move",
        started_on=date(2026, 8, 1),
        baseline_end_on=date(2026, 12, 1),
        forecast_end_on=date(2026, 12, 9),
        owner="Marta",
    )
    return case(figure("projects.slip", days, 1, project="Move"), evidence=Evidence(projects=(held,)))


def analyses(number: int) -> Case:
    """Return an account with so many late analyses, of the problem records of which one is late."""
    held = tuple(
        row(Problem, id=f"PRB{place}", title="Leak", opened_at=at(1), owner="Marta", rca_due_on=due)
        for place, due in enumerate((date(2026, 10, 31), date(2026, 11, 1), None))
    )
    return case(figure("problems.rca_overdue", number, 3), evidence=Evidence(problems=held))


def complaint(**values: Any) -> Complaint:
    """Return a complaint of October that waits for its answer until November."""
    held = {"id": "CP1", "title": "Calls cut", "received_on": date(2026, 10, 5), "answer_due_on": date(2026, 11, 1)}
    return row(Complaint, **{**held, **values})


def complaints(number: int) -> Case:
    """Return an account with so many complaints that are overdue, and two that are not."""
    late = (complaint(id=f"L{place}", answer_due_on=date(2026, 10, 31), owner="Ruth") for place in range(number))
    others = (complaint(follow_up="called"), complaint(id="CP2", answered_on=date(2026, 10, 9)))
    held = Evidence(complaints=(*late, *others))
    return case(figure("complaints.overdue", number, number), evidence=held)


def settled(share: float, late: float = 0) -> Case:
    """Return an account with such a share of its complaints answered in time, and so many overdue."""
    held = Evidence(complaints=(complaint(answer_due_on=date(2026, 10, 20), answered_on=date(2026, 10, 20)),))
    return case(figure("complaints.on_time", share, 2), figure("complaints.overdue", late, 2), evidence=held)


def risk(likelihood: str, severity: str, **values: Any) -> Case:
    """Return an account with one risk."""
    held = {"id": "R1", "title": "One supplier", "raised_on": date(2026, 9, 1), "owner": "Ruth", "impact": "No spares"}
    one = row(Risk, **{**held, "likelihood": likelihood, "severity": severity, **values})
    return case(evidence=Evidence(risks=(one,)))


def stale(hours: float, opened: int = 30) -> Case:
    """Return an account whose tickets end so many hours before the data, with so many of them the month before."""
    before = figure("tickets.opened", opened, opened, "2026-09")
    return case(figure("data.freshness", hours, 1, table="tickets"), before)


def delivered(**values: float) -> Case:
    """Return an account with these figures of what was delivered."""
    held = tuple(
        row(Value, id=f"V{place}", on=date(2026, 10, 5), title=title, kind=kind)
        for place, (title, kind) in enumerate((("Faster boarding", "outcome"), ("Fire averted", "prevented")))
    )
    return case(*(figure(f"value.{name}", value) for name, value in values.items()), evidence=Evidence(value=held))


def kept(share: float, n: int) -> Case:
    """Return an account with such a share of its promises kept, of so many."""
    return case(figure("actions.on_time", share, n, side="ours"), figure("actions.open", 1, 1, side="ours"))


def one(metric: str, value: float, n: int = 2, **dimensions: str) -> Callable[[], Case]:
    """Return what makes an account with one figure."""
    held: Figure = figure(metric, value, n, **dimensions)
    return lambda: case(held)


CASES: dict[str, Detected] = {
    "target_missed": Detected(
        lambda: level(94.9),
        "Resolution in time: 94.9% against a target of 95%",
        lambda: level(95.0),
    ),
    "target_at_risk": Detected(
        lambda: level(96.0),
        "Resolution in time: 96%, with little room to the target of 95%",
        lambda: level(96.1),
    ),
    "near_miss_cluster": Detected(
        lambda: near_misses(5, 50), "5 resolution targets were met only just", lambda: near_misses(4, 20)
    ),
    "signal_worse": Detected(
        lambda: signalling("sla.response", 90, "below"),
        "Response in time: 90%, lower than usual",
        lambda: signalling("sla.response", 90, ""),
    ),
    "green_outside_red_inside": Detected(
        lambda: green(bad=3),
        "Every target of the service was met, yet 3 of 10 answers were unhappy",
        lambda: green(bad=2),
    ),
    "same_cause_twice": Detected(
        lambda: repeated(1), "1 major incident had a cause that an earlier one had", lambda: repeated(0)
    ),
    "major_without_context": Detected(
        one("majors.context", 50), "Not every major incident is explained in full yet", one("majors.context", 100)
    ),
    "preventive_overdue": Detected(
        lambda: preventive(date(2026, 10, 31)),
        "Overdue, and meant to prevent “Depots offline” from coming again: Replace the switch",
        lambda: preventive(date(2026, 11, 1)),
    ),
    "actions_overdue": Detected(lambda: overdue(1), "1 promise of ours is overdue", lambda: overdue(0)),
    "actions_carried": Detected(
        one("actions.carried", 2), "2 actions have been carried through two reviews", one("actions.carried", 0)
    ),
    "promise_incomplete": Detected(
        lambda: promised(due_on=None), "An open promise of ours has no day", lambda: promised()
    ),
    "risk_high": Detected(lambda: risk("medium", "high"), "Risk: One supplier", lambda: risk("medium", "medium")),
    "budget_spent": Detected(
        lambda: spent(80), "Ticketing: 80% of the downtime that its target allows is used", lambda: spent(79.9)
    ),
    "capacity_near": Detected(lambda: filling(90), "Disk reaches its limit in 90\u00a0days", lambda: filling(90.1)),
    "entitlement_ends": Detected(
        lambda: ending("entitlement", 90), "Support ends in 90\u00a0days", lambda: ending("entitlement", 91)
    ),
    "contract_ends": Detected(
        lambda: ending("contract", 150, 90, notice_days=60.0),
        "Support: notice must be given within 90\u00a0days",
        lambda: ending("contract", 151, 91, notice_days=60.0),
    ),
    "contract_over_used": Detected(
        lambda: used(110),
        "Hours: 110% of its allowance by its end, if it is used on as it was",
        lambda: used(109.9),
    ),
    "contract_under_used": Detected(
        lambda: used(69.9),
        "Hours: 69.9% of its allowance by its end, if it is used on as it was",
        lambda: used(70),
    ),
    "change_caused": Detected(
        lambda: changes(incidents=1), "1 incident was caused by a change", lambda: changes(incidents=0)
    ),
    "change_failures": Detected(
        lambda: changes(unsuccessful=3, implemented=30, incidents=1),
        "3 of 30 changes failed, were taken back, overran or caused an incident",
        lambda: changes(unsuccessful=2, implemented=10),
    ),
    "emergency_share": Detected(
        lambda: changes(emergency=20, implemented=5),
        "20% of the changes were emergencies",
        lambda: changes(emergency=19.9, implemented=50),
    ),
    "project_slipping": Detected(
        lambda: slipped(8), "Move is expected 8\u00a0days after its first planned end", lambda: slipped(7)
    ),
    "analysis_late": Detected(lambda: analyses(1), "1 analysis of a cause is late", lambda: analyses(0)),
    "complaints_overdue": Detected(
        lambda: complaints(1), "1 complaint has had no answer by the day promised", lambda: complaints(0)
    ),
    "complaints_without_follow_up": Detected(
        lambda: case(evidence=Evidence(complaints=(complaint(),))),
        "A complaint waits, and nothing is recorded of what was done",
        lambda: case(evidence=Evidence(complaints=(complaint(follow_up="called"),))),
    ),
    "answers_without_follow_up": Detected(
        lambda: unhappy(1), "1 unhappy answer has not been followed up", lambda: unhappy(0)
    ),
    "low_response": Detected(lambda: responses(19.9, 10), "19.9% of surveys were answered", lambda: responses(20, 100)),
    "backlog_growing": Detected(
        lambda: backlog(1.2, 0.9, 0.9, 0.9),
        "More tickets opened than resolved in each of 3 periods running; 110 are open",
        lambda: backlog(0.9, 1.0, 0.9, 0.9),
    ),
    "recurring_group": Detected(
        lambda: recurring(10, 200), "Wi-Fi in Network recurs: 10 incidents", lambda: recurring(9, 180)
    ),
    "from_one_person": Detected(lambda: from_person(3), "3 incidents came from one person, U7", lambda: from_person(2)),
    "tickets_silent": Detected(
        lambda: silent(1), "1 open ticket has had no word for more than 14\u00a0days", lambda: silent(0)
    ),
    "aged_backlog": Detected(lambda: ages(1, 0), "Tickets open for more than 30\u00a0days", lambda: ages(0, 0)),
    "extract_stale": Detected(
        lambda: stale(72.1),
        "Are the tickets complete? The newest is 72.1\u00a0h older than the data",
        lambda: stale(72),
    ),
    "all_targets_met": Detected(lambda: level(95.0), "The one target measured was met", lambda: level(94.9)),
    "promises_kept": Detected(
        lambda: kept(100, 3), "All 3 promises due were kept on their original day", lambda: kept(99, 100)
    ),
    "value_delivered": Detected(
        lambda: delivered(outcomes=2, hours=120),
        "2 outcomes delivered, and 120\u00a0h saved by the assumptions stated",
        lambda: delivered(outcomes=0, hours=120),
    ),
    "no_breach": Detected(
        lambda: unbroken(resolution=0, response=0),
        "Every one of 20 resolution targets was met",
        lambda: unbroken(resolution=0, response=1),
    ),
    "incidents_prevented": Detected(
        lambda: delivered(prevented=1), "1 incident prevented", lambda: delivered(prevented=0)
    ),
    "changes_without_failure": Detected(
        lambda: changes(success=100, implemented=5),
        "All 5 changes succeeded",
        lambda: changes(success=99.9, implemented=1000),
    ),
    "complaints_answered": Detected(
        lambda: settled(100),
        "All 2 complaints due were answered by the day promised",
        lambda: settled(99.9),
    ),
    "no_major": Detected(lambda: majors(0, 0), "No major incident", lambda: majors(0, 5)),
    "satisfied": Detected(
        lambda: satisfaction(85.0, 50), "85% of answers were satisfied", lambda: satisfaction(84.9, 50)
    ),
    "signal_better": Detected(
        lambda: signalling("tickets.backlog", 4, "below"),
        "Open at period end: 4, lower than usual",
        lambda: signalling("tickets.backlog", 4, ""),
    ),
    "back_within_limits": Detected(
        lambda: returned("outside", 1.0),
        "Resolution in time: 96%, back in its usual range",
        lambda: returned("", 1.0),
    ),
    "best_of_periods": Detected(
        lambda: highest(96.1), "Resolution in time: 96.1%, the highest of 13 periods", lambda: highest(96.0)
    ),
    "stable": Detected(
        lambda: calm("stable"), "Resolution in time: 99.5%, stable over 24 periods", lambda: calm("steady")
    ),
    "restored": Detected(one("tickets.resolved", 1), "1 ticket resolved", one("tickets.resolved", 0)),
}


class Set(NamedTuple):
    """A threshold set to a value with which a detector is silent of the case that it speaks of by default.

    Or of `made`, another case that it speaks of by default.
    """

    detector: str
    value: float
    made: Callable[[], Case] | None = None


LIMITS: dict[str, Set] = {
    "near_misses": Set("near_miss_cluster", 6),
    "near_miss_percent": Set("near_miss_cluster", 10.1),
    "repeated_causes": Set("same_cause_twice", 2),
    "context_percent": Set("major_without_context", 50),
    "overdue_actions": Set("actions_overdue", 2),
    "carried_actions": Set("actions_carried", 3),
    "risk_score": Set("risk_high", 6),
    "budget_percent": Set("budget_spent", 80.1),
    "capacity_days": Set("capacity_near", 89),
    "entitlement_days": Set("entitlement_ends", 89),
    "contract_days": Set("contract_ends", 89),
    "overuse_percent": Set("contract_over_used", 110.1),
    "underuse_percent": Set("contract_under_used", 69.9),
    "span_percent": Set("contract_over_used", 84),
    "change_failures": Set("change_failures", 4),
    "change_failure_percent": Set("change_failures", 10.1),
    "change_incidents": Set("change_caused", 2),
    "emergency_share": Set("emergency_share", 20.1),
    "least_changes": Set("emergency_share", 6),
    "slip_days": Set("project_slipping", 8),
    "late_analyses": Set("analysis_late", 2),
    "unanswered": Set("answers_without_follow_up", 2),
    "late_complaints": Set("complaints_overdue", 2),
    "response_percent": Set("low_response", 19.9),
    "least_surveys": Set("low_response", 11),
    "unhappy_percent": Set("green_outside_red_inside", 30.1),
    "recurring_incidents": Set("recurring_group", 11),
    "recurring_percent": Set("recurring_group", 5.1),
    "from_one_person": Set("from_one_person", 4),
    "backlog_periods": Set("backlog_growing", 4),
    "backlog_percent": Set("backlog_growing", 10.1),
    "aged_days": Set("aged_backlog", 90),
    "aged_tickets": Set("aged_backlog", 2),
    "silent_tickets": Set("tickets_silent", 2),
    "stale_days": Set("extract_stale", 4),
    "stale_tickets": Set("extract_stale", 31),
    "least_clocks": Set("no_breach", 21),
    "least_clean_changes": Set("changes_without_failure", 6),
    "prevented": Set("incidents_prevented", 2),
    "outcomes": Set("value_delivered", 3),
    "best_periods": Set("best_of_periods", 13),
}
# What these two decide is not whether a detector speaks: each has a test of its own.
WORDED = ("silent_days", "urgent_days")
LEAST = int(LEAST_CLOCKS.default)
