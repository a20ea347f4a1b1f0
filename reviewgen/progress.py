"""How far a run is, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from reviewgen.results import Result


class Unwatched:
    """Progress where nobody is watching: none."""

    def __enter__(self) -> Self:
        """Show nothing."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take nothing away."""

    def step(self, _: str) -> AbstractContextManager[None]:
        """Do a step of the job."""
        return nullcontext()

    def packs(self, results: Iterator[Result], _: int) -> Iterator[Result]:
        """Pass results on."""
        return results


class Bars(Unwatched):
    """Bars for the whole run and each of its steps, with rate and time left, where a person is watching."""

    def __init__(self) -> None:
        rate = TextColumn("{task.fields[rate]}")
        times = (TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), rate, *times)
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._whole = self._progress.add_task("Whole run", total=None, rate="")

    def __enter__(self) -> Self:
        """Show the bars."""
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take them away."""
        self._progress.stop()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """A bar for a step of unknown length."""
        task = self._progress.add_task(name, total=None, rate="")
        yield
        self._progress.update(task, total=1, completed=1)

    def packs(self, results: Iterator[Result], total: int) -> Iterator[Result]:
        """Pass results on, counting."""
        task = self._progress.add_task("Packs", total=total, rate="")
        self._progress.update(self._whole, total=total + 2, completed=1)
        for result in results:
            self._progress.advance(task)
            self._progress.advance(self._whole)
            speed = self._progress.tasks[task].speed
            self._progress.update(task, rate=f"{speed:.1f} a second" if speed else "")
            yield result
        self._progress.update(self._whole, completed=total + 2)
