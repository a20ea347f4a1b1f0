"""Every figure once more, row by row in plain Python, from the definitions alone: slow, and easy to check by eye."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import NormalDist
from typing import Any
from zoneinfo import ZoneInfo

from drawn_project import DrawnProject, Row, utc_midnight

from reviewgen.config import Account

Dimensions = tuple[tuple[str, str], ...]
Key = tuple[str, str, str, Dimensions]
Answer = tuple[float | str, int]
Found = Iterator[tuple[str, Dimensions, float | str, int]]
NO_SOURCE, EARLY, EMPTY = "no source", "early", "empty"
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
LATER = ("started_at", "first_response_at", "resolved_at", "closed_at", "ended_at", "closed_on", "answered_at")
ORDER = ("new", "in_progress", "on_hold", "resolved", "closed", "cancelled")
STOPS = {"response": "first_response_at", "resolution": "resolved_at"}
ENDS = ("successful", "with_issues", "failed", "backed_out")
AGES = (("0-2", 0, 3), ("3-7", 3, 8), ("8-14", 8, 15), ("15-30", 15, 31), ("31-90", 31, 91), ("over 90", 91, 10**9))
FIRST_TIMES = {
    "tickets": ("opened_at",),
    "ticket_events": ("at",),
    "majors": ("started_at",),
    "actions": ("agreed_on",),
    "surveys": ("sent_at", "answered_at"),
    "changes": ("started_at", "planned_start_at", "ended_at"),
    "problems": ("opened_at",),
    "capacity": ("measured_on",),
}
WINDOW, LEAST = 180, 5
student: Any = importlib.import_module("scipy.stats").t


def _ids(domain: str, names: str) -> list[str]:
    return [f"{domain}.{name}" for name in names.split()]


# The metrics that are reckoned here; each of the others has tests of its own.
KNOWN = frozenset(
    [
        *_ids("tickets", "opened resolved closed backlog backlog_age flow reopened reopen_rate reassignments"),
        *_ids("tickets", "reassignments.share first_contact recurrence recurring"),
        *_ids("time", "ack.mean ack.median ack.p90 resolve.mean resolve.median resolve.p90"),
        *_ids("sla", "response resolution breaches near_misses response.tool resolution.tool running"),
        *_ids("majors", "count minutes context repeated"),
        *_ids("actions", "due on_time closed open overdue redated carried age"),
        *_ids("survey", "csat csat.low csat.high response answers nps ces unhappy unanswered"),
        *_ids("changes", "implemented success unsuccessful emergency caused incidents scheduled"),
        *_ids(
            "problems", "open opened closed queue rca_due rca_on_time rca_overdue known_errors workaround fix_overdue"
        ),
        *_ids("capacity", "used days_left days_left.low days_left.high"),
        *_ids("data", "read used outside merged repeated"),
    ]
)


@dataclass(frozen=True)
class Days:
    """A period as local days [first, end)."""

    name: str
    first: date
    end: date


def chain_of(name: str) -> list[Days]:
    """The twenty-five periods that end with the one of that name."""
    return [_back(name, steps) for steps in range(24, -1, -1)]


def year_before(name: str) -> Days:
    """The same period a year earlier."""
    if ".." in name:
        first, last = (date.fromisoformat(part) for part in name.split(".."))
        return _range(first.replace(year=first.year - 1), last.replace(year=last.year - 1) + DAY)
    if "W" in name:
        year, week = int(name[:4]) - 1, int(name[6:])
        longest = 53 if date(year, 12, 31).isocalendar().week == 53 else 52
        return _week(date.fromisocalendar(year, min(week, longest), 1))
    return _back(name, 1 if len(name) == 4 else 4 if "Q" in name else 12)


def _back(name: str, steps: int) -> Days:
    if ".." in name:
        first, last = (date.fromisoformat(part) for part in name.split(".."))
        length = last - first + DAY
        return _range(first - steps * length, last + DAY - steps * length)
    if "W" in name:
        return _week(date.fromisocalendar(int(name[:4]), int(name[6:]), 1) - 7 * steps * DAY)
    if "Q" in name:
        number = int(name[:4]) * 4 + int(name[6]) - 1 - steps
        label = f"{number // 4}-Q{number % 4 + 1}"
        return Days(label, _month_start(3 * number), _month_start(3 * number + 3))
    if len(name) == 4:
        year = int(name) - steps
        return Days(str(year), date(year, 1, 1), date(year + 1, 1, 1))
    number = int(name[:4]) * 12 + int(name[5:]) - 1 - steps
    return Days(f"{number // 12}-{number % 12 + 1:02d}", _month_start(number), _month_start(number + 1))


def _month_start(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _week(monday: date) -> Days:
    return Days(monday.strftime("%G-W%V"), monday, monday + 7 * DAY)


def _range(first: date, end: date) -> Days:
    return Days(f"{first}..{end - DAY}", first, end)


def expected(project: DrawnProject) -> dict[Key, Answer]:
    """The figure of every account, metric, period and set of dimensions: its value, or why there is none, and n."""
    answers: dict[Key, Answer] = {}
    for account, name in zip(project.accounts, project.reviewed, strict=True):
        chain, last_year = chain_of(name), year_before(name)
        compared = (chain[-2].name, chain[-1].name, last_year.name)
        spans = {days.name: days for days in (last_year, *chain)}
        for days in spans.values():
            view = View(project, account, days, days.name in compared, days.name == name)
            charted = days.name == last_year.name or days in chain[-13:]
            for metric, dimensions, value, n in view.figures():
                if not charted and any(name in ("priority", "side", "resource") for name, _ in dimensions):
                    continue
                key = (account.id, metric, days.name, dimensions)
                assert key not in answers
                answers[key] = (value, n)
    return answers


class View:
    """One account in one period, cut off at as_of."""

    def __init__(self, project: DrawnProject, account: Account, days: Days, compared: bool, reviewed: bool) -> None:
        """Cut the rows of the account and the bounds of the period."""
        self.project, self.account, self.compared, self.reviewed = project, account, compared, reviewed
        self.as_of = project.as_of.astimezone(UTC)
        self.zone = ZoneInfo(account.zone)
        self.start = min(utc_midnight(days.first, account.zone), self.as_of)
        self.end = min(utc_midnight(days.end, account.zone), self.as_of)
        today = project.as_of.astimezone(self.zone).date()
        self.first_day, self.end_day = min(days.first, today), min(days.end, today)
        self.before = min(_previous(days), today)
        self.read = {name: [row for row in rows if row["account"] == account.id] for name, rows in project.rows.items()}
        self.own = {
            name: [self.known(name, row) for row in rows if not self.is_later(_known_by(name, row))]
            for name, rows in self.read.items()
        }

    def is_later(self, moment: datetime | date | None) -> bool:
        """Whether an instant lies at as_of or after it, a day after its local day."""
        if isinstance(moment, datetime):
            return moment >= self.as_of
        return moment is not None and moment > self.as_of.astimezone(self.zone).date()

    def known(self, name: str, row: Row) -> Row:
        """A row as it stood at as_of."""
        late = {column for column in LATER if self.is_later(row.get(column))}
        if name == "tickets" and row.get("state") in ("new", "in_progress", "on_hold"):
            late |= {column for column in ("resolved_at", "closed_at") if row.get(column)}
        row = row | dict.fromkeys(late)
        if "first_response_at" in late:
            row["sla_response"] = ""
        if "resolved_at" in late:
            row["sla_resolution"] = ""
        if late & {"resolved_at", "closed_at"} and row.get("state") in ("resolved", "closed", "cancelled"):
            row["state"] = ""
        if "closed_on" in late:
            row["state"] = "open"
        if "answered_at" in late:
            row["score"], row["follow_up"] = None, ""
        if "ended_at" in late and "outcome" in row:
            row["outcome"] = ""
        return row

    def figures(self) -> Found:
        """All figures of the period."""
        for tables, part in (
            (("tickets",), self.tickets),
            (("majors",), self.majors),
            (("actions",), self.actions),
            (("surveys",), self.surveys),
            (("changes",), self.changes),
            (("changes", "tickets"), self.caused),
            (("tickets",), self.incidents),
            (("problems",), self.problems),
            (("capacity",), self.capacity),
        ):
            absent, early = set(tables) - self.project.rows.keys(), self.early(*tables, "tickets")
            for metric, dimensions, value, n in part():
                if absent or early:
                    yield metric, dimensions, NO_SOURCE if absent else EARLY, 0
                else:
                    yield metric, dimensions, value, n
        if self.reviewed:
            yield from self.data()

    def early(self, *tables: str) -> bool:
        """Whether the account has no row of these tables from before the end of the period."""
        begun = [_begun(name, row) for name in tables for row in self.own.get(name, [])]
        return not any(moment is not None and self.has_begun(moment) for moment in begun)

    def has_begun(self, moment: datetime | date) -> bool:
        """Whether an instant or a day lies before the end of the period."""
        return moment < self.end if isinstance(moment, datetime) else moment < self.end_day

    def within(self, moment: datetime | None) -> bool:
        """Whether an instant lies in the period."""
        return moment is not None and self.start <= moment < self.end

    def on(self, day: date | None) -> bool:
        """Whether a day lies in the period."""
        return day is not None and self.first_day <= day < self.end_day

    # Tickets

    def tickets(self) -> Found:
        """Volumes, durations and service levels."""
        rows = self.own.get("tickets", [])
        everywhere = [((), rows), *_groups(rows, "priority")]
        for dimensions, group in everywhere:
            yield from self.volumes(dimensions, group)
            yield from self.rework(dimensions, group)
            yield from self.durations(dimensions, group)
            yield from self.clocks(dimensions, group)
        opened = [row for row in rows if self.within(row["opened_at"])]
        resolved = [row for row in rows if self.within(row["resolved_at"])]
        flow = (_ratio(len(resolved), len(opened)), len(opened)) if self.tells("resolved") else (EMPTY, 0)
        yield "tickets.flow", (), *flow
        groups = self.recurring_groups(opened)
        yield "tickets.recurrence", (), *(_twice(len(groups)) if self.groups_incidents() else (EMPTY, 0))
        if self.compared:
            for name in ("type", "category", "service", "site", "channel"):
                for dimensions, group in _groups(rows, name):
                    yield from self.volumes(dimensions, group)
            yield from self.arrivals(rows)
            yield from self.ages(rows)
        if self.reviewed:
            for (_, service, category), size in groups.items():
                if service:
                    yield "tickets.recurring", (("service", service), ("category", category)), size, size

    def volumes(self, dimensions: Dimensions, rows: list[Row]) -> Found:
        """Opened, resolved, closed, and open at the end."""
        yield "tickets.opened", dimensions, *_twice(sum(self.within(row["opened_at"]) for row in rows))
        for name in ("resolved", "closed"):
            number = sum(self.within(row[f"{name}_at"]) for row in rows)
            yield f"tickets.{name}", dimensions, *(_twice(number) if self.tells(name) else (EMPTY, 0))
        number = sum(self.is_open(row) for row in rows)
        yield "tickets.backlog", dimensions, *(_twice(number) if self.tells("ended") else (EMPTY, 0))

    def groups_incidents(self) -> bool:
        """Whether any incident has what groups it, or there is none."""
        incidents = [row for row in self.own.get("tickets", []) if row["type"].lower() in ("incident", "")]
        return not incidents or any(row["problem"] or (row["service"] and row["category"]) for row in incidents)

    def has(self, table: str, *columns: str) -> bool:
        """Whether any row of a table has a value in one of these columns, or there is no row."""
        rows = self.read.get(table, [])
        return not rows or any(row[name] not in ("", None) for row in rows for name in columns)

    def tells(self, name: str) -> bool:
        """Whether the export tells when tickets were resolved, closed, or either: by a time, or by all being open."""
        times = {"resolved": ["resolved_at"], "closed": ["closed_at"], "ended": ["resolved_at", "closed_at"]}[name]
        claims = {"closed"} if name == "closed" else {"resolved", "closed"}
        rows = self.read.get("tickets", [])
        if any(row[time] for row in rows for time in times):
            return True
        states = {row["state"] for row in rows} - {""}
        return bool(states) and not states & claims

    def is_open(self, row: Row) -> bool:
        """Opened before the end of the period and not ended before it."""
        ended = _ended(row)
        return row["opened_at"] < self.end and (ended is None or ended >= self.end)

    def arrivals(self, rows: list[Row]) -> Found:
        """Opened tickets by local weekday (Monday is 01), hour, and in the reviewed period both together."""
        forms = {"weekday": "0%u", "hour": "%H"}
        for names in (("weekday",), ("hour",), *([tuple(forms)] if self.reviewed else [])):
            label = {
                id(row): tuple((name, row["opened_at"].astimezone(self.zone).strftime(forms[name])) for name in names)
                for row in rows
            }
            for when in set(label.values()):
                number = sum(self.within(row["opened_at"]) for row in rows if label[id(row)] == when)
                yield "tickets.opened", when, number, number

    def ages(self, rows: list[Row]) -> Found:
        """Open tickets by whole days since they were opened."""
        whole_days = [(self.end - row["opened_at"]) // DAY for row in rows if self.is_open(row)]
        for label, low, high in AGES:
            number = sum(low <= days < high for days in whole_days)
            yield "tickets.backlog_age", (("age", label),), *(_twice(number) if self.tells("ended") else (EMPTY, 0))

    def rework(self, dimensions: Dimensions, rows: list[Row]) -> Found:
        """Reopenings, reassignments and first contacts of the tickets resolved in the period."""
        resolved = [row for row in rows if self.within(row["resolved_at"])]
        times = [self.reopenings(row)[0] for row in resolved]
        known = [number for number in times if number is not None]
        reopened = sum(number > 0 for number in known)
        ever_known = any(self.reopenings(row)[0] is not None for row in rows)
        yield "tickets.reopened", dimensions, reopened if ever_known else EMPTY, len(known)
        yield "tickets.reopen_rate", dimensions, _percent(reopened, len(known)), len(known)
        moves = [row["reassignment_count"] for row in resolved if row["reassignment_count"] is not None]
        yield "tickets.reassignments", dimensions, _ratio(sum(moves), len(moves)), len(moves)
        often = sum(number >= 3 for number in moves)
        yield "tickets.reassignments.share", dimensions, _percent(often, len(moves)), len(moves)
        eligible = [row for row in resolved if row["first_contact"] is not None]
        kept = sum(row["first_contact"] and not row["reassignment_count"] and not self.soon(row) for row in eligible)
        yield "tickets.first_contact", dimensions, _percent(kept, len(eligible)), len(eligible)

    def reopenings(self, row: Row) -> tuple[float | None, bool | None]:
        """How often a ticket was reopened, and whether within 7 days of its resolution; None where not recorded."""
        events = [
            event for event in self.own.get("ticket_events", []) if event["ticket"] == row["id"] and event["state"]
        ]
        times, soon, done_since = 0, False, None
        for event in sorted(events, key=lambda event: (event["at"], ORDER.index(event["state"]))):
            if event["state"] in ("resolved", "closed", "cancelled"):
                done_since = done_since or event["at"]
            elif done_since is not None:
                times, soon = times + 1, soon or event["at"] - done_since <= 7 * DAY
                done_since = None
        counted = row["reopen_count"]
        seen = times if events else None
        return seen if counted is None else counted, soon if events else None

    def soon(self, row: Row) -> bool:
        """Reopened within 7 days; without events, reopened at all."""
        times, soon = self.reopenings(row)
        return bool(times) if soon is None else soon

    def recurring_groups(self, opened: list[Row]) -> dict[tuple[str, str, str], int]:
        """Groups of 3 or more incidents that share a problem, else service and category if both are known."""
        sizes: dict[tuple[str, str, str], int] = {}
        for row in opened:
            key = (row["problem"], "", "") if row["problem"] else ("", row["service"], row["category"])
            if row["type"].lower() in ("incident", "") and (key[0] or (key[1] and key[2])):
                sizes[key] = sizes.get(key, 0) + 1
        return {key: size for key, size in sizes.items() if size >= 3}

    def durations(self, dimensions: Dimensions, rows: list[Row]) -> Found:
        """Mean, median and 90th percentile of the hours to the first response and to resolution."""
        for kind, column in (("ack", "first_response_at"), ("resolve", "resolved_at")):
            hours = sorted(
                (row[column] - row["opened_at"]) / HOUR
                for row in rows
                if self.within(row[column]) and row[column] >= row["opened_at"] and _is_measured(row)
            )
            n = len(hours)
            yield f"time.{kind}.mean", dimensions, _ratio(sum(hours), n), n
            yield f"time.{kind}.median", dimensions, _quantile(hours, Fraction(1, 2)), n
            yield f"time.{kind}.p90", dimensions, _quantile(hours, Fraction(9, 10)), n

    def clocks(self, dimensions: Dimensions, rows: list[Row]) -> Found:
        """Attainment, breaches and near misses of both clocks."""
        for clock in ("response", "resolution"):
            basis = self.basis(clock)
            words = [self.word(row, clock, basis) for row in rows]
            breached, near = words.count("breached"), words.count("near")
            met = words.count("met") + near
            n = met + breached
            by_clock = (("clock", clock), *dimensions)
            yield f"sla.{clock}", dimensions, _percent(met, n), n
            yield "sla.breaches", by_clock, *((EMPTY, 0) if basis == "none" else (breached, n))
            yield "sla.near_misses", by_clock, *((near, n) if basis == "targets" else (EMPTY, 0))
            said = [row for row in rows if row[f"sla_{clock}"] and _is_measured(row) and self.within(row[STOPS[clock]])]
            met = sum(row[f"sla_{clock}"] == "met" for row in said)
            yield f"sla.{clock}.tool", dimensions, _percent(met, len(said)), len(said)
            if self.reviewed and not dimensions:
                running = sum(self.is_running(row, clock) for row in rows)
                yield "sla.running", (("clock", clock),), *(_twice(running) if basis == "targets" else (EMPTY, 0))

    def is_running(self, row: Row, clock: str) -> bool:
        """Whether a clock had begun by the end of the period, and neither stopped nor fell due before it."""
        hours, stop = getattr(self.account.targets, f"{clock}_hours").get(row["priority"]), row[STOPS[clock]]
        if hours is None or not _is_measured(row) or row["opened_at"] >= self.end:
            return False
        if (stop is None and _ended(row) is not None) or (
            stop is not None and not row["opened_at"] <= stop >= self.end
        ):
            return False
        return bool(row["opened_at"] + timedelta(microseconds=round(hours * 3.6e9)) >= self.end)

    def word(self, row: Row, clock: str, basis: str) -> str:
        """How a clock was decided in the period: met, near, breached, or nothing."""
        if basis == "none" or not _is_measured(row):
            return ""
        return self.judged(row, clock) if basis == "verdict" else self.timed(row, clock)

    def basis(self, clock: str) -> str:
        """What decides: the tool's verdict where there is any, else the promised hours where times are recorded."""
        rows = self.own.get("tickets", [])
        if any(row[f"sla_{clock}"] for row in rows):
            return "verdict"
        promised = getattr(self.account.targets, f"{clock}_hours")
        return "targets" if promised and any(row[STOPS[clock]] for row in rows) else "none"

    def judged(self, row: Row, clock: str) -> str:
        """The tool's verdict, in the period in which the clock stopped."""
        stop = row[STOPS[clock]]
        usable = self.within(stop) and stop >= row["opened_at"]
        return str(row[f"sla_{clock}"]) if usable else ""

    def timed(self, row: Row, clock: str) -> str:
        """Elapsed time against the promise: met at its stop, breached when it fell due."""
        hours = getattr(self.account.targets, f"{clock}_hours").get(row["priority"])
        if hours is None:
            return ""
        limit = timedelta(microseconds=round(hours * 3.6e9))
        stop, due = row[STOPS[clock]], row["opened_at"] + limit
        if stop is None:
            return "breached" if _ended(row) is None and self.within(due) else ""
        if stop > due:
            return "breached" if self.within(due) else ""
        if stop < row["opened_at"] or not self.within(stop):
            return ""
        return "near" if 10 * (stop - row["opened_at"]) >= 8 * limit else "met"

    # The other tables

    def majors(self) -> Found:
        """Number, minutes and context of major incidents."""
        rows = self.own.get("majors", [])
        started = [row for row in rows if self.within(row["started_at"])]
        yield "majors.count", (), *_twice(len(started))
        spans = [(row["started_at"], row["ended_at"] or self.end) for row in rows]
        inside = [(max(low, self.start), min(high, self.end)) for low, high in spans]
        minutes = _covered([span for span in inside if span[0] < span[1]])
        yield "majors.minutes", (), minutes, sum(low < high for low, high in inside)
        parts = ("impact", "cause", "controls_gap", "fix", "prevention", "verification")
        full = sum(all(row[part] for part in parts) for row in started)
        yield "majors.context", (), _percent(full, len(started)), len(started)
        told = [row for row in started if row["cause_code"] or row["problem"]]
        again = sum(self.seen_before(row, rows) for row in told)
        yield "majors.repeated", (), again if told or not started else EMPTY, len(told)

    def seen_before(self, row: Row, rows: list[Row]) -> bool:
        """Whether an earlier one of the 12 months before had the same kind of cause, else the same problem record."""
        name = "cause_code" if row["cause_code"] else "problem"
        since = _year_earlier(self.local(row["started_at"]))
        return any(
            one[name] == row[name] and one["started_at"] < row["started_at"] and self.local(one["started_at"]) >= since
            for one in rows
        )

    def local(self, instant: datetime) -> datetime:
        """The time on the account's clock."""
        return instant.astimezone(self.zone).replace(tzinfo=None)

    def changes(self) -> Found:
        """Changes that were carried out, and those that are ahead."""
        done = self.implemented()
        n = len(done)
        bad = sum(self.went_wrong(row) for row in done)
        urgent = sum(row["type"] == "emergency" for row in done)
        told = self.tells_ends()
        typed = not self.own.get("changes") or any(row["type"] for row in self.own["changes"])
        yield "changes.implemented", (), *(_twice(n) if told else (EMPTY, 0))
        yield "changes.success", (), *((_percent(n - bad, n), n) if told else (EMPTY, 0))
        yield "changes.unsuccessful", (), *((bad, n) if told else (EMPTY, 0))
        yield "changes.emergency", (), *((_percent(urgent, n), n) if told and typed else (EMPTY, 0))
        if self.reviewed:
            ahead = sum(map(self.is_ahead, self.own.get("changes", [])))
            yield "changes.scheduled", (), *(_twice(ahead) if self.has("changes", "planned_start_at") else (EMPTY, 0))

    def implemented(self) -> list[Row]:
        """Changes that ended in the period, one way or another."""
        return [row for row in self.own.get("changes", []) if row["outcome"] in ENDS and self.within(row["ended_at"])]

    def tells_ends(self) -> bool:
        """Whether any change has an end and an outcome, or none has one of them alone."""
        rows = self.read.get("changes", [])
        both = any(row["ended_at"] and row["outcome"] in ENDS for row in rows)
        return both or not any(bool(row["ended_at"]) != (row["outcome"] in ENDS) for row in rows if not _is_off(row))

    def went_wrong(self, row: Row) -> bool:
        """Not successful, late, or the cause of an incident."""
        late = row["planned_end_at"] is not None and row["ended_at"] > row["planned_end_at"]
        return row["outcome"] != "successful" or late or any(one["change"] == row["id"] for one in self.named())

    def is_ahead(self, row: Row) -> bool:
        """Planned to begin after the period, and not begun, ended or called off."""
        planned = row["planned_start_at"]
        begun = row["started_at"] or row["ended_at"] or row["outcome"]
        return planned is not None and planned >= self.end and not begun

    def named(self) -> list[Row]:
        """Tickets that name a change."""
        return [row for row in self.own.get("tickets", []) if row["change"] and _is_measured(row)]

    def caused(self) -> Found:
        """Incidents for each change."""
        number, n = sum(self.within(row["opened_at"]) for row in self.named()), len(self.implemented())
        known = self.named() and self.tells_ends()
        yield "changes.caused", (), *((_percent(number, n), n) if known else (EMPTY, 0))

    def incidents(self) -> Found:
        """Incidents that changes caused."""
        number = sum(self.within(row["opened_at"]) for row in self.named())
        yield "changes.incidents", (), *(_twice(number) if self.named() else (EMPTY, 0))

    def problems(self) -> Found:
        """Problem records."""
        rows = self.read.get("problems", [])
        opened, closed = (sum(self.within(row[f"{name}_at"]) for row in rows) for name in ("opened", "closed"))
        yield "problems.opened", (), *_twice(opened)
        yield "problems.closed", (), *_twice(closed)
        yield "problems.queue", (), _ratio(closed, opened), opened
        due = [row for row in rows if self.on(row["rca_due_on"])]
        kept = sum(row["rca_done_on"] is not None and row["rca_done_on"] <= row["rca_due_on"] for row in due)
        promised = self.has("problems", "rca_due_on")
        yield "problems.rca_due", (), *(_twice(len(due)) if promised else (EMPTY, 0))
        yield "problems.rca_on_time", (), _percent(kept, len(due)), len(due)
        still = [row for row in rows if self.is_unsolved(row)]
        n = len(still)
        yield "problems.open", (), *_twice(n)
        late = [row for row in still if self.is_over(row["rca_due_on"]) and not self.is_over(row["rca_done_on"])]
        yield "problems.rca_overdue", (), *((len(late), n) if promised else (EMPTY, 0))
        unknown = [row for row in still if row["rca_done_on"] and not self.is_over(row["rca_done_on"])]
        errors = [row for row in still if row["cause"] and row not in unknown]
        yield "problems.known_errors", (), *((len(errors), n) if self.has("problems", "cause") else (EMPTY, 0))
        eased = sum(bool(row["workaround"]) for row in errors)
        told = any(row["workaround"] for row in rows) or not any(row["cause"] for row in rows)
        yield "problems.workaround", (), *((_percent(eased, len(errors)), len(errors)) if told else (EMPTY, 0))
        unfixed = sum(self.is_over(row["fix_due_on"]) for row in still)
        yield "problems.fix_overdue", (), *((unfixed, n) if self.has("problems", "fix_due_on") else (EMPTY, 0))

    def is_unsolved(self, row: Row) -> bool:
        """Opened before the end of the period and not closed before it; one closed before it was opened never was."""
        closed = row["closed_at"]
        return row["opened_at"] < self.end and (closed is None or closed >= self.end)

    def is_over(self, day: date | None) -> bool:
        """Whether a day lies before the end of the period."""
        return day is not None and day < self.end_day

    def capacity(self) -> Found:
        """How full each resource is, and the days until a straight line is at its threshold."""
        for dimensions, group in _groups(self.own.get("capacity", []), "resource"):
            rows = [row for row in group if row["limit"] > 0 and self.is_over(row["measured_on"])]
            rows.sort(key=lambda row: row["measured_on"])
            last = rows[-1] if rows else None
            yield "capacity.used", dimensions, 100 * last["used"] / last["limit"] if last else EMPTY, len(rows[-1:])
            if self.reviewed:
                points = [((row["measured_on"] - self.end_day).days, row["used"]) for row in rows]
                points = [point for point in points if point[0] >= -WINDOW]
                level = last["limit"] * (100 if last["threshold"] is None else last["threshold"]) / 100 if last else 0
                for name, value in zip(("", ".low", ".high"), days_left(points, level), strict=True):
                    yield f"capacity.days_left{name}", dimensions, value, len(points)

    def actions(self) -> Found:
        """Promises, over all and by side."""
        rows = self.own.get("actions", [])
        for dimensions, group in ((), rows), *_groups(rows, "side"):
            yield from self.promises(dimensions, [row for row in group if row["state"] != "cancelled"])

    def promises(self, dimensions: Dimensions, rows: list[Row]) -> Found:
        """Figures on actions that are not cancelled."""
        due = [row for row in rows if self.on(row["due_on"])]
        kept = sum(row["closed_on"] is not None and row["closed_on"] <= row["due_on"] for row in due)
        closed = [row for row in rows if self.on(row["closed_on"])]
        still = [row for row in rows if self.is_promised(row)]
        n = len(still)
        yield "actions.due", dimensions, *(_twice(len(due)) if self.has("actions", "due_on") else (EMPTY, 0))
        yield "actions.on_time", dimensions, _percent(kept, len(due)), len(due)
        yield "actions.closed", dimensions, *_twice(len(closed))
        yield "actions.open", dimensions, *_twice(n)
        days = [row["revised_due_on"] or row["due_on"] for row in still]
        late = sum(day is not None and day < self.end_day for day in days)
        known = self.has("actions", "due_on", "revised_due_on")
        yield "actions.overdue", dimensions, *((late, n) if known else (EMPTY, 0))
        moved = sum(_redated(row) for row in (*still, *closed))
        yield "actions.redated", dimensions, moved, n + len(closed)
        yield "actions.carried", dimensions, sum(row["agreed_on"] < self.before for row in still), n
        ages = [(self.end_day - row["agreed_on"]).days for row in still]
        yield "actions.age", dimensions, _ratio(sum(ages), n), n

    def is_promised(self, row: Row) -> bool:
        """Agreed before the end of the period and not closed before it; done on an unknown day is not open."""
        if row["agreed_on"] >= self.end_day or (row["state"] == "done" and row["closed_on"] is None):
            return False
        return row["closed_on"] is None or row["closed_on"] >= self.end_day

    def surveys(self) -> Found:
        """Scores and answers."""
        rows = self.own.get("surveys", [])
        given = [row for row in rows if self.within(row["answered_at"])]
        scores = {
            kind: [row["score"] for row in given if row["kind"] == kind and row["score"] is not None]
            for kind in ("csat", "nps", "ces")
        }
        n = len(scores["csat"])
        satisfied = sum(score >= 4 for score in scores["csat"])
        low, high = wilson(satisfied, n) if n else (EMPTY, EMPTY)
        yield "survey.csat", (), _percent(satisfied, n), n
        yield "survey.csat.low", (), low, n
        yield "survey.csat.high", (), high, n
        sent = [row for row in rows if self.within(row["sent_at"])]
        back = sum(row["answered_at"] is not None for row in sent)
        read = self.read.get("surveys", [])
        dated = any(row["answered_at"] for row in read) or all(row["score"] is None for row in read)
        yield "survey.response", (), *((_percent(back, len(sent)), len(sent)) if dated else (EMPTY, 0))
        yield "survey.answers", (), *(_twice(len(given)) if dated else (EMPTY, 0))
        points = sum((score >= 9) - (score <= 6) for score in scores["nps"])
        yield "survey.nps", (), _percent(points, len(scores["nps"])), len(scores["nps"])
        yield "survey.ces", (), _ratio(sum(scores["ces"]), len(scores["ces"])), len(scores["ces"])
        scored = [row for row in given if row["score"] is not None]
        unhappy = [row for row in scored if _is_unhappy(row)]
        waiting = [row for row in unhappy if not row["follow_up"]]
        known = any(row["follow_up"] for row in rows) or not any(_is_unhappy(row) for row in rows)
        judged = any(row["score"] is not None for row in read) or not any(row["answered_at"] for row in read)
        judged = judged and dated
        yield "survey.unhappy", (), *((len(unhappy), len(scored)) if judged else (EMPTY, 0))
        yield "survey.unanswered", (), *((len(waiting), len(unhappy)) if known and judged else (EMPTY, 0))

    def data(self) -> Found:
        """What became of the rows of the account."""
        concerns: dict[str, Callable[[Row], bool]] = {
            "tickets": self.concerns,
            "ticket_events": lambda row: self.within(row["at"]),
            "majors": lambda row: self.lasts(row["started_at"], row["ended_at"]),
            "actions": lambda row: self.lasts_days(row["agreed_on"], row["closed_on"]),
            "surveys": lambda row: self.within(row["sent_at"]) or self.within(row["answered_at"]),
            "changes": self.concerns_changes,
            "problems": lambda row: self.lasts(row["opened_at"], row["closed_at"]),
            "capacity": lambda row: self.on(row["measured_on"]),
        }
        for name, rows in self.read.items():
            used = sum(concerns[name](row) for row in self.own[name])
            numbers = {"used": used, "outside": len(rows) - used}
            for metric in ("merged", "repeated"):
                numbers[metric] = sum(row.get(f"_{metric}", 0) for row in rows)
            numbers["read"] = sum(numbers.values())
            for metric, number in numbers.items():
                yield f"data.{metric}", (("table", name),), *_twice(number)

    def concerns(self, row: Row) -> bool:
        """Whether a ticket lasted into the period, or anything happened or was decided in it."""
        happened = any(self.within(row[name]) for name in ("opened_at", "resolved_at", "closed_at"))
        decided = any(self.word(row, clock, self.basis(clock)) for clock in STOPS)
        return happened or decided or self.lasts(row["opened_at"], _ended(row))

    def concerns_changes(self, row: Row) -> bool:
        """Whether a change began in the period, was planned for it, or waits for a day after it."""
        started, planned = row["started_at"], row["planned_start_at"]
        nothing = started is None and row["ended_at"] is None
        waits = nothing and planned is not None and planned >= self.end
        return self.within(started) or self.within(planned) or self.within(row["ended_at"]) or waits

    def lasts(self, begun: datetime, ended: datetime | None) -> bool:
        """Begun before the end of the period and not ended before its start."""
        return begun < self.end and (ended is None or ended >= self.start)

    def lasts_days(self, begun: date, ended: date | None) -> bool:
        """The same for days."""
        return begun < self.end_day and (ended is None or ended >= self.first_day)


def days_left(points: list[tuple[int, float]], level: float) -> tuple[float | str, float | str, float | str]:
    """Where a line of least squares is at a level, and where its 95 % confidence band first and last may be."""
    if len(points) < LEAST:
        return EMPTY, EMPTY, EMPTY
    days, used = ([Fraction(point[axis]) for point in points] for axis in (0, 1))
    n, day, mean = len(points), sum(days) / len(points), sum(used) / len(points)
    spread = sum((one - day) ** 2 for one in days)
    slope = sum((one - day) * (amount - mean) for one, amount in points) / spread
    if slope <= 0:
        return EMPTY, EMPTY, EMPTY
    reached = max(0.0, float(day + (Fraction(level) - mean) / slope))
    rest = sum((amount - mean - slope * (one - day)) ** 2 for one, amount in points)
    wide = float(student.ppf(0.975, n - 2)) * math.sqrt(rest / (n - 2))
    if slope <= wide / math.sqrt(spread):
        return reached, EMPTY, EMPTY

    def crossing(side: int) -> float:
        low, high = Fraction(-(10**9)), Fraction(10**9)
        for _ in range(100):
            middle = (low + high) / 2
            band = wide * math.sqrt(Fraction(1, n) + (middle - day) ** 2 / spread)
            under = mean + slope * (middle - day) + side * Fraction(band) < level
            low, high = (middle, high) if under else (low, middle)
        return max(0.0, float(high))

    return reached, crossing(1), crossing(-1)


def wilson(successes: int, n: int) -> tuple[float, float]:
    """The roots of the score equation |p̂ - p| = z √(p(1-p)/n), in percent, by bisection."""
    z, share = NormalDist().inv_cdf(0.975), successes / n

    def root(inner: float, outer: float) -> float:
        for _ in range(200):
            middle = (inner + outer) / 2
            near = (share - middle) ** 2 < z * z * middle * (1 - middle) / n
            inner, outer = (middle, outer) if near else (inner, middle)
        return 100 * inner

    return (0.0 if successes == 0 else root(share, 0.0)), (100.0 if successes == n else root(share, 1.0))


def _previous(days: Days) -> date:
    return _back(days.name, 1).first


def _groups(rows: list[Row], name: str) -> list[tuple[Dimensions, list[Row]]]:
    values = {row[name] for row in rows}
    if not any(values):
        return []
    return [(((name, value or "(none)"),), [row for row in rows if row[name] == value]) for value in values]


def _begun(name: str, row: Row) -> datetime | date | None:
    return next((row[column] for column in FIRST_TIMES[name] if row[column] is not None), None)


def _known_by(name: str, row: Row) -> datetime | date | None:
    """When a row begins, which its plan does not say; a change that only tells its end is there from then on."""
    begun: datetime | date | None = (row["started_at"] or row["ended_at"]) if name == "changes" else _begun(name, row)
    return begun


def _ended(row: Row) -> datetime | None:
    ended: datetime | None = row["resolved_at"] or row["closed_at"]
    if ended is None and row.get("state") in ("resolved", "closed", "cancelled"):
        ended = row["opened_at"]
    return ended


def _is_measured(row: Row) -> bool:
    return row["state"] != "cancelled" and not row["duplicate_of"]


def _is_unhappy(row: Row) -> bool:
    return row["score"] is not None and bool(row["score"] <= {"csat": 2, "nps": 6, "ces": 3}[row["kind"]])


def _is_off(row: Row) -> bool:
    return bool(row["outcome"] == "cancelled")


def _year_earlier(moment: datetime) -> datetime:
    leap_day = (moment.month, moment.day) == (2, 29)
    return moment.replace(year=moment.year - 1, day=28 if leap_day else moment.day)


def _redated(row: Row) -> bool:
    if row["state"] == "done" and row["closed_on"] is None:
        return False
    return bool(row["redate_count"]) or row["revised_due_on"] not in (None, row["due_on"])


def _covered(spans: list[tuple[datetime, datetime]]) -> float:
    """Minutes that at least one span covers."""
    edges = sorted({edge for span in spans for edge in span})
    covered = [high - low for low, high in pairwise(edges) if any(start <= low and high <= end for start, end in spans)]
    return sum(covered, timedelta()) / timedelta(minutes=1)


def _quantile(ordered: Sequence[float], share: Fraction) -> float | str:
    if not ordered:
        return EMPTY
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * float(place - low)


def _twice(number: Any) -> tuple[Any, Any]:
    return number, number


def _ratio(part: float, whole: int) -> float | str:
    return part / whole if whole else EMPTY


def _percent(part: float, whole: int) -> float | str:
    return 100 * part / whole if whole else EMPTY
