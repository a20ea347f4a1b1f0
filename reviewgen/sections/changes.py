"""Changes: how those of the period went, what was learned where they did not, and which are planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reviewgen.model import Depth
from reviewgen.records import Change
from reviewgen.sections.counted import counted
from reviewgen.sections.listing import UNKNOWN, about, ended, listing
from reviewgen.sections.view import Cell, Head, Inputs, Nothing, Table, told

TITLE = "Changes"
LEAST: Depth = "standard"
METRICS = (
    "changes.implemented",
    "changes.success",
    "changes.unsuccessful",
    "changes.emergency",
    "changes.incidents",
    "changes.caused",
    "changes.scheduled",
)
OUTCOMES = {"successful": "done", "failed": "failed", "backed_out": "backed out", "cancelled": "cancelled"}
FAILED = ("failed", "backed_out")


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on changes shows."""

    counts: Table | None = told("figures on changes beside the previous period and last year, at full depth")
    unsuccessful: Table | None = told("changes of the period that did not go as planned, with what was learned")
    schedule: Table | None = told("changes planned after the period, the next one first")
    done: Table | None = told("the other changes of the period, at full depth")


def build(inputs: Inputs) -> Context | Nothing:
    """Without a table of changes, or without one done or planned, the section says so in a line."""
    implemented = inputs.figures.get("changes.implemented")
    changes = inputs.evidence.changes
    if implemented.number is None and not changes:
        return Nothing("No changes are recorded. A table of changes fills this section: carried out and planned.")
    over = [one for one in changes if inputs.case.within(one.ended_at) and one.outcome != "cancelled"]
    planned = _planned(inputs)
    if not implemented.number and not over and not planned:
        return Nothing(
            f"No change was carried out in {inputs.words.period(inputs.figures.period)}, and none is planned."
        )
    wrong = [one for one in over if _went_wrong(inputs, one)]
    return Context(
        counts=counted(inputs, METRICS),
        unsuccessful=_unsuccessful(inputs, wrong),
        schedule=_schedule(inputs, planned),
        done=_done(inputs, [one for one in over if one not in wrong]),
    )


def _planned(inputs: Inputs) -> list[Change]:
    """What is to begin after the period and had not begun by its end, cancelled ones left out; the next one first."""
    ahead = [
        (one.planned_start_at, one.id, one)
        for one in inputs.evidence.changes
        if one.planned_start_at and one.planned_start_at >= inputs.period.end and _is_ahead(inputs, one)
    ]
    return [one for _, _, one in sorted(ahead, key=lambda found: found[:2])]


def _is_ahead(inputs: Inputs, change: Change) -> bool:
    return change.outcome != "cancelled" and not ended(inputs, change.started_at) and not ended(inputs, change.ended_at)


def _went_wrong(inputs: Inputs, change: Change) -> bool:
    return change.outcome in FAILED or _overran(change) or bool(_caused(inputs, change))


def _overran(change: Change) -> bool:
    return bool(change.ended_at and change.planned_end_at and change.ended_at > change.planned_end_at)


def _caused(inputs: Inputs, change: Change) -> list[str]:
    """The tickets that name it as what caused them."""
    return [ticket.id for ticket in inputs.evidence.tickets if ticket.change == change.id]


def _unsuccessful(inputs: Inputs, changes: list[Change]) -> Table | None:
    heads = (Head("Did not go as planned", 35), Head("When", 18), Head("How it went", 18), Head("What was learned", 29))
    room = inputs.room(0, 3, 20)
    return listing(inputs, "Unsuccessful changes", heads, changes, _wrong, room, "in the order begun")


def _wrong(inputs: Inputs, change: Change) -> tuple[Cell, ...]:
    return (_head(change), _minute(inputs, change.ended_at), _how(inputs, change), Cell(change.review or UNKNOWN))


def _how(inputs: Inputs, change: Change) -> Cell:
    caused = _caused(inputs, change)
    late = "took longer than planned" if _overran(change) else ""
    tickets = f"caused {', '.join(caused)}" if caused else ""
    if change.outcome in FAILED:
        return Cell(OUTCOMES[change.outcome], about(late, tickets), "missed")
    return Cell(late or "done", tickets, "at_risk")


def _schedule(inputs: Inputs, changes: list[Change]) -> Table | None:
    heads = (
        Head("Planned change", 42),
        Head("When", 23),
        Head("What users notice", 26),
        Head("Risk", 9),
    )
    return listing(inputs, "Forward schedule", heads, changes, _ahead, inputs.room(0, 3, 20), "the next ones")


def _ahead(inputs: Inputs, change: Change) -> tuple[Cell, ...]:
    since = f"since then {OUTCOMES[change.outcome]}" if change.outcome else ""
    return (
        _head(change),
        _window(inputs, change.planned_start_at, change.planned_end_at),
        Cell(change.impact or UNKNOWN, since),
        Cell(change.risk or UNKNOWN),
    )


def _done(inputs: Inputs, changes: list[Change]) -> Table | None:
    heads = (Head("Done", 48), Head("When", 18), Head("What users notice", 34))
    return listing(inputs, "Done as planned", heads, changes, _well, inputs.room(0, 0, 8), "in the order begun")


def _well(inputs: Inputs, change: Change) -> tuple[Cell, ...]:
    return (_head(change), _minute(inputs, change.ended_at), Cell(change.impact or UNKNOWN))


def _head(change: Change) -> Cell:
    return Cell(change.title, about(change.id, change.type, change.service, change.owner), record=change.id)


def _window(inputs: Inputs, start: datetime | None, end: datetime | None) -> Cell:
    """From when to when; the day once where it is the same."""
    if not start or not end:
        return _minute(inputs, start)
    until = inputs.words.time(end) if start.date() == end.date() else inputs.words.minute(end)
    return Cell(f"{inputs.words.minute(start)} to {until}")


def _minute(inputs: Inputs, at: datetime | None) -> Cell:
    return Cell(inputs.words.minute(at) if at else UNKNOWN)
