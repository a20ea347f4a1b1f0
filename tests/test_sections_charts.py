"""Where sections draw what: each chart has its message, its figures, and stays away where it would tell nothing."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from reviewed import CHAIN, case, figure, inputs, process

from reviewgen.model import Depth, Figure
from reviewgen.records import Capacity, Contract, Evidence
from reviewgen.sections import Inputs, availability, changes, contract, summary, voice, workload
from reviewgen.sections.panels import Grid, Series, history
from reviewgen.sections.spent import MOST_RESOURCES, resources
from reviewgen.sections.view import Chart, plain


def seen(*figures: Figure, depth: Depth = "full", **more: Any) -> Inputs:
    """Return what sections see of an account with these figures."""
    return dataclasses.replace(inputs(case(*figures, **more)), depth=depth)


def opened(name: str, **counts: float) -> list[Figure]:
    """Return the tickets opened by a dimension, and in both periods by priority."""
    periods = CHAIN if name == "priority" else CHAIN[-1:]
    rows = [(value, number, one) for value, number in counts.items() for one in periods]
    return [
        dataclasses.replace(figure("tickets.opened", number, 50, one), dimensions=((name, value),))
        for value, number, one in rows
    ]


def workload_of(*figures: Figure, depth: Depth = "full") -> workload.Context:
    """Return what the section on workload shows beside 20 tickets opened in each period."""
    totals = [figure("tickets.opened", 20, period=one) for one in CHAIN]
    built = workload.build(seen(*totals, *figures, depth=depth))
    assert isinstance(built, workload.Context)
    return built


def titles(charts: Sequence[Chart]) -> list[str]:
    """Return what charts say."""
    return [plain(chart.title) for chart in charts]


def test_two_periods_are_no_line() -> None:
    """The words beside a headline figure tell the one before: a stroke between two points tells nothing more."""
    built = summary.build(seen(figure("tickets.opened", 2, period=CHAIN[0]), figure("tickets.opened", 7)))
    assert isinstance(built, summary.Context)
    assert [(plain(tile.value), tile.spark) for tile in built.tiles] == [("7", None)]


def test_many_values_are_drawn_with_their_sums() -> None:
    """More than three services have a line of their sums, fewer sites have bars; the largest stands in the title."""
    services, sites = opened("service", A=9, B=5, C=4, D=2), opened("site", X=12, Y=8)
    many, few = workload_of(*services, *sites).splits
    assert titles([many, few]) == [
        "The service with most tickets is A: 9 of 20 opened",
        "The site with most tickets is X: 12 of 20 opened",
    ]
    assert ["of all" in one.svg.markup for one in (many, few)] == [True, False]
    assert [one.history for one in (many, few)] == [tuple(services), tuple(sites)]


def test_values_that_are_alike_are_all_named() -> None:
    """Where no value has the most, none is told to."""
    (chart,) = workload_of(*opened("service", A=8, B=8, C=4), depth="standard").splits
    assert titles([chart]) == ["A and B have most tickets: 8 each of 20 opened"]
    (many,) = workload_of(*opened("service", A=5, B=5, C=5, D=5), depth="standard").splits
    assert titles([many]) == ["No one stands out: 5 of 20 tickets at most"]


def longest(chart: Chart) -> float:
    """Return how long the longest bar of a drawing is."""
    return max(map(float, re.findall(r"h(\d+(?:\.\d+)?)v", chart.svg.markup)))


def test_bars_side_by_side_have_one_scale() -> None:
    """Ten tickets are half as long as twenty in the drawing beside, and shorter than where they stand alone."""
    ten, twenty = workload_of(*opened("type", A=10, B=5), *opened("site", A=20, B=10)).splits
    (alone,) = workload_of(*opened("type", A=10, B=5)).splits
    assert longest(ten) == pytest.approx(longest(twenty) / 2, abs=0.2)
    assert longest(ten) < longest(alone)


def test_priorities_are_piled_up_period_by_period() -> None:
    """Each period with its total, and what opens under it has a column for each priority."""
    made = opened("priority", P1=5, P2=15)
    (chart,) = workload_of(*made).splits
    assert titles([chart]) == ["The most frequent priority is P2: 15 of 20 tickets opened"]
    assert len(chart.history) == 6
    (grid,) = history(seen(*made), chart.history).series
    assert isinstance(grid, Grid)
    assert (grid.caption, grid.columns) == ("Tickets opened", ("all", "P1", "P2"))
    assert [(name, [one and one.value for one in row]) for name, row in grid.rows] == [
        ("September 2026", ["20", "5", "15"]),
        ("October 2026", ["20", "5", "15"]),
    ]


def test_too_many_priorities_are_not_piled_up() -> None:
    """More than five parts cannot be told apart."""
    (chart,) = workload_of(*opened("priority", **{f"P{number}": 1 + number for number in range(6)})).splits
    assert "of all" in chart.svg.markup


def arrived(**counts: float) -> list[Figure]:
    """Return the tickets opened on Mondays by hour, and on one Tuesday."""
    hours = [figure("tickets.opened", number, weekday="01", hour=hour[1:]) for hour, number in counts.items()]
    return [*hours, figure("tickets.opened", 2, weekday="02", hour="08")]


def test_each_hour_of_the_week_has_its_cell() -> None:
    """The busiest hour stands in the title; below, hours are rows and weekdays columns."""
    made = arrived(h08=3, h09=7)
    chart = workload_of(*made).arrivals
    assert chart
    assert titles([chart]) == ["No hour of the week is busier than Monday from 09:00: 7 tickets in October 2026"]
    (grid,) = history(seen(*made), chart.history).series
    assert isinstance(grid, Grid)
    assert (grid.head, grid.columns) == ("Hour", ("Mon", "Tue"))
    rows = [(name, [one.value if one else "" for one in row]) for name, row in grid.rows]
    assert rows == [("08", ["3", "2"]), ("09", ["7", ""])]


def test_hours_without_a_few_tickets_are_not_drawn() -> None:
    """Nor is anything at less than full depth."""
    assert workload_of(*arrived(h08=2)).arrivals is None
    assert workload_of(*arrived(h08=9), depth="standard").arrivals is None


@pytest.mark.parametrize(
    ("oldest", "title"),
    [(2, "2 of 6 open tickets are over 90 days old"), (0, "None of 6 open tickets is over 90 days old")],
)
def test_the_age_of_open_tickets_has_its_message(oldest: int, title: str) -> None:
    """How many are very old, or that none is."""
    ages = [figure("tickets.backlog_age", number, age=age) for age, number in (("0-2", 4), ("over 90", oldest))]
    chart = workload_of(figure("tickets.backlog", 6), *ages).ages
    assert chart
    assert titles([chart]) == [title]


def spent(*used: tuple[str, float], depth: Depth = "full", full: Sequence[tuple[str, float]] = ()) -> list[Chart]:
    """Return what is drawn of budgets of downtime, and of resources with a threshold of 80 %."""
    figures = [figure("availability", 99, service=name) for name, _ in used]
    figures += [figure("availability.budget_used", value, service=name) for name, value in used]
    figures += [figure("capacity.used", value, resource=name) for name, value in full]
    blank: dict[str, Any] = {field.name: "" for field in dataclasses.fields(Capacity)}
    blank |= {"measured_on": date(2026, 10, 20), "limit": 100.0, "threshold": 80.0}
    measured = tuple(Capacity(**blank | {"resource": name, "used": value}) for name, value in full)
    built = availability.build(seen(*figures, depth=depth, evidence=Evidence(capacity=measured)))
    assert isinstance(built, availability.Context)
    return list(built.spent)


@pytest.mark.parametrize(
    ("most", "title"),
    [
        (140, "Pay lost more time than is allowed in October 2026: 140% of it"),
        (90, "No service lost more time than is allowed in October 2026; Pay is next: 90% of it"),
    ],
)
def test_budgets_of_downtime_are_held_against_what_is_allowed(most: float, title: str) -> None:
    """The service that used most stands in the title and on top; one service alone needs no drawing."""
    assert titles(spent(("Shop", 20), ("Pay", most))) == [title]
    assert spent(("Pay", most)) == []
    assert spent(("Shop", 20), ("Pay", most), depth="standard") == []


@pytest.mark.parametrize(
    ("most", "title"),
    [
        (85, "Disk is over its threshold: 85% used"),
        (70, "No resource is over its threshold; Disk is the fullest: 70% used"),
    ],
)
def test_resources_are_held_against_their_thresholds(most: float, title: str) -> None:
    """Whether one is over it; else which is the fullest."""
    assert titles(spent(full=[("Line", 20), ("Disk", most)])) == [title]


@pytest.mark.parametrize(
    ("projected", "title"),
    [
        (120, "Hours passes what was agreed: 120% at its end, at this pace"),
        (80, "No allowance is passed at this pace; Hours comes nearest: 80% at its end"),
    ],
)
def test_allowances_are_drawn_with_where_they_end(projected: float, title: str) -> None:
    """Used now and at the end; a single allowance has its table alone."""
    blank: dict[str, Any] = {field.name: None for field in dataclasses.fields(Contract)}
    blank |= {"unit": "h", "plan": "", "owner": "", "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    held = tuple(Contract(**blank | {"id": name, "title": name, "allowance": 10.0}) for name in ("Days", "Hours"))
    figures = [figure("contract.used", 50, contract=one.title) for one in held]
    figures += [
        figure("contract.projected", value, contract=name) for name, value in (("Days", 60), ("Hours", projected))
    ]
    both, one = (contract.build(seen(*figures, evidence=Evidence(contracts=held[-size:]))) for size in (2, 1))
    assert isinstance(both, contract.Context)
    assert isinstance(one, contract.Context)
    assert both.chart
    assert titles([both.chart]) == [title]
    assert one.chart is None


@pytest.mark.parametrize(
    ("wrong", "title"),
    [(2, "2 of 9 changes went wrong in October 2026"), (0, "No change went wrong in October 2026: 9 carried out")],
)
def test_changes_stand_beside_those_that_went_wrong(wrong: float, title: str) -> None:
    """In pairs of columns; below it two tables, one for each."""
    names = {"implemented": 9.0, "unsuccessful": wrong}
    made = seen(*(figure(f"changes.{name}", value, period=one) for name, value in names.items() for one in CHAIN))
    built = changes.build(made)
    assert isinstance(built, changes.Context)
    assert built.chart
    assert titles([built.chart]) == [title]
    assert all(isinstance(one, Series) for one in history(made, built.chart.history).series)
    standard = changes.build(dataclasses.replace(made, depth="standard"))
    assert isinstance(standard, changes.Context)
    assert standard.chart is None


def satisfied(state: Any, side: str = "") -> Chart:
    """Return the chart of four periods of satisfied answers, with their intervals."""
    chain = ("2026-07", "2026-08", *CHAIN)
    values = {"": 80.0, ".low": 70.0, ".high": 88.0}
    figures = [figure(f"survey.csat{end}", value, period=one) for end, value in values.items() for one in chain]
    figures += [figure("survey.answers", 50)]
    made = case(*figures, processes=((figures[3], process(state, side, "outside" if side else "", points=4)),))
    account = dataclasses.replace(made.figures, chain=chain)
    built = voice.build(inputs(dataclasses.replace(made, figures=account)))
    assert isinstance(built, voice.Context)
    assert built.chart
    return built.chart


def test_satisfaction_is_drawn_with_its_intervals() -> None:
    """Each share with both ends; where its process signals, with the limits that say so instead."""
    calm, loud = satisfied("steady"), satisfied("signal", "above")
    assert [len(one.history) for one in (calm, loud)] == [12, 4]
    assert [any("Diamond" in note for note in one.notes) for one in (calm, loud)] == [False, True]


def test_piles_come_to_the_totals_over_them() -> None:
    """A priority without a ticket in the period under review is part of the earlier piles."""
    before, now = CHAIN[-2:]
    totals = [figure("tickets.opened", 30, 50, before), figure("tickets.opened", 10, 50, now)]
    counts = [("P1", 25, before), ("P2", 3, before), ("P3", 2, before), ("P2", 6, now), ("P3", 4, now)]
    rows = [
        dataclasses.replace(figure("tickets.opened", number, 50, period), dimensions=(("priority", name),))
        for name, number, period in counts
    ]
    built = workload.build(seen(*totals, *rows))
    assert isinstance(built, workload.Context)
    (piled,) = [chart for chart in built.splits if "priority" in titles([chart])[0]]
    parts = [one for one in piled.history if one.dimensions]
    for total in totals:
        assert sum(one.number or 0 for one in parts if one.period == total.period) == total.number


def test_the_fullest_of_many_resources_is_named() -> None:
    """Of more resources than are drawn, those that are fullest are, wherever their names stand."""
    names = ["a", "b", "c", "d", "e", "f", "g", "h", "z"]
    used = [
        dataclasses.replace(figure("capacity.used", 99 if name == "z" else 10), dimensions=(("resource", name),))
        for name in names
    ]
    chart = resources(seen(*used))
    assert chart is not None
    assert titles([chart]) == ["z is the fullest resource: 99% used"]
    assert len(chart.history) == MOST_RESOURCES
