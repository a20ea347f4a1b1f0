"""Promises on response and resolution time: by the tool's own verdict, else by elapsed time against targets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from reviewgen.config import Account
from reviewgen.metrics.grid import ABSENT, micros
from reviewgen.metrics.metric import Block, Grouping, Metric, counts, share
from reviewgen.metrics.shard import MICROS_PER_HOUR, Clock, Shard

NEAR = 0.8
_NOTHING = "nothing was promised and the tool gives no verdict"
_UNTIMED = "the promised hours are not known"
CLOCKS: tuple[Clock, ...] = ("response", "resolution")
STOPS = {"response": "first_response_at", "resolution": "resolved_at"}
_RULE = (
    "Where the export carries the tool's verdict, it decides, in the period in which the clock stopped. Else elapsed "
    "time is held against the hours promised for the priority; a ticket open past them is breached in the period in "
    "which it fell due, and is not counted again."
)
_COUNTED = "cancelled and duplicate tickets stay out, as do those whose times contradict each other"

METRICS = (
    *(
        Metric(
            f"sla.{clock}",
            f"{clock.capitalize()} in time",
            "%",
            "higher",
            f"{clock.capitalize()} clocks met, divided by clocks met or breached. {_RULE}",
            _COUNTED,
            least_n=1,
            empty="no clock was decided",
        )
        for clock in CLOCKS
    ),
    Metric(
        "sla.breaches",
        "Targets missed",
        "tickets",
        "lower",
        "Number of tickets whose clock was breached, for each clock, by the rule of attainment.",
        _COUNTED,
        empty=_NOTHING,
    ),
    Metric(
        "sla.near_misses",
        "Near misses",
        "tickets",
        "lower",
        "Number of tickets whose clock was met with at least 80 % of the promised time used.",
        f"{_COUNTED}; only where elapsed time decides",
        empty=_UNTIMED,
    ),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The clocks of one kind: for each ticket whether it was met, breached or a near miss, and in which period.

    `hours` is elapsed time so far (NaN: unknown), `limit` the promised hours (NaN: none).
    """

    basis: np.ndarray
    met: np.ndarray
    breached: np.ndarray
    near: np.ndarray
    placed: np.ndarray
    hours: np.ndarray
    limit: np.ndarray


def outcome(shard: Shard, clock: Clock) -> Outcome:
    """Decide every clock of one kind."""
    rows, stop = shard.tickets, STOPS[clock]
    basis, verdict = shard.basis(clock), rows.frame[f"sla_{clock}"]
    hours, limit = shard.elapsed(stop), shard.limits(clock)
    judged = (basis[rows.code] == "verdict") & ~np.isnan(hours) & shard.measurable
    timed = (basis[rows.code] == "targets") & ~np.isnan(limit) & shard.measurable
    late = _fell_due_open(shard, clock, limit, hours) & timed
    promised = np.rint(np.nan_to_num(limit) * MICROS_PER_HOUR)
    due = micros(rows.frame["opened_at"]) + promised.astype("int64")
    met = (judged & (verdict == "met").to_numpy()) | (timed & (hours <= limit))
    breached = (judged & (verdict == "breached").to_numpy()) | late
    # In whole microseconds: 19.2 of 24 hours is less than 0.8 in binary.
    near = timed & met & (np.rint(hours * MICROS_PER_HOUR) >= np.rint(NEAR * promised))
    placed = np.where(late, rows.grid.place_micros(rows.code, due), rows.placed(stop))
    return Outcome(basis, met, breached, near, np.where(met | breached, placed, ABSENT), hours, limit)


def _fell_due_open(shard: Shard, clock: Clock, limit: np.ndarray, hours: np.ndarray) -> np.ndarray:
    """Stopped after the promised time, or still running: then the due instant decides whether it is in the period.

    A clock without a stop on a ticket that has ended is not known to be late: it is not measured.
    """
    frame = shard.tickets.frame
    running = frame[STOPS[clock]].isna().to_numpy() & shard.ended_at.isna().to_numpy()
    return (hours > limit) | running


def figures(shard: Shard) -> Iterable[Block]:
    """Attainment, breaches and near misses for both clocks, over all and by priority."""
    rows = shard.tickets
    whole, by_priority = rows.whole(), rows.by({"priority": rows.frame["priority"]}, "always")
    for clock in CLOCKS:
        found = outcome(shard, clock)
        for grouping in (whole, by_priority):
            yield from _attainment(shard, clock, found, grouping)


def _attainment(shard: Shard, clock: Clock, found: Outcome, grouping: Grouping) -> Iterable[Block]:
    met = counts(grouping, found.placed, shard.periods, found.met)
    breached = counts(grouping, found.placed, shard.periods, found.breached)
    near = counts(grouping, found.placed, shard.periods, found.near)
    decided = met + breached
    none = (found.basis == "none")[grouping.account][:, None]
    timed = (found.basis == "targets")[grouping.account][:, None]
    reasons = [_reason(account, clock, basis) for account, basis in zip(shard.accounts, found.basis, strict=True)]
    why = [reasons[owner] for owner in grouping.account]
    yield Block(f"sla.{clock}", grouping, share(met, decided), decided, why)
    by_clock = replace(
        grouping,
        dimensions=("clock", *grouping.dimensions),
        labels=tuple((clock, *label) for label in grouping.labels or ((),) * grouping.size),
    )
    yield Block("sla.breaches", by_clock, np.where(none, np.nan, breached), decided, why)
    yield Block("sla.near_misses", by_clock, np.where(timed, near, np.nan), decided, _UNTIMED)


def _reason(account: Account, clock: Clock, basis: str) -> str:
    if basis != "none":
        return f"no {clock} clock was decided"
    return f"no {clock} times are recorded" if getattr(account.targets, f"{clock}_hours") else _NOTHING
