"""The tables that figures are drawn from, and the records that sections are given: one class describes both.

To add a table: a record whose fields carry kind and help, its Table in the module of its matter, and one line in TABLES
and Evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reviewgen.model import InputRows
from reviewgen.records import agreement, desk, relation, service
from reviewgen.records.agreement import Contract, Entitlement, Milestone, Project
from reviewgen.records.columns import NUMERIC, Column, Kind, Table
from reviewgen.records.desk import DONE, ENDED, OPEN, STATES, Survey, Ticket, TicketEvent
from reviewgen.records.relation import Action, Complaint, Improvement, Rating, Requirement, Risk, Value
from reviewgen.records.service import Capacity, Change, Major, MajorEvent, Outage, Problem

TABLES: tuple[Table, ...] = (
    desk.TICKETS,
    desk.TICKET_EVENTS,
    service.MAJORS,
    relation.ACTIONS,
    desk.SURVEYS,
    service.OUTAGES,
    service.MAJOR_EVENTS,
    service.CHANGES,
    service.PROBLEMS,
    service.CAPACITY,
    agreement.PROJECTS,
    agreement.MILESTONES,
    agreement.ENTITLEMENTS,
    agreement.CONTRACTS,
    relation.VALUE,
    relation.IMPROVEMENTS,
    relation.REQUIREMENTS,
    relation.RISKS,
    relation.COMPLAINTS,
    relation.SCORECARD,
)
BY_NAME: Mapping[str, Table] = {table.name: table for table in TABLES}
LISTED: tuple[Table, ...] = tuple(table for table in TABLES if table.listed)

__all__ = [
    "BY_NAME",
    "DONE",
    "ENDED",
    "LISTED",
    "NUMERIC",
    "OPEN",
    "STATES",
    "TABLES",
    "Action",
    "Capacity",
    "Change",
    "Column",
    "Complaint",
    "Contract",
    "Entitlement",
    "Evidence",
    "Improvement",
    "Kind",
    "Major",
    "MajorEvent",
    "Milestone",
    "Outage",
    "Problem",
    "Project",
    "Rating",
    "Requirement",
    "Risk",
    "Survey",
    "Table",
    "Ticket",
    "TicketEvent",
    "Value",
    "json_schema",
    "table",
]


def table(name: str) -> Table:
    """The table of that name; KeyError where there is none."""
    return BY_NAME[name]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The rows of one account that concern the period, oldest first, and where they came from.

    One field for each table whose rows are listed. `basis` says what decides each clock: the "policy", the tool's
    "verdict", "targets" in elapsed time, or "none".
    """

    tickets: tuple[Ticket, ...] = ()
    majors: tuple[Major, ...] = ()
    actions: tuple[Action, ...] = ()
    surveys: tuple[Survey, ...] = ()
    outages: tuple[Outage, ...] = ()
    major_events: tuple[MajorEvent, ...] = ()
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    capacity: tuple[Capacity, ...] = ()
    projects: tuple[Project, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    entitlements: tuple[Entitlement, ...] = ()
    contracts: tuple[Contract, ...] = ()
    value: tuple[Value, ...] = ()
    improvements: tuple[Improvement, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    risks: tuple[Risk, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    scorecard: tuple[Rating, ...] = ()
    inputs: tuple[InputRows, ...] = ()
    basis: tuple[tuple[str, str], ...] = ()


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
