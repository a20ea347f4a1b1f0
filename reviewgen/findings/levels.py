"""Targets missed, and targets that nearly were."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.findings.behaviour import signal_of, than_usual
from reviewgen.findings.case import Case, label, section_of
from reviewgen.model import Amount, Figure, Finding, Sentence

URGENCY = {"P1": 9.0, "P2": 6.0}
AVAILABILITY = "availability"


def target_missed(case: Case) -> Iterable[Finding]:
    """A figure that is on the wrong side of its target."""
    for figure in case.judged():
        if figure.status == "missed" and figure.target:
            yield Finding(
                "concern",
                "target_missed",
                Sentence(
                    "{what}: {figure} against a target of {target}",
                    (("what", label(figure)), ("figure", figure), ("target", Amount(figure.target.value, figure.unit))),
                ),
                _previous(case, figure),
                section_of(figure),
                90 + _urgency(figure),
            )


def target_at_risk(case: Case) -> Iterable[Finding]:
    """A figure that met its target with little room left."""
    for figure in case.judged():
        if figure.status == "at_risk" and figure.target:
            yield Finding(
                "concern",
                "target_at_risk",
                Sentence(
                    "{what}: {figure}, with little room to the target of {target}",
                    (("what", label(figure)), ("figure", figure), ("target", Amount(figure.target.value, figure.unit))),
                ),
                _previous(case, figure),
                section_of(figure),
                50 + _urgency(figure),
            )


def _urgency(figure: Figure) -> float:
    return URGENCY.get(dict(figure.dimensions).get("priority", ""), 3.0)


def _previous(case: Case, figure: Figure) -> Sentence:
    """What a figure is drawn from, what it was before, and what its history says of it."""
    before = case.figures.get(figure.metric, case.figures.previous, **dict(figure.dimensions))
    parts = ["Drawn from {now.n}"] if figure.metric != AVAILABILITY else []
    if before.number is None:
        parts.append("nothing to compare with in the period before")
    else:
        parts.append("{before} in the period before" + (", from {before.n}" if parts else ""))
    signal = signal_of(case, figure)
    text = "; ".join([*parts, than_usual(signal)] if signal else parts)
    return Sentence(f"{text[:1].upper()}{text[1:]}", (("now", figure), ("before", before)))
