"""Names of periods, and the instants they span in an account's zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from reviewgen.errors import ConfigError, Issue
from reviewgen.model import Cadence, Period

HISTORY = 25
SHOWN = 13
YEARS = range(1970, 2200)
STATES = range(YEARS.start + HISTORY + 2, YEARS.stop - 1)
"""Years that data may be of: a yearly review has its history before them."""
FORMS = "2026-10, 2026-Q3, 2026-W41, 2026 or 2026-10-01..2026-11-15 (last day included)"


@dataclass(frozen=True, slots=True)
class Span:
    """A span of whole days [first, end) with its name, before it is tied to a zone."""

    name: str
    first: date
    end: date
    cadence: Cadence | None

    def previous(self) -> Span:
        """The span of the same kind that ends where this one starts."""
        if self.cadence is None:
            return days(self.first - (self.end - self.first), self.first)
        return containing(self.first - timedelta(days=1), self.cadence)

    def last_year(self) -> Span:
        """The same span one year earlier; the same ISO week, or the last one of a shorter year."""
        if self.cadence is None:
            last = _year_before(self.end - timedelta(days=1))
            return days(_year_before(self.first), last + timedelta(days=1))
        if self.cadence == "weekly":
            year, week, _ = self.first.isocalendar()
            return _week(year - 1, min(week, date(year - 1, 12, 28).isocalendar().week))
        return containing(_year_before(self.first), self.cadence)

    def chain(self, length: int = HISTORY) -> tuple[Span, ...]:
        """The `length` consecutive spans that end with this one, oldest first."""
        return _chain(self, length)

    def within(self, zone: ZoneInfo) -> Period:
        """The span as instants: local midnight to local midnight of `zone`."""
        return Period(self.name, midnight(self.first, zone), midnight(self.end, zone))


@lru_cache(maxsize=256)
def _chain(span: Span, length: int) -> tuple[Span, ...]:
    spans = [span]
    while len(spans) < length:
        spans.append(spans[-1].previous())
    return tuple(reversed(spans))


def parse(text: str) -> Span:
    """Read the name of a period; raises ConfigError with the accepted forms."""
    for pattern, build in _FORMS:
        if match := re.fullmatch(pattern, text.strip(), re.ASCII):
            try:
                return _within_years(build(*match.groups()))
            except (ValueError, OverflowError):
                break
    raise ConfigError([Issue(code="period", problem="is not a period", value=text, expected=FORMS)])


def asked(text: str) -> Span:
    """Read the name of a period that a review is about: its history must have room before it; ConfigError else."""
    span = parse(text)
    earliest = span.first.toordinal() - (span.end - span.first).days * (HISTORY + 1)
    if earliest < date(YEARS.start, 1, 1).toordinal():
        problem = f"has a history of {HISTORY} periods that begins before {YEARS.start}"
        hint = "ask for a later or a shorter period"
        raise ConfigError([Issue(code="period.early", problem=problem, value=text, hint=hint)])
    return span


def last_complete(cadence: Cadence, as_of: datetime) -> Span:
    """The latest span of `cadence` that was over at `as_of`, an aware instant in the account's zone."""
    return containing(as_of.date(), cadence).previous()


def containing(day: date, cadence: Cadence) -> Span:
    """The span of `cadence` that `day` falls in."""
    if cadence == "weekly":
        year, week, _ = day.isocalendar()
        return _week(year, week)
    if cadence == "monthly":
        return _month(day.year, day.month)
    if cadence == "quarterly":
        return _quarter(day.year, (day.month + 2) // 3)
    return _year(day.year)


def days(first: date, end: date) -> Span:
    """A span of any days [first, end), named by its first and last day."""
    if end <= first:
        raise ValueError("a period ends after it starts")
    return Span(f"{first}..{end - timedelta(days=1)}", first, end, None)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of `day` in `zone` (the earlier one where midnight comes twice)."""
    return datetime.combine(day, time.min, zone)


def instant(text: str, zone: ZoneInfo) -> datetime:
    """Read `as_of`: a date stands for the end of that day in `zone`, a date and time for itself; ConfigError else."""
    try:
        moment = datetime.fromisoformat(text.strip())
        if moment.year not in STATES or not _INSTANT.fullmatch(text.strip()):
            raise ValueError("too far from today to have a history, or in another form")
    except (ValueError, OverflowError):
        raise ConfigError(
            [
                Issue(
                    code="as_of",
                    problem="is not a date",
                    value=text,
                    expected="2026-11-02 or 2026-11-02 06:00",
                )
            ]
        ) from None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip()):
        return midnight(moment.date() + timedelta(days=1), zone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _within_years(span: Span) -> Span:
    if span.first.year not in YEARS or span.end.year not in YEARS:
        raise ValueError("too far from today to have a history")
    return span


def _month(year: int, month: int) -> Span:
    first = date(year, month, 1)
    end = date(year + month // 12, month % 12 + 1, 1)
    return Span(f"{year:04d}-{month:02d}", first, end, "monthly")


def _quarter(year: int, quarter: int) -> Span:
    first, last = _month(year, 3 * quarter - 2), _month(year, 3 * quarter)
    return Span(f"{year:04d}-Q{quarter}", first.first, last.end, "quarterly")


def _week(year: int, week: int) -> Span:
    first = date.fromisocalendar(year, week, 1)
    return Span(f"{year:04d}-W{week:02d}", first, first + timedelta(days=7), "weekly")


def _year(year: int) -> Span:
    return Span(f"{year:04d}", date(year, 1, 1), date(year + 1, 1, 1), "yearly")


def _range(first: str, last: str) -> Span:
    return days(date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))


def _year_before(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28) if leap_day else day.replace(year=day.year - 1)


_INSTANT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_FORMS = (
    (r"(\d{4})-(\d\d)", lambda year, month: _month(int(year), int(month))),
    (r"(\d{4})-Q([1-4])", lambda year, quarter: _quarter(int(year), int(quarter))),
    (r"(\d{4})-W(\d\d)", lambda year, week: _week(int(year), int(week))),
    (r"(\d{4})", lambda year: _year(int(year))),
    (r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", _range),
)
