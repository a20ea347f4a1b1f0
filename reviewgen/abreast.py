"""Work on large columns, several at a time: while Arrow, numpy and digests are at it, others have the interpreter."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

BESIDE = "beside the main thread"
LARGE = 50_000  # rows from which threads are worth their start
T = TypeVar("T")
R = TypeVar("R")


def abreast(work: Callable[[T], R], items: Iterable[T], rows: int) -> Iterator[R]:
    """What work makes of each item, in order; on threads where columns have many rows.

    Items are taken as there is a thread for them, so that never more than a few are held.
    """
    threads = os.cpu_count() or 1
    if rows < LARGE or threads == 1:
        yield from map(work, items)
        return
    at_work: deque[Future[R]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for item in items:
            at_work.append(pool.submit(work, item))
            if len(at_work) > threads:
                yield at_work.popleft().result()
        while at_work:
            yield at_work.popleft().result()


def beside(work: Callable[[], R]) -> Future[R]:
    """Begin work on a thread that ends with the process, so that whoever is interrupted need not wait for it."""
    begun: Future[R] = Future()

    def run() -> None:
        try:
            begun.set_result(work())
        except BaseException as error:
            begun.set_exception(error)

    threading.Thread(target=run, name=BESIDE, daemon=True).start()
    return begun


def is_beside() -> bool:
    """Whether such work goes on: Python cannot end in order while it does."""
    return any(one.name == BESIDE for one in threading.enumerate())
