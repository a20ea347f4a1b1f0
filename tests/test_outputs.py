from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from reviewgen.errors import OutputError
from reviewgen.outputs import Folder, freeze, manifests, slug, write_file
from reviewgen.outputs.disk import FileSystem, probe, recover, write_pack

OLD = {
    "pack.html": b"old",
    "data/tickets.csv": b"a,b\n",
    "data/deep/x.csv": b"x",
    "manifest.json": b'{"n": 1}',
}
NEW = {"pack.html": b"new", "pack.pdf": b"%PDF", "data/majors.csv": b"c\n", "manifest.json": b'{"n": 2}'}
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
HEX = "0123456789abcdef"


class Faulty(FileSystem):
    """Fails at call `first`, and at the next ones as well if `lasting`; keeps what was called."""

    def __init__(self, first: int = 0, fault: BaseException | None = None, lasting: bool = False) -> None:
        self.first, self.fault, self.lasting = first, fault, lasting
        self.calls: list[tuple[str, str]] = []
        self.synced: list[list[str]] = []

    def _call(self, kind: str, path: Path) -> None:
        self.calls.append((kind, path.name))
        number = len(self.calls)
        if self.fault and (number == self.first or (self.lasting and number > self.first)):
            raise self.fault

    def mkdir(self, folder: Path) -> None:
        self._call("mkdir", folder)
        super().mkdir(folder)

    def write(self, path: Path, data: bytes, *, ours: bool = True) -> None:
        self._call("write", path)
        super().write(path, data, ours=ours)

    def fsync(self, files: Sequence[Path], folders: Sequence[Path]) -> None:
        self.synced.append([path.name for path in (*files, *folders)])
        self._call("fsync", (*files, *folders)[-1])
        super().fsync(files, folders)

    def rename(self, source: Path, target: Path) -> None:
        self._call("rename", target)
        super().rename(source, target)

    def rmdir(self, folder: Path) -> None:
        self._call("rmdir", folder)
        super().rmdir(folder)

    def remove_tree(self, path: Path) -> None:
        self._call("remove_tree", path)
        super().remove_tree(path)


class Killed(BaseException):
    """The process is gone: nothing after this call happens."""


def no_space() -> OSError:
    """Make the error of a full disk."""
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def tree(folder: Path) -> dict[str, bytes]:
    """Read all files of a folder, by relative name."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def names(folder: Path) -> list[str]:
    """List a folder."""
    return sorted(path.name for path in folder.iterdir())


def calls_of_a_replacement(tmp_path: Path) -> list[tuple[str, str]]:
    """Replace a pack without any fault and tell the calls that took."""
    fs = Faulty()
    write_pack(tmp_path / "probe" / "calder", OLD)
    write_pack(tmp_path / "probe" / "calder", NEW, fs)
    return fs.calls


CALLS = 13  # of one replacement; a test below counts them. The last two remove what was replaced


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Give the folder of a pack that was written before."""
    folder = tmp_path / "out" / "2026-10" / "calder-0123abcd"
    write_pack(folder, OLD)
    return folder


@pytest.mark.parametrize(
    ("account_id", "readable"),
    [
        ("CALDER", "calder"),
        ("Calder Rail (UK) Ltd.", "calder-rail-uk-ltd"),
        ("../../etc/x", "etc-x"),
        ("/etc/x", "etc-x"),
        ("..", "account"),
        ("a/b", "a-b"),
        ("a\\b", "a-b"),
        ("C:x", "c-x"),
        ("x\0", "x"),
        ("", "account"),
        ("日本電気", "account"),
        ("Café", "cafe"),
        ("Straße", "strasse"),
        ("\u210cΩ2²", "h22"),
        ("aux ", "aux"),
        ("name.", "name"),
        ("=cmd|x", "cmd-x"),
        ("x" * 300, "x" * 40),
        ("x" * 39 + " y", "x" * 39),
        ("\ud800", "account"),
    ],
)
def test_slug_is_readable_and_carries_the_digest(account_id: str, readable: str) -> None:
    """The readable part keeps letters and digits; the rest is the start of the id's SHA-256."""
    digest = hashlib.sha256(account_id.encode("utf-8", "surrogatepass")).hexdigest()
    assert slug(account_id) == f"{readable}-{digest[:8]}"


@pytest.mark.parametrize("account_id", ["CON", "nul.txt", "aux ", "com1", "LPT9", "name.", "prn", "..", "~", "-rf"])
def test_slug_is_a_safe_name_everywhere(account_id: str) -> None:
    """No slug is reserved on Windows, starts like a flag or ends with a dot or a space."""
    name = slug(account_id)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*-[0-9a-f]{8}", name)
    assert name.split(".")[0] not in RESERVED
    assert len(name) <= 49


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "ACME"),
        ("Straße", "STRASSE"),
        ("A B", "A-B"),
        ("日本", "中国"),
        ("a", "a "),
        ("x" * 50, "x" * 51),
    ],
)
def test_slugs_of_different_ids_differ(one: str, other: str) -> None:
    """Ids that read alike get folders of their own."""
    assert slug(one) != slug(other)


def test_slug_does_not_depend_on_how_accents_are_stored() -> None:
    """Composed and decomposed spellings are one id."""
    assert slug(unicodedata.normalize("NFD", "Café")) == slug(unicodedata.normalize("NFC", "Café"))


def test_probe_makes_the_folder_and_leaves_nothing(tmp_path: Path) -> None:
    """A missing folder is made; the trial file is gone afterwards."""
    probe(tmp_path / "a" / "out")
    assert names(tmp_path / "a" / "out") == []


def test_probe_takes_away_what_an_earlier_one_left(tmp_path: Path) -> None:
    """Where the trial of an earlier run could not be removed, the next one does it; other names stay."""
    (tmp_path / ".reviewgen-0123456789abcdef").write_bytes(b"x")
    (tmp_path / ".reviewgen-mine").write_bytes(b"x")
    probe(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".reviewgen-mine"]


def test_probe_keeps_what_is_there(pack: Path) -> None:
    """Proving that a folder can be written changes nothing in it."""
    probe(pack)
    assert tree(pack) == OLD


def test_probe_follows_a_link_to_a_folder(tmp_path: Path) -> None:
    """The out folder itself may be a link to another disk."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "disk")
    probe(tmp_path / "out")
    assert names(tmp_path / "disk") == []


def plant_file(out: Path) -> None:
    """Put a file where the folder should be."""
    out.write_text("")


def plant_file_above(out: Path) -> None:
    """Put a file where the folder above should be."""
    out.parent.rmdir()
    out.parent.write_text("")


def plant_loop(out: Path) -> None:
    """Make the folder a link to itself."""
    out.symlink_to(out)


def plant_loop_above(out: Path) -> None:
    """Make the folder above a link to itself."""
    out.parent.rmdir()
    out.parent.symlink_to(out.parent)


def plant_dangling(out: Path) -> None:
    """Make the folder a link that leads nowhere."""
    out.symlink_to(out.parent / "nowhere")


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (plant_file, "not a folder"),
        (plant_file_above, "not a folder"),
        (plant_loop, "not a folder"),
        (plant_loop_above, "not a folder|in a circle"),
        (plant_dangling, "not a folder"),
    ],
)
def test_probe_says_why_it_cannot_write(tmp_path: Path, plant: Any, words: str) -> None:
    """A file or a broken link in the place of the folder is told in plain words with the path."""
    out = tmp_path / "above" / "out"
    out.parent.mkdir()
    plant(out)
    with pytest.raises(OutputError, match=words) as caught:
        probe(out)
    assert caught.value.issues[0].file == str(out)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_probe_refuses_a_read_only_folder(tmp_path: Path) -> None:
    """A folder without write permission is told before any work."""
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="no permission"):
        probe(tmp_path)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "no space left on the disk"),
        (errno.EDQUOT, "no space left in the disk quota"),
        (errno.EFBIG, "no space"),
        (errno.EROFS, "the disk is read-only"),
        (errno.EACCES, "no permission"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
@pytest.mark.parametrize("call", [1, 2])
def test_disk_errors_are_worded(tmp_path: Path, code: int, words: str, call: int) -> None:
    """Every refusal of the system becomes words, with the path and nothing left behind."""
    (tmp_path / "out").mkdir()
    with pytest.raises(OutputError, match=words) as caught:
        probe(tmp_path / "out", Faulty(call, OSError(code, os.strerror(code))))
    assert str(tmp_path / "out") in str(caught.value)
    assert names(tmp_path / "out") == []


def test_error_without_a_number_is_worded(tmp_path: Path) -> None:
    """An error that carries only a text is passed on with that text."""
    with pytest.raises(OutputError, match="strange"):
        probe(tmp_path, Faulty(1, OSError("strange")))


def test_pack_is_written_whole(pack: Path) -> None:
    """All files are there, in their folders, and nothing else is beside the pack."""
    assert tree(pack) == OLD
    assert names(pack.parent) == [pack.name]


def test_pack_is_replaced_whole(pack: Path) -> None:
    """Files that the new pack lacks are gone."""
    write_pack(pack, NEW)
    assert tree(pack) == NEW
    assert names(pack.parent) == [pack.name]


def test_manifest_is_written_last(tmp_path: Path) -> None:
    """Where the manifest stands, all other files do."""
    fs = Faulty()
    write_pack(tmp_path / "p" / "a", {"manifest.json": b"{}", "z.html": b"", "a/z.csv": b""}, fs)
    assert [name for kind, name in fs.calls if kind == "write"] == ["z.csv", "z.html", "manifest.json"]


def test_every_folder_of_a_pack_reaches_the_disk(tmp_path: Path) -> None:
    """The pack's files and folders are synced, all of them before the swap, and the period's folder after it."""
    fs = Faulty()
    write_pack(tmp_path / "p" / "a", {"data/deep/x.csv": b"", "pack.html": b""}, fs)
    assert [kind for kind, _ in fs.calls if kind in ("fsync", "rename")] == ["fsync", "rename", "fsync"]
    whole, period = fs.synced
    assert [name if not name.startswith("new-") else "new" for name in whole] == [
        "x.csv",
        "pack.html",
        "deep",
        "data",
        "new",
    ]
    assert period == ["p"]


def test_a_file_reaches_the_disk_before_its_name(tmp_path: Path) -> None:
    """A single file is synced, then named, then its folder is synced."""
    fs = Faulty()
    write_file(tmp_path / "index.html", b"x", fs)
    assert [kind for kind, _ in fs.calls] == ["mkdir", "write", "fsync", "rename", "fsync", "rmdir"]


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system which file a handle is of")
def test_what_is_synced_is_synced_by_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file and folder of a pack is handed to the system's own call once before its name is given."""
    real, synced = os.fsync, []

    def noted(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        real(handle)

    monkeypatch.setattr(os, "fsync", noted)
    write_pack(tmp_path / "p" / "a", NEW)
    expected = ["data", "majors.csv", "manifest.json", "p", "pack.html", "pack.pdf"]
    assert sorted(name for name in synced if not name.startswith("new-")) == expected
    assert len(synced) == len(expected) + 1
    assert synced[-1] == "p"


def test_empty_pack_is_an_empty_folder(tmp_path: Path) -> None:
    """No files is a folder without files."""
    write_pack(tmp_path / "p" / "a", {})
    assert names(tmp_path / "p" / "a") == []


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "/etc/x", "../x", "a/../../x", "a/..", "a\\b", "a\0b", "./a", "a//b", "a/", "//a", "C:x"],
)
def test_names_outside_the_pack_are_programming_errors(pack: Path, name: str) -> None:
    """A name that is not plainly inside the pack is refused before anything is touched."""
    with pytest.raises(ValueError, match="not a name inside a pack"):
        write_pack(pack, {"pack.html": b"new", name: b"x"})
    assert tree(pack) == OLD


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
@pytest.mark.parametrize(("mask", "mode", "folder_mode"), [(0o022, 0o644, 0o755), (0o077, 0o600, 0o700)])
def test_modes_honour_the_umask_where_a_file_is_a_customers(
    tmp_path: Path, mask: int, mode: int, folder_mode: int
) -> None:
    """Others may read of packs what the umask lets them read; what is ours is for the user alone."""
    before = os.umask(mask)
    try:
        write_pack(tmp_path / "p" / "a", {"data/x.csv": b"", "o/brief.html": b""}, ours=["o/brief.html"])
        write_pack(tmp_path / "tables", {"tickets/1.parquet": b""})
        write_file(tmp_path / "p" / "index.html", b"")
        freeze(tmp_path / "issued", {"pack.pdf": b""})
        with Folder(tmp_path / "out").lock():
            assert stat.S_IMODE((tmp_path / "out" / ".reviewgen" / "lock").stat().st_mode) == 0o600
    finally:
        os.umask(before)
    files = {path.relative_to(tmp_path).as_posix(): path for path in tmp_path.rglob("*") if path.is_file()}
    modes = {name: stat.S_IMODE(path.stat().st_mode) for name, path in files.items()}
    assert modes == dict.fromkeys(files, 0o600) | {"p/a/data/x.csv": mode, "issued/pack.pdf": mode}
    assert stat.S_IMODE(files["p/a/data/x.csv"].parent.stat().st_mode) == folder_mode


def test_every_call_of_a_replacement_is_counted(tmp_path: Path) -> None:
    """The faults below reach every call."""
    calls = calls_of_a_replacement(tmp_path)
    assert len(calls) == CALLS
    assert [kind for kind, _ in calls][-2:] == ["remove_tree", "rmdir"]


@pytest.mark.parametrize("call", range(1, CALLS - 1))
def test_a_failing_call_leaves_the_old_pack(pack: Path, call: int) -> None:
    """One call that fails anywhere before the end leaves the old pack byte for byte and nothing beside it."""
    with pytest.raises(OutputError, match="no space left on the disk"):
        write_pack(pack, NEW, Faulty(call, no_space()))
    assert tree(pack) == OLD
    assert names(pack.parent) == [pack.name]


@pytest.mark.parametrize("call", [CALLS - 1, CALLS])
def test_old_pack_that_cannot_be_removed_is_left_for_the_next_run(pack: Path, call: int) -> None:
    """When only the removal of the old pack fails the new one is delivered; the next write cleans up."""
    write_pack(pack, NEW, Faulty(call, no_space()))
    assert tree(pack) == NEW
    assert len(names(pack.parent)) == 2
    write_pack(pack, OLD)
    assert names(pack.parent) == [pack.name]


@pytest.mark.parametrize("call", range(1, CALLS - 1))
def test_a_disk_that_stays_full_loses_no_pack(pack: Path, call: int) -> None:
    """If cleaning up fails as well, `recover` finds the old pack or the new one, whole."""
    with pytest.raises(OutputError, match="no space left on the disk"):
        write_pack(pack, NEW, Faulty(call, no_space(), lasting=True))
    recover(pack.parent)
    assert tree(pack) in (OLD, NEW)
    assert names(pack.parent) == [pack.name]


@pytest.mark.parametrize("call", range(1, CALLS + 1))
def test_a_killed_run_is_recovered(pack: Path, call: int) -> None:
    """Wherever the process is killed, `recover` leaves one whole pack and no leftovers."""
    with pytest.raises(Killed):
        write_pack(pack, NEW, Faulty(call, Killed(), lasting=True))
    recover(pack.parent)
    assert tree(pack) in (OLD, NEW)
    assert names(pack.parent) == [pack.name]


@pytest.mark.parametrize("call", range(1, CALLS + 1))
def test_a_killed_run_is_finished_by_the_next(pack: Path, call: int) -> None:
    """Wherever the process is killed, writing the pack again gives what an unbroken run gives."""
    with pytest.raises(Killed):
        write_pack(pack, NEW, Faulty(call, Killed(), lasting=True))
    write_pack(pack, NEW)
    assert tree(pack) == NEW
    assert names(pack.parent) == [pack.name]


@pytest.mark.parametrize("call", range(1, CALLS - 1))
def test_ctrl_c_leaves_the_old_pack(pack: Path, call: int) -> None:
    """An interruption is passed on, with the old pack in place."""
    with pytest.raises(KeyboardInterrupt):
        write_pack(pack, NEW, Faulty(call, KeyboardInterrupt()))
    assert tree(pack) == OLD
    assert names(pack.parent) == [pack.name]


@pytest.mark.parametrize("call", range(1, 10))
def test_a_failing_first_pack_leaves_nothing(tmp_path: Path, call: int) -> None:
    """Without an old pack a failure leaves no folder that could be taken for one."""
    with pytest.raises(OutputError):
        write_pack(tmp_path / "a", {"pack.html": b"", "data/x": b"", "manifest.json": b""}, Faulty(call, no_space()))
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("function", "call"), [("replace", 1), ("replace", 2), *(("fsync", call) for call in range(1, 8))]
)
def test_failing_system_calls_leave_the_old_pack(
    pack: Path, monkeypatch: pytest.MonkeyPatch, function: str, call: int
) -> None:
    """The same holds when the system's own call fails below our seam."""
    real, count = getattr(os, function), iter(range(1, 100))

    def failing(*arguments: Any, **named: Any) -> Any:
        if next(count) == call:
            raise no_space()
        return real(*arguments, **named)

    monkeypatch.setattr(os, function, failing)
    with pytest.raises(OutputError, match="no space left"):
        write_pack(pack, NEW)
    assert tree(pack) == OLD
    assert names(pack.parent) == [pack.name]


LIMITED = """
import resource, sys
from pathlib import Path
from reviewgen.errors import OutputError
from reviewgen.outputs import write_file
from reviewgen.outputs.disk import write_pack
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
for write in (
    lambda out: write_pack(out / "pack", {"a.html": b"x", "pack.pdf": b"x" * 5000}),
    lambda out: write_file(out / "index.html", b"x" * 5000),
):
    try:
        write(Path(sys.argv[1]))
    except OutputError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
def test_a_limit_of_the_system_leaves_what_was_there(tmp_path: Path) -> None:
    """A real refusal in the middle of a file keeps the old pack and file and is told as lack of space."""
    write_pack(tmp_path / "pack", OLD)
    write_file(tmp_path / "index.html", b"old")
    before = tree(tmp_path)
    root = Path(__file__).parent.parent
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)], cwd=root, capture_output=True, text=True, check=True
    )
    assert run.stdout.count("no space") == 2
    assert tree(tmp_path) == before


def test_linked_pack_folder_is_refused(pack: Path) -> None:
    """A link in the place of a pack does not lead into another account's folder."""
    link = pack.with_name("other-4567cdef")
    link.symlink_to(pack)
    with pytest.raises(OutputError, match="is a symbolic link"):
        write_pack(link, NEW)
    assert tree(pack) == OLD
    assert link.is_symlink()


def test_linked_period_folder_is_refused(pack: Path) -> None:
    """A link in the place of a period's folder is not followed, neither to write nor to clean up."""
    link = pack.parent.with_name("2026-11")
    link.symlink_to(pack.parent)
    (pack.parent / ".reviewgen-x").mkdir()
    with pytest.raises(OutputError, match="is a symbolic link"):
        write_pack(link / "a", NEW)
    with pytest.raises(OutputError, match="is a symbolic link"):
        recover(link)
    assert names(pack.parent) == [".reviewgen-x", pack.name]


@pytest.mark.parametrize("target", ["file", "folder"])
def test_links_inside_a_pack_are_replaced(pack: Path, tmp_path: Path, target: str) -> None:
    """Planted links inside the old pack vanish with it; what they point to is untouched."""
    victim = tmp_path / "victim"
    write_file(victim if target == "file" else victim / "kept", b"precious")
    (pack / "pack.pdf").symlink_to(victim)
    before = victim.read_bytes() if target == "file" else tree(victim)
    write_pack(pack, NEW)
    assert (victim.read_bytes() if target == "file" else tree(victim)) == before
    assert tree(pack) == NEW
    assert not (pack / "pack.pdf").is_symlink()


def test_file_in_the_place_of_a_pack_is_refused(tmp_path: Path) -> None:
    """A file that stands where the pack should be is not removed."""
    (tmp_path / "a").write_text("mine")
    with pytest.raises(OutputError, match="not a folder stands in its place"):
        write_pack(tmp_path / "a", NEW)
    assert tree(tmp_path) == {"a": b"mine"}


def test_temporary_names_cannot_be_foreseen(tmp_path: Path) -> None:
    """Two runs use different names for the unfinished pack."""
    runs = (Faulty(), Faulty())
    for fs in runs:
        write_pack(tmp_path / "a", OLD, fs)
    made = [{name for kind, name in fs.calls if name.startswith("new-")} for fs in runs]
    assert made[0]
    assert made[1]
    assert not made[0] & made[1]


def test_packs_of_others_being_written_are_left_alone(pack: Path) -> None:
    """Writing a pack cleans up after its own account only: others may be at work beside it."""
    others = [".reviewgen-calder", ".reviewgen-york", f".reviewgen-x-{pack.name}"]
    for name in others:
        (pack.parent / name).mkdir()
    write_pack(pack, NEW)
    assert names(pack.parent) == sorted([*others, pack.name])


def test_recover_restores_and_removes(tmp_path: Path) -> None:
    """A pack cut out in mid-swap comes back, one that was replaced goes, and so does what is unfinished."""
    write_pack(tmp_path / ".reviewgen-cut" / f"old-{HEX}", OLD)
    write_pack(tmp_path / ".reviewgen-cut" / f"new-{HEX}", {"pack.html": b"half"})
    write_pack(tmp_path / ".reviewgen-done" / f"old-{HEX}", OLD)
    write_pack(tmp_path / "done", NEW)
    write_file(tmp_path / ".reviewgen-index.html" / f"new-{HEX}", b"half")
    recover(tmp_path)
    assert names(tmp_path) == ["cut", "done"]
    assert (tree(tmp_path / "cut"), tree(tmp_path / "done")) == (OLD, NEW)


@pytest.mark.parametrize(
    "name", [".tmp-notes", ".reviewgen", ".reviewgen-", "reviewgen-x", f".keep-x-{HEX}", "notes.txt"]
)
def test_recover_touches_only_its_own_names(tmp_path: Path, name: str) -> None:
    """What people put there stays."""
    (tmp_path / name).write_text("mine")
    recover(tmp_path)
    assert tree(tmp_path) == {name: b"mine"}


def test_recover_removes_a_planted_link_not_its_target(tmp_path: Path) -> None:
    """A leftover that is a link goes; what it points to stays."""
    write_file(tmp_path / "victim" / "kept", b"precious")
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / ".reviewgen-x").symlink_to(tmp_path / "victim")
    recover(tmp_path / "p")
    assert tree(tmp_path) == {"victim/kept": b"precious"}


def test_recover_of_a_missing_folder_does_nothing(tmp_path: Path) -> None:
    """The first run of a period has nothing to recover."""
    recover(tmp_path / "2026-10")
    assert names(tmp_path) == []


def test_file_is_replaced_whole(tmp_path: Path) -> None:
    """A file is written with its folder, and replaced without leftovers."""
    path = tmp_path / "2026-10" / "index.html"
    for data in (b"old", b"new"):
        write_file(path, data)
    assert tree(tmp_path) == {"2026-10/index.html": b"new"}


@pytest.mark.parametrize("call", [1, 2, 3])
@pytest.mark.parametrize("lasting", [False, True])
def test_failing_write_leaves_the_old_file(tmp_path: Path, call: int, lasting: bool) -> None:
    """Whatever fails before the new name is given, the old file stands; the next write cleans up."""
    path = tmp_path / "index.html"
    write_file(path, b"old")
    with pytest.raises(OutputError, match="no space left on the disk") as caught:
        write_file(path, b"new", Faulty(call, no_space(), lasting))
    assert caught.value.issues[0].file == str(path)
    assert path.read_bytes() == b"old"
    write_file(path, b"new")
    assert tree(tmp_path) == {"index.html": b"new"}


def test_link_in_the_place_of_a_file_is_replaced(tmp_path: Path) -> None:
    """A planted link is replaced, its target untouched."""
    (tmp_path / "victim").write_text("precious")
    (tmp_path / "index.html").symlink_to(tmp_path / "victim")
    write_file(tmp_path / "index.html", b"new")
    assert not (tmp_path / "index.html").is_symlink()
    assert tree(tmp_path) == {"victim": b"precious", "index.html": b"new"}


def test_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    """A folder where the file should be is told in words and left alone."""
    (tmp_path / "index.html").mkdir()
    with pytest.raises(OutputError, match="folder stands in its place"):
        write_file(tmp_path / "index.html", b"new")
    assert names(tmp_path) == ["index.html"]


def test_only_packs_have_manifests(tmp_path: Path) -> None:
    """Leftovers, links, files, and folders in the place of a manifest do not count."""
    for name in ("a", ".reviewgen-b", f".reviewgen-c/old-{HEX}"):
        write_pack(tmp_path / name, {"manifest.json": b"{}"})
    (tmp_path / "link").symlink_to(tmp_path / "a")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "manifest.json").symlink_to(tmp_path / "a" / "manifest.json")
    (tmp_path / "e" / "manifest.json").mkdir(parents=True)
    write_file(tmp_path / "index.html", b"")
    assert manifests(Folder(tmp_path), "") == {"a": None}


# What is frozen


def calls_of_a_freeze(tmp_path: Path) -> list[tuple[str, str]]:
    """Freeze a pack without any fault and tell the calls that took."""
    fs = Faulty()
    freeze(tmp_path / "probe" / "calder", NEW, fs)
    return fs.calls


FREEZING = 11  # calls; a test below counts them


def test_freezing_takes_as_many_calls_as_faults_are_tried_at(tmp_path: Path) -> None:
    """Faults are tried at each call; the new name is given last but for waiting for the disk, and tidying."""
    calls = calls_of_a_freeze(tmp_path)
    assert len(calls) == FREEZING
    assert [kind for kind, _ in calls][-3:] == ["rename", "fsync", "rmdir"]


def test_a_frozen_folder_holds_every_file(tmp_path: Path) -> None:
    """All files, byte for byte, and nothing beside them."""
    freeze(tmp_path / "issued" / "2026-10" / "calder", NEW)
    assert tree(tmp_path) == {f"issued/2026-10/calder/{name}": data for name, data in NEW.items()}


@pytest.mark.parametrize("there", ["a pack", "the same pack", "an empty folder", "a file", "a link to nowhere"])
def test_freezing_never_overwrites(tmp_path: Path, there: str) -> None:
    """Whatever stands in its place stays as it is, and nothing is left beside it."""
    folder = tmp_path / "issued" / "calder"
    folder.parent.mkdir()
    if there.endswith("pack"):
        write_pack(folder, NEW if "same" in there else OLD)
    elif there == "an empty folder":
        folder.mkdir()
    elif there == "a file":
        folder.write_bytes(b"mine")
    else:
        folder.symlink_to(tmp_path / "nowhere")
    before = (tree(tmp_path), folder.is_symlink(), folder.stat(follow_symlinks=False).st_ino)
    with pytest.raises(OutputError, match="cannot be written"):
        freeze(folder, NEW)
    assert (tree(tmp_path), folder.is_symlink(), folder.stat(follow_symlinks=False).st_ino) == before
    assert names(folder.parent) == ["calder"]
    assert not (tmp_path / "nowhere").exists()


def test_freezing_follows_no_link(tmp_path: Path) -> None:
    """A link in the place of the period's folder, or of the account's, is refused; what it leads to is untouched."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "period").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "account").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="is a symbolic link"):
        freeze(tmp_path / "period" / "calder", NEW)
    with pytest.raises(OutputError):
        freeze(tmp_path / "account", NEW)
    assert names(tmp_path / "elsewhere") == []


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "C:x"])
def test_nothing_outside_is_frozen(tmp_path: Path, name: str) -> None:
    """A name that is not plainly inside the folder is refused before anything is touched."""
    with pytest.raises(ValueError, match="not a name inside a pack"):
        freeze(tmp_path / "issued" / "calder", {**NEW, name: b"x"})
    assert names(tmp_path) == []


@pytest.mark.parametrize("call", range(1, FREEZING))
def test_a_fault_while_freezing_leaves_all_or_nothing(tmp_path: Path, call: int) -> None:
    """A full disk at any call: no folder and no rest, or the whole one where only the waiting failed."""
    folder = tmp_path / "issued" / "calder"
    with pytest.raises(OutputError, match="no space left"):
        freeze(folder, NEW, Faulty(call, no_space()))
    assert tree(tmp_path) in ({}, {f"issued/calder/{name}": data for name, data in NEW.items()})
    assert [path for path in tmp_path.rglob(".*") if path.is_dir()] == []


@pytest.mark.parametrize("call", range(1, FREEZING + 1))
def test_a_killed_freeze_is_all_or_nothing_and_can_be_repeated(tmp_path: Path, call: int) -> None:
    """Whatever the process was at when it was killed, the next one freezes the whole folder, or finds it whole."""
    folder = tmp_path / "issued" / "calder"
    with pytest.raises(Killed):
        freeze(folder, NEW, Faulty(call, Killed(), lasting=True))
    if folder.exists():
        assert tree(folder) == NEW
    else:
        freeze(folder, NEW)
    assert tree(tmp_path) == {f"issued/calder/{name}": data for name, data in NEW.items()}


PROJECT = {"reviewgen.yaml": b"a: 1\n", "accounts/a.yaml": b"id: A\n", "accounts/deep/b.yaml": b"id: B\n"}
BEGINNING = 24  # the calls for three files; a test counts them. The last of each file takes away what is at work


def test_what_appears_while_a_project_is_begun_is_left_as_it_is(tmp_path: Path) -> None:
    """Neither overwritten nor taken away again; what was written before it goes."""

    class Meanwhile(FileSystem):
        def mkdir(self, folder: Path) -> None:
            super().mkdir(folder)
            if folder == tmp_path / "new" / "accounts":
                (folder / "a.yaml").write_bytes(b"theirs")

    with pytest.raises(OutputError, match=r"a\.yaml: exists already: nothing was written"):
        Folder(tmp_path / "new", Meanwhile()).begin(PROJECT)
    assert tree(tmp_path) == {"new/accounts/a.yaml": b"theirs"}


def test_a_project_is_begun_whole(tmp_path: Path) -> None:
    """Each file as it was given, and nothing beside them."""
    fs = Faulty()
    Folder(tmp_path / "new", fs).begin(PROJECT)
    assert (tree(tmp_path / "new"), len(fs.calls)) == (PROJECT, BEGINNING)


@pytest.mark.parametrize("call", [call for call in range(1, BEGINNING) if call % 8])
def test_a_fault_while_a_project_is_begun_leaves_nothing(tmp_path: Path, call: int) -> None:
    """A full disk at any call: the files go again, and folders that were not there; one that was stays."""
    (tmp_path / "new" / "accounts").mkdir(parents=True)
    with pytest.raises(OutputError, match="no space left"):
        Folder(tmp_path / "new", Faulty(call, no_space())).begin(PROJECT)
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == ["new", "new/accounts"]


def test_a_fault_while_a_project_is_begun_leaves_no_folder_of_it(tmp_path: Path) -> None:
    """Where its folder was not there, it is not there afterwards."""
    with pytest.raises(OutputError, match="no space left"):
        Folder(tmp_path / "far" / "new", Faulty(15, no_space())).begin(PROJECT)
    assert names(tmp_path) == []
