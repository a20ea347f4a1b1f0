from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from test_load import errors, loaded

from reviewgen.errors import Issue
from reviewgen.languages import LOCALES
from reviewgen.records import TABLES, Table, table
from reviewgen.tables import Tables
from reviewgen.tables.checks import anomalies

HEADS = {
    "majors": "account,id,title,started_at,ended_at\n",
    "outages": "account,id,service,started_at,ended_at\n",
}

SPANS = [
    *((described.name, *described.lasts) for described in TABLES if described.lasts),
    ("changes", "started_at", "ended_at"),
    ("changes", "planned_start_at", "planned_end_at"),
    ("contracts", "starts_on", "ends_on"),
]
AMOUNTS = [
    ("capacity", "limit", "0", "0.5"),
    ("capacity", "used", "-1", "0"),
    ("capacity", "threshold", "0", "1"),
    ("entitlements", "owned", "-1", "0"),
    ("entitlements", "used", "-1", "0"),
    ("contracts", "allowance", "-0.5", "0"),
    ("contracts", "used", "-1", "0"),
    ("projects", "budget", "-1", "0"),
    ("projects", "planned_value", "-1", "0"),
    ("projects", "earned_value", "-1", "0"),
    ("projects", "actual_cost", "-1", "0"),
    ("value", "hours", "-1", "0"),
    ("value", "money", "-1", "0"),
    ("scorecard", "score", "-1", "0"),
    ("scorecard", "best", "0", "4"),
]
ODD = [
    ("tickets", {"resolved_at": "2026-10-04"}),
    ("tickets", {"closed_at": "2026-10-06", "state": "closed"}),
    ("tickets", {"state": "parked"}),
    ("surveys", {"score": "3"}),
    ("outages", {"planned": "true"}),
    ("value", {"hours": "3"}),
    ("milestones", {"project": "7"}),
    ("major_events", {"major": "7"}),
]
FILLED = {"key": "1", "text": "x", "instant": "2026-10-05", "date": "2026-10-05", "count": "1", "number": "1"}


def one(name: str, **cells: str) -> dict[str, str]:
    """A row of account A with number 1 that has what it needs, and these cells."""
    needed = {
        column.name: (column.codes or (FILLED.get(column.kind, "x"),))[0]
        for column in table(name).columns
        if column.required
    }
    return needed | {"account": "A"} | cells


def text(name: str, *rows: dict[str, str]) -> str:
    """Rows as a CSV file of all columns of a table."""
    names = table(name).names
    return "".join(",".join(row) + "\n" for row in [names, *([row.get(cell, "") for cell in names] for row in rows)])


def with_row(folder: Path, name: str, **cells: str) -> Tables:
    """Load one row of a table."""
    return loaded(folder, **{name: text(name, one(name, **cells))})


def lasted(folder: Path, name: str, start: str, end: str) -> Tables:
    """Load one row of majors or outages."""
    return loaded(folder, **{name: f"{HEADS[name]}A,1,Network,{start},{end}\n"})


def of_impact(folder: Path, impact: str) -> list[Issue]:
    """Load an outage with an impact; what is wrong with it."""
    head = "account,id,service,started_at,impact\n"
    return errors(loaded(folder, outages=f"{head}A,1,Network,2026-10-05 09:00,{impact}\n"))


@pytest.mark.parametrize("described", TABLES, ids=lambda described: described.name)
def test_an_empty_table_has_nothing_odd(tmp_path: Path, described: Table) -> None:
    """Whatever is looked for, in every table of the registry."""
    tables = loaded(tmp_path, **{described.name: ",".join(described.names) + "\n"})
    assert list(anomalies(described, tables.frames[described.name], tables.files)) == []


@pytest.mark.parametrize(("name", "begin", "end"), SPANS)
def test_an_end_before_the_start_fails_its_account(tmp_path: Path, name: str, begin: str, end: str) -> None:
    """There is no telling how long it lasted; the row, its number and the column are named."""
    (issue,) = errors(with_row(tmp_path, name, **{begin: "2026-10-05", end: "2026-10-04"}))
    assert (issue.account, issue.row, issue.column, issue.record) == ("A", 2, end, "1")
    assert issue.problem == "is before the start"


@pytest.mark.parametrize(("name", "begin", "end"), SPANS)
@pytest.mark.parametrize("day", ["", "2026-10-05", "2026-10-06"])
def test_an_end_that_is_not_before_the_start_is_fine(tmp_path: Path, name: str, begin: str, end: str, day: str) -> None:
    """So is none at all: it lasts on."""
    assert with_row(tmp_path, name, **{begin: "2026-10-05", end: day}).issues == ()


@pytest.mark.parametrize("name", HEADS)
def test_an_end_is_looked_at_to_the_minute(tmp_path: Path, name: str) -> None:
    """A minute before the start is before it."""
    (issue,) = errors(lasted(tmp_path, name, "2026-10-05 09:00", "2026-10-05 08:59"))
    assert issue.column == "ended_at"
    assert lasted(tmp_path, name, "2026-10-05 09:00", "2026-10-05 09:00").issues == ()


@pytest.mark.parametrize(("name", "column", "wrong", "right"), AMOUNTS)
def test_a_number_that_cannot_be_fails_its_account(
    tmp_path: Path, name: str, column: str, wrong: str, right: str
) -> None:
    """It is quoted with what was expected; the least that can be is fine, and so is nothing where it may be empty."""
    (issue,) = errors(with_row(tmp_path, name, **{column: wrong}))
    assert (issue.account, issue.column, issue.value, issue.code) == ("A", column, wrong, "cell.scale")
    assert issue.expected
    assert errors(with_row(tmp_path, name, **{column: right})) == []
    if not table(name).column(column).required:
        assert errors(with_row(tmp_path, name, **{column: ""})) == []


@pytest.mark.parametrize(
    ("score", "best", "fine"), [("5", "", True), ("5.5", "", False), ("9", "10", True), ("11", "10", False)]
)
def test_a_rating_is_at_most_the_best_of_its_scale(tmp_path: Path, score: str, best: str, fine: bool) -> None:
    """Five is the best where nothing else is given; the hint says how to give another."""
    found = errors(with_row(tmp_path, "scorecard", score=score, best=best))
    assert [issue.hint for issue in found] == (
        [] if fine else ["give the best rating of their scale in the column best"]
    )


@pytest.mark.parametrize(("column", "amount"), [("hours", "3"), ("money", "0")])
def test_savings_without_an_assumption_are_told(tmp_path: Path, column: str, amount: str) -> None:
    """They are in no figure; with one there is nothing to tell."""
    (issue,) = with_row(tmp_path, "value", **{column: amount}).issues
    assert (issue.severity, issue.column, issue.record) == ("warning", "assumption", "1")
    assert with_row(tmp_path, "value", **{column: amount, "assumption": "said"}).issues == ()


@pytest.mark.parametrize(
    ("name", "column", "other"), [("milestones", "project", "projects"), ("major_events", "major", "majors")]
)
def test_rows_of_an_unknown_record_are_told(tmp_path: Path, name: str, column: str, other: str) -> None:
    """Unknown is what the same account does not have, and everything where the other table has no source."""
    own, foreign = one(name, **{column: "7"}), one(name, account="B", **{column: "7"})
    owner = one(other, id="7")
    (issue,) = loaded(tmp_path, **{name: text(name, own, foreign), other: text(other, owner)}).issues
    assert (issue.severity, issue.account, issue.column, issue.value) == ("warning", "B", column, "7")
    assert f"is no number in {other} of this account" in str(issue)
    alone = loaded(tmp_path, **{name: text(name, own, foreign)})
    assert [found.account for found in alone.issues] == ["A", "B"]


def test_a_row_without_its_record_is_told_once(tmp_path: Path) -> None:
    """An empty cell that is needed is an error already."""
    (issue,) = with_row(tmp_path, "milestones", project="").issues
    assert (issue.severity, issue.problem) == ("error", "is empty")


def test_rows_without_a_number_of_their_own_are_named_by_what_they_are_of(tmp_path: Path) -> None:
    """A measurement by its resource, a rating by its topic."""
    (measured,) = errors(with_row(tmp_path, "capacity", resource="Disk", limit="0"))
    (rated,) = errors(with_row(tmp_path, "scorecard", topic="Speed", score="-1"))
    assert [measured.record, rated.record] == ["Disk", "Speed"]


@pytest.mark.parametrize("impact", ["", "0", "0.4", "1"])
def test_an_impact_is_a_part_of_the_service(tmp_path: Path, impact: str) -> None:
    """From nothing to all of it; empty is all."""
    assert of_impact(tmp_path, impact) == []


@pytest.mark.parametrize("impact", ["-0.1", "1.01", "40"])
def test_an_impact_off_the_scale_fails_its_account(tmp_path: Path, impact: str) -> None:
    """It may be meant in percent; the number is quoted, and the hint says how to write it."""
    (issue,) = of_impact(tmp_path, impact)
    assert (issue.account, issue.column, issue.value) == ("A", "impact", impact)
    assert issue.hint == "write 0.4 for 40 percent"


def test_an_outage_can_be_wrong_in_two_ways(tmp_path: Path) -> None:
    """Both are told at once."""
    head = "account,id,service,started_at,ended_at,impact\n"
    found = errors(loaded(tmp_path, outages=f"{head}A,1,Network,2026-10-05,2026-10-04,7\n"))
    assert [issue.column for issue in found] == ["ended_at", "impact"]


@pytest.mark.parametrize("name", ["actions", "ticket_events"])
def test_tables_without_rules_of_their_own_have_nothing_odd(tmp_path: Path, name: str) -> None:
    """Their rows are judged cell by cell alone."""
    rows = {
        "actions": "account,id,title,side,agreed_on,due_on\nA,1,x,ours,2026-10-05,2026-10-01\n",
        "ticket_events": "account,ticket,at,state\nA,1,2026-10-05,new\n",
    }
    assert loaded(tmp_path, **{name: rows[name]}).issues == ()


def test_updates_of_a_ticket_keep_their_number(tmp_path: Path) -> None:
    """The sequence is a whole number, empty where the tool has none; the tool's word stands beside our state."""
    head = "account,ticket,at,state,state_name,priority,sequence\n"
    rows = "A,1,2026-10-05 09:00,on_hold,Awaiting Caller,P2,4\nA,1,2026-10-05 09:00,new,New,,\n"
    found = loaded(tmp_path, ticket_events=head + rows).frames["ticket_events"]
    assert found["sequence"].fillna(-1).tolist() == [4, -1]
    assert found["state_name"].tolist() == ["Awaiting Caller", "New"]
    assert found["priority"].tolist() == ["P2", ""]


@pytest.mark.parametrize(("name", "cells"), ODD)
def test_what_is_odd_in_rows_can_be_told_in_every_language(tmp_path: Path, name: str, cells: dict[str, str]) -> None:
    """Warnings stand in data notes and briefs: each is a text of the catalogues, that on semicolons included."""
    row = one(name, **cells)
    issues = loaded(tmp_path, **{name: text(name, row, row).replace(",", ";")}).issues
    assert {issue.severity for issue in issues} == {"warning"}
    assert len({issue.problem for issue in issues}) == 3
    with (LOCALES / "messages.pot").open("rb") as file:
        known = read_po(file)
    told = {text for issue in issues for text in (issue.problem, issue.expected, issue.hint) if text}
    assert {text for text in told if text not in known} == set()
    assert "{" not in "".join(map(str, issues))
