"""Ordinary files, read whole: nothing that has no end is opened, and nothing half written is taken for whole."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class OddFileError(OSError):
    """A file that is there and cannot be taken as it is: says why, and what to do."""

    def __init__(self, problem: str, hint: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.hint = hint


def read(path: Path, limit: int) -> bytes:
    """All bytes of a file. Raises OSError where it cannot be read, OddFileError as `opened` and for too many bytes."""
    with opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        data = b"" if size > limit else file.read(size + 1)
        if max(size, len(data)) > limit:
            raise OddFileError(f"is larger than {_words(limit)}", "split it into smaller ones")
    return data


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file to read from its beginning to its end.

    Raises OddFileError for a folder, a pipe or a device, and at the end for a file that was changed meanwhile.
    """
    _refuse_odd(path.stat())  # a device may do something when it is opened
    with os.fdopen(os.open(path, _FLAGS), "rb") as file:
        before = os.fstat(file.fileno())
        _refuse_odd(before)
        yield file
        after = os.fstat(file.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise OddFileError("changes while it is read", "wait until it is written to its end, and run again")


def _refuse_odd(found: os.stat_result) -> None:
    if stat.S_ISREG(found.st_mode):
        return
    problem = "is a folder" if stat.S_ISDIR(found.st_mode) else "is not an ordinary file"
    raise OddFileError(problem, "name a file")


def _words(size: int) -> str:
    large = size >= 1024**3
    return f"{size // 1024**3} GiB" if large else f"{size // 1024**2} MiB"
