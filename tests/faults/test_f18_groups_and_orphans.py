"""Rows that name no group are a group, and rows that name no account that we know are counted and told."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from exports import HEADER, row, run
from hypothesis import given, settings
from hypothesis import strategies as st

WORDS = st.sampled_from(["", "P1", "P2", "net", "(none)"])


def test_f18_no_group_is_a_group(tmp_path: Path) -> None:
    """Priorities add up to the whole, with a line for tickets that have none."""
    found = run(tmp_path, HEADER + row(1, priority="", category="") + row(2) + row(3, priority=""))
    opened = [one for one in found.figures() if (one["metric"], one["period"]) == ("tickets.opened", "2026-10")]
    groups = [one for one in opened if list(one["dimensions"]) == ["priority"]]
    assert found.value("tickets.opened") == sum(one["value"] for one in groups) == 3
    assert "(none)" in (found.pack() / "pack.html").read_text("utf-8")


def test_f18_rows_of_nobody_are_counted(tmp_path: Path) -> None:
    """Blanks around an account do not matter; unknown and missing ones are told, and the run is a success."""
    rows = row(1) + row(2, " A ") + row(3, "Zed") + row(4, "Zed") + row(5, "") + row(6, " ")
    found = run(tmp_path, HEADER + rows)
    assert (found.code, found.value("tickets.opened")) == (0, 2)
    assert '2 rows of tickets belong to accounts that have no file, "Zed"' in found.said
    assert "2 tickets (2 rows) belong to no account" in found.said


def test_f18_an_account_in_other_case_is_not_guessed(tmp_path: Path) -> None:
    """Whose its rows are is asked: the account fails, with the place of the first of them; others are delivered."""
    found = run(tmp_path, HEADER + row(1) + row(2, "a") + row(3, "a") + row(4, "B"))
    assert (found.code, "built B" in found.said, "built A" in found.said) == (1, True, False)
    assert 'data/tickets.csv, row 2, column "account": "A" differs from \'a\'' in found.said
    assert '2 rows of tickets belong to accounts that have no file, "a"' in found.said


@settings(max_examples=3)
@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=12))
def test_f18_totals_are_the_sums_of_their_groups(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]]
) -> None:
    """Whatever stands in the columns that group."""
    rows = [row(place, priority=one, category=other) for place, (one, other) in enumerate(cells)]
    found = run(tmp_path_factory.mktemp("sums"), HEADER + "".join(rows))
    sums: Counter[str] = Counter()
    for one in found.figures():
        if (one["metric"], one["period"]) == ("tickets.opened", "2026-10") and len(one["dimensions"]) == 1:
            sums[next(iter(one["dimensions"]))] += one["value"] or 0
    assert sums.keys() >= {"priority"} or not any(one for one, _ in cells)
    assert set(sums.values()) <= {len(cells)}
