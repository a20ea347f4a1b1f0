"""Runs `reviewgen map` as people do, on files that a test writes."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reviewgen import cli

NOW = datetime(2027, 1, 15, 8, tzinfo=UTC)
INCIDENTS = (
    "number,opened_at,short_description,caller_id,priority,state,assignment_group,assigned_to,company",
    "INC1,2026-10-01 08:00:00,Printer,Ann,1 - Critical,Closed,Desk,Bob,Calder",
    "INC2,2026-10-02 08:00:00,Sign-in,Joe,2 - High,In Progress,Desk,Bob,Calder",
    "INC3,2026-11-03 08:00:00,Scanner,Joe,2 - High,New,Desk,Bob,Hollin",
)
FOREIGN = (
    "Vorgangsnummer;Kunde;Betreff;Status;Erstellt am;Gelöst am",
    "1;Calder;Drucker;Gelöst;3.9.2026 9:12;4.9.2026 9:12",
)


@dataclass(frozen=True)
class Done:
    """What a run printed and how it ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def data(self) -> Any:
        """What --json told."""
        return json.loads(self.stdout)


class Terminal(io.StringIO):
    """A stream that a person seems to watch."""

    def isatty(self) -> bool:
        """Whatever asks is told so."""
        return True


def run(*arguments: str | Path, now: datetime = NOW) -> Done:
    """Run the command line in this process, at a time of our own."""
    return _run(arguments, now, io.StringIO(), io.StringIO())


def typed(replies: Sequence[str], *arguments: str | Path, now: datetime = NOW) -> Done:
    """Run the command line on a terminal on which somebody types these lines."""
    return _run(arguments, now, Terminal("".join(f"{one}\n" for one in replies)), Terminal())


def _run(arguments: Sequence[str | Path], now: datetime, stdin: io.StringIO, out: io.StringIO) -> Done:
    err = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(cli, "clock", lambda: now)
        patch.setattr(sys, "stdin", stdin)
        patch.setattr(sys, "argv", ["reviewgen", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    assert isinstance(ended.value.code, int)
    return Done(ended.value.code, out.getvalue(), err.getvalue())


def saved(folder: Path, lines: Sequence[str] | bytes, name: str = "export.csv") -> Path:
    """Write an export and name it."""
    folder.mkdir(parents=True, exist_ok=True)
    data = lines if isinstance(lines, bytes) else ("\n".join(lines) + "\n").encode()
    (folder / name).write_bytes(data)
    return folder / name


def mapped(folder: Path, lines: Sequence[str] | bytes, *flags: str, name: str = "export.csv") -> Done:
    """Save an export in a folder and map it there."""
    return run("map", saved(folder, lines, name), "--into", folder, "--yes", *flags)
