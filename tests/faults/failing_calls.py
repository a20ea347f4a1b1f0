"""Every call that reaches the file system below some folders, counted; at one of them something happens."""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

NAMES = ("mkdir", "open", "fsync", "replace", "rename", "unlink", "scandir", "rmdir", "listdir", "stat", "lstat")


class Calls:
    """Calls below `folders`, by name in their order; before the n-th of them `happens` is called."""

    def __init__(self, folders: Sequence[Path], at: int = 0, happens: Callable[[], None] = lambda: None) -> None:
        self.names: list[str] = []
        self._folders = tuple(str(folder) for folder in folders)
        self._at, self._happens = at, happens
        self._handles: set[int] = set()

    def begins(self, name: str, target: Any) -> bool:
        """Count a call on a path or an open file; say whether it is one of ours."""
        if not self._is_ours(target):
            return False
        self.names.append(name)
        if len(self.names) == self._at:
            self._happens()
        return True

    def knows(self, handle: int) -> bool:
        """Whether an open file is one of ours."""
        return handle in self._handles

    def opened(self, handle: Any) -> None:
        """Remember a file of ours that is open now."""
        if isinstance(handle, int):
            self._handles.add(handle)

    def closed(self, handle: int) -> None:
        """Forget it."""
        self._handles.discard(handle)

    def _is_ours(self, target: Any) -> bool:
        if isinstance(target, int):
            return target in self._handles
        return isinstance(target, str | os.PathLike) and os.fspath(target).startswith(self._folders)


@contextmanager
def counted(calls: Calls) -> Iterator[None]:
    """Let all calls of this process go through `calls`."""
    with pytest.MonkeyPatch.context() as patch:
        for name in NAMES:
            patch.setattr(os, name, _through(name, getattr(os, name), calls))
        patch.setattr(os, "fdopen", _writing(os.fdopen, calls))
        patch.setattr(os, "close", _closing(os.close, calls))
        for module in (builtins, io):
            patch.setattr(module, "open", _through("open", io.open, calls))
        yield


def _through(name: str, real: Callable[..., Any], calls: Calls) -> Callable[..., Any]:
    def call(target: Any = ".", *rest: Any, **named: Any) -> Any:
        # Below a folder that is being removed, names stand alone: the folder is told by its handle.
        where = named.get("dir_fd") if named.get("dir_fd") is not None else target
        is_ours = calls.begins(name, where)
        found = real(target, *rest, **named)
        if is_ours and name == "open":
            calls.opened(found)
        return found

    return call


def _writing(real: Callable[..., Any], calls: Calls) -> Callable[..., Any]:
    def fdopen(handle: int, *rest: Any, **named: Any) -> Any:
        file = real(handle, *rest, **named)
        return _File(file, handle, calls) if calls.knows(handle) else file

    return fdopen


class _File:
    """An open file of ours, whose reading, writing and closing are calls as well."""

    def __init__(self, file: Any, handle: int, calls: Calls) -> None:
        self._file, self._handle, self._calls = file, handle, calls

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, *size: int) -> Any:
        self._calls.begins("read", self._handle)
        return self._file.read(*size)

    def write(self, data: Any) -> Any:
        """Write half of it, where that is to fail: so it is on a full disk."""
        try:
            self._calls.begins("write", self._handle)
        except OSError:
            self._file.write(data[: len(data) // 2])
            raise
        return self._file.write(data)

    def close(self) -> None:
        """Close it, and fail after that: so it is where what was written goes to the disk late."""
        handle, closed = self._handle, self._file.closed
        self._file.close()
        try:
            if not closed:
                self._calls.begins("close", handle)
        finally:
            self._calls.closed(handle)


def _closing(real: Callable[[int], None], calls: Calls) -> Callable[[int], None]:
    def close(handle: int) -> None:
        calls.closed(handle)
        real(handle)

    return close
