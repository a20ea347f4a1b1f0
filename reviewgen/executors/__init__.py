"""Ways to have shards built: in this process, in worker processes, on a cluster.

Each has `run(shards)`, which yields the result of every account of every shard exactly once, as they are finished.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, Self

from reviewgen.errors import Issue
from reviewgen.gather import Request
from reviewgen.results import Result
from reviewgen.shards import Begun


class Shard(Protocol):
    """Accounts that one worker builds; it can be pickled."""

    @property
    def accounts(self) -> tuple[str, ...]:
        """Their ids."""
        ...

    @property
    def request(self) -> Request:
        """What was asked for."""
        ...

    def part(self, accounts: tuple[str, ...]) -> Self:
        """The same for some of its accounts."""
        ...

    def failure(self, account: str, issue: Issue, traceback: str = "") -> Result:
        """What became of an account that was lost with its worker."""
        ...

    def build(self) -> Iterator[Begun | Result]:
        """Deliver pack after pack, each told before it begins."""
        ...


class Executor(Protocol):
    """Builds shards."""

    def run(self, shards: Sequence[Shard]) -> Iterator[Result]:
        """Yield what becomes of every account, once each, in whatever order they are finished."""
        ...
