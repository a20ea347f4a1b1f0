from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reviewgen.config import FileSource, Limits
from reviewgen.errors import InputError
from reviewgen.sources import workbook
from reviewgen.sources.extract import Extract
from reviewgen.sources.files import Raw, open_files

HEAD = ("id", "note")


def book(*rows: tuple[Any, ...], change: Callable[[Worksheet], object] = lambda _: None) -> bytes:
    """A workbook with these rows on its only sheet."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    change(made.active)
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def parsed(data: bytes, limits: Limits | None = None, **more: Any) -> Extract:
    """Parse as the file a.xlsx."""
    source = FileSource.model_validate({"table": "tickets", "files": "a.xlsx"} | more)
    return workbook.parse(Raw("a.xlsx", data, ""), source, limits or Limits())


def cells(extract: Extract) -> list[list[str]]:
    """The cells of all rows."""
    rows: list[list[str]] = extract.frame.to_numpy().tolist()
    return rows


def refused(data: bytes, limits: Limits | None = None, **more: Any) -> str:
    """Parse what cannot be used; the message."""
    with pytest.raises(InputError) as caught:
        parsed(data, limits, **more)
    return str(caught.value)


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The same workbook with other parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(info.filename, old.read(info)))
    return out.getvalue()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("007", "007"),
        (7, "7"),
        (1234.5, "1234.5"),
        (-0.25, "-0.25"),
        (1e-7, "0.0000001"),
        (True, "true"),
        (datetime(2026, 10, 31, 14, 5, 9), "2026-10-31 14:05:09"),
        (datetime(2026, 10, 31, 23, 59, 59, 999999), "2026-11-01 00:00:00"),
        (date(2026, 10, 31), "2026-10-31"),
        (timedelta(hours=36, minutes=5, seconds=20), "36:05:20"),
        (time(9, 12), "9:12:00"),
        ("two\nlines ", "two\nlines "),
        ("=1+1 is text", "=1+1 is text"),
    ],
)
def test_typed_cells_as_text(value: object, text: str) -> None:
    """What the cell holds and not how it is shown: texts as they are, no digit lost, no noise in seconds."""

    def as_text(sheet: Worksheet) -> None:
        if isinstance(value, str):
            sheet["A2"].data_type = "s"

    assert cells(parsed(book(("id",), (value,), change=as_text))) == [[text]]


def test_rows_are_those_of_the_spreadsheet() -> None:
    """Titles above the header, empty rows between and columns left of it count; a note tells of the header."""
    extract = parsed(book(("Incidents of October",), (), (None, "id", "note"), (), (None, "1", "x"), (), (None, "2")))
    assert (extract.header, extract.rows.tolist()) == (("", "id", "note"), [5, 7])
    assert [str(note) for note in extract.notes] == ["a.xlsx: was read from row 3 on, the first with names of columns."]


def test_a_header_that_is_told() -> None:
    """Then it is taken from there, without a word."""
    extract = parsed(book(("a", "b"), ("id", "note"), ("1", "x")), header=2)
    assert (extract.header, extract.rows.tolist(), extract.notes) == (HEAD, [3], ())


def test_empty_columns_at_the_end_are_left_out() -> None:
    """Excel keeps what was formatted once; a column without a name between others stays."""

    def formatted(sheet: Worksheet) -> None:
        sheet["F9"].number_format = "0.00"

    assert parsed(book(("id", None, "note"), ("1", "?", "x"), change=formatted)).header == ("id", "", "note")


def test_several_sheets() -> None:
    """One must be named if several have rows; hidden ones count only where no other has."""
    made = openpyxl.Workbook()
    made.active.append(HEAD)
    other = made.create_sheet("Other")
    other.append(("id",))
    made.create_sheet("Empty")
    assert 'has several sheets with rows: "Sheet", "Other". Hint: name one with sheet:' in refused(saved(made))
    assert parsed(saved(made), sheet="Other").header == ("id",)
    assert 'has no sheet "Othr". Hint: did you mean "Other"?' in refused(saved(made), sheet="Othr")
    other.sheet_state = "hidden"
    assert parsed(saved(made)).header == HEAD
    assert parsed(saved(made), sheet="Other").header == ("id",)


def with_cell(xml: bytes) -> bytes:
    """A workbook whose cell B2 is written like this."""

    def change(name: str, data: bytes) -> bytes:
        return data.replace(b'<c r="B2"><v>1</v></c>', xml) if name.endswith("sheet1.xml") else data

    made = repacked(book(HEAD, ("1", 1)), lambda name, data: data.replace(b' t="n"', b""))
    found = repacked(made, change)
    assert found != made
    return found


@pytest.mark.parametrize(
    ("xml", "value", "problem"),
    [
        (b'<c r="B2"><f>1+1</f><v>2</v></c>', "2", None),
        (b'<c r="B2" t="str"><f>A2</f><v>x</v></c>', "x", None),
        (b'<c r="B2" t="str"><f>IF(1,"","")</f><v></v></c>', "", None),
        (b'<c r="B2"><f>1+1</f></c>', "", "is a formula that was saved without its value"),
        (b'<c r="B2"><f>1+1</f><v/></c>', "", "is a formula that was saved without its value"),
        (b'<c r="B2"><v>12345678901234567890</v></c>', "12345678901234567890", None),
        (b'<c r="B2"><v>0.1000000000000000055</v></c>', "0.1", None),
        (b'<c r="B2" t="e"><v>#N/A</v></c>', "#N/A", "is an error of the spreadsheet"),
        (b'<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!", "is an error of the spreadsheet"),
    ],
)
def test_formulas_and_errors(xml: bytes, value: str, problem: str | None) -> None:
    """The value that was saved counts; what has none is no empty cell."""
    extract = parsed(with_cell(xml))
    assert cells(extract) == [["1", value]]
    assert [(fault.column, fault.cells, fault.problem) for fault in extract.kinds.faults] == (
        [(1, (0,), problem)] if problem else []
    )


def test_merged_cells_are_no_empty_ones() -> None:
    """Of cells that are merged only the first has the value that all of them show; a merged title matters not."""

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:B1")
        sheet.merge_cells("B3:B4")

    extract = parsed(book(("Title",), HEAD, ("1", "x"), ("2", None), change=merge))
    assert [(fault.column, fault.cells) for fault in extract.kinds.faults] == [(1, (1,))]


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("declared", [LAUGHS, OUTSIDE, OUTSIDE.decode().encode("utf-16-le")])
@pytest.mark.parametrize("part", ["sheet1.xml", "workbook.xml", "workbook.xml.rels", "styles.xml"])
def test_entities_are_refused(declared: bytes, part: str) -> None:
    """Before any of it is read."""
    attack = repacked(book(HEAD), lambda name, data: declared + data if name.endswith(part) else data)
    assert "declares types of its own" in refused(attack)


def test_a_part_that_grows_is_refused(tmp_path: Path) -> None:
    """By what it unpacks to, and not by what the archive says of it."""
    grown = repacked(book(HEAD), lambda name, data: data + b" " * 3_000_000 if name.endswith("sheet1.xml") else data)
    assert "is larger than 1 MB" in refused(grown, Limits(megabytes=1))
    info = next(one for one in zipfile.ZipFile(io.BytesIO(grown)).infolist() if one.filename.endswith("sheet1.xml"))
    lying = grown.replace(info.file_size.to_bytes(4, "little"), (9).to_bytes(4, "little"))
    assert "is larger than 1 MB" in refused(lying, Limits(megabytes=1))
    assert "is a damaged workbook" in refused(lying)


@pytest.mark.parametrize(
    ("limits", "problem"),
    [
        (Limits(rows=1), "has 2 rows, more than 1"),
        (Limits(columns=1), "has 2 columns, more than 1"),
        (Limits(cell=3), 'row 3, column "note": has 4 bytes in one cell (expected at most 3)'),
    ],
)
def test_limits(limits: Limits, problem: str) -> None:
    """Those of every source."""
    assert problem in refused(book(HEAD, ("1", "abc"), ("2", "abcd")), limits)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (book(HEAD)[:-40], "is a damaged workbook"),
        (book(HEAD)[:300], "is a damaged workbook"),
        (repacked(book(HEAD), lambda name, data: data[:50] if name.endswith("sheet1.xml") else data), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is a workbook of the old kind (.xls)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "is locked with a password. Hint: open it in Excel, save it as .xlsx without a password",
        ),
        (book(), "is empty"),
        (book((1, 2), (3, 4)), "has no row of names above its cells"),
        (b"id,note\n", "is a damaged workbook"),
    ],
    ids=["cut", "cut short", "sheet cut", "xls", "locked", "empty", "no header", "csv"],
)
def test_what_cannot_be_read_is_worded(data: bytes, problem: str) -> None:
    """Damaged, locked, empty: what to do, and no traceback."""
    assert problem in refused(data)


def test_a_workbook_is_not_taken_for_an_archive(tmp_path: Path) -> None:
    """It is known by its content, whatever it is called; within an archive too."""
    data = book(HEAD, ("1", "x"))
    (tmp_path / "a.bin").write_bytes(data)
    (raw,) = open_files(tmp_path / "a.bin", tmp_path, "*.csv")
    assert workbook.fits(raw)
    assert raw.data == data
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("in.xlsx", data)
    (raw,) = open_files(tmp_path / "b.zip", tmp_path, "*.xlsx")
    assert (raw.name, cells(workbook.parse(raw, FileSource(table="tickets", files=("x",)), Limits()))) == (
        "b.zip/in.xlsx",
        [["1", "x"]],
    )


def test_a_merged_range_of_the_whole_sheet() -> None:
    """What it takes follows from the cells that there are: all but the first of the range show its value."""
    extract = parsed(book(HEAD, ("1", "x"), ("2", "y"), change=lambda sheet: sheet.merged_cells.add("A1:XFD1048576")))
    assert [(fault.column, fault.cells) for fault in extract.kinds.faults] == [(0, (0, 1)), (1, (0, 1))]


def test_merged_ranges_that_overlap() -> None:
    """The first cell of one is empty where another one covers it."""

    def merge(sheet: Worksheet) -> None:
        for cells in ("A2:B2", "B2:B3", "A4:A4"):
            sheet.merged_cells.add(cells)

    extract = parsed(book(HEAD, ("1", "x"), ("2", "y"), ("3", "z"), change=merge))
    assert [(fault.column, fault.cells) for fault in extract.kinds.faults] == [(1, (0, 1))]


@pytest.mark.parametrize("stray", ["AD1048576", "XFD1", "XFD1048576"])
def test_a_blank_far_away_is_left_out(stray: str) -> None:
    """A list is read as if it were not there, and as fast."""

    def blank(sheet: Worksheet) -> None:
        sheet[stray] = " "

    extract = parsed(book(HEAD, ("1", "x"), ("2", "y"), change=blank))
    assert (extract.header, cells(extract), extract.rows.tolist()) == (HEAD, [["1", "x"], ["2", "y"]], [2, 3])


def test_what_stands_right_of_the_header_is_told() -> None:
    """With the first such cell, in rows that are read and in those that have nothing else; a blank is nothing."""

    def beside(sheet: Worksheet) -> None:
        sheet["E2"], sheet["D3"], sheet["F4"] = " ", "see mail", 7

    extract = parsed(book(HEAD, ("1", "x"), ("2", "y"), change=beside))
    assert cells(extract) == [["1", "x"], ["2", "y"]]
    (note,) = extract.notes
    assert (note.severity, note.row, note.column, note.count) == ("warning", 3, "D", 2)
    assert "stands right of the last name in the header and is not read" in str(note)


def test_a_stray_cell_in_the_header_is_named() -> None:
    """By its column: nobody sees it."""

    def named(sheet: Worksheet) -> None:
        sheet["XFD1"] = "x"

    said = refused(book(HEAD, ("1", "x"), change=named))
    assert "has 16,384 columns, more than 5,000, up to column XFD. Hint: clear what stands in column XFD" in said


def test_a_sheet_that_is_not_read_may_be_as_it_likes() -> None:
    """A cell far away on another sheet than the one that is named stops nothing."""
    made = openpyxl.Workbook()
    made.active.append(HEAD)
    made.active.append(("1", "x"))
    made.create_sheet("Far")["XFD1048576"] = "z"
    assert cells(parsed(saved(made), sheet="Sheet")) == [["1", "x"]]
    assert "several sheets with rows" in refused(saved(made))
    assert "reaches to row 1,048,576 and column XFD, with something in 1 cells" in refused(saved(made), sheet="Far")


def test_a_relation_without_a_target_is_passed_over() -> None:
    """The one that has it counts."""

    def doubled(name: str, data: bytes) -> bytes:
        return (
            data.replace(b"<Relationship ", b'<Relationship Id="rId1"/><Relationship ', 1)
            if "workbook.xml.rels" in name
            else data
        )

    assert cells(parsed(repacked(book(HEAD, ("1", "x")), doubled))) == [["1", "x"]]
