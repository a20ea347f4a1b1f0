"""Packs are issued once, and the next review goes on from what they told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import small_project
from click.testing import CliRunner

from reviewgen.build import figures
from reviewgen.cli import commands
from reviewgen.errors import ConfigError, Issue
from reviewgen.gather import gather
from reviewgen.issued import Outcome, issue_packs, issued_spans, last_of
from reviewgen.model import Issued
from reviewgen.outputs import slug
from reviewgen.periods import Span, parse

FOLDER = slug("A")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose pack of September stands in out/."""
    folder = small_project.write(tmp_path, [small_project.account_file("A")], small_project.desk("A"))
    build(folder, "2026-09")
    return folder


def build(folder: Path, period: str) -> None:
    """Build the packs of a period."""
    results = small_project.built(folder, folder / "out", period=period, formats=("html",))
    assert {result.state for result in results.values()} == {"built"}


def issued(folder: Path, period: str | None = None) -> list[Outcome]:
    """Issue the packs of a period."""
    return list(issue_packs(folder, period, (), None))


def test_an_issued_pack_is_a_copy_of_what_the_customer_gets(project: Path) -> None:
    """Every file of the manifest, byte for byte, and nothing internal."""
    (outcome,) = issued(project, "2026-09")
    assert outcome.state == "issued"
    pack = small_project.files_of(project / "out" / "2026-09" / FOLDER)
    assert [name for name in pack if name.startswith("internal/")]
    customer = {name: data for name, data in pack.items() if not name.startswith("internal/")}
    assert small_project.files_of(project / "issued" / "2026-09" / FOLDER) == customer


def test_an_issued_pack_is_never_overwritten(project: Path) -> None:
    """The same pack again is told so; another one is refused, and what was issued stays."""
    issued(project, "2026-09")
    before = small_project.files_of(project / "issued")
    assert [one.state for one in issued(project, "2026-09")] == ["already"]
    account = small_project.account_file("A", decisions=[{"text": "Another one"}])
    small_project.write(project, [account], small_project.desk("A"))
    build(project, "2026-09")
    (outcome,) = issued(project, "2026-09")
    assert outcome.state == "refused"
    assert "was issued already" in str(outcome.issue)
    assert small_project.files_of(project / "issued") == before


def test_a_pack_that_was_changed_by_hand_is_not_issued(project: Path) -> None:
    """What is frozen is what was made."""
    page = project / "out" / "2026-09" / FOLDER / "pack.html"
    page.write_text("mended by hand", "utf-8")
    (outcome,) = issued(project, "2026-09")
    assert outcome.state == "refused"
    assert "has been changed since it was made (pack.html)" in str(outcome.issue)
    assert not (project / "issued").exists()


def test_without_a_period_the_latest_packs_are_issued(project: Path) -> None:
    """September before October, whichever was built last."""
    build(project, "2026-10")
    build(project, "2026-08")
    assert [one.period for one in issued(project)] == ["2026-10"]


def test_there_must_be_a_pack_to_issue(project: Path) -> None:
    """A period or an account without one is named."""
    with pytest.raises(ConfigError, match="holds no pack"):
        issued(project, "2026-07")
    with pytest.raises(ConfigError, match='of the account "B"'):
        list(issue_packs(project, "2026-09", ("B",), None))


def last_issued(root: Path, account: str, span: Span) -> tuple[Issued | None, tuple[Issue, ...]]:
    """What is read of the last pack of an account that was issued before a span."""
    return last_of(root, account, span, tuple(issued_spans(root)))


def test_the_next_review_reads_the_last_issued_pack(project: Path) -> None:
    """The latest one before its own period: not its own, not a later one."""
    issued(project, "2026-09")
    build(project, "2026-10")
    issued(project, "2026-10")
    root = project / "issued"
    last, issues = last_issued(root, "A", parse("2026-10"))
    assert (last and last.period, issues) == ("2026-09", ())
    assert last_issued(root, "A", parse("2026-09")) == (None, ())
    assert last_issued(root, "B", parse("2026-10")) == (None, ())


def test_it_knows_the_promises_concerns_and_figures_of_then(project: Path) -> None:
    """What was open, what was raised, and the numbers of September."""
    issued(project, "2026-09")
    last, _ = last_issued(project / "issued", "A", parse("2026-10"))
    assert last is not None
    assert {one.title for one in last.promises} == {"actions title"}
    assert {one.id for one in last.promises} == {"A1actions id", "A2actions id", "A3actions id"}
    told = json.loads((project / "out" / "2026-09" / FOLDER / "figures.json").read_text("utf-8"))
    opened = next(
        one["value"]
        for one in told["figures"]
        if (one["metric"], one["period"], one["dimensions"]) == ("tickets.opened", "2026-09", {})
    )
    assert last.figures["tickets.opened", ()] == opened


def test_figures_that_were_corrected_since_are_marked_as_restated(project: Path) -> None:
    """The old value stands beside the new one, in figures.json too; what is the same is not marked."""
    issued(project, "2026-09")
    data = small_project.desk("A")
    data["tickets"] = [row for row in data["tickets"] if row["opened_at"][:10] != "2026-09-04"]
    small_project.write(project, [small_project.account_file("A")], data)
    found = figures(gather(small_project.request(project, project / "out")))["A"]
    opened, majors = found.get("tickets.opened", "2026-09"), found.get("majors.count", "2026-09")
    assert opened.told == (opened.number or 0) + 1
    assert majors.told is None
    entry = next(
        one
        for one in found.as_json()["figures"]
        if (one["metric"], one["period"], one["dimensions"]) == ("tickets.opened", "2026-09", {})
    )
    assert entry["told"] == opened.told


def test_an_issued_pack_of_another_account_is_not_read(project: Path) -> None:
    """A folder that was moved by hand tells no other customer's figures."""
    issued(project, "2026-09")
    folder = project / "issued" / "2026-09" / FOLDER
    folder.rename(folder.with_name(slug("B")))
    last, (odd,) = last_issued(project / "issued", "B", parse("2026-10"))
    assert last is None
    assert "is another account's" in str(odd)


def test_an_issued_pack_that_was_changed_is_not_read(project: Path) -> None:
    """The review goes on without it, and the run says so; no customer reads of it."""
    issued(project, "2026-09")
    record = project / "issued" / "2026-09" / FOLDER / "record.json"
    record.write_bytes(record.read_bytes().replace(b"Under", b"Above").replace(b"A1", b"A9"))
    job = gather(small_project.request(project, project / "out"))
    assert job.issued == {"A": None}
    (notice,) = (str(one) for one in job.notices if one.code == "issued")
    assert "issued/2026-09/" in notice
    assert not [one for one in job.tables.issues_of("A") if one.code == "issued"]


def test_the_command_issues_and_refuses(project: Path) -> None:
    """Exit 0 while all is well, 1 where a pack is refused, 2 where there is none."""
    run = CliRunner()
    done = run.invoke(commands, ["issue", str(project), "--period", "2026-09"], standalone_mode=False)
    assert (done.return_value, done.stdout.startswith("issued A, 2026-09: ")) == (0, True)
    account = small_project.account_file("A", decisions=[])
    small_project.write(project, [account], small_project.desk("A"))
    build(project, "2026-09")
    refused = run.invoke(commands, ["issue", str(project), "--json"], standalone_mode=False)
    assert refused.return_value == 1
    assert json.loads(refused.output)["event"] == "refused"
    absent = run.invoke(commands, ["issue", str(project), "--period", "2026-01"])
    assert absent.exit_code == 2


def test_issuing_a_draft_is_told(project: Path) -> None:
    """The pages of a draft say so, and freezing it warns; a pack that was built to go out does neither."""
    page = (project / "out" / "2026-09" / FOLDER / "pack.html").read_text("utf-8")
    (drafted,) = issued(project, "2026-09")
    assert drafted.issue is not None
    assert (drafted.state, drafted.issue.code) == ("issued", "issue.draft")
    results = small_project.built(project, project / "out", period="2026-08", formats=("html",), status="issued")
    assert {result.state for result in results.values()} == {"built"}
    (final,) = issued(project, "2026-08")
    assert (final.state, final.issue) == ("issued", None)
    foot = (project / "issued" / "2026-08" / FOLDER / "pack.html").read_text("utf-8")
    assert r"Draft" in page
    assert r"Draft" not in foot
