"""Appendix: the tickets of the period, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.model import Clock, Depth
from reviewgen.records import Ticket
from reviewgen.sections.decided import most_urgent_first
from reviewgen.sections.view import Cell, Head, Inputs, Nothing, Table, capped, told

TITLE = "Tickets of the period"
LEAST: Depth = "full"
LISTED = 40
OUTCOMES = {"met": ("met", "met"), "breached": ("missed", "missed"), "running": ("not due yet", "quiet")}
HEADS = (
    Head("Ticket", 38),
    Head("Priority", 9),
    Head("Service", 16),
    Head("Opened", 12),
    Head("Resolved", 12),
    Head("Resolution", 13),
)


@dataclass(frozen=True, slots=True)
class Context:
    """What the appendix of tickets shows."""

    tickets: Table = told("tickets that concern the period, the most urgent priority first, then the oldest")


def build(inputs: Inputs) -> Context | Nothing:
    """Without a table of tickets, or without one that concerns the period, a line says so."""
    tickets = inputs.evidence.tickets
    if not tickets:
        if inputs.figures.get("tickets.opened").number is None:
            return Nothing("No tickets are recorded. A table of tickets fills this section.")
        return Nothing(f"No ticket concerns {inputs.words.period(inputs.figures.period)}.")
    ordered = most_urgent_first(inputs, [(ticket, "resolution", ticket.resolution) for ticket in tickets])
    rows = tuple(_row(inputs, ticket) for ticket, _, _ in ordered[:LISTED])
    more = capped(inputs, len(rows), len(tickets), "the most urgent first; all are in data/tickets.csv")
    return Context(Table("Opened, open or ended in the period", HEADS, rows, more, whole=False))


def _row(inputs: Inputs, ticket: Ticket) -> tuple[Cell, ...]:
    ended = ticket.resolved_at or ticket.closed_at
    return (
        Cell(ticket.title or ticket.id, ticket.id if ticket.title else "", record=ticket.id),
        Cell(ticket.priority or "–"),
        Cell(ticket.service or "–"),
        Cell(inputs.words.short_day(ticket.opened_at.date()), inputs.words.time(ticket.opened_at)),
        Cell(inputs.words.short_day(ended.date()), inputs.words.time(ended)) if ended else Cell("open"),
        _outcome(ticket.state, ticket.resolution),
    )


def _outcome(state: str, clock: Clock) -> Cell:
    """How the clock of the resolution was decided; one that another period decided says so."""
    words, tone = OUTCOMES.get(clock.outcome or clock.state, ("not measured", "quiet"))
    if state == "cancelled" and tone == "quiet":
        return Cell("cancelled", tone="quiet")
    if clock.near_miss:
        return Cell(words, "near miss", tone)
    return Cell(words, "" if clock.outcome or tone == "quiet" else "in another period", tone)
