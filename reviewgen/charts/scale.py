"""From values to shares of a length: checking the numbers, and scales with round gridlines, from zero or not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

TINY = 1e-9
"""Numbers that differ by less are not worth a scale."""
_HUGE = 1e100
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_SHORT_STEPS = (1.0, 2.0, 5.0, 10.0)
"""Far from zero a step of 2.5 would cost one more digit than the others."""
_HEADROOM = 1.1
"""A gridline up to a tenth beyond the data is still shown, and the scale reaches to it."""
_AROUND_ONE = 0.05
"""Where all numbers are the same, the scale shows so much of it on either side."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where numbers lie between `low` and `high`; `ticks` are the round numbers between, ascending."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """Where `value` lies: 0 at `low`, 1 at `high`."""
        return (value - self.low) / (self.high - self.low)

    def thinned(self, length: float, least: float) -> Scale:
        """The same scale with every so many of its ticks, zero among them, that are `least` apart on a `length`."""
        if len(self.ticks) < 2:
            return self
        every = math.ceil(least / ((self.share(self.ticks[1]) - self.share(self.ticks[0])) * length) - TINY)
        first = self.ticks.index(0) if 0 in self.ticks else 0
        return replace(self, ticks=self.ticks[first % every :: every]) if every > 1 else self


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


def fitted(
    numbers: Sequence[float], minimum: float | None = None, maximum: float | None = None, gridlines: int = 3
) -> Scale:
    """Return a scale that just holds all `numbers`, wherever zero is, with one to `gridlines` + 1 round ticks.

    No tick lies below `minimum` or above `maximum` (0 and 100 for percentages) unless a number does. Raises
    ValueError where these two are upside down.
    """
    if minimum is not None and maximum is not None and minimum >= maximum:
        raise ValueError(f"a scale from {minimum} to {maximum} is upside down")
    if not numbers:
        return Scale(0.0, 1.0, (0.0,))
    whole = all(value == int(value) for value in numbers)
    low, high = _apart(min(numbers), max(numbers), (minimum, maximum), 1.0 if whole else TINY)
    reach = (high - low) * (_HEADROOM - 1)
    floor = low - reach if minimum is None else max(low - reach, min(low, minimum))
    ceiling = high + reach if maximum is None else min(high + reach, max(high, maximum))
    step = _step(ceiling - floor, gridlines, whole=whole, steps=_SHORT_STEPS)
    ticks = tuple(step * count for count in range(math.ceil(floor / step), math.floor(ceiling / step) + 1))
    if not ticks:
        closer = fitted(numbers, minimum, maximum, gridlines + 1)
        return replace(closer, ticks=closer.ticks[::2])
    return Scale(min(low, ticks[0]), max(high, ticks[-1]), ticks)


def one_scale(
    histories: Iterable[Sequence[float | None]],
    minimum: float | None = None,
    maximum: float | None = None,
    *,
    from_zero: bool = True,
    gridlines: int = 3,
) -> Scale:
    """Return one scale for several charts that are compared: it holds the numbers of all their `histories`.

    Their targets, and limits where charts have any, count as numbers too. `from_zero` for columns.
    """
    numbers = [value for row in histories for value in finite(row) if value is not None]
    if from_zero:
        return zero_based(numbers, maximum, gridlines)
    return fitted(numbers, minimum, maximum, gridlines)


def holding(scale: Scale, numbers: Iterable[float]) -> Scale:
    """Return `scale`; raise ValueError if one of the `numbers` lies outside it."""
    for value in numbers:
        if not scale.low <= value <= scale.high:
            raise ValueError(f"{value} lies outside the scale from {scale.low} to {scale.high}")
    return scale


def _apart(low: float, high: float, bounds: tuple[float | None, float | None], least: float) -> tuple[float, float]:
    """Return the two ends of a scale, moved apart by at least `least` where the numbers are all but the same."""
    size = max(abs(low), abs(high))
    if high - low > TINY * max(1.0, size):
        return low, high
    margin = max(size * _AROUND_ONE, least) if size > TINY else 1.0
    start, end = low - margin, high + margin
    minimum, maximum = bounds
    return (
        start if minimum is None or minimum > low else max(start, minimum),
        end if maximum is None or maximum < high else min(end, maximum),
    )


def _step(extent: float, gridlines: int, *, whole: bool, steps: Sequence[float] = _STEPS) -> float:
    """Return the smallest round step that cuts `extent` no oftener than asked; a whole one for whole data."""
    magnitude = 10.0 ** math.floor(math.log10(extent / (gridlines + 1)))
    scaled = [magnitude * step for step in steps]
    fitting = (step for step in scaled if extent / step < gridlines + 1 and not (whole and step % 1))
    return next(fitting, scaled[-1])
