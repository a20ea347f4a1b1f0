from __future__ import annotations

import math
import random

import oracle
import pytest
from drawn_project import DrawnProject, draw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewgen.model import Figure, Missing


def _answer(figure: Figure) -> oracle.Answer:
    if not isinstance(figure.value, Missing):
        return figure.value, figure.n
    reason = figure.value.reason
    if reason.startswith("no source for "):
        return oracle.NO_SOURCE, figure.n
    return (oracle.EARLY if reason == "before the first data" else oracle.EMPTY), figure.n


def _same(ours: oracle.Answer, theirs: oracle.Answer) -> bool:
    (value, n), (wanted, size) = ours, theirs
    if isinstance(value, str) or isinstance(wanted, str):
        return (value, n) == (wanted, size)
    return n == size and math.isclose(value, wanted, rel_tol=1e-9, abs_tol=1e-9)


def _differences(project: DrawnProject) -> dict[oracle.Key, tuple[object, object]]:
    ours = {
        (account, *key): _answer(figure)
        for account, figures in project.figures().items()
        for key, figure in figures.by_key.items()
        if figure.metric in oracle.KNOWN
    }
    wanted = oracle.expected(project)
    return {
        key: (ours.get(key), wanted.get(key))
        for key in ours.keys() | wanted.keys()
        if key not in ours or key not in wanted or not _same(ours[key], wanted[key])
    }


@given(st.randoms(use_true_random=False))
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
def test_every_figure_of_a_drawn_project_is_that_of_the_oracle(dice: random.Random) -> None:
    """Every figure, its n and whether it is missing are as counted row by row."""
    assert not _differences(draw(dice, tickets=8, others=5))


@pytest.mark.parametrize("seed", range(12))
def test_every_figure_of_a_large_project_is_that_of_the_oracle(seed: int) -> None:
    """The same for hundreds of rows, in which every kind of figure has a number somewhere."""
    assert not _differences(draw(random.Random(seed), tickets=400, others=120))


def test_the_large_projects_give_every_metric_a_number() -> None:
    """The comparison leaves none of its metrics out: each has a number above zero in one of the large projects."""
    unseen = set(oracle.KNOWN)
    for seed in range(12):
        for figures in draw(random.Random(seed), tickets=400, others=120).figures().values():
            unseen -= {figure.metric for figure in figures if figure.number}
        if not unseen:
            return
    assert unseen == set()
