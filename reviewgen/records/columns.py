"""What a column and a table are, and how the fields of a record describe its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property, partial
from typing import Any, Literal

Kind = Literal["key", "text", "code", "instant", "date", "count", "number", "duration", "flag", "list"]
NUMERIC: tuple[Kind, ...] = ("count", "number", "duration")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. `codes` are the only values of a code column; empty: any. Durations are hours.

    What is `internal` has no field in the record, so that it cannot reach a section.
    """

    name: str
    kind: Kind
    help: str
    required: bool = False
    unit: str = ""
    codes: tuple[str, ...] = ()
    internal: bool = False


ACCOUNT = Column("account", "key", "the customer that the row belongs to, as in the account's file", required=True)
INTERNAL_NOTE = Column("internal_note", "text", "for us only: never leaves the house", internal=True)
INTERNAL = Column("internal", "flag", "true: the whole row is for us only, and in no figure", internal=True)
WITHHELD = (INTERNAL_NOTE, INTERNAL)


@dataclass(frozen=True)
class Table:
    """A table: a row of it becomes a `record`, and is identified by `key` within an account.

    Pages call its rows by the `title`. The first of `time` that a row has places it in a period; a row without any
    concerns every period. `lasts` names when it begins and ends. What has not begun yet concerns a period by its
    `plan`; a row that `follows` a record of another table, named by a column, does so where that record does. What
    `later` names has happened, so that it is unknown before it did, with what is `told_with` it in the same row; a row
    whose end was taken out for that is `standing`. The rows of a table that is not `listed` are handed to no section.
    """

    name: str
    title: str
    help: str
    record: type[Any]
    key: tuple[str, ...] = ("id",)
    time: tuple[str, ...] = ()
    lasts: tuple[str, str] | None = None
    later: tuple[str, ...] = ()
    standing: str = ""
    plan: str = ""
    follows: tuple[str, str] | None = None
    told_with: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    listed: bool = True
    withheld: tuple[Column, ...] = WITHHELD

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """All columns, in order: the account, those of the record, and those that are for us only."""
        described = (Column(one.name, **one.metadata["column"]) for one in fields(self.record) if one.metadata)
        return (ACCOUNT, *described, *self.withheld)

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def numeric(self) -> frozenset[str]:
        """The names of the columns that hold numbers."""
        return frozenset(column.name for column in self.columns if column.kind in NUMERIC)

    @property
    def inherits(self) -> bool:
        """Whether its rows may have their account from their ticket."""
        return "ticket" in self.names

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns, in order."""
        return tuple(column.name for column in self.columns)


def _column(kind: Kind, help_text: str, **more: Any) -> Any:
    return field(metadata={"column": {"kind": kind, "help": help_text, **more}})


key = partial(_column, "key")
text = partial(_column, "text")
code = partial(_column, "code")
instant = partial(_column, "instant")
date = partial(_column, "date")
count = partial(_column, "count")
number = partial(_column, "number")
duration = partial(_column, "duration")
flag = partial(_column, "flag")
list_of = partial(_column, "list")


def apart() -> Any:
    """A field of a record that is no column of its table."""
    return field()
