"""F30: a text of a data file that a spreadsheet would run begins with an apostrophe; in a workbook it is a text."""

from __future__ import annotations

import csv
from itertools import cycle
from pathlib import Path

import openpyxl
import pytest
import small_project
from commands import pack_of, run

FORMULAS = (
    '=HYPERLINK("http://example.com/?"&A1,"click")',
    "+1",
    "-1+1",
    "@SUM(A1:A9)",
    "=cmd|' /C calc'!A0",
    '=1,"quoted"',
    "=1\nsecond line",
    "＝1+1",  # noqa: RUF001 - the wide form is the point
    "＠SUM(A1)",  # noqa: RUF001
    "-",
)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of an account whose titles, ids and services are formulas."""
    folder = tmp_path_factory.mktemp("formulas")
    data = small_project.rows("A", lambda table, column: f"=1+{table}" if column in ("service", "name") else column)
    for row, formula in zip(data["tickets"], cycle(FORMULAS)):
        row["title"], row["id"] = formula, f"={row['id']}"
    return pack_of(
        small_project.write(folder, [small_project.account_file("A", notes={})], data),
        "--format",
        "html",
        "--format",
        "xlsx",
    )


def cells(path: Path) -> list[str]:
    """Return every cell of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [cell for row in csv.reader(file) for cell in row]


def is_number(cell: str) -> bool:
    """Whether a cell is a plain number."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_f30_no_file_holds_a_formula(pack: Path) -> None:
    """In every CSV file of the pack, what begins as a formula is a number."""
    files = list(pack.rglob("*.csv"))
    assert len(files) > 5
    starts = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
    assert [(path.name, cell) for path in files for cell in cells(path) if cell.startswith(starts)] == [
        (path.name, cell) for path in files for cell in cells(path) if cell.startswith("-") and is_number(cell)
    ]


def test_f30_a_title_reads_back(pack: Path) -> None:
    """Behind its apostrophe each title is what was written, quotes and ends of lines included."""
    found = cells(pack / "data" / "tickets.csv")
    assert [formula for formula in FORMULAS if f"'{formula}" not in found] == []


def test_f30_no_cell_of_the_workbook_is_a_formula(pack: Path) -> None:
    """Each text stands there as it was written, as a text that stays one when somebody edits it; no part has a link."""
    file = openpyxl.load_workbook(pack / "pack.xlsx")
    found = [cell for sheet in file for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in found} <= {"n", "s", "d", "b"}
    assert [cell.coordinate for cell in found if cell.hyperlink] == []
    texts = [cell for cell in found if cell.data_type == "s"]
    assert [formula for formula in FORMULAS if formula not in {cell.value for cell in texts}] == []
    assert {cell.quotePrefix for cell in texts if cell.value.startswith(tuple("=+-@＝＠"))} == {True}  # noqa: RUF001
    whole = small_project.text_of_workbook((pack / "pack.xlsx").read_bytes())
    assert [tag for tag in ("<f>", "<f ", "<hyperlink", "externalLink", "ddeLink") if tag in whole] == []


def test_f30_what_the_command_prints_is_safe_too(pack: Path) -> None:
    """Rows and figures as CSV on the terminal follow the same rule."""
    project = pack.parents[2]
    asked = (project, "--account", "A", "--period", "2026-10", "--format", "csv")
    for printed in (run("figures", *asked), run("explain", "tickets.opened", *asked)):
        assert printed.code == 0, printed.said
        found = [cell for row in csv.reader(printed.out.splitlines()) for cell in row]
        assert [cell for cell in found if cell.startswith(tuple("=+-@")) and not is_number(cell)] == []
