"""Service levels: agreed against achieved, each miss with its cause."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from reviewgen.model import Clock, Figure, Ticket
from reviewgen.sections.view import (
    Cell,
    Chart,
    Head,
    Inputs,
    Nothing,
    Table,
    capped,
    cell,
    history_chart,
    status_cell,
    told,
)

TITLE = "Service levels"
LISTED = 12
NAMES = {"response": "Response", "resolution": "Resolution"}
BASIS = {
    "verdict": "{clock}: the verdict is that of the ticketing tool.",
    "targets": "{clock}: plain elapsed time, day and night, held against the hours promised for each priority.",
    "none": "{clock}: not measured, since nothing was promised and the tool gives no verdict.",
}


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on service levels shows."""

    note: str = told("the supervisor's own words, in Markdown")
    basis: tuple[str, ...] = told("what decides each clock")
    chart: Chart | None = told("the history of resolution in time")
    levels: Table = told("agreed and achieved, per clock and priority")
    breaches: Table | None = told("the tickets that missed a target, with the cause")
    near_misses: Table | None = told("the tickets that met their target with little time left")
    times: Table | None = told("how long tickets took, by priority")


def build(inputs: Inputs) -> Context | Nothing:
    """Nothing to show where neither the tool nor a target judges any clock."""
    if all(basis == "none" for _, basis in inputs.evidence.basis):
        return Nothing(
            "Nothing was promised and the export carries no verdict of the tool. Targets in the account's file, or a "
            "verdict column in the mapping, fill this section."
        )
    figure = inputs.figures.get("sla.resolution")
    period = inputs.words.period(inputs.figures.period)
    title = f"Resolution in time: {inputs.words.figure(figure)} in {period}, of {inputs.words.number(figure.n)} tickets"
    return Context(
        note=inputs.account.notes.get("service_levels", ""),
        basis=tuple(BASIS[basis].format(clock=NAMES[clock]) for clock, basis in inputs.evidence.basis),
        chart=history_chart(inputs, "sla.resolution", title, maximum=100),
        levels=_levels(inputs),
        breaches=_listing(inputs, "Targets missed, with the cause", "breached"),
        near_misses=_listing(inputs, "Near misses: met, with at least 80% of the time used", "near"),
        times=_times(inputs),
    )


def priorities(inputs: Inputs, metric: str) -> list[str]:
    """The priorities that a metric is split by: those promised soonest first, then the others by name."""
    found = [dict(figure.dimensions)["priority"] for figure in inputs.figures.split(metric, "priority")]
    return sorted(found, key=lambda priority: _urgency(inputs, priority))


def _urgency(inputs: Inputs, priority: str) -> tuple[float, float, str]:
    """The hours promised for resolution, then for response; without a promise a priority comes last."""
    targets = inputs.account.targets
    return (targets.resolution_hours.get(priority, inf), targets.response_hours.get(priority, inf), priority)


def _levels(inputs: Inputs) -> Table:
    heads = (
        Head("Clock", 17),
        Head("Promised", 9, "right"),
        Head("Met", 14, "right"),
        Head("Target", 8, "right"),
        Head("Status", 12),
        Head("Missed", 7, "right"),
        Head("Near", 6, "right"),
        Head("Before", 13, "right"),
        Head("Last year", 14, "right"),
    )
    rows = []
    for clock, basis in inputs.evidence.basis:
        if basis != "none":
            rows.append(_level(inputs, clock, f"{NAMES[clock]}, all", {}))
            rows += [
                _level(inputs, clock, f"{NAMES[clock]}, {priority}", {"priority": priority})
                for priority in priorities(inputs, f"sla.{clock}")
            ]
    return Table("Agreed and achieved", heads, tuple(rows))


def _level(inputs: Inputs, clock: str, name: str, dimensions: dict[str, str]) -> tuple[Cell, ...]:
    figures = inputs.figures
    now, before, year_ago = (
        figures.get(f"sla.{clock}", period, **dimensions)
        for period in (figures.period, figures.previous, figures.last_year)
    )
    return (
        Cell(name, tone="" if dimensions else "strong"),
        _promised(inputs, clock, dimensions.get("priority", "")),
        _without_reason(cell(inputs, now, with_n=True)),
        Cell(inputs.words.amount(now.target.value, "%") if now.target else ""),
        status_cell(now),
        _without_reason(cell(inputs, figures.get("sla.breaches", clock=clock, **dimensions))),
        _without_reason(cell(inputs, figures.get("sla.near_misses", clock=clock, **dimensions))),
        _without_reason(cell(inputs, before, with_n=True)),
        _without_reason(cell(inputs, year_ago, with_n=True)),
    )


def _without_reason(found: Cell) -> Cell:
    """In a narrow column a dash is enough; the reason stands in the data notes."""
    return Cell("–", tone="quiet") if found.text == "–" else found


def _promised(inputs: Inputs, clock: str, priority: str) -> Cell:
    targets = inputs.account.targets
    hours = (targets.response_hours if clock == "response" else targets.resolution_hours).get(priority)
    if hours:
        return Cell(inputs.words.hours(hours))
    return Cell("none", tone="quiet") if priority and dict(inputs.evidence.basis)[clock] == "targets" else Cell("")


def _listing(inputs: Inputs, caption: str, kind: str) -> Table | None:
    found = [
        (ticket, name, clock)
        for ticket in inputs.evidence.tickets
        for name, clock in (("response", ticket.response), ("resolution", ticket.resolution))
        if (clock.near_miss if kind == "near" else clock.outcome == kind)
    ]
    found.sort(key=lambda one: (_urgency(inputs, one[0].priority), one[0].opened_at, one[0].id))
    if not found:
        return None
    last = Head("Cause", 26) if kind == "breached" else Head("Service", 26)
    heads = (
        Head("Ticket", 40),
        Head("Clock", 14),
        Head("Took", 10, "right"),
        Head("Promised", 10, "right"),
        last,
    )
    rows = tuple(_listed(inputs, ticket, name, clock, kind) for ticket, name, clock in found[:LISTED])
    return Table(caption, heads, rows, capped(inputs, len(rows), len(found), "all are in data/tickets.csv"))


def _listed(inputs: Inputs, ticket: Ticket, name: str, clock: Clock, kind: str) -> tuple[Cell, ...]:
    took = inputs.words.hours(clock.hours) if clock.hours is not None else "open"
    cause = Cell(ticket.breach_cause) if ticket.breach_cause else Cell("cause not recorded", tone="quiet")
    return (
        Cell(ticket.title or ticket.id, " · ".join(part for part in (ticket.id, ticket.priority) if part)),
        Cell(NAMES[name]),
        Cell(took),
        Cell(inputs.words.hours(clock.limit) if clock.limit else "–"),
        cause if kind == "breached" else Cell(ticket.service or "–"),
    )


def _times(inputs: Inputs) -> Table | None:
    kinds = [kind for kind in ("ack", "resolve") if inputs.figures.get(f"time.{kind}.median").number is not None]
    if not kinds:
        return None
    words = {"ack": "To first response", "resolve": "To resolution"}
    heads = [Head("Priority", 16)]
    for kind in kinds:
        heads += [
            Head(f"{words[kind]}: median", 84 // (3 * len(kinds)), "right"),
            Head("90th percentile", 84 // (3 * len(kinds)), "right"),
            Head("n", 84 // (3 * len(kinds)), "right"),
        ]
    splits: list[tuple[str, dict[str, str]]] = [("All", {})]
    splits += [(priority, {"priority": priority}) for priority in priorities(inputs, "time.resolve.median")]
    rows = tuple(
        (Cell(name), *(one for kind in kinds for one in _duration(inputs, kind, dimensions)))
        for name, dimensions in splits
    )
    return Table("How long it took, in plain elapsed time", tuple(heads), rows)


def _duration(inputs: Inputs, kind: str, dimensions: dict[str, str]) -> tuple[Cell, ...]:
    median: Figure = inputs.figures.get(f"time.{kind}.median", **dimensions)
    p90 = inputs.figures.get(f"time.{kind}.p90", **dimensions)
    return (
        _without_reason(cell(inputs, median)),
        _without_reason(cell(inputs, p90)),
        Cell(inputs.words.number(median.n)),
    )
