"""What is for us only in rows: marked texts, internal columns, and rows that are internal as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from reviewgen.confidential import HINT, customer_text, internal_text
from reviewgen.model import Remark
from reviewgen.records import Table
from reviewgen.sources.text import blank, holds, is_blank, series
from reviewgen.tables.checks import InputFile

PLACE = ["_file", "_row"]
NAMES = ("id", "major", "project", "resource", "topic", "ticket")
NAMED = {
    "major": "majors",
    "problem": "problems",
    "change": "changes",
    "improvement": "improvements",
    "ticket": "tickets",
}
UNSAID = ("_file", "_row")


def parted(text: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows as text without what is marked internal; and that, with columns _file, _row, column, text, empty.

    `empty` tells the cells of which nothing is left.
    """
    found, changed = [], {}
    for name in text.columns:
        if name in UNSAID:
            continue
        marked = _marked(text[name])
        if marked.any():
            cells = text.loc[marked, name]
            left = cells.map(customer_text).astype("str")
            inner = cells.map(internal_text).astype("str")
            changed[name] = text[name].mask(marked, left.reindex(text.index, fill_value=""))
            found.append(text.loc[marked, PLACE].assign(column=name, text=inner, empty=left == ""))
    if not found:
        return text, _no_marks()
    return text.assign(**changed), pd.concat(found, ignore_index=True)


@cache
def _no_marks() -> pd.DataFrame:
    return pd.DataFrame([], columns=["_file", "_row", "column", "text", "empty"]).astype(
        {"_file": "int64", "_row": "int64", "column": "str", "text": "str", "empty": bool}
    )


def _marked(cells: pd.Series) -> np.ndarray:
    """Which cells hold a mark; its bracket and its word are looked for first, since nearly none does."""
    if not holds(cells, b"["):
        return np.zeros(len(cells), dtype=bool)
    hinted = cells.str.contains(HINT, case=False, regex=False).to_numpy(dtype=bool, copy=True)
    for place in np.flatnonzero(hinted).tolist():
        hinted[place] = customer_text(cells.iloc[place]) != cells.iloc[place]
    return hinted


def whole_rows(described: Table, text: pd.DataFrame, marks: Sequence[pd.DataFrame]) -> pd.Series:
    """Rows that are for us only: flagged so, or with a needed text of which nothing is left."""
    flagged = "internal" in described.names and "internal" in text.columns
    if not flagged and not any(len(one) for one in marks):
        return pd.Series(False, index=text.index, dtype=bool)
    needed = [column.name for column in described.columns if column.required]
    found = pd.concat(list(marks), ignore_index=True) if marks else _no_marks()
    emptied = found[found["empty"] & found["column"].isin(needed)]
    rows = pd.MultiIndex.from_frame(text[PLACE]).isin(pd.MultiIndex.from_frame(emptied[PLACE].astype("int64")))
    if flagged:
        rows |= text["internal"].str.lower().isin(["true", "yes", "1", "x", "y"]).to_numpy()
    return pd.Series(rows, index=text.index, dtype=bool)


def told(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows without what their internal columns say."""
    if "internal_note" not in rows.columns or is_blank(rows["internal_note"]):
        return rows
    return rows.assign(internal_note=series(blank(len(rows)), rows.index))


def unnamed(rows: pd.DataFrame, internal: Sequence[Remark]) -> pd.DataFrame:
    """Rows that name no record which is for us only: their cells are emptied."""
    for column, name in NAMED.items():
        hidden = {(one.account, one.record) for one in internal if one.whole and one.table == name}
        if hidden and column in rows.columns:
            pairs = zip(rows["account"].tolist(), rows[column].tolist(), strict=True)
            naming = np.array([pair in hidden for pair in pairs], dtype=bool)
            rows = rows.assign(**{column: rows[column].mask(naming, "")})
    return rows


def gathered(
    described: Table, rows: pd.DataFrame, marks: Sequence[pd.DataFrame], files: Sequence[InputFile]
) -> list[Remark]:
    """What is for us only in the typed rows of a table: whole rows in a line each, marked texts, internal notes."""
    private = rows["_internal"].to_numpy()
    noted = (rows["internal_note"] != "").to_numpy() if "internal_note" in rows.columns else np.zeros(len(rows), bool)
    inner = _texts(marks)
    if not (inner or private.any() or noted.any()):
        return []
    places = list(zip(rows["_file"].tolist(), rows["_row"].tolist(), strict=True))
    chosen = np.flatnonzero(private | noted | np.array([one in inner for one in places], bool)).tolist()
    found = []
    for number, row in zip(chosen, rows.iloc[chosen].to_dict("records"), strict=True):
        whole = bool(private[number])
        texts = [("", _summary(described, row))] if whole else []
        texts += inner.get(places[number], [])
        texts += [("internal_note", row["internal_note"])] if noted[number] else []
        file, line = files[places[number][0]].file, places[number][1]
        about = (row["account"], described.name, _name(row))
        found += [Remark(*about, column, text, file, line, whole) for column, text in texts]
    return found


def _texts(marks: Sequence[pd.DataFrame]) -> dict[tuple[int, int], list[tuple[str, str]]]:
    """Column and text of what is marked, by file and row."""
    found: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for part in marks:
        for file, row, column, text, _ in part.itertuples(index=False, name=None):
            found.setdefault((int(file), int(row)), []).append((column, text))
    return found


def _name(row: Mapping[Any, Any]) -> str:
    return str(next(row[name] for name in NAMES if name in row))


def _summary(described: Table, row: Mapping[Any, Any]) -> str:
    """The texts of a row that is internal as a whole, in one line."""
    names = (column.name for column in described.columns if column.kind == "text" and column.name != "internal_note")
    return "; ".join(row[name] for name in names if row[name])
