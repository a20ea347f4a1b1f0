"""Runs the command line in this process, on small projects, within a time."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import small_project
from click.testing import CliRunner

from reviewgen import cli

TICKETS = 3


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, all that it said, and what of it went to which stream."""

    code: int
    said: str
    out: str
    err: str


def run(*arguments: object, seconds: int = 150) -> Ended:
    """Run a command as `main` does; an exception of our own, or too long a time, fails the test."""
    with within(seconds):
        done = CliRunner().invoke(cli.commands, [str(one) for one in arguments], standalone_mode=False)
    if done.exception:
        raise done.exception
    return Ended(done.return_value or 0, done.output, done.stdout, done.stderr)


def build(project: Path, out: Path, *more: object) -> Ended:
    """Build the HTML packs of a project."""
    return run("build", project, "--format", "html", "--out", out, *more)


def pack_of(project: Path, *more: object) -> Path:
    """Build a project that must succeed, into a folder beside its files; return the folder of its one pack."""
    done = run("build", project, "--out", project / "out", *more, seconds=150)
    assert done.code == 0, done.said
    (manifest,) = (project / "out").glob("*/*/manifest.json")
    return manifest.parent


def planned(project: Path, *more: object) -> Ended:
    """Read and check a project, and build nothing."""
    return run("build", project, "--out", project / "out", "--dry-run", *more)


def project(folder: Path, *ids: str, file: dict[str, Any] | None = None, **changes: Any) -> Path:
    """Write a project with a few tickets of each account; `file` changes the file of the first."""
    rows = [row for one in ids for row in small_project.desk(one)["tickets"][:TICKETS]]
    brief: dict[str, Any] = {"depth": "brief"}
    accounts = [
        small_project.account_file(one, **(file if file and not place else {}) | brief) for place, one in enumerate(ids)
    ]
    return small_project.write(folder, accounts, {"tickets": rows}, **changes)


def rewrite(path: Path, **changes: Any) -> None:
    """Change keys of a file that `project` wrote."""
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes, ensure_ascii=False, indent=1), "utf-8")


def everything(folder: Path) -> dict[str, bytes | None]:
    """Return what stands below a folder: files with their bytes, links with where they lead, and folders."""
    return {path.relative_to(folder).as_posix(): _content(path) for path in sorted(folder.rglob("*"))}


def _content(path: Path) -> bytes | None:
    if path.is_symlink():
        return str(path.readlink()).encode()
    return path.read_bytes() if path.is_file() else None


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Fail what does not come to an end."""

    def stop(_: int, __: FrameType | None) -> None:
        raise AssertionError(f"it did not end within {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
