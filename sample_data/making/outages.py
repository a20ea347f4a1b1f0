"""Times in which services were down: what records.toml tells, the critical tickets of a service, and maintenance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from making.moments import AS_OF, FIRST_DAY, FIRST_MONTH, MINUTE, at, days_of, months_from
from making.stories import STORIES, Story
from making.tickets import Ticket
from making.words import RECORDS

STORY = {story.code: story for story in STORIES}


@dataclass(frozen=True, kw_only=True)
class Outage:
    """A time in which a part of a service was down; `part` 1 is all of it."""

    story: Story
    service: str
    started: datetime
    ended: datetime
    title: str
    planned: bool = False
    part: float = 1.0
    cause: str = ""
    ticket: str = ""
    major: str = ""
    note: str = ""


def outages_of(tickets: Sequence[Ticket]) -> list[Outage]:
    """All outages that had begun when the export was made, by their beginning."""
    told = [_told(record, tickets) for record in RECORDS["outages"]]
    felt = [outage for rule in RECORDS["outages_from_tickets"] for outage in _felt(rule, tickets)]
    found = [outage for outage in (*told, *felt, *windows()) if outage.started < AS_OF]
    return sorted(found, key=lambda outage: (outage.started, outage.story.code, outage.title))


def windows() -> list[Outage]:
    """All windows of maintenance, those still to come included."""
    return [window for rule in RECORDS["maintenance"] for window in _windows(rule)]


def _told(record: Mapping[str, Any], tickets: Iterable[Ticket]) -> Outage:
    story = STORY[record["account"]]
    known = (ticket for ticket in tickets if ticket.major and ticket.duplicate_of is None)
    numbers = {ticket.major: ticket.number for ticket in known}
    started, ended = (record[name].replace(tzinfo=story.zone).astimezone(UTC) for name in ("started", "ended"))
    major = record.get("major", "")
    optional = {name: record[name] for name in ("part", "cause", "note") if name in record}
    return Outage(
        story=story,
        service=record["service"],
        started=started,
        ended=ended,
        title=record["title"],
        ticket=numbers[major] if major else "",
        major=major,
        **optional,
    )


def _felt(rule: Mapping[str, Any], tickets: Iterable[Ticket]) -> Iterable[Outage]:
    """Critical tickets of a service that are no major incident: down from the first call until it is resolved."""
    for ticket in tickets:
        theirs = ticket.story.code == rule["account"] and ticket.topic.service == rule["service"]
        ours = theirs and ticket.priority == 1 and not ticket.major and ticket.duplicate_of is None
        if ours and ticket.resolved and ticket.opened >= at(ticket.story.zone, FIRST_DAY):
            yield Outage(
                story=ticket.story,
                service=rule["service"],
                started=ticket.opened - 2 * MINUTE,
                ended=ticket.resolved,
                title=ticket.title,
                part=rule["part"],
                cause=ticket.cause,
                ticket=ticket.number,
            )


def _windows(rule: Mapping[str, Any]) -> Iterable[Outage]:
    story = STORY[rule["account"]]
    for month in months_from(FIRST_MONTH):
        started = at(story.zone, _day(month, rule), rule["from"].hour, rule["from"].minute)
        yield Outage(
            story=story,
            service=rule["service"],
            started=started,
            ended=started + timedelta(minutes=rule["minutes"]),
            title=rule["title"],
            planned=True,
        )


def _day(month: str, rule: Mapping[str, Any]) -> date:
    """The first, second ... day of a month that falls on the rule's weekday."""
    days = [day for day in days_of(month) if f"{day:%A}" == rule["weekday"]]
    return days[int(rule["which"]) - 1]
