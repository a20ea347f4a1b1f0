"""The one place that cuts rows by account: behind it, code sees one customer only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from reviewgen.calendars import NAT
from reviewgen.languages import N_
from reviewgen.metrics import Computed, Part, agreed, credits
from reviewgen.metrics.cells import Block
from reviewgen.metrics.clocks import CLOCKS, TIMED, hours_of
from reviewgen.metrics.credits import Credit
from reviewgen.metrics.grid import ABSENT, EPOCH
from reviewgen.metrics.rows import Rows
from reviewgen.metrics.shard import Shard
from reviewgen.model import Behind, Clock, Dimensions, Figure, InputRows, Missing
from reviewgen.promises import Kind
from reviewgen.records import LISTED, Evidence, table
from reviewgen.sla import Holds
from reviewgen.tables import Tables

RECORDS: Mapping[str, type[Any]] = {one.name: one.record for one in LISTED}
NO_ROWS = Behind("", "none")
DAY, INSTANT = "%Y-%m-%d", "%Y-%m-%d %H:%M:%S"
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


class Places(Mapping[tuple[str, str], tuple[str, int]]):
    """File and row of every row of one account that was read, by table and record: found when first asked for.

    A record goes by its id; one without by all of its key, as `record_name` says, and by the first part of it, which
    stands for the last such row.
    """

    def __init__(self, shard: Shard, code: int) -> None:
        self._shard, self._code = shard, code
        self._found: dict[str, dict[str, tuple[str, int]]] = {}

    def __getitem__(self, key: tuple[str, str]) -> tuple[str, int]:
        """File and row of a record of a table."""
        name, record = key
        return self._of(name)[record]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Every table and record."""
        return ((name, record) for name in self._shard.names for record in self._of(name))

    def __len__(self) -> int:
        """How many names of records there are."""
        return sum(len(self._of(name)) for name in self._shard.names)

    def _of(self, name: str) -> dict[str, tuple[str, int]]:
        if name not in self._found:
            self._found[name] = self._read(name) if name in self._shard.names else {}
        return self._found[name]

    def _read(self, name: str) -> dict[str, tuple[str, int]]:
        rows = Rows(self._shard.tables.frames[name], self._shard.grid, name)
        own = np.flatnonzero(rows.code == self._code)
        stand, names = _stand(self._shard.tables, rows.frame, own), _names(name, rows.frame.iloc[own])
        return {record: place for words in names for record, place in zip(words, stand, strict=True)}


def places(shard: Shard) -> dict[str, Places]:
    """Where the rows of every account of a shard stand, by account id: those that are closed or later, too."""
    return {account.id: Places(shard, code) for code, account in enumerate(shard.accounts)}


def record_name(name: str, record: Any) -> str:
    """What a record of a table goes by: its id, else all of its key in one line; instants in UTC."""
    return " ".join(_word(getattr(record, column)) for column in _key(name))


def _key(name: str) -> tuple[str, ...]:
    described = table(name)
    return ("id",) if "id" in described.names else described.key or ("ticket",)


def _word(value: object) -> str:
    return f"{value.astimezone(UTC):{INSTANT}}" if isinstance(value, datetime) else str(value)


def _names(name: str, frame: pd.DataFrame) -> list[list[str]]:
    """What the rows of a table go by: the first part of their key, and all of it."""
    written = {"date": DAY, "instant": INSTANT}
    kinds = [(column, table(name).column(column).kind) for column in _key(name)]
    words = [
        (frame[column].dt.strftime(written[kind]) if kind in written else frame[column]).tolist()
        for column, kind in kinds
    ]
    return [words[0], [" ".join(parts) for parts in zip(*words, strict=True)]][: len(words)]


@dataclass(frozen=True, slots=True)
class Beyond:
    """How many of an account's rows of a table no review of it sees: later than `as_of`, or older than all periods.

    Of older ones tickets alone are counted. `first` is file and row of one of the later ones.
    """

    table: str
    rows: int
    later: int
    earlier: int
    first: tuple[str, int] = ("", 0)


def beyond(shard: Shard) -> dict[str, tuple[Beyond, ...]]:
    """The tables of every account of a shard of which a review does not see all rows, by account id."""
    found: dict[str, tuple[Beyond, ...]] = {account.id: () for account in shard.accounts}
    for name in shard.names:
        for code, one in _beyond(shard, name):
            found[shard.accounts[code].id] += (one,)
    return found


def _beyond(shard: Shard, name: str) -> Iterator[tuple[int, Beyond]]:
    """What is beyond in one table, by the number of the account."""
    read = Rows(shard.tables.frames[name], shard.grid, name)
    later = np.flatnonzero(~read.frame.index.isin(shard.frames[name].index))
    codes, example = np.unique(read.code[later], return_index=True)
    first = dict(zip(codes.tolist(), _stand(shard.tables, read.frame, later[example]), strict=True))
    owners = (read.code, read.code[later], shard.tickets.code[_older(shard)] if name == "tickets" else codes[:0])
    rows, lost, older = (np.bincount(owner, minlength=len(shard.accounts)).tolist() for owner in owners)
    for code, counts in enumerate(zip(rows, lost, older, strict=True)):
        if any(counts[1:]):
            yield code, Beyond(name, *counts, first.get(code, ("", 0)))


def _older(shard: Shard) -> np.ndarray:
    """Tickets that ended before the first period that is looked at."""
    result: np.ndarray = np.logical_and.reduce([places < 0 for places in shard.placed.values()])
    result &= shard.placed["ended_at"] != ABSENT
    return result


def _stand(tables: Tables, frame: pd.DataFrame, rows: np.ndarray) -> tuple[tuple[str, int], ...]:
    """File and row of each of these rows of a frame."""
    files, numbers = (frame[name].to_numpy()[rows].tolist() for name in ("_file", "_row"))
    return tuple((tables.files[file].file, number) for file, number in zip(files, numbers, strict=True))


class Origins:
    """Finds the rows behind the figures of one account: those of its own groups, and no others."""

    def __init__(self, computed: Computed, account: str) -> None:
        self._figures = computed.figures[account]
        self._fee = next(one.fee for one in computed.parts[0].shard.accounts if one.id == account)
        self._parts = [
            _Own(part, part.shard.grid.accounts.index(account))
            for part in computed.parts
            if account in part.shard.grid.accounts
        ]

    def behind(self, figure: Figure, *, placed: bool = False) -> Behind:
        """The rows that a figure is made of; none for one that is missing, or that there is no row for.

        `placed`: with file and row of each, which takes its time where rows are many.
        """
        if isinstance(figure.value, Missing):
            return NO_ROWS
        if figure.metric.startswith("targets."):
            return _of_targets(figure, self._figures.judged)
        if figure.metric == credits.DUE:
            return _of_credits(self._figures.credits, self._fee)
        found = (part.behind(figure, placed) for part in self._parts)
        return next((behind for behind in found if behind), NO_ROWS)


class _Own:
    """What is one account's own in a part: where its figures stand, and the names and places of its rows."""

    def __init__(self, part: Part, code: int) -> None:
        self._tables = part.shard.tables
        self._code = code
        self._names = part.shard.grid.names[code]
        self._places = _places(part, code)
        self._records: dict[int, _Records] = {}

    def behind(self, figure: Figure, placed: bool) -> Behind | None:
        """The rows of a figure; None where it is not of this part."""
        place = self._places.get((figure.metric, figure.dimensions))
        if place is None or figure.period not in self._names:
            return None
        (block, group), period = place, self._names.index(figure.period)
        entries = block.cells.entries
        chosen = block.cells.entries_of(group, period)
        records = self._records_of(entries.rows)
        rows = entries.row[chosen]
        return Behind(
            table=entries.rows.table,
            how=block.how.name,
            ids=tuple(records.ids_of(rows)),
            values=_parts_of(entries.value, chosen),
            weights=_parts_of(entries.weight, chosen),
            given=() if block.given is None else ((block.given_name, float(block.given[group, period])),),
            places=_stand(self._tables, entries.rows.frame, rows) if placed else (),
        )

    def _records_of(self, rows: Rows) -> _Records:
        if id(rows.frame) not in self._records:
            self._records[id(rows.frame)] = _Records.of(rows, self._code)
        return self._records[id(rows.frame)]


@dataclass(frozen=True, slots=True)
class _Records:
    """The rows of one account in a frame: `number` counts them (-1: those of others), `ids` names them."""

    number: np.ndarray
    ids: np.ndarray

    @classmethod
    def of(cls, rows: Rows, code: int) -> _Records:
        """The rows of the account of that code."""
        own, frame = np.flatnonzero(rows.code == code), rows.frame
        number = np.full(len(frame), -1)
        number[own] = np.arange(len(own))
        names = _names(rows.table, frame.iloc[own])[-1]
        return cls(number, np.array(names, dtype=object))

    def ids_of(self, rows: np.ndarray) -> list[str]:
        """The ids of rows of the frame."""
        found = self.number[rows]
        assert (found >= 0).all(), "a figure is made of its own account's rows only"
        named: list[str] = self.ids[found].tolist()
        return named


def _places(part: Part, code: int) -> dict[tuple[str, Dimensions], tuple[Block, int]]:
    """Where the figures of an account stand: block and group by metric and dimensions."""
    found = {}
    for block in part.blocks:
        grouping = block.grouping
        first, last = np.searchsorted(grouping.account, [code, code + 1])
        for group in range(first, last):
            values = grouping.labels[group] if grouping.dimensions else ()
            found[block.metric, tuple(zip(grouping.dimensions, values, strict=True))] = (block, group)
    return found


def _parts_of(parts: np.ndarray | None, chosen: np.ndarray) -> tuple[float, ...]:
    return (1.0,) * len(chosen) if parts is None else tuple(parts[chosen].tolist())


def _of_targets(figure: Figure, judged: Sequence[Figure]) -> Behind:
    """The judged figures that a count of targets counts."""
    counted = agreed.COUNTED_AS[figure.metric.removeprefix("targets.")]
    names = tuple(one.name for one in judged)
    values = tuple(float(one.status in counted) for one in judged)
    return Behind("targets", "total", names, values, (1.0,) * len(judged))


def _of_credits(found: Sequence[Credit], fee: float | None) -> Behind:
    """The figures that credits are agreed for, each with the money that it adds; one that is not measured counts 0."""
    names = tuple(credit.figure.name for credit in found)
    values = tuple(credit.money or 0.0 for credit in found)
    given = () if fee is None else ((N_("fee"), fee),)
    return Behind("credits", "total", names, values, tuple(float(credit.measured) for credit in found), given)


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
        columns |= {kind: _clocks(shard, kind, chosen, zones) for kind in CLOCKS}
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


def _clocks(shard: Shard, kind: Kind, chosen: np.ndarray, zones: list[ZoneInfo]) -> list[Clock]:
    """The clocks of the chosen tickets; instants in the zone of each one's account."""
    found, codes = shard.outcomes[kind], shard.tickets.code[chosen].tolist()
    timed, decided = found.timed, found.placed[chosen] == shard.periods - 1
    met, breached, near = (flags[chosen] & decided for flags in (found.met, found.breached, found.near))
    states = np.select([timed.state != "not_measured", found.met, found.breached], [timed.state, "met", "breached"], "")
    holds = _holds(timed.holds, chosen, codes, zones)
    columns = (
        np.where(met, "met", np.where(breached, "breached", "")).tolist(),
        near.tolist(),
        *(_or_none(hours[chosen]) for hours in (found.hours, found.limit)),
        np.where(states == "", "not_measured", states)[chosen].tolist(),
        np.where(np.isin(found.basis, TIMED)[shard.tickets.code], timed.reason, "")[chosen].tolist(),
        *(_or_none(hours_of(amounts[chosen])) for amounts in (timed.wall, timed.paused)),
        *(_instants(values[chosen], codes, zones) for values in (timed.start, timed.due, timed.stop)),
        timed.calendar[chosen].tolist(),
        [holds.get(row, ()) for row in chosen.tolist()],
        found.verdict[chosen].tolist(),
        shard.reasons[kind][chosen].tolist(),
    )
    return [Clock(*values) for values in zip(*columns, strict=True)]


def _instants(values: np.ndarray, codes: list[int], zones: list[ZoneInfo]) -> list[datetime | None]:
    """Microseconds as instants, None where unknown."""
    return [
        None if value == NAT else (EPOCH + timedelta(microseconds=value)).astimezone(zones[code])
        for value, code in zip(values.tolist(), codes, strict=True)
    ]


def _holds(
    holds: Holds, chosen: np.ndarray, codes: list[int], zones: list[ZoneInfo]
) -> dict[int, tuple[tuple[datetime, datetime | None], ...]]:
    """The spans in which the clocks of the chosen rows stood still, by row."""
    of_row = dict(zip(chosen.tolist(), codes, strict=True))
    mine = np.flatnonzero(np.isin(holds.clock, chosen))
    order = mine[np.lexsort((holds.start[mine], holds.clock[mine]))]
    rows = holds.clock[order].tolist()
    owners = [of_row[row] for row in rows]
    spans = (_instants(values[order], owners, zones) for values in (holds.start, holds.end))
    result: dict[int, tuple[tuple[datetime, datetime | None], ...]] = {}
    for row, start, end in zip(rows, *spans, strict=True):
        if start:
            result[row] = (*result.get(row, ()), (start, end))
    return result


def _or_none(values: np.ndarray) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]


def _told(name: str) -> list[str]:
    """The columns of a table that may leave the house."""
    return [column.name for column in table(name).columns if not column.internal]


def _inputs(shard: Shard) -> dict[int, list[InputRows]]:
    """Per account, table and file: how many rows were kept, and a digest that their order does not change.

    Of the rows as they were read, later ones than `as_of` included.
    """
    result: dict[int, list[InputRows]] = {}
    for name in shard.names:
        rows = Rows(shard.tables.frames[name], shard.grid)
        if rows.frame.empty:
            continue
        digests = pd.util.hash_pandas_object(rows.frame[_told(name)], index=False).to_numpy()
        order = np.lexsort((digests, rows.frame["_file"].to_numpy(), rows.code))
        keys = np.stack([rows.code, rows.frame["_file"].to_numpy()], axis=1)[order]
        starts = np.flatnonzero(np.any(np.diff(keys, axis=0, prepend=-1) != 0, axis=1))
        for (code, number), part in zip(keys[starts].tolist(), np.split(digests[order], starts[1:]), strict=True):
            digest = hashlib.sha256(part.tobytes()).hexdigest()
            result.setdefault(code, []).append(InputRows(name, shard.tables.files[number].file, len(part), digest))
    return result
