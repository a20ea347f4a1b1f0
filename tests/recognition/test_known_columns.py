"""What a preset knows of columns holds with what was answered, and whose rows are is told by the row itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mapped import mapped, run, saved

FRESHDESK = (
    "Ticket ID,Subject,Status,Created time,Priority,Type,Resolved time,Survey results,Company Name,Full name",
    "1,Mail,Closed,2026-10-01 08:00:00,High,Incident,2026-10-02 08:00:00,Unhappy,Calder,Ann",
    "2,Mail,Closed,2026-10-01 09:00:00,High,Incident,2026-10-02 09:00:00,Happy,Calder,Ann",
)
ZENDESK = (
    "Id,Requester id,Requester,Group,Status,Priority,Created at,Updated at,Solved at,Satisfaction Score,Organization,"
    "Subject",
    "1,7,Joe,G,Solved,High,2026-10-03 08:00:00,2026-10-04 08:00:00,2026-10-04 08:00:00,Good,Hollin,Printer",
    "2,7,Joe,G,Solved,High,2026-10-03 08:00:00,2026-10-04 08:00:00,2026-10-04 08:00:00,Bad,Hollin,Printer",
)
JIRA = "Summary,Issue key,Created,Status,Status Category,Custom field (Organizations)"
STATES = ("number,opened_at,u_stage,state,company", "INC1,2026-10-01 08:00,Awaiting Evidence,New,Calder")
ISSUES = (
    "Issue Type,Issue key,Summary,Status,Status Category,Created,Updated,Resolved,Kind,Custom field (Organizations)",
    "Incident,SD-1,Mail,Done,Done,2026-10-01 08:00,2026-10-02 08:00,2026-10-02 08:00,Incident,Calder",
    "Problem,SD-2,Mail,Open,To Do,2026-10-01 08:00,2026-10-02 08:00,,Incident,Calder",
    "Change,SD-3,Disk,Open,To Do,2026-10-01 08:00,2026-10-02 08:00,,Standard,Calder",
)


def columns(done: Any, name: str) -> dict[str, Any]:
    """The columns of a table in the one export."""
    (found,) = done.data["exports"]
    return dict(found["tables"][name]["mapping"]["columns"])


def test_surveys_of_two_tools_that_count_alike_stay_with_their_customers(tmp_path: Path) -> None:
    """Both tools have tickets 1 and 2: a survey is of the customer in its own row, as its ticket is."""
    paths = [saved(tmp_path, FRESHDESK, "fd.csv"), saved(tmp_path, ZENDESK, "zd.csv")]
    done = run("map", *paths, "--into", tmp_path, "--yes", "--zone", "UTC", "--json")
    assert (done.code, done.data["rows"]) == (0, {"tickets": 4, "surveys": 4})
    for name, value in (("Calder", 50), ("Hollin", 50)):
        shown = run("figures", tmp_path, "--account", name, "--metric", "survey.csat", "--format", "csv").stdout
        assert f",{value}," in shown.replace(".0,", ","), shown
    said = mapped(tmp_path / "said", FRESHDESK, "--account-column", "Full name", "--json")
    assert [columns(said, name)["account"] for name in ("tickets", "surveys")] == ["Full name", "Full name"]


def test_a_log_leaves_the_customer_of_its_changes_to_the_ticket(tmp_path: Path) -> None:
    """A ticket that moved takes its history along: rows of a log may name the customer of that time."""
    log = (Path(__file__).parent.parent / "exports" / "servicenow-audit-log").glob("*.csv")
    done = run("map", *log, "--into", tmp_path, "--yes", "--zone", "UTC", "--account-column", "location", "--json")
    assert "account" not in columns(done, "ticket_events")


def test_an_empty_column_names_no_customer(tmp_path: Path) -> None:
    """The column that a preset takes for the customer is empty: another one is offered, and it is asked."""
    rows = ("Printer,SD-1,2026-10-01 08:00,Done,Done,,Calder", "Mail,SD-2,2026-10-01 08:00,Done,Done,null,Hollin")
    done = mapped(tmp_path, [f"{JIRA},Custom field (Customer)", *rows], "--json")
    (asked,) = [one for one in done.data["questions"] if one["code"] == "account"]
    assert (done.code, asked["flags"][0]["flag"]) == (2, "--account-column 'Custom field (Customer)'")


def test_words_that_a_preset_knows_mean_the_same_in_a_column_that_was_said(tmp_path: Path) -> None:
    """It is no common word for on hold; the preset knows it."""
    (found,) = mapped(tmp_path, STATES, "--column", "state=u_stage", "--json").data["exports"]
    rule = found["tables"]["tickets"]["mapping"]["columns"]["state"]
    assert (rule["column"], rule["values"]["Awaiting Evidence"]) == ("u_stage", "on_hold")
    assert [one for one in found["warnings"] if one["code"] == "map.codes"] == []


def test_a_column_without_a_table_is_said_of_the_main_one(tmp_path: Path) -> None:
    """Types of tickets are none of changes; with the table before it, that of changes is said."""
    done = mapped(tmp_path / "bare", ISSUES, "--column", "type=Kind", "--json")
    assert (columns(done, "tickets")["type"]["column"], "type" in columns(done, "changes")) == ("Kind", False)
    done = mapped(tmp_path / "named", ISSUES, "--column", "changes.type=Kind", "--json")
    assert (columns(done, "tickets")["type"]["column"], columns(done, "changes")["type"]["column"]) == (
        "Issue Type",
        "Kind",
    )


def test_examples_are_of_rows_that_count_alone(tmp_path: Path) -> None:
    """The one problem has no Resolved: that of the incident is no example of when problems were closed."""
    done = mapped(tmp_path, ISSUES, "--zone", "UTC")
    problems = done.stdout.partition("\n  problems:\n")[2]
    assert [line.split()[-1] for line in problems.splitlines() if "closed_at" in line][:1] == ["(empty)"]


def test_a_preset_and_a_table_are_not_said_together(tmp_path: Path) -> None:
    """By --table no preset is used: to follow one and drop the other would be silent."""
    done = mapped(tmp_path, ISSUES, "--preset", "jira-issues", "--table", "changes")
    assert (done.code, "is said beside --table changes, by which no preset is used" in done.stderr) == (2, True)


def test_columns_that_decide_are_used(tmp_path: Path) -> None:
    """The order of rows and the conditions on them are read from columns that give no value."""
    clocks = (Path(__file__).parent.parent / "exports" / "servicenow-task-sla").glob("*.csv")
    done = run("map", *clocks, "--into", tmp_path, "--yes", "--zone", "UTC", "--json")
    (found,) = done.data["exports"]
    mapping = found["tables"]["tickets"]["mapping"]
    deciding = {mapping["order"], *(one["column"] for one in mapping.get("only", ()))}
    deciding |= {when["column"] for one in mapping["columns"].values() if "when" in one for when in one["when"]}
    assert len(deciding) > 1
    assert deciding & {*found["left"]} == set()
