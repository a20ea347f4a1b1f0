"""The order of rows: by account, then time, then key; what is in order already is not touched."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pyarrow import compute as pc

from reviewgen.abreast import abreast
from reviewgen.sources import text

NAT = np.iinfo("int64").min
LAST = np.iinfo("int64").max
MOST = LAST


def in_order(rows: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The rows sorted by these columns, the first of which is text; equal ones stay as they stand.

    The columns of `rows` are taken out of it one after the other: two copies of all would need twice the memory.
    """
    places = _places(rows, names)
    if places is None:
        return rows.reset_index(drop=True)
    columns = list(rows.columns)
    taken = abreast(lambda cells: _taken(cells, places), (rows.pop(name) for name in columns), len(places))
    return pd.DataFrame(dict(zip(columns, taken, strict=True)), copy=False)


def _taken(cells: pd.Series, places: np.ndarray) -> pd.Series:
    if cells.dtype == "str" and text.is_blank(cells):
        return cells.reset_index(drop=True)
    return pd.Series(cells.array.take(places), copy=False)


def _places(rows: pd.DataFrame, names: Sequence[str]) -> np.ndarray | None:
    """Where each row of the sorted frame stands now; None where all stand right."""
    instant = len(names) > 1 and rows[names[1]].dtype.kind == "M"
    group = _ranks(rows[names[0]])
    if instant:
        group = _within(group, rows[names[1]])
    rising = bool((group[1:] >= group[:-1]).all())
    places = np.arange(len(group)) if rising else np.argsort(group, kind="stable")
    tied = _tied(group[places])
    rest = names[1 + instant :]
    if rest and len(tied):
        among = rows[list(rest)].iloc[places[tied]].reset_index(drop=True)
        among.insert(0, "", group[places[tied]])
        chosen = among.sort_values(["", *rest], kind="stable").index.to_numpy()
        rising = rising and bool((chosen == np.arange(len(chosen))).all())
        places[tied] = places[tied][chosen]
    return None if rising else places


def _ranks(cells: pd.Series) -> np.ndarray:
    """The place of each text among all that there are, in order."""
    codes, words = pd.factorize(cells)
    order = np.argsort(np.asarray(words, dtype=object))
    ranks = np.empty(len(words), dtype="int64")
    ranks[order] = np.arange(len(words))
    found: np.ndarray = ranks[codes]
    return found


def _within(group: np.ndarray, times: pd.Series) -> np.ndarray:
    """Groups by time within the groups; what has no time comes last."""
    since = times.array.asi8
    known = since != NAT
    least = int(since[known].min()) if known.any() else 0
    span = (int(since.max()) - least if known.any() else 0) + 2
    fits = span * (int(group.max(initial=0)) + 1) < MOST
    within = np.where(known, since - least, span - 1) if fits else _ranks_of(since, known)
    found: np.ndarray = group * (span if fits else len(group)) + within
    return found


def _ranks_of(since: np.ndarray, known: np.ndarray) -> np.ndarray:
    values = np.where(known, since, LAST)
    places: np.ndarray = np.searchsorted(np.unique(values), values)
    return places


def _tied(group: np.ndarray) -> np.ndarray:
    """Which of these, in order, equal the one before or behind."""
    same = group[1:] == group[:-1]
    return np.flatnonzero(np.append(same, False) | np.append(False, same)) if len(group) else np.zeros(0, "int64")


def rise(rows: pd.DataFrame, names: Sequence[str]) -> bool:
    """Whether each row comes after the one before by these columns of text, so that no two are alike."""
    if any(rows[name].dtype != "str" for name in names):
        return False
    after = np.zeros(max(len(rows) - 1, 0), dtype=bool)
    for name in reversed(names):
        cells = text.arrow(rows[name])
        before, behind = cells[:-1], cells[1:]
        after = pc.greater(behind, before).to_numpy() | (pc.equal(behind, before).to_numpy() & after)
    return bool(after.all())


def all_differ(cells: pd.Series) -> bool:
    """Whether no two cells of a column of text are alike."""
    return cells.dtype == "str" and pc.count_distinct(text.arrow(cells)).as_py() == len(cells)
