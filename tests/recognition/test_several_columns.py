"""Several columns of theirs behind one of ours: each is told of by its own name."""

from __future__ import annotations

from pathlib import Path

from mapped import mapped

OUTAGES = "Number,OM Type,StartTime,Cleared,EndTime,Company"


def test_the_order_is_asked_of_the_column_that_has_it(tmp_path: Path) -> None:
    """Cleared is empty and StartTime needs no order: the example is that of EndTime."""
    done = mapped(tmp_path, [OUTAGES, "O1,Net,2026-10-01 08:00,,03/04/2026 08:00,Calder"], "--json")
    (asked,) = [one for one in done.data["questions"] if "day first" in one["question"]]
    assert "Is 03/04/2026 08:00 in EndTime written day first or month first?" in asked["question"]


def test_proofs_and_odd_cells_are_named_by_their_own_column(tmp_path: Path) -> None:
    """The one date after the 12th and the one word stand in EndTime, the second column of two."""
    rows = ["O1,Net,03/04/2026 08:00,,25/04/2026 08:00,Calder", "O2,Net,05/04/2026 08:00,06/04/2026 08:00,soon,Calder"]
    (found,) = mapped(tmp_path, [OUTAGES, *rows], "--json").data["exports"]
    assert found["date_evidence"] == (
        "day first: 1 cells, such as 25/04/2026 08:00 in EndTime, can be read in no other way"
    )
    (unread,) = [one["text"] for one in found["warnings"] if one["code"] == "map.unread"]
    assert 'column "EndTime": "soon"' in unread


def test_columns_that_contradict_each_other_behind_one_of_ours_are_named(tmp_path: Path) -> None:
    """Cleared is month first and EndTime day first, each by itself: neither column is torn."""
    rows = ["O1,Net,2026-04-01 08:00,04/25/2026 08:00,,Calder", "O2,Net,2026-04-01 08:00,,26/04/2026 08:00,Calder"]
    done = mapped(tmp_path, [OUTAGES, *rows], "--json")
    (asked,) = [one["question"] for one in done.data["questions"] if "day first" in one["question"]]
    assert "26/04/2026 08:00 in EndTime is day first and 04/25/2026 08:00 in Cleared is month first" in asked
