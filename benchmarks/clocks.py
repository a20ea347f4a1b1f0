"""What a million clocks cost: reviewgen, a loop through the minutes, and pandas CustomBusinessHour.

    python benchmarks/clocks.py [--clocks N] [--out FILE]

Every clock has one of 50 calendars, a start, an end and an amount of business time. reviewgen answers both questions
for all of them: how much business time lies between start and end, and when the amount is used up. Two more lines
tell what whole clocks cost: with two holds each, and from tables of tickets and events by policies, with the state of
each ticket as the answer. The other two ways are timed on a sample, and their seconds are scaled up to all clocks. The
loop answers both questions too. CustomBusinessHour has no business time between instants, so it answers the second
alone, as start + n hours, for calendars that have the same hours on all their days. All run in one process, from a
fixed seed; nothing is compiled or cached before.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import pandas as pd

from reviewgen import calendars, sla
from reviewgen.agreements import Policy
from reviewgen.calendars import Calendar, Hours
from reviewgen.promises import Terms
from reviewgen.states import history

T = TypeVar("T")

SEED = 20_260_701
EMPTY = ("state", "duplicate_of", "service", "type", "state_name")
MINUTE = 60_000_000
HOUR = 60 * MINUTE
YEARS = (2024, 2027)
LOOP_SAMPLE = 200
PANDAS_SAMPLE = 1_000
PLACES = (
    *[("Europe/London", "GB-ENG"), ("Europe/Lisbon", "PT"), ("Europe/Berlin", "DE-BY"), ("Europe/Paris", "FR")],
    *[("Europe/Dublin", "IE"), ("America/New_York", "US"), ("America/Sao_Paulo", "BR"), ("Australia/Sydney", "AU-NSW")],
    *[("Asia/Tokyo", "JP"), ("Asia/Kolkata", "IN")],
)
WEEKS: tuple[tuple[Hours, ...], ...] = (
    (((480, 1080),),) * 5 + ((), ()),
    (((540, 1020),),) * 5 + ((), ()),
    (((480, 720), (780, 1080)),) * 5 + ((), ()),
    (((420, 1200),),) * 6 + ((),),
    (((480, 1080),),) * 5 + (((540, 780),), ()),
)
CALENDARS = tuple(Calendar(zone, week, (code,)) for zone, code in PLACES for week in WEEKS)


@dataclass(frozen=True)
class Clocks:
    """What is asked: which calendar, [start, end), and an amount; microseconds, one entry a clock."""

    calendar: np.ndarray
    start: np.ndarray
    end: np.ndarray
    amount: np.ndarray

    def taken(self, rows: np.ndarray) -> Clocks:
        """The clocks of some rows."""
        return Clocks(self.calendar[rows], self.start[rows], self.end[rows], self.amount[rows])


@dataclass(frozen=True)
class Result:
    """What one way of counting took for its sample; `seconds_for_all` is scaled up where the sample is not all."""

    way: str
    questions: str
    sample: int
    seconds: float
    seconds_for_all: float
    agreed: int


def made(count: int) -> Clocks:
    """Clocks over two and a half years, up to three weeks long, with amounts of 1 to 40 whole hours."""
    random = np.random.default_rng(SEED)
    first, last = (np.datetime64(f"{year}-01-01", "us").astype("int64") for year in YEARS)
    start = random.integers(first, last - 183 * 24 * HOUR, count)
    end = start + random.integers(0, 21 * 24 * HOUR, count)
    return Clocks(random.integers(0, len(CALENDARS), count), start, end, random.integers(1, 41, count) * HOUR)


def ours(clocks: Clocks) -> tuple[np.ndarray, np.ndarray]:
    """Business time and due instants by reviewgen, a calendar at a time."""
    used, due = np.empty_like(clocks.start), np.empty_like(clocks.start)
    order = np.argsort(clocks.calendar, kind="stable")
    parts = np.split(order, np.searchsorted(clocks.calendar[order], np.arange(1, len(CALENDARS))))
    for calendar, rows in zip(CALENDARS, parts, strict=True):
        used[rows] = calendars.between(calendar, clocks.start[rows], clocks.end[rows])
        due[rows] = calendars.after(calendar, clocks.start[rows], clocks.amount[rows])
    return used, due


def held(clocks: Clocks) -> sla.Reading:
    """Whole clocks: each with two holds on the way, business time used and due instant without them."""
    random, size = np.random.default_rng(SEED), len(clocks.start)
    length = clocks.end - clocks.start
    begins = np.concatenate([clocks.start + (length * share).astype("int64") for share in (0.2, 0.6)])
    holds = sla.Holds(np.tile(np.arange(size), 2), begins, begins + random.integers(0, 20 * HOUR, 2 * size))
    asked = sla.Clocks(clocks.start, clocks.end, clocks.amount, clocks.calendar)
    return sla.read(CALENDARS, asked, holds, int(clocks.end.max()))


def by_policy(clocks: Clocks, tickets: pd.DataFrame, events: pd.DataFrame) -> sla.Timed:
    """The same from the tables: a ticket and three events for each, an account with a policy for each calendar."""
    names = [f"c{number}" for number in range(len(CALENDARS))]
    terms = [Terms(_policy(name), "UTC", True) for name in names]
    known = dict(zip(names, CALENDARS, strict=True))
    past, until = history(tickets, events), int(clocks.end.max())
    return sla.ticket_clocks(tickets, past, clocks.calendar, terms, known, until, "resolution")


def _policy(name: str) -> Policy:
    target = {"priority": "P1", "resolution_hours": 16}
    return Policy.model_validate(
        {"id": name, "versions": [{"calendar": name, "hold_states": ["on_hold"], "targets": [target]}]}
    )


def _tables(clocks: Clocks) -> pd.DataFrame:
    size = len(clocks.start)
    opened, resolved = (pd.Series(part).astype("datetime64[us, UTC]") for part in (clocks.start, clocks.end))
    words = {"account": _account_names(clocks), "id": _ticket_names(size)}
    words |= {name: pd.Series(["resolved" if name == "state" else ""] * size, dtype="str") for name in EMPTY}
    times = {"opened_at": opened, "resolved_at": resolved, "closed_at": resolved, "first_response_at": opened}
    priority = pd.Series(["P1"] * size, dtype="str")
    return pd.DataFrame({**words, **times, "priority": priority, "hold_hours": np.full(size, np.nan)})


def _events(clocks: Clocks) -> pd.DataFrame:
    size, length = len(clocks.start), clocks.end - clocks.start
    at = np.concatenate([clocks.start + (length * share).astype("int64") for share in (0.2, 0.4, 1.0)])
    states = np.repeat(["on_hold", "in_progress", "resolved"], size)
    nothing = pd.Series([""] * (3 * size), dtype="str")
    return pd.DataFrame(
        {
            "account": pd.concat([_account_names(clocks)] * 3, ignore_index=True),
            "ticket": pd.concat([_ticket_names(size)] * 3, ignore_index=True),
            "at": pd.Series(at).astype("datetime64[us, UTC]"),
            "state": pd.Series(states, dtype="str"),
            "state_name": nothing,
            "assigned_group": nothing,
            "priority": nothing,
            "sequence": np.full(3 * size, np.nan),
        }
    )


def _account_names(clocks: Clocks) -> pd.Series:
    return pd.Series(np.array([f"c{number}" for number in range(len(CALENDARS))])[clocks.calendar], dtype="str")


def _ticket_names(size: int) -> pd.Series:
    return pd.Series([f"T{number}" for number in range(size)], dtype="str")


def by_minutes(clocks: Clocks) -> tuple[np.ndarray, np.ndarray]:
    """The same by a loop through the minutes; starts, ends and amounts are whole minutes."""
    public = {code: _public(code) for _, code in PLACES}
    columns = (clocks.calendar.tolist(), clocks.start.tolist(), clocks.end.tolist(), clocks.amount.tolist())
    answers = [_stepped(CALENDARS[place], public, *rest) for place, *rest in zip(*columns, strict=True)]
    used, due = np.array(answers).T
    return used, due


def _stepped(calendar: Calendar, public: dict[str, set[date]], start: int, end: int, amount: int) -> tuple[int, int]:
    zone, closed = ZoneInfo(calendar.zone), public[calendar.holidays[0]]
    instant = datetime.fromtimestamp(start // 1_000_000, UTC)
    now, used, due, counted = start, 0, 0, 0
    while now < end or not due:
        wall = instant.astimezone(zone)
        hours = () if wall.date() in closed else calendar.week[wall.weekday()]
        minute = wall.hour * 60 + wall.minute
        if any(opening <= minute < closing for opening, closing in hours):
            counted += MINUTE
        now, instant = now + MINUTE, instant + timedelta(minutes=1)
        used = counted if now <= end else used
        due = now if not due and counted == amount else due
    return used, due


def by_pandas(clocks: Clocks) -> np.ndarray:
    """Due instants by CustomBusinessHour, one clock at a time as its arithmetic is."""
    offsets = {place: _business_hours(CALENDARS[place]) for place in np.unique(clocks.calendar).tolist()}
    due = []
    for place, start, amount in zip(clocks.calendar.tolist(), clocks.start, clocks.amount.tolist(), strict=True):
        local = pd.Timestamp(start, unit="us", tz="UTC").tz_convert(CALENDARS[place].zone)
        due.append((local + amount // HOUR * offsets[place]).value // 1_000)
    return np.array(due)


def _business_hours(calendar: Calendar) -> pd.offsets.CustomBusinessHour:
    hours = calendar.week[0]
    opening, closing = ([_text(bounds[side]) for bounds in hours] for side in (0, 1))
    days = "".join(str(int(bool(day))) for day in calendar.week)
    public = sorted(_public(calendar.holidays[0]))
    return pd.offsets.CustomBusinessHour(  # type: ignore[call-arg]
        weekmask=_weekmask(days), holidays=public, start=opening, end=closing
    )


def _weekmask(days: str) -> str:
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return " ".join(name for name, day in zip(names, days, strict=True) if day == "1")


def _text(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _public(code: str) -> set[date]:
    country, _, part = code.partition("-")
    return set(holidays.country_holidays(country, subdiv=part or None, years=range(YEARS[0], YEARS[1] + 1)))


def measured(count: int) -> list[Result]:
    """Time all three ways; the samples' answers are held against ours."""
    clocks = made(count)
    seconds, _ = _timed(lambda: ours(clocks))
    all_ours = Result("reviewgen", "time between, due instant", count, seconds, seconds, count)
    seconds, _ = _timed(lambda: held(clocks))
    with_holds = Result("reviewgen, two holds each", "time used, on hold, due", count, seconds, seconds, count)
    tables = _tables(clocks), _events(clocks)
    seconds, _ = _timed(lambda: by_policy(clocks, *tables))
    from_tables = Result("reviewgen, from tables", "state of each ticket", count, seconds, seconds, count)
    return [all_ours, with_holds, from_tables, _loop_measured(clocks), _pandas_measured(clocks)]


def _loop_measured(clocks: Clocks) -> Result:
    sample = clocks.taken(np.arange(min(LOOP_SAMPLE, len(clocks.start))))
    start, end = (part - part % MINUTE for part in (sample.start, sample.end))
    whole = Clocks(sample.calendar, start, end, sample.amount)
    seconds, answers = _timed(lambda: by_minutes(whole))
    agreed = np.all(np.equal(answers, ours(whole)), axis=0)
    return _scaled("loop through the minutes", "time between, due instant", seconds, agreed, clocks)


def _pandas_measured(clocks: Clocks) -> Result:
    """CustomBusinessHour says the next opening for what is used up at closing time: it is held against that."""
    uniform = np.array([len(set(calendar.week) - {()}) == 1 for calendar in CALENDARS])
    rows = np.flatnonzero(uniform[clocks.calendar])[:PANDAS_SAMPLE]
    sample = clocks.taken(rows)
    seconds, found = _timed(lambda: by_pandas(sample))
    _, just_after = ours(Clocks(sample.calendar, sample.start, sample.end, sample.amount + 1))
    return _scaled("pandas CustomBusinessHour", "due instant", seconds, found == just_after - 1, clocks)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    answer = work()
    return time.perf_counter() - begun, answer


def _scaled(way: str, questions: str, seconds: float, agreed: np.ndarray, clocks: Clocks) -> Result:
    scale = len(clocks.start) / len(agreed)
    return Result(way, questions, len(agreed), seconds, seconds * scale, int(agreed.sum()))


def machine() -> dict[str, object]:
    """What the seconds were measured on, and with which versions."""
    packages = {name: version(name) for name in ("numpy", "pandas", "holidays", "tzdata")}
    system = {"machine": platform.machine(), "system": platform.platform(), "cores": os.cpu_count()}
    return {**system, "python": platform.python_version(), **packages}


def table(results: list[Result], count: int) -> str:
    """The results as lines of text."""
    lines = [f"{count:,} clocks, {len(CALENDARS)} calendars", ""]
    lines.append(f"{'':27}{'answers':27}{'sample':>10}{'seconds':>10}{'for all':>14}{'as ours':>10}")
    for one in results:
        scaled = "" if one.sample == count else "~"
        everything = f"{scaled}{one.seconds_for_all:,.1f} s"
        lines.append(
            f"{one.way:27}{one.questions:27}{one.sample:>10,}{one.seconds:>10.2f}{everything:>14}{one.agreed:>10,}"
        )
    return "\n".join([*lines, "", "~ scaled up from the sample. As ours: how many of the sample have the same answer."])


def main() -> None:
    """Measure, print the table, write the JSON file if asked."""
    parser = argparse.ArgumentParser(description="Time a million clocks.")
    parser.add_argument("--clocks", type=int, default=1_000_000, help="how many clocks (default: %(default)s)")
    parser.add_argument("--out", type=Path, help="JSON file for results, machine and versions")
    chosen = parser.parse_args()
    results = measured(chosen.clocks)
    print(table(results, chosen.clocks))
    if chosen.out:
        report = {"clocks": chosen.clocks, "calendars": len(CALENDARS), "seed": SEED, **machine()}
        report["results"] = [asdict(one) for one in results]
        chosen.out.write_text(json.dumps(report, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
