"""First replies: in months of which the story says so, just so many of them come after their target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from making.dice import Dice
from making.moments import MINUTE, month_in
from making.stories import SEED, Story
from making.tickets import Ticket
from making.words import WORDS

LATE = (1.1, 1.8)  # parts of the target that late replies take
PROMPT = 0.4


def reply_late(story: Story, tickets: Sequence[Ticket]) -> None:
    """Move first replies until as many are late as the story says; the rest of each life stays as it was."""
    rng = Dice(f"{SEED}/replies/{story.code}")
    for month, number in story.late_replies.items():
        theirs = [one for one in tickets if _is_measured(one) and month_in(story.zone, one.opened) == month]
        late = [one for one in theirs if one.steps[1].at > _after(one, 1)]
        for ticket in late[number:]:
            _reply(ticket, PROMPT)
        slow = [one for one in theirs if one not in late and _may_wait(one)]
        for ticket in rng.sample(slow, max(0, number - len(late))):
            _reply(ticket, rng.uniform(*LATE))
            ticket.cause = rng.deal(WORDS["causes"]["replies"])


def _is_measured(ticket: Ticket) -> bool:
    return ticket.promised and ticket.counts and len(ticket.steps) > 2 and not ticket.first_contact


def _may_wait(ticket: Ticket) -> bool:
    """Whether a late reply would still come before whatever happens next; those of major incidents never wait."""
    return ticket.priority > 2 and not ticket.late and _after(ticket, LATE[1]) < ticket.steps[2].at - 5 * MINUTE


def _reply(ticket: Ticket, used: float) -> None:
    replied = max(_after(ticket, used).replace(second=0, microsecond=0), ticket.opened + MINUTE)
    first, reply, *rest = ticket.steps
    ticket.steps = (first, replace(reply, at=replied), *rest)


def _after(ticket: Ticket, used: float) -> datetime:
    return ticket.promise.hours.after(ticket.opened, timedelta(hours=ticket.promise.response) * used)
