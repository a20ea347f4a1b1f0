"""What workers tell, in files that outlive them."""

from __future__ import annotations

import pickle
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any


@contextmanager
def journals() -> Iterator[Path]:
    """A folder for the journals of a run; it is gone with the run."""
    with tempfile.TemporaryDirectory(prefix="reviewgen-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


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
        with self._path.open("ab") as file:
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
