"""Columns over time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from drawing_reader import Drawing, tick

from reviewgen.charts import Scale, columns, one_scale

MONTHS = ["Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct"]


def drawn(values: Sequence[float | None], texts: list[str] | None = None, **more: Any) -> Drawing:
    """Draw `values` under the last of the months, worded as plain numbers unless `texts` are given."""
    labels = more.pop("labels", (MONTHS * 5)[-len(values) :])
    worded = texts if texts is not None else ["" if value is None else f"{value:g}" for value in values]
    given: dict[str, Any] = {"title": "t", "description": "d", "tick_text": tick, **more}
    return Drawing(columns(labels, values, worded, **given))


def test_heights_are_in_proportion() -> None:
    """A column of twice the value is twice as high, from zero."""
    half, whole = drawn([40, 80]).rects
    assert (whole.bottom - whole.top) == pytest.approx(2 * (half.bottom - half.top), abs=0.02)
    assert half.bottom == pytest.approx(whole.bottom, abs=0.02)


def test_the_last_column_stands_out() -> None:
    """Now is dark, what was before is calm; its words are the only bold ones beside its label."""
    drawing = drawn([3, 4, 5])
    assert [rect.shows for rect in drawing.rects] == ["calm", "calm", "accent"]
    bold = [element.text for element in drawing.root if element.get("font-weight") == "600"]
    assert bold == ["5", "Oct"]


def test_one_path_for_calm_columns_and_one_for_the_last() -> None:
    """Thirteen columns are two paths, not thirteen shapes."""
    drawing = drawn([5.0] * 13)
    assert drawing.markup.count('fill="#b4c0ce"') == drawing.markup.count('fill="#1f4e79"') == 1


def test_short_texts_are_all_shown() -> None:
    """Thirteen percentages fit above thirteen columns of a full-width chart."""
    values = [90.5 + month for month in range(13)]
    texts = [f"{value} %" for value in values]
    assert set(texts) <= set(drawn(values, texts, maximum=100).words)


def test_texts_without_room_are_thinned() -> None:
    """Of 52 weeks the first, the highest, the lowest and the last are worded, nothing else."""
    values = [1250.0 + 10 * (week % 7) for week in range(52)]
    values[20], values[30] = 1900, 420
    labels = [f"W{week + 1}" for week in range(52)]
    texts = [f"{value:,.0f}" for value in values]
    drawing = drawn(values, texts, labels=labels)
    worded = [word for word in drawing.words if word in set(texts)]
    assert "1,900" in worded
    assert texts[-1] in worded
    assert len(worded) <= 4


def test_the_current_value_is_always_worded() -> None:
    """Even a long text is shown for now, next to a high column before it."""
    values = [100.0] * 51 + [10.0]
    texts = ["100 hours"] * 51 + ["10 hours"]
    words = drawn(values, texts, labels=["w"] * 52).text("10 hours")
    last = drawn(values, texts, labels=["w"] * 52).rects[-1]
    assert 0 < last.top - words.bottom < 3


def test_missing_is_a_dash_on_the_baseline() -> None:
    """None leaves a gap with a dash, and zero is worded but not drawn."""
    drawing = drawn([5, None, 0, 5])
    dash, zero = drawing.text("–"), [box for box in drawing.texts if box.shows == "0"][-1]
    assert len(drawing.rects) == 2
    assert dash.bottom == zero.bottom < drawing.rects[0].bottom


def test_dashes_side_by_side_do_not_look_like_a_line() -> None:
    """In narrow columns a whole run of missing values has one dash."""
    drawing = drawn([None] * 13, width_mm=56, height_mm=30)
    assert drawing.words.count("–") == 1


def test_negative_columns_hang_with_their_words_below() -> None:
    """A negative value runs down from the baseline, and its words stand under it."""
    drawing = drawn([12, -45])
    up, down = drawing.rects
    assert down.top == pytest.approx(up.bottom, abs=0.02)
    assert drawing.text("-45").top > down.bottom


def test_target_is_a_dashed_line_with_its_words_behind_the_last_column() -> None:
    """The target is drawn at its value, and its label right of all columns at the same height."""
    drawing = drawn([80, 100], target=90, target_text="target 90 %", maximum=100)
    (target,) = drawing.dashed
    label = drawing.text("target 90 %")
    assert target.shows == "target"
    assert label.left > max(rect.right for rect in drawing.rects)
    assert label.top < target.top < label.bottom


def test_target_line_shows_on_a_dark_column() -> None:
    """Where the line cuts the dark column there is white behind it."""
    drawing = drawn([80, 100], target=90)
    (behind,) = [line for line in drawing.lines if line.shows == "paper"]
    assert behind.left == pytest.approx(drawing.rects[-1].left, abs=0.02)
    assert behind.right == pytest.approx(drawing.rects[-1].right, abs=0.02)


def test_words_step_over_the_target_line() -> None:
    """The words of a column that ends just under the target stand on the line, not in it."""
    drawing = drawn([94.6, 97], target=95)
    assert drawing.text("94.6").bottom < drawing.dashed[0].top


def test_no_target_words_without_a_target() -> None:
    """A label without a line is not drawn."""
    assert "target" not in drawn([1, 2], target_text="target").words


def test_no_gridline_above_the_maximum() -> None:
    """A percentage has no 110 % line."""
    assert {"50", "100"} <= set(drawn([97, 99], maximum=100).words)
    assert "150" not in drawn([97, 99], maximum=100).words


def test_ticks_are_worded_by_the_caller() -> None:
    """Units and language of the scale are the caller's."""
    assert "50 %" in drawn([97], tick_text=lambda tick: f"{tick:g} %").words


def test_gridlines_open_for_words() -> None:
    """A gridline leaves out the words that stand on it."""
    drawing = drawn([100, 94, 100])
    words, level = drawing.text("94"), drawing.rects[0].top
    gridline = [line for line in drawing.lines if abs(line.top - level) < 0.02]
    assert words.top < level < words.bottom
    assert any(line.right <= words.left for line in gridline)
    assert any(line.left >= words.right for line in gridline)


def test_long_labels_are_clipped() -> None:
    """A label keeps to its column's share of the width."""
    drawing = drawn([1.0] * 5, labels=["Network infrastructure and connectivity"] * 5)
    labels = [box for box in drawing.texts if box.shows.startswith("Network inf") and box.shows.endswith("…")]
    assert len(labels) == 5
    assert all(one.right < other.left for one, other in pairwise(labels))


def test_many_labels_are_thinned_from_the_last_back() -> None:
    """Of 52 weeks every so many are labelled, the current one always."""
    labels = [f"W{week + 1}" for week in range(52)]
    shown = [word for word in drawn([1.0] * 52, [""] * 52, labels=labels).words if word in set(labels)]
    assert shown[-1] == "W52"
    weeks = [int(word[1:]) for word in shown]
    assert len({later - earlier for earlier, later in pairwise(weeks)}) == 1


def test_a_pair_of_columns_for_each_label() -> None:
    """Two series stand side by side, the first calm and the second in the accent."""
    drawing = drawn([4, 2], second=[3, 5], second_texts=["3", "5"])
    calm = [rect for rect in drawing.rects if rect.shows == "calm"]
    strong = [rect for rect in drawing.rects if rect.shows == "accent"]
    assert [one.right < other.left for one, other in zip(calm, strong, strict=True)] == [True, True]
    assert {"4", "2", "3", "5"} <= set(drawing.words)


def test_only_the_current_pair_is_worded_without_room() -> None:
    """Both current values are worded, apart from each other; the earlier ones are not."""
    texts = ["1,103"] * 12 + ["1,284"]
    drawing = drawn([1103.0] * 12 + [1284.0], texts, second=[1100.0] * 13, second_texts=["1,100"] * 13)
    assert [word for word in drawing.words if "," in word and word != "1,000"] == ["1,284", "1,100"]


def test_columns_without_words_in_the_second_series() -> None:
    """Texts for the second series are optional."""
    assert drawn([4], second=[3]).words == ["0", "2", "4", "4", "Oct"]


def test_empty_words_among_wide_ones() -> None:
    """A value that the caller left unworded is no obstacle where words have to be thinned."""
    drawing = drawn([1, 2, 3], ["a long way of saying one", "", ""], width_mm=40)
    assert "a long way of saying one" not in drawing.words
    assert len(drawing.rects) == 3


def test_without_a_current_column_none_is_emphasised() -> None:
    """Weekdays have no current one: all columns are of one colour, and no text is bold."""
    drawing = drawn([1, 2], labels=["Mo", "Tu"], colour="#112233", last_is_current=False)
    assert {rect.shows for rect in drawing.rects} == {"accent"}
    assert 'font-weight="600"' not in drawing.markup


def test_a_pair_is_named_on_top() -> None:
    """Both names stand over the plot, each behind a piece of its colour."""
    drawing = drawn([4, 2], second=[3, 5], second_texts=["3", "5"], names=("opened", "resolved"))
    swatches = [rect for rect in drawing.rects if rect.bottom < 15]
    assert [rect.shows for rect in swatches] == ["calm", "accent"]
    assert swatches[0].right < drawing.text("opened").left < swatches[1].left < drawing.text("resolved").left
    assert drawing.text("resolved").bottom < min(rect.top for rect in drawing.rects if rect not in swatches)


def test_a_shared_scale_makes_columns_comparable() -> None:
    """The same value is as high in both drawings; both have the same gridlines."""
    histories = [40.0, 80.0], [12.0, 40.0]
    scale = one_scale(histories)
    one, other = (drawn(history, scale=scale) for history in histories)
    assert one.rects[0].top == other.rects[1].top
    assert {word for word in one.words if word in {"0", "20", "50"}} == {
        word for word in other.words if word in {"0", "20", "50"}
    }


def test_refuses_a_scale_that_does_not_hold_all() -> None:
    """A column that would leave the drawing is the caller's mistake; so is a scale without zero."""
    with pytest.raises(ValueError, match="outside the scale"):
        drawn([90], scale=one_scale([[80.0]]))
    with pytest.raises(ValueError, match="outside the scale"):
        drawn([90], scale=one_scale([[80.0, 95.0]], from_zero=False))


def test_a_shared_scale_is_thinned_where_it_is_low() -> None:
    """Gridlines that would have their words touch are left out, zero never."""
    scale = Scale(0, 10, tuple(range(11)))
    drawing = drawn([10], [""], scale=scale, height_mm=16)
    assert [word for word in drawing.words if word.isdigit()] == ["0", "4", "8"]
