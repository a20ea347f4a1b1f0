"""The only writer: names, whole packs and whole files, in a folder of this machine or in an object store."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from reviewgen.outputs.disk import (
    MANIFEST,
    STATE,
    freeze,
    write_file,
)
from reviewgen.outputs.folder import Folder
from reviewgen.outputs.journal import Journal, journals
from reviewgen.outputs.kept import kept
from reviewgen.outputs.manifest import INTERNAL, Manifest, manifests
from reviewgen.outputs.place import Place, slug
from reviewgen.outputs.remote import Remote

__all__ = [
    "INTERNAL",
    "MANIFEST",
    "STATE",
    "Folder",
    "Journal",
    "Manifest",
    "Place",
    "Remote",
    "freeze",
    "journals",
    "kept",
    "manifests",
    "place_of",
    "slug",
    "write_file",
]


def place_of(out: str | Path, base: Path = Path()) -> Place:
    """The place that a path, from `base` on, or a URL names: with a scheme, such as `s3://`, a store, else a folder.

    Raises OutputError where nothing that is installed knows such a store.
    """
    found = re.match(r"([a-z][a-z0-9+.-]+)://", str(out), re.IGNORECASE)
    if found is None:
        return Folder(base / out)
    if found[1].casefold() == "file":
        return Folder(Path(url2pathname(urlsplit(str(out)).path)))
    return Remote(str(out)).known()
