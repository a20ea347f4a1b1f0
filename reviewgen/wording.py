"""Numbers, dates and sentences in the words of a locale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from string import Formatter

from babel import Locale, dates, lists, numbers

from reviewgen.languages import N_, SOURCE, catalogue, language_of
from reviewgen.model import Amount, Figure, Missing, Period, Quoted, Run, Sentence, Target, Words
from reviewgen.numerals import Numeral
from reviewgen.periods import parse

MAX_DIGITS = 4
WHOLE_FROM = 1000
CURRENCY = re.compile("[A-Z]{3}")
STATUS = {"met": N_("met"), "at_risk": N_("at risk"), "missed": N_("missed"), "not_measured": N_("not measured")}
ABSENT = "–"
CAPITAL_NOUNS = {"de"}  # languages in which words do not begin small within a sentence
Parts = tuple[tuple[str, str | None], ...]
"""The text before each place of a sentence, with the place; None where none follows."""


class Wording:
    """Words values and texts for one locale; the zone in which instants are told is that which they carry.

    `language` is as web pages name it, `direction` "ltr" or "rtl". What was worded before is kept, as far as there is
    room: packs say the same numbers, days and sentences again and again.
    """

    def __init__(self, locale: str) -> None:
        self._locale = Locale.parse(locale)
        self._catalogue = catalogue(language_of(locale) or SOURCE)
        self.language = locale.replace("_", "-")
        self.direction = str(self._locale.text_direction)
        self.number = lru_cache(4096)(self._number)
        self.percent = lru_cache(4096)(self._percent)
        self.value = lru_cache(8192)(self._value)
        self.amount = lru_cache(4096)(self._amount)
        self.period = lru_cache(256)(self._period)
        self.short_period = lru_cache(256)(self._short_period)
        self._numeral = lru_cache(64)(self._read_numeral)
        self._dated = lru_cache(4096)(self._written)
        self._timed = lru_cache(2048)(self._clock_time)
        self._parts = lru_cache(4096)(self._split)
        self._text = lru_cache(4096)(self._looked_up)

    def gettext(self, message: str, **values: str | int) -> str:
        """A text in the language, with its {places} filled."""
        return self._text(message).format_map(values) if values else self._text(message)

    def _looked_up(self, message: str) -> str:
        return self._catalogue.gettext(message) if message else ""

    def ngettext(self, one: str, many: str, count: float, **values: str | int) -> str:
        """The one of two texts that goes with a count, with its {places} filled."""
        return self._plural(one, many, count).format_map(values)

    def pgettext(self, context: str, message: str, **values: str | int) -> str:
        """A text that means something of its own in a context, with its {places} filled."""
        found = self._catalogue.pgettext(context, message)
        return found.format_map(values) if values else found

    def _plural(self, one: str, many: str, count: float) -> str:
        return self._catalogue.ngettext(one, many, int(count) if count == int(count) else self._alike(count))

    def _alike(self, fraction: float) -> int:
        """A whole number that goes with the form of a fraction: 1.5 is one day in French, several in English."""
        return 1 if self._locale.plural_form(fraction) == self._locale.plural_form(1) else 2

    def _number(self, value: float, digits: int = 0) -> str:
        """A number with at most `digits` decimals and separators between thousands."""
        pattern = "#,##0." + "#" * digits if digits else "#,##0"
        return self._numeral(pattern).write(_unsigned(value, digits))

    def _percent(self, value: float, target: float | None = None) -> str:
        """A percentage (0 to 100) with one decimal; with more where rounding would reach 0, 100 or the target."""
        digits = 1
        while digits < MAX_DIGITS and _misleads(value, target, digits):
            digits += 1
        whole = round(value, digits) == round(value)
        pattern = self._percent_pattern("#,##0" if whole else "#,##0." + "0" * digits)
        return self._numeral(pattern).write(_unsigned(round(value, digits), digits) / 100)

    def _percent_pattern(self, digits: str) -> str:
        """The pattern of percentages with these digits."""
        return re.sub(r"[#,0.]+", digits, str(self._locale.percent_formats[None].pattern))

    def _read_numeral(self, pattern: str) -> Numeral:
        return Numeral.of(pattern, self._locale)

    def _value(self, value: float, unit: str, target: float | None = None) -> str:
        """A value with its unit; counts of tickets and the like stand without."""
        if unit == "%":
            return self.percent(value, target)
        return self._valued(value, unit) if target is None or target == value else self._apart(value, unit, target)

    def _valued(self, value: float, unit: str) -> str:
        if unit == "h" or CURRENCY.fullmatch(unit):
            return self.hours(value) if unit == "h" else self.money(value, unit)
        if unit in ("min", "days"):
            digits = 1 if value < 10 else 0
            return self._with_unit(round(value, digits), self.number(value, digits), unit)
        if unit in ("ratio", "times", "points"):
            return self.number(value, 2 if unit == "ratio" else 1)
        return self.number(value, 0 if value == round(value) else 1)

    def _apart(self, value: float, unit: str, target: float) -> str:
        """A value in words that differ from those of its target, which it is not."""
        texts = (self._valued(value, unit), *(self.amount(round(value, digits), unit) for digits in (2, 3, 4)))
        return next((text for text in texts if text != self.amount(target, unit)), texts[-1])

    def _amount(self, value: float, unit: str) -> str:
        """A value that somebody wrote, with the decimals they wrote: a target of 97.25% is not told as 97.2%."""
        if unit == "%":
            pattern = self._percent_pattern("#,##0." + "#" * MAX_DIGITS)
            return self._numeral(pattern).write(_unsigned(value, MAX_DIGITS) / 100)
        if CURRENCY.fullmatch(unit):
            return self.money(value, unit, exact=True)
        if unit == "h" and round(value * 60) < 60:
            return self.amount(value * 60, "min")
        number = self.number(value, MAX_DIGITS)
        return self._with_unit(value, number, unit) if unit in ("h", "min", "days") else number

    def _with_unit(self, value: float, number: str, unit: str) -> str:
        """A duration: its number with the unit."""
        if unit == "days":
            return self.ngettext("{n}\u00a0day", "{n}\u00a0days", value, n=number)
        if unit == "h":
            return self.gettext("{n}\u00a0h", n=number)
        return self.gettext("{n}\u00a0min", n=number)

    def money(self, value: float, currency: str, *, exact: bool = False) -> str:
        """An amount of money, with its minor units only where it has any, and is not large or is to be `exact`."""
        minor = numbers.get_currency_precision(currency)
        rounded = round(value, minor)
        digits = 0 if rounded == round(rounded) or (abs(value) >= WHOLE_FROM and not exact) else minor
        pattern = re.sub(r"#,##0(\.0+)?", "#,##0" + ("." + "0" * digits if digits else ""), self._money_pattern)
        if numbers.get_currency_symbol(currency, self._locale)[-1:].isalpha():
            pattern = pattern.replace("¤#", "¤\u00a0#")
        shown = _unsigned(round(value, digits), digits)
        return numbers.format_currency(shown, currency, pattern, self._locale, currency_digits=False)

    @property
    def _money_pattern(self) -> str:
        return str(self._locale.currency_formats["standard"].pattern)

    def hours(self, hours: float) -> str:
        """A duration: minutes below one hour, else hours."""
        if round(hours * 60) < 60:
            return self._with_unit(hours * 60, self.number(hours * 60), "min")
        return self._with_unit(hours, self.number(hours, 1 if hours < 100 else 0), "h")

    def figure(self, figure: Figure) -> str:
        """A figure's value, or a dash where it is missing."""
        if isinstance(figure.value, Missing):
            return ABSENT
        return self.value(figure.value, figure.unit, figure.target.value if figure.target else None)

    def target(self, target: Target | None, unit: str) -> str:
        """What was promised: "at least 95%"."""
        if target is None:
            return ABSENT
        value = self.amount(target.value, unit)
        if target.bound == "at_least":
            return self.gettext("at least {value}", value=value)
        return self.gettext("at most {value}", value=value)

    def status(self, status: str | None) -> str:
        """How a figure stands to its target; nothing where it has none."""
        return self.gettext(STATUS[status]) if status else ""

    def reason(self, missing: Missing) -> str:
        """Why a figure has no number."""
        return self.gettext(missing.reason, **{name: self.say(value) for name, value in missing.values})

    def day(self, day: date) -> str:
        """A day with its month and year: 12 November 2026."""
        return self._dated("long", day.toordinal())

    def short_day(self, day: date) -> str:
        """A day in a table: 12 Nov 2026."""
        return self._dated("medium", day.toordinal())

    def day_within(self, day: date, year: int) -> str:
        """A day in a narrow column, without its year where that is the one told: 12 Nov."""
        return self._dated("MMMd" if day.year == year else "yMMMd", day.toordinal())

    def _written(self, form: str, ordinal: int) -> str:
        """A day, counted from the first of the calendar, in a form or by a skeleton of CLDR."""
        day = date.fromordinal(ordinal)
        if form in ("long", "medium"):
            return self._first(day, dates.format_date(day, form, self._locale))
        return self._first(day, dates.format_skeleton(form, day, locale=self._locale))

    def _first(self, day: date, words: str) -> str:
        """The first of a month as French has it, "1er": CLDR knows no other day than the rest."""
        return f"1er{words[1:]}" if self._locale.language == "fr" and day.day == 1 else words

    def time(self, instant: datetime) -> str:
        """A time of day in the zone that the instant carries: 14:05."""
        return self._timed(instant.hour, instant.minute, min(instant.second, 1))

    def _clock_time(self, hour: int, minute: int, second: int) -> str:
        """A time of day; its second matters where midnight has a word, which is over then."""
        return dates.format_time(time(hour, minute, second), "short", locale=self._locale)

    def minute(self, instant: datetime) -> str:
        """A day and time in the zone that the instant carries."""
        return f"{self.short_day(instant.date())}, {self.time(instant)}"

    def as_of(self, instant: datetime) -> str:
        """Up to when something is known: midnight is the end of the day before."""
        if instant.time() == time.min:
            return self.gettext("the end of {day}", day=self.short_day(instant.date() - timedelta(days=1)))
        return self.minute(instant)

    def weekday(self, number: int, width: str = "abbreviated") -> str:
        """The short name of an ISO weekday, 1 for Monday; the whole one if `width` is "wide"."""
        return str(self._locale.days["format"][width][number - 1])

    def _period(self, name: str) -> str:
        """A period's name in words: October 2026, Q3 2026, week 41 of 2026."""
        span = parse(name)
        if span.cadence == "monthly":
            return dates.format_skeleton("yMMMM", span.first, locale=self._locale)
        if span.cadence == "quarterly":
            return self.gettext("Q{quarter} {year}", quarter=name[-1], year=name[:4])
        if span.cadence == "weekly":
            return self.gettext("week {week} of {year}", week=int(name[-2:]), year=name[:4])
        if span.cadence == "yearly":
            return name
        return self._between(*(date.fromisoformat(day) for day in name.split("..")))

    def _short_period(self, name: str) -> str:
        """A period's name as a chart's label: Oct, Q3, W41."""
        span = parse(name)
        if span.cadence == "monthly":
            return dates.format_date(span.first, "LLL", self._locale)
        if span.cadence is None:
            return self.short_day(span.first)
        if span.cadence == "quarterly":
            return self.gettext("Q{quarter} {year}", quarter=name[-1], year=name[2:4])
        return name if span.cadence == "yearly" else self.gettext("W{week}", week=name[-2:])

    def span(self, period: Period) -> str:
        """First and last day of a period."""
        return self._between(period.start.date(), date.fromordinal(period.end.date().toordinal() - 1))

    def _between(self, first: date, last: date) -> str:
        return self.gettext("{first} to {last}", first=self.day(first), last=self.day(last))

    def say(self, words: Words) -> str:
        """A sentence with its places filled; somebody's own words as they are."""
        if isinstance(words, str):
            return words
        values = dict(words.values)
        parts = self.parts_of(words)
        return "".join([text if place is None else f"{text}{self._said(place, values)}" for text, place in parts])

    def _said(self, place: str, values: Mapping[str, Quoted]) -> str:
        """What fills a place, as one text."""
        name, _, part = place.partition(".")
        value = values[name]
        if isinstance(value, Figure):
            return self._quoted(value, part)
        if part:
            return "".join([piece.text for piece in self._begun(self._told(value), part)])
        return self.say(value) if isinstance(value, Sentence) else self._quoted(value)

    def tell(self, words: Words) -> tuple[Run, ...]:
        """A sentence in pieces: one for each figure that it quotes, and the text between them.

        A place `{csat}` shows the figure's value, `{csat.n}` what it is drawn from. `{what.small}` begins with a small
        letter, where the language has small letters within a sentence, `{what.capital}` with a capital one.
        """
        if isinstance(words, str):
            return _plainly(words)
        if not words.values:
            return _plainly("".join([text for text, _ in self.parts_of(words)]))
        return merged(self._pieces(words))

    def parts_of(self, sentence: Sentence) -> Parts:
        """The text before each place of a sentence as it is said, with the place; None where none follows."""
        if sentence.many:
            return places(self._plural(sentence.text, sentence.many, sentence.count))
        return self._parts(sentence.text)

    def _split(self, text: str) -> Parts:
        return places(self.gettext(text))

    def _pieces(self, sentence: Sentence) -> list[str | Run]:
        values = dict(sentence.values)
        pieces: list[str | Run] = []
        for words, place in self.parts_of(sentence):
            pieces.append(words)
            if place is not None:
                name, _, part = place.partition(".")
                value = values[name]
                if isinstance(value, Figure):
                    pieces.append(Run(self._quoted(value, part), value))
                else:
                    pieces += self._begun(self._told(value), part) if part else self._told(value)
        return pieces

    def _told(self, value: Quoted) -> tuple[Run, ...]:
        """What fills a place in pieces, but for a figure."""
        return self.tell(value) if isinstance(value, Sentence) else (Run(self._quoted(value)),)

    def _begun(self, pieces: tuple[Run, ...], part: str) -> tuple[Run, ...]:
        """The pieces beginning small, as within a sentence, but for a word in capitals; or with a capital."""
        first = pieces[0].text if pieces else ""
        if part == "capital":
            begun = first[:1].upper() + first[1:]
        elif self._locale.language in CAPITAL_NOUNS or not _is_word(first):
            return pieces
        else:
            begun = first[:1].lower() + first[1:]
        return (Run(begun, pieces[0].figure), *pieces[1:]) if pieces else pieces

    def chained(self, parts: Iterable[str]) -> str:
        """Several texts, one after the other: "a; b; c"."""
        then = self.gettext("{first}; {then}").format(first="", then="")
        return then.join(parts)

    def listed(self, parts: Sequence[Words]) -> str:
        """Several things as a list within a sentence: "a, b and c"."""
        return lists.format_list([self.say(part) for part in parts], locale=self._locale)

    def _quoted(self, value: Quoted, part: str = "") -> str:
        match value:
            case str():
                said = value
            case Figure():
                said = self.number(value.n) if part == "n" else self.figure(value)
            case Amount():
                said = self.amount(value.value, value.unit)
            case tuple():
                said = self.listed(value)
            case date():
                said = self.day(value)
            case int():
                said = self.number(value)
            case float():
                said = self.number(value, 1)
            case _:
                said = str(value)
        return said


def merged(pieces: Iterable[str | Run]) -> tuple[Run, ...]:
    """Pieces of text with empty ones left out and plain neighbours put together."""
    kept: list[Run] = []
    plain = ""
    for piece in pieces:
        if isinstance(piece, str):
            plain += piece
        elif piece.figure is None:
            plain += piece.text
        elif piece.text:
            if plain:
                kept.append(Run(plain))
                plain = ""
            kept.append(piece)
    if plain:
        kept.append(Run(plain))
    return tuple(kept)


def _plainly(text: str) -> tuple[Run, ...]:
    """A text that quotes no figure; nothing where there is none."""
    return (Run(text),) if text else ()


@lru_cache(4096)
def places(text: str) -> Parts:
    """The text before each place of a sentence with the place's name; None where no place follows."""
    return tuple((words, place) for words, place, _, _ in Formatter().parse(text))


def _is_word(text: str) -> bool:
    """Whether a text begins with a plain word, and not with one in capitals or with a number."""
    return text[1:2].islower() or text[1:2] in (" ", "’", "'")


def _unsigned(value: float, digits: int) -> float:
    """The value, but zero where it rounds to zero: "-0" is no number, and caches take it for 0."""
    return value if round(value, digits) else 0.0


def _misleads(value: float, target: float | None, digits: int) -> bool:
    """Whether rounding would show a bound that the value does not reach, or the wrong side of the target."""
    shown = round(value, digits)
    if target is not None and (shown < target) != (value < target):
        return True
    return any(shown == bound != value for bound in (0.0, 100.0, target) if bound is not None)
