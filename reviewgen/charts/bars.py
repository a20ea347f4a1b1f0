"""Horizontal bars: what it is at the left, how much at the end of its bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviewgen.charts.palette import ACCENT, INK, SLATE, accent
from reviewgen.charts.placing import GAP
from reviewgen.charts.scale import TINY, finite, same_length
from reviewgen.charts.svg import (
    MIDDLE,
    MISSING,
    Rect,
    Svg,
    clip,
    drawing,
    filled,
    line,
    number,
    size_checked,
    text,
    text_width,
)

Rows = tuple[Sequence[str], Sequence[float | None], Sequence[str]]
"""Labels, values, and the values as words."""

MARGIN = 6.0
LABEL_SHARE = 0.42
TEXT_SHARE = 0.2
THICKNESS = 0.56
"""Share of a row that the bar fills."""
_SHORTEST = 0.8
_LEAST_MM = (40, 3.5)


@dataclass(frozen=True, slots=True)
class Told:
    """Rows as they are drawn: labels and words clipped, and a dash for what is missing."""

    labels: list[str]
    values: tuple[float | None, ...]
    words: list[str]


@dataclass(frozen=True, slots=True)
class Plot:
    """Where bars begin (`zero`), how many units one unit of value is long, and where the first row begins."""

    zero: float
    per_value: float
    row: float
    top: float = 0.0

    def end(self, value: float) -> float:
        """Where the bar of `value` ends; what is not zero is seen, however small."""
        length = value * self.per_value
        if value:
            length = max(length, _SHORTEST) if value > 0 else min(length, -_SHORTEST)
        return self.zero + length

    def middle(self, at: int) -> float:
        """Middle of a row, from the top of the drawing."""
        return self.top + (at + 0.5) * self.row


def bars(  # noqa: PLR0913
    labels: Sequence[str],
    values: Sequence[float | None],
    texts: Sequence[str],
    *,
    title: str,
    description: str,
    alike: Sequence[Rows] = (),
    width_mm: float = 86,
    row_mm: float = 4.6,
    colour: str = ACCENT,
) -> Svg:
    """Draw a bar per label in the order given; None is a dash, and negative bars run to the left.

    The longest bar fills the width that labels and `texts` (the values as words) leave; both are clipped
    where long. Every row is `row_mm` high. In drawings of one width that are given each other's rows as `alike`, a bar
    of one length is the same value. Raises ValueError for values that are not finite, entries that do not match the
    labels, less than 40 mm of width or 3.5 mm a row.
    """
    width, row = size_checked(width_mm, row_mm, _LEAST_MM)
    told = clipped((labels, values, texts), width)
    plot = plot_of([told, *(clipped(other, width) for other in alike)], width, row)
    parts = [
        filled(rects(plot, told.values), accent(colour)),
        zero_line(plot, len(labels)),
        *row_labels(plot, told.labels),
        *row_words(plot, told),
    ]
    return drawing(width_mm, row_mm * len(labels), title, description, parts)


def clipped(rows: Rows, width: float) -> Told:
    """Rows as they are drawn in a drawing `width` units wide; ValueError where they do not match, or are none."""
    labels, values, texts = rows
    numbers = finite(values)
    same_length(labels, values=numbers, texts=texts)
    words = [clip(one, width * TEXT_SHARE) for one in texts]
    dashed = [MISSING if value is None else one for value, one in zip(numbers, words, strict=True)]
    return Told([clip(label, width * LABEL_SHARE) for label in labels], numbers, dashed)


def plot_of(every: Sequence[Told], width: float, row: float, top: float = 0.0) -> Plot:
    """One scale for all of some rows, between the longest label and the longest words."""
    known = [value for rows in every for value in rows.values if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    left = max(text_width(label) for rows in every for label in rows.labels) + MARGIN
    worded = [pair for rows in every for pair in zip(rows.values, rows.words, strict=True)]
    widths = [(value is not None and value < 0, text_width(one) + GAP + _SHORTEST) for value, one in worded]
    before = max((wide for negative, wide in widths if negative), default=0.0)
    after = max((wide for negative, wide in widths if not negative), default=0.0)
    room = width - left - before - after
    per_value = room / (high - low) if high - low > TINY else 0.0
    return Plot(left + before - low * per_value, per_value, row, top)


def rects(plot: Plot, values: Sequence[float | None], thickness: float = THICKNESS) -> Iterator[Rect]:
    """A bar for each value that is known and not zero."""
    high = plot.row * thickness
    for at, value in enumerate(values):
        if value:
            start, end = sorted((plot.zero, plot.end(value)))
            yield start, plot.middle(at) - high / 2, end - start, high


def zero_line(plot: Plot, rows: int) -> str:
    """Where bars begin."""
    return line(f"M{number(plot.zero)} {number(plot.top)}V{number(plot.top + rows * plot.row)}", SLATE, 0.5)


def row_labels(plot: Plot, labels: Sequence[str]) -> Iterator[str]:
    """Write what each row is, at the left edge."""
    for at, label in enumerate(labels):
        yield text(0, plot.middle(at) + MIDDLE, label)


def row_words(plot: Plot, told: Told) -> Iterator[str]:
    """Write how much it is at the end of each bar."""
    for at, (value, one) in enumerate(zip(told.values, told.words, strict=True)):
        y = plot.middle(at) + MIDDLE
        end = plot.end(value or 0)
        if value is not None and value < 0:
            yield text(end - GAP, y, one, anchor="end", paint=INK)
        else:
            yield text(end + GAP, y, one, paint=SLATE if value is None else INK)
