"""Share items out over processes that are warm: the same way for everything that is compared."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import BrokenBarrierError
from typing import Any

from watching import cpu_so_far

Work = Callable[[str], object]
PATIENCE = 300
"""Seconds that all processes have to get warm."""
_given: dict[str, Any] = {}
"""What a process was started with."""


@dataclass(frozen=True)
class Spent:
    """Seconds on the clock from the moment that all processes are warm, and seconds of CPU of all of them."""

    seconds: float
    cpu: float


def shared_out(start: Callable[[], Work], items: Sequence[str], jobs: int) -> Spent:
    """Time the work on all items.

    Each process calls `start` for what does the work, and warms up on an item that does not count. Then each takes
    the next item that nobody has taken. What fails in a process is raised here.
    """
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    barrier = context.Barrier(jobs + 1)
    given = {"barrier": barrier, "taken": context.Value("i", 0), "start": start, "items": items}
    with ProcessPoolExecutor(jobs, context, _given.update, (given,)) as pool:
        working = [pool.submit(_worked) for _ in range(jobs)]
        with suppress(BrokenBarrierError):  # the process that broke it says why
            barrier.wait(PATIENCE)
        begun = time.perf_counter()
        cpu = sum(one.result() for one in working)
        return Spent(time.perf_counter() - begun, cpu)


def _worked() -> float:
    """Warm up, wait for the others, work until nothing is left; return the CPU seconds of the work."""
    items: Sequence[str] = _given["items"]
    try:
        work: Work = _given["start"]()
        work(items[0])
    except BaseException:
        _given["barrier"].abort()
        raise
    _given["barrier"].wait(PATIENCE)
    begun = cpu_so_far()
    while (place := _next()) < len(items):
        work(items[place])
    return cpu_so_far() - begun


def _next() -> int:
    with _given["taken"].get_lock():
        _given["taken"].value += 1
        return int(_given["taken"].value) - 1
