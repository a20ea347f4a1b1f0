"""The exports of the two desks, as rows of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from making.agreed import ALWAYS
from making.dice import Dice
from making.history import updates_of
from making.moments import BERLIN, LONDON, MINUTE
from making.stories import SEED
from making.tickets import Ticket

Row = dict[str, str]
SERVICENOW_PRIORITIES = {1: "1 - Critical", 2: "2 - High", 3: "3 - Moderate", 4: "4 - Low", 5: "5 - Planning"}
SERVICENOW_STATES = {
    "new": "New",
    "in_progress": "In Progress",
    "on_hold": "On Hold",
    "resolved": "Resolved",
    "closed": "Closed",
    "cancelled": "Canceled",
}
FRESHSERVICE_PRIORITIES = {1: "Urgent", 2: "High", 3: "Medium", 4: "Low"}
FRESHSERVICE_STATES = {
    "new": "Open",
    "in_progress": "Work in Progress",
    "on_hold": "Pending",
    "resolved": "Resolved",
    "closed": "Closed",
    "cancelled": "Cancelled",
}


def number_tickets(tickets: Iterable[Ticket], first: int, prefix: str = "") -> None:
    """Number the tickets of a desk in the order given; the gaps are other customers' tickets."""
    rng, number = Dice(f"{SEED}/numbers/{first}"), first
    for ticket in tickets:
        ticket.number = f"{prefix}{number}"
        number += rng.randrange(1, 4)


def in_london(instant: datetime | None) -> str:
    """An instant as ServiceNow shows it."""
    return f"{instant.astimezone(LONDON):%d/%m/%Y %H:%M}" if instant else ""


def in_berlin(instant: datetime | None) -> str:
    """An instant as Freshservice shows it."""
    return f"{instant.astimezone(BERLIN):%d.%m.%Y %H:%M}" if instant else ""


def servicenow_row(ticket: Ticket) -> Row:
    """A ticket in a ServiceNow list, exported with labels; what is missing is the word null."""
    topic, original = ticket.topic, ticket.duplicate_of
    row = {
        "Number": ticket.number,
        "Company": ticket.story.company,
        "Short description": ticket.title,
        "Item type": topic.kind.capitalize(),
        "Priority": SERVICENOW_PRIORITIES[ticket.priority],
        "State": SERVICENOW_STATES[ticket.state],
        "Category": topic.category,
        "Subcategory": topic.subcategory,
        "Service": topic.service,
        "Location": ticket.site,
        "Channel": ticket.channel,
        "Caller": _person(ticket),
        "Opened": in_london(ticket.opened),
        "First response": in_london(ticket.responded),
        "Resolved": in_london(ticket.resolved),
        "Closed": in_london(ticket.closed),
        "Updated": in_london(ticket.updated),
        "Reopen count": str(ticket.reopened),
        "Reassignment count": str(ticket.moves),
        "Assignment group": ticket.group,
        "Assigned to": ticket.agent if ticket.responded else "",
        "First contact": str(ticket.first_contact).lower() if ticket.resolved else "",
        "On hold minutes": str(ticket.held // MINUTE),
        "Breach cause": ticket.cause,
        "Problem": ticket.problem,
        "Caused by change": ticket.change,
        "Major incident": ticket.major,
        "Duplicate of": original.number if original else "",
        "Work notes (internal)": ticket.note,
        "Close notes": _close_note(ticket),
    }
    return {column: text or "null" for column, text in row.items()}


def freshservice_row(ticket: Ticket) -> Row:
    """A ticket in a Freshservice export, with the tool's verdicts."""
    topic, original = ticket.topic, ticket.duplicate_of
    return {
        "Ticket Id": ticket.number,
        "Subject": ticket.title,
        "Type": "Service Request" if topic.kind == "request" else "Incident",
        "Status": FRESHSERVICE_STATES[ticket.state],
        "Priority": FRESHSERVICE_PRIORITIES[ticket.priority],
        "Group": ticket.group,
        "Agent": ticket.agent if ticket.responded else "",
        "Requester": _person(ticket),
        "Company": ticket.story.company,
        "Category": topic.category,
        "Sub-Category": topic.subcategory,
        "Service": topic.service,
        "Location": ticket.site,
        "Source": ticket.channel.replace("-", "").capitalize(),
        "Created Time": in_berlin(ticket.opened),
        "Resolved Time": in_berlin(ticket.resolved),
        "Closed Time": in_berlin(ticket.closed),
        "Last Updated Time": in_berlin(ticket.updated),
        "Initial Response Time": in_berlin(ticket.responded),
        "Resolution Status": _resolution_verdict(ticket),
        "First Response Status": _response_verdict(ticket),
        "Pending Time": _hours_minutes_seconds(ticket.held),
        "Reopened": str(ticket.reopened),
        "Group Changes": str(ticket.moves),
        "First Contact": ("Yes" if ticket.first_contact else "No") if ticket.resolved else "",
        "Violation Reason": ticket.cause,
        "Associated Problem": ticket.problem,
        "Associated Change": ticket.change,
        "Major Incident": ticket.major,
        "Parent Ticket": original.number if original else "",
        "Private Note": ticket.note,
        "Resolution Note": _close_note(ticket),
    }


def _person(ticket: Ticket) -> str:
    return "" if ticket.caller == "Monitoring" else ticket.caller


def _close_note(ticket: Ticket) -> str:
    if ticket.duplicate_of:
        return f"Duplicate of {ticket.duplicate_of.number}."
    return ticket.fix if ticket.resolved else ""


def _resolution_verdict(ticket: Ticket) -> str:
    if not ticket.resolved or not ticket.counts:
        return ""
    return _verdict(ticket, ticket.resolved, ticket.promise.resolution)


def _response_verdict(ticket: Ticket) -> str:
    if not ticket.responded or not ticket.counts:
        return ""
    return _verdict(ticket, ticket.responded, ticket.promise.response)


def _verdict(ticket: Ticket, stop: datetime, hours: float) -> str:
    """What the tool says: it counts in its own hours, waiting included."""
    clock = ticket.story.desk.hours or ALWAYS
    return "SLA Violated" if clock.between(ticket.opened, stop) > timedelta(hours=hours) else "Within SLA"


def _hours_minutes_seconds(length: timedelta) -> str:
    minutes = length // MINUTE
    return f"{minutes // 60}:{minutes % 60:02}:00" if minutes else ""


def history_rows(tickets: Iterable[Ticket]) -> list[Row]:
    """Every update of the tickets, as ServiceNow's history lists them: in minutes, hence with a number."""
    return [
        {
            "Number": update.ticket.number,
            "Company": update.ticket.story.company,
            "Updated": in_london(update.at),
            "Update no": str(update.number),
            "State": update.name or SERVICENOW_STATES[update.state],
            "Priority": SERVICENOW_PRIORITIES[update.priority],
            "Assignment group": update.group,
        }
        for update in updates_of(tickets)
    ]


def spoil(rows: Sequence[Row]) -> list[Row]:
    """Faults of real exports, named in README.md: an hour that never was, resolved too early, rows twice."""
    _ordinary(rows, "Calder Rail", "29/03/2026")["Opened"] = "29/03/2026 01:30"
    backwards = _ordinary(rows, "Hollin & Marsh Solicitors", "12/05/2026")
    opened = datetime.strptime(backwards["Opened"], "%d/%m/%Y %H:%M")
    backwards["Resolved"] = f"{opened - timedelta(days=1):%d/%m/%Y %H:%M}"
    twice = [
        _ordinary(rows, "Hollin & Marsh Solicitors", "09/06/2026")["Number"],
        _ordinary(rows, "Calder Rail", "20/10/2026")["Number"],
    ]
    return [copy for row in rows for copy in ([row, row] if row["Number"] in twice else [row])]


def _ordinary(rows: Iterable[Row], company: str, day: str) -> Row:
    """The first ordinary ticket that a company opened on a day."""
    theirs = (row for row in rows if row["Company"] == company and row["Opened"].startswith(day))
    return next(row for row in theirs if row["Resolved"] != "null" and row["Duplicate of"] == "null")
