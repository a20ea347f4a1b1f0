"""Reads and checks the sources of a project once, and keeps the typed tables for builds on other machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviewgen import gather, outputs, project, redaction, tables
from reviewgen.errors import Issue
from reviewgen.tables import store


@dataclass(frozen=True, slots=True)
class Ingested:
    """What was kept: rows by table and how many accounts; `failed` are accounts that no build can make a pack of."""

    store: str
    rows: Mapping[str, int]
    accounts: int
    notices: tuple[Issue, ...]
    failed: Mapping[str, tuple[Issue, ...]]

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        failed = {name: [str(issue) for issue in issues] for name, issues in self.failed.items()}
        return {
            "event": "ingested",
            "store": self.store,
            "rows": self.rows,
            "accounts": self.accounts,
            "failed": failed,
        }


def ingest(folder: Path, url: str, environment: Mapping[str, str]) -> Ingested:
    """Keep the tables of a project in a folder or an object store.

    Raises ConfigError or InputError where nothing could be built from them, and OutputError where they cannot be
    written: what stood there stands. Errors of some accounts are kept with the tables: each build tells them.
    """
    setup = project.load(folder)
    place = outputs.place_of(url)
    found = tables.load(setup, environment)
    told = redaction.redacted(found, redaction.rules(setup))
    accounts, failed = gather.usable(setup, told)
    with place.lock():
        store.write(found, setup, place)
    rows = {name: len(frame) for name, frame in found.frames.items()}
    return Ingested(place.label(""), rows, len(accounts), told.issues_of(None), failed)
