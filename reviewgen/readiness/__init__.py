"""What is missing before the meeting: each check looks at one account and says what it lacks and what to do.

To add a check: a function from Look to gaps in the module of its matter, and one line in CHECKS. Its docstring says
which gaps are blockers, warnings or hints. Of gaps of the same grade those of an earlier check come first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from reviewgen.gather import Job
from reviewgen.readiness import data, kept, meeting, words
from reviewgen.readiness.look import GRADES, Gap, Grade, Look, of_issue, seen

LOST = ("issued",)
Check = Callable[[Look], Iterable[Gap]]

CHECKS: tuple[Check, ...] = (
    data.vanished,
    kept.majors,
    kept.breaches,
    words.internal,
    kept.actions,
    data.unmapped,
    data.unpromised,
    data.truncated,
    data.stale,
    data.outside,
    data.times,
    data.unmeasured,
    data.endless_holds,
    kept.value,
    meeting.answers,
    meeting.people,
    meeting.day,
    meeting.agenda,
    meeting.minutes,
    meeting.decisions,
    meeting.notes,
    meeting.empty,
    data.notes,
)

__all__ = ["CHECKS", "GRADES", "Gap", "Grade", "Look", "readiness", "seen", "unready", "worst_first"]


def readiness(look: Look) -> tuple[Gap, ...]:
    """What one account lacks, worst first."""
    return worst_first(gap for check in CHECKS for gap in check(look))


def unready(job: Job, looks: Mapping[str, Look]) -> tuple[Gap, ...]:
    """What all accounts of a job lack, worst first.

    Blockers are also the reasons why an account can have no pack at all, and an issued pack that cannot be read;
    warnings what else was found in the input and concerns no account alone.
    """
    failed = (replace(of_issue(issue, "blocker"), account=name) for name in job.failed for issue in job.failed[name])
    general = (of_issue(issue, "blocker" if issue.code in LOST else "warning") for issue in job.notices)
    own = (gap for look in looks.values() for gap in readiness(look))
    return worst_first([*failed, *general, *own])


def worst_first(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Gaps by grade, then by account; else in the order in which they come."""
    return tuple(sorted(gaps, key=lambda gap: (GRADES.index(gap.grade), gap.account)))
