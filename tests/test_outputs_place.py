from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import fsspec
import pytest

from reviewgen.errors import OutputError
from reviewgen.outputs import MANIFEST, Folder, Place, Remote, manifests, place_of, slug

PACK = "2026-10/calder-0123abcd"
OLD = {
    "pack.html": b"old",
    "data/tickets.csv": b"a,b\n",
    "internal/brief.html": b"ours",
    "manifest.json": b'{"n": 1}',
}
NEW = {"pack.html": b"new", "pack.pdf": b"%PDF\0\xff", "data/majors.csv": b"", "manifest.json": b'{"n": 2}'}


@pytest.fixture(params=["folder", "memory", "s3", "files"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Give an empty place of each kind."""
    if request.param == "folder":
        return place_of(tmp_path / "out")
    if request.param == "files":  # a store with folders, as sftp has them
        (tmp_path / "out").mkdir()
        return place_of(f"local://{tmp_path}/out")
    root = "memory://reviews" if request.param == "memory" else request.getfixturevalue("bucket")
    return place_of(f"{root}/{tmp_path.name}")


@pytest.fixture
def remote(bucket: str, tmp_path: Path) -> Remote:
    """Give an empty place in the object store."""
    found = place_of(f"{bucket}/{tmp_path.name}")
    assert isinstance(found, Remote)
    return found


def all_of(place: Place, name: str) -> dict[str, bytes]:
    """Read every file below a name."""
    found = place.read_each(f"{name}/{each}" for each in place.sizes(name))
    return {each.removeprefix(f"{name}/"): data for each, data in found.items()}


def test_a_pack_reads_back_byte_for_byte(place: Place) -> None:
    """What was written is there, each file with its bytes and nothing beside it."""
    place.probe()
    place.write_pack(PACK, OLD)
    assert all_of(place, PACK) == OLD
    assert place.sizes(PACK) == {name: len(data) for name, data in OLD.items()}
    assert place.names("2026-10") == ("calder-0123abcd",)


def test_a_replaced_pack_loses_its_old_files(place: Place) -> None:
    """Files that the new pack does not have are gone; a neighbour whose name begins alike is untouched."""
    place.write_pack(f"{PACK}0", OLD)
    place.write_pack(PACK, OLD)
    place.write_pack(PACK, NEW)
    assert all_of(place, PACK) == NEW
    assert all_of(place, f"{PACK}0") == OLD


def test_a_part_of_a_pack_is_replaced_alone(place: Place) -> None:
    """The internal folder is written by itself, and the rest stays."""
    place.write_pack(PACK, OLD)
    place.write_pack(f"{PACK}/internal", {"remarks.csv": b"new"})
    assert all_of(place, PACK) == {
        **{name: data for name, data in OLD.items() if not name.startswith("internal")},
        "internal/remarks.csv": b"new",
    }


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "C:x", ""])
def test_nothing_is_written_outside_a_pack(place: Place, name: str) -> None:
    """A name that is not plainly inside the pack is refused before anything is touched."""
    place.write_pack(PACK, OLD)
    with pytest.raises(ValueError, match="not a name inside a pack"):
        place.write_pack(PACK, {**NEW, name: b"x"})
    assert all_of(place, PACK) == OLD


def test_files_come_and_go(place: Place) -> None:
    """A single file is written, replaced, read and removed; what is not there reads as nothing and may be removed."""
    assert place.read("2026-10/index.html") is None
    place.remove("2026-10/index.html")
    for data in (b"old", b"new"):
        place.write_file("2026-10/index.html", data)
        assert place.read("2026-10/index.html") == data
    place.remove("2026-10/index.html")
    assert place.read("2026-10/index.html") is None
    assert place.read("2026-10") is None


def test_many_files_are_read_at_once(place: Place) -> None:
    """Those that are there come by name, the others not at all."""
    place.write_pack(PACK, OLD)
    asked = [f"{PACK}/pack.html", f"{PACK}/pack.pdf", "2026-11/x", PACK]
    assert place.read_each(asked) == {f"{PACK}/pack.html": b"old"}
    assert place.read_each([]) == {}


def test_what_is_ours_alone_is_not_listed(place: Place) -> None:
    """Names that begin with a dot are in no list, unless they are asked for."""
    place.write_file(".reviewgen/2026-10/calder.json", b"{}")
    place.write_file("2026-10/.reviewgen-x/new", b"half")
    place.write_file("2026-10/index.html", b"page")
    assert place.names("") == ("2026-10",)
    assert place.names(".reviewgen/2026-10") == ("calder.json",)
    assert place.sizes("2026-10") == {"index.html": 4}
    assert place.sizes(".reviewgen") == {"2026-10/calder.json": 2}


def test_an_empty_place_lists_nothing(place: Place) -> None:
    """A period that was never built has no packs."""
    assert (place.names("2026-09"), place.sizes("2026-09"), manifests(place, "2026-09")) == ((), {}, {})
    place.recover("2026-09")


def test_sizes_of_a_period_are_those_of_its_packs(place: Place) -> None:
    """One question tells the files of all packs."""
    place.write_pack(PACK, {"pack.html": b"12"})
    place.write_pack("2026-10/york-4567cdef", {"pack.html": b"123"})
    assert place.sizes("2026-10") == {"calder-0123abcd/pack.html": 2, "york-4567cdef/pack.html": 3}


def told(of: str, **changed: object) -> bytes:
    """A manifest as packs have it."""
    manifest = {
        "account": {"id": of, "name": of.title()},
        "verdict": {"word": "On track", "tone": "met", "concern": ""},
        "status": "draft",
        "outputs": [{"file": "pack.html", "sha256": "0" * 64, "bytes": 3}],
    }
    return json.dumps(manifest | changed).encode()


def test_manifests_of_a_period_come_by_name(place: Place) -> None:
    """Each pack's manifest is read, in the order of folders; of a copy under another name it is left out."""
    folders = {slug(name): name for name in ("c", "a b", "a")}
    for folder, name in folders.items():
        place.write_pack(f"2026-10/{folder}", {MANIFEST: told(name)})
    place.write_pack(f"2026-10/{slug('a')}-copy", {MANIFEST: told("a")})
    place.write_pack("2026-10/other", {"page.html": b""})
    found = manifests(place, "2026-10")
    assert [(folder, one and one.account) for folder, one in found.items()] == sorted(folders.items())
    one = found[slug("a b")]
    assert one is not None
    assert (one.name, one.verdict, one.tone, one.concern, one.draft) == ("A B", "On track", "met", "", True)
    assert (one.files, one.data) == ({"pack.html": "0" * 64}, told("a b"))


NO_MANIFESTS: list[bytes] = [
    b"",
    b"{",
    b"[]",
    b'"x"',
    b"null",
    b"\xff{}",
    b"[" * 100_000,
    b'{"n": ' + b"9" * 5000 + b"}",
]
NO_CHANGES: list[tuple[str, list[object]]] = [
    ("account", [{}, None, "a", [], {"id": ["a"], "name": "A"}, {"id": "a", "name": 1}, {"id": "a", "name": "\ud800"}]),
    ("verdict", [{}, None, {"word": 1, "tone": "", "concern": ""}]),
    ("outputs", [None, 3, [3], [{}], {"file": 1}, [{"file": "x", "sha256": None}]]),
]
NO_NAMES: list[object] = [
    "../../x",
    "/x",
    "a/../../x",
    "C:x",
    "a\\b",
    "",
    "x\0",
    "internal/brief.html",
    ["x"],
    {"x": 1},
    None,
]


@pytest.mark.parametrize(
    "manifest",
    [
        *NO_MANIFESTS,
        *(told("a", **{key: value}) for key, values in NO_CHANGES for value in values),
        *(told("a", outputs=[{"file": name, "sha256": ""}]) for name in NO_NAMES),
    ],
    ids=lambda manifest: repr(manifest[-40:]),
)
def test_what_is_no_manifest_is_known_for_none(place: Place, manifest: bytes) -> None:
    """Whoever may write beside packs may write one: it is read as none, and does not hide the others."""
    place.write_pack("2026-10/b", {MANIFEST: manifest})
    place.write_pack(f"2026-10/{slug('c')}", {MANIFEST: told("c")})
    found = manifests(place, "2026-10")
    assert [one and one.account for one in found.values()] == [None, "c"]


def test_a_place_goes_to_another_process(place: Place) -> None:
    """What was pickled writes to the same place."""
    pickle.loads(pickle.dumps(place)).write_pack(PACK, OLD)
    assert all_of(place, PACK) == OLD


def test_another_process_is_seen(remote: Remote) -> None:
    """What was listed before is not what is told now: others write there too."""
    assert remote.names("2026-10") == ()
    store = fsspec.filesystem("s3", skip_instance_cache=True)
    store.pipe(f"{remote.url.removeprefix('s3://')}/{PACK}/pack.html", b"theirs")
    assert remote.names("2026-10") == ("calder-0123abcd",)
    assert remote.sizes(PACK) == {"pack.html": 6}
    store.rm(f"{remote.url.removeprefix('s3://')}/{PACK}/pack.html")
    assert remote.read(f"{PACK}/pack.html") is None


class Failing:
    """A store of which call number `first` to one that changes it fails, and all after it."""

    def __init__(self, system: Any, first: int) -> None:
        self.system, self.first, self.calls = system, first, list[tuple[str, tuple[str, ...]]]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.system, name)

    def _call(self, kind: str, paths: tuple[str, ...]) -> None:
        self.calls.append((kind, tuple(path.partition("0123abcd/")[2] for path in paths)))
        if len(self.calls) >= self.first:
            raise OSError("the line is down")

    def pipe(self, objects: Mapping[str, bytes]) -> None:
        """Put objects, one after the other, or some of them."""
        for path, data in objects.items():
            self._call("put", (path,))
            self.system.pipe({path: data})

    def rm(self, paths: list[str]) -> None:
        """Remove objects."""
        self._call("remove", tuple(sorted(paths)))
        self.system.rm(paths)


def failing(monkeypatch: pytest.MonkeyPatch, first: int) -> Failing:
    """Let stores fail from a call on."""
    store = Failing(fsspec.filesystem("s3"), first)
    monkeypatch.setattr("fsspec.core.url_to_fs", lambda url: (store, url.removeprefix("s3://")))
    return store


CHANGES = 6  # calls that change the store in one replacement; a test below counts them


def test_the_manifest_is_put_last(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old manifest goes first, the new one comes after all that it names, and what is left over goes then."""
    remote.write_pack(PACK, OLD)
    store = failing(monkeypatch, 100)
    remote.write_pack(PACK, NEW)
    assert store.calls == [
        ("remove", ("manifest.json",)),
        ("put", ("pack.html",)),
        ("put", ("pack.pdf",)),
        ("put", ("data/majors.csv",)),
        ("put", ("manifest.json",)),
        ("remove", ("data/tickets.csv", "internal/brief.html")),
    ]
    assert len(store.calls) == CHANGES


@pytest.mark.parametrize("call", range(1, CHANGES + 1))
def test_a_manifest_names_only_what_stands(remote: Remote, monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    """Wherever a replacement breaks off, a manifest that stands is of files that stand; the next run makes it whole."""
    remote.write_pack(PACK, OLD)
    with monkeypatch.context() as patch:
        failing(patch, call)
        with pytest.raises(OutputError, match="the line is down"):
            remote.write_pack(PACK, NEW)
    found = all_of(remote, PACK)
    for pack in (OLD, NEW):
        if found.get(MANIFEST) == pack[MANIFEST]:
            assert pack.items() <= found.items()
    remote.write_pack(PACK, NEW)
    assert all_of(remote, PACK) == NEW


def test_a_missing_bucket_is_told_and_not_made(bucket: str) -> None:
    """A bucket that is not there is told with its URL before any work, and none is made."""
    with pytest.raises(OutputError, match=r"s3://elsewhere/out.*cannot be written.*choose another place"):
        place_of("s3://elsewhere/out").probe()
    assert fsspec.filesystem("s3").ls("") == ["reviews"]


def test_a_probe_leaves_nothing(remote: Remote) -> None:
    """Proving that objects can be put leaves none."""
    remote.probe()
    assert fsspec.filesystem("s3").find(remote.url) == []


def test_an_unknown_store_is_told(tmp_path: Path) -> None:
    """A scheme that nothing knows is told at once, whether packs or tables are meant: no flag is named."""
    with pytest.raises(OutputError, match=r"cannot be used: Protocol not known: carrier-pigeon\. Hint: [^-]*place\.$"):
        place_of("carrier-pigeon://roof/out")


@pytest.mark.parametrize("package", ["fsspec", "s3fs"])
def test_a_missing_package_is_told_with_what_brings_it(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    """Without fsspec, or the package of the store, the message says what to install."""
    monkeypatch.setitem(sys.modules, package, None)
    if package == "fsspec":
        monkeypatch.setitem(sys.modules, "fsspec.core", None)
    else:
        monkeypatch.delitem(sys.modules["fsspec.registry"].__dict__["_registry"], "s3", raising=False)
    with pytest.raises(OutputError, match=r'pip install "reviewgen\[remote\]"'):
        place_of("s3://reviews/out")


def test_folders_need_no_fsspec() -> None:
    """A path imports neither fsspec nor a client of any store."""
    code = (
        "import sys; from reviewgen import outputs; outputs.place_of('a'); print({'fsspec', 's3fs'} & {*sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parent.parent, check=True
    )
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("out", "label"),
    [
        ("s3://reviews/out/", "s3://reviews/out/2026-10"),
        ("memory://out", "memory://out/2026-10"),
        ("ftp://me:secret@host/out", "ftp://host/out/2026-10"),
    ],
)
def test_a_store_is_shown_by_its_url(out: str, label: str) -> None:
    """People see the URL, without a password in it."""
    assert Remote(out).label("2026-10") == label
    assert Remote(out).label("") == label.removesuffix("/2026-10")


def test_a_path_is_a_folder(tmp_path: Path) -> None:
    """Paths, relative ones from the project on, and file URLs are folders."""
    assert place_of("out", tmp_path) == place_of(tmp_path / "out") == Folder(tmp_path / "out")
    assert place_of((tmp_path / "a b").as_uri()) == Folder(tmp_path / "a b")
    assert Folder(tmp_path).label("2026-10") == str(tmp_path / "2026-10")


def test_a_folder_recovers(tmp_path: Path) -> None:
    """What an interrupted run left in a period goes."""
    place = place_of(tmp_path)
    place.write_file("2026-10/.reviewgen-x/new-1", b"half")
    place.recover("2026-10")
    assert list((tmp_path / "2026-10").iterdir()) == []


def test_links_in_a_folder_are_not_read(tmp_path: Path) -> None:
    """A planted link is in no list, and reads as nothing."""
    place = place_of(tmp_path / "out")
    place.write_pack(PACK, OLD)
    (tmp_path / "out" / PACK / "linked.html").symlink_to(tmp_path / "out" / PACK / "pack.html")
    (tmp_path / "out" / "2026-10" / "linked").symlink_to(tmp_path / "out" / PACK)
    assert place.sizes(PACK) == {name: len(data) for name, data in OLD.items()}
    assert place.names("2026-10") == ("calder-0123abcd",)
    assert place.read(f"{PACK}/linked.html") is None


def test_a_folder_is_locked_for_one(tmp_path: Path) -> None:
    """While one run has the folder another is told to wait; afterwards it may."""
    with place_of(tmp_path / "out").lock():
        with pytest.raises(
            OutputError, match=rf"another run is writing here \(process {os.getpid()}\).*wait until it is over"
        ):
            place_of(tmp_path / "out").lock().__enter__()
        assert (tmp_path / "out" / ".reviewgen" / "lock").exists()
    with place_of(tmp_path / "out").lock():
        pass


HOLDING = """
import sys, time
from reviewgen.outputs import place_of
with place_of(sys.argv[1]).lock():
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_killed_run_gives_its_lock_back(tmp_path: Path) -> None:
    """The lock goes with the process, however it ends."""
    root = Path(__file__).parent.parent
    command = [sys.executable, "-c", HOLDING, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(OutputError, match=rf"another run is writing here \(process {holder.pid}\)"):
            place_of(tmp_path).lock().__enter__()
        holder.kill()
        holder.wait()
    with place_of(tmp_path).lock():
        pass


def test_a_store_has_no_lock(remote: Remote) -> None:
    """Two runs may have it at once: nothing keeps them apart."""
    with remote.lock(), remote.lock():
        pass
