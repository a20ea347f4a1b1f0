"""Contracts: allowances used, and what is due until the end."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.metrics.cells import Block
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.shard import Shard

SECTION = "contract"
METRICS: tuple[Metric, ...] = ()


def figures(shard: Shard) -> Iterable[Block]:
    """Contracts: allowances used, and what is due until the end."""
    return ()
