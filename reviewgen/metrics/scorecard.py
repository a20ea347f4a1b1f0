"""How the customer rates us."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from reviewgen.metrics.cells import MEAN, Block, Cells, Entries, happened
from reviewgen.metrics.grid import local_days
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.rows import Grouping
from reviewgen.metrics.shard import Shard
from reviewgen.tables.checks import BEST

_LAST = "the last rating of each topic in the period; earlier ones of the same period stay out"

SECTION = "voice"
METRICS = (
    Metric(
        "scorecard.rating",
        "Rating",
        "points",
        "higher",
        "The last rating of the topic in the period, as the customer gave it on their own scale.",
        _LAST,
        ("scorecard",),
        least_n=1,
        empty="not rated",
    ),
    Metric(
        "scorecard.overall",
        "Scorecard over all",
        "%",
        "higher",
        "Mean over all topics of the rating divided by the best rating that its scale has.",
        f"{_LAST}; where no best rating is given it is {BEST:g}",
        ("scorecard",),
        least_n=1,
        empty="no topic was rated",
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """The rating of each topic, and the mean of all."""
    rows = shard.rows("scorecard")
    frame = rows.frame
    topics = rows.by_columns("topic", shown="history")
    last = _last(happened(rows, rows.placed_days("rated_on")), topics)
    score, best = frame["score"].to_numpy(), frame["best"].fillna(BEST).to_numpy()
    yield Block("scorecard.rating", Cells(last.valued(score), topics), MEAN)
    yield Block("scorecard.overall", Cells(last.valued(100 * score / best), rows.whole()), MEAN)


def _last(rated: Entries, topics: Grouping) -> Entries:
    """The latest entry of each topic and period."""
    frame, row = rated.rows.frame, rated.row
    cell = topics.code[row] * rated.rows.grid.periods + rated.period
    order = np.lexsort((frame["score"].to_numpy()[row], local_days(frame["rated_on"])[row], cell))
    ordered = cell[order]
    latest = np.append(ordered[1:] != ordered[:-1], np.ones(min(len(order), 1), dtype=bool))
    return rated.only(np.sort(order[latest]))
