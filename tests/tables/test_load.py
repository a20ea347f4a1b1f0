from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.config import FileSource, Project
from reviewgen.errors import Issue
from reviewgen.project import Setup
from reviewgen.records import TABLES
from reviewgen.tables import Tables, load, strangers, unaccounted

TICKETS = "account,id,opened_at\n"


def source(table: str, files: str, **more: Any) -> FileSource:
    """A source as written in reviewgen.yaml."""
    return FileSource.model_validate({"table": table, "files": files} | more)


def loaded(folder: Path, *sources: FileSource, **texts: str) -> Tables:
    """Write files (`tickets` is tickets.csv) and load them; without sources each name is a table of our columns."""
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    named = sources or tuple(source(name, f"{name}.csv") for name in texts)
    project = Project.model_validate({"provider": {"name": "N"}, "sources": [{"table": "tickets", "files": "x"}]})
    return load(Setup(folder, project.model_copy(update={"sources": named})), {})


def outcomes(tables: Tables, table: str = "tickets") -> dict[tuple[str, str], int]:
    """The ledger of a table: rows by account and outcome."""
    ledger = tables.ledger[tables.ledger["table"] == table]
    found: dict[tuple[str, str], int] = {}
    for row in ledger.to_dict("records"):
        place = (row["account"], row["outcome"])
        found[place] = found.get(place, 0) + row["rows"]
    return found


def words(tables: Tables, account: str | None) -> list[str]:
    """The messages that concern one account, or none alone."""
    return [str(issue) for issue in tables.issues if issue.account == account]


def errors(tables: Tables) -> list[Issue]:
    """The issues that stop an account or the run."""
    return [issue for issue in tables.issues if issue.severity == "error"]


def test_every_row_is_in_the_ledger(tmp_path: Path) -> None:
    """Kept, repeated, or of no account; what was read is what is entered."""
    text = TICKETS + "A,1,2026-10-01\nA,1,2026-10-01\nB,1,2026-10-01\n,2,2026-10-01\n\nA,3,2026-10-01\n"
    tables = loaded(tmp_path, tickets=text)
    assert outcomes(tables) == {("", "no_account"): 1, ("A", "duplicate"): 1, ("A", "kept"): 2, ("B", "kept"): 1}
    assert unaccounted(tables) == {"tickets": 0}
    assert [file.rows for file in tables.files] == [5]


def test_rows_without_account_are_one_note(tmp_path: Path) -> None:
    """With the number of tickets and of rows, and the first of them; it stops nothing."""
    rows = ",2,2026-10-01\nA,1,2026-10-01\n,2,2026-10-02\n,3,2026-10-01\n"
    mapping = {"rows": "last", "columns": {"account": "account", "id": "id", "opened_at": "opened_at"}}
    tables = loaded(tmp_path, source("tickets", "tickets.csv", mapping=mapping), tickets=TICKETS + rows)
    (told,) = words(tables, None)
    assert told.startswith("tickets.csv, row 4: 2 tickets (3 rows) belong to no account and are in no pack.")
    assert errors(tables) == []


def test_identical_rows_are_counted_once_over_files(tmp_path: Path) -> None:
    """Each repeat is told to its account alone, three by row and the others by number."""
    more = "".join(f"A,{n},2026-10-01\n" for n in range(5))
    tables = loaded(tmp_path, source("tickets", "*.csv"), a=TICKETS + more + "B,0,2026-10-01\n", b=TICKETS + more)
    assert len(tables.frames["tickets"]) == 6
    told = words(tables, "A")
    assert [one.split(":")[0] for one in told] == [f'b.csv, row {row}, column "id"' for row in (2, 3, 4)]
    assert "And 2 more rows." in told[-1]
    assert sum(issue.count for issue in tables.issues_of("A")) == 5
    assert words(tables, "B") == []


def test_rows_that_contradict_each_other_fail_their_account(tmp_path: Path) -> None:
    """Both places are named, and another account's ticket of the same number is no contradiction."""
    text = "account,id,opened_at,title\nA,1,2026-10-01,x\nB,1,2026-10-01,y\nA,1,2026-10-01,z\n"
    tables = loaded(tmp_path, tickets=text)
    (issue,) = errors(tables)
    assert (issue.account, issue.row) == ("A", 4)
    assert str(issue).startswith('tickets.csv, row 4, column "id": "1" stands in tickets.csv, row 2 as well')


def test_many_rows_that_contradict_each_other_are_three_lines_a_file(tmp_path: Path) -> None:
    """The last of them counts the others; an account with a single one fails as well."""
    head = "account,id,opened_at,title\n"
    rows = [f"A,{n:02},2026-10-01,x\nA,{n:02},2026-10-01,y\nA,{n:02},2026-10-01,z\n" for n in range(40)]
    found = errors(loaded(tmp_path, tickets=f"{head}{''.join(rows)}B,1,2026-10-01,x\nB,1,2026-10-01,y\n"))
    told = [(issue.account, issue.row, issue.value, issue.count) for issue in found]
    assert told == [("A", 3, "00", 1), ("A", 6, "01", 1), ("A", 9, "02", 38), ("B", 123, "1", 1)]
    assert "stands in tickets.csv, row 8 as well, with other values. And 37 more rows. Hint: " in str(found[2])


def test_the_last_row_of_each_id(tmp_path: Path) -> None:
    """The others are superseded by it, also where they named another account, or none."""
    mapping = {"rows": "last", "columns": {name: name for name in ("account", "id", "opened_at", "priority")}}
    head = "account,id,opened_at,priority\n"
    text = head + "A,1,2026-10-01,P1\n,1,2026-10-01,P2\nB,1,2026-10-01,P3\nA,2,2026-10-01,P4\nA,,2026-10-01,P4\n"
    tables = loaded(tmp_path, source("tickets", "tickets.csv", mapping=mapping), tickets=text)
    assert outcomes(tables) == {("A", "kept"): 2, ("B", "kept"): 1, ("B", "superseded"): 2}
    kept = tables.frames["tickets"]
    assert kept.loc[kept["id"] == "1", ["account", "priority", "_row"]].to_numpy().tolist() == [["B", "P3", 4]]


def test_rows_are_chosen_over_all_files_of_a_source(tmp_path: Path) -> None:
    """The last row of the last file, in the order in which files are named."""
    mapping = {"rows": "last", "columns": {"account": "account", "id": "id", "opened_at": "opened_at", "title": "t"}}
    head = "account,id,opened_at,t\n"
    tables = loaded(
        tmp_path,
        source("tickets", "*.csv", mapping=mapping),
        a=head + "A,1,2026-10-01,old\n",
        b=head + "A,1,2026-10-01,new\n",
    )
    assert tables.frames["tickets"]["title"].tolist() == ["new"]


def test_files_of_different_customers_may_count_alike(tmp_path: Path) -> None:
    """Ticket 1 of A in one file and ticket 1 of B in another are two tickets; each keeps its own last row."""
    mapping = {
        "rows": "last",
        "moved": False,
        "columns": {"account": "account", "id": "id", "opened_at": "opened_at", "title": "t"},
    }
    head = "account,id,opened_at,t\n"
    tables = loaded(
        tmp_path,
        source("tickets", "*.csv", mapping=mapping),
        a=head + "A,1,2026-10-01,old\nA,1,2026-10-01,new\n",
        b=head + "B,1,2026-10-01,other\n",
    )
    assert outcomes(tables) == {("A", "kept"): 1, ("A", "superseded"): 1, ("B", "kept"): 1}
    assert tables.frames["tickets"]["title"].tolist() == ["new", "other"]


LOG = "account,id,opened_at,n\n"
SEPTEMBER, OCTOBER = "A,1,2026-09-28,0\n", "B,1,2026-09-28,1\nA,2,2026-10-01,0\n"


def of_log(folder: Path, a: str, b: str, moved: bool | None) -> Tables:
    """A log in two files."""
    columns = {name: name for name in ("account", "id", "opened_at")}
    mapping = {"rows": "last", "order": "n", "columns": columns} | ({} if moved is None else {"moved": moved})
    return loaded(folder, source("tickets", "*.csv", mapping=mapping), a=LOG + a, b=LOG + b)


@pytest.mark.parametrize(
    ("a", "b", "moved", "kept"),
    [
        (SEPTEMBER, OCTOBER, True, [("B", "1"), ("A", "2")]),
        (SEPTEMBER, OCTOBER, False, [("A", "1"), ("B", "1"), ("A", "2")]),
        (SEPTEMBER, "A,1,2026-09-28,1\nB,1,2026-09-28,2\n", None, [("B", "1")]),
        (SEPTEMBER, "A,2,2026-09-28,1\nB,2,2026-09-28,2\n", False, [("A", "1"), ("A", "2"), ("B", "2")]),
        (SEPTEMBER, "A,2,2026-09-28,1\nB,2,2026-09-29,2\n", None, [("A", "1"), ("A", "2"), ("B", "2")]),
        (SEPTEMBER, ",2,2026-09-28,1\nB,2,2026-09-28,2\n", False, [("A", "1"), ("B", "2")]),
        (SEPTEMBER, "B,1,2026-09-29,1\n", None, [("A", "1"), ("B", "1")]),
        (SEPTEMBER, "B,1,2026-09-29,1\n", True, [("A", "1"), ("B", "1")]),
    ],
    ids=[
        "said to have moved",
        "said to be two",
        "moved within a file",
        "said to be two within a file",
        "opened apart within a file",
        "without account within a file",
        "opened apart",
        "opened apart, whatever is said",
    ],
)
def test_a_ticket_that_moves_between_files_is_one(
    tmp_path: Path, a: str, b: str, moved: bool | None, kept: list[tuple[str, str]]
) -> None:
    """A log in parts is a log: a ticket is its last row, of whichever account."""
    tables = of_log(tmp_path, a, b, moved)
    assert [*tables.issues] == []
    assert sorted(tables.frames["tickets"][["account", "id"]].itertuples(index=False, name=None)) == sorted(kept)


@pytest.mark.parametrize(
    ("later", "accounts"),
    [
        ("B,1,2026-09-28,1\n", "AB"),
        ("B,1,,1\n", "AB"),
        ("B,1,2026-09-29,1\nB,1,2026-09-30,2\n", "AB"),
        ("A,2,2026-09-29,1\nB,2,2026-09-29,2\nC,2,2026-09-30,3\n", "ABC"),
    ],
    ids=["opened at one time", "without a time", "a time for each row", "in one file, some opened apart"],
)
def test_what_may_have_moved_is_refused(tmp_path: Path, later: str, accounts: str) -> None:
    """Nothing is guessed: not where both were opened at one time, nor where one has none, or a time for each row."""
    found = of_log(tmp_path, SEPTEMBER, later, None).issues
    told = {(one.account, one.severity) for one in found if one.code == "row.moved"}
    assert told == {(name, "error") for name in accounts}


def test_an_error_names_the_column_as_the_file_does(tmp_path: Path) -> None:
    """Beside our name, by which the mapping finds it, stands theirs, by which people do; two where it may be either."""
    columns = {"account": "account", "id": "id", "opened_at": "Created", "resolved_at": {"columns": ["Done", "Closed"]}}
    found = loaded(
        tmp_path,
        source("tickets", "*.csv", mapping={"columns": columns}),
        a="account,id,Created,Done,Closed\nA,1,soon,,late\n",
    ).issues
    told = sorted(str(one).partition(": ")[0] for one in found)
    assert told == [
        'a.csv, row 2, column "opened_at" ("Created")',
        'a.csv, row 2, column "resolved_at" ("Done", "Closed")',
    ]


@pytest.mark.parametrize(
    ("later", "odd"),
    [("A,1,2026-09-28,1\n", 0), ("A,1,2026-09-28 00:00,1\n", 0), ("A,1,2026-09-29,1\n", 1), ("A,1,,1\n", 0)],
)
def test_a_number_that_was_opened_at_another_time_in_another_file_is_told(tmp_path: Path, later: str, odd: int) -> None:
    """Two tickets of one number, or one whose opening was changed: one row counts, and it is said which is in doubt."""
    found = of_log(tmp_path, SEPTEMBER, later, None).issues
    told = [(one.account, one.severity, one.row) for one in found if one.code == "row.opened"]
    assert told == [("A", "warning", 2)] * odd


def test_a_source_of_one_customer_says_nothing_of_others(tmp_path: Path) -> None:
    """Where every source of a table gives its rows to B, there is none for A; one that anybody may be in covers all."""
    columns = {"account": {"constant": "B"}, "id": "id", "title": "title", "started_at": "started_at"}
    tables = loaded(
        tmp_path,
        source("tickets", "tickets.csv"),
        source("majors", "majors.csv", mapping={"columns": columns}),
        tickets=TICKETS + "A,1,2026-10-01\n",
        majors="id,title,started_at\nM1,x,2026-10-01\n",
    )
    assert [tables.covers("majors", name) for name in "AB"] == [False, True]
    assert [tables.covers("tickets", name) for name in "AB"] == [True, True]
    assert not tables.covers("outages", "B")


def test_events_have_the_account_of_their_ticket(tmp_path: Path) -> None:
    """Where exactly one account has a ticket of that number; else they are nobody's."""
    tickets = TICKETS + "A,1,2026-10-01\nB,2,2026-10-01\nA,3,2026-10-01\nB,3,2026-10-01\n,4,2026-10-01\n"
    events = "ticket,at,state\n" + "".join(f"{ticket},2026-10-02,new\n" for ticket in ("1", "2", "3", "4", "5", ""))
    tables = loaded(tmp_path, tickets=tickets, ticket_events=events)
    found = tables.frames["ticket_events"]
    assert found[["account", "ticket"]].to_numpy().tolist() == [["A", "1"], ["B", "2"]]
    assert outcomes(tables, "ticket_events") == {("", "no_account"): 4, ("A", "kept"): 1, ("B", "kept"): 1}
    (told,) = [issue.problem for issue in tables.issues if issue.file == "ticket_events.csv"]
    assert told == (
        "4 rows of ticket_events (4 rows) belong to no account and are in no pack; "
        "several accounts have a ticket of the number that stands in 1 of them"
    )


def test_an_account_that_is_given_stands(tmp_path: Path) -> None:
    """Even where the ticket is another's, or is in two accounts."""
    tickets = TICKETS + "A,1,2026-10-01\nB,1,2026-10-01\nA,2,2026-10-01\n"
    surveys = "account,id,kind,ticket\nB,S1,csat,1\nB,S2,csat,2\n,S3,csat,2\n"
    found = loaded(tmp_path, tickets=tickets, surveys=surveys).frames["surveys"]
    assert dict(zip(found["id"], found["account"], strict=True)) == {"S1": "B", "S2": "B", "S3": "A"}


def test_an_empty_ticket_number_is_nobodys(tmp_path: Path) -> None:
    """A ticket without number does not gather all events without one."""
    tables = loaded(tmp_path, tickets=TICKETS + "A,,2026-10-01\n", ticket_events="ticket,at,state\n,2026-10-01,new\n")
    assert outcomes(tables, "ticket_events") == {("", "no_account"): 1}


def test_a_bad_cell_of_an_event_fails_the_account_of_its_ticket(tmp_path: Path) -> None:
    """The row names no account; its ticket does."""
    events = "ticket,at,state\n1,soon,new\n2,2026-10-01,new\n9,later,new\n"
    tables = loaded(tmp_path, tickets=TICKETS + "A,1,2026-10-01\nB,2,2026-10-01\n", ticket_events=events)
    (issue,) = errors(tables)
    assert (issue.account, issue.file, issue.row, issue.value) == ("A", "ticket_events.csv", 2, "soon")


def test_cells_are_named_by_account_and_file(tmp_path: Path) -> None:
    """Three of each, with the number of the others; no account hears of another's cells."""
    rows = "".join(f"{account},{account}{n},soon\n" for n in range(5) for account in ("A", "B"))
    tables = loaded(tmp_path, tickets=TICKETS + rows)
    for account, first in (("A", 2), ("B", 3)):
        told = words(tables, account)
        assert [one.split(",")[1] for one in told] == [f" row {first + step}" for step in (0, 2, 4)]
        assert [one for one in told if "And 2 more rows." in one] == [told[-1]]


def test_a_code_that_is_not_known(tmp_path: Path) -> None:
    """In a required column it is an error, else a note and a missing value."""
    tables = loaded(
        tmp_path,
        tickets="account,id,opened_at,state\nA,1,2026-10-01,odd\n",
        surveys="account,id,kind\nA,1,smile\n",
    )
    assert [(issue.column, issue.severity) for issue in tables.issues] == [("state", "warning"), ("kind", "error")]
    assert tables.frames["tickets"]["state"].tolist() == [""]


ENDINGS = ["2026-10-02,,,,closed", "2026-10-02,,,,resolved", "2026-10-02,,,,cancelled", "2026-10-02,,,,new"]


@pytest.mark.parametrize(("told", "rows"), [("2026-10-03", [2, 3]), ("", [])])
def test_tickets_that_ended_at_no_time_are_told(tmp_path: Path, told: str, rows: list[int]) -> None:
    """They are in no figure of what was resolved; where no ticket of the account tells one, the figures say so."""
    head = "account,id,opened_at,first_response_at,resolved_at,closed_at,state\n"
    text = "".join(f"A,{place},{row}\n" for place, row in enumerate(ENDINGS))
    tables = loaded(
        tmp_path, tickets=f"{head}{text}A,9,2026-10-02,,{told},,closed\nB,1,2026-10-02,,2026-10-03,,closed\n"
    )
    found = [(one.account, one.row, one.column) for one in tables.issues if one.code == "row.ended_untimed"]
    assert found == [("A", row, "state") for row in rows]


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ("2026-10-02,,2026-10-01,,", "resolved_at"),
        ("2026-10-02,2026-10-01,,,", "first_response_at"),
        ("2026-10-02,,2026-10-03,2026-10-01,", "closed_at"),
        ("2026-10-02,,,2026-10-03,", "resolved_at"),
    ],
)
def test_times_that_contradict_each_other_are_noted(tmp_path: Path, rows: str, column: str) -> None:
    """The ticket is kept; the account is told, with the row."""
    head = "account,id,opened_at,first_response_at,resolved_at,closed_at,state\n"
    tables = loaded(tmp_path, tickets=f"{head}A,1,{rows}\n")
    (issue,) = tables.issues
    assert (issue.column, issue.severity, issue.account, issue.row) == (column, "warning", "A", 2)
    assert outcomes(tables) == {("A", "kept"): 1}


@pytest.mark.parametrize(
    ("kind", "score", "fits"),
    [
        *(("csat", "1", True), ("csat", "5", True), ("csat", "0", False), ("csat", "5.5", False)),
        *(("nps", "0", True), ("nps", "10", True), ("nps", "11", False), ("nps", "-1", False)),
        *(("ces", "7", True), ("ces", "8", False), ("csat", "", True)),
    ],
)
def test_scores_are_on_the_scale_of_their_kind(tmp_path: Path, kind: str, score: str, fits: bool) -> None:
    """A score outside fails its account: scales may be mixed up."""
    tables = loaded(tmp_path, surveys=f"account,id,kind,score\nA,1,{kind},{score}\n")
    assert [issue.value for issue in errors(tables)] == ([] if fits else [score])


@pytest.mark.parametrize(("answered", "score", "odd"), [("", "4", True), ("2026-10-05", "4", False), ("", "", False)])
def test_a_score_without_a_day_is_noted(tmp_path: Path, answered: str, score: str, odd: bool) -> None:
    """It is in no figure, and the account is told; an answer still awaited is nothing odd."""
    tables = loaded(tmp_path, surveys=f"account,id,kind,answered_at,score\nA,1,csat,{answered},{score}\n")
    found = [(issue.column, issue.severity, issue.account, issue.row) for issue in tables.issues]
    assert found == ([("answered_at", "warning", "A", 2)] if odd else [])
    assert outcomes(tables, "surveys") == {("A", "kept"): 1}


def test_a_required_column_that_is_missing_is_told_once_a_file(tmp_path: Path) -> None:
    """Beside all other problems of all files."""
    tables = loaded(tmp_path, tickets="account,id,open\nA,1,x\n", surveys="account,id,kind,score\nA,1,csat,x\n")
    assert [(issue.file, issue.column) for issue in errors(tables)] == [
        ("tickets.csv", "opened_at"),
        ("surveys.csv", "score"),
    ]


def test_columns_that_are_not_ours_are_a_note(tmp_path: Path) -> None:
    """Without a mapping they may be a slip of the pen."""
    told = words(loaded(tmp_path, tickets="account,id,opened_at,titel,\nA,1,2026-10-01,x,\n"), None)
    assert told == [
        'tickets.csv, column "titel": is not a column of tickets and is not used. Hint: did you mean "title"?'
    ]


def test_a_mapping_is_judged_once_for_all_its_files(tmp_path: Path) -> None:
    """Twelve files, one message."""
    mapping = {"columns": {"id": "id", "accounts": "account", "opened_at": "opened_at"}}
    files = {f"f{n}": TICKETS for n in range(12)}
    tables = loaded(tmp_path, source("tickets", "*.csv", mapping=mapping), **files)
    assert [issue.column for issue in errors(tables)] == ["columns.accounts", "columns.account"]


def test_a_source_of_one_account_fails_that_account_alone(tmp_path: Path) -> None:
    """Whatever is wrong with its file or mapping; its tickets are not called nobody's."""
    mapping = {"columns": {"account": {"constant": "A"}, "id": "Number", "opened_at": "Opened"}}
    sources = [source("tickets", name, mapping=mapping) for name in ("gone.csv", "a.csv", "b.csv")]
    ours = source("tickets", "ours.csv")
    tables = loaded(
        tmp_path,
        *sources,
        ours,
        a="Number,Opend\n1,2026-10-01\n",
        b="Number,Opened\n1\n",
        ours=TICKETS + "B,1,2026-10-01\n",
    )
    assert {issue.account for issue in tables.issues} == {"A"}
    assert [issue.file for issue in errors(tables)] == ["gone.csv", "a.csv", "b.csv"]
    assert unaccounted(tables) == {"tickets": 0}


def test_a_broken_file_of_several_tables_is_told_once_of_each_account(tmp_path: Path) -> None:
    """One line where both concern everybody, or one account; what fails another account is told of that one, too."""

    def of(table: str, owner: str) -> FileSource:
        return source(table, "gone.csv", mapping={"columns": {"account": {"constant": owner}}})

    tables = loaded(tmp_path, *(source(table, "gone.csv") for table in ("tickets", "majors", "outages")))
    assert [(issue.file, issue.account) for issue in errors(tables)] == [("gone.csv", None)]
    owned = loaded(tmp_path, of("tickets", "A"), of("majors", "A"), of("majors", "B"), source("outages", "gone.csv"))
    assert [issue.account for issue in errors(owned) if issue.file == "gone.csv"] == ["A", "B", None]


def test_rows_of_accounts_that_are_not_known_are_told(tmp_path: Path) -> None:
    """By table, with the first names, and the known account that the first may be."""
    rows = "".join(f"{name},{n},2026-10-01\n" for n, name in enumerate(["Calder", "CALDER", *"ABCDEF"]))
    tables = loaded(tmp_path, tickets=TICKETS + rows)
    told = [str(issue) for issue in strangers(tables, ["CALDER", "F"])]
    assert told == [
        '6 rows of tickets belong to accounts that have no file, "A", "B", "C", "Calder", "D" and 1 more, '
        "and are in no pack. Hint: write a file for each under accounts/."
    ]
    assert strangers(tables, tables.accounts()) == ()
    (told_one,) = strangers(loaded(tmp_path, tickets=TICKETS + "Calder,1,2026-10-01\n"), ["CALDER"])
    assert told_one.hint == '"Calder": did you mean "CALDER"?'


def test_a_broken_source_of_an_unknown_account_is_told(tmp_path: Path) -> None:
    """It concerns no pack, and must not pass in silence either."""
    mapping = {"columns": {"account": {"constant": "CALDR"}, "id": "id", "opened_at": "opened_at"}}
    tables = loaded(tmp_path, source("tickets", "gone.csv", mapping=mapping))
    (issue,) = strangers(tables, ["CALDER"])
    assert (issue.file, issue.severity, issue.account) == ("gone.csv", "warning", None)


def test_of_accounts_cuts_rows_and_issues(tmp_path: Path) -> None:
    """What is left concerns these accounts, and nobody else; the ledger still adds up."""
    tables = loaded(tmp_path, tickets=TICKETS + "A,1,soon\nB,1,later\nB,2,2026-10-01\n,3,2026-10-01\n")
    cut = tables.of(["B"])
    assert set(cut.frames["tickets"]["account"]) == {"B"}
    assert {issue.account for issue in cut.issues} == {"B"}
    assert outcomes(cut) == {("", "no_account"): 1, ("", "other_accounts"): 1, ("B", "kept"): 2}
    assert unaccounted(cut) == {"tickets": 0}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_empty_and_full_tables_have_the_same_columns(tmp_path: Path, table: Any) -> None:
    """A header alone and a row give frames of the same columns and kinds."""
    samples = {
        "instant": "2026-10-01",
        "date": "2026-10-01",
        "count": "1",
        "number": "1",
        "duration": "1",
        "flag": "true",
    }
    words = [column.codes[0] if column.codes else samples.get(column.kind, "x") for column in table.columns]
    cells = ["" if column.name == "internal" else word for column, word in zip(table.columns, words, strict=True)]
    header = ",".join(table.names) + "\n"
    empty = loaded(tmp_path, **{table.name: header}).frames[table.name]
    full = loaded(tmp_path, **{table.name: header + ",".join(cells) + "\n"}).frames[table.name]
    gone = loaded(tmp_path, source(table.name, "gone.csv")).frames[table.name]
    assert full.dtypes.drop(["_file", "_row"]).to_dict() == empty.dtypes.drop(["_file", "_row"]).to_dict()
    assert full.dtypes.drop(["_file", "_row"]).to_dict() == gone.dtypes.drop(["_file", "_row"]).to_dict()
    assert (len(empty), len(full), len(gone)) == (0, 1, 0)


ACCOUNTS = st.sampled_from(["A", "B", "b", "", " A "])
ROWS = st.tuples(
    ACCOUNTS, st.sampled_from(["1", "2", "3", ""]), st.sampled_from(["2026-10-01", "2026-10-02", "bad", ""])
)
EVENTS = st.tuples(st.sampled_from(["A", "C", ""]), st.sampled_from(["1", "2", "9", ""]), st.just("2026-10-01"))


@settings(max_examples=30)
@given(
    st.lists(ROWS, max_size=12),
    st.lists(ROWS, max_size=6),
    st.lists(EVENTS, max_size=8),
    st.sampled_from(["all", "first", "last"]),
)
def test_conservation(
    tmp_path_factory: pytest.TempPathFactory,
    one: list[tuple[str, str, str]],
    two: list[tuple[str, str, str]],
    events: list[tuple[str, str, str]],
    rows: str,
) -> None:
    """Whatever the files hold: rows read = rows entered, kept rows = rows of the frame, and no event changes hands."""
    folder = tmp_path_factory.mktemp("load")
    mapping = {"rows": rows, "columns": {name: name for name in ("account", "id", "opened_at")}}
    tables = loaded(
        folder,
        source("tickets", "t*.csv", mapping=mapping),
        source("ticket_events", "events.csv"),
        t1=TICKETS + "".join(",".join(row) + "\n" for row in one),
        t2=TICKETS + "".join(",".join(row) + "\n" for row in two),
        events="account,ticket,at,state\n" + "".join(",".join(row) + ",new\n" for row in events),
    )
    read = {
        "tickets": sum(any(cell.strip() or cell for cell in row) for row in one + two),
        "ticket_events": len(events),
    }
    assert set(unaccounted(tables).values()) == {0}
    assert tables.ledger.groupby("table")["rows"].sum().to_dict() == {name: size for name, size in read.items() if size}
    for name, frame in tables.frames.items():
        kept = tables.ledger[(tables.ledger["table"] == name) & (tables.ledger["outcome"] == "kept")]
        assert kept["rows"].sum() == len(frame)
        assert (frame["account"] != "").all()
    _events_have_their_owner(tables, events)


def _events_have_their_owner(tables: Tables, events: list[tuple[str, str, str]]) -> None:
    tickets = tables.frames["tickets"]
    for event in tables.frames["ticket_events"].to_dict("records"):
        account, ticket, _ = events[event["_row"] - 2]
        owners = set(tickets.loc[tickets["id"] == ticket, "account"])
        assert event["account"] == account or (account == "" and ticket != "" and owners == {event["account"]})


@settings(max_examples=20)
@given(st.permutations(["A,1,2026-10-01", "A,2,2026-10-02", "B,1,2026-10-01", "A,1,2026-10-01", ",7,2026-10-01"]))
def test_the_order_of_rows_changes_nothing(tmp_path_factory: pytest.TempPathFactory, rows: list[str]) -> None:
    """Frames are sorted by account, time and key, and the ledger is the same."""
    folder = tmp_path_factory.mktemp("order")
    tables = loaded(folder, tickets=TICKETS + "\n".join(rows) + "\n")
    found = tables.frames["tickets"][["account", "id"]].to_numpy().tolist()
    assert found == [["A", "1"], ["A", "2"], ["B", "1"]]
    assert outcomes(tables) == {("", "no_account"): 1, ("A", "duplicate"): 1, ("A", "kept"): 2, ("B", "kept"): 1}


def test_another_account_changes_nothing(tmp_path: Path) -> None:
    """The rows and issues of one account are the same, whatever other accounts' rows hold."""
    ours = "A,1,2026-10-01 10:00\nA,2,soon\n"
    theirs = "B,1,2026-10-01T10:00Z\nB,1,2026-10-02\nB,3,31/12/2026\n"
    alone, beside = loaded(tmp_path, tickets=TICKETS + ours), loaded(tmp_path, tickets=TICKETS + ours + theirs)
    pd.testing.assert_frame_equal(alone.frames["tickets"], beside.of(["A"]).frames["tickets"])
    assert words(alone, "A") == words(beside, "A")


def test_times_told_as_durations_count_from_another(tmp_path: Path) -> None:
    """Through a change of the clocks they count hours that passed; what leads nowhere is named."""
    text = (
        "account,id,opened_at,reply\nA,1,2026-10-24 12:00,1500\nA,2,2026-10-05 10:00,\nA,3,2026-10-05 10:00,1e3\n"
        "A,4,2026-10-05 10:00,999999999999999\n"
    )
    columns = {"account": "account", "id": "id", "opened_at": "opened_at"}
    reply = {"column": "reply", "unit": "minutes", "after": "opened_at"}
    mapping = {"zone": "Europe/Berlin", "columns": columns | {"first_response_at": reply}}
    tables = loaded(tmp_path, source("tickets", "tickets.csv", mapping=mapping), tickets=text)
    found = dict(zip(tables.frames["tickets"]["id"], tables.frames["tickets"]["first_response_at"], strict=True))
    assert found["1"] == pd.Timestamp("2026-10-25 11:00", tz="UTC")
    assert [pd.isna(found[number]) for number in ("2", "3", "4")] == [True, True, True]
    assert [(issue.record, issue.value) for issue in errors(tables)] == [("3", "1e3"), ("4", "999999999999999")]


@pytest.mark.parametrize(
    "after", ["first_response_at", "title", "closed_at", "resolved_at", "nothing"], ids=lambda name: f"after {name}"
)
def test_durations_that_count_from_no_time_are_told(tmp_path: Path, after: str) -> None:
    """From itself, from what is no time, is not mapped, counts from another itself, or is no column."""
    rule = {"column": "reply", "after": after}
    columns = {"account": "account", "id": "id", "opened_at": "opened_at", "title": "id", "first_response_at": rule}
    columns["resolved_at"] = {"column": "reply", "after": "opened_at"}
    mapped = {"mapping": {"columns": columns}}
    text = "account,id,opened_at,reply\nA,1,2026-10-05 10:00,2\n"
    tables = loaded(tmp_path, source("tickets", "tickets.csv", **mapped), tickets=text)
    assert [(issue.code, issue.column) for issue in errors(tables)] == [
        ("column.after", "columns.first_response_at.after")
    ]


def test_a_word_for_a_number_that_nobody_translated_is_a_note(tmp_path: Path) -> None:
    """Like a code that is not known: the cell counts as empty; where no words are translated it is an error."""
    rows = ("1,A,csat,2026-10-01,Good", "2,A,csat,2026-10-02,Terrible", "3,A,csat,2026-10-02,4")
    text = "\n".join(["id,account,kind,answered_at,score", *rows])
    columns = {name: name for name in ("id", "account", "kind", "answered_at", "score")}
    values = {"columns": columns | {"score": {"column": "score", "values": {"Good": "5"}}}}
    tables = loaded(tmp_path, source("surveys", "surveys.csv", mapping=values), surveys=text)
    assert tables.frames["surveys"]["score"].fillna(0).tolist() == [5, 0, 4]
    assert words(tables, "A") == [
        'surveys.csv, row 3, column "score": "Terrible" is not a known code (expected a number). '
        "Hint: translate it under values of score in the mapping."
    ]
    assert errors(tables) == []
    plain = loaded(tmp_path, source("surveys", "surveys.csv", mapping={"columns": columns}), surveys=text)
    assert [issue.value for issue in errors(plain)] == ["Good", "Terrible"]
