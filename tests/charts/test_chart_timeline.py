"""Timelines."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from drawing_reader import Drawing

from reviewgen.charts import Milestone, timeline

MONTHS = ((0, "Sep"), (30, "Oct"), (61, "Nov"), (91, "Dec"))
NAMES = ("first planned", "expected now", "reached")
DESIGN = Milestone("Design agreed", 10, 12, 12, "reached 13 Sept")
SWITCH = Milestone("Switches replaced", 40, 80, None, "expected 20 Nov")


def drawn(*milestones: Milestone, **more: Any) -> Drawing:
    """Draw milestones in the usual size."""
    return Drawing(timeline(milestones, title="t", description="d", **{"names": NAMES, **more}))


def marks(drawing: Drawing, rows: int) -> list[tuple[str, ...]]:
    """Return the colours of the dots of each row, of those of the legend none."""
    found: dict[float, tuple[str, ...]] = {}
    for box in drawing.dots:
        middle = (box.top + box.bottom) / 2
        found[middle] = (*found.get(middle, ()), box.shows)
    return list(found.values())[:rows]


def test_a_milestone_that_is_expected_has_a_ring_and_one_reached_a_dot() -> None:
    """The two are told apart by shape, so that a grey print says the same."""
    assert marks(drawn(DESIGN, SWITCH), 2) == [("accent",), ("accent", "paper")]


def test_days_lie_in_their_order_and_proportion() -> None:
    """From the day first planned to the day expected is as far as it lasts, on the scale of all rows."""
    drawing = drawn(DESIGN, SWITCH)
    strokes = [box for box in drawing.lines if box.left == box.right][:2]
    slips = [box for box in drawing.lines if box.top == box.bottom]
    assert [box.left for box in slips] == [box.left for box in strokes]
    assert slips[1].right - slips[1].left == pytest.approx(20 * (slips[0].right - slips[0].left), abs=0.5)
    assert strokes[0].left < strokes[1].left


def test_a_slip_that_may_change_is_dashed() -> None:
    """The line to a day that is only expected is broken, that to a day that came is whole."""
    dashed = drawn(DESIGN, SWITCH).dashed
    assert len(dashed) == 1
    assert dashed[0].right - dashed[0].left > 100


def test_a_milestone_that_comes_early_has_its_ring_before_the_stroke() -> None:
    """The line runs to the left."""
    drawing = drawn(Milestone("Cutover", 80, 40, None, ""))
    (stroke,) = [box for box in drawing.lines if box.left == box.right][:1]
    assert drawing.dots[0].right < stroke.left


def test_rows_name_the_milestone_at_the_left_and_its_day_at_the_right() -> None:
    """They come as given, from the top; the marks lie between."""
    drawing = drawn(DESIGN, SWITCH)
    assert drawing.words[:4] == ["Design agreed", "Switches replaced", "reached 13 Sept", "expected 20 Nov"]
    names, ends = drawing.texts[:2], drawing.texts[2:4]
    assert names[0].bottom < names[1].top
    assert max(box.right for box in names) < min(box.left for box in drawing.dots[:-3])
    assert max(box.right for box in drawing.dots) < ends[0].left


def test_a_day_that_nobody_knows_is_a_dash() -> None:
    """A row without any day has neither mark nor line; one without a plan has no stroke."""
    nothing = drawn(Milestone("Handover", None, None, None, "later"), DESIGN)
    assert "–" in nothing.words
    assert "later" not in nothing.words
    assert marks(nothing, 1) == [("accent",)]
    unplanned = drawn(Milestone("Handover", None, 30, None, "expected 1 Oct"))
    assert [box for box in unplanned.lines if box.top == box.bottom] == []


def test_ticks_stand_over_the_rows_where_they_find_room() -> None:
    """Months outside the days drawn are left out, as are words that would meet others."""
    assert drawn(DESIGN, SWITCH, ticks=MONTHS).words[:2] == ["Oct", "Nov"]
    many = [(float(day), f"day {day}") for day in range(10, 80)]
    crowded = drawn(DESIGN, SWITCH, ticks=many)
    shown = [box for box in crowded.texts if box.shows.startswith("day")]
    assert 3 < len(shown) < 20
    assert all(one.right < other.left for one, other in pairwise(shown))


def test_the_legend_says_what_each_mark_is() -> None:
    """Three marks; the line of the day up to which is told only where it is drawn."""
    assert drawn(DESIGN).words[-3:] == ["first planned", "expected now", "reached"]
    told = drawn(DESIGN, now=(61, "31 Oct 2026"))
    assert told.words[-1] == "31 Oct 2026"
    (upto, sample) = [box for box in told.dashed if box.shows == "soft"]
    assert upto.bottom < sample.top


def test_the_day_up_to_which_is_told_lies_between_others() -> None:
    """It is on the same scale."""
    drawing = drawn(DESIGN, SWITCH, now=(61, "31 Oct"))
    line = next(box for box in drawing.dashed if box.left == box.right)
    assert drawing.dots[0].right < line.left < drawing.dots[1].left


def test_height_follows_the_number_of_rows() -> None:
    """Each row adds its height to axis and legend."""
    heights = [drawn(*[DESIGN] * count, row_mm=5).height for count in (1, 2, 7)]
    assert heights[1] - heights[0] == pytest.approx(20)
    assert heights[2] - heights[0] == pytest.approx(120)


def test_one_day_alone_lies_in_the_middle() -> None:
    """Where all is on one day there is still a scale."""
    drawing = drawn(Milestone("Go", 10, 10, None, ""))
    left, right = drawing.texts[0].right, drawing.width
    assert left + 100 < drawing.dots[0].left < right - 100


@pytest.mark.parametrize("day", [math.nan, math.inf, 1e101])
def test_refuses_days_that_are_none(day: float) -> None:
    """A day that has no place on paper is the caller's mistake."""
    with pytest.raises(ValueError, match="cannot be drawn"):
        drawn(Milestone("Go", day, None, None, ""))


def test_refuses_nothing_and_impossible_sizes() -> None:
    """No milestones, a size that leaves no room, a colour that is none."""
    with pytest.raises(ValueError, match="nothing to draw"):
        drawn()
    with pytest.raises(ValueError, match="no size"):
        drawn(DESIGN, width_mm=79)
    with pytest.raises(ValueError, match="no size"):
        drawn(DESIGN, row_mm=3)
    with pytest.raises(ValueError, match="not a colour"):
        drawn(DESIGN, colour="red")


def test_same_input_same_bytes() -> None:
    """Drawing twice gives the same bytes."""
    assert drawn(DESIGN, SWITCH).markup == drawn(DESIGN, SWITCH).markup
