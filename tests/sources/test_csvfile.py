from __future__ import annotations

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reviewgen.config import Limits
from reviewgen.errors import InputError, Issue
from reviewgen.sources import csvfile, encodings
from reviewgen.sources.extract import Extract
from reviewgen.sources.files import Raw

TEXT = st.text(st.characters(exclude_characters="\0\x1a", exclude_categories=["Cs"]), max_size=8)
SPICY = st.text(st.sampled_from("a;,\t\"' \n\r=é日"), max_size=6)
CELLS = TEXT | SPICY
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A header with two to five names, and rows of as many cells, each row with some text."""
    width = draw(st.integers(2, 5))
    header = [f"c{place}" for place in range(width)]
    row = st.lists(CELLS, min_size=width, max_size=width).filter(any)
    return [header, *draw(st.lists(row, max_size=8))]


def written(table: list[list[str]], quoting: int, end: str, delimiter: str = ",") -> bytes:
    """The table as Python's csv module writes it."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting, lineterminator=end, delimiter=delimiter).writerows(table)  # type: ignore[arg-type]
    return out.getvalue().encode("utf-8")


def parsed(data: bytes, encoding: str = "utf-8", delimiter: str | None = None, line: int | None = None) -> Extract:
    """Parse as the file data.csv."""
    return csvfile.extracted(Raw("data.csv", data, "0" * 64), encoding, delimiter, line=line)


def cells(extract: Extract) -> list[list[str]]:
    """The cells of all rows."""
    rows: list[list[str]] = extract.frame.to_numpy().tolist()
    return rows


def refused(data: bytes, encoding: str = "utf-8") -> list[str]:
    """Parse what cannot be read; the messages."""
    with pytest.raises(InputError) as caught:
        parsed(data, encoding)
    return [str(issue) for issue in caught.value.issues]


@given(tables(), st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]), ENDS, st.sampled_from(",;\t|"))
def test_every_table_comes_back(table: list[list[str]], quoting: int, end: str, delimiter: str) -> None:
    """Cell for cell as written, with the row numbers of a spreadsheet, however it is quoted."""
    if quoting == csv.QUOTE_MINIMAL and end != "\r\n":  # then Python's writer does not quote the other line breaks
        table = [[cell.replace("\r", "_").replace("\n", "_") for cell in row] for row in table]
    extract = parsed(written(table, quoting, end, delimiter), delimiter=delimiter)
    assert list(extract.header) == table[0]
    assert cells(extract) == table[1:]
    assert extract.rows.tolist() == list(range(2, len(table) + 1))


@given(tables(), ENDS, st.data())
def test_without_one_quotation_mark_no_other_row_changes(table: list[list[str]], end: str, data: st.DataObject) -> None:
    """Delete any one quotation mark: the file is refused, or every other row is what it was."""
    content = written(table, csv.QUOTE_ALL, end)
    places = [place for place, byte in enumerate(content) if byte == ord('"')]
    place = data.draw(st.sampled_from(places))
    try:
        found = parsed(content[:place] + content[place + 1 :])
    except InputError:
        return
    rows = [list(found.header), *cells(found)]
    assert len(rows) == len(table)
    assert sum(one != other for one, other in zip(rows, table, strict=True)) <= 1


@given(st.binary(max_size=60) | st.text(st.sampled_from('ab",;\t\r\n \0é'), max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """No bytes are a traceback; what is read has as many row numbers as rows, and they rise."""
    try:
        extract = parsed(content)
    except InputError:
        return
    assert len(extract.rows) == len(extract.frame)
    assert sorted(set(extract.rows.tolist())) == extract.rows.tolist()
    assert extract.frame.shape[1] == len(extract.header)


@given(tables(), st.integers(1, 3), ENDS)
def test_blank_lines_count_as_rows_and_are_left_out(table: list[list[str]], blank: int, end: str) -> None:
    """Before the header, between rows and at the end."""
    parts = [written([row], csv.QUOTE_ALL, end) for row in table]
    extract = parsed((end * blank).encode().join([b"", *parts, b""]))
    assert cells(extract) == table[1:]
    assert extract.rows.tolist() == [1 + blank + place * (blank + 1) for place in range(1, len(table))]


def test_a_row_of_empty_cells_is_blank() -> None:
    """A spreadsheet leaves such rows behind."""
    extract = parsed(b'a,b\n1,2\n,\n"",\n3,\n')
    assert (cells(extract), extract.rows.tolist()) == ([["1", "2"], ["3", ""]], [2, 5])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_header_over_two_lines(end: str) -> None:
    """A line break in a quoted name belongs to it, and the first row is row 2."""
    extract = parsed(f'"a;{end}b";"c{end}d"{end}1;2{end}3;4{end}'.encode())
    assert extract.header == (f"a;{end}b", f"c{end}d")
    assert (cells(extract), extract.rows.tolist()) == ([["1", "2"], ["3", "4"]], [2, 3])


@pytest.mark.parametrize(
    ("content", "header"),
    [
        (b"a,b", ("a", "b")),
        (b"a,b\n", ("a", "b")),
        (b"\xef\xbb\xbfa,b\r\n\r\n", ("a", "b")),
        (b"a\n", ("a",)),
        (b"a,b,\n", ("a", "b", "")),
        (b"a,b\n\x1a", ("a", "b")),
        (b"\xef\xbb\xbf a , b\n", ("a", "b")),
    ],
)
def test_a_header_alone_is_an_empty_table(content: bytes, header: tuple[str, ...]) -> None:
    """With or without line end, byte order mark, and the Ctrl-Z of old programs."""
    extract = parsed(content)
    assert extract.header == header
    assert extract.frame.shape == (0, len(header))
    assert extract.rows.tolist() == []


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (b"a,b;c,d\n1,2;3,4\n", None),
        (b"a;b;c,d\n1;2;3\n", "data.csv: was read with semicolons between cells."),
        (b"a\tb,c\td\n1\t2\t3\n", "data.csv: was read with tabs between cells."),
        (b'"a,b";"c"\n1;2\n', "data.csv: was read with semicolons between cells."),
        (b"\r\n\r\na;b\r\n1;2\r\n", "data.csv: was read with semicolons between cells."),
        (b"a|b,c|d\n1|2|3\n", "data.csv: was read with vertical bars between cells."),
        (b"a\n1\n", None),
    ],
)
def test_the_delimiter_is_seen_in_the_header_and_stated(content: bytes, note: str | None) -> None:
    """The sign that makes most names of the header; commas go without saying."""
    assert [str(one) for one in parsed(content).notes] == ([note] if note else [])


LIST = b"id;name;day;state;type\n1;x, y, z;2;a;b\n2;y;3;;c\n"


@pytest.mark.parametrize(
    ("above", "row"),
    [
        (b"Tickets of October\n\n", 3),
        (b"Tickets, October\r\n", 2),
        (b"Tickets;;;;\n", 2),
        (b"List;of;2026;;\n;;;;\n", None),
    ],
)
def test_a_title_is_no_header(above: bytes, row: int | None) -> None:
    """One name or two, and many more cells below: the line of the header is told, and is taken where it is said."""
    if row is None:
        assert parsed(above + LIST).header == ("List", "of", "2026", "", "")
        return
    (told, *_) = refused(above + LIST)
    assert f"in row 1, and many more cells in row {row}. Hint: say with header: in reviewgen.yaml" in told
    assert parsed(above + LIST, line=row).header == ("id", "name", "day", "state", "type")
    with pytest.raises(InputError) as still:
        parsed(above + LIST + b'"', line=1)
    assert "csv.header" not in [issue.code for issue in still.value.issues]


def test_a_list_within_cells_is_no_table_of_its_own() -> None:
    """Two columns, of which one holds labels with another sign between."""
    extract = parsed(b"ticket,labels\n1,a;b;c;d;e\n2,f;g;h;i;j\n")
    assert cells(extract) == [["1", "a;b;c;d;e"], ["2", "f;g;h;i;j"]]


def test_the_first_line_may_be_said_to_be_the_header() -> None:
    """Then nothing is looked for below it."""
    assert parsed(b"a;b\n1;2\n", line=1).header == ("a", "b")


def test_a_declared_delimiter_is_taken() -> None:
    """Nothing is guessed then, and nothing said."""
    extract = parsed(b"a|b,c\n1|2,3\n", delimiter="|")
    assert (extract.header, cells(extract), extract.notes) == (("a", "b,c"), [["1", "2,3"]], ())


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Größe,é\n1,ß\n", "cp1252"),
        ("a,日\n1,本\n", "utf-16"),
        ("a,é\n1,Å\n", "mac_roman"),
        ("a,é\n1,é\n", "utf-8-sig"),
    ],
)
def test_declared_encodings(text: str, encoding: str) -> None:
    """Any that Python knows; a byte order mark is no part of the first name."""
    extract = parsed(text.encode(encoding), encoding)
    assert [list(extract.header), *cells(extract)] == [line.split(",") for line in text.split()]


@pytest.mark.parametrize(
    ("content", "encoding", "message"),
    [
        (b"a,b\n1,\xff\n", "utf-8", "data.csv, line 2: byte 6 is not utf-8."),
        (b"a,b\r1,2\r3,\xff\r", "utf-8", "data.csv, line 3: byte 10 is not utf-8."),
        (b"a,b\n1,\x81\n", "cp1252", "data.csv, line 2: byte 6 is not cp1252."),
        ("a,b\n1,2\n".encode("utf-16"), "utf-8", "data.csv: is UTF-16. Hint: add encoding: utf-16"),
        ("a,b\n1,2\n".encode("utf-16-le"), "utf-8", "data.csv: is UTF-16."),
        (b"a,b\n1,2\n", "utf-9", 'data.csv: "utf-9" is not an encoding.'),
        (b"a,b\n1,2\n", "hex", 'data.csv: "hex" is not an encoding.'),
        (b"a,b\n1,\0\n", "utf-8", "data.csv, line 2: holds a NUL byte."),
        (b"", "utf-8", "data.csv: is empty."),
        (b"\xef\xbb\xbf \r\n\n", "utf-8", "data.csv: is empty."),
        (b'a,b\n1,"2\n3,4\n', "utf-8", "data.csv, line 2: has a quotation mark"),
        (b'a,b\n1,x "2" y\n', "utf-8", "data.csv, line 2: has a quotation mark"),
        (b'"a,b\n1,"2\n3,4\n', "utf-8", "data.csv, line 2: has a quotation mark"),
        (b'a,b\n1, "2"\n', "utf-8", "data.csv, line 2: has a quotation mark"),
        (b"a,b\n1,2\n\n3\n", "utf-8", "data.csv, row 4: has 1 cell (expected 2 as in the header)."),
        (b'"a\nx",b\n1,2\n3,4,5\n', "utf-8", "data.csv, row 3: has 3 cells (expected 2 as in the header)."),
        (b"\n\na,b\n1\n", "utf-8", "data.csv, row 4: has 1 cell (expected 2 as in the header)."),
        (b"a,b\n\xe2\x80\xa8\n", "utf-8", "data.csv, row 2: has 1 cell"),
    ],
)
def test_what_cannot_be_read_is_named(content: bytes, encoding: str, message: str) -> None:
    """File, line or row, what is wrong: one message."""
    (told,) = refused(content, encoding)
    assert told.startswith(message)


def test_every_row_too_long_is_refused_and_never_shifted() -> None:
    """A trailing comma in all rows but the header would move each cell by one."""
    assert [told.split(":")[0] for told in refused(b"a,b\n1,2,\n3,4,\n")] == ["data.csv, row 2", "data.csv, row 3"]


def test_many_ragged_rows_are_counted() -> None:
    """Ten are named, the last of them with the number of the others."""
    told = refused(b"a,b\n" + b"1\n" * 1234)
    assert len(told) == 10
    assert [one for one in told if "more rows" in one] == [told[-1]]
    assert "And 1,224 more rows" in told[-1]


def test_too_many_columns_are_refused() -> None:
    """A hundred thousand columns are no table."""
    (told,) = refused(b",".join(b"%d" % n for n in range(100_000)) + b"\n")
    assert told.startswith(
        "data.csv: has 100,000 columns, more than 5,000. Hint: export fewer fields, or raise limits: columns"
    )


def test_a_cell_may_be_larger_than_a_block() -> None:
    """Five megabytes in one cell come back where they may stand there, and the row after it."""
    big = b"y" * (csvfile.BLOCK + 1_000_000)
    content = Raw("data.csv", b"a,b\n" + big + b",2\n3,4\n", "0" * 64)
    extract = csvfile.extracted(content, "utf-8", None, Limits(cell=len(big)))
    assert len(extract.frame[0][0]) == len(big)
    assert cells(extract)[1] == ["3", "4"]


def test_what_looks_like_nothing_stays_text() -> None:
    """NA, NULL, nan and 007 are what was written; an empty cell is an empty text."""
    extract = parsed(b'a,b\nNA,007\nNULL,1e5\nnan,""\n')
    assert cells(extract) == [["NA", "007"], ["NULL", "1e5"], ["nan", ""]]


def test_repeated_names_stay_apart() -> None:
    """Columns go by their position."""
    extract = parsed(b"a,a,\n1,2,3\n")
    assert (extract.header, cells(extract)) == (("a", "a", ""), [["1", "2", "3"]])


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("cell", [b"x", b'"x"', b'"x\n"'])
def test_a_file_of_many_blocks_is_read_alike_whatever_its_cells_hold(
    cell: bytes, end: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no cell holds a line end, records are found faster; the rows are the same, wherever blocks end."""
    for block in range(20, 30):
        monkeypatch.setattr(csvfile, "BLOCK", block)
        extract = parsed(b"a,b" + end + (cell + b",y" + end) * 40)
        assert cells(extract) == [[cell.decode().strip('"'), "y"]] * 40
        assert extract.rows.tolist() == list(range(2, 42))


def test_a_file_of_many_blocks_keeps_its_row_numbers() -> None:
    """Read by several threads, a bad row far down is still named rightly."""
    rows = b"x" * 100 + b",y\n"
    (told,) = refused(b"a,b\n" + rows * 200_000 + b"z\n" + rows)
    assert told.startswith("data.csv, row 200002: has 1 cell")


@given(CELLS)
def test_a_single_column(cell: str) -> None:
    """One name, one cell."""
    assume(cell)
    assert cells(parsed(written([["name"], [cell]], csv.QUOTE_ALL, "\n"))) == [[cell]]


@given(st.text('"a,;\r\n', max_size=30), st.integers(0, 10))
def test_quotes_are_judged_alike_wherever_a_file_is_cut(text: str, end: int) -> None:
    """A large file is looked through piece by piece, for stray quotes and for lines that end inside cells."""
    with pytest.MonkeyPatch.context() as patch:
        whole = _judged(text, end)
        patch.setattr(csvfile, "PIECE", 3)
        assert _judged(text, end) == whole


@given(st.text('"a\r\n', max_size=30), st.integers(0, 10))
def test_a_line_that_ends_inside_a_cell_is_seen(text: str, end: int) -> None:
    """It is one behind an odd number of quotes, in the records and not in the header."""
    inside = [place for place, sign in enumerate(text) if sign in "\r\n" and text.count('"', 0, place) % 2]
    found = _judged(text, end)
    assert isinstance(found, tuple) or found == any(place >= end for place in inside)


def _judged(text: str, end: int) -> tuple[Issue, ...] | bool:
    try:
        return csvfile._breaks_in_quotes(text.encode(), "a.csv", csvfile.Header((), ",", 1, end))
    except InputError as error:
        return error.issues


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_what_is_not_utf8_is_named_wherever_a_file_is_cut(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sign may begin in one piece and end in the next; the byte counts from the beginning."""
    monkeypatch.setattr(encodings, "PIECE", size)
    encodings._refuse_other_encodings("id\nä€😀\n".encode())
    with pytest.raises(UnicodeDecodeError) as caught:
        encodings._refuse_other_encodings("id\nä€\n".encode() + b"\xe4\n")
    assert caught.value.start == 9


@pytest.mark.parametrize("line", [b"sep=;", b'"sep=;"', b"SEP=;"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_first_line_for_excel_declares_the_delimiter(line: bytes, end: bytes) -> None:
    """It is no header, its sign is as good as told, and rows are counted as the spreadsheet does."""
    extract = parsed(end.join([line, b"a;b,c", b"1;x,y", b""]))
    assert (extract.header, cells(extract), extract.rows.tolist()) == (("a", "b,c"), [["1", "x,y"]], [3])
    assert extract.notes == ()
    assert parsed(b"sep=|\na|b\n1|2\n").header == ("a", "b")
    assert parsed(b"sep=;\na,b\n1,2\n", delimiter=",").header == ("a", "b")
    assert "is empty" in refused(b"sep=;\n")[0]
