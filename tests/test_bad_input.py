"""Every folder data/bad-*: a project that is wrong in one way, and what the supervisor must be told.

`expected.txt` holds the exit code and then, line by line, what must stand in the messages. `arguments.txt` holds more
arguments, one per line. Where the code is 1, CALDER fails and TERN is delivered, if these accounts are in the project.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from reviewgen import cli, outputs

CASES = sorted((Path(__file__).parent / "data").glob("bad-*"))
PERIOD = "2026-10"


def run(project: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run the command line as a person would; a traceback fails the test by itself."""
    more = project / "arguments.txt"
    arguments = more.read_text(encoding="utf-8").splitlines() if more.exists() else []
    command = ["reviewgen", "build", str(project), "--format", "html", "--out", str(out), *arguments]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert isinstance(stopped.value.code, int)
    return stopped.value.code


def plant(out: Path) -> Path:
    """Put an earlier pack of CALDER into place."""
    folder = out / PERIOD / outputs.slug("CALDER")
    (folder / "data").mkdir(parents=True)
    (folder / "pack.html").write_bytes(b"<!doctype html><title>the earlier pack</title>\r\n")
    (folder / "data" / "tickets.csv").write_bytes(b"id\r\nC-0\r\n")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by its relative name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_input(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The run ends with the expected code and words; the earlier pack stands; healthy accounts are delivered."""
    code, *fragments = (case / "expected.txt").read_text(encoding="utf-8").splitlines()
    earlier = plant(tmp_path)
    before, standing = contents(tmp_path), contents(earlier)
    assert fragments

    assert run(case, tmp_path, monkeypatch) == int(code)

    told = capsys.readouterr().err
    assert [fragment for fragment in fragments if fragment not in told] == [], told
    assert contents(earlier) == standing
    if code == "1":
        (tern,) = tmp_path.glob(f"*/{outputs.slug('TERN')}")  # in the period of its cadence
        assert {"pack.html", "manifest.json", "figures.json"} <= contents(tern).keys()
    else:
        assert contents(tmp_path) == before


def test_there_are_cases() -> None:
    """The folders are found: an empty parametrisation would pass in silence."""
    assert len(CASES) >= 22
