"""The clocks of a real audit log: all held beside the tool's verdicts, fifty told again minute by minute.

The log's times name no zone. The project takes them for UTC, and its calendar is Lisbon's: an incident opened at 17:30
in July was opened at 18:30 by the clock of the office, after hours. Here it is done alike.
"""

from __future__ import annotations

import csv
import io
import os
import random
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from page_reader import Page

from reviewgen.build import build, computed
from reviewgen.calendars import between
from reviewgen.cut import cut
from reviewgen.gather import Job, Request, gather
from reviewgen.metrics import Computed, Figures, Review
from reviewgen.model import Clock
from reviewgen.periods import parse

REALDATA = os.environ.get("REVIEWGEN_REALDATA")
pytestmark = pytest.mark.skipif(not REALDATA, reason="REVIEWGEN_REALDATA is not set")
PROJECTS = Path(__file__).parent / "projects"
NOW = datetime(2017, 3, 1, tzinfo=UTC)
SPAN = "2016-02-29..2017-02-28"
QUARTERS = ("2016-Q1", "2016-Q2", "2016-Q3", "2016-Q4", "2017-Q1")

LISBON, MINUTE = ZoneInfo("Europe/Lisbon"), timedelta(minutes=1)
OPENING, CLOSING = time(8), time(18)
HOURS = {"1 - Critical": 4, "2 - High": 8, "3 - Moderate": 24, "4 - Low": 40}
ENDED = ("Resolved", "Closed")
# The national holidays of the Labour Code, article 234, with the four that law 8/2016 gave back in April 2016.
FIXED = ((1, 1), (4, 25), (5, 1), (6, 10), (8, 15), (10, 5), (11, 1), (12, 1), (12, 8), (12, 25))
MOVING = {2016: ((3, 25), (3, 27), (5, 26)), 2017: ((4, 14), (4, 16), (6, 15))}  # Good Friday, Easter, Corpus Christi
HOLIDAYS = {date(year, *day) for year, moving in MOVING.items() for day in (*FIXED, *moving)}

Row = Mapping[str, str]
Matrix = Counter[tuple[str, str]]


@pytest.fixture(scope="module")
def job() -> Job:
    """The log as one customer over its whole time."""
    return gather(Request(PROJECTS / "uci-all", NOW, os.environ, period=SPAN, accounts=("All incidents",)))


@pytest.fixture(scope="module")
def locations() -> Job:
    """The log with every location as a customer, over its whole time."""
    return gather(Request(PROJECTS / "uci", NOW, os.environ, period=SPAN))


@pytest.fixture(scope="module")
def whole(job: Job) -> Computed:
    """Its figures and what they are made of."""
    return computed(job)


@pytest.fixture(scope="module")
def figures(whole: Computed) -> Figures:
    """Its figures."""
    return whole.figures["All incidents"]


@pytest.fixture(scope="module")
def clocks(whole: Computed) -> dict[str, Clock]:
    """The resolution clock of each incident, as packs and their files show it."""
    evidence = cut(whole.parts[0].shard)["All incidents"]
    return {ticket.id: ticket.resolution for ticket in evidence.tickets}


@pytest.fixture(scope="module")
def incidents() -> dict[str, list[Row]]:
    """The rows of each incident as they stand in the file."""
    found: dict[str, list[Row]] = {}
    with (
        zipfile.ZipFile(Path(REALDATA or "") / "uci" / "incident_event_log.zip") as archive,
        io.TextIOWrapper(archive.open("incident_event_log.csv"), "utf-8", newline="") as text,
    ):
        for row in csv.DictReader(text):
            found.setdefault(row["number"], []).append(row)
    return found


def matrix_of(figures: Iterable[Figures], period: str | None = None) -> Matrix:
    """Return the number of clocks by our word and the tool's, added up over accounts."""
    matrix: Matrix = Counter()
    for one in figures:
        for figure in one.split("sla.reconciled", "ours", "tool", period=period, clock="resolution"):
            said = dict(figure.dimensions)
            matrix[said["ours"], said["tool"]] += int(figure.number or 0)
    return matrix


def test_the_reconciliation_covers_every_clock_of_the_log(figures: Figures) -> None:
    """All 24,918 clocks are decided, and stand beside a verdict of the tool: 15,803 times met."""
    matrix = matrix_of([figures])
    assert {ours for ours, _ in matrix} == {"met", "breached"}
    assert sum(matrix.values()) == 24_918
    assert matrix["met", "met"] + matrix["breached", "met"] == 15_803


def test_the_reconciliation_of_the_log_is_this_one(figures: Figures) -> None:
    """Where the two agree and where not, as the brute force below has it for a sample."""
    assert matrix_of([figures]) == {
        ("met", "met"): 14_078,
        ("met", "breached"): 3_694,
        ("breached", "met"): 1_725,
        ("breached", "breached"): 5_421,
    }


def test_the_verdicts_that_agree_are_the_diagonal(figures: Figures) -> None:
    """The agreement rate is that of the matrix, 78.2527 %."""
    matrix = matrix_of([figures])
    agreement = figures.get("sla.agreement", clock="resolution")
    diagonal = sum(number for (ours, tool), number in matrix.items() if ours == tool)
    assert (agreement.number, agreement.n) == (100 * diagonal / 24_918, 24_918)
    assert round(agreement.number or 0, 4) == 78.2527


def test_the_reasons_for_differences_add_up_to_all_of_them(figures: Figures, clocks: dict[str, Clock]) -> None:
    """Each clock beside the diagonal has one reason, and no other clock has."""
    matrix = matrix_of([figures])
    counted = {
        dict(one.dimensions)["reason"]: one.number
        for one in figures.split("sla.differences", "reason", clock="resolution")
    }
    beside = sum(number for (ours, tool), number in matrix.items() if ours != tool)
    assert sum(number or 0 for number in counted.values()) == beside == 5_419
    assert Counter(clock.difference for clock in clocks.values() if clock.state != clock.verdict) == counted
    assert not any(clock.difference for clock in clocks.values() if clock.state == clock.verdict)


def test_the_reconciliation_of_all_locations_covers_the_log_but_six(
    locations: Job, incidents: dict[str, list[Row]]
) -> None:
    """Over all accounts every clock is decided, less those of the six incidents without a location."""
    found = computed(locations).figures
    matrix = matrix_of(found.values())
    placed = [rows[-1] for rows in incidents.values() if rows[-1]["location"] != "?"]
    assert len(found) == 224
    assert {ours for ours, _ in matrix} == {"met", "breached"}
    assert sum(matrix.values()) == len(placed) == 24_918 - 6
    assert matrix["met", "met"] + matrix["breached", "met"] == sum(row["made_sla"] == "true" for row in placed)


def test_the_quarters_of_a_location_add_up_to_its_clocks(locations: Job, incidents: dict[str, list[Row]]) -> None:
    """Every clock of Location 204 is decided in one quarter, and in one only."""
    account = next(review.account for review in locations.reviews if review.account.id == "Location 204")
    jobs = [replace(locations, reviews=(Review(account, parse(quarter)),)) for quarter in QUARTERS]
    counted = [sum(matrix_of(computed(job).figures.values()).values()) for job in jobs]
    assert min(counted) > 0
    assert sum(counted) == sum(rows[-1]["location"] == "Location 204" for rows in incidents.values())


def test_the_pack_shows_the_reconciliation(job: Job, tmp_path: Path) -> None:
    """The matrix stands on the page: both words on all clocks, and how many of them agree."""
    [result] = build(job, Request(PROJECTS / "uci-all", NOW, os.environ, period=SPAN, formats=("html",), out=tmp_path))
    assert result.folder, result.issues
    page = Page((Path(result.folder) / "pack.html").read_text("utf-8"))
    rows = [element.text for element in page.elements if element.tag == "tr"]
    assert any("14,078" in row and "3,694" in row and "24,918" in row for row in rows)
    assert any("1,725" in row and "5,421" in row for row in rows)


@pytest.mark.parametrize("year", [2016, 2017])
def test_the_calendar_knows_the_national_holidays_of_portugal(job: Job, year: int) -> None:
    """The days that are closed are those of the law."""
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    begins = np.array([datetime.combine(day, time(), UTC).timestamp() * 1e6 for day in days], dtype="int64")
    worked = between(job.setup.calendars["lisbon"], begins, begins + 86_400_000_000) > 0
    closed = {day for day, open_then in zip(days, worked, strict=True) if day.weekday() < 5 and not open_then}
    assert closed == {day for day in HOLIDAYS if day.year == year and day.weekday() < 5}


def instant(text: str) -> datetime | None:
    """Return an instant of the file, taken for UTC; None for "?"."""
    return None if text == "?" else datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=UTC)


def at(text: str) -> datetime:
    """Return an instant that is there."""
    found = instant(text)
    assert found
    return found


def history(rows: Sequence[Row]) -> list[tuple[datetime, str]]:
    """Return the states of an incident and when each began, in order."""
    told = sorted((at(row["sys_updated_at"]), int(row["sys_mod_count"]), row["incident_state"]) for row in rows)
    return [(moment, state) for moment, _, state in told]


def spells(states: Sequence[tuple[datetime, str]], *words: str) -> list[tuple[datetime, datetime | None]]:
    """Return the spans in which an incident is in one of these states; the last may last on."""
    found: list[tuple[datetime, datetime | None]] = []
    begun = None
    for moment, state in states:
        if state in words:
            begun = begun or moment
        elif begun:
            found.append((begun, moment))
            begun = None
    return [*found, (begun, None)] if begun else found


def off_the_clock(rows: Sequence[Row]) -> list[tuple[datetime, datetime | None]]:
    """Return the spans in which the clock stands still: waiting for the user, or ended and then taken up again."""
    states = history(rows)
    again = [(start, end) for start, end in spells(states, *ENDED) if end]
    return [*spells(states, "Awaiting User Info"), *again]


def is_open(moment: datetime) -> bool:
    """Return whether the office in Lisbon works in the minute that begins now."""
    local = moment.astimezone(LISBON)
    return local.weekday() < 5 and OPENING <= local.time() < CLOSING and local.date() not in HOLIDAYS


@dataclass(frozen=True)
class Told:
    """What a clock shows: hours used and on hold in business time, hours on the wall, when due, kept or not."""

    state: str
    used: float | None
    paused: float | None
    wall: float | None
    due: datetime | None
    stop: datetime | None


def walked(rows: Sequence[Row]) -> Told:
    """Tell the clock of an incident by walking through its minutes, and on until the promised time is used up."""
    last, holds = rows[-1], off_the_clock(rows)
    opened, stop = at(last["opened_at"]), instant(last["resolved_at"]) or at(last["closed_at"])
    limit, used, paused, worked = HOURS[last["priority"]] * 60, 0, 0, 0
    due, moment = None, opened
    while due is None or moment < stop:
        if is_open(moment):
            held = moment < stop and any(start <= moment and (end is None or moment < end) for start, end in holds)
            worked += not held
            used += not held and moment < stop
            paused += held
        moment += MINUTE
        due = moment if due is None and worked == limit else due
    return Told(
        "met" if used <= limit else "breached", used / 60, paused / 60, (stop - opened) / timedelta(hours=1), due, stop
    )


def shown(clock: Clock) -> Told:
    """Return the same of a clock in the evidence."""
    return Told(clock.state, clock.hours, clock.hold_hours, clock.elapsed_hours, clock.due_at, clock.stopped_at)


def reopened(rows: Sequence[Row]) -> bool:
    """Return whether work was taken up again after it had ended."""
    states = [state for _, state in history(rows)]
    return any(before in ENDED and after not in ENDED for before, after in pairwise(states))


STRATA: tuple[tuple[int, Callable[[Sequence[Row]], bool]], ...] = (
    (15, lambda rows: any(row["incident_state"] == "Awaiting User Info" for row in rows)),
    (10, reopened),
    (5, lambda rows: rows[-1]["resolved_at"] == "?"),
    (3, lambda rows: rows[-1]["priority"] == "1 - Critical"),
    (3, lambda rows: rows[-1]["priority"] == "2 - High"),
    (4, lambda rows: rows[-1]["priority"] == "4 - Low"),
    (10, lambda rows: True),
)


@pytest.fixture(scope="module")
def drawn(incidents: dict[str, list[Row]]) -> dict[str, Sequence[Row]]:
    """Fifty incidents drawn by a fixed seed, from those on hold, those reopened and so on."""
    dice, found = random.Random(498), dict[str, Sequence[Row]]()
    for size, belongs in STRATA:
        names = [name for name, rows in incidents.items() if name not in found and belongs(rows)]
        found |= {name: incidents[name] for name in dice.sample(names, size)}
    return found


def test_fifty_clocks_told_minute_by_minute_from_the_raw_file_are_those_of_the_pack(
    drawn: dict[str, Sequence[Row]], clocks: dict[str, Clock]
) -> None:
    """Time used, time on hold, time on the wall, due instant, stop and verdict are the same to the minute."""
    assert len(drawn) == 50
    assert {name: shown(clocks[name]) for name in drawn} == {name: walked(rows) for name, rows in drawn.items()}


def test_the_fifty_clocks_put_every_rule_to_use(drawn: dict[str, Sequence[Row]], clocks: dict[str, Clock]) -> None:
    """Among them are kept and missed promises, time taken off, reopenings, and clocks on which the tool differs."""
    chosen = [clocks[name] for name in drawn]
    assert {clock.state for clock in chosen} == {"met", "breached"}
    assert sum((clock.hold_hours or 0) > 0 for clock in chosen) >= 20
    assert sum(reopened(rows) for rows in drawn.values()) >= 10
    assert len({clock.difference for clock in chosen} - {""}) >= 3


def test_the_spans_off_the_clock_are_those_of_the_log(
    drawn: dict[str, Sequence[Row]], clocks: dict[str, Clock]
) -> None:
    """The evidence lists every span in which a clock stood still between its start and its stop, and no other."""
    for name, rows in drawn.items():
        opened, stop = at(rows[-1]["opened_at"]), clocks[name].stopped_at
        assert stop
        told = [(max(start, opened), min(end or stop, stop)) for start, end in off_the_clock(rows)]
        assert sorted(clocks[name].holds) == sorted((start, end) for start, end in told if start < end), name
