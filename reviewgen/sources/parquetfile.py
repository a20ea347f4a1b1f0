"""Parquet: typed columns as text."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from pyarrow import compute as pc
from pyarrow import parquet, types

from reviewgen.config import FileSource, Limits
from reviewgen.errors import InputError, Issue
from reviewgen.sources.arrowtable import columns_of
from reviewgen.sources.extract import Extract
from reviewgen.sources.files import MEGABYTE, Raw
from reviewgen.sources.limited import refuse_cells, refuse_size, too_large

MAGIC = b"PAR1"
DAMAGE = (pa.ArrowException, OSError, ValueError, KeyError, UnicodeDecodeError)


def fits(raw: Raw) -> bool:
    """Whether a file begins as Parquet does, or is named so."""
    return raw.data[:4] == MAGIC or raw.kind in (".parquet", ".pq")


def parse(raw: Raw, source: FileSource, limits: Limits) -> Extract:
    """Read all row groups; raises InputError. The first record is row 1."""
    try:
        table = _table(raw, limits)
        columns = columns_of(table)
    except DAMAGE as error:
        said = " ".join(str(error).split())
        raise _problem(raw.name, f"is damaged, or no Parquet file: {said}", "copy or export it again") from None
    refuse_size(raw.name, limits, columns=len(columns.header))
    frame, rows = columns.frame(table.num_rows), np.arange(1, table.num_rows + 1, dtype="int64")
    refuse_cells(raw.name, columns.header, frame, rows, limits)
    return Extract(raw.name, raw.sha256, columns.header, frame, rows, kinds=columns.kinds())


def _table(raw: Raw, limits: Limits) -> pa.Table:
    """The table of a file that is not too large: texts stay packed until it is known how much they are."""
    with parquet.ParquetFile(pa.BufferReader(raw.data)) as known:
        about, schema = known.metadata, known.schema_arrow
        refuse_size(raw.name, limits, rows=about.num_rows, columns=len(schema))
        groups = (about.row_group(place).total_byte_size for place in range(about.num_row_groups))
        if sum(groups) > limits.megabytes * MEGABYTE:
            raise too_large(raw.name, limits.megabytes)
        packed = [field.name for field in schema if types.is_string(field.type) or types.is_binary(field.type)]
    with parquet.ParquetFile(pa.BufferReader(raw.data), read_dictionary=packed) as file:
        table = file.read()
    if sum(map(_size, table.columns)) > limits.megabytes * MEGABYTE:
        raise too_large(raw.name, limits.megabytes)
    return table


def _size(column: pa.ChunkedArray) -> int:
    """The bytes of a column once each cell has its own."""
    if not types.is_dictionary(column.type):
        return int(column.nbytes)
    sizes = (pc.sum(pc.take(pc.binary_length(chunk.dictionary), chunk.indices)).as_py() for chunk in column.chunks)
    return sum(size or 0 for size in sizes)


def _problem(name: str, problem: str, hint: str) -> InputError:
    return InputError([Issue(code="source.parquet", file=name, problem=problem, hint=hint)])
