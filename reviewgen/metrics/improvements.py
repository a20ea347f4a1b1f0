"""Improvements: proposed, done, overdue; and changed requirements that wait for a decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reviewgen.calendars import NAT
from reviewgen.metrics.cells import COUNT, TOTAL, Block, Cells, happened, standing
from reviewgen.metrics.grid import local_days
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.shard import Shard

_COUNTED = "all improvements of the account, proposed and agreed"

SECTION = "improvement"
METRICS: tuple[Metric, ...] = (
    Metric(
        "improvements.open",
        "Improvements open",
        "improvements",
        "neither",
        "Number of improvements proposed before the end of the period and not done before it.",
        _COUNTED,
        ("improvements",),
        chart="none",
    ),
    Metric(
        "improvements.done",
        "Improvements done",
        "improvements",
        "higher",
        "Number of improvements done in the period.",
        _COUNTED,
        ("improvements",),
    ),
    Metric(
        "improvements.overdue",
        "Improvements overdue",
        "improvements",
        "lower",
        "Number of improvements open at period end whose promised day has passed.",
        f"{_COUNTED}; one without a day is not overdue",
        ("improvements",),
        empty="no improvement has a promised day",
    ),
    Metric(
        "requirements.open",
        "Requirements undecided",
        "requirements",
        "lower",
        "Number of changed requirements raised before the end of the period and not decided before it.",
        "changed requirements of both sides",
        ("requirements",),
        chart="none",
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """All figures on improvements and requirements."""
    rows = shard.rows("improvements")
    whole, done = rows.whole(), rows.placed_days("done_on")
    still = standing(rows, rows.placed_days("raised_on"), done)
    due, end = local_days(rows.frame["due_on"])[still.row], shard.grid.days[still.account(), still.period + 1]
    overdue = (due != NAT) & (due < end)
    yield Block("improvements.open", Cells(still, whole), COUNT)
    yield Block("improvements.done", Cells(happened(rows, done), whole), COUNT)
    late = Cells(replace(still, value=overdue.astype("float64")), whole)
    yield Block("improvements.overdue", late, TOTAL, rows.told_of("due_on")[:, None])
    asked = shard.rows("requirements")
    undecided = standing(asked, asked.placed_days("raised_on"), asked.placed_days("decided_on"))
    yield Block("requirements.open", Cells(undecided, asked.whole()), COUNT)
