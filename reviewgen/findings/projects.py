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
    verb = "ended" if ended else "is expected"
    return found(
        "project_slipping",
        Sentence(f"{{what}} {verb} {{slip}} after its first planned end", (("what", what), ("slip", slip))),
        "projects",
        detail=_days(row, ended),
        more=(slip.number or 0.0) / 30,
        subject=row.id if row else what,
        records=(("projects", row.id),) if row else (),
        owner=row.owner if row else "",
        proposal="Agree on the new day, and on what it needs to hold." if not ended else "Say what delayed it.",
        ahead=not ended,
    )


def _days(row: Project | None, ended: bool) -> Sentence:
    day = (row.ended_on if ended else row.forecast_end_on) if row else None
    if row is None or row.baseline_end_on is None or day is None:
        return Sentence("")
    verb = "ended" if ended else "now expected"
    return Sentence(f"First planned for {{first}}, {verb} on {{day}}", (("first", row.baseline_end_on), ("day", day)))
