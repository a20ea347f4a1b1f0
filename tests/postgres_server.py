"""A PostgreSQL server of its own for a test run: it listens in a folder of its own, and ends with it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=16MB", "timezone=Asia/Tokyo")
"""Nothing is to survive; and a zone that is neither ours nor UTC."""
SECONDS = 60.0


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server, as SQLAlchemy writes it; it is started for the first test that wants it."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: scripts/system-packages PYTHON postgresql")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        with _running(programs, folder):
            yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    """The newest folder that holds the server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).resolve().parent if there else None


def _somebody() -> dict[str, Any]:
    """Whose processes they are: those of root are refused by the server itself."""
    if os.getuid():
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def _running(programs: Path, folder: Path) -> Iterator[None]:
    who = _somebody()
    if who:
        os.chown(folder, who["user"], who["group"])
    plain: dict[str, Any] = {"cwd": folder, "env": {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}, **who}
    data = folder / "data"
    made = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(made, check=True, capture_output=True, **plain)
    settings = [word for setting in FAST for word in ("-c", setting)]
    started = [str(programs / "postgres"), "-D", str(data), "-k", str(folder), "-c", "listen_addresses=", *settings]
    with (folder / "log").open("wb") as log, subprocess.Popen(started, stdout=log, stderr=log, **plain) as server:
        try:
            _wait(server, folder)
            yield
        finally:
            server.terminate()
            server.wait(SECONDS)


def _wait(server: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + SECONDS
    while True:
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            said = (folder / "log").read_text("utf-8")
            assert server.poll() is None, said
            assert time.monotonic() < until, said
            time.sleep(0.05)
        else:
            return
