"""What becomes of each account in a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from reviewgen.errors import Issue


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one account.

    `entry` is what the page over all accounts tells of it, `beyond` the characters that its PDF takes from fonts of
    the machine.
    """

    account: str
    name: str
    period: str
    state: Literal["built", "failed"]
    folder: Path | None = None
    files: tuple[str, ...] = ()
    engine: str = ""
    note: str = ""
    issues: tuple[Issue, ...] = ()
    traceback: str = ""
    entry: Mapping[str, Any] | None = None
    beyond: str = ""
