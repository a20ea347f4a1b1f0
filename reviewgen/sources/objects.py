"""Records of JSON as a table: nested ones become columns with dotted names, lists columns that repeat."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from reviewgen.config import Limits
from reviewgen.sources.extract import Extract
from reviewgen.sources.files import Raw
from reviewgen.sources.limited import refuse_cells, refuse_size
from reviewgen.sources.typed import Columns

Record = dict[str, Any]


class TwiceError(ValueError):
    """A key that an object names twice."""


def loads(text: str) -> Any:
    """JSON with every digit as it is written. Raises ValueError, RecursionError; TwiceError where a key is repeated."""
    return json.loads(text, parse_float=Decimal, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> Record:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise TwiceError(next(name for name in names if names.count(name) > 1))
    return found


def extract(raw: Raw, records: Sequence[Record], places: Sequence[int], word: str, limits: Limits) -> Extract:
    """The records as a table, with the places where they stand; those that hold nothing are left out."""
    flat = [_flat(record) for record in records]
    names = list(dict.fromkeys(name for record in flat for name in record))
    widest = max((len(value) for record in flat for value in record.values() if isinstance(value, list)), default=1)
    refuse_size(raw.name, limits, rows=len(records), columns=max(len(names), widest))
    columns = Columns()
    for name in names:
        columns.add(name, [record.get(name) for record in flat])
    refuse_size(raw.name, limits, columns=len(columns.header))
    frame, rows = columns.frame(len(flat)), np.array(places, dtype="int64")
    refuse_cells(raw.name, columns.header, frame, rows, limits, word)
    return Extract(raw.name, raw.sha256, columns.header, frame, rows, kinds=columns.kinds())


def _flat(record: Mapping[str, Any]) -> Record:
    """A record without nested ones; of two values under one dotted name both are kept, as a list."""
    found: Record = {}
    for name, value in _leaves(record, ""):
        found[name] = [*_listed(found[name]), *_listed(value)] if name in found else value
    return found


def _leaves(record: Mapping[str, Any], prefix: str) -> list[tuple[str, Any]]:
    leaves: list[tuple[str, Any]] = []
    for name, value in record.items():
        whole = f"{prefix}{name}"
        leaves += _leaves(value, f"{whole}.") if isinstance(value, dict) else [(whole, value)]
    return leaves


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
