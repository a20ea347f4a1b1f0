"""Standard output and standard error for the time of a run: what happens where nobody takes what is written there."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO, TextIOWrapper
from typing import Any, TextIO, cast


class UnheardError(Exception):
    """Standard output takes nothing more; no OSError, which others take for one of files.

    `is_left` tells that whoever read it went away, as `head` does, which wants no word.
    """

    def __init__(self, cause: OSError) -> None:
        super().__init__(cause.strerror or str(cause))
        self.is_left = cause.errno == errno.EPIPE


@contextmanager
def guarded() -> Iterator[None]:
    """Standard output that raises UnheardError where it takes nothing more, and standard error that ends no run."""
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # names that a screen cannot show end no run
            stream.reconfigure(errors="backslashreplace")
    screen, beside = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = cast(TextIO, _Screen(screen)), cast(TextIO, _Beside(beside))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = screen, beside
        _let_go(screen)
        _let_go(beside)


def _open_what_is_closed() -> None:
    """Where whoever starts this closed a stream, nobody listens; the next file that is opened must not stand for it."""
    for name, way, mode in (("stdin", os.O_RDONLY, "r"), ("stdout", os.O_WRONLY, "w"), ("stderr", os.O_WRONLY, "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, TextIOWrapper(FileIO(os.open(os.devnull, way), mode), "utf-8"))


def _let_go(stream: TextIO) -> None:
    """Drop what waits to be written where nobody takes it: Python would try again, and end with a code of its own."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class _Beside:
    """Standard error: what is told beside the work, which goes on where it cannot be told."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


class _Screen:
    """Standard output, whose own failures are told from those of files."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        with self._heard():
            return self._stream.write(text)

    def flush(self) -> None:
        with self._heard():
            self._stream.flush()

    @contextmanager
    def _heard(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UnheardError(error) from error
