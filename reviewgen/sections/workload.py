"""Workload: what came in, what went out, what is left, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.charts import Svg, bars, columns
from reviewgen.metrics import BY_ID
from reviewgen.metrics.tickets import AGES
from reviewgen.model import Figure
from reviewgen.sections.view import (
    Cell,
    Chart,
    Head,
    Inputs,
    Nothing,
    Table,
    cell,
    described,
    span_heads,
    spans,
    told,
)

TITLE = "Workload"
ROWS = 6
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
SPLITS = ("priority", "type", "service", "category", "site", "channel")
PLURALS = {
    "priority": "priorities",
    "type": "types",
    "service": "services",
    "category": "categories",
    "site": "sites",
    "channel": "channels",
}


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on workload shows."""

    note: str = told("the supervisor's own words, in Markdown")
    flow: Chart | None = told("opened and resolved, period by period")
    volumes: Table = told("volumes and rework beside the previous period and last year")
    ages: Chart | None = told("open tickets by age")
    splits: tuple[Chart, ...] = told("tickets opened by priority, type, service, category, site and channel")
    arrivals: tuple[Chart, ...] = told("when tickets arrive: weekday and hour")
    recurring: Table | None = told("groups of incidents of one kind")


def build(inputs: Inputs) -> Context | Nothing:
    """Nothing to show where the account has no ticket in any period."""
    if all(figure.number is None for figure in inputs.figures.history("tickets.opened")):
        return Nothing("No tickets are recorded for this account up to the end of the period.")
    splits = [_split(inputs, name) for name in SPLITS]
    return Context(
        note=inputs.account.notes.get("workload", ""),
        flow=_flow(inputs),
        volumes=_volumes(inputs),
        ages=_ages(inputs),
        splits=tuple(chart for chart in splits if chart),
        arrivals=_arrivals(inputs),
        recurring=_recurring(inputs),
    )


def _flow(inputs: Inputs) -> Chart | None:
    opened, resolved = (inputs.figures.history(name) for name in ("tickets.opened", "tickets.resolved"))
    words = inputs.words
    if opened[-1].number is None:
        return None
    period = words.period(inputs.figures.period)
    also = "" if resolved[-1].number is None else f" and {words.figure(resolved[-1])} resolved"
    title = f"{words.figure(opened[-1])} opened{also} in {period}"
    drawn = columns(
        [words.short_period(figure.period) for figure in opened],
        [figure.number for figure in opened],
        [words.figure(figure) for figure in opened],
        second=[figure.number for figure in resolved],
        second_texts=[words.figure(figure) for figure in resolved],
        title=title,
        description=f"Opened: {described(inputs, opened)}. Resolved: {described(inputs, resolved)}.",
        tick_text=words.number,
        height_mm=38,
        colour=inputs.account.branding.accent,
    )
    return Chart(title, "light: opened; dark: resolved", drawn)


def _volumes(inputs: Inputs) -> Table:
    heads = span_heads(inputs)
    rows = [_volume(inputs, metric) for metric in VOLUMES]
    return Table("Volumes and rework", heads, tuple(row for row in rows if any(one.text != "–" for one in row[1:])))


def _volume(inputs: Inputs, metric: str) -> tuple[Cell, ...]:
    with_n = BY_ID[metric].unit != "tickets"
    figures = (inputs.figures.get(metric, name) for name, _ in spans(inputs))
    return (Cell(BY_ID[metric].label), *(cell(inputs, figure, with_n=with_n) for figure in figures))


def _ages(inputs: Inputs) -> Chart | None:
    ages = [inputs.figures.get("tickets.backlog_age", age=age) for age in AGES]
    backlog = inputs.figures.get("tickets.backlog")
    if not backlog.number:
        return None
    title = f"{inputs.words.figure(backlog)} open at the end of the period, by age in days"
    return Chart(title, "", _bars(inputs, title, [f"{age} days" for age in AGES], ages))


def _split(inputs: Inputs, name: str) -> Chart | None:
    """Tickets opened by one dimension; None where it has but one value."""
    found = [figure for figure in inputs.figures.split("tickets.opened", name) if figure.number]
    if len(found) < 2:
        return None
    if name != "priority":
        found.sort(key=lambda figure: (-(figure.number or 0), figure.dimensions))
    left = len(found) - ROWS
    subtitle = f"the {ROWS} largest of {len(found)} {PLURALS[name]}" if left > 0 else ""
    shown = found[:ROWS]
    labels = [figure.dimensions[0][1] for figure in shown]
    return Chart(f"Opened by {name}", subtitle, _bars(inputs, f"Opened by {name}", labels, shown))


def _bars(inputs: Inputs, title: str, labels: list[str], found: list[Figure]) -> Svg:
    texts = [inputs.words.figure(figure) for figure in found]
    return bars(
        labels,
        [figure.number for figure in found],
        texts,
        title=title,
        description="; ".join(f"{name}: {text}" for name, text in zip(labels, texts, strict=True)),
        colour=inputs.account.branding.accent,
    )


def _arrivals(inputs: Inputs) -> tuple[Chart, ...]:
    if not inputs.figures.get("tickets.opened").number:
        return ()
    days = [f"{number:02d}" for number in range(1, 8)]
    hours = [f"{number:02d}" for number in range(24)]
    weekdays = _arrival(inputs, "weekday", days, [inputs.words.weekday(int(day)) for day in days], 60)
    by_hour = _arrival(inputs, "hour", hours, [hour if int(hour) % 3 == 0 else "" for hour in hours], 112)
    return (weekdays, by_hour)


def _arrival(inputs: Inputs, name: str, values: list[str], labels: list[str], width: float) -> Chart:
    numbers = [inputs.figures.get("tickets.opened", **{name: value}).number or 0.0 for value in values]
    title = f"Opened by {name}"
    texts = [inputs.words.number(number) for number in numbers]
    drawn = columns(
        labels,
        numbers,
        texts if name == "weekday" else ["" for _ in texts],
        title=title,
        description="; ".join(f"{value}: {text}" for value, text in zip(values, texts, strict=True)),
        tick_text=inputs.words.number,
        width_mm=width,
        height_mm=28,
        colour=inputs.account.branding.accent,
        last_is_current=False,
    )
    return Chart(title, f"local time, {inputs.account.zone}" if name == "hour" else "", drawn)


def _recurring(inputs: Inputs) -> Table | None:
    groups = inputs.figures.split("tickets.recurring", "service", "category")
    groups.sort(key=lambda figure: (-figure.n, figure.dimensions))
    if not groups:
        return None
    heads = (Head("Service", 36), Head("Category", 36), Head("Incidents", 28, "right"))
    rows = tuple(
        (Cell(service), Cell(category), Cell(inputs.words.figure(figure)))
        for figure in groups[:GROUPS]
        for (_, service), (_, category) in [figure.dimensions]
    )
    more = f"The {GROUPS} largest of {len(groups)} groups." if len(groups) > GROUPS else ""
    return Table("Recurring: three or more incidents of one kind", heads, rows, more)
