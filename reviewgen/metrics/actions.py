"""Promises: due, kept, overdue, re-dated, carried along."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from reviewgen.metrics.grid import ABSENT, local_days
from reviewgen.metrics.metric import Block, Grouping, Metric, counts, existing_at_end, share
from reviewgen.metrics.shard import Shard

_COUNTED = "all actions of the account but cancelled ones"
_DUE = "actions whose original day lies in the period; cancelled ones stay out"


def _metric(name: str, label: str, unit: str, better: str, formula: str, counted: str = _COUNTED) -> Metric:
    return Metric(f"actions.{name}", label, unit, better, formula, counted, ("actions",))  # type: ignore[arg-type]


METRICS = (
    _metric(
        "due",
        "Actions due",
        "actions",
        "neither",
        "Number of actions first promised for a day in the period.",
        _DUE,
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
        empty="no actions were due",
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
    for grouping in (rows.whole(), rows.by({"side": rows.frame["side"]}, "always")):
        yield from _figures(shard, grouping)


def _figures(shard: Shard, grouping: Grouping) -> Iterable[Block]:
    rows, periods = shard.rows("actions"), shard.periods
    frame = rows.frame
    live = (frame["state"] != "cancelled").to_numpy()
    undated = ((frame["state"] == "done") & frame["closed_on"].isna()).to_numpy()
    agreed, due, closed = (rows.placed_days(name) for name in ("agreed_on", "due_on", "closed_on"))
    kept = (frame["closed_on"] <= frame["due_on"]).to_numpy()
    number = counts(grouping, due, periods, live)
    yield Block("actions.due", grouping, number, number)
    yield Block("actions.on_time", grouping, share(counts(grouping, due, periods, live & kept), number), number)
    number = counts(grouping, closed, periods, live)
    yield Block("actions.closed", grouping, number, number)
    begun = np.where(live & ~undated, agreed, ABSENT)
    yield from _open(shard, grouping, begun, closed)


def _open(shard: Shard, grouping: Grouping, begun: np.ndarray, closed: np.ndarray) -> Iterable[Block]:
    rows, periods = shard.rows("actions"), shard.periods
    frame = rows.frame
    now_due = frame["revised_due_on"].fillna(frame["due_on"])
    changed = frame["revised_due_on"].notna() & (frame["revised_due_on"] != frame["due_on"])
    redated = ((frame["redate_count"] > 0) | changed).to_numpy() & (begun != ABSENT)
    still = existing_at_end(grouping, begun, closed, periods)
    passed = np.where(
        begun == ABSENT,
        ABSENT,
        np.maximum(rows.placed_days("agreed_on"), rows.grid.place_days(rows.code, now_due)),
    )
    overdue = existing_at_end(grouping, np.where(now_due.isna().to_numpy(), ABSENT, passed), closed, periods)
    long_ago = np.where(begun == ABSENT, ABSENT, rows.grid.shifted().place_days(rows.code, frame["agreed_on"]) + 1)
    carried = existing_at_end(grouping, long_ago, closed, periods)
    moved = existing_at_end(grouping, np.where(redated, begun, ABSENT), closed, periods)
    moved += counts(grouping, closed, periods, redated)
    looked_at = still + counts(grouping, closed, periods, begun != ABSENT)
    yield Block("actions.open", grouping, still, still)
    yield Block("actions.overdue", grouping, overdue, still)
    yield Block("actions.redated", grouping, moved, looked_at)
    yield Block("actions.carried", grouping, carried, still)
    yield Block("actions.age", grouping, _age(shard, grouping, begun, closed, still), still)


def _age(shard: Shard, grouping: Grouping, begun: np.ndarray, closed: np.ndarray, still: np.ndarray) -> np.ndarray:
    rows = shard.rows("actions")
    agreed, ended = local_days(rows.frame["agreed_on"]), np.where(closed == ABSENT, shard.periods + 1, closed)
    total = np.zeros((grouping.size, shard.periods))
    for period in range(shard.periods):
        there = (begun != ABSENT) & (begun <= period) & (np.maximum(ended, begun) > period) & (grouping.code >= 0)
        end = shard.grid.days[:, period + 1][rows.code[there]]
        np.add.at(total[:, period], grouping.code[there], end - agreed[there])
    return share(total, still, 1.0)
