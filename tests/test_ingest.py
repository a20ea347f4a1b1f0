from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_project import account_file, gathered, request, rows, together, write
from test_cli import run

from reviewgen import stored
from reviewgen.cli import commands
from reviewgen.errors import InputError
from reviewgen.gather import Job
from reviewgen.outputs import place_of

ACCOUNTS = ("A", "B", "C")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three accounts with rows in every table."""
    data = together(*(rows(account) for account in ACCOUNTS))
    return write(tmp_path / "project", [account_file(account) for account in ACCOUNTS], data)


def ingested(project: Path, place: Path | str, *more: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(commands, ["ingest", str(project), "--store", str(place), *more], standalone_mode=False)


def known(job: Job) -> str:
    """What a job knows of its accounts and of all others."""
    names = [review.account.id for review in job.reviews]
    noted = [(job.tables.issues_of(name), job.tables.remarks_of(name or "")) for name in (None, *names)]
    parts = (job.reviews, job.failed, job.brands, [job.tailored[name] for name in names], noted, job.issued)
    return repr(parts) + "".join(frame.to_csv() for name in names for frame in job.tables.of([name]).frames.values())


@pytest.mark.parametrize("accounts", [(), ("B",), ("C", "A")])
def test_a_store_stands_for_the_sources(project: Path, tmp_path: Path, accounts: tuple[str, ...]) -> None:
    """Once it is made they need not be there, and every account knows what it knew."""
    expected = known(gathered(project, tmp_path, accounts=accounts))
    assert ingested(project, tmp_path / "store").return_value == 0
    shutil.rmtree(project / "data")
    assert known(gathered(project, tmp_path, accounts=accounts, store=str(tmp_path / "store"))) == expected


def test_it_says_what_was_kept(project: Path, tmp_path: Path) -> None:
    """Rows by table, in words or as JSON."""
    said = ingested(project, tmp_path / "store").output
    assert said.startswith(f"kept the rows of 3 accounts in {tmp_path / 'store'}: 72 of tickets, ")
    event = json.loads(ingested(project, tmp_path / "store", "--json").output)
    assert (event["event"], event["accounts"], event["failed"]) == ("ingested", 3, {})
    assert event["rows"]["tickets"] == 72


def test_an_account_that_cannot_be_built_fails_later_with_the_same_words(project: Path, tmp_path: Path) -> None:
    """Ingest tells of it and exits with 1; the others can be built."""
    path = project / "data" / "tickets.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    odd = "B,T-wrong,soon" + "," * (header.count(",") - 2)
    path.write_text("\n".join([header, *lines, odd]), encoding="utf-8")
    done = ingested(project, tmp_path / "store")
    assert done.return_value == 1
    assert 'failed B\n  data/tickets.csv, row 74, column "opened_at": "soon" is not a date and time' in done.stderr
    expected = gathered(project, tmp_path)
    found = gathered(project, tmp_path, store=str(tmp_path / "store"))
    assert found.failed == expected.failed
    assert [review.account.id for review in found.reviews] == ["A", "C"]
    assert list(json.loads(ingested(project, tmp_path / "store", "--json").output)["failed"]) == ["B"]


def test_what_concerns_all_stops_it(project: Path, tmp_path: Path) -> None:
    """Nothing is kept, and what was kept before stays."""
    assert ingested(project, tmp_path / "store").return_value == 0
    before = {path: path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file()}
    (project / "data" / "surveys.csv").unlink()
    done = ingested(project, tmp_path / "store")
    assert done.return_value == 2
    assert "data/surveys.csv: cannot be read" in done.stderr
    assert {path: path.read_bytes() for path in before} == before


def test_a_place_that_cannot_be_written_is_told(project: Path, tmp_path: Path) -> None:
    """A file may stand in its way."""
    (tmp_path / "store").write_text("mine", encoding="utf-8")
    done = ingested(project, tmp_path / "store")
    assert done.return_value == 2
    assert (tmp_path / "store").read_text(encoding="utf-8") == "mine"


def test_notes_on_the_data_are_told(project: Path, tmp_path: Path) -> None:
    """Rows of nobody do not stop it."""
    path = project / "data" / "outages.csv"
    header, first, *more = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, first.removeprefix("A"), *more]), encoding="utf-8")
    assert "belong to no account" in ingested(project, tmp_path / "store").stderr
    lines = ingested(project, tmp_path / "store", "--json").output.splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["note", "ingested"]


def test_an_account_that_nobody_knows_is_refused(project: Path, tmp_path: Path) -> None:
    """A build from a store says so as one from the sources does, and builds nothing."""
    store, out = tmp_path / "store", tmp_path / "out"
    assert ingested(project, store).return_value == 0
    asked = ("build", project, "--out", out, "--account", "A", "--account", "Bx")
    done = run(*asked, "--store", store)
    assert (done.exit_code, done.stderr) == (2, run(*asked).stderr)
    assert '"Bx" is not an account' in done.stderr
    assert not out.exists()


def test_a_worker_holds_nothing_that_is_noted_of_others(project: Path, tmp_path: Path) -> None:
    """Issues and what is for us only are read of its own accounts."""
    path = project / "data" / "surveys.csv"
    path.write_text(path.read_text("utf-8").replace("surveys comment", "well [internal]whisper[/internal]"), "utf-8")
    assert ingested(project, tmp_path / "store").return_value == 0
    found = gathered(project, tmp_path, accounts=("B",), store=str(tmp_path / "store")).tables
    assert {one.account for one in found.internal} == {"B"}
    assert {one.account for one in found.issues} <= {"B", None}


def test_a_store_that_is_made_anew_meanwhile_is_refused(project: Path, tmp_path: Path) -> None:
    """A shard is built from the store that the run began with, or not at all."""
    place = str(tmp_path / "store")
    assert ingested(project, place).return_value == 0
    asked = request(project, tmp_path / "out", store=place)
    found = stored.shards(stored.outline(asked), asked, place_of(tmp_path / "out"))
    edited = project / "data" / "surveys.csv"
    edited.write_text(edited.read_text("utf-8").replace("surveys comment", "another word"), "utf-8")
    assert ingested(project, place).return_value == 0
    with pytest.raises(InputError, match="was made anew while packs were built from it"):
        list(found[0].build())
