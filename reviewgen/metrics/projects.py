"""Projects: schedule, cost and milestones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from reviewgen.languages import N_
from reviewgen.metrics.availability import PERCENT_OF_GIVEN
from reviewgen.metrics.cells import COUNT, SHARE, TOTAL, Block, Cells, Entries, happened, standing
from reviewgen.metrics.flat import EARLY
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.rows import Rows
from reviewgen.metrics.shard import Shard
from reviewgen.metrics.titled import Singles, days, reasons_of

_EACH = (
    "each project that ran in the period or ended in it, for the period under review: the table says how it stands now"
)
_EARNED_VALUE = "Project Management Institute, Practice Standard for Earned Value Management (2011)"
_VALUES = {"spi": ("earned_value", "planned_value"), "cpi": ("earned_value", "actual_cost")}
_UNDUE = N_("no milestones were due")
_UNDATED = N_("no milestone has a day it was first planned for")
_WORTHLESS = {"spi": "no planned and earned value are recorded", "cpi": "no earned value and cost are recorded"}

SECTION = "projects"
METRICS: tuple[Metric, ...] = (
    Metric(
        "projects.active",
        "Projects under way",
        "projects",
        "neither",
        "Number of projects begun before the end of the period and not ended before it.",
        "all projects of the account",
        ("projects",),
        chart="none",
    ),
    Metric(
        "projects.late",
        "Projects late",
        "projects",
        "lower",
        "Number of projects under way at period end that are expected to end after the day first planned.",
        "projects under way for which both days are recorded, for the period under review",
        ("projects",),
        empty="no project under way has a planned and an expected end",
        chart="none",
    ),
    Metric(
        "projects.slip",
        "Days behind plan",
        "days",
        "lower",
        "Days from the day on which the project was first to end to the day on which it is expected to end, or ended; "
        "below zero where it is early.",
        _EACH,
        ("projects",),
        empty="its planned end is not recorded",
        chart="none",
    ),
    Metric(
        "projects.spi",
        "Schedule performance",
        "ratio",
        "higher",
        "Budgeted cost of the work done, divided by budgeted cost of the work planned for the same day; below 1 it is "
        "behind.",
        _EACH,
        ("projects",),
        empty=_WORTHLESS["spi"],
        source=_EARNED_VALUE,
        chart="none",
    ),
    Metric(
        "projects.cpi",
        "Cost performance",
        "ratio",
        "higher",
        "Budgeted cost of the work done, divided by what that work has cost; below 1 it costs more than planned.",
        _EACH,
        ("projects",),
        empty=_WORTHLESS["cpi"],
        source=_EARNED_VALUE,
        chart="none",
    ),
    Metric(
        "projects.budget_used",
        "Budget used",
        "%",
        "neither",
        "What the project has cost, divided by what it may cost in all.",
        _EACH,
        ("projects",),
        empty="no budget is recorded",
        chart="none",
    ),
    Metric(
        "projects.milestones_due",
        "Milestones due",
        "milestones",
        "neither",
        "Number of milestones first planned for a day in the period.",
        "milestones of all projects whose original day lies in the period",
        ("milestones",),
        empty=EARLY,
        chart="none",
    ),
    Metric(
        "projects.milestones_on_time",
        "Milestones reached on the original day",
        "%",
        "higher",
        "Milestones reached by the day they were first planned for, divided by milestones first planned for a day in "
        "the period.",
        "milestones of all projects whose original day lies in the period",
        ("milestones",),
        least_n=1,
        empty=_UNDUE,
        chart="p",
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """All figures on projects: over all, and by title; and on their milestones."""
    rows = shard.rows("projects")
    slip = _slip(rows)
    active = standing(rows, rows.placed_days("started_on"), rows.placed_days("ended_on"))
    yield Block("projects.active", Cells(active, rows.whole()), COUNT)
    yield _late(active, slip)
    singles = Singles.of(rows, "project", shard.current("projects"))
    yield singles.block("projects.slip", slip, _undated(rows))
    yield from _cost(rows, singles)
    yield from _milestones(shard)


def _slip(rows: Rows) -> np.ndarray:
    """Days from the first planned end to the expected one; NaN where one of both is not recorded."""
    ends = rows.frame["ended_on"].fillna(rows.frame["forecast_end_on"])
    found: np.ndarray = days(ends) - days(rows.frame["baseline_end_on"])
    return found


def _undated(rows: Rows) -> np.ndarray:
    unplanned = rows.frame["baseline_end_on"].isna().to_numpy()
    every = np.ones(len(unplanned), dtype=bool)
    planned, expected = N_("its planned end is not recorded"), N_("its expected end is not recorded")
    return reasons_of(len(unplanned), [(unplanned, planned), (every, expected)])


def _late(active: Entries, slip: np.ndarray) -> Block:
    """Projects under way behind plan, where one of them says when it was to end; none are late where none is active."""
    rows = active.rows
    dated = active.only(~np.isnan(slip)[active.row]).valued(slip > 0)
    judged, standing_now = Cells(dated, replace(rows.whole(), shown="reviewed")), Cells(active, rows.whole())
    return Block("projects.late", judged, TOTAL, (judged.size > 0) | (standing_now.size == 0))


def _cost(rows: Rows, singles: Singles) -> Iterable[Block]:
    """Earned value and budget; a report of a later day than that of the data is not known."""
    frame = rows.frame
    later = days(frame["reported_on"]) > rows.grid.today[rows.code]
    unknown = (later, N_("its numbers are of a later day than the data"))
    every = np.ones(len(frame), dtype=bool)
    for name, columns in _VALUES.items():
        part, whole = (frame[column].to_numpy(dtype="float64") for column in columns)
        index = np.divide(part, whole, out=np.full(len(part), np.nan), where=(whole > 0) & ~later)
        yield singles.block(f"projects.{name}", index, reasons_of(len(frame), [unknown, (every, _WORTHLESS[name])]))
    budget, cost = (frame[name].to_numpy(dtype="float64") for name in ("budget", "actual_cost"))
    reasons = reasons_of(
        len(frame), [unknown, (~(budget > 0), N_("no budget is recorded")), (every, N_("no cost is recorded"))]
    )
    known = np.where((budget > 0) & ~later, cost, np.nan)
    yield singles.block("projects.budget_used", known, reasons, PERCENT_OF_GIVEN, (N_("budgeted"), budget))


def _milestones(shard: Shard) -> Iterable[Block]:
    rows = shard.rows("milestones")
    due, done = rows.placed_days("baseline_on"), rows.placed_days("done_on")
    kept = (rows.frame["done_on"] <= rows.frame["baseline_on"]).to_numpy()
    promised = happened(rows, due)
    first = shard.first_period(("projects",))
    for placed in (due, done):
        dated = placed >= -1
        np.minimum.at(first, rows.code[dated], placed[dated])
    since = np.arange(shard.periods) >= first[:, None]
    told = rows.told_of("baseline_on")
    early, none = ([why if one else _UNDATED for one in told] for why in (EARLY, _UNDUE))
    yield Block("projects.milestones_due", Cells(promised, rows.whole()), COUNT, since & told[:, None], early)
    yield Block("projects.milestones_on_time", Cells(promised.valued(kept), rows.whole()), SHARE, None, none)
