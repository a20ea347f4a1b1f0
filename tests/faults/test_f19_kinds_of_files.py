"""What stands in the place of a file: folders, pipes, devices, links, files that are being written."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import build, planned, project, rewrite

from reviewgen import ordinary

Plant = Callable[[Path], None]
PLANTS: dict[str, tuple[Plant, str]] = {
    "nothing": (lambda path: None, "cannot be read: No such file"),
    "folder": (lambda path: path.mkdir(), "is a folder"),
    "pipe": (lambda path: os.mkfifo(path), "is not an ordinary file"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "is not an ordinary file"),
    "link to nothing": (lambda path: path.symlink_to("nowhere"), "cannot be read: No such file"),
    "link to itself": (lambda path: path.symlink_to(path.name), "cannot be read: Too many levels of symbolic links"),
}
FILES = {
    "data/tickets.csv": 2,
    "reviewgen.yaml": 2,
    "accounts/account-0.yaml": 1,
    "policies/support.yaml": 2,
    "mapping.yaml": 2,
}


@pytest.mark.parametrize(("plant", "words"), PLANTS.values(), ids=PLANTS.keys())
@pytest.mark.parametrize(("name", "code"), FILES.items())
def test_f19_what_is_no_file_is_refused(tmp_path: Path, name: str, code: int, plant: Plant, words: str) -> None:
    """The path and what it is, at once: a pipe that nobody writes into is not waited for."""
    source = {"table": "tickets", "files": "data/tickets.csv", "mapping": "mapping.yaml"}
    columns = {one: one for one in ("account", "id", "opened_at")}
    project(tmp_path, "CALDER", "TERN", sources=[source])
    rewrite(tmp_path / "reviewgen.yaml", accounts={"files": ["accounts/account-0.yaml", "accounts/*1.yaml"]})
    (tmp_path / "mapping.yaml").write_text(json.dumps({"columns": columns}))
    rewrite(tmp_path / "reviewgen.yaml", policies="policies/support.yaml")
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "support.yaml").write_text("id: p\nversions: [{targets: [{response_hours: 1}]}]\n")
    assert planned(tmp_path).code == 0
    (tmp_path / name).unlink()
    plant(tmp_path / name)
    done = planned(tmp_path)
    assert done.code == code
    assert f"{name}: {words}" in done.said, done.said


def test_f19_who_may_not_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system refuses to open is named: said in its place, since nothing is unreadable to root."""
    real = os.open

    def refuse(path: Path, flags: int) -> int:
        if Path(path).name == "tickets.csv":
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, flags)

    project(tmp_path, "CALDER")
    monkeypatch.setattr(os, "open", refuse)
    done = planned(tmp_path)
    assert (done.code, "data/tickets.csv: cannot be read: Permission denied" in done.said) == (2, True), done.said


@pytest.mark.parametrize("name", ["note.txt", "templates/extra.css", "data/spare.csv", "issued", "accounts/readme"])
def test_f19_odd_files_that_nothing_names_do_no_harm(tmp_path: Path, name: str) -> None:
    """A pipe somewhere in the project is not opened."""
    project(tmp_path, "CALDER")
    (tmp_path / name).parent.mkdir(exist_ok=True)
    os.mkfifo(tmp_path / name)
    assert planned(tmp_path).code == 0


def owned(folder: Path) -> Path:
    """Write a project in which each account has a file of its own, which does not name it."""
    project(folder, "CALDER", "TERN")
    whole = (folder / "data" / "tickets.csv").read_text("utf-8")
    (folder / "data" / "calder.csv").write_text(whole.replace("TERN", "CALDER"), "utf-8")
    (folder / "data" / "tern.csv").write_text(whole.replace("T00", "X00"), "utf-8")
    columns = {name: name for name in ("id", "opened_at", "title")}
    mappings = {name: {"columns": columns | {"account": {"constant": name}}} for name in ("CALDER", "TERN")}
    sources = [
        {"table": "tickets", "files": f"data/{name.lower()}.csv", "mapping": mapping}
        for name, mapping in mappings.items()
    ]
    rewrite(folder / "reviewgen.yaml", sources=sources)
    return folder


@pytest.mark.parametrize("kind", ["symbolic", "hard", "by a folder"])
def test_f19_a_link_to_the_file_of_another_account_is_refused(tmp_path: Path, kind: str) -> None:
    """Rows of one customer would be those of the other: who has the second name fails, and both names are told."""
    data = owned(tmp_path) / "data"
    (data / "tern.csv").unlink()
    if kind == "symbolic":
        (data / "tern.csv").symlink_to("calder.csv")
    elif kind == "hard":
        os.link(data / "calder.csv", data / "tern.csv")
    else:
        (data / "more").symlink_to(".")
        (data / "tern.csv").symlink_to("more/calder.csv")
    done = planned(tmp_path)
    assert done.code == 1
    assert "failed TERN: data/tern.csv: is the same file as data/calder.csv" in done.said
    assert "build CALDER" in done.said


def test_f19_a_link_is_followed_where_it_is_the_only_name(tmp_path: Path) -> None:
    """Exports are often found by the link to the newest."""
    data = project(tmp_path, "CALDER") / "data"
    (data / "tickets.csv").rename(data / "2026-11-02.export")
    (data / "tickets.csv").symlink_to("2026-11-02.export")
    assert planned(tmp_path).code == 0


def growing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let a file grow each time that it was opened."""
    real = os.fstat

    def late(handle: int) -> os.stat_result:
        found = real(handle)
        path = Path(f"/proc/self/fd/{handle}").readlink()
        if path.name == name:
            with path.open("ab") as file:
                file.write(b"\n")
        return found

    monkeypatch.setattr(os, "fstat", late)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the test asks the system which file is open")
@pytest.mark.parametrize(
    ("name", "code"), [("data/tickets.csv", 2), ("reviewgen.yaml", 2), ("accounts/account-0.yaml", 1)]
)
def test_f19_a_file_that_is_being_written_is_refused(
    tmp_path: Path, name: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half an export would be half the truth: the file is named, and that it changes."""
    project(tmp_path, "CALDER", "TERN")
    growing(monkeypatch, Path(name).name)
    done = planned(tmp_path)
    assert done.code == code
    assert f"{name}: changes while it is read" in done.said


def test_f19_the_digest_is_that_of_the_bytes_that_were_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is another one as soon as it was read: the record of the run is of what the pack was made from."""
    project(tmp_path, "CALDER")
    path = tmp_path / "data" / "tickets.csv"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    real = ordinary.read

    def read(asked: Path, limit: int) -> bytes:
        data = real(asked, limit)
        if asked == path:
            path.write_bytes(b"another")
        return data

    monkeypatch.setattr(ordinary, "read", read)
    assert build(tmp_path, tmp_path / "out").code == 0
    assert digest in (tmp_path / "out" / "2026-10" / "run.json").read_text("utf-8")
