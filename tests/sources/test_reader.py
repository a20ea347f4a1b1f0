from __future__ import annotations

from pathlib import Path

import pytest

from reviewgen.config import FileSource, Limits
from reviewgen.sources import Reader


def source(*files: str, **more: str) -> FileSource:
    """A source of tickets."""
    return FileSource.model_validate({"table": "tickets", "files": list(files)} | more)


def test_good_files_are_read_beside_bad_ones(tmp_path: Path) -> None:
    """Every file is tried; what is wrong with each is told."""
    (tmp_path / "a.csv").write_text("id\n1\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("", encoding="utf-8")
    extracts, issues = Reader(tmp_path, {}).read(source("a.csv", "b.csv", "c.csv"))
    assert [extract.file for extract in extracts] == ["a.csv"]
    assert [issue.file for issue in issues] == ["b.csv", "c.csv"]


def test_a_file_that_two_sources_name_is_read_once(tmp_path: Path) -> None:
    """The second gets the same extract, unless it is to be read in another way."""
    (tmp_path / "a.csv").write_text("id;x\n1;2\n", encoding="utf-8")
    sources = [source("a.csv", **more) for more in ({}, {}, {"delimiter": ","})]
    reader = Reader(tmp_path, {}, sources)
    (first,), (second,), (third,) = (reader.read(one)[0] for one in sources)
    assert first is second
    assert (first.header, third.header) == (("id", "x"), ("id;x",))


def test_a_broken_file_that_two_sources_name_is_read_once(tmp_path: Path) -> None:
    """The second hears the same of it."""
    (tmp_path / "a.csv").write_bytes(b"id\n\xfc\n")
    reader = Reader(tmp_path, {}, [source("a.csv"), source("a.csv")])
    first = reader.read(source("a.csv"))
    (tmp_path / "a.csv").unlink()
    assert reader.read(source("a.csv")) == first
    assert "byte 3 is not utf-8" in str(first[1][0])


@pytest.mark.parametrize("name", ["a.yaml", "a.YML"])
def test_yaml_is_known_by_its_name(tmp_path: Path, name: str) -> None:
    """A list of records; a key that only some have is empty in the others."""
    text = "# remark\n- id: 007\n  title: |\n    two\n    lines\n- {id: NO, state: ~}\n"
    (tmp_path / name).write_text(text, encoding="utf-8")
    ((extract,), issues) = Reader(tmp_path, {}).read(source(name))
    assert issues == []
    assert extract.header == ("id", "title", "state")
    assert extract.frame.to_numpy().tolist() == [["007", "two\nlines\n", ""], ["NO", "", ""]]
    assert extract.rows.tolist() == [2, 6]


@pytest.mark.parametrize("text", ["", "[]", "# nothing\n"])
def test_an_empty_yaml_table(tmp_path: Path, text: str) -> None:
    """No records, no columns, no error."""
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    ((extract,), issues) = Reader(tmp_path, {}).read(source("a.yaml"))
    assert (extract.header, len(extract.frame), issues) == ((), 0, [])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: 1\n", "a.yaml: is not a list of records."),
        ("- 1\n- id: 2\n", "a.yaml: is not a list of records."),
        ("- id: 1\n  tags: [a, b]\n", 'a.yaml, line 2, key "tags": holds a list or mapping (expected text).'),
        ("- id: 1\n  id: 2\n", 'a.yaml, line 2: "id" is given twice'),
        ("- id: 'x\n", "a.yaml, line 1"),
    ],
)
def test_other_yaml_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """Each with its line."""
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    extracts, (issue,) = Reader(tmp_path, {}).read(source("a.yaml"))
    assert extracts == []
    assert str(issue).startswith(message)


FOUR = {
    "a.csv": "id,title\n1,x\n2,x\n3,long words\n4,x\n",
    "a.yaml": "- {id: 1, title: x}\n- {id: 2, title: x}\n- {id: 3, title: long words}\n- {id: 4, title: x}\n",
    "a.jsonl": '{"id": 1, "title": "x"}\n{"id": 2}\n{"id": 3, "title": "long words"}\n{"id": 4}\n',
    "a.json": '[{"id": 1, "title": "x"}, {"id": 2}, {"id": 3, "title": "long words"}, {"id": 4}]',
}
CELLS = {
    "a.csv": 'row 4, column "title"',
    "a.yaml": 'line 3, key "title"',
    "a.jsonl": 'line 3, key "title"',
    "a.json": 'row 3, column "title"',
}


@pytest.mark.parametrize("name", FOUR)
@pytest.mark.parametrize(
    ("limits", "problem"),
    [
        (Limits(rows=3), "has 4 rows, more than 3"),
        (Limits(columns=1), "has 2 columns, more than 1"),
        (Limits(cell=5), "has 10 bytes in one cell"),
    ],
)
def test_limits_hold_for_every_kind(tmp_path: Path, name: str, limits: Limits, problem: str) -> None:
    """Too many rows or columns, or too much in one cell: refused, with the place where there is one."""
    (tmp_path / name).write_text(FOUR[name], encoding="utf-8")
    extracts, (issue,) = Reader(tmp_path, {}, (), limits).read(source(name))
    assert extracts == []
    assert problem in str(issue)
    assert limits.cell > 5 or CELLS[name] in str(issue)


def test_a_table_in_yaml_is_small(tmp_path: Path) -> None:
    """Before it is read, which would take minutes: other kinds are named."""
    (tmp_path / "a.yaml").write_text("- id: 1\n" + "#" * (20 * 1024**2), encoding="utf-8")
    extracts, (issue,) = Reader(tmp_path, {}).read(source("a.yaml"))
    assert extracts == []
    assert "a.yaml: is larger than 20 MB, which is too much for YAML. Hint: write it as CSV or JSON" in str(issue)
