"""Major incidents: how many, how long, and whether their context is complete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from reviewgen.calendars import MINUTE, NAT
from reviewgen.metrics.cells import COUNT, SHARE, TOTAL, Block, Cells, Entries, happened
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.rows import Rows
from reviewgen.metrics.shard import Shard
from reviewgen.metrics.spans import lasting, overlap, per_row, union
from reviewgen.states import micros

CONTEXT = ("impact", "cause", "controls_gap", "fix", "prevention", "verification")

SECTION = "majors"
METRICS = (
    Metric(
        "majors.count",
        "Major incidents",
        "incidents",
        "lower",
        "Number of major incidents that started in the period.",
        "all major incidents of the account",
        ("majors",),
    ),
    Metric(
        "majors.minutes",
        "Minutes of major impact",
        "min",
        "lower",
        "Minutes of the period in which at least one major incident had impact: the union of their spans.",
        "all major incidents of the account; one that has not ended counts to the end of the period",
        ("majors",),
    ),
    Metric(
        "majors.context",
        "Major incidents with full context",
        "%",
        "higher",
        "Major incidents that state impact, cause, why controls missed it, fix, prevention and verification, divided "
        "by major incidents that started in the period.",
        "all major incidents that started in the period",
        ("majors",),
        least_n=1,
        empty="no major incidents",
        chart="p",
    ),
    Metric(
        "majors.repeated",
        "Major incidents of a cause seen before",
        "incidents",
        "lower",
        "Number of major incidents started in the period whose cause an earlier one of the 12 months before had: the "
        "same kind of cause or, where none is recorded, the same problem record.",
        "major incidents with a kind of cause or a problem record that started in the period",
        ("majors",),
        empty="neither kinds of causes nor problem records are recorded",
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """All figures on major incidents."""
    rows = shard.rows("majors")
    whole, started = rows.whole(), happened(rows, rows.placed("started_at"))
    complete = (rows.frame[list(CONTEXT)] != "").all(axis=1).to_numpy()
    yield Block("majors.count", Cells(started, whole), COUNT)
    yield Block("majors.minutes", Cells(_minutes(rows), whole), TOTAL)
    yield Block("majors.context", Cells(started.valued(complete), whole), SHARE)
    yield _repeated(rows, started)


def _repeated(rows: Rows, started: Entries) -> Block:
    """How many had a cause that was seen before; missing where major incidents started and none tells its cause."""
    told = (rows.frame[["cause_code", "problem"]] != "").any(axis=1).to_numpy()
    cells = Cells(started.only(told[started.row]).valued(_seen_before(rows)), rows.whole())
    known = (cells.size > 0) | (Cells(started, rows.whole()).size == 0)
    return Block("majors.repeated", cells, TOTAL, known)


def _seen_before(rows: Rows) -> np.ndarray:
    """Whether an earlier one of the 12 months before had the same kind of cause or, without one, problem record."""
    if rows.frame.empty:
        return np.zeros(0, dtype=bool)
    since = rows.grid.local(rows.code, rows.frame["started_at"]) - pd.DateOffset(years=1)
    by_code, by_problem = (
        rows.grid.local(rows.code, _last_of(rows, name)) >= since for name in ("cause_code", "problem")
    )
    result: np.ndarray = by_code.where(rows.frame["cause_code"] != "", by_problem).to_numpy()
    return result


def _last_of(rows: Rows, column: str) -> pd.Series:
    """When the last one before each started that has the same value in a column; NaT without one, or a value."""
    keys = ["account", column, "started_at"]
    once = rows.frame.loc[rows.frame[column] != "", keys].drop_duplicates().sort_values(keys)
    once["last"] = once.groupby(keys[:2])["started_at"].shift()
    return rows.frame[keys].merge(once, "left", keys)["last"].set_axis(rows.frame.index)


def _minutes(rows: Rows) -> Entries:
    """Each major incident in every period in which it had impact, with the minutes that no earlier one had."""
    start, end = micros(rows.frame["started_at"]), micros(rows.frame["ended_at"])
    last = rows.grid.bounds[rows.code, -1]
    end = np.where(end == NAT, np.maximum(last, start), end)
    pieces = union(rows.code, start, end, np.ones(len(start)))
    shared = overlap(pieces.start, pieces.end, rows.grid.bounds[pieces.group])
    minutes = per_row(pieces, shared, len(start)) / MINUTE
    entries = lasting(rows, start, end)
    return replace(entries, value=minutes[entries.row, entries.period])
