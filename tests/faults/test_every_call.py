"""Every call that a build makes below its out folder fails once, or the folder vanishes there.

Whatever it is that fails: no traceback, no pack that is half, no success that is none; and the next run mends it all.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner
from failing_calls import Calls, counted
from processes import tree, unfinished
from small_project import account_file, desk, write

from reviewgen import cli
from reviewgen.outputs import slug

ACCOUNTS = ("A", "B")
KINDS = (errno.ENOSPC, errno.EIO, errno.EACCES)
SPREAD = 4  # so many calls of each kind of build are tried in an ordinary run
SLICES = 16  # of all calls, so that several workers can share them
FIRST, AGAIN = "first", "again"
# What fails at the folder of packs itself costs the run, in one pack this account, in what is removed later nothing.
EXITS = {0, 1, 2}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a small project."""
    rows = [row for name in ACCOUNTS for row in desk(name)["tickets"][:3]]
    accounts = [account_file(name, depth="brief") for name in ACCOUNTS]
    return write(tmp_path_factory.mktemp("project"), accounts, {"tickets": rows})


@pytest.fixture(scope="module")
def good(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the out folder of a run that nothing happened to."""
    out = tmp_path_factory.mktemp("good") / "out"
    assert built(project, out) == 0
    return out


def built(project: Path, out: Path, *more: str) -> int:
    """Build in this process; return the exit code. An error that is not worded fails the test."""
    command = ["build", str(project), "--out", str(out), "--format", "html", *more]
    done = CliRunner().invoke(cli.commands, command, standalone_mode=False)
    if done.exception:
        raise done.exception
    return int(done.return_value or 0)


def begun(good: Path, out: Path, kind: str) -> tuple[str, ...]:
    """Prepare an out folder: empty for a first run, else with the packs of one; return what the run is to be asked."""
    if kind == FIRST:
        return ()
    shutil.copytree(good, out)
    return ("--force",)


def calls_of(project: Path, good: Path, tmp_path: Path, kind: str) -> int:
    """Return how many calls a build makes."""
    out = tmp_path / "counted"
    calls = Calls([out])
    more = begun(good, out, kind)
    with counted(calls):
        assert built(project, out, *more) == 0
    return len(calls.names)


def spread(count: int, of: int) -> list[int]:
    """Return so many numbers from 1 to the count, evenly apart."""
    return sorted({1 + round(place * (count - 1) / (of - 1)) for place in range(of)})


def failing(number: int) -> Callable[[], None]:
    """Return what fails with an error of the system; which one goes by the number of the call."""
    code = KINDS[number % len(KINDS)]

    def fail() -> None:
        raise OSError(code, os.strerror(code))

    return fail


def vanishing(out: Path) -> Callable[[], None]:
    """Return what takes the out folder away, or as much of it as can be taken."""
    return lambda: shutil.rmtree(out, ignore_errors=True)


def hold(project: Path, good: Path, out: Path, kind: str, number: int, happens: Callable[[], None]) -> None:
    """Let something happen at a call; hold what is left, and what the next run makes of it, against a good run."""
    more = begun(good, out, kind)
    calls = Calls([out], number, happens)
    with counted(calls):
        code = built(project, out, *more)
    said = f"call {number} of a run that is {kind}: {calls.names[number - 1 : number]}"
    assert code in EXITS, said
    packs = list(whole(out))
    if code == 0 or (kind == AGAIN and (out / "2026-10").is_dir()):
        assert len(packs) == len(ACCOUNTS), said
    assert built(project, out) == 0, said
    assert tree(out) == tree(good), said
    assert unfinished(out) == [], said


def whole(out: Path) -> Iterator[Path]:
    """Yield the folders of packs; one of them that is not as its manifest says fails the test."""
    for manifest in out.glob("*/*/manifest.json"):
        for told in json.loads(manifest.read_bytes())["outputs"]:
            data = (manifest.parent / told["file"]).read_bytes()
            assert sha256(data).hexdigest() == told["sha256"], told["file"]
        yield manifest.parent
    for folder in out.glob("*/*/"):
        assert (folder / "manifest.json").exists() or folder.name not in map(slug, ACCOUNTS)


@pytest.mark.parametrize("kind", [FIRST, AGAIN])
def test_f20_some_calls_fail(project: Path, good: Path, tmp_path: Path, kind: str) -> None:
    """Calls evenly apart, from the first to the last."""
    for number in spread(calls_of(project, good, tmp_path, kind), SPREAD):
        hold(project, good, tmp_path / f"out-{number}", kind, number, failing(number))


def test_f21_the_folder_vanishes(project: Path, good: Path, tmp_path: Path) -> None:
    """Between two calls the out folder is taken away."""
    for number in spread(calls_of(project, good, tmp_path, FIRST), SPREAD):
        out = tmp_path / f"out-{number}"
        vanished(project, good, out, number)


def vanished(project: Path, good: Path, out: Path, number: int) -> None:
    """Take the folder away at a call: an error that is worded, or a run that goes on; the next one is whole."""
    with counted(Calls([out], number, vanishing(out))):
        assert built(project, out) in EXITS
    assert built(project, out) == 0
    assert tree(out) == tree(good), f"the folder vanished at call {number}"
    assert unfinished(out) == []


@pytest.mark.slow_fault
@pytest.mark.parametrize("part", range(SLICES))
@pytest.mark.parametrize("kind", [FIRST, AGAIN])
def test_f20_every_call_fails(project: Path, good: Path, tmp_path: Path, kind: str, part: int) -> None:
    """All calls, each in one slice."""
    for number in range(1 + part, 1 + calls_of(project, good, tmp_path, kind), SLICES):
        out = tmp_path / f"out-{number}"
        hold(project, good, out, kind, number, failing(number))
        shutil.rmtree(out)


@pytest.mark.slow_fault
@pytest.mark.parametrize("part", range(SLICES))
def test_f21_the_folder_vanishes_at_every_call(project: Path, good: Path, tmp_path: Path, part: int) -> None:
    """All calls of a first run, each in one slice."""
    for number in range(1 + part, 1 + calls_of(project, good, tmp_path, FIRST), SLICES):
        out = tmp_path / f"out-{number}"
        vanished(project, good, out, number)
        shutil.rmtree(out)
