"""Clocks of tickets: how much of the promised time is used, when it is used up, and whether the promise was kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from reviewgen.calendars import NAT, Calendar, elapsed, instant_of
from reviewgen.languages import N_
from reviewgen.promises import Kind, Promises, Terms, Words, groups
from reviewgen.states import History, Spells
from reviewgen.turns import READ, Cases, Turns, turns_of

# A coordinate of business time that no clock reaches: where holds end that last on.
NEVER = 1 << 61

NO_CLOCK = (N_("no policy"), N_("no policy was in force"), N_("cancelled"), N_("a duplicate"))
NO_TIME: Mapping[Kind, str] = {
    "response": N_("no response time is recorded"),
    "resolution": N_("no resolution time is recorded"),
}
CONTRADICTING, UNSEEN = N_("its times contradict each other"), N_("its changes of state are not recorded")
UNPROMISED = N_("nothing is promised for {priority}")
UNPROMISED_WITHOUT = N_("nothing is promised for tickets without a priority")
UNMEASURED = (*NO_CLOCK, *NO_TIME.values(), CONTRADICTING, UNSEEN, UNPROMISED_WITHOUT)
"""Why a clock is not measured, but for UNPROMISED."""


@dataclass(frozen=True, slots=True)
class Holds:
    """Spans in which clocks stand still, in any order; they may overlap. `clock` is a clock's number.

    `start` and `end` are microseconds since 1970 UTC; `end` is NAT where a hold lasts on.
    """

    clock: np.ndarray
    start: np.ndarray
    end: np.ndarray


@dataclass(frozen=True, slots=True)
class Clocks:
    """Clocks, one entry each: `stop` is NAT where not stopped, `limit` where nothing is promised; microseconds.

    `calendar` is the number of the calendar whose time counts.
    """

    start: np.ndarray
    stop: np.ndarray
    limit: np.ndarray
    calendar: np.ndarray


@dataclass(frozen=True, slots=True)
class Reading:
    """What clocks show, one entry each, in microseconds.

    `used` is business time from the start to the stop or `as_of`, without holds; `paused` the business time of holds
    in between, each moment once; `wall` the time on the wall. `due` is the instant at which the limit is used up: NAT
    without a limit, if the calendar never has that much time, or while a hold that lasts on stands before it.
    """

    used: np.ndarray
    paused: np.ndarray
    wall: np.ndarray
    due: np.ndarray


@dataclass(frozen=True, slots=True)
class Timed:
    """The clock of each ticket, one entry a ticket, in microseconds; NAT where unknown.

    `state` is met, breached, running or not_measured, the last with its `reason`; `near` is met with at least 80 % of
    the limit used. Where a ticket has several clocks, one after the other, the entries are of the first one breached,
    else of the last; `stop` is NAT for one that ended with a change of priority. `calendar` is a name, `version` the
    number of the policy's version from 0 (-1: none). `holds` are those of the clock shown, within it, without hours
    that were given as a sum; their `clock` is the row number of the ticket.
    """

    state: np.ndarray
    reason: np.ndarray
    near: np.ndarray
    used: np.ndarray
    paused: np.ndarray
    wall: np.ndarray
    limit: np.ndarray
    start: np.ndarray
    due: np.ndarray
    stop: np.ndarray
    calendar: np.ndarray
    version: np.ndarray
    holds: Holds


def read(calendars: Sequence[Calendar], clocks: Clocks, holds: Holds, as_of: int) -> Reading:
    """Read clocks at `as_of`, an instant in microseconds. Exact: nothing is rounded.

    All is reckoned in each calendar's own coordinate, the business time elapsed since a fixed instant. A hold counts
    towards `due` if it begins before the limit is used up; holds beyond the stop do not.
    """
    until = _until(clocks, as_of)
    rows = list(groups(clocks.calendar))
    first, last = (_each(elapsed, calendars, rows, instants) for instants in (clocks.start, until))
    paused, pushed = _taken_off(calendars, clocks, holds, (until, first, last))
    target = first + clocks.limit + pushed
    dated = (clocks.limit != NAT) & (target < NEVER)
    due = np.full(len(first), NAT)
    due[dated] = _each(instant_of, calendars, groups(clocks.calendar[dated]), target[dated])
    return Reading(last - first - paused, paused, until - clocks.start, due)


def _taken_off(
    calendars: Sequence[Calendar], clocks: Clocks, holds: Holds, window: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """For each clock the business time of its holds up to now, and of those that put off the instant it is due."""
    until, first, last = window
    clock, start, end = _within(clocks, holds, until)
    rows, taken = list(groups(clocks.calendar[clock])), np.zeros((2, len(first)), dtype="int64")
    start, ends = (_each(elapsed, calendars, rows, instants) for instants in (start, end))
    end = np.where(end == NAT, NEVER, ends)
    clock, start, end = _apart(*_in_order(clock, start, end))
    if not len(clock):
        return taken[0], taken[1]
    new = np.flatnonzero(np.append(True, clock[1:] != clock[:-1]))
    length = end - start
    # The sum over all clocks wraps around, and so does the difference taken from it: back to the sum of one clock.
    before = np.cumsum(length) - length
    before -= np.repeat(before[new], np.diff(np.append(new, len(clock))))
    counted = start - first[clock] - before < clocks.limit[clock]
    so_far = np.minimum(end, last[clock]) - np.minimum(start, last[clock])
    taken[:, clock[new]] = np.add.reduceat(so_far, new), np.add.reduceat(np.where(counted, length, 0), new)
    return taken[0], taken[1]


def _until(clocks: Clocks, as_of: int) -> np.ndarray:
    """The instant that each clock is read at, not before its start."""
    ends = np.where(clocks.stop == NAT, as_of, np.minimum(clocks.stop, as_of))
    result: np.ndarray = np.maximum(ends, clocks.start)
    return result


def _within(clocks: Clocks, holds: Holds, until: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Holds cut to their clocks: not before the start, not after the stop. Without a stop they may last on: NAT."""
    begun, until = np.maximum(holds.start, clocks.start[holds.clock]), until[holds.clock]
    stopped = clocks.stop[holds.clock] != NAT
    end = np.where(stopped & ((holds.end == NAT) | (holds.end > until)), until, holds.end)
    kept = (begun <= until) & ((end == NAT) | (end > begun))
    return holds.clock[kept], begun[kept], end[kept]


def _in_order(clock: np.ndarray, start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Holds by clock and start."""
    same = clock[1:] == clock[:-1]
    if ((clock[1:] > clock[:-1]) | (same & (start[1:] >= start[:-1]))).all():
        return clock, start, end
    order = np.lexsort((start, clock))
    return clock[order], start[order], end[order]


def _apart(clock: np.ndarray, start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sorted holds without what an earlier hold of the same clock covers already."""
    reach = pd.Series(end).groupby(clock, sort=False).cummax().to_numpy()
    follows = np.flatnonzero(clock[1:] == clock[:-1]) + 1
    start = start.copy()
    start[follows] = np.maximum(start[follows], reach[follows - 1])
    return clock, start, np.maximum(start, end)


def _each(
    turn: Callable[[Calendar, np.ndarray], np.ndarray],
    calendars: Sequence[Calendar],
    rows: Iterable[tuple[int, np.ndarray]],
    values: np.ndarray,
) -> np.ndarray:
    """Turn each value by its own calendar."""
    result = np.empty(len(values), dtype="int64")
    for number, mine in rows:
        result[mine] = turn(calendars[number], values[mine])
    return result


def ticket_clocks(
    tickets: pd.DataFrame,
    past: History,
    code: np.ndarray,
    terms: Sequence[Terms],
    calendars: Mapping[str, Calendar],
    as_of: int,
    kind: Kind,
) -> Timed:
    """Time every ticket by the policy of its account, as it stood at `as_of` (microseconds).

    `tickets` is the table with what was known then, `past` the history of its rows by their events; `code` is the
    number of each ticket's account, a place in `terms`. `calendars` are those that policies name.
    """
    promises = Promises(terms, calendars, kind)
    version = promises.version_of(code, tickets["opened_at"])
    reason = _not_timed(tickets, promises.policy[code] >= 0, version)
    rows = np.flatnonzero(reason == "")
    frame = tickets if len(rows) == len(tickets) else tickets[list(READ)].iloc[rows]
    timed = _timed(Cases(promises, frame, code[rows], version[rows], past.among(rows)), as_of)
    return _among(timed, rows, reason)


def _not_timed(tickets: pd.DataFrame, has_policy: np.ndarray, version: np.ndarray) -> np.ndarray:
    """Why a ticket has no clock at all; "" where it has one."""
    flags = (
        ~has_policy,
        version < 0,
        (tickets["state"] == "cancelled").to_numpy(),
        (tickets["duplicate_of"] != "").to_numpy(),
    )
    return _first_that_holds(dict(zip(NO_CLOCK, flags, strict=True)))


def _first_that_holds(reasons: Mapping[str, np.ndarray]) -> np.ndarray:
    """For each ticket the first reason whose flag is set; "" where none is."""
    none = np.zeros(len(next(iter(reasons.values()))), dtype="int64")
    number = np.select(list(reasons.values()), [none + place for place in range(len(reasons))], none - 1)
    result: np.ndarray = np.array([*reasons, ""], dtype=object)[number]
    return result


def _all_clocks(cases: Cases) -> tuple[Turns, Clocks]:
    """The clocks of every ticket with what is promised for each."""
    changes, promises = cases.changes, cases.promises
    final, words = cases.words("priority")
    known = pd.Index(words).append(changes.words).unique()
    turns = turns_of(cases, known.get_indexer(words)[final], known.get_indexer(changes.words)[changes.before])
    says = {"priority": Words(turns.priority, known)}
    for column in ("service", "type"):
        code, words = cases.words(column)
        says[column] = Words(code[turns.ticket], pd.Index(words))
    version = cases.version[turns.ticket]
    target = promises.target_of(version, says)
    calendar = promises.calendar_of(version, target)
    return turns, Clocks(turns.start, turns.stop, promises.limit_of(target), calendar)


def _for_turns(turns: Turns, *spells: Spells) -> Holds:
    """Spells of tickets as holds of every clock of the ticket."""
    ticket, start, end = (np.concatenate([getattr(one, name) for one in spells]) for name in ("ticket", "start", "end"))
    first = np.searchsorted(turns.ticket, ticket, side="left")
    count = np.searchsorted(turns.ticket, ticket, side="right") - first
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return Holds(np.repeat(first, count) + place, np.repeat(start, count), np.repeat(end, count))


def _read(cases: Cases, turns: Turns, clocks: Clocks, holds: Holds, as_of: int) -> Reading:
    """The clocks of tickets, without the hours on hold that are told as a sum: they come off what was used."""
    calendars = cases.promises.calendars
    reading = read(calendars, clocks, holds, as_of)
    given = np.maximum(cases.given[turns.ticket], 0)
    if not given.any():
        return reading
    spent = np.minimum(given, np.maximum(reading.used, 0))
    longer = clocks.limit + np.where(clocks.stop == NAT, given, spent)
    later = replace(clocks, limit=np.where(clocks.limit == NAT, NAT, longer))
    due = read(calendars, later, holds, as_of).due
    return Reading(reading.used - spent, reading.paused + spent, reading.wall, due)


def _late(clocks: Clocks, reading: Reading) -> np.ndarray:
    """Clocks that have used more than their limit, stopped or not: past due in closed hours nothing is used."""
    result: np.ndarray = (clocks.limit != NAT) & (reading.used > clocks.limit)
    return result


def _deciding(turns: Turns, late: np.ndarray) -> np.ndarray:
    """The number of the clock that decides on each ticket: the first that is late, else the last."""
    number = np.flatnonzero(turns.last)
    missed = np.flatnonzero(late)[::-1]
    # Backwards, so that the first one is written last.
    number[turns.ticket[missed]] = missed
    return number


def _doubts(cases: Cases) -> dict[str, np.ndarray]:
    """Why a ticket's clock cannot be read, with flags of the tickets."""
    return {
        NO_TIME[cases.promises.kind]: cases.past_stop & (cases.stop == NAT),
        CONTRADICTING: (cases.stop != NAT) & (cases.stop < cases.opened),
        UNSEEN: (cases.untold & (cases.given == NAT)) | cases.unseen,
    }


def _unmeasured(cases: Cases, doubts: Mapping[str, np.ndarray], limit: np.ndarray) -> np.ndarray:
    """Why a ticket's clock is not measured; "" where it is."""
    code, words = cases.words("priority")
    nothing = [UNPROMISED.format(priority=word) if word else UNPROMISED_WITHOUT for word in words]
    return np.where(limit == NAT, np.array([*nothing, ""], dtype=object)[code], _first_that_holds(doubts))


def _holds_shown(turns: Turns, clocks: Clocks, holds: Holds, shown: np.ndarray, as_of: int) -> Holds:
    """The holds of the clocks shown, within them and in order; numbered by the clock's ticket."""
    chosen = np.zeros(len(turns.ticket), dtype=bool)
    chosen[shown] = True
    clock, start, end = _within(clocks, holds, _until(clocks, as_of))
    kept = chosen[clock]
    clock, start, end = _in_order(clock[kept], start[kept], end[kept])
    return Holds(turns.ticket[clock], start, end)


def _timed(cases: Cases, as_of: int) -> Timed:
    """The clocks of tickets that have one."""
    turns, clocks = _all_clocks(cases)
    holds = _for_turns(turns, cases.held, cases.reopened)
    reading = _read(cases, turns, clocks, holds, as_of)
    late = _late(clocks, reading)
    shown, doubts = _deciding(turns, late), _doubts(cases)
    reason, unread = _unmeasured(cases, doubts, clocks.limit[shown]), np.logical_or.reduce(list(doubts.values()))
    stop = np.where(turns.replaced, NAT, turns.stop)
    instants = (reading.used, reading.paused, reading.wall, clocks.limit, clocks.start, reading.due, stop)
    used, paused, wall, limit, start, due, stop = (np.where(unread, NAT, values[shown]) for values in instants)
    decided = np.select([reason != "", late[shown], stop == NAT], ["not_measured", "breached", "running"], "met")
    names = np.array([*cases.promises.names, ""], dtype=object)
    return Timed(
        state=decided,
        reason=reason,
        near=(decided == "met") & (used * 10 >= limit * 8),
        used=used,
        paused=paused,
        wall=wall,
        limit=limit,
        start=start,
        due=due,
        stop=stop,
        calendar=names[np.where(unread, -1, clocks.calendar[shown])],
        version=cases.promises.place(cases.version),
        holds=_holds_shown(turns, clocks, holds, shown[~unread], as_of),
    )


def _among(timed: Timed, rows: np.ndarray, reason: np.ndarray) -> Timed:
    """The same among all tickets: `rows` are theirs, the others have no clock for the `reason`."""
    nothing: dict[str, Any] = {"state": "not_measured", "near": False, "calendar": "", "version": -1}
    size = len(reason)
    columns = {}
    for field in fields(Timed):
        values = getattr(timed, field.name)
        if field.name != "holds":
            columns[field.name] = np.full(size, nothing.get(field.name, NAT), dtype=values.dtype)
            columns[field.name][rows] = values
    columns["reason"] = reason.copy()
    columns["reason"][rows] = timed.reason
    return Timed(**columns, holds=replace(timed.holds, clock=rows[timed.holds.clock]))
