"""Sources become typed tables; every problem of every file is collected, every row is accounted for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from reviewgen import mapping as mapped
from reviewgen.abreast import abreast
from reviewgen.config import Mapping as ColumnMapping
from reviewgen.config import QuerySource, Source
from reviewgen.errors import Issue, shorten
from reviewgen.languages import N_
from reviewgen.model import Remark
from reviewgen.project import Setup
from reviewgen.records import TABLES, Column, Table, table
from reviewgen.sources import Extract, Reader
from reviewgen.tables import checks, headers, merging, order, withheld
from reviewgen.tables.checks import InputFile
from reviewgen.tables.convert import (
    CODE_HINT,
    UTC_INSTANT,
    Converted,
    Format,
    convert,
    counts_from,
    formats,
    is_translated,
    reckoned,
)
from reviewgen.tables.packing import empty
from reviewgen.tables.twins import twins
from reviewgen.tables.typed import Tables

NAMED_ACCOUNTS = 5
RANKED = re.compile("[Pp][1-9]")
DTYPES = {
    "instant": UTC_INSTANT,
    "date": "datetime64[us]",
    "count": "float64",
    "number": "float64",
    "duration": "float64",
    "flag": "boolean",
}


def load(setup: Setup, environment: Mapping[str, str]) -> Tables:
    """Read, map and convert every source of a project. Never raises for bad data: `issues` holds it all."""
    reader = Reader(setup.folder, environment, setup.project.sources, setup.project.limits)
    collected = _Collected([], [], [], [], {}, [])
    parts: dict[str, list[pd.DataFrame]] = {}
    for number, source in enumerate(setup.project.sources):
        collected.issues.extend(headers.mapping_issues(setup, number))
        frame = _load_source(source, reader, setup.project.defaults.zone, collected)
        parts.setdefault(source.table, []).append(frame)
    frames = {name: _joined(parts.pop(name)) for name in list(parts)}
    owners = _Owners(frames.get("tickets"))
    collected.issues.extend(_cell_issues(owners, collected))
    finished = {
        described.name: _finished(described, owners, frames.pop(described.name), collected)
        for described in TABLES
        if described.name in frames
    }
    finished = {name: withheld.unnamed(frame, collected.internal) for name, frame in finished.items()}
    collected.issues.extend([*checks.strays(finished, collected.files), *twins(finished, collected.files)])
    files, issues, internal = tuple(collected.files), tuple(collected.issues), tuple(collected.internal)
    return Tables(finished, _ledger(collected), files, issues, internal, _owners(setup))


def _joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """All rows in one frame, numbered; the only one there is stays as it is."""
    return frames[0].reset_index(drop=True) if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def _owners(setup: Setup) -> dict[str, frozenset[str]]:
    """The accounts of each table whose sources all give their rows to one account by the mapping."""
    found: dict[str, set[str | None]] = {}
    for source in setup.project.sources:
        mapping = source.mapping if isinstance(source.mapping, ColumnMapping) else None
        found.setdefault(source.table, set()).add(mapped.constant_account(mapping))
    return {name: frozenset(map(str, owners)) for name, owners in found.items() if None not in owners}


@dataclass(frozen=True, slots=True)
class _Collected:
    """What gathers while sources are read: files, issues, pieces of the ledger, cells that do not fit.

    `marks` are texts marked internal by table and their place in a file, `internal` what they and internal columns say.
    """

    files: list[InputFile]
    issues: list[Issue]
    ledger: list[pd.DataFrame]
    cells: list[_Cells]
    marks: dict[str, list[pd.DataFrame]]
    internal: list[Remark]

    def count(self, name: str, outcome: str, accounts: pd.Series) -> None:
        """Enter rows into the ledger: one for each account in the series."""
        if accounts.empty:
            return
        rows = accounts.value_counts(sort=False)
        self.ledger.append(
            pd.DataFrame(
                {
                    "account": rows.index.astype("str"),
                    "table": name,
                    "outcome": outcome,
                    "rows": rows.to_numpy(),
                }
            )
        )


@dataclass(frozen=True, slots=True)
class _Cells:
    """Cells of one column with the same problem: `rows` has account, ticket, cell, `_file` and `_row`."""

    rows: pd.DataFrame
    column: str
    words: dict[str, Any]


def _load_source(source: Source, reader: Reader, zone: str, collected: _Collected) -> pd.DataFrame:
    """One source as a typed frame, with `_superseded`: how many rows each row stands for besides itself."""
    described = table(source.table)
    extracts, issues = reader.read(source)
    given = source.mapping if isinstance(source.mapping, ColumnMapping) else None
    owner = mapped.constant_account(given)
    told = {*collected.issues} if issues else ()
    collected.issues.extend(issue for issue in headers.owned(issues, owner) if issue not in told)
    texts = []
    dated: frozenset[str] = frozenset()
    for extract in extracts:
        mapping = given or mapped.identity(extract.header, described.names)
        collected.issues.extend(
            headers.owned([*extract.notes, *headers.header_issues(described, extract, given)], owner)
        )
        result = mapped.apply(extract, mapping, len(collected.files), described.numeric)
        found = [*result.issues, *headers.zone_issues(described, source, extract, mapping)]
        collected.issues.extend(headers.owned([*found, *_ownerless(result, extract)], owner))
        collected.cells.extend(_faulty(result))
        dated |= result.dated
        passed = len(extract.frame) - len(result.frame)
        kept, theirs = len(result.frame), _theirs(given)
        collected.files.append(InputFile(described.name, extract.file, extract.sha256, kept, passed, theirs))
        text, marks = withheld.parted(result.frame)
        collected.marks.setdefault(described.name, []).append(marks)
        texts.append(text)
    if not texts:
        return _empty(described)
    text = _joined(texts)
    zone = (source.zone if isinstance(source, QuerySource) else None) or zone
    mapping = given or mapped.NONE_MISSING
    written = formats((*described.columns, merging.BY_INSTANT), mapping, zone, dated)
    chosen = _one_row_each(text, described, mapping, written, collected)
    return _typed(chosen, described, mapping, written, collected)


def _theirs(given: ColumnMapping | None) -> dict[str, str]:
    """What a file calls the columns that a mapping reads, where it is not as we do."""
    rules = {ours: given.rule(ours) for ours in given.columns} if given else {}
    read = {ours: dict.fromkeys((rule.column, *rule.columns)) for ours, rule in rules.items() if rule}
    named = {ours: '", "'.join(name for name in names if name) for ours, names in read.items()}
    return {ours: names for ours, names in named.items() if names not in ("", ours)}


def _ownerless(result: mapped.Mapped, extract: Extract) -> Iterable[Issue]:
    """Cells that should name an account and have no value: whose rows these are, nobody can say."""
    for name, fault in result.faults:
        if name == "account":
            yield Issue(
                code="source.cell",
                file=extract.file,
                row=int(extract.rows[fault.cells[0]]),
                column=extract.header[fault.column],
                problem=fault.problem,
                hint=fault.hint,
                count=len(fault.cells),
            )


def _faulty(result: mapped.Mapped) -> Iterable[_Cells]:
    """The other cells that have no value, with the rows that they stand in."""
    for name, fault in result.faults:
        if name != "account":
            rows = result.frame.iloc[list(fault.cells)]
            words = {"code": "source.cell", "problem": fault.problem, "hint": fault.hint}
            odd = _records_of(rows)
            yield _Cells(odd.assign(cell=rows[name]) if name in rows else odd, name, words)


def _one_row_each(
    text: pd.DataFrame,
    described: Table,
    mapping: ColumnMapping,
    written: Mapping[str, Format],
    collected: _Collected,
) -> pd.DataFrame:
    """The rows that make a record, with `_superseded`: how many others each stands for."""
    if mapping.rows == "all" or not {"id"} <= {*text.columns} & {*described.names}:
        return text.assign(_superseded=np.zeros(len(text), dtype="int64"))
    found = merging.identified(text, mapping, written.get("opened_at", written[mapped.ORDER]))
    rows, words = merging.unclear(found.unclear)
    if rows.any():
        collected.cells.append(_Cells(_records_of(text[rows]).assign(cell=text.loc[rows, "id"]), "id", words))
    rows, words = merging.opened_apart(text, found.records, mapping, written.get("opened_at", written[mapped.ORDER]))
    if rows.any():
        collected.cells.append(
            _Cells(_records_of(text[rows]).assign(cell=text.loc[rows, "opened_at"]), "opened_at", words)
        )
    if mapped.ORDER not in text:
        return merging.merged(text, mapping, found.records)
    converted = merging.order(text[mapped.ORDER], written[mapped.ORDER])
    for rows, words in merging.unordered(text[mapped.ORDER], converted):
        odd = _records_of(text[rows]).assign(cell=text.loc[rows, mapped.ORDER])
        collected.cells.append(_Cells(odd, str(mapping.order), words))
    return merging.merged(merging.sorted_by(text, converted), mapping, found.records)


def _empty(described: Table) -> pd.DataFrame:
    columns = {column.name: pd.Series([], dtype=DTYPES.get(column.kind, "str")) for column in described.columns}
    counts = {name: pd.Series([], dtype="int64") for name in ("_file", "_row", "_superseded")}
    return pd.DataFrame(columns | counts | {"_internal": pd.Series([], dtype=bool)})


def _typed(
    text: pd.DataFrame,
    described: Table,
    mapping: ColumnMapping,
    written: Mapping[str, Format],
    collected: _Collected,
) -> pd.DataFrame:
    place = {name: text[name] for name in ("_file", "_row", "_superseded")}
    place["_internal"] = withheld.whole_rows(described, text, collected.marks.get(described.name, []))
    columns = {column.name: _blank(column, text.index) for column in described.columns if column.name not in text}
    there = [column for column in described.columns if column.name in text]
    told = ~place["_internal"].to_numpy()

    def made(column: Column) -> tuple[pd.Series, list[_Cells]]:
        cells = text[column.name]
        converted = convert(cells, column, written[column.name])
        found = (*_unfit(cells, column, converted, mapping), *_unranked(cells, column, described, mapping))
        unfit = ((rows & told, words) for rows, words in found)
        odd = [(_records_of(text[rows]).assign(cell=cells[rows]), words) for rows, words in unfit if rows.any()]
        return converted.values, [_Cells(rows, column.name, words) for rows, words in odd]

    for column, (values, odd) in zip(there, abreast(made, there, len(text)), strict=True):
        columns[column.name] = values
        collected.cells.extend(odd)
    for name, after in counts_from(mapping, described).items():
        start = columns[after] if after else None
        columns[name] = _blank(described.column(name), text.index) if start is None else reckoned(start, columns[name])
    named = {column.name: columns[column.name] for column in described.columns}
    return pd.DataFrame(named | place, copy=False)


def _records_of(rows: pd.DataFrame) -> pd.DataFrame:
    """What rows of text are known by: account, number of the record, place."""
    named = {name: rows[name] if name in rows.columns else "" for name in ("account", *checks.RECORD, *withheld.PLACE)}
    return pd.DataFrame(named, index=rows.index).astype(dict.fromkeys(("account", *checks.RECORD), "str"))


def _blank(column: Column, index: pd.Index) -> pd.Series:
    return empty(DTYPES.get(column.kind, "str"), len(index)).set_axis(index)


def _unfit(
    cells: pd.Series, column: Column, converted: Converted, mapping: ColumnMapping
) -> Iterable[tuple[np.ndarray, dict[str, Any]]]:
    """Which cells of a column do not fit, are empty but required, or were moved by a clock change, and the words."""
    coded = column.kind == "code" or is_translated(mapping, column)
    unmapped = coded and not column.required
    yield (
        converted.bad,
        {
            "code": "cell.unmapped" if unmapped else "cell",
            "severity": "warning" if unmapped else "error",
            "problem": N_("is not a known code") if coded else f"is not {_article(column.kind)}",
            "expected": converted.expected,
            "hint": CODE_HINT if coded else converted.hint,
            "values": converted.places or ((("column", column.name),) if coded else ()),
        },
    )
    if column.required and column.name != "account":
        empty = (cells == "").to_numpy()
        yield empty, {"code": "cell.empty", "problem": "is empty", "expected": column.help}
    if converted.moved is not None:
        problem = N_("falls into a clock change: a skipped time was moved forward, a repeated one is the earlier")
        yield converted.moved, {"code": "cell.clock_change", "severity": "warning", "problem": problem}


def _unranked(
    cells: pd.Series, column: Column, described: Table, mapping: ColumnMapping
) -> Iterable[tuple[np.ndarray, dict[str, Any]]]:
    """Which priorities of tickets stay as they are though the mapping makes P1, P2 ... of others, and the words."""
    rule = mapping.rule(column.name) if (described.name, column.name) == ("tickets", "priority") else None
    known = {"", *rule.values.values()} if rule else set()
    if not any(RANKED.fullmatch(word) for word in known):
        return
    left = ~cells.isin([*known, *(word for word in cells.unique() if RANKED.fullmatch(word))]).to_numpy()
    yield (
        left,
        {
            "code": "cell.unmapped",
            "severity": "warning",
            "problem": N_("is a priority that the mapping does not translate"),
            "hint": N_("write it under values: of priority; until then it has the targets of no other priority"),
        },
    )


def _cell_issues(owners: _Owners, collected: _Collected) -> Iterable[Issue]:
    """The issues of all cells, once it is known whose they are: rows may have their account from their ticket."""
    for cells in collected.cells:
        yield from checks.name_rows(owners.inherited(cells.rows), collected.files, cells.column, **cells.words)


def _article(kind: str) -> str:
    words = {"instant": "a date and time", "flag": "true or false", "count": "a whole number"}
    return words.get(kind, f"a {kind}")


class _Owners:
    """The accounts of tickets: rows without an account take that of their ticket.

    They do where exactly one account has a ticket of that number.
    """

    def __init__(self, tickets: pd.DataFrame | None) -> None:
        self._tickets = None if tickets is None else tickets[["id", "account"]]

    def inherited(self, frame: pd.DataFrame) -> pd.DataFrame:
        if self._tickets is None or "ticket" not in frame.columns or (frame["account"] != "").all():
            return frame
        found = frame["ticket"].map(self._single).astype("str").fillna("")
        return frame.assign(account=frame["account"].where(frame["account"] != "", found))

    def disputed(self, rows: pd.DataFrame) -> int:
        """How many of these rows without account are of a ticket that several accounts have."""
        if self._tickets is None or "ticket" not in rows.columns:
            return 0
        return int(rows["ticket"].isin(self._owned.loc[self._twice, "id"]).sum())

    @cached_property
    def _owned(self) -> pd.DataFrame:
        assert self._tickets is not None
        known = (self._tickets["account"] != "") & (self._tickets["id"] != "")
        return self._tickets[known].drop_duplicates()

    @cached_property
    def _twice(self) -> pd.Series:
        return self._owned["id"].duplicated(keep=False)

    @cached_property
    def _single(self) -> pd.Series:
        return self._owned[~self._twice].set_index("id")["account"]


def _finished(described: Table, owners: _Owners, frame: pd.DataFrame, collected: _Collected) -> pd.DataFrame:
    """Give rows the account of their ticket, take out those without and repeats, note anomalies, count, sort."""
    owned = _with_account(described, owners, owners.inherited(frame), collected)
    collected.count(described.name, "superseded", _times(owned["account"], owned["_superseded"]))
    private = owned["_internal"].to_numpy() | _of_internal(described, owned, collected)
    marks = collected.marks.get(described.name, [])
    collected.internal.extend(withheld.gathered(described, owned.assign(_internal=private), marks, collected.files))
    collected.count(described.name, "internal", owned.loc[private, "account"])
    owned = withheld.told(_without(owned, private).drop(columns="_internal"))
    repeats, issues = checks.repeats(described, owned, collected.files)
    collected.count(described.name, "duplicate", owned.loc[repeats, "account"])
    kept = _standing_for(described, owned, repeats)
    del owned, frame
    collected.count(described.name, "kept", kept["account"])
    collected.issues.extend([*issues, *checks.anomalies(described, kept, collected.files)])
    return order.in_order(kept, ["account", *described.time[:1], *(described.key or ("ticket",))])


def _with_account(described: Table, owners: _Owners, frame: pd.DataFrame, collected: _Collected) -> pd.DataFrame:
    """The rows that name an account; the others are told of, and entered."""
    orphan = (frame["account"] == "").to_numpy()
    if not orphan.any():
        return frame
    lost = frame[orphan]
    collected.count(described.name, "no_account", _times(lost["account"], lost["_superseded"] + 1))
    collected.issues.append(checks.orphans(described.name, lost, owners.disputed(lost), collected.files))
    return frame[~orphan]


def _without(rows: pd.DataFrame, places: np.ndarray) -> pd.DataFrame:
    return rows[~places] if places.any() else rows


def _of_internal(described: Table, rows: pd.DataFrame, collected: _Collected) -> np.ndarray:
    """Rows that belong to a record of another table that is for us only."""
    column, parent = checks.BELONGS.get(described.name, ("account", ""))
    hidden = {(one.account, one.record) for one in collected.internal if one.whole and one.table == parent}
    pairs = zip(rows["account"].tolist(), rows[column].tolist(), strict=True) if hidden else ()
    found = [pair in hidden for pair in pairs]
    return np.array(found, dtype=bool) if hidden else np.zeros(len(rows), dtype=bool)


def _standing_for(described: Table, owned: pd.DataFrame, repeats: np.ndarray) -> pd.DataFrame:
    """The rows that are kept: `_merged` and `_repeated` count the rows that each stands for besides itself."""
    rows = owned.rename(columns={"_superseded": "_merged"})
    if not repeats.any():
        return rows.assign(_repeated=np.zeros(len(rows), dtype="int64"))
    same = rows.groupby(["account", *described.key], sort=False)
    merged, size = same["_merged"].transform("sum"), same["_merged"].transform("size")
    once = ~repeats & (size > 1) & (rows[list(described.key)] != "").all(axis=1).to_numpy()
    return rows.assign(_merged=merged.where(once, rows["_merged"]), _repeated=(size - 1).where(once, 0))[~repeats]


def _times(accounts: pd.Series, count: pd.Series) -> pd.Series:
    """Each account as often as its count says."""
    some = (count > 0).to_numpy()
    return pd.Series(np.repeat(accounts[some].to_numpy(), count[some].to_numpy(dtype="int64")), dtype="str")


def _ledger(collected: _Collected) -> pd.DataFrame:
    columns = {"account": "str", "table": "str", "outcome": "str", "rows": "int64"}
    pieces = [piece for piece in collected.ledger if len(piece)]
    if not pieces:
        return pd.DataFrame({name: pd.Series([], dtype=dtype) for name, dtype in columns.items()})
    return pd.concat(pieces, ignore_index=True).astype(columns)


def strangers(tables: Tables, known: Collection[str]) -> tuple[Issue, ...]:
    """Warnings on rows and files of accounts that are not known: they are in no pack."""
    ledger = tables.ledger[~tables.ledger["account"].isin([*known, ""])]
    named = [_strange(str(name), rows, known) for name, rows in ledger.groupby("table", sort=False)]
    unread = [
        replace(issue, account=None, severity="warning")
        for issue in tables.issues
        if issue.account not in (None, *known) and issue.severity == "error" and issue.code.startswith(_OF_FILES)
    ]
    return (*named, *unread)


_OF_FILES = ("source", "csv", "yaml", "column")


def _strange(name: str, ledger: pd.DataFrame, known: Collection[str]) -> Issue:
    accounts = sorted(ledger["account"].unique())
    shown = ", ".join(f'"{shorten(account)}"' for account in accounts[:NAMED_ACCOUNTS])
    more = f" and {len(accounts) - NAMED_ACCOUNTS:,} more" if len(accounts) > NAMED_ACCOUNTS else ""
    near = difflib.get_close_matches(accounts[0].upper(), [other.upper() for other in known], 1, 0.8)
    meant = [other for other in known if other.upper() in near]
    return Issue(
        code="row.unknown_account",
        severity="warning",
        problem=f"{ledger['rows'].sum():,} rows of {name} belong to accounts that have no file, {shown}{more}, "
        "and are in no pack",
        hint=f'"{accounts[0]}": did you mean "{meant[0]}"?' if meant else "write a file for each under accounts/",
    )


def opened_later(tables: Tables, as_of: datetime) -> tuple[Issue, ...]:
    """Warnings on tickets that were opened after the state of the data."""
    tickets = tables.frames.get("tickets")
    return () if tickets is None else tuple(checks.opened_later(tickets, tables.files, as_of))


def unaccounted(tables: Tables) -> dict[str, int]:
    """Rows of each table that were read and not entered in the ledger: all zero, or reading lost some."""
    entered = tables.ledger.groupby("table")["rows"].sum()
    read: dict[str, int] = {}
    for file in tables.files:
        read[file.table] = read.get(file.table, 0) + file.rows
    return {name: rows - int(entered.get(name, 0)) for name, rows in read.items()}


__all__ = ["InputFile", "Tables", "load", "opened_later", "strangers", "unaccounted"]
