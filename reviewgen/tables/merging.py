"""Several rows of one record become one: which of them it is, and from which of them a value comes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from reviewgen.config import Mapping
from reviewgen.languages import N_
from reviewgen.mapping import NOTHING, ORDER
from reviewgen.records import Column
from reviewgen.tables.convert import Converted, Format, convert

NUMBER = r"[0-9]{1,15}"
BY_INSTANT = Column(ORDER, "instant", "when it happened")
_BY_COUNT = Column(ORDER, "count", "number of the change")


def order(cells: pd.Series, written: Format) -> Converted:
    """What rows follow each other by: whole numbers where all cells are such, else instants."""
    numbers = bool(cells.str.fullmatch(NUMBER).all())
    return convert(cells, _BY_COUNT if numbers else BY_INSTANT, written)


def unordered(cells: pd.Series, converted: Converted) -> Iterable[tuple[np.ndarray, dict[str, Any]]]:
    """Which rows have no place in the order, and the words: to guess one could make another row the record."""
    problem = "is not a date and time, so that rows cannot be put in order"
    yield (
        converted.bad,
        {"code": "cell", "problem": problem, "expected": converted.expected, "hint": converted.hint},
    )
    problem = "is empty, so that rows cannot be put in order"
    yield (cells == "").to_numpy(), {"code": "cell.empty", "problem": problem}


def unclear(rows: pd.Series) -> tuple[np.ndarray, dict[str, Any]]:
    """Which rows may be of a record that has moved, or of another one, and the words: a guess could mix accounts."""
    problem = "stands with another account in another row: one record that has moved, or two of the same number"
    hint = "say moved: true in the mapping where one tool gave all these numbers, moved: false where several did"
    return rows.to_numpy(), {"code": "row.moved", "problem": problem, "hint": hint}


def opened_apart(
    text: pd.DataFrame, records: pd.Series, mapping: Mapping, written: Format
) -> tuple[np.ndarray, dict[str, Any]]:
    """Which rows were opened at another time than the first of their record, and the words."""
    problem = N_("is another time of opening than that of an earlier row of this number")
    hint = (
        "if these are two tickets, give one of the files numbers of its own, such as N-1: one row of each number counts"
    )
    words = {"code": "row.opened", "severity": "warning", "problem": problem, "hint": hint}
    if text["_file"].nunique() < 2 or not _tells_opening(text, mapping):
        return np.zeros(len(text), dtype=bool), words
    first = text["opened_at"].groupby(records).transform("first")
    found = (text["id"] != "") & (text["opened_at"] != first)
    here, there = (convert(cells[found], BY_INSTANT, written).values for cells in (text["opened_at"], first))
    found[found] = here.notna() & there.notna() & (here != there)
    return found.to_numpy(), words


def sorted_by(text: pd.DataFrame, converted: Converted) -> pd.DataFrame:
    """The rows in that order; equal ones as they stand."""
    return text.loc[converted.values.sort_values(kind="stable").index]


@dataclass(frozen=True, slots=True)
class Identified:
    """Which rows are of one record: a number for each, and which rows nobody can tell that of."""

    records: pd.Series
    unclear: pd.Series


def merged(text: pd.DataFrame, mapping: Mapping, record: pd.Series) -> pd.DataFrame:
    """One row of each record, in the order of the file; `_superseded` counts the others. Rows without id stay apart.

    `text` stands in the order in which its rows follow each other, with an index that counts them as in the file.
    """
    record = record.loc[text.index]
    named = text["id"] != ""
    size = record.groupby(record).transform("size")
    changed = {name: _picked(text[name], record, row) for name, row in mapping.picked.items() if name in text}
    kept = ~named | ~record.duplicated(keep="first" if mapping.rows == "first" else "last")
    changed = {name: cells.where(named, text[name]).replace(NOTHING, "") for name, cells in changed.items()}
    return text.assign(_superseded=(size - 1).where(named, 0), **changed)[kept].sort_index().reset_index(drop=True)


def _picked(cells: pd.Series, record: pd.Series, row: str) -> pd.Series:
    """The first or last value among the rows of each record, which may be that there is none; "since": the first after
    which none is missing.
    """
    there = cells != ""
    if row == "since":
        backwards = there[::-1].astype("int8").groupby(record[::-1]).cummin()
        there = there & (backwards[::-1] == 1)
    values = cells.where(there, None).groupby(record).transform("last" if row == "last" else "first")
    return values.astype("str").fillna("")


def identified(text: pd.DataFrame, mapping: Mapping, written: Format) -> Identified:
    """Which rows are of one record; `written` is how the time of opening is.

    Rows of one id and account are. With another account the record may have moved, or the tools of two customers count
    alike: two records where they were opened at different times; else what the mapping says. Where it says nothing,
    they are one within a file, as a log is, and stay apart between files.
    """
    records = pd.Series(pd.factorize(text["id"])[0], index=text.index)
    unclear = pd.Series(False, index=text.index)
    rows = _of_several(text)
    if rows.empty:
        return Identified(records, unclear)
    opened = convert(rows["opened_at"], BY_INSTANT, written).values if _tells_opening(text, mapping) else None
    linked = _linked(rows, _together(rows, opened) & (mapping.moved is not False))
    parted = linked.groupby(rows["id"]).transform("nunique") > 1
    two = _opened_apart(rows, linked, opened) & parted
    if mapping.moved is None:
        unclear.loc[rows.index] = parted & ~two
    parts = linked.where(two if mapping.moved else parted, -1).reindex(text.index, fill_value=-1)
    return Identified(text.assign(_part=parts).groupby(["id", "_part"], sort=False).ngroup(), unclear)


def _of_several(text: pd.DataFrame) -> pd.DataFrame:
    """The rows of which the id stands with several accounts; one without has that of the others in its file, if that is
    one.
    """
    if "account" not in text.columns:
        return text.iloc[:0]
    rows = text[(text["id"] != "") & (text.groupby("id", sort=False)["account"].transform("nunique") > 1)]
    named = rows["account"].where(rows["account"] != "").groupby([rows["id"], rows["_file"]])
    one = (rows["account"] == "") & (named.transform("nunique") == 1)
    rows = rows.assign(account=rows["account"].where(~one, named.transform("first")))
    return rows[rows.groupby("id", sort=False)["account"].transform("nunique") > 1]


def _together(rows: pd.DataFrame, opened: pd.Series | None) -> pd.Series:
    """Which rows are of one record by their file: no times of opening that differ say that it is several."""
    if opened is None:
        return pd.Series(True, index=rows.index)
    of_file = opened.groupby([rows["id"], rows["_file"]])
    return (of_file.transform("nunique") == 1) & (of_file.transform("count") == of_file.transform("size"))


def _linked(rows: pd.DataFrame, together: pd.Series) -> pd.Series:
    """A number for rows of one id that have one account, or are together in one file, and for those linked by them."""
    file = [rows["id"], rows["_file"]]
    account = rows["account"].where(~together, "")
    found = pd.Series(np.arange(len(rows)), index=rows.index)
    while True:
        wider = found.groupby([*file, account, together]).transform("min")
        wider = wider.groupby([rows["id"], rows["account"]]).transform("min")
        if wider.equals(found):
            return found
        found = wider


def _opened_apart(rows: pd.DataFrame, linked: pd.Series, opened: pd.Series | None) -> pd.Series:
    """Which rows have an id whose parts were opened each at a time of its own; a time of each row tells nothing."""
    if opened is None:
        return pd.Series(False, index=rows.index)
    first = opened.groupby(linked).transform("min")
    parts = linked.groupby(rows["id"]).transform("nunique")
    return first.groupby(rows["id"]).transform("nunique") == parts


def _tells_opening(text: pd.DataFrame, mapping: Mapping) -> bool:
    """Whether opened_at is that of the record, and not of its row."""
    rule = mapping.rule("opened_at")
    if "opened_at" not in text.columns or "opened_at" in mapping.picked or (rule and mapping.order in rule.theirs):
        return False
    same = text[text["id"] != ""].groupby(["id", "account", "_file"], sort=False)["opened_at"]
    return bool((same.nunique() <= 1).all())
