"""Targets missed, targets that nearly were, and single tickets that nearly missed theirs."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.findings.behaviour import signal_of, than_usual
from reviewgen.findings.case import Case, Threshold, called, joined, label, section_of
from reviewgen.findings.named import records
from reviewgen.findings.ranks import found
from reviewgen.findings.services import is_spent
from reviewgen.model import Amount, Clock, Figure, Finding, Quoted, Sentence

URGENCY = {"P1": 9.0, "P2": 6.0}
AVAILABILITY = "availability"

NEAR_MISSES = Threshold(
    "near_misses", 5, "tickets", "near misses of one clock in a period, from which they are told of"
)
NEAR_MISS_PERCENT = Threshold(
    "near_miss_percent", 10, "%", "and the share of the clocks decided that they must make up at the least", most=100
)
THRESHOLDS = (NEAR_MISSES, NEAR_MISS_PERCENT)


def target_missed(case: Case) -> Iterable[Finding]:
    """A figure that is on the wrong side of its target."""
    for figure in case.judged():
        if figure.status == "missed" and figure.target:
            yield found(
                "target_missed",
                Sentence("{what}: {figure} against a target of {target}", _against(figure)),
                section_of(figure),
                detail=_previous(case, figure),
                more=_urgency(figure),
                subject=figure.name,
                proposal=Sentence("Agree on what is done about the cause, by whom and by when."),
            )


def target_at_risk(case: Case) -> Iterable[Finding]:
    """A figure that met its target with little room left; a budget of downtime that is spent is told of as such."""
    for figure in case.judged():
        if figure.status == "at_risk" and figure.target and not is_spent(case, dict(figure.dimensions)):
            yield found(
                "target_at_risk",
                Sentence("{what}: {figure}, with little room to the target of {target}", _against(figure)),
                section_of(figure),
                detail=_previous(case, figure),
                more=_urgency(figure),
                subject=figure.name,
                impact=Sentence("Little more, and the target is missed."),
                proposal=Sentence("Look at what came closest, before it is missed."),
                ahead=True,
            )


def near_miss_cluster(case: Case) -> Iterable[Finding]:
    """Clocks that were met with little time left: many, and a good part of all that were decided."""
    for figure in case.figures.split("sla.near_misses", "clock"):
        least = max(case.limit(NEAR_MISSES), case.limit(NEAR_MISS_PERCENT) * figure.n / 100)
        if figure.number is not None and figure.number >= least:
            clock = dict(figure.dimensions)["clock"]
            yield found(
                "near_miss_cluster",
                Sentence("{n} {clock} targets were met only just", (("n", figure), ("clock", called("clock", clock)))),
                "service_levels",
                detail=Sentence("Of {n.n} that were decided", (("n", figure),)),
                subject=clock,
                records=_nearly(case, clock),
                impact=Sentence("A little more time, and each of them is a target missed."),
                proposal=Sentence("Look for what delayed these tickets."),
                ahead=True,
            )


def _nearly(case: Case, clock: str) -> tuple[tuple[str, str], ...]:
    near = (one for one in case.evidence.tickets if _is_near(getattr(one, clock)))
    return records("tickets", near)


def _is_near(clock: Clock) -> bool:
    return clock.near_miss and clock.outcome == "met"


def _against(figure: Figure) -> tuple[tuple[str, Quoted], ...]:
    assert figure.target, "only figures with a target are missed or at risk"
    target = Amount(figure.target.value, figure.unit)
    return (("what", label(figure)), ("figure", figure), ("target", target))


def _urgency(figure: Figure) -> float:
    return URGENCY.get(dict(figure.dimensions).get("priority", ""), 3.0)


def _previous(case: Case, figure: Figure) -> Sentence:
    """What a figure is drawn from, what it was before, and what its history says of it."""
    before = case.figures.get(figure.metric, case.figures.previous, **dict(figure.dimensions))
    counted = figure.metric != AVAILABILITY
    signal = signal_of(case, figure)
    parts = [
        *([Sentence("drawn from {now.n}", (("now", figure),))] if counted else []),
        _before(before, counted=counted),
        *([than_usual(signal)] if signal else []),
    ]
    return Sentence("{told.capital}", (("told", joined(parts)),))


def _before(before: Figure, *, counted: bool) -> Sentence:
    if before.number is None:
        return Sentence("nothing to compare with in the period before")
    if counted:
        return Sentence("{before} in the period before, from {before.n}", (("before", before),))
    return Sentence("{before} in the period before", (("before", before),))
