"""Promises on response and resolution time: by the tool's own verdict, else by elapsed time against targets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from reviewgen.config import Account
from reviewgen.metrics.clocks import CLOCKS, Clock, Outcome
from reviewgen.metrics.metric import Block, Grouping, Metric, counts, share
from reviewgen.metrics.shard import Shard

_NOTHING = "nothing was promised and the tool gives no verdict"
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
        empty="the promised hours are not known",
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """Attainment, breaches and near misses for both clocks, over all and by priority."""
    rows = shard.tickets
    whole, by_priority = rows.whole(), rows.by({"priority": rows.frame["priority"]}, "always")
    for clock in CLOCKS:
        for grouping in (whole, by_priority):
            yield from _attainment(shard, clock, shard.outcomes[clock], grouping)


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
    yield Block("sla.near_misses", by_clock, np.where(timed, near, np.nan), decided)


def _reason(account: Account, clock: Clock, basis: str) -> str:
    if basis != "none":
        return f"no {clock} clock was decided"
    return f"no {clock} times are recorded" if getattr(account.targets, f"{clock}_hours") else _NOTHING
