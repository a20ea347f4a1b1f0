"""Stacked columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from drawing_reader import Drawing, tick

from reviewgen.charts import stacked

PARTS = (("P1 10", [5.0, 10.0]), ("P2 20", [15.0, 20.0]), ("P3 70", [80.0, 70.0]))


def drawn(*parts: tuple[str, Sequence[float | None]], **more: Any) -> Drawing:
    """Draw parts of totals of a hundred."""
    given: dict[str, Any] = {"title": "t", "description": "d", "tick_text": tick, **more}
    count = len(parts[0][1]) if parts else 1
    return Drawing(stacked(["Sep", "Oct", "Nov"][:count], parts, ["100"] * count, **given))


def test_parts_are_piled_up_in_their_order() -> None:
    """The first part lies at the bottom, each next one on it, and heights are in proportion."""
    drawing = drawn(*PARTS)
    first, second, third = (next(box for box in drawing.rects if box.shows == step) for step in STEPS)
    assert first.top == pytest.approx(second.bottom)
    assert second.top == pytest.approx(third.bottom)
    assert second.bottom - second.top == pytest.approx(3 * (first.bottom - first.top), abs=0.05)


STEPS = ("step1", "step3", "step5")


def test_each_part_is_one_path_of_one_lightness() -> None:
    """The first part is the darkest; each next one is lighter."""
    drawing = drawn(*PARTS)
    assert [drawing.markup.count(f'class="{step}"') for step in STEPS] == [1, 1, 1]
    greys = [int(next(box.colour for box in drawing.rects if box.shows == step)[1:3], 16) for step in STEPS]
    assert all(darker + 30 < lighter for darker, lighter in pairwise(greys))


def test_parts_are_named_right_of_their_piece() -> None:
    """Each name stands at the height of its piece in the last column, joined to it by a stroke."""
    drawing = drawn(*PARTS)
    for name, step in zip(("P1 10", "P2 20", "P3 70"), STEPS, strict=True):
        piece = [box for box in drawing.rects if box.shows == step][-1]
        words = drawing.text(name)
        assert words.left > piece.right
        assert words.top < piece.bottom
        assert piece.top < words.bottom


def test_names_of_thin_parts_are_moved_apart() -> None:
    """Names that want the same place do not meet, and keep the order of the pile."""
    drawing = drawn(("a", [1.0, 1.0]), ("b", [1.0, 1.0]), ("c", [1.0, 1.0]), ("rest", [97.0, 97.0]))
    boxes = [drawing.text(name) for name in ("rest", "c", "b", "a")]
    assert all(upper.bottom <= lower.top for upper, lower in pairwise(boxes))


def test_the_total_stands_over_its_column() -> None:
    """Totals are worded as columns are, the last in bold."""
    drawing = drawn(*PARTS)
    totals = [box for box in drawing.texts if box.shows == "100" and box.left > 30]
    assert len(totals) == 2
    assert all(box.bottom < min(rect.top for rect in drawing.rects) for box in totals)


def test_a_part_that_is_missing_leaves_no_piece() -> None:
    """None is no piece; a period of which nothing is known has a dash; zero is no piece either."""
    drawing = drawn(("a", [5.0, None, 0.0]), ("b", [None, None, 4.0]))
    assert len(drawing.rects) == 2
    assert drawing.words.count("–") == 1


def test_the_target_is_drawn_and_named_with_the_parts() -> None:
    """Its words stand among the names, at its line."""
    drawing = drawn(*PARTS, target=120, target_text="agreed 120")
    (line,) = drawing.dashed
    assert drawing.text("agreed 120").top < line.top < drawing.text("agreed 120").bottom


def test_paper_parts_the_pieces() -> None:
    """A line of paper lies between pieces, so that grey prints tell them apart."""
    cuts = [line for line in drawn(*PARTS).lines if line.shows == "paper"]
    assert len(cuts) == 4


@pytest.mark.parametrize("count", [0, 6])
def test_refuses_more_parts_than_can_be_told_apart(count: int) -> None:
    """None at all, and more than five, are the caller's mistake."""
    with pytest.raises(ValueError, match="one to 5 can be told apart"):
        drawn(*(("x", [1.0]) for _ in range(count)))


def test_refuses_parts_of_other_length() -> None:
    """Labels, parts and totals belong together one by one."""
    with pytest.raises(ValueError, match="2 labels but 1 values"):
        drawn(("a", [1.0, 2.0]), ("b", [1.0]))
