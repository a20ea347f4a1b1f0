"""Accounts with hardly a ticket, and periods at the edges of the calendar: packs say why there is no number."""

from __future__ import annotations

from pathlib import Path

import pytest
from exports import HEADER, OPEN, is_clean, row, run

EARLIER = {
    "opened_at": "2026-09-05 09:00",
    "first_response_at": "2026-09-05 09:05",
    "resolved_at": "2026-09-05 10:00",
    "closed_at": "2026-09-05 10:00",
}


@pytest.mark.parametrize(
    ("rows", "opened"),
    [("", None), (row(1), 1), (row(1, **OPEN) + row(2, **OPEN), 2), (row(1, **EARLIER), 0)],
    ids=["none", "one", "all-open", "all-earlier"],
)
def test_f17_few_tickets_make_a_pack(tmp_path: Path, rows: str, opened: int | None) -> None:
    """It is delivered; what cannot be measured has a reason, and no page shows a number that is none."""
    found = run(tmp_path, HEADER + rows)
    assert (found.code, found.value("tickets.opened")) == (0, opened)
    assert all(one["missing"] for one in found.figures() if one["value"] is None)
    assert is_clean(found.out)


def test_f17_the_first_month_ever_has_nothing_to_be_held_against(tmp_path: Path) -> None:
    """The mean of the month before is missing, with a reason."""
    found = run(tmp_path, HEADER + row(1) + row(2))
    before = [one for one in found.figures() if (one["metric"], one["period"]) == ("time.resolve.mean", "2026-09")]
    assert before
    assert all(one["value"] is None and one["missing"] for one in before)


@pytest.mark.parametrize("period", ["2026-11-15..2026-10-01", "2021-W53", "2025-02-29..2025-03-01", "2026-13", "0000"])
def test_f17_periods_that_there_are_not(tmp_path: Path, period: str) -> None:
    """An end before the start, a week or a day that no calendar has: refused in words."""
    found = run(tmp_path, HEADER + row(1), "--period", period)
    assert found.code == 2
    assert f'"{period}"' in found.said


@pytest.mark.parametrize(
    ("period", "opened", "resolved"),
    [("2024-02", "2024-02-29 23:30", "2024-02-29 23:50"), ("2025", "2025-12-31 23:30", "2025-12-31 23:50")],
)
def test_f17_last_minutes_count(tmp_path: Path, period: str, opened: str, resolved: str) -> None:
    """They are in the period that ends then."""
    times = {"opened_at": opened, "first_response_at": opened, "resolved_at": resolved, "closed_at": resolved}
    found = run(tmp_path, HEADER + row(1, **times), "--period", period)
    (whole,) = [
        one
        for one in found.figures(period=period)
        if (one["metric"], one["period"]) == ("tickets.opened", period) and not one["dimensions"]
    ]
    assert (found.code, whole["value"]) == (0, 1)
