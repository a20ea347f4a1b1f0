"""Round gridlines, on scales from zero and others, shared or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.charts.scale import Scale, one_scale, zero_based


@pytest.mark.parametrize(
    ("numbers", "maximum", "ticks", "high"),
    [
        ([43, 98], 100, (0, 50, 100), 100),
        ([99.9, 100], 100, (0, 50, 100), 100),
        ([43], 100, (0, 20, 40), 43),
        ([1103, 1284], None, (0, 500, 1000), 1284),
        ([4.5, 9.5], None, (0, 5, 10), 10),
        ([9], None, (0, 5), 9),
        ([1], None, (0, 1), 1),
        ([0.2], None, (0, 0.1, 0.2), 0.2),
        ([60, -60], 100, (-50, 0, 50), 60),
        ([], None, (0,), 1),
        ([0, 0], None, (0,), 1),
    ],
)
def test_ticks(numbers: list[float], maximum: float | None, ticks: tuple[float, ...], high: float) -> None:
    """Few, round, whole for whole data, and none above what is possible."""
    scale = zero_based(numbers, maximum)
    assert scale.ticks == pytest.approx(ticks)
    assert scale.high == pytest.approx(high)


@given(st.lists(st.floats(-1e12, 1e12), max_size=20), st.integers(1, 3))
def test_scale_holds_zero_and_all_numbers(numbers: list[float], gridlines: int) -> None:
    """Zero and every number lie on the scale, and there are no more gridlines than asked for."""
    scale = zero_based(numbers, gridlines=gridlines)
    assert all(-1e-9 <= scale.share(value) <= 1 + 1e-9 for value in [0.0, *numbers, *scale.ticks])
    assert 0 in scale.ticks
    assert len(scale.ticks) <= gridlines + 1


def test_a_value_over_the_maximum_is_still_on_the_scale() -> None:
    """A hundred and four percent is drawn, though no gridline lies above it."""
    scale = zero_based([104], 100)
    assert scale.high == 104
    assert scale.ticks[-1] == 100


def test_one_scale_holds_all_histories() -> None:
    """Gaps count for nothing; from zero it begins there, else just below the least."""
    assert one_scale([[97, None, 99.9], [43]], maximum=100).ticks == (0, 50, 100)
    fitted = one_scale([[97, None, 99.5], [93.5]], 0, 100, from_zero=False)
    assert (fitted.low, fitted.high) == (93.5, 100)


def test_one_scale_refuses_what_is_not_finite() -> None:
    """A number that has no place on paper is refused before any chart is drawn."""
    with pytest.raises(ValueError, match="cannot be drawn"):
        one_scale([[1.0], [float("inf")]])


@pytest.mark.parametrize(("length", "ticks"), [(100, (-10, 0, 10, 20)), (25, (0, 20)), (9, (0,))])
def test_ticks_are_thinned_to_what_has_room(length: float, ticks: tuple[float, ...]) -> None:
    """Every second, every third, so that zero stays."""
    assert Scale(-10, 20, (-10, 0, 10, 20)).thinned(length, 10).ticks == ticks
