"""Files that are no table that we read: known by their first bytes, each told of as what it is, with what to do."""

from __future__ import annotations

import re
from collections.abc import Collection

from reviewgen.errors import InputError, Issue

LOOKED_AT = 2_000
MARKS = b"\xef\xbb\xbf\xff\xfe"
LIST = "export the list itself, as CSV or as a workbook"
AS_WORKBOOK = "open it in Excel or LibreOffice, and save it as .xlsx; or export it again, as CSV"
ASK = "it is asked by a query, from a source of reviewgen.yaml that you write"
UNPACK = "unpack it, and name the files"
SIGNS = tuple(
    (re.compile(sign, re.DOTALL), problem, hint)
    for sign, problem, hint in (
        (rb"\Z", "is empty", "export it again with its header line, or leave it out"),
        (rb"%PDF-", "is a PDF", LIST),
        (rb"SQLite format 3\x00", "is a database of SQLite", f"{ASK}: database: sqlite:///FILE, and query:"),
        (rb".{8}DUCK..\x00\x00", "is a database of DuckDB", f"{ASK}: duckdb: FILE, and query:"),
        (
            rb"\x00\x01\x00\x00Standard (Jet|ACE) DB",
            "is a database of Access",
            "export the table from Access, as .xlsx or CSV",
        ),
        (
            rb"\s*+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?i:!doctype html|html|head|meta|style|body|table)\b",
            "is a web page (HTML), whatever its name says",
            f"{AS_WORKBOOK}. If it asks to sign in, the export has failed",
        ),
        (
            rb"\s*<\?xml.*urn:schemas-microsoft-com:office:spreadsheet",
            "is a workbook of an old kind, in XML",
            AS_WORKBOOK,
        ),
        (rb"\s*<\?xml", "is XML", "export it as CSV, as JSON or as a workbook"),
        (rb"\{\\rtf", "is a text document (RTF)", LIST),
        (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*\x08|MM\*\x08|RIFF.{4}WEBP", "is a picture", LIST),
        (rb"ARROW1\x00\x00", "is an Arrow file", "write it as Parquet"),
        (rb"7z\xbc\xaf|Rar!\x1a|BZh[1-9]1AY|\xfd7zXZ|\x28\xb5\x2f\xfd", "is packed in a way that is not read", UNPACK),
    )
)
DOCUMENTS = (
    ("word/document.xml", "is a document of Word", LIST),
    ("ppt/presentation.xml", "is a presentation", LIST),
    ("Index/Document.iwa", "is a document of Apple", "open it there, and export it as CSV or .xlsx"),
)


def refuse(name: str, data: bytes) -> None:
    """Raise InputError for what begins as no table does, as it stands or as text of any character set."""
    start = data[:LOOKED_AT]
    text = start.lstrip(MARKS).replace(b"\0", b"")
    for sign, problem, hint in SIGNS:
        if sign.match(start) or sign.match(text):
            raise _refused(name, problem, hint)


def refuse_document(name: str, members: Collection[str]) -> None:
    """Raise InputError for what is a document, though it is packed as an archive is."""
    for member, problem, hint in DOCUMENTS:
        if member in members:
            raise _refused(name, problem, hint)


def _refused(name: str, problem: str, hint: str) -> InputError:
    return InputError([Issue(code="source.foreign", file=name, problem=problem, hint=hint)])
