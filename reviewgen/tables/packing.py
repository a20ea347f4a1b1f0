"""Frames as Arrow tables and back, for what goes to another process or into a file: equal in every cell and dtype.

Columns of which every cell is empty are left out, and a table holds the rows of its frame alone, not those around them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc

from reviewgen.sources import text

KINDS = ("str", "float64", "int64", "int32", "bool", "boolean", "datetime64[us]", "datetime64[us, UTC]")
SAMPLE = 1_000
Dtypes = Mapping[str, str]


def dtypes_of(frame: pd.DataFrame) -> dict[str, str]:
    """The dtype of each column, in order."""
    return {str(name): str(dtype) for name, dtype in frame.dtypes.items()}


def packed(frame: pd.DataFrame) -> pa.Table:
    """The columns of a frame of which some cell is filled."""
    columns = {str(name): _arrow(frame[name]) for name in frame.columns if not _is_empty(frame[name])}
    return pa.table(columns).combine_chunks()


def unpacked(table: pa.Table, dtypes: Dtypes, size: int) -> pd.DataFrame:
    """The frame of so many rows that a table was made from."""
    known = set(table.column_names)
    columns = {
        name: _column(table.column(name), dtype) if name in known else empty(dtype, size)
        for name, dtype in dtypes.items()
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(size), copy=False)


def empty(dtype: str, size: int) -> pd.Series:
    """A column of so many empty cells; zero and false where a dtype knows none."""
    if dtype == "str":
        return text.series(text.blank(size))
    if dtype in ("int64", "int32", "bool"):
        return pd.Series(np.zeros(size, dtype=dtype), copy=False)
    return pd.Series(pd.NA if dtype == "boolean" else None, index=pd.RangeIndex(size), dtype=dtype)


def _is_empty(cells: pd.Series) -> bool:
    if cells.dtype == "str":
        return text.is_blank(cells)
    if cells.dtype.kind in "ib" and cells.dtype != "boolean":
        return not cells.any()
    return bool(cells.isna().all())


def _arrow(cells: pd.Series) -> pa.Array | pa.ChunkedArray:
    if cells.dtype.kind in "if":
        return pa.array(cells.to_numpy(), from_pandas=False)
    return pa.array(cells.array)


def _column(cells: pa.ChunkedArray, dtype: str) -> pd.Series:
    if dtype == "str":
        return text.series(cells.cast(pa.large_string()))
    if dtype == "boolean":
        known = pc.fill_null(cells, False).to_numpy().astype(bool)
        return pd.Series(pd.arrays.BooleanArray(known, cells.is_null().to_numpy().astype(bool)), copy=False)
    if dtype == "datetime64[us, UTC]":
        return pd.Series(pd.DatetimeIndex(cells.to_numpy().astype("datetime64[us]"), tz="UTC"), copy=False)
    return pd.Series(cells.to_numpy().astype(dtype, copy=False), copy=False)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A frame as bytes, for another process."""

    data: bytes
    dtypes: Dtypes
    size: int

    def frame(self) -> pd.DataFrame:
        """The frame that was packed."""
        with pa.ipc.open_stream(self.data) as stream:
            return unpacked(stream.read_all(), self.dtypes, self.size)


def parcel(frame: pd.DataFrame) -> Parcel | pd.DataFrame:
    """A frame as bytes; itself where it is not one of ours, with rows numbered from 0."""
    dtypes = dtypes_of(frame)
    if not (set(dtypes.values()) <= set(KINDS) and frame.index.equals(pd.RangeIndex(len(frame)))):
        return frame
    table = _small(packed(frame))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return Parcel(sink.getvalue().to_pybytes(), dtypes, len(frame))


def _small(table: pa.Table) -> pa.Table:
    """The same table in memory of its own, with texts that return told once.

    Of a slice the writer would take up to 63 bytes of what lies behind it, and they are another account's.
    """
    columns = {name: _told_once(_own(table.column(name))) for name in table.column_names}
    return pa.table(columns)


def _own(cells: pa.ChunkedArray) -> pa.Array:
    nothing = pa.array([], cells.type)
    return pa.concat_arrays([*cells.chunks, nothing])


def _told_once(cells: pa.Array) -> pa.Array:
    if not pa.types.is_large_string(cells.type):
        return cells
    first = cells[:SAMPLE]
    return pc.dictionary_encode(cells) if len(pc.unique(first)) <= len(first) // 4 else cells


def opened(found: Parcel | pd.DataFrame) -> pd.DataFrame:
    """The frame of a parcel."""
    return found.frame() if isinstance(found, Parcel) else found
