"""What is told of errors that cost accounts, and what workers may take: the same whichever way shards are built."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from reviewgen.errors import InputError, Issue
from reviewgen.executors import dask, local
from reviewgen.gather import WorkerLimits
from reviewgen.outputs import Journal
from reviewgen.results import Result
from reviewgen.shards import MEMORY, Begun

LOST = Issue(code="store", file="store", problem="is damaged")


@dataclass
class Accounts:
    """A shard that builds nothing."""

    accounts: tuple[str, ...]
    request: Any = None
    log: list[Any] = field(default_factory=list)

    def build(self) -> Iterator[Begun]:
        """Tell of each account."""
        self.log.append("figures")
        for name in self.accounts:
            self.log.append(name)
            yield Begun(name)

    def failure(self, account: str, issue: Issue, traceback: str = "") -> Result:
        """What became of an account."""
        return Result(account, account, "2026-10", "failed", issues=(issue,), traceback=traceback)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (InputError([LOST]), "store: is damaged."),
        (KeyError("x"), "stopped on an error of our own: KeyError: 'x'"),
    ],
)
def test_both_executors_tell_the_same_of_an_error(error: Exception, told: str) -> None:
    """What is wrong with the input is told in its own words, and only what surprises us is ours to mend."""
    shard: Any = Accounts(("A",))
    far = dask._failed(shard, error).issues
    assert far == (local._why(error, "", WorkerLimits()),)
    assert told in str(far[0])
    assert bool(dask._failed(shard, error).traceback) == isinstance(error, KeyError)


def test_want_of_memory_for_figures_is_told_as_such() -> None:
    """As where a pack needs too much."""
    issue = local._why(MemoryError(), "", WorkerLimits(megabytes=300))
    assert (issue.code, issue.problem) == (MEMORY, "needed more than 300 MB of memory")


def test_figures_of_a_shard_are_held_to_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shard of thirty may take three times as much for its figures, and each pack what is asked for."""
    shard: Any = Accounts(tuple(f"A{number}" for number in range(30)))
    monkeypatch.setattr(local, "_allow", shard.log.append)
    local._work(shard, Journal(tmp_path), WorkerLimits(megabytes=100))
    assert shard.log[:4] == [300, "figures", "A0", 100]
