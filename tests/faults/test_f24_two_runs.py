"""Two runs at once: on one folder the second is refused, by the number of the first; on two both succeed."""

from __future__ import annotations

from pathlib import Path

from commands import project
from commands import run as run_here
from processes import ended, environment, run, started, tree, until

WAITS = """
import os, pathlib, time
from reviewgen import shards

made = shards.deliver


def deliver(*given, **named):
    here = pathlib.Path(os.environ["WAITS_IN"])
    (here / f"begun-{os.getpid()}").touch()
    while not (here / "go").exists():
        time.sleep(0.01)
    return made(*given, **named)


shards.deliver = deliver
"""


def test_f24_two_runs_at_once(tmp_path: Path) -> None:
    """The second on the same folder exits with 2 and changes nothing; one elsewhere is done meanwhile."""
    made, (here, elsewhere) = project(tmp_path / "project", "A"), (tmp_path / "here", tmp_path / "elsewhere")
    waits = environment(tmp_path / "site", WAITS, WAITS_IN=str(tmp_path))
    ask = ("build", made, "--format", "html", "--out")
    with started(*ask, here, env=waits) as first:
        until(lambda: list(tmp_path.glob("begun-*")))
        before = tree(here, leave_out=())
        second = run(*ask, here)
        assert (second.code, second.out) == (2, "")
        assert f"another run is writing here (process {first.pid})" in second.err
        assert tree(here, leave_out=()) == before
        with started(*ask, elsewhere, env=waits) as third:
            until(lambda: len(list(tmp_path.glob("begun-*"))) == 2)
            (tmp_path / "go").touch()
            assert ended(third).code == 0
        assert ended(first).code == 0
    assert tree(here) == tree(elsewhere)
    assert run_here(*ask, here).code == 0  # the lock is free again
