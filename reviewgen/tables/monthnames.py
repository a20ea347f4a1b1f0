"""Names of months as tools write them in the language of whoever exported: they mean one month in all of these."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd
from babel import Locale

LANGUAGES = ("da", "de", "en", "es", "fr", "it", "nb", "nl", "pt", "sv")
OLDER = {"mrz": 3}
"""Names that Java wrote before it took those of the Unicode locale data."""
SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WORD = re.compile(r"[^\W\d_]{3,}\.?")
_CODE = re.compile(r"%[bB](?P<dot>\.?)")


@cache
def short() -> dict[str, int]:
    """The number of the month for each abbreviated name, in small letters and without a dot."""
    return _numbers("abbreviated") | OLDER


@cache
def long() -> dict[str, int]:
    """The number of the month for each name that is written out, in small letters."""
    return _numbers("wide")


def _numbers(width: str) -> dict[str, int]:
    months = [Locale(language).months[way][width] for language in LANGUAGES for way in ("format", "stand-alone")]
    return {name.casefold().removesuffix("."): number for names in months for number, name in names.items()}


def in_english(text: pd.Series, form: str) -> pd.Series:
    """Texts with names of months as a format with %b or %B reads them; the very same texts for any other format.

    A dot after an abbreviation goes, unless the format has one there.
    """
    code = _CODE.search(form)
    if code is None:
        return text
    names, known, dot = (SHORT if "%b" in form else LONG), long() | short(), code["dot"]

    def renamed(found: re.Match[str]) -> str:
        number = known.get(found[0].casefold().removesuffix("."))
        return found[0] if number is None else names[number - 1] + dot

    return text.str.normalize("NFC").str.replace(_WORD, renamed, regex=True)
