"""Rows that repeat the number of a ticket, in one file or in several."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapped import Done, run, saved

from reviewgen import project, yamlfile
from reviewgen.tables import load

HEADER = "number,opened_at,state,company,sys_updated_on"
OLD = ("INC1,2026-09-01 08:00:00,Closed,Calder,2026-09-03 08:00:00", "INC2,2026-09-20 08:00:00,New,Calder,2026-09-21")
NEW = (OLD[0], "INC2,2026-09-20 08:00:00,Closed,Calder,2026-10-03", "INC3,2026-10-20,New,Calder,2026-10-21 09:00:00")


def joined(folder: Path, *files: tuple[str, ...], header: str = HEADER, flags: tuple[str, ...] = ()) -> Done:
    """Map several files of one header together."""
    paths = [saved(folder, [header, *rows], f"{number}.csv") for number, rows in enumerate(files)]
    return run("map", *paths, "--into", folder, "--yes", "--zone", "UTC", *flags)


def test_rows_that_are_the_same_are_one_row(tmp_path: Path) -> None:
    """Where exports overlap in rows that say the same, nothing is asked; the build leaves one out, with a remark."""
    done = joined(tmp_path, OLD, (OLD[0], NEW[2]))
    assert done.code == 0, done.stderr
    assert '1.csv, row 2, column "id" ("number"): repeats an earlier row exactly and is left out' in done.stderr
    assert "Calder (3)" in done.stdout


@pytest.mark.parametrize("files", [(OLD, NEW), (NEW, OLD)])
def test_the_later_update_wins_where_exports_overlap(tmp_path: Path, files: tuple[tuple[str, ...], ...]) -> None:
    """In whatever order the files are named, the ticket is the row updated last, and that is told."""
    done = joined(tmp_path, *files)
    assert done.code == 0, done.stderr
    assert 'column "sys_updated_on": tells which of several rows of one ticket is the latest' in done.stderr
    assert "of 5 rows, 3 will be left" in done.stderr
    mapping = yamlfile.load((tmp_path / "mappings" / "servicenow-incident.yaml").read_bytes(), "m").data
    assert isinstance(mapping, dict)
    assert (mapping["rows"], mapping["order"]) == ("last", "sys_updated_on")
    assert run("figures", tmp_path, "--account", "Calder", "--format", "json").code == 0


MOVED = "INC2,2026-09-20 08:00:00,Closed,Hollin,2026-10-03"


def test_a_number_of_another_customer_in_another_file_is_asked(tmp_path: Path) -> None:
    """Nobody but the user knows whether it has moved; both answers are told by what they leave."""
    asked = joined(tmp_path / "a", OLD, (MOVED,))
    assert (asked.code, "INC2 is with Calder in some rows and with Hollin in others" in asked.stderr) == (2, True)
    yes = joined(tmp_path / "b", OLD, (MOVED,), flags=("--moved", "yes"))
    assert (yes.code, "Calder (1), Hollin (1)" in yes.stdout) == (0, True), yes.stderr
    assert "of 3 rows, 2 will be left" in yes.stderr
    no = joined(tmp_path / "c", OLD, (MOVED,), flags=("--moved", "no"))
    assert (no.code, "Calder (2), Hollin (1)" in no.stdout) == (0, True), no.stderr
    assert "which of several rows" not in no.stderr


ONE_FILE = ("INC1,2026-09-20 08:00:00,New,Calder,", MOVED.replace("INC2", "INC1"), MOVED.replace("INC2", "INC3"))


def test_a_number_of_another_customer_in_one_file_is_asked(tmp_path: Path) -> None:
    """Opened at one time it may be one that moved; whatever is said of rows, a customer's row stands for no other's."""
    for flags in ((), ("--rows", "last")):
        asked = joined(tmp_path / "a", ONE_FILE, flags=flags)
        assert (asked.code, "INC1 is with Calder in some rows and with Hollin in others" in asked.stderr) == (2, True)
    yes = joined(tmp_path / "b", ONE_FILE, flags=("--moved", "yes", "--rows", "last"))
    assert (yes.code, "accounts: 1, with their tickets: Hollin (2)" in yes.stdout) == (0, True), yes.stderr
    no = joined(tmp_path / "c", ONE_FILE, flags=("--moved", "no"))
    assert (no.code, "Hollin (2), Calder (1)" in no.stdout) == (0, True), no.stderr
    apart = joined(tmp_path / "d", (ONE_FILE[0].replace("09-20", "09-21"), *ONE_FILE[1:]), flags=("--rows", "last"))
    assert (apart.code, "Hollin (2), Calder (1)" in apart.stdout) == (0, True), apart.stderr


def test_tickets_that_were_opened_apart_are_two(tmp_path: Path) -> None:
    """Tools of two customers count alike: nothing is asked, and no row stands for the other."""
    done = joined(tmp_path, OLD, (MOVED.replace("09-20", "09-21"),))
    assert (done.code, "Calder (2), Hollin (1)" in done.stdout) == (0, True), done.stderr


def test_tickets_of_one_customer_that_were_opened_apart_are_asked_about(tmp_path: Path) -> None:
    """Two tools of one customer count alike: the later update does not decide it, for both may be tickets."""
    other = NEW[1].replace("09-20", "09-21")
    asked = joined(tmp_path / "a", OLD, (other,))
    assert asked.code == 2
    assert "1 of them have another time of opening than an earlier row of that number" in asked.stderr
    said = joined(tmp_path / "b", OLD, (other,), flags=("--rows", "last"))
    assert (said.code, "is another time of opening than that of an earlier row" in said.stderr) == (0, True)


@pytest.mark.parametrize("newest", [True, False])
def test_a_preset_that_takes_the_last_row_goes_by_a_column(tmp_path: Path, newest: bool) -> None:
    """Where reports overlap, the names of files decide nothing; without the column it is asked."""
    header = "Number,Opened,State,Company,Updated,Resolved,Value,Start,End"
    new = "INC1,2026-10-01 08:00:00,Resolved,Calder,2026-10-20 08:00:00,2026-10-20 08:00:00,New,2026-10-01 08:00:00,"
    old = "INC1,2026-10-01 08:00:00,New,Calder,2026-10-05 08:00:00,,New,2026-10-01 08:00:00,"
    files = ((new,), (old,)) if newest else ((old,), (new,))
    assert joined(tmp_path / "a", *files, header=header).code == 0
    frame = load(project.load(tmp_path / "a"), {}).frames["tickets"]
    assert frame["state"].tolist() == ["resolved"]
    asked = joined(tmp_path / "b", *files, header=header.replace("Updated", "u_seen"))
    assert (asked.code, "which row of each is the ticket?" in asked.stderr) == (2, True)


@pytest.mark.parametrize(
    "files",
    [
        ((*OLD, NEW[1]),),
        (OLD, (OLD[1].replace("New", "Closed"),)),
        (OLD, ("INC2,2026-09-20 08:00:00,Closed,Calder,",)),
        (OLD, ("INC2,2026-09-20 08:00:00,Closed,Calder,soon",)),
    ],
    ids=["in one file", "at one time", "without an update", "no date"],
)
def test_what_does_not_tell_the_latest_is_asked(tmp_path: Path, files: tuple[tuple[str, ...], ...]) -> None:
    """Rows of one file, or without an update that can be compared, are for the user to choose from."""
    done = joined(tmp_path, *files)
    assert (done.code, "which row of each is the ticket?" in done.stderr) == (2, True)


def test_an_update_that_is_written_otherwise_is_asked(tmp_path: Path) -> None:
    """Rows are put in order as most dates of the file are written: an update in a form of its own decides nothing."""
    old, new = ("INC1,2026-09-01,New,Calder,21/09/2026", "INC1,2026-09-01,Closed,Calder,13/10/2026")
    done = joined(tmp_path, (old,), (new,))
    assert (done.code, "which row of each is the ticket?" in done.stderr) == (2, True)


def test_what_was_said_goes_before_the_latest(tmp_path: Path) -> None:
    """With `--rows first` the place in the files counts."""
    done = joined(tmp_path, OLD, NEW, flags=("--rows", "first"))
    assert (done.code, "is the latest" in done.stderr) == (0, False)
    mapping = project.load(tmp_path).project.sources[0].mapping
    assert (mapping.rows, mapping.order) == ("first", None)  # type: ignore[union-attr]


def test_a_column_that_nothing_reads_makes_no_other_ticket(tmp_path: Path) -> None:
    """Rows that differ in what is not read alone are one ticket, whichever is taken."""
    rows = tuple(f"INC1,2026-09-01,Closed,Calder,2026-09-03,{value}" for value in (1, 2))
    assert joined(tmp_path, rows, header=f"{HEADER},u_metric").code == 0


def test_every_table_with_numbers_has_its_rows_asked_for(tmp_path: Path) -> None:
    """Changes stand in overlapping lists as tickets do: it is asked which row counts, and what is said is done."""
    header = "number,short_description,type,state,start_date,end_date,close_code,company"
    old = "CHG1,Switch,normal,Scheduled,2026-10-05 08:00:00,2026-10-05 10:00:00,,Calder"
    new = old.replace("Scheduled", "Closed").replace(",,", ",successful,")
    asked = joined(tmp_path / "a", (old,), (new,), header=header)
    assert (asked.code, "which row of each is the record of changes?" in asked.stderr) == (2, True)
    done = joined(tmp_path / "b", (old,), (new,), header=header, flags=("--rows", "last"))
    assert (done.code, "1 of changes" in done.stdout) == (0, True), done.stderr


JIRA = "Summary,Issue key,Created,Updated,Status,Status Category,Labels,Custom field (Organizations)"
WIDER = "Summary,Issue key,Created,Updated,Status,Status Category,Labels,Labels,Custom field (Organizations)"


@pytest.mark.parametrize("wider_first", [True, False])
def test_spans_of_one_export_that_repeat_a_column_otherwise_are_one(tmp_path: Path, wider_first: bool) -> None:
    """Jira repeats a column as often as its rows need: months of it overlap as those of any export do."""
    narrow = saved(tmp_path, [JIRA, "Printer,SD-1,2026-10-01 08:00,2026-10-02 08:00,Open,To Do,a,Calder"], "1.csv")
    wide = saved(tmp_path, [WIDER, "Printer,SD-1,2026-10-01 08:00,2026-10-09 08:00,Done,Done,a,b,Calder"], "2.csv")
    files = (wide, narrow) if wider_first else (narrow, wide)
    done = run("map", *files, "--into", tmp_path, "--yes", "--zone", "UTC", "--as-of", "2026-11-02")
    assert (done.code, "Calder (1)" in done.stdout) == (0, True), done.stderr
    assert load(project.load(tmp_path), {}).frames["tickets"]["state"].tolist() == ["closed"]


def test_pages_whose_records_have_their_keys_in_another_order_are_one(tmp_path: Path) -> None:
    """The order of columns is no sign of another export."""
    page = '{"tickets":[{"id":%d,"dateoccurred":"2026-10-01T08:00:00",%s,"status_id":9}]}'
    orders = ('"summary":"Mail","client_name":"Calder"', '"client_name":"Calder","summary":"Mail"')
    files = [saved(tmp_path, [page % (n, order)], f"{n}.json") for n, order in enumerate(orders, 1)]
    done = run("map", *files, "--into", tmp_path, "--yes", "--as-of", "2026-11-02", "--zone", "UTC")
    assert (done.code, len(project.load(tmp_path).project.sources)) == (0, 1), done.stderr


def test_customers_without_a_ticket_are_told(tmp_path: Path) -> None:
    """Where a column names places in one file, its customers without tickets are told; `--column` mends it."""
    tickets = saved(tmp_path, ["number,opened_at,Location", "INC1,2026-09-01 08:00:00,York"], "incident.csv")
    surveys = saved(
        tmp_path, ["id,title,Location,Customer", "C1,Switch,Leeds,York", "C2,Cable,York,York"], "change.csv"
    )
    flags = ("--yes", "--account-column", "Location", "--table", "change.csv=changes")
    done = run("map", tickets, surveys, "--into", tmp_path / "a", *flags)
    assert 'change.csv, column "Location": names customers without a single ticket: Leeds.' in done.stderr
    assert "--column changes.account=THEIRS" in done.stderr
    done = run("map", tickets, surveys, "--into", tmp_path / "b", *flags, "--column", "changes.account=Customer")
    assert (done.code, "Leeds" in done.stdout + done.stderr) == (0, False), done.stderr


def test_two_exports_of_the_same_tickets_are_told_to_be_one_too_many(tmp_path: Path) -> None:
    """Incidents and their SLAs tell of the same tickets: the hint says to leave one out, and nothing is in its way."""
    incident = saved(tmp_path, [HEADER, *OLD], "incident.csv")
    header = "task,sla,stage,has_breached,start_time,end_time,sla.target,task.opened_at,task.company"
    row = "INC1,P1,Completed,false,2026-09-01 08:00:00,2026-09-01 09:00:00,Resolution,2026-09-01 08:00:00,Calder"
    done = run("map", incident, saved(tmp_path, [header, row], "task_sla.csv"), "--into", tmp_path, "--yes")
    assert (done.code, "if they are two exports of the same records, leave one of them out" in done.stderr) == (2, True)
    assert "Nothing was written" in done.stdout
    assert not (tmp_path / "reviewgen.yaml").exists()
    assert run("map", incident, "--into", tmp_path, "--yes").code == 0


def test_the_order_of_files_is_told_where_nothing_else_decides(tmp_path: Path) -> None:
    """Without a column of updates the file that is named last wins, and its place is told."""
    header = HEADER.rpartition(",")[0]
    new = "INC1,2026-09-01 08:00:00,Closed,Calder", "INC3,2026-10-20 08:00:00,New,Calder"
    old = "INC1,2026-09-01 08:00:00,New,Calder", "INC2,2026-09-02 08:00:00,New,Calder"
    asked = joined(tmp_path / "a", new, old, header=header)
    assert "such as INC1 (2 rows): which row of each is the ticket?" in asked.stderr
    assert "The files follow each other as they are named." in asked.stderr
    said = joined(tmp_path / "b", new, old, header=header, flags=("--rows", "last"))
    assert (
        "numbers whose rows differ from file to file (1): of each the row in the last file is the ticket" in said.stderr
    )
    assert "in the order in which they were named: 0.csv, 1.csv." in said.stderr
    one = joined(tmp_path / "c", (*new, *old), header=header, flags=("--rows", "last"))
    assert "from file to file" not in one.stderr


def test_the_example_of_rows_that_repeat_is_one_that_does(tmp_path: Path) -> None:
    """INC1 is a ticket of each customer; INC9, which nobody has, is what is asked about."""
    none = "INC9,2026-09-09 08:00:00,New,,2026-09-21"
    files = ((*OLD, none), (MOVED.replace("09-20", "09-21"), none.replace("New", "Closed")))
    asked = joined(tmp_path, *files)
    assert "1 rows repeat a number in number, such as INC9 (2 rows)" in asked.stderr
