"""Projects: schedule and cost."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.metrics.cells import Block
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.shard import Shard

SECTION = "projects"
METRICS: tuple[Metric, ...] = ()


def figures(shard: Shard) -> Iterable[Block]:
    """Projects: schedule and cost."""
    return ()
