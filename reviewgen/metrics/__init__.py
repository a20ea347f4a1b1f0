"""The registry of metrics, and their figures for all accounts of a shard at once.

To add a metric: a module with METRICS, figures(shard) and the SECTION that shows them, and one line in DOMAINS.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from types import ModuleType

import numpy as np

from reviewgen.agreements import Policy
from reviewgen.calendars import Calendar
from reviewgen.config import Account
from reviewgen.metrics import (
    actions,
    agreed,
    availability,
    capacity,
    changes,
    complaints,
    contracts,
    credits,
    data,
    delivered,
    durations,
    entitlements,
    freshness,
    improvements,
    majors,
    problems,
    projects,
    reconciliation,
    risks,
    scorecard,
    service_levels,
    surveys,
    tickets,
)
from reviewgen.metrics.cells import Block
from reviewgen.metrics.clocks import ROUND_THE_CLOCK_ONLY, UNPROMISED
from reviewgen.metrics.dimensions import TABLE_NAMES
from reviewgen.metrics.figures import Figures
from reviewgen.metrics.grid import Grid, Timeline
from reviewgen.metrics.metric import MONEY, Metric
from reviewgen.metrics.processes import EARLY, processes
from reviewgen.metrics.rows import Grouping, Shown
from reviewgen.metrics.shard import Shard
from reviewgen.model import Dimensions, Figure, Missing, Sentence
from reviewgen.periods import SHOWN, Span
from reviewgen.tables import Tables

DOMAINS: tuple[ModuleType, ...] = (
    tickets,
    durations,
    service_levels,
    reconciliation,
    availability,
    capacity,
    majors,
    problems,
    changes,
    actions,
    delivered,
    surveys,
    complaints,
    scorecard,
    risks,
    projects,
    contracts,
    entitlements,
    improvements,
    data,
    freshness,
)
METRICS: tuple[Metric, ...] = tuple(metric for domain in (*DOMAINS, agreed, credits) for metric in domain.METRICS)
BY_ID: Mapping[str, Metric] = {metric.id: metric for metric in METRICS}
SECTION_OF: Mapping[str, str] = {
    metric.id: domain.SECTION for domain in (*DOMAINS, agreed, credits) for metric in domain.METRICS
}
PLACE = attrgetter("period", "dimensions")

__all__ = [
    "BY_ID",
    "METRICS",
    "SECTION_OF",
    "Computed",
    "Figures",
    "Metric",
    "Part",
    "Review",
    "Shard",
    "compute",
    "shard_of",
    "sourceless",
]


@dataclass(frozen=True, slots=True)
class Review:
    """What is reviewed: an account and the span."""

    account: Account
    span: Span


def shard_of(
    tables: Tables,
    reviews: Sequence[Review],
    as_of: datetime,
    policies: Mapping[str, Policy] = UNPROMISED,
    calendars: Mapping[str, Calendar] = ROUND_THE_CLOCK_ONLY,
) -> Shard:
    """The shard of these reviews over each one's chain of periods; policies by id and calendars by name."""
    accounts = tuple(review.account for review in reviews)
    chains = [review.span.chain() for review in reviews]
    ids = tuple(account.id for account in accounts)
    return Shard(tables.of(ids), _grid(accounts, chains, as_of), accounts, policies, calendars)


def _grid(accounts: Sequence[Account], chains: Sequence[tuple[Span, ...]], as_of: datetime) -> Grid:
    timelines = tuple(Timeline(chain, account.zone, as_of) for chain, account in zip(chains, accounts, strict=True))
    return Grid(tuple(account.id for account in accounts), timelines)


def _year_before(shard: Shard, reviews: Sequence[Review], as_of: datetime) -> Shard:
    """The same period last year of the reviews whose chain does not reach back to it."""
    earlier = [review for review in reviews if review.span.last_year() not in review.span.chain()]
    accounts = tuple(review.account for review in earlier)
    grid = _grid(accounts, [(review.span.last_year(),) for review in earlier], as_of)
    return Shard(shard.tables.of(grid.accounts), grid, accounts, shard.policies, shard.calendars)


@dataclass(frozen=True)
class Part:
    """A shard and the blocks of its figures."""

    shard: Shard
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Computed:
    """The figures of every review by account id, and what they were made of."""

    figures: Mapping[str, Figures]
    parts: tuple[Part, ...]


def compute(shard: Shard, reviews: Sequence[Review], as_of: datetime) -> Computed:
    """The figures of every review: all periods of the chain, and the same period last year."""
    past = _year_before(shard, reviews, as_of)
    parts = tuple(Part(one, tuple(_blocks(one))) for one in ((shard, past) if past.accounts else (shard,)))
    found: dict[str, list[Figure]] = {review.account.id: [] for review in reviews}
    for part in parts:
        for account, figures in zip(part.shard.accounts, _flattened(part, reviewed=part is parts[0]), strict=True):
            found[account.id] += figures
    figures_of = {
        review.account.id: _figures_of(review, found[review.account.id], as_of, shard.policies) for review in reviews
    }
    reviewed = {review.account.id: (review.account, review.span) for review in reviews}
    said = processes(figures_of, reviewed, BY_ID, as_of)
    return Computed({name: replace(one, processes=said[name]) for name, one in figures_of.items()}, parts)


def _figures_of(review: Review, found: list[Figure], as_of: datetime, policies: Mapping[str, Policy]) -> Figures:
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
    judged = agreed.judge(review.account, (*dict.fromkeys((last_year, *chain)),), by_key, BY_ID)
    if judged:
        by_key |= {(one.metric, one.period, ()): one for one in agreed.counted(judged, chain[-1])}
    policy = policies.get(review.account.policy) if review.account.policy else None
    given_back = credits.reckoned(review.account, policy, review.span, by_key, BY_ID)
    due = credits.due(given_back, review.account, chain[-1])
    by_key[due.metric, due.period, ()] = due
    return Figures(review.account.id, as_of.isoformat(), chain[-SHOWN:], last_year, by_key, judged, credits=given_back)


def _flattened(part: Part, *, reviewed: bool) -> list[list[Figure]]:
    """The figures of all blocks, a list for each account. `reviewed`: the last period is the one under review."""
    shard = part.shard
    names = shard.grid.names
    masks = _masks(shard, reviewed)
    result: list[list[Figure]] = [[] for _ in shard.accounts]
    for block in part.blocks:
        metric, grouping = BY_ID[block.metric], block.grouping
        groups, periods = np.nonzero(masks[grouping.shown][grouping.account])
        owners = grouping.account[groups]
        values, n = _cells(shard, block, groups, periods)
        dimensions = _labelled(grouping)
        places = zip(owners.tolist(), periods.tolist(), groups.tolist(), values, n, strict=True)
        for owner, period, group, value, size in places:
            unit = shard.accounts[owner].currency if metric.unit == MONEY else metric.unit
            figure = Figure(metric.id, names[owner][period], dimensions[group], value, size, unit)
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
    every, history = np.ones(shape, dtype=bool), np.zeros(shape, dtype=bool)
    history[:, -SHOWN:] = True
    return {"always": every, "history": history, "compared": compared, "reviewed": last}


def _cells(
    shard: Shard, block: Block, groups: np.ndarray, periods: np.ndarray
) -> tuple[list[float | Missing], list[int]]:
    """Value and n of the figures at these places of a block."""
    tables, empty = BY_ID[block.metric].tables, Missing(BY_ID[block.metric].empty)
    absent = [name for name in tables if name not in shard.names]
    if absent:
        return [sourceless(absent[0])] * len(groups), [0] * len(groups)
    uncovered = _uncovered(shard, tables)[block.grouping.account[groups]]
    early = bool(tables) & (periods < shard.first_period(tables)[block.grouping.account[groups]])
    found = block.values[groups, periods].astype("float64")
    values: list[float | Missing] = found.tolist()
    for place in np.flatnonzero(np.isnan(found)).tolist():
        values[place] = Missing(block.reasons[groups[place]]) if block.reasons else empty
    for place in np.flatnonzero(early).tolist():
        values[place] = Missing(EARLY)
    for place in np.flatnonzero(uncovered).tolist():
        values[place] = sourceless(tables[0])
    return values, np.where(early | uncovered, 0, block.n[groups, periods]).tolist()


def sourceless(table: str) -> Missing:
    """Why there is no figure where a table has no source."""
    return Missing("no source for {table}", (("table", Sentence(TABLE_NAMES[table])),))


def _uncovered(shard: Shard, tables: Sequence[str]) -> np.ndarray:
    """The accounts whose rows no source of these tables can hold."""
    found = [not all(shard.tables.covers(name, account) for name in tables) for account in shard.grid.accounts]
    return np.array(found, dtype=bool)


def _labelled(grouping: Grouping) -> list[Dimensions]:
    if not grouping.dimensions:
        return [()] * grouping.size
    return [tuple(zip(grouping.dimensions, labels, strict=True)) for labels in grouping.labels]
