"""Changes that went wrong, that could not wait, and that caused incidents."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.findings.case import Case, Threshold
from reviewgen.findings.named import owner_of, records, titles
from reviewgen.findings.ranks import found
from reviewgen.metrics.changes import IMPLEMENTED
from reviewgen.model import Figure, Finding, Sentence
from reviewgen.records import Change, Ticket

CHANGE_FAILURES = Threshold(
    "change_failures", 3, "changes", "changes without success in a period, from which they are told of"
)
CHANGE_FAILURE_PERCENT = Threshold(
    "change_failure_percent",
    10,
    "%",
    "and the share of the changes carried out that they must make up at the least",
    most=100,
)
CHANGE_INCIDENTS = Threshold(
    "change_incidents", 1, "tickets", "incidents caused by changes in a period, from which they are told of"
)
EMERGENCY_SHARE = Threshold(
    "emergency_share", 20, "%", "share of emergency changes among those carried out, from which it is told of", most=100
)
LEAST_CHANGES = Threshold("least_changes", 5, "changes", "changes carried out, below which no share is judged")
THRESHOLDS = (CHANGE_FAILURES, CHANGE_FAILURE_PERCENT, CHANGE_INCIDENTS, EMERGENCY_SHARE, LEAST_CHANGES)


def change_caused(case: Case) -> Iterable[Finding]:
    """Incidents that a change caused."""
    caused = case.figures.get("changes.incidents")
    if caused.number and caused.number >= case.limit(CHANGE_INCIDENTS):
        tickets = [one for one in _caused(case) if case.within(one.opened_at)]
        causes = {one.change for one in tickets}
        behind = [one for one in case.evidence.changes if one.id in causes]
        yield found(
            "change_caused",
            Sentence(
                "{n} incident was caused by a change",
                (("n", caused),),
                "{n} incidents were caused by changes",
                caused.number,
            ),
            "changes",
            detail=titles(behind),
            more=caused.number,
            owner=owner_of(behind),
            records=(*records("tickets", tickets), *records("changes", behind)),
            proposal=Sentence("Say of each change what test would have shown it before."),
        )


def change_failures(case: Case) -> Iterable[Finding]:
    """Changes without success: several of them, and a good part of those carried out."""
    failed, done = case.figures.get("changes.unsuccessful"), case.figures.get("changes.implemented")
    least = max(case.limit(CHANGE_FAILURES), case.limit(CHANGE_FAILURE_PERCENT) * (done.number or 0.0) / 100)
    if failed.number and failed.number >= least:
        rows = [one for one in _implemented(case) if _went_wrong(one, case)]
        yield found(
            "change_failures",
            _failures(case, (("n", failed), ("done", done))),
            "changes",
            detail=titles(rows),
            more=failed.number,
            owner=owner_of(rows),
            records=records("changes", rows),
            proposal=Sentence("Hold back changes of this kind until it is known what went wrong."),
            ahead=True,
        )


def emergency_share(case: Case) -> Iterable[Finding]:
    """Many changes that could not wait."""
    share, done = case.figures.get("changes.emergency"), case.figures.get("changes.implemented")
    enough = (done.number or 0.0) >= case.limit(LEAST_CHANGES)
    if enough and share.number is not None and share.number >= case.limit(EMERGENCY_SHARE):
        rows = [one for one in _implemented(case) if one.type == "emergency"]
        yield found(
            "emergency_share",
            Sentence("{share} of the changes were emergencies", (("share", share),)),
            "changes",
            detail=Sentence("Of {done} carried out", (("done", done),)),
            records=records("changes", rows),
            impact=Sentence("An emergency leaves less time to test a change and to announce it."),
            proposal=Sentence("Look at what made each of them urgent, and plan for it."),
            ahead=True,
        )


def faults_known(case: Case, changes: Iterable[Change]) -> tuple[bool, bool]:
    """Whether changes tell when they were to end, and whether tickets of the account tell which change caused them."""
    return any(one.planned_end_at for one in changes), case.figures.get("changes.incidents").number is not None


def _failures(case: Case, named: tuple[tuple[str, Figure], ...]) -> Sentence:
    """How many went wrong, in ways that the data can tell."""
    changes = _implemented(case)
    if any(one.outcome == "with_issues" for one in changes):
        return Sentence("{n} of {done} changes did not go as planned", named)
    return {
        (True, True): Sentence("{n} of {done} changes failed, were taken back, overran or caused an incident", named),
        (True, False): Sentence("{n} of {done} changes failed, were taken back or overran", named),
        (False, True): Sentence("{n} of {done} changes failed, were taken back or caused an incident", named),
        (False, False): Sentence("{n} of {done} changes failed or were taken back", named),
    }[faults_known(case, changes)]


def _caused(case: Case) -> Iterable[Ticket]:
    """The tickets that name a change as their cause; cancelled and duplicate ones stay out."""
    tickets = case.evidence.tickets
    return (one for one in tickets if one.change and one.state != "cancelled" and not one.duplicate_of)


def _implemented(case: Case) -> tuple[Change, ...]:
    changes = case.evidence.changes
    return tuple(one for one in changes if case.within(one.ended_at) and one.outcome in IMPLEMENTED)


def _went_wrong(change: Change, case: Case) -> bool:
    overran = bool(change.planned_end_at and change.ended_at and change.ended_at > change.planned_end_at)
    caused = any(one.change == change.id for one in _caused(case))
    return change.outcome != "successful" or overran or caused
