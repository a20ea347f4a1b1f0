"""Work on large columns, several at a time: while Arrow, numpy and digests are at it, others have the interpreter."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

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
