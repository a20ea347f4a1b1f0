from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from drawn_project import DrawnProject, draw
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.metrics import BY_ID
from reviewgen.metrics.cells import MEAN, MEDIAN, P90, Block, Cells, Entries
from reviewgen.metrics.grid import Grid, Timeline
from reviewgen.metrics.rows import Grouping, Rows
from reviewgen.periods import parse

SEEDS = range(3)


def _large(seed: int) -> DrawnProject:
    return draw(random.Random(seed), tickets=200, others=60)


@pytest.mark.parametrize("seed", SEEDS)
def test_open_tickets_by_age_add_up_to_the_backlog(seed: int) -> None:
    """The ages are the backlog, in parts."""
    for found in _large(seed).figures().values():
        ages = found.split("tickets.backlog_age", "age")
        assert len(ages) == 6
        assert sum(age.number or 0 for age in ages) == (found.get("tickets.backlog").number or 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_rows_changes_no_figure(seed: int) -> None:
    """Shuffled rows give equal figures, to the last bit."""
    project = _large(seed)
    shuffled = {name: random.Random(seed).sample(rows, len(rows)) for name, rows in project.rows.items()}
    assert project.with_rows(shuffled).figures() == project.figures()


@pytest.mark.parametrize("seed", SEEDS)
def test_another_account_changes_no_figure(seed: int) -> None:
    """Each account alone has the figures that it has beside the others."""
    project = _large(seed)
    together = project.figures()
    for account, name in zip(project.accounts, project.reviewed, strict=True):
        alone = replace(project, accounts=(account,), reviewed=(name,)).figures()
        assert alone[account.id] == together[account.id]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_figure_is_nan_or_infinite(seed: int) -> None:
    """A figure of a known metric is a finite number, or says why there is none; its n is not negative."""
    for found in _large(seed).figures().values():
        for figure in found:
            assert figure.number is None or math.isfinite(figure.number), figure
            assert figure.n >= 0
            assert figure.metric in BY_ID


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(0, 1e6)), min_size=1, max_size=60))
def test_quantiles_and_means_are_those_of_numpy(rows: list[tuple[int, float]]) -> None:
    """Median and 90th percentile of every cell agree with numpy's linear quantiles."""
    cells, values = np.array([cell for cell, _ in rows]), np.array([value for _, value in rows])
    entries = Entries(_three_periods(len(rows)), np.arange(len(rows)), cells % 3, values)
    drawn = Cells(entries, Grouping(cells // 3, np.arange(2)))
    found = {how.name: Block("", drawn, how).values for how in (MEAN, MEDIAN, P90)}
    for cell in range(6):
        kept, place = values[cells == cell], (cell // 3, cell % 3)
        assert drawn.n[place] == len(kept)
        if len(kept):
            wanted = [np.mean(kept), np.quantile(kept, 0.5), np.quantile(kept, 0.9)]
            assert [found[name][place] for name in ("mean", "median", "p90")] == pytest.approx(wanted, rel=1e-12)
        else:
            assert np.isnan([found[name][place] for name in ("mean", "median", "p90")]).all()


def _three_periods(size: int) -> Rows:
    spans = parse("2026-03").chain(3)
    frame = pd.DataFrame({"account": ["A"] * size})
    return Rows(frame, Grid(("A",), (Timeline(spans, "UTC", datetime(2026, 5, 1, tzinfo=UTC)),)))
