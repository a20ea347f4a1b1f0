"""When agreements end, and by when notice must be given: the same for entitlements and contracts."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from reviewgen.languages import N_
from reviewgen.metrics.cells import Block
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.titled import Singles, days, reasons_of


def metrics(prefix: str, what: str, counted: str, table: str) -> tuple[Metric, ...]:
    """The definitions of days left and days to notice. `what` is the agreement, as "contract"."""
    return (
        Metric(
            f"{prefix}.days_left",
            "Days left",
            "days",
            "higher",
            f"Days from the state of the data to the last day of the {what}; below zero where that has passed.",
            counted,
            (table,),
            empty="its last day is not recorded",
            chart="none",
        ),
        Metric(
            f"{prefix}.notice",
            "Days to give notice",
            "days",
            "higher",
            f"Days from the state of the data to the last day on which notice can be given, which is the last day of "
            f"the {what} less the days of notice; below zero where that has passed.",
            counted,
            (table,),
            empty="no days of notice are recorded",
            chart="none",
        ),
    )


def figures(prefix: str, singles: Singles) -> Iterable[Block]:
    """Days left and days to notice of each agreement."""
    rows = singles.entries.rows
    frame = rows.frame
    left = days(frame["ends_on"]) - rows.grid.today[rows.code]
    notice = frame["notice_days"].to_numpy(dtype="float64")
    endless = (np.isnan(left), N_("its last day is not recorded"))
    unnoticed = (np.isnan(notice), N_("no days of notice are recorded"))
    yield singles.block(f"{prefix}.days_left", left, reasons_of(len(frame), [endless]))
    yield singles.block(f"{prefix}.notice", left - notice, reasons_of(len(frame), [endless, unnoticed]))
