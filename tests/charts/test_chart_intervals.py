"""Dots with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from drawing_reader import Drawing, tick

from reviewgen.charts import interval_rows, intervals

Span = tuple[float | None, float | None, float | None]
GIVEN: dict[str, Any] = {"title": "t", "description": "d", "tick_text": tick, "maximum": 100}
SPANS: tuple[Span, ...] = ((80, 88, 93), (82, 91, 97), (None, None, None), (75, 86, 92))


def _columns(spans: Sequence[Span]) -> dict[str, Any]:
    lows, values, highs = zip(*spans, strict=True)
    texts = ["" if value is None else f"{value:g} %" for value in values]
    return {"values": values, "texts": texts, "lows": lows, "highs": highs}


def over_time(*spans: Span, **more: Any) -> Drawing:
    """Draw intervals of months."""
    labels = ["Jul", "Aug", "Sep", "Oct"][-len(spans) :]
    return Drawing(intervals(labels, **_columns(spans), **{**GIVEN, **more}))


def in_rows(*spans: Span, **more: Any) -> Drawing:
    """Draw intervals of services."""
    labels = ["Desk", "Network", "Printing", "Payroll"][: len(spans)]
    return Drawing(interval_rows(labels, **_columns(spans), **{**GIVEN, **more}))


def test_an_interval_is_an_upright_line_through_its_dot() -> None:
    """From its low end to its high end, with the value between; the last one stands out."""
    drawing = over_time(*SPANS)
    (last,) = [line for line in drawing.lines if line.shows == "accent" and line.bottom > line.top]
    (dot,) = [line for line in drawing.lines if line.shows == "accent" and line.bottom == line.top]
    assert last.top < dot.top < last.bottom
    assert dot.left == last.left
    assert len([line for line in drawing.lines if line.shows == "soft" and line.bottom > line.top]) == 2


def test_lengths_are_in_proportion() -> None:
    """An interval twice as wide is drawn twice as long."""
    drawing = over_time((80, 90, 100), (85, 90, 95))
    long, short = sorted(
        line.bottom - line.top for line in drawing.lines if line.bottom > line.top and line.shows in {"soft", "accent"}
    )[::-1]
    assert long == pytest.approx(2 * short, abs=0.05)


def test_the_value_stands_over_its_interval() -> None:
    """Words are clear of the line, the last in bold."""
    drawing = over_time(*SPANS)
    (last,) = [line for line in drawing.lines if line.shows == "accent" and line.bottom > line.top]
    assert drawing.text("86 %").bottom < last.top


def test_what_is_missing_is_a_dash() -> None:
    """None has neither dot nor line; a value without an interval has its dot."""
    assert over_time(*SPANS).words.count("–") == 1
    alone = over_time((None, 90, None))
    assert alone.markup.count('stroke-linecap="round"') == 1
    assert [line for line in alone.lines if line.shows == "accent" and line.bottom > line.top] == []


@pytest.mark.parametrize("draw", [over_time, in_rows])
def test_the_target_is_a_dashed_line_with_its_words(draw: Any) -> None:
    """It is drawn on the same scale, and named where it ends."""
    drawing = draw(*SPANS, target=90, target_text="target 90 %")
    (line,) = drawing.dashed
    words = drawing.text("target 90 %")
    assert line.shows == "target"
    assert words.left < line.left < words.right or words.top < line.top < words.bottom


def test_rows_come_in_the_order_given() -> None:
    """Labels at the left, values at the right, dots between on one scale."""
    drawing = in_rows(*SPANS)
    assert [drawing.text(label).top for label in ("Desk", "Network", "Printing", "Payroll")] == sorted(
        drawing.text(label).top for label in ("Desk", "Network", "Printing", "Payroll")
    )
    dots = [line for line in drawing.lines if line.shows == "accent" and line.left == line.right]
    assert dots[0].left < dots[1].left
    assert drawing.text("91 %").left > max(dot.left for dot in dots)
    assert drawing.text("–").left == pytest.approx(drawing.text("91 %").left)


def test_the_scale_of_rows_stands_below() -> None:
    """Ticks are named under the rows, under their gridlines."""
    drawing = in_rows(*SPANS)
    ninety = drawing.text("90")
    assert ninety.top > drawing.text("Payroll").bottom
    assert any(line.shows == "grid" and ninety.left < line.left < ninety.right for line in drawing.lines)


@pytest.mark.parametrize("draw", [over_time, in_rows])
def test_refuses_a_value_outside_its_interval(draw: Any) -> None:
    """An interval that does not hold its value is a mistake of the caller."""
    with pytest.raises(ValueError, match="outside its interval"):
        draw((80, 79, 90))
