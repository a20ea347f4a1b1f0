"""The place of a drawing without data."""

from __future__ import annotations

import pytest
from drawing_reader import Drawing

from reviewgen.charts import empty


def test_a_word_in_the_middle_of_a_quiet_frame() -> None:
    """As large as the drawing whose place it keeps."""
    drawing = Drawing(empty("No tickets yet", title="t", description="d", width_mm=86, height_mm=28))
    words = drawing.text("No tickets yet")
    assert (drawing.width, drawing.height) == (344, 112)
    assert (words.left + words.right) / 2 == pytest.approx(172)
    assert {line.shows for line in drawing.lines} == {"grid"}


def test_long_words_are_cut() -> None:
    """They stay within the frame."""
    drawing = Drawing(empty("nothing " * 40, title="t", description="d", width_mm=40))
    assert drawing.words[0].endswith("…")
