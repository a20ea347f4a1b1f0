"""The whole job: what it delivers, that it repeats to the byte, and that no account touches another."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdf
import pytest
import small_project
from small_project import account_file, built, desk, files_of, folder_of, rows, together, write

from reviewgen import plan
from reviewgen.issued import issue_packs
from reviewgen.outputs import STATE, slug
from reviewgen.records import LISTED, TABLES, table
from reviewgen.sections import voice

ACCOUNTS = ("BRIGHT", "CALDER", "ELBMARK", "HOLLIN", "TERN")
INTERNAL = {f"internal/{name}" for name in ("brief.html", "brief.pdf", "remarks.csv")}
PAGES = {"pack.html", "pack.pdf", "figures.json", "record.json", "manifest.json"}
FILES = PAGES | INTERNAL | {f"data/{name}.csv" for name in ("rows", "tickets", "clocks")}
OVER_ALL = {"index.html", "portfolio.html", "portfolio.pdf", "portfolio.json", "run.json"}
RECORDS = {f"data/{one.name}.csv" for one in LISTED if one.name != "tickets"}
FIGURE_KEYS = ["metric", "period", "dimensions", "value", "missing", "n", "unit", "target", "status", "told"]
# Shares that may pass a whole: what was spent beside what was given.
BEYOND = {"availability.budget_used", "capacity.used", "contract.used", "contract.projected", "projects.budget_used"}


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "reviewgen", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def sample_pack(sample_packs: Path, account: str) -> Path:
    """Return the folder of a sample account's pack."""
    return sample_packs / "2026-10" / slug(account)


def manifest(pack: Path) -> dict[str, Any]:
    """Return a pack's manifest."""
    found: dict[str, Any] = json.loads((pack / "manifest.json").read_bytes())
    return found


def customers(pack: Path) -> dict[str, bytes]:
    """Return the files of a pack that the customer gets, by name."""
    return {name: data for name, data in files_of(pack).items() if name not in INTERNAL}


def two(folder: Path, **changes: Any) -> Path:
    """Write a project with the accounts A and B."""
    return write(folder, [account_file("A"), account_file("B")], together(desk("A"), desk("B")), **changes)


# What is delivered


def test_every_sample_account_has_all_its_files(sample_packs: Path) -> None:
    """A period's folder holds the pages over all accounts and a whole pack of each, and no more."""
    found = {name for name in files_of(sample_packs) if not name.startswith(STATE)}
    least = {f"2026-10/{slug(account)}/{name}" for account in ACCOUNTS for name in FILES}
    least |= {f"2026-10/{name}" for name in OVER_ALL}
    more = {f"2026-10/{slug(account)}/{name}" for account in ACCOUNTS for name in RECORDS}
    assert found - more == least


def test_tables_without_rows_have_no_file(sample_packs: Path) -> None:
    """A file of records has at least one; an account without outages has no file of them."""
    found = {account: set(files_of(sample_pack(sample_packs, account))) & RECORDS for account in ACCOUNTS}
    assert found["CALDER"] == RECORDS
    assert "data/outages.csv" not in found["BRIGHT"]
    assert "data/majors.csv" not in found["BRIGHT"]
    assert all(len(records_in(sample_packs, account, name)) > 0 for account, names in found.items() for name in names)


def records_in(sample_packs: Path, account: str, name: str) -> list[dict[str, str]]:
    """Return the records of a CSV file of a sample pack."""
    text = (sample_pack(sample_packs, account) / name).read_bytes().decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("account", ["BRIGHT", "CALDER"])
def test_rows_behind_figures_count_for_their_n(sample_packs: Path, account: str) -> None:
    """What rows.csv says that the rows of a figure count for is, added up, the n that figures.json gives it.

    Rows that a line is drawn through count for their day, so their number is n; incidents per change are not the
    changes that its n counts.
    """
    counted: dict[tuple[str, ...], float] = {}
    for row in records_in(sample_packs, account, "data/rows.csv"):
        key = (row["metric"], row["period"], row["dimensions"])
        lines = row["metric"].startswith("capacity.days_left")
        counted[key] = counted.get(key, 0) + (1 if lines else float(row["counts"]))
    found = json.loads((sample_pack(sample_packs, account) / "figures.json").read_bytes())["figures"]
    sizes: dict[tuple[str, ...], int] = {
        (one["metric"], one["period"], "; ".join("=".join(part) for part in one["dimensions"].items())): one["n"]
        for one in found
    }
    assert len(counted) > 15
    assert {key: n for key, n in counted.items() if sizes[key] != round(n) and key[0] != "changes.caused"} == {}


def test_every_ticket_has_both_its_clocks(sample_packs: Path) -> None:
    """clocks.csv has a response and a resolution for each ticket of tickets.csv, with the same outcome."""
    tickets = {row["id"]: row for row in records_in(sample_packs, "CALDER", "data/tickets.csv")}
    clocks = records_in(sample_packs, "CALDER", "data/clocks.csv")
    assert [row["ticket"] for row in clocks] == [name for name in tickets for _ in range(2)]
    assert all(tickets[row["ticket"]][f"{row['clock']}_outcome"] == row["outcome"] for row in clocks)


def test_a_page_carries_the_rows_behind_its_figures(sample_packs: Path) -> None:
    """Each row that is behind a figure of few rows stands in the page by its id."""
    page = (sample_pack(sample_packs, "CALDER") / "pack.html").read_text("utf-8")
    outages = {row["id"] for row in records_in(sample_packs, "CALDER", "data/rows.csv") if row["table"] == "outages"}
    assert outages
    assert [name for name in outages if name not in page] == []


def test_the_index_leads_to_every_pack(sample_packs: Path) -> None:
    """Each account stands in the index with links to its HTML and PDF, the portfolio too; each leads to a file."""
    from page_reader import Page

    page = Page((sample_packs / "2026-10" / "index.html").read_text("utf-8"))
    targets = [link.attributes["href"] for link in page.all("a")]
    packs = [f"{slug(one)}/pack.{kind}" for one in ACCOUNTS for kind in ("html", "pdf")]
    assert sorted(targets) == sorted([*packs, "portfolio.html"])
    assert all((sample_packs / "2026-10" / target).is_file() for target in targets)
    assert all(account in page.text for account in ACCOUNTS)


@pytest.mark.parametrize("account", ACCOUNTS)
def test_digests_of_the_manifest_are_those_of_the_files(sample_packs: Path, account: str) -> None:
    """The manifest lists every other file that the customer gets with its size and digest, and nothing internal."""
    pack = sample_pack(sample_packs, account)
    written = {one["file"]: (one["bytes"], one["sha256"]) for one in manifest(pack)["outputs"]}
    files = customers(pack)
    del files["manifest.json"]
    assert written == {name: (len(data), hashlib.sha256(data).hexdigest()) for name, data in files.items()}


def test_a_manifest_says_what_went_in_and_with_what(sample_packs: Path) -> None:
    """Inputs, configuration, versions, engine, profile and issues are on record."""
    found = manifest(sample_pack(sample_packs, "CALDER"))
    assert found["account"] == {"id": "CALDER", "name": "Calder Rail"}
    assert found["verdict"]["word"]
    assert {one["table"] for one in found["inputs"]} == {one.name for one in TABLES}
    assert all(len(one["sha256"]) == 64 and one["rows"] > 0 for one in found["inputs"])
    assert len(found["configuration_sha256"]) == 64
    assert {"reviewgen", "python", "holidays"} <= set(found["versions"])
    assert all(isinstance(issue, str) for issue in found["issues"])


def test_the_profile_chooses_the_engine(sample_packs: Path) -> None:
    """The account that asks for the archive profile gets weasyprint, the others plutoprint."""
    engines = {one: manifest(sample_pack(sample_packs, one))["engine"].split()[0] for one in ACCOUNTS}
    assert engines == {one: "weasyprint" if one == "ELBMARK" else "plutoprint" for one in ACCOUNTS}
    assert manifest(sample_pack(sample_packs, "ELBMARK"))["profile"] == "archive"


def test_the_archive_carries_the_data(sample_packs: Path) -> None:
    """Figures, their rows, tickets and clocks in an archive PDF are byte for byte those beside it."""
    pack = sample_pack(sample_packs, "ELBMARK")
    attached = pypdf.PdfReader(pack / "pack.pdf").attachments
    assert attached["figures.json"] == [(pack / "figures.json").read_bytes()]
    for name in ("tickets.csv", "clocks.csv", "rows.csv"):
        assert attached[name] == [(pack / "data" / name).read_bytes()]


@pytest.mark.parametrize("account", ["BRIGHT", "ELBMARK"])
def test_figures_are_those_of_the_command_line(sample_packs: Path, project_root: Path, account: str) -> None:
    """figures.json is the very object that `reviewgen figures --format json` prints, by contract."""
    printed = run("figures", "sample_data", "--account", account, "--format", "json", cwd=project_root)
    found = json.loads((sample_pack(sample_packs, account) / "figures.json").read_bytes())
    assert json.loads(printed.stdout) == found
    assert list(found) == ["account", "period", "as_of", "figures"]
    assert [list(figure) for figure in found["figures"]] == [FIGURE_KEYS] * len(found["figures"])
    assert all((figure["value"] is None) == bool(figure["missing"]) for figure in found["figures"])
    shares = [one for one in found["figures"] if one["unit"] == "%" and one["metric"] not in BEYOND]
    assert [one for one in shares if one["value"] and not 0 <= one["value"] <= 100] == []


def test_run_json_accounts_for_every_row(sample_packs: Path) -> None:
    """The record of the run says what became of each row of each file, and of each account."""
    found = json.loads((sample_packs / "2026-10" / "run.json").read_bytes())
    read: dict[str, int] = {}
    for file in found["inputs"]:
        read[file["table"]] = read.get(file["table"], 0) + file["rows"]
    assert {name: sum(outcomes.values()) for name, outcomes in found["rows"].items()} == read
    assert [(one["id"], one["state"]) for one in found["accounts"]] == [(one, "built") for one in ACCOUNTS]


def test_one_format_alone_makes_one_file_alone(tmp_path: Path) -> None:
    """With html only there is no PDF, and the index links to none."""
    built(two(tmp_path), tmp_path / "out", formats=("html",))
    assert {path.name for path in (tmp_path / "out").rglob("pack.*")} == {"pack.html"}
    assert "pack.pdf" not in (tmp_path / "out" / "2026-10" / "index.html").read_text("utf-8")


def test_the_profile_asked_for_wins(tmp_path: Path) -> None:
    """A profile given on the command line holds for an account whose file says otherwise."""
    project = write(tmp_path, [account_file("A", profile="standard")], {"tickets": rows("A")["tickets"]})
    result = built(project, tmp_path / "out", profile="archive", formats=("pdf",))["A"]
    assert result.engine.startswith("weasyprint ")
    assert manifest(folder_of(result))["profile"] == "archive"


# What people wrote

OFFICE = {"zone": "Europe/London", "hours": {"mon-fri": "08:00-18:00"}}
GOLD = {"id": "gold", "versions": [{"calendar": "office", "targets": [{"resolution_hours": 8}]}]}


def digests(folder: Path, policy: dict[str, Any], **calendars: Any) -> dict[str, str]:
    """Return the digest of the configuration of A, which follows a policy, and of B, which does not."""
    accounts = [account_file("A", policy="gold", targets={}), account_file("B")]
    project = write(folder, accounts, together(desk("A"), desk("B")), calendars=calendars)
    (project / "policies").mkdir()
    (project / "policies" / "gold.yaml").write_text(small_project.as_yaml(policy), "utf-8")
    results = built(project, folder / "out", formats=("html",), audiences=("customer",))
    return {name: manifest(folder_of(result))["configuration_sha256"] for name, result in results.items()}


def test_the_digest_of_the_configuration_covers_policy_and_calendar(tmp_path: Path) -> None:
    """Other hours or another promise change it for the account that follows them, and for no other."""
    before = digests(tmp_path / "before", GOLD, office=OFFICE)
    promise = GOLD | {"versions": [{"calendar": "office", "targets": [{"resolution_hours": 9}]}]}
    closed = OFFICE | {"closed": ["2026-10-07"]}
    for number, after in enumerate(
        (digests(tmp_path / "promise", promise, office=OFFICE), digests(tmp_path / "closed", GOLD, office=closed))
    ):
        assert (after["A"] == before["A"], after["B"] == before["B"]) == (False, True), number


def test_the_digest_of_the_configuration_leaves_out_what_others_follow(tmp_path: Path) -> None:
    """A calendar that no promise of the account names changes nothing."""
    before = digests(tmp_path / "before", GOLD, office=OFFICE)
    assert digests(tmp_path / "after", GOLD, office=OFFICE, other=OFFICE) == before


# The tickets as data


def test_formulas_are_defused_and_numbers_are_not(tmp_path: Path) -> None:
    """A text cell that a spreadsheet would run begins with an apostrophe; all else reads back as it was."""
    texts = ["=HYPERLINK(1)", "+1", "-1+1", "@SUM", 'say "hi", twice\nand again', "plain", "1-1", "'quoted"]
    found = rows("A")["tickets"]
    october = [row for row in found if row["opened_at"].startswith("2026-10")]
    for row, text in zip(october, texts, strict=False):
        row["title"] = text
    project = write(tmp_path, [account_file("A")], {"tickets": found})
    data = (folder_of(built(project, tmp_path / "out")["A"]) / "data" / "tickets.csv").read_bytes()
    read = {row["id"]: row for row in csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""))}
    shown = [read[row["id"]]["title"] for row in october[: len(texts)]]
    assert shown == [f"'{text}" if text[0] in "=+-@" else text for text in texts]
    assert {row["hold_hours"] for row in read.values()} == {"0.5"}


def test_exported_tickets_read_back_to_the_same_figures(tmp_path: Path) -> None:
    """data/tickets.csv fed back as a source, our own columns, gives the period's figures again."""
    project = write(tmp_path / "one", [account_file("A", notes={})], {"tickets": rows("A")["tickets"]})
    pack = folder_of(built(project, tmp_path / "one" / "out", formats=("html",))["A"])
    again = write(tmp_path / "two", [account_file("A", notes={})], {"tickets": []})
    columns = {name: name for name in table("tickets").names if name not in ("account", "internal", "internal_note")}
    source = {
        "table": "tickets",
        "files": "data/tickets.csv",
        "mapping": {"columns": {"account": {"constant": "A"}, **columns}},
    }
    (again / "reviewgen.yaml").write_text(
        small_project.as_yaml(small_project.project_file((), sources=[source])), "utf-8"
    )
    shutil.copy(pack / "data" / "tickets.csv", again / "data" / "tickets.csv")
    repeated = folder_of(built(again, tmp_path / "two" / "out", formats=("html",))["A"])
    assert period_figures(repeated) == period_figures(pack)


def period_figures(pack: Path) -> dict[str, Any]:
    """Return the figures of the period that the period's own tickets decide."""
    found = json.loads((pack / "figures.json").read_bytes())
    return {
        f"{one['metric']} {one['dimensions']}": (one["value"], one["n"])
        for one in found["figures"]
        if one["period"] == found["period"] and one["n"] and not one["metric"].startswith("data.")
    }


# The same inputs give the same bytes


def compare(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the names of files that differ or that only one side has."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def test_shuffled_rows_give_the_same_pack_to_the_byte(tmp_path: Path) -> None:
    """Without anything odd to quote, even PDF and manifest are the same bytes: digests do not depend on order.

    The brief says the same in the same order, and names other rows of the files.
    """
    data = together(desk("A"), desk("B"))
    first = built(two(tmp_path / "one"), tmp_path / "one" / "out")
    mixed = {name: random.Random(3).sample(found, len(found)) for name, found in data.items()}
    project = write(tmp_path / "two", [account_file("B"), account_file("A")], mixed)
    second = built(project, tmp_path / "two" / "out")
    for account in first:
        one, other = folder_of(first[account]), folder_of(second[account])
        assert compare(customers(one), customers(other)) == []
        assert brief_of(one) == brief_of(other)


def brief_of(pack: Path) -> str:
    """Return the internal brief, without the files and rows in which things stand."""
    return re.sub(r"account-\d\.yaml|row \d+", "", (pack / "internal" / "brief.html").read_text("utf-8"))


def test_a_pack_built_alone_is_the_same(tmp_path: Path) -> None:
    """Building one account of several gives the very files that building all gives."""
    project = two(tmp_path)
    together_, alone = built(project, tmp_path / "all"), built(project, tmp_path / "one", accounts=("B",))
    assert list(alone) == ["B"]
    assert compare(files_of(folder_of(together_["B"])), files_of(folder_of(alone["B"]))) == []


# What fails costs itself alone


def contradict(project: Path, account: str) -> None:
    """Give a ticket of the account a second row with another title."""
    extra = rows(account)["tickets"][0] | {"title": "another title"}
    with (project / "data" / "tickets.csv").open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, table("tickets").names, restval="").writerow(extra)


def test_the_earlier_pack_of_a_failing_account_stands(tmp_path: Path) -> None:
    """It keeps every byte, the others are delivered, the exit code is 1, and the index says what happened."""
    project = two(tmp_path / "p")
    before = files_of(folder_of(built(project, tmp_path / "out")["A"]))
    contradict(project, "A")
    done = run("build", str(project), "--out", str(tmp_path / "out"), cwd=tmp_path)
    page = (tmp_path / "out" / "2026-10" / "index.html").read_text("utf-8")
    assert done.returncode == 1
    assert "failed A" in done.stderr
    assert "up to date B" in done.stdout
    assert files_of(tmp_path / "out" / "2026-10" / slug("A")) == before
    assert "Failed; the earlier pack stands" in page
    assert page.count("1 failed in the last run") == 1
    record = json.loads((tmp_path / "out" / "2026-10" / "run.json").read_bytes())
    assert {one["id"]: one["state"] for one in record["accounts"]} == {"A": "failed", "B": "built"}


def test_the_index_lists_an_account_that_never_had_a_pack(tmp_path: Path) -> None:
    """An account that failed from the start stands in the index with the reason and no link."""
    project = two(tmp_path / "p")
    contradict(project, "A")
    built(project, tmp_path / "out", formats=("html",))
    page = (tmp_path / "out" / "2026-10" / "index.html").read_text("utf-8")
    assert "with other values" in page
    assert slug("A") not in page
    assert f"{slug('B')}/pack.html" in page


def test_an_error_in_one_section_costs_one_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a section does to one account, the next account gets its pack."""
    whole = voice.build

    def stumble(inputs: Any) -> Any:
        if inputs.account.id == "A":
            raise ZeroDivisionError("a surprise")
        return whole(inputs)

    monkeypatch.setattr(voice, "build", stumble)
    results = built(two(tmp_path), tmp_path / "out", formats=("html",))
    assert {account: result.state for account, result in results.items()} == {"A": "failed", "B": "built"}
    assert "ZeroDivisionError: a surprise" in str(results["A"].issues[0])


def test_an_engine_that_fails_on_one_account_costs_one_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no engine can make one account's PDF, nothing of that pack is written and the others are."""
    from reviewgen import pdf
    from reviewgen.errors import EngineError, Issue

    render = pdf.render

    def stumble(document: pdf.Document, profile: Any) -> pdf.Rendered:
        if "B name" in document.title:
            raise EngineError([Issue(code="pdf.engine", problem="cannot make this")])
        return render(document, profile)

    monkeypatch.setattr(pdf, "render", stumble)
    accounts = [account_file("A", name="A name"), account_file("B", name="B name")]
    results = built(write(tmp_path, accounts, together(desk("A"), desk("B"))), tmp_path / "out")
    assert [results[account].state for account in "AB"] == ["built", "failed"]
    assert not (tmp_path / "out" / "2026-10" / slug("B")).exists()


def test_a_full_disk_leaves_the_earlier_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without room for the new pack the account fails, says so, and the old one keeps every byte."""
    from reviewgen.errors import Issue, OutputError
    from reviewgen.outputs import Folder

    project = two(tmp_path / "p")
    before = files_of(folder_of(built(project, tmp_path / "out", formats=("html",))["A"]))

    def full(folder: Folder, name: str, files: Any, *, ours: Any = None) -> None:
        raise OutputError([Issue(code="output", problem="cannot be written: no space left on the disk")])

    monkeypatch.setattr(Folder, "write_pack", full)
    result = built(project, tmp_path / "out", formats=("html",), force=True)["A"]
    assert (result.state, "no space left" in str(result.issues[0])) == ("failed", True)
    assert files_of(tmp_path / "out" / "2026-10" / slug("A")) == before


def test_a_build_touches_no_issued_pack(tmp_path: Path) -> None:
    """What was given to customers stays, with the folders around it, whether packs are built or fail."""
    project = two(tmp_path / "p")
    built(project, project / "out", period="2026-09", formats=("html",), depth="brief")
    assert [one.state for one in issue_packs(project, "2026-09", (), None)] == ["issued", "issued"]
    before = files_of(project / "issued")
    contradict(project, "A")
    results = [built(project, project / "out", period=period, formats=("html",)) for period in ("2026-09", "2026-10")]
    assert [{name: one.state for name, one in found.items()} for found in results] == [
        {"A": "failed", "B": "built"}
    ] * 2
    assert files_of(project / "issued") == before


def test_accounts_of_different_cadence_land_in_their_periods(tmp_path: Path) -> None:
    """A monthly and a quarterly account are each built for their own last period, with an index each."""
    accounts = [account_file("A"), account_file("B", cadence="quarterly")]
    results = built(write(tmp_path, accounts, together(desk("A"), desk("B"))), tmp_path / "out", formats=("html",))
    assert [results[account].period for account in "AB"] == ["2026-10", "2026-Q3"]
    for period, account in (("2026-10", "A"), ("2026-Q3", "B")):
        page = (tmp_path / "out" / period / "index.html").read_text("utf-8")
        assert [one for one in "AB" if slug(one) in page] == [account]


def test_an_account_with_a_source_of_its_own_changes_no_manifest(tmp_path: Path) -> None:
    """Even the manifest of a pack stays the same when another account brings its own source."""
    one = two(tmp_path / "one")
    other = Path(shutil.copytree(one, tmp_path / "other"))
    settings = (other / "reviewgen.yaml").read_text("utf-8")
    columns = "{account: {constant: C}, id: id, opened_at: at}"
    source = f"sources:\n  - table: tickets\n    files: extra.csv\n    mapping: {{columns: {columns}}}\n"
    (other / "reviewgen.yaml").write_text(settings.replace("sources:\n", source), "utf-8")
    (other / "extra.csv").write_text("id,at\nX1,2026-10-02 08:00\n", "utf-8")
    before, after = built(one, tmp_path / "a"), built(other, tmp_path / "b")
    assert compare(files_of(folder_of(before["A"])), files_of(folder_of(after["A"]))) == []


def test_a_period_that_has_not_begun_is_refused(project_root: Path, tmp_path: Path) -> None:
    """There are no figures of the future: exit 2 says so, and writes nothing."""
    said = run("build", "sample_data", "--period", "2027-03", "--out", str(tmp_path / "out"), cwd=project_root)
    assert said.returncode == 2
    assert '"2027-03" has not begun' in said.stderr
    assert not (tmp_path / "out").exists()


def test_a_strange_manifest_does_not_stop_the_index(tmp_path: Path) -> None:
    """A manifest of another shape in the period's folder is no pack of ours: the index is made without it."""
    (tmp_path / "out" / "2026-10" / "stranger").mkdir(parents=True)
    (tmp_path / "out" / "2026-10" / "stranger" / "manifest.json").write_text('{"hello": 1}', "utf-8")
    built(two(tmp_path / "one"), tmp_path / "out")
    assert "stranger" not in (tmp_path / "out" / "2026-10" / "index.html").read_text("utf-8")


@pytest.mark.parametrize("fault", [ValueError("boom"), MemoryError()])
def test_an_account_that_cannot_be_computed_fails_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    """Accounts of its shard are computed without it; the reason is told, with the traceback where it is ours."""
    from reviewgen import metrics, shards

    real = metrics.compute

    def compute(shard: Any, reviews: Any, *more: Any) -> Any:
        if any(review.account.id == "B" for review in reviews):
            raise fault
        return real(shard, reviews, *more)

    monkeypatch.setattr(shards, "compute", compute)
    monkeypatch.setattr(plan, "FEWEST", 1)
    data = together(*(desk(name) for name in "ABC"))
    folder = write(tmp_path, [account_file(name) for name in "ABC"], data)
    results = built(folder, tmp_path / "out", formats=("html",))
    assert {name: result.state for name, result in results.items()} == {"A": "built", "B": "failed", "C": "built"}
    (issue,) = results["B"].issues
    assert issue.code == ("internal" if isinstance(fault, ValueError) else "worker.memory")
    assert ("boom" in results["B"].traceback) == isinstance(fault, ValueError)


def test_the_next_plan_knows_of_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack whose last build failed is told from one that was never built."""
    from reviewgen import shards

    folder = write(tmp_path, [account_file("A")], desk("A"))
    built(folder, tmp_path / "out", formats=("html",))
    with monkeypatch.context() as patched:
        patched.setattr(shards, "deliver", lambda *_: 1 / 0)
        assert built(folder, tmp_path / "out", formats=("html",), force=True)["A"].state == "failed"
    assert built(folder, tmp_path / "out", formats=("html",))["A"].why == plan.CUT_OFF
