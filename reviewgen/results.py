"""What becomes of each account in a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Literal

from reviewgen.errors import Issue

STAGES = ("read", "plan", "metrics", "sections", "HTML", "data", "PDF", "write", "pages")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one account; "skipped": the pack that stands is of the same inputs.

    `folder` is where the pack stands, as people are shown it, `files` are its files with their bytes. `entry` is what
    the page over all accounts tells of it, `beyond` the characters that its PDF takes from fonts of the machine.
    `tells_rows` says that its pages tell in which row of a file something stands. `why` is why it was built. `seconds`
    went by in each stage; they reach no page.
    """

    account: str
    name: str
    period: str
    state: Literal["built", "skipped", "failed"]
    folder: str = ""
    files: Mapping[str, int] = field(default_factory=dict)
    engine: str = ""
    note: str = ""
    issues: tuple[Issue, ...] = ()
    traceback: str = ""
    entry: Mapping[str, Any] | None = None
    beyond: str = ""
    tells_rows: bool = False
    why: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)


class Stopwatch:
    """Counts the seconds of each stage of the job."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what goes by in here for a stage of `STAGES`."""
        begun = perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - begun

    def add(self, seconds: Mapping[str, float]) -> None:
        """Count what another watch has counted."""
        for name, spent in seconds.items():
            self.seconds[name] = self.seconds.get(name, 0.0) + spent
