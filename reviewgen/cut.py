"""The one place that cuts rows by account: behind it, code sees one customer only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from reviewgen.metrics.clocks import Outcome
from reviewgen.metrics.metric import Rows
from reviewgen.metrics.shard import Shard
from reviewgen.model import Action, Clock, Evidence, InputRows, Major, Survey, Ticket
from reviewgen.tables.schema import table

RECORDS: Mapping[str, type[Any]] = {"tickets": Ticket, "majors": Major, "actions": Action, "surveys": Survey}
R = TypeVar("R")


def cut(shard: Shard) -> dict[str, Evidence]:
    """The rows of the last period of every account of a shard, by account id."""
    parts = {name: _by_account(shard, name) for name in RECORDS}
    inputs = _inputs(shard)
    return {
        account.id: Evidence(
            **{name: tuple(part.get(code, ())) for name, part in parts.items()},
            inputs=tuple(inputs.get(code, ())),
            basis=tuple((clock, str(found.basis[code])) for clock, found in shard.outcomes.items()),
        )
        for code, account in enumerate(shard.accounts)
    }


def _by_account(shard: Shard, name: str) -> dict[int, list[Any]]:
    rows = shard.rows(name)
    chosen = np.flatnonzero(shard.current(name))
    codes = rows.code[chosen]
    zones = [ZoneInfo(account.zone) for account in shard.accounts]
    frame = rows.frame.iloc[chosen]
    columns: dict[str, list[Any]] = {
        field.name: _values(frame, name, field.name, codes, zones)
        for field in fields(RECORDS[name])
        if field.name in frame.columns
    }
    if name == "tickets":
        columns |= {clock: _clocks(found, chosen, shard.periods - 1) for clock, found in shard.outcomes.items()}
    result: dict[int, list[Any]] = {}
    for code, record in zip(codes.tolist(), _records(RECORDS[name], columns), strict=True):
        result.setdefault(code, []).append(record)
    return result


def _records(kind: type[R], columns: Mapping[str, list[Any]]) -> Iterator[R]:
    names = list(columns)
    return (kind(**dict(zip(names, values, strict=True))) for values in zip(*columns.values(), strict=True))


def _values(frame: pd.DataFrame, name: str, column: str, codes: np.ndarray, zones: list[ZoneInfo]) -> list[Any]:
    """A column as plain values, None where missing; instants in the zone of each row's account."""
    kind, cells = table(name).column(column).kind, frame[column]
    present = cells.notna().to_numpy()
    if kind == "instant":
        instants = cells.dt.to_pydatetime() if len(cells) else []
        return [
            instant.astimezone(zones[code]) if there else None
            for instant, code, there in zip(instants, codes, present, strict=True)
        ]
    if kind == "date":
        return [day.date() if there else None for day, there in zip(cells, present, strict=True)]
    return [value if there else None for value, there in zip(cells.tolist(), present, strict=True)]


def _clocks(found: Outcome, chosen: np.ndarray, period: int) -> list[Clock]:
    decided = found.placed[chosen] == period
    met, breached, near = (flags[chosen] & decided for flags in (found.met, found.breached, found.near))
    words = np.where(met, "met", np.where(breached, "breached", "")).tolist()
    columns = (words, near.tolist(), _or_none(found.hours[chosen]), _or_none(found.limit[chosen]))
    return [Clock(*values) for values in zip(*columns, strict=True)]


def _or_none(values: np.ndarray) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]


def _inputs(shard: Shard) -> dict[int, list[InputRows]]:
    """Per account, table and file: how many rows were kept, and a digest that their order does not change.

    Of the rows as they were read, later ones than `as_of` included.
    """
    result: dict[int, list[InputRows]] = {}
    for name in shard.names:
        rows = Rows(shard.tables.frames[name], shard.grid)
        if rows.frame.empty:
            continue
        digests = pd.util.hash_pandas_object(rows.frame[list(table(name).names)], index=False).to_numpy()
        order = np.lexsort((digests, rows.frame["_file"].to_numpy(), rows.code))
        keys = np.stack([rows.code, rows.frame["_file"].to_numpy()], axis=1)[order]
        starts = np.flatnonzero(np.any(np.diff(keys, axis=0, prepend=-1) != 0, axis=1))
        for (code, number), part in zip(keys[starts].tolist(), np.split(digests[order], starts[1:]), strict=True):
            digest = hashlib.sha256(part.tobytes()).hexdigest()
            result.setdefault(code, []).append(InputRows(name, shard.tables.files[number].file, len(part), digest))
    return result
