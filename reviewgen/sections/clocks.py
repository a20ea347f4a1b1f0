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
    _ = inputs.words.gettext
    more = capped(inputs, len(rows), len(found), _("all are in data/clocks.csv"))
    caption = _("Each clock that missed its target in {period}", period=inputs.words.period(inputs.figures.period))
    return Context(
        zone=_(
            "Times are those of the zone {zone}, days of {year} without the year. What counts is the time of the "
            "calendar named with each promise, without that in which the clock stood still.",
            zone=inputs.account.zone,
            year=inputs.period.start.year,
        ),
        clocks=Table(caption, _heads(inputs), rows, more, whole=False),
    )


def _why_nothing(inputs: Inputs) -> str:
    _, basis = inputs.words.gettext, dict(inputs.evidence.basis).values()
    if any(one in BY_TIME for one in basis):
        return _("No clock missed its target in {period}.", period=inputs.words.period(inputs.figures.period))
    if "verdict" in basis:
        return _("The verdict of the ticketing tool alone decides; it does not say what it counted.")
    return _("No clock is measured.")


def _heads(inputs: Inputs) -> tuple[Head, ...]:
    _, by_policy = inputs.words.gettext, "policy" in dict(inputs.evidence.basis).values()
    return (
        Head(_("Ticket"), 17),
        Head(_("Created"), 10),
        Head(_("Stood still"), 29),
        Head(_("Due"), 10),
        Head(_("Stopped"), 10),
        Head(_("Promised"), 9, "right"),
        Head(_("Business time") if by_policy else _("Counted"), 8, "right"),
        Head(_("Elapsed time"), 7, "right"),
    )


def _row(inputs: Inputs, ticket: Ticket, name: str, clock: Clock) -> tuple[Cell, ...]:
    hours, clock_name = inputs.words.hours, inputs.words.gettext(NAMES[name])
    return (
        Cell(ticket.id, ", ".join(part for part in (clock_name, ticket.priority) if part), record=ticket.id),
        _when(inputs, ticket.opened_at),
        _stood_still(inputs, ticket, clock),
        _when(inputs, clock.due_at),
        _when(inputs, clock.stopped_at) if clock.stopped_at else Cell(inputs.words.pgettext("clock", "open")),
        Cell(inputs.words.amount(clock.limit, "h"), clock.calendar, key=clock.limit) if clock.limit else Cell("–"),
        Cell("–" if clock.hours is None else hours(clock.hours), key=clock.hours),
        Cell("–" if clock.elapsed_hours is None else hours(clock.elapsed_hours), key=clock.elapsed_hours),
    )


def _when(inputs: Inputs, instant: datetime | None) -> Cell:
    """Day and time, one under the other."""
    return Cell(_day(inputs, instant), inputs.words.time(instant), key=instant) if instant else Cell("–")


def _stood_still(inputs: Inputs, ticket: Ticket, clock: Clock) -> Cell:
    """The spans in which the clock did not run; before them when it started, if not with the ticket."""
    _, later = inputs.words.gettext, clock.started_at not in (None, ticket.opened_at)
    parts = [_("starts {moment}", moment=_moment(inputs, clock.started_at))] if clock.started_at and later else []
    parts += [_span(inputs, *hold) for hold in clock.holds[:HOLDS]]
    if len(clock.holds) > HOLDS:
        parts.append(_("and {n} more", n=inputs.words.number(len(clock.holds) - HOLDS)))
    if clock.hold_hours and not clock.holds:
        parts.append(_("{hours}, as the export says", hours=inputs.words.hours(clock.hold_hours)))
    return Cell(inputs.words.chained(parts) or "–")


def _span(inputs: Inputs, start: datetime, end: datetime | None) -> str:
    _, begun = inputs.words.gettext, _moment(inputs, start)
    return _("{first} to {last}", first=begun, last=_moment(inputs, end)) if end else _("since {moment}", moment=begun)


def _moment(inputs: Inputs, instant: datetime) -> str:
    return f"{_day(inputs, instant)} {inputs.words.time(instant)}".replace(" ", "\u00a0")


def _day(inputs: Inputs, instant: datetime) -> str:
    """A day without its year where that is the one under review."""
    return inputs.words.day_within(instant.date(), inputs.period.start.year)
