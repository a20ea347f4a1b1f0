"""Appendix: the tickets of the period, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reviewgen.languages import N_
from reviewgen.model import Clock, Depth
from reviewgen.records import Ticket
from reviewgen.sections.decided import most_urgent_first
from reviewgen.sections.view import Cell, Head, Inputs, Nothing, Table, capped, told

TITLE = "Tickets of the period"
LEAST: Depth = "full"
LISTED = 40
UNKNOWN = "–"
OUTCOMES = {
    "met": (N_("met"), "met"),
    "breached": (N_("missed"), "missed"),
    "running": (N_("not due yet"), "quiet"),
}
UNDECIDED = (N_("not measured"), "quiet")


@dataclass(frozen=True, slots=True)
class Context:
    """What the appendix of tickets shows."""

    tickets: Table = told("tickets that concern the period, the most urgent priority first, then the oldest")


def build(inputs: Inputs) -> Context | Nothing:
    """Without a table of tickets, or without one that concerns the period, a line says so."""
    _ = inputs.words.gettext
    tickets = inputs.evidence.tickets
    if not tickets:
        return Nothing(_why_nothing(inputs))
    ordered = most_urgent_first(inputs, [(ticket, "resolution", ticket.resolution) for ticket in tickets])
    rows = tuple(_row(inputs, one[0]) for one in ordered[:LISTED])
    more = capped(inputs, len(rows), len(tickets), _("the most urgent first; all are in data/tickets.csv"))
    heads = (
        Head(_("Ticket"), 38),
        Head(_("Priority"), 9),
        Head(_("Service"), 16),
        Head(_("Opened"), 12),
        Head(_("Resolved"), 12),
        Head(_("Resolution"), 13),
    )
    return Context(Table(_("Opened, open or ended in the period"), heads, rows, more, whole=False))


def _why_nothing(inputs: Inputs) -> str:
    _ = inputs.words.gettext
    if inputs.figures.get("tickets.opened").number is None:
        return _("No tickets are recorded. A table of tickets fills this section.")
    return _("No ticket concerns {period}.", period=inputs.words.period(inputs.figures.period))


def _row(inputs: Inputs, ticket: Ticket) -> tuple[Cell, ...]:
    ended = ticket.resolved_at or ticket.closed_at
    return (
        Cell(ticket.title or ticket.id, ticket.id if ticket.title else "", record=ticket.id),
        Cell(ticket.priority or UNKNOWN),
        Cell(ticket.service or UNKNOWN),
        _moment(inputs, ticket.opened_at),
        _moment(inputs, ended) if ended else Cell(inputs.words.pgettext("state of a ticket", "open")),
        _outcome(inputs, ticket.state, ticket.resolution),
    )


def _moment(inputs: Inputs, at: datetime) -> Cell:
    return Cell(inputs.words.short_day(at.date()), inputs.words.time(at), key=at)


def _outcome(inputs: Inputs, state: str, clock: Clock) -> Cell:
    """How the clock of the resolution was decided; one that another period decided says so."""
    _ = inputs.words.gettext
    words, tone = OUTCOMES.get(clock.outcome or clock.state, UNDECIDED)
    if state == "cancelled" and tone == "quiet":
        return Cell(inputs.words.pgettext("state of a ticket", "cancelled"), tone="quiet")
    if clock.near_miss:
        return Cell(_(words), _("near miss"), tone)
    return Cell(_(words), "" if clock.outcome or tone == "quiet" else _("in another period"), tone)
