from __future__ import annotations

import gzip
import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest

from reviewgen.errors import InputError
from reviewgen.sources import files
from reviewgen.sources.files import Raw, expand, open_files

CONTENT = b"a,b\n1,2\n"


def made(folder: Path, *names: str) -> Path:
    """Write small files."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(CONTENT)
    return folder


def zipped(members: dict[str, bytes]) -> bytes:
    """An archive with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def named(folder: Path, *patterns: str, **environment: str) -> list[str]:
    """The files that patterns name, relative to the folder."""
    return [path.relative_to(folder).as_posix() for path in expand(folder, patterns, environment)]


def opened(path: Path, member: str = "*.csv") -> list[Raw]:
    """All that one file holds."""
    return list(open_files(path, path.parent, member))


def refusal(path: Path, member: str = "*.csv") -> str:
    """Open what cannot be used; the message."""
    with pytest.raises(InputError) as caught:
        opened(path, member)
    return str(caught.value)


def test_patterns_in_order_without_repeats(tmp_path: Path) -> None:
    """Sorted within a pattern; a file that two patterns name is there once."""
    made(tmp_path, "d/b.csv", "d/a.csv", "d/c.txt", "d/deep/e.csv")
    assert named(tmp_path, "d/b.csv", "d/*.csv", "**/*.csv") == ["d/b.csv", "d/a.csv", "d/deep/e.csv"]


def test_a_name_without_pattern_need_not_exist(tmp_path: Path) -> None:
    """Reading it says what is wrong with it."""
    assert named(tmp_path, "gone.csv") == ["gone.csv"]


def test_a_pattern_that_names_nothing_is_an_error(tmp_path: Path) -> None:
    """The pattern is quoted as it was written."""
    with pytest.raises(InputError, match=r"d/\*\.csv: no file matches\. Hint: check the folder"):
        expand(tmp_path, ["d/*.csv"], {})


def test_variables(tmp_path: Path) -> None:
    """${NAME} stands for its value, a full path or a part of one; other dollars stay."""
    made(tmp_path, "x/2026/a.csv", "x/$a.csv")
    assert named(tmp_path, "${ROOT}/${YEAR}/*.csv", "x/$a.csv", ROOT=str(tmp_path / "x"), YEAR="2026") == [
        "x/2026/a.csv",
        "x/$a.csv",
    ]


def test_a_variable_that_is_not_set_is_an_error(tmp_path: Path) -> None:
    """Its name and how to set it."""
    with pytest.raises(InputError, match=r"the variable NOWHERE is not set\. Hint: set it: export NOWHERE="):
        expand(tmp_path, ["${NOWHERE}/a.csv"], {"HOME": "/root"})


def test_signs_of_patterns_in_names_of_folders(tmp_path: Path) -> None:
    """Only what is written in the project is a pattern: neither the project's own folder nor a variable's value."""
    folder = made(tmp_path / "Q4 [final]", "a[1].csv", "in [x]/b.csv")
    assert named(folder, "a[1].csv", "*.csv", "${WHERE}/*.csv", WHERE="in [x]") == ["a[1].csv", "in [x]/b.csv"]


def test_the_digest_is_of_the_bytes_as_they_lie_there(tmp_path: Path) -> None:
    """Of the packed file, where it is packed; the name is relative to the project."""
    packed = gzip.compress(CONTENT, mtime=0)
    (tmp_path / "a.csv.gz").write_bytes(packed)
    (raw,) = opened(tmp_path / "a.csv.gz")
    assert raw == Raw("a.csv.gz", CONTENT, hashlib.sha256(packed).hexdigest())


def test_a_file_elsewhere_has_its_full_name(tmp_path: Path) -> None:
    """Outside the project's folder nothing shorter is clear."""
    made(tmp_path, "elsewhere/a.csv")
    (raw,) = open_files(tmp_path / "elsewhere/a.csv", tmp_path / "project", "*.csv")
    assert raw.name == (tmp_path / "elsewhere/a.csv").as_posix()


def test_gzip_is_known_by_its_content(tmp_path: Path) -> None:
    """Whatever it is called; two streams in one file are one text."""
    (tmp_path / "a.csv").write_bytes(gzip.compress(b"a,b\n", mtime=0) + gzip.compress(b"1,2\n", mtime=0))
    assert opened(tmp_path / "a.csv")[0].data == CONTENT


def test_members_of_a_zip_archive(tmp_path: Path) -> None:
    """Those that are asked for, by name, each known by the archive's name and its own."""
    (tmp_path / "a.zip").write_bytes(
        zipped({"b.csv": b"b", "a.csv": b"a", "sub/": b"", "sub/c.csv": b"c", "d.txt": b"d"})
    )
    assert [(raw.name, raw.data) for raw in opened(tmp_path / "a.zip")] == [
        ("a.zip/a.csv", b"a"),
        ("a.zip/b.csv", b"b"),
        ("a.zip/sub/c.csv", b"c"),
    ]
    assert [raw.data for raw in opened(tmp_path / "a.zip", "sub/*")] == [b"c"]


def test_what_macos_packs_beside_files_is_no_member(tmp_path: Path) -> None:
    """Neither in its own folder nor beside them; it would be read as a CSV that is damaged."""
    members = {"sub/a.csv": CONTENT, "__MACOSX/sub/._a.csv": b"\0\5", "sub/._a.csv": b"\0\5", "__MACOSX/b.csv": b"\0"}
    (tmp_path / "a.zip").write_bytes(zipped(members))
    assert [raw.name for raw in opened(tmp_path / "a.zip")] == ["a.zip/sub/a.csv"]
    assert [raw.name for raw in opened(tmp_path / "a.zip", "*")] == ["a.zip/sub/a.csv"]


def test_members_are_found_in_large_letters_and_small(tmp_path: Path) -> None:
    """On every system alike."""
    (tmp_path / "a.zip").write_bytes(zipped({"data/Tickets.CSV": CONTENT}))
    assert [raw.name for raw in opened(tmp_path / "a.zip")] == ["a.zip/data/Tickets.CSV"]
    assert [raw.name for raw in opened(tmp_path / "a.zip", "Data/tickets.*")] == ["a.zip/data/Tickets.CSV"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (gzip.compress(CONTENT, mtime=0)[:-6], "a.csv: is a damaged gzip file."),
        (gzip.compress(CONTENT, mtime=0)[:5], "a.csv: is a damaged gzip file."),
        (b"\x1f\x8b" + b"\xff" * 20, "a.csv: is a damaged gzip file."),
        (b"PK\x03\x04" + b"\0" * 40, "a.csv: is a damaged or encrypted zip file."),
        (zipped({"a.csv": CONTENT * 50})[:-30], "a.csv: is a damaged or encrypted zip file."),
        (
            zipped({"a.txt": CONTENT}),
            'a.csv: holds no file like "*.csv". '
            "Hint: unpack it, and name the files, or name it with member: in reviewgen.yaml",
        ),
    ],
    ids=["gzip cut", "gzip cut short", "gzip garbled", "zip garbled", "zip cut", "zip without it"],
)
def test_damaged_archives(tmp_path: Path, content: bytes, message: str) -> None:
    """Cut off, garbled, or without the file asked for: worded, no traceback."""
    (tmp_path / "a.csv").write_bytes(content)
    assert refusal(tmp_path / "a.csv").startswith(message)


@pytest.mark.parametrize("place", range(30, 70))
def test_a_flipped_byte_in_a_zip_archive_is_noticed_or_harmless(tmp_path: Path, place: int) -> None:
    """Either the archive is refused, or the content is what it was."""
    content = bytearray(zipped({"a.csv": b"x,y\n" + bytes(range(65, 91)) * 3}))
    content[place] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(content)
    try:
        found = opened(tmp_path / "a.zip", "*")
    except InputError:
        return
    assert [raw.data for raw in found] == [b"x,y\n" + bytes(range(65, 91)) * 3]


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    """The flag of encryption is set by hand: Python writes none."""
    content = bytearray(zipped({"a.csv": CONTENT}))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + offset] |= 1
    (tmp_path / "a.zip").write_bytes(content)
    assert "is a damaged or encrypted zip file" in refusal(tmp_path / "a.zip")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """It says what it is."""
    (tmp_path / "a.csv").mkdir()
    assert refusal(tmp_path / "a.csv").startswith("a.csv: is a folder.")


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    """Opening one would wait for ever."""
    os.mkfifo(tmp_path / "a.csv")
    assert refusal(tmp_path / "a.csv").startswith("a.csv: is not an ordinary file.")


@pytest.mark.parametrize("target", ["gone.csv", "a.csv"])
def test_a_link_to_nowhere_cannot_be_read(tmp_path: Path, target: str) -> None:
    """Dangling, and in a circle."""
    (tmp_path / "a.csv").symlink_to(target)
    assert "a.csv: cannot be read: " in refusal(tmp_path / "a.csv")


def test_a_missing_file_cannot_be_read(tmp_path: Path) -> None:
    """In the system's own words."""
    assert refusal(tmp_path / "a.csv").startswith("a.csv: cannot be read: No such file or directory. Hint: check the")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b"x" * 1001), ("a.gz", gzip.compress(b"x" * 1001, mtime=0)), ("a.zip", zipped({"a.csv": b"x" * 1001}))],
    ids=["plain", "gzip", "zip"],
)
def test_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes) -> None:
    """Before it is unpacked whole: a small archive may hold a large file."""
    monkeypatch.setattr(files, "MEGABYTE", 1)
    (tmp_path / name).write_bytes(content)
    assert "is larger than" in refusal(tmp_path / name)
