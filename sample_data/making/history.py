"""The history of a desk: every update of a ticket, with its state, priority and group from then on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from typing import Any

from making.clocked import CALLER, VENDOR
from making.dice import Dice
from making.moments import AS_OF
from making.stories import INTERNAL, SEED, STORIES
from making.tickets import Step, Ticket

REGRADED_SHARE, VENDOR_SHARE = 0.03, 0.2
OTHER_PRIORITIES = {2: (3,), 3: (2, 4), 4: (3,)}
ENGLISH_GROUPS = ("Service Desk", "Field Services", "Network Operations", "Applications", "Cloud and Identity")
Edit = tuple[datetime, dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Update:
    """What a ticket was like from an instant on; `name` is the tool's word for the state where it has a finer one."""

    ticket: Ticket
    number: int
    at: datetime
    state: str
    name: str
    priority: int
    group: str


def updates_of(tickets: Iterable[Ticket]) -> list[Update]:
    """All updates of the accounts' tickets that were known when the export was made, ticket by ticket."""
    dice = {story.code: Dice(f"{SEED}/history/{story.code}") for story in STORIES}
    ours = [ticket for ticket in tickets if ticket.story is not INTERNAL]
    return [update for ticket in ours for update in _life(dice[ticket.story.code], ticket)]


def _life(rng: Dice, ticket: Ticket) -> Iterable[Update]:
    groups = _groups(rng, ticket)
    states = [(step.at, {"state": step.state, "name": _word(rng, step)}) for step in ticket.known]
    priority, graded = _grading(rng, ticket)
    update = Update(ticket=ticket, number=0, at=ticket.opened, state="new", name="", priority=priority, group=groups[0])
    edits = [*states, *graded, *_moves(ticket, groups[1:])]
    for number, (at, change) in enumerate(sorted(edits, key=itemgetter(0))):
        update = replace(update, number=number, at=at, **change)
        yield update


def _word(rng: Dice, step: Step) -> str:
    if step.state != "on_hold":
        return ""
    return step.name or (VENDOR if rng.random() < VENDOR_SHARE else CALLER)


def _grading(rng: Dice, ticket: Ticket) -> tuple[int, list[Edit]]:
    """The priority it came with, and the change to its final one, made by whoever takes it."""
    others = OTHER_PRIORITIES.get(ticket.priority, ())
    if not ticket.responded or not others or rng.random() >= REGRADED_SHARE:
        return ticket.priority, []
    return rng.choice(others), [(ticket.responded, {"priority": ticket.priority})]


def _groups(rng: Dice, ticket: Ticket) -> list[str]:
    """The groups it went through; the last one has it now."""
    path = [ticket.group]
    line = ticket.story.desk.first_line
    for _ in range(ticket.moves):
        others = [group for group in ENGLISH_GROUPS if group != path[0]]
        path.insert(0, line if path[0] != line and len(path) == ticket.moves else rng.choice(others))
    return path


def _moves(ticket: Ticket, groups: list[str]) -> Iterable[Edit]:
    start, end = ticket.responded or ticket.opened, min(ticket.ends, AS_OF)
    for number, group in enumerate(groups):
        instant = start + (end - start) * number / len(groups)
        yield instant.replace(second=0, microsecond=0), {"group": group}
