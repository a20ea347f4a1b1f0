"""The work on a ticket whose promise runs in agreed hours and stands still while it waits for the customer."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from making.dice import Dice
from making.moments import next_in_office
from making.tickets import Step, Ticket

CALLER, VENDOR = "Awaiting Caller", "Awaiting Vendor"
VENDOR_SHARE, REOPEN_SHARE = 0.25, 0.035
LONGEST_WAIT = timedelta(days=8)


@dataclass(frozen=True, kw_only=True)
class Break:
    """The work stops when a share of it is done: for a time that does not count, or for a share of that which does."""

    done: float
    state: str
    name: str = ""
    length: timedelta = timedelta()
    share: float = 0.0


def steps_of_work(rng: Dice, ticket: Ticket, used: float) -> list[Step]:
    """Steps from the response to the resolution, after `used` of the agreed time (1 is all of it)."""
    amount = timedelta(hours=ticket.promise.resolution) * used
    response = _response(rng, ticket)
    answered = min(0.9, response / amount)
    steps = [Step(ticket.promise.hours.after(ticket.opened, amount * answered), "in_progress")]
    now, done = steps[0].at, answered
    for stop in _breaks(rng, ticket, answered):
        now = ticket.promise.hours.after(now, amount * (stop.done - done))
        steps.append(Step(now, stop.state, stop.name))
        now, done = _goes_on(rng, ticket, stop, now, amount), stop.done + stop.share
        steps.append(Step(now, "in_progress"))
    return [*steps, Step(ticket.promise.hours.after(now, amount * (1 - done)), "resolved")]


def _response(rng: Dice, ticket: Ticket) -> timedelta:
    missed = rng.random() < ticket.story.response_missed
    used = rng.uniform(1.1, 1.8) if missed else min(0.9, rng.lognormvariate(math.log(0.22), 0.6))
    return timedelta(hours=ticket.promise.response) * used


def _goes_on(rng: Dice, ticket: Ticket, stop: Break, now: datetime, amount: timedelta) -> datetime:
    if stop.share:
        return ticket.promise.hours.after(now, amount * stop.share)
    return now + stop.length if ticket.priority <= 2 else next_in_office(rng, ticket.story.zone, now + stop.length)


def _breaks(rng: Dice, ticket: Ticket, answered: float) -> Iterable[Break]:
    if ticket.priority == 1:
        return
    left = 1 - answered
    if rng.random() < ticket.story.waits:
        yield _wait(rng, ticket, answered + left * rng.uniform(0.05, 0.4))
    if rng.random() < REOPEN_SHARE:
        gap = {"length": timedelta(hours=rng.uniform(2, 30))} if ticket.story.desk.history else {"share": left * 0.1}
        yield Break(done=answered + left * 0.65, state="resolved", **gap)


def _wait(rng: Dice, ticket: Ticket, done: float) -> Break:
    name = VENDOR if rng.random() < VENDOR_SHARE else CALLER
    if ticket.story.desk.history and name not in ticket.terms.pauses:
        return Break(done=done, state="on_hold", name=name, share=(1 - done) * 0.3)
    hours = rng.uniform(0.3, 4) if ticket.priority == 2 else rng.lognormvariate(math.log(ticket.story.wait_hours), 1.0)
    return Break(done=done, state="on_hold", name=name, length=min(LONGEST_WAIT, timedelta(hours=hours)))
