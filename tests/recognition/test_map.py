"""From an export to a project that builds: what is told, asked, written and refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapped import FOREIGN, INCIDENTS, mapped, run, saved, typed

from reviewgen import outputs, presets, project, yamlfile
from reviewgen.config import FileSource

PLAIN = ("Number,Company,Created,State", "1,Calder,2026-10-01 08:00,New", "2,Calder,2026-10-02 08:00,New")


def test_a_known_export_becomes_a_project_that_builds(tmp_path: Path) -> None:
    """One command writes the project, the next one builds the packs of its accounts for a period with data."""
    done = mapped(tmp_path, INCIDENTS)
    assert done.code == 0, done.stderr
    assert "ServiceNow" in done.stdout
    assert run("build", tmp_path, "--format", "html").code == 0
    assert {one.name for one in (tmp_path / "out").glob("2026-10/*-*")} == {
        outputs.slug("Calder"),
        outputs.slug("Hollin"),
    }


def test_the_mapping_names_only_columns_that_are_there(tmp_path: Path) -> None:
    """Of all that a preset knows, the mapping has what this file has, each with what it holds."""
    mapped(tmp_path, INCIDENTS)
    text = (tmp_path / "mappings" / "servicenow-incident.yaml").read_text("utf-8")
    setup = project.load(tmp_path)
    source = setup.project.sources[0]
    assert not isinstance(source.mapping, str | None)
    assert "resolved_at" not in source.mapping.columns
    assert source.mapping.columns["account"] == "company"
    assert "# INC1, INC2, INC3" in text
    assert "# resolved_at: THEIRS  # no resolution figures" in text


def test_what_is_missing_is_told_with_its_cost(tmp_path: Path) -> None:
    """A missing time is told with what the pack lacks for it, and so are the columns that nothing uses."""
    done = mapped(tmp_path, [f"{INCIDENTS[0]},odd_one", *(f"{row},x" for row in INCIDENTS[1:])])
    assert "resolved_at         no resolution figures" in done.stdout
    assert "not used: odd_one" in done.stdout


def test_what_is_known_of_an_export_is_told(tmp_path: Path) -> None:
    """The quirks of a preset, what its user has to say of it, and the usual columns that this file lacks."""
    shown = mapped(tmp_path, INCIDENTS).stdout
    known = presets.load("servicenow-incident")
    assert [one for one in known.quirks if f"\n  to know: {one}\n" not in shown] == []
    assert known.ask
    assert [one for one in known.ask if f"\n  to say yourself: {one}\n" not in shown] == []
    assert "usual in this export" not in shown
    short = mapped(tmp_path / "short", [",".join(row.split(",")[:4]) for row in INCIDENTS])
    assert "usual in this export, and not there: priority, assignment_group, assigned_to\n" in short.stdout


def test_a_preset_that_is_named_tells_what_it_misses(tmp_path: Path) -> None:
    """It does not fit by itself, and is taken because somebody says so."""
    lines = ["number,opened_at,sys_mod_count,priority", "INC1,2026-10-01 08:00,1,2 - High"]
    shown = mapped(tmp_path, lines, "--preset", "servicenow-incident", "--account", "Calder").stdout
    assert "not there: short_description, caller_id, assignment_group, assigned_to\n" in shown


def test_a_state_stands_for_its_name(tmp_path: Path) -> None:
    """What a state is called is theirs of the state: nothing is missing that could cost."""
    assert "state_name" not in mapped(tmp_path / "a", INCIDENTS).stdout
    assert "state_name" in mapped(tmp_path / "b", [INCIDENTS[0].replace("state", "u_x"), *INCIDENTS[1:]]).stdout


def test_everything_is_asked_at_once_and_nothing_written(tmp_path: Path) -> None:
    """Without a terminal, each open question comes with the flags that answer it, and the run ends with 2."""
    lines = ["number,opened_at,state", "INC1,03/09/2026 08:00,New", "INC1,04/09/2026 08:00,Closed"]
    done = mapped(tmp_path, lines)
    assert done.code == 2
    for flag in ("--account ID", "--date-order dmy", "--date-order mdy", "--rows last", "--rows first"):
        assert flag in done.stderr
    assert "Of 2 rows, 1 will be left, one for each ticket." in done.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["export.csv"]


def test_its_answers_are_followed(tmp_path: Path) -> None:
    """With a flag for each question the project is written, and reads as was said."""
    lines = ["number,opened_at,state", "INC1,03/09/2026 08:00,New", "INC1,03/09/2026 08:00,Closed"]
    done = mapped(tmp_path, lines, "--account", "Calder", "--date-order", "mdy", "--rows", "last", "--json")
    assert done.code == 0
    assert done.data["accounts"] == {"Calder": 1}
    assert done.data["rows"] == {"tickets": 1}
    assert (done.data["as_of"], done.data["period"]) == ("2026-04-01 00:00", "2026-03")


def test_the_order_of_a_date_is_proven_by_another_column(tmp_path: Path) -> None:
    """A column that nothing uses may prove the order of day and month for the file."""
    lines = [
        "number,opened_at,company,u_seen",
        "INC1,03/09/2026 08:00,Calder,13/09/2026",
        "INC2,04/09/2026 08:00,Calder,",
    ]
    done = mapped(tmp_path, lines, "--json")
    export = done.data["exports"][0]
    assert (done.code, export["date_order"]) == (0, "dmy")
    assert "13/09/2026 in u_seen" in export["date_evidence"]


def test_a_wrong_order_is_not_followed(tmp_path: Path) -> None:
    """Where a day after the 12th proves the order, the flag for the other one is told and left aside."""
    done = mapped(tmp_path, ["number,opened_at,company", "INC1,13/09/2026,Calder"], "--date-order", "mdy")
    assert done.code == 0
    assert "--date-order mdy was not followed" in done.stderr


def test_a_torn_column_is_refused(tmp_path: Path) -> None:
    """Dates of both orders in one column cannot be read rightly: it is asked, with an example of each."""
    lines = ["number,opened_at,company", "1,13/09/2026,Calder", "2,09/14/2026,Calder", "3,01/02/2026,Calder"]
    done = mapped(tmp_path, lines)
    assert done.code == 2
    assert "13/09/2026" in done.stderr
    assert "09/14/2026" in done.stderr


def test_the_zone_is_said_loudly(tmp_path: Path) -> None:
    """Times without an offset are taken as UTC with a word on it, or in the zone that was given."""
    done = mapped(tmp_path / "a", INCIDENTS)
    assert "UTC is assumed: times in the export have no offset" in done.stderr
    assert "as of 2026-11-03 08:01 is assumed" in done.stderr
    text = (tmp_path / "a" / "reviewgen.yaml").read_text("utf-8")
    assert "# UTC is assumed" in text
    assert "# as of 2026-11-03 08:01 is assumed" in text
    codes = [one["code"] for one in mapped(tmp_path / "c", INCIDENTS, "--json").data["assumed"]]
    assert codes == ["map.zone", "map.as_of"]
    assert mapped(tmp_path / "b", INCIDENTS, "--zone", "Europe/Berlin").code == 0
    assert project.load(tmp_path / "b").project.defaults.zone == "Europe/Berlin"


def test_columns_by_our_names_need_no_mapping(tmp_path: Path) -> None:
    """A file that has our names already is read as it is."""
    assert mapped(tmp_path, ["id,account,opened_at", "1,Calder,2026-10-03"]).code == 0
    assert not (tmp_path / "mappings").exists()
    assert run("build", tmp_path, "--format", "html").code == 0


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A second run writes nothing, not even what is missing, and says so."""
    mapped(tmp_path, INCIDENTS)
    (tmp_path / "mappings" / "servicenow-incident.yaml").unlink()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    done = mapped(tmp_path, INCIDENTS)
    assert done.code == 2
    assert "exists already" in done.stderr
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("odd", ["accounts", "mappings"])
def test_all_of_a_project_is_written_or_nothing(tmp_path: Path, odd: str) -> None:
    """Where one file cannot be written none is left, so that the next run, with that mended, finds the folder free."""
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / odd).touch()
    done = run("map", saved(tmp_path, INCIDENTS), "--into", tmp_path / "p", "--yes")
    assert (done.code, [path.name for path in (tmp_path / "p").rglob("*") if path.is_file()]) == (2, [odd])
    (tmp_path / "p" / odd).unlink()
    assert run("map", tmp_path / "export.csv", "--into", tmp_path / "p", "--yes").code == 0


def test_a_draft_that_stands_hides_no_question(tmp_path: Path) -> None:
    """With some of the answers the questions that are left are told again, and the draft stays as it is."""
    lines = ["Ref,Firm,When it began", "a,Calder,2026-10-03", "b,Hollin,2026-10-04"]
    assert mapped(tmp_path, lines, "--table", "tickets").code == 1
    (draft,) = (tmp_path / "mappings").iterdir()
    before = draft.read_bytes()
    again = mapped(tmp_path, lines, "--table", "tickets", "--column", "id=Ref")
    assert (again.code, "Which column is opened_at" in again.stderr, "exists" in again.stderr) == (2, True, False)
    assert draft.read_bytes() == before


def test_a_name_that_would_stand_for_a_variable_is_refused(tmp_path: Path) -> None:
    """In reviewgen.yaml it would be another file."""
    done = mapped(tmp_path, INCIDENTS, name="${HOME}.csv")
    assert (done.code, "has a name that cannot be written" in done.stderr) == (2, True)


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    """A link in the place of a folder leads nowhere."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "mappings").symlink_to(tmp_path / "elsewhere")
    done = mapped(tmp_path / "p", INCIDENTS)
    assert done.code == 2
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_an_unknown_export_gets_a_scored_draft(tmp_path: Path) -> None:
    """German column names are known, and each column is told with a score and examples."""
    done = mapped(tmp_path, [FOREIGN[0], FOREIGN[1], "2;Calder;Drucker;Offen;13.9.2026 9:12;"])
    assert done.code == 0, done.stderr
    assert "of no tool that is known" in done.stdout
    assert "100% 3.9.2026 9:12, 13.9.2026 9:12" in done.stdout
    setup = project.load(tmp_path)
    assert setup.accounts[0].id == "Calder"


def test_what_is_not_sure_is_left_open(tmp_path: Path) -> None:
    """An export without known names gets a draft that builds nothing, with candidates and the flags; it ends with 1."""
    done = mapped(tmp_path, ["Foo,Bar,Baz", "1,2026-10-01 09:00,x", "2,2026-10-02 09:00,x"])
    assert done.code == 1
    assert "--column id=Foo" in done.stderr
    assert "--column opened_at=Bar" in done.stderr
    assert [path.name for path in tmp_path.rglob("*.yaml")] == ["export.draft.yaml"]
    draft = (tmp_path / "mappings" / "export.draft.yaml").read_text("utf-8")
    assert "opened_at: THEIRS" in draft
    assert "Bar" in draft


def test_no_draft_takes_a_duration(tmp_path: Path) -> None:
    """A column that is named as ours is left over: whether it counts minutes or hours, nobody said."""
    lines = ["Ticket ID,Customer,Created,hold_hours", "1,Calder,2026-09-03 09:12,90", "2,Calder,2026-09-04 09:12,30"]
    done = mapped(tmp_path, lines, "--zone", "UTC")
    assert done.code == 0, done.stderr
    (written,) = (tmp_path / "mappings").iterdir()
    data = yamlfile.load(written.read_bytes(), "a.yaml").data
    assert isinstance(data, dict)
    assert set(data["columns"]) == {"id", "account", "opened_at"}


def test_its_flags_make_the_draft_a_project(tmp_path: Path) -> None:
    """With the columns named, the same command writes a project beside the draft."""
    lines = ["Foo,Bar,Baz", "1,2026-10-01 09:00,x", "2,2026-10-02 09:00,x"]
    mapped(tmp_path, lines)
    done = mapped(tmp_path, lines, "--column", "id=Foo", "--column", "opened_at=Bar", "--account-column", "Baz")
    assert done.code == 0
    assert run("build", tmp_path, "--format", "html").code == 0


def test_a_customer_column_that_is_not_sure_is_asked(tmp_path: Path) -> None:
    """A column that is different in each row is hardly the customer, whatever its name."""
    rows = [f"{number},Name {number},2026-10-01 08:00" for number in range(9)]
    done = mapped(tmp_path, ["Ticket ID,Customer,Created", *rows])
    assert done.code == 2
    assert "Which column names the customer" in done.stderr


def test_several_files_become_one_project(tmp_path: Path) -> None:
    """Files with the same header are one source; another one is a source of its own."""
    january = saved(tmp_path, [INCIDENTS[0], INCIDENTS[1]], "a.csv")
    rest = saved(tmp_path, [INCIDENTS[0], *INCIDENTS[2:]], "b.csv")
    changes = saved(tmp_path, ["Change,Customer,Summary,Planned start", "C1,Calder,Switch,2026-11-20 08:00"], "c.csv")
    done = run("map", january, rest, changes, "--into", tmp_path, "--yes", "--json")
    assert done.code == 0
    assert done.data["rows"] == {"tickets": 3, "changes": 1}
    sources = project.load(tmp_path).project.sources
    assert [one.files for one in sources if isinstance(one, FileSource)] == [("a.csv", "b.csv"), ("c.csv",)]


def test_more_than_fifty_accounts_are_discovered(tmp_path: Path) -> None:
    """Fifty-one customers get no files: they are discovered, and that is told."""
    rows = [f"{number},Customer {number % 51},2026-10-01 08:00" for number in range(110)]
    done = mapped(tmp_path, ["Ticket ID,Customer,Created", *rows])
    assert done.code == 0, done.stderr
    assert "all are discovered" in done.stdout
    assert project.load(tmp_path).project.accounts.discover
    assert not (tmp_path / "accounts").exists()


def test_unknown_codes_are_told_with_what_to_write(tmp_path: Path) -> None:
    """A state that the preset does not know is counted, and the place for it is named."""
    done = mapped(tmp_path, [*INCIDENTS, "INC4,2026-10-03 08:00:00,x,Ann,2 - High,Parked,Desk,Bob,Calder"])
    assert '"Parked" (1)' in done.stderr
    assert "under values: of state" in done.stderr


def test_a_cell_that_is_no_date_is_told(tmp_path: Path) -> None:
    """One odd cell among many is counted over the whole file: the project is written, and the run ends with 1."""
    rows = [f"INC{number},2026-10-0{1 + number % 9} 08:00:00,x,Ann,,New,Desk,Bob,Calder" for number in range(2_000)]
    done = mapped(tmp_path, [INCIDENTS[0], *rows, "INC9999,soon,x,Ann,,New,Desk,Bob,Calder"])
    assert done.code == 1
    assert '"soon" is no date that can be read' in done.stderr
    assert "row 2002" in done.stderr


def test_rows_of_nobody_are_told(tmp_path: Path) -> None:
    """A word that names no customer is told by a code of its own; where no row has another, the customer is asked."""
    rows = [row.replace("Hollin", "n/a") for row in INCIDENTS]
    some = mapped(tmp_path / "a", rows, "--json").data
    assert "map.no_customer" in [one["code"] for one in some["exports"][0]["warnings"]]
    nobody = [row.replace("Calder", "n/a") for row in rows]
    assert [one["code"] for one in mapped(tmp_path / "b", nobody, "--json").data["questions"]] == ["account"]
    none = mapped(tmp_path / "b", nobody, "--account-column", "company", "--json").data
    assert ["no row belongs to an account" in one for one in (*some["problems"], *none["problems"])] == [True]


def test_json_has_all_of_it(tmp_path: Path) -> None:
    """One object tells what was recognised, columns, examples, costs, warnings, questions and files written."""
    data = mapped(tmp_path, INCIDENTS, "--json").data
    export = data["exports"][0]
    assert export["preset"] == "servicenow-incident"
    assert export["tables"]["tickets"]["examples"]["id"] == ["INC1", "INC2", "INC3"]
    assert {"table": "tickets", "column": "resolved_at"}.items() <= export["costs"][0].items()
    assert data["written"][0] == "reviewgen.yaml"
    assert data["questions"] == []
    asked = mapped(tmp_path / "b", ["number,opened_at", "1,2026-10-01"], "--json")
    assert asked.code == 2
    assert [one["code"] for one in asked.data["questions"]] == ["account"]


def test_a_terminal_is_asked(tmp_path: Path) -> None:
    """On a terminal each question is put with numbered answers; what is typed by number, name or freely is taken."""
    path = saved(tmp_path, ["number,opened_at,site", "INC1,03/09/2026 08:00,York", "INC2,04/09/2026 08:00,York"])
    replies = ("Calder", "y", "7", "1", "Mars", "Europe/York", "Europe/London", "2")
    done = typed(replies, "map", path, "--into", tmp_path)
    assert done.code == 0, done.stdout
    assert "Type the number of an answer." in done.stdout
    assert "is not a time zone" in done.stdout
    assert project.load(tmp_path).project.defaults.zone == "Europe/London"
    assert project.load(tmp_path).accounts[0].id == "Calder"
    assert "%d/%m/%Y %H:%M" in (tmp_path / "mappings" / "servicenow-incident.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--zone", "Mars"), "is not a time zone"),
        (("--account-column", "Compny"), 'did you mean "Company"?'),
        (("--column", "id"), "is not OURS=THEIRS"),
        (("--column", "ticket_no=Number"), "is no column of ours"),
        (("--column", "id=Nummer"), "is in no header"),
        (("--preset", "nothing"), "is not a preset"),
        (("--as-of", "soon"), "is not a date"),
        (("--encoding", "klingon"), "is not an encoding"),
        (("--account", "\x07"), "is not an account id"),
        (("--account", "Calder", "--account-column", "Company"), "every file has that column"),
    ],
)
def test_an_answer_that_cannot_be_meant_is_refused(tmp_path: Path, flags: tuple[str, ...], said: str) -> None:
    """A flag that fits nothing is an error with a hint, and nothing is written."""
    done = mapped(tmp_path, PLAIN, *flags)
    assert (done.code, [one.name for one in tmp_path.iterdir()]) == (2, ["export.csv"])
    assert said in done.stderr


def test_all_files_that_cannot_be_read_are_told_together(tmp_path: Path) -> None:
    """Two broken files are two errors in one run."""
    empty, ragged = saved(tmp_path, b"", "a.csv"), saved(tmp_path, ["a,b", "1,2,3"], "b.csv")
    done = run("map", empty, ragged, tmp_path / "c.csv", "--into", tmp_path, "--yes")
    assert done.code == 2
    assert all(name in done.stderr for name in ("a.csv: is empty", "b.csv, row 2", "c.csv: cannot be read"))


def test_the_files_say_what_they_are(tmp_path: Path) -> None:
    """Each file is YAML that our strict reader takes, with remarks for whoever changes it."""
    mapped(tmp_path, INCIDENTS)
    for path in tmp_path.rglob("*.yaml"):
        text = path.read_text("utf-8")
        assert yamlfile.load(text, path.name).data
        assert text.startswith("# ")


OUTAGES = (
    "number,cmdb_ci,type,begin,end,duration,short_description,task_number",
    "OUT1,Web,Outage,2026-10-03 09:00:00,2026-10-03 10:30:00,5400,Fails,INC1",
)
CHANGES = (
    "number,opened_at,short_description,requested_by,state,assignment_group,company,type,risk,start_date,end_date,work_start,closed_at",
    "CHG1,2026-10-02 08:00:00,Switch,Ann,Closed,Desk,Calder,normal,2,2026-10-05 08:00:00,2026-10-05 09:00:00,,",
)


def test_one_customer_for_all_leaves_rows_that_name_theirs(tmp_path: Path) -> None:
    """`--account` with two exports is for the one that names no customer: rows of Hollin stay with Hollin."""
    incidents = saved(tmp_path, INCIDENTS, "incident.csv")
    other = saved(
        tmp_path, ["Ticket ID,Created,Status", "7,2026-10-02 08:00,New", "8,2026-10-03 08:00,New"], "other.csv"
    )
    done = run("map", incidents, other, "--into", tmp_path, "--yes", "--account", "Calder")
    assert done.code == 0, done.stderr
    assert "Calder (4), Hollin (1)" in done.stdout
    assert "--account Calder was not followed here" in done.stderr
    both = ("--account", "Zed", "--account-column", "company")
    assert (
        "Calder (2), Zed (2), Hollin (1)"
        in run("map", incidents, other, "--into", tmp_path / "b", "--yes", *both).stdout
    )


def test_outages_of_tickets_that_are_not_there_get_an_account(tmp_path: Path) -> None:
    """A ticket's number is no customer where no export has tickets; where one has, it is."""
    asked = mapped(tmp_path / "a", OUTAGES)
    assert (asked.code, "Which column names the customer" in asked.stderr) == (2, True)
    assert "Calder (0)" in mapped(tmp_path / "b", OUTAGES, "--account", "Calder").stdout
    both = [saved(tmp_path, INCIDENTS, "incident.csv"), saved(tmp_path, OUTAGES, "outage.csv")]
    assert run("map", *both, "--into", tmp_path, "--yes").code == 0
    assert "account" not in (tmp_path / "mappings" / "servicenow-outage.yaml").read_text("utf-8").split("columns:")[1]


def test_a_column_typed_on_a_terminal_is_no_customer(tmp_path: Path) -> None:
    """The name of any column of the header names the customers; what can be no id is asked again."""
    rows = [f"{number},2026-10-01 08:00,{'North' if number % 2 else 'South'} {number}" for number in range(9)]
    path = saved(tmp_path, ["number,opened_at,U_Client", *rows])
    done = typed(("\x07", "u_client", "UTC", "1"), "map", path, "--into", tmp_path)
    assert done.code == 0, done.stdout
    assert "is not an account id" in done.stdout
    assert len(project.load(tmp_path).accounts) == 9


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("9", "There is no column 9. All 2 rows are of the customer '9'? [y/N]"),
        ("u_custmer", '(did you mean "u_customer"). All 2 rows are of the customer'),
        ("Zed", "There is no column Zed. All 2 rows are of the customer 'Zed'? [y/N]"),
    ],
)
def test_what_is_typed_becomes_no_customer_without_a_word(tmp_path: Path, reply: str, said: str) -> None:
    """What is no column, and no number of the list, becomes a customer where that is confirmed alone."""
    path = saved(tmp_path, ["number,opened_at,u_place,u_customer", "1,2026-10-01,a,b", "2,2026-10-02,a,b"])
    replies = (reply, "", "1", "UTC", "1")
    done = typed(replies, "map", path, "--into", tmp_path)
    assert said in done.stdout
    assert [one.id for one in project.load(tmp_path).accounts] == ["b"]


def test_a_preset_is_for_the_exports_that_it_fits(tmp_path: Path) -> None:
    """With changes beside incidents, the one preset that is named reads no changes; alone with them it is refused."""
    incidents, changes = saved(tmp_path, INCIDENTS, "incident.csv"), saved(tmp_path, CHANGES, "change.csv")
    named = ("--yes", "--json", "--preset", "servicenow-incident")
    done = run("map", incidents, changes, "--into", tmp_path / "a", *named)
    assert [one["preset"] for one in done.data["exports"]] == ["servicenow-incident", "servicenow-change"]
    refused = run("map", changes, "--into", tmp_path / "b", *named)
    assert (refused.code, "the header is that of servicenow-change" in refused.stderr) == (2, True)


def test_an_order_may_be_proven_by_a_column_with_odd_cells(tmp_path: Path) -> None:
    """A column that is read proves the order even where every second cell of it is no date."""
    lines = ["number,opened_at,company", *(f"{place},13/09/2026,Calder" for place in (1, 2)), "3,soon,C", "4,late,C"]
    done = mapped(tmp_path, lines, "--json")
    assert done.data["exports"][0]["date_order"] == "dmy"
    assert "13/09/2026 in opened_at" in done.data["exports"][0]["date_evidence"]


def test_columns_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    """Where one column is day first and another month first, the question on a third says so."""
    lines = ["number,opened_at,resolved_at,closed_at,company", "1,13/09/2026,09/14/2026,09/10/2026,Calder"]
    done = mapped(tmp_path, lines)
    assert done.code == 2
    assert "contradict each other: 13/09/2026 in opened_at is" in done.stderr
    assert "No date in the file" not in done.stderr


def test_one_file_proves_nothing_of_another(tmp_path: Path) -> None:
    """Files of one header may come from two desks: what does not tell its order by itself is asked, by its name."""
    header = "number,opened_at,state,company"
    first = saved(tmp_path, [header, "INC1,25/10/2026 08:00,New,Calder"], "first.csv")
    second = saved(tmp_path, [header, "INC2,10/02/2026 08:00,New,Hollin"], "second.csv")
    asked = run("map", first, second, "--into", tmp_path / "a", "--yes", "--zone", "UTC")
    assert asked.code == 2
    assert "second.csv does not tell its order of day and month; 25/10/2026 08:00 in opened_at" in asked.stderr
    other = run("map", first, second, "--into", tmp_path / "a", "--yes", "--zone", "UTC", "--date-order", "mdy")
    assert (other.code, (tmp_path / "a").exists()) == (2, False)
    said = run("map", first, second, "--into", tmp_path / "a", "--yes", "--zone", "UTC", "--date-order", "dmy")
    assert (said.code, "day first" in said.stdout) == (0, True), said.stderr
    replied = typed(["2", "1", "UTC", "2026-11-02"], "map", first, second, "--into", tmp_path / "b")
    assert (replied.code, (tmp_path / "b" / "reviewgen.yaml").exists()) == (0, True), replied.stdout


def test_a_customer_whose_id_is_a_number_can_be_typed(tmp_path: Path) -> None:
    """A number of no answer is confirmed first; one of an answer is that answer."""
    export = saved(tmp_path, ["number,opened_at,state", "INC1,2026-10-01 08:00:00,New"])
    done = typed(["4711", "n", "4711", "y", "UTC", "2026-11-02"], "map", export, "--into", tmp_path)
    assert (done.code, "of the customer '4711'?" in done.stdout) == (0, True), done.stdout
    assert project.load(tmp_path).project.sources[0].mapping.columns["account"].constant == "4711"  # type: ignore[union-attr]


def test_files_of_different_orders_are_refused_together(tmp_path: Path) -> None:
    """No one mapping reads both: each file is named with what proves its order."""
    header = "number,opened_at,state,company"
    first = saved(tmp_path, [header, "INC1,25/10/2026 08:00,New,Calder"], "first.csv")
    second = saved(tmp_path, [header, "INC2,10/25/2026 08:00,New,Hollin"], "second.csv")
    done = run("map", first, second, "--into", tmp_path / "a", "--yes", "--date-order", "dmy")
    assert (done.code, (tmp_path / "a").exists()) == (2, False)
    assert "has dates day first (25/10/2026 08:00 in opened_at)" in done.stderr
    assert "second.csv month first (10/25/2026 08:00 in opened_at)" in done.stderr


def test_columns_that_are_read_prove_before_others(tmp_path: Path) -> None:
    """A column that nothing reads cannot make doubtful what a column that is read has proven."""
    lines = ["number,opened_at,closed_at,company,u_other", "1,13/09/2026,09/10/2026,Calder,09/14/2026"]
    assert mapped(tmp_path, lines, "--json").data["exports"][0]["date_order"] == "dmy"


def test_flags_can_be_pasted_into_a_shell(tmp_path: Path) -> None:
    """A header that a shell would act on is quoted so that it does not."""
    rows = [f"{place},2026-10-01,{word}" for place, word in enumerate("abab")]
    done = mapped(tmp_path, ["number,opened_at,$(touch x)", *rows])
    assert "--account-column '$(touch x)'" in done.stderr
