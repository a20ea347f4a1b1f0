"""One shard after the other in this process: for few accounts, where workers would cost more than they bring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reviewgen.executors import Shard
from reviewgen.results import Result


class Here:
    """Builds in this process, without limits of time or memory."""

    def run(self, shards: Sequence[Shard]) -> Iterator[Result]:
        """Yield what becomes of every account, in their order."""
        for shard in sorted(shards, key=lambda shard: shard.accounts):
            yield from (told for told in shard.build() if isinstance(told, Result))
