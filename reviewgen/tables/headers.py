"""What is wrong with the columns of a source, whatever its rows hold: those of its mapping, and of its header."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from reviewgen import mapping as mapped
from reviewgen.config import Mapping as ColumnMapping
from reviewgen.config import QuerySource, Source
from reviewgen.errors import Issue, did_you_mean
from reviewgen.project import Setup
from reviewgen.records import Column, Table, table
from reviewgen.sources import Extract
from reviewgen.tables import checks
from reviewgen.tables.convert import counts_from


def owned(issues: Iterable[Issue], account: str | None) -> list[Issue]:
    """Issues of a source that belongs to one account concern that account alone."""
    return [checks.of_account(issue, account) for issue in issues] if account else list(issues)


def mapping_issues(setup: Setup, number: int) -> list[Issue]:
    """What is wrong with the columns of a source's mapping, whatever its files hold."""
    source = setup.project.sources[number]
    if not isinstance(source.mapping, ColumnMapping):
        return []
    issues = [issue for found in (_unknown, _missing, _uncounted) for issue in found(setup, number, source.mapping)]
    return owned(issues, mapped.constant_account(source.mapping))


def _unknown(setup: Setup, number: int, mapping: ColumnMapping) -> Iterable[Issue]:
    """The columns of a mapping that its table does not have."""
    described = table(setup.project.sources[number].table)
    for name in mapping.columns:
        if name not in described.names:
            yield setup.mapping_issue(
                number,
                ("columns", name),
                code="column.unknown",
                column=f"columns.{name}",
                problem=f"is not a column of {described.name}",
                hint=did_you_mean(name, described.names),
            )


def _missing(setup: Setup, number: int, mapping: ColumnMapping) -> Iterable[Issue]:
    """The required columns that a mapping does not have."""
    described = table(setup.project.sources[number].table)
    for column in _lacking(described, mapping.columns):
        yield setup.mapping_issue(
            number,
            ("columns",),
            code="column.missing",
            column=f"columns.{column.name}",
            problem=f"is needed for {described.name} and is not there",
            expected=column.help,
            hint="say which of their columns it is",
        )


def _uncounted(setup: Setup, number: int, mapping: ColumnMapping) -> Iterable[Issue]:
    """The columns that are counted from a time that the mapping does not read."""
    described = table(setup.project.sources[number].table)
    for name, start in counts_from(mapping, described).items():
        if start is None:
            yield setup.mapping_issue(
                number,
                ("columns", name, "after"),
                code="column.after",
                column=f"columns.{name}.after",
                problem="cannot be counted so",
                expected="a column with a time, and after: another one that this mapping reads as a time",
            )


def _lacking(described: Table, names: Collection[str]) -> list[Column]:
    """The required columns that are not among the names; the account may come from the ticket."""
    return [
        column
        for column in described.columns
        if column.required and column.name not in names and not (column.name == "account" and described.inherits)
    ]


def zone_issues(described: Table, source: Source, extract: Extract, mapping: ColumnMapping) -> Iterable[Issue]:
    """The columns of a query with times of which nobody has said where they are."""
    if not isinstance(source, QuerySource) or source.zone:
        return
    instants = (column.name for column in described.columns if column.kind == "instant")
    for theirs in dict.fromkeys(name for ours in instants for name in mapped.naive(extract, mapping, ours)):
        yield Issue(
            code="source.zone",
            file=extract.file,
            column=theirs,
            problem="has times without a zone",
            hint="say with zone: in this source of reviewgen.yaml in which zone the database keeps them, often UTC",
        )


def header_issues(described: Table, extract: Extract, given: ColumnMapping | None) -> Iterable[Issue]:
    """What is wrong with the header of a file that has no mapping: its columns are to have our names."""
    if given is not None:
        return
    for column in _lacking(described, extract.header):
        yield Issue(
            code="column.missing",
            file=extract.file,
            column=column.name,
            problem=f"is needed for {described.name} and is not there",
            expected=column.help,
            hint=did_you_mean(column.name, [name for name in extract.header if name]),
        )
    for name in sorted({name for name in described.names if extract.header.count(name) > 1}):
        yield Issue(
            code="column.twice",
            file=extract.file,
            column=name,
            problem="stands in the header more than once",
            expected="each of our columns once",
            hint="rename one of them, or say with repeated: in a mapping which one counts",
        )
    for name in extract.header:
        if name and name not in described.names:
            yield Issue(
                code="column.unknown",
                severity="warning",
                file=extract.file,
                column=name,
                problem=f"is not a column of {described.name} and is not used",
                hint=did_you_mean(name, described.names),
            )
