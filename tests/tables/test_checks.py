from __future__ import annotations

from pathlib import Path

import pytest
from test_load import errors, loaded

from reviewgen.errors import Issue
from reviewgen.records import TABLES, Table
from reviewgen.tables import Tables
from reviewgen.tables.checks import anomalies

HEADS = {
    "majors": "account,id,title,started_at,ended_at\n",
    "outages": "account,id,service,started_at,ended_at\n",
}


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


@pytest.mark.parametrize("name", HEADS)
def test_an_end_before_the_start_fails_its_account(tmp_path: Path, name: str) -> None:
    """There is no telling how long it lasted; the row and the column are named."""
    (issue,) = errors(lasted(tmp_path, name, "2026-10-05 09:00", "2026-10-05 08:59"))
    assert (issue.account, issue.row, issue.column, issue.record) == ("A", 2, "ended_at", "1")


@pytest.mark.parametrize("name", HEADS)
@pytest.mark.parametrize("end", ["", "2026-10-05 09:00", "2026-10-06"])
def test_an_end_that_is_not_before_the_start_is_fine(tmp_path: Path, name: str, end: str) -> None:
    """So is none at all: it lasts on."""
    assert lasted(tmp_path, name, "2026-10-05 09:00", end).issues == ()


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
