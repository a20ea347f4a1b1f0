"""What ties tickets to other records: the problem behind them, the change that caused them, when they last moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from making.changes import Change
from making.dice import Dice
from making.moments import AS_OF, last_in_office
from making.stories import SEED, STORIES
from making.tickets import Ticket
from making.words import REGISTERS

SILENT_SHARE = 0.04  # of open tickets whose work waits for a day: nobody wrote anything since
NOTED_DAYS = (1.5, 12.5)  # others were last written to so long before the export
SOON = timedelta(days=4)


def link_tickets(tickets: Sequence[Ticket], changes: Iterable[Change]) -> None:
    """Write problems and changes to their tickets."""
    for ticket in tickets:
        ticket.problem = ticket.topic.problem
    for problem in REGISTERS["problems"]:
        for ticket in _behind(problem, tickets):
            ticket.problem = problem["id"]
    for change in changes:
        for rule in change.caused:
            for ticket in _caused(change, rule, tickets):
                ticket.change = change.number


def _behind(problem: Mapping[str, Any], tickets: Iterable[Ticket]) -> Iterable[Ticket]:
    words, first = problem.get("words"), problem.get("since", problem["opened"]).date()
    last = problem["closed"].date() if "closed" in problem else AS_OF.date()
    for ticket in tickets:
        theirs = ticket.story.code == problem["account"] and first <= ticket.day <= last
        if words and theirs and words in ticket.title:
            yield ticket


def _caused(change: Change, rule: Mapping[str, Any], tickets: Iterable[Ticket]) -> list[Ticket]:
    """The ticket of a major incident, or the first incidents of the service, site and kind in the days after."""
    if "major" in rule:
        return [one for one in tickets if one.major == rule["major"] and one.duplicate_of is None]
    assert change.done
    ours = [one for one in tickets if one.story is change.story and one.topic.service == change.service]
    after = [one for one in ours if change.done[1] <= one.opened < change.done[1] + SOON and one.counts]
    fitting = [one for one in after if one.site == rule["site"] and one.topic.subcategory in rule["kinds"]]
    found = [one for one in fitting if one.topic.kind == "incident" and not (one.major or one.change)]
    found = sorted(found, key=lambda one: one.opened)[: rule["number"]]
    assert len(found) == rule["number"], change.title
    return found


def date_updates(tickets: Iterable[Ticket]) -> None:
    """Say when each ticket was last written to: with its last step, or in a note of an afternoon since."""
    dice = {story.code: Dice(f"{SEED}/updates/{story.code}") for story in STORIES}
    for ticket in tickets:
        rng = dice[ticket.story.code]
        last = ticket.known[-1].at
        ticket.updated = last if ticket.resolved or ticket.closed else max(last, _noted(rng, ticket))


def _noted(rng: Dice, ticket: Ticket) -> datetime:
    noted = ticket.story.desk.exported.astimezone(UTC) - timedelta(days=rng.uniform(*NOTED_DAYS))
    silent = rng.random() < SILENT_SHARE and not ticket.promised
    return ticket.opened if silent else last_in_office(rng, ticket.story.desk.zone, noted)
