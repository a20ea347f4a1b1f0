"""From values to shares of a length: checking the numbers, and a zero-based scale with round gridlines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TINY = 1e-9
"""Numbers that differ by less are not worth a scale."""
_HUGE = 1e100
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_HEADROOM = 1.1
"""A gridline up to a tenth beyond the data is still shown, and the scale reaches to it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where numbers lie between `low` and `high`; `ticks` are the round numbers between, ascending."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """Where `value` lies: 0 at `low`, 1 at `high`."""
        return (value - self.low) / (self.high - self.low)


def finite(values: Iterable[float | None]) -> tuple[float | None, ...]:
    """Return `values` as a tuple; raise ValueError for nan, infinity and beyond 1e100."""
    checked = tuple(values)
    for value in checked:
        if value is not None and not -_HUGE < value < _HUGE:
            raise ValueError(f"{value} cannot be drawn: values must be finite")
    return checked


def same_length(labels: Sequence[str], **columns: Sequence[object]) -> None:
    """Raise ValueError if there are no labels, or not exactly one entry for each in every column."""
    if not labels:
        raise ValueError("there is nothing to draw: no labels")
    for name, entries in columns.items():
        if len(entries) != len(labels):
            raise ValueError(f"{len(labels)} labels but {len(entries)} {name}")


def zero_based(numbers: Sequence[float], maximum: float | None = None, gridlines: int = 3) -> Scale:
    """Return a scale that holds 0 and all `numbers`, with at most so many `gridlines` besides 0.

    No gridline lies above `maximum` (100 for percentages) unless a number does.
    """
    low, high = min(0.0, *numbers, 0.0), max(0.0, *numbers, 0.0)
    if high - low < TINY:
        return Scale(0.0, 1.0, (0.0,))
    step = _step((high - low) * _HEADROOM, gridlines, whole=all(value == int(value) for value in numbers))
    ceiling = high * _HEADROOM if maximum is None else min(high * _HEADROOM, max(high, maximum))
    first, last = math.ceil(low * _HEADROOM / step), math.floor(ceiling / step)
    ticks = tuple(step * count for count in range(first, last + 1))
    return Scale(min(low, ticks[0]), max(high, ticks[-1]), ticks)


def plain_number(value: float) -> str:
    """Word a tick in English; millions are shortened so that the scale stays narrow."""
    return f"{value:,.6g}" if abs(value) < 1e6 else f"{value / 1e6:,.6g}M"


def _step(extent: float, gridlines: int, *, whole: bool) -> float:
    """Return the smallest round step that cuts `extent` no oftener than asked; a whole one for whole data."""
    magnitude = 10.0 ** math.floor(math.log10(extent / (gridlines + 1)))
    steps = [magnitude * step for step in _STEPS]
    fitting = (step for step in steps if extent / step < gridlines + 1 and not (whole and step % 1))
    return next(fitting, steps[-1])
