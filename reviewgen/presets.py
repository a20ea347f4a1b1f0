"""Presets: what is known of the exports of each tool, and which of them a header belongs to. Data, not code."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, TypeVar

from pydantic import Field, model_validator

from reviewgen import records, resources, yamlfile
from reviewgen.checked import Strict, Text, wrong
from reviewgen.config import Choice, ColumnRule, ColumnSpec, Condition, Mapping, TableName
from reviewgen.errors import ConfigError, Issue, did_you_mean
from reviewgen.validation import validate

NAMES = (
    "servicenow-incident",
    "servicenow-incident-labels",
    "servicenow-incident-metric",
    "servicenow-audit-log",
    "servicenow-sc-task",
    "servicenow-task-sla",
    "servicenow-change",
    "servicenow-change-labels",
    "servicenow-outage",
    "servicenow-outage-labels",
    "servicenow-outage-om",
    "servicenow-outage-worked",
    "hp-sm-incident",
    "hp-sm-interaction",
    "hp-sm-change",
    "vinst-status-log",
    "jira-issues",
    "zendesk-tickets",
    "freshdesk-tickets",
    "freshservice-tickets",
    "servicedesk-plus-requests",
    "servicedesk-plus-fields",
    "halopsa-tickets",
    "remedy-incidents",
    "osticket-tickets",
    "otrs-tickets",
)

C = TypeVar("C", bound=Condition)
Some = Annotated[tuple[Text, ...], Field(min_length=1)]


class Seen(Strict):
    """A place where columns of an export were seen."""

    where: Text = Field(description="an export that was published, a page of the maker, or a program for such exports")
    columns: tuple[Text, ...] = Field((), description="those that were seen there, of all that the preset reads")


class Recognise(Strict):
    """By what a header is known as that of an export."""

    all: Some = Field(description="columns that must all be there")
    any: tuple[Text, ...] = Field((), description="columns that are often there; the more, the surer")
    none: tuple[Text, ...] = Field((), description="columns that show that it is another export")


class Filled(Strict):
    """A table that the export fills."""

    table: TableName = Field(description="the table")
    needs: tuple[Text, ...] = Field((), description="columns without which the export does not fill this table")
    mapping: Mapping = Field(description="how, without the account; columns that a header lacks are left out")

    @property
    def read(self) -> frozenset[str]:
        """Every column that it reads."""
        rules = (self.mapping.rule(name) for name in self.mapping.columns)
        others = (*self.needs, *(one.column for one in self.mapping.only), *filter(None, [self.mapping.order]))
        return frozenset(others).union(*(rule.theirs for rule in rules if rule))


class Preset(Strict):
    """One export of one tool."""

    name: Text = Field(description="its file's name")
    tool: Text = Field(description="the tool, as people call it")
    export: Text = Field(description="which of its exports")
    known_from: Annotated[tuple[Seen, ...], Field(min_length=1)] = Field(
        description="where its columns were seen; those of `offer` may be anybody's own"
    )
    quirks: Some = Field(description="what a user must know, a sentence each")
    page: Text = Field(description="its page in docs/exports")
    recognise: Recognise = Field(description="by what its header is known")
    cap: int | None = Field(None, gt=0, description="rows at which the tool cuts off without a word")
    account: tuple[Text, ...] = Field((), description="columns that name the account, best first")
    offer: tuple[Text, ...] = Field(
        (), description="columns that some have for the account: offered first, never taken"
    )
    ask: tuple[Text, ...] = Field((), description="what only the user can know of this export, a question each")
    tables: Annotated[tuple[Filled, ...], Field(min_length=1)] = Field(
        description="the tables it fills, the main one first"
    )

    @model_validator(mode="after")
    def _each_table_once(self) -> Preset:
        names = [filled.table for filled in self.tables]
        if len(set(names)) < len(names):
            raise wrong("fills a table twice", at=("tables",))
        return self

    @property
    def read(self) -> frozenset[str]:
        """Every column that it reads or is known by."""
        signs = (*self.recognise.all, *self.recognise.any, *self.account)
        return frozenset(signs).union(*(filled.read for filled in self.tables))

    @property
    def title(self) -> str:
        """The tool and its export, as a message names them."""
        return f"{self.tool}: {self.export}"

    def accounts(self, header: Sequence[str]) -> tuple[str, ...]:
        """The columns of a header that name the account, best first, as the header writes them."""
        return _Header(header).several(self.account)

    def offered(self, header: Sequence[str]) -> tuple[str, ...]:
        """The columns of a header to offer for the account before others, as the header writes them."""
        return _Header(header).several(self.offer)

    def fitted(self, header: Sequence[str], empty: Collection[str] = ()) -> dict[str, Mapping]:
        """The mapping of each table, with the columns that the header has, as it writes them.

        The account comes from the best of the columns that name it, and is none of the `empty` ones; without one it is
        left out, as it is where rows take it from their ticket. The main table is there in any case; another only with
        all that it needs.
        """
        written = _Header(header)
        given = next((name for name in self.accounts(header) if name not in empty), None)
        main, *others = self.tables
        tables = [main, *(filled for filled in others if _is_filled(filled, written))]
        names = [filled.table for filled in tables]
        return {one.table: _with_account(_fitted(one.mapping, written), given, one.table, names) for one in tables}


@dataclass(frozen=True, slots=True)
class Match:
    """A preset that fits a header: `score` is the share of its signs that are there, `missing` are the others."""

    preset: Preset
    score: float
    missing: tuple[str, ...]


@cache
def load(name: str) -> Preset:
    """The preset of that name. Raises ConfigError where there is none."""
    if name not in NAMES:
        hint = did_you_mean(name, NAMES)
        raise ConfigError([Issue(code="preset.unknown", value=name, problem="is not a preset", hint=hint)])
    file = f"{name}.yaml"
    written = yamlfile.load((resources.mappings() / file).read_bytes(), file)
    data = written.data if isinstance(written.data, dict) else {}
    return validate(Preset, yamlfile.YamlFile({**data, "name": name}, written.lines), file)


def every() -> tuple[Preset, ...]:
    """Every preset, in the order of NAMES."""
    return tuple(load(name) for name in NAMES)


def recognised(header: Sequence[str]) -> tuple[Match, ...]:
    """The presets that a header fits, best first."""
    written = _Header(header)
    found = [match for preset in every() if (match := _match(preset, written))]
    return tuple(sorted(found, key=lambda match: -match.score))


def _match(preset: Preset, header: _Header) -> Match | None:
    signs = preset.recognise
    if not header.has(signs.all) or header.several(signs.none):
        return None
    wanted = (*signs.all, *signs.any)
    missing = tuple(name for name in wanted if header.one(name) is None)
    return Match(preset, (len(wanted) - len(missing)) / len(wanted), missing)


class _Header:
    """Finds columns by their names: exactly, else whatever their case and the blanks in them."""

    def __init__(self, header: Sequence[str]) -> None:
        self._exact = frozenset(header)
        self._alike: dict[str, str] = {}
        for name in header:
            self._alike.setdefault(plainly(name), name)

    def one(self, name: str) -> str | None:
        """The column as the header writes it; None where it is not there."""
        return name if name in self._exact else self._alike.get(plainly(name))

    def several(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of the columns that are there."""
        return tuple(dict.fromkeys(found for name in names if (found := self.one(name)) is not None))

    def choice(self, one: Choice) -> Choice | None:
        """A choice with those of the columns it takes that are there; None where it takes columns and none is."""
        take = self.several(one.take)
        return one.model_copy(update={"take": take}) if take or not one.take else None

    def has(self, names: Iterable[str]) -> bool:
        """Whether all of them are there."""
        return not any(self.one(name) is None for name in names)


def plainly(name: str) -> str:
    """The name of a column as far as it tells it from others: whatever its case and the blanks in it."""
    return " ".join(name.split()).casefold()


def _is_filled(filled: Filled, header: _Header) -> bool:
    """Whether a header has what a table beside the main one needs."""
    columns = _fitted(filled.mapping, header).columns
    required = [column.name for column in records.table(filled.table).columns if column.required]
    needed = (*filled.needs, *(one.column for one in filled.mapping.only))
    return header.has(needed) and {*required} <= {*columns, "account"}


def inherits(table: str, mapping: Mapping, tables: Collection[str]) -> bool:
    """Whether rows take their account from their ticket: the mapping names it, and tickets are among the tables."""
    return records.table(table).inherits and "ticket" in mapping.columns and "tickets" in tables


def _with_account(mapping: Mapping, account: str | None, table: str, tables: Sequence[str]) -> Mapping:
    """The mapping with the account in front, but where rows take it from tickets of the same export."""
    if account is None or inherits(table, mapping, tables):
        return mapping
    return mapping.model_copy(update={"columns": {"account": account, **mapping.columns}})


def _fitted(mapping: Mapping, header: _Header) -> Mapping:
    columns = {name: _found(spec, header) for name, spec in mapping.columns.items()}
    there = {name: spec for name, spec in columns.items() if spec is not None}
    order = header.one(mapping.order) if mapping.order else None
    return mapping.model_copy(update={"columns": there, "order": order, "only": _named(mapping.only, header)})


def _found(spec: ColumnSpec, header: _Header) -> ColumnSpec | None:
    """What a header has of the columns that one of ours comes from; None where it has none."""
    if isinstance(spec, ColumnRule):
        return _rule(spec, header)
    several = header.several([spec] if isinstance(spec, str) else spec)
    return several if len(several) > 1 else next(iter(several), None)


def _rule(rule: ColumnRule, header: _Header) -> ColumnRule | None:
    """A rule with what a header has of its columns. A constant that is to stand where no rule fits needs one.

    Rules that only take values away give none.
    """
    rules = tuple(one for one in map(header.choice, _named(rule.rules, header)) if one)
    column = header.one(rule.column) if rule.column else None
    columns = header.several(rule.columns)
    constant = rule.constant is not None and bool(rules or not rule.rules)
    when = _named(rule.when, header)
    if len(when) < len(rule.when) or not (column or columns or constant or any(one.use or one.take for one in rules)):
        return None
    return rule.model_copy(update={"column": column, "columns": columns, "rules": rules, "when": when})


def _named(conditions: Iterable[C], header: _Header) -> tuple[C, ...]:
    """The conditions on columns that a header has, as it writes them."""
    found = ((one, header.one(one.column)) for one in conditions)
    return tuple(one.model_copy(update={"column": name}) for one, name in found if name is not None)
