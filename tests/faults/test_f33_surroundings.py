"""Runs that are interrupted, and surroundings that lack what they mostly have: no traceback, and what is done stays."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from processes import ROOT, Ended, ended, environment, here, members, project, run, started, tree, until

from reviewgen.outputs import slug

HANGS = """
import time
from reviewgen import shards

made = shards.deliver


def deliver(one, *rest, **named):
    if one.account.id == "Z":
        time.sleep(300)
    return made(one, *rest, **named)


shards.deliver = deliver
"""
NAMES = ("A", "Z")
FOREIGN = "Ä 日本"


def interrupted(tmp_path: Path, number: int, *more: str) -> Ended:
    """Build two accounts, one of which hangs; send a signal as soon as the other is delivered."""
    made, out = project(tmp_path / "project", *NAMES), tmp_path / "out"
    env = environment(tmp_path / "site", HANGS)
    with started("build", made, "--out", out, "--format", "html", *more, env=env) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("built A:")
        if number == signal.SIGINT:
            os.killpg(process.pid, number)  # as a terminal does: to workers as well
        else:
            process.send_signal(number)
        told = ended(process, 60)
        until(lambda: not members(process.pid), 20)
    return told


@pytest.mark.skipif(sys.platform != "linux", reason="processes of a session are listed in /proc, on Linux alone")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("more", [(), ("--jobs", "2")], ids=["here", "workers"])
def test_f33_an_interrupted_run(tmp_path: Path, number: int, code: int, more: tuple[str, ...]) -> None:
    """Workers end, the page over all lists what is delivered, and the next run goes on from there."""
    told = interrupted(tmp_path, number, *more)
    assert told.code == code
    assert told.err.splitlines()[-1] in ("Interrupted.", "Ended from outside.")
    assert slug("A") in (tmp_path / "out" / "2026-10" / "index.html").read_text("utf-8")
    again = here("build", tmp_path / "project", "--out", tmp_path / "out", "--format", "html")
    assert (again.code, again.out.count("up to date A:"), again.out.count("built Z:")) == (0, 1, 1)


@pytest.mark.skipif(sys.platform != "linux", reason="processes of a session are listed in /proc, on Linux alone")
def test_f33_nobody_reads_on(tmp_path: Path) -> None:
    """As with `| head -1`: the run ends with 1, its workers with it, and the next run goes on."""
    made, out = project(tmp_path / "project", *"ABCDEFGH"), tmp_path / "out"
    read, write = os.pipe()
    ask = ("build", made, "--out", out, "--format", "html")
    with started(*ask, "--jobs", "2", stdout=write) as process:
        os.close(write)
        os.read(read, 1)
        os.close(read)
        told = ended(process)
        until(lambda: not members(process.pid), 20)
    assert (told.code, "Error" in told.err) == (1, False)
    assert (out / "2026-10" / "index.html").exists()
    assert here(*ask).code == 0


BARE = {"HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent", "LC_ALL": "C", "LANG": "C"}
SURROUNDINGS = {
    "no home": {name: value for name, value in BARE.items() if name.endswith(("HOME", "home"))},
    "ASCII alone": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""},
    "a screen of Latin letters": {"PYTHONIOENCODING": "latin-1"},
    "no fonts": {"FONTCONFIG_FILE": "/nonexistent/fonts.conf", "FONTCONFIG_PATH": "/nonexistent"},
    "no commands": {"PATH": "/nonexistent"},
}


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a project with names and a path that are not ASCII."""
    return project(tmp_path_factory.mktemp("projet-é") / FOREIGN, FOREIGN)


@pytest.fixture(scope="module")
def usual(foreign: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give what a run in usual surroundings writes."""
    out = tmp_path_factory.mktemp("usual") / "out"
    assert here("build", foreign, "--out", out).code == 0
    return tree(out)


@pytest.mark.parametrize("lacks", SURROUNDINGS)
def test_f33_surroundings_change_nothing(foreign: Path, usual: dict[str, bytes], tmp_path: Path, lacks: str) -> None:
    """The same bytes, and words on the screen that it can show."""
    env = environment(tmp_path, **SURROUNDINGS[lacks])
    told = run("build", foreign, "--out", tmp_path / "out", env=env)
    assert told.code == 0, told.err
    assert tree(tmp_path / "out") == usual


def test_f33_without_fonts_of_our_own(tmp_path: Path) -> None:
    """An installation that lost its fonts says so before it does anything, and so does `doctor`."""
    for part in ("reviewgen", "templates"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "*.ttf"))
    made = project(tmp_path / "project", "A")
    for ask in (("build", str(made), "--out", str(tmp_path / "out")), ("doctor",)):
        command = [sys.executable, "-m", "reviewgen", *ask]
        env = {**os.environ, "PYTHONPATH": str(tmp_path)}
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, encoding="utf-8")
        assert done.returncode in (1, 2)
        assert "install reviewgen again" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
