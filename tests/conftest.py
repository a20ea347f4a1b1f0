"""What every test may use."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None, database=None)
settings.load_profile("ci")


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder that holds the package, the templates and the sample project."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def sample_packs(project_root: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The packs of the sample project, built once by the command line; all workers share them."""
    base = tmp_path_factory.getbasetemp()
    out = (base if worker_id == "master" else base.parent) / "sample-packs"
    done = out.with_suffix(".log")
    try:
        out.mkdir()
    except FileExistsError:
        _wait_for(done)
    else:
        command = [sys.executable, "-m", "reviewgen", "build", "sample_data", "--out", str(out)]
        run = subprocess.run(command, cwd=project_root, capture_output=True, text=True, encoding="utf-8")
        done.with_suffix(".part").write_text(f"{run.stdout}{run.stderr}exit {run.returncode}\n", "utf-8")
        done.with_suffix(".part").rename(done)
    said = done.read_text("utf-8")
    assert said.endswith("exit 0\n"), said
    return out


def _wait_for(path: Path, seconds: float = 120) -> None:
    """Wait for a file that another worker writes."""
    until = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < until, f"{path} does not come"
        time.sleep(0.1)
