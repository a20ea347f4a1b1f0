"""Stacked columns over time: what a total is made of, the parts told by their lightness and named at the right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from reviewgen.charts.axis import End, line_ends
from reviewgen.charts.columns import WIDEST, Series, dashes_of, plot_of, scale_of
from reviewgen.charts.events import Event, band
from reviewgen.charts.palette import ACCENT, INK, PAPER, steps
from reviewgen.charts.placing import LINE, Column, place
from reviewgen.charts.scale import Scale, finite, same_length
from reviewgen.charts.svg import Rect, Svg, clip, drawing, filled, line, number
from reviewgen.charts.upright import (
    Upright,
    baseline,
    gridlines,
    names_below,
    placed,
    room_beside,
    room_for,
    size_of,
    target_end,
    target_line,
    tick_labels,
    tick_words,
    without_zero,
)

MOST = 5
"""More parts cannot be told apart by their lightness."""
_SHARE_OF_LANE = 0.66
_SEEN = 2.0
"""Parts that are lower are not set apart by a line of paper: nothing would be left of them."""

Part = tuple[str, Sequence[float | None]]
"""What a part is, with as much of its last value as is to be told, and its values, one a label."""


@dataclass(frozen=True, slots=True)
class _Stack:
    """The levels of one column, from zero up: where each part ends; None where nothing is known."""

    levels: tuple[float, ...] | None

    @property
    def total(self) -> float | None:
        """All parts together."""
        return self.levels[-1] if self.levels else None


def stacked(  # noqa: PLR0913
    labels: Sequence[str],
    parts: Sequence[Part],
    texts: Sequence[str],
    *,
    title: str,
    description: str,
    tick_text: Callable[[float], str],
    target: float | None = None,
    target_text: str = "",
    events: Sequence[Event] = (),
    maximum: float | None = None,
    scale: Scale | None = None,
    width_mm: float = 178,
    height_mm: float = 42,
    colour: str = ACCENT,
) -> Svg:
    """Draw a column per label, piled up from `parts`: the first lies at the bottom and is the darkest.

    `texts` are the totals as words, shown as `columns` does. The words of each part stand right of its piece in the
    last column. None is no piece; a label of which no part is known gets a dash. Raises ValueError for more than 5
    parts or none, for negative values, and where `columns` does.
    """
    rows = _checked(labels, parts, texts)
    piles = [_stack(values) for values in zip(*rows, strict=True)]
    totals = Series([pile.total for pile in piles], texts)
    size = size_of(width_mm, height_mm, bool(events))
    scale = scale_of([totals.values], target, maximum, scale, size[1] - (LINE if events else 0))
    ticks = tick_words(scale, tick_text, size[0])
    names = [clip(words, size[0] / 3) for words, _ in parts]
    goal = "" if target is None else clip(target_text, size[0] / 3)
    plot = plot_of(size, scale, [totals], room_for(ticks), room_beside([*names, goal]))
    known = band(events, plot.slots, plot.x, (plot.left, plot.words_right), size[1])
    plot = replace(plot, top=plot.top + known.height)
    standing = list(_columns(plot, totals))
    level = None if target is None else plot.y(target)
    words = place(standing, list(dict.fromkeys(totals.ranking())), (plot.left, plot.words_right), level)
    drawn = [
        gridlines(plot, without_zero(plot.ticks), words),
        *tick_labels(plot, ticks),
        *known.drawn(plot.bottom, words),
        *_pieces(plot, standing, piles, colour),
        baseline(plot),
        target_line(plot, level),
        *line_ends([*_ends(plot, standing[-1], piles[-1], names), *target_end(level, goal)], plot.words_right, size[1]),
        *placed(words),
        *names_below(plot, labels),
    ]
    return drawing(width_mm, height_mm, title, description, drawn, over_time=True)


def _checked(labels: Sequence[str], parts: Sequence[Part], texts: Sequence[str]) -> list[tuple[float | None, ...]]:
    if not 0 < len(parts) <= MOST:
        raise ValueError(f"{len(parts)} parts cannot be drawn: one to {MOST} can be told apart")
    rows = [finite(values) for _, values in parts]
    for row in rows:
        same_length(labels, values=row, texts=texts)
        if any(value is not None and value < 0 for value in row):
            raise ValueError("a part of a column cannot be negative")
    return rows


def _stack(values: Sequence[float | None]) -> _Stack:
    if all(value is None for value in values):
        return _Stack(None)
    level, levels = 0.0, []
    for value in values:
        level += value or 0.0
        levels.append(level)
    return _Stack(tuple(levels))


def _columns(plot: Upright, totals: Series) -> Iterator[Column]:
    """The place of each column, with the words of its total."""
    dashes = dashes_of(totals.values, plot)
    base = plot.y(0)
    for at, (total, words) in enumerate(zip(totals.values, totals.texts, strict=True)):
        lane = plot.lane(at, 0)
        width, middle = min((lane[1] - lane[0]) * _SHARE_OF_LANE, WIDEST), plot.middle(at)
        words = dashes.get(at, "") if total is None else clip(words, plot.right - plot.left, bold=True)
        last = at == plot.slots - 1
        sides = middle - width / 2, middle + width / 2
        yield Column(*sides, base, plot.y(total or 0), lane, words, last, int(last), total is None)


def _pieces(plot: Upright, standing: Sequence[Column], piles: Sequence[_Stack], colour: str) -> Iterator[str]:
    """Draw the pieces of each part as one path, and between them a line of paper."""
    count = max(len(pile.levels or ()) for pile in piles)
    pieces: list[list[Rect]] = [[] for _ in range(count)]
    cuts = ""
    for column, pile in zip(standing, piles, strict=True):
        below = column.base
        for at, level in enumerate(pile.levels or ()):
            y, width = plot.y(level), column.right - column.left
            if below - y > 0:
                pieces[at].append((column.left, y, width, below - y))
            cuts += _cut(column, below, y)
            below = y
    for rects, paint in zip(pieces, steps(colour, count) if count else (), strict=True):
        yield filled(rects, paint)
    yield line(cuts, PAPER, 0.8)


def _cut(column: Column, below: float, y: float) -> str:
    """The line under a piece that lies on another one, if it is high enough to lose some of its height."""
    if below == column.base or below - y < _SEEN:
        return ""
    return f"M{number(column.left)} {number(below)}H{number(column.right)}"


def _ends(plot: Upright, column: Column, pile: _Stack, names: Sequence[str]) -> list[End]:
    """What each part is, joined to the middle of its piece in the last column; upper ones are listed first."""
    levels = pile.levels or (0.0,) * len(names)
    middles = [plot.y((low + high) / 2) for low, high in zip((0.0, *levels), levels, strict=False)]
    found = [End(y, words, 1, INK, column.right + 1) for y, words in zip(middles, names, strict=True)]
    return found[::-1]
