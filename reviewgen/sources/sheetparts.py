"""The parts of a workbook that may be given to what reads cells: it makes all that lies between them.

How far the cells of a sheet reach, and what texts they share come to, is known from its XML before; a blank that was
forgotten far below or right of a list is taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from reviewgen.config import Limits
from reviewgen.errors import InputError, Issue
from reviewgen.sources import sheetxml
from reviewgen.sources.limited import EMPTY, MEGABYTE, too_large, weight

DATA = b"sheetData"
TEXTS = "xl/sharedstrings.xml"
CELL = re.compile(rb'<c r="([A-Za-z]{1,7})(\d{1,10})"(?: s="\d+")?(?: t="\w+")? ?/?>')
"""A cell as programs write it; whatever else is called one is looked at slowly."""
OTHER = re.compile(rb"<[^\s<>/]*:c[\s/>]")
TAG = re.compile(rb"""<(?:[^\s<>/]*:)?(row|c)((?:[\s/](?:[^<>"']|"[^"]*"|'[^']*')*)?)>""")
PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,7})(\d{1,10})""")
WHOLE = re.compile(rb'<c r="([A-Za-z]{1,7})(\d{1,10})"([^<>]*?)(?:/>|>((?:(?!<c[\s>]).)*?)</c>)', re.DOTALL)
MARKUP = re.compile(rb"<[^>]*>")
END_OF_TEXT = re.compile(rb"<(?:[^\s<>/]*:)?si(?:\s[^<>]*)?/>|</(?:[^\s<>/]*:)?si\s*>")
SHARED = re.compile(rb't="s"[^<>]*><v>(\d{1,10})</v>')
MUCH = 25_000_000
"""What empty cells may count without a look at whether blanks are the cause: a million of them."""
STUB = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>\
<row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>"""
CLEAR = "delete the rows below the list and the columns right of it, and save it"


@dataclass(frozen=True, slots=True)
class Extent:
    """How far the cells of a sheet reach, and how many of them there are."""

    rows: int
    columns: int
    cells: int

    @property
    def weight(self) -> int:
        """What it counts, in bytes, to make them and all between them."""
        return weight(self.rows, self.columns, self.cells)


def bounded(
    members: dict[str, bytes], only: str | None, file: str, limits: Limits
) -> tuple[dict[str, bytes], dict[str, InputError]]:
    """The parts, and what is wrong with sheets that are too large: in their place stands one that has a cell.

    `only` is the one sheet that will be read, if that is known.
    """
    texts = [data for name, data in members.items() if name.replace("\\", "/").lower() == TEXTS]
    left = limits.megabytes * MEGABYTE
    found, refused = dict(members), {}
    for name, xml in members.items():
        if DATA not in xml:
            continue
        found[name], extent = _without_strays(xml, texts, left) if only in (None, name) else (STUB, Extent(1, 1, 1))
        shared = _shared(found[name], texts, left)
        left -= extent.weight + shared
        if left < 0:
            found[name] = STUB
            refused[name] = too_large(file, limits.megabytes) if shared > extent.weight else _hollow(file, extent)
            left += extent.weight + shared
    return found, refused


def _hollow(file: str, extent: Extent) -> InputError:
    reach = f"reaches to row {extent.rows:,} and column {sheetxml.letters(extent.columns - 1)}"
    problem = f"{reach}, with something in {extent.cells:,} cells alone"
    return InputError([Issue(code="source.limit", file=file, problem=problem, hint=CLEAR)])


def extent_of(xml: bytes) -> Extent:
    """How far the cells of a sheet reach."""
    start, end = xml.find(DATA), xml.rfind(DATA)
    end = end if end > start else len(xml)
    cells = CELL.findall(xml, start, end)
    if len(cells) == xml.count(b"<c", start, end) and not (b":c" in xml and OTHER.search(xml, start, end)):
        rows = max(map(int, {row for _, row in cells}), default=0)
        columns = max((_place(letters) for letters in {letters for letters, _ in cells}), default=0)
        return Extent(rows, columns, len(cells))
    places = list(_walked(xml, start, end))
    rows, columns = (max((place[which] for place in places), default=0) for which in (0, 1))
    return Extent(rows, columns, len(places))


def _place(letters: bytes) -> int:
    """The number of a column, from 1."""
    return sheetxml.column(letters.decode().upper()) + 1


def _walked(xml: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Row and column of each cell, from 1; one may leave out where it stands, and a row its number."""
    row = column = 0
    for tag, about in TAG.findall(xml, start, end):
        told = max(((_place(letters), int(number)) for letters, number in PLACE.findall(about)), default=None)
        if tag == b"row":
            row, column = told[1] if told else row + 1, 0
            continue
        column = told[0] if told else column + 1
        yield max(told[1] if told else row, row), column


def _without_strays(xml: bytes, texts: Sequence[bytes], most: int) -> tuple[bytes, Extent]:
    """The sheet without cells that hold nothing but blanks outside of all others; looked for where many are empty."""
    extent = _with_values(extent_of(xml), xml, most)
    if extent.weight < MUCH:
        return xml, extent
    blanks = {str(place).encode() for place, text in enumerate(_texts(texts)) if not MARKUP.sub(b"", text).strip()}
    filled = [cell for cell in WHOLE.finditer(xml) if not _is_blank(cell, blanks)]
    rows = max((int(cell[2]) for cell in filled), default=0)
    columns = max((_place(cell[1]) for cell in filled), default=0)

    def kept(cell: re.Match[bytes]) -> bytes:
        outside = int(cell[2]) > rows or _place(cell[1]) > columns
        return b"" if outside else cell[0]

    found = WHOLE.sub(kept, xml)
    return found, _with_values(extent_of(found), found, most)


def _with_values(extent: Extent, xml: bytes, most: int) -> Extent:
    """What reaches far, with no more cells than have a value: empty ones are cheap to write."""
    if extent.rows * extent.columns * EMPTY <= most:
        return extent
    return replace(extent, cells=min(extent.cells, xml.count(b"v>") + xml.count(b"t>")))


def _is_blank(cell: re.Match[bytes], blanks: set[bytes]) -> bool:
    text = MARKUP.sub(b"", cell[4] or b"").strip()
    return text in blanks if b't="s"' in cell[3] else not text


def _texts(parts: Sequence[bytes]) -> list[bytes]:
    """The texts that cells share, in their order, with their XML."""
    return [text for part in parts for text in END_OF_TEXT.split(part)]


def _shared(xml: bytes, parts: Sequence[bytes], most: int) -> int:
    """What the texts come to that the cells of a sheet share: not exact where it is less than there may be."""
    asked = xml.count(b'"s"') + xml.count(b"'s'")
    if asked * sum(map(len, parts)) <= most:
        return 0
    sizes = np.array([len(text) for text in _texts(parts)], dtype="int64")
    if asked * int(sizes.max()) <= most:
        return 0
    places = np.array(SHARED.findall(xml), dtype="S10").astype("int64")
    known = sizes[places[places < len(sizes)]].sum()
    total = int(known) + max(asked - len(places), 0) * int(sizes.max())
    return total if total > most else 0
