"""The sample project: between its accounts it shows all that reviewgen can tell, and CALDER's pack does all duties."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from page_reader import Element, Page, squeezed

from reviewgen.build import looks
from reviewgen.depth import Tailored
from reviewgen.findings import DETECTORS
from reviewgen.gather import Request, gather
from reviewgen.metrics import METRICS
from reviewgen.outputs import slug
from reviewgen.readiness import Look
from reviewgen.sections import SECTIONS, name_of, of_depth

PERIOD = "2026-10"
LARGEST = 4_000_000
INTERNAL = ("extract_stale",)


@pytest.fixture(scope="module")
def seen(project_root: Path) -> tuple[Mapping[str, Look], Mapping[str, Tailored]]:
    """Every account as checks see it, and the depth of its pack."""
    request = Request(project_root / "sample_data", datetime(2026, 11, 22, tzinfo=UTC), {})
    job = gather(request)
    assert not job.failed
    return looks(job, request), job.tailored


@pytest.fixture(scope="module")
def calder(sample_packs: Path) -> Page:
    """The page of the account with most to tell."""
    return Page((sample_packs / PERIOD / slug("CALDER") / "pack.html").read_text("utf-8"))


def section(page: Page, name: str) -> Element:
    """Return a section of a page."""
    return next(one for one in page.all("section") if one.attributes.get("id") == name)


def rows(page: Page, name: str) -> dict[str, list[str]]:
    """Return the rows of a section that are of a record, by its number: the text of each cell."""
    found: dict[str, list[str]] = {}
    for cell in page.all("th", "td"):
        row = cell.parent
        if row and row.attributes.get("data-record") and stands_in(cell, name):
            found.setdefault(row.attributes["data-record"], []).append(cell.text)
    return found


def stands_in(element: Element, name: str) -> bool:
    """Whether an element stands in a section."""
    while element.parent is not None:
        element = element.parent
        if element.tag == "section" and element.attributes.get("id") == name:
            return True
    return False


def accounts_of(look_by_name: Mapping[str, Look], detector: str) -> list[str]:
    """Return the accounts that a detector speaks of."""
    return [name for name, look in look_by_name.items() if any(one.detector == detector for one in look.findings)]


# All that there is


def test_every_detector_speaks_in_some_account(seen: tuple[Mapping[str, Look], Mapping[str, Tailored]]) -> None:
    """None of the registry is silent in all five."""
    told = {one.detector for look in seen[0].values() for one in look.findings}
    assert [one.__name__ for one in DETECTORS if one.__name__ not in told] == []


def test_findings_for_us_only_are_the_ones_we_know(seen: tuple[Mapping[str, Look], Mapping[str, Tailored]]) -> None:
    """What only the internal brief tells is a doubt about the data; all others stand in a customer's pack."""
    ours = {one.detector for look in seen[0].values() for one in look.findings if one.internal}
    assert ours == set(INTERNAL)


def test_every_metric_has_a_number_in_some_pack(sample_packs: Path) -> None:
    """figures.json of at least one account holds a number of October for each."""
    files = list((sample_packs / PERIOD).glob("*/figures.json"))
    figures = [one for file in files for one in json.loads(file.read_text("utf-8"))["figures"]]
    known = {one["metric"] for one in figures if one["period"] == PERIOD and one["value"] is not None}
    assert len(files) == 5
    assert [one.id for one in METRICS if one.id not in known] == []


def test_every_section_is_filled_in_some_pack(seen: tuple[Mapping[str, Look], Mapping[str, Tailored]]) -> None:
    """Each stands in the pack of an account that has something to show there."""
    filled = set[str]()
    for name, look in seen[0].items():
        shown = {name_of(one) for one in of_depth(seen[1][name].depth)}
        filled |= shown - {one.name for one in look.empty}
    assert [name_of(one) for one in SECTIONS if name_of(one) not in filled] == []


@pytest.mark.parametrize(
    ("detector", "accounts"),
    [
        ("no_breach", ["HOLLIN"]),
        ("stable", ["HOLLIN"]),
        ("signal_better", ["ELBMARK"]),
        ("back_within_limits", ["ELBMARK"]),
        ("budget_spent", ["ELBMARK"]),
        ("extract_stale", ["ELBMARK"]),
        ("signal_worse", ["CALDER"]),
        ("backlog_growing", ["CALDER"]),
        ("from_one_person", ["CALDER"]),
        ("green_outside_red_inside", ["TERN"]),
    ],
)
def test_findings_stand_where_the_stories_put_them(
    seen: tuple[Mapping[str, Look], Mapping[str, Tailored]], detector: str, accounts: list[str]
) -> None:
    """What README.md tells of an account is found there, and in no other."""
    assert accounts_of(seen[0], detector) == accounts


# The duties, in CALDER's pack


def test_the_value_is_understood(calder: Page) -> None:
    """An outcome in words, and hours and money, each with the assumption by which they were reckoned."""
    told = rows(calder, "value")
    assert any(cells[1].startswith("outcome") for cells in told.values())
    saved = [cells for cells in told.values() if cells[1].startswith("saving")]
    assert saved
    for _, _, amount, assumption in saved:
        assert " h" in amount
        assert "£" in amount
        assert "minutes" in assumption
        assert "GBP an hour" in assumption
    assert "By the assumptions stated below" in section(calder, "value").text


def test_concerns_are_seen_early(calder: Page) -> None:
    """Each row says what is seen and with how much likelihood, what it may lead to, what is proposed, and who cares."""
    (table,) = [one for one in calder.all("table") if stands_in(one, "concerns") and "What we propose" in one.text]
    heads = [one.text for one in calder.all("th") if one.inside("thead") and one.parent in _rows_of(calder, table)]
    assert heads == ["Concern", "What it may lead to", "What we propose", "Owner"]
    told = rows(calder, "concerns")
    evidence, impact, proposal, owner = told["CR-K11"]
    assert "raised on 17 September 2026" in evidence
    assert "Likelihood: high" in impact
    assert "eleven units leave late" in impact
    assert "two spare switches" in proposal
    assert owner == "Marta Nowak"
    assert "Response in time: 97.2%, lower than usual" in table.text
    assert "between 70 days and 77 days with 95% confidence" in table.text


def _rows_of(page: Page, table: Element) -> Collection[Element]:
    return [one for one in page.all("tr") if one.parent and one.parent.parent is table]


def test_a_major_incident_has_its_full_context(
    calder: Page, seen: tuple[Mapping[str, Look], Mapping[str, Tailored]]
) -> None:
    """Course, cause, why controls missed it, prevention with owner, day and state, and that the proof is to come."""
    (article,) = [one for one in calder.all("article") if one.attributes.get("data-record") == "MI-2026-10"]
    for words in (
        "17:50 Began: Gate controllers at Leeds Depot lose their addresses",
        "23:10 Restored: All eight gates open and close.",
        "Impact Six of eight gates stayed closed",
        "Cause The address server at Leeds ran out of free addresses",
        "Why our controls missed it The alarm for free addresses was set for the old, larger range.",
        "What was done Old reservations removed",
        "Why it will not happen again Alarm at 80 % of each range",
    ):
        assert squeezed(words) in squeezed(article.text)
    prevention = rows(calder, "majors")
    assert squeezed("".join(prevention["CR-083"][1:])) == squeezed("Ruth Hale 23 Oct 2026 done 23 Oct 2026")
    assert squeezed("".join(prevention["CR-085"][1:])) == squeezed("Marta Nowak 20 Nov 2026 open")
    assert "the proof needs the switch replacement" in section(calder, "majors").text
    assert accounts_of(seen[0], "major_without_context") == ["CALDER"]


def test_promises_are_kept_and_counted(calder: Page) -> None:
    """Those kept on their day, those overdue and those carried along, each with its owner."""
    (ours,) = [one.parent for one in calder.all("th") if one.text == "Ours" and stands_in(one, "promises")]
    assert [one.text for one in calder.all("td") if one.parent is ours][:2] == ["4", "100%"]
    told = rows(calder, "promises")
    assert "overdue" in " ".join(told["CR-066"])
    assert "re-dated 2 times" in " ".join(told["CR-078"])
    assert "carried twice" in " ".join(told["CR-078"])
    assert "on time" in " ".join(told["CR-083"])
    assert "Ruth Hale" in told["CR-083"]


def test_the_review_goes_on_from_the_last_one(calder: Page) -> None:
    """What was promised, raised and told in the issued review of September, and what has become of it."""
    assert "re-dated from 16 Oct 2026" in " ".join(rows(calder, "promises")["CR-078"])
    assert "new on the list" in " ".join(rows(calder, "promises")["CR-085"])
    concerns = " ".join(section(calder, "concerns").text.split())
    assert "Resolution in time, P1: 71.4% against a target of 90%" in concerns
    assert "still there: Resolution in time, P1: 42.9% against a target of 90%" in concerns
    agenda = " ".join(section(calder, "agenda").text.split())
    assert "Restated since the last review: September 2026" in agenda
    assert "Resolutionintime,P171.4%57.1%" in agenda.replace(" ", "")


# The files


def test_the_generator_writes_the_same_data_again(project_root: Path, tmp_path: Path) -> None:
    """data/ holds what generate.py makes, byte by byte; of packed files what is packed."""
    sample = project_root / "sample_data"
    shutil.copytree(sample / "making", tmp_path / "making", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(sample / "generate.py", tmp_path)
    subprocess.run([sys.executable, "-W", "error", "generate.py"], cwd=tmp_path, check=True)
    assert contents(tmp_path / "data") == contents(sample / "data")


def contents(folder: Path) -> dict[str, bytes]:
    """Return what the files of a folder hold."""
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    return {name: gzip.decompress(held) if name.endswith(".gz") else held for name, held in files.items()}


def test_the_sample_project_stays_small(project_root: Path) -> None:
    """It is part of the wheel. Copies of issued packs are counted by nobody."""
    ignored = ("__pycache__", ".mypy_cache", "out", "issued")
    files = [path for path in (project_root / "sample_data").rglob("*") if path.is_file()]
    kept = [path for path in files if not set(path.relative_to(project_root / "sample_data").parts) & set(ignored)]
    assert sum(path.stat().st_size for path in kept) < LARGEST
