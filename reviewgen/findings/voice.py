"""What the customer's people said, and whether anybody answered."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.findings.case import Case
from reviewgen.model import Finding, Sentence
from reviewgen.records import Survey

UNHAPPY = {"csat": 2.0, "nps": 6.0, "ces": 3.0}


def answers_without_follow_up(case: Case) -> Iterable[Finding]:
    """Unhappy answers that nobody has followed up."""
    silent = case.figures.get("survey.unanswered")
    if silent.number:
        yield Finding(
            "concern",
            "answers_without_follow_up",
            Sentence(
                "{n} unhappy answer has not been followed up",
                (("n", silent),),
                "{n} unhappy answers have not been followed up",
                silent.number,
            ),
            Sentence("Low scores in satisfaction, recommendation or effort"),
            "voice",
            55,
        )


def answers(case: Case) -> tuple[Survey, ...]:
    """The surveys answered with a score within the period: those that its figures count, and no others."""
    return tuple(
        survey
        for survey in case.evidence.surveys
        if survey.score is not None
        and survey.answered_at is not None
        and case.period.start <= survey.answered_at < min(case.period.end, case.as_of)
    )


def is_unhappy(survey: Survey) -> bool:
    """An answer at the low end of its scale: csat 1 or 2, nps 0 to 6, ces 1 to 3."""
    return survey.score is not None and survey.score <= UNHAPPY.get(survey.kind, -1)
