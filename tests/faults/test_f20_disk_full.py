"""A disk that is full, as the system itself tells it: what stood there stays, and the message says what is lacking."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import pytest
from commands import project
from commands import run as here
from processes import ended, environment, run, started, tree, unfinished

KILOBYTES = 8
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits on the size of files, and /dev/full, are Linux")


def small_files_only() -> None:
    """Let the system refuse larger files, as it does where there is no room."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (KILOBYTES * 1024, KILOBYTES * 1024))


@pytest.mark.parametrize(
    "jobs", [(), pytest.param(("--jobs", "1"), marks=pytest.mark.slow_fault)], ids=["here", "worker"]
)
def test_f20_no_room_costs_no_pack_that_stands(tmp_path: Path, jobs: tuple[str, ...]) -> None:
    """Each account is named with what is lacking, exit 1; every byte of the packs before stands; then it is mended."""
    made, out = project(tmp_path / "project", "A", "B"), tmp_path / "out"
    ask = ("build", made, "--out", out, "--format", "html", "--force")
    assert here(*ask).code == 0
    before = tree(out)
    full = run(*ask, *jobs, before=small_files_only)
    assert (full.code, full.err.count("no space")) == (1, 3)  # two accounts and the page over them
    assert "failed A\n" in full.err
    assert "failed B\n" in full.err
    left = tree(out)
    assert {name: data for name, data in before.items() if name.startswith("2026-10")} == {
        name: data for name, data in left.items() if name.startswith("2026-10")
    }
    assert unfinished(out) == []
    assert here(*ask[:-1]).code == 0
    assert tree(out) == before


@pytest.mark.parametrize("ask", [("build", "--out", "OUT", "--format", "html"), ("build", "--help")])
def test_f20_a_screen_that_takes_nothing(tmp_path: Path, ask: tuple[str, ...]) -> None:
    """Where what is told goes to a full disk, that is said in a line, and the exit code is not 0."""
    made = project(tmp_path / "project", "A")
    words = [str(tmp_path / "out") if word == "OUT" else word for word in (ask[0], str(made), *ask[1:])]
    with Path("/dev/full").open("w") as full, started(*words, stdout=full.fileno()) as process:
        told = ended(process)
    assert told.code == 1
    assert told.err.endswith("what this command tells cannot be written: No space left on device\n")


@pytest.mark.parametrize("ask", [("init", "x" * 300), ("build", "x" * 300)])
def test_f20_a_name_that_is_too_long_is_no_fault_of_the_screen(tmp_path: Path, ask: tuple[str, str]) -> None:
    """What cannot be used is named, and the exit code is that of wrong usage."""
    told = run(ask[0], tmp_path / ask[1])
    assert (told.code, "what this command tells" in told.err) == (2, False)
    assert "x" * 300 in told.err
    assert "too long" in told.err


def test_f20_no_room_for_what_workers_tell(tmp_path: Path) -> None:
    """A temporary folder that is not there is told in words."""
    made = project(tmp_path / "project", "A")
    env = environment(tmp_path / "site", "import tempfile; tempfile.tempdir = '/proc/nowhere'")
    told = run("build", made, "--out", tmp_path / "out", "--format", "html", "--jobs", "1", env=env)
    assert told.code == 2
    assert "cannot be written" in told.err
