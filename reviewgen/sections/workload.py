"""Workload: what came in, what went out, what is left, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.charts import Svg, bars, columns
from reviewgen.metrics.tickets import AGES
from reviewgen.model import Depth, Figure
from reviewgen.sections.histories import compared, drawn_texts, history_chart, noted_once
from reviewgen.sections.view import Cell, Chart, Head, Inputs, Nothing, Table, bare, plain, runs, shown, told

TITLE = "Workload"
LEAST: Depth = "standard"
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
FEWER = ("tickets.opened", "tickets.resolved", "tickets.backlog", "tickets.reopen_rate", "tickets.first_contact")
CHARTS = ("tickets.opened", "tickets.backlog")
SPLITS = ("priority", "type", "service", "category", "site", "channel")
MAIN_SPLITS = ("service",)
WHOLE, HALF, THIRD = 178, 86, 55
"""Width in mm of a drawing that stands alone, and of those of two and three side by side."""
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

    histories: tuple[Chart, ...] = told("tickets opened, and open at the end, period by period")
    volumes: Table = told("volumes and rework beside the previous period and last year")
    ages: Chart | None = told("open tickets by age")
    splits: tuple[Chart, ...] = told(
        "tickets opened by service; at full depth by priority, type, category, site and channel too"
    )
    arrivals: tuple[Chart, ...] = told("when tickets arrive: weekday and hour, at full depth")
    recurring: Table | None = told("groups of incidents of one kind")


def build(inputs: Inputs) -> Context | Nothing:
    """Nothing to show where the account has no ticket in any period."""
    if all(figure.number is None for figure in inputs.figures.history("tickets.opened")):
        return Nothing("No tickets are recorded for this account up to the end of the period.")
    splits = [_split(inputs, name) for name in SPLITS if inputs.depth == "full" or name in MAIN_SPLITS]
    return Context(
        histories=_histories(inputs),
        volumes=compared(inputs, "Volumes and rework", VOLUMES if inputs.depth == "full" else FEWER),
        ages=_ages(inputs),
        splits=tuple(chart for chart in splits if chart),
        arrivals=_arrivals(inputs) if inputs.depth == "full" else (),
        recurring=_recurring(inputs),
    )


def _histories(inputs: Inputs) -> tuple[Chart, ...]:
    """What came in and what is left, period by period; a row of zeros is not drawn."""
    busy = [name for name in CHARTS if any(figure.number for figure in inputs.figures.history(name))]
    width = HALF if len(busy) > 1 else WHOLE
    drawn = (history_chart(inputs, metric, height=28, width=width) for metric in busy)
    return noted_once([chart for chart in drawn if chart])


def _ages(inputs: Inputs) -> Chart | None:
    ages = [inputs.figures.get("tickets.backlog_age", age=age) for age in AGES]
    backlog = inputs.figures.get("tickets.backlog")
    if not backlog.number:
        return None
    title = runs(shown(inputs, backlog), " open at the end of the period, by age in days")
    return Chart(title, (), _bars(inputs, plain(title), [f"{age} days" for age in AGES], ages), tuple(ages))


def _split(inputs: Inputs, name: str) -> Chart | None:
    """Tickets opened by one dimension; None where it has but one value."""
    found = [figure for figure in inputs.figures.split("tickets.opened", name) if figure.number]
    if len(found) < 2:
        return None
    if name != "priority":
        found.sort(key=lambda figure: (-(figure.number or 0), figure.dimensions))
    room = inputs.room(0, 5, ROWS)
    subtitle = f"the {room} largest of {len(found)} {PLURALS[name]}" if len(found) > room else ""
    largest = found[:room]
    labels = [figure.dimensions[0][1] for figure in largest]
    title = f"Opened by {name}"
    return Chart(runs(title), runs(subtitle), _bars(inputs, title, labels, largest), tuple(largest))


def _bars(inputs: Inputs, title: str, labels: list[str], found: list[Figure]) -> Svg:
    texts = drawn_texts(inputs, found)
    return bars(
        labels,
        [figure.number for figure in found],
        texts,
        title=title,
        description="; ".join(f"{name}: {text}" for name, text in zip(labels, texts, strict=True)),
        width_mm=HALF if inputs.depth == "full" else THIRD,
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
    figures = [inputs.figures.get("tickets.opened", **{name: value}) for value in values]
    numbers = [figure.number or 0.0 for figure in figures]
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
    subtitle = f"local time, {inputs.account.zone}" if name == "hour" else ""
    return Chart(runs(title), runs(subtitle), drawn, tuple(figure for figure in figures if figure.number is not None))


def _recurring(inputs: Inputs) -> Table | None:
    groups = inputs.figures.split("tickets.recurring", "service", "category")
    groups.sort(key=lambda figure: (-figure.n, figure.dimensions))
    if not groups:
        return None
    most = inputs.room(0, 3, GROUPS)
    heads = (Head("Service", 36), Head("Category", 36), Head("Incidents", 28, "right"))
    rows = tuple(
        (Cell(service), Cell(category), bare(shown(inputs, figure)))
        for figure in groups[:most]
        for (_, service), (_, category) in [figure.dimensions]
    )
    more = f"The {most} largest of {len(groups)} groups." if len(groups) > most else ""
    return Table("Recurring: three or more incidents of one kind", heads, rows, more)
