"""Availability and capacity: agreed service time and what was lost of it, and how long resources last."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.config import ServiceTime
from reviewgen.model import Depth, Figure
from reviewgen.records import Capacity, Outage
from reviewgen.sections.histories import history_chart, noted_once
from reviewgen.sections.listing import UNKNOWN, about, lasted, listing, planned, seconds
from reviewgen.sections.view import (
    Cell,
    Chart,
    Head,
    Inputs,
    Nothing,
    Table,
    brief,
    cell,
    judged_cell,
    status_cell,
    told,
)

TITLE = "Availability and capacity"
LEAST: Depth = "standard"
WORST_FIRST = {"missed": 0, "at_risk": 1, "met": 2, "not_measured": 3, None: 4}
ROUND_THE_CLOCK = "24x7"


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on availability shows."""

    charts: tuple[Chart, ...] = told("the history of availability of services with a target, missed ones first")
    levels: Table | None = told("agreed and achieved, per service")
    restoration: Table | None = told("how often services failed, and how long it took to restore them")
    basis: tuple[str, ...] = told("what is agreed for each service, and how downtime is counted")
    outages: Table | None = told("the outages of the period, with the cause")
    maintenance: Table | None = told("the planned maintenance of the period")
    capacity: Table | None = told("how full resources are, and how many days they last; the first to be full on top")


def build(inputs: Inputs) -> Context | Nothing:
    """Nothing to show without a service that is agreed or was down, and without a resource that was measured."""
    services = _measured_services(inputs)
    capacity = _capacity(inputs)
    if not services and capacity is None:
        return Nothing(
            "No availability and no capacity is measured: that takes a table of outages with the agreed service time "
            "of each service in the account's file, or a table of capacity."
        )
    planned, sudden = ([one for one in inputs.evidence.outages if bool(one.planned) is kind] for kind in (True, False))
    return Context(
        charts=_charts(inputs, services),
        levels=_levels(inputs, services) if services else None,
        restoration=_restoration(inputs, services) if inputs.depth == "full" else None,
        basis=_basis(inputs, services) if services else (),
        outages=_outages(inputs, "Outages of the period", sudden, inputs.room(0, 3, 12)),
        maintenance=_outages(inputs, "Planned maintenance", planned, inputs.room(0, 0, 10)),
        capacity=capacity,
    )


def _measured_services(inputs: Inputs) -> list[str]:
    """The services, if the availability of any of them has a number."""
    services = _services(inputs)
    measured = any(_figure(inputs, "", service).number is not None for service in services)
    return services if measured else []


def _services(inputs: Inputs) -> list[str]:
    """The services that are agreed or had an outage: those with a missed target first."""
    found = inputs.figures.split("availability", "service")
    found.sort(key=lambda figure: (WORST_FIRST[figure.status], figure.dimensions))
    return [dict(figure.dimensions)["service"] for figure in found]


def _figure(inputs: Inputs, name: str, service: str, period: str | None = None) -> Figure:
    return inputs.figures.get(f"availability{name}", period, service=service)


def _charts(inputs: Inputs, services: list[str]) -> tuple[Chart, ...]:
    judged = [service for service in services if _figure(inputs, "", service).target]
    drawn = (
        history_chart(inputs, "availability", dimensions=(("service", service),), height=30)
        for service in judged[: inputs.room(0, 0, 3)]
    )
    return noted_once([chart for chart in drawn if chart])


def _levels(inputs: Inputs, services: list[str]) -> Table:
    heads = (
        Head("Service", 19),
        Head("Agreed time", 12, "right"),
        Head("Available", 10, "right"),
        Head("Target", 8, "right"),
        Head("Status", 10),
        Head("Downtime", 10, "right"),
        Head("Before", 9, "right"),
        Head("Against its history", 22),
    )
    return Table("Agreed and achieved", heads, tuple(_level(inputs, service) for service in services))


def _level(inputs: Inputs, service: str) -> tuple[Cell, ...]:
    now = _figure(inputs, "", service)
    before = _figure(inputs, "", service, inputs.figures.previous)
    return (
        Cell(service),
        brief(cell(inputs, _figure(inputs, ".agreed", service))),
        brief(cell(inputs, now)),
        Cell(inputs.words.amount(now.target.value, "%") if now.target else "–"),
        status_cell(now),
        brief(cell(inputs, _figure(inputs, ".downtime", service))),
        brief(cell(inputs, before)),
        judged_cell(inputs, now),
    )


def _restoration(inputs: Inputs, services: list[str]) -> Table | None:
    failed = [service for service in services if _figure(inputs, ".outages", service).number]
    if not failed:
        return None
    columns = (
        (".outages", "Outages"),
        (".longest", "Longest"),
        (".mtrs", "Mean time to restore"),
        (".mtbf", "Mean time between failures"),
        (".budget_used", "Allowed downtime used"),
    )
    heads = (Head("Service", 25), *(Head(words, 15, "right") for _, words in columns))
    rows = tuple(
        (Cell(service), *(brief(cell(inputs, _figure(inputs, name, service))) for name, _ in columns))
        for service in failed
    )
    return Table("Outages and restoration", heads, rows)


def _basis(inputs: Inputs, services: list[str]) -> tuple[str, ...]:
    """The terms of the services, those of equal terms together; then how downtime is counted."""
    agreed = {one.service: one for one in inputs.account.availability}
    groups: dict[str, list[str]] = {}
    for service in services:
        groups.setdefault(_terms(agreed.get(service)), []).append(service)
    lines = [f"{', '.join(names)}: {terms}." for terms, names in groups.items()]
    counted = (
        "Minutes in which outages overlap count once, those of a partial outage in part, and only within agreed time. "
        "The mean time to restore is this downtime divided by the outages."
    )
    return (*lines, counted)


def _terms(agreed: ServiceTime | None) -> str:
    if agreed is None:
        return "no service time is agreed, so day and night is taken, without announced maintenance"
    hours = "day and night" if agreed.calendar == ROUND_THE_CLOCK else f"the hours of the calendar “{agreed.calendar}”"
    return f"agreed for {hours}; announced maintenance {'is no' if agreed.planned_excluded else 'counts as'} downtime"


def _outages(inputs: Inputs, caption: str, outages: list[Outage], room: int) -> Table | None:
    """Oldest first; where there are too many, the longest of them. Of planned maintenance no cause is told."""
    causes = not any(one.planned for one in outages)
    longest = sorted(outages, key=lambda one: (-seconds(inputs, one.started_at, one.ended_at), one.started_at, one.id))[
        :room
    ]
    heads = (
        Head("What", 42 if causes else 66),
        Head("Began", 17),
        Head("Lasted", 9, "right"),
        Head("Impact", 8, "right"),
        *((Head("Cause", 24),) if causes else ()),
    )
    chosen = sorted(longest, key=lambda one: (one.started_at, one.id))
    others = [one for one in outages if one not in longest]
    order = "the longest, in order of time"
    return listing(inputs, caption, heads, [*chosen, *others], _outage if causes else _work, room, order)


def _outage(inputs: Inputs, outage: Outage) -> tuple[Cell, ...]:
    cause = Cell(outage.cause) if outage.cause else Cell("cause not recorded", tone="quiet")
    return (*_work(inputs, outage), cause)


def _work(inputs: Inputs, outage: Outage) -> tuple[Cell, ...]:
    part = 1.0 if outage.impact is None else outage.impact
    below = about(outage.id, outage.service, outage.ticket, outage.major)
    return (
        Cell(outage.title or outage.service, below, record=outage.id),
        Cell(inputs.words.minute(outage.started_at)),
        lasted(inputs, outage.started_at, outage.ended_at),
        Cell("all" if part == 1 else inputs.words.amount(100 * part, "%")),
    )


# Capacity


def _capacity(inputs: Inputs) -> Table | None:
    found = inputs.figures.split("capacity.used", "resource")
    resources = [dict(figure.dimensions)["resource"] for figure in found if figure.number is not None]
    resources.sort(key=lambda resource: _first_full(inputs, resource))
    heads = (
        Head("Resource", 21),
        Head("Used", 7, "right"),
        Head("Of", 13, "right"),
        Head("Days left", 11, "right"),
        Head("At least", 11, "right"),
        Head("At most", 11, "right"),
        Head("What is planned", 26),
    )
    room = inputs.room(0, 3, 20)
    return listing(inputs, "How full resources are", heads, resources, _resource, room, "the first to be full on top")


def _of(inputs: Inputs, name: str, resource: str) -> Figure:
    return inputs.figures.get(f"capacity.{name}", resource=resource)


def _first_full(inputs: Inputs, resource: str) -> tuple[float, float, str]:
    """By the days left; those of which it is not known by how full they are."""
    left, used = _of(inputs, "days_left", resource).number, _of(inputs, "used", resource).number
    return (float("inf") if left is None else left, -(used or 0.0), resource)


def _resource(inputs: Inputs, resource: str) -> tuple[Cell, ...]:
    last = _last(inputs, resource)
    return (
        Cell(resource, last.service if last else "", record=resource),
        brief(cell(inputs, _of(inputs, "used", resource))),
        _limit(inputs, last) if last else Cell(UNKNOWN),
        cell(inputs, _of(inputs, "days_left", resource)),
        brief(cell(inputs, _of(inputs, "days_left.low", resource))),
        brief(cell(inputs, _of(inputs, "days_left.high", resource))),
        planned(last.plan, last.owner) if last else Cell(UNKNOWN),
    )


def _limit(inputs: Inputs, last: Capacity) -> Cell:
    """All that there is of it, and the share of that which is not to be passed."""
    threshold = f"threshold {inputs.words.amount(last.threshold, '%')}" if last.threshold else ""
    return Cell(f"{inputs.words.number(last.limit, 2)} {last.unit}".strip(), threshold)


def _last(inputs: Inputs, resource: str) -> Capacity | None:
    """The last measurement of a resource in the period."""
    end = inputs.case.end
    found = [one for one in inputs.evidence.capacity if one.resource == resource and one.measured_on < end]
    return max(found, key=lambda one: one.measured_on) if found else None
