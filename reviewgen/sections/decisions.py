"""Decisions and next steps: what to decide, what was agreed newly, whom to ask, how to answer."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.config import Contact
from reviewgen.model import Depth
from reviewgen.sections.view import SIDES, Cell, Head, Inputs, Table, told

TITLE = "Decisions and next steps"
LEAST: Depth = "brief"


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to ask."""

    name: str
    role: str
    reach: str


@dataclass(frozen=True, slots=True)
class Group:
    """People of one side."""

    title: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What the last section shows."""

    meeting: str = told("when the review is held")
    decisions: Table | None = told("what the customer is asked to decide")
    new_actions: Table | None = told("actions agreed in the period, with owner and day")
    people: tuple[Group, ...] = told("whom to ask about what")
    questions: tuple[str, ...] = told("the feedback form")
    feedback_to: str = told("the address that feedback goes to")


def build(inputs: Inputs) -> Context:
    """There is always a next step: the feedback form, at the least."""
    meeting = inputs.account.next_meeting
    return Context(
        meeting=f"The review is held on {inputs.words.day(meeting)}." if meeting else "",
        decisions=_decisions(inputs),
        new_actions=_new_actions(inputs),
        people=_people(inputs),
        questions=(
            "Did this review answer what you wanted to know?",
            "Do the numbers match what your people experience?",
            "What should we look at next time?",
        ),
        feedback_to=inputs.provider.email,
    )


def _decisions(inputs: Inputs) -> Table | None:
    if not inputs.account.decisions:
        return None
    heads = (Head("To decide", 60), Head("Who decides", 22), Head("By", 18))
    rows = tuple(
        (
            Cell(decision.text),
            Cell(decision.owner or "–"),
            Cell(inputs.words.short_day(decision.due_on) if decision.due_on else "–"),
        )
        for decision in inputs.account.decisions
    )
    return Table("Decisions wanted", heads, rows)


def _new_actions(inputs: Inputs) -> Table | None:
    start = inputs.period.start.date()
    agreed = [one for one in inputs.evidence.actions if one.agreed_on >= start and one.state != "cancelled"]
    if not agreed:
        return None
    heads = (Head("New action", 52), Head("Side", 10), Head("Owner", 20), Head("By", 18))
    rows = tuple(
        (
            Cell(action.title, action.id, record=action.id),
            Cell(SIDES[action.side]),
            Cell(action.owner or "–"),
            Cell(inputs.words.short_day(action.now_due_on) if action.now_due_on else "–"),
        )
        for action in agreed
    )
    return Table("Agreed in the period", heads, rows)


def _people(inputs: Inputs) -> tuple[Group, ...]:
    contacts = inputs.account.contacts
    sides = (
        (f"{inputs.provider.name}, business", contacts.provider.business),
        (f"{inputs.provider.name}, technical", contacts.provider.technical),
        (f"{inputs.account.name}, business", contacts.customer.business),
        (f"{inputs.account.name}, technical", contacts.customer.technical),
    )
    return tuple(Group(title, tuple(_person(one) for one in people)) for title, people in sides if people)


def _person(contact: Contact) -> Person:
    return Person(contact.name, contact.role, " · ".join(part for part in (contact.email, contact.phone) if part))
