"""What was delivered: outcomes, incidents prevented, hours and money saved."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.metrics.cells import Block
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.shard import Shard

SECTION = "value"
METRICS: tuple[Metric, ...] = ()


def figures(shard: Shard) -> Iterable[Block]:
    """What was delivered: outcomes, incidents prevented, hours and money saved."""
    return ()
