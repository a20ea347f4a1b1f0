"""What workers tell, in files that outlive them."""

from __future__ import annotations

import errno
import os
import pickle
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from reviewgen.outputs.disk import worded

if sys.platform != "win32":
    import fcntl

PREFIX = "reviewgen-journals-"


@contextmanager
def journals() -> Iterator[Path]:
    """A folder for the journals of a run; it is gone with the run, or, if that was killed, with the next one."""
    temporary = Path(tempfile.gettempdir())
    _remove_left(temporary)
    with ExitStack() as stack:
        with worded(temporary):
            begun = Path(tempfile.mkdtemp(prefix="reviewgen-"))
            stack.callback(shutil.rmtree, begun, ignore_errors=True)  # nothing, once it has its name
            stack.enter_context(_held(begun))
            # Only what is held has a name that others take for theirs to remove.
            folder = begun.rename(temporary / f"{PREFIX}{secrets.token_hex(8)}")
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        yield folder


def _remove_left(temporary: Path) -> None:
    """Remove the folders of runs that were killed; on Windows, where it cannot be known whose they are, none."""
    lefts: list[Path] = []
    with suppress(OSError):
        lefts += temporary.glob(f"{PREFIX}*") if sys.platform != "win32" else ()
    for left in lefts:
        with suppress(OSError), _held(left):
            shutil.rmtree(left)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold a folder of ours until the system sees that this process is gone.

    Raises OSError where it is held, is not ours, or is a link. The number of a process would not do: that of one in
    another container, with the same temporary folder, says nothing here.
    """
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if os.fstat(handle).st_uid != os.getuid():
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


class Journal:
    """What a worker tells, in a file that outlives it; only for data of our own, as pickle reads it.

    A last entry that is cut off, because its writer died, is left out.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / secrets.token_hex(8)
        self._read = 0

    def append(self, entry: Any) -> None:
        """Add an entry."""
        data = pickle.dumps(entry)
        with worded(self._path), self._path.open("ab") as file:
            file.write(len(data).to_bytes(8, "big") + data)

    def news(self) -> Iterator[Any]:
        """The entries that were added since this was asked last."""
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            file.seek(self._read)
            data = file.read()
        place = 0
        while (start := place + 8) <= len(data):
            end = start + int.from_bytes(data[place:start], "big")
            if end > len(data):
                break
            yield pickle.loads(data[start:end])  # written by our own worker
            place = end
            self._read += end - start + 8

    @contextmanager
    def tracing(self) -> Iterator[IO[str]]:
        """An open file for the last traceback of a worker."""
        with self._trace.open("w", encoding="utf-8") as file:
            yield file

    def trace(self) -> str:
        """The last traceback of a worker that died; empty where there is none."""
        return self._trace.read_text("utf-8", "replace") if self._trace.exists() else ""

    @property
    def _trace(self) -> Path:
        return self._path.with_suffix(".trace")
