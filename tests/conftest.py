"""What every test may use."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from object_store import bucket as bucket
from playwright.sync_api import Browser, sync_playwright
from postgres_server import postgres as postgres
from sample_archives import archives as archives
from sample_archives import documents as documents

settings.register_profile("ci", derandomize=True, deadline=None, database=None)
settings.load_profile("ci")

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what `make golden` asks for."""
    parser.addoption("--accept", action="store_true", help="keep how pages look now as the pictures in tests/golden")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes one worker half a minute, so that none waits for it in the end."""
    items.sort(key=lambda item: item.path.name != "test_wheel.py")


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser of the system, one for all tests of a worker."""
    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"none of {', '.join(CHROMIUMS)} is installed")
    with sync_playwright() as started:
        running = started.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


def _wait_for(path: Path, seconds: float = 120) -> None:
    """Wait for a file that another worker writes."""
    until = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < until, f"{path} does not come"
        time.sleep(0.1)
