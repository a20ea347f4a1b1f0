"""Figures held in columns say what figures in a dictionary say."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from drawn_project import ZONES, draw

from reviewgen import periods, signals
from reviewgen.calendars import NAT, on_walls
from reviewgen.metrics import Figures
from reviewgen.metrics.cells import Cells, Entries, happened, ratio_of
from reviewgen.metrics.columns import Sheet
from reviewgen.metrics.grid import Grid, Timeline
from reviewgen.metrics.processes import Processes
from reviewgen.metrics.rows import NONE, Grouping, Rows, named_among
from reviewgen.model import Issued, Missing

AS_OF = datetime(2026, 11, 2, tzinfo=UTC)


@cache
def _drawn() -> dict[str, Figures]:
    return draw(random.Random(11), tickets=200, others=40).figures()


def _all() -> list[Figures]:
    return list(_drawn().values())


def _listed(figures: Figures) -> Figures:
    """Return the same figures in a dictionary."""
    assert isinstance(figures.by_key, Sheet)
    return replace(figures, by_key=dict(figures.by_key))


def test_every_figure_is_found_by_its_key() -> None:
    """What iterating gives, looking up gives; keys are told once, in the order of values."""
    for figures in _all():
        keys = list(figures.by_key)
        assert len(keys) == len(set(keys)) == len(figures.by_key)
        assert [figures.by_key[key] for key in keys] == list(figures)
        assert [figure.key for figure in figures] == keys


def test_figures_stand_in_order() -> None:
    """The figures of a metric stand together, by period and then by dimensions."""
    for figures in _all():
        metrics = [figure.metric for figure in figures]
        assert sorted(set(metrics), key=metrics.index) == list(dict.fromkeys(metrics))
        for name in set(metrics):
            places = [(one.period, one.dimensions) for one in figures if one.metric == name]
            assert places == sorted(places)


def test_what_is_not_there_is_not_found() -> None:
    """A metric, a period or dimensions that an account has not: no figure, but a missing one from `get`."""
    figures = _all()[0]
    for key in (
        ("nothing", figures.period, ()),
        ("tickets.opened", "1999-01", ()),
        ("tickets.opened", figures.period, (("x", "y"),)),
    ):
        assert key not in figures.by_key
        with pytest.raises(KeyError):
            figures.by_key[key]
    assert isinstance(figures.get("nothing").value, Missing)


@pytest.mark.parametrize("metrics", [(), ("tickets.opened",), ("targets.met", "credits.due", "sla.resolution")])
def test_plain_figures_are_those_of_each_figure(metrics: tuple[str, ...]) -> None:
    """The object of figures.json is the same, whether figures are made for it or not."""
    for figures in _all():
        assert figures.as_json(metrics) == _listed(figures).as_json(metrics)


def test_splits_and_histories_are_those_of_a_dictionary() -> None:
    """Of a metric in a period, by dimensions, over all periods: the same figures in the same order."""
    for figures in _all():
        listed = _listed(figures)
        assert figures.periods_with_data == listed.periods_with_data
        for name in {figure.metric for figure in figures}:
            assert list(figures.of(name)) == list(listed.of(name))
            assert figures.split(name, "priority") == listed.split(name, "priority")
            assert figures.in_all_periods(name) == listed.in_all_periods(name)


def test_a_figure_that_was_told_otherwise_stands_in_for_the_same() -> None:
    """It is marked wherever it is asked for; the others are as they were."""
    figures = _all()[0]
    now = next(one for one in figures if one.period == figures.period and one.number)
    issued = Issued(figures.period, AS_OF, "", (), (), {(now.metric, now.dimensions): -1.0})
    for told in (figures.restated(issued), _listed(figures).restated(issued)):
        assert [one for one in told if one.told is not None] == [replace(now, told=-1.0)]
        assert told.by_key[now.key] in told.of(now.metric)
        assert [one["told"] for one in told.as_json()["figures"] if one["told"] is not None] == [-1.0]
        assert len(list(told)) == len(list(figures))


def test_processes_are_found_by_what_they_are_of() -> None:
    """Every process is that of a figure of the reviewed period; what has none raises KeyError."""
    for figures in _all():
        assert isinstance(figures.processes, Processes)
        found = dict(figures.processes)
        assert len(found) == len(figures.processes)
        for (metric, dimensions), process in found.items():
            assert process == figures.process(figures.by_key[metric, figures.period, dimensions])
        with pytest.raises(KeyError):
            figures.processes["nothing", ()]


def test_short_histories_read_as_charts_read_them() -> None:
    """Of a history without points enough for a chart, both ways say the same."""
    numbers = np.random.default_rng(3)
    values = np.where(numbers.random((40, 25)) < 0.3, numbers.integers(0, 9, (40, 25)), np.nan)
    values[:, -1] = 4.0
    reset = numbers.integers(0, 25, 40)
    enough = signals.long_enough(values, reset)
    short = values[~enough]
    assert len(short) > 0
    names = [f"p{place}" for place in range(25)]
    both = signals.read("individuals", short, reset=reset[~enough]), signals.short(short)
    for row in range(len(short)):
        first, second = (signals.process(reading, row, names) for reading in both)
        assert first == second
        assert first.state == "short"


# Rows and entries


def _rows(accounts: Iterable[str]) -> Rows:
    found = list(accounts)
    known = tuple(dict.fromkeys(found))
    line = Timeline(periods.parse("2026-10").chain(), "UTC", AS_OF)
    return Rows(pd.DataFrame({"account": found}), Grid(known, (line,) * len(known)), "tickets")


@pytest.mark.parametrize("accounts", ["AABBBC", "ABCABC"])
def test_entries_of_a_cell_are_found_in_their_order(accounts: str) -> None:
    """Whether the rows of an account stand together or not, and where entries are those of two kinds."""
    rows = _rows(accounts)
    placed = np.array([3, 4, 3, 4, 3, 3])
    opened, some = happened(rows, placed), happened(rows, placed, np.array([1, 0, 1, 1, 0, 1], dtype=bool))
    for entries in (opened, some, ratio_of(some, opened), Entries(rows, opened.row[::-1], opened.period[::-1])):
        cells = Cells(entries, Grouping(rows.code, np.arange(3)))
        for group in range(3):
            wanted = (rows.code[entries.row] == group) & (entries.period == 3)
            assert cells.entries_of(group, 3).tolist() == np.flatnonzero(wanted).tolist()


def test_words_of_some_rows_leave_out_the_others() -> None:
    """A mask chooses; the others, and rows without a word, have none."""
    found = named_among(np.array(["b", "a", "", "c"], dtype=object), np.array([True, True, True, False]))
    assert [found.words[code] for code in found.code] == ["b", "a", NONE, NONE]
    assert found.words.tolist() == sorted(found.words.tolist())


# Clocks on the wall


def test_walls_show_what_clocks_of_the_zone_show() -> None:
    """At random instants and around changes of the clock, in every zone; an unknown instant stays unknown."""
    numbers = random.Random(8)
    start = datetime(1999, 1, 1, tzinfo=UTC)
    instants = [start + timedelta(seconds=numbers.randrange(30 * 365 * 86_400)) for _ in range(400)]
    instants += [datetime(2026, 10, 25, tzinfo=UTC) + timedelta(minutes=10 * place) for place in range(20)]
    codes = np.array([numbers.randrange(len(ZONES)) for _ in instants] + [0])
    micros = np.array([_micros(one) for one in instants] + [NAT])
    shown = [
        _micros(one.astimezone(ZoneInfo(ZONES[code])).replace(tzinfo=UTC))
        for one, code in zip(instants, codes, strict=False)
    ]
    assert on_walls(ZONES, codes, micros).tolist() == [*shown, NAT]


def _micros(instant: datetime) -> int:
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
