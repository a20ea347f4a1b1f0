"""What charts with a scale at the left and a lane for each label share: where things lie, gridlines, target, words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from reviewgen.charts.axis import LEADER, LEAST_APART, End, open_line, period_labels
from reviewgen.charts.palette import GRID, INK, SLATE, TARGET
from reviewgen.charts.placing import GAP, Words
from reviewgen.charts.scale import Scale
from reviewgen.charts.svg import DASHED, MIDDLE, clip, line, number, size_checked, text, text_width

LABEL_ROW = 17.0
"""Room for the names of periods under the plot."""
MARGIN = 6.0
_LEAST_MM = (40, 16)
_ROW_MM = 3.5


@dataclass(frozen=True, slots=True)
class Upright:
    """The area that columns or marks stand in, in units, and the scale along its height.

    Words may go on from `right` to `words_right`, where the target line ends, and need `hang` under the plot. Each slot
    has a lane for each `series`; the `current` one has its label in bold.
    """

    left: float
    right: float
    words_right: float
    top: float
    bottom: float
    scale: Scale
    slots: int
    series: int
    current: int
    hang: float = 0.0

    @property
    def slot(self) -> float:
        """Width that belongs to one label."""
        return (self.right - self.left) / self.slots

    def x(self, moment: float) -> float:
        """Where a moment lies, counted in slots from the left edge of the first one."""
        return self.left + moment * self.slot

    def y(self, value: float) -> float:
        """Height of `value`, counted from the top of the drawing."""
        return self.bottom - self.scale.share(value) * (self.bottom - self.top)

    def middle(self, at: int) -> float:
        """Middle of what belongs to one label."""
        return self.left + (at + 0.5) * self.slot

    def lane(self, at: int, series: int) -> tuple[float, float]:
        """Left and right edge of what belongs to one column."""
        width = self.slot / self.series
        left = self.left + at * self.slot + series * width
        return left, left + width

    @property
    def ticks(self) -> tuple[float, ...]:
        """The ticks of the scale that can be worded without touching each other."""
        return self.scale.thinned(self.bottom - self.top, LEAST_APART).ticks


def size_of(width_mm: float, height_mm: float, rows: int = 0) -> tuple[float, float]:
    """The size of a drawing in units; ValueError if it is too small for its plot and so many rows of words over it."""
    return size_checked(width_mm, height_mm, (_LEAST_MM[0], _LEAST_MM[1] + rows * _ROW_MM))


def tick_words(scale: Scale, tick_text: Callable[[float], str], width: float) -> dict[float, str]:
    """The words of the ticks of a scale, clipped to a fifth of the drawing."""
    return {tick: clip(tick_text(tick), width / 5) for tick in scale.ticks}


def room_for(words: dict[float, str]) -> float:
    """Where the plot begins: right of the words of its scale."""
    return max(map(text_width, words.values())) + MARGIN


def room_beside(words: Sequence[str]) -> float:
    """Room that the longest of some words needs right of the plot."""
    widest = max(map(text_width, words), default=0.0)
    return widest + LEADER if widest else 0.0


def gridlines(plot: Upright, ticks: Iterable[float], words: Sequence[Words]) -> str:
    """Draw a line at each tick, open where it would run through words."""
    return line("".join(open_line(plot.left, plot.right, plot.y(tick), words) for tick in ticks), GRID, 0.6)


def without_zero(ticks: Iterable[float]) -> list[float]:
    """The ticks that need a gridline where a line of its own runs at zero."""
    return [tick for tick in ticks if tick]


def tick_labels(plot: Upright, words: dict[float, str]) -> Iterator[str]:
    """Write the scale left of the plot."""
    for tick in plot.ticks:
        yield text(plot.left - MARGIN, plot.y(tick) + MIDDLE, words[tick], anchor="end")


def baseline(plot: Upright) -> str:
    """Draw the line that columns stand on."""
    return line(f"M{number(plot.left)} {number(plot.y(0))}H{number(plot.right)}", SLATE, 0.8)


def target_line(plot: Upright, level: float | None) -> str:
    """Draw what was agreed, over the whole width."""
    if level is None:
        return ""
    return line(f"M{number(plot.left)} {number(level)}H{number(plot.words_right)}", TARGET, 0.8, DASHED)


def target_end(level: float | None, words: str) -> list[End]:
    """What the target line is, at its right end; its words give way to nothing."""
    return [] if level is None else [End(level, words, 100, INK)]


def placed(words: Sequence[Words]) -> Iterator[str]:
    """Write placed words, the current ones bold and dark."""
    for one in words:
        paint = INK if one.bold else SLATE
        yield text(one.middle, one.baseline, one.words, anchor="middle", paint=paint, bold=one.bold)


def names_below(plot: Upright, labels: Sequence[str]) -> Iterator[str]:
    """Write the names of the periods under the plot."""
    below = plot.bottom + plot.hang + LABEL_ROW - GAP
    return period_labels(labels, plot.current, plot.slot, plot.middle, (plot.left, plot.right), below)
