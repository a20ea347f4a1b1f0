"""Promises: due, kept, overdue, re-dated, carried along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from reviewgen.calendars import NAT
from reviewgen.languages import N_
from reviewgen.metrics.cells import COUNT, MEAN, SHARE, TOTAL, Block, Cells, Entries, happened, standing
from reviewgen.metrics.grid import ABSENT, local_days
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.rows import Grouping
from reviewgen.metrics.shard import Shard

_COUNTED = "all actions of the account but cancelled ones"
_DUE = "actions whose original day lies in the period; cancelled ones stay out"
_UNDUE = N_("no actions were due")
_UNPROMISED = N_("no action has a promised day")


def _metric(
    name: str, label: str, unit: str, better: str, formula: str, counted: str = _COUNTED, empty: str = "no data"
) -> Metric:
    return Metric(f"actions.{name}", label, unit, better, formula, counted, ("actions",), empty=empty)  # type: ignore[arg-type]


SECTION = "promises"
METRICS = (
    _metric(
        "due",
        "Actions due",
        "actions",
        "neither",
        "Number of actions first promised for a day in the period.",
        _DUE,
        _UNPROMISED,
    ),
    Metric(
        "actions.on_time",
        "Promises kept on the original day",
        "%",
        "higher",
        "Actions closed by the day they were first promised for, divided by actions first promised for a day in "
        "the period.",
        f"{_DUE}; one marked done without a day is not counted as kept",
        ("actions",),
        least_n=1,
        empty=_UNDUE,
        chart="p",
    ),
    _metric("closed", "Actions closed", "actions", "higher", "Number of actions closed in the period."),
    _metric(
        "open",
        "Actions open",
        "actions",
        "neither",
        "Number of actions agreed before the end of the period and not closed before it.",
    ),
    _metric(
        "overdue",
        "Actions overdue",
        "actions",
        "lower",
        "Number of actions open at period end whose day, as last revised, has passed.",
        empty=_UNPROMISED,
    ),
    _metric(
        "redated",
        "Actions re-dated",
        "actions",
        "lower",
        "Number of actions open at period end or closed in the period whose day was changed at least once.",
    ),
    _metric(
        "carried",
        "Carried through two reviews",
        "actions",
        "lower",
        "Number of actions open at period end that were agreed before the previous period began.",
    ),
    Metric(
        "actions.age",
        "Mean age of open actions",
        "days",
        "lower",
        "Mean number of days since agreement of the actions open at period end.",
        _COUNTED,
        ("actions",),
        least_n=1,
        empty="no open actions",
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """All figures on actions, over all and by side."""
    rows = shard.rows("actions")
    for grouping in (rows.whole(), rows.by_columns("side", shown="history")):
        yield from _figures(shard, grouping)


def _figures(shard: Shard, grouping: Grouping) -> Iterable[Block]:
    rows = shard.rows("actions")
    frame = rows.frame
    live = (frame["state"] != "cancelled").to_numpy()
    undated = ((frame["state"] == "done") & frame["closed_on"].isna()).to_numpy()
    agreed, due, closed = (rows.placed_days(name) for name in ("agreed_on", "due_on", "closed_on"))
    kept = (frame["closed_on"] <= frame["due_on"]).to_numpy()
    promised = happened(rows, due, live)
    told = rows.told_of("due_on")[grouping.account]
    reasons = [_UNDUE if one else _UNPROMISED for one in told]
    yield Block("actions.due", Cells(promised, grouping), COUNT, told[:, None])
    yield Block("actions.on_time", Cells(promised.valued(kept), grouping), SHARE, None, reasons)
    done = happened(rows, closed, live)
    yield Block("actions.closed", Cells(done, grouping), COUNT)
    begun = np.where(live & ~undated, agreed, ABSENT)
    yield from _open(shard, grouping, standing(rows, begun, closed), happened(rows, closed, begun != ABSENT))


def _open(shard: Shard, grouping: Grouping, still: Entries, done: Entries) -> Iterable[Block]:
    """Figures on the actions that are open at period end, and on those closed in it."""
    frame, end = still.rows.frame, shard.grid.days[still.account(), still.period + 1]
    agreed = local_days(frame["agreed_on"])[still.row]
    now_due = local_days(frame["revised_due_on"].fillna(frame["due_on"]))[still.row]
    overdue = (now_due != NAT) & (now_due < end)
    long_ago = agreed < _previous_starts(shard)[still.account(), still.period]
    changed = frame["revised_due_on"].notna() & (frame["revised_due_on"] != frame["due_on"])
    redated = ((frame["redate_count"] > 0) | changed).to_numpy()
    yield Block("actions.open", Cells(still, grouping), COUNT)
    told = still.rows.told_of("due_on", "revised_due_on")[grouping.account, None]
    yield Block("actions.overdue", Cells(replace(still, value=overdue.astype("float64")), grouping), TOTAL, told)
    yield Block("actions.redated", Cells(_both(still, done).valued(redated), grouping), TOTAL)
    yield Block("actions.carried", Cells(replace(still, value=long_ago.astype("float64")), grouping), TOTAL)
    yield Block("actions.age", Cells(replace(still, value=(end - agreed).astype("float64")), grouping), MEAN)


def _previous_starts(shard: Shard) -> np.ndarray:
    """The first day of the period before each: shape (accounts, periods), days since 1970."""
    starts: np.ndarray = shard.grid.shifted().days[:, :-1]
    return starts


def _both(some: Entries, others: Entries) -> Entries:
    row, period = (np.concatenate([getattr(some, name), getattr(others, name)]) for name in ("row", "period"))
    return Entries(some.rows, row, period)
