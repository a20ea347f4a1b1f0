"""Rows of the registers that people keep: most as registers.toml has them, some with times and numbers filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from making.capacity import Measurement
from making.changes import Change, number_of
from making.desks import Row, in_london
from making.ledgers import COMPANIES, ZONES
from making.moments import days_of, months_from
from making.words import RECORDS, REGISTERS

OUTCOMES = {
    "successful": "Successful",
    "failed": "Unsuccessful",
    "backed_out": "Backed out",
    "cancelled": "Canceled",
    "": "",
}
RISKS = {"low": "Low", "medium": "Moderate", "high": "High"}
STEPS = {
    "began": "Began",
    "detected": "Noticed",
    "informed": "Customer told",
    "worked_on": "Work",
    "restored": "Restored",
    "verified": "Proof",
}
MILESTONES = {
    "project": "Project",
    "id": "No",
    "title": "Milestone",
    "baseline_on": "Planned",
    "forecast_on": "Expected",
    "done_on": "Reached",
    "internal_note": "Remark (internal)",
}
ENTITLEMENTS = {
    "id": "Asset",
    "title": "Name",
    "kind": "Kind",
    "service": "Service",
    "ends_on": "Valid to",
    "notice_days": "Notice (days)",
    "renews": "Renews itself",
    "owned": "Bought",
    "used": "In use",
    "owner": "Owner",
    "plan": "Plan",
    "internal_note": "Remark (internal)",
}
COMPLAINTS = {
    "id": "Case",
    "received_on": "Received",
    "title": "About",
    "person": "From",
    "service": "Service",
    "answer_due_on": "Answer promised for",
    "answered_on": "Answered",
    "follow_up": "What we did",
    "owner": "Handled by",
    "internal_note": "Remark (internal)",
}
LABELS = {"milestones": MILESTONES, "entitlements": ENTITLEMENTS, "complaints": COMPLAINTS}
RATINGS = ("Customer", "Topic", "Rated", "Points", "Best", "By", "Why")


def change_row(change: Change) -> Row:
    """A change in a ServiceNow list, exported with labels; what is missing is the word null."""
    row = {
        "Number": change.number,
        "Company": change.story.company,
        "Short description": change.title,
        "Type": change.type.capitalize(),
        "Service": change.service,
        "Risk": RISKS[change.risk],
        "Planned start date": in_london(change.planned[0]),
        "Planned end date": in_london(change.planned[1]),
        "Actual start": in_london(change.done[0] if change.done else None),
        "Actual end": in_london(change.done[1] if change.done else None),
        "Close code": OUTCOMES[change.outcome],
        "Impact on users": change.impact,
        "Assigned to": change.owner,
        "Review": change.review,
        "Problem": change.problem,
        "Work notes (internal)": change.note,
    }
    return {column: text or "null" for column, text in row.items()}


def problem_row(problem: Mapping[str, Any], changes: Iterable[Change]) -> Row:
    """A problem in a ServiceNow list, exported with labels; what is missing is the word null."""
    row = {
        "Number": problem["id"],
        "Company": COMPANIES[problem["account"]],
        "Short description": problem["title"],
        "Priority": problem["priority"],
        "Service": problem["service"],
        "Category": problem["category"],
        "Opened": _moment(problem, "opened"),
        "Closed": _moment(problem, "closed"),
        "Assigned to": problem["owner"],
        "Cause notes": problem.get("cause", ""),
        "Workaround": problem.get("workaround", ""),
        "Analysis promised": _text(problem.get("rca_due_on", "")),
        "Analysis delivered": _text(problem.get("rca_done_on", "")),
        "Fix notes": problem.get("fix", ""),
        "Fix promised": _text(problem.get("fix_due_on", "")),
        "Change request": number_of(problem.get("change", ""), changes),
        "Work notes (internal)": problem.get("note", ""),
    }
    return {column: text or "null" for column, text in row.items()}


def _moment(record: Mapping[str, Any], name: str) -> str:
    return in_london(record[name].replace(tzinfo=ZONES[record["account"]])) if name in record else ""


def capacity_row(one: Measurement) -> Row:
    """A measurement as the monitoring lists it."""
    return {
        "Customer": COMPANIES[one.rule["account"]],
        "Resource": one.rule["resource"],
        "Measured": _text(one.day),
        "Used": _text(one.used),
        "Limit": _text(one.limit),
        "Unit": one.rule["unit"],
        "Alarm at %": _text(one.rule["threshold"]),
        "Service": one.rule["service"],
        "Plan": one.rule.get("plan", "") if one.planned else "",
        "Owner": one.rule["owner"] if one.planned else "",
    }


def course_rows() -> list[Row]:
    """The course of each major incident, as the incident manager notes it, with the offset of the customer's clock."""
    return [
        {
            "Incident": major["id"],
            "Customer": COMPANIES[major["account"]],
            "When": at.replace(tzinfo=ZONES[major["account"]]).isoformat(timespec="minutes"),
            "Step": STEPS[phase],
            "What": text,
        }
        for major in RECORDS["majors"]
        for at, phase, text in major["course"]
    ]


def rating_rows() -> list[Row]:
    """Scorecards: a row for each topic that was rated on a day."""
    return [
        dict(zip(RATINGS, (company, topic, _text(day), *map(_text, (score, best, card["person"], why))), strict=True))
        for card in REGISTERS["scorecards"]
        for company, day, best in [(COMPANIES[card["account"]], card["on"], card.get("best", 5))]
        for topic, score, why in card["ratings"]
    ]


def listed(name: str, labels: Mapping[str, str]) -> list[Row]:
    """The records of a register as rows of a list with labels."""
    return [
        {"Customer": COMPANIES[record["account"]]}
        | {label: _text(record.get(column, "")) for column, label in labels.items()}
        for record in REGISTERS[name]
    ]


def written(records: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Records with our own names, as a service manager writes them."""
    return [{name: _stated(value) for name, value in record.items()} for record in records]


def values() -> list[Mapping[str, Any]]:
    """What was delivered: single things, and what saves time month after month, reckoned with its assumption."""
    usual = [one for saving in REGISTERS["savings"] for one in _monthly(saving)]
    return sorted([*REGISTERS["value"], *usual], key=lambda one: (one["account"], one["on"], one["id"]))


def _monthly(saving: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    counts: Sequence[int] = saving["counts"]
    for month, count in zip(months_from(saving["since"])[: len(counts)], counts, strict=True):
        hours = count * saving["minutes"] / 60
        yield {
            "account": saving["account"],
            "id": f"{saving['id']}-{month}",
            "on": days_of(month)[-1],
            "title": saving["title"],
            "kind": "saving",
            "service": saving["service"],
            "hours": round(hours, 2),
            "money": round(hours * saving["rate"], 2),
            "assumption": saving["assumption"].format(count=count, **saving),
        } | ({"improvement": saving["improvement"]} if "improvement" in saving else {})


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _stated(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | datetime) else str(value).strip()
