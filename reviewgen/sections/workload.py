"""Workload: what came in, what went out, what is left, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.findings.case import called
from reviewgen.metrics import BY_ID
from reviewgen.metrics.tickets import AGE_LIMITS, AGES
from reviewgen.model import Depth, Figure
from reviewgen.sections.histories import compared, history_chart, noted_once
from reviewgen.sections.origins import HALF, THIRD, WHOLE, arrivals, drawn_as_bars, splits
from reviewgen.sections.view import (
    Cell,
    Chart,
    Head,
    Inputs,
    Nothing,
    Runs,
    Table,
    bare,
    filled,
    runs,
    said,
    shown,
    told,
)

TITLE = "Workload"
LEAST: Depth = "standard"
GROUPS = 6
VOLUMES = (
    "tickets.opened",
    "tickets.resolved",
    "tickets.closed",
    "tickets.backlog",
    "tickets.flow",
    "tickets.reopen_rate",
    "tickets.reassignments",
    "tickets.reassignments.share",
    "tickets.first_contact",
)
FEWER = ("tickets.opened", "tickets.resolved", "tickets.backlog", "tickets.reopen_rate", "tickets.first_contact")
CHARTS = ("tickets.opened", "tickets.backlog")


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on workload shows."""

    histories: tuple[Chart, ...] = told("tickets opened, and open at the end, period by period")
    volumes: Table = told("volumes and rework beside the previous period and last year")
    ages: Chart | None = told("open tickets by age")
    splits: tuple[Chart, ...] = told(
        "tickets opened by service; at full depth period by period by priority, and by type, category, site and channel"
    )
    arrivals: Chart | None = told("when tickets arrive: each hour of the week, at full depth")
    recurring: Table | None = told("groups of incidents of one kind")


def build(inputs: Inputs) -> Context | Nothing:
    """Nothing to show where the account has no ticket in any period."""
    if all(figure.number is None for figure in inputs.figures.history("tickets.opened")):
        return Nothing(inputs.words.gettext("No tickets are recorded for this account up to the end of the period."))
    return Context(
        histories=_histories(inputs),
        volumes=_volumes(inputs),
        ages=_ages(inputs),
        splits=splits(inputs),
        arrivals=arrivals(inputs) if inputs.depth == "full" else None,
        recurring=_recurring(inputs),
    )


def _histories(inputs: Inputs) -> tuple[Chart, ...]:
    """What came in and what is left, period by period; a row of zeros is not drawn."""
    busy = [name for name in CHARTS if any(figure.number for figure in inputs.figures.history(name))]
    width = HALF if len(busy) > 1 else WHOLE
    drawn = (history_chart(inputs, metric, height=28, width=width) for metric in busy)
    return noted_once([chart for chart in drawn if chart])


def _volumes(inputs: Inputs) -> Table:
    return compared(inputs, inputs.words.gettext("Volumes and rework"), VOLUMES if inputs.depth == "full" else FEWER)


def _ages(inputs: Inputs) -> Chart | None:
    ages = [inputs.figures.get("tickets.backlog_age", age=age) for age in AGES]
    backlog = inputs.figures.get("tickets.backlog")
    if not backlog.number:
        return None
    labels = [inputs.words.gettext("{age} days", age=said(inputs, called("age", age))) for age in AGES]
    width = HALF if inputs.depth == "full" else THIRD
    title, subtitle = _ages_title(inputs, backlog, ages[-1]), runs(inputs.words.gettext(BY_ID[ages[0].metric].label))
    return drawn_as_bars(inputs, title, ages, labels, subtitle, width=width)


def _ages_title(inputs: Inputs, backlog: Figure, oldest: Figure) -> Runs:
    """How many are very old."""
    days, total = inputs.words.number(AGE_LIMITS[-1] - 1), shown(inputs, backlog)
    if oldest.number:
        text = inputs.words.gettext("{n} of {total} open tickets are over {days} days old")
        return filled(text, n=shown(inputs, oldest), total=total, days=days)
    return filled(inputs.words.gettext("None of {total} open tickets is over {days} days old"), total=total, days=days)


def _recurring(inputs: Inputs) -> Table | None:
    groups = inputs.figures.split("tickets.recurring", "service", "category")
    groups.sort(key=lambda figure: (-figure.n, figure.dimensions))
    if not groups:
        return None
    _, most = inputs.words.gettext, inputs.room(0, 3, GROUPS)
    heads = (Head(_("Service"), 36), Head(_("Category"), 36), Head(_("Incidents"), 28, "right"))
    rows = tuple(
        (*(Cell(said(inputs, called(*dimension))) for dimension in figure.dimensions), bare(shown(inputs, figure)))
        for figure in groups[:most]
    )
    left_out = len(groups) > most
    more = _("The {n} largest of {all} groups.", n=most, all=inputs.words.number(len(groups))) if left_out else ""
    return Table(_("Recurring: three or more incidents of one kind"), heads, rows, more)
