"""Small random projects for the metrics: rows as plain values, and as the frames that metrics are computed from."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from reviewgen import periods
from reviewgen.config import Account, Targets
from reviewgen.metrics import Figures, Review, compute, shard_of
from reviewgen.records import TABLES, table
from reviewgen.records.columns import Column, Table
from reviewgen.tables import InputFile, Tables
from reviewgen.tables.convert import UTC_INSTANT

Row = dict[str, Any]
ZONES = ("Europe/London", "America/New_York", "Asia/Kolkata", "UTC", "America/Havana")
REVIEWED = ("2026-10", "2026-11", "2026-03", "2026-Q4", "2026-W44", "2027-W01", "2026", "2026-10-20..2026-11-05")
RESOLUTION, RESPONSE = {"P1": 4.0, "P2": 24.0, "": 0.7}, {"P1": 0.5, "P3": 3.0}
STATES = ("", "new", "in_progress", "on_hold", "resolved", "closed", "cancelled")
DTYPES = {"instant": UTC_INSTANT, "date": "datetime64[us]", "flag": "boolean"}
NUMBERS = ("count", "number", "duration")
DRAWN = {"tickets", "ticket_events", "majors", "actions", "surveys", "changes", "problems", "capacity"}


@dataclass(frozen=True)
class DrawnProject:
    """Accounts, the period that each one reviews, and rows; a table that is not a key has no source."""

    accounts: tuple[Account, ...]
    reviewed: tuple[str, ...]
    as_of: datetime
    rows: Mapping[str, tuple[Row, ...]]

    def reviews(self) -> list[Review]:
        """What is reviewed, as the metrics take it."""
        return [
            Review(account, periods.parse(name)) for account, name in zip(self.accounts, self.reviewed, strict=True)
        ]

    def tables(self) -> Tables:
        """The rows as typed frames."""
        frames = {name: frame_of(name, rows) for name, rows in self.rows.items()}
        ledger = pd.DataFrame({name: pd.Series([], dtype="str") for name in ("account", "table", "outcome")})
        ledger["rows"] = pd.Series([], dtype="int64")
        files = tuple(InputFile(known.name, f"{known.name}.csv", "0" * 64, 0) for known in TABLES)
        return Tables(frames, ledger, files, ())

    def figures(self) -> dict[str, Figures]:
        """The figures of every account, as the package computes them."""
        reviews = self.reviews()
        return dict(compute(shard_of(self.tables(), reviews, self.as_of), reviews, self.as_of).figures)

    def with_rows(self, rows: Mapping[str, Sequence[Row]]) -> DrawnProject:
        """The same project with other rows."""
        return replace(self, rows={name: tuple(found) for name, found in rows.items()})


def blank(name: str, **values: Any) -> Row:
    """A row of a table that has nothing but these values."""
    empty = {column.name: None if column.kind in (*DTYPES, *NUMBERS) else "" for column in table(name).columns}
    assert not values.keys() - empty.keys()
    return empty | values


def frame_of(name: str, rows: Sequence[Row]) -> pd.DataFrame:
    """Rows as the frame of a table."""
    number = [known.name for known in TABLES].index(name)
    columns = {}
    for column in table(name).columns:
        dtype = "float64" if column.kind in NUMBERS else DTYPES.get(column.kind, "str")
        columns[column.name] = pd.Series([row[column.name] for row in rows], dtype=dtype)
    places = {
        "_file": pd.Series([number] * len(rows), dtype="int32"),
        "_row": pd.Series(range(2, 2 + len(rows)), dtype="int64"),
        "_merged": pd.Series([row.get("_merged", 0) for row in rows], dtype="int64"),
        "_repeated": pd.Series([row.get("_repeated", 0) for row in rows], dtype="int64"),
    }
    return pd.DataFrame(columns | places)


def draw_all(dice: random.Random, tickets: int, others: int) -> DrawnProject:
    """The same with rows in those tables too for which `draw` has no rows."""
    project = draw(dice, tickets, others)
    maker = _Maker(dice, project.accounts, project.reviewed, project.as_of)
    rest = {
        one.name: [maker.row(one, number) for number in range(dice.randint(0, others))]
        for one in TABLES
        if one.name not in DRAWN
    }
    return project.with_rows({**rest, **project.rows})


def draw(dice: random.Random, tickets: int, others: int) -> DrawnProject:
    """A project of up to three accounts and about so many tickets and rows of every other table."""
    accounts = tuple(_account(dice, name) for name in "ABC"[: dice.randint(1, 3)])
    reviewed = tuple(dice.choice(REVIEWED) for _ in accounts)
    as_of = _as_of(dice, accounts[0], reviewed[0])
    maker = _Maker(dice, accounts, reviewed, as_of)
    rows = {
        "tickets": maker.tickets(dice.randint(0, tickets)),
        "majors": [maker.major(number) for number in range(dice.randint(0, others))],
        "actions": [maker.action(number) for number in range(dice.randint(0, others))],
        "surveys": [maker.survey(number) for number in range(dice.randint(0, others))],
        "changes": maker.changes(dice.randint(0, others)),
        "problems": [maker.problem(number) for number in range(dice.randint(0, others))],
        "capacity": maker.capacity(dice.randint(0, 4 * others)),
    }
    rows["ticket_events"] = [event for ticket in rows["tickets"] for event in maker.events(ticket)]
    kept = {
        name: tuple(maker.standing_for(row) for row in found) for name, found in rows.items() if dice.random() < 0.9
    }
    return DrawnProject(accounts, reviewed, as_of, kept)


def _account(dice: random.Random, name: str) -> Account:
    promised = dice.random() < 0.7
    targets = Targets(resolution_hours=RESOLUTION, response_hours=RESPONSE) if promised else Targets()
    return Account(id=name, name=name, zone=dice.choice(ZONES), targets=targets)


def _as_of(dice: random.Random, account: Account, name: str) -> datetime:
    span = periods.parse(name)
    start, end = span.within(ZoneInfo(account.zone)).start, span.within(ZoneInfo(account.zone)).end
    after = end + timedelta(hours=dice.choice((0, 1, 60, 1000)))
    return dice.choice((after, end, start + (end - start) / 3, start - timedelta(days=40)))


@dataclass
class _Maker:
    dice: random.Random
    accounts: tuple[Account, ...]
    reviewed: tuple[str, ...]
    as_of: datetime

    def __post_init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.anchors: list[datetime] = [self.as_of.astimezone(UTC)]
        self.days: list[date] = [self.as_of.date()]
        for account, name in zip(self.accounts, self.reviewed, strict=True):
            span = periods.parse(name)
            spans = (*span.chain()[-5:], span.chain()[0], span.last_year())
            self.days += [one.first for one in spans] + [span.end]
            self.anchors += [one.within(ZoneInfo(account.zone)).start.astimezone(UTC) for one in spans]
        self.days.sort()

    def instant(self) -> datetime:
        anchor = self.dice.choice(self.anchors)
        near = timedelta(microseconds=self.dice.choice((0, -1, 1, 0, 3_600_000_000, -3_600_000_000)))
        far = timedelta(minutes=self.dice.randint(-60_000, 60_000))
        return anchor + self.dice.choice((near, far))

    def day(self) -> date:
        return self.dice.choice(self.days) + timedelta(days=self.dice.choice((0, -1, 1, 12, -12, 25, 3)))

    def maybe(self, value: Any, missing: Any = None, chance: float = 0.3) -> Any:
        return missing if self.dice.random() < chance else value

    def later(self, start: datetime) -> datetime:
        hours = self.dice.choice((0.0, 0.5, 0.4, 3.0, 2.4, 4.0, 3.2, 24.0, 19.2, 0.7, 0.56, 100.0, 900.0, -5.0))
        return start + timedelta(microseconds=round(hours * 3.6e9) + self.dice.choice((0, 0, 1, -1)))

    def row(self, described: Table, number: int) -> Row:
        """A row of any table: numbers from 0 to 1, which every scale has, and no end before its start."""
        drawn = {column.name: self.cell(column) for column in described.columns}
        if described.lasts and drawn[described.lasts[0]]:
            drawn[described.lasts[1]] = drawn[described.lasts[0]] + timedelta(days=self.dice.choice((0, 1, 12)))
        known = {"account": self.dice.choice(self.accounts).id, "id": str(number), "best": 1.0}
        return blank(described.name, **drawn | {name: value for name, value in known.items() if name in drawn})

    def cell(self, column: Column) -> Any:
        chance = 0.0 if column.required else 0.1
        if column.kind == "instant":
            return self.maybe(self.instant(), chance=chance)
        if column.kind == "date":
            return self.maybe(self.day(), chance=chance)
        if column.kind == "flag":
            return self.maybe(self.dice.choice((True, False)), chance=chance)
        if column.kind in NUMBERS:
            return self.maybe(self.dice.choice((0.5, 1.0)), chance=chance)
        return self.maybe(self.dice.choice(column.codes or ("x", "y")), "", chance)

    def tickets(self, size: int) -> list[Row]:
        verdicts = {account.id: self.dice.random() < 0.4 for account in self.accounts}
        sites, changes = self.dice.random() < 0.5, self.dice.random() < 0.7
        return [self.ticket(verdicts, sites, changes) for _ in range(size)]

    def ticket(self, verdicts: Mapping[str, bool], sites: bool, changes: bool) -> Row:
        choice, opened = self.dice.choice, self.instant()
        account = choice(self.accounts).id
        self.numbers[account] = self.numbers.get(account, 0) + 1
        verdict = verdicts[account]
        return blank(
            "tickets",
            account=account,
            id=str(self.numbers[account]),
            opened_at=opened,
            type=choice(("incident", "Incident", "request", "")),
            priority=choice(("P1", "P2", "P3", "")),
            category=choice(("", "Mail", "Print")),
            service=choice(("", "Desk", "Shop")),
            site=choice(("", "York")) if sites else "",
            channel=choice(("", "Phone", "Portal")) if account == "A" else "",
            state=choice(STATES),
            first_response_at=self.maybe(self.later(opened)),
            resolved_at=self.maybe(self.later(opened), chance=0.4),
            closed_at=self.maybe(self.later(opened), chance=0.5),
            reopen_count=self.maybe(float(choice((0, 0, 1, 2)))),
            reassignment_count=self.maybe(float(choice((0, 0, 1, 3, 4)))),
            first_contact=self.maybe(choice((True, False))),
            sla_response=choice(("", "met", "breached")) if verdict else "",
            sla_resolution=choice(("", "met", "breached")) if verdict else "",
            problem=choice(("", "", "PRB1")),
            change=choice(("", "", "1", "2", "12", "elsewhere")) if changes else "",
            duplicate_of=choice(("", "", "", "1")),
        )

    def events(self, ticket: Row) -> list[Row]:
        at, found = ticket["opened_at"], []
        for _ in range(self.dice.choice((0, 0, 3, 6))):
            at += timedelta(hours=self.dice.choice((0, 0, 1, 20, 168, 167, 400)))
            state = self.dice.choice(STATES)
            found.append(blank("ticket_events", account=ticket["account"], ticket=ticket["id"], at=at, state=state))
        return found

    def major(self, number: int) -> Row:
        started = self.instant()
        texts = {name: self.maybe("said", "", 0.1) for name in ("impact", "cause", "controls_gap", "fix")}
        return blank(
            "majors",
            account=self.dice.choice(self.accounts).id,
            id=str(number),
            title="Down",
            started_at=started,
            ended_at=self.maybe(self.later(started), chance=0.1),
            prevention="said",
            verification=self.maybe("said", "", 0.1),
            cause_code=self.dice.choice(("", "", "power", "release")),
            problem=self.dice.choice(("", "", "PRB1", "PRB2")),
            **texts,
        )

    def action(self, number: int) -> Row:
        return blank(
            "actions",
            account=self.dice.choice(self.accounts).id,
            id=str(number),
            title="Do it",
            side=self.dice.choice(("ours", "theirs")),
            agreed_on=self.day(),
            due_on=self.maybe(self.day()),
            revised_due_on=self.maybe(self.day(), chance=0.6),
            redate_count=self.maybe(float(self.dice.choice((0, 1, 2)))),
            closed_on=self.maybe(self.day(), chance=0.5),
            state=self.dice.choice(("", "open", "done", "cancelled")),
        )

    def survey(self, number: int) -> Row:
        kind = self.dice.choice(("csat", "nps", "ces"))
        score = self.dice.randint(*{"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}[kind])
        return blank(
            "surveys",
            account=self.dice.choice(self.accounts).id,
            id=str(number),
            kind=kind,
            sent_at=self.maybe(self.instant()),
            answered_at=self.maybe(self.instant()),
            score=self.maybe(float(score), chance=0.1),
            follow_up="called" if number % 20 == 3 else "",
        )

    def changes(self, size: int) -> list[Row]:
        ended, outcome, typed = (self.dice.random() < 0.8 for _ in range(3))
        return [self.change(number, ended, outcome, typed) for number in range(size)]

    def change(self, number: int, ended: bool, outcome: bool, typed: bool) -> Row:
        """A change; whether its end, its outcome and its type are recorded at all."""
        planned, choice = self.instant(), self.dice.choice
        outcomes = ("", "successful", "successful", "with_issues", "failed", "backed_out", "cancelled")
        return blank(
            "changes",
            account=choice(self.accounts).id,
            id=str(number),
            title="Change it",
            type=choice(("", "standard", "normal", "emergency")) if typed else "",
            planned_start_at=self.maybe(planned),
            planned_end_at=self.maybe(self.later(planned)),
            started_at=self.maybe(self.later(planned), chance=0.5),
            ended_at=self.maybe(self.later(planned)) if ended else None,
            outcome=choice(outcomes) if outcome else "",
        )

    def problem(self, number: int) -> Row:
        opened = self.instant()
        return blank(
            "problems",
            account=self.dice.choice(self.accounts).id,
            id=str(number),
            title="It fails",
            opened_at=opened,
            closed_at=self.maybe(self.later(opened), chance=0.5),
            cause=self.maybe("said", "", 0.4),
            workaround=self.maybe("said", "", 0.5),
            rca_due_on=self.maybe(self.day()),
            rca_done_on=self.maybe(self.day(), chance=0.5),
            fix_due_on=self.maybe(self.day()),
        )

    def capacity(self, size: int) -> list[Row]:
        """Measurements of resources that fill up, stay as they are, or empty, each with more or less noise."""
        drawn = [self.measurement() for _ in range(size)]
        return list({(row["account"], row["resource"], row["measured_on"]): row for row in drawn}.values())

    def measurement(self) -> Row:
        day, resource = self.day(), self.dice.choice(("disk", "link", "seats"))
        growth, noise = {"disk": (0.25, 0.5), "link": (0.05, 9.0), "seats": (self.dice.choice((0.0, -0.1)), 0.0)}[
            resource
        ]
        since = (day - self.as_of.date()).days
        return blank(
            "capacity",
            account=self.dice.choice(self.accounts).id,
            resource=resource,
            measured_on=day,
            used=80 + growth * since + noise * self.dice.random(),
            limit=self.dice.choice((100.0, 100.0, 110.0, 0.0)),
            threshold=self.maybe(90.0),
        )

    def standing_for(self, row: Row) -> Row:
        """The same row, which stands for some others: those it replaces and those that repeat it."""
        return row | {"_merged": self.dice.choice((0, 0, 3)), "_repeated": self.dice.choice((0, 0, 2))}


def utc_midnight(day: date, zone: str) -> datetime:
    """The first instant of a local day."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
