"""The one place that cuts rows by account: figures and records behind it are of one customer, the job that a delivery
holds is of its shard.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from reviewgen.calendars import NAT
from reviewgen.errors import Issue, NumberError
from reviewgen.languages import N_
from reviewgen.metrics import Computed, Part, agreed, credits
from reviewgen.metrics.clocks import CLOCKS, TIMED, hours_of
from reviewgen.metrics.credits import Credit
from reviewgen.metrics.grid import ABSENT, EPOCH
from reviewgen.metrics.rows import INSTANT, key_of
from reviewgen.metrics.shard import Shard
from reviewgen.model import Behind, Clock, Figure, InputRows, Missing
from reviewgen.promises import Kind
from reviewgen.records import LISTED, Evidence, table
from reviewgen.sla import Holds
from reviewgen.states import micros
from reviewgen.tables import Tables

RECORDS: Mapping[str, type[Any]] = {one.name: one.record for one in LISTED}
NO_ROWS = Behind("", "none")
SECOND = 1_000_000


def cut(shard: Shard) -> dict[str, Evidence]:
    """The rows of the last period of every account of a shard, by account id."""
    zones = _clocks_of(shard)
    parts = {name: _by_account(shard, name, zones) for name in RECORDS}
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
        self._found: dict[str, dict[str, int]] = {}

    def __getitem__(self, key: tuple[str, str]) -> tuple[str, int]:
        """File and row of a record of a table."""
        name, record = key
        row, (files, rows) = self._of(name)[record], self._shard.read(name).stands
        return self._shard.tables.files[files.item(row)].file, rows.item(row)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Every table and record."""
        return ((name, record) for name in self._shard.names for record in self._of(name))

    def __len__(self) -> int:
        """How many names of records there are."""
        return sum(len(self._of(name)) for name in self._shard.names)

    def _of(self, name: str) -> dict[str, int]:
        if name not in self._found:
            self._found[name] = self._read(name) if name in self._shard.names else {}
        return self._found[name]

    def _read(self, name: str) -> dict[str, int]:
        """The place in the frame of each record of a table."""
        rows = self._shard.read(name)
        own = rows.own(self._code)
        places, found = own.tolist(), dict[str, int]()
        for words in rows.called:
            found.update(zip(words[own].tolist(), places, strict=True))
        return found


def places(shard: Shard) -> dict[str, Places]:
    """Where the rows of every account of a shard stand, by account id: those that are closed or later, too."""
    return {account.id: Places(shard, code) for code, account in enumerate(shard.accounts)}


def record_name(name: str, record: Any) -> str:
    """What a record of a table goes by: its id, else all of its key in one line; instants in UTC."""
    return " ".join(_word(getattr(record, column)) for column in key_of(name))


def _word(value: object) -> str:
    return f"{value.astimezone(UTC):{INSTANT}}" if isinstance(value, datetime) else str(value)


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
    read = shard.read(name)
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
        self._parts = [
            _Own(part, part.shard.grid.number[account]) for part in computed.parts if account in part.shard.grid.number
        ]
        reviewed = computed.parts[0].shard
        self._fee = reviewed.accounts[reviewed.grid.number[account]].fee

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


@dataclass(frozen=True, slots=True)
class _Own:
    """What is one account's own in a part."""

    part: Part
    code: int

    def behind(self, figure: Figure, placed: bool) -> Behind | None:
        """The rows of a figure; None where it is not of this part."""
        names = self.part.shard.grid.names[self.code]
        place = self.part.place(figure.metric, figure.dimensions, self.code) if figure.period in names else None
        if place is None:
            return None
        (block, group), period = place, names.index(figure.period)
        entries = block.cells.entries
        chosen = block.cells.entries_of(group, period)
        rows = entries.row[chosen]
        if (entries.rows.code[rows] != self.code).any():
            problem = f"{figure.metric} would be made of rows of another account"
            raise NumberError([Issue(code="number.foreign", problem=problem, hint="please report this")])
        return Behind(
            table=entries.rows.table,
            how=block.how.name,
            ids=tuple(entries.rows.called[-1][rows].tolist()),
            values=_parts_of(entries.value, chosen),
            weights=_parts_of(entries.weight, chosen),
            given=() if block.given is None else ((block.given_name, float(block.given[group, period])),),
            places=_stand(self.part.shard.tables, entries.rows.frame, rows) if placed else (),
        )


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


def _by_account(shard: Shard, name: str, zones: Sequence[_Clock]) -> dict[int, list[Any]]:
    rows = shard.rows(name)
    if rows.frame.empty:
        return {}
    chosen = np.flatnonzero(shard.current(name))
    codes = rows.code[chosen].tolist()
    wanted = [field.name for field in fields(RECORDS[name])]
    frame = rows.frame[[one for one in wanted if one in rows.frame.columns]].iloc[chosen]
    local = [zones[code] for code in codes]
    columns = {column: _values(frame[column], table(name).column(column).kind, local) for column in frame.columns}
    if name == "tickets":
        columns |= {kind: _clocks(shard, kind, chosen, local) for kind in CLOCKS}
    result: dict[int, list[Any]] = {}
    records = map(RECORDS[name], *(columns[one] for one in wanted))
    for code, record in zip(codes, records, strict=True):
        result.setdefault(code, []).append(record)
    return result


class _Clock(dict[int, "datetime | None"]):
    """Microseconds as instants of a zone, each made once; None where unknown."""

    def __init__(self, zone: str) -> None:
        super().__init__({NAT: None})
        self._zone = ZoneInfo(zone)

    def __missing__(self, value: int) -> datetime:
        """The instant, made when it is first asked for."""
        seconds, rest = divmod(value, SECOND)
        found = datetime.fromtimestamp(seconds, self._zone) if seconds >= 0 else _before(seconds, self._zone)
        self[value] = found = found.replace(microsecond=rest) if rest else found
        return found


def _before(seconds: int, zone: ZoneInfo) -> datetime:
    """An instant before 1970, which not every system can tell."""
    return (EPOCH + timedelta(seconds=seconds)).astimezone(zone)


def _clocks_of(shard: Shard) -> list[_Clock]:
    """The clock of each account: one for all that share a zone."""
    zones = {account.zone: _Clock(account.zone) for account in shard.accounts}
    return [zones[account.zone] for account in shard.accounts]


def _values(cells: pd.Series, kind: str, local: Sequence[_Clock]) -> list[Any]:
    """A column as plain values, None where missing; instants by the clock of each row's account."""
    if kind == "instant":
        return _instants(micros(cells), local)
    if kind == "date":
        return cells.to_numpy().astype("datetime64[D]").tolist()
    values: list[Any] = cells.tolist()
    if not cells.hasnans:
        return values
    return [value if there else None for value, there in zip(values, cells.notna().tolist(), strict=True)]


def _clocks(shard: Shard, kind: Kind, chosen: np.ndarray, local: Sequence[_Clock]) -> list[Clock]:
    """The clocks of the chosen tickets; instants by the clock of each one's account."""
    found, code = shard.outcomes[kind], shard.tickets.code[chosen]
    timed, decided = found.timed, found.placed[chosen] == shard.periods - 1
    met, breached, near = (flags[chosen] for flags in (found.met, found.breached, found.near))
    state = timed.state[chosen]
    states = np.select([state != "not_measured", met, breached], [state, "met", "breached"], "not_measured")
    holds = _holds(timed.holds, chosen, local)
    columns = (
        np.where(met & decided, "met", np.where(breached & decided, "breached", "")).tolist(),
        (near & decided).tolist(),
        *(_or_none(hours[chosen]) for hours in (found.hours, found.limit)),
        states.tolist(),
        np.where(np.isin(found.basis, TIMED)[code], timed.reason[chosen], "").tolist(),
        *(_or_none(hours_of(amounts[chosen])) for amounts in (timed.wall, timed.paused)),
        *(_instants(values[chosen], local) for values in (timed.start, timed.due, timed.stop)),
        timed.calendar[chosen].tolist(),
        [holds.get(row, ()) for row in chosen.tolist()],
        found.verdict[chosen].tolist(),
        shard.reasons[kind][chosen].tolist(),
    )
    return list(map(Clock, *columns))


def _instants(values: np.ndarray, local: Sequence[_Clock]) -> list[datetime | None]:
    """Microseconds as instants, None where unknown."""
    return [clock[value] for value, clock in zip(values.tolist(), local, strict=True)]


def _holds(
    holds: Holds, chosen: np.ndarray, local: Sequence[_Clock]
) -> dict[int, tuple[tuple[datetime, datetime | None], ...]]:
    """The spans in which the clocks of the chosen rows stood still, by row."""
    of_row = dict(zip(chosen.tolist(), local, strict=True))
    mine = np.flatnonzero(np.isin(holds.clock, chosen))
    order = mine[np.lexsort((holds.start[mine], holds.clock[mine]))]
    rows = holds.clock[order].tolist()
    owners = [of_row[row] for row in rows]
    spans = (_instants(values[order], owners) for values in (holds.start, holds.end))
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
        rows = shard.read(name)
        if rows.frame.empty:
            continue
        digests = pd.util.hash_pandas_object(rows.frame[_told(name)], index=False).to_numpy()
        files = len(shard.tables.files)
        keys = rows.code.astype("int64") * files + rows.frame["_file"].to_numpy()
        order = np.argsort(keys, kind="stable")
        starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
        for key, part in zip(keys[order[starts]].tolist(), np.split(digests[order], starts[1:]), strict=True):
            code, number = divmod(key, files)
            digest = hashlib.sha256(np.sort(part).tobytes()).hexdigest()
            result.setdefault(code, []).append(InputRows(name, shard.tables.files[number].file, len(part), digest))
    return result
