"""What every kind of source yields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from reviewgen.errors import Issue


@dataclass(frozen=True, slots=True)
class Fault:
    """Cells of one column that have no value to be taken: an error of a spreadsheet, say.

    `column` is a place in the header, `cells` are places in the frame; what they have in common is told if a table is
    drawn from that column.
    """

    column: int
    cells: tuple[int, ...]
    problem: str
    hint: str


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a source knows of its cells beside their text, by place in the header; a text file knows nothing.

    `dated` are columns with dates or times, which are written as 2026-10-31 or 2026-10-31 14:05:09 whatever a mapping
    says of other files; of these `naive` have times without offset. `fractions` are the places of cells that hold a
    number with a point, written as 1.5.
    """

    dated: frozenset[int] = frozenset()
    naive: frozenset[int] = frozenset()
    fractions: Mapping[int, np.ndarray] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def part(self, kept: np.ndarray) -> Kinds:
        """What is known of the rows that are kept, which are counted anew; `kept` is a flag for each row."""
        place = np.cumsum(kept) - 1
        fractions = {column: place[cells[kept[cells]]] for column, cells in self.fractions.items()}
        left = [replace(one, cells=tuple(int(place[cell]) for cell in one.cells if kept[cell])) for one in self.faults]
        return replace(self, fractions=fractions, faults=tuple(one for one in left if one.cells))


TEXT = Kinds()


@dataclass(frozen=True, slots=True)
class Extract:
    """One file, or what a query gave, as text.

    `frame` has one `str` column per header entry, named by position (headers may repeat); `rows` holds the number of
    each row, or line of a text file; `sha256` is of the bytes that were read; `notes` are issues that
    do not stop the reading; `kinds` is what is known of the cells beside their text.
    """

    file: str
    sha256: str
    header: tuple[str, ...]
    frame: pd.DataFrame
    rows: np.ndarray
    notes: tuple[Issue, ...] = field(default=())
    kinds: Kinds = TEXT
