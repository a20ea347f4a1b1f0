"""Tickets whose times cannot be: they count, they are told of, and no duration is made of them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from exports import HEADER, OPEN, Ran, row, run

EARLY = "2026-10-01 09:00"
PROMISED = {"defaults": {"targets": {"resolution_hours": {"P1": 8}}}}


def _negative(found: Ran) -> list[str]:
    """Hours below zero, in figures and clocks."""
    odd = [one["metric"] for one in found.figures() if one["unit"] == "h" and (one["value"] or 0) < 0]
    for clock in _clocks(found, "response", "resolution"):
        odd += [f"{name} {cell}" for name, cell in clock.items() if "hours" in name and cell.startswith(("-", "'-"))]
    return odd


def _clocks(found: Ran, *kinds: str) -> list[dict[str, str]]:
    """The clocks of these kinds."""
    with (found.pack() / "data" / "clocks.csv").open(encoding="utf-8", newline="") as file:
        return [one for one in csv.DictReader(file) if one["clock"] in kinds]


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


@pytest.mark.parametrize("state", ["new", "in_progress", "on_hold"])
@pytest.mark.parametrize("column", ["resolved_at", "closed_at"])
def test_f14_an_open_ticket_that_has_ended_is_open(tmp_path: Path, state: str, column: str) -> None:
    """It was opened, is in the backlog and is told of; its end makes no duration and stops no clock."""
    alone = {"resolved_at": ""} if column == "closed_at" else {}
    found = run(tmp_path, HEADER + row(1, state=state, **alone) + row(2, resolved_at="2026-10-05 15:00"), **PROMISED)
    assert (found.code, found.value("tickets.opened"), found.value("tickets.backlog")) == (0, 2, 1)
    assert [found.value(name) for name in ("tickets.resolved", "tickets.closed", "time.resolve.mean")] == [1, 1, 6]
    assert f'row 2, column "{column}": is given though the ticket is open' in found.said
    assert "though the ticket is closed" not in found.said
    clocks = {one["ticket"]: (one["outcome"], one["stopped_at"][:10]) for one in _clocks(found, "resolution")}
    assert clocks == {"T1": ("breached", ""), "T2": ("met", "2026-10-05")}


def test_f14_what_comes_after_the_state_of_the_data_is_not_known_yet(tmp_path: Path) -> None:
    """A ticket of December is in no figure of October and told of with the others; one resolved then is open."""
    later = "2026-12-01 09:00"
    ahead = "".join(row(number, **OPEN | {"opened_at": later}) for number in range(1, 6))
    found = run(tmp_path, HEADER + ahead + row(6, resolved_at=later, closed_at=later) + row(7, "B"))
    assert (found.code, found.value("tickets.opened"), found.value("tickets.resolved")) == (0, 1, 0)
    assert found.value("tickets.backlog") == 1
    assert _negative(found) == []
    assert 'row 4, column "opened_at": is after the state of the data: the ticket is in no figure' in found.said
    issues = [json.loads((found.pack(name) / "manifest.json").read_text("utf-8"))["issues"] for name in ("A", "B")]
    named, other = ([one for one in told if "after the state of the data" in one] for told in issues)
    assert (len(named), named[-1].endswith("And 2 more rows."), other) == (3, True, [])


def test_f14_a_reopened_ticket_counts_once(tmp_path: Path) -> None:
    """Its reopenings are a number of their own."""
    found = run(tmp_path, HEADER + row(1, reopen_count="2") + row(2))
    assert (found.code, found.value("tickets.opened")) == (0, 2)
    assert _negative(found) == []
