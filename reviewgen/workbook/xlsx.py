"""A workbook as a file for spreadsheets. The only importer of xlsxwriter."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from math import ceil
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from reviewgen.datafiles import FORMULA_STARTS
from reviewgen.workbook.book import About, Book, Sheet, Value
from reviewgen.workbook.measures import DAY, MINUTE, lines_of_head, tall_rows, width_of

PAPERS = {"A4": 9, "Letter": 1}
QUIET, LINE = "#59636e", "#d8dde3"
TRUTH = '"TRUE";"TRUE";"FALSE"'  # what LibreOffice needs to show a truth as one
ABOUT_WIDTHS = (26, 76, 10)
LINE_HEIGHT = 15.5
PRINTED = 280  # letters across a page, as small as can be read with ease
LONGEST_FOOT = 120  # signs, each of which may have to be doubled: with codes a foot may have 255
WHOLE, PARTS, FINE = "#,##0", "#,##0.00", "#,##0.0000"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
Styles = Mapping[str, Any]


def written(book: Book) -> bytes:
    """The workbook as XLSX. No part of it carries another time than that of the book."""
    out = io.BytesIO()
    file = Workbook(out, OPTIONS)
    created = book.created.astimezone(UTC).replace(tzinfo=None)
    file.set_properties({"title": book.about.title, "author": book.author, "created": created})
    styles = _styles(file, book.brand.accent)
    pages = [file.add_worksheet(name) for name in (book.about.name, *(sheet.name for sheet in book.sheets))]
    for page in pages:
        _set_up(page, book)
    _write_about(pages[0], book.about, book.sheets, styles)
    for page, sheet in zip(pages[1:], book.sheets, strict=True):
        _write_sheet(page, sheet, styles)
    file.close()
    return out.getvalue()


def _styles(file: Workbook, accent: str) -> Styles:
    """How cells look, by what stands in them."""
    top = {"valign": "top"}
    lined = top | {"bottom": 1, "bottom_color": LINE}
    wrapped, number = lined | {"text_wrap": True}, lined | {"align": "right", "indent": 1}
    looks: dict[str, dict[str, Any]] = {
        "head": wrapped | {"bold": True, "font_color": "#ffffff", "bg_color": accent},
        "text": wrapped,
        "formula": wrapped | {"quote_prefix": True},
        "whole": number | {"num_format": WHOLE},
        "parts": number | {"num_format": PARTS},
        "fine": number | {"num_format": FINE},
        "day": lined | {"num_format": DAY, "align": "left"},
        "minute": lined | {"num_format": MINUTE, "align": "left"},
        "flag": lined | {"num_format": TRUTH, "align": "left"},
        "empty": lined,
        "title": {"bold": True, "font_size": 18, "font_color": accent},
        "quiet": {"font_color": QUIET},
        "fact": top | {"bold": True},
        "said": top | {"text_wrap": True},
    }
    return {name: file.add_format(look) for name, look in looks.items()}


def _set_up(page: Any, book: Book) -> None:
    """How a sheet is shown and printed."""
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(PAPERS[book.brand.paper])
    page.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.7)
    foot = book.foot[:LONGEST_FOOT].replace("&", "&&")
    page.set_footer(f"&L{foot}&R&P / &N")
    if book.leftward:
        page.right_to_left()


def _write_about(page: Any, about: About, sheets: Sequence[Sheet], styles: Styles) -> None:
    for place, width in enumerate(ABOUT_WIDTHS):
        page.set_column(place, place, width)
    page.set_row(0, 2 * LINE_HEIGHT)
    page.write_string(0, 0, about.title, styles["title"])
    page.write_string(1, 0, about.subtitle, styles["quiet"])
    row = 3
    for name, told in about.facts:
        page.write_string(row, 0, name, styles["fact"])
        page.write_string(row, 1, told, styles["said"])
        row += 1
    page.fit_to_pages(1, 0)
    row = _write_contents(page, row + 1, about, sheets, styles) + 1
    for note in about.notes:
        page.write_string(row, 0, about.note, styles["fact"])
        page.write_string(row, 1, note, styles["said"])
        row += 1


def _write_contents(page: Any, row: int, about: About, sheets: Sequence[Sheet], styles: Styles) -> int:
    """What the other sheets hold; the row below that."""
    for place, head in enumerate(about.heads):
        page.write_string(row, place, head, styles["head"])
    for below, sheet in enumerate(sheets, row + 1):
        page.write_string(below, 0, sheet.name, styles["text"])
        page.write_string(below, 1, sheet.holds, styles["text"])
        page.write_number(below, 2, sheet.size, styles["whole"])
    return row + 1 + len(sheets)


def _write_sheet(page: Any, sheet: Sheet, styles: Styles) -> None:
    """A table under its heads, which stay in sight and filter it; a line below each row takes the place of a grid."""
    last = len(sheet.heads) - 1
    widths = [width_of(head, column) for head, column in zip(sheet.heads, sheet.columns, strict=True)]
    for place, (head, column, width) in enumerate(zip(sheet.heads, sheet.columns, widths, strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, head, styles["head"])
        _write_column(page, place, column, styles)
    page.set_row(0, LINE_HEIGHT * max(map(lines_of_head, sheet.heads, widths)))
    for row, lines in tall_rows(sheet.columns, widths).items():
        page.set_row(row + 1, LINE_HEIGHT * lines)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, sheet.size, last)
    page.repeat_rows(0)
    page.repeat_columns(0)
    page.fit_to_pages(ceil(sum(widths) / PRINTED), 0)
    page.ignore_errors({"number_stored_as_text": f"A1:{xl_rowcol_to_cell(sheet.size, last)}"})


def _write_column(page: Any, place: int, column: Sequence[Value], styles: Styles) -> None:
    """Write what stands in a column, each value as what it is."""
    for row, value in enumerate(column, 1):
        if value is None or value == "":
            page.write_blank(row, place, None, styles["empty"])
        elif isinstance(value, str):
            page.write_string(row, place, value, styles["formula" if value.startswith(FORMULA_STARTS) else "text"])
        elif isinstance(value, bool):
            page.write_boolean(row, place, value, styles["flag"])
        elif isinstance(value, datetime):
            page.write_datetime(row, place, value.replace(tzinfo=None), styles["minute"])
        elif isinstance(value, date):
            page.write_datetime(row, place, value, styles["day"])
        else:
            page.write_number(row, place, value, styles[_digits(value)])


def _digits(value: float) -> str:
    """How a number is shown: what is not whole never looks as if it were, 99.998 of a promised 100 least of all."""
    if value == int(value):
        return "whole"
    return "fine" if round(value, 2) == round(value) else "parts"
