"""Statistics that keep noise from being called news: process-behaviour charts and intervals.

Arrays of histories have the shape (series, periods), the oldest period first; NaN is a period without a point.
Sources: D. J. Wheeler, Understanding Variation (1993); D. C. Montgomery, Introduction to Statistical Quality Control;
D. B. Laney, Improved Control Charts for Attributes, Quality Engineering 14 (2002).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from reviewgen.model import Process, Rule

Z_95 = 1.959963984540054
Z_95_ONE_SIDED = 1.6448536269514722

# Constants of ranges of two values as they are published. In theory d2 = 2/√π = 1.1284, 3/d2 = 2.6587, and with
# d3 = √(2 − 4/π) D4 = 1 + 3 d3/d2 = 3.2665.
D2 = 1.128
LIMIT_PER_RANGE = 2.66
RANGE_LIMIT_PER_RANGE = 3.268

SHARE_WITHIN = 0.95
BASELINE = 12
LEAST_BASELINE = 8
LEAST_RANGES = 4
STABLE = 2 * BASELINE
RUN = 7
ROUNDING = 1e-9

Kind = Literal["individuals", "p"]
KINDS: tuple[Literal["individuals", "p", "p'"], ...] = ("individuals", "p", "p'")
RULES: tuple[Rule, ...] = ("", "outside", "three_of_four", "run")
STATES: tuple[Literal["short", "signal", "steady", "stable"], ...] = ("short", "signal", "steady", "stable")
SIDES: tuple[Literal["", "above", "below"], ...] = ("", "above", "below")


def wilson(successes: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's 95 % score interval of a proportion, as fractions; NaN where n is zero. Source: Wilson (1927).

    Centre (p + z²/2n) / (1 + z²/n), half width z √(p(1−p)/n + z²/4n²) / (1 + z²/n).
    """
    size = np.where(n > 0, n, np.nan).astype("float64")
    p, z2 = successes / size, Z_95**2
    centre = (p + z2 / (2 * size)) / (1 + z2 / size)
    half = Z_95 * np.sqrt(p * (1 - p) / size + z2 / (4 * size**2)) / (1 + z2 / size)
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


@cache
def students_t(freedom: int) -> float:
    """The bound that Student's t with these degrees of freedom keeps within, on either side, 95 times of 100."""
    low, high = 0.0, 13.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < SHARE_WITHIN else (low, middle)
    return high


def _within(bound: float, freedom: int) -> float:
    """How often Student's t lies between -bound and bound. Source: Abramowitz and Stegun (1964), 26.7.3 and 26.7.4."""
    angle, odd = math.atan(bound / math.sqrt(freedom)), freedom % 2
    sine, cosine = math.sin(angle), math.cos(angle)
    term, total = (cosine if odd else 1.0), 0.0
    for step in range(odd + 1, freedom, 2):
        total += term
        term *= cosine * cosine * step / (step + 1)
    return 2 / math.pi * (angle + sine * total) if odd else sine * total


@dataclass(frozen=True)
class Chart:
    """Histories and their limits, each (series, periods); `kinds` (series,) are places in KINDS.

    `sigma` is a third of the way from the centre to a limit that is not cut off at the end of the scale.
    """

    kinds: np.ndarray
    values: np.ndarray
    centre: np.ndarray
    sigma: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


@dataclass(frozen=True)
class Individuals(Chart):
    """With the moving ranges (series, periods), NaN where there is none, and their upper limit (series,)."""

    ranges: np.ndarray
    range_limit: np.ndarray


@dataclass(frozen=True)
class Proportions(Chart):
    """With Laney's sigma z (series,): how many times as wide as chance the baseline varies; NaN without a range."""

    sigma_z: np.ndarray


def individuals(
    values: np.ndarray, baseline: np.ndarray, *, floor: float = -np.inf, cap: float = np.inf
) -> Individuals:
    """Individuals and moving-range charts: mean ± 2.66 mean moving range; ranges up to 3.268 mean moving range.

    `baseline` is a mask (series, periods) of what both means are drawn from. A range is taken between neighbouring
    periods: a period without a point has none on either side. Limits are cut off at `floor` and `cap`, the ends of the
    scale. NaN where the baseline has no point or no range. Source: Wheeler.
    """
    ranges = _ranges(values)
    mean_range = _mean(ranges, _pairs(baseline))
    centre = np.broadcast_to(_mean(values, baseline)[:, None], values.shape)
    half = np.broadcast_to(LIMIT_PER_RANGE * mean_range[:, None], values.shape)
    return Individuals(
        kinds=np.zeros(len(values), "int8"),
        values=values,
        centre=centre,
        sigma=half / 3,
        lower=np.maximum(centre - half, floor),
        upper=np.minimum(centre + half, cap),
        ranges=ranges,
        range_limit=RANGE_LIMIT_PER_RANGE * mean_range,
    )


def proportions(part: np.ndarray, whole: np.ndarray, baseline: np.ndarray) -> Proportions:
    """p-charts in percent; Laney's p' where the baseline varies more than chance explains.

    Centre p = Σ part / Σ whole over `baseline`, a mask (series, periods). Limits p ± 3 s within 0 to 100, where a
    period's s = √(p(1−p)/n). For p' they are p ± 3 s sigma_z: sigma_z is the mean moving range of z = (share − p) / s
    over the baseline by 1.128. A chart is p' where sigma_z > 1 and Σ z² over the baseline is beyond the 95 % point of
    χ². NaN where `whole` is not positive. Sources: Montgomery; Laney.
    """
    size = np.where(whole > 0, whole, np.nan)
    share = part / size
    used = baseline & ~np.isnan(share)
    p = _ratio(np.where(used, part, 0).sum(axis=1), np.where(used, size, 0).sum(axis=1))[:, None]
    chance = np.sqrt(p * (1 - p) / size)
    z = np.divide(share - p, chance, out=np.where(np.isnan(share), np.nan, 0), where=chance > 0)
    sigma_z = _mean(_ranges(z), _pairs(baseline)) / D2
    wide = (sigma_z > 1) & _overdispersed(z, used)
    sigma = 100 * chance * np.where(wide, sigma_z, 1)[:, None]
    centre = np.broadcast_to(100 * p, share.shape)
    return Proportions(
        kinds=np.where(wide, 2, 1).astype("int8"),
        values=100 * share,
        centre=centre,
        sigma=sigma,
        lower=np.clip(centre - 3 * sigma, 0, 100),
        upper=np.clip(centre + 3 * sigma, 0, 100),
        sigma_z=sigma_z,
    )


def signals(chart: Chart, counted: np.ndarray) -> np.ndarray:
    """The rule that fires at each point of a chart, as places in RULES: int8 (series, periods), 0 for none.

    Outside the limits; else, of the last four points, three beyond two sigma on one side, this one among them; else
    the last seven on one side of the centre. Only points under the mask `counted` (series, periods) are looked at;
    periods without one are passed over. A point on the centre is on neither side and one on a limit is not outside,
    give or take a rounding error of 1e-9 of the value.
    """
    seen = counted & ~np.isnan(chart.values) & ~np.isnan(chart.sigma)
    slack = ROUNDING * np.maximum(np.abs(chart.values), np.abs(chart.centre))
    away = np.where(seen, chart.values - chart.centre, 0)
    side = np.where(np.abs(away) > slack, np.sign(away), 0)
    far = np.where(np.abs(away) > 2 * chart.sigma + slack, side, 0)
    outside = (chart.values > chart.upper + slack) | (chart.values < chart.lower - slack)
    order = np.argsort(~seen, axis=1, kind="stable")
    fires = [seen & outside, _like_it(far, 4, order) >= 3, _like_it(side, RUN, order) >= RUN]
    return np.select(fires, [1, 2, 3], 0).astype("int8")


@dataclass(frozen=True)
class Reading:
    """What charts say of many histories. Of one that is too short nothing is drawn or claimed.

    (series, periods): `values`, in percent for p-charts; `centre`, `lower` and `upper`, NaN where none is drawn;
    `rules`, places in RULES; `baseline`, a mask. (series,): `kinds`, places in KINDS; `first` and `last`, the ends of
    the baseline, −1 for none, and `size`, the points in it; `states`, places in STATES, of the last period; `sides` of
    the signal there, 1 above, −1 below, 0 without one.
    """

    kinds: np.ndarray
    values: np.ndarray
    centre: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    rules: np.ndarray
    baseline: np.ndarray
    first: np.ndarray
    last: np.ndarray
    size: np.ndarray
    states: np.ndarray
    sides: np.ndarray


def read(
    kind: Kind,
    values: np.ndarray,
    whole: np.ndarray | None = None,
    *,
    reset: np.ndarray | None = None,
    floor: float = 0.0,
    cap: float = np.inf,
    least: float = 0.0,
) -> Reading:
    """Judge the last period of each history, (series, periods), by the twelve points before it, at least eight.

    For "p" `values` are the parts of `whole`. Periods before `reset` (series,) do not count and get no limits. `floor`
    and `cap` are the ends of the scale of "individuals". Too short are also: a last period without a point; fewer than
    four ranges in the baseline of "individuals"; events in the baseline that are fewer than `least` a period, that is
    the mean of "individuals", the mean of n p(1−p) of "p". Stable: the last 24 points exist and no rule fires at any.
    ValueError for "p" without `whole`, and for "individuals" beyond their scale.
    """
    since = _since(values.shape, reset)
    chart, baseline = _chart(kind, values, whole, since, (floor, cap))
    counted = since & ~np.isnan(chart.values)
    told = _enough(chart, counted, baseline) & (_events(chart, whole, baseline) >= least)
    rules = signals(chart, counted & told[:, None])
    fired = rules[:, -1] > 0
    return Reading(
        kinds=chart.kinds,
        values=chart.values,
        centre=np.where(since & told[:, None], chart.centre, np.nan),
        lower=np.where(since & told[:, None], chart.lower, np.nan),
        upper=np.where(since & told[:, None], chart.upper, np.nan),
        rules=rules,
        baseline=baseline & told[:, None],
        first=np.where(told, baseline.argmax(axis=1), -1),
        last=np.where(told, baseline.shape[1] - 1 - baseline[:, ::-1].argmax(axis=1), -1),
        size=np.where(told, baseline.sum(axis=1), 0),
        states=np.select([~told, fired, _quiet(rules, counted)], [0, 1, 3], 2).astype("int8"),
        sides=np.where(fired, np.sign(chart.values[:, -1] - chart.centre[:, -1]), 0).astype("int8"),
    )


def long_enough(values: np.ndarray, reset: np.ndarray) -> np.ndarray:
    """Which histories of individual values have points enough for a chart; of others, `read` says they are short."""
    counted = _since(values.shape, reset) & ~np.isnan(values)
    enough: np.ndarray = _baseline(counted).sum(axis=1) >= LEAST_BASELINE
    return enough


def short(values: np.ndarray) -> Reading:
    """What is read of histories of individual values that are too short to chart."""
    shape = values.shape
    nothing, none = np.broadcast_to(np.nan, shape), np.broadcast_to(-1, shape[:1])
    states = np.broadcast_to(np.int8(STATES.index("short")), shape[:1])
    zero = np.broadcast_to(np.int8(0), shape)
    return Reading(
        kinds=zero[:, 0],
        values=values,
        centre=nothing,
        lower=nothing,
        upper=nothing,
        rules=zero,
        baseline=np.broadcast_to(np.False_, shape),
        first=none,
        last=none,
        size=zero[:, 0],
        states=states,
        sides=zero[:, 0],
    )


def process(reading: Reading, row: int, periods: Sequence[str], shown: int = 0) -> Process:
    """Row `row` of a reading; `periods` are the names of its periods, the oldest first. `shown`: only the last ones."""
    first, last = int(reading.first[row]), int(reading.last[row])
    return Process(
        kind=KINDS[reading.kinds[row]],
        periods=tuple(periods[-shown:]),
        values=_numbers(reading.values[row, -shown:]),
        centre=_numbers(reading.centre[row, -shown:]),
        lower=_numbers(reading.lower[row, -shown:]),
        upper=_numbers(reading.upper[row, -shown:]),
        rules=tuple(RULES[code] for code in reading.rules[row, -shown:].tolist()),
        baseline=(periods[first], periods[last]) if first >= 0 else None,
        size=int(reading.size[row]),
        state=STATES[reading.states[row]],
        side=SIDES[reading.sides[row]],
    )


def said(process: Process) -> Literal["short", "steady", "stable", "above", "below"]:
    """What may be said of the last period: the side of its signal; without one, the state."""
    if process.state != "signal":
        return process.state
    return "above" if process.side == "above" else "below"


def _ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    ratio: np.ndarray = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0)
    return ratio


def _mean(values: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The mean of each row under the mask; NaN for none."""
    used = mask & ~np.isnan(values)
    return _ratio(np.where(used, values, 0).sum(axis=1), used.sum(axis=1))


def _ranges(values: np.ndarray) -> np.ndarray:
    ranges: np.ndarray = np.abs(np.diff(values, axis=1, prepend=np.nan))
    return ranges


def _pairs(mask: np.ndarray) -> np.ndarray:
    """Where a period and the one before it are both under the mask."""
    pairs: np.ndarray = mask & np.pad(mask, ((0, 0), (1, 0)))[:, :-1]
    return pairs


def _overdispersed(z: np.ndarray, used: np.ndarray) -> np.ndarray:
    """Whether Σ z² of a row is beyond the 95 % point of χ² with one degree of freedom less than points.

    Source of the approximation of that point: Wilson and Hilferty (1931).
    """
    freedom = np.maximum(used.sum(axis=1) - 1, 1)
    part = 2 / (9 * freedom)
    critical: np.ndarray = freedom * (1 - part + Z_95_ONE_SIDED * np.sqrt(part)) ** 3
    beyond: np.ndarray = np.where(used, z**2, 0).sum(axis=1) > critical
    return beyond


def _like_it(marks: np.ndarray, width: int, order: np.ndarray) -> np.ndarray:
    """How many of the latest `width` marks carry the same mark as the last of them; 0 where that is 0.

    `order` puts the points of a row before its periods without a point.
    """
    points = np.take_along_axis(marks, order, axis=1)
    latest = np.lib.stride_tricks.sliding_window_view(np.pad(points, ((0, 0), (width - 1, 0))), width, axis=1)
    alike = np.where(points == 0, 0, (latest == points[..., None]).sum(axis=2))
    found = np.empty_like(alike)
    np.put_along_axis(found, order, alike, axis=1)
    return found


def _since(shape: tuple[int, ...], reset: np.ndarray | None) -> np.ndarray:
    start = np.zeros(shape[0], "int64") if reset is None else reset
    since: np.ndarray = np.greater_equal(np.arange(shape[1]), start[:, None])
    return since


def _chart(
    kind: Kind, values: np.ndarray, whole: np.ndarray | None, since: np.ndarray, scale: tuple[float, float]
) -> tuple[Chart, np.ndarray]:
    """The chart and the mask of its baseline."""
    if kind == "individuals":
        if (values < scale[0]).any() or (values > scale[1]).any():
            raise ValueError(f"values beyond the ends of their scale, {scale[0]} and {scale[1]}")
        baseline = _baseline(since & ~np.isnan(values))
        return individuals(values, baseline, floor=scale[0], cap=scale[1]), baseline
    if whole is None:
        raise ValueError('charts of the kind "p" need `whole`')
    baseline = _baseline(since & ~np.isnan(values) & (whole > 0))
    return proportions(values, whole, baseline), baseline


def _baseline(counted: np.ndarray) -> np.ndarray:
    """The twelve points before the last period."""
    before = counted & (np.arange(counted.shape[1]) < counted.shape[1] - 1)
    latest: np.ndarray = before & (_newer(before) <= BASELINE)
    return latest


def _newer(mask: np.ndarray) -> np.ndarray:
    """How many are under the mask from each period to the last."""
    newer: np.ndarray = np.flip(np.flip(mask, axis=1).cumsum(axis=1), axis=1)
    return newer


def _enough(chart: Chart, counted: np.ndarray, baseline: np.ndarray) -> np.ndarray:
    """Whether there is a last point and a baseline to judge it by."""
    ranged = (_pairs(baseline).sum(axis=1) >= LEAST_RANGES) | (chart.kinds != KINDS.index("individuals"))
    enough: np.ndarray = counted[:, -1] & ranged & (baseline.sum(axis=1) >= LEAST_BASELINE)
    return enough


def _events(chart: Chart, whole: np.ndarray | None, baseline: np.ndarray) -> np.ndarray:
    """Events a period in the baseline, of the kind that is rarer where there are two; 0 without a baseline."""
    if whole is None:
        return np.where(baseline.any(axis=1), chart.centre[:, -1], 0)
    share = chart.centre / 100
    return np.where(baseline.any(axis=1), _mean(whole * share * (1 - share), baseline), 0)


def _quiet(rules: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Whether the last 24 points exist and no rule fires at one of them."""
    recent = counted & (_newer(counted) <= STABLE)
    quiet: np.ndarray = (recent.sum(axis=1) == STABLE) & ~((rules > 0) & recent).any(axis=1)
    return quiet


def _numbers(row: np.ndarray) -> tuple[float | None, ...]:
    return tuple(None if value != value else value for value in row.astype("float64").tolist())
