"""Colours and roles."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from reviewgen.charts import palette
from reviewgen.charts.palette import ACCENT, CALM, EMPTY, GRID, PAPER, Paint, accent, steps

PAINTS = [one for one in vars(palette).values() if isinstance(one, Paint)]
WORDS = [palette.INK, palette.SLATE, palette.EVENT]
LINES = [palette.LIMIT, palette.TARGET, palette.SIGNAL, palette.MET, palette.AT_RISK, palette.MISSED]


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour as WCAG 2 defines it."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def grey(colour: str) -> float:
    """Return how light a colour is in a grey print, from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


@pytest.mark.parametrize("paint", WORDS)
def test_words_are_readable(paint: Paint) -> None:
    """4.5:1 on white."""
    assert contrast(paint.colour, PAPER.colour) >= 4.5


@pytest.mark.parametrize("paint", [*LINES, accent(ACCENT)])
def test_lines_that_carry_meaning_are_seen(paint: Paint) -> None:
    """3:1 on white."""
    assert contrast(paint.colour, PAPER.colour) >= 3


def test_words_in_the_darkest_step_are_readable() -> None:
    """Paper on the accent has 4.5:1."""
    assert contrast(PAPER.colour, steps(ACCENT, 5)[0].colour) >= 4.5


def test_calm_and_current_columns_survive_grey_printing() -> None:
    """They differ clearly in lightness, not only in hue."""
    assert grey(CALM.colour) - grey(ACCENT) > 0.35


@pytest.mark.parametrize("count", range(1, 6))
@pytest.mark.parametrize("colour", [ACCENT, "#7a1f4e", "#0b5d3b"])
def test_steps_survive_grey_printing(colour: str, count: int) -> None:
    """Each step is clearly lighter than the one before, and the palest is still told from paper and from nothing."""
    greys = [grey(one.colour) for one in steps(colour, count)]
    assert all(lighter - darker > 0.09 for darker, lighter in pairwise(greys))
    assert greys[-1] < grey(EMPTY.colour) - 0.05 < grey(PAPER.colour)


def test_every_role_has_a_name_of_its_own() -> None:
    """A style sheet can paint one role without another."""
    assert all(one.role != other.role for one, other in combinations(PAINTS, 2))
    assert all(one.role.replace("_", "").isalnum() for one in PAINTS)


def test_every_role_is_documented() -> None:
    """The table of roles stands in the docstring of the package."""
    import reviewgen.charts

    told = reviewgen.charts.__doc__ or ""
    for role in {paint.role for paint in PAINTS} | {"accent", "step1", "step5"}:
        assert role in told


def test_gridlines_are_quieter_than_all_else() -> None:
    """They are there to be looked past."""
    assert luminance(GRID.colour) > max(luminance(one.colour) for one in [*WORDS, *LINES, CALM])
