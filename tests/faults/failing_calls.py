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
        calls.begins("write", handle)
        calls.closed(handle)
        return file

    return fdopen


def _closing(real: Callable[[int], None], calls: Calls) -> Callable[[int], None]:
    def close(handle: int) -> None:
        calls.closed(handle)
        real(handle)

    return close
