"""CSV as text: every cell as written, no row shifted, every malformed row named."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc
from pyarrow import csv as pacsv

from reviewgen.config import FileSource, Limits
from reviewgen.errors import InputError, Issue
from reviewgen.languages import N_
from reviewgen.sources import encodings
from reviewgen.sources.extract import Extract
from reviewgen.sources.files import Raw
from reviewgen.sources.limited import HELD, MEGABYTE, refuse_cells, refuse_size, refuse_table

DELIMITERS = ",;\t|"
_READ_WITH = {
    ";": N_("was read with semicolons between cells"),
    "\t": N_("was read with tabs between cells"),
    "|": N_("was read with vertical bars between cells"),
}
BLOCK = 4 * 1024**2
PIECE = 4 * 1024**2
NAMED_ROWS = 10
TITLE, LOOKED_AT = 2, 64_000
"""How many cells a title above a list may have, and in how many bytes after it the list is looked for."""
AS_USUAL = Limits()
RECORD = re.compile(rb'(?:"[^"]*"|[^"\r\n]+)*')
LINE_END = re.compile(rb"\r\n?|\n")
LINE_ENDS = re.compile(rb"[\r\n]*")
DECLARED = re.compile(rb"(?i)\"?sep=([^\"\r\n\x80-\xff])\"?(?=[\r\n])")
"""A first line by which Excel is told what stands between cells."""


@dataclass(frozen=True, slots=True)
class Header:
    """The first record: its names, what stands between cells, its row, and the byte where the next record begins."""

    names: tuple[str, ...]
    delimiter: str
    row: int
    end: int


def fits(raw: Raw) -> bool:
    """Whether a file may be CSV: any may, and what is none is told of as such."""
    return True


def parse(raw: Raw, source: FileSource, limits: Limits) -> Extract:
    """Read one CSV file as its source says; raises InputError."""
    return extracted(raw, source.encoding, source.delimiter, limits, source.header)


def extracted(
    raw: Raw, encoding: str, delimiter: str | None, limits: Limits = AS_USUAL, line: int | None = None
) -> Extract:
    """Read one CSV file; raises InputError naming line or row. A header alone gives an empty table.

    `line` is that of the header, where it is not the first that holds anything.
    """
    data = _text(raw, encoding)
    declared = DECLARED.match(data)
    delimiter = delimiter or (declared[1].decode() if declared else None)
    header = _header(data, raw.name, delimiter, limits, line)
    if line is None:
        _refuse_title(data, raw.name, header)
    _refuse_cells_of(data, raw.name, header, limits)
    broken = _breaks_in_quotes(data, raw.name, header)
    table, rows = _table(data, raw.name, header, broken)
    refuse_size(raw.name, limits, rows=len(rows))
    frame = _frame(table)
    refuse_cells(raw.name, header.names, frame, rows, limits, hint="look for a missing quotation mark")
    return Extract(raw.name, raw.sha256, header.names, frame, rows, notes=_stated(raw.name, header, delimiter))


def _refuse_title(data: bytes, file: str, header: Header) -> None:
    """Raise InputError where what stands first is the title of a list: one name or two, and many more cells below."""
    named = sum(map(bool, header.names))
    start = data[header.end : header.end + LOOKED_AT].decode("utf-8", "replace") if named <= TITLE else ""
    if named == len(header.names) > 1 and _most(_rows(start, header.delimiter)[1]) == named:
        return
    found = _wider(start, 2 * named)
    if found is not None:
        row = _line(data, header.end) + found
        problem = f"has {named} name{'' if named == 1 else 's'} in row {header.row}, and many more cells in row {row}"
        hint = "say with {header} in which row the names of the columns stand"
        raise InputError([Issue(code="csv.header", file=file, problem=problem, hint=hint, settings=(("header", ""),))])


def _wider(text: str, than: int) -> int | None:
    """The line, from 0, of the first row with more filled cells, if most rows from there on have as many as it."""
    for sign in DELIMITERS:
        lines, rows = _rows(text, sign)
        first = next((place for place, row in enumerate(rows) if sum(map(bool, row)) > than), None)
        if first is not None and _most(rows[first:]) == len(rows[first]):
            return lines[first]
    return None


def _rows(text: str, delimiter: str) -> tuple[list[int], list[list[str]]]:
    """The first rows of a text, each with the line where it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines, rows = [0], []
    for row in islice(reader, NAMED_ROWS):
        rows.append(row)
        lines.append(reader.line_num)
    return lines, rows


def _most(rows: Sequence[Sequence[str]]) -> int | None:
    """How many cells more than half of some rows have."""
    counts = Counter(map(len, rows)).most_common(1)
    return counts[0][0] if counts and 2 * counts[0][1] > len(rows) else None


def _refuse_cells_of(data: bytes, file: str, header: Header, limits: Limits) -> None:
    """Raise InputError for more cells than there may be; a small file is not counted, as each has a sign behind it."""
    if len(data) * HELD > limits.megabytes * MEGABYTE:
        cells = sum(data.count(sign) for sign in (header.delimiter.encode("utf-8"), b"\n", b"\r"))
        columns = max(len(header.names), 1)
        refuse_table(file, limits, min(cells // columns, limits.rows), columns, cells)


def _frame(table: pa.Table) -> pd.DataFrame:
    """The same text as `str` columns named by position; none is copied."""
    columns = {place: pd.array(column, dtype="str") for place, column in enumerate(table.columns)}
    return pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows), copy=False)


def _text(raw: Raw, encoding: str) -> bytes:
    """The file's text as UTF-8, without byte order mark and trailing Ctrl-Z."""
    data = encodings.utf8(raw, encoding)
    if (place := data.find(b"\0")) >= 0:
        raise _problem(raw.name, "holds a NUL byte", "export the file again as CSV", line=_line(data, place))
    return data[: _end(data)]


def _end(data: bytes) -> int:
    """Where the last record ends, with one line end: blanks on it are its own, those on lines of their own are not."""
    place = len(data)
    while place and data[place - 1] in b"\x1a\r\n ":
        place -= 1
    if not place:
        return 0
    while place < len(data) and data[place] in b" ":
        place += 1
    line_end = LINE_END.match(data, place)
    return line_end.end() if line_end else place


def _header(data: bytes, file: str, delimiter: str | None, limits: Limits, line: int | None) -> Header:
    start = _start(data, line)
    if not data[start : start + 1] or data.isspace():
        problem = f"has no line {line}, where its header is to be" if line else "is empty"
        raise _problem(file, problem, "export it again with its header line, or leave it out")
    end = _record_end(data, start)
    signs = (delimiter,) if delimiter else DELIMITERS
    columns = max(data.count(sign.encode("utf-8"), start, end) for sign in signs) + 1
    refuse_size(file, limits, columns=columns)
    sign = max(signs, key=lambda sign: len(_names(data[start:end], sign, file)))
    names = _names(data[start:end], sign, file)
    line_end = LINE_END.match(data, end)
    return Header(names, sign, _line(data, start), line_end.end() if line_end else end)


def _start(data: bytes, line: int | None) -> int:
    """Where the header begins: in the line that is asked for, else in the first one that holds cells."""
    if line is None:
        declared = DECLARED.match(data)
        leading = LINE_ENDS.match(data, declared.end() if declared else 0)
        return leading.end() if leading else 0
    if line == 1:
        return 0
    ends = islice(LINE_END.finditer(data), line - 2, None)
    return 0 if line == 1 else next((found.end() for found in ends), len(data))


def _record_end(data: bytes, start: int) -> int:
    """Where the record that begins at `start` ends: at the first line end outside quotation marks."""
    record = RECORD.match(data, start)
    return record.end() if record else start


def _names(record: bytes, delimiter: str, file: str) -> tuple[str, ...]:
    try:
        cells = next(csv.reader(io.StringIO(record.decode("utf-8"), newline=""), delimiter=delimiter), [])
    except csv.Error as error:
        raise _problem(file, f"has an unreadable header: {error}", "open it in an editor and mend line 1") from None
    return tuple(name.strip() for name in cells)


def _breaks_in_quotes(data: bytes, file: str, header: Header) -> bool:
    """Whether a line ends inside a quoted cell of a record; raises InputError for a quote that swallows rows.

    That is the first quote that neither opens nor closes a cell. Quotes alternate between opening and closing; a
    doubled quote inside a cell closes and opens at once. An opening one must follow a delimiter or line break, a
    closing one must precede one.
    """
    opening, broken = True, False
    last = -1
    for start, end in pairwise([*range(0, len(data), PIECE), len(data)]):
        if data.find(b'"', start, end) < 0:
            broken |= not opening and LINE_END.search(data, max(start, header.end), end) is not None
            continue
        piece = np.frombuffer(data, np.uint8, end - start, start)
        places = start + np.flatnonzero(piece == ord('"'))
        stray = _stray(data, places, header.delimiter, opening)
        if stray is not None:
            raise _open_quote(data, file, stray)
        broken = broken or _breaks_within(piece, places - start, opening, header.end - start)
        opening ^= len(places) % 2 == 1
        last = int(places[-1])
    if not opening:
        raise _open_quote(data, file, last)
    return broken


def _breaks_within(piece: np.ndarray, quotes: np.ndarray, opening: bool, begin: int) -> bool:
    """Whether a line ends between an opening quote of a piece and its closing one, at `begin` or behind it."""
    ends = np.flatnonzero((piece == ord("\n")) | (piece == ord("\r")))
    before = np.searchsorted(quotes, ends[ends >= begin])
    return bool((before % 2 == (1 if opening else 0)).any())


def _stray(data: bytes, places: np.ndarray, delimiter: str, opening: bool) -> int | None:
    """The first of these quotes that stands where none can; `opening` tells whether the first of them opens."""
    content = np.frombuffer(data, np.uint8)
    edge = np.zeros(256, dtype=bool)
    edge[[*b'\r\n"', ord(delimiter)]] = True
    before = edge[content[places - 1]] | (places == 0)
    after = edge[content[np.minimum(places + 1, len(data) - 1)]] | (places == len(data) - 1)
    opens = (np.arange(len(places)) % 2 == 0) == opening
    stray = np.flatnonzero(~np.where(opens, before, after))
    return int(places[stray[0]]) if len(stray) else None


def _open_quote(data: bytes, file: str, place: int) -> InputError:
    return _problem(
        file,
        "has a quotation mark that does not open or close a cell",
        "close the quoted cell near this line, and double quotation marks inside cells",
        line=_line(data, place),
    )


def _table(data: bytes, file: str, header: Header, broken: bool) -> tuple[pa.Table, np.ndarray]:
    """The records with their spreadsheet rows; a row without any text counts, and is left out.

    `broken` tells whether lines end inside cells: where none does, records are found ten times as fast.
    """
    if header.end >= len(data):
        empty = {str(place): pa.array([], pa.large_string()) for place in range(len(header.names))}
        return pa.table(empty), np.zeros(0, dtype="int64")
    try:
        table = _parsed(data, header, None, broken)
    except pa.ArrowInvalid:
        raise _malformed(data, file, header) from None
    filled = _filled(table)
    rows = header.row + 1 + np.flatnonzero(filled)
    return table if filled.all() else table.filter(pa.array(filled)), rows


def _filled(table: pa.Table) -> np.ndarray:
    filled = np.zeros(table.num_rows, dtype=bool)
    for column in table.columns:
        if filled.all():
            break
        filled |= pc.not_equal(column, "").to_numpy()
    return filled


def _malformed(data: bytes, file: str, header: Header) -> InputError:
    """Read again with one thread, which knows the number of each odd row, and name them."""
    odd: list[pacsv.InvalidRow] = []

    def skip(row: pacsv.InvalidRow) -> str:
        odd.append(row)
        return "skip"

    try:
        _parsed(data, header, skip, True)
    except pa.ArrowInvalid as error:
        return _problem(file, f"cannot be read as CSV: {error}", "export it again")
    named = odd[:NAMED_ROWS]
    more = len(odd) - len(named)
    return InputError([_ragged(file, header, row, 1 + more if row is named[-1] else 1) for row in named])


def _ragged(file: str, header: Header, row: pacsv.InvalidRow, count: int) -> Issue:
    return Issue(
        code="csv.ragged",
        file=file,
        row=header.row + row.number,
        problem=f"has {row.actual_columns} {'cell' if row.actual_columns == 1 else 'cells'}",
        expected=f"{row.expected_columns} as in the header",
        hint="look for a missing quotation mark or an extra delimiter in this row",
        count=count,
    )


def _parsed(data: bytes, header: Header, skip: object, broken: bool) -> pa.Table:
    names = [str(place) for place in range(len(header.names))]
    parse = pacsv.ParseOptions(
        delimiter=header.delimiter,
        newlines_in_values=broken,
        ignore_empty_lines=False,
        invalid_row_handler=skip,
    )
    convert = pacsv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.large_string()),
        strings_can_be_null=False,
        quoted_strings_can_be_null=False,
    )
    for block in (BLOCK, len(data) + 1):
        read = pacsv.ReadOptions(column_names=names, block_size=block, use_threads=skip is None)
        try:
            return pacsv.read_csv(pa.BufferReader(memoryview(data)[header.end :]), read, parse, convert)
        except pa.ArrowInvalid as error:
            if "straddl" not in str(error) or block > len(data):
                raise
    raise AssertionError("the loop above returns or raises")


def _stated(file: str, header: Header, delimiter: str | None) -> tuple[Issue, ...]:
    if delimiter or header.delimiter == ",":
        return ()
    return (Issue(code="csv.delimiter", severity="warning", file=file, problem=_READ_WITH[header.delimiter]),)


def _line(data: bytes, place: int) -> int:
    return len(LINE_END.findall(data, 0, place)) + 1


def _problem(file: str, problem: str, hint: str, line: int | None = None) -> InputError:
    return InputError([Issue(code="csv", file=file, line=line, problem=problem, hint=hint)])
