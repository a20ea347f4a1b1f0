"""Runs over many accounts that are cut off, and accounts that cost their workers: what is left, and what is told."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fleet import Fleet, make

from reviewgen.outputs import slug

ACCOUNTS, TICKETS = 60, 40
KILLS = 5
PERIOD = "2026-10"
ABOUT_RUNS = ("run.json", "last.json", "lock")
"""Files that tell of the last run, not of packs."""
FAULTS = """\
import re
import os
import time

from reviewgen import delivery

made = delivery.deliver


def deliver(one, *rest, **named):
    account = one.account.id
    if account == "A00007":
        os.abort()
    if account == "A00023":
        re.match("(a+)+$", "a" * 60 + "b")
    if account == "A00041":
        held = [bytearray(b"x") * 50_000_000 for _ in range(60)]
    return made(one, *rest, **named)


delivery.deliver = deliver
"""
"""Python imports this by itself in every process: one account crashes, one hangs with the lock of the interpreter held,
one takes 3 GB."""


@dataclass
class Run:
    """A run of the command line in a session of its own."""

    project: Path
    out: Path
    more: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Run:
        command = [sys.executable, "-m", "reviewgen", "build", str(self.project), "--out", str(self.out), "--json"]
        self.process = subprocess.Popen(
            [*command, "--jobs", "2", *self.more],
            cwd=Path(__file__).parent.parent,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            start_new_session=True,
            encoding="utf-8",
        )
        return self

    def __exit__(self, *error: object) -> None:
        self.kill()
        self.process.communicate()

    def events(self) -> Iterator[dict[str, Any]]:
        """Return what it tells, as it tells it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.endswith("\n"):  # what is cut off is no event
                yield json.loads(line)

    def kill(self) -> None:
        """End it as kill -9 does; its workers are to end of themselves."""
        self.process.kill()
        until = time.monotonic() + 20
        while self._is_anybody_left():
            assert time.monotonic() < until, "workers go on without the run that they work for"
            time.sleep(0.02)

    def _is_anybody_left(self) -> bool:
        self.process.poll()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, 0)
            return True
        return False


def finished(run: Run) -> list[dict[str, Any]]:
    """Let a run come to its end; return what it told."""
    with run:
        events = list(run.events())
        run.process.wait()
    return events


def tree(out: Path) -> dict[str, bytes]:
    """Return every file of packs, and of the pages over them."""
    files = (path for path in out.rglob("*") if path.is_file() and path.name not in ABOUT_RUNS)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fleet of 60 small accounts."""
    folder = tmp_path_factory.mktemp("fleet")
    make(folder, Fleet(ACCOUNTS, ACCOUNTS * TICKETS, 0.0))
    return folder


@pytest.fixture(scope="module")
def undisturbed(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a run leaves that nobody ends."""
    out = tmp_path_factory.mktemp("undisturbed")
    finished(Run(project, out))
    return tree(out)


@pytest.mark.parametrize("seed", [6, pytest.param(7, marks=pytest.mark.slow_fault)])
def test_what_kills_leave_is_what_an_undisturbed_run_leaves(
    project: Path, undisturbed: dict[str, bytes], tmp_path: Path, seed: int
) -> None:
    """A run is killed five times and begun again: every byte is right in the end, no finished pack is made twice."""
    dice, done = random.Random(seed), set[str]()
    for _ in range(KILLS):
        with Run(project, tmp_path / "killed") as run:
            for event in built_until(run, dice.randint(0, 8)):
                assert event["account"] not in done
                done.add(event["account"])
            time.sleep(dice.uniform(0, 0.2))
            os.kill(run.process.pid, signal.SIGKILL)
            left = [event for event in run.events() if event["event"] == "built"]
            done |= {event["account"] for event in left}
    last = finished(Run(project, tmp_path / "killed"))
    assert done.isdisjoint(event["account"] for event in last if event["event"] == "built")
    assert 0 < len(done) < ACCOUNTS
    assert last[-1]["built"] + last[-1]["skipped"] == ACCOUNTS
    left_at_last = tree(tmp_path / "killed")
    assert sorted(undisturbed) == sorted(left_at_last)
    assert [name for name, data in undisturbed.items() if data != left_at_last[name]] == []


def built_until(run: Run, count: int) -> Iterator[dict[str, Any]]:
    """Return so many accounts that are built, as they are told of."""
    events = (event for event in run.events() if event["event"] == "built")
    for _, event in zip(range(count), events, strict=False):
        yield event


@pytest.mark.slow_fault
@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux alone")
def test_three_bad_accounts_cost_nobody_else(project: Path, tmp_path: Path) -> None:
    """One that crashes, one that hangs, one that eats memory: all others are delivered, three are named, exit 1."""
    (tmp_path / "sitecustomize.py").write_text(FAULTS, "utf-8")
    paths = os.pathsep.join([str(tmp_path), str(Path(__file__).parent.parent)])
    limits = ("--time-limit", "5", "--memory-limit", "400")
    run = Run(project, tmp_path / "out", limits, {"PYTHONPATH": paths})
    events = finished(run)
    failed = {event["account"]: " ".join(event["issues"]) for event in events if event["event"] == "failed"}
    assert set(failed) == {"A00007", "A00023", "A00041"}
    assert "ended its worker, twice" in failed["A00007"]
    assert "was not finished within 5 seconds" in failed["A00023"]
    assert "needed more than 400 MB of memory" in failed["A00041"]
    assert (events[-1]["built"], events[-1]["failed"], run.process.returncode) == (ACCOUNTS - 3, 3, 1)
    packs = {path.parent.name for path in (tmp_path / "out" / PERIOD).glob("*/pack.pdf")}
    assert packs == {slug(f"A{number:05d}") for number in range(ACCOUNTS)} - {slug(name) for name in failed}
