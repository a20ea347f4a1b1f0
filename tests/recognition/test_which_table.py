"""Of which table the rows of an export are: the one that takes most of its columns, or a question."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapped import INCIDENTS, mapped, run, saved

CHANGES = (
    "Number,Company,Subject,Type,Risk,Planned start,Planned end,Close code,Created",
    "1,Calder,Switch,Normal,Low,2026-10-01 08:00,2026-10-01 09:00,Successful,2026-09-20 08:00",
    "2,Hollin,Router,Standard,High,2026-10-02 08:00,2026-10-02 09:00,Failed,2026-09-21 08:00",
)
EITHER = (
    "Number,Company,Subject,Type,Risk,Created",
    "1,Calder,Switch,Normal,Low,2026-10-01 08:00",
    "2,Hollin,Router,Standard,High,2026-10-02 08:00",
)
ALIKE = ("id,account,title", "1,Calder,Switch", "2,Hollin,Router")


@pytest.mark.parametrize(
    ("lines", "table"),
    [
        (CHANGES, "changes"),
        (("Ticket,Company,Score,Comment", "1,Calder,4,Good", "2,Calder,5,Fine"), "surveys"),
        (("Number,Company,Created,State", "1,Calder,2026-10-01,New", "2,Calder,2026-10-02,New"), "tickets"),
        (("Service,Company,Start,End,Cause", "Mail,Calder,2026-10-01,2026-10-02,Disk"), "outages"),
        (("Number,Company,Created", "1,Calder,2026-10-01", "2,Calder,2026-10-02"), "tickets"),
    ],
)
def test_all_columns_count(tmp_path: Path, lines: tuple[str, ...], table: str) -> None:
    """A draft is of the table that takes most of the columns, whether or not tickets would do with some of them."""
    data = mapped(tmp_path, lines, "--json").data
    assert [*data["exports"][0]["tables"]] == [table]
    assert "table" not in [one["code"] for one in data["questions"]]


@pytest.mark.parametrize("lines", [EITHER, ALIKE, ("Foo,Bar", "1,x", "2,y")])
def test_tables_that_fit_alike_are_asked(tmp_path: Path, lines: tuple[str, ...]) -> None:
    """Where two tables take about as many columns nobody guesses, and `--table` answers."""
    asked = mapped(tmp_path, lines, "--json")
    assert asked.code in (1, 2)
    (question,) = [one for one in asked.data["questions"] if one["code"] == "table"]
    assert "--table changes" in [one["flag"] for one in question["flags"]]
    assert not (tmp_path / "reviewgen.yaml").exists()
    told = mapped(tmp_path / "b", lines, "--json", "--table", "changes").data
    assert [*told["exports"][0]["tables"]] == ["changes"]
    assert "table" not in [one["code"] for one in told["questions"]]


def test_a_table_may_be_said_of_one_file(tmp_path: Path) -> None:
    """`--table FILE=TABLE` is for that file, under whichever part of its path, and others stay what they are."""
    both = saved(tmp_path, INCIDENTS, "incident.csv"), saved(tmp_path / "more", EITHER, "odd.csv")
    asked = run("map", *both, "--into", tmp_path, "--json")
    assert "--table more/odd.csv=changes" in asked.stdout
    done = run("map", *both, "--into", tmp_path, "--json", "--table", f"{tmp_path.name}/more/odd.csv=changes")
    assert (done.code, done.data["rows"]) == (0, {"tickets": 3, "changes": 2}), done.stdout


def test_a_table_that_does_not_fit_all_files_is_refused(tmp_path: Path) -> None:
    """One table for several files has to be that of each; the flag for one file says so, and is never of another."""
    both = saved(tmp_path, INCIDENTS, "incident.csv"), saved(tmp_path, CHANGES, "change.csv")
    refused = run("map", *both, "--into", tmp_path, "--yes", "--table", "changes")
    assert refused.code == 2
    assert "is no table that incident.csv fits: that is tickets" in refused.stderr
    nobody = run("map", *both, "--into", tmp_path, "--yes", "--table", "other.csv=changes")
    assert (nobody.code, '"other.csv" is none of the files' in nobody.stderr) == (2, True)
    odd = run("map", *both, "--into", tmp_path, "--yes", "--table", "change.csv=chnges")
    assert (odd.code, 'did you mean "changes"?' in odd.stderr) == (2, True)


def test_a_column_may_be_said_of_one_table(tmp_path: Path) -> None:
    """`--column changes.title=Subject` leaves the titles of tickets alone; what no file fills is refused."""
    tickets = ("Ticket ID,Company,Created,Status,Subject,Note", "1,Calder,2026-10-01,New,Printer,x")
    changes = (f"{CHANGES[0]},Note", *(f"{row},y" for row in CHANGES[1:]))
    both = saved(tmp_path, tickets, "a.csv"), saved(tmp_path, changes, "b.csv")
    done = run("map", *both, "--into", tmp_path, "--json", "--column", "changes.title=Note")
    first, second = (one["tables"] for one in done.data["exports"])
    assert first["tickets"]["mapping"]["columns"]["title"] == "Subject"
    assert second["changes"]["mapping"]["columns"]["title"] == "Note"
    for flag, told in (("risk=Note", "no file fills"), ("tickets.risk=Note", "is no column of tickets")):
        refused = run("map", both[0], "--into", tmp_path / "c", "--yes", "--column", flag)
        assert (refused.code, told in refused.stderr) == (2, True), refused.stderr


def test_all_rows_may_have_one_of_our_codes(tmp_path: Path) -> None:
    """Most exports of surveys do not say of what kind they are: a flag does, and offers what there is."""
    lines = ("Ticket,Company,Score,Answered", "1,Calder,4,2026-10-01", "2,Calder,5,2026-10-02")
    asked = mapped(tmp_path, lines)
    assert "--column kind=csat" in asked.stderr
    done = mapped(tmp_path / "b", lines, "--column", "id=Ticket", "--column", "kind=csat", "--json")
    assert (done.code, done.data["rows"]) == (0, {"surveys": 2}), done.stdout
    assert done.data["exports"][0]["tables"]["surveys"]["mapping"]["columns"]["kind"] == {"constant": "csat"}
    odd = mapped(tmp_path / "c", lines, "--column", "kind=other")
    assert (odd.code, '"other" is in no header' in odd.stderr) == (2, True)


def test_a_project_of_changes_alone_lacks_no_ticket(tmp_path: Path) -> None:
    """Nothing is wrong with a customer of whom only changes are told."""
    lines = [
        "number,short_description,type,state,company,planned_start_date,planned_end_date,start_date,end_date,close_code",
        "CHG1,Router,Normal,Closed,Calder,2026-10-01 08:00:00,2026-10-01 09:00:00,2026-10-01 08:00:00,"
        "2026-10-01 08:30:00,Successful",
    ]
    assert mapped(tmp_path, lines, "--table", "changes", "--zone", "UTC").code == 0
    told = run("check", tmp_path)
    assert "No ticket in any source" not in told.stdout + told.stderr
