"""All typed tables of a project, and how those of some accounts are taken out of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from reviewgen.errors import Issue
from reviewgen.model import Remark
from reviewgen.tables import packing
from reviewgen.tables.checks import InputFile

Spans = Mapping[str, tuple[int, int]]
KNOWN_WORDS = {"tickets": ("priority", "service", "type"), "ticket_events": ("state", "state_name")}


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of all rows where only those of some accounts are here: who has tickets, and which words stand.

    `made` is the digest of the manifest of the store that they were read from.
    """

    here: frozenset[str]
    heard: tuple[str, ...]
    words: Mapping[str, Mapping[str, Sequence[str]]]
    made: str = ""


@dataclass(frozen=True)
class Tables:
    """All typed tables of a project.

    `frames` has a frame for each table that a source names, sorted by account and key, with all columns of the schema,
    `_file` (index into `files`) and `_row`; `_merged` and `_repeated` count the rows that a row stands for besides
    itself. `ledger` says for every account and table what became of the rows that were read: columns account, table,
    outcome, rows; it adds up to the rows of `files`. `internal` is what is for us only.
    `owners` names the accounts of a table whose sources all belong to one account each. `told` is there where the
    frames hold the rows of some accounts only, with what is noted of them or of no account, and all else is of all.
    """

    frames: Mapping[str, pd.DataFrame]
    ledger: pd.DataFrame
    files: tuple[InputFile, ...]
    issues: tuple[Issue, ...]
    internal: tuple[Remark, ...] = ()
    owners: Mapping[str, frozenset[str]] = field(default_factory=dict)
    told: Told | None = None

    def covers(self, name: str, account: str) -> bool:
        """Whether a source of a table can hold rows of an account."""
        return name in self.frames and account in self.owners.get(name, (account,))

    def remarks_of(self, account: str) -> tuple[Remark, ...]:
        """What is for us only in the rows of an account, in the order of tables and rows."""
        return tuple(self.internal[place] for place in self._remarks.get(account, ()))

    def holds(self, account: str) -> bool:
        """Whether the rows of an account are here, if it has any."""
        return self.told is None or account in self.told.here

    def words(self, name: str, column: str) -> list[str]:
        """The words that stand in a column of a table, in order; of those in `KNOWN_WORDS`."""
        if self.told:
            return list(self.told.words[name][column])
        return sorted(self.frames[name][column].unique())

    def accounts(self) -> list[str]:
        """The accounts that tickets are found for, in order."""
        if self.told:
            return list(self.told.heard)
        tickets = self.frames.get("tickets")
        spans = self._spans.get("tickets")
        return list(spans) if spans is not None else [] if tickets is None else sorted(tickets["account"].unique())

    def issues_of(self, account: str | None) -> tuple[Issue, ...]:
        """The issues that concern one account alone; those that concern none alone for None."""
        return tuple(self.issues[place] for place in self._concerns.get(account, ()))

    def with_issues(self, more: Iterable[Issue]) -> Tables:
        """The same tables with more issues; what is known of their rows is kept."""
        found = replace(self, issues=(*self.issues, *more))
        known = {"_spans", "_remarks", "_entries", "_entered"} & set(self.__dict__)
        found.__dict__.update({name: self.__dict__[name] for name in known})
        return found

    def of(self, accounts: Iterable[str]) -> Tables:
        """Only the rows of these accounts, numbered anew; in the ledger those of others count as other_accounts.

        Files that hold none of these rows keep their number alone, and what concerns no account alone is left out: it
        may name others. It costs what these accounts hold, however many others there are. Nothing is copied where their
        rows stand beside each other.
        """
        known = set(accounts)
        issues = sorted(place for one in known for place in self._concerns.get(one, ()))
        remarks = sorted(place for one in known for place in self._remarks.get(one, ()))
        frames = {name: self._rows_of(name, known) for name in self.frames}
        held = {number for frame in frames.values() for number in frame["_file"].unique().tolist()}
        return Tables(
            frames,
            self._ledger_of(known),
            tuple(one if number in held else InputFile("", "", "", 0) for number, one in enumerate(self.files)),
            tuple(self.issues[place] for place in issues),
            tuple(self.internal[place] for place in remarks),
            {name: owners & known for name, owners in self.owners.items()},
        )

    def _rows_of(self, name: str, known: set[str]) -> pd.DataFrame:
        frame, spans = self.frames[name], self._spans[name]
        if spans is None:
            return frame[frame["account"].isin(known)].reset_index(drop=True)
        parts = [frame.iloc[start:end] for start, end in _joined(sorted(spans[one] for one in known if one in spans))]
        return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0].reset_index(drop=True)

    def _ledger_of(self, known: set[str]) -> pd.DataFrame:
        """The entries of these accounts and of none, and one for each table that tells how many rows are of others."""
        places = sorted(place for one in ("", *known) for place in self._entries.get(one, ()))
        own = self.ledger.iloc[places]
        others = self._entered.sub(own.groupby("table", sort=False)["rows"].sum(), fill_value=0).astype("int64")
        others = others[others > 0]
        told = {"account": "", "table": others.index.to_numpy(), "outcome": "other_accounts", "rows": others.to_numpy()}
        return pd.concat([own, pd.DataFrame(told).astype(self.ledger.dtypes)], ignore_index=True)

    @cached_property
    def _spans(self) -> Mapping[str, Spans | None]:
        """Where the rows of each account stand in each table; None where they do not stand together."""
        return {name: _spans_of(frame["account"]) for name, frame in self.frames.items()}

    @cached_property
    def _concerns(self) -> Mapping[str | None, list[int]]:
        return _placed(issue.account for issue in self.issues)

    @cached_property
    def _remarks(self) -> Mapping[str | None, list[int]]:
        return _placed(one.account for one in self.internal)

    @cached_property
    def _entries(self) -> Mapping[str | None, list[int]]:
        return _placed(self.ledger["account"].tolist())

    @cached_property
    def _entered(self) -> pd.Series:
        return self.ledger.groupby("table", sort=False)["rows"].sum()

    def __getstate__(self) -> dict[str, Any]:
        """Only the rows of these tables: what they were cut from, and what is known of them, stays behind."""
        state = {one.name: getattr(self, one.name) for one in fields(self)}
        return state | {"frames": {name: packing.parcel(frame) for name, frame in self.frames.items()}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        frames = {name: packing.opened(frame) for name, frame in state["frames"].items()}
        self.__dict__.update(state | {"frames": frames})


def _placed(accounts: Iterable[str | None]) -> dict[str | None, list[int]]:
    """The places at which each account stands."""
    found: dict[str | None, list[int]] = {}
    for place, account in enumerate(accounts):
        found.setdefault(account, []).append(place)
    return found


def _spans_of(accounts: pd.Series) -> Spans | None:
    codes, names = pd.factorize(accounts)
    if (codes[1:] < codes[:-1]).any():
        return None
    bounds = [*np.searchsorted(codes, np.arange(len(names))).tolist(), len(codes)]
    return {str(name): (start, end) for name, start, end in zip(names, bounds, bounds[1:], strict=False)}


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, in order, with those that touch made one; an empty one where there is none."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found or [(0, 0)]
