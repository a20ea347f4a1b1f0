"""What went well, each with the number behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from reviewgen.findings.case import SURE, Case, Threshold, joined
from reviewgen.findings.changes import faults_known
from reviewgen.findings.named import records, titles
from reviewgen.findings.ranks import found
from reviewgen.metrics import BY_ID
from reviewgen.model import Figure, Finding, Sentence
from reviewgen.records import Value

LEAST_CLOCKS = Threshold(
    "least_clocks", 10, "tickets", "resolution targets decided, below which that all were met is not told of"
)
LEAST_CLEAN_CHANGES = Threshold(
    "least_clean_changes", 5, "changes", "changes carried out, below which that all succeeded is not told of"
)
PREVENTED = Threshold("prevented", 1, "incidents", "incidents prevented in a period, from which they are told of")
OUTCOMES = Threshold("outcomes", 1, "outcomes", "outcomes delivered in a period, from which they are told of")
THRESHOLDS = (LEAST_CLOCKS, LEAST_CLEAN_CHANGES, PREVENTED, OUTCOMES)


def all_targets_met(case: Case) -> Iterable[Finding]:
    """Every target that could be measured was met."""
    agreed, measured, met = (case.figures.get(f"targets.{name}") for name in ("agreed", "measured", "met"))
    if met.number and met.number == measured.number:
        yield found(
            "all_targets_met",
            Sentence(
                "The one target measured was met", (("met", met),), "All {met} targets measured were met", met.number
            ),
            "service_levels",
            detail=Sentence("Of {agreed} agreed", (("agreed", agreed),)),
        )


def promises_kept(case: Case) -> Iterable[Finding]:
    """Every promise of ours that was due was kept on its original day."""
    kept = case.figures.get("actions.on_time", side="ours")
    if kept.number == 100:
        still = case.figures.get("actions.open", side="ours")
        due = [one for one in case.evidence.actions if one.side == "ours" and one.due_on and one.state != "cancelled"]
        yield found(
            "promises_kept",
            Sentence(
                "The one promise due was kept on its original day",
                (("kept", kept),),
                "All {kept.n} promises due were kept on their original day",
                kept.n,
            ),
            "promises",
            detail=Sentence("{open} open at the end of the period", (("open", still),)),
            more=kept.n / 10,
            records=records("actions", (one for one in due if one.due_on and _in_period(case, one.due_on))),
        )


def no_breach(case: Case) -> Iterable[Finding]:
    """No target was missed at all, on resolution or on any other clock that is measured."""
    levels = case.figures.get("sla.resolution")
    missed = any(breaches.number for breaches in case.figures.split("sla.breaches", "clock"))
    if levels.number == 100 and levels.n >= case.limit(LEAST_CLOCKS) and not missed:
        yield found(
            "no_breach",
            Sentence("Every one of {levels.n} resolution targets was met", (("levels", levels),)),
            "service_levels",
            detail=Sentence("No breach in the period"),
        )


def no_major(case: Case) -> Iterable[Finding]:
    """No major incident started."""
    majors = case.figures.get("majors.count")
    if majors.number == 0 and case.figures.get("majors.minutes").number == 0:
        before = case.figures.get("majors.count", case.figures.previous)
        known = Sentence("{n} in the period before", (("n", before),)) if before.number is not None else None
        yield found("no_major", Sentence("No major incident"), "majors", detail=known)


def satisfied(case: Case) -> Iterable[Finding]:
    """Satisfaction met its target, from enough answers to say so."""
    csat = case.figures.get("survey.csat")
    if csat.status in ("met", "at_risk") and csat.n >= BY_ID["survey.csat"].least_n:
        low, high = (case.figures.get(f"survey.csat.{end}") for end in ("low", "high"))
        yield found(
            "satisfied",
            Sentence("{csat} of answers were satisfied", (("csat", csat),)),
            "voice",
            detail=Sentence(
                "{csat.n} answers; between {low} and {high} with {sure} confidence",
                (("csat", csat), ("low", low), ("high", high), ("sure", SURE)),
            ),
            subject=csat.name,
        )


def value_delivered(case: Case) -> Iterable[Finding]:
    """Outcomes that were delivered, with the hours and money that they saved where those are reckoned."""
    outcomes = case.figures.get("value.outcomes")
    if outcomes.number and outcomes.number >= case.limit(OUTCOMES):
        rows, savings = _of_kind(case, "outcome"), _savings(case)
        yield found(
            "value_delivered",
            _saving(outcomes, savings) if savings else _delivered(outcomes),
            "value",
            detail=titles(rows),
            more=outcomes.number / 2,
            records=records("value", (*rows, *_of_kind(case, "saving"))),
        )


def _delivered(outcomes: Figure) -> Sentence:
    return Sentence("{n} outcome delivered", (("n", outcomes),), "{n} outcomes delivered", outcomes.number or 0.0)


def _saving(outcomes: Figure, savings: Sequence[Sentence]) -> Sentence:
    return Sentence(
        "{n} outcome delivered, and {saved} saved by the assumptions stated",
        (("n", outcomes), ("saved", joined(savings, "{first} and {then}"))),
        "{n} outcomes delivered, and {saved} saved by the assumptions stated",
        outcomes.number or 0.0,
    )


def _savings(case: Case) -> list[Sentence]:
    """The hours and the money saved, as far as they are reckoned."""
    savings = (case.figures.get(f"value.{name}") for name in ("hours", "money"))
    return [Sentence("{saving}", (("saving", figure),)) for figure in savings if figure.number]


def incidents_prevented(case: Case) -> Iterable[Finding]:
    """Incidents that were kept from happening."""
    prevented = case.figures.get("value.prevented")
    if prevented.number and prevented.number >= case.limit(PREVENTED):
        rows = _of_kind(case, "prevented")
        yield found(
            "incidents_prevented",
            Sentence("{n} incident prevented", (("n", prevented),), "{n} incidents prevented", prevented.number),
            "value",
            detail=titles(rows),
            more=prevented.number,
            records=records("value", rows),
        )


FAULTLESS = {
    (True, True): Sentence("Not one failed, was taken back, overran or caused an incident"),
    (True, False): Sentence("Not one failed, was taken back or overran"),
    (False, True): Sentence("Not one failed, was taken back or caused an incident"),
    (False, False): Sentence("Not one failed or was taken back"),
}
"""By what the data can tell: whether changes overran, and whether they caused incidents."""


def changes_without_failure(case: Case) -> Iterable[Finding]:
    """Every change that was carried out succeeded: none failed, overran or caused an incident."""
    success, done = case.figures.get("changes.success"), case.figures.get("changes.implemented")
    if success.number == 100 and (done.number or 0.0) >= case.limit(LEAST_CLEAN_CHANGES):
        rows = [one for one in case.evidence.changes if case.within(one.ended_at) and one.outcome == "successful"]
        yield found(
            "changes_without_failure",
            Sentence("All {done} changes succeeded", (("done", done),)),
            "changes",
            detail=FAULTLESS[faults_known(case, rows)],
            records=records("changes", rows),
        )


def complaints_answered(case: Case) -> Iterable[Finding]:
    """Every complaint whose answer was due was answered by its day."""
    kept, overdue = case.figures.get("complaints.on_time"), case.figures.get("complaints.overdue")
    if kept.number == 100 and kept.n and not overdue.number:
        due = [one for one in case.evidence.complaints if one.answer_due_on and _in_period(case, one.answer_due_on)]
        yield found(
            "complaints_answered",
            Sentence(
                "The one complaint due was answered by the day promised",
                (("kept", kept),),
                "All {kept.n} complaints due were answered by the day promised",
                kept.n,
            ),
            "voice",
            records=records("complaints", due),
        )


def restored(case: Case) -> Iterable[Finding]:
    """What was done at the least: tickets resolved, and how fast."""
    resolved, median = case.figures.get("tickets.resolved"), case.figures.get("time.resolve.median")
    if resolved.number:
        fast = median.number is not None and median.n >= BY_ID["time.resolve.median"].least_n
        yield found(
            "restored",
            Sentence("{n} ticket resolved", (("n", resolved),), "{n} tickets resolved", resolved.number),
            "workload",
            detail=_half(median) if fast else Sentence("In the period"),
        )


def _half(median: Figure) -> Sentence:
    """Cancelled tickets and duplicates are resolved, and not measured: the median has an n of its own."""
    return Sentence("Half of the {median.n} measured within {median}", (("median", median),))


def _of_kind(case: Case, kind: str) -> list[Value]:
    return [one for one in case.evidence.value if one.kind == kind and _in_period(case, one.on)]


def _in_period(case: Case, day: date) -> bool:
    return case.period.start.date() <= day < case.end
