"""Every call that a build makes below its out folder, and its project, fails once, or the out folder vanishes there.

Whatever it is that fails: no traceback, no pack that is half, no success that is none; and the next run mends it all.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from failing_calls import Calls, counted
from processes import tree, unfinished
from small_project import account_file, desk, write

from reviewgen import cli, shards
from reviewgen.errors import OutputError
from reviewgen.metrics import compute
from reviewgen.outputs import Journal, journals, slug

ACCOUNTS = ("A", "B")
KINDS = (errno.ENOSPC, errno.EIO, errno.EACCES)
SPREAD = 4  # so many calls of each kind of build are tried in an ordinary run
SLICES = 16  # of all calls, so that several workers can share them
FIRST, AGAIN, READ = "first", "again", "read"
# What fails at the folder of packs itself costs the run, in one pack this account, in what is removed later nothing.
EXITS = {0, 1, 2}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a small project."""
    rows = [row for name in ACCOUNTS for row in desk(name)["tickets"][:3]]
    accounts = [account_file(name, depth="brief") for name in ACCOUNTS]
    return write(tmp_path_factory.mktemp("project"), accounts, {"tickets": rows})


@pytest.fixture(scope="module", autouse=True)
def figures_once() -> Iterator[None]:
    """Figures are computed once: no call below the out folder decides them, and they take half of a build."""
    known: dict[tuple[str, ...], Any] = {}

    def computed(shard: Any, reviews: Sequence[Any], *more: Any) -> Any:
        names = tuple(review.account.id for review in reviews)
        if names not in known:
            known[names] = compute(shard, reviews, *more)
        return known[names]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "compute", computed)
        yield


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
    calls = Calls([watched(project, out, kind)])
    more = begun(good, out, kind)
    with counted(calls):
        assert built(project, out, *more) == 0
    return len(calls.names)


def watched(project: Path, out: Path, kind: str) -> Path:
    """Return the folder whose calls fail: that of the packs, or the one that is read."""
    return project if kind == READ else out


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
    calls = Calls([watched(project, out, kind)], number, happens)
    with counted(calls):
        code = built(project, out, *more)
    said = f"call {number} of a run that is {kind}: {calls.names[number - 1 : number]}"
    assert code in EXITS, said
    packs = list(whole(out))
    if code == 0 or (kind != FIRST and (out / "2026-10").is_dir()):
        assert len(packs) == len(ACCOUNTS), said
    assert built(project, out) == 0, said
    if any(out.glob(".reviewgen-*")):  # a trial that could not be taken away, and nothing had changed
        assert built(project, out, "--force") == 0, said
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


@pytest.mark.parametrize("kind", [FIRST, AGAIN, READ])
def test_f20_some_calls_fail(project: Path, good: Path, tmp_path: Path, kind: str) -> None:
    """Calls evenly apart, from the first to the last."""
    for number in spread(calls_of(project, good, tmp_path, kind), SPREAD):
        hold(project, good, tmp_path / f"out-{number}", kind, number, failing(number))


def test_f20_every_call_for_what_workers_tell_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was left goes with the next run: in the temporary folder nothing stays."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    whole = Calls([tmp_path])
    with counted(whole):
        tell()
    assert len(whole.names) > 15
    for number in range(1, 1 + len(whole.names)):
        with counted(Calls([tmp_path], number, failing(number))), suppress(OutputError, OSError):
            tell()
        tell()
        assert tree(tmp_path) == {}, whole.names[number - 1]


def tell() -> None:
    """Tell something in a journal, as workers do, and read it."""
    with journals() as folder:
        journal = Journal(folder)
        for entry in range(2):
            journal.append(entry)
        with journal.tracing() as file:
            file.write("trace")
        assert [*journal.news()] == [0, 1]
        assert journal.trace() == "trace"


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
@pytest.mark.parametrize("kind", [FIRST, AGAIN, READ])
def test_f20_every_call_fails(project: Path, good: Path, tmp_path: Path, kind: str, part: int) -> None:
    """All calls, each in one slice."""
    for number in range(1 + part, 1 + calls_of(project, good, tmp_path, kind), SLICES):
        out = tmp_path / f"out-{number}"
        hold(project, good, out, kind, number, failing(number))
        shutil.rmtree(out)


@pytest.mark.slow_fault
@pytest.mark.parametrize("part", range(SLICES))
def test_f21_the_folder_vanishes_at_every_other_call(project: Path, good: Path, tmp_path: Path, part: int) -> None:
    """Every second call of a first run, each in one slice."""
    for number in range(1 + 2 * part, 1 + calls_of(project, good, tmp_path, FIRST), 2 * SLICES):
        out = tmp_path / f"out-{number}"
        vanished(project, good, out, number)
        shutil.rmtree(out)
