"""Heat maps."""

from __future__ import annotations

from typing import Any

import pytest
from drawing_reader import Drawing

from reviewgen.charts import heatmap

DAYS = ["Mon", "Tue"]
HOURS = [f"{hour:02}" for hour in range(24)]
NIGHT: list[float | None] = [0.0] * 9
BUSY = [[*NIGHT, 40.0, 20.0, *[0.0] * 13], [*NIGHT, 10.0, None, *[1.0] * 13]]


def drawn(values: list[list[float | None]] = BUSY, **more: Any) -> Drawing:
    """Draw two days."""
    given: dict[str, Any] = {"rows": DAYS, "hours": HOURS, "title": "t", "description": "d", **more}
    return Drawing(heatmap(values=values, **given))


def test_the_fuller_the_darker() -> None:
    """Each step is a path of its own: the fullest cell the darkest, an empty one pale, an unknown one not drawn."""
    drawing = drawn()
    assert len(drawing.rects) == 47
    counts = {role: sum(box.shows == role for box in drawing.rects) for role in ("step1", "step3", "step4", "step5")}
    assert counts == {"step1": 1, "step3": 1, "step4": 1, "step5": 13}
    assert drawing.markup.count("<path") == 6


def test_the_fullest_cell_is_framed_and_worded() -> None:
    """Its words stand in it, in the colour of paper."""
    drawing = drawn(peak_text="40")
    words = drawing.text("40")
    (cell,) = [box for box in drawing.rects if box.shows == "step1"]
    assert words.colour == "#ffffff"
    assert cell.left < words.left < words.right < cell.right
    assert [line for line in drawing.lines if line.shows == "ink"]


def test_words_that_do_not_fit_the_cell_are_left_out() -> None:
    """In a narrow drawing the frame alone marks the fullest cell."""
    drawing = drawn(peak_text="40 tickets", width_mm=80)
    assert "40 tickets" not in drawing.words
    assert [line for line in drawing.lines if line.shows == "ink"]


def test_hours_are_named_at_round_distances() -> None:
    """As many as have room, from the first on."""
    assert [word for word in drawn(width_mm=178).words if word.isdigit()] == HOURS
    assert [word for word in drawn(width_mm=86).words if word.isdigit()] == HOURS[::2]
    assert [word for word in drawn(width_mm=60).words if word.isdigit()] == HOURS[::3]


def test_the_steps_are_told_in_one_line() -> None:
    """From the palest to the darkest, between their words."""
    drawing = drawn(scale_texts=("1", "40"))
    low, high = drawing.text("1"), drawing.text("40")
    between = [box for box in drawing.rects if low.right < box.left and box.right < high.left and box.top > low.top - 2]
    assert [box.shows for box in between] == ["step5", "step4", "step3", "step2", "step1"]


def test_nothing_at_all_has_no_peak() -> None:
    """Where all cells are empty none is framed or worded."""
    drawing = drawn([[0.0] * 24, [None] * 24], peak_text="0")
    assert {box.shows for box in drawing.rects} == {"empty"}
    assert drawing.lines == []
    assert "0" not in drawing.words


def test_refuses_rows_of_other_length() -> None:
    """Every row has a value for every hour."""
    with pytest.raises(ValueError, match="24 labels but 3 values"):
        drawn([[1.0] * 24, [1.0] * 3])
    with pytest.raises(ValueError, match="2 labels but 1 rows"):
        drawn([[1.0] * 24])
