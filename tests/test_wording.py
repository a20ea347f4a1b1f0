"""Numbers, dates and sentences as people read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.model import Amount, Figure, Missing, Period, Run, Sentence, Target
from reviewgen.wording import MAX_DIGITS, Wording

BRITISH, AMERICAN, GERMAN = Wording("en_GB"), Wording("en_US"), Wording("en_DE")
SHARES = st.floats(0, 100, allow_subnormal=False)


def read(text: str) -> float:
    """Return the number that a British percentage shows."""
    return float(text.removesuffix("%").replace(",", ""))


def figure(value: float | Missing, unit: str = "%", target: Target | None = None) -> Figure:
    """Return a figure with that value."""
    return Figure("sla.resolution", "2026-10", (), value, 10, unit, target)


@given(st.lists(st.sampled_from((0, 0.0, -0.0, 1, 1.0, -0.04, -1e-9, 0.3, -0.3)), min_size=2), st.data())
def test_the_order_of_calls_changes_no_text(values: list[float], data: st.DataObject) -> None:
    """What was worded before, an equal value of another type or sign included, is not to be seen."""

    def worded(order: list[int]) -> dict[int, list[str]]:
        words = Wording("en_GB")
        units = ("%", "h", "min", "days", "EUR", "ratio", "tickets")
        return {place: [*_each(words, values[place], units)] for place in order}

    places = list(range(len(values)))
    found = worded(places)
    assert worded(data.draw(st.permutations(places))) == found
    assert not [text for texts in found.values() for text in texts if read_zero(text)]


def _each(words: Wording, value: float, units: tuple[str, ...]) -> Iterator[str]:
    """Word a value in every way."""
    yield from (words.number(value), words.number(value, 1), words.percent(value), words.money(value, "EUR"))
    for unit in units:
        yield from (words.value(value, unit), words.amount(value, unit))


def read_zero(text: str) -> bool:
    """Whether a text shows a zero with a sign."""
    return text[:1] in "-\N{MINUS SIGN}" and not re.search("[1-9]", text)


# Percentages


@given(SHARES, SHARES.map(lambda value: round(value, 1)))
def test_a_percentage_never_falsely_reaches_a_bound(value: float, target: float) -> None:
    """Rounded text equals 0, 100 or the target only where the value itself does, as far as four decimals tell."""
    shown = read(BRITISH.percent(value, target))
    for bound in (0.0, 100.0, target):
        if abs(value - bound) > 0.6 * 10**-MAX_DIGITS:
            assert shown != bound


@given(SHARES, SHARES.map(lambda value: round(value, 1)))
def test_a_percentage_shows_the_side_of_the_target(value: float, target: float) -> None:
    """What misses the target is never shown as meeting it, nor the other way round."""
    shown = read(BRITISH.percent(value, target))
    assert shown >= target if value >= target else shown <= target


@given(SHARES)
def test_a_percentage_is_near_the_value(value: float) -> None:
    """One decimal is kept, never less."""
    assert abs(read(BRITISH.percent(value)) - value) <= 0.0501


@pytest.mark.parametrize(
    ("value", "target", "text"),
    [
        (95.0, None, "95%"),
        (94.96, 95.0, "94.96%"),
        (94.996, 95.0, "94.996%"),
        (95.04, 95.0, "95.04%"),
        (99.97, None, "99.97%"),
        (0.02, None, "0.02%"),
        (100.0, 100.0, "100%"),
        (0.0, None, "0%"),
        (200 / 3, None, "66.7%"),
    ],
)
def test_percentages(value: float, target: float | None, text: str) -> None:
    """One decimal; more where rounding would mislead; none where there is nothing to round."""
    assert BRITISH.percent(value, target) == text


# Locales and units


@pytest.mark.parametrize(
    ("words", "number", "percent", "day", "short", "minute"),
    [
        (BRITISH, "1,234.5", "94.4%", "2 November 2026", "2 Nov 2026", "2 Nov 2026, 14:05"),
        (AMERICAN, "1,234.5", "94.4%", "November 2, 2026", "Nov 2, 2026", "Nov 2, 2026, 2:05\u202fPM"),
        (GERMAN, "1.234,5", "94,4\u00a0%", "2 November 2026", "2 Nov 2026", "2 Nov 2026, 14:05"),
    ],
    ids=["en_GB", "en_US", "en_DE"],
)
def test_locales(words: Wording, number: str, percent: str, day: str, short: str, minute: str) -> None:
    """English words in each case; numbers and dates as the country writes them."""
    instant = datetime(2026, 11, 2, 14, 5, tzinfo=ZoneInfo("Europe/Berlin"))
    assert words.number(1234.5, 1) == number
    assert words.percent(94.41) == percent
    assert words.day(instant.date()) == day
    assert words.short_day(instant.date()) == short
    assert words.minute(instant) == minute


def test_the_language_of_a_page_is_that_of_the_locale() -> None:
    """The attribute lang gets the locale in the form of the web."""
    assert [one.language for one in (BRITISH, AMERICAN, GERMAN)] == ["en-GB", "en-US", "en-DE"]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.5, "h", "30\u00a0min"),
        (1.0, "h", "1\u00a0h"),
        (4.25, "h", "4.2\u00a0h"),
        (1234.5, "h", "1,234\u00a0h"),
        (3.14, "days", "3.1\u00a0days"),
        (31.4, "days", "31\u00a0days"),
        (1.0, "days", "1\u00a0day"),
        (1.04, "days", "1\u00a0day"),
        (1.06, "days", "1.1\u00a0days"),
        (-1.0, "days", "-1\u00a0days"),
        (210.0, "min", "210\u00a0min"),
        (0.956, "ratio", "0.96"),
        (1.26, "times", "1.3"),
        (-12.5, "points", "-12.5"),
        (1234.0, "tickets", "1,234"),
    ],
)
def test_values_carry_their_unit(value: float, unit: str, text: str) -> None:
    """Durations and days have their unit after a blank that does not break; counts stand alone."""
    assert BRITISH.value(value, unit) == text


@pytest.mark.parametrize(
    ("words", "large", "small", "whole"),
    [
        (BRITISH, "€12,346", "€340.25", "-€12"),
        (AMERICAN, "€12,346", "€340.25", "-€12"),
        (GERMAN, "12.346\u00a0€", "340,25\u00a0€", "-12\u00a0€"),
    ],
    ids=["en_GB", "en_US", "en_DE"],
)
def test_money_stands_as_the_country_writes_it(words: Wording, large: str, small: str, whole: str) -> None:
    """Cents only where there are any and the amount is small; sign and currency on the side where they belong."""
    assert [words.value(value, "EUR") for value in (12345.67, 340.25, -12.0)] == [large, small, whole]


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (999.99, "GBP", "£999.99"),
        (1000.49, "GBP", "£1,000"),
        (999.996, "GBP", "£1,000"),
        (0.5, "USD", "US$0.50"),
        (0.0, "CHF", "CHF\u00a00"),
        (12.5, "JPY", "JP¥12"),
        (12.5, "KWD", "KWD\u00a012.500"),
        (-1250.0, "CHF", "-CHF\u00a01,250"),
    ],
)
def test_a_currency_has_its_own_minor_units(value: float, currency: str, text: str) -> None:
    """Two decimals, none or three as the currency has them, none of a large amount; letters stand off its digits."""
    assert BRITISH.value(value, currency) == BRITISH.money(value, currency) == text


def test_money_that_was_agreed_keeps_its_cents() -> None:
    """An amount that somebody wrote is not rounded, however large; that of a figure is."""
    assert BRITISH.amount(12345.67, "EUR") == "€12,345.67"
    assert BRITISH.amount(12345.0, "EUR") == "€12,345"
    assert BRITISH.say(Sentence("{a} a review", (("a", Amount(1250.5, "EUR")),))) == "€1,250.50 a review"
    assert BRITISH.target(Target("at_most", 1250.5), "EUR") == "at most €1,250.50"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (97.25, "%", "97.25%"),
        (95.0, "%", "95%"),
        (99.95, "%", "99.95%"),
        (0.5, "h", "30\u00a0min"),
        (4.25, "h", "4.25\u00a0h"),
        (2.125, "days", "2.125\u00a0days"),
        (90.0, "min", "90\u00a0min"),
        (0.955, "ratio", "0.955"),
        (1500.0, "tickets", "1,500"),
    ],
)
def test_what_somebody_wrote_keeps_its_digits(value: float, unit: str, text: str) -> None:
    """A target is told as it was written, not rounded as a measured value is."""
    assert BRITISH.amount(value, unit) == text
    assert BRITISH.say(Sentence("{a}", (("a", Amount(value, unit)),))) == text


@given(st.floats(0.98, 1.02))
def test_hours_never_show_sixty_minutes(hours: float) -> None:
    """Just below an hour is not worded as 60 minutes."""
    assert BRITISH.hours(hours) != "60\u00a0min"


def test_a_missing_figure_is_a_dash() -> None:
    """No figure is worded as a number where there is none."""
    assert BRITISH.figure(figure(Missing("no resolved tickets"))) == "–"


def test_a_figure_is_worded_towards_its_target() -> None:
    """A figure just below its target keeps the decimals that show it."""
    assert BRITISH.figure(figure(94.97, target=Target("at_least", 95.0))) == "94.97%"


@pytest.mark.parametrize(
    ("value", "text"), [(97.25, "97.25%"), (97.2, "97.2%"), (97.24, "97.2%"), (97.26, "97.3%"), (97.249, "97.2%")]
)
def test_a_figure_beside_a_target_with_two_decimals(value: float, text: str) -> None:
    """What met a target of 97.25% is not shown below it."""
    assert BRITISH.percent(value, 97.25) == text


@pytest.mark.parametrize(
    ("target", "text"),
    [(Target("at_least", 95.0), "at least 95%"), (Target("at_most", 2.5), "at most 2.5%"), (None, "–")],
)
def test_targets(target: Target | None, text: str) -> None:
    """A target says which way it binds."""
    assert BRITISH.target(target, "%") == text


# Periods


@pytest.mark.parametrize(
    ("name", "long", "short"),
    [
        ("2026-10", "October 2026", "Oct"),
        ("2026-Q3", "Q3 2026", "Q3 26"),
        ("2026-W05", "week 5 of 2026", "W05"),
        ("2026", "2026", "2026"),
        ("2026-10-01..2026-11-15", "1 October 2026 to 15 November 2026", "1 Oct 2026"),
    ],
)
def test_periods(name: str, long: str, short: str) -> None:
    """Every kind of period has a name in words and a short one for charts."""
    assert (BRITISH.period(name), BRITISH.short_period(name)) == (long, short)


def test_a_span_names_its_last_day() -> None:
    """A half-open period is told by its first and last day."""
    zone = ZoneInfo("Europe/London")
    period = Period("2026-10", datetime(2026, 10, 1, tzinfo=zone), datetime(2026, 11, 1, tzinfo=zone))
    assert BRITISH.span(period) == "1 October 2026 to 31 October 2026"


@pytest.mark.parametrize(("number", "name"), [(1, "Mon"), (7, "Sun")])
def test_weekdays_begin_on_monday(number: int, name: str) -> None:
    """Weekdays are numbered as in ISO 8601."""
    assert BRITISH.weekday(number) == name


@pytest.mark.parametrize(
    ("words", "year", "text"),
    [
        (BRITISH, 2026, "2 Nov"),
        (BRITISH, 2025, "2 Nov 2026"),
        (AMERICAN, 2026, "Nov 2"),
        (AMERICAN, 2025, "Nov 2, 2026"),
    ],
)
def test_a_day_is_told_without_the_year_that_is_known(words: Wording, year: int, text: str) -> None:
    """Its year stands there where it is another one."""
    assert words.day_within(date(2026, 11, 2), year) == text


def test_a_time_is_told_in_the_zone_it_carries() -> None:
    """Two clocks show different times of one moment."""
    instant = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
    assert BRITISH.time(instant) == "23:30"
    assert BRITISH.time(instant.astimezone(ZoneInfo("Asia/Kolkata"))) == "05:00"


def test_midnight_is_one_instant() -> None:
    """Where midnight has a word of its own, a time within the minute after it is told without."""
    words, midnight = Wording("zh_Hant_TW"), datetime(2026, 11, 2, tzinfo=UTC)
    assert words.time(midnight) != words.time(midnight.replace(second=30))


def test_an_instant_is_told_in_the_zone_it_carries() -> None:
    """Wording never moves a time to another zone."""
    instant = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
    assert BRITISH.minute(instant) == "2 Nov 2026, 23:30"
    assert BRITISH.minute(instant.astimezone(ZoneInfo("Asia/Kolkata"))) == "3 Nov 2026, 05:00"


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (datetime(2026, 11, 3, tzinfo=UTC), "the end of 2 Nov 2026"),
        (datetime(2027, 1, 1, tzinfo=UTC), "the end of 31 Dec 2026"),
        (datetime(2026, 11, 3, 0, 1, tzinfo=UTC), "3 Nov 2026, 00:01"),
        (datetime(2026, 11, 2, 6, tzinfo=UTC), "2 Nov 2026, 06:00"),
    ],
)
def test_midnight_is_the_end_of_the_day_before(instant: datetime, text: str) -> None:
    """Data up to the end of a day are not said to be of the next."""
    assert BRITISH.as_of(instant) == text


# Sentences


@pytest.mark.parametrize(
    ("count", "text"), [(1, "One ticket."), (2, "2 tickets."), (0, "0 tickets."), (1.5, "1.5 tickets.")]
)
def test_a_sentence_has_its_plural(count: float, text: str) -> None:
    """One is singular; all else is plural."""
    assert BRITISH.say(Sentence("One ticket.", (("n", count),), "{n} tickets.", count)) == text


def test_a_sentence_words_all_that_it_quotes() -> None:
    """Figures, numbers, days and texts are each worded in the locale."""
    quoted = (("f", figure(94.44)), ("n", 1234), ("x", 0.25), ("d", date(2026, 11, 2)), ("t", "a {brace} stays"))
    said = GERMAN.say(Sentence("{f} {n} {x} {d} {t}", quoted))
    assert said == "94,4\u00a0% 1.234 0,2 2 November 2026 a {brace} stays"


def test_a_sentence_quotes_nothing_missing_as_a_number() -> None:
    """A missing figure in a sentence is a dash."""
    assert BRITISH.say(Sentence("{f} of them", (("f", figure(Missing("no data"))),))) == "– of them"


def test_a_sentence_in_pieces_carries_its_figures() -> None:
    """Each figure that is quoted is a piece of its own; the text around it is in as few pieces as can be."""
    found = figure(94.44)
    told = BRITISH.tell(Sentence("{what}: {f} of {n} answers", (("what", "Satisfied"), ("f", found), ("n", 1234))))
    assert told == (Run("Satisfied: "), Run("94.4%", found), Run(" of 1,234 answers"))


def test_a_sentence_may_quote_what_a_figure_is_drawn_from() -> None:
    """The n of a figure belongs to that figure."""
    found = figure(94.44)
    told = BRITISH.tell(Sentence("{f} of {f.n} answers", (("f", found),)))
    assert told == (Run("94.4%", found), Run(" of "), Run("10", found), Run(" answers"))


def test_a_sentence_without_places_is_one_piece() -> None:
    """Plain text is one piece, no text none; braces that are written twice stand once."""
    assert BRITISH.tell(Sentence("No breach")) == (Run("No breach"),)
    assert BRITISH.tell(Sentence("")) == ()
    assert BRITISH.say(Sentence("a {{b}}")) == "a {b}"


def test_a_sentence_may_hold_others() -> None:
    """Sentences within a sentence are told in its place, each with its figures; several stand as a list."""
    found = figure(94.44)
    inner = Sentence("{f} of {n} answer", (("f", found), ("n", 1)), "{f} of {n} answers", 1)
    outer = Sentence("{told}; usually {list}", (("told", inner), ("list", ("a", Sentence("b"), "c"))))
    assert BRITISH.tell(outer) == (Run("94.4%", found), Run(" of 1 answer; usually a, b and c"))


def test_own_words_are_said_as_they_are() -> None:
    """What somebody wrote is no sentence of ours: its braces are no places."""
    assert BRITISH.say("a {brace}") == "a {brace}"
    assert BRITISH.tell("") == ()
    assert BRITISH.tell("Buy a disk") == (Run("Buy a disk"),)


def test_a_reason_names_what_is_missing() -> None:
    """The places of a reason are filled, on a page and in data."""
    missing = Missing("no source for {table}", (("table", Sentence("tickets")),))
    assert BRITISH.reason(missing) == str(missing) == "no source for tickets"
    assert BRITISH.reason(Missing("100 {percent}")) == str(Missing("100 {percent}")) == "100 {percent}"


@given(st.text(), st.floats(0, 100))
def test_the_pieces_of_a_sentence_make_the_sentence(text: str, value: float) -> None:
    """What is told in pieces is what is said, whatever a quoted text holds."""
    spoken = Sentence("{t} {f}", (("t", text), ("f", figure(value))))
    assert (
        "".join(run.text for run in BRITISH.tell(spoken)) == BRITISH.say(spoken) == f"{text} {BRITISH.percent(value)}"
    )
