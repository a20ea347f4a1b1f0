"""Zones that there are not, hours that a clock change took or gave twice, and dates of other tools."""

from __future__ import annotations

from pathlib import Path

import pytest
from exports import HEADER, mapped, row, run

OTHER_DATES = ("01/02/2024", "2024-13-01", "45292", "2026-10-05 24:00", "9999-12-31", "\u0662\u0660\u0662\u0666-10-05")


@pytest.mark.parametrize(
    ("zone", "hint"),
    [
        ("Mars/X", "use a name like Europe/London"),
        ("Europe/Lodnon", "near matches: Europe/London"),
        ("europe/london", "near matches: Europe/London"),
        ("dateutil//etc/hostname", "use a name"),
        ("../../etc/passwd", "use a name"),
        ("/etc/localtime", ""),
        ("localtime", ""),
    ],
)
def test_f15_unknown_zones_are_refused(tmp_path: Path, zone: str, hint: str) -> None:
    """No file is opened for them, and near names are told; the machine's own zone is none either."""
    found = run(tmp_path, HEADER + row(1), defaults={"zone": zone})
    assert found.code == 2
    assert f'"{zone}" is not a time zone' in found.said
    assert hint in found.said


def test_f15_a_zone_of_old_is_one(tmp_path: Path) -> None:
    """It stands in the list of zones."""
    assert run(tmp_path, HEADER + row(1), defaults={"zone": "EST5EDT"}).code == 0


def test_f15_hours_of_a_clock_change(tmp_path: Path) -> None:
    """Skipped: moved forward; repeated: the earlier. Durations are those of UTC."""
    gap = {"opened_at": "2026-03-29 01:30", "first_response_at": "", "resolved_at": "2026-10-05 11:00"}
    fold = {"opened_at": "2026-10-25 01:30", "first_response_at": "", "closed_at": ""} | {
        "resolved_at": "2026-10-25 03:30"
    }
    found = run(tmp_path, HEADER + row(1, **gap) + row(2, **fold), defaults={"zone": "Europe/London"})
    assert found.code == 0
    assert '"2026-03-29 01:30" falls into a clock change' in found.said
    assert '"2026-10-25 01:30" falls into a clock change' in found.said
    rows = (found.pack() / "data" / "tickets.csv").read_text("utf-8")
    assert "2026-10-25T01:30" in rows or "2026-10-25 01:30" in rows


def test_f15_with_and_without_offset_in_one_column(tmp_path: Path) -> None:
    """Each is read for itself: three ways to write one instant give one duration."""
    ways = ("2026-10-05 09:00", "2026-10-05T09:00:00Z", "2026-10-05T11:00+02:00")
    found = run(tmp_path, HEADER + "".join(row(number, opened_at=way) for number, way in enumerate(ways)))
    assert (found.code, found.value("time.resolve.mean")) == (0, 2.0)


@pytest.mark.parametrize(
    "cell", ["01/02/2024", "2024-13-01", "45292", "2026-10-05 24:00", "9999-12-31", "\u0662\u0660\u0662\u0666-10-05"]
)
def test_f15_other_dates_ask_for_a_format(tmp_path: Path, cell: str) -> None:
    """Nothing is guessed: their account fails, the other is delivered."""
    found = run(tmp_path, HEADER + row(1, opened_at=cell) + row(2, "B"))
    assert found.code == 1
    assert f'row 2, column "opened_at": "{cell}" is not a date and time' in found.said
    assert "dates: in its mapping" in found.said
    assert found.value("tickets.opened", "B") == 1


def test_f15_a_declared_format_is_read(tmp_path: Path) -> None:
    """Day first, as the mapping says."""
    times = dict.fromkeys(("first_response_at", "resolved_at", "closed_at"), "")
    found = run(tmp_path, HEADER + row(1, opened_at="01/10/2026", **times), source=mapped(dates=["%d/%m/%Y"]))
    assert (found.code, found.value("tickets.opened")) == (0, 1)
