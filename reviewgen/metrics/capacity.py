"""How full resources are, and when they run out."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.metrics.cells import Block
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.shard import Shard

SECTION = "availability"
METRICS: tuple[Metric, ...] = ()


def figures(shard: Shard) -> Iterable[Block]:
    """How full resources are, and when they run out."""
    return ()
