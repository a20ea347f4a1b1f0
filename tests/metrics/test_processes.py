from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import steady
from drawn_project import DrawnProject, Row, blank

from reviewgen.config import Account, Baseline
from reviewgen.metrics import METRICS, Figures
from reviewgen.model import Process

MONTHS = [(year, month) for year in (2024, 2025, 2026) for month in range(1, 13)]


def _opened(*sizes: int, account: Account | None = None, as_of: datetime | None = None) -> Figures:
    """The figures of October 2026 of an account with so many tickets in the months up to it."""
    months = MONTHS[: MONTHS.index((2026, 10)) + 1][-len(sizes) :]
    rows: list[Row] = [
        blank("tickets", account="A", id=f"{year}-{month}-{number}", opened_at=datetime(year, month, 5, tzinfo=UTC))
        for (year, month), size in zip(months, sizes, strict=True)
        for number in range(size)
    ]
    moment = as_of or datetime(2026, 11, 2, tzinfo=UTC)
    project = DrawnProject((account or Account(id="A", name="A"),), ("2026-10",), moment, {"tickets": tuple(rows)})
    return project.figures()["A"]


def _process(found: Figures, metric: str = "tickets.opened") -> Process | None:
    return found.process(found.get(metric))


STEADY = (20, 22, 19, 21, 20, 23, 18, 20, 21, 19, 22, 20)


def test_a_month_far_outside_is_a_signal() -> None:
    """Sixty tickets after a year of twenty lie above the upper limit."""
    process = _process(_opened(3, *STEADY, 60))
    assert process is not None
    assert (process.state, process.side, process.rules[-1]) == ("signal", "above", "outside")
    assert process.size == 12


def test_the_first_month_with_data_is_no_point() -> None:
    """Data seldom begins with a month: what is left of the first one is not compared."""
    process = _process(_opened(3, *STEADY, 21))
    assert process is not None
    assert (process.values[0], process.state) == (20, "steady")
    short = _process(_opened(20, 20, 20, 20, 20, 20, 20, 20, 21))
    assert short is not None
    assert short.state == "short"


def test_a_month_that_is_not_over_is_not_judged() -> None:
    """Half a month has half the tickets: that is no signal, and there is no chart of it."""
    assert _process(_opened(3, *STEADY, 9, as_of=datetime(2026, 10, 15, tzinfo=UTC))) is None


def test_an_explained_change_begins_a_new_baseline() -> None:
    """After it the months before no longer count; until eight have passed nothing is said."""
    account = Account(id="A", name="A", baselines=(_baseline(date(2026, 1, 1)),))
    process = _process(_opened(3, *STEADY[:3], *[60, 62, 59, 61, 60, 63, 58, 60, 61], 60, account=account))
    assert process is not None
    assert (process.state, process.size, process.baseline) == ("steady", 9, ("2026-01", "2026-09"))
    later = Account(id="A", name="A", baselines=(_baseline(date(2026, 6, 1)),))
    short = _process(_opened(3, *STEADY, 60, account=later))
    assert short is not None
    assert short.state == "short"
    other = Account(id="A", name="A", baselines=(_baseline(date(2026, 6, 1), "tickets.backlog"),))
    untouched = _process(_opened(3, *STEADY, 60, account=other))
    assert untouched is not None
    assert untouched.state == "signal"


def _baseline(day: date, metric: str | None = None) -> Baseline:
    return Baseline.model_validate({"from": day, "metric": metric, "reason": "a new contract"})


def test_an_explained_change_after_the_period_changes_nothing() -> None:
    """A baseline that begins later does not empty the chart of an earlier review."""
    account = Account(id="A", name="A", baselines=(_baseline(date(2026, 11, 1)),))
    process = _process(_opened(3, *STEADY, 60, account=account))
    assert process is not None
    assert process.state == "signal"


def test_rare_events_make_no_signal() -> None:
    """Less than one a month is too little to say what is usual."""
    process = _process(_opened(1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 3))
    assert process is not None
    assert process.state == "short"


def test_two_years_without_a_signal_are_stable() -> None:
    """Twenty-four months without a signal are worth saying."""
    process = _process(_opened(3, *STEADY, *STEADY[::-1], 21))
    assert process is not None
    assert process.state == "stable"
    assert len(process.periods) == 13


@pytest.mark.parametrize("seed", range(2))
def test_few_steady_histories_signal(seed: int) -> None:
    """Where nothing changes, under 5 % of the figures that have limits signal by chance."""
    states: Counter[str] = Counter()
    for figures in steady.project(seed, 24).figures().values():
        states.update(process.state for process in figures.processes.values())
    judged = sum(states.values()) - states["short"]
    assert judged > 1500
    assert states["signal"] / judged < 0.05


def test_every_metric_says_what_chart_it_belongs_on() -> None:
    """Only proportions of counted things are on a p-chart: shares in percent that have an n."""
    assert {metric.unit for metric in METRICS if metric.chart == "p"} == {"%"}
    assert not [metric.id for metric in METRICS if metric.chart == "p" and metric.id.startswith("availability")]


def test_processes_do_not_depend_on_other_accounts() -> None:
    """Alone or among others, an account's charts are the same."""
    project = steady.project(5, 3, a_month=30)
    alone = replace(project, accounts=project.accounts[1:2], reviewed=project.reviewed[1:2])
    assert project.figures()["A01"].processes == alone.figures()["A01"].processes
