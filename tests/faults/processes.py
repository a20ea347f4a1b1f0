"""The command in processes of its own, with faults that Python loads by itself wherever it starts."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from commands import Ended
from small_project import files_of

ROOT = Path(__file__).resolve().parent.parent.parent
ABOUT_RUNS = ("run.json", "last.json", "lock", "holder")
"""Files that tell of the last run, not of packs."""


def environment(folder: Path, site: str = "", **more: str) -> dict[str, str]:
    """Return an environment in which every Python that is started, workers too, begins with `site`."""
    paths = [str(ROOT)]
    if site:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sitecustomize.py").write_text(site, "utf-8")
        paths.insert(0, str(folder))
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}  # it hides what waits
    return {**usual, "PYTHONPATH": os.pathsep.join(paths), **more}


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
        preexec_fn=functools.partial(_prepare, before),
    )


def _prepare(before: Callable[[], None] | None) -> None:
    """Let Ctrl-C reach it, which whoever runs tests in the background keeps away; then do what is asked for."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if before:
        before()


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
    return Ended(process.returncode, f"{out or ''}{err}", out or "", err)


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
    return {name: data for name, data in files_of(out).items() if name.rpartition("/")[2] not in leave_out}


def unfinished(out: Path) -> list[str]:
    """Return the files below a folder that a run only has while it writes."""
    files = (path.relative_to(out) for path in out.rglob("*") if not path.is_dir())
    return [path.as_posix() for path in files if any(part.startswith(".reviewgen-") for part in path.parts)]
