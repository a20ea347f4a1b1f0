"""Changes: carried out, failed, emergency, and incidents that they caused."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.metrics.cells import Block
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.shard import Shard

SECTION = "changes"
METRICS: tuple[Metric, ...] = ()


def figures(shard: Shard) -> Iterable[Block]:
    """Changes: carried out, failed, emergency, and incidents that they caused."""
    return ()
