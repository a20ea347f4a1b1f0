"""A small project on disk: accounts with rows in every table, all in files that they share."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from reviewgen.build import build
from reviewgen.gather import Job, Request, gather
from reviewgen.records import TABLES, table
from reviewgen.results import Result
from reviewgen.sections import TITLES

Row = dict[str, str]
Data = dict[str, list[Row]]
Words = Callable[[str, str], str]
TICKETS = 24
PERIOD = "2026-10"
TEXT_KINDS = ("key", "text", "code", "list")


def text_columns() -> list[tuple[str, str]]:
    """Return table and name of every column that holds free text: those of codes and the account's left out."""
    return [
        (described.name, column.name)
        for described in TABLES
        for column in described.columns
        if column.kind in TEXT_KINDS and not column.codes and column.name != "account"
    ]


def plain(table_name: str, column: str) -> str:
    """Return harmless words for a column."""
    return f"{table_name} {column}"


def rows(account: str, words: Words = plain) -> Data:
    """Return rows of one account for every table, `words` in every free text column."""
    return {
        "tickets": [ticket(account, number, words) for number in range(TICKETS)],
        "ticket_events": [event(account, number, words) for number in range(TICKETS)],
        "majors": [major(account, words)],
        "outages": [outage(account, number, words) for number in range(3)],
        "actions": [action(account, number, words) for number in range(4)],
        "surveys": [survey(account, number, words) for number in range(12)],
    } | {name: [kept(name, account, number, words) for number in range(2)] for name in KEPT}


def desk(account: str, words: Words = plain) -> Data:
    """Return the rows of the tables that a desk exports: where the registers beside it are not the point."""
    return {name: found for name, found in rows(account, words).items() if name not in KEPT}


def filled(name: str, words: Words, number: int) -> Row:
    """Return a row with words in every free text column; those that group rows have two values."""
    mark = "ab"[number % 2]
    return {
        column.name: f"{words(name, column.name)} {mark}" if column.kind == "code" else words(name, column.name)
        for column in table(name).columns
        if column.kind in TEXT_KINDS and not column.codes and column.name != "account"
    }


# What people keep beside the desk: the cells that are no text, of two rows each; what is left out is empty.
KEPT: dict[str, tuple[Row, Row]] = {
    "major_events": (
        {"at": "2026-10-13 08:00", "phase": "began"},
        {"at": "2026-10-13 11:30", "phase": "restored"},
    ),
    "changes": (
        {
            "type": "emergency",
            "risk": "high",
            "planned_end_at": "2026-10-06 23:00",
            "started_at": "2026-10-06 22:00",
            "ended_at": "2026-10-07 01:00",
            "outcome": "backed_out",
        },
        {"type": "normal", "risk": "low", "planned_start_at": "2026-11-20 22:00", "planned_end_at": "2026-11-20 23:00"},
    ),
    "problems": (
        {"opened_at": "2026-09-03 09:00", "rca_due_on": "2026-10-01", "fix_due_on": "2026-11-30"},
        {"opened_at": "2026-10-05 09:00", "closed_at": "2026-10-20 09:00", "rca_done_on": "2026-10-19"},
    ),
    "capacity": (
        {"measured_on": "2026-09-15", "used": "70", "limit": "100", "threshold": "90"},
        {"measured_on": "2026-10-15", "used": "80", "limit": "100", "threshold": "90"},
    ),
    "projects": (
        {
            "started_on": "2026-08-01",
            "baseline_end_on": "2026-11-10",
            "forecast_end_on": "2026-11-21",
            "reported_on": "2026-10-30",
            "budget": "60000",
            "planned_value": "40000",
            "earned_value": "36000",
            "actual_cost": "39000",
            "tests_planned": "10",
            "tests_passed": "8",
        },
        {"started_on": "2026-09-01", "baseline_end_on": "2026-10-15", "ended_on": "2026-10-15"},
    ),
    "milestones": (
        {"baseline_on": "2026-10-01", "forecast_on": "2026-10-08", "done_on": "2026-10-08"},
        {"baseline_on": "2026-11-10", "forecast_on": "2026-11-21"},
    ),
    "entitlements": (
        {"ends_on": "2026-12-15", "notice_days": "30", "renews": "true", "owned": "100", "used": "90"},
        {"ends_on": "2027-06-30"},
    ),
    "contracts": (
        {
            "starts_on": "2026-01-01",
            "ends_on": "2026-12-31",
            "notice_days": "30",
            "renews": "true",
            "allowance": "100",
            "used": "95",
            "used_on": "2026-10-31",
        },
        {"starts_on": "2025-01-01", "ends_on": "2027-12-31"},
    ),
    "value": (
        {"on": "2026-10-09", "kind": "outcome", "hours": "12", "money": "900"},
        {"on": "2026-10-12", "kind": "prevented", "hours": "3"},
    ),
    "improvements": (
        {"raised_on": "2026-08-01", "agreed_on": "2026-08-10", "due_on": "2026-10-20"},
        {"raised_on": "2026-08-02", "agreed_on": "2026-08-10", "due_on": "2026-10-20", "done_on": "2026-10-12"},
    ),
    "requirements": (
        {"raised_on": "2026-10-02", "side": "theirs"},
        {"raised_on": "2026-09-02", "side": "theirs", "decided_on": "2026-10-03"},
    ),
    "risks": (
        {"raised_on": "2026-09-02", "likelihood": "high", "severity": "high", "due_on": "2026-11-30"},
        {"raised_on": "2026-09-03", "likelihood": "low", "severity": "medium"},
    ),
    "complaints": (
        {"received_on": "2026-10-02", "answer_due_on": "2026-10-09"},
        {"received_on": "2026-10-03", "answer_due_on": "2026-10-10", "answered_on": "2026-10-06"},
    ),
    "scorecard": (
        {"rated_on": "2026-09-28", "score": "4", "best": "5"},
        {"rated_on": "2026-10-28", "score": "3", "best": "5"},
    ),
}


def kept(name: str, account: str, number: int, words: Words = plain) -> Row:
    """Return a row of a register that people keep, with words in every free text column."""
    row = filled(name, words, number) | KEPT[name][number] | {"account": account}
    if "id" in row:
        row["id"] = f"{name[:2].upper()}{number}{words(name, 'id')}"
    if name == "major_events":
        row["major"] = f"M1{words('majors', 'id')}"
    if name == "milestones":
        row["project"] = f"PR0{words('projects', 'id')}"
    if name in ("capacity", "scorecard"):
        column = "resource" if name == "capacity" else "topic"
        row[column] = words(name, column)
    return row


def ticket(account: str, number: int, words: Words = plain) -> Row:
    """Return a ticket: two of three in October 2026, every fifth late."""
    opened = datetime(2026, 10 if number % 3 else 9, 1 + number, 7 + number % 9)
    done = opened + timedelta(hours=200 if number % 5 == 0 else 2)
    return filled("tickets", words, number) | {
        "account": account,
        "id": f"T{number:03}{words('tickets', 'id')}",
        "priority": f"P{number % 4 + 1}{words('tickets', 'priority')}",
        "opened_at": f"{opened:%Y-%m-%d %H:%M}",
        "first_response_at": f"{opened + timedelta(minutes=20):%Y-%m-%d %H:%M}",
        "resolved_at": "" if number == 23 else f"{done:%Y-%m-%d %H:%M}",
        "closed_at": "" if number == 23 else f"{done:%Y-%m-%d %H:%M}",
        "state": "in_progress" if number == 23 else "closed",
        "reopen_count": str(number % 2),
        "reassignment_count": str(number % 3),
        "first_contact": "true" if number % 4 else "false",
        "hold_hours": "0.5",
        "duplicate_of": words("tickets", "duplicate_of") if number == 22 else "",
    }


def event(account: str, number: int, words: Words = plain) -> Row:
    """Return the moment at which work on a ticket began; the last is of a ticket that is in no export."""
    opened = datetime(2026, 10 if number % 3 else 9, 1 + number, 7 + number % 9)
    return filled("ticket_events", words, number) | {
        "account": account,
        "ticket": words("ticket_events", "ticket") if number == 23 else f"T{number:03}{words('tickets', 'id')}",
        "at": f"{opened + timedelta(minutes=5):%Y-%m-%d %H:%M}",
        "state": "in_progress",
    }


def major(account: str, words: Words = plain) -> Row:
    """Return a major incident of 13 October."""
    return filled("majors", words, 0) | {
        "account": account,
        "id": f"M1{words('majors', 'id')}",
        "started_at": "2026-10-13 08:00",
        "ended_at": "2026-10-13 11:30",
    }


def outage(account: str, number: int, words: Words = plain) -> Row:
    """Return an outage of October, the second one announced; the first and the third are of one service."""
    return filled("outages", words, number) | {
        "account": account,
        "id": f"O{number}{words('outages', 'id')}",
        "started_at": f"2026-10-{number + 5:02} 08:00",
        "ended_at": f"2026-10-{number + 5:02} 09:30",
        "planned": "true" if number == 1 else "false",
        "impact": "0.5" if number == 2 else "",
    }


def action(account: str, number: int, words: Words = plain) -> Row:
    """Return an action: open, overdue, done in time, done late; the last is of a major incident of another year."""
    closed = ("", "", "2026-10-20", "2026-10-21")[number]
    due = ("2026-12-01", "2026-10-10", "2026-10-20", "2026-10-15")[number]
    return filled("actions", words, number) | {
        "account": account,
        "id": f"A{number}{words('actions', 'id')}",
        "major": words("actions", "major") if number == 3 else f"M1{words('majors', 'id')}",
        "side": ("ours", "theirs")[number % 2],
        "agreed_on": ("2026-10-02", "2026-08-02", "2026-09-15", "2026-09-16")[number],
        "due_on": due,
        "closed_on": closed,
        "state": "done" if closed else "open",
    }


def survey(account: str, number: int, words: Words = plain) -> Row:
    """Return an answered survey of October; one in three unhappy, one in six of them followed up."""
    return filled("surveys", words, number) | {
        "account": account,
        "id": f"S{number:02}{words('surveys', 'id')}",
        "kind": "csat",
        "sent_at": f"2026-10-{number + 1:02} 09:00",
        "answered_at": f"2026-10-{number + 1:02} 15:00",
        "score": "2" if number % 3 == 0 else "5",
        "follow_up": words("surveys", "follow_up") if number % 2 else "",
    }


def account_file(account: str, words: Words = plain, **changes: Any) -> dict[str, Any]:
    """Return an account's file with every field that people write."""

    def person(side: str) -> dict[str, str]:
        return {name: words("account", f"{side} {name}") for name in ("name", "role", "email", "phone")}

    def side(name: str) -> dict[str, list[dict[str, str]]]:
        return {kind: [person(f"{name} {kind}")] for kind in ("business", "technical")}

    hours = {f"P{number}{words('tickets', 'priority')}": 24 for number in range(1, 5)}
    return {
        "id": account,
        "name": words("account", "name"),
        "services": [words("account", "services")],
        "depth": "full",
        "cadence": "monthly",
        "next_meeting": "2026-11-12",
        "review_after": "2026-12-10",
        "fee": 12000,
        "agenda": [
            {"topic": words("account", "topic"), "minutes": 20, "owner": words("account", "presenter")},
            {"topic": "Decisions", "minutes": 10},
        ],
        "participants": {team: [words("account", f"{team} participant")] for team in ("provider", "customer")},
        "minutes": {"held_on": "2026-10-12", "state": "sent", "points": [words("account", "point of minutes")]},
        "contacts": {"provider": side("provider"), "customer": side("customer")},
        "targets": {
            "resolution_hours": hours,
            "response_hours": hours,
            "figures": [
                {"metric": "sla.resolution", "at_least": 95},
                {"metric": "sla.resolution", "priority": next(iter(hours)), "at_least": 90},
                {"metric": "tickets.backlog", "at_most": 60},
            ],
        },
        "branding": {"accent": "#2f6b5e"}
        | {name: words("account", name) for name in ("cover_line", "confidentiality")},
        "decisions": [
            {"text": words("account", "decision"), "owner": words("account", "decider"), "due_on": "2026-11-12"}
        ],
        "notes": {name: words("account", f"note {name}") for name in TITLES},
        "internal": {
            "commercial": words("internal", "commercial"),
            "sensitive": [words("internal", "sensitive")],
            "questions": [{"question": words("internal", "question"), "answer": words("internal", "answer")}],
        },
    } | changes


def project_file(tables: Iterable[str], **changes: Any) -> dict[str, Any]:
    """Return a project's file with one CSV file for each table."""
    return {
        "provider": {"name": "Northwind", "email": "reviews@northwind.example"},
        "defaults": {"zone": "Europe/London"},
        "as_of": "2026-11-02 06:00",
        "sources": [{"table": name, "files": f"data/{name}.csv"} for name in tables],
    } | changes


def write(folder: Path, accounts: Sequence[dict[str, Any]], data: Data, **changes: Any) -> Path:
    """Write a project: `data` has the rows of each table, `changes` go into reviewgen.yaml. Returns the folder."""
    for part in ("accounts", "data"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for number, account in enumerate(accounts):
        (folder / "accounts" / f"account-{number}.yaml").write_text(as_yaml(account), "utf-8")
    for name, found in data.items():
        write_csv(folder / "data" / f"{name}.csv", table(name).names, found)
    (folder / "reviewgen.yaml").write_text(as_yaml(project_file(data, **changes)), "utf-8")
    return folder


def as_yaml(value: Any) -> str:
    """Return a value as JSON, which YAML contains."""
    return json.dumps(value, ensure_ascii=False, indent=1)


def write_csv(path: Path, names: Sequence[str], found: Iterable[Row]) -> None:
    """Write rows with these columns; what a row lacks is empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(found)


def together(*parts: Data) -> Data:
    """Return the rows of several accounts in the same tables."""
    return {name: [row for part in parts for row in part.get(name, [])] for part in parts for name in part}


def request(folder: Path, out: Path, **asked: Any) -> Request:
    """Return a request to build a project into a folder."""
    return Request(folder, datetime(2026, 11, 2, 6, tzinfo=UTC), {}, out=out, **asked)


def gathered(folder: Path, out: Path, **asked: Any) -> Job:
    """Return what is read of a project."""
    return gather(request(folder, out, **asked))


def built(folder: Path, out: Path, **asked: Any) -> dict[str, Result]:
    """Build a project into a folder; return what became of each account."""
    wanted = request(folder, out, **asked)
    return {result.account: result for result in build(gather(wanted), wanted)}


def folder_of(result: Result) -> Path:
    """Return the folder of a pack that was built; fails with the reasons where it was not."""
    assert result.folder, [str(issue) for issue in result.issues]
    return Path(result.folder)


def text_of_workbook(data: bytes) -> str:
    """Return the names and texts of all parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return "\n".join(f"{name}\n{parts.read(name).decode('utf-8')}" for name in parts.namelist())


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by its name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
