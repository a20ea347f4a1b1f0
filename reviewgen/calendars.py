"""Business time: how much of it lies between instants, and when a given amount of it is used up.

Instants and amounts are int64 microseconds, instants since 1970 UTC; NaT is the smallest integer, `NAT`. A calendar is
turned into its open intervals, in UTC and in order, together with the business time that lies before each; every
question is then a search in those. So business time is real time: 01:00-04:00 on a day with a change of the clocks is
two hours or four. A wall time that a change skips stands for the instant of the change; one that comes twice stands
for the earlier of its two instants.

Calendars of which every minute is open hold for all instants. The others are known from 1970 to 2200: earlier instants
are taken for the first of 1970, later ones for the last of 2200.
"""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

Hours = tuple[tuple[int, int], ...]

NAT = np.iinfo("int64").min
MINUTE = 60_000_000
DAY = 1440 * MINUTE
FIRST_YEAR, LAST_YEAR = 1970, 2200
ORIGIN = 2020
DECADE = 10
WHOLE_DAY: Hours = ((0, 1440),)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Business hours of one time zone.

    `week` holds the hours of the seven weekdays, Monday first: [open, close) in minutes of the local day, 1440 being
    the next midnight. `holidays` are codes of the holidays package, "PT" or "DE-BY". `closed` are further days without
    hours. `opened` gives single days hours of their own, whatever their weekday, holidays and closures say.
    """

    zone: str
    week: tuple[Hours, ...]
    holidays: tuple[str, ...] = ()
    closed: frozenset[date] = frozenset()
    opened: tuple[tuple[date, Hours], ...] = ()

    @property
    def round_the_clock(self) -> bool:
        """Whether every minute is open, so that business time is time."""
        return set(self.week) == {WHOLE_DAY} and not (self.holidays or self.closed or self.opened)


ALWAYS = Calendar("UTC", (WHOLE_DAY,) * 7)


def between(calendar: Calendar, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The business time in each [start, end), in microseconds: 0 where `end` is not after `start`, NaT where one is."""
    start, end = np.broadcast_arrays(_integers(start), _integers(end))
    first, last = elapsed(calendar, np.stack([start, end]))
    return np.where(_known(start, end), np.maximum(last - first, 0), NAT)


def after(calendar: Calendar, start: np.ndarray, amount: np.ndarray) -> np.ndarray:
    """The earliest instant, not before `start`, at which `amount` microseconds of business time are used up.

    What is used up at closing time is so at closing time, not at the next opening. An amount of 0 or less gives
    `start`; NaT stands where either is NaT, and where the calendar has not that much business time to come.
    """
    start, amount = np.broadcast_arrays(_integers(start), _integers(amount))
    used = elapsed(calendar, start) + np.clip(amount, 0, -(NAT // 2))
    ends = instant_of(calendar, np.where(_known(start, amount), used, NAT))
    return np.where(ends == NAT, NAT, np.maximum(ends, start))


def elapsed(calendar: Calendar, instants: np.ndarray) -> np.ndarray:
    """The business time from a fixed instant of the calendar to each instant, in microseconds; negative before it.

    The fixed instant is the same for all calls with an equal calendar. NaT gives NaT.
    """
    instants = _integers(instants)
    if calendar.round_the_clock:
        return instants
    return np.where(_known(instants), _line_over(calendar, instants).elapsed(instants), NAT)


def instant_of(calendar: Calendar, used: np.ndarray) -> np.ndarray:
    """The earliest instant at which `elapsed` is `used`; NaT for NaT, and where it never comes to that much."""
    used = _integers(used)
    if calendar.round_the_clock:
        return used
    return np.where(_known(used), _line_through(calendar, used).instant_of(used), NAT)


def known_holidays(code: str) -> str | None:
    """None if the holidays package knows a code such as "PT" or "DE-BY"; else what is wrong, with near matches."""
    import holidays

    parts = holidays.list_supported_countries()
    country, _, part = code.partition("-")
    if country in parts and (code == country or part in parts[country]):
        return None
    here = [country, *(f"{country}-{name}" for name in parts[country])] if country in parts else []
    every = [*parts, *(f"{name}-{part}" for name in parts for part in parts[name])]
    near = difflib.get_close_matches(code.upper(), here or every, 5, 0.5) or here[:5]
    known = f"near matches: {', '.join(near)}" if near else "write a country, PT, or a part of it, DE-BY"
    return f'the holidays package does not know "{code}"; {known}'


@dataclass(frozen=True, slots=True)
class _Line:
    """The open intervals of some years: ascending, not empty, none touching the next, in microseconds UTC.

    The first entry is an empty interval at the beginning of those years. `used` is the business time up to the end of
    each interval, counted from the origin.
    """

    starts: np.ndarray
    ends: np.ndarray
    used: np.ndarray

    def elapsed(self, instants: np.ndarray) -> np.ndarray:
        place = np.maximum(np.searchsorted(self.starts, instants, side="right") - 1, 0)
        to_close = np.maximum(self.ends[place] - np.maximum(instants, self.starts[0]), 0)
        used: np.ndarray = self.used[place] - to_close
        return used

    def instant_of(self, used: np.ndarray) -> np.ndarray:
        place = np.searchsorted(self.used, used, side="left")
        inside = np.minimum(place, len(self.used) - 1)
        instants = self.ends[inside] - (self.used[inside] - np.maximum(used, self.used[0]))
        return np.where(place == len(self.used), NAT, instants)


def on_walls(zones: Sequence[str], codes: np.ndarray, instants: np.ndarray) -> np.ndarray:
    """What clocks show at instants (microseconds UTC), as microseconds since 1970 on the wall; NAT stays.

    `codes` give the place of each instant's zone in `zones`.
    """
    known = {zone: number for number, zone in enumerate(dict.fromkeys(zones))}
    place = np.array([known[zone] for zone in zones], dtype="int16")[codes]
    walls = np.empty(len(instants), dtype="int64")
    for zone, number in known.items():
        mine = slice(None) if len(known) == 1 else np.flatnonzero(place == number)
        walls[mine] = _on_wall(zone, instants[mine])
    return walls


def _on_wall(zone: str, instants: np.ndarray) -> np.ndarray:
    some = instants[instants != NAT]
    if not len(some):
        return instants
    first, last = np.array([some.min(), some.max()], "datetime64[us]").astype("datetime64[Y]").astype("int64") + 1970
    changes, offsets = _offsets(zone, *_decades(int(first), int(last)))
    place = np.maximum(np.searchsorted(changes, instants, side="right") - 1, 0)
    return np.where(instants == NAT, NAT, instants + offsets[place])


def _line_over(calendar: Calendar, instants: np.ndarray) -> _Line:
    """The intervals of the years that instants fall in."""
    instants = instants[instants != NAT]
    if not len(instants):
        return _line(calendar, ORIGIN, ORIGIN + DECADE)
    first, last = np.array([instants.min(), instants.max()], "datetime64[us]").astype("datetime64[Y]").astype("int64")
    return _line(calendar, *_decades(int(first) + 1970, int(last) + 1970))


def _line_through(calendar: Calendar, used: np.ndarray) -> _Line:
    """The intervals of as many years as it takes to use up each amount, or of all years."""
    used = used[used != NAT]
    least, most = (used.min(), used.max()) if len(used) else (1, 0)
    first, end = ORIGIN, ORIGIN + DECADE
    line = _line(calendar, first, end)
    while line.used[-1] < most and end <= LAST_YEAR:
        first, end = _decades(first, 2 * end - first - 1)
        line = _line(calendar, first, end)
    while line.used[0] >= least and first > FIRST_YEAR:
        first -= DECADE
        line = _line(calendar, first, end)
    return line


def _decades(first: int, last: int) -> tuple[int, int]:
    """The years [first, end) of whole decades that hold the origin and two years, or what is known of them.

    Whole decades, so that few ranges are compiled for each calendar.
    """
    first, last = (min(max(year, FIRST_YEAR), LAST_YEAR) for year in (first, last))
    end = (max(last, ORIGIN) // DECADE + 1) * DECADE
    return min(first, ORIGIN) // DECADE * DECADE, min(end, LAST_YEAR + 1)


@lru_cache(maxsize=512)
def _line(calendar: Calendar, first: int, end: int) -> _Line:
    """The intervals of the years [first, end), which hold the origin."""
    begin, stop = _new_year(first), _new_year(end)
    starts, ends = _merged(*(np.clip(bounds, begin, stop) for bounds in _intervals(calendar, first, end)))
    starts, ends = np.append(begin, starts), np.append(begin, ends)
    line = _Line(starts, ends, np.cumsum(ends - starts))
    return _Line(starts, ends, line.used - line.elapsed(np.array(_new_year(ORIGIN))))


def _intervals(calendar: Calendar, first: int, end: int) -> tuple[np.ndarray, np.ndarray]:
    """Opening and closing instants of every day of the years [first, end), and of one day more at both sides."""
    days = np.arange(_new_year(first) // DAY - 1, _new_year(end) // DAY + 1)
    starts, ends = [], []
    for open_days, hours in _days_by_hours(calendar, days):
        for opening, closing in hours:
            starts.append(open_days * DAY + opening * MINUTE)
            ends.append(open_days * DAY + closing * MINUTE)
    walls = np.concatenate([*starts, *ends, np.zeros(0, "int64")])
    opened, closed = np.split(_first_instants(walls, calendar.zone, first, end), 2)
    return opened, closed


def _days_by_hours(calendar: Calendar, days: np.ndarray) -> Iterator[tuple[np.ndarray, Hours]]:
    """Which of the days have which hours; days are counted since 1970."""
    opened = [(_day_number(day), hours) for day, hours in calendar.opened]
    usual = days[~np.isin(days, [*_closures(calendar, days), *(day for day, _ in opened)])]
    for weekday, hours in enumerate(calendar.week):
        # 1 January 1970 was a Thursday.
        yield usual[(usual + 3) % 7 == weekday], hours
    for day, hours in opened:
        yield days[days == day], hours


def _closures(calendar: Calendar, days: np.ndarray) -> list[int]:
    first, last = days[[0, -1]].astype("datetime64[D]").astype("datetime64[Y]").astype("int64") + 1970
    years = range(int(first), int(last) + 1)
    public = [day for code in calendar.holidays for year in years for day in _holidays(code, year)]
    return [_day_number(day) for day in (*public, *calendar.closed)]


def _merged(starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The union of intervals, in order, without those that are empty."""
    some = starts < ends
    order = np.argsort(starts[some], kind="stable")
    starts, reached = starts[some][order], np.maximum.accumulate(ends[some][order])
    apart = starts[1:] > reached[:-1]
    return starts[np.append(True, apart)[: len(starts)]], reached[np.append(apart, True)[: len(starts)]]


def _first_instants(walls: np.ndarray, zone: str, first: int, end: int) -> np.ndarray:
    """The first instant at which a clock of the zone shows each wall time or a later one.

    That is the instant of the change for what a change skips, a whole day too, and the earlier of two for what comes
    twice. pandas' tz_localize is wrong for some of the skipped: at Apia in 2011, at St. John's in 2010.
    """
    changes, offsets = _offsets(zone, first, end)
    latest = np.maximum.accumulate(np.append(changes[1:], np.iinfo("int64").max // 2) + offsets)
    place = np.searchsorted(latest, walls, side="right")
    instants: np.ndarray = np.maximum(walls - offsets[place], changes[place])
    return instants


@lru_cache(maxsize=512)
def _offsets(zone: str, first: int, end: int) -> tuple[np.ndarray, np.ndarray]:
    """When the zone's distance from UTC changes around the years [first, end), and that distance from then on.

    The first entry stands for all time before. One look a day finds them: no zone has changed twice within a day.
    """
    clock = ZoneInfo(zone)
    days = range(_new_year(first) // DAY - 3, _new_year(end) // DAY + 3)
    looks = [_offset(clock, day * 86_400) for day in days]
    changes, offsets = [_new_year(first) - 4 * DAY], [looks[0]]
    for day, before, now in zip(days, looks, looks[1:], strict=False):
        if now != before:
            changes.append(_change(clock, day * 86_400) * 1_000_000)
            offsets.append(now)
    return np.array(changes), np.array(offsets) * 1_000_000


def _change(clock: ZoneInfo, low: int) -> int:
    """The second within a day from `low` from which on the distance from UTC is what it is at the end of that day."""
    high = low + 86_400
    old = _offset(clock, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(clock, middle) == old else (low, middle)
    return high


def _offset(clock: ZoneInfo, second: int) -> int:
    """Seconds that a clock is ahead of UTC."""
    away = datetime.fromtimestamp(second, clock).utcoffset()
    assert away is not None
    return away.days * 86_400 + away.seconds


@lru_cache(maxsize=4096)
def _holidays(code: str, year: int) -> tuple[date, ...]:
    """The public holidays of one year."""
    import holidays

    country, _, part = code.partition("-")
    with warnings.catch_warnings():
        # Told of years that the package has not the days of; more years are asked for than any instant needs.
        warnings.simplefilter("ignore", UserWarning)
        return tuple(holidays.country_holidays(country, subdiv=part or None, years=year))


def _integers(values: np.ndarray) -> np.ndarray:
    return np.asarray(values, dtype="int64")


def _known(values: np.ndarray, others: np.ndarray | int = 0) -> np.ndarray:
    """Where neither value is NaT."""
    known: np.ndarray = (values != NAT) & (others != NAT)
    return known


def _new_year(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000


def _day_number(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()
