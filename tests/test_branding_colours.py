"""Accents: whatever colour people choose, what pages show of it can be read and is of its hue."""

from __future__ import annotations

import colorsys
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.branding.colours import LEAST, NIGHT, PAPER, contrast, legible
from reviewgen.config import Branding
from reviewgen.model import PLAIN

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
GROUNDS = st.sampled_from((PAPER, NIGHT))


def parts(colour: str) -> tuple[float, float, float]:
    """Return red, green and blue, 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def chroma(colour: str) -> float:
    """Return how far a colour is from grey, 0 to 1."""
    return max(parts(colour)) - min(parts(colour))


def turned(one: str, other: str) -> float:
    """Return the angle between the hues of two colours in the circle of HSV, in degrees."""
    hues = [colorsys.rgb_to_hsv(*parts(colour))[0] * 360 for colour in (one, other)]
    return abs((hues[0] - hues[1] + 180) % 360 - 180)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0), ("#123456", "#123456", 1)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, expected: float) -> None:
    """Known pairs have the contrast that WCAG's own tools give, in either order."""
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@given(COLOURS, GROUNDS)
def test_any_colour_becomes_legible(colour: str, ground: str) -> None:
    """What stands on paper or on a dark screen has the contrast that text needs."""
    assert contrast(legible(colour, ground), ground) >= LEAST


@given(COLOURS, GROUNDS)
def test_a_legible_colour_stays_as_it_is(colour: str, ground: str) -> None:
    """A colour is changed where it must be and nowhere else, and once is enough."""
    shown = legible(colour, ground)
    assert (shown == colour) == (contrast(colour, ground) >= LEAST)
    assert legible(shown, ground) == shown


@given(COLOURS, GROUNDS)
def test_a_colour_is_changed_no_further_than_needed(colour: str, ground: str) -> None:
    """A colour that is changed has just the contrast that it needs."""
    shown = legible(colour, ground)
    assert shown == colour or contrast(shown, ground) < LEAST + 0.1


@given(COLOURS, GROUNDS)
def test_the_hue_is_kept(colour: str, ground: str) -> None:
    """Red stays red: where there is enough colour to speak of a hue, it turns a little at most."""
    shown = legible(colour, ground)
    if chroma(colour) > 0.2 and chroma(shown) > 0.2:
        assert turned(colour, shown) < 25


@given(COLOURS)
def test_a_colour_gets_darker_on_paper_and_lighter_at_night(colour: str) -> None:
    """On white paper a colour is never made lighter, on a dark screen never darker."""
    assert contrast(legible(colour), "#000000") <= contrast(colour, "#000000")
    assert contrast(legible(colour, NIGHT), "#000000") >= contrast(colour, "#000000")


@pytest.mark.parametrize(
    ("brand", "paper", "night"),
    [
        ("#1f4e79", "#1f4e79", "#6191c0"),
        ("#ffcc00", "#917300", "#ffcc00"),
        ("#ff6600", "#cb4f00", "#ff6600"),
        ("#e2001a", "#e2001a", "#ff4943"),
        ("#000000", "#000000", "#8d8d8d"),
    ],
)
def test_colours_of_well_known_kinds(brand: str, paper: str, night: str) -> None:
    """A navy, a yellow, an orange, a red and black, as pages show them: the same on every machine."""
    assert (legible(brand), legible(brand, NIGHT)) == (paper, night)


def test_the_plain_look_is_that_of_the_default_accent() -> None:
    """Pages without a word on branding look as the default accent does."""
    accent = Branding().accent
    assert (PLAIN.accent, PLAIN.accent_dark) == (legible(accent), legible(accent, NIGHT))


def test_angles_are_reckoned_around_the_circle() -> None:
    """The measure of these tests is right: two reds on either side of zero are near each other."""
    assert math.isclose(turned("#ff0011", "#ff1100"), 8, abs_tol=0.5)
