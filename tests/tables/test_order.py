from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.tables import order

WORDS = st.sampled_from(["", "A", "B", "a", "Ä", "T1", "T10", "T2"])
SECONDS = st.none() | st.integers(0, 3) | st.sampled_from([-5_000_000_000, 7_000_000_000])
ROWS = st.lists(st.tuples(WORDS, SECONDS, WORDS), max_size=12)


def frame(rows: list[tuple[str, int | None, str]]) -> pd.DataFrame:
    """Rows with account, time and number, and where each stands."""
    owners, seconds, numbers = zip(*rows, strict=True) if rows else ((), (), ())
    return pd.DataFrame(
        {
            "account": pd.Series(owners, dtype="str"),
            "at": pd.to_datetime(pd.Series(seconds, dtype="float64"), unit="s", utc=True).dt.as_unit("us"),
            "id": pd.Series(numbers, dtype="str"),
            "note": pd.Series([""] * len(rows), dtype="str"),
            "place": range(len(rows)),
        }
    )


@given(ROWS, st.sampled_from([("account", "at", "id"), ("account", "id"), ("account", "at")]))
def test_rows_are_in_the_order_of_pandas(rows: list[tuple[str, int | None, str]], names: tuple[str, ...]) -> None:
    """By text, then time with none last, then text; rows that are equal stay as they stood."""
    expected = frame(rows).sort_values(list(names), kind="stable", ignore_index=True)
    pd.testing.assert_frame_equal(order.in_order(frame(rows), names), expected)


@given(ROWS)
def test_times_too_far_apart_for_one_number_are_sorted_too(rows: list[tuple[str, int | None, str]]) -> None:
    """Group and time are one number only where it holds both."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "MOST", 1_000)
        expected = frame(rows).sort_values(["account", "at", "id"], kind="stable", ignore_index=True)
        pd.testing.assert_frame_equal(order.in_order(frame(rows), ["account", "at", "id"]), expected)


@given(ROWS)
def test_rows_that_rise_are_never_alike(rows: list[tuple[str, int | None, str]]) -> None:
    """Each account and number comes after the one before."""
    pairs = [(owner, number) for owner, _, number in rows]
    assert order.rise(frame(rows), ["account", "id"]) == all(one < two for one, two in pairwise(pairs))


@given(ROWS)
def test_cells_differ_where_none_is_there_twice(rows: list[tuple[str, int | None, str]]) -> None:
    """Numbers that are no text are left to others."""
    found = frame(rows)
    assert order.all_differ(found["id"]) == (found["id"].nunique() == len(found))
    assert not order.all_differ(found["place"])
