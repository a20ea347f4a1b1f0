"""A file that is no table is told of as what it is, in a build and by `map`."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from pathlib import Path

import pytest

from reviewgen.config import FileSource
from reviewgen.errors import InputError
from reviewgen.sources import Reader

HTML = "<html><body><table><tr><td>Number</td></tr></table></body></html>"


def document(member: str) -> bytes:
    """What an office program writes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(member, "<w/>")
    return out.getvalue()


def database(folder: Path) -> bytes:
    """A database of SQLite."""
    connection = sqlite3.connect(folder / "made.db")
    connection.execute("CREATE TABLE tickets (id)")
    connection.commit()
    connection.close()
    return (folder / "made.db").read_bytes()


def refused(folder: Path, data: bytes, name: str = "export.csv") -> str:
    """What a build says of such a file."""
    (folder / name).write_bytes(data)
    source = FileSource(table="tickets", files=(name,))
    _, issues = Reader(folder, {}, [source]).read(source)
    return str(InputError(issues))


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("export.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "is a PDF"),
        ("desk.duckdb", b"\x01\0\xfe\x02\x03\x04\x05\x06DUCK\x40\0\0\0", "duckdb: FILE"),
        ("desk.duckdb", b"\xaf\x03\x09\xd7\xc4\x4d\x73\xd1DUCK\xe7\x03\0\0", "duckdb: FILE"),
        ("export.xls", HTML.encode(), "is a web page (HTML)"),
        ("export.xls", b"\xef\xbb\xbf\r\n<!DOCTYPE html>" + HTML.encode(), "is a web page (HTML)"),
        ("export.xls", HTML.encode("utf-16"), "is a web page (HTML)"),
        ("export.xls", b"<!-- a -->\n<!-- <b> -->" + HTML.upper().encode(), "is a web page (HTML)"),
        ("export.arrow", b"ARROW1\0\0\xff\xff\xff\xff", "is an Arrow file"),
        ("export.xls", b'<?xml version="1.0"?><x xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "old kind"),
        ("export.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is a workbook of the old kind (.xls)"),
        ("list.docx", document("word/document.xml"), "is a document of Word"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "locked with a password",
        ),
        ("export.csv", b"", "is empty"),
        ("export.xlsx", b"", "is empty"),
        ("export.json", b"", "is empty"),
        ("scan.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a picture"),
        ("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "is a picture"),
        ("export.xml", b'<?xml version="1.0"?><unload/>', "is XML"),
    ],
)
def test_it_is_told_as_what_it_is(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    """Neither damage nor an encoding is spoken of, but what the file is, with what to do."""
    said = refused(tmp_path, data, name)
    assert told in said
    assert "Hint" in said
    assert not {"encoding", "damaged"} & {*said.replace(":", " ").split()}


def test_a_database_is_told_how_it_is_asked(tmp_path: Path) -> None:
    """A file of SQLite is read by a query."""
    assert "is a database of SQLite. Hint: it is asked by a query" in refused(tmp_path, database(tmp_path), "desk.db")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_text_that_is_called_a_workbook_is_read(tmp_path: Path, encoding: str) -> None:
    """Some tools write tabs between cells and call it .xls, so that Excel opens it."""
    (tmp_path / "export.xls").write_bytes("id\tnote\n1\tx\n".encode(encoding))
    source = FileSource(table="tickets", files=("export.xls",), encoding=encoding)
    ((extract,), issues) = Reader(tmp_path, {}, [source]).read(source)
    assert (issues, extract.header, extract.frame.iloc[0].tolist()) == ([], ("id", "note"), ["1", "x"])


@pytest.mark.parametrize("header", ["arrow1;arrow2", "ARROW1;b", "sqlite format 3;b", "bzh91ay;b", "gif89a;b"])
def test_a_header_that_reads_like_a_sign_is_read(tmp_path: Path, header: str) -> None:
    """The first bytes of other files have no small letters for large ones, and zeros behind words."""
    (tmp_path / "a.csv").write_text(f"{header}\n1;2\n", encoding="utf-8")
    source = FileSource(table="tickets", files=("a.csv",), delimiter=";")
    ((extract,), issues) = Reader(tmp_path, {}, [source]).read(source)
    assert (issues, ";".join(extract.header)) == ([], header)
