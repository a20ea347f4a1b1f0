"""Lines that open for words, and words at the ends of lines."""

from __future__ import annotations

import pytest

from reviewgen.charts.axis import End, line_ends, open_line, open_upright
from reviewgen.charts.palette import INK
from reviewgen.charts.placing import Words

WORDS = Words("1,284", middle=50, baseline=50, width=30, bold=False)


def test_an_upright_line_opens_for_words() -> None:
    """It stops over them and goes on below; beside them it is whole."""
    assert open_upright(50, 0, 100, [WORDS]) == "M50 0V41M50 53.2V100"
    assert open_upright(90, 0, 100, [WORDS]) == "M90 0V100"


def test_an_upright_line_that_begins_or_ends_in_words() -> None:
    """Nothing is left over at that end."""
    assert open_upright(50, 45, 100, [WORDS]) == "M50 53.2V100"
    assert open_upright(50, 0, 45, [WORDS]) == "M50 0V41"
    assert open_upright(50, 44, 46, [WORDS]) == ""


def test_a_level_line_opens_for_words() -> None:
    """It leaves out the words with some room on either side."""
    assert open_line(0, 100, 48, [WORDS]) == "M0 48H33M67 48H100"
    assert open_line(0, 100, 80, [WORDS]) == "M0 80H100"


@pytest.mark.parametrize(("start", "strokes"), [(None, 0), (80.0, 2)])
def test_words_at_an_end_are_joined_where_asked(start: float | None, strokes: int) -> None:
    """A line has no stroke to words at its own height; a part of a column always has one."""
    leader, words = line_ends([End(30, "target", 1, INK, start)], 100, 60)
    assert leader.count("M") == strokes
    assert ">target</text>" in words


def test_ends_without_words_are_no_ends() -> None:
    """Nothing is written, and nothing joined, for a line that is not named."""
    assert list(line_ends([End(30, "", 1, INK, 80)], 100, 60)) == [""]
