"""The command in processes of its own, with faults that Python loads by itself wherever it starts."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner
from small_project import account_file, desk, together, write

from reviewgen import cli

ROOT = Path(__file__).resolve().parent.parent.parent
ABOUT_RUNS = ("run.json", "last.json", "lock", "holder")
"""Files that tell of the last run, not of packs."""


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


def project(folder: Path, *names: str) -> Path:
    """Write a project with brief packs of these accounts."""
    return write(folder, [account_file(name, depth="brief") for name in names], together(*map(desk, names)))


def environment(folder: Path, site: str = "", **more: str) -> dict[str, str]:
    """Return an environment in which every Python that is started, workers too, begins with `site`."""
    paths = [str(ROOT)]
    if site:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sitecustomize.py").write_text(site, "utf-8")
        paths.insert(0, str(folder))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **more}


def started(
    *arguments: object,
    env: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
    stdout: int = subprocess.PIPE,
) -> subprocess.Popen[str]:
    """Start the command, in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "reviewgen", *map(str, arguments)],
        cwd=ROOT,
        env=dict(env) if env is not None else environment(ROOT),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
        preexec_fn=before,
    )


def run(
    *arguments: object,
    env: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
    seconds: float = 150,
) -> Ended:
    """Run the command to its end."""
    with started(*arguments, env=env, before=before) as process:
        return ended(process, seconds)


def ended(process: subprocess.Popen[str], seconds: float = 150) -> Ended:
    """Wait for the end of a command; a traceback, or too long a time, fails the test."""
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    assert "Traceback" not in err, err
    return Ended(process.returncode, out or "", err)


def here(*arguments: object) -> Ended:
    """Run the command in this process, which is quicker; an error that is not worded fails the test."""
    done = CliRunner().invoke(cli.commands, [str(one) for one in arguments], standalone_mode=False)
    if done.exception:
        raise done.exception
    return Ended(int(done.return_value or 0), done.stdout, done.stderr)


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.01)


def members(session: int) -> list[int]:
    """Return the processes of a session that live, by their numbers."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def tree(out: Path, leave_out: Sequence[str] = ABOUT_RUNS) -> dict[str, bytes]:
    """Return every file of packs, of the pages over them, and what is known of them."""
    files = (path for path in out.rglob("*") if path.is_file() and path.name not in leave_out)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def unfinished(out: Path) -> list[str]:
    """Return the files below a folder that a run only has while it writes."""
    files = (path.relative_to(out) for path in out.rglob("*") if not path.is_dir())
    return [path.as_posix() for path in files if any(part.startswith(".reviewgen-") for part in path.parts)]
