"""Digests of the rows of each account."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from reviewgen.tables import digests


def instants(*texts: str) -> pd.Series:
    """Return a column of instants, missing where a text is empty."""
    return pd.Series(pd.to_datetime(list(texts), utc=True)).dt.as_unit("us")


ROWS: dict[str, Any] = {
    "account": ["A", "A", "B", "B"],
    "id": ["1", "23", "4", ""],
    "at": instants("2026-01-01", "", "", ""),
    "hours": [1.5, np.nan, np.nan, np.nan],
    "flag": pd.array([True, None, None, None], dtype="boolean"),
    "_merged": [0, 1, 0, 0],
    "_file": np.array([0, 0, 1, 0], dtype="int32"),
    "_row": [2, 3, 4, 5],
}
CHANGES: dict[str, Any] = {
    "id": ["12", "3", "4", ""],
    "at": instants("", "2026-01-01", "", ""),
    "hours": [np.nan, 1.5, np.nan, np.nan],
    "flag": pd.array([False, None, None, None], dtype="boolean"),
    "_merged": [1, 0, 0, 0],
    "_file": np.array([1, 0, 1, 0], dtype="int32"),
}


def _digests(files: tuple[str, ...] = ("a", "b"), **columns: Any) -> list[str]:
    frame = pd.DataFrame(ROWS | columns)
    return digests.of_rows(frame, digests.spans(frame), files)


def test_accounts_stand_where_their_rows_begin_and_end() -> None:
    """No rows, no accounts."""
    frame = pd.DataFrame(ROWS)
    assert digests.spans(frame) == (("A", 0, 2), ("B", 2, 4))
    assert digests.spans(frame.iloc[:0]) == ()


@pytest.mark.parametrize("column", CHANGES)
def test_a_change_of_any_column_is_seen_in_its_account_alone(column: str) -> None:
    """Also where the same text or number only moves to the next row."""
    before, after = _digests(), _digests(**{column: CHANGES[column]})
    assert before[0] != after[0]
    assert before[1] == after[1]


def test_a_column_that_says_nothing_is_as_if_it_were_not() -> None:
    """Whatever its kind, and whatever other accounts say in it."""
    nothing: dict[str, Any] = {"title": [""] * 4, "limit": [np.nan] * 4, "due": instants(*[""] * 4)}
    assert _digests(**nothing) == _digests()
    assert _digests(title=["x", "", "", ""])[1] == _digests()[1]


def test_files_count_by_their_names_and_rows_by_their_places() -> None:
    """A file that is read earlier or later changes nothing; a row that moves changes its place alone."""
    swapped = np.array([1, 1, 0, 1], dtype="int32")
    assert _digests(("b", "a"), _file=swapped) == _digests()
    assert _digests(_row=[9, 3, 4, 5]) == _digests()
    frame, moved = pd.DataFrame(ROWS), pd.DataFrame(ROWS | {"_row": [9, 3, 4, 5]})
    there, elsewhere = (digests.of_places(one, digests.spans(one)) for one in (frame, moved))
    assert there[0] != elsewhere[0]
    assert there[1] == elsewhere[1]


def test_a_digest_is_the_same_however_the_column_lies_in_memory() -> None:
    """In one piece, in several, or behind other rows."""
    frame = pd.concat([pd.DataFrame(ROWS).iloc[[place]] for place in range(4)], ignore_index=True)
    behind = pd.concat([pd.DataFrame(ROWS), pd.DataFrame(ROWS)], ignore_index=True).iloc[4:].reset_index(drop=True)
    for one in (frame, behind):
        assert digests.of_rows(one, digests.spans(one), ("a", "b")) == _digests()
