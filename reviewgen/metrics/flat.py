"""The figures of blocks, one after the other: what each is of, its value or why it has none, its n."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reviewgen.languages import N_
from reviewgen.metrics.cells import Block
from reviewgen.metrics.columns import NUMBER
from reviewgen.metrics.dimensions import TABLE_NAMES
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.rows import Grouping, Shown
from reviewgen.metrics.shard import Shard
from reviewgen.model import Dimensions, Missing, Sentence
from reviewgen.periods import SHOWN

EARLY = N_("before the first data")


@dataclass(frozen=True, slots=True)
class Flat:
    """The figures of one block: the group and period of each, in order of groups and then of periods.

    `values` are NaN where there is none, for one of the `reasons`: places in what a Words knows, else NUMBER.
    """

    metric: Metric
    grouping: Grouping
    groups: np.ndarray
    periods: np.ndarray
    values: np.ndarray
    n: np.ndarray
    reasons: np.ndarray

    @property
    def account(self) -> np.ndarray:
        """The account of each figure."""
        found: np.ndarray = self.grouping.account[self.groups]
        return found


class Words:
    """Why figures are missing, each reason once, by its place."""

    def __init__(self) -> None:
        self.known: dict[Missing, int] = {}

    def place(self, reason: Missing) -> int:
        """The place of a reason."""
        return self.known.setdefault(reason, len(self.known))


def flattened(
    shard: Shard, blocks: Iterable[Block], metrics: Mapping[str, Metric], words: Words, *, reviewed: bool
) -> Iterator[tuple[Block, Flat]]:
    """Each block with its figures. `reviewed`: the last period is the one under review."""
    masks = _masks(shard, reviewed)
    uncovered = {name: _uncovered(shard, name) for name in shard.names}
    for block in blocks:
        groups, periods = _shown(block.grouping, masks[block.grouping.shown])
        yield block, _figures(shard, block, metrics[block.metric], (groups, periods), words, uncovered)


def _shown(grouping: Grouping, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Groups and periods of the figures that are shown, by a mask (accounts, periods)."""
    groups, periods = np.nonzero(mask[grouping.account])
    return groups, periods


def _masks(shard: Shard, reviewed: bool) -> Mapping[Shown, np.ndarray]:
    """Which periods of each account are shown: shape (accounts, periods)."""
    shape = (len(shard.accounts), shard.periods)
    compared, last = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for row, timeline in zip(compared, shard.grid.timelines, strict=True):
        row[-2:] = True
        year_before = timeline.spans[-1].last_year()
        row[[span == year_before for span in timeline.spans]] = True
    last[:, -1:] = reviewed
    every, history = np.ones(shape, dtype=bool), np.zeros(shape, dtype=bool)
    history[:, -SHOWN:] = True
    return {"always": every, "history": history, "compared": compared, "reviewed": last}


def _figures(
    shard: Shard,
    block: Block,
    metric: Metric,
    places: tuple[np.ndarray, np.ndarray],
    words: Words,
    uncovered: Mapping[str, np.ndarray],
) -> Flat:
    """The figures at these groups and periods of a block."""
    groups, periods = places
    grouping, tables = block.grouping, metric.tables
    absent = [name for name in tables if name not in shard.names]
    if absent:
        nothing = words.place(sourceless(absent[0]))
        values, n = np.full(len(groups), np.nan), np.zeros(len(groups), dtype="int64")
        return Flat(metric, grouping, groups, periods, values, n, np.full(len(groups), nothing, dtype="int32"))
    values, n = block.values[groups, periods], block.n[groups, periods]
    reasons = np.full(len(groups), NUMBER, dtype="int32")
    empty = np.isnan(values)
    if empty.any():
        reasons[empty] = _reasons(block, metric, words)[groups[empty] if block.reasons else 0]
    if tables:
        owner = grouping.account[groups]
        early = periods < shard.first_period(tables)[owner]
        reasons[early] = words.place(Missing(EARLY))
        outside = np.logical_or.reduce([uncovered[name] for name in tables])[owner]
        if outside.any():
            reasons[outside] = words.place(sourceless(tables[0]))
        without = early | outside
        values, n = np.where(without, np.nan, values), np.where(without, 0, n)
    return Flat(metric, grouping, groups, periods, values, n, reasons)


def _reasons(block: Block, metric: Metric, words: Words) -> np.ndarray:
    """Why values of a block are missing, as places in words: one for each group, or one for all."""
    told = block.reasons or (metric.empty,)
    places = {reason: words.place(Missing(reason)) for reason in set(told)}
    return np.array([places[reason] for reason in told], dtype="int32")


def sourceless(table: str) -> Missing:
    """Why there is no figure where a table has no source."""
    return Missing("no source for {table}", (("table", Sentence(TABLE_NAMES[table])),))


def _uncovered(shard: Shard, name: str) -> np.ndarray:
    """The accounts whose rows no source of a table can hold."""
    found = [not shard.tables.covers(name, account) for account in shard.grid.accounts]
    return np.array(found, dtype=bool)


def labelled(grouping: Grouping) -> Sequence[Dimensions]:
    """The dimensions of each group, with their names."""
    if not grouping.dimensions:
        return [()] * grouping.size
    if len(grouping.dimensions) == 1:  # nearly all, and many
        name = grouping.dimensions[0]
        return [((name, value),) for (value,) in grouping.labels]
    return [tuple(zip(grouping.dimensions, labels, strict=True)) for labels in grouping.labels]
