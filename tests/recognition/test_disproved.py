"""An export whose rows say that it is not what its header looks like."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapped import INCIDENTS, mapped, run, saved, typed

CHANGE = (
    "number,short_description,type,state,priority,risk,assignment_group,assigned_to,company,start_date,end_date,"
    "work_start,work_end,close_code,opened_at,closed_at",
    "CHG1,Patch,Normal,Closed,4 - Low,Low,CAB,Eve,Acme,2026-10-01 08:00:00,2026-10-01 09:00:00,2026-10-01 08:00:00,"
    "2026-10-01 08:30:00,Successful,2026-09-20 08:00:00,2026-10-02 08:00:00",
)
LABELS = (
    "Number,Type,Short description,State,Priority,Risk,Assignment group,Assigned to,Company,Planned start date,"
    "Planned end date,Close code,Opened,Closed",
    "CHG1,Normal,Patch,Closed,4 - Low,Low,CAB,Eve,Acme,2026-10-01 08:00:00,2026-10-01 09:00:00,Successful,"
    "2026-09-20 08:00:00,2026-10-02 08:00:00",
)
BARE = (
    "number,short_description,type,state,priority,assignment_group,assigned_to,company,opened_at",
    "CHG1,Patch,Normal,Closed,4 - Low,CAB,Eve,Acme,2026-09-20 08:00:00",
)
PROBLEMS = (
    "number,short_description,priority,state,assignment_group,assigned_to,opened_at,company",
    "PRB1,Leak,2 - High,Root Cause Analysis,SD,Eve,2026-08-10 10:00:00,Acme",
    "PRB2,Leak,2 - High,Root Cause Analysis,SD,Eve,2026-09-10 10:00:00,Acme",
)


@pytest.mark.parametrize(
    ("lines", "preset"),
    [
        pytest.param(CHANGE, "servicenow-change", id="by field names"),
        pytest.param(LABELS, "servicenow-change-labels", id="by labels"),
        pytest.param(
            [CHANGE[0], CHANGE[1].replace("CHG", "NORD")], "servicenow-change", id="with numbers of their own"
        ),
        pytest.param(BARE, "servicenow-change", id="by its numbers alone"),
    ],
)
def test_changes_with_columns_of_tasks_are_changes(tmp_path: Path, lines: list[str], preset: str) -> None:
    """Changes whose list has opened_at and priority as tasks have are read as changes, with and without --preset."""
    for name, flags in (("a", ()), ("b", ("--preset", preset))):
        done = mapped(tmp_path / name, lines, "--json", *flags)
        assert done.code == 0, done.stderr
        assert [one["preset"] for one in done.data["exports"]] == [preset]
        assert done.data["rows"] == {"changes": 1}


def test_tasks_by_labels_are_requests_with_the_states_of_tasks(tmp_path: Path) -> None:
    """A list of catalog tasks by its labels: no state of theirs is unknown, and none is taken for an incident."""
    states = ["Open", "Work in Progress", "Pending", "Closed Complete", "Closed Incomplete", "Closed Skipped"]
    lines = ["Number,Priority,State,Short description,Assignment group,Assigned to,Opened,Company"]
    lines += [f"SCTASK{n},4 - Low,{state},Chair,SD,Eve,2026-10-0{n} 08:00:00,Acme" for n, state in enumerate(states, 1)]
    done = mapped(tmp_path, lines, "--json", "--zone", "UTC")
    assert (done.code, done.data["exports"][0]["preset"]) == (0, "servicenow-incident-labels")
    assert not [one for one in done.data["exports"][0]["warnings"] if "none of our codes" in one["problem"]]
    found = run("figures", tmp_path, "--period", "2026-10", "--metric", "tickets.opened", "--format", "json").data
    assert {row["dimensions"].get("type") for row in found["figures"]} - {None} == {"request"}


def test_a_preset_that_is_named_is_followed_where_its_signs_are_met(tmp_path: Path) -> None:
    """Of an incident list without a caller the tasks' preset fits best; the incidents' is taken where it is named."""
    lines = ["number,opened_at,short_description,state,priority,assignment_group,assigned_to,company"]
    lines += ["INC1,2026-10-01 08:00:00,Printer,New,2 - High,SD,Eve,Acme"]
    done = mapped(tmp_path, lines, "--json", "--preset", "servicenow-incident")
    assert (done.code, done.data["exports"][0]["preset"]) == (0, "servicenow-incident")


def test_rows_that_no_preset_takes_are_asked_about(tmp_path: Path) -> None:
    """Problems with the header of tasks: no project of no rows, but a question with the tables that they may fill."""
    asked = mapped(tmp_path, PROBLEMS)
    assert asked.code == 2
    assert "no row is one of these: number is PRB1, PRB2" in asked.stderr + asked.stdout
    assert "--table problems" in asked.stderr + asked.stdout
    assert "takes no row" in mapped(tmp_path, PROBLEMS, "--preset", "servicenow-sc-task").stderr
    beside = run("map", saved(tmp_path, INCIDENTS, "i.csv"), tmp_path / "export.csv", "--into", tmp_path, "--yes")
    assert (beside.code, "--table " in beside.stderr + beside.stdout) == (2, True)
    assert not (tmp_path / "reviewgen.yaml").exists()
    assert "2 of problems" in mapped(tmp_path, PROBLEMS, "--table", "problems").stdout
    done = typed(("problems", "UTC", "1"), "map", tmp_path / "export.csv", "--into", tmp_path / "t")
    assert (done.code, "2 of problems" in done.stdout) == (0, True)
