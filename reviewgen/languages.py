"""The languages that packs speak: for each a gettext catalogue of the texts that code and templates hold in English."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

SOURCE = "en"
LOCALES = Path(__file__).resolve().parent / "locales"
_FILE = Path("LC_MESSAGES") / "messages.mo"


def N_(text: str) -> str:  # noqa: N802  # the name that gettext's tools know
    """Mark a text that is worded later: the extraction of texts finds it."""
    return text


@cache
def known() -> tuple[str, ...]:
    """The languages that there is a catalogue for, English first."""
    return (SOURCE, *sorted(file.parent.parent.name for file in LOCALES.glob(f"*/{_FILE.as_posix()}")))


def language_of(locale: str) -> str | None:
    """The language of a catalogue that fits a locale such as pt_BR: that of the country, else the language's own."""
    return next((name for name in (locale, locale.partition("_")[0]) if name in known()), None)


@cache
def catalogue(language: str) -> NullTranslations:
    """The texts of a language; English ones stand for themselves."""
    if language == SOURCE:
        return NullTranslations()
    with (LOCALES / language / _FILE).open("rb") as file:
        return GNUTranslations(file)
