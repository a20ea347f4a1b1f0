"""Values that have a type become text that reads the same everywhere, by columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from reviewgen.sources.extract import Fault, Kinds
from reviewgen.sources.text import spread

LONGEST = 400
"""A number of more digits than any float has keeps its exponent: written out it could fill the memory."""


def text_of(value: Any) -> str:
    """A value as text: `true`, 1234.5, 2026-10-31, 2026-10-31 14:05:09, 36:05:20; no value is empty.

    Numbers have no exponent and no zeros that say nothing; a number that is none (NaN) keeps its name, to be found.
    """
    worded = WORDED.get(type(value))
    return worded(value) if worded else _of_a_rarer_kind(value)


def _of_a_rarer_kind(value: Any) -> str:
    known = (worded for kind, worded in WORDED.items() if isinstance(value, kind))
    return next(known, str)(value)


def plain_number(number: Decimal) -> str:
    """A decimal number without exponent: 1E+3 is 1000, and 1.50 is 1.5."""
    if not number.is_finite() or abs(number.adjusted()) > LONGEST:
        return str(number)
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _float(number: float) -> str:
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else plain_number(Decimal(repr(number)))


def _bytes(data: bytes | bytearray | memoryview) -> str:
    raw = bytes(data)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.hex()


def clock(span: timedelta) -> str:
    """A span of time as hours, minutes and seconds: 36:05:20."""
    size = abs(span)
    minutes, seconds = divmod(size.days * 86_400 + size.seconds, 60)
    part = f".{size.microseconds:06}".rstrip("0") if size.microseconds else ""
    return f"{'-' if span < timedelta(0) else ''}{minutes // 60}:{minutes % 60:02}:{seconds:02}{part}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=text_of)


WORDED: dict[type, Callable[[Any], str]] = {
    str: str,
    type(None): lambda _: "",
    bool: lambda value: "true" if value else "false",
    int: str,
    float: _float,
    Decimal: plain_number,
    datetime: lambda moment: moment.isoformat(" "),
    date: date.isoformat,
    time: time.isoformat,
    timedelta: clock,
    bytes: _bytes,
    memoryview: _bytes,
    bytearray: _bytes,
    dict: _json,
    list: _json,
    tuple: _json,
}


class Columns:
    """Columns of values, taken in the order of the header. A list of values becomes a column that repeats."""

    def __init__(self) -> None:
        self._header: list[str] = []
        self._texts: dict[int, pd.Series] = {}
        self._dated: set[int] = set()
        self._naive: set[int] = set()
        self._fractions: dict[int, np.ndarray] = {}

    def add(self, name: str, values: Sequence[Any]) -> None:
        """Take the next column."""
        if not any(map(_is_list, values)) or not _are_flat(values):
            self._add(name, values)
            return
        left = [(row, value if _is_list(value) else (value,)) for row, value in enumerate(values)]
        for place in range(width(values)):
            left = [(row, value) for row, value in left if len(value) > place]
            self.among(name, [value[place] for _, value in left], [row for row, _ in left], len(values))

    def among(self, name: str, values: Sequence[Any], places: Sequence[int], size: int) -> None:
        """Take the next column, of so many cells, of which those at the places have these values and the others none.

        What it costs follows from the values.
        """
        begin = len(self._header)
        self.add(name, values)
        if len(values) == size:
            return
        rows = np.array(places, dtype="int64")
        for place in range(begin, len(self._header)):
            self.text(place, spread(self._texts[place], rows, size))
            if place in self._fractions:
                self._fractions[place] = rows[self._fractions[place]]

    def _add(self, name: str, values: Sequence[Any]) -> None:
        place = len(self._header)
        self._header.append(name)
        self.text(place, pd.Series([text_of(value) for value in values], dtype="str"))
        kinds = {type(value) for value in values}
        if any(issubclass(kind, date) for kind in kinds):
            self._dated.add(place)
        if any(issubclass(kind, datetime) for kind in kinds) and any(map(_is_naive, values)):
            self._naive.add(place)
        if any(issubclass(kind, float | Decimal) for kind in kinds):
            numbers = [isinstance(value, float | Decimal) for value in values]
            self.numbers(place, np.array(numbers, dtype=bool))

    def text(self, place: int, texts: pd.Series) -> None:
        """Set the texts of a column."""
        self._texts[place] = texts

    def numbers(self, place: int, numbers: np.ndarray) -> None:
        """Note which cells of a column are numbers."""
        points = np.flatnonzero(numbers & self._texts[place].str.contains(".", regex=False).to_numpy(dtype=bool))
        if len(points):
            self._fractions[place] = points

    def typed(
        self, name: str, texts: pd.Series, *, dated: bool = False, naive: bool = False, number: bool = False
    ) -> None:
        """Take the next column, whose cells are all of one kind, as text."""
        place = len(self._header)
        self._header.append(name)
        self.text(place, texts)
        if dated:
            self._dated.add(place)
        if naive:
            self._naive.add(place)
        if number:
            self.numbers(place, np.ones(len(texts), dtype=bool))

    @property
    def header(self) -> tuple[str, ...]:
        """The names of all columns."""
        return tuple(self._header)

    def frame(self, size: int) -> pd.DataFrame:
        """The texts, named by position."""
        return pd.DataFrame(self._texts, index=pd.RangeIndex(size), copy=False)

    def kinds(self, faults: Iterable[Fault] = ()) -> Kinds:
        """What is known of the cells."""
        return Kinds(frozenset(self._dated), frozenset(self._naive), self._fractions, tuple(faults))


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def width(values: Iterable[Any]) -> int:
    """How many columns a column of values becomes: as many as the longest list of values has, and one at the least."""
    lists = [value for value in values if _is_list(value)]
    return max(1, *map(len, lists)) if _are_flat(lists) and lists else 1


def held(value: Any) -> int:
    """How many cells a value fills by itself, whether it is a list or not."""
    return len(value) if _is_list(value) else 1


def _are_flat(values: Iterable[Any]) -> bool:
    """Whether no list among the values holds another one, or records: one that does is a cell of JSON."""
    lists = (value for value in values if _is_list(value))
    return not any(isinstance(one, dict | list | tuple) for value in lists for one in value)


def _is_naive(value: Any) -> bool:
    return isinstance(value, datetime) and value.utcoffset() is None
