"""Numbers by a pattern, held against Babel's own way of writing them."""

from __future__ import annotations

import pytest
from babel import Locale, localedata, numbers
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.numerals import Numeral

PATTERNS = ("#,##0", "#,##0.#", "#,##0.####", "#,##0.00", "#,##0%", "#,##0.0%", "#,##0.####\u00a0%", "%#,##0.0")
SPOKEN = [Locale.parse(name) for name in ("en_GB", "de_CH", "fr_FR", "es_ES", "ar_EG", "hi_IN", "sv_SE")]
VALUES = (0, 0.0, -0.0, 7, 0.125, 2.5, 2.675, -0.04, -3.25, 99.995, 1234, 1234567.891, 1e15, 0.00004)


@given(st.floats(-1e12, 1e12), st.sampled_from(PATTERNS), st.sampled_from(SPOKEN))
def test_a_number_is_written_as_babel_writes_it(value: float, pattern: str, locale: Locale) -> None:
    """Digits, rounding, signs and symbols are the same for any number."""
    assert Numeral.of(pattern, locale).write(value) == numbers.format_decimal(value, pattern, locale)


@pytest.mark.parametrize("pattern", ["#,##0", "#,##0.####", "#,##0.0%"])
def test_numbers_of_every_locale(pattern: str) -> None:
    """Halves, large, small and negative ones, in each locale that CLDR knows."""
    differ = [
        (name, value)
        for name in localedata.locale_identifiers()
        for locale in (Locale.parse(name),)
        for numeral in (Numeral.of(pattern, locale),)
        for value in VALUES
        if numeral.write(value) != numbers.format_decimal(value, pattern, locale)
    ]
    assert differ == []


def test_quotes_of_a_pattern_are_not_written() -> None:
    """What stands between quotes is a sign of its own; two of them are one."""
    pattern = "'#'#,##0''"
    assert Numeral.of(pattern, SPOKEN[0]).write(5) == numbers.format_decimal(5, pattern, SPOKEN[0]) == "#5'"


def test_other_groups_than_thousands_are_refused() -> None:
    """A pattern by lakhs would be written wrongly, so it is no numeral."""
    with pytest.raises(AssertionError, match="does not group by thousands"):
        Numeral.of("#,##,##0", SPOKEN[0])
