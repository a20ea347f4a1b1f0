"""Volumes, backlog and rework of tickets."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from reviewgen.metrics.grid import micros
from reviewgen.metrics.metric import Block, Grouping, Metric, counts, existing_at_end, share, totals
from reviewgen.metrics.shard import Shard

DIMENSIONS = ("type", "category", "service", "site", "channel")
AGES = ("0-2", "3-7", "8-14", "15-30", "31-90", "over 90")
AGE_LIMITS = (3, 8, 15, 31, 91)
DAY = 86_400_000_000
REPEATS = 3
REOPEN_DAYS = 7
UNRESOLVED = "no resolution times are recorded"
UNENDED = "neither resolution nor closing times are recorded"
NO_TICKETS = "no tickets opened"
TOLD_BY = {
    "resolved": (("resolved_at",), ("resolved", "closed")),
    "closed": (("closed_at",), ("closed",)),
    "backlog": (("resolved_at", "closed_at"), ("resolved", "closed")),
}
_ALL = "all tickets of the account, cancelled and duplicate ones included"
_RESOLVED = "tickets resolved in the period"

METRICS = (
    Metric(
        "tickets.opened",
        "Tickets opened",
        "tickets",
        "neither",
        "Number of tickets opened in the period.",
        _ALL,
    ),
    Metric(
        "tickets.resolved",
        "Tickets resolved",
        "tickets",
        "neither",
        "Number of tickets resolved in the period.",
        _ALL,
        empty=UNRESOLVED,
    ),
    Metric(
        "tickets.closed",
        "Tickets closed",
        "tickets",
        "neither",
        "Number of tickets closed in the period.",
        _ALL,
        empty="no closing times are recorded",
    ),
    Metric(
        "tickets.backlog",
        "Open at period end",
        "tickets",
        "lower",
        "Number of tickets opened before the end of the period and not resolved before it; "
        "closing stands in where no resolution time is recorded; one whose state says that it has ended, with neither "
        "time, stays out.",
        f"{_ALL}; never as of today",
        empty=UNENDED,
    ),
    Metric(
        "tickets.backlog_age",
        "Open tickets by age",
        "tickets",
        "lower",
        "The tickets open at period end, by whole days since they were opened.",
        _ALL,
        empty=UNENDED,
    ),
    Metric(
        "tickets.flow",
        "Resolved per opened",
        "ratio",
        "higher",
        "Tickets resolved divided by tickets opened; below 1 the backlog grows.",
        _ALL,
        least_n=5,
        empty="no tickets opened",
    ),
    Metric(
        "tickets.reopened",
        "Resolved tickets that had been reopened",
        "tickets",
        "lower",
        "Number of tickets resolved in the period that were reopened at least once.",
        f"{_RESOLVED} whose reopenings are recorded",
        empty="reopenings are not recorded",
    ),
    Metric(
        "tickets.reopen_rate",
        "Reopen rate",
        "%",
        "lower",
        "Tickets resolved in the period that were reopened at least once, divided by tickets resolved in the period.",
        f"{_RESOLVED} whose reopenings are recorded",
        least_n=5,
        empty="no resolved tickets with recorded reopenings",
    ),
    Metric(
        "tickets.reassignments",
        "Reassignments per ticket",
        "times",
        "lower",
        "Mean number of reassignments of the tickets resolved in the period.",
        f"{_RESOLVED} whose reassignments are recorded",
        least_n=5,
        empty="no resolved tickets with recorded reassignments",
    ),
    Metric(
        "tickets.reassignments.share",
        "Reassigned three times or more",
        "%",
        "lower",
        "Tickets resolved in the period with three or more reassignments, divided by tickets resolved in the period.",
        f"{_RESOLVED} whose reassignments are recorded",
        least_n=5,
        empty="no resolved tickets with recorded reassignments",
    ),
    Metric(
        "tickets.first_contact",
        "Resolved at first contact",
        "%",
        "higher",
        "Tickets resolved at first contact, not reassigned and not reopened within 7 days, divided by "
        "the tickets resolved in the period.",
        f"{_RESOLVED} for which it is recorded whether the first contact resolved them",
        least_n=5,
        empty="no resolved tickets with a recorded first contact",
    ),
    Metric(
        "tickets.recurrence",
        "Recurring groups",
        "groups",
        "lower",
        "Number of groups of three or more incidents opened in the period that share a problem record; "
        "those without one are grouped by service and category, where both are known.",
        "incidents, and tickets without a type",
    ),
    Metric(
        "tickets.recurring",
        "Tickets of a recurring group",
        "tickets",
        "lower",
        "Number of incidents opened in the period in each recurring group that shares service and category.",
        "incidents, and tickets without a type; those with a problem record are in the group of that record",
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """All ticket figures of a shard."""
    rows = shard.tickets
    whole = rows.whole()
    by_priority = rows.by({"priority": rows.frame["priority"]}, "always")
    others = [rows.by({name: rows.frame[name]}) for name in DIMENSIONS]
    for grouping in (whole, by_priority, *others):
        yield from _volumes(shard, grouping)
    yield from _arrivals(shard)
    yield from _backlog_age(shard)
    for grouping in (whole, by_priority):
        yield from _rework(shard, grouping)
        yield _first_contact(shard, grouping)
    yield from _recurrence(shard)


def _volumes(shard: Shard, grouping: Grouping) -> Iterable[Block]:
    opened, resolved, closed = (
        counts(grouping, shard.placed[name], shard.periods) for name in ("opened_at", "resolved_at", "closed_at")
    )
    backlog = existing_at_end(grouping, shard.placed["opened_at"], shard.placed["ended_at"], shard.periods)
    yield Block("tickets.opened", grouping, opened, opened)
    for metric, number in (("resolved", resolved), ("closed", closed), ("backlog", backlog)):
        told = _told(shard, metric)[grouping.account][:, None]
        yield Block(f"tickets.{metric}", grouping, np.where(told, number, np.nan), np.where(told, number, 0))
    if not grouping.dimensions:
        told = _told(shard, "resolved")[grouping.account]
        flow = np.where(told[:, None], share(resolved, opened, 1.0), np.nan)
        reasons = [NO_TICKETS if one else UNRESOLVED for one in told]
        yield Block("tickets.flow", grouping, flow, np.where(told[:, None], opened, 0), reasons)


def _told(shard: Shard, metric: str) -> np.ndarray:
    """For each account, whether its tickets tell when they ended.

    They do where any has such a time, or where all have a state and none says that it has ended. Else a count of zero
    would be a guess.
    """
    columns, states = TOLD_BY[metric]
    frame, size = shard.tables.frames.get("tickets"), len(shard.accounts)
    if frame is None:
        return np.zeros(size, dtype=bool)
    code = shard.grid.codes(frame["account"])
    timed, ended, stated = (
        np.bincount(code[mask.to_numpy()], minlength=size) > 0
        for mask in (frame[list(columns)].notna().any(axis=1), frame["state"].isin(states), frame["state"] != "")
    )
    told: np.ndarray = timed | (stated & ~ended)
    return told


def _arrivals(shard: Shard) -> Iterable[Block]:
    local = shard.grid.local(shard.tickets.code, shard.tickets.frame["opened_at"])
    for name, numbers in (("weekday", local.dt.day_of_week + 1), ("hour", local.dt.hour)):
        grouping = shard.tickets.by({name: numbers.astype("str").str.zfill(2)})
        opened = counts(grouping, shard.placed["opened_at"], shard.periods)
        yield Block("tickets.opened", grouping, opened, opened)


def _backlog_age(shard: Shard) -> Iterable[Block]:
    frame, accounts = shard.tickets.frame, len(shard.grid.accounts)
    opened, ended = micros(frame["opened_at"]), micros(shard.ended_at)
    ended = np.where(shard.ended_at.isna(), np.iinfo("int64").max, ended)
    result = np.zeros((accounts * len(AGES), shard.periods), dtype="int64")
    for period in range(shard.periods):
        end = shard.grid.bounds[:, period + 1][shard.tickets.code]
        open_then = (opened < end) & (np.maximum(ended, opened) >= end)
        band = np.searchsorted(AGE_LIMITS, (end[open_then] - opened[open_then]) // DAY, side="right")
        cell = shard.tickets.code[open_then] * len(AGES) + band
        result[:, period] = np.bincount(cell, minlength=len(result))
    labels = tuple((age,) for _ in range(accounts) for age in AGES)
    owner = np.repeat(np.arange(accounts), len(AGES))
    grouping = Grouping(np.zeros(0, dtype="int64"), owner, ("age",), labels, "compared")
    told = _told(shard, "backlog")[owner][:, None]
    yield Block("tickets.backlog_age", grouping, np.where(told, result, np.nan), np.where(told, result, 0))


def _rework(shard: Shard, grouping: Grouping) -> Iterable[Block]:
    placed, periods = shard.placed["resolved_at"], shard.periods
    reopened = shard.reopen_count
    known = counts(grouping, placed, periods, ~np.isnan(reopened))
    part = counts(grouping, placed, periods, reopened > 0)
    any_known = (totals(grouping, np.zeros(len(placed), dtype="int64"), 1, None, ~np.isnan(reopened)) > 0)[:, 0]
    yield Block("tickets.reopened", grouping, np.where(any_known[:, None], part, np.nan), known)
    yield Block("tickets.reopen_rate", grouping, share(part, known), known)
    moved = shard.tickets.frame["reassignment_count"].to_numpy()
    known = counts(grouping, placed, periods, ~np.isnan(moved))
    mean = share(totals(grouping, placed, periods, np.nan_to_num(moved), ~np.isnan(moved)), known, 1.0)
    often = share(counts(grouping, placed, periods, moved >= REPEATS), known)
    yield Block("tickets.reassignments", grouping, mean, known)
    yield Block("tickets.reassignments.share", grouping, often, known)


def _first_contact(shard: Shard, grouping: Grouping) -> Block:
    frame = shard.tickets.frame
    known = frame["first_contact"].notna().to_numpy()
    at_once = frame["first_contact"].fillna(False).to_numpy(dtype=bool)
    moved = np.nan_to_num(frame["reassignment_count"].to_numpy()) > 0
    kept = at_once & ~moved & ~shard.reopened_within(REOPEN_DAYS)
    placed = shard.placed["resolved_at"]
    whole = counts(grouping, placed, shard.periods, known)
    part = counts(grouping, placed, shard.periods, known & kept)
    return Block("tickets.first_contact", grouping, share(part, whole), whole)


def _recurrence(shard: Shard) -> Iterable[Block]:
    """The number of recurring groups in every period; the tickets of those of one service and category in the last."""
    rows, frame = shard.tickets, shard.tickets.frame
    incident = frame["type"].str.lower().isin(["incident", ""]).to_numpy()
    problem = (frame["problem"] != "").to_numpy()
    alike = ~problem & ((frame["service"] != "") & (frame["category"] != "")).to_numpy()
    problems = rows.by({"problem": frame["problem"]})
    pairs = rows.by({"service": frame["service"], "category": frame["category"]})
    opened = shard.placed["opened_at"]
    number = np.zeros((len(shard.grid.accounts), shard.periods), dtype="int64")
    for groups, members in ((problems, problem), (pairs, alike)):
        size = counts(groups, opened, shard.periods, incident & members)
        np.add.at(number, groups.account, size >= REPEATS)
    yield Block("tickets.recurrence", rows.whole(), number, number)
    often = size[:, -1] >= REPEATS
    labels = tuple(label for label, keep in zip(pairs.labels, often, strict=True) if keep)
    chosen = Grouping(np.zeros(0, dtype="int64"), pairs.account[often], pairs.dimensions, labels, "reviewed")
    yield Block("tickets.recurring", chosen, size[often], size[often])
