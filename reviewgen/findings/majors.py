"""What major incidents leave behind: what cannot be explained yet, and what has come again."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.findings.case import Case, Threshold, called
from reviewgen.findings.named import records, titles
from reviewgen.findings.ranks import found
from reviewgen.model import Finding, Sentence
from reviewgen.records import Major

REPEATED_CAUSES = Threshold(
    "repeated_causes", 1, "incidents", "major incidents of a cause that came before, from which they are told of"
)
CONTEXT_PERCENT = Threshold(
    "context_percent", 100, "%", "share of major incidents explained in full, below which they are told of", most=100
)
THRESHOLDS = (REPEATED_CAUSES, CONTEXT_PERCENT)


def same_cause_twice(case: Case) -> Iterable[Finding]:
    """Major incidents whose cause an earlier one had, within twelve months."""
    repeated = case.figures.get("majors.repeated")
    if repeated.number and repeated.number >= case.limit(REPEATED_CAUSES):
        named = [one for one in _started(case) if one.cause_code or one.problem]
        certain = named if len(named) == repeated.number else []
        yield found(
            "same_cause_twice",
            Sentence(
                "{n} major incident had a cause that an earlier one had",
                (("n", repeated),),
                "{n} major incidents had a cause that an earlier one had",
                repeated.number,
            ),
            "majors",
            detail=Sentence("Within twelve months: {titles}", (("titles", titles(certain)),))
            if certain
            else Sentence("Within twelve months"),
            more=repeated.number,
            subject="; ".join(sorted({one.cause_code or one.problem for one in certain})),
            records=records("majors", named),
            impact=Sentence("What was done after the first has not kept it from coming again."),
            likelihood=called("likelihood", "high"),
            proposal=Sentence("Look anew at why the cause is still there, and say how its removal will be proven."),
            ahead=True,
        )


def major_without_context(case: Case) -> Iterable[Finding]:
    """A major incident that cannot yet be explained in full."""
    context = case.figures.get("majors.context")
    if context.number is not None and context.number < case.limit(CONTEXT_PERCENT):
        yield found(
            "major_without_context",
            Sentence("Not every major incident is explained in full yet"),
            "majors",
            detail=Sentence("{context} of {context.n} with full context", (("context", context),)),
            records=records("majors", (one for one in _started(case) if not _is_explained(one))),
            proposal=Sentence("Complete impact, cause, gap, fix, prevention and proof of each."),
        )


def _started(case: Case) -> tuple[Major, ...]:
    return tuple(one for one in case.evidence.majors if case.within(one.started_at))


def _is_explained(one: Major) -> bool:
    return all((one.impact, one.cause, one.controls_gap, one.fix, one.prevention, one.verification))
