"""Numbers, dates and sentences in the words of a locale."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from string import Formatter

from babel import Locale, dates, numbers

from reviewgen.model import Amount, Figure, Missing, Period, Quoted, Run, Sentence, Target
from reviewgen.periods import parse

MAX_DIGITS = 4
WHOLE_FROM = 1000
CURRENCY = re.compile("[A-Z]{3}")
STATUS = {"met": "met", "at_risk": "at risk", "missed": "missed", "not_measured": "not measured"}
ABSENT = "–"


class Wording:
    """Words values for one locale; the zone in which instants are told is that which they carry."""

    def __init__(self, locale: str) -> None:
        self._locale = Locale.parse(locale)
        self.language = locale.replace("_", "-")
        self.number = lru_cache(4096)(self._number)
        self.percent = lru_cache(4096)(self._percent)
        self.period = lru_cache(256)(self._period)
        self.day_within = lru_cache(4096)(self._day_within)

    def _number(self, value: float, digits: int = 0) -> str:
        """A number with at most `digits` decimals and separators between thousands."""
        pattern = "#,##0." + "#" * digits if digits else "#,##0"
        return numbers.format_decimal(value, pattern, self._locale)

    def _percent(self, value: float, target: float | None = None) -> str:
        """A percentage (0 to 100) with one decimal; with more where rounding would reach 0, 100 or the target."""
        digits = 1
        while digits < MAX_DIGITS and _misleads(value, target, digits):
            digits += 1
        whole = round(value, digits) == round(value)
        pattern = re.sub(r"[#,0.]+", "#,##0" if whole else "#,##0." + "0" * digits, self._percent_pattern())
        return numbers.format_percent(round(value, digits) / 100, pattern, self._locale)

    def _percent_pattern(self) -> str:
        return str(self._locale.percent_formats[None].pattern)

    def value(self, value: float, unit: str, target: float | None = None) -> str:
        """A value with its unit; counts of tickets and the like stand without."""
        if unit == "%":
            return self.percent(value, target)
        if unit == "h" or CURRENCY.fullmatch(unit):
            return self.hours(value) if unit == "h" else self.money(value, unit)
        if unit in ("min", "days"):
            return f"{self.number(value, 1 if value < 10 else 0)}\u00a0{unit}"
        if unit in ("ratio", "times", "points"):
            return self.number(value, 2 if unit == "ratio" else 1)
        return self.number(value, 0 if value == round(value) else 1)

    def amount(self, value: float, unit: str) -> str:
        """A value that somebody wrote, with the decimals they wrote: a target of 97.25% is not told as 97.2%."""
        if unit == "%":
            pattern = re.sub(r"[#,0.]+", "#,##0." + "#" * MAX_DIGITS, self._percent_pattern())
            return numbers.format_percent(value / 100, pattern, self._locale)
        if CURRENCY.fullmatch(unit):
            return self.money(value, unit, exact=True)
        if unit == "h" and round(value * 60) < 60:
            return self.amount(value * 60, "min")
        number = self.number(value, MAX_DIGITS)
        return f"{number}\u00a0{unit}" if unit in ("h", "min", "days") else number

    def money(self, value: float, currency: str, *, exact: bool = False) -> str:
        """An amount of money, with its minor units only where it has any, and is not large or is to be `exact`."""
        minor = numbers.get_currency_precision(currency)
        rounded = round(value, minor)
        digits = 0 if rounded == round(rounded) or (abs(value) >= WHOLE_FROM and not exact) else minor
        pattern = re.sub(r"#,##0(\.0+)?", "#,##0" + ("." + "0" * digits if digits else ""), self._money_pattern)
        if numbers.get_currency_symbol(currency, self._locale)[-1:].isalpha():
            pattern = pattern.replace("¤#", "¤\u00a0#")
        return numbers.format_currency(round(value, digits), currency, pattern, self._locale, currency_digits=False)

    @property
    def _money_pattern(self) -> str:
        return str(self._locale.currency_formats["standard"].pattern)

    def hours(self, hours: float) -> str:
        """A duration: minutes below one hour, else hours."""
        if round(hours * 60) < 60:
            return f"{self.number(hours * 60)}\u00a0min"
        return f"{self.number(hours, 1 if hours < 100 else 0)}\u00a0h"

    def figure(self, figure: Figure) -> str:
        """A figure's value, or a dash where it is missing."""
        if isinstance(figure.value, Missing):
            return ABSENT
        return self.value(figure.value, figure.unit, figure.target.value if figure.target else None)

    def target(self, target: Target | None, unit: str) -> str:
        """What was promised: "at least 95%"."""
        if target is None:
            return ABSENT
        words = "at least" if target.bound == "at_least" else "at most"
        return f"{words} {self.amount(target.value, unit)}"

    def day(self, day: date) -> str:
        """A day with its month and year: 12 November 2026."""
        return dates.format_date(day, "long", self._locale)

    def short_day(self, day: date) -> str:
        """A day in a table: 12 Nov 2026."""
        return dates.format_date(day, "medium", self._locale)

    def _day_within(self, day: date, year: int) -> str:
        """A day in a narrow column, without its year where that is the one told: 12 Nov."""
        return dates.format_skeleton("MMMd" if day.year == year else "yMMMd", day, locale=self._locale)

    def time(self, instant: datetime) -> str:
        """A time of day in the zone that the instant carries: 14:05."""
        return dates.format_time(instant, "short", tzinfo=instant.tzinfo, locale=self._locale)

    def minute(self, instant: datetime) -> str:
        """A day and time in the zone that the instant carries."""
        return f"{self.short_day(instant.date())}, {self.time(instant)}"

    def as_of(self, instant: datetime) -> str:
        """Up to when something is known: midnight is the end of the day before."""
        if instant.time() == time.min:
            return f"the end of {self.short_day(instant.date() - timedelta(days=1))}"
        return self.minute(instant)

    def weekday(self, number: int) -> str:
        """The short name of an ISO weekday, 1 for Monday."""
        return str(self._locale.days["format"]["abbreviated"][number - 1])

    def _period(self, name: str) -> str:
        """A period's name in words: October 2026, Q3 2026, week 41 of 2026."""
        span = parse(name)
        if span.cadence == "monthly":
            return dates.format_date(span.first, "LLLL y", self._locale)
        if span.cadence == "quarterly":
            return f"Q{name[-1]} {name[:4]}"
        if span.cadence == "weekly":
            return f"week {int(name[-2:])} of {name[:4]}"
        if span.cadence == "yearly":
            return name
        first, last = name.split("..")
        return f"{self.day(date.fromisoformat(first))} to {self.day(date.fromisoformat(last))}"

    def short_period(self, name: str) -> str:
        """A period's name as a chart's label: Oct, Q3, W41."""
        span = parse(name)
        if span.cadence == "monthly":
            return dates.format_date(span.first, "LLL", self._locale)
        if span.cadence is None:
            return self.short_day(span.first)
        return {"quarterly": f"Q{name[-1]} {name[2:4]}", "weekly": name[-3:], "yearly": name}[span.cadence]

    def span(self, period: Period) -> str:
        """First and last day of a period."""
        last = date.fromordinal(period.end.date().toordinal() - 1)
        return f"{self.day(period.start.date())} to {self.day(last)}"

    def say(self, sentence: Sentence) -> str:
        """A sentence with its places filled."""
        return "".join(run.text for run in self.tell(sentence))

    def tell(self, sentence: Sentence) -> tuple[Run, ...]:
        """A sentence in pieces: one for each figure that it quotes, and the text between them.

        A place `{csat}` shows the figure's value, `{csat.n}` what it is drawn from.
        """
        return merged(self._pieces(sentence, dict(sentence.values)))

    def _pieces(self, sentence: Sentence, values: dict[str, Quoted]) -> Iterator[Run]:
        for words, place in parts_of(sentence):
            yield Run(words)
            if place is not None:
                yield self._filled(place, values)

    def _filled(self, place: str, values: dict[str, Quoted]) -> Run:
        name, _, part = place.partition(".")
        value = values[name]
        if not isinstance(value, Figure):
            return Run(self._quoted(value))
        return Run(self.number(value.n) if part == "n" else self.figure(value), value)

    def _quoted(self, value: Quoted) -> str:
        words: tuple[tuple[type, Callable[..., str]], ...] = (
            (Figure, self.figure),
            (Amount, lambda amount: self.amount(amount.value, amount.unit)),
            (date, self.day),
            (int, self.number),
            (float, lambda number: self.number(number, 1)),
        )
        return next((word(value) for kind, word in words if isinstance(value, kind)), str(value))


def merged(pieces: Iterable[Run]) -> tuple[Run, ...]:
    """Pieces of text with empty ones left out and plain neighbours put together."""
    kept: list[Run] = []
    for piece in pieces:
        if kept and piece.figure is kept[-1].figure is None:
            kept[-1] = Run(kept[-1].text + piece.text)
        elif piece.text:
            kept.append(piece)
    return tuple(kept)


def parts_of(sentence: Sentence) -> tuple[tuple[str, str | None], ...]:
    """The text before each place of the form of a sentence that is said, with the place; None where none follows."""
    return _places(sentence.many if sentence.many and sentence.count != 1 else sentence.text)


@lru_cache(1024)
def _places(text: str) -> tuple[tuple[str, str | None], ...]:
    """The text before each place of a sentence with the place's name; None where no place follows."""
    return tuple((words, place) for words, place, _, _ in Formatter().parse(text))


def _misleads(value: float, target: float | None, digits: int) -> bool:
    """Whether rounding would show a bound that the value does not reach, or the wrong side of the target."""
    shown = round(value, digits)
    if target is not None and (shown < target) != (value < target):
        return True
    return any(shown == bound != value for bound in (0.0, 100.0, target) if bound is not None)
