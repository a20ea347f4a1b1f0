"""Links that somebody put where packs will be written: nothing behind them is written, changed or removed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from commands import Ended, build, everything, project, rewrite, run

from reviewgen.outputs import disk, slug

PERIOD, CALDER, TERN = "2026-10", slug("CALDER"), slug("TERN")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the packs of its two accounts in `out`."""
    folder = project(tmp_path_factory.mktemp("good"), "CALDER", "TERN")
    assert build(folder, folder / "out").code == 0
    return folder


@pytest.fixture
def place(good: Path, tmp_path: Path) -> Path:
    """A copy of the project, and beside it a folder of somebody else."""
    shutil.copytree(good, tmp_path / "project")
    (tmp_path / "victim" / "inner").mkdir(parents=True)
    (tmp_path / "victim" / "file").write_text("precious")
    (tmp_path / "victim" / "inner" / "file").write_text("precious too")
    return tmp_path / "project"


def plant(place: Path, name: str, target: str) -> None:
    """Put a link in the place of a file or folder."""
    path = place / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    path.symlink_to(place.parent / "victim" / target)


def after(place: Path, *arguments: object) -> Ended:
    """Run a command; what it did to the other folder fails the test."""
    before = everything(place.parent / "victim")
    done = run(*arguments)
    assert everything(place.parent / "victim") == before
    return done


def rebuilt(place: Path, *more: object) -> Ended:
    """Build every pack again."""
    return after(place, "build", place, "--format", "html", "--out", place / "out", "--force", *more)


PACK = [f"{PERIOD}/{CALDER}/{name}" for name in ("pack.html", "manifest.json", "data", "internal", "other")]
PAGES = [f"{PERIOD}/{name}" for name in ("index.html", "portfolio.html", "portfolio.json", "run.json")]
OURS = [".reviewgen/last.json", f".reviewgen/{PERIOD}/{CALDER}.json", f"{PERIOD}/.reviewgen-{CALDER}"]


@pytest.mark.parametrize("target", ["file", "nothing"])
def test_f25_links_in_the_place_of_files_are_replaced(place: Path, target: str) -> None:
    """Of a pack, of the pages over all, of what we keep for ourselves: what stands there then are files."""
    names: Sequence[str] = [*PACK, *PAGES, *OURS]
    for name in names:
        plant(place / "out", name, f"../../victim/{target}")
    assert not any((place / "out" / name).is_file() and target == "nothing" for name in names)
    assert rebuilt(place).code == 0
    assert [path for path in (place / "out").rglob("*") if path.is_symlink()] == []
    assert (place / "out" / PACK[0]).read_text("utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("name", "code"), [(f"{PERIOD}/{CALDER}", 1), (PERIOD, 2), (".reviewgen", 2), (".reviewgen/lock", 2)]
)
@pytest.mark.parametrize("target", ["", "inner", "nothing", "file"])
def test_f25_links_in_the_place_of_folders_are_refused(place: Path, name: str, code: int, target: str) -> None:
    """They are named with what to do; where it is the folder of one account, the others are built."""
    plant(place / "out", name, f"../../victim/{target}")
    done = rebuilt(place)
    assert done.code == code
    assert f"{place}/out/{name}" in done.said
    assert "link" in done.said
    assert ("built TERN" in done.said) == (code == 1)


def test_f25_links_to_what_is_kept_of_a_period_are_refused(place: Path) -> None:
    """No pack counts as built whose state would be written elsewhere."""
    plant(place / "out", f".reviewgen/{PERIOD}", "../../victim/inner")
    done = rebuilt(place)
    assert done.code in (1, 2)
    assert f".reviewgen/{PERIOD}: is a symbolic link" in done.said


def test_f25_the_folder_of_another_account_is_not_written_through(place: Path) -> None:
    """The pack of the one stays that of the one."""
    shutil.rmtree(place / "out" / PERIOD / CALDER)
    (place / "out" / PERIOD / CALDER).symlink_to(TERN)
    done = rebuilt(place)
    assert done.code == 1
    assert "is a symbolic link, and links are not followed" in done.said
    tern = everything(place / "out" / PERIOD / TERN)
    assert b'"TERN"' in (tern["manifest.json"] or b"")
    assert not any(b"CALDER" in (data or b"") for data in tern.values())


@pytest.mark.parametrize("name", [PERIOD, f"{PERIOD}/{CALDER}"])
@pytest.mark.parametrize("target", ["inner", "nothing"])
def test_f25_issued_packs_are_not_written_through_links(place: Path, name: str, target: str) -> None:
    """A customer's copy stands where it is looked for, or nowhere."""
    plant(place, f"issued/{name}", f"../victim/{target}")
    done = after(place, "issue", place, "--out", place / "out", "--account", "CALDER")
    assert done.code in (1, 2)
    assert f"issued/{name}" in done.said


def issued(place: Path) -> Ended:
    """Issue the packs of the period; nothing of the other folder may be in what was frozen."""
    done = after(place, "issue", place, "--out", place / "out", "--period", PERIOD)
    frozen = everything(place / "issued") if (place / "issued").exists() else {}
    assert not [name for name, data in frozen.items() if b"precious" in (data or b"")]
    return done


def list_file(place: Path, name: str, target: str) -> None:
    """Have the manifest of CALDER tell of one more file, as it is in the other folder."""
    path = place / "out" / PERIOD / CALDER / "manifest.json"
    told = json.loads(path.read_text("utf-8"))
    digest = hashlib.sha256((place.parent / "victim" / target).read_bytes()).hexdigest()
    told["outputs"].append({"file": name, "sha256": digest})
    path.write_text(json.dumps(told), "utf-8")


@pytest.mark.parametrize(("name", "link"), [("extra.txt", "extra.txt"), ("data/file", "data"), ("x/inner/file", "x")])
def test_f25_nothing_behind_a_link_is_issued(place: Path, name: str, link: str) -> None:
    """A manifest may list it with its digest: the pack counts as not whole, and the other one is issued."""
    plant(place / "out", f"{PERIOD}/{CALDER}/{link}", "../../victim" + {"extra.txt": "/file"}.get(link, ""))
    list_file(place, name, "inner/file" if "inner" in name else "file")
    done = issued(place)
    assert done.code == 1
    assert "issued TERN" in done.said
    assert "is not whole" in done.said or "is a symbolic link" in done.said


@pytest.mark.parametrize("name", ["../../../../victim/file", "/etc/hostname", "data/../../../../../victim/file"])
def test_f25_a_manifest_that_names_other_places_is_none(place: Path, name: str) -> None:
    """What it names is not even read; the other pack is issued, and an account that was asked for is named."""
    list_file(place, name, "file")
    done = issued(place)
    assert (done.code, "issued TERN" in done.said) == (1, True)
    assert f"{place}/out/{PERIOD}/{CALDER}: holds a manifest.json that is none" in done.said


@pytest.mark.parametrize("account", [{}, {"id": ["CALDER"], "name": "x"}, "CALDER", None])
def test_f25_a_manifest_of_another_shape_is_none(place: Path, account: object) -> None:
    """No command falls over it; the pages over all packs leave it out."""
    rewrite(place / "out" / PERIOD / CALDER / "manifest.json", account=account)
    done = issued(place)
    assert (done.code, "holds a manifest.json that is none" in done.said) == (1, True)
    assert after(place, "build", place, "--format", "html", "--out", place / "out", "--account", "TERN").code == 0


def test_f25_a_pack_behind_a_link_is_not_issued(place: Path) -> None:
    """Even where a manifest in another folder tells that it is there."""
    shutil.copytree(place / "out" / PERIOD / CALDER, place / "out" / PERIOD / "copy")
    shutil.copytree(place / "out" / PERIOD / CALDER, place.parent / "victim" / "pack")
    plant(place / "out", f"{PERIOD}/{CALDER}", "../../victim/pack")
    done = after(place, "issue", place, "--out", place / "out", "--period", PERIOD)
    assert (done.code, "CALDER" in done.said) == (0, False)
    asked = after(place, "issue", place, "--out", place / "out", "--period", PERIOD, "--account", "CALDER")
    assert (asked.code, "holds no pack" in asked.said) == (2, True)


@pytest.mark.parametrize("name", [PERIOD, ".reviewgen", f".reviewgen/{PERIOD}"])
@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_f25_nothing_behind_a_link_counts_as_built(place: Path, name: str, more: Sequence[str]) -> None:
    """Packs, and what is known of them, that were moved and linked are not read, with --force or without."""
    shutil.copytree(place / "out" / name, place.parent / "victim" / "moved")
    plant(place / "out", name, "../../victim/moved")
    done = after(place, "build", place, "--format", "html", "--out", place / "out", *more)
    assert done.code == 2
    assert f"{place}/out/{name}: is a symbolic link" in done.said


@pytest.mark.parametrize("name", ["tables", ".reviewgen"])
def test_f25_stores_are_not_written_through_links(place: Path, name: str) -> None:
    """The same for the tables that ingest keeps."""
    plant(place, f"store/{name}", "../victim/inner")
    done = after(place, "ingest", place, "--store", place / "store")
    assert done.code == 2
    assert "is a symbolic link" in done.said


def test_f25_a_new_project_is_not_written_through_links(place: Path) -> None:
    """The same for the files that init writes."""
    plant(place, "new/accounts", "../victim/inner")
    done = after(place, "init", place / "new")
    assert done.code == 2
    assert "is a symbolic link" in done.said


class Listening(disk.FileSystem):
    """Keeps the names that are written."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, path: Path, data: bytes, *, ours: bool = True) -> None:
        """Write a new file."""
        self.written.append(str(path))
        super().write(path, data, ours=ours)


def test_f25_temporary_names_cannot_be_foreseen(tmp_path: Path) -> None:
    """Each is new, with 64 bits of chance, and is never opened where something stands already."""
    heard = Listening()
    for _ in range(20):
        disk.write_file(tmp_path / "index.html", b"x", heard)
        disk.write_pack(tmp_path / "pack", {"pack.html": b"x"}, heard)
    assert len(set(heard.written)) == 40
    taken = tmp_path / "taken"
    taken.symlink_to(tmp_path / "victim")
    with pytest.raises(FileExistsError):
        heard.write(taken, b"x")
    assert not (tmp_path / "victim").exists()
