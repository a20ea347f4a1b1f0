"""Where packs go, whatever it is: a folder, or objects of a store."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol


class Place(Protocol):
    """Where packs go. Names are relative, with slashes: `2026-10/calder-0123abcd/pack.html`; "" is the place itself.

    A place can be pickled, and means the same in every process. What goes wrong is an OutputError.
    """

    def probe(self) -> None:
        """Prove that packs can be written here."""
        ...

    def write_pack(self, name: str, files: Mapping[str, bytes], *, ours: Collection[str] | None = None) -> None:
        """Replace the pack of this name by `files`, the manifest last; files that it does not have go.

        Those that are `ours` nobody else may read, where that is for us to say; None: all of them.
        """
        ...

    def write_file(self, name: str, data: bytes) -> None:
        """Write or replace one file as a whole."""
        ...

    def read(self, name: str) -> bytes | None:
        """What is in a file; None where there is none."""
        ...

    def read_each(self, names: Iterable[str]) -> dict[str, bytes]:
        """What is in files, by name, without those that there are not: for many at once."""
        ...

    def sizes(self, name: str) -> dict[str, int]:
        """The bytes of each file below a folder, by its name in there: of a pack, or of all packs of a period."""
        ...

    def names(self, name: str) -> tuple[str, ...]:
        """What stands directly in a folder, sorted; without what is ours alone, whose names begin with a dot."""
        ...

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        ...

    def recover(self, name: str) -> None:
        """Clean up in the folder of a period after interrupted runs, while nobody writes there."""
        ...

    def lock(self) -> AbstractContextManager[None]:
        """Have the place for oneself, as far as that can be had."""
        ...

    def label(self, name: str) -> str:
        """A name as people are shown it."""
        ...


def slug(account_id: str) -> str:
    """Return the folder name of an account: readable `[a-z0-9-]`, then 8 hex digits of the id's SHA-256.

    Safe on every system: at most 49 characters, never reserved, different for different ids (after NFC).
    """
    plain = unicodedata.normalize("NFKD", account_id).casefold().encode("ascii", "ignore").decode()
    readable = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    exact = unicodedata.normalize("NFC", account_id).encode("utf-8", "surrogatepass")
    return f"{readable or 'account'}-{hashlib.sha256(exact).hexdigest()[:8]}"
