"""Typed tables of Arrow as text: what Parquet holds, and what DuckDB gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc
from pyarrow import types

from reviewgen.sources.text import series
from reviewgen.sources.typed import Columns, clock, plain_number, text_of

MICROSECONDS, SECONDS = pa.timestamp("us"), pa.timestamp("s")


def columns_of(table: pa.Table) -> Columns:
    """All columns as text; nested ones have dotted names."""
    table, columns = flattened(table), Columns()
    for name, column in zip(table.column_names, table.columns, strict=True):
        _add(columns, name, column)
    return columns


def flattened(table: pa.Table) -> pa.Table:
    """The table with a column for each field of nested ones."""
    while any(types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table


def extent(table: pa.Table) -> tuple[int, int]:
    """How many columns of text a flattened table becomes, and how many cells it has for them."""
    found = [_extent(column) for column in table.columns]
    return sum(columns for columns, _ in found), sum(held for _, held in found)


def _extent(column: pa.ChunkedArray) -> tuple[int, int]:
    if not _is_list(column.type) or types.is_nested(column.type.value_type):
        return 1, len(column)
    lengths = pc.list_value_length(column)
    return max(1, pc.max(lengths).as_py() or 0), pc.sum(lengths).as_py() or 0


def _add(columns: Columns, name: str, column: pa.ChunkedArray) -> None:
    if types.is_dictionary(column.type):
        column = pc.cast(column, column.type.value_type)
    kind = column.type
    if types.is_timestamp(kind):
        columns.typed(name, _moments(column), dated=True, naive=kind.tz is None)
    elif types.is_floating(kind):
        columns.typed(name, _floats(column), number=True)
    elif types.is_interval(kind):
        columns.add(name, [None if cell is None else _span(*cell) for cell in column.to_pylist()])
    elif direct := next((made for fits, made in DIRECT if fits(kind)), None):
        columns.typed(name, series(_filled(direct(column))), dated=types.is_date(kind))
    else:
        columns.add(name, column.to_pylist())


def _span(months: int, days: int, nanoseconds: int) -> str:
    """A span of time as 36:05:20; months have no length of their own and stand before it, which no unit can read."""
    rest = clock(timedelta(days=days, microseconds=nanoseconds // 1_000))
    return f"{months} months {rest}" if months else rest


def _filled(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(pc.cast(column, pa.large_string()), "")


def _binary(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Bytes that are UTF-8, as many writers have texts; else their digits."""
    try:
        return pc.cast(column, pa.large_string())
    except pa.ArrowInvalid:
        found = [None if cell is None else cell.hex() for cell in column.to_pylist()]
        return pa.chunked_array([pa.array(found, pa.large_string())])


def _same(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column


def _is_text(kind: pa.DataType) -> bool:
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _is_list(kind: pa.DataType) -> bool:
    return bool(types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind))


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(types.is_binary(kind) or types.is_large_binary(kind) or types.is_binary_view(kind))


def _plain(kind: pa.DataType) -> bool:
    return bool(types.is_boolean(kind) or types.is_integer(kind) or types.is_date(kind) or types.is_null(kind))


DIRECT: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.ChunkedArray], pa.ChunkedArray]], ...] = (
    (_is_text, _same),
    (_plain, _same),
    (_is_bytes, _binary),
)


def _moments(column: pa.ChunkedArray) -> pd.Series:
    """Times as 2026-10-31 14:05:09, those of a zone in UTC with +00:00; what is less than a microsecond is cut."""
    offset = "" if column.type.tz is None else "+00:00"
    walls = pc.cast(pc.cast(column, pa.timestamp("us", column.type.tz), safe=False), pa.int64())
    whole = not pc.any(pc.not_equal(_rest(walls), 0)).as_py()
    shown = pc.cast(pc.cast(walls, MICROSECONDS), SECONDS if whole else MICROSECONDS)
    words = (pc.cast(shown, pa.large_string()), *(pa.scalar(text, pa.large_string()) for text in (offset, "")))
    return series(pc.fill_null(pc.binary_join_element_wise(*words), ""))


def _rest(walls: pa.ChunkedArray) -> pa.ChunkedArray:
    """The microseconds beyond whole seconds."""
    return pc.subtract(walls, pc.multiply(pc.divide(walls, 1_000_000), 1_000_000))


def _floats(column: pa.ChunkedArray) -> pd.Series:
    """Numbers in the fewest digits that tell them, which for those of 32 bits are fewer."""
    if types.is_float64(column.type):
        return pd.Series([text_of(cell) for cell in column.to_pylist()], dtype="str")
    short = np.float32 if types.is_float32(column.type) else np.float16
    told = [None if cell is None else Decimal(str(short(cell))) for cell in column.to_pylist()]
    return pd.Series(["" if cell is None else plain_number(cell) for cell in told], dtype="str")
