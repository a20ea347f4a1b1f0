"""Licences, maintenance and certificates: when they end, and how many are used."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from reviewgen.languages import N_
from reviewgen.metrics import renewals
from reviewgen.metrics.availability import PERCENT_OF_GIVEN
from reviewgen.metrics.cells import Block
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.shard import Shard
from reviewgen.metrics.titled import Singles, reasons_of

_COUNTED = "each entitlement by itself, for the period under review: the table says how it stands now"

SECTION = "contract"
METRICS: tuple[Metric, ...] = (
    *renewals.metrics("entitlements", "entitlement", _COUNTED, "entitlements"),
    Metric(
        "entitlements.used",
        "Used of what is owned",
        "%",
        "neither",
        "How many are used, divided by how many are owned.",
        _COUNTED,
        ("entitlements",),
        empty="it is not recorded how many are owned",
        chart="none",
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """All figures on entitlements, by title."""
    rows = shard.rows("entitlements")
    singles = Singles.of(rows, "entitlement", shard.current("entitlements"))
    yield from renewals.figures("entitlements", singles)
    owned, used = (rows.frame[name].to_numpy(dtype="float64") for name in ("owned", "used"))
    unowned = (~(owned > 0), N_("it is not recorded how many are owned"))
    reasons = reasons_of(len(owned), [unowned, (np.isnan(used), N_("it is not recorded how many are used"))])
    known = np.where(owned > 0, used, np.nan)
    yield singles.block("entitlements.used", known, reasons, PERCENT_OF_GIVEN, (N_("owned"), owned))
