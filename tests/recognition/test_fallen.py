"""Statuses that a preset does not know: told, never counted as open in silence."""

from __future__ import annotations

import json
from pathlib import Path

from mapped import mapped, run

from reviewgen import presets

JIRA = "Issue Type,Issue key,Summary,Status,Resolution,Created,Updated,Custom field (Organizations)"
ROWS = (
    "Incident,SD-1,Printer,Done,Done,2026-10-01 08:00,2026-10-02 08:00,Calder",
    "Incident,SD-2,Mail,Resolved,Fixed,2026-10-03 08:00,2026-10-04 08:00,Calder",
    "Incident,SD-3,Net,In Progress,,2026-10-05 08:00,2026-10-30 08:00,Calder",
    "Incident,SD-4,Net,Canceled,,2026-10-05 08:00,2026-10-30 08:00,Calder",
    "Incident,SD-5,Net,Erledigt,,2026-10-05 08:00,2026-10-30 08:00,Calder",
    "Problem,SD-6,Net,Known Error,,2026-10-05 08:00,2026-10-30 08:00,Calder",
)


def told(folder: Path, header: str, *rows: str) -> list[str]:
    """What is said of words that fell to the constant."""
    (found,) = mapped(folder, [header, *rows], "--zone", "UTC", "--json").data["exports"]
    return [one["text"] for one in found["warnings"] if one["code"] == "map.fallen"]


def test_statuses_alone_tell_what_is_closed_and_others_are_told(tmp_path: Path) -> None:
    """Without Status Category and Resolved: one word is not known, and that of a problem is no ticket's.

    When issues were closed nothing tells: the backlog is not known then, instead of all of them.
    """
    (text,) = told(tmp_path, JIRA, *ROWS)
    assert (
        'column "Status": has words that no rule for state knows: "Erledigt" (1); these rows count as in_progress'
        in text
    )
    done = run("figures", tmp_path, "--account", "Calder", "--metric", "tickets.backlog", "--format", "json")
    (*_, now) = [one for one in json.loads(done.stdout)["figures"] if not one["dimensions"]]
    assert (now["value"], now["missing"]) == (None, "neither resolution nor closing times are recorded")


def test_a_category_that_meets_every_row_leaves_nothing_to_tell(tmp_path: Path) -> None:
    """Statuses have any name there."""
    some = (f"{row},Done" for row in ROWS[:5])
    assert told(tmp_path, f"{JIRA},Status Category", *some) == []


def test_rules_that_only_take_away_give_no_column() -> None:
    """Resolution alone says when nothing was resolved, and never when."""
    header = JIRA.split(",")
    assert "resolved_at" not in presets.load("jira-issues").fitted(header)["tickets"].columns
