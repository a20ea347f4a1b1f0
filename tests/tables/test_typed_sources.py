"""What a source knows of its cells decides before a mapping that was written for text."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from reviewgen.config import Project
from reviewgen.project import Setup
from reviewgen.tables import Tables, load

COLUMNS = {"id": "Ref", "account": "Customer", "opened_at": "From"}
ROW = {"Ref": "1", "Customer": "A", "From": datetime(2026, 3, 4, 9, 12), "Waited": 1.234}


def loaded(folder: Path, *sources: dict[str, Any]) -> Tables:
    """Load a project with these sources of tickets, whose own zone is UTC."""
    written = {"provider": {"name": "N"}, "sources": [{"table": "tickets"} | source for source in sources]}
    return load(Setup(folder, Project.model_validate(written)), {})


def told(tables: Tables) -> list[str]:
    """Every issue in words."""
    return [str(issue) for issue in tables.issues]


def stored(folder: Path, *rows: dict[str, Any]) -> str:
    """The rows as Parquet; the file's name."""
    parquet.write_table(pa.Table.from_pylist(list(rows)), folder / "a.parquet")
    return "a.parquet"


@pytest.mark.parametrize("dates", [["%d/%m/%Y"], ["%Y-%d-%m %H:%M:%S"], ["epoch"], ["%d/%m/%Y", "iso"]])
def test_dates_with_a_type_are_what_they_are(tmp_path: Path, dates: list[str]) -> None:
    """Whatever the mapping says of dates in text: the fourth of March never becomes the third of April."""
    mapping = {"dates": dates, "zone": "Europe/Berlin", "columns": COLUMNS}
    tables = loaded(tmp_path, {"files": stored(tmp_path, ROW), "mapping": mapping})
    assert told(tables) == []
    assert [str(at) for at in tables.frames["tickets"]["opened_at"]] == ["2026-03-04 08:12:00+00:00"]


@pytest.mark.parametrize(("decimal", "thousands"), [(".", ""), (",", "."), (",", ""), (".", ",")])
def test_numbers_with_a_type_are_what_they_are(tmp_path: Path, decimal: str, thousands: str) -> None:
    """Whatever the mapping says of signs: 1.234 never becomes 1,234; texts beside them are read as it says."""
    (tmp_path / "a.jsonl").write_text(
        "".join(
            f"{json.dumps({**ROW, 'From': '2026-03-04 09:12', 'Ref': ref, 'Waited': waited})}\n"
            for ref, waited in (("1", 1.234), ("2", 1234), ("3", f"1{thousands}234{decimal}5"))
        ),
        "utf-8",
    )
    mapping = {"decimal": decimal, "thousands": thousands, "columns": COLUMNS | {"hold_hours": "Waited"}}
    tables = loaded(tmp_path, {"files": "a.jsonl", "mapping": mapping})
    assert told(tables) == []
    assert tables.frames["tickets"]["hold_hours"].tolist() == [1.234, 1234.0, 1234.5]


def test_numbers_in_columns_of_text_have_a_point(tmp_path: Path) -> None:
    """As words for nothing and conditions name them; the decimal sign of the mapping is that of numbers alone."""
    rows = [ROW | {"Ref": ref, "Title": title, "Waited": title} for ref, title in (("1", 1.5), ("2", 2.5), ("3", 3.5))]
    columns = COLUMNS | {"title": "Title", "hold_hours": {"column": "Waited", "missing": ["1.5"]}}
    state = {"constant": "new", "rules": [{"column": "Title", "matches": r"^2\.5$", "use": "closed"}]}
    mapping = {"decimal": ",", "missing": ["3.5"], "columns": columns | {"state": state}}
    tables = loaded(tmp_path, {"files": stored(tmp_path, *rows), "mapping": mapping | {"zone": "UTC"}})
    assert told(tables) == []
    frame = tables.frames["tickets"]
    assert frame["title"].tolist() == ["1.5", "2.5", ""]
    assert frame["hold_hours"].fillna(0).tolist() == [0, 2.5, 0]
    assert frame["state"].tolist() == ["new", "closed", "new"]


def query(folder: Path, text: str, **more: Any) -> dict[str, Any]:
    """A source that asks DuckDB."""
    return {"duckdb": ":memory:", "name": "desk", "query": text} | more


TIMES = (
    "SELECT '1' AS id, 'A' AS account, TIMESTAMP '2026-03-04 09:12' AS opened_at, {} AS resolved_at, "
    "TIMESTAMP '2026-03-04' AS more"
)


def test_times_of_a_query_need_a_zone(tmp_path: Path) -> None:
    """That of the query or of the mapping; each column that is used is named, and the project's is no answer."""
    naive = TIMES.format("TIMESTAMP '2026-03-04 10:12'")
    hint = "say with zone: in this source of reviewgen.yaml in which zone the database keeps them, often UTC"
    said = [message for message in told(loaded(tmp_path, query(tmp_path, naive))) if "zone" in message]
    assert said == [
        f'desk, column "opened_at": has times without a zone. Hint: {hint}.',
        f'desk, column "resolved_at": has times without a zone. Hint: {hint}.',
    ]
    tables = loaded(tmp_path, query(tmp_path, naive, zone="Europe/Berlin"))
    assert [str(at) for at in tables.frames["tickets"]["opened_at"]] == ["2026-03-04 08:12:00+00:00"]
    mapping = {"zone": "America/New_York", "columns": {name: name for name in ("id", "account", "opened_at")}}
    tables = loaded(tmp_path, query(tmp_path, naive, zone="Europe/Berlin", mapping=mapping))
    assert [str(at) for at in tables.frames["tickets"]["opened_at"]] == ["2026-03-04 14:12:00+00:00"]


def test_times_with_an_offset_need_none(tmp_path: Path) -> None:
    """They say where they are."""
    aware = TIMES.format("NULL").replace("TIMESTAMP '2026-03-04 09:12'", "TIMESTAMPTZ '2026-03-04 09:12+01'")
    tables = loaded(tmp_path, query(tmp_path, aware))
    assert [issue.severity for issue in tables.issues] == ["warning"]  # a column that is not ours
    assert [str(at) for at in tables.frames["tickets"]["opened_at"]] == ["2026-03-04 08:12:00+00:00"]


def test_times_that_a_database_has_as_text_are_those_of_the_query_too(tmp_path: Path) -> None:
    """SQLite knows no times: its texts are read as those of a file, in the zone of the query."""
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("CREATE TABLE t AS SELECT '1' AS id, 'A' AS account, '2026-03-04 09:12' AS opened_at")
    connection.close()
    source = {"database": "sqlite:///a.db", "query": "SELECT * FROM t", "zone": "Europe/Berlin"}
    tables = loaded(tmp_path, source)
    assert [str(at) for at in tables.frames["tickets"]["opened_at"]] == ["2026-03-04 08:12:00+00:00"]


def sheet(folder: Path, *rows: tuple[Any, ...]) -> str:
    """A workbook with errors where a cell says so."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in book.active.iter_rows():
        for cell in cells:
            cell.data_type = "e" if cell.value == "#N/A" else cell.data_type
    book.save(folder / "a.xlsx")
    return "a.xlsx"


HEAD = ("id", "account", "opened_at", "title", "Helper")


def test_errors_of_a_sheet_fail_the_account_that_they_are_of(tmp_path: Path) -> None:
    """Named with row and column, in columns of text too; in a column that is not used they do not matter."""
    at = datetime(2026, 3, 4, 9, 12)
    rows = (HEAD, ("1", "A", at, "#N/A", 1), ("2", "B", at, "fine", "#N/A"), ("3", "B", at, "=1+1", 1))
    mapping = {"columns": {name: name for name in HEAD[:4]}}
    tables = loaded(tmp_path, {"files": sheet(tmp_path, *rows), "mapping": mapping})
    assert sorted((issue.account or "", str(issue)) for issue in tables.issues) == [
        (
            "A",
            'a.xlsx, row 2, column "title": "#N/A" is an error of the spreadsheet. '
            "Hint: mend the cell, or list its word under missing: in the mapping.",
        ),
        (
            "B",
            'a.xlsx, row 4, column "title": is a formula that was saved without its value. '
            "Hint: open the file in Excel, save it, and run again.",
        ),
    ]
    missing = mapping | {"missing": ["#N/A"]}
    tables = loaded(tmp_path, {"files": "a.xlsx", "mapping": missing})
    assert [issue.account for issue in tables.issues] == ["B"]


def test_an_error_where_rows_are_chosen_fails_the_account_of_its_row(tmp_path: Path) -> None:
    """Nobody can say that the row is not meant; a word that means nothing leaves it out."""
    at = datetime(2026, 3, 4, 9, 12)
    rows = (HEAD, ("1", "A", at, "x", "#N/A"), ("2", "B", at, "y", "Task"), ("3", "B", at, "z", "Incident"))
    only = [{"column": "Helper", "matches": "Incident"}]
    mapping = {"columns": {name: name for name in HEAD[:4]}, "only": only}
    tables = loaded(tmp_path, {"files": sheet(tmp_path, *rows), "mapping": mapping})
    (issue,) = tables.issues
    assert (issue.account, issue.severity, issue.row, issue.column) == ("A", "error", 2, "Helper")
    tables = loaded(tmp_path, {"files": "a.xlsx", "mapping": mapping | {"missing": ["#N/A"]}})
    assert (tables.issues, list(tables.frames["tickets"]["id"])) == ((), ["3"])


def test_an_error_in_the_place_of_an_account_is_nobodys(tmp_path: Path) -> None:
    """Nobody can say whose rows these are."""
    at = datetime(2026, 3, 4, 9, 12)
    rows = (HEAD[:3], ("1", "A", at), ("2", "=A1", at), ("3", "=A1", at))
    tables = loaded(tmp_path, {"files": sheet(tmp_path, *rows)})
    first = tables.issues[0]
    assert (first.account, first.severity, first.row, first.count) == (None, "error", 3, 2)
