"""The project read once before it is written, by the code that will read it: accounts, state of the data, refusals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from reviewgen import tables
from reviewgen.config import FileSource, Project
from reviewgen.config import Mapping as ColumnMapping
from reviewgen.errors import Issue
from reviewgen.project import Setup, comparable
from reviewgen.recognition import asof
from reviewgen.recognition.asof import AsOf
from reviewgen.records import table
from reviewgen.tables import Tables, checks
from reviewgen.tables.convert import UTC_INSTANT
from reviewgen.tables.twins import TWIN

NAMED = 5


@dataclass(frozen=True)
class Trial:
    """What the project holds: accounts with their number of tickets, the rows of each table, the state of the data.

    `clashing` are accounts that two files tell of in contradiction, which no mapping mends. `happened` are all instants
    until now, in order; `refused` is what the build would refuse, and `remarked` what it would remark, each kind once,
    with times that are not over.
    """

    accounts: Mapping[str, int]
    rows: Mapping[str, int]
    happened: pd.Series
    state: AsOf
    refused: tuple[Issue, ...]
    remarked: tuple[Issue, ...]
    clashing: frozenset[str] = frozenset()

    @property
    def is_vain(self) -> bool:
        """Whether nothing can be built of it, whatever is mended in the project."""
        return bool(self.accounts) and self.clashing >= {*self.accounts}

    @property
    def as_of(self) -> str | None:
        """The state of the data as reviewgen.yaml writes it."""
        return self.state.text

    @property
    def told(self) -> str:
        """How the state of the data is known."""
        return self.state.told

    @property
    def period(self) -> str:
        """The month that the first packs are of."""
        return self.state.period

    @property
    def noted(self) -> tuple[Issue, ...]:
        """What is to be told of it beside what is refused."""
        return (*self.remarked, *asof.doubts(self.state))

    def as_said(self, text: str, zone: str) -> Trial:
        """The same with the state of the data that somebody said."""
        return replace(self, state=asof.said(text, self.happened, ZoneInfo(zone)))


def tried(
    folder: Path, sources: Sequence[FileSource], zone: str, environment: Mapping[str, str], now: datetime
) -> Trial:
    """Read the sources as a build would. Never raises for what the files hold."""
    project = Project.model_validate({"provider": {"name": "-"}, "defaults": {"zone": zone}, "sources": list(sources)})
    found = tables.load(Setup(folder, project), environment)
    errors = [issue for issue in found.issues if issue.severity == "error"]
    notes = [issue for issue in found.issues if issue.severity != "error"]
    accounts = _accounts(found)
    happened = _happened(found, now)
    return Trial(
        accounts,
        {name: len(frame) for name, frame in found.frames.items()},
        happened,
        asof.assumed(happened, ZoneInfo(zone), now),
        tuple(_errors(errors)),
        (*_some(notes), *_later(found, now), *_ticketless(found, sources)),
        frozenset(str(issue.account) for issue in errors if issue.code == "row.contradicts"),
    )


def _accounts(found: Tables) -> dict[str, int]:
    """Every account that a row belongs to, with the number of its tickets."""
    named = [frame["account"].unique() for frame in found.frames.values()]
    tickets = found.frames.get("tickets")
    counted = {} if tickets is None else tickets["account"].value_counts().to_dict()
    return {name: int(counted.get(name, 0)) for name in sorted({str(one) for some in named for one in some})}


def _some(issues: Sequence[Issue]) -> Iterator[Issue]:
    """The first issue of each kind, with the rows of all of its kind."""
    kinds: dict[tuple[str, str, str], list[Issue]] = {}
    for issue in issues:
        kinds.setdefault((issue.code, issue.file, issue.column), []).append(issue)
    for first, *others in kinds.values():
        yield replace(first, count=first.count + sum(other.count for other in others))


def _errors(issues: Sequence[Issue]) -> Iterator[Issue]:
    """What a build would refuse, each kind once; of accounts that people would take for one, each group once."""
    twins = {comparable(str(one.value)): one for one in reversed(issues) if one.code == TWIN}
    yield from _some([one for one in issues if one.code != TWIN])
    yield from reversed(twins.values())


def _happened(found: Tables, now: datetime) -> pd.Series:
    """All instants until now at which something happened, in order."""
    columns = [frame[name] for _, name, frame in _times(found)]
    some: pd.Series = pd.concat([pd.Series(dtype=UTC_INSTANT), *columns], ignore_index=True)
    return some[some <= now].sort_values(ignore_index=True)


def _times(found: Tables) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """The instants at which things happen: table, column, and the rows that tell one; what is planned is none."""
    for name, frame in found.frames.items():
        described = table(name)
        there = frame[~frame["planned"].fillna(False).astype(bool)] if "planned" in frame.columns else frame
        for one in dict.fromkeys((*described.time, *described.later, "updated_at")):
            if one in described.names and one != described.plan and described.column(one).kind == "instant":
                yield name, one, there[there[one].notna()]


def _later(found: Tables, now: datetime) -> Iterator[Issue]:
    """What cannot have happened yet: it says nothing of the state of the data."""
    for _, column, frame in _times(found):
        for _, rows in frame[frame[column] > now].groupby("_file"):
            first = rows.iloc[0]
            yield Issue(
                code="map.later",
                severity="warning",
                **checks.place_of(found.files[first["_file"]], first["_row"]),
                column=column,
                value=f"{first[column]:%Y-%m-%d %H:%M}",
                problem=f"is later than now, {now:%Y-%m-%d %H:%M} UTC: the state of the data is not taken from it",
                hint="correct it in the tool if it is wrong; if it has happened, the zone is wrong: say it with --zone",
                count=len(rows),
            )


def _ticketless(found: Tables, sources: Sequence[FileSource]) -> Iterator[Issue]:
    """Files that name customers without a single ticket, where there are tickets: another column may name them."""
    known = {*found.frames["tickets"]["account"]} if "tickets" in found.frames else set()
    for name, frame in found.frames.items() if known else ():
        for place, rows in frame[~frame["account"].isin(known)].groupby("_file"):
            file = found.files[int(str(place))].file
            yield Issue(
                code="map.ticketless",
                severity="warning",
                file=file,
                column=_account_column(sources, name, file),
                problem=f"names customers without a single ticket: {_listed(sorted(rows['account'].unique()))}",
                hint=f"if another column names the customers, say --column {name}.account=THEIRS; if the tickets have "
                "them under other names, translate these with values: of account in the mapping",
            )


def _account_column(sources: Sequence[FileSource], name: str, file: str) -> str:
    mappings = (one.mapping for one in sources if one.table == name and file in one.files)
    rule = next((one.rule("account") for one in mappings if isinstance(one, ColumnMapping)), None)
    return rule.theirs[0] if rule and rule.theirs else ""


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
