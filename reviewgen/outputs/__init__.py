"""The only writer: names, whole packs and whole files, in a folder of this machine or in an object store."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from reviewgen.outputs.disk import (
    MANIFEST,
    STATE,
    FileSystem,
    freeze,
    probe,
    recover,
    write_file,
    write_pack,
)
from reviewgen.outputs.folder import Folder
from reviewgen.outputs.journal import Journal, journals
from reviewgen.outputs.place import Place
from reviewgen.outputs.remote import Remote

__all__ = [
    "MANIFEST",
    "STATE",
    "FileSystem",
    "Folder",
    "Journal",
    "Place",
    "Remote",
    "freeze",
    "journals",
    "manifests",
    "place_of",
    "probe",
    "read_manifests",
    "recover",
    "slug",
    "write_file",
    "write_pack",
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


def slug(account_id: str) -> str:
    """Return the folder name of an account: readable `[a-z0-9-]`, then 8 hex digits of the id's SHA-256.

    Safe on every system: at most 49 characters, never reserved, different for different ids (after NFC).
    """
    plain = unicodedata.normalize("NFKD", account_id).casefold().encode("ascii", "ignore").decode()
    readable = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    exact = unicodedata.normalize("NFC", account_id).encode("utf-8", "surrogatepass")
    return f"{readable or 'account'}-{hashlib.sha256(exact).hexdigest()[:8]}"


def read_manifests(period: Path) -> tuple[dict[str, Any], ...]:
    """Return the manifest of each pack in a period's folder, by its name; what is not a JSON object is left out."""
    return manifests(Folder(period), "")


def manifests(place: Place, period: str) -> tuple[dict[str, Any], ...]:
    """Return the manifest of each pack of a period, by name; what is not a JSON object is left out."""
    prefix = f"{period}/" if period else ""
    names = [f"{prefix}{name}/{MANIFEST}" for name in place.names(period)]
    found = place.read_each(names)
    objects = (_object(found[name]) for name in names if name in found)
    return tuple(one for one in objects if one is not None)


def _object(data: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
