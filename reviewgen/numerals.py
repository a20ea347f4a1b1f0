"""Numbers by a pattern of CLDR, as Babel writes them; what pattern and locale say is read once, for Babel is slow."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from babel import Locale, numbers


@dataclass(frozen=True, slots=True)
class Numeral:
    """How numbers are written by a pattern that groups them by thousands, and holds no currency.

    `before` and `after` are what stands around a positive and a negative number, `least` and `most` its decimals.
    """

    before: tuple[str, str]
    after: tuple[str, str]
    least: int
    most: int
    group: str
    point: str
    quantum: Decimal
    shift: int

    @classmethod
    def of(cls, pattern: str, locale: Locale) -> Numeral:
        """Read a pattern such as "#,##0.0##" or "#,##0%"."""
        read = numbers.parse_pattern(pattern)
        assert read.grouping == (3, 3), f"{pattern} does not group by thousands"
        before, after = ((_unquoted(one[0]), _unquoted(one[1])) for one in (read.prefix, read.suffix))
        least, most = read.frac_prec
        symbols = numbers.get_group_symbol(locale), numbers.get_decimal_symbol(locale)
        return cls(before, after, least, most, *symbols, Decimal(10) ** -most, read.scale)

    def write(self, value: float) -> str:
        """Word a finite number; halves go to the even digit of what Python writes for it."""
        exact = Decimal(str(value))
        if self.shift:
            exact = exact.scaleb(self.shift)
        whole, _, rest = f"{abs(exact).quantize(self.quantum):,f}".partition(".")
        decimals = rest[: self.least] + rest[self.least :].rstrip("0")
        number = whole.replace(",", self.group) + (self.point + decimals if decimals else "")
        negative = exact.is_signed()
        return f"{self.before[negative]}{number}{self.after[negative]}"


def _unquoted(affix: str) -> str:
    """What stands beside a number, without the quotes that a pattern has around signs of its own."""
    return affix.replace("''", "\0").replace("'", "").replace("\0", "'")
