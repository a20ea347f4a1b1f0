"""Agreed hours: the time in which promises run, as each contract and each tool counts it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from making.moments import BERLIN, LONDON

Span = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Opening and closing time of each weekday in a zone, Monday first, without some days."""

    zone: ZoneInfo
    week: tuple[tuple[time, time] | None, ...]
    without: frozenset[date] = frozenset()

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """The instant at which an amount of open time is used up."""
        for opens, closes in self._spans(start):
            if closes - opens >= amount:
                return opens + amount
            amount -= closes - opens
        raise AssertionError("the spans never end")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The open time between two instants."""
        total = timedelta()
        for opens, closes in self._spans(start):
            if opens >= end:
                return total
            total += min(closes, end) - opens
        raise AssertionError("the spans never end")

    def _spans(self, start: datetime) -> Iterator[Span]:
        day = start.astimezone(self.zone).date()
        while True:
            hours = self.week[day.weekday()]
            if hours and day not in self.without:
                opens, closes = (datetime.combine(day, one, self.zone).astimezone(UTC) for one in hours)
                if closes > start:
                    yield max(opens, start), closes
            day += timedelta(days=1)


class Always:
    """Around the clock."""

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """The instant that lies an amount of time later."""
        return start + amount

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The time between two instants."""
        return end - start


def _days(text: str) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, text.split()))


ENGLAND = _days("""
    2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26
    2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28 2027-01-01
""")
GERMANY = _days("""
    2025-04-18 2025-04-21 2025-05-01 2025-05-29 2025-06-09 2025-10-03 2025-12-25 2025-12-26
    2026-01-01 2026-04-03 2026-04-06 2026-05-01 2026-05-14 2026-05-25 2026-10-03 2026-12-25 2026-12-26 2027-01-01
""")
SAXONY = GERMANY | _days("2025-10-31 2025-11-19 2026-10-31 2026-11-18")
_LONG, _SHORT = (time(7, 30), time(17)), (time(7, 30), time(14))

ALWAYS = Always()
OFFICE = Hours(
    zone=LONDON,
    week=((time(8), time(18)),) * 5 + (None,) * 2,
    without=ENGLAND | _days("2025-12-24 2026-12-24"),
)
BUERO = Hours(zone=BERLIN, week=(_LONG,) * 4 + (_SHORT,) + (None,) * 2, without=SAXONY)
BUERO_IN_THE_TOOL = Hours(zone=BERLIN, week=BUERO.week, without=GERMANY)  # the holidays of Saxony were forgotten
