"""What rows kept by hand leave open: majors, breaches, promises, value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reviewgen.errors import shorten
from reviewgen.findings.promises import is_open
from reviewgen.model import Figure
from reviewgen.readiness.look import Gap, Look
from reviewgen.records import Action, Major, Ticket

NEEDED = {"cause": "cause", "prevention": "prevention"}
FULL = {
    "impact": "impact",
    "controls_gap": "reason why controls missed it",
    "fix": "fix",
    "verification": "proof that the prevention works",
}
URGENT = "P1"
CLOCKS = ("resolution", "response")


def majors(look: Look) -> Iterator[Gap]:
    """Blocker: a major incident without cause or prevention. Warning: other context is missing."""
    for major in look.case.evidence.majors:
        if missing := _lacks(major, NEEDED):
            yield _of_major(look, major, "blocker", missing)
        if missing := _lacks(major, FULL):
            yield _of_major(look, major, "warning", missing)


def _lacks(major: Major, columns: dict[str, str]) -> dict[str, str]:
    return {column: words for column, words in columns.items() if not getattr(major, column)}


def _of_major(look: Look, major: Major, grade: str, missing: dict[str, str]) -> Gap:
    return look.at(
        "majors",
        major.id,
        grade=grade,
        code="major.context",
        problem=f'the major incident "{shorten(major.title)}" has {_without(missing)}',
        hint=f"fill in {_listed(list(missing))}",
    )


def _without(missing: dict[str, str]) -> str:
    return _listed([f"no {words}" for words in missing.values()])


def _listed(words: Sequence[str]) -> str:
    return " and ".join([*([", ".join(words[:-1])] if words[1:] else []), *words[-1:]])


def breaches(look: Look) -> Iterator[Gap]:
    """A missed target without its cause.

    Blocker: the ticket has the priority P1, or the level agreed for its clock is missed, over all or for its priority.
    Warning: any other.
    """
    missed = {(one.metric, dict(one.dimensions).get("priority", "")) for one in _missed(look)}
    for ticket in look.case.evidence.tickets:
        late = [clock for clock in CLOCKS if getattr(ticket, clock).outcome == "breached"]
        if late and not ticket.breach_cause:
            asked = {(f"sla.{clock}", word) for clock in late for word in ("", ticket.priority)}
            grade = "blocker" if ticket.priority == URGENT or asked & missed else "warning"
            yield _of_breach(look, ticket, late, grade)


def _missed(look: Look) -> list[Figure]:
    return [
        one
        for one in look.case.judged()
        if one.status == "missed" and not {name for name, _ in one.dimensions} - {"priority"}
    ]


def _of_breach(look: Look, ticket: Ticket, late: Sequence[str], grade: str) -> Gap:
    priority = f"{ticket.priority} " if ticket.priority else ""
    return look.at(
        "tickets",
        ticket.id,
        grade=grade,
        code="breach.cause",
        problem=f'the {priority}ticket "{shorten(ticket.title)}" missed its {_listed(late)} time, and no cause '
        "is given",
        hint="fill in breach_cause, in words for the customer",
    )


def actions(look: Look) -> Iterator[Gap]:
    """Warning: an open action without owner or date."""
    for action in look.case.evidence.actions:
        missing = _unsaid(action)
        if missing and is_open(action, look.case):
            yield look.at(
                "actions",
                action.id,
                grade="warning",
                code="action.open_ended",
                problem=f'the action "{shorten(action.title)}" has {_without(missing)}',
                hint=f"fill in {_listed(list(missing))}",
            )


def _unsaid(action: Action) -> dict[str, str]:
    found = {"owner": (action.owner, "owner"), "due_on": (action.now_due_on, "date")}
    return {column: words for column, (value, words) in found.items() if not value}


def value(look: Look) -> Iterator[Gap]:
    """Warning: hours or money that were saved, and nobody says how that is reckoned."""
    for one in look.case.evidence.value:
        given = [name for name in ("hours", "money") if getattr(one, name) is not None]
        if given and not one.assumption:
            yield look.at(
                "value",
                one.id,
                grade="warning",
                code="value.assumption",
                problem=f'"{shorten(one.title)}" claims {_listed(given)} and states no assumption: they are in '
                "no figure",
                hint="fill in assumption, in words for the customer",
            )
