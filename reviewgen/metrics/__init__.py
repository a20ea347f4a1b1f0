"""The registry of metrics, and their figures for all accounts of a shard at once.

To add a metric: a module with METRICS, figures(shard) and the SECTION that shows them, and one line in DOMAINS.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from types import ModuleType
from zoneinfo import ZoneInfo

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
from reviewgen.metrics.columns import Columns, Sheet, laid_out
from reviewgen.metrics.figures import Figures
from reviewgen.metrics.flat import EARLY, Flat, Words, flattened, labelled, sourceless
from reviewgen.metrics.grid import Grid, Timeline
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.processes import Histories, Said, histories, processes
from reviewgen.metrics.rows import Grouping
from reviewgen.metrics.shard import Shard
from reviewgen.model import Dimensions, Missing
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
NUMBER_OF: Mapping[str, int] = {metric.id: place for place, metric in enumerate(METRICS)}
PARTS = ("account", "metric", "period", "limits", "values", "n", "reasons")

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

    @cached_property
    def _blocks_of(self) -> Mapping[str, list[Block]]:
        found: dict[str, list[Block]] = {}
        for block in self.blocks:
            found.setdefault(block.metric, []).append(block)
        return found

    def blocks_of(self, metric: str) -> Sequence[Block]:
        """The blocks of a metric."""
        return self._blocks_of.get(metric, ())

    def place(self, metric: str, dimensions: Dimensions, account: int) -> tuple[Block, int] | None:
        """The block and the group of an account's figures of a metric with these dimensions."""
        names, values = tuple([name for name, _ in dimensions]), tuple([value for _, value in dimensions])
        for block in self.blocks_of(metric):
            if block.grouping.dimensions == names:
                group = self._groups_of(block.grouping).get((account, values))
                if group is not None:
                    return block, group
        return None

    def _groups_of(self, grouping: Grouping) -> Mapping[tuple[int, tuple[str, ...]], int]:
        """The groups of a grouping by account and labels."""
        found = self._groups.get(id(grouping))
        if found is None:
            labels = grouping.labels if grouping.dimensions else ((),) * grouping.size
            keys = zip(grouping.account.tolist(), labels, strict=True)
            found = self._groups[id(grouping)] = {key: group for group, key in enumerate(keys)}
        return found

    @cached_property
    def _groups(self) -> dict[int, Mapping[tuple[int, tuple[str, ...]], int]]:
        """By the identity of groupings, which the blocks keep."""
        return {}


@dataclass(frozen=True)
class Computed:
    """The figures of every review by account id, and what they were made of."""

    figures: Mapping[str, Figures]
    parts: tuple[Part, ...]


def compute(shard: Shard, reviews: Sequence[Review], as_of: datetime) -> Computed:
    """The figures of every review: all periods of the chain, and the same period last year."""
    past = _year_before(shard, reviews, as_of)
    collected = _Collected(shard, reviews, as_of)
    parts = tuple(collected.part(one) for one in ((shard, past) if past.accounts else (shard,)))
    reviewed = [(review.account, review.span) for review in reviews]
    said = processes(collected.histories, reviewed)
    columns = collected.columns()
    sheets = (Sheet(columns, place, review.account.currency) for place, review in enumerate(reviews))
    figures = (
        _figures_of(review, sheet, said[place], as_of, shard.policies)
        for place, (review, sheet) in enumerate(zip(reviews, sheets, strict=True))
    )
    return Computed({one.account: one for one in figures}, parts)


class _Collected:
    """The figures of all parts as they are computed, and the histories of those that charts are drawn of."""

    def __init__(self, shard: Shard, reviews: Sequence[Review], as_of: datetime) -> None:
        self._reviewed, self._words, self._limits = shard, Words(), dict[Dimensions, int]()
        self._place = {review.account.id: place for place, review in enumerate(reviews)}
        self._names = [sorted({review.span.last_year().name, *_chain(review.span)}) for review in reviews]
        self._early = self._words.place(Missing(EARLY))
        self._over = np.array([_is_over(review, as_of) for review in reviews], dtype=bool)
        self._found: dict[str, list[np.ndarray]] = {name: [] for name in PARTS}
        # By the identity of labels, which are kept so that it stays theirs.
        self._labelled: dict[tuple[int, tuple[str, ...], int], tuple[object, Sequence[Dimensions]]] = {}
        self._placed: dict[tuple[int, tuple[str, ...], int], np.ndarray] = {}
        self.histories: list[Histories] = []

    def part(self, shard: Shard) -> Part:
        """A shard with the blocks of its figures, which are collected."""
        reviewed = shard is self._reviewed
        place = np.array([self._place[name] for name in shard.grid.accounts], dtype="int32")
        periods = np.array(
            [
                [self._names[number].index(name) for name in names]
                for number, names in zip(place.tolist(), shard.grid.names, strict=True)
            ],
            dtype="int32",
        )
        blocks = []
        for block, flat in flattened(shard, _blocks(shard), BY_ID, self._words, reviewed=reviewed):
            dimensions = self._labels(block.grouping)
            self._collect(
                flat, self._places(block.grouping, dimensions), place[flat.account], periods[flat.account, flat.periods]
            )
            if reviewed and flat.metric.chart != "none":
                self.histories.append(histories(flat, dimensions, self._over, self._early, shard.periods))
            blocks.append(block.bare())
        return Part(shard, tuple(blocks))

    def _labels(self, grouping: Grouping) -> Sequence[Dimensions]:
        """The dimensions of each group; blocks share groupings."""
        key = (id(grouping.labels), grouping.dimensions, grouping.size)
        if key not in self._labelled:
            self._labelled[key] = (grouping.labels, labelled(grouping))
        return self._labelled[key][1]

    def _places(self, grouping: Grouping, dimensions: Sequence[Dimensions]) -> np.ndarray:
        """The places of the dimensions of each group among all."""
        key = (id(grouping.labels), grouping.dimensions, grouping.size)
        if key not in self._placed:
            places = [self._limits.setdefault(one, len(self._limits)) for one in dimensions]
            self._placed[key] = np.array(places, dtype="int32")
        return self._placed[key]

    def _collect(self, flat: Flat, limits: np.ndarray, account: np.ndarray, period: np.ndarray) -> None:
        metric = np.full(len(account), NUMBER_OF[flat.metric.id], dtype="int32")
        found = (account, metric, period, limits[flat.groups], flat.values, flat.n, flat.reasons)
        for name, values in zip(PARTS, found, strict=True):
            self._found[name].append(values)

    def columns(self) -> Columns:
        """All figures in order."""
        parts = {name: np.concatenate(values) for name, values in self._found.items()}
        return laid_out(METRICS, self._names, list(self._limits), list(self._words.known), parts)


def _chain(span: Span) -> tuple[str, ...]:
    return tuple(one.name for one in span.chain())


def _is_over(review: Review, as_of: datetime) -> bool:
    """Whether the reviewed period is over."""
    return review.span.within(ZoneInfo(review.account.zone)).end <= as_of


def _figures_of(review: Review, sheet: Sheet, said: Said, as_of: datetime, policies: Mapping[str, Policy]) -> Figures:
    chain, last_year = _chain(review.span), review.span.last_year().name
    found, judged = agreed.judge(review.account, (*dict.fromkeys((last_year, *chain)),), sheet, BY_ID)
    if judged:
        found |= {one.key: one for one in agreed.counted(judged, chain[-1])}
    policy = policies.get(review.account.policy) if review.account.policy else None
    given_back = credits.reckoned(review.account, policy, review.span, sheet.with_(found), BY_ID)
    due = credits.due(given_back, review.account, chain[-1])
    found[due.key] = due
    by_key = sheet.with_(found)
    return Figures(review.account.id, as_of.isoformat(), chain[-SHOWN:], last_year, by_key, judged, said, given_back)


def _blocks(shard: Shard) -> Iterable[Block]:
    for domain in DOMAINS:
        yield from domain.figures(shard)
