"""The appendix of a pack as a workbook, read back as a spreadsheet program would."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from math import isclose
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import reviewed
import small_project
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.model import PLAIN, Brand
from reviewgen.records import LISTED
from reviewgen.wording import Wording
from reviewgen.workbook import book as books
from reviewgen.workbook.book import About, Book, Sheet, distinct, fitted, sheet_of, without_empty
from reviewgen.workbook.heads import COLUMNS, OF_TABLE, Vocabulary, codes
from reviewgen.workbook.sheets import sheets_of
from reviewgen.workbook.xlsx import written

ROOT = Path(__file__).resolve().parent.parent
FORMATS = ("html", "xlsx")
FIGURES, TICKETS, CLOCKS, ACTIONS = "Figures", "Tickets", "Clocks", "Actions"
Rows = list[dict[str, Any]]


@dataclasses.dataclass(frozen=True)
class Read:
    """A pack with its workbook."""

    folder: Path
    file: Any

    def rows(self, sheet: str) -> Rows:
        """Return the rows of a sheet by the names of its columns."""
        heads, *rows = self.file[sheet].iter_rows(values_only=True)
        return [dict(zip(heads, row, strict=True)) for row in rows]

    def data(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a data file."""
        with (self.folder / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def figures(self) -> Rows:
        """The figures of figures.json."""
        found: Rows = json.loads((self.folder / "figures.json").read_bytes())["figures"]
        return found


def read(folder: Path) -> Read:
    """Open the workbook of a pack."""
    return Read(folder, openpyxl.load_workbook(folder / "pack.xlsx"))


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """The largest pack of the sample project."""
    out = tmp_path_factory.mktemp("workbook")
    result = small_project.built(ROOT / "sample_data", out, accounts=("CALDER",), formats=("xlsx",))["CALDER"]
    return read(small_project.folder_of(result))


def cells(file: Any) -> Iterator[Any]:
    """Yield every cell of a workbook in which something stands."""
    return (cell for sheet in file for row in sheet.iter_rows() for cell in row if cell.value is not None)


# What stands in it


def test_every_figure_is_there_as_figures_json_has_it(pack: Read) -> None:
    """Value, size, target and the rest of each, number for number; those of the reviewed period come first."""
    wanted, found = pack.figures, pack.rows(FIGURES)
    assert len(found) == len(wanted) > 4_000
    shown = ["2026-10", *sorted({one["period"] for one in wanted} - {"2026-10"}, reverse=True)]
    wanted = sorted(wanted, key=lambda one: shown.index(one["period"]))
    for figure, row in zip(wanted, found, strict=True):
        assert (row["Id of the figure"], row["Period"], row["n"]) == (figure["metric"], figure["period"], figure["n"])
        assert same(row["Value"], figure["value"]), row
        assert same(row["Target"], figure["target"])
        assert same(row["Told then"], figure["told"])
        assert (row["Status"] is None) == (figure["status"] is None)
        assert figure["missing"] is None or row["Note"] is not None
        assert (row["Limited to"] is None) == (figure["dimensions"] == {})
        assert all(value in row["Limited to"] for value in own_values(figure["dimensions"]))


def test_the_same_period_a_year_ago_comes_last() -> None:
    """A chain of weeks does not reach so far back, and figures.json has it."""
    periods = ("2025-10", "2026-09", "2026-10")
    assert "2025-10" not in reviewed.CHAIN
    made = reviewed.case(*(reviewed.figure("tickets.opened", 1, period=one) for one in periods))
    (sheet,) = (one for one in sheets_of(reviewed.inputs(made)) if one.name == FIGURES)
    assert sheet.columns[sheet.heads.index("Period")] == (*reversed(periods),)


def same(cell: float | None, number: float | None) -> bool:
    """Whether a cell holds a number: spreadsheets keep sixteen digits of it."""
    return cell is number is None or (cell is not None and number is not None and isclose(cell, number, rel_tol=1e-15))


def own_values(dimensions: dict[str, str]) -> list[str]:
    """Return the values of dimensions that are the account's own words."""
    return [value for name, value in dimensions.items() if name in ("priority", "service", "category", "site")]


def test_a_figure_tells_its_unit_its_bound_and_why_it_is_missing(pack: Read) -> None:
    """One of each kind, in words."""
    found = {(row["Id of the figure"], row["Limited to"]): row for row in pack.rows(FIGURES)[:2_000]}
    assert {row["Unit"] for row in found.values()} >= {"%", "h", "tickets", "GBP", "days"}
    assert {row["Status"] for row in found.values()} >= {"met", "at risk"}
    judged = [row for row in found.values() if row["Target"] is not None]
    assert {row["Bound"] for row in judged} == {"At least", "At most"}
    assert any(row["Note"] and re.fullmatch(r"n \d+, too few", row["Note"]) for row in found.values())
    assert ("sla.resolution", "priority P1") in found


def test_tickets_are_those_of_the_data_file(pack: Read) -> None:
    """Each with its times in the account's zone, its numbers and its clocks."""
    wanted, found = pack.data("tickets"), pack.rows(TICKETS)
    assert len(found) == len(wanted)
    for ticket, row in zip(wanted, found, strict=True):
        assert (row["Number"], row["Title"] or "") == (ticket["id"], ticket["title"])
        assert row["Opened (Europe/London)"] == local(ticket["opened_at"])
        assert row["Resolved (Europe/London)"] == local(ticket["resolved_at"])
        assert same(row["Resolution: time counted (h)"], number(ticket["resolution_hours"]))
        assert (row["Resolution: outcome"] or "") == ticket["resolution_outcome"]
        assert (row["Solved at first contact"] is True) == (ticket["first_contact"] == "true")


def test_clocks_are_those_of_the_data_file(pack: Read) -> None:
    """Both of each ticket, hours as numbers, moments as times."""
    wanted, found = pack.data("clocks"), pack.rows(CLOCKS)
    assert len(found) == len(wanted)
    for clock, row in zip(wanted, found, strict=True):
        assert (row["Ticket"], row["Clock"]) == (clock["ticket"], clock["clock"])
        assert row["Due (Europe/London)"] == local(clock["due_at"])
        assert same(row["Counted (h)"], number(clock["hours"]))
        assert same(row["Promised (h)"], number(clock["promised_hours"]))
        assert (row["Spans on hold"] or "").count(" / ") == clock["holds"].count("/")


def local(text: str) -> datetime | None:
    """Return the time of a data file as its clock on the wall showed it."""
    return datetime.fromisoformat(text).replace(tzinfo=None) if text else None


def number(text: str) -> float | None:
    """Return the number of a data file."""
    return float(text) if text else None


def test_every_data_file_has_its_sheet(pack: Read) -> None:
    """As many rows as the file, and nothing in it that the file does not have; but for the rows behind figures."""
    files = {path.stem for path in (pack.folder / "data").glob("*.csv")} - {"rows", "tickets", "clocks"}
    sheets = {sheet.title: sheet for sheet in pack.file}
    titles = {table.name: table.title.capitalize() for table in LISTED}
    assert list(sheets)[:4] == ["About", FIGURES, TICKETS, CLOCKS]
    assert {titles[name] for name in files} == set(list(sheets)[4:])
    for name in files:
        assert sheets[titles[name]].max_row - 1 == len(pack.data(name)), name


def test_codes_are_words(pack: Read) -> None:
    """What the pages call a side or a state, not how it is coded."""
    found = pack.rows(ACTIONS)
    assert {row["Side"] for row in found} == {"ours", "yours"}
    assert {row["State"] for row in found} >= {"open"}
    text = {cell.value for cell in cells(pack.file) if isinstance(cell.value, str)}
    assert not text & {"theirs", "not_measured", "in_progress", "on_hold", "backed_out", "csat"}


def test_the_first_sheet_says_what_the_others_are(pack: Read) -> None:
    """Account, period, provider, zone, confidentiality, and each sheet with its rows."""
    rows = [row for row in pack.file["About"].iter_rows(values_only=True) if row[0]]
    facts = {row[0]: row[1] for row in rows}
    assert facts["Account"] == "Calder Rail"
    assert facts["Provider"] == "Northwind Managed Services"
    assert facts["Period"] == "1 October 2026 to 31 October 2026"
    assert facts["Status"] == "Draft · Confidential"
    assert "Europe/London" in facts["Note"]
    listed = {row[0]: row[2] for row in rows if isinstance(row[2], int)}
    assert listed == {sheet.title: sheet.max_row - 1 for sheet in pack.file if sheet.title != "About"}


# How it stands there


def test_each_sheet_can_be_filtered_and_printed(pack: Read) -> None:
    """Heads that stay, a filter over all rows, a page as wide as the sheet with the heads on each, and a foot."""
    for sheet in pack.file.worksheets[1:]:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert "Calder Rail · October 2026 · Confidential" in sheet.oddFooter.left.text
        assert not sheet.sheet_view.showGridLines
        heads = [cell.value for cell in sheet[1]]
        assert all(heads)
        assert len({head.casefold() for head in heads}) == len(heads)
        assert {cell.fill.fgColor.rgb for cell in sheet[1]} == {"FF" + accent(pack)}


def accent(pack: Read) -> str:
    """Return the colour that the account's file asks for."""
    found = re.search(r'accent: "?#([0-9a-f]{6})', (ROOT / "sample_data/accounts/calder.yaml").read_text("utf-8"))
    assert found
    return found[1].upper()


def test_cells_are_what_they_hold(pack: Read) -> None:
    """Numbers, times, truths and texts; whole numbers without decimals, others with some."""
    assert {cell.data_type for cell in cells(pack.file)} == {"n", "s", "d", "b"}
    formats = {cell.number_format for cell in cells(pack.file) if cell.data_type == "d"}
    assert formats == {"yyyy-mm-dd", "yyyy-mm-dd hh:mm"}
    for cell in (cell for cell in cells(pack.file) if cell.data_type == "n"):
        assert (cell.number_format == "#,##0") == (cell.value == int(cell.value))


def test_columns_are_as_wide_as_what_they_hold(pack: Read) -> None:
    """No number or time is shown as ###, no column is wider than fifty letters, long texts are wrapped."""
    for sheet in pack.file.worksheets[1:]:
        widths = [width for group in sheet.column_dimensions.values() for width in [group.width] * spanned(group)]
        for width, column in zip(widths, sheet.iter_cols(min_row=2), strict=True):
            for cell in column:
                if cell.data_type in ("n", "d") and cell.value is not None:
                    assert len(shown(cell)) < width, (sheet.title, cell.coordinate)
                assert cell.data_type != "s" or len(cell.value) < width or cell.alignment.wrap_text
        assert max(widths) <= 51


def spanned(group: Any) -> int:
    """Return how many columns of the same width stand in one entry."""
    return int(group.max - group.min + 1)


def shown(cell: Any) -> str:
    """Return about what a spreadsheet shows of a number or a time."""
    if cell.data_type == "d":
        moment: datetime = cell.value
        return moment.isoformat(" ", "minutes") if "hh" in cell.number_format else moment.date().isoformat()
    return f"{cell.value:,.0f}" if cell.value == int(cell.value) else f"{cell.value:,.4f}".rstrip("0")


@pytest.mark.parametrize(
    ("value", "form"),
    [(95.0, "#,##0"), (95.25, "#,##0.00"), (99.998, "#,##0.0000"), (0.004, "#,##0.0000"), (-1.5, "#,##0.00")],
)
def test_no_number_looks_whole_that_is_not(value: float, form: str) -> None:
    """Two decimals; four where two would say what was promised, and it was not reached."""
    assert one(value).number_format == form


def test_a_row_is_as_high_as_its_longest_text() -> None:
    """Three lines for a text of three, one where all fit; no row is higher than a spreadsheet lets it be."""
    sheet = opened(sheet_of("S", "", ["v", "w"], [("a\nb\nc", "x"), ("short", "y"), ("word " * 2_000, "")]))["S"]
    heights = [sheet.row_dimensions[row].height for row in (2, 3, 4)]
    assert heights == [46.5, None, 402.75]
    assert heights[2] < 409


def test_a_wide_sheet_is_printed_on_several_pages_across() -> None:
    """As many as keep it readable, its first column on each; a narrow one on one."""
    wide = opened(sheet_of("S", "", [f"v{place}" for place in range(30)], [("x" * 40,) * 30]))["S"]
    assert wide.page_setup.fitToWidth == 5
    assert wide.print_title_cols == "$A:$A"
    assert (opened(sheet_of("S", "", ["v"], [(1,)]))["S"].page_setup.fitToWidth or 1) == 1


@pytest.mark.parametrize("language", ["de_DE", "fr_FR", "es_ES", "en_GB"])
def test_heads_of_a_sheet_differ_in_every_language(language: str) -> None:
    """A filter or a pivot table needs each column by its own name."""
    from reviewgen import datafiles

    words = Wording(language)
    of = Vocabulary(words, "Europe/Berlin", "EUR", codes(words))
    for table in LISTED:
        heads = [of.head(table.name, column).casefold() for column in datafiles.leaving(table.name)]
        assert len(set(heads)) == len(heads), table.name
        assert not any("\u00ad" in head for head in heads)


def test_every_column_has_a_head_in_words() -> None:
    """None of our tables shows the name of a field; one that somebody adds shows it without underscores."""
    from reviewgen import datafiles

    named = {(table.name, column.name) for table in LISTED for column in datafiles.leaving(table.name)}
    assert {name for table, name in named if (table, name) not in OF_TABLE and name not in COLUMNS} == set()


def test_every_code_has_a_word() -> None:
    """Each code that a table may hold is worded, or is the same everywhere."""
    from reviewgen import datafiles

    words = Wording("de_DE")
    of = Vocabulary(words, "Europe/Berlin", "EUR", codes(words))
    for table in LISTED:
        for column in datafiles.leaving(table.name):
            say = of.said(table.name, column.name)
            assert not column.codes or say, (table.name, column.name)
            assert [code for code in column.codes if say and "_" in say(code)] == []


def test_it_speaks_the_language_of_the_account(tmp_path: Path) -> None:
    """Sheets, heads, codes, units and dimensions are German; what people wrote stays as it is."""
    account = small_project.account_file("A", locale="de_DE", zone="Europe/Berlin")
    project = small_project.write(tmp_path, [account], small_project.rows("A"))
    found = read(small_project.folder_of(small_project.built(project, tmp_path / "out", formats=FORMATS)["A"]))
    assert found.file.sheetnames[:5] == ["Über", "Kennzahlen", "Tickets", "Fristen", "Major Incidents"]
    assert "Eröffnet (Europe/Berlin)" in found.rows("Tickets")[0]
    assert {row["Frist"] for row in found.rows("Fristen")} == {"Reaktion", "Lösung"}
    assert {row["Seite"] for row in found.rows("Maßnahmen")} <= {"unsere", "Ihre"}
    assert "Tickets" in {row["Einheit"] for row in found.rows("Kennzahlen")}
    assert found.rows("Tickets")[0]["Titel"].startswith("tickets title")


# The same bytes


def test_the_same_pack_gives_the_same_bytes(tmp_path: Path) -> None:
    """In another process, another zone and another order of hashing; its only time is that of the data."""
    project = small_project.write(tmp_path / "p", [small_project.account_file("A")], small_project.rows("A"))
    here = small_project.built(project, tmp_path / "here", formats=("xlsx",))["A"]
    command = [sys.executable, "-m", "reviewgen", "build", str(project), "--out", str(tmp_path / "there")]
    command += ["--format", "xlsx", "--period", small_project.PERIOD, "--as-of", "2026-11-02T06:00:00Z"]
    around = os.environ | {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    subprocess.run(command, env=around, check=True, capture_output=True)
    (again,) = (tmp_path / "there").rglob("pack.xlsx")
    data = again.read_bytes()
    assert data == (small_project.folder_of(here) / "pack.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
    assert len(set(re.findall(r"\d{4}-\d\d-\d\dT[^<]*", core))) == 1


def test_the_manifest_knows_it_and_the_index_leads_to_it(pack: Read) -> None:
    """Its digest stands in the manifest, a link on the page over all packs."""
    told = json.loads((pack.folder / "manifest.json").read_bytes())["outputs"]
    assert "pack.xlsx" in {one["file"] for one in told}
    assert not (pack.folder / "pack.html").exists()
    assert f"{pack.folder.name}/pack.xlsx" in (pack.folder.parent / "index.html").read_text("utf-8")


def test_what_writes_it_is_loaded_only_where_it_is_asked_for(tmp_path: Path) -> None:
    """Pages alone need no xlsxwriter; a build of one small account is made in the process that began it."""
    project = small_project.write(tmp_path / "p", [small_project.account_file("A")], small_project.desk("A"))
    code = (
        "import sys\nfrom pathlib import Path\nimport small_project\n"
        "folder, out = map(Path, sys.argv[1:])\n"
        "for asked in (('html',), ('html', 'xlsx')):\n"
        "    small_project.built(folder, out / asked[-1], formats=asked)\n"
        "    print('xlsxwriter' in sys.modules)\n"
    )
    around = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "tests")))}
    command = [sys.executable, "-c", code, str(project), str(tmp_path / "out")]
    done = subprocess.run(command, env=around, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
    assert [path.parents[2].name for path in (tmp_path / "out").rglob("pack.xlsx")] == ["xlsx"]


def test_the_brief_alone_brings_none(tmp_path: Path) -> None:
    """It is the customer's: what is for us has no workbook."""
    project = small_project.write(tmp_path, [small_project.account_file("A")], small_project.desk("A"))
    small_project.built(project, tmp_path / "out", formats=FORMATS, audiences=("internal",))
    assert list((tmp_path / "out").rglob("*.xlsx")) == []
    small_project.built(project, tmp_path / "out", formats=FORMATS)
    assert [path.parent.name for path in (tmp_path / "out").rglob("*.xlsx")] != ["internal"]


def test_an_account_without_data_has_a_workbook(tmp_path: Path) -> None:
    """Sheets without a row have heads and a filter, and open."""
    data: small_project.Data = {name: [] for name in small_project.desk("A")} | {
        "tickets": small_project.desk("B")["tickets"]
    }
    project = small_project.write(tmp_path, [small_project.account_file("A"), small_project.account_file("B")], data)
    found = read(small_project.folder_of(small_project.built(project, tmp_path / "out", formats=FORMATS)["A"]))
    assert found.rows(TICKETS) == []
    assert found.file[TICKETS].auto_filter.ref == found.file[TICKETS].dimensions


# What a cell can hold


ABOUT = About("About", "t", "", (), ("a", "b", "c"), "Note", ())


def opened(*sheets: Sheet, brand: Brand = PLAIN, foot: str = "", leftward: bool = False) -> Any:
    """Write sheets and read them."""
    whole = Book(ABOUT, sheets, "", datetime(2026, 11, 2, tzinfo=UTC), foot, brand, leftward)
    return openpyxl.load_workbook(io.BytesIO(written(whole)))


def one(value: Any) -> Any:
    """Write a value into a cell, and return the cell as it is read."""
    return opened(sheet_of("S", "", ["v"], [(value,)]))["S"]["A2"]


HOSTILE = (
    "=1+1",
    '=HYPERLINK("http://example.com","x")',
    "{=SUM(A1:A9)}",
    "+1",
    "-1",
    "@SUM(A1)",
    "http://example.com/x",
    "mailto:a@example.com",
    "internal:Sheet1!A1",
    "external:c:\\x.xlsx",
    "file:///etc/passwd",
    "007",
    "1E5",
    "12345678901234567890",
    "TRUE",
    "2026-10-05",
    "#N/A",
    "_x0041_",
    " ends with blanks ",
    "two\nlines",
    "<b>&amp;</b>",
    "＝1",  # noqa: RUF001 - the wide form is the point
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_a_text(text: str) -> None:
    """Nothing that somebody wrote becomes a formula, a link, a number or a time."""
    cell = one(text)
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)
    assert cell.quotePrefix == text.startswith(tuple("=+-@＝"))  # noqa: RUF001


@given(st.text(max_size=50))
@settings(max_examples=60, deadline=None)
def test_any_text_reads_back(text: str) -> None:
    """As far as it can be seen."""
    wanted = fitted(text)
    assert (one(text).value or "") == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (2**53, 2**53),
        (2**53 + 2, str(2**53 + 2)),
        (-(10**20), str(-(10**20))),
        (1e300, repr(int(1e300))),
        (0.1, 0.1),
        (True, True),
        (date(2026, 10, 5), datetime(2026, 10, 5)),
        (date(1899, 12, 31), "1899-12-31"),
        (datetime(1900, 2, 28, 5, tzinfo=UTC), "1900-02-28 05:00:00+00:00"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"), fold=1), datetime(2026, 10, 25, 1, 30)),
        (date(9999, 12, 31), datetime(9999, 12, 31)),
    ],
)
def test_values_that_cells_cannot_hold_are_texts(value: Any, wanted: Any) -> None:
    """Numbers beyond what they keep exactly, and days before their calendar."""
    assert one(value).value == wanted


def test_a_text_that_is_too_long_is_cut_and_counted() -> None:
    """At 32,767 units of UTF-16, never within a character, with a mark."""
    for letter, kept in (("a", 32_763), ("😀", 16_381)):
        sheet = sheet_of("S", "", ["v"], [(letter * 40_000,), ("short",), (letter * 10,)])
        ((cut, *_),) = sheet.columns
        assert cut == letter * kept + " […]"
        assert len(str(cut).encode("utf-16-le")) // 2 <= 32_767
        assert sheet.cut == 1
    whole = sheet_of("S", "", ["v"], [("a" * 32_767,)])
    assert whole.cut == 0
    assert opened(whole)["S"]["A2"].value == "a" * 32_767


def test_rows_beyond_the_room_of_a_sheet_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left out is told."""
    monkeypatch.setattr(books, "MOST_ROWS", 3)
    sheet = sheet_of("S", "", ["v"], [(place,) for place in range(5)])
    assert (sheet.size, sheet.left) == (3, 2)


def test_what_had_no_room_is_told_on_the_first_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many rows and texts of which sheet, and that the data files have them."""
    monkeypatch.setattr(books, "MOST_ROWS", 10)
    data = small_project.desk("A")
    data["actions"][0]["title"] = "x" * 33_000
    project = small_project.write(tmp_path, [small_project.account_file("A")], data)
    result = small_project.built(project, tmp_path / "out", formats=("xlsx",))["A"]
    found = read(small_project.folder_of(result))
    notes = "\n".join(str(row[1]) for row in found.file["About"].iter_rows(values_only=True) if row[0] == "Note")
    assert "Actions: 1 text is too long for a cell and ends with […]." in notes
    assert f"Clocks: {len(found.data('clocks')) - 10} more rows have no room in a sheet." in notes
    assert re.search(r"Figures: [\d,]+ more rows", notes)


def test_names_of_sheets_are_ones_that_a_workbook_takes() -> None:
    """No sign that it refuses, at most 31 letters, each its own whatever the case."""
    names = ["a/b*c?", "'quoted'", "history", "About", "x" * 40, "X" * 40, "[]:"]
    sheets = list(distinct("About", [Sheet(name, "", ("v",), ((),)) for name in names]))
    found = [sheet.name for sheet in sheets]
    assert len({name.casefold() for name in found} | {"about", "history"}) == len(names) + 2
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]|^'|'$", name) for name in found)
    assert opened(*sheets).sheetnames == ["About", *found]


def test_columns_that_say_nothing_are_left_out() -> None:
    """A nought and a no are something; of a sheet without rows all columns stay."""
    rows = [("a", None, 0, False, ""), ("b", "", None, None, None)]
    assert without_empty(sheet_of("S", "", list("vwxyz"), rows)).heads == ("v", "x", "y")
    assert without_empty(sheet_of("S", "", list("vw"), [])).heads == ("v", "w")


def test_letter_paper_marks_in_the_foot_and_writing_from_the_right() -> None:
    """The paper of the account, its words in the foot as they stand, and sheets that begin at the right."""
    file = opened(
        sheet_of("S", "", ["v"], [(1,)]), brand=Brand("#112233", "#445566", "Letter"), foot="A & B", leftward=True
    )
    sheet = file["S"]
    assert sheet.page_setup.paperSize == 1
    assert sheet.oddFooter.left.text.replace("&&", "&") == "A & B"
    assert sheet.sheet_view.rightToLeft
    assert len(opened(sheet_of("S", "", ["v"], [(1,)]), foot="&" * 500)["S"].oddFooter.left.text) < 255
