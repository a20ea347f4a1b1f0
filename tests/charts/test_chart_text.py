"""Words in drawings: cleaned, escaped, measured, clipped; numbers written short."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.charts.palette import INK
from reviewgen.charts.svg import Anchor, clean, clip, dot, drawing, filled, line, number, text, text_width


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (-0.001, "0"), (12.0, "12"), (12.5, "12.5"), (12.345, "12.35"), (-3.10, "-3.1"), (100, "100")],
)
def test_numbers_are_written_short(value: float, written: str) -> None:
    """At most two decimals, no trailing zeros, no minus zero."""
    assert number(value) == written


def test_words_are_escaped() -> None:
    """Markup in words stays words, in texts as in title and description."""
    markup = drawing(10, 10, "<t>", 'a "b"', [text(0, 0, "<b>&amp;")]).markup
    assert "<title>&lt;t&gt;</title><desc>a &quot;b&quot;</desc>" in markup
    assert ">&lt;b&gt;&amp;amp;</text>" in markup


def test_control_and_direction_characters_are_dropped() -> None:
    """What XML forbids, and what would turn words around, is left out; line breaks become spaces."""
    assert clean("a\x00b\x1b\ud800c\u202e\ufeffd\uffff") == "abcd"
    assert clean("two\r\nlines\u2028and\ttab ") == "two lines and tab"


def test_no_words_no_element() -> None:
    """Empty words and empty paths leave nothing behind."""
    assert text(1, 1, "") == ""
    assert line("", INK, 1) == ""


def test_words_that_fit_stay_whole() -> None:
    """Nothing is clipped where there is room."""
    assert clip("Printers at York", text_width("Printers at York")) == "Printers at York"


def test_long_words_are_cut_with_an_ellipsis() -> None:
    """The beginning stays readable, without a comma or space before the ellipsis."""
    assert clip("at most 4, as agreed", text_width("at most 4, as")) == "at most 4…"


def test_no_room_no_words() -> None:
    """Where not even the ellipsis fits, nothing is written."""
    assert clip("Printers", 2) == ""


@given(st.text(max_size=80), st.floats(0, 300), st.booleans())
def test_clipped_words_fit(words: str, room: float, bold: bool) -> None:
    """Whatever the words, what is left of them fits."""
    assert text_width(clip(words, room, bold=bold), bold=bold) <= room


def test_width_is_on_the_wide_side() -> None:
    """Widths measured in the regular font of the pack, in em, are not underestimated, nor over by a fifth."""
    measured = {
        "target 90 %": 5.63,
        "1,284": 2.88,
        "Network infrastructure and connectivity": 18.8,
        "£1,900": 3.49,
    }
    for words, em in measured.items():
        assert em * 10.5 <= text_width(words) <= 1.2 * em * 10.5, words


def test_accents_add_no_width_and_wide_scripts_do() -> None:
    """An accented letter is as wide as its plain one; a Chinese character is wider than any Latin letter."""
    assert text_width("é") == text_width("e") == text_width("e\u0301")
    assert text_width("日") > text_width("W")


@pytest.mark.parametrize(("anchor", "turned"), [("start", "end"), ("middle", "middle"), ("end", "start")])
def test_words_from_right_to_left_stand_in_the_same_place(anchor: Anchor, turned: str) -> None:
    """They read in their own direction, and so the other end is what is placed."""
    element = ET.fromstring(text(10, 10, "الهدف 90 %", anchor=anchor))
    assert element.get("direction") == "rtl"
    assert element.get("text-anchor", "start") == turned


@pytest.mark.parametrize("words", ["target 90 %", "90 %", "Ziel für Äcker", "目标 90 %", "Depot الهدف"])
def test_other_words_have_no_direction_of_their_own(words: str) -> None:
    """They read as the drawing does, from left to right."""
    assert "direction" not in text(10, 10, words)


def test_a_drawing_has_its_own_direction() -> None:
    """On a page that is written from right to left it is not turned."""
    assert ET.fromstring(drawing(10, 10, "t", "d", []).markup).get("direction") == "ltr"


def test_a_drawing_over_time_says_so() -> None:
    """A page that shows a part of it can begin with the latest."""
    assert ET.fromstring(drawing(10, 10, "t", "d", [], over_time=True).markup).get("class") == "time"
    assert ET.fromstring(drawing(10, 10, "t", "d", []).markup).get("class") is None


def test_shapes_say_their_role_beside_their_colour() -> None:
    """A style sheet paints by role; without one the colour stands."""
    for made in (text(1, 1, "x", paint=INK), line("M0 0H1", INK, 1), dot(1, 1, 1, INK), filled([(0, 0, 1, 1)], INK)):
        element = ET.fromstring(made)
        assert element.get("class") == "ink"
        assert INK.colour in (element.get("fill"), element.get("stroke"))
