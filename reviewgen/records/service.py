"""What happens to services: major incidents, outages, changes, problems, and how full their resources are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from reviewgen.languages import N_
from reviewgen.records import columns as c
from reviewgen.records.columns import Table


@dataclass(frozen=True, slots=True)
class Major:
    """A major incident that concerns the period."""

    id: str = c.key("the major incident's number", required=True)
    title: str = c.text("what happened, in one line", required=True)
    started_at: datetime = c.instant("when the impact began", required=True)
    ended_at: datetime | None = c.instant("when the impact ended; empty while it lasts")
    service: str = c.code("the service it concerned")
    priority: str = c.code("its priority")
    ticket: str = c.key("number of its ticket")
    problem: str = c.key("number of the problem record behind it")
    impact: str = c.text("who could not do what, and for how long")
    cause: str = c.text("why it happened")
    cause_code: str = c.code("the kind of cause in a word or two, the same for the same cause")
    controls_gap: str = c.text("why our controls did not catch it")
    fix: str = c.text("what was done to restore service")
    prevention: str = c.text("why it will not happen again")
    verification: str = c.text("how it was proven that the prevention works")


@dataclass(frozen=True, slots=True)
class MajorEvent:
    """A step in the course of a major incident."""

    major: str = c.key("number of the major incident", required=True)
    at: datetime = c.instant("when it happened", required=True)
    text: str = c.text("what happened, or what was done", required=True)
    phase: str = c.code(
        "what the step was", codes=("began", "detected", "informed", "worked_on", "restored", "verified")
    )


@dataclass(frozen=True, slots=True)
class Outage:
    """An outage of a service that concerns the period."""

    id: str = c.key("the outage's number", required=True)
    service: str = c.code("the service that was down", required=True)
    started_at: datetime = c.instant("when it began", required=True)
    ended_at: datetime | None = c.instant("when it ended; empty while it lasts")
    planned: bool | None = c.flag("true for maintenance that was announced")
    impact: float | None = c.number("the part of it that was down, 1 for all; empty: all", unit="share")
    title: str = c.text("what happened, in one line")
    cause: str = c.text("why it happened, in words for the customer")
    ticket: str = c.key("number of its ticket")
    major: str = c.key("number of the major incident it belongs to")


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was carried out in the period, or is planned."""

    id: str = c.key("the change's number", required=True)
    title: str = c.text("what is changed, in one line", required=True)
    type: str = c.code("how it is authorised", codes=("standard", "normal", "emergency"))
    service: str = c.code("the service it concerns")
    risk: str = c.code("how risky it is", codes=("low", "medium", "high"))
    planned_start_at: datetime | None = c.instant("when it is planned to begin")
    planned_end_at: datetime | None = c.instant("when it is planned to be done")
    started_at: datetime | None = c.instant("when it began")
    ended_at: datetime | None = c.instant("when it was done, or taken back")
    outcome: str = c.code(
        "how it went; empty: not yet", codes=("successful", "with_issues", "failed", "backed_out", "cancelled")
    )
    impact: str = c.text("what users notice of it")
    owner: str = c.text("the person who sees to it")
    review: str = c.text("what was learned where it went wrong")
    problem: str = c.key("number of the problem record that it puts right")


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem record that is open, or was closed in the period."""

    id: str = c.key("the problem's number", required=True)
    title: str = c.text("what the problem is, in one line", required=True)
    opened_at: datetime = c.instant("when it was recorded", required=True)
    closed_at: datetime | None = c.instant("when it was closed; empty while it is open")
    priority: str = c.code("its priority")
    service: str = c.code("the service it concerns")
    category: str = c.code("what kind of matter it is")
    owner: str = c.text("the person who sees to it")
    cause: str = c.text("the cause; empty until it is known")
    workaround: str = c.text("how users can work until it is put right; a known error has one")
    rca_due_on: date | None = c.date("the day the analysis of the cause was promised for")
    rca_done_on: date | None = c.date("the day the analysis was delivered")
    fix: str = c.text("what puts it right for good")
    fix_due_on: date | None = c.date("the day that is promised for")
    change: str = c.key("number of the change that puts it right")


@dataclass(frozen=True, slots=True)
class Capacity:
    """A measurement of how full a resource was."""

    resource: str = c.code("the resource: a disk, a link, a pool of seats", required=True)
    measured_on: date = c.date("the day of the measurement", required=True)
    used: float = c.number("how much of it was used", required=True)
    limit: float = c.number("how much of it there was, in the same unit", required=True)
    unit: str = c.code("the unit of both: GB, Mbit/s, seats")
    service: str = c.code("the service that needs it")
    threshold: float | None = c.number("the part of the limit that must not be passed; empty: all of it", unit="%")
    plan: str = c.text("what will be done before it is full")
    owner: str = c.text("the person who sees to it")


MAJORS = Table(
    "majors",
    N_("major incidents"),
    "Major incidents with their full context, one row each.",
    Major,
    time=("started_at",),
    lasts=("started_at", "ended_at"),
    later=("ended_at",),
)
MAJOR_EVENTS = Table(
    "major_events",
    N_("steps of major incidents"),
    "The course of major incidents, a row for each step.",
    MajorEvent,
    key=("major", "at", "text"),
    time=("at",),
    follows=("majors", "major"),
)
OUTAGES = Table(
    "outages",
    N_("outages"),
    "Times in which a service was down or limited, planned maintenance included, one row each.",
    Outage,
    time=("started_at",),
    lasts=("started_at", "ended_at"),
    later=("ended_at",),
)
CHANGES = Table(
    "changes",
    N_("changes"),
    "Changes to services: carried out, taken back, and planned, one row each.",
    Change,
    time=("started_at", "planned_start_at", "ended_at"),
    later=("started_at", "ended_at"),
    plan="planned_start_at",
    told_with={"ended_at": ("outcome", "review")},
)
PROBLEMS = Table(
    "problems",
    N_("problems"),
    "Problem records and known errors, one row each.",
    Problem,
    time=("opened_at",),
    lasts=("opened_at", "closed_at"),
    later=("closed_at", "rca_done_on"),
    told_with={"rca_done_on": ("cause",)},
)
CAPACITY = Table(
    "capacity",
    N_("capacity"),
    "How full resources are: a row for each resource and day of measurement.",
    Capacity,
    key=("resource", "measured_on"),
    time=("measured_on",),
)
