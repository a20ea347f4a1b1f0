"""Horizontal bars."""

from __future__ import annotations

from typing import Any

import pytest
from drawing_reader import Drawing

from reviewgen.charts import ACCENT, bars


def drawn(labels: list[str], values: list[float | None], texts: list[str], **more: Any) -> Drawing:
    """Draw bars in the usual size."""
    return Drawing(bars(labels, values, texts, title="t", description="d", **more))


def test_bars_keep_their_order_and_proportion() -> None:
    """Rows come as given, from the top, with lengths in proportion to the values."""
    first, second = drawn(["York", "Leeds"], [40, 80], ["40", "80"]).rects
    assert first.bottom < second.top
    assert first.left == pytest.approx(second.left, abs=0.02)
    assert second.right - second.left == pytest.approx(2 * (first.right - first.left), abs=0.02)


def test_words_stand_right_behind_the_bar() -> None:
    """The value is read where the bar ends, the label at the left edge."""
    drawing = drawn(["York"], [40], ["40 tickets"])
    label, value = drawing.texts
    assert label.left == 0
    assert value.left - drawing.rects[0].right == pytest.approx(3, abs=0.02)


def test_the_longest_bar_leaves_just_the_room_for_its_words() -> None:
    """The width is used to the end."""
    drawing = drawn(["York", "Leeds"], [40, 80], ["40", "80"], width_mm=178)
    assert max(text.right for text in drawing.texts) == pytest.approx(drawing.width, abs=1)


def test_negative_bars_run_to_the_left_with_their_words_before_them() -> None:
    """Zero is somewhere in the middle, and words stand at the outer ends."""
    drawing = drawn(["York", "Leeds"], [10, -5], ["10", "-5"])
    plus, minus = drawing.rects
    assert minus.right == pytest.approx(plus.left, abs=0.02)
    assert drawing.texts[-1].right < minus.left


def test_missing_is_a_dash_without_a_bar_and_zero_is_worded() -> None:
    """None and zero are told apart."""
    drawing = drawn(["York", "Leeds", "Hull"], [3, None, 0], ["3", "", "0"])
    assert len(drawing.rects) == 1
    assert drawing.words[-3:] == ["3", "–", "0"]


def test_long_labels_and_texts_are_clipped() -> None:
    """A long label leaves most of the width to the bars."""
    drawing = drawn(["Line-of-business applications for finance"], [3], ["three hundred thousand tickets"])
    assert all(word.endswith("…") for word in drawing.words)
    assert drawing.rects[0].right - drawing.rects[0].left > drawing.width / 4


def test_all_bars_are_one_path_in_the_colour_asked_for() -> None:
    """Many bars are one path."""
    assert drawn(["a", "b"], [1, 2], ["1", "2"]).markup.count(f'fill="{ACCENT}"') == 1
    (rect,) = drawn(["a"], [1], ["1"], colour="#112233").rects
    assert (rect.shows, rect.colour) == ("accent", "#112233")


def test_height_follows_the_number_of_rows() -> None:
    """Every row is as high as asked."""
    assert drawn(["a", "b", "c"], [1, 2, 3], ["", "", ""], row_mm=5).root.get("height") == "15mm"


def test_bars_of_drawings_that_are_compared_have_one_scale() -> None:
    """Given each other's rows, the same value is as long in both, whatever their labels are."""
    one = (["York"], [40.0], ["40 tickets"])
    other = (["Network and connectivity", "Leeds"], [80.0, 40.0], ["80", "40"])
    (short,) = drawn(*map(list, one), alike=[other]).rects  # type: ignore[arg-type]
    _, equal = drawn(*map(list, other), alike=[one]).rects  # type: ignore[arg-type]
    assert (short.left, short.right) == (equal.left, equal.right)
