"""The same data from every kind of source gives the same packs, byte for byte, but for the manifest's inputs."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
import pyarrow as pa
import pytest
from pyarrow import parquet
from small_project import Data, Row, account_file, as_yaml, built, desk, files_of, folder_of, project_file, write

from reviewgen.records import Column, table

TABLES = ("tickets", "ticket_events", "surveys")
Value = str | float | bool | date | None
Form = Callable[[Path, str, str], dict[str, Any]]
"""Keeps the rows of a table in a folder, or at an address, and says how a source reads them."""
COLUMN_TYPES = {
    "instant": "timestamp",
    "date": "date",
    "flag": "boolean",
    "number": "double precision",
    "duration": "numeric(12, 4)",
    "count": "bigint",
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose desk's tables are CSV, with texts as people write them."""
    data: Data = {name: found for name, found in desk("A").items() if name in TABLES}
    data["tickets"][0] |= {"title": 'Zoë’s "scanner", 50 % – naïve', "hold_hours": "1.25", "reopen_count": "2"}
    data["tickets"][1] |= {"title": "=1+1", "resolution_note": "first line\nsecond line", "first_contact": "true"}
    return write(tmp_path_factory.mktemp("csv"), [account_file("A", depth="full")], data)


@pytest.fixture(scope="module")
def expected(plain: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What is built from CSV."""
    return pack(plain, tmp_path_factory.mktemp("out"))


def pack(project: Path, out: Path) -> dict[str, bytes]:
    """Build, and return the files of the pack; those for us only name the places of rows, and are left out."""
    found = files_of(folder_of(built(project, out)["A"]))
    return {name: data for name, data in found.items() if not name.startswith("internal/")}


def rows_of(project: Path, name: str) -> list[Row]:
    """The rows of a table, as its CSV has them."""
    with (project / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def typed(project: Path, name: str) -> list[dict[str, Value]]:
    """The same rows, each cell with the type of its column."""
    columns = {column.name: column for column in table(name).columns}
    return [{key: value(cell, columns[key]) for key, cell in row.items()} for row in rows_of(project, name)]


def value(cell: str, column: Column) -> Value:
    """A cell with the type of its column."""
    if not cell:
        return None
    made: dict[str, Callable[[str], Value]] = {
        "instant": datetime.fromisoformat,
        "date": date.fromisoformat,
        "flag": lambda text: text == "true",
        "count": int,
        "number": float,
        "duration": float,
    }
    return made.get(column.kind, str)(cell)


def workbook(project: Path, name: str, address: str) -> dict[str, Any]:
    """A sheet with typed cells below a title."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([f"All {name} of the desk"])
    sheet.append(list(table(name).names))
    for row in typed(project, name):
        sheet.append(list(row.values()))
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins as a formula does is a text
    book.create_sheet("Notes")
    book.save(project / "data" / f"{name}.xlsx")
    return {"files": f"data/{name}.xlsx", "header": 2}


def parquet_file(project: Path, name: str, address: str) -> dict[str, Any]:
    """A file with types."""
    parquet.write_table(pa.Table.from_pylist(typed(project, name)), project / "data" / f"{name}.parquet")
    return {"files": f"data/{name}.parquet"}


def json_lines(project: Path, name: str, address: str) -> dict[str, Any]:
    """A record in each line, with numbers and flags, without what is empty."""
    rows = ({key: cell for key, cell in row.items() if cell is not None} for row in typed(project, name))
    text = "".join(f"{json.dumps(row, default=str)}\n" for row in rows)
    (project / "data" / f"{name}.jsonl").write_text(text, "utf-8")
    return {"files": f"data/{name}.jsonl"}


def sqlite(project: Path, name: str, address: str) -> dict[str, Any]:
    """A table of SQLite, which has no dates."""
    rows = typed(project, name)
    with sqlite3.connect(project / "data" / "desk.db") as connection:
        columns = ", ".join(f'"{column}"' for column in rows[0])
        connection.execute(f"CREATE TABLE {name} ({columns})")
        cells = [[str(cell) if isinstance(cell, date) else cell for cell in row.values()] for row in rows]
        connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", cells)
    connection.close()
    return {"database": "sqlite:///data/desk.db", "query": f"SELECT * FROM {name} ORDER BY rowid"}


def postgresql(project: Path, name: str, address: str) -> dict[str, Any]:
    """A table of PostgreSQL with times without zone."""
    rows = typed(project, name)
    kinds = {column.name: COLUMN_TYPES.get(column.kind, "text") for column in table(name).columns}
    with psycopg.connect(host=address.partition("host=")[2], user="postgres", dbname="postgres") as connection:
        columns = ", ".join(f'"{column}" {kinds[column]}' for column in rows[0])
        connection.execute(f'CREATE TABLE "{name}" ({columns})'.encode())
        with connection.cursor() as cursor:
            places = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f'INSERT INTO "{name}" VALUES ({places})'.encode(), [list(row.values()) for row in rows])
    return {"database": address, "query": f"SELECT * FROM {name}", "zone": "Europe/London"}


def duckdb(project: Path, name: str, address: str) -> dict[str, Any]:
    """A query of DuckDB over the CSV itself, as text."""
    query = f"SELECT * FROM read_csv(getvariable('project') || '/data/{name}.csv', all_varchar = true)"
    return {"duckdb": ":memory:", "query": query}


FORMS: tuple[Form, ...] = (workbook, parquet_file, json_lines, sqlite, duckdb)


@pytest.fixture
def project(plain: Path, tmp_path: Path) -> Path:
    """A project with the same accounts, and no data yet."""
    data = {name: rows_of(plain, name) for name in TABLES}
    return write(tmp_path / "project", [account_file("A", depth="full")], data)


def kept_as(form: Form, project: Path, address: str = "") -> Path:
    """The project with its tables in another form."""
    sources = [{"table": name} | form(project, name, address) for name in TABLES]
    (project / "reviewgen.yaml").write_text(as_yaml(project_file((), sources=sources)), "utf-8")
    return project


def differences(found: dict[str, bytes], expected: dict[str, bytes]) -> Iterator[str]:
    """The names of files that are not the same; of manifests all but the inputs counts."""
    assert found.keys() == expected.keys()
    for name in expected:
        same = found[name] == expected[name] if name != "manifest.json" else _told(found) == _told(expected)
        if not same:
            yield name


def _told(files: dict[str, bytes]) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(files["manifest.json"])
    assert [one["rows"] for one in manifest.pop("inputs")]
    return manifest


def test_a_customer_is_not_told_where_a_database_is(project: Path, tmp_path: Path) -> None:
    """Of its address the database is left, beside a digest of the query."""
    found = files_of(folder_of(built(kept_as(sqlite, project), tmp_path / "out", formats=("html",))["A"]))
    inputs = json.loads(found["manifest.json"])["inputs"]
    assert {one["file"].partition(" query ")[0] for one in inputs} == {"desk.db"}
    assert [name for name, data in found.items() if b"sqlite://" in data and not name.startswith("internal/")] == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_the_same_data_gives_the_same_bytes(
    form: Form, project: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    """Pages, PDF, figures and data files; what is for us only tells in which row of which file a remark stands."""
    assert list(differences(pack(kept_as(form, project), tmp_path / "out"), expected)) == []


def test_the_same_data_of_a_server_gives_the_same_bytes(
    project: Path, expected: dict[str, bytes], tmp_path: Path, postgres: str
) -> None:
    """From PostgreSQL too, whose own zone is another one."""
    assert list(differences(pack(kept_as(postgresql, project, postgres), tmp_path / "out"), expected)) == []
