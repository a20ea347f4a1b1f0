"""Rows of what people keep beside the desks: surveys, major incidents, outages and promises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from making.desks import Row, in_london
from making.moments import AS_OF
from making.outages import Outage
from making.stories import STORIES
from making.surveys import Survey
from making.tickets import Ticket

COMPANIES = {story.code: story.company for story in STORIES}
ZONES = {story.code: story.zone for story in STORIES}


def survey_row(number: int, survey: Survey) -> Row:
    """A survey as the survey tool exports it."""
    return {
        "Survey no": f"S{number:05}",
        "Customer": survey.story.company,
        "Kind": survey.kind,
        "Sent": in_london(survey.sent),
        "Answered": in_london(survey.answered),
        "Score": "" if survey.score is None else str(survey.score),
        "Ticket": survey.ticket.number if survey.ticket else "",
        "Service": survey.ticket.topic.service if survey.ticket else "",
        "From": survey.respondent if survey.answered else "",
        "Comment": survey.comment,
        "What we did": survey.follow_up,
    }


def major_record(major: Mapping[str, Any], tickets: Iterable[Ticket]) -> Row:
    """A major incident as the incident manager writes it up."""
    zone = ZONES[major["account"]]
    ticket = next(one for one in tickets if one.major == major["id"] and one.duplicate_of is None)
    return {
        "reference": major["id"],
        "customer": COMPANIES[major["account"]],
        "headline": major["title"],
        "began": major["started"].replace(tzinfo=zone).isoformat(),
        "over": major["ended"].replace(tzinfo=zone).isoformat(),
        "service": major["service"],
        "priority": f"P{ticket.priority}",
        "ticket": ticket.number,
        "impact": major["impact"].strip(),
        "root cause": major["cause"],
        "kind of cause": major["cause_code"],
        "problem record": major["problem"],
        "why not caught": major["controls_gap"].strip(),
        "repair": major["fix"],
        "lasting measure": major["prevention"].strip(),
        "proof": major["verification"],
        "internal": major.get("internal_note", ""),
    }


def outage_row(number: int, outage: Outage) -> Row:
    """An outage or a maintenance window as the service monitoring lists it."""
    return {
        "Ref": f"OUT-{number:04}",
        "Customer": outage.story.company,
        "Service": outage.service,
        "From": in_london(outage.started),
        "To": in_london(outage.ended) if outage.ended < AS_OF else "",
        "Kind": "Maintenance" if outage.planned else "Outage",
        "Part down": f"{outage.part:g}",
        "What": outage.title,
        "Why": outage.cause,
        "Ticket": outage.ticket,
        "Major": outage.major,
        "Note (internal)": outage.note,
    }


def action_row(action: Mapping[str, Any]) -> Row:
    """A promise as it stands in the list that both sides keep."""
    state = action.get("state", "done" if "closed" in action else "open")
    return {
        "Ref": action["id"],
        "Customer": COMPANIES[action["account"]],
        "What": action["title"],
        "Whose": "Northwind" if action["side"] == "ours" else "Customer",
        "Who": action.get("owner", ""),
        "Agreed": _day(action, "agreed"),
        "Due": _day(action, "due"),
        "New date": _day(action, "revised"),
        "Times moved": str(action.get("redates", 0)),
        "Done on": _day(action, "closed"),
        "Status": state.capitalize(),
        "Major": action.get("major", ""),
        "Note (internal)": action.get("note", ""),
    }


def _day(action: Mapping[str, Any], name: str) -> str:
    return f"{action[name]:%d/%m/%Y}" if name in action else ""
