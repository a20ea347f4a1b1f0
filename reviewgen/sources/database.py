"""Databases, by the address that SQLAlchemy knows them by."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from reviewgen.config import Limits
from reviewgen.errors import InputError
from reviewgen.sources.asked import Asked, refused, said
from reviewgen.sources.timed import too_slow, within
from reviewgen.sources.typed import Columns

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, TextClause
    from sqlalchemy.engine import URL

READ_ONLY = {"postgresql": {"postgresql_readonly": True}}
"""What keeps a connection of a dialect from writing; SQLite is opened so."""
DRIVERS = {"psycopg": "reviewgen[postgresql]", "sqlalchemy": "reviewgen[sql]"}
BY_DEFAULT = {"postgresql": "postgresql+psycopg"}
PIECE = 10_000
CANCELLED = "QueryCanceled"
"""What psycopg raises where PostgreSQL has stopped a query."""


def read(asked: Asked, limits: Limits) -> tuple[Columns, int]:
    """The rows that a query gives, no more than one beyond those that there may be; raises InputError."""
    try:
        import sqlalchemy
        from sqlalchemy.exc import SQLAlchemyError
    except ImportError:
        raise refused(asked, "needs the package SQLAlchemy, which is not installed", _install("sqlalchemy")) from None
    try:
        with _connected(_engine(asked)) as connection, _limited(connection, asked, limits.seconds):
            statement = sqlalchemy.text(asked.query)
            _refuse_other_parameters(asked, statement)
            found = connection.execution_options(stream_results=True).execute(statement, dict(asked.parameters))
            if not found.returns_rows:
                raise refused(asked, "gives no rows", "ask with SELECT")
            names, rows = list(found.keys()), list(_rows(found.partitions(PIECE), limits.rows))
    except SQLAlchemyError as error:
        raise _worded(asked, error, limits.seconds) from None
    columns = Columns()
    for place, name in enumerate(names):
        columns.add(name, [row[place] for row in rows])
    return columns, len(rows)


def _rows(partitions: Any, most: int) -> Iterator[Sequence[Any]]:
    left = most + 1
    for rows in partitions:
        yield from rows[:left]
        left -= len(rows)
        if left <= 0:
            return


def _worded(asked: Asked, error: Exception, seconds: int) -> InputError:
    """What a driver says of a query, or the limit that it kept."""
    origin = getattr(error, "orig", None)
    if type(origin).__name__ == CANCELLED:
        return too_slow(asked, seconds)
    return refused(asked, f"cannot be asked: {said(origin or error)}", _advice(error))


@contextmanager
def _limited(connection: Connection, asked: Asked, seconds: int) -> Iterator[None]:
    """PostgreSQL keeps the limit itself; SQLite, which runs here, is stopped."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET statement_timeout = {seconds * 1000}")
    stop = getattr(connection.connection.driver_connection, "interrupt", None)
    with within(seconds, asked, stop) if stop else nullcontext():
        yield


@contextmanager
def _connected(engine: Engine) -> Iterator[Connection]:
    """A connection that reads where its driver knows how to say so, and in any case keeps nothing."""
    options = READ_ONLY.get(engine.dialect.name, {})
    try:
        with engine.connect() as connection:
            yield connection.execution_options(**options)
            connection.rollback()
    finally:
        engine.dispose()


def _engine(asked: Asked) -> Engine:
    import sqlalchemy
    from sqlalchemy.exc import ArgumentError
    from sqlalchemy.pool import NullPool

    try:
        url = sqlalchemy.make_url(asked.place)
    except (ArgumentError, ValueError):
        hint = "write it as postgresql+psycopg://${USER}:${PASSWORD}@host/database, or sqlite:///data/desk.db"
        raise refused(asked, "has an address of its database that cannot be read", hint) from None
    url = url.set(drivername=BY_DEFAULT.get(url.drivername, url.drivername))
    if url.drivername.startswith("duckdb"):
        raise refused(asked, "has DuckDB as its database", "write duckdb: with the file in the place of database:")
    try:
        if url.get_backend_name() == "sqlite":
            return sqlalchemy.create_engine("sqlite://", creator=lambda: _sqlite(url, asked.folder), poolclass=NullPool)
        return sqlalchemy.create_engine(url, poolclass=NullPool, hide_parameters=True)
    except ImportError as error:
        problem = f"needs the package {error.name}, which is not installed"
        raise refused(asked, problem, _install(error.name or "")) from None


def _sqlite(url: URL, folder: Path) -> sqlite3.Connection:
    """A file of SQLite, to be read; it is not made where it is not there."""
    path = (folder / (url.database or "")).absolute()
    connection = sqlite3.connect(f"file:{quote(path.as_posix())}?mode=ro", uri=True)
    connection.set_authorizer(_no_other_file)
    return connection


def _no_other_file(action: int, *_: str | None) -> int:
    """Refuse ATTACH, by which VACUUM INTO makes its file as well: `mode=ro` binds one file alone."""
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK


def _install(package: str) -> str:
    return f'pip install "{DRIVERS.get(package, package)}"'


def _refuse_other_parameters(asked: Asked, statement: TextClause) -> None:
    """Raise InputError where the names in the query and those under `parameters` are not the same."""
    wanted = {str(name) for name in statement._bindparams}
    given = {*asked.parameters}
    if lacking := sorted(wanted - given):
        problem = f"has no value for :{', :'.join(lacking)}"
        raise refused(asked, problem, "write it under parameters:, or \\: for a colon that is none")
    if odd := sorted(given - wanted):
        raise refused(asked, f"does not name :{', :'.join(odd)}", "take it out of parameters:")


def _advice(error: Exception) -> str:
    kind = type(error).__name__
    if kind == "NoSuchModuleError":
        return "the address begins with the name of a dialect of SQLAlchemy, such as postgresql+psycopg or sqlite"
    reached = kind not in ("OperationalError", "InterfaceError")
    return "mend the query" if reached else "check address, user and password, and the query"
