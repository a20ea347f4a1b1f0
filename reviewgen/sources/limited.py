"""What is larger than the limits of a project is refused, with the limit that it broke.

A reader asks here before it makes anything of a size that the file tells: few bytes can tell of many cells.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pyarrow import compute as pc

from reviewgen.config import Limits
from reviewgen.errors import InputError, Issue
from reviewgen.sources.text import arrow

MEGABYTE = 1024**2
EMPTY = 25
"""Bytes that a cell counts which a file has no byte for: half of what it may take in memory."""
HELD = 2
"""Bytes that any cell counts, and that one of CSV has at the least where anything stands in it."""


def refuse_size(file: str, limits: Limits, *, rows: int = 0, columns: int = 0) -> None:
    """Raise InputError for more rows or columns than there may be."""
    if rows > limits.rows:
        raise _too_many(file, "rows", rows, limits.rows, "split the export by month")
    if columns > limits.columns:
        raise _too_many(file, "columns", columns, limits.columns, FEWER)


FEWER = "export fewer fields"


def refuse_table(file: str, limits: Limits, rows: int, columns: int, held: int) -> None:
    """Raise InputError for a table that is too large, where the file itself has `held` of its cells: the others are
    empty, and cost the file nothing.
    """
    refuse_size(file, limits, rows=rows, columns=columns)
    if weight(rows, columns, held) > limits.megabytes * MEGABYTE:
        problem = f"has {rows:,} rows and {columns:,} columns, but a value in {held:,} of these cells alone"
        raise _too_much(file, problem if held * HELD < rows * columns else _cells(rows, columns), "megabytes", FEWER)


def weight(rows: int, columns: int, held: int) -> int:
    """What the cells of a table count, in bytes, before it is made."""
    return max(EMPTY * (rows * columns - held), HELD * rows * columns)


def _cells(rows: int, columns: int) -> str:
    return f"has {rows:,} rows and {columns:,} columns, more cells than there may be"


def refuse_cells(
    file: str,
    header: tuple[str, ...],
    frame: pd.DataFrame,
    rows: np.ndarray,
    limits: Limits,
    word: str = "row",
    hint: str = "shorten it where it was written",
) -> None:
    """Raise InputError that names the first cell of each column that is too long; `word` is what rows count."""
    issues = []
    for place, name in enumerate(header):
        sizes = pc.binary_length(arrow(frame[place]))
        if (size := pc.max(sizes).as_py() or 0) > limits.cell:
            where = {word: int(rows[pc.index(sizes, size).as_py()])}
            issues.append(_too_long(file, where, name, size, limits.cell, hint))
    if issues:
        raise InputError(issues)


def too_large(file: str, megabytes: int, what: str = "is larger than") -> InputError:
    """What is said of a file, or of what it unpacks to, that is too large."""
    return _too_much(file, f"{what} {megabytes:,} MB", "megabytes", "split the export by month")


def too_many_columns(file: str, limits: Limits, count: int, last: str) -> InputError:
    """What is said of a sheet with too many columns: one that was forgotten far to the right makes many of few."""
    problem = f"has {count:,} columns, more than {limits.columns:,}, up to column {last}"
    return _too_much(file, problem, "columns", f"clear what stands in column {last}, or {FEWER}")


def _too_many(file: str, what: str, count: int, most: int, hint: str) -> InputError:
    return _too_much(file, f"has {count:,} {what}, more than {most:,}", what, hint)


def _too_much(file: str, problem: str, limit: str, hint: str) -> InputError:
    issue = Issue(code="source.limit", file=file, problem=problem, hint=hint, instead=f"raise limits: {limit}")
    return InputError([issue])


def _too_long(file: str, place: dict[str, Any], column: str, size: int, most: int, hint: str) -> Issue:
    return Issue(
        code="source.cell",
        file=file,
        **place,
        column=column,
        problem=f"has {size:,} bytes in one cell",
        expected=f"at most {most:,}",
        hint=hint,
        instead="raise limits: cell",
    )
