"""The registry of metrics, and their figures for all accounts of a shard at once.

To add a metric: a module with METRICS and figures(shard), and one line in DOMAINS.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType

import numpy as np

from reviewgen.config import Account, FigureTarget
from reviewgen.metrics import actions, data, durations, majors, service_levels, surveys, tickets
from reviewgen.metrics.figures import Figures, status_of
from reviewgen.metrics.grid import Grid, Timeline
from reviewgen.metrics.metric import Block, Metric
from reviewgen.metrics.shard import Shard
from reviewgen.model import Dimensions, Figure, Missing, Target
from reviewgen.periods import Span
from reviewgen.tables import Tables

DOMAINS: tuple[ModuleType, ...] = (tickets, durations, service_levels, majors, actions, surveys, data)
METRICS: tuple[Metric, ...] = tuple(metric for domain in DOMAINS for metric in domain.METRICS)
BY_ID: Mapping[str, Metric] = {metric.id: metric for metric in METRICS}
BEFORE_DATA = "before the first data"

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
        for code, figures in _flattened(part).items():
            found[part.accounts[code].id] += figures
    return {review.account.id: _figures_of(review, found[review.account.id], as_of) for review in reviews}


def _shard(tables: Tables, reviews: Sequence[Review], chains: Sequence[tuple[Span, ...]], as_of: datetime) -> Shard:
    accounts = tuple(review.account for review in reviews)
    timelines = tuple(Timeline(chain, account.zone, as_of) for chain, account in zip(chains, accounts, strict=True))
    ids = tuple(account.id for account in accounts)
    return Shard(tables.of(ids), Grid(ids, timelines), accounts)


def _figures_of(review: Review, found: list[Figure], as_of: datetime) -> Figures:
    targets = {(one.metric, _dimensions(one)): _target(one) for one in review.account.targets.figures}
    order = {metric.id: place for place, metric in enumerate(METRICS)}
    found.sort(key=lambda figure: (order[figure.metric], figure.period, figure.dimensions))
    by_key = {
        (figure.metric, figure.period, figure.dimensions): _judged(figure, targets) if targets else figure
        for figure in found
    }
    chain = tuple(span.name for span in review.span.chain())
    last_year = review.span.last_year().name
    return Figures(review.account.id, as_of.isoformat(), chain, last_year, by_key)


def _dimensions(target: FigureTarget) -> Dimensions:
    return (("priority", target.priority),) if target.priority else ()


def _target(target: FigureTarget) -> Target:
    if target.at_least is not None:
        return Target("at_least", target.at_least)
    return Target("at_most", target.at_most or 0.0)


def _judged(figure: Figure, targets: Mapping[tuple[str, Dimensions], Target]) -> Figure:
    target = targets.get((figure.metric, figure.dimensions))
    if target is None:
        return figure
    status = status_of(figure.value, target, figure.unit)
    return Figure(figure.metric, figure.period, figure.dimensions, figure.value, figure.n, figure.unit, target, status)


def _flattened(shard: Shard) -> dict[int, list[Figure]]:
    """The figures of all blocks by account number."""
    names = [[span.name for span in timeline.spans] for timeline in shard.grid.timelines]
    shown = _shown(shard)
    early = np.arange(shard.periods)[None, :] < shard.first_period[:, None]
    result: dict[int, list[Figure]] = {code: [] for code in range(len(shard.accounts))}
    for block in _blocks(shard):
        metric = BY_ID[block.metric]
        absent = [name for name in metric.tables if name not in shard.names]
        no_source = Missing(f"no source for {absent[0]}") if absent else None
        for owner, period, group in _cells(block, shown):
            value: float | Missing = float(block.values[group, period])
            if no_source:
                value = no_source
            elif early[owner, period] and metric.tables:
                value = Missing(BEFORE_DATA)
            elif value != value:
                value = Missing(block.reason if isinstance(block.reason, str) else block.reason[group])
            n = 0 if no_source else int(block.n[group, period])
            labels = block.grouping.labels[group] if block.grouping.labels else ()
            dimensions = tuple(zip(block.grouping.dimensions, labels, strict=True))
            result[owner].append(Figure(metric.id, names[owner][period], dimensions, value, n, metric.unit))
    return result


def _blocks(shard: Shard) -> Iterable[Block]:
    for domain in DOMAINS:
        yield from domain.figures(shard)


def _cells(block: Block, shown: np.ndarray) -> Iterable[tuple[int, int, int]]:
    """Owner, period and group of every figure of a block."""
    owners = block.grouping.account
    mask = shown[owners] if block.grouping.last_only else np.ones((len(owners), shown.shape[1]), dtype=bool)
    groups, periods = np.nonzero(mask)
    return zip(owners[groups].tolist(), periods.tolist(), groups.tolist(), strict=True)


def _shown(shard: Shard) -> np.ndarray:
    """Which periods show breakdowns: the last, the one before, and the same a year ago; shape (accounts, periods)."""
    shown = np.zeros((len(shard.accounts), shard.periods), dtype=bool)
    for row, timeline in zip(shown, shard.grid.timelines, strict=True):
        row[-2:] = True
        row[[span == timeline.spans[-1].last_year() for span in timeline.spans]] = True
    return shown
