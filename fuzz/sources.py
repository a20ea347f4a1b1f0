"""Files of typed kinds, changed: parts of a workbook, Parquet, JSON and JSON lines are read, or refused in words."""

from __future__ import annotations

import functools
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime

import pyarrow as pa
from pyarrow import parquet

from fuzz.edits import Edit
from reviewgen.config import FileSource, Limits
from reviewgen.errors import InputError, Issue
from reviewgen.sources.files import Raw
from reviewgen.sources.kinds import parse

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
PARTS = {
    SHEET: f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is>'
    '<t>n</t></is></c></row><row r="2"><c r="A2"><v>12345678901234567890</v></c><c r="B2" t="e"><v>#N/A</v></c></row>'
    '<row><c><f>1+1</f></c><c t="b"><v>1</v></c><c s="0"><v>45000.5</v></c></row></sheetData>'
    '<mergeCells><mergeCell ref="A2:B3"/></mergeCells></worksheet>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>id</t></si></sst>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="22"/></cellXfs></styleSheet>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
}
RECORDS = [
    {"id": "é\\", "client": {"name": "Acme", "n": 1.5}, "tags": ["a", None, True], "at": -1e5},
    {"id": 2, "client.name": "B", "tags": "x", "more": [{"a": [1]}]},
]
WHOLE = ("a.json", "a.jsonl", "a.parquet", "a.xlsx")
LIMITS = Limits(megabytes=20)


def fuzz_sources(data: bytes) -> None:
    """Read a changed file: what cannot be read is told of by its name, and every cell of the others is text."""
    edit = Edit.of(data)
    names = (*PARTS, *WHOLE)
    name = names[edit.which % len(names)]
    changed = edit.made(_file(name))
    file = name if name in WHOLE else "a.xlsx"
    raw = Raw(file, changed if name in WHOLE else _workbook({name: changed}), "")
    try:
        found = parse(raw, FileSource(table="tickets", files=(file,)), LIMITS)
    except InputError as refusal:
        _names_its_file(refusal.issues, file)
        return
    assert found.frame.shape == (len(found.rows), len(found.header))
    for column in found.frame.columns:
        assert all(isinstance(cell, str) for cell in found.frame[column])


def _names_its_file(issues: tuple[Issue, ...], file: str) -> None:
    assert issues
    assert all(str(issue).startswith(file) for issue in issues)


def seeds() -> Iterator[bytes]:
    """Each part and file as it is, and with what has broken readers put in at some places."""
    for which in range(len(PARTS) + len(WHOLE)):
        yield Edit(which, 0, 0, 0, b"").written()
        for place in (40, 150, 300):
            for put in (b'r="XFD1048576"', b"A1:XFD1048576", b'"\\ud800"', b"1e99999999999999999999", b"[1,2]"):
                yield Edit(which, 0, place, 4, put).written()


@functools.cache
def _file(name: str) -> bytes:
    if name in PARTS:
        return PARTS[name].encode()
    if name == "a.xlsx":
        return _workbook({})
    if name == "a.parquet":
        return _parquet()
    return json.dumps(RECORDS).encode() if name == "a.json" else "\n".join(map(json.dumps, RECORDS)).encode()


def _workbook(changed: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in ({part: text.encode() for part, text in PARTS.items()} | changed).items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _parquet() -> bytes:
    columns = {
        "id": ["1", None],
        "at": [datetime(2026, 10, 1), None],
        "tags": [["a", "b"], []],
        "client": [{"n": 1.5}, None],
    }
    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out)
    return out.getvalue()
