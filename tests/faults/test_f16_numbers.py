"""Cells of numbers that are none, or too large for any: each is named, none comes out as another number."""

from __future__ import annotations

from pathlib import Path

import pytest
from exports import HEADER, is_clean, mapped, row, run

NO_COUNTS = (
    "NaN",
    "inf",
    "1e999",
    "-1",
    "9223372036854775808",
    '"1,234.5"',
    "\u0661\u0662",
    "$12",
    "1_000",
    "0x10",
    "\uff11\uff12",
    "3.0",
)


def test_f16_cells_that_are_no_numbers_are_named(tmp_path: Path) -> None:
    """Every kind of them in one file: all are told at once, each account by itself, and the others are delivered."""
    odd = "".join(row(place, f"A{place:02}", reopen_count=cell) for place, cell in enumerate(NO_COUNTS))
    (tmp_path / "more").mkdir()
    found = run(tmp_path, HEADER + odd + row(99, "B"), accounts={"files": "accounts/*.yaml", "discover": True})
    assert found.code == 1
    told = [
        f'row {place + 2}, column "reopen_count": "{cell.strip(chr(34))}" is not'
        for place, cell in enumerate(NO_COUNTS)
    ]
    assert [one for one in told if one not in found.said] == []
    assert found.value("tickets.opened", "B") == 1


@pytest.mark.parametrize("cell", ["NaN", "-inf", "1e999", "-0.5", "9" * 40, "12 h"])
def test_f16_hours_that_are_none(tmp_path: Path, cell: str) -> None:
    """Durations are numbers from zero."""
    found = run(tmp_path, HEADER + row(1, hold_hours=cell))
    assert found.code == 1
    assert f'column "hold_hours": "{cell}" is not a duration' in found.said


def test_f16_thousands_are_declared(tmp_path: Path) -> None:
    """Then they are read."""
    found = run(tmp_path, HEADER + row(1, hold_hours='"1,234.5"'), source=mapped(thousands=","))
    assert found.code == 0
    assert "1234.5" in (found.pack() / "data" / "tickets.csv").read_text("utf-8")


def test_f16_large_numbers_do_not_wrap(tmp_path: Path) -> None:
    """Fifteen digits are the most; their sum is what it is, and pages show numbers only."""
    found = run(
        tmp_path, HEADER + row(1, reopen_count="9" * 15) + row(2, reopen_count="9" * 15) + row(3, reopen_count="")
    )
    assert found.code == 0
    assert all((one["value"] or 0) >= 0 for one in found.figures() if one["metric"].startswith("tickets."))
    assert is_clean(found.out)
