"""Colours that can be read: how far two stand apart, and the nearest one of a hue that stands far enough."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

PAPER = "#ffffff"
NIGHT = "#1f2731"
"""The lightest ground that a page lays behind an accent in dark mode."""
LEAST = 4.5
"""Contrast that WCAG 2.2 asks of text at level AA; rules and charts need 3, so they pass as well."""
_STEPS = 24

Triple = tuple[float, float, float]


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, 1 to 21, by the luminance of WCAG 2.2; colours are written #rrggbb."""
    dark, light = sorted(_luminance(_linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(512)
def legible(colour: str, ground: str = PAPER) -> str:
    """The colour itself where it can be read on a ground, else the nearest that can: darker or lighter, of its hue.

    Lightness moves in Oklab, where equal steps look equal (Björn Ottosson, https://bottosson.github.io/posts/oklab/).
    """
    if contrast(colour, ground) >= LEAST:
        return colour
    lightness, a, b = _oklab(_linear(colour))
    end = 0.0 if _luminance(_linear(ground)) > 0.18 else 1.0
    moved = _last(lambda share: contrast(_shade(lightness + (end - lightness) * share, a, b), ground) < LEAST)
    return _shade(lightness + (end - lightness) * moved, a, b)


def _shade(lightness: float, a: float, b: float) -> str:
    """The colour of a lightness and a hue, with as much of its chroma as a screen can show."""
    lost = _last(lambda share: not _shown(_from_oklab((lightness, a * (1 - share), b * (1 - share)))))
    return _written(_from_oklab((lightness, a * (1 - lost), b * (1 - lost))))


def _last(fails: Callable[[float], bool]) -> float:
    """The least share of 0 to 1 that no longer fails; 1 never does."""
    if not fails(0):
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if fails(middle) else (low, middle)
    return high


def _linear(colour: str) -> Triple:
    red, green, blue = (_unbent(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def _unbent(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


def _bent(part: float) -> float:
    return float(part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055)


def _luminance(linear: Triple) -> float:
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _shown(linear: Triple) -> bool:
    return all(-1e-4 <= part <= 1 + 1e-4 for part in linear)


def _written(linear: Triple) -> str:
    parts = (round(_bent(min(max(part, 0.0), 1.0)) * 255) for part in linear)
    return "#" + "".join(f"{part:02x}" for part in parts)


def _oklab(linear: Triple) -> Triple:
    long, middle, short = (
        (row[0] * linear[0] + row[1] * linear[1] + row[2] * linear[2]) ** (1 / 3)
        for row in (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        )
    )
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _from_oklab(colour: Triple) -> Triple:
    lightness, a, b = colour
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
