from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.signals import Z_95, wilson


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


def test_no_answers_give_no_interval() -> None:
    """Of nothing, nothing is claimed: NaN, which becomes a missing figure."""
    assert all(np.isnan(end[0]) for end in wilson(np.array([0]), np.array([0])))
