"""Availability: the agreed service time, what was lost of it, and each outage with its cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reviewgen.config import ServiceTime
from reviewgen.model import Depth, Figure
from reviewgen.records import Outage
from reviewgen.sections.histories import history_chart, noted_once
from reviewgen.sections.view import (
    Cell,
    Chart,
    Head,
    Inputs,
    Nothing,
    Table,
    brief,
    capped,
    cell,
    judged_cell,
    status_cell,
    told,
)

TITLE = "Availability"
LEAST: Depth = "standard"
LISTED = 15
CHARTS = 3
WORST_FIRST = {"missed": 0, "at_risk": 1, "met": 2, "not_measured": 3, None: 4}
ROUND_THE_CLOCK = "24x7"


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on availability shows."""

    charts: tuple[Chart, ...] = told("the history of availability of services with a target, missed ones first")
    levels: Table = told("agreed and achieved, per service")
    restoration: Table | None = told("how often services failed, and how long it took to restore them")
    basis: tuple[str, ...] = told("what is agreed for each service, and how downtime is counted")
    outages: Table | None = told("the outages of the period, with the cause")
    maintenance: Table | None = told("the planned maintenance of the period")


def build(inputs: Inputs) -> Context | Nothing:
    """Nothing to show without a table of outages, or without a service that is agreed or was down."""
    services = _services(inputs)
    if not services or all(_figure(inputs, "", service).number is None for service in services):
        return Nothing(
            "No availability is measured: that takes a table of outages, and the agreed service time of each service "
            "in the account's file."
        )
    planned, sudden = ([one for one in inputs.evidence.outages if bool(one.planned) is kind] for kind in (True, False))
    return Context(
        charts=_charts(inputs, services),
        levels=_levels(inputs, services),
        restoration=_restoration(inputs, services),
        basis=_basis(inputs, services),
        outages=_listing(inputs, "Outages of the period", sudden, causes=True) if sudden else None,
        maintenance=_listing(inputs, "Planned maintenance", planned) if planned else None,
    )


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
        for service in judged[:CHARTS]
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


def _listing(inputs: Inputs, caption: str, outages: list[Outage], *, causes: bool = False) -> Table:
    """Oldest first; where there are too many, the longest of them."""
    longest = sorted(outages, key=lambda one: (-_hours(inputs, one), one.started_at, one.id))[:LISTED]
    heads = (
        Head("What", 42 if causes else 66),
        Head("Began", 17),
        Head("Lasted", 9, "right"),
        Head("Impact", 8, "right"),
        *((Head("Cause", 24),) if causes else ()),
    )
    rows = tuple(_listed(inputs, one, causes) for one in sorted(longest, key=lambda one: (one.started_at, one.id)))
    return Table(
        caption, heads, rows, capped(inputs, len(rows), len(outages), "the longest, in order of time"), whole=False
    )


def _listed(inputs: Inputs, outage: Outage, causes: bool) -> tuple[Cell, ...]:
    words = inputs.words
    about = " · ".join(part for part in (outage.id, outage.service, outage.ticket, outage.major) if part)
    part = 1.0 if outage.impact is None else outage.impact
    cause = Cell(outage.cause) if outage.cause else Cell("cause not recorded", tone="quiet")
    return (
        Cell(outage.title or outage.service, about, record=outage.id),
        Cell(words.minute(outage.started_at)),
        Cell(words.hours(_hours(inputs, outage)), "" if outage.ended_at else "so far"),
        Cell("all" if part == 1 else words.amount(100 * part, "%")),
        *((cause,) if causes else ()),
    )


def _hours(inputs: Inputs, outage: Outage) -> float:
    """Hours on the wall; of one that lasts, up to the end of the data."""
    end: datetime = outage.ended_at or max(inputs.as_of, outage.started_at)
    return (end - outage.started_at).total_seconds() / 3600
