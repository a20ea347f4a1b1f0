"""Appendix: each clock that missed its target, with what it counted and where it stood still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reviewgen.model import Clock, Depth
from reviewgen.records import Ticket
from reviewgen.sections.decided import NAMES, clocks_by_time
from reviewgen.sections.promised import BY_TIME
from reviewgen.sections.view import Cell, Head, Inputs, Nothing, Table, capped, told

TITLE = "Clocks of missed targets"
LEAST: Depth = "full"
LISTED = 40
HOLDS = 3


@dataclass(frozen=True, slots=True)
class Context:
    """What the appendix of clocks shows."""

    zone: str = told("the zone of its instants, and what is counted")
    clocks: Table = told("each clock that missed its target in the period")


def build(inputs: Inputs) -> Context | Nothing:
    """Nothing to show where no clock was breached, or where none is judged by time."""
    found = clocks_by_time(inputs, "breached")
    if not found:
        return Nothing(_why_nothing(inputs))
    rows = tuple(_row(inputs, ticket, name, clock) for ticket, name, clock in found[:LISTED])
    more = capped(inputs, len(rows), len(found), "all are in data/clocks.csv")
    period = inputs.words.period(inputs.figures.period)
    return Context(
        zone=f"Times are those of the zone {inputs.account.zone}, days of {inputs.period.start.year} without the year. "
        "What counts is the time of the calendar named with each promise, without that in which the clock stood still.",
        clocks=Table(f"Each clock that missed its target in {period}", _heads(inputs), rows, more, whole=False),
    )


def _why_nothing(inputs: Inputs) -> str:
    basis = dict(inputs.evidence.basis).values()
    if any(one in BY_TIME for one in basis):
        return f"No clock missed its target in {inputs.words.period(inputs.figures.period)}."
    if "verdict" in basis:
        return "The verdict of the ticketing tool alone decides; it does not say what it counted."
    return "No clock is measured."


def _heads(inputs: Inputs) -> tuple[Head, ...]:
    by_policy = "policy" in dict(inputs.evidence.basis).values()
    return (
        Head("Ticket", 17),
        Head("Created", 10),
        Head("Stood still", 29),
        Head("Due", 10),
        Head("Stopped", 10),
        Head("Promised", 9, "right"),
        Head("Business time" if by_policy else "Counted", 8, "right"),
        Head("Elapsed time", 7, "right"),
    )


def _row(inputs: Inputs, ticket: Ticket, name: str, clock: Clock) -> tuple[Cell, ...]:
    hours = inputs.words.hours
    return (
        Cell(ticket.id, ", ".join(part for part in (NAMES[name], ticket.priority) if part), record=ticket.id),
        _when(inputs, ticket.opened_at),
        _stood_still(inputs, ticket, clock),
        _when(inputs, clock.due_at),
        _when(inputs, clock.stopped_at) if clock.stopped_at else Cell("open"),
        Cell(inputs.words.amount(clock.limit, "h"), clock.calendar) if clock.limit else Cell("–"),
        Cell("–" if clock.hours is None else hours(clock.hours)),
        Cell("–" if clock.elapsed_hours is None else hours(clock.elapsed_hours)),
    )


def _when(inputs: Inputs, instant: datetime | None) -> Cell:
    """Day and time, one under the other."""
    return Cell(_day(inputs, instant), inputs.words.time(instant)) if instant else Cell("–")


def _stood_still(inputs: Inputs, ticket: Ticket, clock: Clock) -> Cell:
    """The spans in which the clock did not run; before them when it started, if not with the ticket."""
    later = clock.started_at not in (None, ticket.opened_at)
    parts = [f"starts {_moment(inputs, clock.started_at)}"] if clock.started_at and later else []
    parts += [_span(inputs, *hold) for hold in clock.holds[:HOLDS]]
    if len(clock.holds) > HOLDS:
        parts.append(f"and {inputs.words.number(len(clock.holds) - HOLDS)} more")
    if clock.hold_hours and not clock.holds:
        parts.append(f"{inputs.words.hours(clock.hold_hours)}, as the export says")
    return Cell("; ".join(parts) or "–")


def _span(inputs: Inputs, start: datetime, end: datetime | None) -> str:
    return f"{_moment(inputs, start)} to {_moment(inputs, end)}" if end else f"since {_moment(inputs, start)}"


def _moment(inputs: Inputs, instant: datetime) -> str:
    return f"{_day(inputs, instant)} {inputs.words.time(instant)}".replace(" ", "\u00a0")


def _day(inputs: Inputs, instant: datetime) -> str:
    """A day without its year where that is the one under review."""
    return inputs.words.day_within(instant.date(), inputs.period.start.year)
