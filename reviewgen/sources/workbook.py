"""Workbooks of Excel (.xlsx, .xlsm): one sheet, its cells as text, every row as the spreadsheet counts it."""

from __future__ import annotations

import codecs
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from reviewgen.config import FileSource, Limits
from reviewgen.errors import InputError, Issue, did_you_mean
from reviewgen.languages import N_
from reviewgen.sources import archives, sheetparts, sheetxml
from reviewgen.sources.extract import Extract, Fault
from reviewgen.sources.files import ARCHIVE, Raw, is_workbook
from reviewgen.sources.limited import refuse_cells, refuse_size, too_many_columns
from reviewgen.sources.typed import Columns, text_of

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
LOOKED_AT, TOP_ROWS = 2_000, 50
"""A header that is not told is among so many rows."""
EXACT = 2**53
TIMES = {datetime, time, timedelta}
SAVE = "open it in Excel, save it as .xlsx without a password, and name that file"
AGAIN = "open it in Excel, save it as .xlsx, and name that file"
Rows = list[list[Any]]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The cells of a sheet from its first row and column on; `header` is the place of the header among the rows."""

    name: str
    rows: Rows
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]
    header: int


def fits(raw: Raw) -> bool:
    """Whether a file is what a spreadsheet program writes, or is named so and is no text."""
    packed = raw.data[:4] == ARCHIVE and is_workbook(raw.data)
    return packed or raw.data[:8] == COMPOUND or (raw.kind in ENDINGS and _is_binary(raw.data[:LOOKED_AT]))


def _is_binary(start: bytes) -> bool:
    """Whether this is no text: some programs call text .xls, so that Excel opens it."""
    return b"\0" in start and start[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def parse(raw: Raw, source: FileSource, limits: Limits) -> Extract:
    """Read one sheet; raises InputError. Dates, times and numbers are those of the cells, not as they are shown."""
    members = _members(raw, limits)
    sheet, xml = _sheet(raw, source, limits, members)
    names = _names(sheet.rows[sheet.header])
    if len(names) > limits.columns:
        raise too_many_columns(raw.name, limits, len(names), sheetxml.letters(len(names) - 1))
    filled = [place for place in range(sheet.header + 1, len(sheet.rows)) if _any(sheet.rows[place][: len(names)])]
    refuse_size(raw.name, limits, rows=len(filled))
    odd = sheetxml.odd_cells(xml, _has_large(sheet.rows))
    columns, looked_at = Columns(), {column for _, column in odd}
    for place, name in enumerate(names):
        values = [sheet.rows[row][place] for row in filled]
        as_they_are = place not in looked_at and TIMES.isdisjoint(map(type, values))
        columns.add(name, values if as_they_are else _mended(values, filled, place, odd))
    frame, rows = columns.frame(len(filled)), np.array(filled, dtype="int64") + 1
    refuse_cells(raw.name, names, frame, rows, limits)
    kinds = columns.kinds(_faults(sheet, odd, filled, len(names)))
    notes = (*_above(raw.name, sheet, source), *_beside(raw.name, sheet, len(names)))
    return Extract(raw.name, raw.sha256, names, frame, rows, notes=notes, kinds=kinds)


def _members(raw: Raw, limits: Limits) -> dict[str, bytes]:
    """The parts of a workbook, unpacked. Raises InputError for what is none, or larger than it may be."""
    if raw.data[:8] == COMPOUND:
        locked = ENCRYPTED in raw.data
        raise _problem(
            raw.name, "is locked with a password" if locked else "is a workbook of the old kind (.xls)", SAVE
        )
    try:
        with zipfile.ZipFile(io.BytesIO(raw.data)) as archive:
            inner = [info for info in archive.infolist() if _is_part(info.filename)]
            if len(inner) > archives.PARTS:
                raise _problem(raw.name, f"has {len(inner):,} parts, which no workbook has", AGAIN)
            found = dict(archives.unpacked(archive, inner, raw.name, limits.megabytes, AGAIN))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError, ValueError):
        raise _problem(raw.name, "is a damaged workbook", "copy or export it again") from None
    if sheetxml.WORKBOOK not in found:
        raise _problem(raw.name, "is no workbook of Excel (.xlsx)", "open it, and save it as .xlsx")
    if any(sheetxml.declares(data) for data in found.values()):
        raise _problem(raw.name, "declares types of its own, as no spreadsheet program does", "export it again")
    return found


def _is_part(name: str) -> bool:
    return name.endswith((".xml", ".rels")) and len(name) <= archives.NAME


def _sheet(raw: Raw, source: FileSource, limits: Limits, members: dict[str, bytes]) -> tuple[_Sheet, bytes]:
    """The sheet that a source means, and its XML."""
    try:
        import python_calamine
    except ImportError:
        hint = 'pip install "reviewgen[excel]"'
        raise _problem(raw.name, "is a workbook, and the package python-calamine is not installed", hint) from None
    only = sheetxml.part_of(members, source.sheet) if source.sheet is not None else None
    parts, refused = sheetparts.bounded(members, only, raw.name, limits)
    try:
        with python_calamine.load_workbook(io.BytesIO(archives.packed(parts))) as book:
            chosen = _chosen(book, source.sheet, raw.name)
            part = sheetxml.part_of(members, chosen.name)
            if part in refused:
                raise refused[part]
            rows = chosen.to_python(skip_empty_area=False)
            merged = chosen.merged_cell_ranges or []
    except python_calamine.CalamineError as error:
        raise _problem(raw.name, f"is a damaged workbook: {error}", "copy or export it again") from None
    header = _header(rows, source.header, raw.name)
    return _Sheet(chosen.name, rows, merged, header), parts.get(part, b"")


def _chosen(book: CalamineWorkbook, wanted: str | None, file: str) -> CalamineSheet:
    """The sheet of that name; without one, the only sheet with rows among those that can be seen, else among all."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    names = [one.name for one in sheets]
    if wanted is not None:
        if wanted not in names:
            raise _problem(file, f'has no sheet "{wanted}"', did_you_mean(wanted, names))
        return book.get_sheet_by_name(wanted)
    found = [(one, book.get_sheet_by_name(one.name)) for one in sheets]
    filled = [(one, sheet) for one, sheet in found if sheet.end]
    seen = [sheet for one, sheet in filled if one.visible == SheetVisibleEnum.Visible]
    candidates = seen or [sheet for _, sheet in filled]
    if not candidates:
        raise _problem(file, "is empty", "export it again with its header line, or leave it out")
    if len(candidates) > 1:
        known = ", ".join(f'"{sheet.name}"' for sheet in candidates)
        raise _unsaid(file, "has several sheets with rows: {known}", "name one with {sheet}", "sheet", known=known)
    return candidates[0]


def _header(rows: Rows, wanted: int | None, file: str) -> int:
    """The place of the header: where it is told, else the first row of names for more than half of the columns.

    Titles that stand above a list fill fewer cells than its header.
    """
    if wanted is not None:
        if wanted > len(rows) or not _any(rows[wanted - 1]):
            problem = f"has nothing in row {wanted}, where its header is to be"
            raise _unsaid(file, problem, "write the row of the header under {header}", "header")
        return wanted - 1
    counts = [_texts(row) for row in rows[:TOP_ROWS]]
    most = max((sum(map(_there, row)) for row in rows[:TOP_ROWS]), default=0)
    found = next((place for place, count in enumerate(counts) if 2 * count > most), None)
    if found is None:
        hint = "say with {header} in which row the names of the columns stand"
        raise _unsaid(file, "has no row of names above its cells", hint, "header")
    return found


def _there(value: Any) -> bool:
    return value is not None and value != ""


def _any(row: Sequence[Any]) -> bool:
    return any(map(_there, row))


def _texts(row: Sequence[Any]) -> int:
    """How many texts a row has; none where anything else stands in it."""
    filled = [value for value in row if _there(value)]
    return len(filled) if all(isinstance(value, str) for value in filled) else 0


def _names(row: Sequence[Any]) -> tuple[str, ...]:
    """The names of a header, without the empty ones behind the last."""
    names = [text_of(_value(value, None)).strip() for value in row]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _has_large(rows: Rows) -> bool:
    return any(isinstance(value, float) and abs(value) >= EXACT for row in rows for value in row)


def _mended(values: list[Any], filled: list[int], place: int, odd: dict[tuple[int, int], sheetxml.Odd]) -> list[Any]:
    """The values of a column in which times stand, or odd cells."""
    return [_value(value, odd.get((row, place))) for row, value in zip(filled, values, strict=True)]


def _value(value: Any, odd: sheetxml.Odd | None) -> Any:
    """The value of a cell; of a number of many digits, and of an error, what the file itself has."""
    if odd is not None and odd.value is not None:
        return odd.value
    if isinstance(value, datetime):
        return _to_milliseconds(value)
    if isinstance(value, time):
        return _to_milliseconds(datetime.combine(date.min, value)) - datetime.min
    return _to_milliseconds(value) if isinstance(value, timedelta) else value


def _to_milliseconds(moment: Any) -> Any:
    """A time as exact as spreadsheets keep it: they have days as numbers, of which the last digits are noise."""
    off = moment.microsecond if isinstance(moment, datetime) else moment.microseconds
    return moment + timedelta(microseconds=round(off, -3) - off)


def _faults(sheet: _Sheet, odd: dict[tuple[int, int], sheetxml.Odd], filled: list[int], width: int) -> Iterator[Fault]:
    """Errors, formulas that were never computed, and merged cells, by column."""
    places = {row: place for place, row in enumerate(filled)}
    found: dict[tuple[int, str, str], set[int]] = {}
    for (row, column), cell in odd.items():
        if cell.problem and row in places:
            found.setdefault((column, cell.problem, cell.hint), set()).add(places[row])
    for row, column in _covered(sheet.merged, filled, width):
        found.setdefault((column, "is merged with other cells", UNMERGE), set()).add(row)
    for (column, problem, hint), cells in sorted(found.items()):
        if column < width:
            yield Fault(column, tuple(sorted(cells)), problem, hint)


UNMERGE = "unmerge these cells in Excel, and write the value into each of them"


def _covered(
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]], filled: list[int], width: int
) -> Iterator[tuple[int, int]]:
    """The cells, by their place in the table, that are merged with one above or left of them: they are empty, though
    they show its value. Ranges are counted where they begin and end: one may span a whole sheet.
    """
    ranges = np.array(merged, dtype="int64").reshape(-1, 4)
    tops, bottoms = np.searchsorted(filled, ranges[:, 0]), np.searchsorted(filled, ranges[:, 2], "right")
    lefts, rights = np.minimum(ranges[:, 1], width), np.minimum(ranges[:, 3] + 1, width)
    there = (tops < bottoms) & (lefts < rights)
    if not there.any():
        return
    counts = np.zeros((len(filled) + 1, width + 1), dtype="int32")
    for rows, columns, step in ((tops, lefts, 1), (tops, rights, -1), (bottoms, lefts, -1), (bottoms, rights, 1)):
        np.add.at(counts, (rows[there], columns[there]), step)
    counts = counts.cumsum(axis=0, dtype="int32").cumsum(axis=1, dtype="int32")
    first = there & np.isin(ranges[:, 0], filled)
    np.add.at(counts, (tops[first], lefts[first]), -1)
    yield from zip(*(places.tolist() for places in np.nonzero(counts[:-1, :-1])), strict=True)


def _above(file: str, sheet: _Sheet, source: FileSource) -> Iterator[Issue]:
    """A word on rows above a header that was found and not told."""
    if source.header is None and any(map(_any, sheet.rows[: sheet.header])):
        yield Issue(
            code="source.header",
            severity="warning",
            file=file,
            problem=N_("was read from row {row} on, the first with names of columns"),
            values=(("row", str(sheet.header + 1)),),
        )


def _beside(file: str, sheet: _Sheet, width: int) -> Iterator[Issue]:
    """A word on cells right of the last name of the header: they are in no column."""
    if not sheet.rows or len(sheet.rows[0]) <= width:
        return
    below = range(sheet.header + 1, len(sheet.rows))
    first = {place: column for place in below if (column := _first_text(sheet.rows[place], width)) is not None}
    if first:
        row = next(iter(first))
        yield Issue(
            code="source.beside",
            severity="warning",
            file=file,
            row=row + 1,
            column=sheetxml.letters(first[row]),
            problem=N_("stands right of the last name in the header and is not read"),
            hint="give the column a name in the header, or delete the cell",
            count=len(first),
        )


def _first_text(row: Sequence[Any], start: int) -> int | None:
    """The first place from `start` on with more than a blank."""
    return next((place for place in range(start, len(row)) if _there(row[place]) and str(row[place]).strip()), None)


def _problem(file: str, problem: str, hint: str) -> InputError:
    return InputError([Issue(code="source.workbook", file=file, problem=problem, hint=hint)])


def _unsaid(file: str, problem: str, hint: str, setting: str, **values: str) -> InputError:
    places, settings = tuple(values.items()), ((setting, ""),)
    return InputError(
        [Issue(code="source.workbook", file=file, problem=problem, hint=hint, values=places, settings=settings)]
    )
