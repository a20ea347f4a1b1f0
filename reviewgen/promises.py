"""What is promised to which ticket: the version of the policy in force when it was opened, and the target that fits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from reviewgen.agreements import Policy, PolicyVersion
from reviewgen.calendars import NAT, Calendar, on_walls
from reviewgen.states import micros

Kind = Literal["response", "resolution"]
MICROS_PER_HOUR = 3_600_000_000
# More than anyone promises, and little enough to be added up in microseconds.
MOST_HOURS = 1_000_000.0
# More days than there are between any two instants.
SPREAD = 1 << 20


@dataclass(frozen=True, slots=True)
class Terms:
    """What the clocks of an account go by: its policy, its time zone, and whether it has events of tickets at all."""

    policy: Policy | None
    zone: str
    has_events: bool


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words: `code` is the place of each in `known`."""

    code: np.ndarray
    known: pd.Index

    def equal(self, word: str | None, rows: np.ndarray) -> np.ndarray:
        """Which of some rows have this word; all if it is None."""
        if word is None:
            return np.ones(len(rows), dtype=bool)
        result: np.ndarray = self.code[rows] == self.known.get_indexer(pd.Index([word]))[0]
        return result


class Promises:
    """The versions of the policies of all accounts, one after the other, and their targets: a number for each."""

    def __init__(self, terms: Sequence[Terms], calendars: Mapping[str, Calendar], kind: Kind) -> None:
        policies = {one.policy.id: one.policy for one in terms if one.policy}
        numbers = {name: number for number, name in enumerate(policies)}
        sizes = [len(policy.versions) for policy in policies.values()]
        self.terms, self.kind = terms, kind
        self.names, self.calendars = tuple(calendars), tuple(calendars.values())
        self.policy = np.array([numbers[one.policy.id] if one.policy else -1 for one in terms], dtype="int64")
        self.versions = tuple(version for policy in policies.values() for version in policy.versions)
        self.targets = tuple(target for version in self.versions for target in version.targets)
        self.first = np.cumsum([0, *sizes])
        self.owner = np.repeat(np.arange(len(sizes)), sizes)

    def version_of(self, code: np.ndarray, opened: pd.Series) -> np.ndarray:
        """The number of the version in force on the day of opening in the account's zone, -1 where there is none."""
        begins = np.array([_first_day(version) for version in self.versions], dtype="int64")
        policy = self.policy[code]
        sought = policy * SPREAD + self._days(code, opened)
        found = np.searchsorted(begins + self.owner * SPREAD, sought, side="right") - 1
        return np.where((policy >= 0) & (found >= self.first[policy]), found, -1)

    def _days(self, code: np.ndarray, opened: pd.Series) -> np.ndarray:
        walls = on_walls([one.zone for one in self.terms], code, micros(opened))
        return walls.view("datetime64[us]").astype("datetime64[D]").astype("int64")

    def place(self, version: np.ndarray) -> np.ndarray:
        """The place of versions in their policies, by their numbers."""
        result: np.ndarray = version - self.first[self.owner[version]]
        return result

    def says(self, field: str, values: Collection[object], version: np.ndarray) -> np.ndarray:
        """Where versions have one of these values in a field, by their numbers."""
        found: np.ndarray = np.array([getattr(one, field) in values for one in self.versions], dtype=bool)[version]
        return found

    def target_of(self, version: np.ndarray, words: Mapping[str, Words]) -> np.ndarray:
        """The number of the first target that fits the `words` of each row by its version, -1 where none does."""
        found, starts = np.full(len(version), -1), np.cumsum([0, *(len(one.targets) for one in self.versions)])
        for number, rows in groups(version):
            left = rows
            for place, target in enumerate(self.versions[number].targets, int(starts[number])):
                fits = np.logical_and.reduce([has.equal(getattr(target, name), left) for name, has in words.items()])
                found[left[fits]] = place
                left = left[~fits]
        return found

    def limit_of(self, target: np.ndarray) -> np.ndarray:
        """The promised microseconds of targets by their numbers; NAT where there are none, and for -1."""
        hours = [getattr(one, f"{self.kind}_hours") for one in self.targets]
        limits = [NAT if one is None else int(in_micros(np.array(one))) for one in hours]
        result: np.ndarray = np.array([*limits, NAT], dtype="int64")[target]
        return result

    def calendar_of(self, version: np.ndarray, target: np.ndarray) -> np.ndarray:
        """The number of the calendar: that of the target if it names one, else that of the version."""
        numbers: dict[str | None, int] = {name: number for number, name in enumerate(self.names)}
        own = np.array([*(numbers[one.calendar] if one.calendar else -1 for one in self.targets), -1])[target]
        general = np.array([numbers[one.calendar] for one in self.versions], dtype="int64")[version]
        result: np.ndarray = np.where(own < 0, general, own)
        return result


def in_micros(hours: np.ndarray) -> np.ndarray:
    """Hours in whole microseconds."""
    result: np.ndarray = np.rint(np.minimum(hours, MOST_HOURS) * MICROS_PER_HOUR).astype("int64")
    return result


def groups(numbers: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Each number that occurs, with the rows that have it."""
    # Small integers are sorted in far less time.
    small = numbers.astype("int16") if len(numbers) and 0 <= numbers.min() <= numbers.max() < 1 << 15 else numbers
    order = np.argsort(small, kind="stable")
    found, starts = np.unique(numbers[order], return_index=True)
    return zip(found.tolist(), np.split(order, starts[1:]) if len(found) else [], strict=True)


def _first_day(version: PolicyVersion) -> int:
    """Days from 1970 to the first that a version holds for."""
    return -(SPREAD // 2) if version.from_ is None else (version.from_ - date(1970, 1, 1)).days
