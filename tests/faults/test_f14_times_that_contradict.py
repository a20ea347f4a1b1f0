"""Tickets whose times cannot be: they count, they are told of, and no duration is made of them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from exports import HEADER, OPEN, Ran, row, run

EARLY = "2026-10-01 09:00"


def _negative(found: Ran) -> list[str]:
    """Hours below zero, in figures and clocks."""
    odd = [one["metric"] for one in found.figures() if one["unit"] == "h" and (one["value"] or 0) < 0]
    with (found.pack() / "data" / "clocks.csv").open(encoding="utf-8", newline="") as file:
        for clock in csv.DictReader(file):
            odd += [
                f"{name} {cell}" for name, cell in clock.items() if "hours" in name and cell.startswith(("-", "'-"))
            ]
    return odd


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"resolved_at": EARLY, "closed_at": EARLY}, "resolved_at"),
        ({"first_response_at": EARLY}, "first_response_at"),
        ({"resolved_at": "", "closed_at": EARLY}, "closed_at"),
    ],
    ids=["resolved", "answered", "closed"],
)
def test_f14_what_is_before_the_opening(tmp_path: Path, cells: dict[str, str], column: str) -> None:
    """The row counts as opened, the mean is that of the other ticket."""
    found = run(tmp_path, HEADER + row(1, **cells) + row(2))
    assert (found.code, found.value("tickets.opened")) == (0, 2)
    assert f'row 2, column "{column}": is before the ticket was opened' in found.said
    assert _negative(found) == []
    metric = "time.ack.mean" if column == "first_response_at" else "time.resolve.mean"
    means = [one for one in found.figures() if (one["metric"], one["period"]) == (metric, "2026-10")]
    assert {one["n"] for one in means if not one["dimensions"]} == {1}


def test_f14_an_open_ticket_with_a_resolution_is_told_of(tmp_path: Path) -> None:
    """State and time contradict each other."""
    found = run(tmp_path, HEADER + row(1, state="in_progress", closed_at="") + row(2))
    assert (found.code, found.value("tickets.opened")) == (0, 2)
    assert 'row 2, column "resolved_at": is given though the ticket is open' in found.said


def test_f14_what_comes_after_the_state_of_the_data_is_not_known_yet(tmp_path: Path) -> None:
    """A ticket of December is in no figure of October, and one resolved then is open."""
    later = "2026-12-01 09:00"
    found = run(tmp_path, HEADER + row(1, **OPEN | {"opened_at": later}) + row(2, resolved_at=later, closed_at=later))
    assert (found.code, found.value("tickets.opened"), found.value("tickets.resolved")) == (0, 1, 0)
    assert found.value("tickets.backlog") == 1
    assert _negative(found) == []


def test_f14_a_reopened_ticket_counts_once(tmp_path: Path) -> None:
    """Its reopenings are a number of their own."""
    found = run(tmp_path, HEADER + row(1, reopen_count="2") + row(2))
    assert (found.code, found.value("tickets.opened")) == (0, 2)
    assert _negative(found) == []
