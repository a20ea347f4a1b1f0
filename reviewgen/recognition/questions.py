"""What only the user can know: open questions with the flags that answer them, and the answers that were given."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from reviewgen import periods
from reviewgen.checked import AccountId, Delimiter, Zone
from reviewgen.errors import ConfigError, Issue, did_you_mean
from reviewgen.presets import plainly
from reviewgen.recognition.dates import Order
from reviewgen.recognition.exports import Export
from reviewgen.records import BY_NAME

Rows = Literal["first", "last"]
Said = Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said on the command line, or at its questions; None and empty: nothing.

    `table` is that of all exports, `tables` has those of single files, `accounts` has FILE=ID as it was written.
    `columns` are theirs by ours, or by the table and ours: tickets.id. `replies` are those to the questions on one
    export, by its title: they hold for no other.
    """

    account: str | None = None
    accounts: tuple[str, ...] = ()
    account_column: str | None = None
    date_order: Order | None = None
    rows: Rows | None = None
    moved: Said | None = None
    decimal: Literal[".", ","] | None = None
    zone: str | None = None
    table: str | None = None
    tables: Mapping[str, str] = field(default_factory=dict)
    preset: str | None = None
    as_of: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    replies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    certain: bool = False
    alone: bool = True

    def on(self, export: Export, *, alone: bool) -> Answers:
        """What holds for one export: its own replies, what was said of its files, what was said of all.

        `certain` is whether the account was said of this very export, and not of whichever has none; `alone` whether
        there is no other.
        """
        own = self.replies.get(export.title, {})
        answers = replace(self, table=self._table_of(export))
        if export.owner:
            answers = replace(answers, account=export.owner, account_column=None)
        for name, value in own.items():
            answers = _with(answers, name, value)
        certain = alone or bool(export.owner) or bool({"account", "account_column"} & {*own})
        return replace(answers, certain=certain, alone=alone)

    def _table_of(self, export: Export) -> str | None:
        return next((name for file, name in self.tables.items() if export.holds(file)), self.table)

    def columns_of(self, table: str) -> dict[str, str]:
        """Their columns by those of ours that were said of a table: before what was said of any."""
        start = f"{table}."
        own = {name.removeprefix(start): theirs for name, theirs in self.columns.items() if name.startswith(start)}
        return {**{name: theirs for name, theirs in self.columns.items() if "." not in name}, **own}


@dataclass(frozen=True, slots=True)
class Question:
    """A question on one export: why it is asked, and each flag that answers it with what that means.

    `choices` are the answers in their short form, with the field of `Answers` and the value that each of them gives;
    None where any text will do, which is then the value of `free`. `header` has the columns that may be named, `rows`
    is how many rows it is about.
    """

    code: str
    file: str
    text: str
    flags: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str, str], ...] = ()
    free: str = ""
    header: tuple[str, ...] = ()
    rows: int = 0

    def as_json(self) -> dict[str, Any]:
        """The question as data."""
        flags = [{"flag": flag, "meaning": meaning} for flag, meaning in self.flags]
        return {"code": self.code, "file": self.file, "question": self.text, "flags": flags}


def quoted(text: str) -> str:
    """A text as a shell takes it, with nothing in it that a shell would act on."""
    return shlex.quote(text)


def answered(
    columns: Sequence[str] = (), tables: Sequence[str] = (), accounts: Sequence[str] = (), **given: Any
) -> Answers:
    """What was said on the command line. Raises ConfigError for what cannot be meant."""
    owned = tuple(text for text in accounts if "=" in text)
    general_owner = list(dict.fromkeys(text for text in accounts if "=" not in text))
    given = {"account": next(iter(general_owner), None), **given}
    issues = [_wrong(flag, given[name], kind) for name, flag, kind in _CHECKED if given.get(name) is not None]
    pairs = [text.partition("=") for text in columns]
    issues += [
        _unusable("--column", "".join(pair), "is not OURS=THEIRS", "write --column id=Number")
        for pair in pairs
        if not all(pair)
    ]
    named = [text.rpartition("=") for text in tables]
    issues += [
        _unusable("--table", name, "is not a table", did_you_mean(name, list(BY_NAME)))
        for _, _, name in named
        if name not in BY_NAME
    ]
    general = list(dict.fromkeys(name for file, _, name in named if not file))
    if len(general) > 1:
        issues.append(_unusable("--table", general[1], f"is said beside {general[0]}", "write --table FILE=TABLE"))
    if len(general_owner) > 1:
        hint = "write --account FILE=ID"
        issues.append(_unusable("--account", general_owner[1], f"is said beside {general_owner[0]}", hint))
    if given.get("as_of") is not None:
        periods.instant(given["as_of"], ZoneInfo("UTC"))
    found = [issue for issue in issues if issue]
    if found:
        raise ConfigError(found)
    known = {one.name for one in fields(Answers)}
    return Answers(
        columns={ours: theirs for ours, _, theirs in pairs},
        table=next(iter(general), None),
        accounts=owned,
        tables={file: name for file, _, name in named if file},
        **{name: value for name, value in given.items() if name in known},
    )


def options(**given: Any) -> dict[str, str | int]:
    """How files are to be read, of what was said. Raises ConfigError for a sign that cannot stand between cells."""
    said = {name: value for name, value in given.items() if value is not None}
    if said.get("delimiter") == "tab":
        said["delimiter"] = "\t"
    wrong = _wrong("--delimiter", said["delimiter"], Delimiter) if "delimiter" in said else None
    if wrong:
        raise ConfigError([wrong])
    return said


_CHECKED: tuple[tuple[str, str, Any], ...] = (("account", "--account", AccountId), ("zone", "--zone", Zone))


def _wrong(flag: str, value: str, kind: Any) -> Issue | None:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        detail = error.errors()[0]
        words = detail.get("ctx", {})
        return _unusable(flag, value, str(words.get("problem", detail["msg"])), str(words.get("hint", "")))
    return None


def _unusable(flag: str, value: str, problem: str, hint: str) -> Issue:
    return Issue(code="map.flag", column=flag, value=value, problem=problem, hint=hint)


def with_reply(answers: Answers, asked: Question, reply: str) -> Answers | None:
    """The answers with what was said to a question: a choice by number or name, or free text; None: it is neither.

    A number that is none of a choice is the id of a customer, which `doubt` has confirmed.
    Raises ConfigError for a free text that cannot be meant.
    """
    reply = reply.strip()
    choice = _choice(asked, reply)
    if choice:
        return _replied(answers, asked, choice[1], choice[2])
    mistyped = reply.isdigit() and asked.free != "account"
    meant = asked.free and reply and (_column(asked, reply) or not mistyped)
    return _replied(answers, asked, *_free(asked, reply)) if meant else None


def doubt(asked: Question, reply: str) -> str | None:
    """What has to be confirmed before a reply is followed: a customer of all rows may be a column that was mistyped."""
    reply = reply.strip()
    if asked.free != "account" or _choice(asked, reply) or _column(asked, reply):
        return None
    hint = did_you_mean(reply, asked.header)
    meant = f" ({hint.rstrip('?')})" if hint.endswith("?") else ""
    return f"There is no column {reply}{meant}. All {asked.rows:,} rows are of the customer '{reply}'?"


def _choice(asked: Question, reply: str) -> tuple[str, str, str] | None:
    numbered = {str(number): choice for number, choice in enumerate(asked.choices, 1)}
    return numbered.get(reply) or next((choice for choice in asked.choices if choice[0] == reply), None)


def _column(asked: Question, reply: str) -> str | None:
    """The column of the header that a reply names."""
    return next((name for name in asked.header if plainly(name) == plainly(reply)), None)


def _free(asked: Question, reply: str) -> tuple[str, str]:
    """The field that a free text fills: the name of a column is never taken for that of a customer."""
    column = _column(asked, reply)
    if asked.free == "account" and column:
        return "account_column", column
    if asked.free.startswith("columns."):
        if column is None:
            hint = did_you_mean(reply, [name for name in asked.header if name])
            raise ConfigError([_unusable("--column", reply, "is not in the header", hint)])
        return asked.free, column
    answered(**{asked.free: reply})
    return asked.free, reply


def _replied(answers: Answers, asked: Question, name: str, value: str) -> Answers:
    """The answers with a reply that holds for the export of its question, or, where that has none, for all."""
    if not asked.file:
        return _with(answers, name, value)
    own = {**answers.replies.get(asked.file, {}), name: value}
    return replace(answers, replies={**answers.replies, asked.file: own})


def _with(answers: Answers, name: str, value: str) -> Answers:
    field_name, _, ours = name.partition(".")
    given: dict[str, Any] = {"columns": {**answers.columns, ours: value}} if ours else {field_name: value}
    return replace(answers, **given)
