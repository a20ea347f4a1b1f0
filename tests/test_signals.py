from __future__ import annotations

import importlib
from collections.abc import Callable
from fractions import Fraction
from math import pi, sqrt
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen import signals
from reviewgen.model import Process
from reviewgen.signals import KINDS, RULES, STATES, Z_95, Reading, individuals, proportions, read, wilson

# Without types of their own.
proportion: Any = importlib.import_module("statsmodels.stats.proportion")
distributions: Any = importlib.import_module("scipy.stats")

FLOW_RATES = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
JUICE_CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22]
JUICE_CANS += [8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]


def row(*values: float | None) -> np.ndarray:
    """Return one history; None is a period without a point."""
    return np.array([[np.nan if value is None else value for value in values]], dtype="float64")


def all_of(values: np.ndarray) -> np.ndarray:
    """Return the mask of a baseline that takes in everything."""
    return np.ones(values.shape, bool)


def rules_of(reading: Reading) -> list[str]:
    """Return the rules of the first history in words."""
    return [RULES[code] for code in reading.rules[0]]


def process_of(reading: Reading) -> Process:
    """Return the first history, its periods named p0, p1, ..."""
    return signals.process(reading, 0, [f"p{place}" for place in range(reading.values.shape[1])])


# Intervals


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_published_examples(successes: int, n: int, low: float, high: float) -> None:
    """The four examples of R. G. Newcombe (Statistics in Medicine 17, 1998, table I, method 3)."""
    found = wilson(np.array([successes]), np.array([n]))
    assert [round(float(end[0]), 4) for end in found] == [low, high]


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_ends_solve_the_score_equation(case: tuple[int, int]) -> None:
    """At either end, the observed share is exactly z standard errors away."""
    successes, n = case
    share = successes / n
    for end in wilson(np.array([successes]), np.array([n])):
        p = float(end[0])
        assert 0 <= p <= 1
        assert abs(share - p) == pytest.approx(Z_95 * sqrt(p * (1 - p) / n), abs=1e-7)


@given(st.lists(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1))
def test_the_interval_is_that_of_statsmodels(cases: list[tuple[int, int]]) -> None:
    """On random data, both ends are those that statsmodels gives."""
    successes, n = np.array(cases).T
    expected = proportion.proportion_confint(successes, n, method="wilson")
    for ours, theirs in zip(wilson(successes, n), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


def test_no_answers_give_no_interval() -> None:
    """Of nothing, nothing is claimed: NaN, which becomes a missing figure."""
    assert all(np.isnan(end[0]) for end in wilson(np.array([0]), np.array([0])))


# Limits


def test_the_published_constants_are_those_of_theory() -> None:
    """2.66 and 1.128 are 3/d2 and d2 of two normal values to their last place, 3.268 is D4 to 0.002."""
    d2, d3 = 2 / sqrt(pi), sqrt(2 - 4 / pi)
    assert round(d2, 3) == pytest.approx(signals.D2)
    assert round(3 / d2, 2) == pytest.approx(signals.LIMIT_PER_RANGE)
    assert 1 + 3 * d3 / d2 == pytest.approx(signals.RANGE_LIMIT_PER_RANGE, abs=0.002)


def test_individuals_are_those_of_the_published_flow_rates() -> None:
    """NIST/SEMATECH e-Handbook 6.3.2.2: mean 50.81, mean range 1.8778, limits 45.8159 and 55.8041 (by 3/1.128)."""
    chart = individuals(row(*FLOW_RATES), all_of(row(*FLOW_RATES)))
    assert chart.centre[0, 0] == pytest.approx(50.81)
    assert round(float(np.nanmean(chart.ranges)), 4) == 1.8778
    assert chart.lower[0, 0] == pytest.approx(45.8159, abs=0.001)
    assert chart.upper[0, 0] == pytest.approx(55.8041, abs=0.001)
    assert chart.range_limit[0] == pytest.approx(3.268 * 1.8778, abs=1e-3)


def test_a_p_chart_is_that_of_the_published_juice_cans() -> None:
    """Montgomery's 30 samples of 50 cans: p 0.2313, limits 0.0524 and 0.4102; over-dispersed, so p' widens them."""
    part = row(*JUICE_CANS)
    chart = proportions(part, np.full(part.shape, 50.0), all_of(part))
    half = 3 * chart.sigma[0, 0] / chart.sigma_z[0]
    assert round(float(chart.centre[0, 0]), 2) == 23.13
    assert round(float(chart.centre[0, 0] - half), 2) == 5.24
    assert round(float(chart.centre[0, 0] + half), 2) == 41.02
    assert KINDS[chart.kinds[0]] == "p'"


def test_laneys_chart_is_that_worked_by_hand() -> None:
    """Of 100 each: z is 0, 2, −2, 2, −2, 0, the mean range 3.2, sigma z 3.2/1.128, limits 50 ± 3 × 5 × 3.2/1.128."""
    part = row(50, 60, 40, 60, 40, 50)
    chart = proportions(part, np.full(part.shape, 100.0), all_of(part))
    assert KINDS[chart.kinds[0]] == "p'"
    assert chart.sigma_z[0] == pytest.approx(2.836879, abs=1e-6)
    assert chart.lower[0] == pytest.approx([7.446809] * 6, abs=1e-6)
    assert chart.upper[0] == pytest.approx([92.553191] * 6, abs=1e-6)


def test_limits_of_proportions_follow_the_size_of_each_period() -> None:
    """Half of 25, 100 and 400: 50 % give or take 3 × 10, 3 × 5 and 3 × 2.5 points; chance explains it, so no p'."""
    chart = proportions(row(12, 51, 200, 199.5), row(25, 100, 400, 400), all_of(row(1, 2, 3, 4)))
    assert KINDS[chart.kinds[0]] == "p"
    assert chart.centre[0] == pytest.approx([50] * 4)
    assert chart.lower[0] == pytest.approx([20, 35, 42.5, 42.5])
    assert chart.upper[0] == pytest.approx([80, 65, 57.5, 57.5])


SIZED = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.lists(SIZED, min_size=2, max_size=30))
def test_p_charts_are_those_of_statsmodels(cases: list[tuple[int, int]]) -> None:
    """Pooled share, limits (its normal interval of 3 standard errors), and p' where its χ² test says over-dispersed."""
    part, whole = (np.array([column], dtype="float64") for column in zip(*cases, strict=True))
    chart = proportions(part, whole, all_of(part))
    pooled = part.sum() / whole.sum()
    assert chart.centre[0] == pytest.approx([100 * pooled] * len(cases))
    if not 0 < pooled < 1:
        assert not chart.sigma.any()
        return
    alpha = 2 * distributions.norm.sf(3)
    low, high = proportion.proportion_confint(pooled * whole[0], whole[0], alpha=alpha, method="normal")
    if KINDS[chart.kinds[0]] == "p":
        np.testing.assert_allclose([chart.lower[0], chart.upper[0]], [100 * low, 100 * high], rtol=1e-9, atol=1e-9)
    _, chance, _ = proportion.proportions_chisquare(part[0], whole[0])
    if abs(chance - 0.05) > 0.004:  # with one degree of freedom the approximation calls 0.0529 what is 0.05
        assert (KINDS[chart.kinds[0]] == "p'") == bool(chance < 0.05 and chart.sigma_z[0] > 1)


def test_a_gap_has_no_range_on_either_side() -> None:
    """Of 1, 3, none, 9, 10 the ranges are 2 and 1: across the gap nothing is taken."""
    chart = individuals(row(1, 3, None, 9, 10), all_of(row(1, 3, None, 9, 10)))
    np.testing.assert_array_equal(chart.ranges[0], [np.nan, 2, np.nan, np.nan, 1])
    assert chart.upper[0, 2] == pytest.approx(5.75 + 2.66 * 1.5)
    assert chart.range_limit[0] == pytest.approx(3.268 * 1.5)


def test_limits_come_from_the_baseline_alone() -> None:
    """What is outside the mask moves neither centre nor limits, nor does the range that leads out of it."""
    chart = individuals(row(1, 3, 2, 500), np.array([[True, True, True, False]]))
    assert (chart.centre[0, 3], chart.upper[0, 3]) == pytest.approx((2, 2 + 2.66 * 1.5))


def test_limits_stop_at_the_ends_of_the_scale() -> None:
    """No count is below 0, no percentage above 100, though the arithmetic of limits goes there."""
    values = row(*[1, 99] * 6, 50)
    reading = read("individuals", values, cap=100)
    assert (reading.lower[0, 0], reading.upper[0, 0]) == (0, 100)
    reading = read("individuals", values, floor=-np.inf)
    assert reading.lower[0, 0] < 0
    assert reading.upper[0, 0] > 100


def test_values_beyond_their_scale_are_refused() -> None:
    """A figure that may be negative needs a floor that says so."""
    with pytest.raises(ValueError, match="beyond the ends of their scale"):
        read("individuals", row(*range(-4, 10)))


def test_a_p_chart_needs_the_whole() -> None:
    """Shares alone do not say how wide chance is."""
    with pytest.raises(ValueError, match="`whole`"):
        read("p", row(*range(13)))


# Rules


LEVEL = [9.0, 11.0] * 6


def test_a_point_outside_the_limits_signals() -> None:
    """About 10 ± 2.66 × 2: 15.3 is within, 15.4 above, 4.6 below."""
    assert rules_of(read("individuals", row(*LEVEL, 15.3)))[-1] == ""
    for value, side in ((15.4, "above"), (4.6, "below")):
        found = process_of(read("individuals", row(*LEVEL, value)))
        assert (found.rules[-1], found.state, found.side) == ("outside", "signal", side)


def test_three_of_four_beyond_two_sigma_signal() -> None:
    """Two sigma about 10 are 3.55: three of the last four above 13.55 fire at the third, the one between does not."""
    chart = individuals(row(*LEVEL, 14, 14, 12, 14, 6, 14), np.arange(18)[None, :] < 12)
    found = signals.signals(chart, all_of(chart.values))
    assert [RULES[code] for code in found[0, 12:]] == ["", "", "", "three_of_four", "", ""]


def test_seven_in_a_row_on_one_side_signal_and_the_centre_breaks_them() -> None:
    """Six above, one on the centre, then seven: only the last fires."""
    chart = individuals(row(*LEVEL, *[11] * 5, 10, *[11] * 7), np.arange(25)[None, :] < 12)
    found = signals.signals(chart, all_of(chart.values))
    assert [RULES[code] for code in found[0, 12:]] == [""] * 12 + ["run"]


def test_a_period_without_a_point_is_passed_over() -> None:
    """Seven above in a row are a run, with gaps between them too."""
    chart = individuals(row(*LEVEL, *[11, None] * 6), np.arange(24)[None, :] < 12)
    found = signals.signals(chart, all_of(chart.values))
    assert [RULES[code] for code in found[0, 20:]] == ["", "", "run", ""]


def test_a_constant_history_signals_only_what_differs() -> None:
    """Twelve times 0.1 and again is steady, whatever rounding leaves in the mean; 0.2 is outside."""
    assert STATES[read("individuals", row(*[0.1] * 13)).states[0]] == "steady"
    assert STATES[read("individuals", row(*[0.1] * 12, 0.1 + 1e-12)).states[0]] == "steady"
    assert process_of(read("individuals", row(*[0.1] * 12, 0.2))).side == "above"
    assert rules_of(read("individuals", row(*[0.0] * 24)))[-1] == ""


def test_a_share_that_was_always_whole_signals_only_what_differs() -> None:
    """12 times 100 % and again is steady; 96 % is outside limits that have no width."""
    whole = np.full((1, 13), 25.0)
    assert STATES[read("p", whole, whole).states[0]] == "steady"
    assert process_of(read("p", row(*[25] * 12, 24), whole)).side == "below"


# Baselines and states


def test_the_baseline_is_the_twelve_points_before_the_last() -> None:
    """Of 16 periods with a gap, the third to the fifteenth; the last is judged by them and not among them."""
    values = row(*[5, 6] * 5, None, *[5, 6, 5, 6, 5])
    found = process_of(read("individuals", values))
    assert (found.baseline, found.size) == (("p2", "p14"), 12)
    assert found.centre[0] == pytest.approx(5.5)


def test_eight_points_are_enough_and_seven_are_not() -> None:
    """With seven before the last, nothing is drawn and nothing claimed."""
    assert process_of(read("individuals", row(*LEVEL[:8], 10))).state == "steady"
    found = process_of(read("individuals", row(*LEVEL[:7], 1000)))
    assert (found.state, found.side, found.baseline, found.size) == ("short", "", None, 0)
    assert {*found.centre, *found.lower, *found.upper} == {None}
    assert set(found.rules) == {""}


def test_a_last_period_without_a_point_is_not_judged() -> None:
    """However long the history, of a period that has no figure nothing is said."""
    assert process_of(read("individuals", row(*LEVEL * 2, None))).state == "short"


def test_points_that_are_hardly_ever_neighbours_are_not_judged() -> None:
    """Eight points with three ranges between them do not tell how much the figure varies."""
    spread = [1, 2, None, 1, 2, None, 1, 2, None, 1, None, 2]
    assert process_of(read("individuals", row(*spread, 1))).state == "short"
    assert process_of(read("individuals", row(2, *spread, 1))).state == "steady"


def test_what_is_rarer_than_asked_for_is_not_judged() -> None:
    """One event in twelve periods, or one miss in 600: too little to judge by where one a period is asked for."""
    values, whole = row(1, *[0] * 12), np.full((1, 13), 50.0)
    assert process_of(read("individuals", values)).rules[-1] == "run"
    assert process_of(read("p", whole - values, whole)).rules[-1] == "run"
    assert process_of(read("individuals", values, least=1)).state == "short"
    assert process_of(read("p", whole - values, whole, least=1)).state == "short"
    assert process_of(read("individuals", row(*LEVEL, 10), least=1)).state == "steady"
    assert process_of(read("p", 5 * row(*LEVEL, 10), np.full((1, 13), 100.0), least=1)).state == "steady"


def test_a_reset_starts_afresh() -> None:
    """Points before it give neither limits nor signals, and eight after it are asked for."""
    values = row(*[50, 52] * 6, *LEVEL[:8], 10)
    found = process_of(read("individuals", values, reset=np.array([12])))
    assert (found.state, found.baseline, found.size) == ("steady", ("p12", "p19"), 8)
    assert found.centre[:12] == (None,) * 12
    assert set(found.rules) == {""}
    assert process_of(read("individuals", values, reset=np.array([13]))).state == "short"


def test_no_signal_over_twice_the_baseline_is_stable() -> None:
    """24 points without a signal are stable, 23 steady; so are 24 with one that signals."""
    assert process_of(read("individuals", row(*LEVEL * 2))).state == "stable"
    assert process_of(read("individuals", row(*LEVEL, *LEVEL[1:]))).state == "steady"
    assert process_of(read("individuals", row(30, *(LEVEL * 2)[1:]))).state == "steady"
    assert process_of(read("individuals", row(30, *LEVEL * 2))).state == "stable"


def test_a_row_becomes_a_process() -> None:
    """Everything in plain values, None where there is no point, and the key to its words."""
    whole = row(*[100] * 13, 0, 100)
    part = row(*[90] * 13, 0, 50)
    found = signals.process(read("p", part, whole), 0, [f"2025-{month:02}" for month in range(1, 16)])
    assert (found.kind, found.baseline, found.size) == ("p", ("2025-02", "2025-13"), 12)
    assert found.values[-3:] == (90.0, None, 50.0)
    assert (found.centre[0], found.lower[0], found.upper[0]) == pytest.approx((90, 81, 99))
    assert (found.rules[-1], found.state, found.side, signals.said(found)) == ("outside", "signal", "below", "below")


def test_what_may_be_said_is_the_state_or_the_side() -> None:
    """Five keys, one for each kind of sentence."""
    histories = [LEVEL[:3], [*LEVEL, 10], LEVEL * 2, [*LEVEL, 30], [*LEVEL, 0]]
    found = [signals.said(process_of(read("individuals", row(*history)))) for history in histories]
    assert found == ["short", "steady", "stable", "above", "below"]


# By brute force


Judged = tuple[list[str], str, str]


def judged_slowly(deviations: list[Any], outside: list[Any], two_sigma: list[Any]) -> list[str]:
    """Return the rule at each point by looking back from it, one at a time."""
    found = []
    for place, deviation in enumerate(deviations):
        sign = (deviation > 0) - (deviation < 0)
        four = [(d, w) for d, w in zip(deviations, two_sigma, strict=True)][max(0, place - 3) : place + 1]
        seven = deviations[max(0, place - 6) : place + 1]
        if outside[place]:
            found.append("outside")
        elif sign * deviation > two_sigma[place] and sum(sign * d > w for d, w in four) >= 3:
            found.append("three_of_four")
        elif sign and len(seven) == 7 and all(sign * d > 0 for d in seven):
            found.append("run")
        else:
            found.append("")
    return found


def told_slowly(points: list[int], periods: int, judge: Callable[[list[int]], list[str] | None]) -> Judged:
    """Return rules, state and baseline's first period, given which periods have a point and what judges them."""
    rules = [""] * periods
    base = [place for place in points if place < periods - 1][-12:]
    judged = judge(base) if periods - 1 in points and len(base) >= 8 else None
    if judged is None:
        return rules, "short", ""
    for place, rule in zip(points, judged, strict=True):
        rules[place] = rule
    if judged[-1]:
        return rules, "signal", str(base[0])
    quiet = len(points) >= 24 and not any(judged[-24:])
    return rules, "stable" if quiet else "steady", str(base[0])


def individuals_slowly(history: list[int | None], reset: int) -> Judged:
    """Judge one history in exact fractions, by the book."""
    points = [place for place, value in enumerate(history) if value is not None and place >= reset]
    values = {place: Fraction(history[place] or 0) for place in points}

    def judge(base: list[int]) -> list[str] | None:
        ranges = [abs(values[place] - values[place - 1]) for place in base if place - 1 in base]
        if len(ranges) < 4:
            return None
        half = Fraction(266, 100) * sum(ranges, Fraction()) / len(ranges)
        centre = sum((values[place] for place in base), Fraction()) / len(base)
        deviations = [values[place] - centre for place in points]
        return judged_slowly(deviations, [abs(d) > half for d in deviations], [half * 2 / 3] * len(points))

    return told_slowly(points, len(history), judge)


def proportions_slowly(history: list[tuple[int, int]], reset: int) -> Judged:
    """Judge one history of parts and wholes, by the book, with χ² from scipy."""
    points = [place for place, (_, n) in enumerate(history) if n and place >= reset]

    def judge(base: list[int]) -> list[str]:
        p = Fraction(sum(history[place][0] for place in base), sum(history[place][1] for place in base))
        away = {place: Fraction(*history[place]) - p for place in points}
        chance = {place: sqrt(p * (1 - p) / history[place][1]) for place in points}
        width = 1.0
        if 0 < p < 1:
            z = {place: float(away[place]) / chance[place] for place in base}
            ranges = [abs(z[place] - z[place - 1]) for place in base if place - 1 in base]
            sigma_z = sum(ranges) / len(ranges) / 1.128 if ranges else 0
            critical = distributions.chi2.ppf(0.95, len(base) - 1)
            width = sigma_z if sigma_z > 1 and sum(each**2 for each in z.values()) > critical else 1.0
        sigma = [chance[place] * width * (1 + 1e-9) for place in points]
        deviations = [away[place] for place in points]
        outside = [abs(d) > 3 * s + 1e-12 for d, s in zip(deviations, sigma, strict=True)]
        return judged_slowly(deviations, outside, [2 * s + 1e-12 for s in sigma])

    return told_slowly(points, len(history), judge)


def compared(reading: Reading, place: int) -> Judged:
    """Return what is compared of one history of a reading."""
    first = int(reading.first[place])
    rules = [RULES[code] for code in reading.rules[place]]
    return rules, STATES[reading.states[place]], str(first) if first >= 0 else ""


COUNTS = st.one_of(st.none(), st.integers(0, 12), st.integers(4, 6), st.integers(4, 6))


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 34).flatmap(lambda n: st.lists(st.lists(COUNTS, min_size=n, max_size=n), min_size=1, max_size=5)))
def test_individuals_are_judged_as_by_the_book(histories: list[list[int | None]]) -> None:
    """Rules, states and baselines of whole matrices are those of a loop over points in exact fractions."""
    values = np.vstack([row(*history) for history in histories])
    reset = np.arange(len(histories)) * 2
    reading = read("individuals", values, reset=reset)
    for place, history in enumerate(histories):
        assert compared(reading, place) == individuals_slowly(history, int(reset[place]))


SHARES = st.sampled_from([0, 5, 20, 50]).flatmap(lambda n: st.tuples(st.integers(n * 3 // 5, n), st.just(n)))


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 30).flatmap(lambda n: st.lists(st.lists(SHARES, min_size=n, max_size=n), min_size=1, max_size=4)))
def test_proportions_are_judged_as_by_the_book(histories: list[list[tuple[int, int]]]) -> None:
    """Rules, states and baselines of whole matrices are those of a loop over points."""
    table = np.array(histories, dtype="float64")
    reset = np.arange(len(histories)) * 2
    reading = read("p", table[:, :, 0], table[:, :, 1], reset=reset)
    for place, history in enumerate(histories):
        assert compared(reading, place) == proportions_slowly(history, int(reset[place]))


# False alarms


Source = Callable[[np.random.Generator, int], np.ndarray]
STEADY: dict[str, Source] = {
    "normal": lambda chance, periods: chance.normal(100, 10, (4000, periods)),
    "few a period": lambda chance, periods: chance.poisson(5, (4000, periods)).astype("float64"),
    "many a period": lambda chance, periods: chance.poisson(80, (4000, periods)).astype("float64"),
    "means of durations": lambda chance, periods: chance.lognormal(1, 1, (4000, periods, 50)).mean(axis=2),
}


@pytest.mark.parametrize("periods", [9, 13, 25])
@pytest.mark.parametrize("source", STEADY)
def test_steady_figures_seldom_signal(source: str, periods: int) -> None:
    """Of 4,000 histories in which nothing changes, under 5 % signal at the last point."""
    reading = read("individuals", STEADY[source](np.random.default_rng(2), periods))
    assert (reading.rules[:, -1] > 0).mean() < 0.05


@pytest.mark.parametrize("periods", [9, 13, 25])
@pytest.mark.parametrize("spread", [0.0, 0.03])
@pytest.mark.parametrize("size", [50, 200, 2000])
def test_steady_shares_seldom_signal(size: int, spread: float, periods: int) -> None:
    """The same for 90 % of 50, 200 and 2,000, also where the share itself varies by 3 points about that."""
    chance = np.random.default_rng(3)
    share = np.clip(chance.normal(0.9, spread, (4000, periods)), 0, 1)
    reading = read("p", chance.binomial(size, share).astype("float64"), np.full(share.shape, float(size)))
    assert (reading.rules[:, -1] > 0).mean() < 0.05


@pytest.mark.parametrize(("spread", "kind"), [(0.0, "p"), (0.03, "p'")])
def test_only_what_varies_more_than_chance_is_laneys(spread: float, kind: Literal["p", "p'"]) -> None:
    """Of 2,000 a period: about one in twenty by chance, and nearly all that do vary more."""
    chance = np.random.default_rng(4)
    share = np.clip(chance.normal(0.9, spread, (4000, 13)), 0, 1)
    reading = read("p", chance.binomial(2000, share).astype("float64"), np.full(share.shape, 2000.0))
    assert (reading.kinds == KINDS.index(kind)).mean() > 0.94
