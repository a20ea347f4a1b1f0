"""Columns of text as Arrow holds them: a million cells are asked together, and what need not change is not copied."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc


def arrow(cells: pd.Series) -> pa.ChunkedArray:
    """The cells of a `str` column; none is copied."""
    found: pa.ChunkedArray = cells.array.__arrow_array__()
    return found


def series(text: pa.Array | pa.ChunkedArray, index: pd.Index | None = None) -> pd.Series:
    """Text as a `str` column; none is copied."""
    return pd.Series(pd.array(text, dtype="str"), index=index, copy=False)


def blank(size: int) -> pa.Array:
    """So many empty cells. What only zeros fill takes no memory before it is written to."""
    offsets = pa.py_buffer(np.zeros(size + 1, dtype="int64"))
    return pa.LargeStringArray.from_buffers(size, offsets, pa.py_buffer(b""))


def spread(cells: pd.Series, places: np.ndarray, size: int) -> pd.Series:
    """A column of so many cells, those at the places being these in their order; the others are empty."""
    if not len(places):
        return series(blank(size))
    bounds, data = inside(pa.concat_arrays(arrow(cells).chunks))
    ends = np.zeros(size + 1, dtype="int64")
    ends[places + 1] = np.diff(bounds)
    np.cumsum(ends, out=ends)
    return series(pa.LargeStringArray.from_buffers(size, pa.py_buffer(ends), pa.py_buffer(data)))


def is_blank(cells: pd.Series) -> bool:
    """Whether every cell is empty."""
    return not _length(cells)


def holds(cells: pd.Series, sign: bytes) -> bool:
    """Whether a sign of one byte stands anywhere in the cells."""
    wanted = re.compile(re.escape(sign))
    return any(wanted.search(_bytes(chunk).data) for chunk in arrow(cells).chunks)


def stripped(cells: pd.Series) -> pd.Series:
    """The cells without blanks around them: the very column where there are none."""
    bare = series(pc.utf8_trim_whitespace(arrow(cells)), cells.index)
    return cells if _length(bare) == _length(cells) else bare


def of_one_length(cells: pd.Series, length: int) -> np.ndarray:
    """The bytes of cells that all have this length or are empty, a line each, without the empty ones."""
    return np.concatenate([_bytes(chunk).reshape(-1, length) for chunk in arrow(cells).chunks])


def _length(cells: pd.Series) -> int:
    return sum(len(_bytes(chunk)) for chunk in arrow(cells).chunks)


def inside(chunk: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Where each cell of a piece begins in the bytes of its cells, and the last one ends; and these bytes."""
    _, ends, data = chunk.buffers()
    if data is None or not len(chunk):
        return np.zeros(len(chunk) + 1, dtype="int64"), np.zeros(0, dtype=np.uint8)
    bounds = np.frombuffer(ends, "int64", len(chunk) + 1, chunk.offset * 8)
    return bounds - bounds[0], np.frombuffer(data, np.uint8, bounds[-1] - bounds[0], bounds[0])


def _bytes(chunk: pa.Array) -> np.ndarray:
    """The bytes of all cells of a piece, one after the other."""
    return inside(chunk)[1]
