from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.calendars import (
    ALWAYS,
    NAT,
    Calendar,
    Hours,
    after,
    between,
    elapsed,
    instant_of,
    known_holidays,
)

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NOTHING: tuple[Hours, ...] = ((),) * 7


def office(opening: str = "09:00", closing: str = "18:00", zone: str = "Europe/London", *public: str) -> Calendar:
    """A calendar that is open Monday to Friday."""
    hours = ((minute(opening), minute(closing)),)
    return Calendar(zone, (hours,) * 5 + ((), ()), public)


def minute(text: str) -> int:
    """The minute of the day of "08:30"."""
    return int(text[:2]) * 60 + int(text[3:])


def micros(instant: datetime) -> int:
    """Microseconds since 1970 UTC."""
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def at(local: str, zone: str = "Europe/London") -> int:
    """The instant of a local time such as "2026-06-01 16:00"."""
    return micros(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)))


def due(calendar: Calendar, start: str, hours: float) -> str:
    """The local time at which so many hours from a local time are used up."""
    instant = int(after(calendar, np.array([at(start, calendar.zone)]), np.array([round(hours * HOUR)]))[0])
    return str(datetime.fromtimestamp(instant / 1e6, ZoneInfo(calendar.zone)).replace(tzinfo=None))[:16]


def hours_between(calendar: Calendar, start: str, end: str) -> float:
    """The business hours between two local times."""
    return float(between(calendar, np.array([at(start, calendar.zone)]), np.array([at(end, calendar.zone)]))[0] / HOUR)


# Worked examples


def test_what_is_left_at_closing_time_goes_on_at_the_next_opening() -> None:
    """Eight hours from Monday 16:00, open 09-18: two on Monday, the other six by Tuesday 15:00."""
    assert due(office(), "2026-06-01 16:00", 8) == "2026-06-02 15:00"


def test_a_target_longer_than_a_day_ends_on_the_next() -> None:
    """Twelve hours from 10:00, open 08-16: six on the first day, the other six by 14:00."""
    assert due(office("08:00", "16:00"), "2026-06-02 10:00", 12) == "2026-06-03 14:00"


def test_a_clock_of_a_holiday_starts_at_the_next_opening() -> None:
    """What is created on Liberation Day in Portugal, a Monday, is due four hours after Tuesday's opening."""
    assert due(office("08:00", "18:00", "Europe/Lisbon", "PT"), "2016-04-25 11:00", 4) == "2016-04-26 12:00"


def test_friday_evening_goes_on_on_monday() -> None:
    """Two hours from Friday 17:00 last until Monday 10:00."""
    assert due(office(), "2026-06-05 17:00", 2) == "2026-06-08 10:00"


def test_before_opening_and_after_closing_nothing_is_used() -> None:
    """The clock of a ticket of 06:00 or of the evening before runs from the opening."""
    assert {due(office(), start, 1) for start in ("2026-06-02 06:00", "2026-06-01 18:00")} == {"2026-06-02 10:00"}


def test_what_is_used_up_at_closing_time_is_due_then() -> None:
    """Two hours from 16:00, open until 18:00, are due at 18:00, not at the next opening."""
    assert due(office(), "2026-06-05 16:00", 2) == "2026-06-05 18:00"


def test_a_break_at_noon_does_not_count() -> None:
    """With 08-12 and 13-17, three hours from 10:00 last until 14:00 and the day has eight."""
    calendar = Calendar("Europe/London", (((480, 720), (780, 1020)),) * 7)
    assert due(calendar, "2026-06-02 10:00", 3) == "2026-06-02 14:00"
    assert hours_between(calendar, "2026-06-02 00:00", "2026-06-03 00:00") == 8


# Days that differ from their weekday


@pytest.mark.parametrize(
    ("code", "day", "hours"),
    [
        ("PT", "2016-04-25", 0),
        ("PT", "2016-04-26", 9),
        ("DE-BY", "2026-01-06", 0),
        ("DE-BE", "2026-01-06", 9),
        ("GB-SCT", "2026-11-30", 0),
        ("GB-ENG", "2026-11-30", 9),
    ],
)
def test_holidays_are_those_of_the_country_or_its_part(code: str, day: str, hours: float) -> None:
    """A public holiday is closed where it is kept, and is a weekday elsewhere."""
    calendar = office("09:00", "18:00", "UTC", code)
    assert hours_between(calendar, f"{day} 00:00", f"{day} 23:59") == hours


def test_holidays_of_several_codes_are_all_closed() -> None:
    """With two codes, days that only one of them keeps are closed."""
    calendar = office("09:00", "18:00", "UTC", "DE-BE", "DE-BY")
    assert hours_between(calendar, "2026-01-06 00:00", "2026-01-07 00:00") == 0
    assert hours_between(calendar, "2026-03-09 00:00", "2026-03-10 00:00") == 9


def test_a_closure_is_closed() -> None:
    """An explicit closure has no hours, the day after it has."""
    calendar = replace(office(), closed=frozenset({date(2026, 12, 24)}))
    assert hours_between(calendar, "2026-12-24 00:00", "2026-12-26 00:00") == 9


def test_an_opened_day_beats_holiday_closure_and_weekday() -> None:
    """Hours given for single days hold on a holiday, on a closed day and on a Sunday; none given means closed."""
    calendar = replace(
        office("09:00", "18:00", "Europe/London", "GB-ENG"),
        closed=frozenset({date(2026, 12, 23)}),
        opened=(
            (date(2026, 12, 25), ((600, 720),)),
            (date(2026, 12, 23), ((600, 780),)),
            (date(2026, 12, 27), ((0, 60), (1380, 1440))),
            (date(2026, 12, 22), ()),
        ),
    )
    days = ("2026-12-22", "2026-12-23", "2026-12-24", "2026-12-25", "2026-12-26", "2026-12-27", "2026-12-28")
    hours = [hours_between(calendar, f"{first} 00:00", f"{next_day} 00:00") for first, next_day in pairwise(days)]
    assert hours == [0, 3, 9, 2, 0, 2]


# Changes of the clocks


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Lisbon", "2026-03-29", 2),
        ("Europe/Lisbon", "2026-10-25", 4),
        ("Europe/Dublin", "2026-03-29", 2),
        ("Europe/Dublin", "2026-10-25", 4),
        ("Australia/Lord_Howe", "2026-10-04", 2.5),
        ("Australia/Lord_Howe", "2026-04-05", 3.5),
        ("Pacific/Apia", "2011-12-30", 0),
    ],
)
def test_business_time_is_real_time(zone: str, day: str, hours: float) -> None:
    """01:00-04:00 has an hour less or more when the clocks change, and none on a day that is skipped."""
    calendar = Calendar(zone, NOTHING, opened=((date.fromisoformat(day), ((60, 240),)),))
    assert hours_between(calendar, f"{day[:7]}-01 00:00", "2027-01-01 00:00") == hours


@pytest.mark.parametrize(
    ("zone", "day", "minutes", "opens"),
    [
        ("Europe/Lisbon", "2026-03-29", 90, "2026-03-29 01:00"),
        ("Europe/Lisbon", "2026-10-25", 90, "2026-10-25 00:30"),
        ("America/Sao_Paulo", "2017-10-15", 0, "2017-10-15 03:00"),
        ("America/Sao_Paulo", "2018-02-17", 1410, "2018-02-18 01:30"),
        ("America/Sao_Paulo", "2018-02-18", 0, "2018-02-18 03:00"),
        ("America/St_Johns", "2010-11-06", 1410, "2010-11-07 02:00"),
        ("America/St_Johns", "2010-11-07", 0, "2010-11-07 02:30"),
        ("Pacific/Apia", "2011-12-30", 720, "2011-12-31 10:00"),
    ],
)
def test_wall_times_that_are_skipped_or_come_twice(zone: str, day: str, minutes: int, opens: str) -> None:
    """A skipped wall time is the instant of the change, one that comes twice the earlier of the two."""
    last = date.fromisoformat(day) + timedelta(days=2)
    calendar = Calendar(zone, NOTHING, opened=((date.fromisoformat(day), ((minutes, 1440),)), (last, ((0, 1440),))))
    first = after(calendar, np.array([at(f"{day} 00:00", "UTC") - 2 * DAY]), np.array([1]))
    assert first.tolist() == [at(opens, "UTC") + 1]


# Against a walk through the minutes


class Walk:
    """Every minute of some days, open or not, by the calendar's words alone.

    A minute is open if the highest wall time that its zone's clock has shown so far is inside the hours of the day of
    that wall time. So a repeated hour counts with the minute before it was repeated, and after a gap the clock is past
    all that was skipped: what would have opened in the gap opens with the minute that follows it.
    """

    def __init__(self, calendar: Calendar, first: datetime) -> None:
        """Walk the UTC minutes of `DAYS` days from `first` on."""
        self.start = micros(first)
        walls = highest_walls(calendar.zone, first)
        minutes = {day: open_minutes(calendar, day) for day in {day for day, _ in walls}}
        self.open = [minute_of_day in minutes[day] for day, minute_of_day in walls]
        self.done = np.cumsum(self.open) * MINUTE

    def used(self, instant: int) -> int:
        """The business time from the start of the walk to an instant."""
        place, more = divmod(instant - self.start, MINUTE)
        whole = int(self.done[place - 1]) if place else 0
        return whole + (more if more and self.open[place] else 0)

    def after(self, start: int, amount: int) -> int | None:
        """The instant at which an amount is used up; None if that is after the walk."""
        needed = self.used(start) + amount
        enough = np.flatnonzero(self.done >= needed)
        if not len(enough):
            return None
        return self.start + (int(enough[0]) + 1) * MINUTE - (int(self.done[enough[0]]) - needed)


def open_minutes(calendar: Calendar, day: date) -> set[int]:
    """The minutes of a local day that are inside its hours."""
    closed = day in calendar.closed or any(day in public_holidays(code) for code in calendar.holidays)
    hours = dict(calendar.opened).get(day, () if closed else calendar.week[day.weekday()])
    return {number for begin, end in hours for number in range(begin, end)}


@cache
def highest_walls(zone: str, first: datetime) -> list[tuple[date, int]]:
    """The highest wall time shown so far, as day and minute, for each minute of a walk; a day before is looked at."""
    clock = ZoneInfo(zone)
    minutes = (first + timedelta(minutes=number) for number in range(-1440, DAYS * 1440))
    walls = accumulate((instant.astimezone(clock).replace(tzinfo=None) for instant in minutes), max)
    return [(wall.date(), wall.hour * 60 + wall.minute) for wall in walls][1440:]


@cache
def public_holidays(code: str) -> set[date]:
    """All holidays of the years that walks lie in."""
    country, _, part = code.partition("-")
    return set(holidays.country_holidays(country, subdiv=part or None, years=range(2009, 2032)))


# First days of walks: days around changes of the clocks, a skipped day, New Year, and days with nothing of the kind.
PLACES = (
    *[("Europe/Dublin", "2024-03-30"), ("Europe/Dublin", "2024-10-25"), ("Europe/Lisbon", "2016-04-23")],
    *[("America/Sao_Paulo", "2017-10-13"), ("America/Sao_Paulo", "2018-02-16"), ("America/New_York", "2023-11-03")],
    *[("Australia/Lord_Howe", "2024-10-05"), ("Australia/Lord_Howe", "2024-04-05"), ("Pacific/Apia", "2011-12-28")],
    *[("America/St_Johns", "2010-11-05"), ("America/St_Johns", "2011-03-11"), ("Africa/Casablanca", "2026-02-13")],
    *[("Asia/Kathmandu", "2019-12-30"), ("Europe/Berlin", "2029-12-30"), ("Europe/Moscow", "2014-10-24")],
    *[("Antarctica/Troll", "2025-03-29"), ("Asia/Gaza", "2025-04-11"), ("Africa/Cairo", "2023-04-27")],
)
DAYS = 5
CODES = ("PT", "DE-BY", "US", "BR", "GB-SCT", "WS")


@st.composite
def hours_of_a_day(draw: st.DrawFn) -> Hours:
    """Up to three intervals in order; many bounds stand at, or near, the hours in which clocks change."""
    bounds = st.one_of(
        st.sampled_from([0, 1, 59, 60, 61, 90, 120, 150, 180, 1380, 1410, 1439, 1440]), st.integers(0, 1440)
    )
    points = sorted(draw(st.sets(bounds, max_size=6)))
    return tuple(zip(points[::2], points[1::2], strict=False))


@st.composite
def calendars_and_places(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """A calendar and the day from which on it is looked at, with closures and openings on the days looked at."""
    zone, start = draw(st.sampled_from(PLACES))
    first = datetime.fromisoformat(start).replace(tzinfo=UTC)
    near = st.integers(-1, DAYS).map(lambda number: first.date() + timedelta(days=number))
    hours = st.one_of(st.just(((0, 1440),)), st.just(((540, 1080),)), hours_of_a_day())
    calendar = Calendar(
        zone,
        draw(st.tuples(*[hours] * 7)),
        tuple(draw(st.sets(st.sampled_from(CODES), max_size=2))),
        draw(st.frozensets(near, max_size=2)),
        tuple(draw(st.dictionaries(near, hours_of_a_day(), max_size=2)).items()),
    )
    return calendar, first


@settings(max_examples=300)
@given(calendars_and_places(), st.integers(0, 2**32))
def test_a_walk_through_the_minutes_agrees(drawn: tuple[Calendar, datetime], seed: int) -> None:
    """Business time and due instants are what counting minute by minute gives: 300 calendars, 40 instants each."""
    calendar, first = drawn
    walk, random = Walk(calendar, first), np.random.default_rng(seed)
    pairs = np.sort(random.integers(0, DAYS * DAY, (40, 2)), axis=1)
    pairs[::4] -= pairs[::4] % MINUTE
    starts, ends = pairs.T + walk.start
    used = between(calendar, starts, ends)
    expected = [walk.used(end) - walk.used(start) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    assert used.tolist() == expected
    amounts = np.where(random.random(40) < 0.5, np.maximum(used, 1), random.integers(1, 2 * DAY, 40))
    found = after(calendar, starts, amounts)
    for start, amount, instant in zip(starts.tolist(), amounts.tolist(), found.tolist(), strict=True):
        due_then = walk.after(start, amount)
        # What the walk does not reach lies after it, or nowhere.
        assert instant == due_then if due_then else instant == NAT or instant > walk.start + DAYS * DAY


# What holds for all


@settings(max_examples=100)
@given(calendars_and_places(), st.integers(0, 2**32))
def test_business_time_adds_up(drawn: tuple[Calendar, datetime], seed: int) -> None:
    """Time from a to b and from b to c is time from a to c, and no longer than real time; later is never less."""
    calendar, first = drawn
    a, b, c = np.sort(np.random.default_rng(seed).integers(-400 * DAY, 400 * DAY, (3, 50)), axis=0) + micros(first)
    assert (between(calendar, a, b) + between(calendar, b, c) == between(calendar, a, c)).all()
    assert (between(calendar, a, b) <= b - a).all()
    assert (between(calendar, a, b) <= between(calendar, a, c)).all()
    assert (between(calendar, b, a) == 0).all()


@settings(max_examples=100)
@given(calendars_and_places(), st.integers(0, 2**32))
def test_due_instants_are_the_earliest(drawn: tuple[Calendar, datetime], seed: int) -> None:
    """What lies between two instants is used up by the second; a due instant has the amount, a moment before not."""
    calendar, first = drawn
    starts, ends = np.sort(np.random.default_rng(seed).integers(0, 300 * DAY, (2, 50)), axis=0) + micros(first)
    used = between(calendar, starts, ends)
    found = after(calendar, starts, used)
    assert (found <= ends).all()
    assert (between(calendar, starts, found) == used).all()
    assert (between(calendar, starts, found - 1)[used > 0] == used[used > 0] - 1).all()


def test_the_coordinate_is_one_whatever_else_is_asked() -> None:
    """An instant has the same coordinate alone and together with instants of other decades."""
    calendar = Calendar("Europe/Lisbon", (((540, 1080),),) * 7, ("PT",))
    instants = np.array([at(f"{year}-06-02 12:00") for year in (1971, 1999, 2016, 2026, 2075, 2199)])
    together = elapsed(calendar, instants)
    assert together.tolist() == [int(elapsed(calendar, instants[[place]])[0]) for place in range(6)]
    assert instant_of(calendar, together).tolist() == instants.tolist()
    assert (np.diff(together) > 0).all()


def test_the_inverse_of_the_coordinate_is_the_earliest_instant() -> None:
    """What is reached at closing time on Friday is an instant of Friday, though Sunday has as much."""
    calendar = office()
    sunday = np.array([at(f"{day} 12:00") for day in ("2026-06-07", "2012-06-03", "2040-06-03", "2020-01-05")])
    fridays = [at(f"{day} 18:00") for day in ("2026-06-05", "2012-06-01", "2040-06-01", "2020-01-03")]
    assert instant_of(calendar, elapsed(calendar, sunday)).tolist() == fridays


def test_the_earliest_instant_at_the_origin_does_not_depend_on_what_was_asked() -> None:
    """Nothing used since the origin is so from the closing before it on."""
    calendar = office("09:00", "18:00", "UTC")
    origin = np.array([at("2020-01-01 00:00", "UTC")])
    assert instant_of(calendar, elapsed(calendar, origin)).tolist() == [at("2019-12-31 18:00", "UTC")]


# Edges


def test_without_hours_nothing_is_used_and_nothing_falls_due() -> None:
    """A calendar that never opens has no business time and no due instants."""
    calendar = Calendar("Europe/London", NOTHING, ("GB-ENG",))
    start, end = np.array([at("2026-06-01 00:00")]), np.array([at("2026-07-01 00:00")])
    assert between(calendar, start, end).tolist() == [0]
    assert after(calendar, start, np.array([1])).tolist() == [NAT]


def test_what_is_never_used_up_has_no_instant() -> None:
    """A single opened day uses up its hour and no more; too large an amount has no instant."""
    calendar = Calendar("UTC", NOTHING, opened=((date(2026, 6, 1), ((60, 120),)),))
    start = np.full(3, at("2026-01-01 00:00", "UTC"))
    found = after(calendar, start, np.array([HOUR, HOUR + 1, 2**62]))
    assert found.tolist() == [at("2026-06-01 02:00", "UTC"), NAT, NAT]


def test_amounts_reach_far_ahead() -> None:
    """Thirty years of an hour a day are used up after so many days."""
    calendar = Calendar("UTC", (((0, 60),),) * 7)
    found = after(calendar, np.array([at("2026-01-01 00:00", "UTC")]), np.array([10_957 * HOUR]))
    assert found.tolist() == [at("2055-12-31 01:00", "UTC")]


@pytest.mark.parametrize("calendar", [ALWAYS, office()])
def test_nat_gives_nat(calendar: Calendar) -> None:
    """Where an instant or an amount is not known, nothing is; its neighbours are not touched."""
    start = np.array([NAT, at("2026-06-01 10:00"), at("2026-06-01 10:00")])
    end = np.array([at("2026-06-01 11:00"), NAT, at("2026-06-01 11:00")])
    assert between(calendar, start, end).tolist() == [NAT, NAT, HOUR]
    assert elapsed(calendar, start)[0] == instant_of(calendar, start)[0] == NAT
    assert after(calendar, start, np.array([HOUR, NAT, HOUR])).tolist() == [NAT, NAT, end[2]]
    assert between(calendar, start[:1], end[:1]).tolist() == after(calendar, start[:1], end[:1]).tolist() == [NAT]


@pytest.mark.parametrize("calendar", [ALWAYS, office()])
def test_nothing_in_nothing_out(calendar: Calendar) -> None:
    """Empty arrays give empty arrays of integers."""
    nothing = np.array([], dtype="int64")
    for found in (between(calendar, nothing, nothing), after(calendar, nothing, nothing)):
        assert found.dtype == np.int64
        assert found.tolist() == []


def test_an_amount_of_nothing_is_used_up_at_once() -> None:
    """Zero and less give the start itself, inside hours and outside."""
    start = np.array([at("2026-06-01 10:00"), at("2026-06-07 10:00")])
    assert after(office(), start, np.array([0, -HOUR])).tolist() == start.tolist()


def test_always_is_real_time_and_its_coordinate_the_instant() -> None:
    """Around the clock, business time is the difference of the instants, to the microsecond, in any zone."""
    start, end = np.array([-5, at("2026-03-29 00:00")]), np.array([7, at("2026-03-30 00:00") + 1])
    for calendar in (ALWAYS, replace(ALWAYS, zone="Europe/London")):
        assert between(calendar, start, end).tolist() == [12, 23 * HOUR + 1]
        assert elapsed(calendar, start).tolist() == instant_of(calendar, start).tolist() == start.tolist()
        assert after(calendar, start, end - start).tolist() == end.tolist()


def test_around_the_clock_with_a_closure_lacks_that_day() -> None:
    """A day closed on a 24x7 calendar does not count, and touching days are one interval."""
    calendar = replace(ALWAYS, closed=frozenset({date(2026, 6, 2)}))
    assert hours_between(calendar, "2026-06-01 12:00", "2026-06-04 12:00") == 48
    assert due(calendar, "2026-06-01 12:00", 12) == "2026-06-02 00:00"


def test_hours_that_overlap_count_once() -> None:
    """Intervals that overlap or touch are as good as their union."""
    calendar = Calendar("UTC", (((480, 720), (600, 780), (780, 840)),) * 7)
    assert hours_between(calendar, "2026-06-01 00:00", "2026-06-02 00:00") == 6


def test_years_that_are_not_known_are_taken_for_the_nearest() -> None:
    """Before 1970 and after 2200 no business time passes."""
    years = np.array(["1890-01-01", "1969-12-31", "2201-01-01", "2950-01-01"], "datetime64[us]").astype("int64")
    assert between(office(), years[[0, 2]], years[[1, 3]]).tolist() == [0, 0]
    assert between(office(), years[[1]], years[[2]])[0] > 0


# Codes of holidays


@pytest.mark.parametrize("code", ["PT", "DE-BY", "GB-ENG", "US-CA", "FR-971"])
def test_known_codes_have_no_problem(code: str) -> None:
    """Countries and their parts, as the holidays package writes them, are fine."""
    assert known_holidays(code) is None


@pytest.mark.parametrize(
    ("code", "near"),
    [
        ("DE-BZ", "DE-BY"),
        ("de-by", "DE-BY"),
        ("DEBY", "DE-BY"),
        ("DE-", "DE"),
        ("GB-UK", "GB-"),
        ("", "PT"),
        ("??", "PT"),
    ],
)
def test_unknown_codes_are_told_with_near_matches(code: str, near: str) -> None:
    """A code that the package does not know is quoted, with codes that it knows."""
    problem = known_holidays(code)
    assert problem is not None
    assert f'"{code}"' in problem
    assert near in problem.partition(";")[2]


def test_holidays_beyond_what_is_known_raise_no_warning() -> None:
    """India's days are known until 2035; a due instant after it comes without a word, the days being weekdays."""
    assert due(office("09:00", "18:00", "Asia/Kolkata", "IN"), "2035-12-31 17:00", 2) == "2036-01-01 10:00"
