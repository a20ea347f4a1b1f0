"""What process-behaviour charts say of the histories of many accounts at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reviewgen import signals
from reviewgen.config import Account
from reviewgen.metrics.flat import Flat
from reviewgen.metrics.metric import Metric
from reviewgen.model import Dimensions, Process
from reviewgen.periods import SHOWN, Span

CAPPED = {"%": 100.0}
# Fewer events than this in a usual period, and a chart would cry wolf at every one of them.
LEAST_EVENTS = 1.0
LEAST_VARIANCE = 0.5
UNBOUNDED = ("points",)
MEASURED = ("%", "h", "min", "ratio", "points", "days", "times")


Said = Mapping[tuple[str, Dimensions], Process]


@dataclass(frozen=True, slots=True)
class Histories:
    """The figures of groups of one metric over all periods (groups, periods), each with a point in the last one.

    NaN where there is no point. `owner` is the account of each, `dimensions` what each is limited to.
    """

    metric: Metric
    owner: np.ndarray
    dimensions: Sequence[Dimensions]
    values: np.ndarray
    n: np.ndarray


@dataclass(frozen=True, slots=True)
class _Told:
    """What charts say of the histories of a block: the row of each in the first reading or, if short, the second."""

    metric: str
    owner: np.ndarray
    dimensions: Sequence[Dimensions]
    readings: tuple[signals.Reading, signals.Reading]
    short: np.ndarray
    row: np.ndarray

    def own(self, account: int) -> range:
        """The histories of one account: groups are ordered by account."""
        return range(*self.owner.searchsorted((account, account + 1)).tolist())


class Processes(Mapping[tuple[str, Dimensions], Process]):
    """What charts say of the histories of one account, by metric and dimensions: worded when it is asked for."""

    def __init__(self, told: Mapping[str, Sequence[_Told]], account: int, names: Sequence[str]) -> None:
        self._told, self._account, self._names = told, account, names
        self._made: dict[tuple[str, Dimensions], Process | None] = {}

    def __getitem__(self, key: tuple[str, Dimensions]) -> Process:
        """The process of one history."""
        if key not in self._made:
            self._made[key] = self._read(*key)
        made = self._made[key]
        if made is None:
            raise KeyError(key)
        return made

    def _read(self, metric: str, dimensions: Dimensions) -> Process | None:
        for one in self._told.get(metric, ()):
            for number in one.own(self._account):
                if one.dimensions[number] == dimensions:
                    reading, row = one.readings[int(one.short[number])], int(one.row[number])
                    return signals.process(reading, row, self._names, SHOWN)
        return None

    def __iter__(self) -> Iterator[tuple[str, Dimensions]]:
        """What there are processes of."""
        for metric, told in self._told.items():
            for one in told:
                yield from ((metric, one.dimensions[number]) for number in one.own(self._account))

    def __len__(self) -> int:
        """How many there are."""
        return sum(len(one.own(self._account)) for told in self._told.values() for one in told)


def histories(flat: Flat, dimensions: Sequence[Dimensions], over: np.ndarray, early: int, size: int) -> Histories:
    """The histories of a block's figures over `size` periods that have a point in the last one.

    No point is drawn for the period that the first data lies in, which is seldom whole, nor for one that is not over:
    `over` says so of the last one of each account, `early` is the reason of figures before the first data.
    """
    shape = (flat.grouping.size, size)
    values, n = np.full(shape, np.nan), np.zeros(shape)
    drawn = (flat.n >= flat.metric.least_n) & ~np.isnan(flat.values)
    groups, periods = flat.groups[drawn], flat.periods[drawn]
    values[groups, periods], n[groups, periods] = flat.values[drawn], flat.n[drawn]
    before = flat.reasons == early
    begun = np.zeros(flat.grouping.size, dtype="int64")
    begun[flat.groups[before]] = flat.periods[before] + 2  # of several the last one is written last
    kept = np.flatnonzero(over[flat.grouping.account] & ~np.isnan(values[:, -1]) & (begun < size))
    values, n = values[kept], n[kept]
    values[np.arange(size) < begun[kept][:, None]] = np.nan
    return Histories(flat.metric, flat.grouping.account[kept], [dimensions[one] for one in kept.tolist()], values, n)


def processes(found: Iterable[Histories], reviewed: Sequence[tuple[Account, Span]]) -> list[Processes]:
    """The process of every history, for each of the accounts that are reviewed."""
    kinds: dict[tuple[str, str], list[Histories]] = {}
    for one in found:
        if len(one.owner):
            kinds.setdefault((one.metric.chart, _scale(one.metric.unit)), []).append(one)
    told: dict[str, list[_Told]] = {}
    for alike in kinds.values():
        for read in _read(alike, reviewed):
            told.setdefault(read.metric, []).append(read)
    names = [[one.name for one in span.chain()] for _, span in reviewed]
    return [Processes(told, account, known) for account, known in enumerate(names)]


def _resets(found: Histories, reviewed: Sequence[tuple[Account, Span]]) -> np.ndarray:
    """The period from which on each history counts: none, where every event would stand out."""
    resets = np.zeros(len(reviewed), dtype="int64")
    for place, (account, span) in enumerate(reviewed):
        if account.baselines:
            resets[place] = _reset(account, found.metric.id, span)
    result: np.ndarray = np.where(_at_the_end(found), found.values.shape[1], resets[found.owner])
    return result


def _at_the_end(found: Histories) -> np.ndarray:
    """Whether most of a measured history lies at the end of its scale, 0 or 100 %: every event would stand out."""
    metric = found.metric
    if metric.chart == "p" or _scale(metric.unit) == "counted":
        return np.zeros(len(found.owner), dtype=bool)
    known = found.values[:, -1 - signals.BASELINE : -1]
    ends = (known == 0) | (known == CAPPED.get(metric.unit, np.nan))
    result: np.ndarray = ends.sum(axis=1) * 2 > (~np.isnan(known)).sum(axis=1)
    return result


def _reset(account: Account, metric: str, reviewed: Span) -> int:
    """The first period that lies wholly after the last explained change of a figure."""
    days = [one.from_ for one in account.baselines if one.metric in (None, metric) and one.from_ < reviewed.end]
    return sum(span.first < max(days) for span in reviewed.chain()) if days else 0


def _scale(unit: str) -> str:
    """What histories must share to be read together."""
    return unit if unit in ("%", *UNBOUNDED) else "measured" if unit in MEASURED else "counted"


def _read(alike: Sequence[Histories], reviewed: Sequence[tuple[Account, Span]]) -> Iterator[_Told]:
    """What charts say of the histories of one kind."""
    metric, scale = alike[0].metric, _scale(alike[0].metric.unit)
    values, n = (np.concatenate([getattr(one, name) for one in alike]) for name in ("values", "n"))
    reset = np.concatenate([_resets(one, reviewed) for one in alike])
    if metric.chart == "p":
        short = np.zeros(len(values), dtype=bool)
        reading = signals.read("p", np.rint(values * n / 100), n, reset=reset, least=LEAST_VARIANCE)
    else:
        short = ~signals.long_enough(values, reset)
        reading = signals.read(
            "individuals",
            values[~short],
            reset=reset[~short],
            floor=-np.inf if scale in UNBOUNDED else 0.0,
            cap=CAPPED.get(scale, np.inf),
            least=LEAST_EVENTS if scale == "counted" else 0.0,
        )
    readings = (reading, signals.short(values[short]))
    row = np.where(short, np.cumsum(short), np.cumsum(~short)) - 1
    ends = np.cumsum([len(one.owner) for one in alike]).tolist()
    for one, first, end in zip(alike, [0, *ends], ends, strict=False):
        yield _Told(one.metric.id, one.owner, one.dimensions, readings, short[first:end], row[first:end])
