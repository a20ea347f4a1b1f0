"""How far a run is, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from reviewgen.results import STAGES, Result

OF_A_PACK = STAGES[STAGES.index("metrics") : STAGES.index("pages")]


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
    """Bars for the whole run, its steps, and each stage of a pack, with rate and time left, where a person watches."""

    def __init__(self) -> None:
        texts = (TextColumn("{task.fields[count]}"), TextColumn("{task.fields[rate]}"))
        times = (TimeElapsedColumn(), TextColumn("gone,"), TimeRemainingColumn(), TextColumn("left"))
        columns = (TextColumn("{task.description}"), BarColumn(), *texts, *times)
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._whole = self._add("Whole run")

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
        task = self._add(name)
        yield
        self._progress.update(task, total=1, completed=1)

    def packs(self, results: Iterator[Result], total: int) -> Iterator[Result]:
        """Pass results on, counting; what comes before the first is planning, after the last the pages over all."""
        counted, planning = self._add("Packs", total), self._add("Planning")
        stages = {name: self._add(f"  {name}", total) for name in OF_A_PACK}
        seconds = dict.fromkeys(OF_A_PACK, 0.0)
        pages = None
        for done, result in enumerate(results, 1):
            self._progress.update(planning, total=1, completed=1)
            self._count(self._whole, done, total)
            self._count(counted, done, total, self._progress.tasks[counted].speed)
            self._spent(stages, seconds, result, done, total)
            if done == total:
                pages = self._add("Pages over all")
            yield result
        if pages is not None:
            self._progress.update(pages, total=1, completed=1)

    def _add(self, name: str, total: int | None = None) -> TaskID:
        return self._progress.add_task(name, total=total, count="", rate="")

    def _spent(
        self, stages: Mapping[str, TaskID], seconds: dict[str, float], result: Result, done: int, total: int
    ) -> None:
        """Show of each stage how many packs a worker takes through it in a second of its time."""
        for name, task in stages.items():
            seconds[name] += result.seconds.get(name, 0.0)
            self._count(task, done, total, done / seconds[name] if seconds[name] else None)

    def _count(self, task: TaskID, done: int, total: int, rate: float | None = None) -> None:
        words = f"{rate:,.1f} a second" if rate else ""
        self._progress.update(task, total=total, completed=done, count=f"{done:,}/{total:,}", rate=words)
