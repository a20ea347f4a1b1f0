"""Stores and clusters that go away: plain words and exit 2, whatever was going on."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from commands import project
from object_store import KEYS
from processes import ROOT, ended, environment, run, started, until

NOBODY = "http://127.0.0.1:9"


@pytest.mark.parametrize("more", [(), ("--dry-run",), ("--store", "s3://reviews/tables")], ids=["out", "plan", "store"])
def test_a_store_that_does_not_answer(tmp_path: Path, more: tuple[str, ...]) -> None:
    """Named, with what the store's own library says of it."""
    made = project(tmp_path / "project", "A")
    env = environment(tmp_path, **KEYS, AWS_ENDPOINT_URL=NOBODY, AWS_MAX_ATTEMPTS="1")
    told = run("build", made, "--out", "s3://reviews/out", *more, env=env)
    assert (told.code, told.out) == (2, "")
    assert "error: s3://reviews/" in told.err
    assert NOBODY in told.err


IMPATIENT = """
from reviewgen.outputs import remote

remote.PATIENCE = 1.0
"""


@pytest.mark.parametrize("more", [(), ("--dry-run",)], ids=["out", "plan"])
def test_a_store_that_stays_silent(tmp_path: Path, more: tuple[str, ...]) -> None:
    """One that takes a connection and never says a word is given up, and nothing waits for it at the end."""
    made = project(tmp_path / "project", "A")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        env = environment(tmp_path / "site", IMPATIENT, **KEYS, AWS_ENDPOINT_URL=url)
        told = run("build", made, "--out", "s3://reviews/out", *more, env=env, seconds=40)
    assert (told.code, told.out) == (2, "")
    assert "error: s3://reviews/out: cannot be" in told.err
    assert "the store does not answer within 1 seconds" in told.err


WAITS = """
import os, time
from reviewgen import shards

made = shards.deliver


def deliver(*given, **named):
    open(os.environ["BEGUN"], "w").close()
    time.sleep(5)
    return made(*given, **named)


shards.deliver = deliver
"""


@pytest.mark.slow_fault
def test_a_scheduler_that_is_lost(tmp_path: Path) -> None:
    """In the midst of a run: one line that says so and what to do, nothing that Dask logs."""
    made, begun, scheduled = project(tmp_path / "project", "A", "B"), tmp_path / "begun", tmp_path / "scheduler"
    env = environment(tmp_path / "site", WAITS, BEGUN=str(begun))
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "tcp://127.0.0.1", "--port", "0"]
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(
            [*command, "--no-dashboard", "--scheduler-file", scheduled], cwd=ROOT, env=env, stdout=log, stderr=log
        ) as scheduler,
    ):
        until(scheduled.exists)
        until(lambda: "tcp://" in scheduled.read_text())
        address = scheduled.read_text().split('"address": "')[1].split('"')[0]
        command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
        with subprocess.Popen(
            [*command, "--no-nanny", "--death-timeout", "5"], cwd=tmp_path, env=env, stdout=log, stderr=log
        ) as worker:
            ask = ("build", made, "--out", tmp_path / "out", "--format", "html", "--executor", f"dask={address}")
            with started(*ask, env=env) as process:
                until(begun.exists)
                scheduler.kill()
                told = ended(process)
            worker.kill()
    assert told.code == 2
    (line,) = told.err.splitlines()
    assert line.startswith(f"error: the connection to {address} is lost")
    assert "Hint: run it again when it is back" in line
