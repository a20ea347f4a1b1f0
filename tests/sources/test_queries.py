from __future__ import annotations

import builtins
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pydantic import ValidationError

from reviewgen.config import Limits, QuerySource
from reviewgen.sources import Reader, duckdbfile
from reviewgen.sources.asked import Asked
from reviewgen.sources.asked import refused as refusal
from reviewgen.sources.extract import Extract

SECRET = "s3cr@t/:#?"
SQLITE = "sqlite:///desk.db"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with a database of SQLite."""
    with sqlite3.connect(tmp_path / "desk.db") as connection:
        connection.execute("CREATE TABLE t (id TEXT, n INTEGER, part REAL, at TEXT, blob BLOB)")
        rows = [("007", 9007199254740993, 1.5, "2026-10-31 12:00", b"caf\xc3\xa9"), ("8", None, 2.0, None, b"\xff")]
        connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", rows)
    connection.close()
    return tmp_path


def asked(folder: Path, limits: Limits | None = None, **more: Any) -> tuple[list[Extract], list[str]]:
    """Ask; what was read, and the messages."""
    source = QuerySource.model_validate({"table": "tickets"} | more)
    environment = {"SECRET": SECRET, "FROM": "007", "WHERE": "desk.db"}
    extracts, issues = Reader(folder, environment, [source], limits).read(source)
    return extracts, [str(issue) for issue in issues]


def read(folder: Path, **more: Any) -> Extract:
    """Ask what can be answered."""
    (extract,), issues = asked(folder, **more)
    assert issues == []
    return extract


def refused(folder: Path, limits: Limits | None = None, **more: Any) -> str:
    """Ask what cannot be answered; the only message."""
    extracts, (message,) = asked(folder, limits, **more)
    assert extracts == []
    return message


def cells(extract: Extract) -> list[list[str]]:
    """The cells of all rows."""
    rows: list[list[str]] = extract.frame.to_numpy().tolist()
    return rows


def test_rows_of_a_database(folder: Path) -> None:
    """Typed cells as text, the first row is row 1, and the digest is of the cells."""
    extract = read(folder, database=SQLITE, query="SELECT * FROM t ORDER BY id")
    assert extract.header == ("id", "n", "part", "at", "blob")
    assert cells(extract) == [
        ["007", "9007199254740993", "1.5", "2026-10-31 12:00", "café"],
        ["8", "", "2", "", "ff"],
    ]
    assert extract.rows.tolist() == [1, 2]
    turned = read(folder, database=SQLITE, query="SELECT * FROM t ORDER BY id DESC")
    assert len({extract.sha256, turned.sha256, read(folder, database=SQLITE, query="SELECT id FROM t").sha256}) == 3
    assert read(folder, database=SQLITE, query="SELECT * FROM t  ORDER BY id").sha256 == extract.sha256


def test_an_empty_answer_has_columns(folder: Path) -> None:
    """As a file with a header alone."""
    extract = read(folder, database=SQLITE, query="SELECT id FROM t WHERE 0")
    assert (extract.header, len(extract.frame)) == (("id",), 0)
    assert read(folder, duckdb=":memory:", query="SELECT 1 AS id WHERE false").header == ("id",)


@pytest.mark.parametrize(
    "place",
    [{"database": SQLITE, "query": "SELECT id FROM t WHERE id = :x"}, {"duckdb": ":memory:", "query": "SELECT $x"}],
)
@pytest.mark.parametrize("value", ["007", "${FROM}", "x' OR '1'='1", "'; DROP TABLE t; --"])
def test_parameters_are_bound(folder: Path, place: dict[str, str], value: str) -> None:
    """They are values and never a part of the query; a variable may stand in them."""
    found = cells(read(folder, **place, parameters={"x": value}))
    meant = value.replace("${FROM}", "007")
    assert found == ([[meant]] if "duckdb" in place or meant == "007" else [])


def test_the_database_is_only_read(folder: Path) -> None:
    """What would write fails, and no file is made where there is none."""
    before = (folder / "desk.db").read_bytes()
    assert "attempt to write a readonly database" in refused(folder, database=SQLITE, query="DELETE FROM t")
    assert "unable to open database file" in refused(folder, database="sqlite:///no.db", query="SELECT 1")
    for query in (f"VACUUM INTO '{folder}/copy.db'", f"ATTACH DATABASE '{folder}/copy.db' AS other"):
        assert "authoriz" in refused(folder, database=SQLITE, query=query)
        assert not (folder / "copy.db").exists()
    assert "database does not exist" in refused(folder, duckdb="no.duckdb", query="SELECT 1")
    assert {path.name for path in folder.iterdir()} == {"desk.db"}
    assert (folder / "desk.db").read_bytes() == before


def test_variables_stand_for_places(folder: Path) -> None:
    """In the address, and of files of DuckDB; the name has what was written."""
    extract = read(folder, database="sqlite:///${WHERE}", query="SELECT 1 AS id")
    assert extract.file.startswith("sqlite:///${WHERE} query ")
    assert read(folder, database="sqlite:///${WHERE}", query="SELECT 1 AS id", name="desk").file == "desk"


def test_files_of_the_project_by_duckdb(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the program was started; a file of the same name that stands there is never taken for it."""
    for place, text in ((folder / "data", "id,n\n007,1\n"), (folder.parent / "other" / "data", "id,n\n2,2\n")):
        place.mkdir(parents=True, exist_ok=True)
        (place / "a.csv").write_text(text, "utf-8")
    near = "SELECT id, n::INT + 1 AS n FROM read_csv('data/a.csv', all_varchar = true)"
    far = near.replace("'data/a.csv'", "getvariable('project') || '/data/a.csv'")
    monkeypatch.chdir(folder)
    assert cells(read(folder, duckdb=":memory:", query=near)) == [["007", "2"]]
    monkeypatch.chdir(folder.parent / "other")
    assert cells(read(folder, duckdb=":memory:", query=far)) == [["007", "2"]]
    assert "run reviewgen in the project's folder, or write getvariable('project')" in refused(
        folder, duckdb=":memory:", query=near
    )


def test_types_of_duckdb(folder: Path) -> None:
    """In UTC, whatever zone this machine is in."""
    query = """SELECT TIMESTAMP '2026-10-31 12:00' AS a, TIMESTAMPTZ '2026-10-31 12:00+02' AS b, DATE '2026-10-31' AS c,
        1.50::DECIMAL(5,2) AS d, ['x', 'y'] AS e, {'f': 1} AS g, '2026-07-01 12:00'::TIMESTAMPTZ::VARCHAR AS h"""
    extract = read(folder, duckdb=":memory:", query=query)
    assert extract.header == ("a", "b", "c", "d", "e", "e", "g.f", "h")
    assert cells(extract)[0][:4] == ["2026-10-31 12:00:00", "2026-10-31 10:00:00+00:00", "2026-10-31", "1.5"]
    assert cells(extract)[0][4:] == ["x", "y", "1", "2026-07-01 12:00:00+00"]
    assert (set(extract.kinds.dated), set(extract.kinds.naive)) == ({0, 1, 2}, {0})


def test_spans_of_duckdb(folder: Path) -> None:
    """Hours, however many; months are no length of time and stay to be seen."""
    first = "TIMESTAMP '2026-10-02 08:30' - TIMESTAMP '2026-10-01 02:00' AS a, INTERVAL '-90 minutes' AS b"
    query = f"SELECT {first}, NULL::INTERVAL AS c, INTERVAL '2 months 1 day' AS d"
    assert cells(read(folder, duckdb=":memory:", query=query)) == [["30:30:00", "-1:30:00", "", "2 months 24:00:00"]]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"database": SQLITE, "query": "SELEC 1"}, 'cannot be asked: near "SELEC": syntax error'),
    ({"database": SQLITE, "query": "SELECT * FROM nowhere"}, "cannot be asked: no such table: nowhere"),
    ({"database": SQLITE, "query": "SELECT :x"}, "has no value for :x. Hint: write it under parameters:"),
    ({"database": SQLITE, "query": "SELECT 1", "parameters": {"x": "1"}}, "does not name :x"),
    ({"database": SQLITE, "query": "SELECT 1; SELECT 2"}, "cannot be asked: You can only execute one statement"),
    ({"database": "x", "query": "SELECT 1"}, "has an address of its database that cannot be read"),
    ({"database": "postgresql://h:port/x", "query": "SELECT 1"}, "has an address of its database that cannot be read"),
    ({"database": "none://h/x", "query": "SELECT 1"}, "the address begins with the name of a dialect"),
    ({"database": "duckdb:///x.db", "query": "SELECT 1"}, "write duckdb: with the file in the place of database:"),
    (
        {"database": "sqlite:///${NONE}", "query": "SELECT 1"},
        "the variable NONE is not set. Hint: set it: export NONE=",
    ),
    ({"duckdb": ":memory:", "query": "SELEC 1"}, "cannot be asked: Parser Error: syntax error"),
    ({"duckdb": ":memory:", "query": "SELECT 1; SELECT 2"}, "is not one SELECT"),
    ({"duckdb": ":memory:", "query": "INSTALL httpfs"}, "is not one SELECT"),
    ({"duckdb": ":memory:", "query": "COPY (SELECT 1) TO 'out.csv'"}, "is not one SELECT"),
    ({"duckdb": ":memory:", "query": "ATTACH 'x.db'"}, "is not one SELECT"),
    ({"duckdb": ":memory:", "query": "SET lock_configuration = false"}, "is not one SELECT"),
    ({"duckdb": ":memory:", "query": "SELECT $x"}, "cannot be asked: Invalid Input Error: Values were not provided"),
    ({"duckdb": ":memory:", "query": "SELECT 1", "parameters": {"x": "1"}}, "cannot be asked: "),
    ({"duckdb": ":memory:", "query": "FROM 'http://127.0.0.1:9/a.csv'"}, "Cannot access file"),
    ({"duckdb": ":memory:", "query": "FROM read_text('/etc/hostname')"}, "Cannot access file"),
    ({"duckdb": ":memory:", "query": "FROM read_parquet('s3://b/a.parquet')"}, "Cannot access file"),
]


@pytest.mark.parametrize(
    ("source", "message"), REFUSED, ids=lambda value: value.get("query") if isinstance(value, dict) else ""
)
def test_what_cannot_be_asked_is_worded(folder: Path, source: dict[str, Any], message: str) -> None:
    """In the words of the driver, on one line."""
    assert message in refused(folder, **source)
    assert {path.name for path in folder.iterdir()} == {"desk.db"}


@pytest.mark.parametrize(
    ("limits", "problem"),
    [
        (Limits(rows=1), "has 2 rows, more than 1"),
        (Limits(columns=1), "has 2 columns, more than 1"),
        (Limits(cell=2), 'row 1, column "id": has 3 bytes in one cell'),
    ],
)
@pytest.mark.parametrize("place", [{"database": SQLITE}, {"duckdb": ":memory:"}])
def test_limits(folder: Path, place: dict[str, str], limits: Limits, problem: str) -> None:
    """Those of files; a query without end is not read to its end."""
    query = "SELECT '007' AS id, 1 AS n UNION ALL SELECT '8', 2 ORDER BY 1"
    assert problem in refused(folder, limits, **place, query=query)
    endless = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3000000) SELECT n FROM r"
    if limits.rows == 1 and "database" in place:
        assert "rows, more than 1" in refused(folder, limits, **place, query=endless)


def test_an_answer_that_stops_midway_is_refused_by_its_query(folder: Path) -> None:
    """What goes wrong after the first rows is told with the query's name, as what goes wrong before them is."""
    query = "SELECT CAST(CASE WHEN range = 500000 THEN 'x' ELSE '1' END AS INT) FROM range(600000)"
    assert "query " in (told := refused(folder, duckdb=":memory:", query=query))
    assert "cannot be asked: Conversion Error: Could not convert string 'x'" in told


def test_a_query_beyond_the_memory_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first rows: which query it is, and that memory is what it wants."""
    monkeypatch.setitem(duckdbfile.CLOSED, "memory_limit", "20MB")
    told = refused(folder, duckdb=":memory:", query="SELECT hash(range) AS id FROM range(10000000) ORDER BY id")
    assert "query " in told
    assert "takes more memory than there is here" in told


def test_an_answer_beyond_the_memory_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Midway, where DuckDB's word comes through Arrow as an error of reading."""

    def stops(*_: object) -> None:
        raise OSError("Out of Memory Error: ArrowBuffer: failed to allocate 2147483648 bytes")

    monkeypatch.setattr(duckdbfile, "limited", stops)
    assert "takes more memory than there is here" in refused(folder, duckdb=":memory:", query="SELECT 1")


def test_duckdb_is_read_no_further_than_the_limit() -> None:
    """Of a query without end, the piece with which the limit is passed is the last one that is taken."""
    piece = pa.record_batch({"n": [1, 2, 3]})
    asked_for = iter([piece] * 10)
    reader = pa.RecordBatchReader.from_batches(piece.schema, asked_for)
    assert sum(one.num_rows for one in duckdbfile.limited(reader, 4)) == 6
    assert len([*asked_for]) == 8


@pytest.mark.parametrize(
    "database",
    [
        "postgresql://reader:${SECRET}@127.0.0.1:9/desk",
        "postgresql://127.0.0.1:9/desk?user=reader&password=${SECRET}",
        "postgresql://reader@127.0.0.1:9/${SECRET}",
        "${SECRET}",
    ],
)
def test_no_secret_is_told(folder: Path, database: str) -> None:
    """Nor user, nor what else stands behind the address; a password may hold any sign."""
    said = refused(folder, database=database, query="SELECT 1")
    assert SECRET not in said
    assert "s3cr" not in said
    assert "reader" not in said


@pytest.mark.parametrize(
    ("package", "place", "extra"),
    [
        ("sqlalchemy", {"database": SQLITE}, "reviewgen[sql]"),
        ("psycopg", {"database": "postgresql://h/x"}, "reviewgen[postgresql]"),
        ("duckdb", {"duckdb": ":memory:"}, "reviewgen[duckdb]"),
    ],
)
def test_a_missing_package_is_named(
    folder: Path, package: str, place: dict[str, Any], extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what installs it."""
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] == package:
            raise ImportError(f"No module named {package}", name=package)
        return real(name, *rest, **more)

    for name in [name for name in sys.modules if name.partition(".")[0] == package and package == "psycopg"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    said = refused(folder, **place, query="SELECT 1")
    assert "not installed" in said
    assert f'pip install "{extra}"' in said


def test_a_query_for_two_tables_is_asked_once(folder: Path) -> None:
    """The second gets the same extract."""
    sources = [
        QuerySource(table=name, database=SQLITE, query="SELECT * FROM t") for name in ("tickets", "ticket_events")
    ]
    reader = Reader(folder, {}, sources)
    (first,), (second,) = (reader.read(one)[0] for one in sources)
    assert first is second


def test_a_server(folder: Path, postgres: str) -> None:
    """Types of PostgreSQL; a time with zone is told with its offset, whatever zone the server is in."""
    query = """SELECT 'x'::varchar AS a, 7::numeric(5,2) AS b, '2026-10-31 12:00+02'::timestamptz AS c,
        '2026-10-31 12:00'::timestamp AS d, '36:05:20'::interval AS e, ARRAY['x','y'] AS f, '{"k": 1}'::jsonb AS g,
        true AS h, CAST(:x AS text) AS i"""
    extract = read(folder, database=postgres, query=query, parameters={"x": "it's"})
    assert extract.header == ("a", "b", "c", "d", "e", "f", "f", "g", "h", "i")
    found = cells(extract)[0]
    assert found[:2] == ["x", "7"]
    assert found[2] in ("2026-10-31 19:00:00+09:00", "2026-10-31 10:00:00+00:00")
    assert found[3:] == ["2026-10-31 12:00:00", "36:05:20", "x", "y", '{"k": 1}', "true", "it's"]
    assert extract.kinds.naive == {3}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("CREATE TABLE x (a int)", 'syntax error at or near "CREATE"'),
        ("SELEC 1", 'syntax error at or near "SELEC"'),
        ("SELECT 1/0", "division by zero"),
    ],
)
def test_what_a_server_refuses(folder: Path, postgres: str, query: str, said: str) -> None:
    """In its own words, without the query; and nothing is written."""
    message = refused(folder, database=postgres, query=query)
    assert f"cannot be asked: {said}. Hint:" in message


def test_a_server_is_told_that_nothing_is_written(folder: Path, postgres: str) -> None:
    """What a function of its own might do is refused by the server."""
    query = "SELECT current_setting('transaction_read_only') AS a"
    assert cells(read(folder, database=postgres, query=query)) == [["on"]]


def test_a_password_reaches_the_server(folder: Path, postgres: str) -> None:
    """Whatever signs it has: the server asks nobody for one here, but the address is read right."""
    address = postgres.replace("postgres@/", "postgres:${SECRET}@/")
    assert cells(read(folder, database=address, query="SELECT 1 AS id")) == [["1"]]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://reader:hunter2@h/x",
        "postgresql://a@b:hunter2@h/x",
        "postgresql://reader@h/x?passwd=hunter2",
        "postgresql://reader@h/x?sslcert=a&sslpassword=hunter2",
        "mssql+pyodbc://reader@h/x?driver=a;password=hunter2",
        "mssql+pyodbc:///?odbc_connect=DRIVER%3D%7Ba%7D%3BUID%3Dreader%3BPWD%3Dhunter2",
        "mssql+pyodbc:///?odbc_connect=PWD%3Dhunter2",
    ],
)
def test_a_password_in_the_project_is_refused(address: str) -> None:
    """Wherever an address may hold one, however it is called and encoded; it is not quoted."""
    with pytest.raises(ValidationError) as caught:
        QuerySource.model_validate({"table": "tickets", "database": address, "query": "SELECT 1"})
    (error,) = caught.value.errors()
    assert "has a password in the address of its database" in error["msg"]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://reader:${SECRET}@h:5432/x",
        "postgresql://reader@h/x?sslpassword=${SECRET}&sslmode=require",
        "mssql+pyodbc:///?odbc_connect=DRIVER%3D%7Ba%7D%3BPWD%3D${SECRET}%3BUID%3Dreader",
        "mssql+pyodbc:///?odbc_connect=PWD={${SECRET}}",
        "postgresql://reader@h/x?passfile=pass.txt&sslkey=key.pem",
    ],
)
def test_a_password_of_the_environment_is_taken(address: str) -> None:
    """So is the name of a file that holds one."""
    source = QuerySource.model_validate({"table": "tickets", "database": address, "query": "SELECT 1"})
    assert source.database == address


@pytest.mark.parametrize("said", ["s3cr@t/:#?", "s3cr%40t%2F%3A%23%3F", "s3cr%40t/%3A%23%3F"])
def test_a_secret_is_hidden_as_an_address_writes_it(folder: Path, said: str) -> None:
    """Drivers quote the address as they were given it."""
    query = Asked("desk", "", "", {}, folder, frozenset({SECRET}))
    assert "no route to reader:***@h" in str(refusal(query, f"no route to reader:{said}@h", ""))


@pytest.mark.parametrize(
    "place",
    [
        {
            "database": SQLITE,
            "query": "WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) SELECT max(n) AS id FROM a",
        },
        {"duckdb": ":memory:", "query": "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b"},
    ],
    ids=["sqlite", "duckdb"],
)
def test_a_query_that_takes_too_long_is_stopped(folder: Path, place: dict[str, str]) -> None:
    """The limit is named, with what to do; the thread that holds it ends with the query."""
    message = refused(folder, Limits(seconds=1), **place)
    assert "took longer than 1 second. Hint: ask for fewer rows, or raise limits: seconds" in message
    assert cells(read(folder, database=SQLITE, query="SELECT id FROM t ORDER BY id")) == [["007"], ["8"]]


def test_a_server_stops_a_query_that_takes_too_long(folder: Path, postgres: str) -> None:
    """PostgreSQL keeps the limit itself."""
    message = refused(folder, Limits(seconds=1), database=postgres, query="SELECT CAST(pg_sleep(30) AS text) AS id")
    assert "took longer than 1 second" in message
