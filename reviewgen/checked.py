"""Kinds of values that people write, each checked where it stands: zones, days, colours, hours."""

from __future__ import annotations

import difflib
import re
import unicodedata
import warnings
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from reviewgen import languages, periods
from reviewgen.errors import ConfigError

NAMED_FORMATS = ("iso", "epoch", "epoch_ms")
"""Ways to write a time that have no codes; the last two count seconds and milliseconds since 1970 in UTC."""
LONGEST_ID = 300
LARGEST = 1e15
"""No number that people mean is larger, and up to here pages can show each of them."""
NOWHERE = {"localtime", "Factory"}
"""Zones of a place that each machine sets for itself, or of none: figures would depend on where they are made."""


def wrong(problem: str, at: tuple[str | int, ...] = (), **context: str) -> PydanticCustomError:
    """A problem of what is being validated: `at` leads to the place within it, `expected` and `hint` are told."""
    return PydanticCustomError("reviewgen", "{problem}", {"problem": problem, "at": at, **context})


def listed(value: object) -> object:
    """A list of one for a text, else the value itself."""
    return [value] if isinstance(value, str) else value


@cache
def _zones() -> frozenset[str]:
    """The zones that mean the same everywhere: some systems name their own setting as one."""
    return frozenset(available_timezones()) - NOWHERE


def _zone(name: str) -> str:
    zones = _zones()
    if name not in zones:
        near = ", ".join(difflib.get_close_matches(name, sorted(zones), 3, 0.5))
        raise wrong("is not a time zone", hint=f"near matches: {near}" if near else "use a name like Europe/London")
    return name


@lru_cache(maxsize=256)
def _locale(name: str) -> str:
    from babel import localedata

    if not re.fullmatch(r"[a-z]{2,3}(_[A-Za-z0-9]+)*", name) or not localedata.exists(name):
        raise wrong("is not a locale", hint="use a name like en_GB")
    if languages.language_of(name) is None:
        spoken = ", ".join(languages.known())
        raise wrong(
            f"is a language that packs do not speak: they speak {spoken}",
            hint="en_NL gives English words with Dutch numbers and dates",
        )
    return name


def _currency(code: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise wrong("is not a currency", hint="use an ISO 4217 code such as EUR")
    return code


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise wrong("is not a colour", hint="write it as #1f4e79")
    return value.lower()


def is_account_id(text: str) -> bool:
    """Whether a text can be the id of an account: it says something, ends, and acts on nothing that shows it."""
    return len(text) <= LONGEST_ID and bool(text.strip()) and not any(unicodedata.category(c) == "Cc" for c in text)


def _account_id(text: str) -> str:
    if not is_account_id(text):
        raise wrong("is not an account id", hint="use the name or number that the exports use")
    return text


def _pattern(text: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)
            re.compile(text)
    except RecursionError:
        raise wrong("is not a regular expression", hint="it is nested too deep") from None
    except (re.error, OverflowError, FutureWarning) as error:
        raise wrong("is not a regular expression", hint=str(error)) from None
    return text


def _day(text: object) -> object:
    if isinstance(text, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise wrong("is not a date", expected="2026-11-12")
    if isinstance(text, str) and int(text[:4]) not in periods.YEARS:
        raise wrong("is too far from today", expected=f"a day of {periods.YEARS.start} to {periods.YEARS[-1]}")
    return text


def _date_format(form: str) -> str:
    """Refuse a format that does not tell day, month and year, or tells an hour without its half of the day."""
    sample = datetime(2026, 10, 31, 14, 5, 6, 7000, UTC)
    try:
        read = datetime.strptime(sample.strftime(form), form)
    except (ValueError, re.error):  # the latter where a code comes twice
        read = datetime.min
    whole = read.date() == sample.date() and read.hour in (0, sample.hour)
    if form not in NAMED_FORMATS and not whole:
        raise wrong("is not a date format", expected='iso, or codes like "%d/%m/%Y %H:%M" or "%d/%b/%y %I:%M %p"')
    return form


def _as_of(text: str) -> str:
    try:
        periods.instant(text, ZoneInfo("UTC"))
    except ConfigError as error:
        raise wrong(error.issues[0].problem, expected=error.issues[0].expected) from None
    return text


def _delimiter(sign: str) -> str:
    if len(sign) != 1 or not sign.isascii() or sign in '"\r\n':
        raise wrong("cannot stand between cells", expected='one sign, such as ";" or "\\t" for a tab')
    return sign


Zone = Annotated[str, AfterValidator(_zone)]
LocaleName = Annotated[str, AfterValidator(_locale)]
Currency = Annotated[str, AfterValidator(_currency)]
Colour = Annotated[str, AfterValidator(_colour)]
Day = Annotated[date, BeforeValidator(_day)]
DateFormat = Annotated[str, AfterValidator(_date_format)]
Instant = Annotated[str, AfterValidator(_as_of)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Delimiter = Annotated[str, AfterValidator(_delimiter)]
AccountId = Annotated[str, Field(max_length=LONGEST_ID), AfterValidator(_account_id)]
Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(listed, json_schema_input_type=Text | tuple[Text, ...])]
Hours = Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)]
Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST, allow_inf_nan=False)]


class Strict(BaseModel):
    """A part of a file: unknown keys are refused, values are never changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
