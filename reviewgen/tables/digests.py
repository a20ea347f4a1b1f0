"""Digests of what the rows of each account say, taken of whole columns as they lie in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc

from reviewgen.abreast import abreast
from reviewgen.sources import text

PLACE = ("_file", "_row")
Spans = Sequence[tuple[str, int, int]]
Said = Callable[[int, int], tuple[np.ndarray, ...]]


def spans(frame: pd.DataFrame) -> Spans:
    """The accounts of a frame, which is sorted by them, and where the rows of each begin and end."""
    cells = text.arrow(frame["account"])
    if not len(cells):
        return ()
    starts = [0, *(np.flatnonzero(pc.not_equal(cells[1:], cells[:-1]).to_numpy()) + 1).tolist()]
    return tuple(zip(cells.take(pa.array(starts)).to_pylist(), starts, [*starts[1:], len(cells)], strict=True))


def of_rows(frame: pd.DataFrame, accounts: Spans, files: Sequence[str]) -> list[str]:
    """A digest for each of these accounts: of its cells in the order of its rows, and the files that they come from.

    A column that says nothing of an account is as if it were not.
    """
    names = sorted(frame.columns.difference([*PLACE]))
    founds = [hashlib.sha256() for _ in accounts]
    for found, parts in zip(founds, _named(frame["_file"].to_numpy(), accounts, files), strict=True):
        found.update(parts)

    def digests(name: str) -> list[bytes]:
        said = _said(frame[name])
        return [_digest(name, said(start, end)) for _, start, end in accounts] if said else [b""] * len(accounts)

    for column in abreast(digests, names, len(frame)):
        for found, digest in zip(founds, column, strict=True):
            found.update(digest)
    return [found.hexdigest() for found in founds]


def of_places(frame: pd.DataFrame, accounts: Spans) -> list[str]:
    """A digest for each of these accounts, of where its rows stand in their files."""
    stand = np.ascontiguousarray(frame[list(PLACE)].to_numpy())
    return [hashlib.sha256(stand[start:end].data).hexdigest() for _, start, end in accounts]


def _named(numbers: np.ndarray, accounts: Spans, files: Sequence[str]) -> list[bytes]:
    """The name of the file of each row, told once as often as it comes in a row."""
    changes = np.flatnonzero(np.diff(numbers)) + 1
    named = []
    for _, start, end in accounts:
        first, last = np.searchsorted(changes, [start + 1, end]).tolist()
        begins = [start, *changes[first:last].tolist()]
        runs = [(files[numbers[one]], behind - one) for one, behind in zip(begins, [*begins[1:], end], strict=True)]
        named.append(repr(runs).encode("utf-8", "surrogatepass"))
    return named


def _digest(name: str, parts: tuple[np.ndarray, ...]) -> bytes:
    if not parts:
        return b""
    found = hashlib.sha256(f"{name} {[part.nbytes for part in parts]}".encode())
    for part in parts:
        found.update(part.data)
    return found.digest()


def _said(cells: pd.Series) -> Said | None:
    """What tells the cells from one row to another apart from all others; nothing where they are empty."""
    if cells.dtype == "str":
        return None if text.is_blank(cells) else _texts(cells)
    blank = cells.isna().to_numpy(dtype=bool)
    if blank.all():
        return None
    values = _values(cells)
    return lambda start, end: () if blank[start:end].all() else (values[start:end],)


def _texts(cells: pd.Series) -> Said:
    whole = pc.fill_null(text.arrow(cells), "").combine_chunks()
    whole = whole if isinstance(whole, pa.Array) else pa.concat_arrays(whole.chunks)
    lengths = pc.binary_length(whole).to_numpy()
    ends, data = text.inside(whole)
    return lambda start, end: () if ends[start] == ends[end] else (lengths[start:end], data[ends[start] : ends[end]])


def _values(cells: pd.Series) -> np.ndarray:
    if cells.dtype.kind == "M":
        return np.ascontiguousarray(cells.array.asi8)
    if cells.dtype == "boolean":
        return cells.to_numpy("int8", na_value=-1)
    return np.ascontiguousarray(cells.to_numpy())
