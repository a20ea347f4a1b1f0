"""Histories the size of a word."""

from __future__ import annotations

from typing import Any

import pytest
from drawing_reader import Drawing

from reviewgen.charts import sparkline
from reviewgen.model import Status


def drawn(values: list[float | None], **more: Any) -> Drawing:
    """Draw `values` in the usual size."""
    return Drawing(sparkline(values, title="t", description="d", **more))


@pytest.mark.parametrize(
    ("status", "role"),
    [("met", "met"), ("at_risk", "at_risk"), ("missed", "missed"), ("not_measured", "soft"), (None, "soft")],
)
def test_dot_has_the_colour_of_the_status(status: Status | None, role: str) -> None:
    """The last value is a dot in the colour of its status."""
    (dot,) = drawn([1, 2, 3], status=status).dots
    assert dot.shows == role


def test_dot_is_where_the_line_ends() -> None:
    """The dot sits on the last point, at the right end."""
    drawing = drawn([1, 2, 9])
    (line,), (dot,) = drawing.lines, drawing.dots
    assert (dot.left + dot.right) / 2 == pytest.approx(line.right)
    assert (dot.top + dot.bottom) / 2 == pytest.approx(line.top)


def test_a_missing_value_breaks_the_line() -> None:
    """The line stops before a gap and starts anew behind it, in the same path."""
    drawing = drawn([1, 2, None, 3, 4])
    before, after = drawing.lines
    assert before.right < after.left
    assert drawing.markup.count("<path") == 1


def test_a_value_between_two_gaps_is_a_speck() -> None:
    """A single value cannot be a line, but it is not lost."""
    drawing = drawn([None, 2, None, 3, 4])
    assert len(drawing.dots) == 2


def test_a_missing_last_value_is_a_dash_instead_of_the_dot() -> None:
    """No dot pretends that an older value is now."""
    drawing = drawn([1, 2, 3, None], status="met")
    assert drawing.dots == []
    assert drawing.words == ["–"]


def test_nothing_known_is_a_dash_beside_the_target() -> None:
    """With no history at all the target line is drawn and ends before the dash."""
    drawing = drawn([None] * 13, target=95)
    (target,) = drawing.dashed
    assert drawing.words == ["–"]
    assert target.right < drawing.texts[0].left


def test_one_value_is_a_dot_at_the_right() -> None:
    """A history of one is a dot, in the middle of the height."""
    drawing = drawn([5])
    (dot,) = drawing.dots
    assert dot.right > drawing.width - 4
    assert (dot.top + dot.bottom) / 2 == drawing.height / 2


def test_a_flat_history_is_a_flat_line() -> None:
    """Equal values lie on one level."""
    (line,) = drawn([0, 0, 0]).lines
    assert line.top == line.bottom


def test_target_is_a_quiet_dashed_line_on_the_same_scale() -> None:
    """A target above all values lies above the line."""
    drawing = drawn([1, 2, 3], target=4)
    (target,) = drawing.dashed
    assert target.shows == "target"
    assert target.top < min(dot.top for dot in drawing.dots)


def test_a_shared_scale_makes_sparklines_comparable() -> None:
    """The same value is at the same height whatever the others are; what lies outside is at the edge."""
    one, other = drawn([1, 50], scale=(0, 100)), drawn([90, 50], scale=(0, 100))
    assert one.dots == other.dots
    assert drawn([1, 500], scale=(0, 100)).dots == drawn([1, 100], scale=(0, 100)).dots


def test_refuses_a_scale_upside_down() -> None:
    """Low comes first."""
    with pytest.raises(ValueError, match="upside down"):
        drawn([1], scale=(1, 0))


def test_line_ends_before_the_dash() -> None:
    """However dense the history, the line does not run into the dash of a missing last value."""
    drawing = drawn([1.0] * 50 + [None])
    assert drawing.lines[-1].right < drawing.texts[0].left
