"""Analyses of causes that are late."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.findings.case import Case, Threshold
from reviewgen.findings.named import owner_of, records, titles
from reviewgen.findings.ranks import found
from reviewgen.model import Finding, Sentence
from reviewgen.records import Problem

LATE_ANALYSES = Threshold("late_analyses", 1, "problems", "analyses past their day, from which they are told of")
THRESHOLDS = (LATE_ANALYSES,)


def analysis_late(case: Case) -> Iterable[Finding]:
    """Analyses of a cause whose promised day has passed."""
    overdue = case.figures.get("problems.rca_overdue")
    if overdue.number and overdue.number >= case.limit(LATE_ANALYSES):
        late = [one for one in case.evidence.problems if _is_late(one, case)]
        yield found(
            "analysis_late",
            Sentence(
                "{n} analysis of a cause is late",
                (("n", overdue),),
                "{n} analyses of a cause are late",
                overdue.number,
            ),
            "problems",
            detail=titles(late),
            more=overdue.number,
            owner=owner_of(late),
            records=records("problems", late),
            impact=Sentence("Until the cause is known, it cannot be put right."),
            proposal=Sentence("Name the day on which each analysis is delivered."),
            ahead=True,
        )


def _is_late(problem: Problem, case: Case) -> bool:
    closed = problem.closed_at is not None and problem.closed_at < case.until
    delivered = problem.rca_done_on is not None and problem.rca_done_on < case.end
    due = problem.rca_due_on
    return due is not None and due < case.end and not (closed or delivered)
