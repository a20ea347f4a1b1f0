"""Rules without exceptions, for every kind of drawing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import pytest
from drawing_reader import Drawing, any_overlap
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from reviewgen.charts import ACCENT, CALM, Svg, bars, columns, sparkline
from reviewgen.model import Status

NUMBERS = st.one_of(
    st.floats(-1e12, 1e12),
    st.floats(0, 100),
    st.integers(-100, 100),
    st.integers(0, 3000),
    st.sampled_from([0.0, -0.0, 1e-320, 1e99, -1e99]),
)
VALUES = st.one_of(st.none(), NUMBERS)
WORDS = st.one_of(st.text(max_size=12), st.from_regex(r"-?[0-9,.]{1,9}( %)?", fullmatch=True))
LABELS = st.one_of(st.sampled_from(["Oct", "W41", "2026-Q3", ""]), st.text(max_size=60))
STATUSES: list[Status | None] = ["met", "at_risk", "missed", "not_measured", None]


@st.composite
def some_columns(draw: DrawFn) -> Svg:
    """Any columns a caller could ask for."""
    count = draw(st.integers(1, 60))
    values, labels = (
        st.lists(VALUES, min_size=count, max_size=count),
        st.lists(LABELS, min_size=count, max_size=count),
    )
    words = st.lists(WORDS, min_size=count, max_size=count)
    return columns(
        draw(labels),
        draw(values),
        draw(words),
        title=draw(LABELS),
        description=draw(LABELS),
        target=draw(VALUES),
        target_text=draw(LABELS),
        maximum=draw(st.sampled_from([None, 100])),
        second=draw(st.one_of(st.none(), values)),
        second_texts=draw(words),
        width_mm=draw(st.integers(40, 200)),
        height_mm=draw(st.integers(16, 60)),
    )


@st.composite
def some_sparkline(draw: DrawFn) -> Svg:
    """Any sparkline a caller could ask for."""
    return sparkline(
        draw(st.lists(VALUES, min_size=1, max_size=60)),
        title=draw(LABELS),
        description=draw(LABELS),
        target=draw(VALUES),
        status=draw(st.sampled_from(STATUSES)),
        scale=draw(st.sampled_from([None, (0, 100), (5, 5), (-1e99, 1e99)])),
        width_mm=draw(st.integers(8, 60)),
        height_mm=draw(st.integers(3, 20)),
    )


@st.composite
def some_bars(draw: DrawFn) -> Svg:
    """Any bars a caller could ask for."""
    rows = draw(st.lists(st.tuples(LABELS, VALUES, WORDS), min_size=1, max_size=20))
    labels, values, words = zip(*rows, strict=True)
    return bars(
        labels,
        values,
        words,
        title=draw(LABELS),
        description=draw(LABELS),
        width_mm=draw(st.integers(40, 200)),
        row_mm=draw(st.sampled_from([3.5, 4.6, 9])),
    )


DRAWINGS = st.one_of(some_columns(), some_sparkline(), some_bars())


@given(DRAWINGS)
def test_everything_lies_inside(svg: Svg) -> None:
    """No shape and no words reach over the edge of the drawing."""
    drawing = Drawing(svg)
    for box in drawing.everything:
        assert box.left >= -0.05, box
        assert box.right <= drawing.width + 0.05, box
        assert box.top >= -0.05, box
        assert box.bottom <= drawing.height + 0.05, box


@given(DRAWINGS)
def test_only_plain_elements_and_attributes(svg: Svg) -> None:
    """Only what both PDF engines draw alike is used: no ids, styles, classes, scripts or gradients."""
    drawing = Drawing(svg)
    assert drawing.kinds <= {"svg", "title", "desc", "path", "circle", "text"}
    named = {name for element in drawing.root.iter() for name in element.attrib}
    assert not named & {"id", "style", "class"}


@given(DRAWINGS)
def test_numbers_are_short(svg: Svg) -> None:
    """Coordinates have at most two decimals, no trailing zeros, no minus zero, no exponent, no nan."""
    geometry = " ".join(
        value
        for element in Drawing(svg).root.iter()
        for name, value in element.attrib.items()
        if name in {"d", "x", "y", "cx", "cy", "r", "viewBox", "stroke-width", "width", "height"}
    )
    assert re.fullmatch(r"([MLHVhvzm \n]|-?(0|[1-9]\d*)(\.\d?[1-9])?(?![\d.]))*", geometry)
    assert not re.search(r"-0(?![.\d])", geometry)


@given(DRAWINGS)
def test_words_do_not_touch_each_other(svg: Svg) -> None:
    """No two texts share a spot."""
    assert any_overlap(Drawing(svg).texts) == []


@given(DRAWINGS)
def test_words_do_not_touch_shapes(svg: Svg) -> None:
    """No text stands on a column or bar, and no gridline or target line runs through one."""
    drawing = Drawing(svg)
    assert [(text, rect) for text in drawing.texts for rect in drawing.rects if text.overlaps(rect)] == []
    assert [(text, line) for text in drawing.texts for line in drawing.lines if text.overlaps(line)] == []


@given(DRAWINGS)
def test_says_what_it_is(svg: Svg) -> None:
    """Every drawing is an image with a title and a description for those who cannot see it."""
    root = Drawing(svg).root
    assert root.get("role") == "img"
    assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]


@given(st.lists(VALUES, min_size=1, max_size=20))
def test_one_column_for_each_number_but_zero(values: list[float | None]) -> None:
    """A missing value gets no column, nor does zero; everything else does, however small."""
    words = [""] * len(values)
    drawing = Drawing(columns(words, values, words, title="", description=""))
    assert len(drawing.rects) == sum(1 for value in values if value)


@given(st.lists(VALUES, min_size=1, max_size=13))
def test_a_dash_for_each_missing_column(values: list[float | None]) -> None:
    """A missing value is marked by a dash, zero is not."""
    words = [""] * len(values)
    drawing = Drawing(columns(words, values, words, title="", description=""))
    assert drawing.words.count("–") == values.count(None)


@given(st.lists(VALUES, min_size=1, max_size=20))
def test_one_bar_for_each_number_but_zero(values: list[float | None]) -> None:
    """A missing value gets a dash and no bar; a number that is not zero always gets a bar."""
    words = [""] * len(values)
    drawing = Drawing(bars(words, values, words, title="", description=""))
    assert len(drawing.rects) == sum(1 for value in values if value)
    assert drawing.words.count("–") == values.count(None)


def _columns(values: list[float | None]) -> Svg:
    words = [""] * len(values)
    return columns(words, values, words, title="", description="")


def _bars(values: list[float | None]) -> Svg:
    words = [""] * len(values)
    return bars(words, values, words, title="", description="")


def _sparkline(values: list[float | None]) -> Svg:
    return sparkline(values, title="", description="")


KINDS = [_columns, _bars, _sparkline]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e101])
def test_refuses_what_is_not_finite(kind: Callable[[list[float | None]], Svg], value: float) -> None:
    """A number that has no place on paper is the caller's mistake and never reaches the drawing."""
    with pytest.raises(ValueError, match="cannot be drawn"):
        kind([1, value, None])


@pytest.mark.parametrize("kind", KINDS)
def test_refuses_nothing(kind: Callable[[list[float | None]], Svg]) -> None:
    """Saying that there is no data is the caller's part: an empty drawing says nothing."""
    with pytest.raises(ValueError, match="nothing to draw"):
        kind([])


@pytest.mark.parametrize("size", [math.nan, math.inf, 0, -3])
def test_refuses_impossible_sizes(size: float) -> None:
    """A size that leaves no room, or is none, is refused."""
    with pytest.raises(ValueError, match="no size"):
        columns(["a"], [1], ["1"], title="", description="", width_mm=size)
    with pytest.raises(ValueError, match="no size"):
        sparkline([1], title="", description="", height_mm=size)
    with pytest.raises(ValueError, match="no size"):
        bars(["a"], [1], ["1"], title="", description="", row_mm=size)


def test_refuses_columns_of_other_length() -> None:
    """Labels, values and texts belong together one by one."""
    with pytest.raises(ValueError, match="2 labels but 1 values"):
        columns(["a", "b"], [1], ["1", "2"], title="", description="")
    with pytest.raises(ValueError, match="1 labels but 2 texts"):
        bars(["a"], [1], ["1", "2"], title="", description="")


@pytest.mark.parametrize("colour", ["red", "#12345", '#123456"/><script>', "url(#a)"])
def test_refuses_what_is_no_colour(colour: str) -> None:
    """A brand colour from a file cannot smuggle markup into the drawing."""
    with pytest.raises(ValueError, match="not a colour"):
        columns(["a"], [1], ["1"], title="", description="", colour=colour)
    with pytest.raises(ValueError, match="not a colour"):
        bars(["a"], [1], ["1"], title="", description="", colour=colour)


def test_size_on_paper_and_in_units() -> None:
    """One unit is a quarter of a millimetre, so that texts have one size in all drawings."""
    root = Drawing(sparkline([1, 2], title="", description="")).root
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("30mm", "7mm", "0 0 120 28")
    assert root.get("font-size") == "10.5"


def test_same_input_same_bytes() -> None:
    """Drawing twice gives the same bytes."""
    twice = {_columns([1, None, 3]).markup for _ in range(2)}
    assert len(twice) == 1


def test_palette_survives_grey_printing() -> None:
    """Calm and current columns differ clearly in lightness, not only in hue."""
    assert _lightness(CALM) - _lightness(ACCENT) > 0.35


def _lightness(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue
