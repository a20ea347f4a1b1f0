"""The people of both sides: who takes part in the review, and whom else to ask."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from reviewgen.config import Contact
from reviewgen.languages import N_
from reviewgen.sections.view import Inputs

Team = Literal["provider", "customer"]
LETTERS = 45  # in a line of half of a page's width
TEAMS: tuple[Team, ...] = ("provider", "customer")
KINDS = {"business": N_("business"), "technical": N_("technical"), "": ""}
Placed = tuple[str, Contact]  # the kind of a contact, business or technical, empty where it is not known; the contact


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with what they are responsible for, and how to reach them."""

    name: str
    role: str
    reach: str


@dataclass(frozen=True, slots=True)
class Group:
    """People of one side and kind."""

    title: str
    people: tuple[Person, ...]


def lines(groups: tuple[Group, ...]) -> int:
    """About how many lines people take in half of a page's width."""
    texts = (text for one in groups for text in (one.title, *(part for who in one.people for part in _parts(who))))
    return sum(-(-len(text) // LETTERS) for text in texts)


def _parts(person: Person) -> tuple[str, str]:
    return (f"{person.name}, {person.role}", person.reach)


def team_name(inputs: Inputs, team: Team) -> str:
    """What a side is called."""
    return inputs.provider.name if team == "provider" else inputs.account.name


def participants(inputs: Inputs) -> tuple[Group, ...]:
    """Who takes part, by side and kind; how to reach them at full depth."""
    return tuple(
        _group(inputs, team, kind, [one for _, one in found])
        for team in TEAMS
        for kind, found in groupby(taking_part(inputs, team), key=lambda placed: placed[0])
    )


def taking_part(inputs: Inputs, team: Team) -> list[Placed]:
    """Those whom the account's file names, with the roles of their contacts; else all contacts of the side."""
    known = _contacts(inputs, team)
    named = getattr(inputs.account.participants, team)
    by_name = {contact.name: (kind, contact) for kind, contact in known}
    found = [by_name.get(name, ("", Contact(name=name))) for name in named]
    return sorted(found, key=lambda placed: list(KINDS).index(placed[0])) or known


def others(inputs: Inputs) -> list[tuple[Team, Person]]:
    """The contacts who do not take part."""
    return [
        (team, _person(contact))
        for team in TEAMS
        for kind, contact in _contacts(inputs, team)
        if (kind, contact) not in taking_part(inputs, team)
    ]


def lead(inputs: Inputs, team: Team, kind: str) -> str:
    """Who speaks for a side: the first who takes part and is of that kind, else the first, else the side itself."""
    found = taking_part(inputs, team)
    names = [contact.name for known, contact in found if known == kind] + [contact.name for _, contact in found]
    return names[0] if names else team_name(inputs, team)


def _contacts(inputs: Inputs, team: Team) -> list[Placed]:
    side = getattr(inputs.account.contacts, team)
    return [(kind, contact) for kind in ("business", "technical") for contact in getattr(side, kind)]


def _group(inputs: Inputs, team: Team, kind: str, people: list[Contact]) -> Group:
    title = ", ".join(part for part in (team_name(inputs, team), inputs.words.gettext(KINDS[kind])) if part)
    found = [_person(contact) for contact in people]
    return Group(title, tuple(one if inputs.depth == "full" else replace(one, reach="") for one in found))


def _person(contact: Contact) -> Person:
    return Person(contact.name, contact.role, " · ".join(part for part in (contact.email, contact.phone) if part))
