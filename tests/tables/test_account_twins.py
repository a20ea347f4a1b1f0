"""Spellings of an account in typed tables."""

from __future__ import annotations

from time import process_time

import numpy as np
import pandas as pd

from reviewgen.tables.checks import InputFile
from reviewgen.tables.twins import twins

FILES = (InputFile("tickets", "a.csv", "", 4), InputFile("majors", "b.yaml", "", 2))


def frame(accounts: list[str], file: int, rows: list[int]) -> pd.DataFrame:
    """Rows of accounts with their places."""
    return pd.DataFrame({"account": pd.Series(accounts, dtype="str"), "_file": file, "_row": rows})


def test_each_spelling_is_told_at_its_first_row_of_all_tables() -> None:
    """By file, then by row, however the rows are sorted; an account that stands alone is not told."""
    tickets = frame(["CALDER", "Calder", "Calder", "Hollin"], 0, [4, 5, 2, 3])
    found = twins({"majors": frame(["CALDER", "calder"], 1, [1, 4]), "tickets": tickets}, FILES)
    told = [(one.account, one.file, one.row, one.line, one.count) for one in found]
    assert told == [
        ("CALDER", "a.csv", 4, None, 2),
        ("Calder", "a.csv", 2, None, 2),
        ("calder", "b.yaml", None, 4, 1),
    ]


def test_many_spellings_in_many_rows_take_one_look() -> None:
    """A look through all rows for each of them took minutes where a whole export is in capitals."""
    names = [spelled for n in range(2_000) for spelled in (f"Customer {n}", f"CUSTOMER {n}")]
    tickets = frame(names * 50, 0, np.arange(200_000).tolist())
    before = process_time()
    assert len(list(twins({"tickets": tickets}, FILES))) == 4_000
    assert process_time() - before < 3
