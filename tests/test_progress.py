"""Bars where a person watches: the whole run, its steps, each stage of a pack, with rate and time left."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
import small_project
from rich.console import Console

import reviewgen
from reviewgen import progress
from reviewgen.results import Result


def test_bars_count_packs_and_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rate of a stage is that of its own seconds; planning ends with the first pack, pages begin with the last."""
    shown = io.StringIO()
    monkeypatch.setattr(progress, "Console", lambda **_: Console(file=shown, force_terminal=True, width=120))
    results = [Result(str(number), "", "2026-10", "built", seconds={"PDF": 0.25}) for number in range(4)]
    with progress.Bars() as bars:
        with bars.step("Reading and checking"):
            pass
        passed = []
        for result in bars.packs(iter(results), 4):
            passed.append(result)
            tasks = {task.description.strip(): task for task in bars._progress.tasks}
            assert tasks["Planning"].finished
            assert ("Pages over all" in tasks) == (len(passed) == 4)
    assert passed == results
    tasks = {task.description.strip(): task for task in bars._progress.tasks}
    assert set(tasks) >= {"Whole run", "Reading and checking", "Packs", *progress.OF_A_PACK}
    assert tasks["PDF"].fields == {"count": "4/4", "rate": "4.0 a second"}
    assert all(task.finished for task in tasks.values())
    assert "left" in shown.getvalue()


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of Unix is needed")
def test_a_terminal_has_bars_and_they_go(tmp_path: Path) -> None:
    """Bars are drawn while a run goes on, and the lines of the packs and the final table stay."""
    import pty

    folder = small_project.write(tmp_path, [small_project.account_file("A")], small_project.desk("A"))
    command = [sys.executable, "-m", "reviewgen", "build", str(folder), "--format", "html"]
    environment = {**os.environ, "PYTHONPATH": str(Path(reviewgen.__file__).parent.parent), "TERM": "xterm"}
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, env=environment) as run:
        os.close(theirs)
        shown = b""
        try:
            while more := os.read(ours, 65536):
                shown += more
        except OSError:  # what the end of a terminal looks like on Linux
            pass
    os.close(ours)
    text = shown.decode("utf-8", "replace")
    assert run.returncode == 0
    for words in ("Whole run", "Planning", "PDF", "gone,", "seconds by stage", "built"):
        assert words in text
