"""Horizontal bars: what it is at the left, how much at the end of its bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviewgen.charts.placing import GAP
from reviewgen.charts.scale import TINY, finite, same_length
from reviewgen.charts.svg import (
    ACCENT,
    INK,
    MIDDLE,
    MISSING,
    QUIET,
    SLATE,
    Rect,
    Svg,
    clip,
    colour_checked,
    drawing,
    filled,
    line,
    number,
    size_checked,
    text,
    text_width,
)

_MARGIN = 6.0
_THICKNESS = 0.56
"""Share of a row that the bar fills."""
_SHORTEST = 0.8
_LABEL_SHARE = 0.42
_TEXT_SHARE = 0.2
_LEAST_MM = (40, 3.5)


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where bars begin (`zero`) and how many units one unit of value is long."""

    zero: float
    per_value: float
    row: float

    def end(self, value: float) -> float:
        """Where the bar of `value` ends; what is not zero is seen, however small."""
        length = value * self.per_value
        if value:
            length = max(length, _SHORTEST) if value > 0 else min(length, -_SHORTEST)
        return self.zero + length

    def middle(self, at: int) -> float:
        """Middle of a row, from the top."""
        return (at + 0.5) * self.row


def bars(
    labels: Sequence[str],
    values: Sequence[float | None],
    texts: Sequence[str],
    *,
    title: str,
    description: str,
    width_mm: float = 86,
    row_mm: float = 4.6,
    colour: str = ACCENT,
) -> Svg:
    """Draw a bar per label in the order given; None is a dash, and negative bars run to the left.

    The longest bar fills the width that labels and `texts` (the values as words) leave; both are clipped
    where long. Every row is `row_mm` high. Raises ValueError for values that are not finite, entries that do
    not match the labels, less than 40 mm of width or 3.5 mm a row.
    """
    numbers = finite(values)
    same_length(labels, values=numbers, texts=texts)
    width, row = size_checked(width_mm, row_mm, _LEAST_MM)
    labels = [clip(label, width * _LABEL_SHARE) for label in labels]
    worded = zip(numbers, texts, strict=True)
    words = [MISSING if value is None else clip(one, width * _TEXT_SHARE) for value, one in worded]
    plot = _plot(labels, numbers, words, width, row)
    height = plot.row * len(labels)
    parts = [
        filled(_rects(plot, numbers), colour_checked(colour)),
        line(f"M{number(plot.zero)} 0V{number(height)}", QUIET, 0.8),
        *_labels(plot, labels),
        *_texts(plot, numbers, words),
    ]
    return drawing(width_mm, row_mm * len(labels), title, description, parts)


def _plot(
    labels: Sequence[str], values: Sequence[float | None], words: Sequence[str], width: float, row: float
) -> _Plot:
    known = [value for value in values if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    left = max(map(text_width, labels)) + _MARGIN
    worded = zip(values, words, strict=True)
    widths = [(value is not None and value < 0, text_width(one) + GAP + _SHORTEST) for value, one in worded]
    before = max((wide for negative, wide in widths if negative), default=0.0)
    after = max((wide for negative, wide in widths if not negative), default=0.0)
    room = width - left - before - after
    per_value = room / (high - low) if high - low > TINY else 0.0
    return _Plot(left + before - low * per_value, per_value, row)


def _rects(plot: _Plot, values: Sequence[float | None]) -> Iterator[Rect]:
    thickness = plot.row * _THICKNESS
    for at, value in enumerate(values):
        if value:
            start, end = sorted((plot.zero, plot.end(value)))
            yield start, plot.middle(at) - thickness / 2, end - start, thickness


def _labels(plot: _Plot, labels: Sequence[str]) -> Iterator[str]:
    for at, label in enumerate(labels):
        yield text(0, plot.middle(at) + MIDDLE, label)


def _texts(plot: _Plot, values: Sequence[float | None], words: Sequence[str]) -> Iterator[str]:
    for at, (value, one) in enumerate(zip(values, words, strict=True)):
        y = plot.middle(at) + MIDDLE
        end = plot.end(value or 0)
        if value is not None and value < 0:
            yield text(end - GAP, y, one, anchor="end", colour=INK)
        else:
            yield text(end + GAP, y, one, colour=SLATE if value is None else INK)
