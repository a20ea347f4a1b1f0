"""Known events on a line of time: an upright line for each, with its words over the plot in rows of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from reviewgen.charts.axis import open_upright
from reviewgen.charts.palette import EVENT
from reviewgen.charts.placing import GAP, LINE, Words
from reviewgen.charts.scale import finite
from reviewgen.charts.svg import ASCENT, FONT_SIZE, clean, clip, line, text, text_width

Event = tuple[float, str]
"""When it was, in periods from the left edge of the first one (3.5: in the middle of the fourth), and its words."""

_BESIDE = 2.5
"""Room between a line and its words."""
_TOGETHER = 3 * FONT_SIZE
"""Events that are closer share their words: between them there would be no room for any."""
_TWO_ROWS = 110.0
"""A drawing that is lower has one row for the words of events."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Events whose lines lie close together, from the first line to the last, with the words of all."""

    first: float
    last: float
    words: str


@dataclass(frozen=True, slots=True)
class _Side:
    """Room beside the lines of a group: from where to where, in which row, and whether it follows them."""

    start: float
    end: float
    row: int
    follows: bool

    @property
    def room(self) -> float:
        """How wide it is."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class _Label:
    """Words in the room beside a line."""

    words: str
    side: _Side

    @property
    def right(self) -> float:
        """Where they end, with the room to the next ones, if they follow their line."""
        return self.side.start + (text_width(self.words) + GAP if self.side.follows else 0.0)

    def drawn(self, top: float) -> str:
        """Write the words close to the line."""
        y = top + self.side.row * LINE + ASCENT
        if self.side.follows:
            return text(self.side.start, y, self.words, paint=EVENT)
        return text(self.side.end, y, self.words, anchor="end", paint=EVENT)


@dataclass(frozen=True, slots=True)
class Band:
    """The rows of words over a plot, from `top` down: how high they are, the words, and where the lines lie."""

    top: float
    height: float
    labels: tuple[_Label, ...]
    lines: tuple[float, ...]

    def drawn(self, bottom: float, words: Sequence[Words]) -> Iterator[str]:
        """The lines, down to `bottom` and open where they would run through `words`, and what stands beside them."""
        yield line("".join(open_upright(x, self.top + 0.5, bottom, words) for x in self.lines), EVENT, 0.9)
        for label in self.labels:
            yield label.drawn(self.top)


def band(
    events: Sequence[Event],
    slots: int,
    x: Callable[[float], float],
    span: tuple[float, float],
    height: float,
    top: float = 0.0,
) -> Band:
    """Place the words of `events` within `span`, each beside its line; what finds no room is cut.

    `x` is where a moment lies. An event outside the periods is left out. Words stand right of their line where they
    fit there, else left of it, in a second row if a drawing of that `height` has room for one.
    """
    finite(at for at, _ in events)
    shown = sorted((x(at), clean(words)) for at, words in events if 0 <= at <= slots)
    labels = [label for label in _labels(list(_groups(shown)), span, 2 if height >= _TWO_ROWS else 1) if label.words]
    rows = max((label.side.row + 1 for label in labels), default=0)
    return Band(top, rows * LINE, tuple(labels), tuple(dict.fromkeys(at for at, _ in shown)))


def _groups(shown: Sequence[tuple[float, str]]) -> Iterator[_Group]:
    held: list[tuple[float, str]] = []
    for one in shown:
        if held and one[0] - held[-1][0] >= _TOGETHER:
            yield _together(held)
            held = []
        held.append(one)
    if held:
        yield _together(held)


def _together(held: Sequence[tuple[float, str]]) -> _Group:
    words = dict.fromkeys(words for _, words in held if words)
    return _Group(held[0][0], held[-1][0], " · ".join(words))


def _labels(groups: Sequence[_Group], span: tuple[float, float], rows: int) -> Iterator[_Label]:
    """The words of each group; `taken` is where those of the group before end if they follow its lines."""
    before = taken = span[0]
    for at, one in enumerate(groups):
        after = groups[at + 1].first - _BESIDE if at + 1 < len(groups) else span[1]
        side = _side(one, (before, taken, after), rows)
        label = _Label(clip(one.words, max(0.0, side.room)), side)
        before = one.last + _BESIDE
        taken = max(before, label.right)
        yield label


def _side(group: _Group, edges: tuple[float, float, float], rows: int) -> _Side:
    """The first side of a group's lines that holds the words, else the widest."""
    before, taken, after = edges
    sides = [_Side(group.last + _BESIDE, after, 0, True), _Side(taken, group.first - _BESIDE, 0, False)]
    if rows > 1:
        sides.append(_Side(before, group.first - _BESIDE, 1, False))
    width = text_width(group.words)
    return next((side for side in sides if side.room >= width), max(sides, key=lambda side: side.room))
