"""One ticket number on several rows: the same row again, another one, or another customer's."""

from __future__ import annotations

from pathlib import Path

from exports import HEADER, row, run


def test_f13_the_same_row_again_counts_once(tmp_path: Path) -> None:
    """It is told how many were left out."""
    found = run(tmp_path, HEADER + row(1) * 9 + row(2))
    assert (found.code, found.value("tickets.opened")) == (0, 2)
    assert "10 read = 2 kept + 8 repeated" in found.said
    assert "repeats an earlier row exactly and is left out. And 5 more rows." in found.said


def test_f13_rows_that_contradict_each_other_fail_their_account_alone(tmp_path: Path) -> None:
    """Both places are named."""
    found = run(tmp_path, HEADER + row(1) + row(1, title="other") + row(3, "B"))
    assert found.code == 1
    assert 'row 3, column "id": "T1" stands in data/tickets.csv, row 2 as well' in found.said
    assert not found.pack().exists()
    assert found.value("tickets.opened", "B") == 1


def test_f13_customers_may_count_alike(tmp_path: Path) -> None:
    """The same number is a ticket of each of them."""
    found = run(tmp_path, HEADER + row(1) + row(1, "B", title="other"))
    assert (found.code, found.value("tickets.opened"), found.value("tickets.opened", "B")) == (0, 1, 1)
