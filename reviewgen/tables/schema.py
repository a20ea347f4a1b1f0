"""The tables that figures are drawn from: every column with its kind, unit, and meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["key", "text", "code", "instant", "date", "count", "number", "duration", "flag", "list"]
STATES = ("new", "in_progress", "on_hold", "resolved", "closed", "cancelled")
VERDICTS = ("met", "breached")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. `codes` are the only values of a code column; empty: any. Durations are hours."""

    name: str
    kind: Kind
    help: str
    required: bool = False
    unit: str = ""
    codes: tuple[str, ...] = ()
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows are identified by `key` within an account; `time` places a row in a period."""

    name: str
    help: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    time: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        return {column.name: column for column in self.columns}[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns, in order."""
        return tuple(column.name for column in self.columns)


_ACCOUNT = Column("account", "key", "the customer that the row belongs to, as in the account's file", required=True)
_INTERNAL_NOTE = Column("internal_note", "text", "for us only: never leaves the house", internal=True)

TABLES = (
    Table(
        "tickets",
        "Incidents, requests and other tickets, one row each.",
        (
            _ACCOUNT,
            Column("id", "key", "the ticket's number", required=True),
            Column("opened_at", "instant", "when it was opened", required=True),
            Column("title", "text", "what it is about, in one line"),
            Column("type", "code", "incident, request, or what your desk calls it"),
            Column("priority", "code", "P1 for the most urgent, P2, P3, P4; or your own words"),
            Column("category", "code", "what kind of matter it is"),
            Column("subcategory", "code", "the category's finer division"),
            Column("service", "code", "the service it concerns"),
            Column("site", "code", "where it happened"),
            Column("channel", "code", "how it reached us: phone, e-mail, portal, monitoring"),
            Column("state", "code", "where it stands now", codes=STATES),
            Column("state_name", "code", "the state in the tool's own words"),
            Column("first_response_at", "instant", "when a person first answered"),
            Column("resolved_at", "instant", "when service was restored or the request fulfilled"),
            Column("closed_at", "instant", "when the ticket was closed"),
            Column("reopen_count", "count", "how often it was reopened", unit="times"),
            Column("reassignment_count", "count", "how often it went to another group", unit="times"),
            Column("first_contact", "flag", "true if the first person to take it solved it at once"),
            Column("hold_hours", "duration", "time on hold, waiting for others", unit="h"),
            Column("requester", "code", "who asked"),
            Column("assigned_group", "code", "the group that has it"),
            Column("assigned_to", "code", "the person who has it"),
            Column("sla_response", "code", "the tool's verdict on the response time", codes=VERDICTS),
            Column("sla_resolution", "code", "the tool's verdict on the resolution time", codes=VERDICTS),
            Column("breach_cause", "text", "why a target was missed, in words for the customer"),
            Column("problem", "key", "number of the problem record behind it"),
            Column("change", "key", "number of the change that caused it"),
            Column("major", "key", "number of the major incident it belongs to"),
            Column("duplicate_of", "key", "number of the ticket that it repeats"),
            Column("tags", "list", "labels"),
            Column("resolution_note", "text", "what was done, in words for the customer"),
            _INTERNAL_NOTE,
        ),
        time=("opened_at", "resolved_at", "closed_at"),
    ),
    Table(
        "ticket_events",
        "Changes of state over the life of tickets, one row each.",
        (
            _ACCOUNT,
            Column("ticket", "key", "the ticket's number", required=True),
            Column("at", "instant", "when the state began", required=True),
            Column("state", "code", "the state that began; on_hold where the clock stands still", codes=STATES),
            Column("state_name", "code", "the state in the tool's own words"),
            Column("assigned_group", "code", "the group that had the ticket"),
            Column("priority", "code", "the priority that the ticket had from then on"),
            Column("sequence", "count", "number of the change, which orders changes of the same instant"),
        ),
        key=(),
        time=("at",),
    ),
    Table(
        "majors",
        "Major incidents with their full context, one row each.",
        (
            _ACCOUNT,
            Column("id", "key", "the major incident's number", required=True),
            Column("title", "text", "what happened, in one line", required=True),
            Column("started_at", "instant", "when the impact began", required=True),
            Column("ended_at", "instant", "when the impact ended; empty while it lasts"),
            Column("service", "code", "the service it concerned"),
            Column("priority", "code", "its priority"),
            Column("ticket", "key", "number of its ticket"),
            Column("impact", "text", "who could not do what, and for how long"),
            Column("cause", "text", "why it happened"),
            Column("controls_gap", "text", "why our controls did not catch it"),
            Column("fix", "text", "what was done to restore service"),
            Column("prevention", "text", "why it will not happen again"),
            Column("verification", "text", "how it was proven that the prevention works"),
            _INTERNAL_NOTE,
        ),
        time=("started_at",),
    ),
    Table(
        "actions",
        "What was promised in reviews and after incidents, by either side.",
        (
            _ACCOUNT,
            Column("id", "key", "the action's number", required=True),
            Column("title", "text", "what is to be done", required=True),
            Column("side", "code", "who promised it", required=True, codes=("ours", "theirs")),
            Column("owner", "text", "the person who sees to it"),
            Column("agreed_on", "date", "the day it was agreed", required=True),
            Column("due_on", "date", "the day it was first promised for"),
            Column("revised_due_on", "date", "the day it is promised for now, if that has changed"),
            Column("redate_count", "count", "how often the day was changed", unit="times"),
            Column("closed_on", "date", "the day it was done"),
            Column("state", "code", "where it stands", codes=("open", "done", "cancelled")),
            Column("major", "key", "number of the major incident that it prevents"),
            Column("ticket", "key", "number of the ticket that it came from"),
            _INTERNAL_NOTE,
        ),
        time=("agreed_on", "due_on", "closed_on"),
    ),
    Table(
        "surveys",
        "Questions sent to the customer's people and their answers, one row each.",
        (
            _ACCOUNT,
            Column("id", "key", "the survey's number", required=True),
            Column(
                "kind",
                "code",
                "csat: 1 to 5; nps: 0 to 10; ces: 1 to 7, 7 is easiest",
                required=True,
                codes=("csat", "nps", "ces"),
            ),
            Column("sent_at", "instant", "when it was sent"),
            Column("answered_at", "instant", "when it was answered; empty if it was not"),
            Column("score", "number", "the answer", unit="points"),
            Column("ticket", "key", "number of the ticket it asked about"),
            Column("service", "code", "the service it asked about"),
            Column("respondent", "text", "who answered"),
            Column("comment", "text", "the answer in their own words"),
            Column("follow_up", "text", "what we did about it"),
            _INTERNAL_NOTE,
        ),
        time=("sent_at", "answered_at"),
    ),
    Table(
        "outages",
        "Times in which a service was down or limited, planned maintenance included, one row each.",
        (
            _ACCOUNT,
            Column("id", "key", "the outage's number", required=True),
            Column("service", "code", "the service that was down", required=True),
            Column("started_at", "instant", "when it began", required=True),
            Column("ended_at", "instant", "when it ended; empty while it lasts"),
            Column("planned", "flag", "true for maintenance that was announced"),
            Column("impact", "number", "the part of it that was down, 1 for all; empty: all", unit="share"),
            Column("title", "text", "what happened, in one line"),
            Column("cause", "text", "why it happened, in words for the customer"),
            Column("ticket", "key", "number of its ticket"),
            Column("major", "key", "number of the major incident it belongs to"),
            _INTERNAL_NOTE,
        ),
        time=("started_at",),
    ),
)


def table(name: str) -> Table:
    """The table of that name; KeyError where there is none."""
    return {known.name: known for known in TABLES}[name]


def json_schema(name: str) -> dict[str, Any]:
    """JSON Schema of a table that is written in YAML: a list of records."""
    described = table(name)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "description": described.help,
        "type": "array",
        "items": {
            "type": "object",
            "properties": {column.name: _property(column) for column in described.columns},
            "required": [column.name for column in described.columns if column.required],
            "additionalProperties": False,
        },
    }


def _property(column: Column) -> dict[str, Any]:
    kinds = {"count": "integer", "number": "number", "duration": "number", "flag": "boolean"}
    formats = {"instant": "date-time", "date": "date"}
    return (
        {"description": column.help, "type": kinds.get(column.kind, "string")}
        | ({"format": formats[column.kind]} if column.kind in formats else {})
        | ({"enum": list(column.codes)} if column.codes else {})
    )
