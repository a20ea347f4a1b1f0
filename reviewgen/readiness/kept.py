"""What rows kept by hand leave open: majors, breaches, promises, value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reviewgen.errors import shorten
from reviewgen.findings.promises import is_open
from reviewgen.languages import N_
from reviewgen.model import Figure, Sentence
from reviewgen.readiness.look import Gap, Look
from reviewgen.records import Action, Major, Ticket

NEEDED = {"cause": N_("no cause"), "prevention": N_("no prevention")}
FULL = {
    "impact": N_("no impact"),
    "controls_gap": N_("no reason why controls missed it"),
    "fix": N_("no fix"),
    "verification": N_("no proof that the prevention works"),
}
LATE = {
    ("resolution",): N_("missed its resolution time"),
    ("response",): N_("missed its response time"),
    ("resolution", "response"): N_("missed its resolution and response time"),
}
CLAIMED = {"hours": N_("hours"), "money": N_("money")}
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
        problem=Sentence(
            'the major incident "{title}" has {missing}',
            (("title", shorten(major.title)), ("missing", _said(missing.values()))),
        ),
        hint=_fill_in(missing),
    )


def _said(texts: Iterable[str]) -> tuple[Sentence, ...]:
    return tuple(map(Sentence, texts))


def _fill_in(columns: Iterable[str]) -> Sentence:
    return Sentence("fill in {columns}", (("columns", tuple(columns)),))


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
    named = (("title", shorten(ticket.title)), ("missed", Sentence(LATE[tuple(late)])), ("priority", ticket.priority))
    return look.at(
        "tickets",
        ticket.id,
        grade=grade,
        code="breach.cause",
        problem=Sentence('the {priority} ticket "{title}" {missed}, and no cause is given', named)
        if ticket.priority
        else Sentence('the ticket "{title}" {missed}, and no cause is given', named),
        hint=Sentence("fill in breach_cause, in words for the customer"),
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
                problem=Sentence(
                    'the action "{title}" has {missing}',
                    (("title", shorten(action.title)), ("missing", _said(missing.values()))),
                ),
                hint=_fill_in(missing),
            )


def _unsaid(action: Action) -> dict[str, str]:
    found = {"owner": (action.owner, N_("no owner")), "due_on": (action.now_due_on, N_("no date"))}
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
                problem=Sentence(
                    '"{title}" claims {given} and states no assumption: they are in no figure',
                    (("title", shorten(one.title)), ("given", _said(CLAIMED[name] for name in given))),
                ),
                hint=Sentence("fill in assumption, in words for the customer"),
            )
