"""Several rows of one ticket: whether they differ in what is read of them, and whether the latest can be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from reviewgen import mapping as mapped
from reviewgen.config import Mapping as ColumnMapping
from reviewgen.records import Column
from reviewgen.sources import Extract
from reviewgen.sources.text import stripped
from reviewgen.tables import merging
from reviewgen.tables.convert import formats
from reviewgen.tables.merging import Identified

FILE, RECORD = "file", "record"
KNOWN_BY = ("id", "account", "opened_at")
OPENED = Column("opened_at", "instant", "when it was opened")


@dataclass(frozen=True, slots=True)
class Moved:
    """A number that stands with one account in some rows and with another in others, and how many such there are."""

    number: str
    accounts: tuple[str, ...]
    count: int

    @property
    def told(self) -> str:
        """A sentence on it, without its end."""
        one, other = (f"with {name}" if name else "without a customer" for name in self.accounts)
        more = f", and {self.count - 1:,} more like it" if self.count > 1 else ""
        return f"{self.number} is {one} in some rows and {other} in others{more}"


@dataclass(frozen=True, slots=True)
class Repeats:
    """How rows of one record differ: `differing` are the records whose rows do, `records` is how many there are.

    `ordered` is whether each file has one row of such a record at most, with a word of its own for the last update;
    `moved` is a number of which nobody can tell whether it is one record or several; `shared` one that is taken for one
    record, for its rows stand in one file and do not tell apart when they were opened; `apart` is how many rows have
    another time of opening than an earlier row of their number: they may be of another record. `across` is how many of
    those that differ stand in several files, `example` the number of the one with most rows, and how many these are.
    """

    differing: int
    ordered: bool
    records: int = 0
    moved: Moved | None = None
    apart: int = 0
    shared: Moved | None = None
    across: int = 0
    example: tuple[str, int] = ("", 0)


def known_by(mapping: ColumnMapping) -> ColumnMapping:
    """What of a mapping tells which rows are of one record."""
    columns = {name: spec for name, spec in mapping.columns.items() if name in KNOWN_BY}
    return mapping.model_copy(update={"columns": columns, "only": (), "rows": "last"})


def between(extracts: Sequence[Extract], known: ColumnMapping, read: Sequence[str], updated: str | None) -> Repeats:
    """What is to be said of rows of one record, of which the columns `read` count, from all files."""
    parts = [mapped.apply(extract, known, file) for file, extract in enumerate(extracts)]
    text = pd.concat([one.frame for one in parts], ignore_index=True)
    dated = frozenset().union(*(one.dated for one in parts))
    opened = formats([OPENED], known, "UTC", dated)[OPENED.name]
    found = merging.identified(text, known, opened)
    apart = int(merging.opened_apart(text, found.records, known, opened)[0].sum())
    cells = pd.concat([_cells(one, read) for one in extracts], ignore_index=True).fillna("")
    rows = cells.assign(**{RECORD: found.records, FILE: text["_file"]})[(text["id"] != "").to_numpy()]
    several = rows[rows.duplicated(RECORD, keep=False)]
    different = several.drop_duplicates([*cells.columns, RECORD])
    clashing = different[different.duplicated(RECORD, keep=False)]
    differing = several[several[RECORD].isin(clashing[RECORD])]
    return Repeats(
        differing[RECORD].nunique(),
        bool(updated) and _is_ordered(differing, clashing, str(updated)) and not apart,
        rows[RECORD].nunique(),
        _moved(text[found.unclear]),
        apart,
        _moved(text[_of_several_accounts(text, found) & ~found.unclear]),
        int((differing.groupby(RECORD)[FILE].nunique() > 1).sum()),
        _example(differing, text["id"]),
    )


def _cells(extract: Extract, read: Sequence[str]) -> pd.DataFrame:
    """Some columns of a file as they are read; those of one name with their number."""
    named: dict[str, int] = {}
    cells: dict[str, pd.Series] = {}
    for place, name in enumerate(extract.header):
        if name in read:
            named[name] = named.get(name, 0) + 1
            cells[_column(name, named[name])] = stripped(extract.frame[place])
    return pd.DataFrame(cells, index=extract.frame.index)


def _column(name: str, number: int = 1) -> str:
    return f"{number} {name}"


def _example(differing: pd.DataFrame, numbers: pd.Series) -> tuple[str, int]:
    """The number of the record with most rows, the first of several, with how many rows it has."""
    if differing.empty:
        return "", 0
    counts = differing.groupby(RECORD, sort=False).size()
    most = differing.index[differing[RECORD] == counts.idxmax()][0]
    return str(numbers[most]), int(counts.max())


def _is_ordered(differing: pd.DataFrame, clashing: pd.DataFrame, updated: str) -> bool:
    of_one_file = differing.drop_duplicates()
    return (
        not of_one_file.duplicated([RECORD, FILE]).any() and not clashing.duplicated([RECORD, _column(updated)]).any()
    )


def _of_several_accounts(text: pd.DataFrame, found: Identified) -> pd.Series:
    """Which rows are of a record that stands with several accounts."""
    if "account" not in text.columns:
        return pd.Series(False, index=text.index)
    accounts = text["account"].where(text["account"] != "")
    return (text["id"] != "") & (accounts.groupby(found.records).transform("nunique") > 1)


def _moved(rows: pd.DataFrame) -> Moved | None:
    if rows.empty:
        return None
    first = rows["id"].iloc[0]
    accounts = sorted(rows["account"][rows["id"] == first].unique(), key=bool, reverse=True)
    return Moved(str(first), tuple(accounts[:2]), rows["id"].nunique())
