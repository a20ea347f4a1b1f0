"""Known events over charts of time."""

from __future__ import annotations

from typing import Any

import pytest
from drawing_reader import Box, Drawing, tick

from reviewgen.charts import Event, behaviour, columns, intervals, stacked

MONTHS = ["Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep"]
MOVE: Event = (4.0, "office move")
MIGRATION: Event = (10.2, "depot migration, 6 Sep")
LEVEL = [50.0] * 12
SHARED: dict[str, Any] = {"title": "t", "description": "d", "tick_text": tick}


def drawn(*events: Event, kind: str = "columns", **more: Any) -> Drawing:
    """Draw a level history with `events`."""
    texts = ["50"] * 12
    given = {**SHARED, "events": events, **more}
    if kind == "behaviour":
        limits: dict[str, Any] = {name: [None] * 12 for name in ("centre", "lower", "upper")}
        return Drawing(behaviour(MONTHS, LEVEL, texts, signals=[""] * 12, **limits, **given))
    if kind == "intervals":
        return Drawing(intervals(MONTHS, LEVEL, texts, lows=[40.0] * 12, highs=[60.0] * 12, **given))
    if kind == "stacked":
        return Drawing(stacked(MONTHS, [("all", LEVEL)], texts, **given))
    return Drawing(columns(MONTHS, LEVEL, texts, **given))


def told(drawing: Drawing) -> list[Box]:
    """Return the words of events."""
    return [box for box in drawing.texts if box.colour == "#8a4b08"]


def lines(drawing: Drawing) -> list[float]:
    """Return where the lines of events lie."""
    return sorted({line.left for line in drawing.lines if line.shows == "event"})


@pytest.mark.parametrize("kind", ["columns", "behaviour", "intervals", "stacked"])
def test_an_event_is_an_upright_line_with_its_words(kind: str) -> None:
    """The line lies between the periods that it parts, its words beside it over the plot, in words and colour alike."""
    drawing = drawn(MOVE, kind=kind)
    (words,), (x,) = told(drawing), lines(drawing)
    before, after = drawing.text("Jan"), drawing.text("Feb")
    assert (before.left + before.right) / 2 < x < (after.left + after.right) / 2
    assert words.shows == "office move"
    assert 0 < words.left - x < 4
    assert words.bottom < min(box.top for box in drawing.texts if box.shows == "50" and box.left > 40)


def test_a_moment_within_a_period_lies_there() -> None:
    """A fifth into September is a fifth of its width from where it begins."""
    ((start,), (late,), (end,)) = (lines(drawn((at, "x"))) for at in (10.0, 10.2, 11.0))
    assert late - start == pytest.approx((end - start) / 5, abs=0.01)


def test_words_that_find_no_room_at_the_right_stand_left_of_their_line() -> None:
    """Nothing leaves the drawing for an event at its end."""
    drawing = drawn((11.9, "freeze of all changes"))
    (words,), (x,) = told(drawing), lines(drawing)
    assert 0 < x - words.right < 4


def test_long_words_are_cut() -> None:
    """What is too long for either side ends in an ellipsis."""
    (words,) = told(drawn((6.0, "a very long story " * 20)))
    assert words.shows.endswith("…")


def test_two_events_that_share_a_gap_stand_in_two_rows() -> None:
    """The words of the second go lower, where neither would have room beside the other."""
    first, second = told(drawn((5.0, "the office moved to Leeds"), (9.5, "a new rota from now on until the summer")))
    assert second.top > first.bottom - 0.01
    assert not second.shows.endswith("…")


def test_a_low_drawing_has_one_row() -> None:
    """There the words are cut instead."""
    events = ((5.0, "the office moved to Leeds"), (8.0, "a new rota from now on until the summer"))
    words = told(drawn(*events, width_mm=100, height_mm=24))
    assert len({box.top for box in words}) == 1


def test_events_close_together_share_their_words() -> None:
    """Each has its line; the words are told once, in the order of time."""
    drawing = drawn((6.1, "second"), (6.0, "first"))
    assert [box.shows for box in told(drawing)] == ["first · second"]
    assert len(lines(drawing)) == 2


def test_the_same_words_are_told_once() -> None:
    """Two freezes side by side read as one word."""
    assert [box.shows for box in told(drawn((6.0, "freeze"), (6.2, "freeze")))] == ["freeze"]


def test_events_outside_the_periods_are_left_out() -> None:
    """Before the first and after the last there is nowhere to draw them."""
    assert lines(drawn((-0.1, "before"), (12.1, "after"))) == []
    assert len(lines(drawn((0.0, "first"), (12.0, "end")))) == 2


def test_a_line_opens_for_the_words_of_values() -> None:
    """It does not run through the value of the period that it lies in."""
    drawing = drawn((4.5, "x"))
    pieces = [line for line in drawing.lines if line.shows == "event"]
    value = next(box for box in drawing.texts if box.shows == "50" and box.left < pieces[0].left < box.right)
    assert [piece for piece in pieces if piece.overlaps(value)] == []
    assert len(pieces) == 2


def test_an_event_lies_behind_columns() -> None:
    """A column hides the line: it is drawn before the columns are."""
    markup = drawn((4.5, "x")).markup
    assert markup.index('class="event"') < markup.index('class="calm"')


def test_no_event_no_row() -> None:
    """Without events the plot has all the height."""
    assert drawn(kind="columns").rects[0].top < drawn(MOVE).rects[0].top


def test_refuses_a_moment_that_is_none() -> None:
    """A moment that is not finite is the caller's mistake."""
    with pytest.raises(ValueError, match="cannot be drawn"):
        drawn((float("nan"), "x"))


def test_refuses_too_little_height() -> None:
    """With a row for events the least height is more than without."""
    assert drawn(height_mm=16).height == 64
    with pytest.raises(ValueError, match="no size"):
        drawn(MOVE, height_mm=19)
