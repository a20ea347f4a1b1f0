"""Runs that are interrupted, and surroundings that lack what they mostly have: no traceback, and what is done stays."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from commands import Ended, project
from commands import run as here
from processes import ROOT, ended, environment, members, run, started, tree, until

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
AT_ONCE = """
import os, pathlib, signal, sys

if "--multiprocessing-fork" in sys.orig_argv:
    pathlib.Path(__file__).with_name("came").touch()
    os.kill(os.getpid(), signal.SIGINT)
"""
READS_LONG = """
import pathlib, time
from reviewgen import tables


def load(*given):
    pathlib.Path(__file__).with_name("came").touch()
    time.sleep(300)


tables.load = load
"""
AS_SOON_AS = """
import os, signal, time
from reviewgen import shards
from reviewgen.outputs import Journal
from reviewgen.results import Result

made, noted = shards.deliver, Journal.append


def end():
    os.kill(os.getppid(), signal.{signal})
    time.sleep(300)


def deliver(*given, **named):
    found = made(*given, **named)
    return end() if "{moment}" == "stands" else found


def append(journal, entry):
    noted(journal, entry)
    if "{moment}" == "told" and isinstance(entry, Result):
        end()


shards.deliver, Journal.append = deliver, append
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
@pytest.mark.parametrize("more", [(), ("--jobs", "2"), ("--executor", "dask")], ids=["here", "workers", "dask"])
def test_f33_an_interrupted_run(tmp_path: Path, number: int, code: int, more: tuple[str, ...]) -> None:
    """Workers end, the page over all lists what is delivered, and the next run goes on from there."""
    told = interrupted(tmp_path, number, *more)
    assert told.code == code
    assert told.err.splitlines()[-1] in ("Interrupted.", "Ended from outside.")
    assert slug("A") in (tmp_path / "out" / "2026-10" / "index.html").read_text("utf-8")
    again = here("build", tmp_path / "project", "--out", tmp_path / "out", "--format", "html")
    assert (again.code, again.out.count("up to date A:"), again.out.count("built Z:")) == (0, 1, 1)


@pytest.mark.skipif(sys.platform != "linux", reason="processes of a session are listed in /proc, on Linux alone")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_f33_interrupted_while_sources_are_read(tmp_path: Path, number: int, code: int) -> None:
    """A file that takes its time holds nobody: the run ends at once, with nothing left at work."""
    made, site = project(tmp_path / "project", *NAMES), tmp_path / "site"
    with started("build", made, "--out", tmp_path / "out", env=environment(site, READS_LONG)) as process:
        until(lambda: (site / "came").exists())
        process.send_signal(number)
        told = ended(process, 20)
    assert (told.code, told.err.strip() in ("Interrupted.", "Ended from outside.")) == (code, True), told.err
    until(lambda: not members(process.pid), 20)


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="this system cannot hold signals back")
@pytest.mark.parametrize("more", [("--jobs", "2"), ("--executor", "dask")], ids=["workers", "dask"])
def test_f33_interrupted_while_workers_start(tmp_path: Path, more: tuple[str, ...]) -> None:
    """Ctrl-C reaches a worker that has only begun to start without a word of it."""
    made, out = project(tmp_path / "project", *NAMES), tmp_path / "out"
    env = environment(tmp_path / "site", AT_ONCE)
    told = run("build", made, "--out", out, "--format", "html", *more, env=env)
    assert (told.code, told.out.count("built ")) == (0, 2)
    assert (tmp_path / "site" / "came").exists()


@pytest.mark.parametrize(("moment", "number"), [("told", signal.SIGTERM), ("stands", signal.SIGINT)])
def test_f33_interrupted_at_the_first_pack(tmp_path: Path, moment: str, number: signal.Signals) -> None:
    """A run with workers that ends before it has told of any pack: that which stands is on the page over all, and one
    that a worker has told of on the screen and in run.json as well.
    """
    made, out = project(tmp_path / "project", *NAMES), tmp_path / "out"
    env = environment(tmp_path / "site", AS_SOON_AS.format(signal=number.name, moment=moment))
    told = run("build", made, "--out", out, "--format", "html", "--jobs", "1", env=env, seconds=60)
    assert told.code == {signal.SIGTERM: 143, signal.SIGINT: 130}[number]
    known = [one["id"] for one in json.loads((out / "2026-10" / "run.json").read_bytes())["accounts"]]
    assert (known, told.out.count("built A")) == ((["A"], 1) if moment == "told" else ([], 0))
    assert (out / "2026-10" / "portfolio.html").exists()
    page = (out / "2026-10" / "index.html").read_text("utf-8")
    assert (slug("A") in page, slug("Z") in page) == (True, False)


@pytest.mark.parametrize(
    "command", [("map", "{csv}", "--into", "{into}", "--moved", "no"), ("build", "{made}", "--out", "{into}")]
)
def test_f33_nobody_can_be_asked(tmp_path: Path, command: tuple[str, ...]) -> None:
    """Standard input may be closed, as under a timer: what would be asked is told."""
    made = project(tmp_path / "project", *NAMES)
    given = {"csv": made / "data" / "tickets.csv", "into": tmp_path / "new", "made": made}
    told = run(*(one.format(**given) for one in command), env=environment(tmp_path), before=partial(os.close, 0))
    assert told.code == 0, told.err


@pytest.mark.skipif(sys.platform != "linux", reason="processes of a session are listed in /proc, on Linux alone")
def test_f33_nobody_reads_on(tmp_path: Path) -> None:
    """As with `| head -1`: the run ends with 1, its workers with it, and the next run goes on."""
    made, out = project(tmp_path / "project", *"ABCDE"), tmp_path / "out"
    read, write = os.pipe()
    ask = ("build", made, "--out", out, "--format", "html")
    with started(*ask, "--jobs", "2", stdout=write) as process:
        os.close(write)
        os.read(read, 1)
        os.close(read)
        told = ended(process)
        until(lambda: not members(process.pid), 20)
    assert (told.code, told.err) == (1, "")
    assert (out / "2026-10" / "index.html").exists()
    assert here(*ask).code == 0


def closed(stream: int) -> None:
    """Close a stream."""
    os.close(stream)


def full(stream: int) -> None:
    """Let a stream go where no room is."""
    os.dup2(os.open("/dev/full", os.O_WRONLY), stream)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux alone has a file that is always full")
@pytest.mark.parametrize(("stream", "fault", "code"), [(1, closed, 0), (2, closed, 0), (2, full, 0), (1, full, 1)])
def test_f33_nobody_can_be_told(tmp_path: Path, stream: int, fault: Callable[[int], None], code: int) -> None:
    """The code is that of the packs, but where the answer itself is lost; the pack stands, and nothing else in it."""
    made, out = project(tmp_path / "project", "A"), tmp_path / "out"
    told = run("build", made, "--out", out, "--format", "pdf", before=partial(fault, stream))
    assert told.code == code
    assert ("cannot be written" in told.err) == bool(code)
    assert (out / "2026-10" / slug("A") / "pack.pdf").read_bytes().startswith(b"%PDF-")


NOWHERE = "/nonexistent"
HOMELESS = {"HOME": NOWHERE, "XDG_CACHE_HOME": NOWHERE, "PATH": NOWHERE}
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
FONTLESS = {"FONTCONFIG_FILE": f"{NOWHERE}/fonts.conf", "FONTCONFIG_PATH": NOWHERE}
SURROUNDINGS = {
    "no home, no commands, ASCII alone": HOMELESS | ASCII,
    "a screen of Latin letters, no fonts": FONTLESS | {"PYTHONIOENCODING": "latin-1"},
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
