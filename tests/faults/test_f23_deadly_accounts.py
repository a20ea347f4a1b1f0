"""Accounts that end, stop or fill the worker that is at them: each fails by name, and costs no other its pack."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest
from commands import project
from processes import environment, run

from reviewgen.outputs import slug

DEADLY = """
import os, signal, sys
from reviewgen import shards

made = shards.deliver


class Odd(BaseException):
    def __init__(self):
        super().__init__(lambda: None)  # what cannot be pickled


class OddToo(Exception):
    def __reduce__(self):
        raise TypeError("no")


def deliver(one, *rest, **named):
    name = one.account.id
    if name == "EXIT":
        os._exit(139)
    if name == "KILL":
        os.kill(os.getpid(), signal.SIGKILL)
    if name == "ABORT":
        os.abort()
    if name == "LOOP":
        while True:
            pass
    if name == "MEMORY":
        held = bytearray(10_000_000_000)
    if name == "NOISE":
        for _ in range(1000):
            sys.stderr.write("noise " * 1000)
    if name == "ODD":
        raise Odd
    if name == "ODDTOO":
        raise OddToo("an error that cannot be pickled")
    return made(one, *rest, **named)


shards.deliver = deliver
"""
SAID = {
    "EXIT": "ended its worker, twice, the second time alone (exit code 139)",
    "KILL": "ended its worker, twice, the second time alone (SIGKILL, most likely for want of memory)",
    "ABORT": "ended its worker, twice, the second time alone (SIGABRT)",
    "LOOP": "was not finished within 3 seconds",
    "MEMORY": "needed more than 500 MB of memory",
    "ODD": "stopped on an error of our own",
    "ODDTOO": "stopped on an error of our own: OddToo: an error that cannot be pickled",
}
GOOD = ("GOOD", "NOISE", "ZGOOD")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux alone")
def test_f23_deadly_accounts_cost_themselves_alone(tmp_path: Path) -> None:
    """All others are delivered, each that fails says why, and the whole run has an end."""
    made = project(tmp_path / "project", *SAID, *GOOD)
    limits = ("--jobs", "2", "--time-limit", "3", "--memory-limit", "500")
    begun = time.monotonic()
    env = environment(tmp_path / "site", DEADLY)
    told = run("build", made, "--out", tmp_path / "out", "--format", "html", "--json", *limits, env=env)
    events = [json.loads(line) for line in told.out.splitlines()]
    failed = {event["account"]: " ".join(event["issues"]) for event in events if event["event"] == "failed"}
    assert {name: SAID.get(name, "") in said for name, said in failed.items()} == dict.fromkeys(SAID, True), failed
    assert {event["account"] for event in events if event["event"] == "built"} == set(GOOD)
    assert told.code == 1
    assert {path.parent.name for path in (tmp_path / "out").glob("*/*/pack.html")} == set(map(slug, GOOD))
    assert time.monotonic() - begun < 120


@pytest.mark.parametrize("asked", [("--time-limit", "0.001"), ("--memory-limit", "1")])
def test_f23_a_limit_that_is_asked_for_holds_for_few_accounts(tmp_path: Path, asked: tuple[str, str]) -> None:
    """They have a worker then, which else would cost more than it brings."""
    if asked[0] == "--memory-limit" and sys.platform != "linux":
        pytest.skip("memory is limited on Linux alone")
    made = project(tmp_path / "project", "GOOD")
    told = run("build", made, "--out", tmp_path / "out", "--format", "html", *asked)
    assert (told.code, "failed GOOD" in told.err) == (1, True)
    assert ("was not finished within 0.001 seconds" in told.err) == (asked[0] == "--time-limit")


@pytest.mark.slow_fault
@pytest.mark.parametrize(("name", "seconds"), [("ABORT", 60), ("LOOP", 15)])
def test_f23_deadly_accounts_on_a_cluster(tmp_path: Path, name: str, seconds: int) -> None:
    """On a cluster of our own: as many workers as it takes, nothing of theirs on the terminal."""
    others = [f"GOOD{number}" for number in range(9)]
    made = project(tmp_path / "project", name, *others)
    env = environment(tmp_path / "site", DEADLY)
    ask = ("--executor", "dask", "--jobs", "2", "--time-limit", str(seconds), "--format", "html")
    told = run("build", made, "--out", tmp_path / "out", *ask, env=env, seconds=280)
    assert told.code == 1
    assert f"failed {name}\n  ended every worker that it was given to" in told.err
    assert {path.parent.name for path in (tmp_path / "out").glob("*/*/pack.html")} == set(map(slug, others))
    assert "File " not in told.err
