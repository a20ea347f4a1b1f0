"""What people install: the wheel, in an environment that knows nothing of this checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

BIN = "Scripts" if os.name == "nt" else "bin"


def run(command: Sequence[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in `folder` without any PYTHON... variable; fail with what it said."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done


@pytest.fixture
def wheel(project_root: Path, tmp_path: Path) -> Path:
    """A wheel built from the source distribution, as an installer without our wheel would."""
    folder = tmp_path / "dist"
    run([sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, project_root], tmp_path)
    return next(folder.glob("*.whl"))


@pytest.fixture
def reviewgen(wheel: Path, tmp_path: Path) -> Path:
    """The program in a fresh environment that holds the wheel and what it depends on."""
    home = tmp_path / "installed"
    venv.create(home, with_pip=True)
    run([home / BIN / "python", "-m", "pip", "install", "--quiet", "--no-compile", wheel], tmp_path)
    return home / BIN / "reviewgen"


@pytest.fixture
def sample(wheel: Path, tmp_path: Path) -> Path:
    """A copy of the sample project that the wheel holds."""
    with zipfile.ZipFile(wheel) as archive:
        members = [name for name in archive.namelist() if name.startswith("reviewgen/sample_data/")]
        archive.extractall(tmp_path, members)
    return Path(shutil.move(tmp_path / "reviewgen" / "sample_data", tmp_path / "sample"))


def test_wheel_holds_every_file_that_is_no_code(wheel: Path, project_root: Path) -> None:
    """Nothing that git would keep of templates, sample project and presets is missing from the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        held = {name.removeprefix("reviewgen/") for name in archive.namelist()}
    folders = [project_root / "templates", project_root / "sample_data", project_root / "reviewgen" / "mappings"]
    files = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    wanted = {path.relative_to(project_root).as_posix().removeprefix("reviewgen/") for path in files}
    ignored = {name for name in wanted if "__pycache__" in name or name.startswith("sample_data/out/")}
    assert wanted - ignored - held == set()


def test_installed_program_builds_a_pack_from_another_folder(reviewgen: Path, sample: Path, tmp_path: Path) -> None:
    """The installed program knows its machine and makes HTML and PDF with what its own package holds."""
    assert run([reviewgen, "doctor"], tmp_path).stdout
    packs = tmp_path / "packs"
    one = ["--account", "BRIGHT", "--period", "2026-10"]
    run([reviewgen, "build", sample, "--out", packs, *one], tmp_path)
    made = {path.name for path in packs.glob("2026-10/*/*")}
    assert {"pack.html", "pack.pdf"} <= made
    assert len(list(packs.glob("2026-10/*/pack.*"))) == 2
