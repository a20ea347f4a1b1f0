"""The figures of many accounts in columns; each becomes a Figure when it is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, cast, overload

import numpy as np

from reviewgen.metrics.metric import MONEY, Metric
from reviewgen.model import Dimensions, Figure, FigureKey, Missing

NUMBER = -1
Other = TypeVar("Other")


@dataclass(frozen=True)
class Columns:
    """Figures in the order of accounts, metrics, names of periods and dimensions.

    `cell` is the place of a figure's metric times the number of periods, plus the place of its period: ascending
    within an account, whose figures are those from its place in `bounds` on. `limits` are places in `dimensions`,
    `reasons` places in `missing` (NUMBER where there is a value). `names` are the periods of each account in order.
    """

    metrics: tuple[Metric, ...]
    names: Sequence[Sequence[str]]
    dimensions: Sequence[Dimensions]
    missing: Sequence[Missing]
    bounds: np.ndarray
    cell: np.ndarray
    limits: np.ndarray
    values: np.ndarray
    n: np.ndarray
    reasons: np.ndarray

    @cached_property
    def limit_of(self) -> Mapping[Dimensions, int]:
        """The places of dimensions."""
        return {one: place for place, one in enumerate(self.dimensions)}

    @cached_property
    def place_of(self) -> Mapping[str, int]:
        """The places of metrics, by id."""
        return {metric.id: place for place, metric in enumerate(self.metrics)}

    @cached_property
    def periods(self) -> int:
        """The most periods that an account has."""
        return max(map(len, self.names), default=0)


@dataclass(frozen=True, slots=True)
class Listed:
    """Figures as places in lists of their parts. `changed` stand in at some places, `added` come after all.

    `cell` is the place of the metric times `width`, plus the place of the period. `reasons` are places in `missing`;
    NUMBER, where there is a value, leads to None at its end. `units` are those of the metrics.
    """

    metrics: tuple[str, ...]
    periods: tuple[str, ...]
    width: int
    dimensions: Sequence[Dimensions]
    missing: list[str | None]
    units: tuple[str, ...]
    cell: np.ndarray
    limits: np.ndarray
    values: np.ndarray
    reasons: np.ndarray
    n: np.ndarray
    changed: Mapping[int, Figure]
    added: list[Figure]

    def rows(self) -> Iterator[tuple[str, str, Dimensions, float, str | None, int, str]]:
        """The parts of each figure."""
        parts = (self.cell, self.limits, self.values, self.reasons, self.n)
        for cell, limit, value, reason, n in zip(*(part.tolist() for part in parts), strict=True):
            metric, period = divmod(cell, self.width)
            where = self.dimensions[limit]
            yield self.metrics[metric], self.periods[period], where, value, self.missing[reason], n, self.units[metric]


class _Rows:
    """The rows of one account in columns: found by metric and period, each made a Figure once."""

    def __init__(self, columns: Columns, account: int, currency: str) -> None:
        self.columns, self.account, self._currency = columns, account, currency
        self.start, self.stop = columns.bounds[account : account + 2].tolist()
        self.cell = columns.cell[self.start : self.stop]
        self.period = {name: place for place, name in enumerate(columns.names[account])}
        self._found: dict[tuple[str, str], dict[Dimensions, int]] = {}
        self._made: dict[int, Figure] = {}

    def of(self, metric: str, period: str) -> dict[Dimensions, int]:
        """The rows of a metric in a period, by dimensions."""
        found = self._found.get((metric, period))
        if found is None:
            found = self._found[metric, period] = self._look_up(metric, period)
        return found

    def of_metric(self, place: int) -> tuple[int, int]:
        """The first row of a metric, by its place, and the one after its last."""
        return self._begin[place * self.columns.periods], self._begin[(place + 1) * self.columns.periods]

    def figure(self, row: int) -> Figure:
        """The figure of a row."""
        return self._made.get(row) or self._make(row)

    def unit(self, metric: Metric) -> str:
        """The unit of a metric, money in the account's currency."""
        return self._currency if metric.unit == MONEY else metric.unit

    def _look_up(self, metric: str, period: str) -> dict[Dimensions, int]:
        place, name, table = self.columns.place_of.get(metric), self.period.get(period), self.columns
        if place is None or name is None:
            return {}
        cell = place * table.periods + name
        first, last = self._begin[cell], self._begin[cell + 1]
        limits = table.limits[first:last].tolist() if first < last else []
        return {table.dimensions[limit]: row for row, limit in enumerate(limits, first)}

    @cached_property
    def _begin(self) -> list[int]:
        """The first row of each cell, and the one after the last."""
        sizes = np.bincount(self.cell, minlength=len(self.columns.metrics) * self.columns.periods)
        found: list[int] = (np.cumsum(sizes) + self.start).tolist()
        return [self.start, *found]

    def _make(self, row: int) -> Figure:
        table = self.columns
        place, period = divmod(table.cell.item(row), table.periods)
        metric, reason = table.metrics[place], table.reasons.item(row)
        made = self._made[row] = Figure(
            metric.id,
            table.names[self.account][period],
            table.dimensions[table.limits.item(row)],
            table.values.item(row) if reason == NUMBER else table.missing[reason],
            table.n.item(row),
            self.unit(metric),
        )
        return made


class Sheet(Mapping[FigureKey, Figure]):
    """The figures of one account by metric, period and dimensions, in the order of columns.

    `changed` are figures that stand in for those of the columns, or come after them.
    """

    def __init__(self, columns: Columns, account: int, currency: str) -> None:
        self._rows = _Rows(columns, account, currency)
        self._changed: dict[FigureKey, Figure] = {}

    def with_(self, changed: Mapping[FigureKey, Figure]) -> Sheet:
        """The same figures with some in the place of others, or after them."""
        sheet = Sheet.__new__(Sheet)
        sheet._rows, sheet._changed = self._rows, {**self._changed, **changed}
        return sheet

    @property
    def changed(self) -> Mapping[FigureKey, Figure]:
        """The figures that are not those of the columns."""
        return self._changed

    def __getitem__(self, key: FigureKey) -> Figure:
        """One figure."""
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    @overload
    def get(self, key: FigureKey, /) -> Figure | None: ...

    @overload
    def get(self, key: FigureKey, /, default: Figure | Other) -> Figure | Other: ...

    def get(self, key: FigureKey, /, default: object = None) -> object:
        """One figure; where there is none, something else."""
        found = self._changed.get(key)
        if found is None:
            row = self._rows.of(key[0], key[1]).get(key[2])
            return default if row is None else self._rows.figure(row)
        return found

    def __contains__(self, key: object) -> bool:
        """Whether there is such a figure."""
        if key in self._changed:
            return True
        metric, period, dimensions = cast("FigureKey", key)
        return dimensions in self._rows.of(metric, period)

    def __iter__(self) -> Iterator[FigureKey]:
        """The key of every figure."""
        return (figure.key for figure in self.values())

    def __len__(self) -> int:
        """How many figures there are."""
        return len(self._rows.cell) + len(self._added)

    def values(self) -> ValuesView[Figure]:
        """Every figure."""
        return _Values(self)

    def figures(self) -> Iterator[Figure]:
        """Every figure, in order."""
        for row in range(self._rows.start, self._rows.stop):
            yield self._stands_in.get(row) or self._rows.figure(row)
        yield from self._added

    def of(self, metric: str, period: str) -> list[Figure]:
        """The figures of a metric in a period, in order."""
        rows, stands_in = self._rows, self._stands_in
        found = [stands_in.get(row) or rows.figure(row) for row in rows.of(metric, period).values()]
        return [*found, *self._added_to.get((metric, period), ())]

    def in_all_periods(self, metric: str, dimensions: Dimensions) -> list[Figure]:
        """The figures of a metric with exactly these dimensions, in the order of periods."""
        own, table = self._rows, self._rows.columns
        place, limit = table.place_of.get(metric), table.limit_of.get(dimensions)
        keys = ((metric, name, dimensions) for name in own.period)
        changed = [self._changed[key] for key in keys if key in self._changed] if self._changed else []
        if place is None or limit is None:
            return changed
        first, last = own.of_metric(place)
        rows = np.flatnonzero(table.limits[first:last] == limit) + first
        if not changed:
            return [own.figure(row) for row in rows.tolist()]
        found = {one.period: one for one in (*map(own.figure, rows.tolist()), *changed)}
        return [found[name] for name in sorted(found)]

    def number(self, key: FigureKey) -> float | None:
        """The value of a figure, None where it is missing; raises KeyError where there is no such figure."""
        if key in self._changed:
            return self._changed[key].number
        metric, period, dimensions = key
        value = float(self._rows.columns.values[self._rows.of(metric, period)[dimensions]])
        return None if value != value else value

    def periods_with_data(self) -> frozenset[str]:
        """The periods in which at least one figure has a number."""
        own, table = self._rows, self._rows.columns
        there = ~np.isnan(table.values[own.start : own.stop])
        found = np.flatnonzero(np.bincount(own.cell[there] % table.periods)).tolist() if len(there) else []
        names = table.names[own.account]
        changed = {one.period for one in self._changed.values() if one.number is not None}
        return frozenset({names[place] for place in found} | changed)

    def plain(self, periods: Collection[str], metrics: Collection[str] = ()) -> list[dict[str, Any]]:
        """The figures of some periods, and of some metrics or of all, as plain values: no Figure is made."""
        listed = self.listed(periods, metrics)
        told = {dimensions: dict(dimensions) for dimensions in set(listed.dimensions)}
        found = [
            {
                "metric": metric,
                "period": period,
                "dimensions": told[dimensions],
                "value": None if reason else value,
                "missing": reason,
                "n": n,
                "unit": unit,
                "target": None,
                "status": None,
                "told": None,
            }
            for metric, period, dimensions, value, reason, n, unit in listed.rows()
        ]
        for place, figure in listed.changed.items():
            found[place] = plain(figure)
        return [*found, *map(plain, listed.added)]

    def listed(self, periods: Collection[str], metrics: Collection[str] = ()) -> Listed:
        """The figures of some periods, and of some metrics or of all: no Figure is made."""
        own, table = self._rows, self._rows.columns
        names = table.names[own.account]
        metric, period = np.divmod(own.cell, table.periods)
        wanted = np.array([name in periods for name in names], dtype=bool)[period]
        if metrics:
            wanted &= np.array([one.id in metrics for one in table.metrics], dtype=bool)[metric]
        at = np.flatnonzero(wanted) + own.start
        changed = {row: one for row, one in self._stands_in.items() if wanted[row - own.start]}
        return Listed(
            tuple([one.id for one in table.metrics]),
            tuple(names),
            table.periods,
            table.dimensions,
            [*map(str, table.missing), None],
            tuple([own.unit(one) for one in table.metrics]),
            table.cell[at],
            table.limits[at],
            table.values[at],
            table.reasons[at],
            table.n[at],
            {int(np.searchsorted(at, row)): one for row, one in changed.items()},
            [one for one in self._added if one.period in periods and (not metrics or one.metric in metrics)],
        )

    @cached_property
    def _stands_in(self) -> dict[int, Figure]:
        """The figures that stand in for those of rows."""
        rows = ((self._rows.of(key[0], key[1]).get(key[2]), one) for key, one in self._changed.items())
        return {row: one for row, one in rows if row is not None}

    @cached_property
    def _added(self) -> list[Figure]:
        """The figures that come after those of the columns."""
        return [one for key, one in self._changed.items() if key[2] not in self._rows.of(key[0], key[1])]

    @cached_property
    def _added_to(self) -> dict[tuple[str, str], list[Figure]]:
        """The same by metric and period."""
        found: dict[tuple[str, str], list[Figure]] = {}
        for one in self._added:
            found.setdefault((one.metric, one.period), []).append(one)
        return found


def plain(figure: Figure) -> dict[str, Any]:
    """A figure as plain values."""
    missing = str(figure.value) if isinstance(figure.value, Missing) else None
    return {
        "metric": figure.metric,
        "period": figure.period,
        "dimensions": dict(figure.dimensions),
        "value": figure.number,
        "missing": missing,
        "n": figure.n,
        "unit": figure.unit,
        "target": figure.target.value if figure.target else None,
        "status": figure.status,
        "told": figure.told,
    }


def in_all_periods(by_key: Mapping[FigureKey, Figure], metric: str, dimensions: Dimensions) -> list[Figure]:
    """The figures of a metric with exactly these dimensions, in the order of periods."""
    if isinstance(by_key, Sheet):
        return by_key.in_all_periods(metric, dimensions)
    return [one for one in by_key.values() if (one.metric, one.dimensions) == (metric, dimensions)]


class _Values(ValuesView[Figure]):
    """Every figure of a sheet, without looking each up by its key."""

    _mapping: Sheet

    def __iter__(self) -> Iterator[Figure]:
        return self._mapping.figures()


def laid_out(
    metrics: tuple[Metric, ...],
    names: Sequence[Sequence[str]],
    dimensions: Sequence[Dimensions],
    missing: Sequence[Missing],
    parts: Mapping[str, np.ndarray],
) -> Columns:
    """Columns of figures in any order. `parts` are the account, metric, period, limits, values, n and reasons of each.

    `dimensions` stand in any order, too; periods are places in the sorted `names` of the account.
    """
    rank = np.empty(len(dimensions), dtype="int64")
    rank[sorted(range(len(dimensions)), key=dimensions.__getitem__)] = np.arange(len(dimensions))
    width = max(map(len, names), default=0)
    cell = parts["metric"].astype("int64") * width + parts["period"]
    whole = (parts["account"].astype("int64") * (len(metrics) * width) + cell) * max(len(rank), 1)
    order = np.argsort(whole + rank[parts["limits"]], kind="stable")
    ordered: dict[str, Any] = {name: parts[name][order] for name in ("limits", "values", "n", "reasons")}
    bounds = np.searchsorted(parts["account"][order], np.arange(len(names) + 1))
    return Columns(metrics, names, dimensions, missing, bounds, cell[order].astype("int32"), **ordered)
