"""Risks that stand, and those that weigh most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from reviewgen.metrics.cells import COUNT, TOTAL, Block, Cells, standing
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.shard import Shard
from reviewgen.records.relation import LEVELS

RANKS = {level: rank for rank, level in enumerate(LEVELS)}

SECTION = "concerns"
METRICS: tuple[Metric, ...] = (
    Metric(
        "risks.open",
        "Risks open",
        "risks",
        "neither",
        "Number of risks raised before the end of the period and not settled before it.",
        "all risks of the account",
        ("risks",),
        chart="none",
    ),
    Metric(
        "risks.high",
        "High risks",
        "risks",
        "lower",
        "Number of risks open at period end of which likelihood or severity is high, and the other medium or high.",
        "all open risks, for the period under review: the table says how they are rated now; one whose likelihood or "
        "severity is not given is none of them",
        ("risks",),
        empty="no risk has both a likelihood and a severity",
        chart="none",
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """All figures on risks."""
    rows = shard.rows("risks")
    still = standing(rows, rows.placed_days("raised_on"), rows.placed_days("closed_on"))
    likely, severe = (rows.frame[name].map(RANKS).to_numpy(dtype="float64") for name in ("likelihood", "severity"))
    weight = likely + severe  # NaN where a level is not given, which is not high
    high = weight >= RANKS["high"] + RANKS["medium"]
    reviewed = replace(rows.whole(), shown="reviewed")
    yield Block("risks.open", Cells(still, rows.whole()), COUNT)
    yield Block("risks.high", Cells(still.valued(high), reviewed), TOTAL, rows.recorded(~np.isnan(weight))[:, None])
