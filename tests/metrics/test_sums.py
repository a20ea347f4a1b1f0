"""What is counted or summed adds up: over the groups of every dimension, and over the months of a quarter."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from math import isclose

import pytest
from drawn_project import DrawnProject, draw_all
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.metrics import Computed, compute, shard_of
from reviewgen.metrics.cells import COUNT, TOTAL
from reviewgen.model import Dimensions, Figure

# These say what there is when a period ends; a quarter ends with its last month.
STANDING = {
    *("actions.open", "actions.overdue", "complaints.open", "complaints.overdue", "improvements.open"),
    *("improvements.overdue", "problems.fix_overdue", "problems.known_errors", "problems.open"),
    *("problems.rca_overdue", "projects.active", "requirements.open", "risks.open", "tickets.backlog"),
}
# A count of what is alike, or of what lasts, within a period: months have their own, which overlap.
WITHIN = {"actions.carried", "actions.redated", "availability.outages", "tickets.persistent", "tickets.recurrence"}
# Their whole is another metric or none: ages are those of the backlog, services have no downtime together, and of
# what recurs only the groups of three and more are told.
IN_PARTS_ALONE = {
    *(("availability.downtime", "service"), ("availability.outages", "service"), ("tickets.backlog_age", "age")),
    *((f"sla.{name}", "clock") for name in ("breaches", "near_misses", "running", "unmeasured")),
    *((f"data.{name}", "table") for name in ("freshness", "merged", "outside", "read", "repeated", "used")),
    *(("sla.unmeasured", "reason"), ("tickets.recurring", "service"), ("tickets.recurring", "category")),
}
# Told of the reviewed period alone.
REVIEWED_ALONE = {
    *("changes.scheduled", "data.freshness", "data.merged", "data.outside", "data.read", "data.repeated"),
    *("data.used", "projects.late", "risks.high", "sla.differences", "sla.reconciled", "sla.running"),
    *("sla.unmeasured", "tickets.backlog_age", "tickets.by_requester", "tickets.recurring", "tickets.silent"),
}
SPLIT = {
    *(f"actions.{name}" for name in ("carried", "closed", "due", "open", "overdue", "redated")),
    *(f"tickets.{name}" for name in ("backlog", "closed", "opened", "reopened", "resolved")),
    *("sla.breaches", "sla.near_misses"),
}
Sum = tuple[Figure, list[Figure]]


def computed(project: DrawnProject) -> Computed:
    """Compute every figure of a project."""
    reviews = project.reviews()
    return compute(shard_of(project.tables(), reviews, project.as_of), reviews, project.as_of)


def added(found: Computed) -> set[str]:
    """Return the metrics that count or sum their rows."""
    return {block.metric for part in found.parts for block in part.blocks if block.how in (COUNT, TOTAL)}


def groups(project: DrawnProject) -> Iterator[Sum]:
    """Every figure that is counted, with its groups by one more dimension, in every period."""
    found = computed(project)
    metrics = added(found)
    for figures in found.figures.values():
        parts: dict[tuple[str, str, Dimensions, str], list[Figure]] = defaultdict(list)
        for one in figures:
            for place, (name, _) in enumerate(one.dimensions if one.metric in metrics else ()):
                rest = one.dimensions[:place] + one.dimensions[place + 1 :]
                parts[one.metric, one.period, rest, name].append(one)
        for (metric, period, rest, name), listed in parts.items():
            if (metric, name) not in IN_PARTS_ALONE:
                yield figures.by_key[metric, period, rest], listed


def months(project: DrawnProject) -> Iterator[Sum]:
    """Every figure of the last quarter that is counted, with those of its months."""
    quarter = replace(project, reviewed=("2026-Q4",) * len(project.accounts), as_of=datetime(2027, 1, 10, tzinfo=UTC))
    found, by_month = computed(quarter), replace(quarter, reviewed=("2026-12",) * len(quarter.accounts)).figures()
    for account, figures in found.figures.items():
        for metric in added(found) - WITHIN - REVIEWED_ALONE:
            for whole in figures.of(metric, "2026-Q4"):
                keys = [(metric, f"2026-{month}", whole.dimensions) for month in (10, 11, 12)]
                parts = [by_month[account].by_key[key] for key in keys if key in by_month[account].by_key]
                if len(parts) == len(keys) and all(part.number is not None for part in parts):
                    yield whole, parts[-1:] if metric in STANDING else parts


def wrong(sums: Iterable[Sum]) -> list[Sum]:
    """Those that do not add up; what is missing as a whole is missing in all its parts."""
    return [(whole, parts) for whole, parts in sums if not _adds_up(whole, parts)]


def _adds_up(whole: Figure, parts: list[Figure]) -> bool:
    if whole.number is None:
        return all(part.number is None for part in parts)
    numbers = sum(part.number or 0 for part in parts)
    return isclose(numbers, whole.number, rel_tol=1e-9, abs_tol=1e-6)


@pytest.mark.parametrize("sums", [groups, months])
@given(st.integers(0))
@settings(max_examples=6)
def test_what_is_counted_adds_up(sums: Callable[[DrawnProject], Iterator[Sum]], seed: int) -> None:
    """For every metric that counts or sums rows, whatever they hold."""
    assert wrong(sums(draw_all(random.Random(seed), tickets=12, others=8))) == []


def test_what_is_counted_adds_up_in_large_projects_and_leaves_no_metric_out() -> None:
    """Each has a number above zero somewhere, or is listed above with the reason."""
    split, summed, every = set[str](), set[str](), set[str]()
    for seed in (5, 6):
        project = draw_all(random.Random(seed), tickets=400, others=150)
        every |= added(computed(project))
        by_group, by_month = list(groups(project)), list(months(project))
        assert wrong(by_group) == wrong(by_month) == []
        split |= {whole.metric for whole, _ in by_group if whole.number}
        summed |= {whole.metric for whole, _ in by_month if whole.number}
    assert split == SPLIT
    assert summed == every - WITHIN - REVIEWED_ALONE
