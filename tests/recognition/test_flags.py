"""What a run of `map` fails of is told in its own flags, and as data where that is asked for."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from mapped import INCIDENTS, mapped, run, saved


def book(*sheets: str) -> bytes:
    """A workbook with these sheets, each with a cell."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        for name in sheets:
            made.add_worksheet(name).write(0, 0, 7)
    return out.getvalue()


def archive(member: str) -> bytes:
    """An archive with such a file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(member, "x")
    return out.getvalue()


BAD = (
    ("two.xlsx", book("One", "Two"), (), "name one with --sheet"),
    ("one.xlsx", book("One"), (), "say with --header in which row"),
    ("one.xlsx", book("One"), ("--header", "9"), "--header"),
    ("a.csv", "\n".join(INCIDENTS).encode(), ("--sheet", "One"), "--sheet can say nothing"),
    ("a.json", b'{"a": [{"id": 1}], "b": [{"id": 1}]}', (), "--records where they are, here a, b"),
    ("a.zip", archive("a.json"), (), "unpack it"),
    ("a.csv", b"", (), "or leave it out."),
    ("a.csv", "Número\n1\n".encode("cp1252"), ("--encoding", "ascii"), "add --encoding cp1252, if"),
    ("a.yaml", b"- id: 1\n- [", (), "a.yaml"),
)


@pytest.mark.parametrize(("name", "data", "flags", "told"), BAD)
def test_a_hint_names_flags(tmp_path: Path, name: str, data: bytes, flags: tuple[str, ...], told: str) -> None:
    """There is no reviewgen.yaml yet in which anything could be written, and no --out."""
    done = mapped(tmp_path, data, *flags, name=name)
    assert done.code == 2
    assert told in done.stderr
    assert not re.search(r"reviewgen\.yaml|--out|\binit\b|member:", done.stderr)


def test_a_link_in_the_folder_is_told_without_flags_of_other_commands(tmp_path: Path) -> None:
    """Another folder may be chosen."""
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "mappings").symlink_to(tmp_path)
    done = mapped(tmp_path / "p", INCIDENTS)
    assert (done.code, "choose another folder" in done.stderr, "--out" in done.stderr) == (2, True, False)


def test_what_fails_is_data_as_well(tmp_path: Path) -> None:
    """With --json each failure is an object with the keys of every other run, and ends with the same code."""
    whole = mapped(tmp_path, INCIDENTS, "--json").data
    missing = run("map", tmp_path / "none.csv", "--into", tmp_path, "--json")
    standing = mapped(tmp_path, INCIDENTS, "--json")
    odd = mapped(tmp_path / "b", INCIDENTS, "--json", "--column", "id=Nope")
    place = run("map", saved(tmp_path, INCIDENTS), "--into", tmp_path / "export.csv", "--json")
    for done, told in ((missing, "none.csv"), (standing, "exists already"), (odd, "Nope"), (place, "export.csv")):
        assert done.code == 2
        assert done.data.keys() == whole.keys()
        assert told in " ".join(done.data["problems"])
