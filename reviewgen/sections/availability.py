"""Availability and capacity: agreed service time and what was lost of it, and how long resources last."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.config import ServiceTime
from reviewgen.languages import N_
from reviewgen.model import Depth, Figure
from reviewgen.records import Capacity, Outage
from reviewgen.sections.histories import charts_compared
from reviewgen.sections.listing import UNKNOWN, about, lasted, listing, planned, seconds
from reviewgen.sections.spent import budgets, last_measured, resources
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
UNMEASURED = N_(
    "No availability and no capacity is measured: that takes a table of outages with the agreed service time "
    "of each service in the account's file, or a table of capacity."
)
COUNTED = N_(
    "Minutes in which outages overlap count once, those of a partial outage in part, and only within agreed time. "
    "The mean time to restore is this downtime divided by the outages."
)
NOT_AGREED = N_("{services}: no service time is agreed, so day and night is taken, without announced maintenance.")
AGREED = {
    (True, True): N_("{services}: agreed for day and night; announced maintenance is no downtime."),
    (True, False): N_("{services}: agreed for day and night; announced maintenance counts as downtime."),
    (False, True): N_(
        "{services}: agreed for the hours of the calendar “{calendar}”; announced maintenance is no downtime."
    ),
    (False, False): N_(
        "{services}: agreed for the hours of the calendar “{calendar}”; announced maintenance counts as downtime."
    ),
}
"""By whether it is day and night, and whether planned maintenance is left out."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on availability shows."""

    charts: tuple[Chart, ...] = told("the history of availability of services with a target, missed ones first")
    levels: Table | None = told("agreed and achieved, per service")
    spent: tuple[Chart, ...] = told(
        "how much of the downtime allowed is used, and how full resources are, at full depth where there are several"
    )
    restoration: Table | None = told("how often services failed, and how long it took to restore them")
    basis: tuple[str, ...] = told("what is agreed for each service, and how downtime is counted")
    outages: Table | None = told("the outages of the period, with the cause")
    maintenance: Table | None = told("the planned maintenance of the period")
    capacity: Table | None = told("how full resources are, and how many days they last; the first to be full on top")


def build(inputs: Inputs) -> Context | Nothing:
    """Nothing to show without a service that is agreed or was down, and without a resource that was measured."""
    _ = inputs.words.gettext
    services = _measured_services(inputs)
    capacity = _capacity(inputs)
    if not services and capacity is None:
        return Nothing(_(UNMEASURED))
    full, downtime = inputs.depth == "full", budgets(inputs, services)
    planned, sudden = ([one for one in inputs.evidence.outages if bool(one.planned) is kind] for kind in (True, False))
    return Context(
        charts=_charts(inputs, services),
        levels=_levels(inputs, services) if services else None,
        spent=tuple(chart for chart in (downtime, resources(inputs)) if chart) if full else (),
        restoration=_restoration(inputs, services, downtime is None) if full else None,
        basis=_basis(inputs, services) if services else (),
        outages=_outages(inputs, _("Outages of the period"), sudden, inputs.room(0, 3, 12)),
        maintenance=_outages(inputs, _("Planned maintenance"), planned, inputs.room(0, 0, 10)),
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
    return charts_compared(inputs, "availability", [(("service", one),) for one in judged[: inputs.room(0, 0, 4)]], 32)


def _levels(inputs: Inputs, services: list[str]) -> Table:
    _ = inputs.words.gettext
    heads = (
        Head(_("Service"), 19),
        Head(_("Agreed time"), 12, "right"),
        Head(_("Available"), 10, "right"),
        Head(_("Target"), 8, "right"),
        Head(_("Status"), 10),
        Head(_("Downtime"), 10, "right"),
        Head(inputs.words.pgettext("the period before", "Before"), 9, "right"),
        Head(_("Against its history"), 22),
    )
    return Table(_("Agreed and achieved"), heads, tuple(_level(inputs, service) for service in services))


def _level(inputs: Inputs, service: str) -> tuple[Cell, ...]:
    now = _figure(inputs, "", service)
    before = _figure(inputs, "", service, inputs.figures.previous)
    return (
        Cell(service),
        brief(cell(inputs, _figure(inputs, ".agreed", service))),
        brief(cell(inputs, now)),
        Cell(inputs.words.amount(now.target.value, "%") if now.target else "–"),
        status_cell(inputs, now),
        brief(cell(inputs, _figure(inputs, ".downtime", service))),
        brief(cell(inputs, before)),
        judged_cell(inputs, now),
    )


def _restoration(inputs: Inputs, services: list[str], with_budget: bool) -> Table | None:
    """How often and how long; the part of the budget where no drawing shows it."""
    failed = [service for service in services if _figure(inputs, ".outages", service).number]
    if not failed:
        return None
    _ = inputs.words.gettext
    columns = {
        ".outages": _("Outages"),
        ".longest": inputs.words.pgettext("outage", "Longest"),
        ".mtrs": _("Mean time to restore"),
        ".mtbf": _("Mean time between failures"),
    } | ({".budget_used": _("Allowed downtime used")} if with_budget else {})
    heads = (Head(_("Service"), 100 - 15 * len(columns)), *(Head(words, 15, "right") for words in columns.values()))
    rows = tuple(
        (Cell(service), *(brief(cell(inputs, _figure(inputs, name, service))) for name in columns))
        for service in failed
    )
    return Table(_("Outages and restoration"), heads, rows)


def _basis(inputs: Inputs, services: list[str]) -> tuple[str, ...]:
    """The terms of the services, those of equal terms together; then how downtime is counted."""
    agreed = {one.service: one for one in inputs.account.availability}
    groups: dict[tuple[str, str], list[str]] = {}
    for service in services:
        groups.setdefault(_terms(agreed.get(service)), []).append(service)
    _ = inputs.words.gettext
    lines = [_(text, services=", ".join(names), calendar=name) for (text, name), names in groups.items()]
    return (*lines, _(COUNTED))


def _terms(agreed: ServiceTime | None) -> tuple[str, str]:
    """What is agreed for a service, as a text with places, and the calendar."""
    if agreed is None:
        return NOT_AGREED, ""
    always = agreed.calendar == ROUND_THE_CLOCK
    return AGREED[always, agreed.planned_excluded], "" if always else agreed.calendar


def _outages(inputs: Inputs, caption: str, outages: list[Outage], room: int) -> Table | None:
    """Oldest first; where there are too many, the longest of them. Of planned maintenance no cause is told."""
    causes = not any(one.planned for one in outages)
    longest = sorted(outages, key=lambda one: (-_length(inputs, one), one.started_at, one.id))[:room]
    _ = inputs.words.gettext
    heads = (
        Head(_("What"), 42 if causes else 66),
        Head(_("Began"), 17),
        Head(_("Lasted"), 9, "right"),
        Head(_("Impact"), 8, "right"),
        *((Head(_("Cause"), 24),) if causes else ()),
    )
    chosen = sorted(longest, key=lambda one: (one.started_at, one.id))
    others = [one for one in outages if one not in longest]
    order = _("the longest, in order of time")
    return listing(inputs, caption, heads, [*chosen, *others], _outage if causes else _work, room, order)


def _length(inputs: Inputs, outage: Outage) -> float:
    return 0.0 if _is_endless(outage) else seconds(inputs, outage.started_at, outage.ended_at)


def _is_endless(outage: Outage) -> bool:
    """Whether it is planned maintenance of which no end is known: there is no telling how long it took."""
    return bool(outage.planned) and outage.ended_at is None


def _outage(inputs: Inputs, outage: Outage) -> tuple[Cell, ...]:
    cause = Cell(outage.cause) if outage.cause else Cell(inputs.words.gettext("cause not recorded"), tone="quiet")
    return (*_work(inputs, outage), cause)


def _work(inputs: Inputs, outage: Outage) -> tuple[Cell, ...]:
    words = inputs.words
    part = 1.0 if outage.impact is None else outage.impact
    hit = words.pgettext("impact of an outage", "all") if part == 1 else words.amount(100 * part, "%")
    below = about(outage.id, outage.service, outage.ticket, outage.major)
    endless = Cell(UNKNOWN, words.gettext("no end yet"))
    return (
        Cell(outage.title or outage.service, below, record=outage.id),
        Cell(words.minute(outage.started_at), key=outage.started_at),
        endless if _is_endless(outage) else lasted(inputs, outage.started_at, outage.ended_at),
        Cell(hit, key=part),
    )


# Capacity


def _capacity(inputs: Inputs) -> Table | None:
    found = inputs.figures.split("capacity.used", "resource")
    resources = [dict(figure.dimensions)["resource"] for figure in found if figure.number is not None]
    resources.sort(key=lambda resource: _first_full(inputs, resource))
    _ = inputs.words.gettext
    heads = (
        Head(_("Resource"), 21),
        Head(_("Used"), 7, "right"),
        Head(inputs.words.pgettext("limit of a resource", "Of"), 13, "right"),
        Head(_("Days left"), 11, "right"),
        Head(_("At least"), 11, "right"),
        Head(_("At most"), 11, "right"),
        Head(_("What is planned"), 26),
    )
    caption, order = _("How full resources are"), _("the first to be full on top")
    return listing(inputs, caption, heads, resources, _resource, inputs.room(0, 3, 20), order)


def _of(inputs: Inputs, name: str, resource: str) -> Figure:
    return inputs.figures.get(f"capacity.{name}", resource=resource)


def _first_full(inputs: Inputs, resource: str) -> tuple[float, float, str]:
    """By the days left; those of which it is not known by how full they are."""
    left, used = _of(inputs, "days_left", resource).number, _of(inputs, "used", resource).number
    return (float("inf") if left is None else left, -(used or 0.0), resource)


def _resource(inputs: Inputs, resource: str) -> tuple[Cell, ...]:
    last = last_measured(inputs, resource)
    return (
        Cell(resource, last.service if last else "", record=resource),
        brief(cell(inputs, _of(inputs, "used", resource))),
        _limit(inputs, last) if last else Cell(UNKNOWN),
        cell(inputs, _of(inputs, "days_left", resource)),
        brief(cell(inputs, _of(inputs, "days_left.low", resource))),
        brief(cell(inputs, _of(inputs, "days_left.high", resource))),
        planned(inputs, last.plan, last.owner) if last else Cell(UNKNOWN),
    )


def _limit(inputs: Inputs, last: Capacity) -> Cell:
    """All that there is of it, and the share of that which is not to be passed."""
    words = inputs.words
    threshold = words.amount(last.threshold, "%") if last.threshold else ""
    note = words.gettext("threshold {share}", share=threshold) if threshold else ""
    return Cell(f"{words.number(last.limit, 2)} {last.unit}".strip(), note)
