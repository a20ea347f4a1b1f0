"""Tables as they come out of changed CSV and YAML: a cell of CSV stands in its column, or the file is refused."""

from __future__ import annotations

import csv
import functools
import io
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from small_project import rows, write_csv

from fuzz.edits import ALL, Edit
from reviewgen.config import FileSource, Project
from reviewgen.errors import InputError
from reviewgen.project import Setup
from reviewgen.records import TABLES, Table
from reviewgen.sources.csvfile import extracted
from reviewgen.sources.files import Raw
from reviewgen.tables import Tables, load, unaccounted

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ("tests/data/*/data/*.csv", "sample_data/data/*.csv")
SEED_BYTES = 2_000
SENTINEL = re.compile(r"zq([a-z_]+?)zq")
COPIES = {("state", "state_name")}
YAML = "YAML"
ENCODINGS = ("utf-8", YAML, "utf-16", "cp1252")
MAPPINGS = (
    None,
    {"rows": "last", "missing": ["-", "?"], "dates": ["%d/%m/%Y %H:%M", "%d/%m/%Y", "iso"]},
    {"decimal": ",", "thousands": ".", "zone": "Europe/Berlin"},
)


def fuzz_tables(data: bytes) -> None:
    """Read a changed file of one table: nothing is raised, no row is lost, no cell comes out in another column."""
    edit = Edit.of(data)
    described = TABLES[edit.which % len(TABLES)]
    encoding = ENCODINGS[edit.how % len(ENCODINGS)]
    text = _yaml(described.name) if encoding == YAML else _text(described.name)
    changed = edit.made(text)
    (_folder() / _file(encoding)).write_bytes(_encoded(changed, encoding))
    found = load(_setup(described.name, encoding, edit.how // len(ENCODINGS) % len(MAPPINGS)), {})
    _is_whole(found)
    if encoding == YAML:
        return
    if edit.start(text) >= text.index(b"\n") and edit.gone != ALL and b"zq" not in edit.put:
        _each_in_its_column(found, described)
    _reads_as_csv_does(changed)


def seeds() -> Iterator[bytes]:
    """Each table as it is, read in each way, and every CSV file of the fixtures as each table."""
    for which in range(len(TABLES)):
        for how in range(len(ENCODINGS) * len(MAPPINGS)):
            yield Edit(which, how, 0, 0, b"").written()
    for pattern in FIXTURES:
        for number, path in enumerate(sorted(path for path in ROOT.glob(pattern) if path.is_file())):
            yield Edit(number % 3, number, 0, ALL, path.read_bytes()[:SEED_BYTES]).written()


@functools.cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-tables-"))


@functools.cache
def _text(name: str) -> bytes:
    """Some rows of a table as CSV."""
    path = _folder() / "whole.csv"
    write_csv(path, next(table.names for table in TABLES if table.name == name), _rows(name))
    return path.read_bytes()


@functools.cache
def _yaml(name: str) -> bytes:
    """Fewer of them as YAML, which is read more slowly."""
    return yaml.safe_dump(_rows(name)[:4], sort_keys=False, allow_unicode=True, encoding="utf-8")


def _rows(name: str) -> list[dict[str, str]]:
    """Some rows of a table; in each cell of free text stands the name of its column, marked."""
    return [row for account in "AB" for row in rows(account, _marked)[name][:6]]


def _file(encoding: str) -> str:
    return "data.yaml" if encoding == YAML else "data.csv"


def _marked(table: str, column: str) -> str:
    """The mark of a column; numbers of records are named in other tables, and stay as they are."""
    return "" if column == "id" else f"zq{column}zq"


@functools.cache
def _setup(name: str, encoding: str, number: int) -> Setup:
    """A project with one source."""
    base = MAPPINGS[number]
    described = next(table for table in TABLES if table.name == name)
    mapping = None if base is None else base | {"columns": {column: column for column in described.names}}
    written = {"files": _file(encoding)} | ({} if encoding == YAML else {"encoding": encoding})
    source = FileSource.model_validate({"table": name, "mapping": mapping, **written})
    project = Project.model_validate({"provider": {"name": "N"}, "sources": [{"table": name, "files": "x"}]})
    return Setup(_folder(), project.model_copy(update={"sources": (source,)}))


def _encoded(text: bytes, encoding: str) -> bytes:
    return text if encoding in ("utf-8", YAML) else text.decode("latin-1").encode(encoding, "replace")


def _is_whole(found: Tables) -> None:
    """Every row is accounted for, every issue words itself, every number is one."""
    assert set(unaccounted(found).values()) <= {0}, unaccounted(found)
    for issue in found.issues:
        assert str(issue)
    for frame in found.frames.values():
        for column in frame.select_dtypes("float64").columns:
            assert not np.isinf(frame[column]).any(), column


def _each_in_its_column(found: Tables, described: Table) -> None:
    frame = found.frames[described.name]
    for column in described.names:
        if pd.api.types.is_string_dtype(frame[column]):
            _is_its_own("".join(frame[column]), column, described)
    for issue in found.issues:
        if issue.value is not None and issue.column:
            _is_its_own(issue.value, issue.column, described)


def _is_its_own(text: str, column: str, described: Table) -> None:
    for name in set(SENTINEL.findall(text)) & set(described.names):
        assert name == column or (name, column) in COPIES, f"text of {name} came out as {column}"


def _reads_as_csv_does(content: bytes) -> None:
    """What is read at all is what the standard library reads, row by row and cell by cell."""
    try:
        extract = extracted(Raw("data.csv", content, ""), "utf-8", ",")
    except InputError:
        return
    text = content.decode("utf-8").removeprefix("\ufeff").rstrip("\x1a\r\n ")
    header, *expected = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    assert extract.header == tuple(name.strip() for name in header)
    found = [[str(cell) for cell in row] for row in extract.frame.itertuples(index=False)]
    wanted = [row for row in expected if any(row)]
    assert [[cell.rstrip(" ") for cell in row] for row in found] == [
        [cell.rstrip(" ") for cell in row] for row in wanted
    ]
