"""Availability of services: agreed service time, the downtime within it, and what follows from both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from reviewgen.agreements import ROUND_THE_CLOCK
from reviewgen.calendars import MINUTE, NAT, between, elapsed
from reviewgen.config import Account, ServiceTime
from reviewgen.languages import N_
from reviewgen.metrics.cells import LARGEST, MEAN, TOTAL, Block, Cells, Entries, How, share
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.rows import Grouping, Rows
from reviewgen.metrics.shard import Shard
from reviewgen.metrics.spans import Pieces, lasting, overlap, per_row, union
from reviewgen.states import micros

_DOWNTIME = (
    "Downtime is the union of the outages within the agreed service time: no minute counts twice, one of a partial "
    "outage counts in part (the largest part where several overlap)."
)
_COUNTED = "outages of the service; announced maintenance stays out where the agreement says so"
_TABLES = ("outages",)

AVAILABILITY = How("remainder", lambda cells, agreed: share(agreed - cells.total, agreed))
GIVEN = How("given", lambda cells, given: given)
PERCENT_OF_GIVEN = How("percent_of_given", lambda cells, budget: share(cells.total, budget))
HOURS_BETWEEN = How("hours_between", lambda cells, agreed: share(agreed - cells.total, 60.0 * cells.n, 1.0))


def _metric(name: str, label: str, unit: str, better: str, formula: str, **more: str) -> Metric:
    return Metric(f"availability{name}", label, unit, better, formula, _COUNTED, _TABLES, **more)  # type: ignore[arg-type]


SECTION = "availability"
METRICS = (
    _metric(
        "",
        "Availability",
        "%",
        "higher",
        f"Agreed service time less downtime, divided by agreed service time. {_DOWNTIME}",
        empty="no service time is agreed in the period",
    ),
    _metric(
        ".agreed",
        "Agreed service time",
        "min",
        "neither",
        "Minutes of the agreed calendar in the period, up to the end of the data.",
        chart="none",
    ),
    _metric(".downtime", "Downtime", "min", "lower", f"Minutes of downtime in the period. {_DOWNTIME}"),
    _metric(
        ".outages",
        "Outages",
        "outages",
        "lower",
        "Number of separate spans of downtime in the period. Outages that overlap or touch are one, and one outage is "
        "one span though maintenance or hours that are not agreed part it; one without impact is none.",
    ),
    _metric(
        ".longest",
        "Longest outage",
        "min",
        "lower",
        "Agreed minutes of the longest separate span of downtime in the period, in full however small its impact.",
        empty="no outage",
        chart="none",
    ),
    _metric(
        ".budget_used",
        "Downtime budget used",
        "%",
        "lower",
        "Downtime divided by the downtime that the target of availability allows in the period.",
        empty="no target of availability below 100 % is agreed",
        chart="none",
    ),
    _metric(
        ".mtbf",
        "Mean time between failures",
        "h",
        "higher",
        "Agreed service time less downtime, divided by the number of outages.",
        empty="no outage",
        chart="none",
    ),
    _metric(
        ".mtrs",
        "Mean time to restore service",
        "min",
        "lower",
        "Downtime divided by the number of outages.",
        empty="no outage",
        chart="none",
    ),
)


@dataclass(frozen=True)
class _Services:
    """The services of all accounts, a group for each; their calendars, and whether planned maintenance stays out."""

    grouping: Grouping
    calendar: np.ndarray
    excluded: np.ndarray
    shard: Shard

    def elapsed(self, group: np.ndarray, instants: np.ndarray) -> np.ndarray:
        """Instants in the coordinate of each group's calendar: agreed time elapsed. Shape as `instants`."""
        result = np.empty(instants.shape, dtype="int64")
        for name in np.unique(self.calendar[group]):
            rows = self.calendar[group] == name
            result[rows] = elapsed(self.shard.calendars[name], instants[rows])
        return result

    def agreed(self) -> np.ndarray:
        """Agreed minutes: shape (groups, periods)."""
        bounds = self.shard.grid.bounds[self.grouping.account]
        result = np.zeros((len(bounds), self.shard.periods))
        for name in np.unique(self.calendar):
            rows = self.calendar == name
            result[rows] = between(self.shard.calendars[name], bounds[rows, :-1], bounds[rows, 1:]) / MINUTE
        return result


def figures(shard: Shard) -> Iterable[Block]:
    """All figures on availability, by service."""
    rows = shard.rows("outages")
    services = _services(shard, rows)
    planned = rows.frame["planned"].fillna(False).to_numpy(dtype=bool) & services.excluded[services.grouping.code]
    start, end = _spans(shard, rows, planned)
    impact = rows.frame["impact"].fillna(1.0).to_numpy()
    pieces = union(services.grouping.code, start, end, np.where(planned, np.inf, impact))
    pieces = pieces.only(~planned[pieces.row] & (impact[pieces.row] > 0))
    entries = lasting(rows, start, end)
    entries = entries.only(~planned[entries.row])
    yield from _blocks(services, entries, pieces, impact)


def _services(shard: Shard, rows: Rows) -> _Services:
    """The services that have an outage or an agreed time; a service without one is agreed round the clock."""
    found = rows.frame["service"].to_numpy(dtype=object)
    named = set(zip(rows.code.tolist(), found, strict=True))
    agreed = {(code, one.service): one for code, account in enumerate(shard.accounts) for one in account.availability}
    keys = sorted(named | agreed.keys())
    numbers = {key: number for number, key in enumerate(keys)}
    times = [agreed.get(key) or ServiceTime(service=key[1]) for key in keys]
    code = np.array([numbers[key] for key in zip(rows.code.tolist(), found, strict=True)], dtype="int64")
    account = np.array([code for code, _ in keys], dtype="int64")
    grouping = Grouping(code, account, ("service",), tuple((service,) for _, service in keys))
    calendars = np.array([one.calendar for one in times] or [ROUND_THE_CLOCK], dtype=object)[: len(times)]
    return _Services(grouping, calendars, np.array([one.planned_excluded for one in times], dtype=bool), shard)


def _spans(shard: Shard, rows: Rows, planned: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Start and end of each outage; one that lasts ends with the data.

    Planned maintenance that tells no end, be it one after `as_of`, excuses nothing: nobody knows how long it went on.
    """
    start, end = micros(rows.frame["started_at"]), micros(rows.frame["ended_at"])
    endless = shard.read("outages").frame["ended_at"].loc[rows.frame.index].isna().to_numpy()
    last = np.where(planned & endless, start, np.maximum(rows.grid.bounds[rows.code, -1], start))
    return start, np.where(end == NAT, last, end)


def _blocks(services: _Services, entries: Entries, pieces: Pieces, impact: np.ndarray) -> Iterable[Block]:
    agreed, budget = services.agreed(), _budget(services)
    minutes = _minutes(services, pieces)
    begins = _begins(pieces, minutes > 0)
    size = len(impact)
    downtime = _valued(entries, per_row(pieces, minutes * impact[pieces.row][:, None], size))
    outages = _valued(entries, per_row(pieces, begins, size))
    failures = replace(downtime, weight=outages.value)
    longest = _valued(entries, _longest(pieces, minutes, begins, size))
    grouping, name = services.grouping, "availability"
    given = (None, None, agreed, N_("agreed minutes"))
    yield Block(name, Cells(downtime, grouping), AVAILABILITY, *given)
    yield Block(f"{name}.agreed", Cells(entries.only(np.zeros(len(entries.row), dtype=bool)), grouping), GIVEN, *given)
    yield Block(f"{name}.downtime", Cells(downtime, grouping), TOTAL)
    yield Block(f"{name}.outages", Cells(outages, grouping), TOTAL)
    yield Block(f"{name}.longest", Cells(longest.only(_positive(longest)), grouping), LARGEST)
    allowed = (None, None, budget * agreed, N_("minutes of downtime allowed"))
    yield Block(f"{name}.budget_used", Cells(downtime, grouping), PERCENT_OF_GIVEN, *allowed)
    yield Block(f"{name}.mtbf", Cells(failures, grouping), HOURS_BETWEEN, *given)
    yield Block(f"{name}.mtrs", Cells(failures, grouping), MEAN)


def _budget(services: _Services) -> np.ndarray:
    """The part of the agreed time that may be lost by the target of each service; NaN without one: (groups, 1)."""
    accounts, grouping = services.shard.accounts, services.grouping
    parts = [
        _allowed(accounts[owner], service)
        for owner, (service,) in zip(grouping.account.tolist(), grouping.labels, strict=True)
    ]
    return np.array(parts, dtype="float64").reshape(-1, 1)


def _allowed(account: Account, service: str) -> float:
    targets = (one for one in account.targets.figures if (one.metric, one.service) == ("availability", service))
    least = next((one.at_least for one in targets if one.at_least is not None), None)
    return np.nan if least is None else 1 - least / 100


def _minutes(services: _Services, pieces: Pieces) -> np.ndarray:
    """Agreed minutes of each piece in each period."""
    bounds = services.shard.grid.bounds[services.grouping.account[pieces.group]]
    edges = services.elapsed(pieces.group, bounds)
    start, end = (services.elapsed(pieces.group, side) for side in (pieces.start, pieces.end))
    return overlap(start, end, edges) / MINUTE


def _begins(pieces: Pieces, down: np.ndarray) -> np.ndarray:
    """Where a separate span of downtime begins: shape (pieces, periods).

    Pieces that touch belong to one span, through hours that are not agreed as well; so do those of one outage, which
    planned maintenance may have parted.
    """
    joined = (pieces.start[1:] == pieces.end[:-1]) | (pieces.row[1:] == pieces.row[:-1])
    chain = np.cumsum(np.append(True, ~(joined & (pieces.group[1:] == pieces.group[:-1]))))[: len(down)]
    before = np.cumsum(down, axis=0) - down
    first = np.searchsorted(chain, chain)
    result: np.ndarray = down & (before == before[first])
    return result


def _longest(pieces: Pieces, minutes: np.ndarray, begins: np.ndarray, rows: int) -> np.ndarray:
    """The length of the longest span that begins with each row: shape (rows, periods)."""
    result = np.zeros((rows, minutes.shape[1]))
    for period in range(minutes.shape[1]):
        down = np.flatnonzero(minutes[:, period] > 0)
        if len(down):
            first = np.flatnonzero(begins[down, period])
            length = np.add.reduceat(minutes[down, period], first)
            np.maximum.at(result[:, period], pieces.row[down[first]], length)
    return result


def _valued(entries: Entries, amounts: np.ndarray) -> Entries:
    return replace(entries, value=amounts[entries.row, entries.period])


def _positive(entries: Entries) -> np.ndarray:
    found: np.ndarray = np.zeros(0, dtype=bool) if entries.value is None else entries.value > 0
    return found
