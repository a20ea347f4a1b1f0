"""What drawings are painted with: a colour for paper, and the role by which a style sheet finds it on the screen.

The role of a shape or text stands in its `class`, its colour in `fill` or `stroke`. Colours differ in lightness, so
that a grey print tells the same; words have at least 4.5:1 on white, lines that carry meaning 3:1.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from reviewgen.model import Status


class Paint(NamedTuple):
    """A role, and the colour that it has on paper, written #rrggbb."""

    role: str
    colour: str


INK = Paint("ink", "#1b2430")
SLATE = Paint("soft", "#475569")
GRID = Paint("grid", "#d5dbe3")
CALM = Paint("calm", "#b4c0ce")
EMPTY = Paint("empty", "#eff2f6")
PAPER = Paint("paper", "#ffffff")
TARGET = Paint("target", "#1b2430")
LIMIT = Paint("limit", "#475569")
SIGNAL = Paint("signal", "#1b2430")
EVENT = Paint("event", "#8a4b08")
MET = Paint("met", "#0f766e")
AT_RISK = Paint("at_risk", "#b45309")
MISSED = Paint("missed", "#b42318")
STATUSES: dict[Status | None, Paint] = {
    "met": MET,
    "at_risk": AT_RISK,
    "missed": MISSED,
    "not_measured": SLATE,
    None: SLATE,
}
ACCENT = "#1f4e79"
"""The colour of what is told of, unless the account has its own."""

STEPS = (1.0, 0.8, 0.6, 0.4, 0.2)
"""How much of the accent each step holds, the rest is paper: even steps of lightness, the darkest first."""
_CHOSEN = {1: (0,), 2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 2, 4), 5: (0, 1, 2, 3, 4)}
_COLOUR = re.compile("#[0-9a-fA-F]{6}")


def accent(colour: str) -> Paint:
    """The paint of what is told of; raise ValueError if `colour` is not written #rrggbb."""
    if not _COLOUR.fullmatch(colour):
        raise ValueError(f"{colour!r} is not a colour written as #rrggbb")
    return Paint("accent", colour)


@lru_cache(maxsize=256)
def steps(colour: str, count: int) -> tuple[Paint, ...]:
    """So many steps of lightness of a colour, at most 5, the darkest first: "step1" to "step5"."""
    checked = accent(colour).colour
    return tuple(Paint(f"step{at + 1}", _mixed(checked, STEPS[at])) for at in _CHOSEN[count])


def _mixed(colour: str, share: float) -> str:
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (part - 255) * share):02x}" for part in parts)
