"""What a workbook is: sheets of typed values that fit into cells, and a first one that says what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from reviewgen.model import Brand
from reviewgen.visible import visible

MOST_ROWS = 1_048_575  # of a sheet, without its head
LONGEST = 32_767  # of a text in a cell, in units of UTF-16
EXACT = 2**53  # beyond it a cell may hold another whole number than the one written
EARLIEST = date(1900, 3, 1)  # spreadsheets know none before 1900, and take that for a leap year
CUT = " […]"
LONGEST_NAME = 31
REFUSED = re.compile(r"[\[\]:*?/\\]")  # in the name of a sheet
Value = str | bool | int | float | date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table, column by column; `left` counts rows that it has no room for, `cut` texts that are shortened."""

    name: str
    holds: str
    heads: tuple[str, ...]
    columns: tuple[tuple[Value, ...], ...]
    left: int = 0
    cut: int = 0

    @property
    def size(self) -> int:
        """How many rows stand below the heads."""
        return len(self.columns[0]) if self.columns else 0


@dataclass(frozen=True, slots=True)
class About:
    """The first sheet: what the workbook is, what the others hold, under `heads`, and `notes`, each by a `note`."""

    name: str
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    heads: tuple[str, str, str]
    note: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook; `foot` stands below each printed page. `leftward`: its language is written from right to left."""

    about: About
    sheets: tuple[Sheet, ...]
    author: str
    created: datetime
    foot: str
    brand: Brand
    leftward: bool


def sheet_of(name: str, holds: str, heads: Sequence[str], rows: Sequence[Sequence[Value]]) -> Sheet:
    """A sheet of these rows, as far as it has room for them, in values that cells can hold."""
    kept = rows[:MOST_ROWS]
    columns = [tuple(map(fitted, column)) for column in zip(*kept, strict=True)] or [()] * len(heads)
    cut = sum(was_cut(value) for column in columns for value in column)
    return Sheet(name, holds, tuple(heads), tuple(columns), len(rows) - len(kept), cut)


def without_empty(sheet: Sheet) -> Sheet:
    """The same sheet without the columns in which nothing stands."""
    filled = [place for place, column in enumerate(sheet.columns) if not sheet.size or any(map(is_told, column))]
    heads = tuple(sheet.heads[place] for place in filled)
    return replace(sheet, heads=heads, columns=tuple(sheet.columns[place] for place in filled))


def is_told(value: Value) -> bool:
    """Whether a cell holds anything."""
    return value is not None and value != ""


def fitted(value: Value) -> Value:
    """A value as a cell can hold it: text without what acts, cut where it is too long, and in place of odd values."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return value if day >= EARLIEST else str(value)
    return value if abs(value) <= EXACT else repr(int(value))


def _text(text: str) -> str:
    if not text.isprintable():
        text = visible(text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) <= LONGEST // 2 or _units(text) <= LONGEST:
        return text
    return _first(text, LONGEST - len(CUT)) + CUT


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _first(text: str, units: int) -> str:
    """As much of a text as so many units hold; a character that needs two of them is never halved."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def was_cut(value: Value) -> bool:
    """Whether a text was too long for its cell."""
    return isinstance(value, str) and len(value) > LONGEST // 2 and value.endswith(CUT)


def distinct(first: str, sheets: Iterable[Sheet]) -> Iterator[Sheet]:
    """The sheets under names that a workbook takes, each its own, after the first one: case makes no difference."""
    taken = {first.casefold(), "history"}  # a name that Excel keeps for itself
    for sheet in sheets:
        name = sheet_name(sheet.name)
        number = 2
        while name.casefold() in taken:
            name, number = f"{sheet_name(sheet.name)[: LONGEST_NAME - 4]} {number}", number + 1
        taken.add(name.casefold())
        yield replace(sheet, name=name)


def sheet_name(text: str) -> str:
    """A text as the name of a sheet."""
    plain = REFUSED.sub(" ", visible(text)).strip(" '")[:LONGEST_NAME].strip(" '")
    return plain[:1].upper() + plain[1:] or "–"
