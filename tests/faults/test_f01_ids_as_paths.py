"""Account ids that look like paths: whatever they say, packs stand in the folder for packs and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import build, everything, planned, project, rewrite, run
from hypothesis import given
from hypothesis import strategies as st

from reviewgen import outputs
from reviewgen.visible import ACTING

PATHS = ("../../etc/x", "/etc/x", "..", "a/b", "a\\b", "C:x", "x" * 300)


def test_f01_packs_land_in_their_folder_alone(tmp_path: Path) -> None:
    """Each id has a folder of its own directly in that of the period; nothing else comes into being."""
    place, out = tmp_path / "deep" / "project", tmp_path / "deep" / "out"
    project(place, *PATHS)
    before = set(everything(tmp_path))
    assert build(place, out).code == 0
    assert all(name.startswith("deep/out") for name in set(everything(tmp_path)) - before)
    assert {folder.name for folder in (out / "2026-10").iterdir() if folder.is_dir()} == {
        outputs.slug(one) for one in PATHS
    }


@pytest.mark.parametrize("name", ["", "  ", "x\0", "a\x1b[2J", "a\nb", "x" * 301])
@pytest.mark.parametrize("written", ["json", "yaml"])
def test_f01_what_is_no_id_stops_the_run(tmp_path: Path, name: str, written: str) -> None:
    """Nobody knows whose file it is: nothing is built, and the file and the key are named."""
    project(tmp_path, "CALDER", "TERN")
    file = tmp_path / "accounts" / "account-0.yaml"
    if written == "json":
        rewrite(file, id=name)
    else:
        spelt = name.replace("\n", "\\n")
        file.write_text(f'id: "{spelt}"\nname: Calder\n', "utf-8")
    done = build(tmp_path, tmp_path / "out")
    assert done.code == 2, done.said
    assert "accounts/account-0.yaml, line " in done.said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("line", ["", "id:\n", "id: ~\n", "id: [A]\n"])
def test_f01_a_file_without_an_id_stops_the_run(tmp_path: Path, line: str) -> None:
    """The same where none is written."""
    project(tmp_path, "CALDER", "TERN")
    (tmp_path / "accounts" / "account-0.yaml").write_text(f"{line}name: Calder\n", "utf-8")
    done = planned(tmp_path)
    assert (done.code, 'accounts/account-0.yaml, line 1, key "id": ' in done.said) == (2, True), done.said


@pytest.mark.parametrize("name", ["x\x07y", "x\x85y", "x" * 301])
def test_f01_what_is_no_id_in_the_data_fails_alone(tmp_path: Path, name: str) -> None:
    """Where accounts are taken from the tickets, an id that can be none is told; the others are planned."""
    project(tmp_path, "TERN", name)
    (tmp_path / "accounts" / "account-1.yaml").unlink()
    rewrite(tmp_path / "reviewgen.yaml", accounts={"discover": True})
    done = planned(tmp_path)
    assert done.code == 1
    assert "is not an account id" in done.said
    assert "build TERN" in done.said


@pytest.mark.parametrize("name", ["x\x1b[2Jy", "x\x9b2J\x7fy", "x" * 301])
@pytest.mark.parametrize("command", ["build", "check", "check --json", "figures", "explain tickets.opened"])
def test_f01_what_is_no_id_in_the_data_reaches_no_terminal(tmp_path: Path, name: str, command: str) -> None:
    """Every command tells of it without a traceback, and without the character itself."""
    project(tmp_path, "TERN", name)
    (tmp_path / "accounts" / "account-1.yaml").unlink()
    rewrite(tmp_path / "reviewgen.yaml", accounts={"discover": True})
    asked = ["--account", name] if command.startswith(("figures", "explain")) else []
    done = run(*command.split(), tmp_path, *asked, *(["--dry-run"] if command == "build" else []))
    assert (done.code, "is not an account id" in done.said) == (1, True), done.said
    assert ACTING.findall(done.said) == []


@given(st.text())
def test_f01_every_text_is_one_plain_name(text: str) -> None:
    """Never empty, never with a sign that a path has."""
    assert outputs.slug(text).replace("-", "").isalnum()
    assert outputs.slug(text).isascii()
