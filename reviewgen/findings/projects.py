"""Projects that end later than planned."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.findings.case import Case, Threshold
from reviewgen.findings.named import by_title
from reviewgen.findings.ranks import found
from reviewgen.model import Figure, Finding, Sentence
from reviewgen.records import Project

SLIP_DAYS = Threshold("slip_days", 7, "days", "days beyond its first planned end, above which a project slips")
THRESHOLDS = (SLIP_DAYS,)


def project_slipping(case: Case) -> Iterable[Finding]:
    """A project that is expected, or came, so many days after its first planned end."""
    rows = by_title(case.evidence.projects)
    for slip in case.figures.split("projects.slip", "project"):
        if slip.number is not None and slip.number > case.limit(SLIP_DAYS):
            yield _slipping(case, slip, rows.get(slip.dimensions[0][1]))


def _slipping(case: Case, slip: Figure, row: Project | None) -> Finding:
    what = slip.dimensions[0][1]
    ended = bool(row and row.ended_on and row.ended_on < case.end)
    named = (("what", what), ("slip", slip))
    over = Sentence("{what} ended {slip} after its first planned end", named)
    expected = Sentence("{what} is expected {slip} after its first planned end", named)
    told, new = Sentence("Say what delayed it."), Sentence("Agree on the new day, and on what it needs to hold.")
    return found(
        "project_slipping",
        over if ended else expected,
        "projects",
        detail=_days(row, ended),
        more=(slip.number or 0.0) / 30,
        subject=row.id if row else what,
        records=(("projects", row.id),) if row else (),
        owner=row.owner if row else "",
        proposal=told if ended else new,
        ahead=not ended,
    )


def _days(row: Project | None, ended: bool) -> Sentence:
    day = (row.ended_on if ended else row.forecast_end_on) if row else None
    if row is None or row.baseline_end_on is None or day is None:
        return Sentence("")
    days = (("first", row.baseline_end_on), ("day", day))
    if ended:
        return Sentence("First planned for {first}, ended on {day}", days)
    return Sentence("First planned for {first}, now expected on {day}", days)
