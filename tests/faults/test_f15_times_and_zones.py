"""Zones that there are not; times that a clock change took or gave twice, that are mixed, or of another form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import planned, project, run
from exports import HEADER, mapped, row
from exports import run as exported
from small_project import Row, account_file, ticket, write

ARABIC = ("\u0661\u0662-10-2026", "\u0662\u0660\u0662\u0666-11-12")
ZONES = {
    "Mars/X": "use a name like Europe/London",
    "Europe/Lodnon": "near matches: Europe/London",
    "europe/london": "near matches: Europe/London",
    "dateutil//etc/hostname": "use a name like",
    "../../etc/passwd": "use a name like",
    "/etc/localtime": "",
    "localtime": "",
    "Factory": "",
    "right/UTC": "UTC",
    "UTC\0": "",
}


@pytest.mark.parametrize(("zone", "near"), ZONES.items(), ids=[repr(zone) for zone in ZONES])
def test_f15_unknown_zones_are_refused(tmp_path: Path, zone: str, near: str) -> None:
    """Of an account, of the project, of a calendar, of a mapping: never a file, never what each machine has set."""
    words = "is not a time zone" if zone.isprintable() else "cannot be part of a text"
    done = planned(project(tmp_path / "account", "CALDER", "TERN", file={"zone": zone}))
    assert (done.code, words in done.said, near in done.said) == (1, True, True), done.said
    week = {"zone": zone, "hours": "24x7"}
    mapping = {"zone": zone, "columns": {"account": "account", "id": "id", "opened_at": "opened_at"}}
    source = {"table": "tickets", "files": "data/tickets.csv", "mapping": mapping}
    done = planned(
        project(tmp_path / "all", "CALDER", defaults={"zone": zone}, calendars={"office": week}, sources=[source])
    )
    assert done.code == 2
    assert done.said.count(words) == 3, done.said


def test_f15_zones_by_rule_are_zones(tmp_path: Path) -> None:
    """What the database of zones has, it has."""
    assert planned(project(tmp_path, "CALDER", file={"zone": "EST5EDT"})).code == 0


def timed(folder: Path, *times: tuple[str, str], **mapping: object) -> Path:
    """Write a project of Calder in London: its tickets are opened and resolved at these times."""
    rows: list[Row] = []
    for number, (opened, resolved) in enumerate(times):
        bare = dict.fromkeys(("first_response_at", "closed_at"), "")
        rows.append(
            ticket("CALDER", number) | bare | {"opened_at": opened, "resolved_at": resolved, "state": "resolved"}
        )
    names = {name: name for name in ("account", "id", "opened_at", "resolved_at", "state")}
    source = {"table": "tickets", "files": "data/tickets.csv", "mapping": {"columns": names} | mapping}
    return write(folder, [account_file("CALDER", depth="brief")], {"tickets": rows}, sources=[source])


def hours(folder: Path, period: str) -> list[float]:
    """Return the time to resolution of each ticket, as `explain` adds it up."""
    done = run("explain", "time.resolve.mean", folder, "--period", period, "--format", "json")
    assert done.code == 0, done.said
    (figure,) = json.loads(done.said[done.said.index("{") :])["figures"]
    return [round(row["adds"], 6) for row in figure["rows"]]


def test_f15_durations_are_reckoned_in_utc(tmp_path: Path) -> None:
    """Over the end of summer time an hour is there twice, over its beginning one is not there."""
    autumn = timed(tmp_path / "autumn", ("2026-10-24 12:00", "2026-10-25 12:00"))
    spring = timed(tmp_path / "spring", ("2026-03-28 12:00", "2026-03-29 12:00"))
    assert (hours(autumn, "2026-10"), hours(spring, "2026-03")) == ([25], [23])


def test_f15_an_hour_that_comes_twice_is_the_earlier_and_told(tmp_path: Path) -> None:
    """01:30 on 25 October is taken as summer time: 01:30 to 03:00 is two hours and a half."""
    folder = timed(tmp_path, ("2026-10-25 01:30", "2026-10-25 03:00"))
    assert hours(folder, "2026-10") == [2.5]
    assert_doubt_is_told(folder, "2026-10-25 01:30")


def test_f15_an_hour_that_is_skipped_moves_forward_and_is_told(tmp_path: Path) -> None:
    """01:30 on 29 March is 02:00, the first time that there is: an hour before 03:00."""
    folder = timed(tmp_path, ("2026-03-29 01:30", "2026-03-29 03:00"))
    assert hours(folder, "2026-03") == [1]
    assert_doubt_is_told(folder, "2026-03-29 01:30")


def assert_doubt_is_told(folder: Path, time: str) -> None:
    """The row is named with the change of the clocks."""
    done = run("build", folder, "--format", "html", "--out", folder / "out", "--period", time[:7])
    assert done.code == 0, done.said
    assert f'data/tickets.csv, row 2, column "opened_at": "{time}" falls into a clock change' in done.said


def test_f15_times_with_and_without_offset_mix(tmp_path: Path) -> None:
    """A time with an offset is that instant, one without is in the zone that was declared."""
    folder = timed(
        tmp_path,
        ("2026-10-05 09:00", "2026-10-05T09:00Z"),
        ("2026-10-05T09:00:00+02:00", "2026-10-05 09:00:00"),
        ("2026-10-05T09:00:00.500-0430", "2026-10-05 15:30"),
    )
    assert hours(folder, "2026-10") == [1, 1, 0.999861]


WRONG = (
    "01/02/2024",
    "01/02/2026 08:00",
    "2024-13-01",
    "2026-02-30 10:00",
    "46300.375",
    "45292",
    "1767225600",
    "20261005",
    "NaT",
    "9999-12-31",
    "\u0662\u0660\u0662\u0666-10-05",
)


@pytest.mark.parametrize("text", [*WRONG, "2026-10-05T09:00+25:00", "2026-10-05 24:00", "0001-01-01"])
def test_f15_forms_that_were_not_declared_fail_their_account(tmp_path: Path, text: str) -> None:
    """The cell is named, what was expected, and where to say how this file writes dates."""
    folder = timed(tmp_path, ("2026-10-05 09:00", "2026-10-05 10:00"), (text, ""))
    done = planned(folder)
    assert done.code == 1
    assert f'data/tickets.csv, row 3, column "opened_at": "{text}" is not a date and time' in done.said
    assert "dates: in its mapping" in done.said


def test_f15_a_form_of_others_costs_nobody_else(tmp_path: Path) -> None:
    """Nothing is guessed: their account fails, the other is delivered."""
    found = exported(tmp_path, HEADER + row(1, opened_at="01/02/2024") + row(2, "B"))
    assert found.code == 1
    assert 'row 2, column "opened_at": "01/02/2024" is not a date and time' in found.said
    assert "dates: in its mapping" in found.said
    assert found.value("tickets.opened", "B") == 1


def test_f15_a_declared_format_is_read(tmp_path: Path) -> None:
    """Day first, as the mapping says."""
    times = dict.fromkeys(("first_response_at", "resolved_at", "closed_at"), "")
    found = exported(tmp_path, HEADER + row(1, opened_at="01/10/2026", **times), source=mapped(dates=["%d/%m/%Y"]))
    assert (found.code, found.value("tickets.opened")) == (0, 1)


@pytest.mark.parametrize("form", ["%d %d", "%Y%m%d%Y", "%", "%d", "%d/%m", "%H:%M", "%Q", "("])
def test_f15_formats_that_tell_no_day_are_refused(tmp_path: Path, form: str) -> None:
    """A code that comes twice, or too few of them."""
    done = planned(timed(tmp_path, ("2026-10-05", ""), dates=[form]))
    assert done.code == 2
    assert f'"{form}" is not a date format' in done.said


@pytest.mark.parametrize(
    "text", ["20261102", "2026-W45-1", "2026-11-02T24:00", "1969-12-31", "1980-01-01", "9999-12-31"]
)
def test_f15_states_of_the_data_have_one_form(tmp_path: Path, text: str) -> None:
    """A date means the end of its day, so what else might be a date is refused."""
    done = planned(project(tmp_path, "CALDER"), "--as-of", text)
    assert (done.code, f'"{text}" is not a date' in done.said) == (2, True), done.said


@pytest.mark.parametrize("period", ["1970", "1970-01-01..2199-01-01", "2000-01-01..2020-12-31"])
def test_f15_periods_have_room_for_their_history(tmp_path: Path, period: str) -> None:
    """What lies before the first year that is known cannot be compared with."""
    done = planned(project(tmp_path, "CALDER"), "--period", period)
    assert (done.code, "has a history of 25 periods that begins before 1970" in done.said) == (2, True), done.said


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "9999-12-31", "2026-02-30", ARABIC[1], "20261102"])
@pytest.mark.parametrize("key", ["next_meeting", "review_after"])
def test_f15_days_are_days_of_our_time(tmp_path: Path, key: str, day: str) -> None:
    """Nobody can reckon from the first or the last day of the calendar."""
    done = planned(project(tmp_path, "CALDER", "TERN", file={key: day}))
    assert done.code == 1
    assert f'key "{key}": "{day}" is ' in done.said
