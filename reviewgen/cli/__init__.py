"""The command line: the only room that prints, colours or exits. Here are the commands with their options."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.core import ParameterSource

from reviewgen import __version__, abreast, console, streams
from reviewgen.cli.answering import (
    answered,
    dimension,
    explained_as_csv,
    explained_json,
    figures_as_csv,
    figures_json,
    refuse_unknown,
    the_account,
)
from reviewgen.cli.building import gathered, report_json, report_plain, report_plan
from reviewgen.cli.conversation import mapped
from reviewgen.cli.machine import charsets
from reviewgen.cli.telling import (
    COLOURS,
    FAILED,
    GAPS_SHOWN,
    INTERRUPTED,
    ROWS_SHOWN,
    TERMINATED,
    USAGE,
    counted,
    json_text,
    show_failures,
    worded,
)
from reviewgen.records import BY_NAME
from reviewgen.visible import spelled

if TYPE_CHECKING:
    from reviewgen.gather import Job, Request
    from reviewgen.readiness import Gap

PROJECT = click.argument("project", default=".", type=click.Path(path_type=Path))
PERIOD = click.option("--period", metavar="P", help="2026-10, 2026-Q3, 2026-W41, 2026, or 2026-10-01..2026-11-15.")
AS_OF = click.option("--as-of", metavar="DATE", help="State of the data: 2026-11-02 (its end) or 2026-11-02T06:00.")
ACCOUNT = click.option("--account", metavar="ID", help="The account; not needed where there is only one.")
URL = re.compile(r"[a-z][a-z0-9+]+:/")
WRITTEN = ("project", "account", "policy", "mapping")
SCHEMAS = (*WRITTEN, *BY_NAME)


def main() -> NoReturn:
    """Run the command line and exit: 0 all good, 1 accounts failed, 2 wrong usage or input, 130 or 143 interrupted."""
    before = signal.signal(signal.SIGTERM, _terminated)
    try:
        with streams.guarded():
            code = _run()
    finally:
        signal.signal(signal.SIGTERM, before)
    if code in (INTERRUPTED, TERMINATED) and abreast.is_beside():
        os._exit(code)
    sys.exit(code)


def _run() -> int:
    """Run the command that was asked for: the exit code, with a word where it was ended or could not be heard."""
    try:
        code = commands.main(standalone_mode=False, color=False if os.environ.get("NO_COLOR") else None)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except _Terminated:
        click.echo("Ended from outside.", err=True)
        return TERMINATED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except streams.UnheardError as error:
        if not error.is_left:
            click.echo(f"error: what this command tells cannot be written: {error}", err=True)
        return FAILED
    return code or 0


class _Terminated(BaseException):
    """The system, or whoever runs it, wants this process to end: what is begun is cleaned up on the way out."""


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    raise _Terminated


class _Commands(click.Group):
    """Commands that end with 2 and plain words where a place, a file or the configuration cannot be used."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        from reviewgen.errors import Issue, ReviewgenError, UnfinishedError

        try:
            return super().invoke(ctx)
        except OSError as error:
            problem = f"cannot be used: {error.strerror or error}"
            click.echo(worded("error", Issue(code="system", file=str(error.filename or ""), problem=problem)), err=True)
            raise click.exceptions.Exit(USAGE) from error
        except ReviewgenError as error:
            for issue in error.issues:
                click.echo(worded("error", issue), err=True)
            raise click.exceptions.Exit(FAILED if isinstance(error, UnfinishedError) else USAGE) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="reviewgen")
def commands() -> None:
    """Make operations review packs for key accounts from exports of ticketing tools.

    PROJECT is a folder with reviewgen.yaml; without it, the current folder.
    """


def _an_executor(_: click.Context, __: click.Parameter, value: str) -> str:
    name, sign, address = value.partition("=")
    if value == "local" or (name == "dask" and bool(sign) == bool(address)):
        return value
    raise click.BadParameter(f'"{value}" is none: write local, dask, or dask=tcp://HOST:PORT')


@commands.command()
@PROJECT
@PERIOD
@AS_OF
@click.option("--account", "accounts", metavar="ID", multiple=True, help="Only this account; may be repeated.")
@click.option(
    "--format",
    "formats",
    type=click.Choice(["html", "pdf", "xlsx"]),
    multiple=True,
    help="html, pdf, xlsx; may be repeated.",
)
@click.option("--profile", type=click.Choice(["standard", "archive"]), help="Fast PDF, or tagged PDF/A-3a.")
@click.option(
    "--depth",
    type=click.Choice(["brief", "standard", "full"]),
    help="How much of the pack, for all accounts of this run; without it, as each account's importance, complexity "
    "and volume say.",
)
@click.option(
    "--audience",
    "audiences",
    type=click.Choice(["customer", "internal"]),
    multiple=True,
    help="customer: the pack, and no brief in its folder; internal: the brief alone, beside the pack that stands; "
    "without it: both.",
)
@click.option(
    "--status",
    type=click.Choice(["draft", "issued"]),
    default="draft",
    show_default=True,
    help="What the foot of each page says; issued: for the pack that the customer is given.",
)
@click.option(
    "--out", metavar="PLACE", help="Folder for the packs, or the URL of an object store: s3://bucket/reviews."
)
@click.option("--store", metavar="PLACE", help="Take the tables from where ingest keeps them, not from the sources.")
@click.option("--force", is_flag=True, default=False, help="Build every pack, those that are up to date as well.")
@click.option("--dry-run", is_flag=True, default=False, help="Say what would be built and why, and build nothing.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Worker processes; without it, one for each processor where there are 8 packs or more to build.",
)
@click.option(
    "--executor",
    default="local",
    show_default=True,
    metavar="local|dask[=ADDRESS]",
    callback=_an_executor,
    help="Worker processes of this machine; a Dask cluster made for the run; or that with its scheduler at ADDRESS, "
    "such as dask=tcp://10.0.0.5:8786.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=600.0,
    show_default=True,
    metavar="SECONDS",
    help="What a worker may take for one account.",
)
@click.option(
    "--memory-limit",
    type=click.IntRange(min=1),
    default=2_000,
    show_default=True,
    metavar="MB",
    help="What a worker may need for one account, beside what it has at the start; held on Linux.",
)
@click.option("--json", "as_json", is_flag=True, default=False, help="One JSON object per line.")
def build(project: Path, as_json: bool, dry_run: bool, time_limit: float, memory_limit: int, **asked: Any) -> int:
    """Build the packs of all accounts, or of some; packs of the same inputs that stand already are left as they are.

    Without --period, each account gets the last period of its cadence that was over at --as-of; that comes from
    reviewgen.yaml, else it is now. Exits with 1 if an account failed: the others are delivered, and an earlier pack
    of it stays.
    """
    from reviewgen.gather import WorkerLimits

    _refuse_unmet()
    source = click.get_current_context().get_parameter_source
    asked_for = any(source(name) is not ParameterSource.DEFAULT for name in ("time_limit", "memory_limit"))
    request = _request(project, **asked, limits=WorkerLimits(time_limit, memory_limit, asked_for))
    if dry_run:
        return report_plan(request, as_json=as_json)
    return report_json(request) if as_json else report_plain(request)


@commands.command()
@PROJECT
@click.option("--period", metavar="P", help="The period of the packs; without it, the latest that has any.")
@click.option("--account", "accounts", metavar="ID", multiple=True, help="Only this account; may be repeated.")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Folder that the packs stand in.")
@click.option("--json", "as_json", is_flag=True, default=False, help="One JSON object per line.")
def issue(project: Path, period: str | None, accounts: tuple[str, ...], out: Path | None, as_json: bool) -> int:
    """Freeze packs as they were given to the customers: the next review goes on from them.

    A copy of each pack with its manifest goes into the project's folder for issued packs, without anything internal.
    What is there is never overwritten: exits with 1 if a pack is another one than that which was issued before.
    """
    from reviewgen.issued import issue_packs

    refused = 0
    if out and URL.match(str(out)):
        raise click.UsageError("packs are issued from a folder: fetch them there first, and name it with --out.")
    for outcome in issue_packs(project, period, accounts, out):
        refused += outcome.state == "refused"
        if as_json:
            click.echo(json_text(outcome.as_json()))
        elif outcome.issue:
            click.echo(worded(outcome.issue.severity, outcome.issue), err=True)
        if outcome.state != "refused" and not as_json:
            click.echo(f"{outcome.state} {spelled(outcome.account)}, {outcome.period}: {outcome.folder}")
    return FAILED if refused else 0


@commands.command()
@PROJECT
@PERIOD
@AS_OF
@ACCOUNT
@click.option("--metric", "metrics", metavar="ID", multiple=True, help="Only this metric; may be repeated.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="table shows the period alone; json and csv hold the history as well.",
)
def figures(
    project: Path,
    account: str | None,
    metrics: tuple[str, ...],
    form: str,
    period: str | None,
    as_of: str | None,
) -> int:
    """Print the figures of one account."""
    job = gathered(_request(project, period=period, as_of=as_of, accounts=(account,) if account else ()))
    if job.failed:
        return show_failures(job)
    from reviewgen.build import figures as computed

    name = the_account(job)
    refuse_unknown(metrics)
    found = computed(job)[name]
    words = {"table": console.figures_table, "json": figures_json, "csv": figures_as_csv}
    click.echo(words[form](found, metrics), nl=False)
    return 0


@commands.command()
@click.argument("metric", metavar="METRIC")
@PROJECT
@ACCOUNT
@click.option("--period", metavar="P", help="The period whose figure is explained, as for build; it may be a past one.")
@AS_OF
@click.option(
    "--where",
    metavar="NAME=VALUE",
    multiple=True,
    help="Only figures of this dimension, such as priority=P1; may be repeated.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help=f"table lists up to {ROWS_SHOWN} rows; json and csv hold all.",
)
def explain(metric: str, project: Path, account: str | None, where: tuple[str, ...], form: str, **asked: Any) -> int:
    """Explain the figures of METRIC: definition, value, and every row behind it with what it adds and counts for.

    Without --where: the figure of the whole account; where there is none, every figure of the metric in the period.
    """
    refuse_unknown([metric])
    dimensions = tuple(dimension(text) for text in where)
    job = gathered(_request(project, accounts=(account,) if account else (), **asked))
    if job.failed:
        return show_failures(job)
    found = answered(job, the_account(job), metric, dimensions)
    words = {"json": explained_json, "csv": explained_as_csv}
    text = words[form](found) if form in words else console.explained_table(found, ROWS_SHOWN)
    click.echo(text, nl=False)
    return 0


@commands.command()
@PROJECT
@PERIOD
@AS_OF
@click.option("--account", "accounts", metavar="ID", multiple=True, help="Only this account; may be repeated.")
@click.option("--json", "as_json", is_flag=True, default=False, help="One JSON object per line.")
def check(project: Path, as_json: bool, **asked: Any) -> int:
    """Say what is missing before the meeting, worst first: where it stands, and what to do.

    Blockers must not go into the room, warnings may embarrass there, hints are worth a look. Exits with 1 if there is
    a blocker.
    """
    request = _request(project, **asked)
    gaps = _unready(gathered(request), request)
    if as_json:
        for gap in gaps:
            click.echo(json_text(gap.as_json()))
    else:
        for grade, words in console.gaps(gaps, GAPS_SHOWN):
            click.echo(f"{click.style(grade, fg=COLOURS.get(grade))}{spelled(words)}")
    return FAILED if any(gap.grade == "blocker" for gap in gaps) else 0


@commands.command()
@PROJECT
@click.option(
    "--store",
    metavar="PLACE",
    required=True,
    help="Folder for the tables, or the URL of an object store: s3://bucket/t.",
)
@click.option("--json", "as_json", is_flag=True, default=False, help="One JSON object per line.")
def ingest(project: Path, store: str, as_json: bool) -> int:
    """Read and check the sources once, and keep their tables for builds that have no sources at hand.

    What was kept there before is replaced. Exits with 1 if an account cannot be built: it is kept with what is wrong,
    and the others can be.
    """
    from reviewgen.ingest import ingest as ingested

    found = ingested(project, store, os.environ)
    if as_json:
        for notice in found.notices:
            click.echo(json_text({"event": "note", "text": str(notice)}))
        click.echo(json_text(found.as_json()))
        return FAILED if found.failed else 0
    for notice in found.notices:
        click.echo(worded("note", notice), err=True)
    for name, issues in found.failed.items():
        click.echo(f"{click.style('failed', fg='red')} {spelled(name)}", err=True)
        for one in issues:
            click.echo(f"  {one}", err=True)
    kept = ", ".join(f"{rows:,} of {table}" for table, rows in found.rows.items())
    click.echo(f"kept the rows of {counted(found.accounts, 'account')} in {found.store}: {kept}")
    return FAILED if found.failed else 0


@commands.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> int:
    """Start a project in DIR: commented configuration, an account, a few tickets that build at once."""
    from reviewgen import outputs, resources

    source = resources.templates() / "project"
    found = [path for path in sorted(source.rglob("*")) if path.is_file()]
    files = {path.relative_to(source).as_posix(): path.read_bytes() for path in found}
    outputs.Folder(folder).begin(files)
    click.echo(f"Wrote {len(files)} files to {folder}. Next:\n  reviewgen build {folder}")
    return 0


@commands.command(name="map")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--into",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Folder for the project; without it, the current one.",
)
@click.option(
    "--yes",
    is_flag=True,
    default=False,
    help="Ask nothing: where something must be known, say which flags tell it, and end with 2.",
)
@click.option(
    "--account",
    "accounts",
    metavar="[FILE=]ID",
    multiple=True,
    help="All rows are of this one customer, or all rows of one file. May be repeated.",
)
@click.option("--account-column", metavar="COLUMN", help="The column that names the customer.")
@click.option(
    "--date-order",
    type=click.Choice(["dmy", "mdy"]),
    help="dmy: 03/09/2026 is in September; mdy: it is in March. Needed only where no day after the 12th tells.",
)
@click.option(
    "--decimal",
    type=click.Choice([".", ","]),
    help="The sign before fractions. Needed only where 1.234 may be a number of thousands.",
)
@click.option("--rows", type=click.Choice(["first", "last"]), help="Which of several rows of one number is the record.")
@click.option(
    "--moved",
    type=click.Choice(["yes", "no"]),
    help="yes: a number that stands with two customers is one ticket that has moved; no: two tickets.",
)
@click.option(
    "--column",
    "columns",
    metavar="OURS=THEIRS",
    multiple=True,
    help="The column that one of ours comes from, such as id=Number or changes.id=Number; may be repeated.",
)
@click.option("--zone", metavar="ZONE", help="Zone of times without an offset, and of the packs; without it, UTC.")
@click.option("--encoding", metavar="NAME", help="Character set of the files, such as cp1252 or mac_roman.")
@click.option("--delimiter", metavar="SIGN", help="The sign between cells, or tab.")
@click.option("--header", type=click.IntRange(min=1), metavar="ROW", help="The row that has the names of the columns.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook.")
@click.option("--records", metavar="PATH", help="Where a JSON document has its records, such as result.tickets.")
@click.option(
    "--table",
    "tables",
    metavar="[FILE=]TABLE",
    multiple=True,
    help="The table that the files fill, or one of them; no preset is used. May be repeated.",
)
@click.option("--preset", metavar="NAME", help="The export that the files are of, where it is not recognised.")
@AS_OF
@click.option("--json", "as_json", is_flag=True, default=False, help="All of it as one JSON object; nothing is asked.")
def map_exports(files: tuple[Path, ...], folder: Path, yes: bool, as_json: bool, **asked: Any) -> int:
    """Recognise exports and write a project for them: reviewgen.yaml, mappings, a file for each account.

    FILEs with the same header are read as one; others join them in one project. What only you can know is asked, unless
    --yes or --json is given or there is no terminal. Nothing is ever overwritten. Exits with 1 where what was written
    needs work before all of it can be built, such as the draft of an export that is not known.
    """
    return mapped(files, folder, clock(), yes=yes, as_json=as_json, **asked)


@commands.command()
@click.argument("what", metavar="WHAT", type=click.Choice(SCHEMAS))
def schema(what: str) -> int:
    """Print a JSON Schema for editors: project, account, policy, mapping, or a table that is written in YAML."""
    from reviewgen import config
    from reviewgen.records import json_schema

    found = config.schema(what) if what in WRITTEN else json_schema(what)
    click.echo(json.dumps(found, indent=2))
    return 0


@commands.command()
def doctor() -> int:
    """Say what this machine can do, and what to install for the rest."""
    from reviewgen import pdf, resources
    from reviewgen.requirements import readers, unmet

    click.echo(f"reviewgen {__version__}, Python {sys.version.split()[0]}")
    states = {state.name: state for state in pdf.available()}
    for name, use in (("plutoprint", "standard PDFs"), ("weasyprint", "archive PDFs")):
        state = states[name]
        click.echo(f"{'ok  ' if state.version else 'no  '} {name} {state.version}: {use}")
        if state.problem:
            click.echo(f"     {state.problem}\n     {state.install}")
    if not states["plutoprint"].version and states["weasyprint"].version:
        click.echo("     standard PDFs are made with weasyprint instead, about forty times slower")
    fonts = any((resources.templates() / "fonts").glob("*.ttf"))
    click.echo("ok   fonts: Latin, Greek, Cyrillic (Inter)" if fonts else "no   fonts: install reviewgen again")
    for line in console.fonts_of_scripts(charsets()):
        click.echo(f"     {line}")
    for line in console.kinds_of_sources(readers()):
        click.echo(line)
    lacking = list(unmet())
    for issue in lacking:
        click.echo(f"no   {issue}")
    return 0 if any(state.version for state in states.values()) and fonts and not lacking else FAILED


def _refuse_unmet() -> None:
    """Raise ConfigError where what this program builds on is missing or too old."""
    from reviewgen.errors import ConfigError
    from reviewgen.requirements import unmet

    found = tuple(unmet())
    if found:
        raise ConfigError(found)


def clock() -> datetime:
    """The instant at which a command runs, to the minute: the only look at a clock."""
    return datetime.now(UTC).replace(second=0, microsecond=0)


def _request(project: Path, **asked: Any) -> Request:
    from reviewgen.gather import Request

    request = Request(project, clock(), os.environ, **asked)
    return request if request.executor == "local" else request.everywhere()


def _unready(job: Job, request: Request) -> tuple[Gap, ...]:
    from reviewgen.build import looks
    from reviewgen.readiness import unready

    return unready(job, looks(job, request))
