"""What every kind of source yields."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from reviewgen.errors import Issue


@dataclass(frozen=True, slots=True)
class Extract:
    """One file as text.

    `frame` has one `str` column per header entry, named by position (headers may repeat); `rows` holds the number of
    each row as `row_word` counts ("row" of a spreadsheet, "line" of a text file); `sha256` is of the bytes that were
    read; `notes` are issues that do not stop the reading.
    """

    file: str
    sha256: str
    header: tuple[str, ...]
    frame: pd.DataFrame
    rows: np.ndarray
    row_word: str = "row"
    notes: tuple[Issue, ...] = field(default=())
