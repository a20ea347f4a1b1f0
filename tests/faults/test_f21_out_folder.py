"""An out folder that cannot be written: that is said before any work is done. One that vanishes: test_every_call."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from commands import project
from processes import environment, run

COUNTS = """
from reviewgen import delivery

def deliver(*rest, **named):
    raise SystemExit("work was done")

delivery.deliver = deliver
"""


def refused(tmp_path: Path, out: Path) -> str:
    """Build into a place that cannot be written; return what is said. Nothing is computed before."""
    env = environment(tmp_path / "site", COUNTS)
    told = run("build", project(tmp_path / "project", "A"), "--out", out, env=env)
    assert (told.code, told.out) == (2, "")
    return told.err


@pytest.mark.parametrize("name", ["out", "out/deeper/still"])
def test_f21_a_file_in_the_place_of_the_folder(tmp_path: Path, name: str) -> None:
    """At the end of the path or above: it is named, and left alone."""
    (tmp_path / "out").write_text("mine")
    assert f"{tmp_path / name}: cannot be written: something that is not a folder stands in its place" in refused(
        tmp_path, tmp_path / name
    )
    assert (tmp_path / "out").read_text() == "mine"


def test_f21_a_disk_that_is_read_only(tmp_path: Path) -> None:
    """A file system that nobody can write."""
    if not Path("/proc").is_dir():
        pytest.skip("no file system that is read-only for everybody: /proc is Linux")
    assert "/proc/reviewgen-out: cannot be written" in refused(tmp_path, Path("/proc/reviewgen-out"))


def test_f21_no_permission(tmp_path: Path) -> None:
    """A folder that others own."""
    if os.geteuid() == 0:
        pytest.skip("permissions do not bind root; a run as anybody else tries them")
    (tmp_path / "out").mkdir(mode=0o500)
    assert "no permission to write here" in refused(tmp_path, tmp_path / "out")


@pytest.mark.parametrize("name", ["2026-10", ".reviewgen"])
def test_f21_a_file_in_the_place_of_a_folder_within(tmp_path: Path, name: str) -> None:
    """What stands where the period, or what is known of packs, goes: told in words, and left alone."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("mine")
    assert "something that is not a folder stands in its place" in refused(tmp_path, tmp_path / "out")
    assert (tmp_path / "out" / name).read_text() == "mine"
