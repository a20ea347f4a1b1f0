from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.sources import text

CELLS = st.lists(st.text(max_size=4), max_size=6)


def column(*pieces: list[str]) -> pd.Series:
    """A column of text that Arrow holds in several pieces, one of them a part of a longer one."""
    arrays = [pa.array(["[x]", *piece], pa.large_string())[1:] for piece in pieces]
    return text.series(pa.chunked_array(arrays, pa.large_string()))


@given(CELLS, CELLS)
def test_stripped_cells_are_those_of_pandas(first: list[str], second: list[str]) -> None:
    """The very column comes back where no cell has blanks around it."""
    cells = column(first, second)
    expected = cells.str.strip()
    pd.testing.assert_series_equal(text.stripped(cells), expected)
    assert (text.stripped(cells) is cells) == (cells == expected).all()


@given(CELLS, CELLS)
def test_a_sign_is_found_in_the_cells_alone(first: list[str], second: list[str]) -> None:
    """What stands beside a part of a longer piece is not looked at."""
    assert text.holds(column(first, second), b"[") == any("[" in cell for cell in first + second)


@given(CELLS, CELLS)
def test_a_column_is_blank_where_every_cell_is(first: list[str], second: list[str]) -> None:
    """However many pieces it has."""
    assert text.is_blank(column(first, second)) == (not any(first + second))


@pytest.mark.parametrize("size", [0, 1, 3])
def test_blank_cells_are_texts_of_no_length(size: int) -> None:
    """They can be compared, joined and cut as any others."""
    cells = text.series(text.blank(size))
    assert (cells.tolist(), (cells + "x").tolist(), str(cells.dtype)) == ([""] * size, ["x"] * size, "str")
    text.arrow(cells).validate(full=True)
