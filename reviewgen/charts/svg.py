"""The pieces every drawing is made of: numbers, texts, paths and the element around them.

One unit is a quarter of a millimetre in every drawing, so a font size means the same on paper everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from typing import Literal

from reviewgen.charts.palette import SLATE, Paint
from reviewgen.visible import visible

UNITS_PER_MM = 4
FONT_SIZE = 10.5
"""Units; 7.4 pt on paper."""
ASCENT = 8.0
DESCENT = 2.2
MIDDLE = 3.8
"""How far below the middle of a line of text its baseline lies, in units."""
MISSING = "–"

DASHED = "3 2"
DOTTED = "1 2"

Anchor = Literal["start", "middle", "end"]
Rect = tuple[float, float, float, float]
"""Left, top, width, height, in units."""

_TURNED: dict[Anchor, Anchor] = {"start": "end", "middle": "middle", "end": "start"}
_LARGEST_MM = 5000
_BOLD = 1.05
_ADVANCES = {
    char: advance
    for chars, advance in (
        ("ijlI.,:;!' ·łı\u00a0\u202f\u2009", 0.3),
        ("()[]{}/\\tfr|`", 0.41),
        ('"*–-_sxkz?^¥Jc7', 0.57),
        ("0123456789", 0.65),
        ("abdeghnopquvyLFE$#£&", 0.63),
        ("+<=>~±×−BPRSTZKXY€", 0.69),
        ("ACDGHNUV", 0.76),
        ("OQw", 0.83),
        ("m…æ", 0.92),
        ("MW%@—œŒÆ©", 1.03),
    )
    for char in chars
}
_OTHER = 0.75
_WIDE = 1.1
_BREAKS = re.compile("[\t-\r\u2028\u2029]+")
_ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060-\u2064\ufeff]")
_FIRST_RTL = "\u0590"
"""No character before this one is written from right to left."""


@dataclass(frozen=True, slots=True)
class Svg:
    """A complete `<svg>` element; every text in it is escaped."""

    markup: str


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """Write a coordinate: at most two decimals, no trailing zeros, no minus zero."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def size_checked(width_mm: float, height_mm: float, least: tuple[float, float]) -> tuple[float, float]:
    """Return the size in units; raise ValueError if it is under `least` (mm by mm) or absurd."""
    if not (least[0] <= width_mm <= _LARGEST_MM and least[1] <= height_mm <= _LARGEST_MM):
        raise ValueError(f"{width_mm} by {height_mm} mm is no size for this drawing: least {least[0]} by {least[1]}")
    return width_mm * UNITS_PER_MM, height_mm * UNITS_PER_MM


def clean(words: str) -> str:
    """Return `words` on one line, without control, direction and other characters nobody can see."""
    return words.strip() if words.isprintable() else _ZERO_WIDTH.sub("", visible(_BREAKS.sub(" ", words))).strip()


@lru_cache(maxsize=4096)
def text_width(words: str, *, bold: bool = False) -> float:
    """Estimate the width of `words` in Inter, in units; errs on the wide side."""
    width = sum(map(_advance, words)) * FONT_SIZE
    return width * _BOLD if bold else width


def clip(words: str, room: float, *, bold: bool = False) -> str:
    """Return `words` cleaned, and cut with an ellipsis to what fits into `room` units."""
    words = clean(words)
    if text_width(words, bold=bold) <= room:
        return words
    while words and text_width(words + "…", bold=bold) > room:
        shorter = int(len(words) * room / text_width(words + "…", bold=bold))
        words = words[: min(shorter, len(words) - 1)].rstrip(" ,.;:-")
    return words + "…" if words else ""


def text(x: float, y: float, words: str, *, anchor: Anchor = "start", paint: Paint = SLATE, bold: bool = False) -> str:
    """Write `words` with their baseline at `y`; nothing where there are no words.

    `anchor` is where `x` lies, seen from the left: words written from right to left stand in the same place.
    """
    if not words:
        return ""
    turned = _is_from_right(words)
    if turned:
        anchor = _TURNED[anchor]
    placed = "" if anchor == "start" else f' text-anchor="{anchor}"'
    more = ' direction="rtl"' if turned else ""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text class="{paint.role}" x="{number(x)}" y="{number(y)}"{placed}{more} fill="{paint.colour}"{weight}>'
        f"{escape(words)}</text>"
    )


@lru_cache(maxsize=4096)
def _is_from_right(words: str) -> bool:
    """Whether the first letter is one of a script that is written from right to left."""
    if max(words) < _FIRST_RTL:
        return False
    return next((kind != "L" for kind in map(unicodedata.bidirectional, words) if kind in {"L", "R", "AL"}), False)


def filled(rects: Iterable[Rect], paint: Paint) -> str:
    """Draw all `rects` as one path."""
    steps = "".join(
        f"M{number(x)} {number(y)}h{number(width)}v{number(height)}h{number(-width)}z" for x, y, width, height in rects
    )
    return shape(steps, paint)


def shape(steps: str, paint: Paint) -> str:
    """Draw the closed path `steps`; nothing where there are none."""
    return f'<path class="{paint.role}" d="{steps}" fill="{paint.colour}"/>' if steps else ""


def polyline(run: Sequence[tuple[float, float]]) -> str:
    """The steps of a path through points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in run)


def line(steps: str, paint: Paint, width: float, dashes: str = "") -> str:
    """Draw the path `steps` as a line `width` units thick; `dashes` are lengths: "3 2"."""
    pattern = f' stroke-dasharray="{dashes}"' if dashes else ""
    return _stroked(steps, paint, width, pattern)


def specks(points: Iterable[tuple[float, float]], radius: float, paint: Paint) -> str:
    """Draw a small circle at each point, all as one path."""
    steps = "".join(f"M{number(x)} {number(y)}h0" for x, y in points)
    return _stroked(steps, paint, 2 * radius, ' stroke-linecap="round"')


def _stroked(steps: str, paint: Paint, width: float, more: str) -> str:
    if not steps:
        return ""
    return (
        f'<path class="{paint.role}" d="{steps}" fill="none" stroke="{paint.colour}" '
        f'stroke-width="{number(width)}"{more}/>'
    )


def dot(x: float, y: float, radius: float, paint: Paint) -> str:
    """Draw a filled circle."""
    place = f'cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"'
    return f'<circle class="{paint.role}" {place} fill="{paint.colour}"/>'


def drawing(
    width_mm: float, height_mm: float, title: str, description: str, parts: Iterable[str], *, over_time: bool = False
) -> Svg:
    """Put `parts` into one element `width_mm` by `height_mm` large, with words for who cannot see it.

    Its direction is its own: it looks the same on a page that is written from right to left, time runs to the right.
    One that is `over_time` has a class that says so: where it is too wide for a screen, its right end is to be seen.
    """
    kind = ' class="time"' if over_time else ""
    size = f"{number(width_mm * UNITS_PER_MM)} {number(height_mm * UNITS_PER_MM)}"
    return Svg(
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img"{kind} viewBox="0 0 {size}" '
        f'width="{number(width_mm)}mm" height="{number(height_mm)}mm" '
        f'font-family="Pack Inter, sans-serif" font-size="{number(FONT_SIZE)}" font-weight="400" direction="ltr">'
        f"<title>{escape(clean(title))}</title><desc>{escape(clean(description))}</desc>{''.join(parts)}</svg>"
    )


@cache
def _advance(char: str) -> float:
    known = _ADVANCES.get(char) or _ADVANCES.get(unicodedata.normalize("NFD", char)[0])
    if known is not None:
        return known
    if unicodedata.combining(char):
        return 0.0
    return _WIDE if unicodedata.east_asian_width(char) in "WF" else _OTHER
