"""What is understood of one export: a mapping for each table with what was answered, and what is left over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reviewgen import presets
from reviewgen.config import ColumnRule, ColumnSpec
from reviewgen.config import Mapping as ColumnMapping
from reviewgen.errors import Issue
from reviewgen.presets import Match, Preset
from reviewgen.recognition import daymonth, drafting, fitting, latest, numbers
from reviewgen.recognition.dates import Order
from reviewgen.recognition.drafting import Draft
from reviewgen.recognition.exports import Export
from reviewgen.recognition.fitting import Times
from reviewgen.recognition.questions import Answers, Question
from reviewgen.recognition.recognising import Recognised
from reviewgen.records import Table, table
from reviewgen.records.costs import COSTS

LOG = ColumnMapping(rows="last", columns={})
"""Stands for tickets of which an export has several rows, or none: they may have another account than a row beside."""


@dataclass(frozen=True)
class Understood:
    """What is understood of one export.

    `tables` has the mapping of each table that it fills; `match` is the preset that it was recognised by, `draft` what
    was drafted without one. `order` is that of day and month, with its `evidence`. `lacking` are our columns that it
    has nothing for, with what that costs. `times` are our columns of times, `project` the tables that all exports
    together fill, `rivals` those that this one may fill as well, each with the columns that it would take.
    `disproved` is the preset of its header that takes none of its rows.
    """

    export: Export
    match: Match | None
    draft: Draft | None
    tables: Mapping[str, ColumnMapping]
    order: Order | None
    evidence: str
    left: tuple[str, ...]
    lacking: tuple[tuple[str, str, str], ...]
    times: tuple[Times, ...]
    project: frozenset[str]
    rivals: Mapping[str, Sequence[str]]
    disproved: Preset | None = None
    questions: tuple[Question, ...] = ()
    warnings: tuple[Issue, ...] = ()

    @property
    def naive(self) -> bool:
        """Whether some of its times have no offset."""
        return any(one.found.naive for one in self.times)

    @property
    def preset(self) -> Preset | None:
        """The preset that it was recognised by."""
        return self.match.preset if self.match else None

    @property
    def title(self) -> str:
        """What it is, in words."""
        if self.preset:
            return self.preset.title
        return (
            "columns by our names"
            if self.draft is None
            else f"of no tool that is known: a draft for {' or '.join(self.rivals or [self.draft.table])}"
        )


def understood(begun: Recognised, project: frozenset[str], answers: Answers) -> Understood:
    """What is understood of an export with the answers on it, in a project with these tables; no questions yet."""
    export, tables = begun.export, begun.tables
    said = {name: _said_of(name, answers, next(iter(tables))) for name in tables}
    tables = {
        name: _as_answered(export, name, mapping, project, answers, said[name]) for name, mapping in tables.items()
    }
    if begun.tables.get("tickets", LOG).rows == "all":
        tables = {name: _owned_as_ticket(name, mapping, tables["tickets"]) for name, mapping in tables.items()}
    tables = {name: fitting.with_missing(mapping, name, export) for name, mapping in tables.items()}
    if begun.match is None or answers.decimal:
        tables = {name: numbers.with_signs(one, name, export, answers.decimal) for name, one in tables.items()}
    times = {name: fitting.times_of(export, name, mapping) for name, mapping in tables.items()}
    together = tuple(one for some in times.values() for one in some)
    order, known = daymonth.order(export, together, answers)
    dated = {name: fitting.with_dates(mapping, times[name], order) for name, mapping in tables.items()}
    dated = {name: _one_row_each(export, name, mapping, times[name], answers) for name, mapping in dated.items()}
    return Understood(
        export,
        begun.match,
        begun.draft,
        dated,
        order,
        known,
        fitting.left_over(export, dated.values()),
        tuple(_lacking(dated)),
        together,
        project,
        begun.rivals,
        begun.disproved,
    )


def _one_row_each(
    export: Export, name: str, mapping: ColumnMapping, times: Sequence[Times], answers: Answers
) -> ColumnMapping:
    """The mapping with what is known of rows of one record, where the table has records."""
    if "id" not in table(name).names:
        return mapping
    mapping = latest.with_moves(export, mapping, answers)
    return latest.with_latest(export, mapping, times, said=answers.rows is not None)


def _as_answered(
    export: Export,
    name: str,
    mapping: ColumnMapping,
    project: frozenset[str],
    answers: Answers,
    said: Mapping[str, str],
) -> ColumnMapping:
    """The mapping with what was answered: columns, the account, which of several rows count."""
    described = table(name)
    named = {ours: theirs for ours, theirs in said.items() if ours in described.names}
    specs = {ours: _said(export, described, ours, theirs, mapping.rule(ours)) for ours, theirs in named.items()}
    given = {ours: spec for ours, spec in specs.items() if spec is not None}
    mapping = fitting.with_columns(mapping, given)
    mapping = mapping if "account" in given else _with_owner(export, name, mapping, project, answers)
    if answers.rows and "id" in described.names:
        mapping = mapping.model_copy(update={"rows": answers.rows})
    mapping = fitting.plainly(mapping)
    ordered = {ours: mapping.columns[ours] for ours in described.names if ours in mapping.columns}
    return mapping.model_copy(update={"columns": ordered})


def _said_of(name: str, answers: Answers, main: str) -> dict[str, str]:
    """What was said of the columns of a table; without a table it was said of the main one, but the account of all."""
    theirs_of = answers.columns_of(name)
    if name == main:
        return theirs_of
    others = {*table(main).names} - {"account"}
    return {ours: theirs for ours, theirs in theirs_of.items() if ours not in others or _is_told(answers, name, ours)}


def _is_told(answers: Answers, name: str, ours: str) -> bool:
    return f"{name}.{ours}" in answers.columns


def _said(export: Export, described: Table, ours: str, theirs: str, known: ColumnRule | None) -> ColumnSpec | None:
    """What was said of one of ours: a column, where this export has it, or one of our codes for all rows.

    Words that the preset knows mean there what they mean in its own column.
    """
    column = export.column(theirs)
    if column is None:
        return ColumnRule(constant=theirs) if theirs in described.column(ours).codes else None
    spec = drafting.spec_of(described, ours, column)
    if known is None or not known.values or known.rules:
        return spec
    values = {**(spec.values if isinstance(spec, ColumnRule) else {}), **known.values}
    return known.model_copy(update={"column": theirs, "columns": (), "values": values})


def _owned_as_ticket(name: str, mapping: ColumnMapping, tickets: ColumnMapping) -> ColumnMapping:
    """The mapping with the account of the tickets, where a row of this export is the ticket's own row.

    Its number alone may be that of a ticket of another tool as well.
    """
    spec = tickets.columns.get("account")
    if spec is None or "account" in mapping.columns or not presets.inherits(name, mapping, ["tickets"]):
        return mapping
    return mapping.model_copy(update={"columns": {"account": spec, **mapping.columns}})


def _with_owner(
    export: Export, name: str, mapping: ColumnMapping, project: frozenset[str], answers: Answers
) -> ColumnMapping:
    """The mapping with the account that was said; one for all rows only where they name none, or it is said of them."""
    if inherits(name, mapping, project) and not export.owner:
        return mapping
    if answers.account_column and export.column(answers.account_column):
        return _owned(mapping, ColumnRule(column=answers.account_column))
    if answers.account and (answers.certain or "account" not in mapping.columns):
        return _owned(mapping, ColumnRule(constant=answers.account))
    return mapping


def inherits(name: str, mapping: ColumnMapping, project: frozenset[str]) -> bool:
    """Whether rows without an account of their own take that of their ticket."""
    return "account" not in mapping.columns and presets.inherits(name, mapping, project)


def _owned(mapping: ColumnMapping, rule: ColumnRule) -> ColumnMapping:
    return fitting.with_columns(mapping, {"account": rule.column if rule.column else rule})


def _lacking(tables: Mapping[str, ColumnMapping]) -> Iterator[tuple[str, str, str]]:
    """Our columns that no column of theirs fills, and what it costs, what weighs most first."""
    for name, mapping in tables.items():
        for column, cost in COSTS.get(name, {}).items():
            if column not in mapping.columns and not _stands_in(name, column, tables):
                yield name, column, cost


def _stands_in(name: str, column: str, tables: Mapping[str, ColumnMapping]) -> bool:
    """Whether another column, or the changes of states, tell what a column lacks."""
    if column == "state_name" and "state" in tables[name].columns:
        return True
    return name == "tickets" and column in ("reopen_count", "hold_hours") and "ticket_events" in tables
