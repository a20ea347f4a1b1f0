"""As of when the data stand: told by what has happened in them, or asked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from mapped import INCIDENTS, mapped, run, saved, typed

from reviewgen import project

CHANGES = "Change,Customer,Summary,Planned start,Actual start"


def opened(*days: str) -> list[str]:
    """Tickets by our names that were opened at these times."""
    return ["id,account,opened_at", *(f"{number},Calder,{one}" for number, one in enumerate(days))]


LATE_OCTOBER = opened("2026-09-03 10:00", "2026-10-30 10:00")


@pytest.mark.parametrize(
    ("days", "as_of", "period"),
    [
        (("2026-09-30 10:00", "2026-10-03 11:30"), "2026-10-03 11:31", "2026-09"),
        (("2026-10-01 10:00", "2026-10-20 11:30"), "2026-11-01 00:00", "2026-10"),
        (("2026-09-01 10:00", "2026-10-31 11:30"), "2026-11-01 00:00", "2026-10"),
        (("2026-09-01 10:00", "2026-10-31 23:59"), "2026-11-01 00:00", "2026-10"),
        (("2026-12-01 10:00", "2027-01-14 11:30"), "2027-01-14 11:31", "2026-12"),
        (("2026-10-01 10:00", "2026-12-20 11:30", "2099-01-01 00:00"), "2027-01-01 00:00", "2026-12"),
        (("2024-10-01 10:00", "2024-12-20 11:30", "2026-12-01 00:00"), "2025-01-01 00:00", "2024-12"),
        (("2024-05-06", "2026-10-01", "2026-10-07", "2026-10-13", "2026-10-20"), "2026-11-01 00:00", "2026-10"),
        (("2024-05-06", "2024-05-07", "2026-10-07", "2026-10-20"), "2026-11-01 00:00", "2026-10"),
    ],
)
def test_the_state_of_the_data_gives_a_period_with_data(
    tmp_path: Path, days: tuple[str, ...], as_of: str, period: str
) -> None:
    """`as_of` follows the last instant, or ends its month where none was over, or on its last day; strays are none."""
    done = mapped(tmp_path, opened(*days), "--json")
    assert (done.data["as_of"], done.data["period"]) == (as_of, period)


def test_what_is_planned_is_not_the_state_of_the_data(tmp_path: Path) -> None:
    """A change planned for last month, for next month, and maintenance announced as an outage move nothing."""
    incidents = saved(tmp_path, INCIDENTS, "incident.csv")
    changes = ["C1,Calder,Switch,2026-12-20 08:00,2026-11-04 08:00", "C2,Calder,Cable,2027-02-20 08:00,"]
    outages = ["id,account,service,started_at,planned", "O1,Calder,Mail,2027-01-02,true"]
    others = saved(tmp_path, [CHANGES, *changes], "change.csv"), saved(tmp_path, outages, "outages.csv")
    done = run("map", incidents, *others, "--into", tmp_path, "--json")
    assert (done.data["rows"], done.data["period"]) == ({"tickets": 3, "outages": 1, "changes": 2}, "2026-10")
    assert done.data["as_of"] == "2026-11-04 08:01"


def test_what_is_later_than_now_counts_for_nothing_and_is_told(tmp_path: Path) -> None:
    """Two starts of next month are told with their number and place, and the packs are of a month with data."""
    incidents = saved(tmp_path, INCIDENTS, "incident.csv")
    rows = [f"C{day},Calder,Switch,,2027-02-{day} 08:00" for day in (20, 21)]
    done = run("map", incidents, saved(tmp_path, [CHANGES, *rows], "change.csv"), "--into", tmp_path, "--yes")
    assert 'change.csv, row 2, column "started_at": "2027-02-20 08:00" is later than now, 2027-01-15' in done.stderr
    assert "And 1 more row." in done.stderr
    assert "as of: 2026-11-03 08:01" in done.stdout


def test_where_nothing_is_over_nothing_is_assumed(tmp_path: Path) -> None:
    """Tickets of next month alone tell no state of the data."""
    done = mapped(tmp_path, opened("2027-02-20 08:00"), "--zone", "UTC", "--json")
    assert (done.data["as_of"], done.data["assumed"]) == (None, [])


@pytest.mark.parametrize(
    ("said", "code"), [("2027-01-15", 0), ("2027-01-15 08:00", 0), ("2027-01-15 08:01", 2), ("2027-01-16", 2)]
)
def test_nobody_can_say_how_the_data_will_stand(tmp_path: Path, said: str, code: int) -> None:
    """A state of the data later than now is refused; today stands for its end, and is none."""
    done = mapped(tmp_path, LATE_OCTOBER, "--zone", "UTC", "--as-of", said)
    assert (done.code, "is later than now, 2027-01-15 08:00 UTC" in done.stderr) == (code, code == 2)


def test_today_is_today_in_the_zone_of_the_data(tmp_path: Path) -> None:
    """Where the 16th has begun, it may be said in the zone of that place, or where nobody said the zone."""
    evening = datetime(2027, 1, 15, 20, tzinfo=UTC)
    path = saved(tmp_path, LATE_OCTOBER)
    for number, flags in enumerate([("--zone", "Asia/Tokyo"), ()]):
        folder = tmp_path / str(number)
        assert run("map", path, "--into", folder, "--yes", "--as-of", "2027-01-16", *flags, now=evening).code == 0


def test_what_is_assumed_names_the_other_month(tmp_path: Path) -> None:
    """Where the month of the last instant may have been over, its flag is told; so is that for the month before."""
    early = mapped(tmp_path / "a", LATE_OCTOBER).stderr
    assert "2026-10-30 10:00: the first packs are of 2026-09; if the export was made after 2026-10 was over" in early
    assert "--as-of 2026-11-01, and they are of 2026-10" in early
    assert "--as-of 2026-11-01" in (tmp_path / "a" / "reviewgen.yaml").read_text("utf-8")
    late = mapped(tmp_path / "b", opened("2026-09-03", "2026-10-31 10:00"), "--json").data["assumed"][-1]["text"]
    assert "the first packs are of 2026-10; if the export was made before 2026-10 was over" in late
    assert "--as-of 2026-10-31T10:01, and they are of 2026-09" in late


def test_a_month_that_is_not_over_is_not_offered(tmp_path: Path) -> None:
    """An export of this month has packs of the last one: there is no other to ask for."""
    path = saved(tmp_path, opened("2026-12-03 10:00", "2027-01-14 10:00"))
    done = typed(("UTC",), "map", path, "--into", tmp_path)
    assert done.code == 0
    assert "if the export was made" not in done.stderr


@pytest.mark.parametrize(
    ("replies", "as_of", "period"),
    [
        (("1",), "2026-10-30 10:01", "2026-09"),
        (("2",), "2026-11-02 00:00", "2026-10"),
        (("2027-02-01", "soon", "2026-12-15"), "2026-12-16 00:00", "2026-11"),
    ],
)
def test_a_terminal_is_asked_which_month(tmp_path: Path, replies: tuple[str, ...], as_of: str, period: str) -> None:
    """Both months are offered; any other day that is over may be typed."""
    done = typed(("UTC", *replies), "map", saved(tmp_path, LATE_OCTOBER), "--into", tmp_path)
    assert done.code == 0, done.stdout
    assert "When was the export made?" in done.stdout
    assert project.load(tmp_path).project.as_of == as_of
    assert f"The packs are of {period}" in done.stdout
    assert ("is later than now" in done.stdout) is ("is not a date" in done.stdout) is (len(replies) > 1)


def test_packs_of_a_month_without_data_are_told(tmp_path: Path) -> None:
    """With a first month that is not over, or a date that somebody said, the month of the packs may have nothing."""
    for number, (days, flags) in enumerate([(("2027-01-14",), ()), (("2026-09-03",), ("--as-of", "2026-12-01"))]):
        done = mapped(tmp_path / str(number), opened(*days), *flags)
        assert "nothing in the data happened in 2026-1" in done.stderr
