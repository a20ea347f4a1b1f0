"""What becomes of a ticket: who responds when, what interrupts the work, when it is resolved."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from making.clocked import REOPEN_SHARE, steps_of_work
from making.dice import Dice
from making.moments import MINUTE, last_in_office, next_in_office
from making.tickets import Step, Ticket

PLANNED = 5
AUTOMATIC_CLOSE = timedelta(days=5)
PLANNED_HOLD_SHARE, CANCEL_SHARE, NOTE_SHARE = 0.7, 0.015, 0.15


def live(rng: Dice, ticket: Ticket) -> None:
    """Give a ticket its steps from the opening to the end."""
    if ticket.priority > 1 and not ticket.late and rng.random() < CANCEL_SHARE:
        _cancel(rng, ticket)
    else:
        _work(rng, ticket)


def _cancel(rng: Dice, ticket: Ticket) -> None:
    ticket.first_contact = False
    ticket.follow([Step(ticket.opened + rng.randrange(20, 300) * MINUTE, "cancelled")])


def _work(rng: Dice, ticket: Ticket) -> None:
    steps = steps_of_work(rng, ticket, _used(rng, ticket)) if _in_agreed_hours(ticket) else _elapsed(rng, ticket)
    ticket.follow([*steps, Step(steps[-1].at + AUTOMATIC_CLOSE, "closed")])
    if ticket.priority <= 2 or rng.random() < NOTE_SHARE:
        ticket.fix = rng.deal(ticket.topic.fixes)


def _in_agreed_hours(ticket: Ticket) -> bool:
    return bool(ticket.terms.pauses) and ticket.promised and not ticket.first_contact


def _elapsed(rng: Dice, ticket: Ticket) -> list[Step]:
    resolved = _resolved(rng, ticket)
    responded = min(_responded(rng, ticket), resolved - 5 * MINUTE)
    between = _interruptions(rng, ticket, responded, resolved)
    return [Step(responded, "in_progress"), *between, Step(resolved, "resolved")]


def _resolved(rng: Dice, ticket: Ticket) -> datetime:
    if ticket.first_contact:
        return ticket.opened + rng.randrange(9, 55) * MINUTE
    if ticket.priority == PLANNED:
        return _agreed_day(rng, ticket)
    limit = timedelta(hours=ticket.promise.resolution)
    resolved = ticket.opened + limit * _used(rng, ticket)
    return resolved if ticket.priority <= 2 else _by_day(rng, ticket, resolved, limit)


def _agreed_day(rng: Dice, ticket: Ticket) -> datetime:
    day = ticket.opened + timedelta(days=rng.triangular(25, 128, 70))
    return next_in_office(rng, ticket.story.zone, day)


def _used(rng: Dice, ticket: Ticket) -> float:
    """The part of its target that a ticket uses; more than 1 is late, and some wait very long."""
    if not ticket.late:
        return min(0.93, rng.lognormvariate(math.log(0.3), 0.5))
    if ticket.priority > 2 and rng.random() < 0.25:
        return rng.uniform(4, 9)
    return rng.uniform(1.12, 1.9)


def _by_day(rng: Dice, ticket: Ticket, resolved: datetime, limit: timedelta) -> datetime:
    """Move a resolution into working hours without making a ticket late that is not to be."""
    zone, latest = ticket.story.zone, ticket.opened + limit * 0.96
    moved = next_in_office(rng, zone, resolved)
    if ticket.late or moved <= latest:
        return moved
    moved = last_in_office(rng, zone, latest)
    return moved if moved > ticket.opened + timedelta(hours=1) else ticket.opened + limit * 0.3


def _responded(rng: Dice, ticket: Ticket) -> datetime:
    if ticket.first_contact:
        return ticket.opened + rng.randrange(1, 5) * MINUTE
    missed = rng.random() < ticket.story.response_missed
    used = rng.uniform(1.1, 1.8) if missed else min(0.9, rng.lognormvariate(math.log(0.22), 0.6))
    return ticket.opened + timedelta(hours=ticket.promise.response if ticket.promised else 24) * used


def _interruptions(rng: Dice, ticket: Ticket, responded: datetime, resolved: datetime) -> list[Step]:
    """Time on hold, and a first resolution that did not last."""
    span, planned = resolved - responded, ticket.priority == PLANNED
    if ticket.first_contact or ticket.priority == 1 or span < timedelta(hours=2):
        return []
    steps: list[Step] = []
    if rng.random() < (PLANNED_HOLD_SHARE if planned else ticket.story.waits):
        length = rng.uniform(0.02, 0.08) if ticket.late else rng.uniform(0.1, 0.35)
        begun = responded + span * rng.uniform(0.05, 0.2)
        steps += [Step(begun, "on_hold"), Step(begun + span * length, "in_progress")]
    if not planned and rng.random() < REOPEN_SHARE:
        steps += [Step(responded + span * 0.65, "resolved"), Step(responded + span * 0.76, "in_progress")]
    return steps
