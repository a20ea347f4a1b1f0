"""Parquet: typed columns as text."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from pyarrow import compute as pc
from pyarrow import parquet, types

from reviewgen.config import FileSource, Limits
from reviewgen.errors import InputError, Issue
from reviewgen.sources.arrowtable import columns_of, extent, flattened
from reviewgen.sources.extract import Extract
from reviewgen.sources.files import Raw
from reviewgen.sources.limited import EMPTY, HELD, MEGABYTE, refuse_cells, refuse_table, too_large

MAGIC = b"PAR1"
DAMAGE = (pa.ArrowException, OSError, ValueError, KeyError, RecursionError)
WIDTHS = {"BOOLEAN": 1, "INT32": 4, "INT64": 8, "INT96": 8, "FLOAT": 4, "DOUBLE": 8, "BYTE_ARRAY": HELD}
"""The bytes of a value of each kind; of texts they are counted where they are known."""


def fits(raw: Raw) -> bool:
    """Whether a file begins as Parquet does, or is named so."""
    return raw.data[:4] == MAGIC or raw.kind in (".parquet", ".pq")


def parse(raw: Raw, source: FileSource, limits: Limits) -> Extract:
    """Read all row groups; raises InputError. The first record is row 1."""
    try:
        table = flattened(_table(raw, limits))
        refuse_table(raw.name, limits, table.num_rows, *extent(table))
        columns = columns_of(table)
    except MemoryError:
        raise
    except DAMAGE as error:
        said = " ".join(str(error).split())
        raise _problem(raw.name, f"is damaged, or no Parquet file: {said}", "copy or export it again") from None
    frame, rows = columns.frame(table.num_rows), np.arange(1, table.num_rows + 1, dtype="int64")
    refuse_cells(raw.name, columns.header, frame, rows, limits)
    return Extract(raw.name, raw.sha256, columns.header, frame, rows, kinds=columns.kinds())


def _table(raw: Raw, limits: Limits) -> pa.Table:
    """The table of a file that is not too large: texts stay packed until it is known how much they are."""
    most = limits.megabytes * MEGABYTE
    with parquet.ParquetFile(pa.BufferReader(raw.data)) as known:
        about, rows, columns = known.metadata, known.metadata.num_rows, len(known.schema_arrow)
        refuse_table(raw.name, limits, rows, columns, rows * columns)
        leaves = [known.schema.column(place) for place in range(len(known.schema))]
        groups = [about.row_group(place) for place in range(about.num_row_groups)]
        if sum(group.total_byte_size for group in groups) > most or _weight(groups, leaves) > most:
            raise too_large(raw.name, limits.megabytes)
    with parquet.ParquetFile(pa.BufferReader(raw.data), read_dictionary=list(filter(None, map(_text, leaves)))) as file:
        table = file.read()
    if sum(_size(chunk) for column in table.columns for chunk in column.chunks) > most:
        raise too_large(raw.name, limits.megabytes)
    return table


def _text(leaf: parquet.ColumnSchema) -> str:
    """The name of a column of texts or bytes, within another one too; of others nothing."""
    return leaf.path if leaf.physical_type == "BYTE_ARRAY" and leaf.logical_type.type != "DECIMAL" else ""


def _weight(groups: list[parquet.RowGroupMetaData], leaves: list[parquet.ColumnSchema]) -> int:
    """The bytes that all values take in memory, without texts: a file may have one value once for a million rows."""
    sizes = [EMPTY if leaf.max_repetition_level else WIDTHS.get(leaf.physical_type, leaf.length) for leaf in leaves]
    return sum(group.column(place).num_values * size for group in groups for place, size in enumerate(sizes))


def _size(column: pa.Array) -> int:
    """The bytes of a column once each cell has its own."""
    kind = column.type
    if types.is_dictionary(kind):
        return pc.sum(pc.take(pc.binary_length(column.dictionary), column.indices)).as_py() or 0
    if types.is_struct(kind):
        return sum(map(_size, column.flatten()))
    if types.is_map(kind):
        return _size(column.keys) + _size(column.items)
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return _size(column.flatten())
    return int(column.nbytes)


def _problem(name: str, problem: str, hint: str) -> InputError:
    return InputError([Issue(code="source.parquet", file=name, problem=problem, hint=hint)])
