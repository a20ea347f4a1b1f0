"""Contracts: when they end, what of their allowance is used, and where that leads."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from reviewgen.languages import N_
from reviewgen.metrics import renewals
from reviewgen.metrics.availability import PERCENT_OF_GIVEN
from reviewgen.metrics.cells import Block
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.rows import Rows
from reviewgen.metrics.shard import Shard
from reviewgen.metrics.titled import Singles, days, reasons_of

_COUNTED = "each contract or allowance by itself, for the period under review: the table says how it stands now"
_UNALLOWED = N_("no allowance is recorded")

SECTION = "contract"
METRICS: tuple[Metric, ...] = (
    *renewals.metrics("contract", "contract", _COUNTED, "contracts"),
    Metric(
        "contract.used",
        "Allowance used",
        "%",
        "neither",
        "How much has been used, divided by the allowance from the first day of the contract to the last.",
        _COUNTED,
        ("contracts",),
        empty=_UNALLOWED,
        chart="none",
    ),
    Metric(
        "contract.projected",
        "Allowance used at the end, as projected",
        "%",
        "neither",
        "How much will have been used on the last day if use goes on as so far, divided by the allowance: what has "
        "been used, times the days from the first day of the contract to the last, by those up to the end of the day "
        "of the count. Without such a day, the days that were over in the state of the data.",
        _COUNTED,
        ("contracts",),
        empty=_UNALLOWED,
        chart="none",
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """All figures on contracts, by title."""
    rows = shard.rows("contracts")
    singles = Singles.of(rows, "contract", shard.current("contracts"))
    yield from renewals.figures("contract", singles)
    allowance, used = (rows.frame[name].to_numpy(dtype="float64") for name in ("allowance", "used"))
    later = days(rows.frame["used_on"]) > rows.grid.today[rows.code]
    cases = [
        (~(allowance > 0), _UNALLOWED),
        (np.isnan(used), N_("no use is recorded")),
        (later, N_("its use was counted after the state of the data")),
    ]
    known = np.where((allowance > 0) & ~later, used, np.nan)
    given = (N_("contracted"), allowance)
    yield singles.block("contract.used", known, reasons_of(len(used), cases), PERCENT_OF_GIVEN, given)
    whole, over = _spans(rows)
    cases += [
        (np.isnan(whole), N_("its first or last day is not recorded")),
        (whole <= 0, N_("its last day lies before its first")),
        (over <= 0, N_("none of its days is over")),
    ]
    runs = (whole > 0) & (over > 0)
    projected = known * np.divide(whole, over, out=np.full(len(over), np.nan), where=runs)
    yield singles.block("contract.projected", projected, reasons_of(len(used), cases), PERCENT_OF_GIVEN, given)


def _spans(rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    """The days of each contract, and those of them that its use was counted over; NaN where a day is missing."""
    starts, ends, used_on = (days(rows.frame[name]) for name in ("starts_on", "ends_on", "used_on"))
    whole = ends - starts + 1
    until = np.where(np.isnan(used_on), rows.grid.today[rows.code], used_on + 1)
    return whole, np.minimum(until - starts, whole)
