"""What is larger than the limits of a project is refused, with the limit that it broke."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pyarrow import compute as pc

from reviewgen.config import Limits
from reviewgen.errors import InputError, Issue
from reviewgen.sources.text import arrow


def refuse_size(file: str, limits: Limits, *, rows: int = 0, columns: int = 0) -> None:
    """Raise InputError for more rows or columns than there may be."""
    if rows > limits.rows:
        raise _too_many(file, "rows", rows, limits.rows, "split the export by month")
    if columns > limits.columns:
        raise _too_many(file, "columns", columns, limits.columns, "export fewer fields")


def refuse_cells(
    file: str, header: tuple[str, ...], frame: pd.DataFrame, rows: np.ndarray, limits: Limits, word: str = "row"
) -> None:
    """Raise InputError that names the first cell of each column that is too long; `word` is what rows count."""
    issues = []
    for place, name in enumerate(header):
        sizes = pc.binary_length(arrow(frame[place]))
        if (size := pc.max(sizes).as_py() or 0) > limits.cell:
            issues.append(_too_long(file, {word: int(rows[pc.index(sizes, size).as_py()])}, name, size, limits.cell))
    if issues:
        raise InputError(issues)


def too_large(file: str, megabytes: int) -> InputError:
    """What is said of a file, or of what it unpacks to, that is too large."""
    return _too_much(file, f"is larger than {megabytes:,} MB", "megabytes", "split the export by month")


def _too_many(file: str, what: str, count: int, most: int, hint: str) -> InputError:
    return _too_much(file, f"has {count:,} {what}, more than {most:,}", what, hint)


def _too_much(file: str, problem: str, limit: str, hint: str) -> InputError:
    issue = Issue(code="source.limit", file=file, problem=problem, hint=hint, instead=f"raise limits: {limit}")
    return InputError([issue])


def _too_long(file: str, place: dict[str, Any], column: str, size: int, most: int) -> Issue:
    return Issue(
        code="csv.cell",
        file=file,
        **place,
        column=column,
        problem=f"has {size:,} bytes in one cell",
        expected=f"at most {most:,}",
        hint="look for a missing quotation mark",
        instead="raise limits: cell",
    )
