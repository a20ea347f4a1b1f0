"""What the events of tickets say: spells in a state, reopenings, changes of priority, the first event of a kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reviewgen.calendars import NAT
from reviewgen.records import ENDED, STATES

CLOSED = ("closed", "cancelled")
WORDS = ("state", "state_name", "assigned_group", "priority")


@dataclass(frozen=True, slots=True)
class Spells:
    """Spans of tickets, by ticket and then by time: row number of the ticket, start, end (NAT: lasts on) in micros."""

    ticket: np.ndarray
    start: np.ndarray
    end: np.ndarray


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes of priority, by ticket and then by time. `words` are the priorities that the codes `before` stand for."""

    ticket: np.ndarray
    at: np.ndarray
    before: np.ndarray
    words: pd.Index


@dataclass(frozen=True)
class History:
    """The events of `size` tickets: `ticket` is the row number of each event's ticket, `at` its instant in micros.

    Events are in order of ticket and time; of the same instant by sequence, then in the order of states. `columns`
    are their words by name: the code of each event and the words that codes stand for.
    """

    size: int
    ticket: np.ndarray
    at: np.ndarray
    columns: Mapping[str, tuple[np.ndarray, np.ndarray]]

    @property
    def told(self) -> np.ndarray:
        """Tickets that have an event."""
        return np.bincount(self.ticket, minlength=self.size) > 0

    def having(self, column: str, *words: str) -> np.ndarray:
        """Flags of the events that have one of these words in a column."""
        code, known = self.columns[column]
        flags: np.ndarray = np.isin(known, words)[code]
        return flags

    def stated(self) -> History:
        """Only the events that name a state: others say nothing of when one ended."""
        return self.of(~(self.having("state", "") & self.having("state_name", "")))

    def of(self, chosen: np.ndarray) -> History:
        """Only some events, by flags of each."""
        if chosen.all():
            return self
        columns = {name: (code[chosen], words) for name, (code, words) in self.columns.items()}
        return History(self.size, self.ticket[chosen], self.at[chosen], columns)

    def among(self, rows: np.ndarray) -> History:
        """The events of some tickets, whose numbers become their places among `rows` (ascending)."""
        if len(rows) == self.size:
            return self
        place = np.full(self.size, -1)
        place[rows] = np.arange(len(rows))
        found = self.of(place[self.ticket] >= 0)
        return History(len(rows), place[found.ticket], found.at, found.columns)

    def first(self, chosen: np.ndarray) -> np.ndarray:
        """The instant of each ticket's first event among those chosen by flags of each event; NAT without any."""
        found = np.full(self.size, NAT)
        # Backwards, so that the first one is written last.
        found[self.ticket[chosen][::-1]] = self.at[chosen][::-1]
        return found

    def spells(self, inside: np.ndarray) -> Spells:
        """The spans that begin with an event that is inside (flags of each event) and end with one that is not."""
        new = _differs(self.ticket)
        turns = np.flatnonzero(new | _differs(inside))
        ends = np.append(np.where(new[turns[1:]], NAT, self.at[turns[1:]]), NAT) if len(turns) else self.at
        found = Spells(self.ticket[turns], self.at[turns], ends)
        kept = inside[turns] & (found.start != found.end)
        return Spells(found.ticket[kept], found.start[kept], found.end[kept])

    def reopened(self, ended: tuple[str, ...] = ENDED) -> Spells:
        """The spans in which tickets were in a state that ends them before work on them was taken up again."""
        known = self.of(~self.having("state", ""))
        found = known.spells(known.having("state", *ended))
        again = found.end != NAT
        return Spells(found.ticket[again], found.start[again], found.end[again])

    def priority_changes(self) -> Changes:
        """Where an event's priority differs from the one last named before it."""
        known = self.of(~self.having("priority", ""))
        code, words = known.columns["priority"]
        changed = np.flatnonzero(~_differs(known.ticket) & _differs(code))
        return Changes(known.ticket[changed], known.at[changed], code[changed - 1], pd.Index(words))


def history(tickets: pd.DataFrame, events: pd.DataFrame) -> History:
    """The events of tickets by the tables `tickets` and `ticket_events`; events of other tickets are left out."""
    at, columns = micros(events["at"]), {name: _words(events[name]) for name in WORDS}
    row = np.zeros(0, dtype="int64") if events.empty else _rows_of(tickets, events)
    mine = np.flatnonzero(row >= 0)
    order = mine[_order(row[mine], at[mine], _ranks(*columns["state"])[mine], events["sequence"].to_numpy()[mine])]
    told = {name: (code[order], words) for name, (code, words) in columns.items()}
    return History(len(tickets), row[order], at[order], told)


def micros(instants: pd.Series) -> np.ndarray:
    """Microseconds since 1970 UTC of a column of instants; NAT where missing."""
    if not len(instants):
        return np.zeros(0, dtype="int64")
    held = instants.array
    found: np.ndarray = (held if held.unit == "us" else held.as_unit("us")).asi8.view()
    found.flags.writeable = False  # they are those of the column
    return found


def _rows_of(tickets: pd.DataFrame, events: pd.DataFrame) -> np.ndarray:
    """The row number of each event's ticket, -1 where there is none."""
    names = [("account", "account"), ("id", "ticket")]
    account, number = (pd.factorize(pd.concat([tickets[mine], events[its]]))[0] for mine, its in names)
    keys = account.astype("int64") * (len(number) + 1) + number
    found: np.ndarray = pd.Index(keys[: len(tickets)]).get_indexer(pd.Index(keys[len(tickets) :]))
    return found


def _words(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    code, words = pd.factorize(column)
    return code, np.asarray(words, dtype=object)


def _ranks(code: np.ndarray, words: np.ndarray) -> np.ndarray:
    ranks = {state: number for number, state in enumerate(("", *STATES))}
    result: np.ndarray = np.array([ranks[word] for word in words], dtype="int64")[code]
    return result


def _order(row: np.ndarray, at: np.ndarray, rank: np.ndarray, sequence: np.ndarray) -> np.ndarray:
    """By ticket and time, then by sequence (a missing one, NaN, is last), then by rank."""
    order = np.argsort(row, kind="stable")
    if (~_differs(row[order])[1:] & (np.diff(at[order]) < 0)).any():
        order = np.lexsort((at, row))
    # Few share an instant: only those are sorted by all.
    later = ~_differs(row[order]) & ~_differs(at[order])
    tied = np.flatnonzero(later | np.append(later[1:], False)[: len(later)])
    among = order[tied]
    order[tied] = among[np.lexsort((rank[among], sequence[among], at[among], row[among]))]
    return order


def _differs(values: np.ndarray) -> np.ndarray:
    """Whether each value differs from the one before it; the first does."""
    return np.append(np.ones(min(len(values), 1), dtype=bool), values[1:] != values[:-1])
