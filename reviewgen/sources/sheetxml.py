"""What the XML of a workbook tells beyond values: errors, formulas without a value, numbers of many digits.

No entity is known here: a part that declares one is refused before any of it is read.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from xml.parsers import expat

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
SIGNS = (b"<f", b":f", b't="e"', b"t='e'")
ODD = re.compile(rb"""<(?:\w+:)?f[\s/>]|\st=["']e["']""")
MANY_DIGITS = 16
ERROR = "mend the cell, or list its word under missing: in the mapping"
COMPUTE = "open the file in Excel, save it, and run again"


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell that needs a look: what its value is instead of the one that was read, and what is wrong with it."""

    value: str | Decimal | int | None = None
    problem: str = ""
    hint: str = ""


def declares(xml: bytes) -> bool:
    """Whether a part declares types or entities of its own, in whatever encoding."""
    head = xml.replace(b"\0", b"") if b"\0" in xml else xml
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head


def part_of(members: dict[str, bytes], name: str) -> str:
    """The part that holds the sheet of a name; of a name without a sheet there is none."""
    wanted = next(
        (about for tag, about in _elements(members[WORKBOOK]) if tag == "sheet" and about.get("name") == name), {}
    )
    number = next((value for key, value in wanted.items() if key.rpartition(":")[2] == "id"), "")
    relations = [about for tag, about in _elements(members.get(RELATIONS, b"")) if tag == "Relationship"]
    target = next((one["Target"] for one in relations if one.get("Id") == number and "Target" in one), "")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _elements(xml: bytes) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, about: found.append((tag.rpartition(":")[2], about))
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        return []
    return found


def odd_cells(xml: bytes, has_large: bool) -> dict[tuple[int, int], Odd]:
    """The cells of a sheet that need a look, by row and column from 0; most sheets have none and are not looked at."""
    if not has_large and not (any(sign in xml for sign in SIGNS) and ODD.search(xml)):
        return {}
    cells = _Cells()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = cells.start, cells.end
    parser.CharacterDataHandler = cells.text
    parser.buffer_text = True
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        return cells.odd  # what reads the values tells of broken XML
    return cells.odd


class _Cells:
    """Goes through the cells of a sheet; each may leave out where it stands."""

    def __init__(self) -> None:
        self.odd: dict[tuple[int, int], Odd] = {}
        self._row = self._column = -1
        self._kind, self._formula, self._value, self._in = "", False, "", ""

    def start(self, tag: str, about: dict[str, str]) -> None:
        """Begin a row, a cell, or what is in it."""
        name = tag.rpartition(":")[2]
        if name == "row":
            self._row, self._column = int(about.get("r", self._row + 2)) - 1, -1
        elif name == "c":
            self._begin(about)
        elif name == "f":
            self._formula = True
        self._in = name

    def _begin(self, about: dict[str, str]) -> None:
        place = re.fullmatch(r"([A-Z]+)(\d+)", about.get("r", ""))
        self._column = column(place[1]) if place else self._column + 1
        self._kind, self._formula, self._value = about.get("t", "n"), False, ""

    def text(self, text: str) -> None:
        """Take what stands in a cell."""
        if self._in == "v":
            self._value += text

    def end(self, tag: str) -> None:
        """End a cell."""
        name = tag.rpartition(":")[2]
        self._in = ""
        if name == "c" and (odd := self._judged()):
            self.odd[self._row, self._column] = odd

    def _judged(self) -> Odd | None:
        if self._kind == "e":
            return Odd(self._value, "is an error of the spreadsheet", ERROR)
        if self._formula and not self._value and self._kind != "str":
            return Odd(problem="is a formula that was saved without its value", hint=COMPUTE)
        digits = sum(map(str.isdigit, self._value))
        return Odd(_number(self._value)) if self._kind == "n" and digits >= MANY_DIGITS and self._large() else None

    def _large(self) -> bool:
        found = _number(self._value)
        return found is not None and abs(found) >= 2**53


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def letters(place: int) -> str:
    """The name of a column: that of place 0 is A, of 26 AA."""
    found = ""
    while place >= 0:
        place, letter = divmod(place, 26)
        found, place = chr(ord("A") + letter) + found, place - 1
    return found


def column(letters: str) -> int:
    """The place of a column from 0: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
