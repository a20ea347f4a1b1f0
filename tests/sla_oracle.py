"""Clocks told by walking through minutes, one by one: slow and plain, to hold the engine against.

Written from the rules alone, with the standard library and the holidays package. Instants are minutes since the
beginning of a `Stretch` of time; all of them are whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import compress, islice, pairwise
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from reviewgen.calendars import Calendar

ORDER = ["", "new", "in_progress", "on_hold", "resolved", "closed", "cancelled"]
OVER = ("resolved", "closed", "cancelled")
MINUTE = timedelta(minutes=1)


@dataclass
class Event:
    """One row of a ticket's history."""

    at: int
    state: str = ""
    state_name: str = ""
    group: str = ""
    priority: str = ""
    sequence: int | None = None


@dataclass
class Case:
    """A ticket with its history."""

    opened: int
    priority: str = ""
    service: str = ""
    type: str = ""
    state: str = ""
    responded: int | None = None
    resolved: int | None = None
    closed: int | None = None
    hold_minutes: int | None = None
    duplicate: bool = False
    events: list[Event] = field(default_factory=list)


@dataclass
class Told:
    """What the walk finds. `due` is None where unknown; `beyond` where it lies after the stretch or never comes."""

    state: str
    reason: str = ""
    near: bool = False
    used: int | None = None
    paused: int | None = None
    due: int | None = None
    beyond: bool = False


@dataclass
class Stretch:
    """A span of time: its first instant and its length in minutes."""

    start: datetime
    minutes: int

    def local_day(self, minute: int, zone: str) -> date:
        """The day that a wall calendar in the zone shows."""
        return (self.start + minute * MINUTE).astimezone(ZoneInfo(zone)).date()

    def open_minutes(self, calendar: Calendar) -> bytearray:
        """For each minute 1 where the calendar is open, else 0."""
        flags = bytearray(self.minutes)
        days = {self.start.date() + timedelta(days=number) for number in range(-2, self.minutes // 1440 + 3)}
        for day in sorted(days):
            for opens, closes in hours_of(calendar, day):
                first = self._minute(wall(day, opens, calendar.zone))
                last = self._minute(wall(day, closes, calendar.zone))
                for minute in range(max(first, 0), min(last, self.minutes)):
                    flags[minute] = 1
        return flags

    def _minute(self, instant: datetime) -> int:
        return (instant - self.start) // MINUTE


def hours_of(calendar: Calendar, day: date) -> tuple[tuple[int, int], ...]:
    """The hours of one day."""
    for single, hours in calendar.opened:
        if single == day:
            return hours
    if day in calendar.closed:
        return ()
    for code in calendar.holidays:
        country, _, part = code.partition("-")
        if day in holidays.country_holidays(country, subdiv=part or None, years=day.year):
            return ()
    return calendar.week[day.weekday()]


def wall(day: date, minute: int, zone: str) -> datetime:
    """The first instant at which a clock shows that minute, or the first after the gap that it falls in."""
    shown = datetime(day.year, day.month, day.day) + minute * MINUTE
    while True:
        instant = shown.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
        if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == shown:
            return instant
        shown += MINUTE


@dataclass
class Rules:
    """One version of a policy as a mapping, with the open minutes of every calendar and the instant it is told at."""

    version: dict[str, Any]
    flags: dict[str, bytearray]
    now: int
    kind: str
    has_events: bool

    def target(self, case: Case, priority: str) -> tuple[int | None, bytearray]:
        """Promised minutes (None: nothing) and the open minutes that count."""
        general = self.flags[self.version["calendar"]]
        for entry in self.version["targets"]:
            wanted = {"priority": priority, "service": case.service, "type": case.type}
            if all(entry.get(name) in (None, has) for name, has in wanted.items()):
                hours = entry.get(f"{self.kind}_hours")
                own = self.flags[entry["calendar"]] if entry.get("calendar") else general
                return (None if hours is None else round(hours * 60)), own
        return None, general


def tell(case: Case, rules: Rules) -> Told:
    """The state of a ticket's clock."""
    ordered = sorted(
        case.events,
        key=lambda event: (
            event.at,
            float("inf") if event.sequence is None else event.sequence,
            ORDER.index(event.state),
        ),
    )
    case = replace(case, events=ordered)
    if case.state == "cancelled":
        return Told("not_measured", "cancelled")
    if case.duplicate:
        return Told("not_measured", "a duplicate")
    stop = stop_of(case, rules)
    doubt = doubt_of(case, rules, stop)
    parts = parts_of(case, rules, stop)
    told = [part_told(case, rules, part, doubt == "") for part in parts]
    shown = next((one for one in told if one.state == "breached"), told[-1])
    if shown.reason or not doubt:
        return replace(shown, used=None, paused=None, due=None) if doubt else shown
    return Told("not_measured", doubt)


def stop_of(case: Case, rules: Rules) -> int | None:
    """When the clock stopped."""
    said = rules.version[rules.kind]
    if said == "first_reply":
        return case.responded
    if said == "acknowledgement":
        return next((e.at for e in case.events if e.at > case.opened and e.state not in ("", "new")), None)
    if said == "assignment":
        return next((e.at for e in case.events if e.at >= case.opened and e.group), None)
    if said == "resolved_or_closed" and case.resolved is None:
        return case.closed
    return case.closed if said == "closed" else case.resolved


def is_over(case: Case) -> bool:
    """Whether the ticket has ended."""
    return case.state in OVER or case.resolved is not None or case.closed is not None


def stop_is_due(case: Case, rules: Rules) -> bool:
    """Whether the ticket has ended in the way that stops the clock."""
    if rules.version[rules.kind] == "closed":
        return case.state in ("closed", "cancelled") or case.closed is not None
    return is_over(case)


def states_unknown(case: Case, rules: Rules) -> bool:
    """Whether holds are wanted from a history that is not there."""
    silent = not rules.has_events or (is_over(case) and not case.events)
    return bool(rules.version["hold_states"]) and silent


def doubt_of(case: Case, rules: Rules, stop: int | None) -> str:
    """Why the clock cannot be read."""
    if stop is None and stop_is_due(case, rules):
        return f"no {rules.kind} time is recorded"
    if stop is not None and stop < case.opened:
        return "its times contradict each other"
    if not rules.has_events and rules.version[rules.kind] in ("acknowledgement", "assignment"):
        return "its changes of state are not recorded"
    if states_unknown(case, rules) and (not rules.version["hold_given"] or case.hold_minutes is None):
        return "its changes of state are not recorded"
    return ""


@dataclass
class Part:
    """One clock of a ticket; `replaced` if a change of priority ended it."""

    start: int
    stop: int | None
    priority: str
    replaced: bool = False


def parts_of(case: Case, rules: Rules, stop: int | None) -> list[Part]:
    """The clocks of a ticket one after the other, found by walking through its events."""
    changes = priority_changes(case) if rules.version["priority_changed"] == "from_change" else []

    def priority_from(start: int) -> str:
        return next((old for at, old in changes if at > start), case.priority)

    fresh = rules.kind == "resolution" and rules.version["reopened"] == "new_clock"
    marks = [(again, 0, done) for done, again in reopenings(case, rules) if fresh]
    marks += [(at, 1, at) for at, _ in changes]
    parts = [Part(case.opened, stop, priority_from(case.opened))]
    for at, sort, ended in sorted(marks):
        if at > case.opened and (stop is None or at < stop):
            parts[-1].stop = max(parts[-1].start, ended)
            parts[-1].replaced = sort == 1
            parts.append(Part(at, stop, priority_from(at)))
    return parts


def priority_changes(case: Case) -> list[tuple[int, str]]:
    """When the priority changed, and what it was before."""
    named = [event for event in case.events if event.priority]
    return [(b.at, a.priority) for a, b in pairwise(named) if a.priority != b.priority]


def reopenings(case: Case, rules: Rules) -> list[tuple[int, int]]:
    """When the ticket had ended, closed where closing counts, and when work on it was taken up again."""
    over = ("closed", "cancelled") if rules.version["resolution"] == "closed" else OVER
    found, done = [], None
    for event in case.events:
        if event.state in over:
            done = event.at if done is None else done
        elif event.state:
            if done is not None and done < event.at:
                found.append((done, event.at))
            done = None
    return found


def standing_still(case: Case, rules: Rules, size: int) -> bytearray:
    """For each minute 1 where the ticket's state, as far as it is known, stops the clock."""
    flags = bytearray(size)
    named = [event for event in case.events if event.state or event.state_name]
    for place, event in enumerate(named):
        end = named[place + 1].at if place + 1 < len(named) else size
        if {event.state, event.state_name} & set(rules.version["hold_states"]):
            flags[event.at : end] = b"\1" * (end - event.at)
    if rules.kind == "resolution" and rules.version["reopened"] != "counts":
        for done, again in reopenings(case, rules):
            flags[done:again] = b"\1" * (again - done)
    return flags


def without(flags: bytearray, others: bytearray) -> bytes:
    """For each minute 1 where the first has 1 and the other has not."""
    kept = int.from_bytes(flags, "little") & ~int.from_bytes(others, "little")
    return kept.to_bytes(len(flags), "little")


def part_told(case: Case, rules: Rules, part: Part, readable: bool) -> Told:
    """One clock, read minute by minute."""
    limit, flags = rules.target(case, part.priority)
    held = standing_still(case, rules, len(flags))
    if part.stop is not None:
        held[part.stop :] = bytes(len(flags) - part.stop)
    given = rules.version["hold_given"] and (states_unknown(case, rules) or not rules.version["hold_states"])
    if given and case.hold_minutes:
        left = without(flags, held)
        for minute in islice(compress(range(part.start, len(flags)), left[part.start :]), case.hold_minutes):
            if part.stop is None or minute < part.stop:
                held[minute] = 1
    until = rules.now if part.stop is None else part.stop
    counting = without(flags, held)
    used = sum(counting[part.start : until])
    paused = sum(flags[part.start : until]) - used
    spent = used
    if not readable:
        used = paused = 0
    if limit is None:
        return Told(
            "not_measured",
            f"nothing is promised for {case.priority or 'tickets without a priority'}",
            used=used,
            paused=paused,
        )
    due = next(islice(compress(range(part.start, len(flags)), counting[part.start :]), limit - 1, None), None)
    told = Told("", used=used, paused=paused, due=None if due is None else due + 1, beyond=due is None and not held[-1])
    if part.stop is None or part.replaced:
        return replace(told, state="breached" if spent > limit else "running")
    met = spent <= limit
    return replace(told, state="met" if met else "breached", near=met and used * 10 >= limit * 8)
