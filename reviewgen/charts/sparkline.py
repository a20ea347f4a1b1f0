"""A history the size of a word: line, dashed target, and a dot for now in the colour of its status."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from reviewgen.charts.palette import SLATE, STATUSES, TARGET, Paint
from reviewgen.charts.scale import finite
from reviewgen.charts.svg import (
    DASHED,
    MIDDLE,
    MISSING,
    Svg,
    dot,
    drawing,
    line,
    number,
    polyline,
    size_checked,
    text,
    text_width,
)
from reviewgen.model import Status

_GOAL = Paint(TARGET.role, SLATE.colour)
"""The target of so small a drawing is quieter than its history."""
_MARGIN = 3.5
_DOT = 2.2
_SPECK = 1.1
_LEAST_MM = (8, 3)
_Point = tuple[float, float]


def sparkline(
    values: Sequence[float | None],
    *,
    title: str,
    description: str,
    target: float | None = None,
    status: Status | None = None,
    scale: tuple[float, float] | None = None,
    width_mm: float = 30,
    height_mm: float = 7,
) -> Svg:
    """Draw `values`, oldest first; None breaks the line, and in the last place becomes a dash, not a dot.

    `scale` is (low, high), shared by sparklines that are compared: what lies outside is drawn at its edge.
    Without it the scale just holds the values and the target. Raises ValueError for no values, values that
    are not finite, a scale that is upside down, and drawings smaller than 8 by 3 mm.
    """
    checked = finite(values)
    low, high = _span(checked, target, scale)
    if not checked:
        raise ValueError("there is nothing to draw: no values")
    width, height = size_checked(width_mm, height_mm, _LEAST_MM)
    points = _points(checked, low, high, width, height)
    level = None if target is None else _y(target, low, high, height)
    parts = [
        _target(level, width, now=checked[-1] is not None),
        *_history(points),
        _now(points[-1], STATUSES[status], width, height),
    ]
    return drawing(width_mm, height_mm, title, description, parts)


def _span(
    values: Sequence[float | None], target: float | None, scale: tuple[float, float] | None
) -> tuple[float, float]:
    numbers = [value for value in finite([*values, target]) if value is not None]
    if scale is None:
        return (min(numbers), max(numbers)) if numbers else (0.0, 0.0)
    finite(scale)
    if scale[0] > scale[1]:
        raise ValueError(f"the scale {scale} is upside down")
    return scale


def _points(
    values: Sequence[float | None], low: float, high: float, width: float, height: float
) -> list[_Point | None]:
    """Return where each value lies: the last one at the right end, or the one before it next to its dash."""
    steps = len(values) - 1
    right = width - _MARGIN
    if values[-1] is None:
        steps, right = steps - 1, right - text_width(MISSING) - 1
    step = (right - _MARGIN) / max(1, steps)
    return [
        None if value is None else (right - step * (steps - at), _y(value, low, high, height))
        for at, value in enumerate(values)
    ]


def _y(value: float, low: float, high: float, height: float) -> float:
    """Height of `value` from the top; in the middle where there is no scale to speak of."""
    share = (min(max(value, low), high) - low) / (high - low) if high > low else 0.5
    return height - _MARGIN - share * (height - 2 * _MARGIN)


def _target(y: float | None, width: float, *, now: bool) -> str:
    """Draw the target line, short of the dash that marks a missing last value."""
    if y is None:
        return ""
    end = width if now else width - text_width(MISSING) - _MARGIN
    return line(f"M0 {number(y)}H{number(end)}", _GOAL, 0.6, DASHED)


def _history(points: Sequence[_Point | None]) -> Iterator[str]:
    """Draw the line in one path, and a speck for each point between two gaps."""
    runs = [[point for point in run if point] for known, run in groupby(points, key=bool) if known]
    steps = "".join(polyline(run) for run in runs if len(run) > 1)
    yield line(steps, SLATE, 1.3)
    for run in runs:
        if len(run) == 1 and run[0] != points[-1]:
            yield dot(*run[0], _SPECK, SLATE)


def _now(point: _Point | None, paint: Paint, width: float, height: float) -> str:
    if point is None:
        return text(width - 1, height / 2 + MIDDLE, MISSING, anchor="end")
    return dot(*point, _DOT, paint)
