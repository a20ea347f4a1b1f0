"""How the customer rates us."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.metrics.cells import Block
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.shard import Shard

SECTION = "voice"
METRICS: tuple[Metric, ...] = ()


def figures(shard: Shard) -> Iterable[Block]:
    """How the customer rates us."""
    return ()
