"""The clocks of the period that were decided, ticket by ticket, and the cells that tell of one."""

from __future__ import annotations

from reviewgen.languages import N_
from reviewgen.model import Clock
from reviewgen.records import Ticket
from reviewgen.sections.promised import by_time, urgency
from reviewgen.sections.view import Cell, Inputs

NAMES = {"response": N_("Response"), "resolution": N_("Resolution")}
LISTED = 12


def clocks_by_time(inputs: Inputs, kind: str) -> list[tuple[Ticket, str, Clock]]:
    """The clocks of the period that were decided by time, as `decided` lists them."""
    timed = by_time(inputs)
    return [one for one in decided(inputs, kind) if one[1] in timed]


def decided(inputs: Inputs, kind: str) -> list[tuple[Ticket, str, Clock]]:
    """The clocks of the period that were "met", "breached" or "near" misses, the most urgent priority first."""
    found = [
        (ticket, name, clock)
        for ticket in inputs.evidence.tickets
        for name, clock in (("response", ticket.response), ("resolution", ticket.resolution))
        if (clock.near_miss if kind == "near" else clock.outcome == kind)
    ]
    return most_urgent_first(inputs, found)


def most_urgent_first(inputs: Inputs, found: list[tuple[Ticket, str, Clock]]) -> list[tuple[Ticket, str, Clock]]:
    """Clocks by their tickets: what was promised soonest first, then the oldest."""
    rank = {priority: urgency(inputs, priority) for priority in {ticket.priority for ticket, _, _ in found}}
    return sorted(found, key=lambda one: (rank[one[0].priority], one[0].opened_at, one[0].id))


def ticket_cell(ticket: Ticket) -> Cell:
    """The head of a row about a ticket: its title, with its id and priority below."""
    below = " · ".join(part for part in (ticket.id if ticket.title else "", ticket.priority) if part)
    return Cell(ticket.title or ticket.id, below, record=ticket.id)


def used_cell(inputs: Inputs, clock: Clock) -> Cell:
    """The time that a clock counted, and whether it runs on."""
    if clock.hours is None:
        return Cell(inputs.words.pgettext("clock", "open"))
    still_open = clock.started_at is not None and clock.stopped_at is None
    note = inputs.words.gettext("still open") if still_open else ""
    return Cell(inputs.words.hours(clock.hours), note, key=clock.hours)


def limit_cell(inputs: Inputs, name: str, clock: Clock) -> Cell:
    """The hours promised, and by a policy the calendar in which they count."""
    calendar = clock.calendar if dict(inputs.evidence.basis)[name] == "policy" else ""
    return Cell(inputs.words.amount(clock.limit, "h"), calendar, key=clock.limit) if clock.limit else Cell("–")
