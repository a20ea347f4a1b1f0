"""Volumes, backlog and rework of tickets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from reviewgen.calendars import NAT
from reviewgen.languages import N_
from reviewgen.metrics.cells import (
    COUNT,
    MEAN,
    RATIO,
    SHARE,
    TOTAL,
    Block,
    Cells,
    Entries,
    happened,
    ratio_of,
    standing,
)
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.rows import Grouping, Named
from reviewgen.metrics.shard import Shard
from reviewgen.records import DONE
from reviewgen.states import micros

DIMENSIONS = ("type", "category", "service", "site", "channel")
AGES = ("0-2", "3-7", "8-14", "15-30", "31-90", "over 90")
AGE_LIMITS = (3, 8, 15, 31, 91)
DAY, HOUR = 86_400_000_000, 3_600_000_000
THURSDAY = 3  # 1 January 1970; weeks begin on Monday, 0
WEEKDAYS, HOURS = (np.array([f"{one:02}" for one in span], dtype=object) for span in (range(1, 8), range(24)))
REPEATS = 3
REOPEN_DAYS = 7
SILENT_DAYS = ("silent_days", 14.0)  # the name by which accounts set it, and what it is without
UNRECORDED = N_("no activity of the open tickets is recorded")
UNRESOLVED = N_("no resolution times are recorded")
UNENDED = N_("neither resolution nor closing times are recorded")
NO_TICKETS = N_("no tickets opened")
UNGROUPED = N_("no incident has a problem record, or a service and a category")
TOLD_BY = {
    "resolved": (("resolved_at",), DONE),
    "closed": (("closed_at",), ("closed",)),
    "backlog": (("resolved_at", "closed_at"), DONE),
}
_ALL = "all tickets of the account, cancelled and duplicate ones included"
_RESOLVED = "tickets resolved in the period"
_ASKED = "incidents, and tickets without a type, of which it is recorded who asked"

SECTION = "workload"
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
        chart="p",
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
        chart="p",
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
        chart="p",
    ),
    Metric(
        "tickets.recurrence",
        "Recurring groups",
        "groups",
        "lower",
        "Number of groups of three or more incidents opened in the period that share a problem record; "
        "those without one are grouped by service and category, where both are known.",
        "incidents, and tickets without a type",
        empty=UNGROUPED,
    ),
    Metric(
        "tickets.recurring",
        "Tickets of a recurring group",
        "tickets",
        "lower",
        "Number of incidents opened in the period in each recurring group that shares service and category.",
        "incidents, and tickets without a type; those with a problem record are in the group of that record",
    ),
    Metric(
        "tickets.silent",
        "Open tickets gone silent",
        "tickets",
        "lower",
        "Number of tickets open at the end of the period of which nothing is recorded in the last "
        f"{SILENT_DAYS[1]:g} days before it, or as many as are set for the account: no opening, first response, change "
        "of state or other update.",
        f"{_ALL}; not judged are those without any recorded update, and those of which only an update after the end is "
        "known",
        empty=UNRECORDED,
        chart="none",
    ),
    Metric(
        "tickets.persistent",
        "People with repeated incidents",
        "people",
        "lower",
        "Number of people who asked three times or more in the period with an incident.",
        _ASKED,
        empty="who asked is not recorded",
    ),
    Metric(
        "tickets.by_requester",
        "Incidents of one person",
        "tickets",
        "lower",
        "Number of incidents opened in the period by each person who has three or more.",
        _ASKED,
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """All ticket figures of a shard."""
    rows = shard.tickets
    whole = rows.whole()
    by_priority = rows.by_columns("priority", shown="history")
    others = [rows.by_columns(name) for name in DIMENSIONS]
    entries = _Entries(shard)
    for grouping in (whole, by_priority, *others):
        yield from _volumes(grouping, entries)
    yield _flow(whole, entries)
    yield from _arrivals(shard, entries.opened)
    yield from _backlog_age(shard, whole, entries)
    for grouping in (whole, by_priority):
        yield from _rework(shard, grouping, entries.resolved)
        yield _first_contact(shard, grouping, entries.resolved)
    yield from _recurrence(shard, whole, entries.opened)
    yield from _persistence(shard, whole, entries.opened)
    yield _silence(shard, whole, entries)


class _Entries:
    """The tickets opened, resolved and closed in each period, and those open at its end.

    `told` says for each account whether its tickets tell when they ended.
    """

    def __init__(self, shard: Shard) -> None:
        rows, placed = shard.tickets, shard.placed
        self.opened, self.resolved, self.closed = (
            happened(rows, placed[name]) for name in ("opened_at", "resolved_at", "closed_at")
        )
        self.backlog = standing(rows, placed["opened_at"], placed["ended_at"])
        self.told = {name: _told(shard, name) for name in TOLD_BY}


def _volumes(grouping: Grouping, entries: _Entries) -> Iterable[Block]:
    yield Block("tickets.opened", Cells(entries.opened, grouping), COUNT)
    for name in ("resolved", "closed", "backlog"):
        known = entries.told[name][grouping.account][:, None]
        yield Block(f"tickets.{name}", Cells(getattr(entries, name), grouping), COUNT, known)


def _flow(whole: Grouping, entries: _Entries) -> Block:
    told = entries.told["resolved"]
    reasons = [NO_TICKETS if one else UNRESOLVED for one in told]
    return Block(
        "tickets.flow", Cells(ratio_of(entries.resolved, entries.opened), whole), RATIO, told[:, None], reasons
    )


def _told(shard: Shard, metric: str) -> np.ndarray:
    """For each account, whether its tickets tell when they ended.

    They do where any has such a time, or where all have a state and none says that it has ended. Else a count of zero
    would be a guess.
    """
    columns, states = TOLD_BY[metric]
    read, size = shard.read("tickets"), len(shard.accounts)
    frame, code = read.frame, read.code
    timed, ended, stated = (
        np.bincount(code[mask.to_numpy()], minlength=size) > 0
        for mask in (_any_known(frame, columns), frame["state"].isin(states), frame["state"] != "")
    )
    told: np.ndarray = timed | (stated & ~ended)
    return told


def _any_known(frame: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    found = frame[columns[0]].notna()
    for name in columns[1:]:
        found |= frame[name].notna()
    return found


def _arrivals(shard: Shard, opened: Entries) -> Iterable[Block]:
    local = micros(shard.grid.local(shard.tickets.code, shard.tickets.frame["opened_at"]))
    day, hour = Named((local // DAY + THURSDAY) % 7, WEEKDAYS), Named(local % DAY // HOUR, HOURS)
    rows = shard.tickets
    by_hour = rows.by({"weekday": day, "hour": hour}, "reviewed")  # each hour of each weekday
    for grouping in (rows.by({"weekday": day}), rows.by({"hour": hour}), by_hour):
        yield Block("tickets.opened", Cells(opened, grouping), COUNT)


def _backlog_age(shard: Shard, whole: Grouping, entries: _Entries) -> Iterable[Block]:
    backlog = entries.backlog
    ends = shard.grid.bounds[backlog.account(), backlog.period + 1]
    days = (ends - micros(shard.tickets.frame["opened_at"])[backlog.row]) // DAY
    band = np.searchsorted(AGE_LIMITS, days, side="right")
    known = entries.told["backlog"][:, None]
    for number, age in enumerate(AGES):
        cells = Cells(backlog.only(band == number), whole.labelled("age", age, "compared"))
        yield Block("tickets.backlog_age", cells, COUNT, known)


def _rework(shard: Shard, grouping: Grouping, resolved: Entries) -> Iterable[Block]:
    reopened, moved = shard.reopen_count, shard.tickets.frame["reassignment_count"].to_numpy()
    counted = ~np.isnan(reopened)
    cells = Cells(resolved.only(counted[resolved.row]).valued(reopened > 0), grouping)
    anywhere = np.bincount(grouping.code[counted & (grouping.code >= 0)], minlength=grouping.size) > 0
    yield Block("tickets.reopened", cells, TOTAL, anywhere[:, None])
    yield Block("tickets.reopen_rate", cells, SHARE)
    passed = resolved.only(~np.isnan(moved)[resolved.row])
    yield Block("tickets.reassignments", Cells(passed.valued(moved), grouping), MEAN)
    yield Block("tickets.reassignments.share", Cells(passed.valued(moved >= REPEATS), grouping), SHARE)


def _first_contact(shard: Shard, grouping: Grouping, resolved: Entries) -> Block:
    frame = shard.tickets.frame
    known = frame["first_contact"].notna().to_numpy()
    at_once = frame["first_contact"].fillna(False).to_numpy(dtype=bool)
    moved = np.nan_to_num(frame["reassignment_count"].to_numpy()) > 0
    kept = at_once & ~moved & ~shard.reopened_within(REOPEN_DAYS)
    return Block("tickets.first_contact", Cells(resolved.only(known[resolved.row]).valued(kept), grouping), SHARE)


def _recurrence(shard: Shard, whole: Grouping, opened: Entries) -> Iterable[Block]:
    """The number of recurring groups in every period; the tickets of those of one service and category in the last."""
    rows, frame = shard.tickets, shard.tickets.frame
    incident = _incidents(shard)
    problem = (frame["problem"] != "").to_numpy()
    alike = ~problem & ((frame["service"] != "") & (frame["category"] != "")).to_numpy()
    problems = Cells(opened.only((incident & problem)[opened.row]), rows.by_columns("problem"))
    pairs = rows.by_columns("service", "category", shown="reviewed")
    kinds = Cells(opened.only((incident & alike)[opened.row]), pairs)
    recurring = [_recurring(cells) for cells in (problems, kinds)]
    told = rows.recorded(incident & (problem | alike), incident)
    yield Block("tickets.recurrence", Cells(_together(recurring), whole), TOTAL, told[:, None])
    often = kinds.size[:, -1] >= REPEATS
    yield Block("tickets.recurring", Cells(kinds.entries, pairs.only(often)), COUNT)


def _incidents(shard: Shard) -> np.ndarray:
    """Tickets that are incidents, or have no type."""
    found: np.ndarray = shard.tickets.frame["type"].str.lower().isin(["incident", ""]).to_numpy()
    return found


def _persistence(shard: Shard, whole: Grouping, opened: Entries) -> Iterable[Block]:
    """The people with three or more incidents in every period; the incidents of each of them in the last."""
    rows, asker = shard.tickets, shard.tickets.frame["requester"]
    named = (asker != "").to_numpy()
    people = rows.by_columns("requester", shown="reviewed")
    cells = Cells(opened.only((_incidents(shard) & named)[opened.row]), people)
    told = np.bincount(rows.code[named], minlength=whole.size) > 0
    yield Block("tickets.persistent", Cells(_recurring(cells), whole), TOTAL, told[:, None])
    often = cells.size[:, -1] >= REPEATS
    yield Block("tickets.by_requester", Cells(cells.entries, people.only(often)), COUNT)


def _silence(shard: Shard, whole: Grouping, entries: _Entries) -> Block:
    """The tickets open at the end of the last period, as far as it can be judged whether they are silent."""
    still = entries.backlog.only(entries.backlog.period == shard.periods - 1)
    ends = shard.grid.bounds[shard.tickets.code, -1]
    days = np.array([account.findings.get(*SILENT_DAYS) for account in shard.accounts])
    latest, judged = _last_activity(shard, ends)
    silent = ends - latest > days[shard.tickets.code] * DAY
    judged &= ~(silent & (micros(shard.tickets.frame["updated_at"]) >= ends))
    cells = Cells(still.only(judged[still.row]).valued(silent), replace(whole, shown="reviewed"))
    told, some = entries.told["backlog"], Cells(still, whole).size[:, -1] > 0
    known = told & (~some | (cells.size[:, -1] > 0))
    reasons = [UNRECORDED if one else UNENDED for one in told]
    limits = np.repeat(days[:, None], shard.periods, axis=1)
    return Block("tickets.silent", cells, TOTAL, known[:, None], reasons, limits, N_("days without a record"))


def _last_activity(shard: Shard, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The last moment before `ends` that is recorded of each ticket, and whether updates of it are recorded at all."""
    frame, past = shard.tickets.frame, shard.past
    moments = [micros(frame[name]) for name in ("opened_at", "first_response_at", "updated_at")]
    latest = np.maximum.reduce([np.where(moment < ends, moment, NAT) for moment in moments])
    before = past.at < ends[past.ticket]
    np.maximum.at(latest, past.ticket[before], past.at[before])
    return latest, past.told | frame["updated_at"].notna().to_numpy()


def _recurring(cells: Cells) -> Entries:
    """The entries of cells with three or more; the first of each cell adds one, so that the total counts cells."""
    entries = cells.entries
    cell = cells.grouping.code[entries.row] * cells.periods + entries.period
    often = cells.size.ravel()[cell] >= REPEATS
    kept, cell = entries.only(often), cell[often]
    first = np.zeros(len(cell))
    first[np.unique(cell, return_index=True)[1]] = 1.0
    return Entries(kept.rows, kept.row, kept.period, first, first)


def _together(parts: Sequence[Entries]) -> Entries:
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts]) for name in ("row", "period", "value", "weight")
    }
    return Entries(parts[0].rows, **columns)
