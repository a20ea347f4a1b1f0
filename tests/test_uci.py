"""A real audit log of 24,918 incidents: every published figure of it, and others computed a second time."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from page_reader import Element, Page
from pypdf import PdfReader

from reviewgen import tables
from reviewgen.build import build, figures
from reviewgen.gather import Job, Request, gather
from reviewgen.metrics import Figures
from reviewgen.model import Depth
from reviewgen.sections import TITLES, name_of, of_depth

REALDATA = os.environ.get("REVIEWGEN_REALDATA")
pytestmark = pytest.mark.skipif(not REALDATA, reason="REVIEWGEN_REALDATA is not set")
PROJECTS = Path(__file__).parent / "projects"
NOW = datetime(2017, 3, 1, tzinfo=UTC)
ALL = "2016-02-01..2017-02-28"
TICKETS_ALONE = {"summary", "agenda", "value", "service_levels", "workload", "concerns", "decisions"}
APPENDED = {"tickets", "clocks", "definitions", "data_notes"}
Shown = dict[tuple[str, str, tuple[tuple[str, str], ...]], dict[str, Any]]


@pytest.fixture(scope="module")
def shown() -> Shown:
    """What `reviewgen figures` prints for Location 204 in April 2016."""
    place = ["tests/projects/uci", "--account", "Location 204", "--period", "2016-04", "--format", "json"]
    command = [sys.executable, "-m", "reviewgen", "figures", *place]
    done = subprocess.run(command, cwd=PROJECTS.parent.parent, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)["figures"]
    return {(one["metric"], one["period"], tuple(one["dimensions"].items())): one for one in found}


@pytest.fixture(scope="module")
def locations() -> Job:
    """The log as it lies there: every location an account."""
    return gather(Request(PROJECTS / "uci", NOW, os.environ, period="2017-01"))


@pytest.fixture(scope="module")
def whole() -> Mapping[str, Figures]:
    """The log as one customer over its whole time."""
    return figures(gather(Request(PROJECTS / "uci-all", NOW, os.environ, period=ALL)))


@pytest.fixture(scope="module")
def log() -> pd.DataFrame:
    """The last row of each incident, read with nothing but pandas."""
    path = Path(REALDATA or "") / "uci" / "incident_event_log.zip"
    rows = pd.read_csv(path, dtype=str, na_values=["?"], keep_default_na=False)
    last = rows.drop_duplicates("number", keep="last").copy()
    for name in ("opened_at", "resolved_at", "closed_at"):
        last[name] = pd.to_datetime(last[name], format="%d/%m/%Y %H:%M")
    return last


@pytest.mark.parametrize(
    ("metric", "dimension", "value"),
    [
        ("tickets.opened", "", 1878),
        ("tickets.opened", "P1", 20),
        ("tickets.opened", "P2", 16),
        ("tickets.opened", "P3", 1815),
        ("tickets.opened", "P4", 27),
        ("tickets.resolved", "", 1847),
        ("tickets.closed", "", 1999),
        ("tickets.backlog", "", 330),
        ("tickets.reopened", "", 18),
        ("sla.resolution.tool", "", 73.1456),
        ("time.resolve.median", "", 5.9),
        ("time.resolve.median", "P1", 67.85),
        ("time.resolve.median", "P2", 38.4333),
        ("time.resolve.median", "P3", 5.2583),
        ("time.resolve.median", "P4", 10.95),
    ],
)
def test_a_published_figure_of_location_204_is_reproduced(
    shown: Shown, metric: str, dimension: str, value: float
) -> None:
    """The command prints the published figure of April 2016, to the last digit shown."""
    dimensions = (("priority", dimension),) if dimension else ()
    assert round(shown[metric, "2016-04", dimensions]["value"], 4) == value


@pytest.mark.parametrize(
    ("priority", "met", "n"), [("", 1351, 1847), ("P1", 0, 19), ("P2", 0, 14), ("P3", 1321, 1778), ("P4", 30, 36)]
)
def test_the_verdicts_for_location_204_are_reproduced(shown: Shown, priority: str, met: int, n: int) -> None:
    """The tool's word on the incidents resolved in the month stands beside our clocks, for every priority."""
    dimensions = (("priority", priority),) if priority else ()
    attainment = shown["sla.resolution.tool", "2016-04", dimensions]
    assert (attainment["value"], attainment["n"]) == (100 * met / n, n)


def test_the_top_categories_of_location_204_are_reproduced(shown: Shown) -> None:
    """The three largest categories of tickets opened are the published ones."""
    counted = {
        dimensions[0][1]: one["value"]
        for (metric, period, dimensions), one in shown.items()
        if metric == "tickets.opened" and period == "2016-04" and dimensions and dimensions[0][0] == "category"
    }
    top = sorted(counted.items(), key=lambda item: -item[1])[:3]
    assert top == [("Category 26", 278), ("Category 53", 254), ("Category 42", 215)]


@pytest.mark.parametrize(
    ("priority", "met", "n", "percent"),
    [
        ("", 15_803, 24_918, 63.42),
        ("P1", 5, 270, 1.8519),
        ("P2", 2, 408, 0.4902),
        ("P3", 15_145, 23_466, 64.5402),
        ("P4", 651, 774, 84.1085),
    ],
)
def test_the_verdicts_of_the_whole_log_are_reproduced(
    whole: Mapping[str, Figures], priority: str, met: int, n: int, percent: float
) -> None:
    """With closing as resolving, every incident counts once, with the verdict of its last row."""
    dimensions = {"priority": priority} if priority else {}
    attainment = whole["All incidents"].get("sla.resolution.tool", **dimensions)
    assert (attainment.number, attainment.n) == (100 * met / n, n)
    assert round(attainment.number or 0, 4) == percent


def test_without_a_policy_the_verdicts_decide(whole: Mapping[str, Figures]) -> None:
    """The account that has no policy is judged by the tool's word alone, and nothing is held beside it."""
    found = whole["With a resolution time"]
    attainment = found.get("sla.resolution")
    breaches = found.get("sla.breaches", clock="resolution")
    assert (attainment.number, attainment.n) == (found.get("sla.resolution.tool").number, 23_362)
    assert attainment.number == 100 * (23_362 - (breaches.number or 0)) / 23_362
    assert not found.split("sla.reconciled", "ours", "tool", clock="resolution")


def test_the_reopenings_of_the_whole_log_are_reproduced(whole: Mapping[str, Figures]) -> None:
    """275 incidents were reopened, 1.1036 % of all."""
    found = whole["All incidents"]
    rate = found.get("tickets.reopen_rate")
    assert (found.get("tickets.reopened").value, rate.n, round(rate.number or 0, 4)) == (275, 24_918, 1.1036)


@pytest.mark.parametrize(("statistic", "hours"), [("median", 22.1), ("mean", 178.1716), ("p90", 381.5483)])
def test_the_hours_to_resolve_of_the_whole_log_are_reproduced(
    whole: Mapping[str, Figures], statistic: str, hours: float
) -> None:
    """Hours are counted where a resolution time is recorded: on 23,362 incidents."""
    found = whole["With a resolution time"].get(f"time.resolve.{statistic}")
    assert (found.n, round(found.number or 0, 4)) == (23_362, hours)


def test_every_row_of_the_log_is_accounted_for(locations: Job) -> None:
    """141,712 rows are used, replaced by a later row of the same incident, or belong to no account."""
    ledger = locations.tables.ledger
    rows = ledger[ledger["table"] == "tickets"].groupby("outcome")["rows"].sum().to_dict()
    assert rows == {"kept": 24_912, "superseded": 116_776, "no_account": 24}
    assert sum(rows.values()) == 141_712
    assert tables.unaccounted(locations.tables) == {"tickets": 0, "ticket_events": 0}


def test_the_incidents_without_a_location_are_reported(locations: Job) -> None:
    """Six incidents name no location: they are in no account, and said so."""
    notes = [issue.problem for issue in locations.notices if issue.code == "row.no_account"]
    assert notes[0].startswith("6 tickets (24 rows) belong to no account")


def test_every_location_becomes_an_account(locations: Job) -> None:
    """224 accounts are discovered, and none of them fails."""
    assert (len(locations.reviews), dict(locations.failed)) == (224, {})


def _recomputed(rows: pd.DataFrame, month: str) -> dict[str, float]:
    start = pd.Timestamp(f"{month}-01")
    end = start + pd.offsets.MonthBegin(1)
    opened, resolved, closed = (
        (rows[name] >= start) & (rows[name] < end) for name in ("opened_at", "resolved_at", "closed_at")
    )
    ended = rows["resolved_at"].fillna(rows["closed_at"])
    hours = (rows["resolved_at"] - rows["opened_at"])[resolved].dt.total_seconds() / 3600
    told = rows["resolved_at"].notna().any()  # a location that never tells a resolution has no count of them
    return {
        "tickets.opened": opened.sum(),
        "tickets.resolved": resolved.sum() if told else np.nan,
        "tickets.closed": closed.sum(),
        "tickets.backlog": ((rows["opened_at"] < end) & ~(ended < end)).sum(),
        "tickets.reopened": (rows["reopen_count"][resolved].astype(int) > 0).sum(),
        "tickets.reassignments": rows["reassignment_count"][resolved].astype(int).mean(),
        "sla.resolution.tool": 100 * (rows["made_sla"][resolved] == "true").mean(),
        "time.resolve.mean": hours.mean(),
        "time.resolve.median": hours.median(),
        "time.resolve.p90": float(hours.quantile(0.9)),
    }


def test_figures_of_random_locations_and_months_are_those_of_plain_pandas(locations: Job, log: pd.DataFrame) -> None:
    """Twenty locations and months, drawn with a fixed seed, agree with a second computation from the raw file."""
    dice = random.Random(498)
    names = [review.account.id for review in locations.reviews]
    found = figures(locations)
    for _ in range(20):
        name = dice.choice(names)
        ours = found[name]
        rows = log[log["location"] == name]
        first = f"{rows['opened_at'].min():%Y-%m}"
        month = dice.choice([month for month in ours.chain if month >= first] or [first])
        for metric, value in _recomputed(rows, month).items():
            figure = ours.get(metric, month)
            assert (figure.number is None) == bool(np.isnan(value)), (name, month, metric)
            assert figure.number is None or figure.number == pytest.approx(value, abs=1e-9), (name, month, metric)


@pytest.fixture(scope="module", params=["brief", "standard", "full"])
def packed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Depth, Page, int]:
    """The pack of Location 204 in April 2016 at a depth: its page, and how many its PDF has."""
    out = tmp_path_factory.mktemp("uci")
    asked = Request(
        PROJECTS / "uci",
        NOW,
        os.environ,
        period="2016-04",
        accounts=("Location 204",),
        formats=("html", "pdf"),
        audiences=("customer",),
        depth=request.param,
        out=out,
    )
    [result] = build(gather(asked), asked)
    assert result.folder, result.issues
    page = Page((Path(result.folder) / "pack.html").read_text("utf-8"))
    return request.param, page, len(PdfReader(Path(result.folder) / "pack.pdf").pages)


def _within(element: Element | None, name: str) -> bool:
    return element is not None and (element.attributes.get("id") == name or _within(element.parent, name))


def test_sections_without_a_table_say_why_in_one_place(packed: tuple[Depth, Page, int]) -> None:
    """Of tickets alone seven sections and the appendices are made; each of the others says in a line what fills it."""
    depth, page, _ = packed
    every = {name_of(section) for section in of_depth(depth)}
    shown = {one.attributes["id"] for one in page.all("section") if one.attributes["id"] != "empty"}
    assert shown == every & (TICKETS_ALONE | APPENDED)
    lines = {one.attributes["id"]: one.text for one in page.all("li") if _within(one, "empty")}
    assert lines.keys() == {f"at-{name}" for name in every - shown}
    for name in every - shown:
        title, reason = TITLES[name], lines[f"at-{name}"]
        assert reason.startswith(f"{title}. No ")
        assert re.search(r"\b[Tt]ables? of ", reason)
        assert len(reason) < 220, reason


def test_nothing_leads_to_a_section_without_data(packed: tuple[Depth, Page, int]) -> None:
    """No achievement and no concern is told whose evidence stands in a section that says it has none."""
    _, page, _ = packed
    empty = {one.attributes["id"] for one in page.all("li") if _within(one, "empty")}
    led = {one.attributes.get("href", "")[1:] for one in page.all("a")}
    assert "at-service_levels" in led
    assert led & empty == set()


def test_a_pack_of_tickets_alone_has_few_pages(packed: tuple[Depth, Page, int]) -> None:
    """It is not filled up with what is not there."""
    depth, _, pages = packed
    assert pages <= {"brief": 2, "standard": 4, "full": 10}[depth]
