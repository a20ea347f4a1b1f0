"""JSON, JSON lines and Parquet: what each holds as text."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from reviewgen.config import FileSource, Limits
from reviewgen.errors import InputError
from reviewgen.sources.extract import Extract
from reviewgen.sources.files import Raw
from reviewgen.sources.kinds import parse


def parsed(name: str, data: str | bytes, limits: Limits | None = None, **more: Any) -> Extract:
    """Parse as a file of that name."""
    source = FileSource.model_validate({"table": "tickets", "files": name} | more)
    content = data if isinstance(data, bytes) else data.encode("utf-8")
    return parse(Raw(name, content, ""), source, limits or Limits())


def refused(name: str, data: str | bytes, limits: Limits | None = None, **more: Any) -> list[str]:
    """Parse what cannot be used; the messages."""
    with pytest.raises(InputError) as caught:
        parsed(name, data, limits, **more)
    return [str(issue) for issue in caught.value.issues]


def cells(extract: Extract) -> list[list[str]]:
    """The cells of all rows."""
    rows: list[list[str]] = extract.frame.to_numpy().tolist()
    return rows


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('"007"', "007"),
        ("7", "7"),
        ("9007199254740993", "9007199254740993"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1.10", "1.1"),
        ("1e3", "1000"),
        ("1E-7", "0.0000001"),
        ("1e999999999", "1E+999999999"),
        ("0.1234567890123456789", "0.1234567890123456789"),
        ("true", "true"),
        ("null", ""),
        ("NaN", "NaN"),
        ('{"x": 1}', "1"),
        ('"2026-10-31T14:05:09.1234567Z"', "2026-10-31T14:05:09.1234567Z"),
        ('[{"a": 1}]', '[{"a": 1}]'),
        ("[]", ""),
        ('"é\\u00e9\\n"', "éé\n"),
    ],
)
def test_values_of_json(written: str, text: str) -> None:
    """No digit is lost, none is added; what is no number stays visible."""
    for name, data in (("a.json", f'[{{"id": "1", "v": {written}}}]'), ("a.jsonl", f'{{"id": "1", "v": {written}}}')):
        assert cells(parsed(name, data)) == [["1", text]]


def test_nested_records_and_lists() -> None:
    """Dotted names; a list is a column that repeats, as in tools that write one column per label."""
    records = [
        {"id": 1, "client": {"name": "Acme", "site": {"town": "York"}}, "tags": ["vpn", "mail"]},
        {"id": 2, "tags": "one"},
        {"id": 3, "client.name": "dotted", "new": "x"},
    ]
    extract = parsed("a.json", json.dumps(records))
    assert extract.header == ("id", "client.name", "client.site.town", "tags", "tags", "new")
    assert cells(extract) == [
        ["1", "Acme", "York", "vpn", "mail", ""],
        ["2", "", "", "one", "", ""],
        ["3", "dotted", "", "", "", "x"],
    ]
    assert extract.rows.tolist() == [1, 2, 3]


def test_records_within_a_document() -> None:
    """Where they stand must be told; the message says where there are lists."""
    data = '{"meta": {"n": 1}, "result": {"tickets": [{"id": 1}]}}'
    assert cells(parsed("a.json", data, records="result.tickets")) == [["1"]]
    assert refused("a.json", data)[0].endswith("add records: result.tickets in reviewgen.yaml.")
    several = '{"a": [{"id": 1}], "b": [{"id": 1}]}'
    assert refused("a.json", several)[0].endswith("say with records: in reviewgen.yaml where they are, here a, b.")
    assert refused("a.json", data, records="result.x")[0].startswith('a.json: has no "result.x".')
    assert refused("a.json", data, records="meta.n")[0].startswith('a.json: "meta.n" is no list.')


def test_json_lines_are_counted_as_lines() -> None:
    """An empty line counts and is left out."""
    extract = parsed("a.jsonl", '\ufeff{"id": 1}\r\n\n{"id": 2}\n')
    assert (extract.rows.tolist(), cells(extract)) == ([1, 3], [["1"], ["2"]])


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.json", '[{"id": 1},\n{"id": }]', "a.json, line 2: is not JSON: expecting value, at sign 8."),
        ("a.json", '{"id": 1}\n{"id": 2}', "a.json, line 2: is not JSON: extra data, at sign 1."),
        ("a.json", '[{"id": 1, "id": 2}]', 'a.json: has "id" twice in one record.'),
        ("a.json", '[{"id": 1}, 2]', "a.json, row 2: is not an object with names and values."),
        ("a.json", "[" * 100_000, "a.json: is JSON that cannot be read"),
        ("a.json", f'[{{"id": {"1" * 5000}}}]', "a.json: is JSON that cannot be read"),
        ("a.json", "", "a.json: is empty"),
        ("a.jsonl", '{"id": 1}\n{"id": \n', "a.jsonl, line 2: is not JSON: expecting value, at sign 8."),
        ("a.jsonl", '{"id": 1}\n[1]\n', "a.jsonl, line 2: is not an object with names and values."),
        ("a.jsonl", '{"id": 1, "id": 2}', 'a.jsonl, line 1: has "id" twice.'),
        ("a.json", "[]".encode("utf-16"), "a.json: is UTF-16. Hint: add encoding: utf-16"),
        ("a.parquet", b"PAR1 and no more", "a.parquet: is damaged, or no Parquet file"),
        ("a.parquet", b"id\n1\n", "a.parquet: is damaged, or no Parquet file"),
    ],
)
def test_what_cannot_be_read_is_worded(name: str, data: str | bytes, message: str) -> None:
    """With the line, and no traceback."""
    assert refused(name, data)[0].startswith(message)


def test_every_broken_line_is_named() -> None:
    """The first ten, and how many more."""
    said = refused("a.jsonl", "x\n" * 12)
    assert [message.partition(":")[0] for message in said] == [*(f"a.jsonl, line {n}" for n in range(1, 11)), "a.jsonl"]
    assert said[-1] == "a.jsonl: has 2 more such lines."


@pytest.mark.parametrize(
    ("name", "more", "word"),
    [
        ("a.json", {"sheet": "x"}, "sheet:"),
        ("a.jsonl", {"records": "x"}, "records:"),
        ("a.csv", {"sheet": "x", "records": "y"}, "sheet: in reviewgen.yaml and records:"),
        ("a.yaml", {"delimiter": ";"}, "delimiter:"),
    ],
)
def test_words_of_another_kind_are_refused(name: str, more: dict[str, Any], word: str) -> None:
    """What is written and does nothing would be taken for having done something."""
    (said,) = refused(name, "[]", **more)
    assert f"for which {word} in reviewgen.yaml can say nothing. Hint: take that out" in said


@pytest.mark.parametrize(
    ("limits", "problem"),
    [
        (Limits(rows=1), "has 2 rows, more than 1"),
        (Limits(columns=1), "has 2 columns, more than 1"),
        (Limits(cell=3), '2, {} "v": has 4 bytes in one cell (expected at most 3)'),
    ],
)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.parquet"])
def test_limits(name: str, limits: Limits, problem: str) -> None:
    """Those of every source."""
    records = [{"id": 1, "v": "abc"}, {"id": 2, "v": "abcd"}]
    data: dict[str, str | bytes] = {
        "a.json": json.dumps(records),
        "a.jsonl": "\n".join(map(json.dumps, records)),
        "a.parquet": stored(pa.Table.from_pylist(records)),
    }
    assert problem.format("key" if name == "a.jsonl" else "column") in refused(name, data[name], limits)[0]


def stored(table: pa.Table) -> bytes:
    """A table as Parquet."""
    out = io.BytesIO()
    parquet.write_table(table, out)
    return out.getvalue()


NOON = datetime(2026, 10, 31, 12)
COLUMNS: list[tuple[pa.Array, list[str], bool]] = [
    (pa.array(["007", None, ""]), ["007", "", ""], False),
    (pa.array(["a", "b", "a"]).dictionary_encode(), ["a", "b", "a"], False),
    (pa.array([b"caf\xc3\xa9", None]), ["café", ""], False),
    (pa.array([b"\xff\x00", None]), ["ff00", ""], False),
    (pa.array([9007199254740993, None]), ["9007199254740993", ""], False),
    (pa.array([1.0, 0.1, float("nan"), None, 1e20]), ["1", "0.1", "NaN", "", "100000000000000000000"], False),
    (pa.array([0.1, 16777216.0, None], pa.float32()), ["0.1", "16777216", ""], False),
    (pa.array([Decimal("1.50"), Decimal("7.00")]), ["1.5", "7"], False),
    (pa.array([True, False, None]), ["true", "false", ""], False),
    (pa.array([NOON, None]), ["2026-10-31 12:00:00", ""], True),
    (pa.array([NOON + timedelta(microseconds=5)]), ["2026-10-31 12:00:00.000005"], True),
    (pa.array([1793448000123456789], pa.timestamp("ns")), ["2026-10-31 12:00:00.123456"], True),
    (pa.array([NOON.replace(tzinfo=UTC)], pa.timestamp("us", "Europe/Berlin")), ["2026-10-31 12:00:00+00:00"], True),
    (pa.array([date(2026, 10, 31), None]), ["2026-10-31", ""], True),
    (pa.array([timedelta(hours=36, seconds=5)]), ["36:00:05"], False),
    (pa.array([None, None]), ["", ""], False),
]


@pytest.mark.parametrize(("column", "texts", "dated"), COLUMNS, ids=lambda value: getattr(value, "type", ""))
def test_types_of_parquet(column: pa.Array, texts: list[str], dated: bool) -> None:
    """Each kind of column as text that a mapping reads, whatever it says of other files."""
    extract = parsed("a.parquet", stored(pa.table({"v": column})))
    assert extract.frame[0].tolist() == texts
    assert (0 in extract.kinds.dated) is dated
    assert extract.rows.tolist() == list(range(1, len(texts) + 1))


def test_nested_columns_of_parquet() -> None:
    """As in JSON."""
    records = [{"client": {"name": "Acme"}, "tags": ["vpn", "mail"]}, {"client": None, "tags": None}]
    extract = parsed("a.parquet", stored(pa.Table.from_pylist(records)))
    assert extract.header == ("client.name", "tags", "tags")
    assert cells(extract) == [["Acme", "vpn", "mail"], ["", "", ""]]


def test_texts_that_unpack_to_more_than_there_may_be() -> None:
    """A text that stands in every row is packed once: what it comes to is known before it is unpacked."""
    table = pa.table({"v": pa.array(["x" * 10_000] * 1_000)})
    data = stored(table)
    assert len(data) < 100_000
    assert "is larger than 1 MB" in refused("a.parquet", data, Limits(megabytes=1))[0]


def test_offsets_stay() -> None:
    """A time with an offset is told with it."""
    from reviewgen.sources.typed import text_of

    moment = datetime(2026, 10, 31, 12, tzinfo=timezone(timedelta(hours=-5)))
    assert text_of(moment) == "2026-10-31 12:00:00-05:00"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        (
            "a.json",
            '[{"id": 1e99999999999999999999}]',
            "a.json: is JSON that cannot be read: a number in it has an exp",
        ),
        ("a.jsonl", '{"id": 1}\n{"id": 1e99999999999999999999}', "a.jsonl, line 2: is JSON that cannot be read: a num"),
        ("a.json", '[{"id": 1}, {"id": "T\\ud800"}]', "a.json, row 2: has half of a sign"),
        ("a.jsonl", '{"id": 1}\n{"id": ["T\\ud800"]}', "a.jsonl, line 2: has half of a sign"),
        ("a.json", '[{"id": 1, "x\\udc80": 1}]', "a.json, row 1: has half of a sign"),
        ("a.jsonl", '{"":' * 990 + "1" + "}" * 990, "a.jsonl"),
        (
            "a.json",
            f'[{{{"".join(f"{chr(34)}k{n}{chr(34)}:1," for n in range(60_000))}"k59999":2}}]',
            'a.json: has "k59999"',
        ),
    ],
)
def test_what_is_no_text_or_number_is_worded(name: str, data: str, message: str) -> None:
    """With the row or line where that is known, and at once."""
    assert refused(name, data)[0].startswith(message)


def test_records_that_have_little_in_common() -> None:
    """Each key is a column; what that takes follows from the values and not from records times keys."""
    extract = parsed("a.json", json.dumps([{"id": n, f"k{n}": [n + 0.5, "x"]} for n in range(300)]))
    assert len(extract.header) == 601
    assert [extract.frame[column][7] for column in (0, 15, 16, 17)] == ["7", "7.5", "x", ""]
    assert extract.kinds.fractions[15].tolist() == [7]


def test_a_list_of_texts_within_a_record_of_parquet() -> None:
    """As outside of one."""
    extract = parsed("a.parquet", stored(pa.table({"a": pa.array([{"b": ["x", "y"]}, {"b": ["z"]}])})))
    assert cells(extract) == [["x", "y"], ["z", ""]]
