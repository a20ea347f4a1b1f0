"""The rows as they stood at `as_of`: what came later is taken out, so that no figure and no list knows of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from reviewgen.metrics.grid import local_days
from reviewgen.metrics.rows import Rows
from reviewgen.records import ENDED, OPEN, Table, table
from reviewgen.states import micros

ENDS = ("resolved_at", "closed_at")


def known(rows: Rows) -> pd.DataFrame:
    """A table without the rows that begin after `as_of`, and without later moments in the others.

    A row begins at the first of its table's times that it has. A moment at `as_of` itself is later, as the end of a
    period belongs to the next; a day is later if it follows the local day of `as_of`. A ticket or action that ended
    later has not ended, nor has a ticket whose state is an open one: when it was resolved or closed does not hold.
    """
    name, begun = rows.table, ~_begins_later(rows)
    frame = rows.frame if begun.all() else rows.frame[begun]
    late = {column: _is_later(rows, column)[begun] for column in table(name).later}
    if name == "tickets":
        still_open = frame["state"].isin(OPEN).to_numpy()
        late |= {column: late[column] | (still_open & frame[column].notna().to_numpy()) for column in ENDS}
    late = {column: mask for column, mask in late.items() if mask.any()}
    return _without(name, frame, late) if late else frame


def _begins_later(rows: Rows) -> np.ndarray:
    described, size = table(rows.table), len(rows.frame)
    later, unknown = np.zeros(size, dtype=bool), np.ones(size, dtype=bool)
    for column in described.time:
        if column == described.plan:
            continue
        later |= unknown & _is_later(rows, column)
        unknown &= rows.frame[column].isna().to_numpy()
    return later


def _is_later(rows: Rows, column: str) -> np.ndarray:
    if table(rows.table).column(column).kind == "date":
        later: np.ndarray = local_days(rows.frame[column]) > rows.grid.today[rows.code]
    else:
        later = micros(rows.frame[column]) >= rows.grid.as_of
    return later


def _without(name: str, frame: pd.DataFrame, late: Mapping[str, np.ndarray]) -> pd.DataFrame:
    changed = {column: frame[column].mask(rows) for column, rows in late.items()}
    for column, rows in late.items():
        for told in table(name).told_with.get(column, ()):
            nothing = np.nan if table(name).column(told).kind == "number" else ""
            changed[told] = frame[told].mask(rows, nothing)
    described = table(name)
    ends = ENDS if name == "tickets" else described.lasts[1:] if described.standing and described.lasts else ()
    ended = [rows for column, rows in late.items() if column in ends]
    if ended:
        changed |= _reopened(described, frame, np.logical_or.reduce(ended))
    return frame.assign(**changed)


def _reopened(described: Table, frame: pd.DataFrame, late: np.ndarray) -> dict[str, pd.Series]:
    """The state of rows whose end was taken out: an action was open; what a ticket's was is not known."""
    if described.standing:
        return {"state": frame["state"].mask(late, described.standing)}
    unknown = late & frame["state"].isin(ENDED).to_numpy()
    return {column: frame[column].mask(unknown, "") for column in ("state", "state_name")}
