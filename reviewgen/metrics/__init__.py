"""The registry of metrics, and their figures for all accounts of a shard at once.

To add a metric: a module with METRICS and figures(shard), and one line in DOMAINS.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from types import ModuleType

import numpy as np

from reviewgen.config import Account, FigureTarget
from reviewgen.metrics import actions, data, durations, majors, service_levels, surveys, tickets
from reviewgen.metrics.figures import Figures, status_of
from reviewgen.metrics.grid import Grid, Timeline
from reviewgen.metrics.metric import Block, Grouping, Metric, Shown
from reviewgen.metrics.shard import Shard
from reviewgen.model import Dimensions, Figure, Missing, Target
from reviewgen.periods import Span
from reviewgen.tables import Tables

DOMAINS: tuple[ModuleType, ...] = (tickets, durations, service_levels, majors, actions, surveys, data)
METRICS: tuple[Metric, ...] = tuple(metric for domain in DOMAINS for metric in domain.METRICS)
BY_ID: Mapping[str, Metric] = {metric.id: metric for metric in METRICS}
EARLY = Missing("before the first data")
PLACE = attrgetter("period", "dimensions")

__all__ = ["BY_ID", "METRICS", "Figures", "Metric", "Review", "Shard", "compute", "shard_of"]


@dataclass(frozen=True, slots=True)
class Review:
    """What is reviewed: an account and the span."""

    account: Account
    span: Span


def shard_of(tables: Tables, reviews: Sequence[Review], as_of: datetime) -> Shard:
    """The shard of these reviews over each one's chain of periods."""
    return _shard(tables, reviews, [review.span.chain() for review in reviews], as_of)


def compute(shard: Shard, reviews: Sequence[Review], as_of: datetime) -> dict[str, Figures]:
    """The figures of every review: all periods of the chain, and the same period last year, by account id."""
    earlier = [review for review in reviews if review.span.last_year() not in review.span.chain()]
    past = _shard(shard.tables, earlier, [(review.span.last_year(),) for review in earlier], as_of)
    found: dict[str, list[Figure]] = {review.account.id: [] for review in reviews}
    for part in (shard, past) if earlier else (shard,):
        for account, figures in zip(part.accounts, _flattened(part, reviewed=part is shard), strict=True):
            found[account.id] += figures
    return {review.account.id: _figures_of(review, found[review.account.id], as_of) for review in reviews}


def _shard(tables: Tables, reviews: Sequence[Review], chains: Sequence[tuple[Span, ...]], as_of: datetime) -> Shard:
    accounts = tuple(review.account for review in reviews)
    timelines = tuple(Timeline(chain, account.zone, as_of) for chain, account in zip(chains, accounts, strict=True))
    ids = tuple(account.id for account in accounts)
    return Shard(tables.of(ids), Grid(ids, timelines), accounts)


def _figures_of(review: Review, found: list[Figure], as_of: datetime) -> Figures:
    ordered: dict[str, list[Figure]] = {metric.id: [] for metric in METRICS}
    for figure in found:
        ordered[figure.metric].append(figure)
    by_key = {
        (metric, figure.period, figure.dimensions): figure
        for metric, figures in ordered.items()
        for figure in sorted(figures, key=PLACE)
    }
    chain = tuple(span.name for span in review.span.chain())
    last_year = review.span.last_year().name
    for wanted in review.account.targets.figures:
        for period in {*chain, last_year}:
            key = (wanted.metric, period, _dimensions(wanted))
            if key in by_key:
                by_key[key] = _judged(by_key[key], _target(wanted))
    return Figures(review.account.id, as_of.isoformat(), chain, last_year, by_key)


def _dimensions(target: FigureTarget) -> Dimensions:
    return (("priority", target.priority),) if target.priority else ()


def _target(target: FigureTarget) -> Target:
    if target.at_least is not None:
        return Target("at_least", target.at_least)
    return Target("at_most", target.at_most or 0.0)


def _judged(figure: Figure, target: Target) -> Figure:
    enough = figure.n >= BY_ID[figure.metric].least_n
    status = status_of(figure.value, target, figure.unit) if enough else "not_measured"
    return Figure(figure.metric, figure.period, figure.dimensions, figure.value, figure.n, figure.unit, target, status)


def _flattened(shard: Shard, *, reviewed: bool) -> list[list[Figure]]:
    """The figures of all blocks, a list for each account. `reviewed`: the last period is the one under review."""
    names = [[span.name for span in timeline.spans] for timeline in shard.grid.timelines]
    masks = _masks(shard, reviewed)
    result: list[list[Figure]] = [[] for _ in shard.accounts]
    for block in _blocks(shard):
        metric, grouping = BY_ID[block.metric], block.grouping
        groups, periods = np.nonzero(masks[grouping.shown][grouping.account])
        owners = grouping.account[groups]
        values, n = _cells(shard, block, groups, periods)
        dimensions = _labelled(grouping)
        places = zip(owners.tolist(), periods.tolist(), groups.tolist(), values, n, strict=True)
        for owner, period, group, value, size in places:
            figure = Figure(metric.id, names[owner][period], dimensions[group], value, size, metric.unit)
            result[owner].append(figure)
    return result


def _blocks(shard: Shard) -> Iterable[Block]:
    for domain in DOMAINS:
        yield from domain.figures(shard)


def _masks(shard: Shard, reviewed: bool) -> Mapping[Shown, np.ndarray]:
    """Which periods of each account are shown: shape (accounts, periods)."""
    shape = (len(shard.accounts), shard.periods)
    compared, last = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for row, timeline in zip(compared, shard.grid.timelines, strict=True):
        row[-2:] = True
        row[[span == timeline.spans[-1].last_year() for span in timeline.spans]] = True
    last[:, -1:] = reviewed
    return {"always": np.ones(shape, dtype=bool), "compared": compared, "reviewed": last}


def _cells(
    shard: Shard, block: Block, groups: np.ndarray, periods: np.ndarray
) -> tuple[list[float | Missing], list[int]]:
    """Value and n of the figures at these places of a block."""
    tables, empty = BY_ID[block.metric].tables, Missing(BY_ID[block.metric].empty)
    absent = [name for name in tables if name not in shard.names]
    if absent:
        return [Missing(f"no source for {absent[0]}")] * len(groups), [0] * len(groups)
    early = bool(tables) & (periods < shard.first_period(tables)[block.grouping.account[groups]])
    found = block.values[groups, periods].astype("float64")
    values: list[float | Missing] = found.tolist()
    for place in np.flatnonzero(np.isnan(found)).tolist():
        values[place] = Missing(block.reasons[groups[place]]) if block.reasons else empty
    for place in np.flatnonzero(early).tolist():
        values[place] = EARLY
    return values, np.where(early, 0, block.n[groups, periods]).tolist()


def _labelled(grouping: Grouping) -> list[Dimensions]:
    if not grouping.dimensions:
        return [()] * grouping.size
    return [tuple(zip(grouping.dimensions, labels, strict=True)) for labels in grouping.labels]
