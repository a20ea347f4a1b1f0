"""Records of JSON as a table: nested ones become columns with dotted names, lists columns that repeat."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np

from reviewgen.config import Limits
from reviewgen.errors import InputError, Issue, shorten
from reviewgen.sources.extract import Extract
from reviewgen.sources.files import Raw
from reviewgen.sources.limited import MEGABYTE, refuse_cells, refuse_size, refuse_table, too_large
from reviewgen.sources.typed import Columns, held, width

Record = dict[str, Any]
VALUE, TIMES = 50, 5
"""Bytes that a value takes in memory, and how many times the megabytes of a file all of them may take."""
MANY = 100_000
"""Columns beyond those that there may be that are counted, to tell how many there are."""
LONGEST = 1_000
"""Signs that the name of a column may have: those of nested records grow with each."""


class TwiceError(ValueError):
    """A key that an object names twice."""


@dataclass(slots=True)
class _Cells:
    """The values of a column, and the places of the records that have one."""

    values: list[Any] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def take(self, place: int, value: Any) -> None:
        """Keep the value of a record; of several under one dotted name all, as a list."""
        if not self.places or self.places[-1] != place:
            self.values.append(value)
            self.places.append(place)
            return
        if not isinstance(self.values[-1], list):
            self.values[-1] = [self.values[-1]]
        self.values[-1] += value if isinstance(value, list) else [value]


def refuse_values(raw: Raw, text: bytes, limits: Limits) -> None:
    """Raise InputError for JSON whose values would take far more memory than the file itself."""
    if len(text) + VALUE * sum(map(text.count, (b",", b"{", b"[", b"\n"))) > TIMES * limits.megabytes * MEGABYTE:
        raise too_large(raw.name, limits.megabytes, "has more values than fit into")


def loads(text: str) -> Any:
    """JSON with every digit as it is written. Raises ValueError, RecursionError; TwiceError where a key is repeated."""
    try:
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_once)
    except ArithmeticError:
        raise ValueError("a number in it has an exponent that is too large") from None


def _once(pairs: list[tuple[str, Any]]) -> Record:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: Record = {}
        for name, _ in pairs:
            if name in seen:
                raise TwiceError(name)
            seen[name] = None
    return found


def extract(raw: Raw, records: Sequence[Record], places: Sequence[int], word: str, limits: Limits) -> Extract:
    """The records as a table, with the places where they stand; raises InputError."""
    refuse_size(raw.name, limits, rows=len(records))
    columns = Columns()
    try:
        for name, cells in _gathered(raw.name, records, places, word, limits).items():
            columns.among(name, cells.values, cells.places, len(records))
    except UnicodeEncodeError:
        raise _without_text(raw.name, records, places, word) from None
    except RecursionError:
        raise InputError([_issue(raw.name, {}, "is nested too deep", "", "export fewer fields")]) from None
    frame, rows = columns.frame(len(records)), np.array(places, dtype="int64")
    refuse_cells(raw.name, columns.header, frame, rows, limits, word)
    return Extract(raw.name, raw.sha256, columns.header, frame, rows, kinds=columns.kinds())


def _gathered(
    file: str, records: Sequence[Record], places: Sequence[int], word: str, limits: Limits
) -> dict[str, _Cells]:
    """The values of all records by column; raises InputError where these would make more cells than there may be."""
    found: dict[str, _Cells] = {}
    for number, record in enumerate(records):
        for name, value in _leaves(record, ""):
            if name not in found:
                _refuse_name(name, file, {word: places[number]})
                found[name] = _Cells()
                refuse_size(file, limits, columns=len(found) - MANY)
            found[name].take(number, value)
    counts = [(width(cells.values), sum(map(held, cells.values))) for cells in found.values()]
    refuse_table(file, limits, len(records), sum(one for one, _ in counts), sum(one for _, one in counts))
    return found


def _leaves(record: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    """The values of a record with their dotted names; one name may come several times."""
    for name, value in record.items():
        whole = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from _leaves(value, f"{whole}.")
        else:
            yield whole, value


def _refuse_name(name: str, file: str, place: dict[str, int]) -> None:
    if len(name) > LONGEST:
        problem = f'has a column with a name of {len(name):,} signs, "{shorten(name)}"'
        raise InputError([_issue(file, place, problem, f"at most {LONGEST:,}", "export fewer fields")])
    name.encode("utf-8")


def _without_text(file: str, records: Sequence[Record], places: Sequence[int], word: str) -> InputError:
    """What is said of the first record with a sign that no file can hold."""
    place = next((place for place, record in zip(places, records, strict=True) if not _is_text(record)), 0)
    problem = "has half of a sign (\\ud800 or the like), which is no text"
    return InputError([_issue(file, {word: place}, problem, "", "take it out, or export it again as UTF-8")])


def _is_text(record: Record) -> bool:
    try:
        json.dumps(record, ensure_ascii=False, default=str).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _issue(file: str, place: dict[str, Any], problem: str, expected: str, hint: str) -> Issue:
    return Issue(code="source.json", file=file, **place, problem=problem, expected=expected, hint=hint)
