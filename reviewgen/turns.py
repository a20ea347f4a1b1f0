"""Tickets that have a clock, and their clocks one after the other: what reopenings and changes of priority do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from reviewgen.calendars import NAT
from reviewgen.promises import Promises, in_micros
from reviewgen.records import ENDED
from reviewgen.states import CLOSED, Changes, History, Spells, micros

OPENED, REOPENED, CHANGED = 2, 0, 1
WHEN = ("opened_at", "first_response_at", "resolved_at", "closed_at")
READ = (*WHEN, "state", "priority", "service", "type", "hold_hours")  # the columns that clocks go by


@dataclass(frozen=True)
class Cases:
    """The tickets that have a clock, with the number of account and version of each, and their events."""

    promises: Promises
    frame: pd.DataFrame
    code: np.ndarray
    version: np.ndarray
    past: History

    def says(self, field: str, *words: str) -> np.ndarray:
        """Which tickets' versions say one of these words in a field."""
        return self.promises.says(field, words, self.version)

    def words(self, column: str) -> tuple[np.ndarray, pd.Index]:
        """The words of a column: a number for each ticket, and the words that numbers stand for."""
        if column not in self._words:
            self._words[column] = pd.factorize(self.frame[column])
        return self._words[column]

    @cached_property
    def _words(self) -> dict[str, tuple[np.ndarray, pd.Index]]:
        return {}

    @cached_property
    def opened(self) -> np.ndarray:
        """When each was opened."""
        return micros(self.frame["opened_at"])

    @cached_property
    def stop(self) -> np.ndarray:
        """When each one's clock stopped, by what the version counts as the stop; NAT where that is not recorded."""
        result = np.full(len(self.frame), NAT)
        for word in STOPS:
            rows = self.says(self.promises.kind, word)
            if rows.any():
                result[rows] = STOPS[word](self)[rows]
        return result

    @cached_property
    def ended(self) -> np.ndarray:
        """Which have ended, by state or by time."""
        frame = self.frame
        return (frame["state"].isin(ENDED) | frame["resolved_at"].notna() | frame["closed_at"].notna()).to_numpy()

    @cached_property
    def past_stop(self) -> np.ndarray:
        """Which have ended in a way that stops the clock: where closing counts, resolution alone does not."""
        frame = self.frame
        closed = (frame["state"].isin(CLOSED) | frame["closed_at"].notna()).to_numpy()
        result: np.ndarray = np.where(self.says(self.promises.kind, "closed"), closed, self.ended)
        return result

    @cached_property
    def untold(self) -> np.ndarray:
        """Where holds go by events of tickets and these are not recorded."""
        silent = self._without_events | (self.ended & ~self.past.told)
        result: np.ndarray = silent & self._holds_by_state
        return result

    @cached_property
    def unseen(self) -> np.ndarray:
        """Where the stop is one of the account's events of tickets and it has none: whether it came is not known."""
        result: np.ndarray = self._without_events & self.says(self.promises.kind, "acknowledgement", "assignment")
        return result

    @cached_property
    def _without_events(self) -> np.ndarray:
        result: np.ndarray = np.array([not one.has_events for one in self.promises.terms], dtype=bool)[self.code]
        return result

    @cached_property
    def _holds_by_state(self) -> np.ndarray:
        return ~self.promises.says("hold_states", ((),), self.version)

    @cached_property
    def given(self) -> np.ndarray:
        """Time on hold that the ticket itself tells, NAT where it is not to be used or does not."""
        hours = self.frame["hold_hours"].to_numpy(dtype="float64")
        wanted = self.promises.says("hold_given", (True,), self.version) & (self.untold | ~self._holds_by_state)
        return np.where(wanted & ~np.isnan(hours), in_micros(np.nan_to_num(hours)), NAT)

    @cached_property
    def held(self) -> Spells:
        """The spans in which tickets were in a state that stops the clock."""
        past, versions = self.past.stated(), self.promises.versions
        inside = np.zeros(len(past.at), dtype=bool)
        for column in ("state", "state_name"):
            code, words = past.columns[column]
            stops = np.array([[word in one.hold_states for word in words] for one in versions], dtype=bool)
            inside |= stops.reshape(len(versions), len(words))[self.version[past.ticket], code]
        return past.spells(inside)

    @cached_property
    def reopened(self) -> Spells:
        """The spans between the end and reopening, where they do not count; none for response clocks.

        Where closing stops the clock, time in which a ticket is resolved and not closed counts.
        """
        cut = ~self.says("reopened", "counts") & (self.promises.kind == "resolution")
        by_closing = self.says(self.promises.kind, "closed")
        parts = []
        for found, rows in ((self.past.reopened(), ~by_closing), (self.past.reopened(CLOSED), by_closing)):
            chosen = (cut & rows)[found.ticket]
            parts.append((found.ticket[chosen], found.start[chosen], found.end[chosen]))
        ticket, start, end = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        return Spells(ticket, start, end)

    @cached_property
    def changes(self) -> Changes:
        """The changes of priority, where the clock begins anew with them."""
        found = self.past.priority_changes()
        chosen = self.says("priority_changed", "from_change")[found.ticket]
        return Changes(found.ticket[chosen], found.at[chosen], found.before[chosen], found.words)


def _acknowledged(cases: Cases) -> np.ndarray:
    """After the opening, the first state but new."""
    past = cases.past
    later = past.at > cases.opened[past.ticket]
    return past.first(later & ~past.having("state", "", "new"))


def _assigned(cases: Cases) -> np.ndarray:
    """At the opening or later, the first group."""
    past = cases.past
    return past.first((past.at >= cases.opened[past.ticket]) & ~past.having("assigned_group", ""))


STOPS: dict[str, Callable[[Cases], np.ndarray]] = {
    "first_reply": lambda cases: micros(cases.frame["first_response_at"]),
    "acknowledgement": _acknowledged,
    "assignment": _assigned,
    "resolved": lambda cases: micros(cases.frame["resolved_at"]),
    "closed": lambda cases: micros(cases.frame["closed_at"]),
    "resolved_or_closed": lambda cases: micros(cases.frame["resolved_at"].fillna(cases.frame["closed_at"])),
}


@dataclass(frozen=True, slots=True)
class Turns:
    """The clocks of tickets one after the other, by ticket and start: each begins when the one before it ends.

    `stop` is NAT where a clock runs; `replaced` marks clocks that ended with a change of priority: they are not
    stopped. `priority` is the number of the priority that counts, `last` marks a ticket's last clock.
    """

    ticket: np.ndarray
    start: np.ndarray
    stop: np.ndarray
    replaced: np.ndarray
    priority: np.ndarray
    last: np.ndarray


def turns_of(cases: Cases, final: np.ndarray, before: np.ndarray) -> Turns:
    """The clocks of every ticket. `final` and `before` number the priorities of tickets and those before changes."""
    size, again, changes = len(cases.frame), cases.reopened, cases.changes
    fresh = cases.says("reopened", "new_clock")[again.ticket]
    ticket = np.concatenate([np.arange(size), again.ticket[fresh], changes.ticket])
    start = np.concatenate([cases.opened, again.end[fresh], changes.at])
    # When the clock before it ended, and which priority held until then.
    ended = np.concatenate([cases.opened, again.start[fresh], changes.at])
    sort = np.repeat([OPENED, REOPENED, CHANGED], [size, fresh.sum(), len(changes.at)])
    old = np.concatenate([np.full(len(ticket) - len(before), -1), before])
    order = np.lexsort((sort, start, ticket))
    ticket, start, ended, sort, old = (column[order] for column in (ticket, start, ended, sort, old))
    priority = _until_next(ticket, old, final)
    stop = cases.stop[ticket]
    kept = (sort == OPENED) | ((start > cases.opened[ticket]) & ((stop == NAT) | (start < stop)))
    ticket, start, ended, sort, stop = (column[kept] for column in (ticket, start, ended, sort, stop))
    last = np.append(ticket[1:] != ticket[:-1], True)[: len(ticket)]
    following = np.flatnonzero(~last) + 1
    stop[following - 1] = np.maximum(start[following - 1], ended[following])
    replaced = np.zeros(len(ticket), dtype=bool)
    replaced[following - 1] = sort[following] == CHANGED
    return Turns(ticket, start, stop, replaced, priority[kept], last)


def _until_next(ticket: np.ndarray, old: np.ndarray, final: np.ndarray) -> np.ndarray:
    """The priority after each row: that before the ticket's next change, else the final one; `old` is -1 elsewhere."""
    size = len(ticket)
    changed = np.where(old >= 0, np.arange(size), size)
    following = np.append(np.minimum.accumulate(changed[::-1])[::-1], size)[1:]
    found = np.minimum(following, size - 1)
    changes = (following < size) & (ticket[found] == ticket)
    result: np.ndarray = np.where(changes, old[found], final[ticket])
    return result
