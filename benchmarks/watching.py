"""Run a command and watch it: its wall time, and CPU time and peak memory of it and all processes that it starts."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil

ROOT = Path(__file__).resolve().parent.parent
EVERY = 0.05
"""Seconds from one look to the next."""
FAMILY = 10
"""At every so many looks it is asked which processes there are."""
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, seconds of CPU, and the most memory at any look, in MB (10^6 bytes).

    Memory is what each process has for itself, and once what they may share: programs and files. Where the system does
    not tell these apart, what is shared counts in each.
    """

    seconds: float
    cpu: float
    peak_mb: float


@dataclass
class _Seen:
    """What looks at the processes have shown so far: CPU seconds by process, and the peak of memory in bytes.

    Looks are cheap, so that they do not slow what they look at: the exact share of each process (PSS) takes the system
    some 10 ms to tell.
    """

    cpu: dict[int, float] = field(default_factory=dict)
    peak: int = 0
    looks: int = 0
    family: list[psutil.Process] = field(default_factory=list)

    def look(self, root: psutil.Process) -> None:
        """Add one look at a process and all below it; one that has ended is left out."""
        if self.looks % FAMILY == 0:
            self.family = _family(root)
        self.looks += 1
        own, shared = 0, [0]
        for process in self.family:
            with suppress(psutil.Error):
                times, memory = process.cpu_times(), process.memory_info()
                self.cpu[process.pid] = times.user + times.system
                shared.append(getattr(memory, "shared", 0))
                own += memory.rss - shared[-1]
        self.peak = max(self.peak, own + max(shared))


def watched(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command in the folder of the project; raises RuntimeError with what it said where it fails."""
    return overheard(command, environment)[0]


def overheard(command: Sequence[str], environment: Mapping[str, str] | None = None) -> tuple[Cost, str]:
    """The same, with what the command wrote to its standard output."""
    seen = _Seen()
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as erred:
        begun, before = time.perf_counter(), _of_ended()
        running = psutil.Popen(
            command, cwd=ROOT, stdout=said, stderr=erred, stdin=subprocess.DEVNULL, env=_clean(environment)
        )
        while running.poll() is None:
            seen.look(running)
            time.sleep(EVERY)
        seconds = time.perf_counter() - begun
        if running.returncode:
            raise RuntimeError(f"{' '.join(command)} ended with {running.returncode}\n{_text(erred)[-2_000:]}")
        cpu = max(sum(seen.cpu.values()), _of_ended() - before)
        return Cost(seconds, cpu, seen.peak / MEGABYTE), _text(said)


def _of_ended() -> float:
    """The CPU seconds of all processes that this one started and that have ended, and of those below them."""
    times = psutil.Process().cpu_times()
    return getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def build(project: Path, out: Path, jobs: int, *more: str) -> list[str]:
    """The command that builds a project with so many worker processes."""
    return [sys.executable, "-m", "reviewgen", "build", str(project), "--out", str(out), "--jobs", str(jobs), *more]


def cpu_so_far() -> float:
    """The CPU seconds of this process, of all below it, and of those below it that have ended."""
    times = [process.cpu_times() for process in _family(psutil.Process())]
    ended = sum(getattr(one, "children_user", 0.0) + getattr(one, "children_system", 0.0) for one in times)
    return float(sum(one.user + one.system for one in times) + ended)


def _family(root: psutil.Process) -> list[psutil.Process]:
    try:
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []


def _clean(environment: Mapping[str, str] | None) -> dict[str, str]:
    """The environment with some more, without what would import another copy of the package."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return {**kept, "NO_COLOR": "1", **(environment or {})}
