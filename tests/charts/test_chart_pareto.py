"""Pareto charts."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from drawing_reader import Drawing

from reviewgen.charts import pareto

ROWS: tuple[tuple[str, float | None], ...] = (("Printers", 30), ("Network", 50), ("Phones", 15), ("Fax", 5))


def drawn(rows: tuple[tuple[str, float | None], ...] = ROWS, **more: Any) -> Drawing:
    """Draw `rows` with their numbers as words."""
    labels, values = zip(*rows, strict=True)
    texts = ["" if value is None else f"{value:g}" for value in values]
    given: dict[str, Any] = {"title": "t", "description": "d", **more}
    return Drawing(pareto(labels, values, texts, **given))


def test_the_largest_is_on_top() -> None:
    """Rows are sorted whatever order they come in; what is not known is last, with a dash."""
    drawing = drawn((*ROWS, ("Unknown", None)))
    tops = [drawing.text(label).top for label in ("Network", "Printers", "Phones", "Fax", "Unknown")]
    assert tops == sorted(tops)
    assert drawing.text("–").top == pytest.approx(tops[-1])


def test_what_it_takes_to_reach_the_mark_stands_out() -> None:
    """Network and printers make eighty percent: their bars have the accent, the others are calm."""
    assert [box.shows for box in drawn().rects] == ["accent", "accent", "calm", "calm"]
    assert [box.shows for box in drawn(mark=50).rects] == ["accent", "calm", "calm", "calm"]


def test_the_line_adds_up() -> None:
    """Its points lie at half, eight, nine and a half and ten tenths of the way, at the heights of their rows."""
    drawing = drawn()
    points = [stroke for stroke in drawing.strokes if stroke.role == "accent"]
    left, right = (line.left for line in drawing.lines if line.shows == "grid")
    shares = [(x - left) / (right - left) for x in (points[0].start[0], *(one.end[0] for one in points))]
    assert shares == pytest.approx([0.5, 0.8, 0.95, 1.0], abs=0.001)
    assert all(one.end[1] - one.start[1] == pytest.approx(19.2) for one in points)


def test_the_line_ends_short_of_what_is_not_shown() -> None:
    """Where the rows are the largest of more, their sum is less than the total."""
    drawing = drawn(total=200)
    last = max(stroke.end[0] for stroke in drawing.strokes if stroke.role == "accent")
    left, right = (line.left for line in drawing.lines if line.shows == "grid")
    assert (last - left) / (right - left) == pytest.approx(0.5, abs=0.001)
    assert {box.shows for box in drawing.rects} == {"accent"}


def test_mark_and_line_are_named_on_top() -> None:
    """The mark has its words over its dashed line, the line's own stand before them."""
    drawing = drawn(mark_text="80 %", line_text="added up")
    (mark,) = drawing.dashed
    words = drawing.text("80 %")
    assert words.left < mark.left < words.right
    assert words.bottom < mark.top
    assert drawing.text("added up").right < words.left


def test_without_words_there_is_no_row_for_them() -> None:
    """The height is that of the rows."""
    assert drawn(row_mm=5).root.get("height") == "20mm"


def test_nothing_but_zeros_has_no_line() -> None:
    """Nothing adds up to nothing."""
    drawing = drawn((("a", 0), ("b", 0)))
    assert [stroke for stroke in drawing.strokes if stroke.role == "accent"] == []
    assert drawing.rects == []


def test_the_line_has_a_side_of_its_own() -> None:
    """No bar and no words reach under the line of the sums."""
    drawing = drawn(mark_text="80 %")
    left = min(line.left for line in drawing.lines if line.shows == "grid")
    assert max(box.right for box in drawing.rects) < left
    assert all(one.bottom <= other.top for one, other in pairwise(drawing.rects))
