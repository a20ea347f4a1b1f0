"""Bullets."""

from __future__ import annotations

from typing import Any

import pytest
from drawing_reader import Drawing

from reviewgen.charts import Bullet, bullets

HOURS = Bullet("Consulting hours", 62, 100, 88, "62 of 100")
STORAGE = Bullet("Storage", 93, 85, None, "93 %")


def drawn(*rows: Bullet, **more: Any) -> Drawing:
    """Draw rows in the usual size."""
    given: dict[str, Any] = {"title": "t", "description": "d", **more}
    return Drawing(bullets(rows, **given))


def test_a_bar_lies_in_a_pale_one_that_ends_at_the_limit() -> None:
    """Both begin at the same place; the stroke stands where the pale one ends."""
    drawing = drawn(HOURS)
    track, bar = drawing.rects
    (stroke,) = [line for line in drawing.lines if line.shows == "target"]
    assert (track.shows, bar.shows) == ("grid", "accent")
    assert track.left == bar.left
    assert track.right == pytest.approx(stroke.left, abs=0.02)
    assert (bar.right - bar.left) / (track.right - track.left) == pytest.approx(0.62, abs=0.002)
    assert track.top < bar.top < bar.bottom < track.bottom


def test_the_other_value_is_a_ring() -> None:
    """It is told from the others by its shape."""
    ring, hole = drawn(HOURS).dots
    assert (ring.shows, hole.shows) == ("soft", "paper")
    assert drawn(STORAGE).dots == []


def test_what_is_over_the_limit_runs_past_its_stroke() -> None:
    """The bar goes on beyond."""
    drawing = drawn(STORAGE)
    (stroke,) = [line for line in drawing.lines if line.shows == "target"]
    assert max(rect.right for rect in drawing.rects if rect.shows == "accent") > stroke.left + 5


def test_all_rows_have_one_scale() -> None:
    """The same percentage ends at the same place in each row."""
    bars = [box for box in drawn(HOURS, Bullet("Other", 62, None, None, "")).rects if box.shows == "accent"]
    assert bars[0].right == bars[1].right


def test_a_row_without_a_value_has_a_dash() -> None:
    """What it could be held against is still shown."""
    drawing = drawn(Bullet("Licences", None, 100, None, "gone"))
    assert drawing.words == ["Licences", "–"]
    assert [box.shows for box in drawing.rects] == ["grid"]


def test_the_last_line_says_what_each_mark_is() -> None:
    """Only marks that have a name are told; without any there is no line for them."""
    drawing = drawn(HOURS, names=("used", "agreed", ""))
    assert drawing.words[-2:] == ["used", "agreed"]
    assert drawing.height > drawn(HOURS).height


def test_refuses_no_rows() -> None:
    """Saying that there is no data is the caller's part."""
    with pytest.raises(ValueError, match="nothing to draw"):
        drawn()
