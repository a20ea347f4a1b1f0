"""Files of a few kB that would fill the memory, or never end: refused by name in a moment, whatever kind they are."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from reviewgen.config import FileSource, Limits
from reviewgen.sources import Reader
from reviewgen.sources.kinds import KINDS

HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}
LIST = "".join(
    f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{first}</t></is></c><c r="B{row}"><v>{row}</v></c></row>'
    if row > 1
    else '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>n</t></is></c></row>'
    for row, first in enumerate(["id", "a", "b", "c"], 1)
)
FAR = '<row r="1048576"><c r="{}1048576" t="inlineStr"><is><t>{}</t></is></c></row>'


def workbook(rows: str, after: str = "", **more: str) -> bytes:
    """A workbook with a sheet of these rows, as XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        sheet = {"xl/worksheets/sheet1.xml": f"{HEAD}{rows}</sheetData>{after}</worksheet>"}
        for name, data in {**PARTS, **sheet, **{f"xl/{part}.xml": text for part, text in more.items()}}.items():
            archive.writestr(name, data)
    return out.getvalue()


def lying(name: str, packed: bytes, method: int) -> bytes:
    """A zip archive whose only member says that it has ten bytes."""
    about = struct.pack("<HHHHIIIHH", 0, method, 0, 33, 0, len(packed), 10, len(name), 0)
    local = b"PK\3\4" + struct.pack("<H", 46) + about + name.encode() + packed
    central = b"PK\1\2" + struct.pack("<HH", 46, 46) + about + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name.encode()
    return local + central + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


def bzip2_of(megabytes: int) -> bytes:
    """So many megabytes of zeros."""
    packer = bz2.BZ2Compressor(9)
    return b"".join([packer.compress(bytes(1024**2)) for _ in range(megabytes)]) + packer.flush()


def stored(table: pa.Table) -> bytes:
    """A table as Parquet."""
    out = io.BytesIO()
    parquet.write_table(table, out, compression="zstd")
    return out.getvalue()


def shared_text() -> bytes:
    """A workbook of which 2,000 cells share a text of 32,000 signs."""
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(5, 2_005))
    texts = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"x" * 32_000}</t></si></sst>'
    )
    return workbook(LIST + cells, sharedStrings=texts)


def nested_keys() -> bytes:
    """A record whose names of columns are each as long as all that is around them."""
    key = "k" * 400
    leaves = ",".join(f'"{place}":1' for place in range(4_000))
    return f'[{{"{key}":{{"{key}":{{"{key}":{{{leaves}}}}}}}}}]'.encode()


def many_keys(records: int, names: int) -> str:
    """A record with many keys among many that have none of them."""
    return json.dumps([{f"c{place}": 1 for place in range(names)}, *({"a": 1} for _ in range(records))])


BOMBS: dict[str, tuple[str, str, Callable[[], bytes], str]] = {
    "a cell far away": (
        "a workbook",
        "a.xlsx",
        lambda: workbook(LIST + FAR.format("XFD", "z")),
        "reaches to row 1,048,576",
    ),
    "a cell far below": ("a workbook", "a.xlsx", lambda: workbook(LIST + FAR.format("GJH", "z")), "and column GJH"),
    "a cell told in other words": (
        "a workbook",
        "a.xlsx",
        lambda: workbook(f"{LIST}<row><c\n q='>' r = 'xfd1048576'><v>1</v></c></row>"),
        "column XFD",
    ),
    "a cell told twice": (
        "a workbook",
        "a.xlsx",
        lambda: workbook(f'{LIST}<row><c r="A5" r="XFD1048576"><v>1</v></c></row>'),
        "column XFD",
    ),
    "cells that do not end": (
        "a workbook",
        "a.xlsx",
        lambda: workbook(LIST + '<c r="XFD1048576">' * 40_000),
        "reaches to row 1,048,576",
    ),
    "a text that many cells share": ("a workbook", "a.xlsx", shared_text, "is larger than 50 MB"),
    "a workbook in bzip2": (
        "a workbook",
        "a.xlsx",
        lambda: lying("xl/workbook.xml", bzip2_of(200), zipfile.ZIP_BZIP2),
        "is packed in a way that is not read (bzip2)",
    ),
    "an archive in bzip2": (
        "CSV",
        "a.zip",
        lambda: lying("a.csv", bzip2_of(200), zipfile.ZIP_BZIP2),
        "is packed in a way that is not read (bzip2)",
    ),
    "commas": (
        "CSV",
        "a.csv.gz",
        lambda: gzip.compress(f"id{',' * 4_999}\n".encode() + b"," * 40_000_000, 1),
        "more cells",
    ),
    "comments of HTML": ("CSV", "a.csv", lambda: b"<!---->" * 200 + b"<\n\0\n", "holds a NUL byte"),
    "lists of Parquet": (
        "a Parquet file",
        "a.parquet",
        lambda: stored(pa.table({f"c{place}": pa.array([[1] * 4_999]) for place in range(200)})),
        "has 999,800 columns, more than 5,000",
    ),
    "a number in many rows": (
        "a Parquet file",
        "a.parquet",
        lambda: stored(pa.table(dict.fromkeys(map(str, range(400)), pa.array([0] * 50_000)))),
        "is larger than 50 MB",
    ),
    "a text within in many rows": (
        "a Parquet file",
        "a.parquet",
        lambda: stored(pa.table({"a": pa.array([{"b": ["x" * 100_000]}] * 1_000)})),
        "is larger than 50 MB",
    ),
    "lists of JSON": (
        "JSON",
        "a.json",
        lambda: json.dumps([{f"c{place}": [1] * 1_000 for place in range(200)}]).encode(),
        "has 200,000 columns, more than 5,000",
    ),
    "keys of JSON": (
        "JSON",
        "a.json",
        lambda: many_keys(2_000, 2_000).encode(),
        "a value in 4,000 of these cells alone",
    ),
    "long names of JSON": ("JSON", "a.json", nested_keys, "a column with a name of 1,2"),
    "brackets of JSON": (
        "JSON",
        "a.json.gz",
        lambda: gzip.compress(b"[" + b"{}," * 6_000_000 + b"{}]", 1),
        "more values",
    ),
    "lines of JSON": ("JSON lines", "a.jsonl.gz", lambda: gzip.compress(b"{}\n" * 4_000_000, 1), "more values"),
    "keys of YAML": (
        "YAML",
        "a.yaml",
        lambda: ("- {" + ", ".join(f"c{place}: x" for place in range(2_500)) + "}\n" + "- {c: x}\n" * 1_000).encode(),
        "a value in",
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux alone")
def test_a_bomb_is_refused(tmp_path: Path, bomb: str) -> None:
    """In a process with little memory and time: its name, what was found, what to do."""
    _, name, made, said = BOMBS[bomb]
    (tmp_path / name).write_bytes(made())
    done = subprocess.run([sys.executable, __file__, tmp_path / name], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2_000:]
    assert done.stdout.startswith(name), done.stdout[:300]
    assert said in done.stdout
    assert "Hint: " in done.stdout


def test_each_kind_has_a_bomb() -> None:
    """A kind of source that is added is tried with one as well."""
    assert {kind for kind, *_ in BOMBS.values()} == {kind.name for kind in KINDS}


def read(path: Path) -> Reader:
    """Read a file with small limits, so that small bombs break them; print what is said of it."""
    reader = Reader(path.parent, {}, limits=Limits(megabytes=50))
    extracts, issues = reader.read(FileSource(table="tickets", files=(path.name,)))
    print(*issues, *(extract.frame.shape for extract in extracts), sep="\n")
    return reader


if __name__ == "__main__":
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (2 * 1024**3, 2 * 1024**3))
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
    read(Path(sys.argv[1]))
