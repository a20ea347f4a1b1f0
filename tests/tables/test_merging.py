"""Several rows of one record become one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen import tables
from reviewgen.config import FileSource, Mapping, Project
from reviewgen.errors import ConfigError
from reviewgen.project import Setup
from reviewgen.tables import Tables
from reviewgen.validation import validate
from reviewgen.yamlfile import YamlFile

HEADER = "id,at,state"
DONE = [{"column": "state", "matches": "^done$"}]


def loaded(folder: Path, rows: list[str], **mapping: Any) -> Tables:
    """Tickets of rows under HEADER: opened with the first, resolved since they are done."""
    (folder / "log.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    columns = {
        "id": "id",
        "account": {"constant": "A"},
        "opened_at": {"column": "at", "row": "first"},
        "resolved_at": {"column": "at", "when": DONE, "row": "since"},
        "closed_at": {"column": "at", "when": DONE, "row": "last"},
        "title": "state",
    }
    made = Mapping.model_validate({"rows": "last", "columns": columns} | mapping)
    source = FileSource(table="tickets", files=("log.csv",), mapping=made)
    return tables.load(Setup(folder, Project.model_validate({"provider": {"name": "P"}, "sources": [source]})), {})


def told(found: Tables) -> list[tuple[str, ...]]:
    """Tickets with the day of each time, and their title."""
    frame = found.frames["tickets"]
    days = [frame[name].dt.strftime("%d").fillna("") for name in ("opened_at", "resolved_at", "closed_at")]
    return sorted(zip(frame["id"], *days, frame["title"], strict=True))


def test_first_last_and_since(tmp_path: Path) -> None:
    """Ticket 1 was taken up again and is open, 2 is done since the third, 3 was never done."""
    rows = [
        "1,2026-11-01,new",
        "2,2026-11-01,done",
        "1,2026-11-02,done",
        "2,2026-11-02,open",
        "2,2026-11-03,done",
        "1,2026-11-04,open",
        "2,2026-11-05,done",
        "3,2026-11-06,new",
    ]
    assert told(loaded(tmp_path, rows)) == [
        ("1", "01", "", "02", "open"),
        ("2", "01", "03", "05", "done"),
        ("3", "06", "", "", "new"),
    ]


@pytest.mark.parametrize(
    ("row", "values", "verdicts"),
    [
        ("last", {}, ["", "met", "met", "breached"]),
        ("first", {}, ["met", "", "met", "breached"]),
        ("last", {"met": "breached", "breached": "met"}, ["", "breached", "breached", "met"]),
    ],
)
def test_a_row_may_say_that_there_is_none(tmp_path: Path, row: str, values: Any, verdicts: list[str]) -> None:
    """Ticket 1 ends with such a row, 2 begins with it, 3 ends with one that says nothing; 4 has one row."""
    rows = ["1,2026-11-01,done", "1,2026-11-02,open", "2,2026-11-01,open", "2,2026-11-02,done"]
    rows += ["3,2026-11-01,done", "3,2026-11-02,new", "4,2026-11-01,late", ",2026-11-01,open"]
    rules = [
        {"column": "state", "matches": "^done$", "use": "met"},
        {"column": "state", "matches": "^late$", "use": "breached"},
        {"column": "state", "matches": "^open$", "use": ""},
    ]
    columns = {
        "id": "id",
        "account": {"constant": "A"},
        "opened_at": {"column": "at", "row": "first"},
        "sla_resolution": {"rules": rules, "row": row, "values": values},
    }
    found = loaded(tmp_path, rows, columns=columns)
    frame = found.frames["tickets"].sort_values("id")
    assert frame["sla_resolution"].tolist()[-4:] == verdicts
    assert [issue.column for issue in found.issues if issue.column == "sla_resolution"] == []


def test_the_order_of_the_file_counts_where_none_is_named(tmp_path: Path) -> None:
    """Newest first without an order would tell the opposite; with it, it does not matter how rows stand."""
    rows = ["1,2026-11-04,done", "1,2026-11-02,open", "1,2026-11-01,new"]
    assert told(loaded(tmp_path, rows)) == [("1", "04", "", "04", "new")]
    assert told(loaded(tmp_path, rows, order="at")) == [("1", "01", "04", "04", "done")]


def test_numbers_order_as_numbers(tmp_path: Path) -> None:
    """10 comes after 9, where all cells are numbers."""
    columns = {"id": "id", "account": {"constant": "A"}, "opened_at": {"constant": "2026-11-01"}, "title": "state"}
    found = loaded(tmp_path, ["1,10,b", "1,9,a"], order="at", columns=columns)
    assert found.frames["tickets"]["title"].tolist() == ["b"]


def test_rows_of_one_instant_stand_as_in_the_file(tmp_path: Path) -> None:
    """The later of two lines of the same time is the later."""
    assert told(loaded(tmp_path, ["1,2026-11-01,done", "1,2026-11-01,open"], order="at"))[0][-1] == "open"


@pytest.mark.parametrize(("cell", "problem"), [("soon", "is not a date and time"), ("", "is empty")])
def test_a_row_without_place_in_the_order_is_refused(tmp_path: Path, cell: str, problem: str) -> None:
    """It could be any of them: the account fails, and the message names the row and their column."""
    found = loaded(tmp_path, ["1,2026-11-01,new", f"1,{cell},done"], order="at")
    (issue, *_) = [issue for issue in found.issues if "order" in issue.problem]
    assert (issue.severity, issue.account, issue.row, issue.column) == ("error", "A", 3, "at")
    assert issue.problem.startswith(problem)


def test_rows_without_id_stay_apart(tmp_path: Path) -> None:
    """They are no rows of one record; each is told of."""
    found = loaded(tmp_path, [",2026-11-01,new", ",2026-11-02,done"])
    assert found.frames["tickets"]["_merged"].tolist() == [0, 0]
    assert found.frames["tickets"]["opened_at"].dt.day.tolist() == [1, 2]


def test_every_row_taken_is_accounted_for(tmp_path: Path) -> None:
    """Rows that `only` leaves out were read for no table; the others are used or merged."""
    rows = ["1,2026-11-01,new", "1,2026-11-02,done", "1,2026-11-03,note"]
    found = loaded(tmp_path, rows, only=[{"column": "state", "matches": "new|done"}])
    assert tables.unaccounted(found) == {"tickets": 0}
    assert (found.files[0].rows, found.files[0].passed) == (2, 1)


@pytest.mark.parametrize("more", [{"order": "at"}, {"columns": {"id": {"column": "a", "row": "first"}}}])
def test_no_choice_among_rows_where_all_are_taken(more: dict[str, Any]) -> None:
    """It would mean nothing; the message says what to write."""
    data = {"rows": "all", "columns": {"id": "a"}} | more
    with pytest.raises(ConfigError, match="all are taken"):
        validate(Mapping, YamlFile(data, {}), "m.yaml")


@given(st.lists(st.tuples(st.integers(1, 3), st.booleans()), min_size=1, max_size=12))
def test_as_told_row_by_row(tmp_path_factory: pytest.TempPathFactory, log: list[tuple[int, bool]]) -> None:
    """A second way to the same: walk through the log and remember."""
    opened: dict[int, int] = {}
    since: dict[int, int | None] = {}
    last: dict[int, int | None] = {}
    for day, (ticket, done) in enumerate(log, start=1):
        opened.setdefault(ticket, day)
        since[ticket] = (since.get(ticket) or day) if done else None
        last[ticket] = day if done else last.get(ticket)
    folder = tmp_path_factory.mktemp("log")
    rows = [f"{one},2026-11-{day:02},{'done' if done else 'open'}" for day, (one, done) in enumerate(log, start=1)]
    days = [(opened[one], since[one], last[one]) for one in sorted(opened)]
    found = [row[1:4] for row in told(loaded(folder, rows))]
    assert found == [tuple(f"{day:02}" if day else "" for day in row) for row in days]
