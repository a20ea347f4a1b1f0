"""Rules without exceptions, for every kind of drawing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from drawing_reader import Box, Drawing, Stroke, any_overlap, tick
from hypothesis import given
from hypothesis import strategies as st
from some_drawings import KINDS, VALUES

from reviewgen.charts import (
    ACCENT,
    Bullet,
    Svg,
    bars,
    behaviour,
    bullets,
    columns,
    heatmap,
    interval_rows,
    intervals,
    pareto,
    sparkline,
    stacked,
)
from reviewgen.charts.palette import CALM, PAPER

ROLES = {
    *("ink", "soft", "accent", "calm", "empty", "grid", "target", "limit", "signal", "event", "paper"),
    *("met", "at_risk", "missed"),
    *(f"step{at}" for at in range(1, 6)),
}
SHAPES = {"path", "circle", "text"}
SHORT = re.compile(r"([MLHVhvzm \n]|-?(0|[1-9]\d*)(\.\d?[1-9])?(?![\d.]))*")
GEOMETRY = {"d", "x", "y", "cx", "cy", "r", "viewBox", "stroke-width", "width", "height"}


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_every_drawing_keeps_the_rules(kind: str, data: st.DataObject) -> None:
    """Whatever is drawn lies inside, words touch nothing, elements are plain, numbers short, and it says what it is."""
    drawing = Drawing(data.draw(KINDS[kind]))
    assert outside(drawing) == []
    assert any_overlap(drawing.texts) == []
    assert touched(drawing) == []
    assert unusual(drawing) == []
    assert is_titled(drawing)


def outside(drawing: Drawing) -> list[Box]:
    """Return what reaches over the edge of the drawing."""
    slack = 0.05
    return [
        box
        for box in drawing.everything
        if min(box.left, box.top) < -slack or box.right > drawing.width + slack or box.bottom > drawing.height + slack
    ]


def touched(drawing: Drawing) -> list[tuple[Box, Box | Stroke]]:
    """Return the words that a shape lies under, but those that are left free in it, or that a line runs through."""
    words = [box for box in drawing.texts if box.colour != PAPER.colour]
    shapes = [*drawing.rects, *drawing.dots]
    under = [(one, shape) for one in words for shape in shapes if one.overlaps(shape)]
    return [*under, *((one, stroke) for one in drawing.texts for stroke in drawing.strokes if stroke.cuts(one))]


def unusual(drawing: Drawing) -> list[str]:
    """Return elements and attributes that not every engine draws alike, long numbers, and shapes without a role."""
    found = [kind for kind in drawing.kinds if kind not in {"svg", "title", "desc", *SHAPES}]
    for element in drawing.root.iter():
        found += {"id", "style"} & set(element.attrib)
        numbers = " ".join(value for name, value in element.attrib.items() if name in GEOMETRY).replace("mm", "")
        if not SHORT.fullmatch(numbers) or re.search(r"-0(?![.\d])", numbers):
            found.append(numbers)
        if element.tag.rpartition("}")[2] in SHAPES and element.get("class") not in ROLES:
            found.append(str(element.attrib))
    return found


def is_titled(drawing: Drawing) -> bool:
    """Whether it is an image with title and description, and of its own direction."""
    names = [child.tag.rpartition("}")[2] for child in drawing.root][:2]
    return (drawing.root.get("role"), names, drawing.root.get("direction")) == ("img", ["title", "desc"], "ltr")


@given(st.lists(VALUES, min_size=1, max_size=20))
def test_one_column_for_each_number_but_zero(values: list[float | None]) -> None:
    """A missing value gets no column, nor does zero; everything else does, however small."""
    words = [""] * len(values)
    drawing = Drawing(columns(words, values, words, title="", description="", tick_text=tick))
    assert len(drawing.rects) == sum(1 for value in values if value)


@given(st.lists(VALUES, min_size=1, max_size=13))
def test_a_dash_for_each_missing_column(values: list[float | None]) -> None:
    """A missing value is marked by a dash, zero is not."""
    words = [""] * len(values)
    drawing = Drawing(columns(words, values, words, title="", description="", tick_text=tick))
    assert drawing.words.count("–") == values.count(None)


@given(st.lists(VALUES, min_size=1, max_size=20))
def test_one_bar_for_each_number_but_zero(values: list[float | None]) -> None:
    """A missing value gets a dash and no bar; a number that is not zero always gets a bar."""
    words = [""] * len(values)
    drawing = Drawing(bars(words, values, words, title="", description=""))
    assert len(drawing.rects) == sum(1 for value in values if value)
    assert drawing.words.count("–") == values.count(None)


Values = list[float | None]
TITLED: dict[str, Any] = {"title": "", "description": ""}
TICKED: dict[str, Any] = {**TITLED, "tick_text": tick}


def _blank(values: Values) -> list[str]:
    return [""] * len(values)


def _behaviour(values: Values) -> Svg:
    limits: dict[str, Any] = {name: [None] * len(values) for name in ("centre", "lower", "upper")}
    return behaviour(_blank(values), values, _blank(values), signals=_blank(values), **limits, **TICKED)


ONE_ROW: dict[str, Callable[[Values], Svg]] = {
    "bars": lambda values: bars(_blank(values), values, _blank(values), **TITLED),
    "behaviour": _behaviour,
    "bullets": lambda values: bullets([Bullet("", value, None, None, "") for value in values], **TITLED),
    "columns": lambda values: columns(_blank(values), values, _blank(values), **TICKED),
    "heatmap": lambda values: heatmap([""], _blank(values), [values], **TITLED),
    "interval_rows": lambda values: interval_rows(
        _blank(values), values, _blank(values), lows=values, highs=values, **TICKED
    ),
    "intervals": lambda values: intervals(_blank(values), values, _blank(values), lows=values, highs=values, **TICKED),
    "pareto": lambda values: pareto(_blank(values), values, _blank(values), **TITLED),
    "sparkline": lambda values: sparkline(values, **TITLED),
    "stacked": lambda values: stacked(_blank(values), [("", values)], _blank(values), **TICKED),
}


@pytest.mark.parametrize("kind", ONE_ROW)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e101])
def test_refuses_what_is_not_finite(kind: str, value: float) -> None:
    """A number that has no place on paper is the caller's mistake and never reaches the drawing."""
    with pytest.raises(ValueError, match="cannot be drawn"):
        ONE_ROW[kind]([1, value, None])


@pytest.mark.parametrize("kind", ONE_ROW)
def test_refuses_nothing(kind: str) -> None:
    """Saying that there is no data is the caller's part: an empty drawing says nothing."""
    with pytest.raises(ValueError, match="nothing to draw"):
        ONE_ROW[kind]([])


@pytest.mark.parametrize("kind", sorted(set(ONE_ROW) - {"sparkline", "behaviour", "heatmap"}))
def test_nothing_known_is_a_dash(kind: str) -> None:
    """A history of which nothing is known has a dash in each place, and no mark."""
    drawing = Drawing(ONE_ROW[kind]([None, None]))
    assert drawing.words.count("–") == 2
    assert [*drawing.rects, *drawing.dots] == []


@pytest.mark.parametrize("kind", ONE_ROW)
def test_one_point_is_a_mark_without_a_line(kind: str) -> None:
    """A first value is seen, and nothing is joined to it."""
    drawing = Drawing(ONE_ROW[kind]([5.0]))
    specks = drawing.markup.count('stroke-linecap="round"')
    assert len(drawing.rects) + len(drawing.dots) + specks >= 1
    assert [stroke for stroke in drawing.strokes if stroke.role == "accent"] == []


@pytest.mark.parametrize("kind", ["bullets", "heatmap", "pareto", "stacked"])
def test_refuses_a_negative_part(kind: str) -> None:
    """What is part of a whole cannot be less than nothing."""
    with pytest.raises(ValueError, match="cannot be negative"):
        ONE_ROW[kind]([1, -1])


@pytest.mark.parametrize("size", [math.nan, math.inf, 0, -3])
def test_refuses_impossible_sizes(size: float) -> None:
    """A size that leaves no room, or is none, is refused."""
    with pytest.raises(ValueError, match="no size"):
        columns(["a"], [1], ["1"], title="", description="", tick_text=tick, width_mm=size)
    with pytest.raises(ValueError, match="no size"):
        sparkline([1], title="", description="", height_mm=size)
    with pytest.raises(ValueError, match="no size"):
        bars(["a"], [1], ["1"], title="", description="", row_mm=size)


def test_refuses_columns_of_other_length() -> None:
    """Labels, values and texts belong together one by one."""
    with pytest.raises(ValueError, match="2 labels but 1 values"):
        columns(["a", "b"], [1], ["1", "2"], title="", description="", tick_text=tick)
    with pytest.raises(ValueError, match="1 labels but 2 texts"):
        bars(["a"], [1], ["1", "2"], title="", description="")


@pytest.mark.parametrize("colour", ["red", "#12345", '#123456"/><script>', "url(#a)"])
def test_refuses_what_is_no_colour(colour: str) -> None:
    """A brand colour from a file cannot smuggle markup into the drawing."""
    with pytest.raises(ValueError, match="not a colour"):
        columns(["a"], [1], ["1"], title="", description="", tick_text=tick, colour=colour)
    with pytest.raises(ValueError, match="not a colour"):
        bars(["a"], [1], ["1"], title="", description="", colour=colour)


def test_size_on_paper_and_in_units() -> None:
    """One unit is a quarter of a millimetre, so that texts have one size in all drawings."""
    root = Drawing(sparkline([1, 2], title="", description="")).root
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("30mm", "7mm", "0 0 120 28")
    assert root.get("font-size") == "10.5"


def test_same_input_same_bytes() -> None:
    """Drawing twice gives the same bytes."""
    for draw in ONE_ROW.values():
        assert draw([1, None, 3]) == draw([1, None, 3])


def test_palette_survives_grey_printing() -> None:
    """Calm and current columns differ clearly in lightness, not only in hue."""
    assert _lightness(CALM.colour) - _lightness(ACCENT) > 0.35


def _lightness(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue
