"""What the desk keeps: tickets, the changes of their state, and what their people said when asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reviewgen.languages import N_
from reviewgen.model import Clock
from reviewgen.records import columns as c
from reviewgen.records.columns import Table

OPEN = ("new", "in_progress", "on_hold")
DONE = ("resolved", "closed")
ENDED = (*DONE, "cancelled")
STATES = (*OPEN, *ENDED)
VERDICTS = ("met", "breached")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket that concerns the period; instants are in the account's zone, clocks are no columns."""

    id: str = c.key("the ticket's number", required=True)
    opened_at: datetime = c.instant("when it was opened", required=True)
    title: str = c.text("what it is about, in one line")
    type: str = c.code("incident, request, or what your desk calls it")
    priority: str = c.code("P1 for the most urgent, P2, P3, P4; or your own words")
    category: str = c.code("what kind of matter it is")
    subcategory: str = c.code("the category's finer division")
    service: str = c.code("the service it concerns")
    site: str = c.code("where it happened")
    channel: str = c.code("how it reached us: phone, e-mail, portal, monitoring")
    state: str = c.code("where it stands now", codes=STATES)
    state_name: str = c.code("the state in the tool's own words")
    first_response_at: datetime | None = c.instant("when a person first answered")
    resolved_at: datetime | None = c.instant("when service was restored or the request fulfilled")
    closed_at: datetime | None = c.instant("when the ticket was closed")
    updated_at: datetime | None = c.instant("when anything about it was last changed")
    reopen_count: float | None = c.count("how often it was reopened", unit="times")
    reassignment_count: float | None = c.count("how often it went to another group", unit="times")
    first_contact: bool | None = c.flag("true if the first person to take it solved it at once")
    hold_hours: float | None = c.duration("time on hold, waiting for others", unit="h")
    requester: str = c.code("who asked")
    assigned_group: str = c.code("the group that has it")
    assigned_to: str = c.code("the person who has it")
    sla_response: str = c.code("the tool's verdict on the response time", codes=VERDICTS)
    sla_resolution: str = c.code("the tool's verdict on the resolution time", codes=VERDICTS)
    breach_cause: str = c.text("why a target was missed, in words for the customer")
    problem: str = c.key("number of the problem record behind it")
    change: str = c.key("number of the change that caused it")
    major: str = c.key("number of the major incident it belongs to")
    duplicate_of: str = c.key("number of the ticket that it repeats")
    tags: str = c.list_of("labels")
    resolution_note: str = c.text("what was done, in words for the customer")
    response: Clock = c.apart()
    resolution: Clock = c.apart()


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """A change of a ticket's state."""

    ticket: str = c.key("the ticket's number", required=True)
    at: datetime = c.instant("when the state began", required=True)
    state: str = c.code("the state that began; on_hold where the clock stands still", codes=STATES)
    state_name: str = c.code("the state in the tool's own words")
    assigned_group: str = c.code("the group that had the ticket")
    priority: str = c.code("the priority that the ticket had from then on")
    sequence: float | None = c.count("number of the change, which orders changes of the same instant")


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey sent or answered in the period."""

    id: str = c.key("the survey's number", required=True)
    kind: str = c.code(
        "csat: 1 to 5; nps: 0 to 10; ces: 1 to 7, 7 is easiest", required=True, codes=("csat", "nps", "ces")
    )
    sent_at: datetime | None = c.instant("when it was sent")
    answered_at: datetime | None = c.instant("when it was answered; empty if it was not")
    score: float | None = c.number("the answer", unit="points")
    ticket: str = c.key("number of the ticket it asked about")
    service: str = c.code("the service it asked about")
    respondent: str = c.text("who answered")
    comment: str = c.text("the answer in their own words")
    follow_up: str = c.text("what we did about it")


TICKETS = Table(
    "tickets",
    N_("tickets"),
    "Incidents, requests and other tickets, one row each.",
    Ticket,
    time=("opened_at", "resolved_at", "closed_at"),
    later=("first_response_at", "resolved_at", "closed_at"),
    told_with={"first_response_at": ("sla_response",), "resolved_at": ("sla_resolution", "resolution_note")},
)
TICKET_EVENTS = Table(
    "ticket_events",
    N_("ticket events"),
    "Changes of state over the life of tickets, one row each.",
    TicketEvent,
    key=(),
    time=("at",),
    listed=False,
    withheld=(),
)
SURVEYS = Table(
    "surveys",
    N_("surveys"),
    "Questions sent to the customer's people and their answers, one row each.",
    Survey,
    time=("sent_at", "answered_at"),
    later=("answered_at",),
    told_with={"answered_at": ("score", "comment", "follow_up")},
)
