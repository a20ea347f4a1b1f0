"""DuckDB: its own database files, and queries over files of other kinds; nothing is loaded, installed or written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from reviewgen.config import Limits
from reviewgen.sources.arrowtable import columns_of
from reviewgen.sources.asked import Asked, refused, said
from reviewgen.sources.timed import within
from reviewgen.sources.typed import Columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = ":memory:"
CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "temp_directory": "",
}
PIECE = 100_000
OUT_OF_MEMORY = "Out of Memory Error"
"""How DuckDB begins to say so, by whichever way its word comes here."""
OUTSIDE = "run reviewgen in the project's folder, or write getvariable('project') || '/data/a.csv'"


def read(asked: Asked, limits: Limits) -> tuple[Columns, int]:
    """The rows that a query gives, no more than a few beyond those that there may be; raises InputError."""
    try:
        import duckdb
    except ImportError:
        hint = 'pip install "reviewgen[duckdb]"'
        raise refused(asked, "needs the package duckdb, which is not installed", hint) from None
    try:
        with _opened(asked) as connection, within(limits.seconds, asked, connection.interrupt):
            _refuse_all_but_select(asked, connection)
            found = connection.sql(asked.query, params=dict(asked.parameters) or None)
            if found is None:
                raise refused(asked, "gives no rows", "ask with SELECT")
            reader = found.to_arrow_reader(PIECE)
            table = pa.Table.from_batches(limited(reader, limits.rows), reader.schema)
    except duckdb.PermissionException as error:
        raise refused(asked, f"cannot be asked: {said(error)}", OUTSIDE) from None
    except (duckdb.Error, pa.ArrowException, OSError) as error:  # OSError: what stops an answer midway
        if OUT_OF_MEMORY in str(error):
            raise MemoryError from None
        raise refused(asked, f"cannot be asked: {said(error)}", "mend the query, or the name of the file") from None
    return columns_of(table), table.num_rows


def _opened(asked: Asked) -> DuckDBPyConnection:
    """A connection that reads, of files those of the project alone.

    DuckDB takes relative names from where the program was started: elsewhere they lead out of the project, and are
    refused.
    """
    import duckdb

    within, folder = asked.place == MEMORY, str(asked.folder.absolute())
    connection = duckdb.connect(
        MEMORY if within else str(asked.folder / asked.place), read_only=not within, config=CLOSED
    )
    connection.execute("SET VARIABLE project = $folder", {"folder": folder})
    connection.execute("SET allowed_directories = [$folder]", {"folder": folder})
    for setting in ("TimeZone = 'UTC'", "enable_external_access = false", "lock_configuration = true"):
        connection.execute(f"SET {setting}")
    return connection


def _refuse_all_but_select(asked: Asked, connection: DuckDBPyConnection) -> None:
    """Raise InputError for what would load, write or set something, and for several statements."""
    from duckdb import StatementType

    kinds = [statement.type for statement in connection.extract_statements(asked.query)]
    if kinds != [StatementType.SELECT]:
        raise refused(asked, "is not one SELECT", "write one query that selects rows")


def limited(reader: pa.RecordBatchReader, most: int) -> Iterator[pa.RecordBatch]:
    """The pieces of an answer, up to the one that has more rows than there may be."""
    rows = 0
    for batch in reader:
        yield batch
        rows += batch.num_rows
        if rows > most:
            return
