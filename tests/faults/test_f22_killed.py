"""A run that is killed at each of its stages, or whose worker is: the next run makes of it what it would have made.

Packs that were finished are not made again, unless with --force; no lock stays; nothing stays in temporary folders.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import Ended, project
from commands import run as here
from processes import environment, run, tree, unfinished

ACCOUNTS = ("A", "B", "C")
STAGES = {
    "before the probe": ("reviewgen.build", "place_of"),
    "while planning": ("reviewgen.build", "plan"),
    "while computing": ("reviewgen.shards", "deliveries_of"),
    "before a pack": ("reviewgen.shards", "deliver"),
    "after a pack, before it is known": ("reviewgen.standing", "record"),
    "in mid-swap": ("reviewgen.outputs.disk", "_swap"),
    "while writing files": ("reviewgen.outputs.disk", "_fill"),
    "in the pages over all": ("reviewgen.index", "write"),
    "at the very end": ("reviewgen.snapshot", "record"),
}
SHORT = ("after a pack, before it is known", "in mid-swap", "in the pages over all")
SLOW = pytest.mark.slow_fault
KILL = """
import functools, importlib, os, signal, sys

CALLS = []


def deadly(real):
    @functools.wraps(real)
    def call(*given, **named):
        CALLS.append(1)
        if len(CALLS) == {number}:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)

    return call


if ("--multiprocessing-fork" in sys.orig_argv) == {in_worker}:
    module = importlib.import_module("{module}")
    setattr(module, "{name}", deadly(getattr(module, "{name}")))
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a small project."""
    return project(tmp_path_factory.mktemp("project"), *ACCOUNTS)


@pytest.fixture(scope="module")
def undisturbed(made: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give every byte of a run that nobody ended."""
    out = tmp_path_factory.mktemp("undisturbed")
    assert built(made, out).code == 0
    return tree(out)


def built(made: Path, out: Path, *more: str, env: dict[str, str] | None = None) -> Ended:
    """Build the packs; without PDF, which adds nothing here but time."""
    ask = ("build", made, "--out", out, "--format", "html", "--json", *more)
    return run(*ask, env=env) if env else here(*ask)


def packs(told: Ended) -> set[str]:
    """Return the accounts that a run has built."""
    events = [json.loads(line) for line in told.out.splitlines()]
    return {event["account"] for event in events if event["event"] == "built"}


@pytest.mark.parametrize("stage", [name if name in SHORT else pytest.param(name, marks=SLOW) for name in STAGES])
def test_f22_the_run_is_killed(made: Path, undisturbed: dict[str, bytes], tmp_path: Path, stage: str) -> None:
    """At its second pass of a stage, or its only one: the next run leaves what is finished and makes the rest."""
    module, name = STAGES[stage]
    number = 1 if module.endswith(("build", "index", "snapshot")) or name == "deliveries_of" else 2
    site = KILL.format(number=number, in_worker=False, module=module, name=name)
    killed = built(made, tmp_path / "out", env=environment(tmp_path / "site", site))
    assert killed.code == -9
    again = built(made, tmp_path / "out")
    assert again.code == 0, again.err
    assert packs(again).isdisjoint(packs(killed))
    assert (tree(tmp_path / "out"), unfinished(tmp_path / "out")) == (undisturbed, [])


@pytest.mark.parametrize("name", ["deliver", pytest.param("deliveries_of", marks=SLOW)])
def test_f22_a_worker_is_killed(made: Path, undisturbed: dict[str, bytes], tmp_path: Path, name: str) -> None:
    """Its account fails by name; the next run, and one with --force, make all."""
    site = KILL.format(number=1, in_worker=True, module="reviewgen.shards", name=name)
    ask = ("--jobs", "1", "--account", ACCOUNTS[1])
    killed = built(made, tmp_path / "out", *ask, env=environment(tmp_path / "site", site))
    assert killed.code == 1
    assert "ended its worker, twice, the second time alone (SIGKILL" in killed.out
    assert built(made, tmp_path / "out").code == 0
    assert tree(tmp_path / "out") == undisturbed
    forced = built(made, tmp_path / "out", "--force")
    assert (packs(forced), tree(tmp_path / "out")) == (set(ACCOUNTS), undisturbed)


def test_f22_nothing_stays_in_temporary_folders(made: Path, tmp_path: Path) -> None:
    """What workers told a run that was killed is gone with the next run; what somebody else put there stays."""
    temporary = tmp_path / "temporary"
    for name in ("reviewgen-mine", "other"):
        (temporary / name).mkdir(parents=True)
    (temporary / "reviewgen-journals-planted").symlink_to(temporary / "other")
    (temporary / "other" / "file").write_text("mine")
    kill = KILL.format(number=1, in_worker=False, module="reviewgen.executors.local", name="_is_for_want_of_memory")
    env = environment(tmp_path / "site", kill, TMPDIR=str(temporary))
    assert built(made, tmp_path / "out", "--jobs", "1", env=env).code == -9
    assert len(list(temporary.glob("reviewgen-journals-*"))) == 2
    assert built(made, tmp_path / "out", "--jobs", "1", env=environment(tmp_path, TMPDIR=str(temporary))).code == 0
    left = {path.name for path in temporary.iterdir() if path.name.startswith("reviewgen") or path.name == "other"}
    assert left == {"reviewgen-mine", "reviewgen-journals-planted", "other"}
    assert (temporary / "other" / "file").read_text() == "mine"
