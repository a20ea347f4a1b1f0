"""Risks that stand and are high, as people see them."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.findings.case import Case, Threshold, called
from reviewgen.findings.ranks import found
from reviewgen.model import Finding, Sentence, Severity
from reviewgen.records import Risk

LEVELS = {"low": 1, "medium": 2, "high": 3}
SEVERITY: dict[str, Severity] = {"low": "low", "medium": "medium", "high": "high"}

RISK_SCORE = Threshold(
    "risk_score", 5, "points", "likelihood plus severity (1 low, 2 medium, 3 high), from which a risk is told of"
)
THRESHOLDS = (RISK_SCORE,)


def risk_high(case: Case) -> Iterable[Finding]:
    """A risk that stands, of which likelihood or severity is high and the other not low."""
    for risk in case.evidence.risks:
        if _stands(risk, case) and _score(risk) >= case.limit(RISK_SCORE):
            yield found(
                "risk_high",
                Sentence("Risk: {title}", (("title", risk.title),)),
                "concerns",
                detail=Sentence(
                    "Likelihood {likelihood}, severity {severity}; raised on {day}",
                    (
                        ("likelihood", called("likelihood", risk.likelihood)),
                        ("severity", called("severity", risk.severity)),
                        ("day", risk.raised_on),
                    ),
                ),
                more=2.0 * (_score(risk) - case.limit(RISK_SCORE)) + (risk.severity == "high"),
                severity=SEVERITY[risk.severity],
                subject=risk.id,
                records=(("risks", risk.id),),
                owner=risk.owner,
                impact=risk.impact,
                likelihood=called("likelihood", risk.likelihood),
                proposal=risk.proposal or Sentence("Agree on who settles it, and by when."),
                ahead=True,
            )


def _score(risk: Risk) -> int:
    """The sum of both levels; 0 where one is not stated."""
    levels = (LEVELS.get(risk.likelihood, 0), LEVELS.get(risk.severity, 0))
    return sum(levels) if all(levels) else 0


def _stands(risk: Risk, case: Case) -> bool:
    return risk.raised_on < case.end and (risk.closed_on is None or risk.closed_on >= case.end)
