from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.errors import ConfigError
from reviewgen.model import Cadence
from reviewgen.periods import FORMS, HISTORY, SHOWN, Span, containing, days, instant, last_complete, midnight, parse

LONDON, BERLIN, NEW_YORK, KOLKATA, HOWE, BEIRUT = (
    ZoneInfo(name)
    for name in (
        "Europe/London",
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Asia/Beirut",
    )
)
CADENCES: tuple[Cadence, ...] = ("weekly", "monthly", "quarterly", "yearly")
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
SPANS = st.builds(containing, DAYS, st.sampled_from(CADENCES))


@pytest.mark.parametrize(
    ("text", "first", "end", "cadence"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 11, 1), "monthly"),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1), "monthly"),
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1), "monthly"),
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1), "quarterly"),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1), "quarterly"),
        ("2026-W41", date(2026, 10, 5), date(2026, 10, 12), "weekly"),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 5), "weekly"),
        ("2020-W53", date(2020, 12, 28), date(2021, 1, 4), "weekly"),
        ("2026", date(2026, 1, 1), date(2027, 1, 1), "yearly"),
        ("2026-10-01..2026-11-15", date(2026, 10, 1), date(2026, 11, 16), None),
        ("2024-02-29..2024-02-29", date(2024, 2, 29), date(2024, 3, 1), None),
    ],
)
def test_every_form_is_read(text: str, first: date, end: date, cadence: Cadence | None) -> None:
    """Each form names its first day and the day after its last; its name is the text itself."""
    assert parse(f" {text} ") == Span(text, first, end, cadence)


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026-13", "2026-00", "2026-1", "2026-Q5", "2026-Q0", "2026-q3", "2026-W54", "2026-W00", "26-10"),
        *(
            "2025-W53",
            "0000",
            "0001",
            "1969",
            "2199-12",
            "9999",
            "2026-10-01",
            "2026-10-05..2026-10-01",
            "2026-02-29..2026-03-01",
        ),
        *(
            "october",
            "2026-10..2026-11",
            "2026-10\n2026-11",
            "\u0662\u0660\u0662\u0666",
            "9999-12",
            "9999-12-31..9999-12-31",
        ),
    ],
)
def test_other_texts_are_refused_with_the_forms(text: str) -> None:
    """What is not a period, or a day that does not exist, is quoted beside the accepted forms."""
    with pytest.raises(ConfigError) as caught:
        parse(text)
    (issue,) = caught.value.issues
    assert (issue.value, issue.problem, issue.expected) == (text, "is not a period", FORMS)


@pytest.mark.parametrize(
    ("text", "previous"),
    [
        ("2026-01", "2025-12"),
        ("2026-Q1", "2025-Q4"),
        ("2021-W01", "2020-W53"),
        ("2020-W01", "2019-W52"),
        ("2026", "2025"),
        ("2026-10-11..2026-10-20", "2026-10-01..2026-10-10"),
        ("2024-03-01..2024-03-01", "2024-02-29..2024-02-29"),
    ],
)
def test_previous_period(text: str, previous: str) -> None:
    """The previous period is of the same kind, or of as many days, and ends where this one starts."""
    assert parse(text).previous() == parse(previous)
    assert parse(text).previous().end == parse(text).first


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        ("2026-02", "2025-02"),
        ("2024-02", "2023-02"),
        ("2026-Q3", "2025-Q3"),
        ("2026", "2025"),
        ("2026-W41", "2025-W41"),
        ("2020-W53", "2019-W52"),
        ("2026-W01", "2025-W01"),
        ("2026-W53", "2025-W52"),
        ("2024-02-29..2024-03-10", "2023-02-28..2023-03-10"),
        ("2024-02-01..2024-02-29", "2023-02-01..2023-02-28"),
        ("2025-02-01..2025-02-28", "2024-02-01..2024-02-28"),
        ("2024-02-20..2024-02-28", "2023-02-20..2023-02-28"),
        ("2024-02-29..2024-02-29", "2023-02-28..2023-02-28"),
    ],
)
def test_same_period_last_year(text: str, earlier: str) -> None:
    """One year earlier: week 53 falls back to a shorter year's last week, a range keeps its days of the month."""
    assert parse(text).last_year() == parse(earlier)


def test_chain_is_a_year_and_the_period_itself() -> None:
    """Twenty-five months end with the one asked for; the thirteen that are shown begin a year ago."""
    chain = parse("2026-03").chain()
    assert len(chain) == HISTORY == 25
    assert (chain[0].name, chain[-SHOWN].name, chain[-1].name) == ("2024-03", "2025-03", "2026-03")


@pytest.mark.parametrize(
    ("text", "zone", "hours"),
    [
        ("2026-03-29..2026-03-29", BERLIN, 23),
        ("2026-10-25..2026-10-25", BERLIN, 25),
        ("2026-10-25..2026-10-25", KOLKATA, 24),
        ("2026-03", LONDON, 31 * 24 - 1),
        ("2026-10", LONDON, 31 * 24 + 1),
        ("2026-10", NEW_YORK, 31 * 24),
        ("2026-W44", NEW_YORK, 7 * 24 + 1),
        ("2026-10-04..2026-10-04", HOWE, 23.5),
        ("2026", BERLIN, 365 * 24),
        ("2024", BERLIN, 366 * 24),
    ],
)
def test_length_in_a_zone(text: str, zone: ZoneInfo, hours: float) -> None:
    """A period lasts from local midnight to local midnight, whatever the clocks do in between."""
    period = parse(text).within(zone)
    assert period.end.astimezone(UTC) - period.start.astimezone(UTC) == timedelta(hours=hours)


def test_midnight_that_is_skipped_is_the_first_instant_of_the_day() -> None:
    """Where clocks go forward at midnight, the day before lasts until the change, and no longer."""
    day = parse("2026-03-29..2026-03-29").within(BEIRUT)
    assert day.start.astimezone(UTC) == datetime(2026, 3, 28, 22, tzinfo=UTC)
    assert day.end.astimezone(UTC) - day.start.astimezone(UTC) == timedelta(hours=23)


@pytest.mark.parametrize(
    ("cadence", "as_of", "name"),
    [
        ("monthly", "2026-10-31 23:59", "2026-09"),
        ("monthly", "2026-11-01 00:00", "2026-10"),
        ("monthly", "2026-01-15 12:00", "2025-12"),
        ("quarterly", "2026-09-30 23:59", "2026-Q2"),
        ("quarterly", "2026-10-01 00:00", "2026-Q3"),
        ("weekly", "2026-10-11 23:59", "2026-W40"),
        ("weekly", "2026-10-12 00:00", "2026-W41"),
        ("weekly", "2021-01-03 12:00", "2020-W52"),
        ("weekly", "2021-01-04 00:00", "2020-W53"),
        ("yearly", "2026-12-31 23:59", "2025"),
        ("yearly", "2027-01-01 00:00", "2026"),
    ],
)
def test_last_complete_period(cadence: Cadence, as_of: str, name: str) -> None:
    """The last period that was over at that instant; one is over from the first instant of the next."""
    assert last_complete(cadence, instant(as_of, LONDON)).name == name


def test_end_of_the_last_day_completes_the_period() -> None:
    """As of 31 October, given as a date, October is complete."""
    assert last_complete("monthly", instant("2026-10-31", BERLIN)).name == "2026-10"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-02", datetime(2026, 11, 3, 5, tzinfo=UTC)),
        ("2026-11-01", datetime(2026, 11, 2, 5, tzinfo=UTC)),
        ("2026-10-31", datetime(2026, 11, 1, 4, tzinfo=UTC)),
        ("2026-11-02 06:00", datetime(2026, 11, 2, 11, tzinfo=UTC)),
        ("2026-11-02T06:00:30", datetime(2026, 11, 2, 11, 0, 30, tzinfo=UTC)),
        ("2026-11-02T06:00+01:00", datetime(2026, 11, 2, 5, tzinfo=UTC)),
        ("2026-11-02T06:00Z", datetime(2026, 11, 2, 6, tzinfo=UTC)),
    ],
)
def test_as_of(text: str, moment: datetime) -> None:
    """A date means the end of that day in the zone, a time itself, a time with an offset keeps it."""
    assert instant(f" {text} ", NEW_YORK).astimezone(UTC) == moment


@pytest.mark.parametrize(
    "text", ["", "today", "2026-11", "2026-02-29", "02/11/2026", "2026-11-02 25:00", "9999-12-31", "0001-01-01"]
)
def test_as_of_must_be_a_date(text: str) -> None:
    """Other texts are quoted beside what is expected."""
    with pytest.raises(ConfigError, match=r"is not a date \(expected 2026-11-02 or 2026-11-02 06:00\)"):
        instant(text, NEW_YORK)


def test_range_needs_a_day() -> None:
    """A span that ends before it starts does not exist."""
    with pytest.raises(ValueError, match="ends after it starts"):
        days(date(2026, 1, 2), date(2026, 1, 2))


@given(SPANS)
def test_names_come_back(span: Span) -> None:
    """The name of any period reads as that period."""
    assert parse(span.name) == span


@given(DAYS, st.sampled_from(CADENCES))
def test_a_day_is_in_one_period_of_a_kind(day: date, cadence: Cadence) -> None:
    """The period that contains a day does, and the ones before and after do not."""
    span = containing(day, cadence)
    assert span.first <= day < span.end
    assert span.previous().end == span.first
    assert containing(span.end, cadence).first == span.end


@given(SPANS, st.integers(2, 30))
def test_a_chain_has_no_gap(span: Span, length: int) -> None:
    """Consecutive periods of a chain touch, and the last is the one asked for."""
    chain = span.chain(length)
    assert len(chain) == length
    assert chain[-1] == span
    assert all(one.end == two.first for one, two in itertools.pairwise(chain))


@given(SPANS)
def test_last_year_is_of_the_same_kind_and_earlier(span: Span) -> None:
    """Last year's period has the same cadence and starts 51 to 53 weeks earlier."""
    earlier = span.last_year()
    assert earlier.cadence == span.cadence
    assert timedelta(weeks=51) < span.first - earlier.first < timedelta(weeks=54)


@given(DAYS, DAYS)
def test_any_range_is_as_long_as_its_previous_one(one: date, other: date) -> None:
    """The range before any range has as many days and touches it; its last year's never raises."""
    span = days(min(one, other), max(one, other) + timedelta(days=1))
    before = span.previous()
    assert before.end == span.first
    assert before.end - before.first == span.end - span.first
    assert parse(span.name) == span
    assert span.last_year().end.year == (span.end.year - 1)


@given(DAYS, st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Beirut", "Australia/Lord_Howe"]))
def test_days_of_a_zone_touch_and_cover(day: date, name: str) -> None:
    """Every day starts where the one before it ends, and lasts 23 to 25 hours."""
    zone = ZoneInfo(name)
    start, end = midnight(day, zone).astimezone(UTC), midnight(day + timedelta(days=1), zone).astimezone(UTC)
    assert timedelta(hours=23) <= end - start <= timedelta(hours=25)
