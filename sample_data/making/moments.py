"""Days, months and instants; months are written 2026-10, instants are aware and in UTC."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from making.dice import Dice

LONDON, BERLIN, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
AS_OF = datetime(2026, 11, 2, 6, tzinfo=LONDON)
FIRST_DAY = date(2025, 9, 1)
FIRST_MONTH, LAST_MONTH = "2025-09", "2026-10"  # the whole months; a day of November follows
MINUTE = timedelta(minutes=1)
# fmt: off
HOURS = (  # how many tickets come in each hour of the day, in shares
    1, 1, 1, 1, 1, 3, 8, 22, 50, 74, 78, 60,
    36, 40, 62, 58, 42, 26, 12, 7, 5, 4, 3, 2,
)
# fmt: on


def months_from(first: str) -> list[str]:
    """The months from one up to that of AS_OF."""
    months = [first]
    while months[-1] < f"{AS_OF:%Y-%m}":
        months.append(f"{days_of(months[-1])[-1] + timedelta(days=1):%Y-%m}")
    return months


def days_of(month: str) -> list[date]:
    """The days of a month."""
    year, number = map(int, month.split("-"))
    return [date(year, number, day + 1) for day in range(calendar.monthrange(year, number)[1])]


def month_in(zone: ZoneInfo, instant: datetime) -> str:
    """The month in which an instant lies in a zone."""
    return f"{instant.astimezone(zone):%Y-%m}"


def share_in(pair: tuple[float, float], month: str) -> float:
    """The share in a month on the straight line between the first and the last whole month."""
    months = months_from(FIRST_MONTH)
    last = months.index(LAST_MONTH)
    place = min(months.index(month), last) if month in months else 0
    return pair[0] + (pair[1] - pair[0]) * place / last


def at(zone: ZoneInfo, day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The instant of a time of day in a zone."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)


def draw_instant(rng: Dice, zone: ZoneInfo, days: list[date], weekend: float) -> datetime:
    """An instant at which a ticket comes in; `weekend` is the weight of a Saturday, a Monday having 1."""
    day = rng.choices(days, [_weight(day, weekend) for day in days])[0]
    return at(zone, day, rng.choices(range(24), HOURS)[0], rng.randrange(60))


def _weight(day: date, weekend: float) -> float:
    between_the_years = (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1)
    return (weekend if day.weekday() >= 5 else 1.0) * (0.3 if between_the_years else 1.0)


def next_in_office(rng: Dice, zone: ZoneInfo, instant: datetime) -> datetime:
    """The instant itself if people are at work, else one in the next morning at work."""
    local = instant.astimezone(zone)
    if _at_work(local):
        return instant
    day = local.date() + timedelta(days=0 if local.hour < 7 else 1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return at(zone, day, rng.choice((7, 8, 8, 9, 9, 10)), rng.randrange(60))


def last_in_office(rng: Dice, zone: ZoneInfo, instant: datetime) -> datetime:
    """The instant itself if people are at work, else one in the last afternoon at work."""
    local = instant.astimezone(zone)
    if _at_work(local):
        return instant
    day = local.date() - timedelta(days=1 if local.hour < 7 else 0)
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    return at(zone, day, rng.choice((15, 16, 17)), rng.randrange(60))


def _at_work(local: datetime) -> bool:
    return local.weekday() < 5 and 7 <= local.hour < 18


def told_once(zone: ZoneInfo, instant: datetime) -> datetime:
    """Leave the hour that clocks of a zone show twice: an export without offset cannot say which it is."""
    local = instant.astimezone(zone)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return instant + timedelta(hours=2) if twice else instant
