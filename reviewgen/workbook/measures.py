"""How wide columns and how high rows have to be, reckoned in letters: no program does it for all who open a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from textwrap import wrap
from unicodedata import east_asian_width

from reviewgen.workbook.book import Value

DAY, MINUTE = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
NARROWEST, WIDEST = 8, 50
BUTTON = 4  # letters that the button of a filter hides
MOST_LINES = 26  # higher a row cannot be


def width_of(head: str, column: Sequence[Value]) -> int:
    """The width of a column: that of what stands in it, and of its head in up to three lines."""
    word = max(map(len, head.replace("-", " ").split()), default=0)
    least = max(NARROWEST, word + BUTTON, ceil(len(head) / 3) + BUTTON)
    return max(least, min(max(map(_width, set(column)), default=0) + 2, WIDEST))


def lines_of_head(head: str, width: int) -> int:
    """How many lines a head takes in a column, beside its button."""
    return len(wrap(head, width - BUTTON + 1))


def tall_rows(columns: Sequence[Sequence[Value]], widths: Sequence[int]) -> dict[int, int]:
    """The lines of each row that takes more than one, by its place."""
    found: dict[int, int] = {}
    for column, width in zip(columns, widths, strict=True):
        for row, value in enumerate(column):
            if isinstance(value, str) and (_letters(value) > width or "\n" in value):
                found[row] = max(found.get(row, 1), min(_lines(value, width), MOST_LINES))
    return {row: lines for row, lines in found.items() if lines > 1}


def _lines(text: str, width: int) -> int:
    """Letters are narrower than the figures that a width is counted in: what is left makes up for broken lines."""
    return sum(max(1, ceil(_letters(part) / width)) for part in text.split("\n"))


def _width(value: Value) -> int:
    """About how many letters a cell shows of a value."""
    if isinstance(value, str):
        return max(map(_letters, value.split("\n")))
    if isinstance(value, float | int) and not isinstance(value, bool):
        return len(f"{value:,.0f}" if value == int(value) else f"{value:,.4f}")
    return len(MINUTE) if isinstance(value, datetime) else len(DAY) if value is not None else 0


def _letters(text: str) -> int:
    """How many letters wide a text is; signs of East Asia take two."""
    return len(text) if text.isascii() else sum(1 + (east_asian_width(sign) in "WF") for sign in text)
