"""The command line as people and scripts meet it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import click
import pytest
import small_project
from small_project import account_file, desk, rows, together, write

from reviewgen import cli, console, requirements
from reviewgen.agreements import Policy
from reviewgen.cli.telling import GAPS_SHOWN
from reviewgen.config import Account, Project
from reviewgen.metrics import BY_ID
from reviewgen.pdf import EngineState


@dataclass(frozen=True)
class Done:
    """What a run printed and how it ended."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def output(self) -> str:
        """All that was printed."""
        return self.stdout + self.stderr


class Terminal(io.StringIO):
    """A stream that a person seems to watch."""

    def isatty(self) -> bool:
        return True


def run(*arguments: str | Path, stream: type[io.StringIO] = io.StringIO) -> Done:
    """Run the command line in this process."""
    out, err = stream(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["reviewgen", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    code = ended.value.code
    assert isinstance(code, int)
    return Done(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the accounts A and B."""
    data = together(desk("A"), desk("B"))
    return write(tmp_path_factory.mktemp("project"), [account_file("A"), account_file("B")], data)


# figures


def test_figures_as_a_table_show_the_period_alone(project: Path) -> None:
    """A line for each figure of the period, its unit and n; a missing one says why, and nothing is unworded."""
    shown = run("figures", project, "--account", "A").output
    assert shown.splitlines()[0] == "A, 2026-10"
    assert re.search(r"^tickets\.opened +16 +tickets +n 16$", shown, re.MULTILINE)
    assert re.search(r"^sla\.resolution +priority=P1tickets priority +75 +% +n 4 +missed$", shown, re.MULTILINE)
    assert re.findall(r"\b(?:nan|None|Missing)\b", shown) == []


def test_figures_as_json_are_one_object(project: Path) -> None:
    """The object of the contract, history included, in the order of the registry."""
    found = json.loads(run("figures", project, "--account", "A", "--format", "json").output)
    assert (found["account"], found["period"]) == ("A", "2026-10")
    order = list(BY_ID)
    places = [order.index(figure["metric"]) for figure in found["figures"]]
    assert places == sorted(places)
    assert len({figure["period"] for figure in found["figures"]}) >= 13


def test_figures_as_csv_hold_what_json_holds(project: Path) -> None:
    """A row for each figure, every value to the last digit."""
    text = run("figures", project, "--account", "A", "--format", "csv").output
    found = json.loads(run("figures", project, "--account", "A", "--format", "json").output)["figures"]
    read = list(csv.DictReader(io.StringIO(text)))
    assert len(read) == len(found)
    for row, figure in zip(read, found, strict=True):
        assert (row["account"], row["metric"], row["period"]) == ("A", figure["metric"], figure["period"])
        assert (float(row["value"]) if row["value"] else None) == figure["value"]
        assert row["dimensions"] == "; ".join(f"{name}={value}" for name, value in figure["dimensions"].items())


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_figures_of_chosen_metrics(project: Path, form: str) -> None:
    """With --metric, only those metrics are printed."""
    metrics = ("--metric", "tickets.opened", "--metric", "majors.count")
    shown = run("figures", project, "--account", "A", *metrics, "--format", form).output
    assert set(re.findall(r"\b(?:tickets|majors|sla|time|actions|survey)\.\w+", shown)) == {
        "tickets.opened",
        "majors.count",
    }


def test_figures_of_another_period(project: Path) -> None:
    """--period and --as-of choose what is computed."""
    shown = run("figures", project, "--account", "A", "--period", "2026-09", "--as-of", "2026-10-01").output
    assert shown.startswith("A, 2026-09\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "There are 2 accounts: say which with --account ID."),
        (("--account", "A", "--metric", "tickets.opend"), 'did you mean "tickets.opened"?'),
        (("--account", "a"), "is not an account"),
        (("--account", "A", "--period", "2026-13"), "2026-13"),
        (("--account", "A", "--as-of", "31/10/2026"), "31/10/2026"),
        (("--account", "A", "--format", "xml"), "xml"),
    ],
)
def test_figures_refuse_what_they_cannot_do(project: Path, arguments: tuple[str, ...], said: str) -> None:
    """Wrong usage exits with 2 and says what to do."""
    result = run("figures", project, *arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


def test_figures_of_an_account_that_fails(tmp_path: Path) -> None:
    """An account whose rows contradict each other has no figures: exit 1, with file and row."""
    data = desk("A")
    data["tickets"].append(data["tickets"][0] | {"title": "another"})
    result = run("figures", write(tmp_path, [account_file("A")], data))
    assert result.exit_code == 1
    assert "data/tickets.csv, row 26" in result.stderr
    assert result.stdout == ""


# explain


def test_an_explanation_names_definition_value_and_rows(project: Path) -> None:
    """Formula, what is counted, value with n and promise, how it is made, and each row with file and number."""
    shown = run("explain", "sla.resolution", project, "--account", "A", "--where", "priority=P1tickets priority").output
    assert shown.startswith("sla.resolution: Resolution in time\nA, 2026-10\n\nformula ")
    assert re.search(r"^counted +cancelled", shown, re.MULTILINE)
    assert re.search(r"^unit +%; better: higher$", shown, re.MULTILINE)
    assert re.search(r"^figure +2026-10; priority P1tickets priority$", shown, re.MULTILINE)
    assert re.search(r"^value +75 %, n 4$", shown, re.MULTILINE)
    assert re.search(r"^target +at least 90: missed$", shown, re.MULTILINE)
    assert re.search(r"^made of +share: 3 of 4$", shown, re.MULTILINE)
    found = re.findall(r"^T\d+tickets id +data/tickets.csv +\d+ +([01]) +1$", shown, re.MULTILINE)
    assert sorted(found) == ["0", "1", "1", "1"]
    assert re.findall(r"\b(?:nan|None|Missing)\b", shown) == []


def test_without_where_the_whole_account_is_meant(project: Path) -> None:
    """The figure of no dimensions; of a metric that has none, every figure that it has."""
    assert run("explain", "sla.resolution", project, "--account", "A").output.count("\nfigure ") == 1
    every = json.loads(run("figures", project, "--account", "A", "--metric", "sla.breaches", "--format", "json").output)
    wanted = sum(one["period"] == "2026-10" for one in every["figures"])
    assert run("explain", "sla.breaches", project, "--account", "A").output.count("\nfigure ") == wanted > 2


def test_an_explanation_as_json_holds_every_row(project: Path) -> None:
    """The value to the last digit, with as many rows as n says, each with its place."""
    found = json.loads(run("explain", "tickets.opened", project, "--account", "A", "--format", "json").output)
    (figure,) = found["figures"]
    assert (found["account"], found["period"], found["unit"], figure["value"]) == ("A", "2026-10", "tickets", 16.0)
    assert len(figure["rows"]) == figure["n"] == 16
    assert {row["file"] for row in figure["rows"]} == {"data/tickets.csv"}


def test_an_explanation_as_csv_holds_what_json_holds(project: Path) -> None:
    """A line for each row behind each figure."""
    asked = ("explain", "sla.breaches", project, "--account", "A", "--format")
    figures = json.loads(run(*asked, "json").output)["figures"]
    read = list(csv.DictReader(io.StringIO(run(*asked, "csv").output)))
    assert [row["id"] for row in read] == [row["id"] for one in figures for row in one["rows"]]
    assert [int(row["row"]) for row in read] == [row["row"] for one in figures for row in one["rows"]]


def test_long_lists_of_rows_are_cut_on_the_screen_alone(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table says how many rows it leaves out and where they are."""
    monkeypatch.setattr(cli, "ROWS_SHOWN", 10)
    shown = run("explain", "tickets.opened", project, "--account", "A").output
    assert shown.count("data/tickets.csv") == 10
    assert shown.endswith("and 6 more: --format csv\n")


def test_an_earlier_figure_is_explained_as_that_of_its_period(project: Path) -> None:
    """--period chooses the figure."""
    shown = run("explain", "tickets.opened", project, "--account", "A", "--period", "2026-09").output
    assert re.search(r"^value +8 tickets, n 8$", shown, re.MULTILINE)


def test_a_missing_figure_says_why(project: Path) -> None:
    """A dash with the reason, no rows, exit 0."""
    result = run("explain", "survey.nps", project, "--account", "A")
    assert result.exit_code == 0
    assert re.search(r"^value +– \(.+\), n 0$", result.output, re.MULTILINE)
    assert "rows of" not in result.output


def test_figures_say_why_there_is_none(tmp_path: Path) -> None:
    """In whole words."""
    bare = write(tmp_path, [account_file("A")], {"tickets": rows("A")["tickets"]})
    assert "no source for major incidents" in run("figures", bare, "--metric", "majors.count").output


@pytest.mark.parametrize(
    ("metric", "why"),
    [("availability", "no source for outages"), ("sla.agreement", "there is no policy beside a verdict of the tool")],
)
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_metric_without_figures_says_why(tmp_path: Path, metric: str, why: str, form: str) -> None:
    """That there is nothing to explain is an answer: exit 0, with the reason where there is room for one."""
    bare = write(tmp_path, [account_file("A")], {"tickets": rows("A")["tickets"]})
    result = run("explain", metric, bare, "--format", form)
    assert result.exit_code == 0
    assert (why in result.output) is (form != "csv")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("sla.resolutin", "--account", "A"), 'did you mean "sla.resolution"?'),
        (("tickets", "--account", "A"), '"tickets" is not a metric'),
        (("sla.resolution",), "There are 2 accounts: say which with --account ID."),
        (("sla.resolution", "--account", "A", "--where", "priority"), '"priority" is not NAME=VALUE'),
        (
            ("sla.resolution", "--account", "A", "--where", "priority=P1tickets prioriti"),
            'did you mean "priority=P1tickets priority"?',
        ),
        (("targets.met", "--account", "A", "--where", "priority=P1"), "leave out --where"),
    ],
)
def test_explain_refuses_what_it_cannot_do(project: Path, arguments: tuple[str, ...], said: str) -> None:
    """Wrong usage exits with 2 and says what to do."""
    metric, *options = arguments
    result = run("explain", metric, project, *options)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


def test_explain_of_an_account_that_fails(tmp_path: Path) -> None:
    """An account whose rows contradict each other has nothing to explain: exit 1, with file and row."""
    data = desk("A")
    data["tickets"].append(data["tickets"][0] | {"title": "another"})
    result = run("explain", "tickets.opened", write(tmp_path, [account_file("A")], data))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "data/tickets.csv, row 26" in result.stderr


# build


def test_build_says_what_it_built(project: Path, tmp_path: Path) -> None:
    """One line for each account, then where the index is; exit 0."""
    result = run("build", project, "--out", tmp_path, "--format", "html")
    assert result.exit_code == 0
    assert re.findall(r"^built (\w+): .*$", result.stdout, re.MULTILINE) == ["A", "B"]
    assert result.stdout.splitlines()[-1] == f"2 packs: {tmp_path / '2026-10' / 'index.html'}"


def test_build_as_json_is_one_object_a_line(project: Path, tmp_path: Path) -> None:
    """Every line of --json is an object: first the packs, with the same keys each, then the rows of each table."""
    result = run("build", project, "--out", tmp_path, "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    over, events = lines.pop(), [line for line in lines if line["event"] != "rows"]
    assert [list(line) for line in lines[len(events) :]] == [["event", "text"]] * len(desk("A"))
    assert [over[name] for name in ("event", "built", "skipped", "failed")] == ["over", 2, 0, 0]
    assert {"read", "metrics", "HTML", "PDF", "write"} <= set(over["seconds"])
    assert [(event["event"], event["account"], event["period"]) for event in events] == [
        ("built", "A", "2026-10"),
        ("built", "B", "2026-10"),
    ]
    keys = ["event", "account", "period", "why", "folder", "files", "engine", "note", "issues", "seconds"]
    assert all(list(event) == [*keys, "done", "of", "seconds_left"] for event in events)
    assert all((Path(event["folder"]) / name).is_file() for event in events for name in event["files"])
    assert result.stderr == ""


def test_build_as_json_tells_of_failures_and_notes(tmp_path: Path) -> None:
    """A failed account is an event with its issues; what concerns no account is a note; exit 1."""
    data = desk("A")
    data["tickets"].append(data["tickets"][0] | {"title": "another"})
    data["tickets"].append(rows("A")["tickets"][1] | {"account": "", "id": "nobody's"})
    result = run("build", write(tmp_path, [account_file("A")], data), "--out", tmp_path / "out", "--json")
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert {event["event"] for event in events} == {"note", "failed", "rows", "over"}
    assert any("belong to no account" in event.get("text", "") for event in events)
    assert any("with other values" in issue for event in events for issue in event.get("issues", []))


def test_build_of_one_account(project: Path, tmp_path: Path) -> None:
    """--account limits what is built; the others are not touched."""
    result = run("build", project, "--out", tmp_path, "--account", "B", "--format", "html")
    assert re.findall(r"^built (\w+)", result.stdout, re.MULTILINE) == ["B"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--account", "X"), "is not an account"),
        (("--period", "last month"), "last month"),
        (("--format", "docx"), "docx"),
        (("--profile", "fancy"), "fancy"),
        (("--workers", "2"), "No such option"),
        (("--jobs", "0"), "--jobs"),
        (("--executor", "cloud"), "write local, dask"),
        (("--executor", "dask="), "write local, dask"),
        (("--time-limit", "0"), "--time-limit"),
        (("--memory-limit", "none"), "--memory-limit"),
    ],
)
def test_build_refuses_wrong_usage(project: Path, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    """Exit 2, nothing written, and the word that was wrong is named."""
    result = run("build", project, "--out", tmp_path / "out", *arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "out").exists()


def test_a_folder_without_a_project_is_named(tmp_path: Path) -> None:
    """The error names the file that is missing, exit 2."""
    result = run("build", tmp_path)
    assert result.exit_code == 2
    assert "reviewgen.yaml" in result.stderr
    assert not (tmp_path / "out").exists()


def test_an_output_folder_that_is_a_file_is_refused(project: Path, tmp_path: Path) -> None:
    """Where nothing can be written, nothing is computed: exit 2 with the path."""
    (tmp_path / "out").write_text("a file", "utf-8")
    result = run("build", project, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert str(tmp_path / "out") in result.stderr
    assert (tmp_path / "out").read_text("utf-8") == "a file"


def test_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    """Errors of the project's file and of an account's file are reported together."""
    project = write(tmp_path, [account_file("A", nmae="x"), account_file("B", importance="huge")], desk("A"))
    result = run("build", project, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "nmae" in result.stderr
    assert "huge" in result.stderr
    assert "2 of 2 accounts failed." in result.stderr


# schema, doctor, help


@pytest.mark.parametrize("what", cli.SCHEMAS)
def test_every_schema_is_json_schema(what: str) -> None:
    """Each is an object or a list of objects, and every property says what it is."""
    found = json.loads(run("schema", what).output)
    properties = found["items"]["properties"] if found["type"] == "array" else found["properties"]
    assert properties
    assert [name for name, described in properties.items() if not described.get("description")] == []


@pytest.mark.parametrize(("what", "model"), [("project", Project), ("account", Account), ("policy", Policy)])
def test_a_schema_knows_every_field(what: str, model: Any) -> None:
    """What the program reads is what editors offer."""
    assert set(json.loads(run("schema", what).output)["properties"]) == set(model.model_fields)


def test_an_unknown_schema_is_refused() -> None:
    """Exit 2, with the names there are."""
    result = run("schema", "invoices")
    assert result.exit_code == 2
    assert "ticket_events" in result.output


def engines(monkeypatch: pytest.MonkeyPatch, **problems: str) -> Done:
    """Run doctor on a machine where these engines have these problems."""
    states = tuple(
        EngineState(name, problem=problems[name], install=f"install {name}")
        if name in problems
        else EngineState(name, version="1.0")
        for name in ("plutoprint", "weasyprint")
    )
    monkeypatch.setattr("reviewgen.pdf.available", lambda: states)
    return run("doctor")


def test_doctor_is_content_where_all_is_there() -> None:
    """Both engines, the fonts and what reads each kind of source are listed as ok; exit 0."""
    result = run("doctor")
    assert result.exit_code == 0
    readers = ["sources", "python-calamine", "sqlalchemy", "psycopg", "duckdb"]
    assert re.findall(r"^ok +([\w-]+)", result.output, re.MULTILINE) == ["plutoprint", "weasyprint", "fonts", *readers]


def test_doctor_says_which_kinds_of_sources_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the extra to install where a package is missing or too old; nobody needs them all, so exit 0."""
    floors = ["duckdb>=2.0; extra == 'duckdb'", 'psycopg[binary]>=3.2.2; extra == "postgresql"']
    installed = {"duckdb": "1.4.1", "psycopg": "3.2.2", "sqlalchemy": "2.1"}

    def version(package: str) -> str:
        if package not in installed:
            raise PackageNotFoundError
        return installed[package]

    monkeypatch.setattr("reviewgen.requirements.version", version)
    monkeypatch.setattr("reviewgen.requirements._requirements", lambda holder: floors * (holder == "reviewgen"))
    lines = list(console.kinds_of_sources(requirements.readers()))
    assert lines == [
        "ok   sources: CSV, YAML, JSON, JSON lines, Parquet",
        "no   python-calamine: workbooks of Excel",
        '     pip install "reviewgen[excel]"',
        "ok   sqlalchemy 2.1: databases: SQLite, and others with their drivers",
        "ok   psycopg 3.2.2: PostgreSQL",
        "no   duckdb 1.4.1: DuckDB",
        '     too old: pip install "reviewgen[duckdb]"',
    ]


@pytest.mark.parametrize(
    ("missing", "other", "instead"),
    [("plutoprint", "weasyprint", True), ("weasyprint", "plutoprint", False)],
)
def test_doctor_says_what_to_install(monkeypatch: pytest.MonkeyPatch, missing: str, other: str, instead: bool) -> None:
    """A missing engine is named with its reason and its cure; the other carries on, so exit 0."""
    result = engines(monkeypatch, **{missing: "no module"})
    assert result.exit_code == 0
    assert f"no   {missing}" in result.output
    assert f"ok   {other}" in result.output
    assert f"no module\n     install {missing}" in result.output
    assert ("made with weasyprint instead" in result.output) is instead


def test_doctor_fails_where_no_pdf_can_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any engine the exit code is 1."""
    assert engines(monkeypatch, plutoprint="gone", weasyprint="gone").exit_code == 1


def test_help_lists_what_is_built_and_nothing_else() -> None:
    """The commands of this version, each with a line of help, and no promise."""
    shown = run("--help").output
    listed = re.findall(r"^  (\w+)  +\S", shown.partition("Commands:")[2], re.MULTILINE)
    assert listed == ["build", "check", "doctor", "explain", "figures", "ingest", "init", "issue", "map", "schema"]


@pytest.mark.parametrize("command", sorted(cli.commands.commands))
def test_every_option_has_help(command: str) -> None:
    """Every option of every command says what it does."""
    options = [one for one in cli.commands.commands[command].params if isinstance(one, click.Option)]
    assert [option.name for option in options if not option.help] == []


# How it ends


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_ctrl_c_exits_with_130(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Interrupting says so in a word, without a traceback."""

    def interrupted(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("reviewgen.pdf.available", interrupted)
    done = run("doctor")
    assert (done.exit_code, done.stderr.strip()) == (130, "Interrupted.")


@pytest.mark.parametrize(
    ("arguments", "code"), [(("doctor",), 0), (("nonsense",), 2), (("build", "--nonsense"), 2), (("--version",), 0)]
)
def test_main_exits_as_the_contract_says(arguments: tuple[str, ...], code: int) -> None:
    """0 all good, 2 wrong usage."""
    assert run(*arguments).exit_code == code


@pytest.mark.parametrize("variable", ["NO_COLOR", ""])
def test_what_is_no_terminal_gets_no_colour(project: Path, tmp_path: Path, variable: str) -> None:
    """Into a file or a pipe no colour goes, with NO_COLOR or without."""
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2]), "TERM": "xterm-256color"}
    environment |= {variable: "1"} if variable else {}
    command = [sys.executable, "-m", "reviewgen", "build", str(project), "--out", str(tmp_path), "--format", "html"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout + done.stderr


def test_no_color_is_honoured_on_a_terminal(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where colour would be shown, NO_COLOR takes it away."""
    arguments = ("build", project, "--out", tmp_path, "--format", "html", "--account", "A")
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = run(*arguments, stream=Terminal).stdout
    monkeypatch.setenv("NO_COLOR", "1")
    plain = run(*arguments, stream=Terminal).stdout
    assert "\x1b[32mbuilt" in coloured
    assert "\x1b" not in plain


@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix is needed")
def test_a_reader_that_stops_reading_is_no_error_of_ours(project: Path) -> None:
    """`reviewgen figures | head` ends without a traceback."""
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])}
    command = f"{sys.executable} -m reviewgen figures {project} --account A --format csv | head -1"
    done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True)
    assert done.stdout.startswith("account,metric")
    assert "Traceback" not in done.stderr


def test_small_projects_are_what_people_write(tmp_path: Path) -> None:
    """The small project has every free text column filled: none is tested empty."""
    job = small_project.gathered(write(tmp_path, [account_file("A")], rows("A")), tmp_path / "out")
    for table, column in small_project.text_columns():
        if column not in ("duplicate_of", "internal_note"):  # what is internal leaves the tables
            assert (job.tables.frames[table][column] != "").any(), (table, column)


def test_of_many_notes_of_one_kind_some_are_told(tmp_path: Path) -> None:
    """The first few, then how many more there are; --json has all."""
    data = together(*(desk(name) for name in "ABCDEFG"))
    for ticket in data["tickets"]:
        ticket["opened_at"] = "2026-10-25 01:30"
    folder = write(tmp_path, [account_file(name) for name in "ABCDEFG"], data)
    told = run("build", folder, "--out", tmp_path / "out", "--format", "html")
    kind = "falls into a clock change"
    assert told.stderr.count(kind) == GAPS_SHOWN
    assert "more of the kind cell.clock_change (--json lists all)" in told.stderr
    every = run("build", folder, "--out", tmp_path / "again", "--format", "html", "--json")
    assert every.stdout.count(kind) > GAPS_SHOWN


def test_packs_are_issued_from_a_folder(project: Path) -> None:
    """A URL is refused with what to do."""
    done = run("issue", project, "--out", "s3://reviews/2026")
    assert done.exit_code == 2
    assert "fetch them there first" in done.stderr
