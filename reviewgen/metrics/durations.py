"""How long tickets took, in plain elapsed time."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.metrics.metric import Block, Metric, statistics
from reviewgen.metrics.shard import Shard

_KINDS = (
    ("ack", "acknowledge", "first_response_at", "answered", "the first human response"),
    ("resolve", "resolve", "resolved_at", "resolved", "resolution"),
)
_STATISTICS = (("mean", "Mean", 3), ("median", "Median", 3), ("p90", "90th percentile of", 10))

METRICS = tuple(
    Metric(
        f"time.{kind}.{statistic}",
        f"{label} time to {verb}",
        "h",
        "lower",
        f"{label} {'' if statistic == 'p90' else 'of '}hours from opening to {until}, in plain elapsed time.",
        f"tickets {done} in the period; cancelled and duplicate ones, and those whose times contradict each other, "
        "stay out",
        least_n=least,
        empty=f"no tickets {done}",
        source="quantiles by linear interpolation (type 7 of Hyndman and Fan, 1996)" if statistic != "mean" else "",
    )
    for kind, verb, _, done, until in _KINDS
    for statistic, label, least in _STATISTICS
)


def figures(shard: Shard) -> Iterable[Block]:
    """Mean, median and 90th percentile of time to acknowledge and to resolve, over all and by priority."""
    rows = shard.tickets
    groupings = (rows.whole(), rows.by({"priority": rows.frame["priority"]}, "always"))
    for kind, _, column, _, _ in _KINDS:
        hours, placed = shard.elapsed(column), rows.placed(column)
        for grouping in groupings:
            found = statistics(grouping, placed, shard.periods, hours, shard.measurable)
            for statistic, _, _ in _STATISTICS:
                yield Block(f"time.{kind}.{statistic}", grouping, found[statistic], found["n"])
