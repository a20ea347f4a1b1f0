"""Major incidents: how many, how long, and whether their context is complete."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from reviewgen.metrics.grid import micros
from reviewgen.metrics.metric import Block, Metric, counts, share
from reviewgen.metrics.shard import Shard

CONTEXT = ("impact", "cause", "controls_gap", "fix", "prevention", "verification")
MICROS_PER_MINUTE = 60_000_000

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
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """All figures on major incidents."""
    rows = shard.rows("majors")
    whole, started = rows.whole(), rows.placed("started_at")
    number = counts(whole, started, shard.periods)
    complete = (rows.frame[list(CONTEXT)] != "").all(axis=1).to_numpy()
    full = counts(whole, started, shard.periods, complete)
    minutes, lasting = _minutes(shard, rows.frame, rows.code)
    yield Block("majors.count", whole, number, number)
    yield Block("majors.minutes", whole, minutes, lasting)
    yield Block("majors.context", whole, share(full, number), number)


def _minutes(shard: Shard, frame: pd.DataFrame, code: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Minutes of the union of impact within each period, and how many had impact: shape (accounts, periods)."""
    result = np.zeros((len(shard.accounts), shard.periods))
    number = np.zeros(result.shape, dtype="int64")
    start = micros(frame["started_at"])
    end = np.where(frame["ended_at"].isna(), np.iinfo("int64").max, micros(frame["ended_at"]))
    order = np.lexsort((end, start, code))
    code, start, end = code[order], start[order], end[order]
    reached = pd.Series(end).groupby(code).cummax().groupby(code).shift(fill_value=np.iinfo("int64").min).to_numpy()
    fresh = np.maximum(start, reached)
    for period in range(shard.periods):
        low, high = (shard.grid.bounds[:, period + side][code] for side in (0, 1))
        overlap = np.minimum(end, high) - np.maximum(fresh, low)
        np.add.at(result[:, period], code, np.maximum(overlap, 0) / MICROS_PER_MINUTE)
        np.add.at(number[:, period], code, np.maximum(start, low) < np.minimum(end, high))
    return result, number
