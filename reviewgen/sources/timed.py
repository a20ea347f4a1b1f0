"""A query that takes longer than it may is stopped, with the limit that it broke."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from reviewgen.errors import InputError
from reviewgen.sources.asked import Asked, refused


@contextmanager
def within(seconds: int, asked: Asked, stop: Callable[[], None]) -> Iterator[None]:
    """What is done here is stopped after so many seconds, by a call from another thread; raises InputError."""
    late = threading.Event()

    def end() -> None:
        late.set()
        stop()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception:
        if late.is_set():
            raise too_slow(asked, seconds) from None
        raise
    finally:
        timer.cancel()


def too_slow(asked: Asked, seconds: int) -> InputError:
    """What is said of a query that was stopped."""
    problem = f"took longer than {seconds:,} second{'' if seconds == 1 else 's'}"
    return refused(asked, problem, "ask for fewer rows", instead="raise limits: seconds")
