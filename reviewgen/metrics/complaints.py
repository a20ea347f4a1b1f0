"""Complaints, and whether they were answered in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reviewgen.calendars import NAT
from reviewgen.languages import N_
from reviewgen.metrics.cells import COUNT, SHARE, TOTAL, Block, Cells, happened, standing
from reviewgen.metrics.grid import local_days
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.shard import Shard

_ALL = "all complaints of the account"
_UNDUE = N_("no answers to complaints were due")
_UNPROMISED = N_("no complaint has a promised day for its answer")

SECTION = "voice"
METRICS = (
    Metric(
        "complaints.count",
        "Complaints",
        "complaints",
        "lower",
        "Number of complaints received in the period.",
        _ALL,
        ("complaints",),
    ),
    Metric(
        "complaints.open",
        "Complaints not answered",
        "complaints",
        "lower",
        "Number of complaints received before the end of the period and not answered before it.",
        _ALL,
        ("complaints",),
    ),
    Metric(
        "complaints.overdue",
        "Complaints overdue",
        "complaints",
        "lower",
        "Number of complaints not answered at period end whose day for the answer has passed.",
        f"{_ALL}; one without a day for its answer is never overdue",
        ("complaints",),
        empty=_UNPROMISED,
    ),
    Metric(
        "complaints.on_time",
        "Complaints answered in time",
        "%",
        "higher",
        "Complaints answered by the day the answer was promised for, divided by complaints whose answer was promised "
        "for a day in the period.",
        "complaints with a day for the answer in the period; one that is not answered was not in time",
        ("complaints",),
        least_n=1,
        empty=_UNDUE,
        chart="p",
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """All figures on complaints."""
    rows = shard.rows("complaints")
    whole, frame = rows.whole(), rows.frame
    received, due, answered = (rows.placed_days(name) for name in ("received_on", "answer_due_on", "answered_on"))
    yield Block("complaints.count", Cells(happened(rows, received), whole), COUNT)
    still = standing(rows, received, answered)
    end = shard.grid.days[still.account(), still.period + 1]
    promised = local_days(frame["answer_due_on"])[still.row]
    late = ((promised != NAT) & (promised < end)).astype("float64")
    told = rows.told_of("answer_due_on")
    yield Block("complaints.open", Cells(still, whole), COUNT)
    yield Block("complaints.overdue", Cells(replace(still, value=late), whole), TOTAL, told[:, None])
    kept = (frame["answered_on"] <= frame["answer_due_on"]).to_numpy()
    reasons = [_UNDUE if one else _UNPROMISED for one in told]
    yield Block("complaints.on_time", Cells(happened(rows, due).valued(kept), whole), SHARE, None, reasons)
