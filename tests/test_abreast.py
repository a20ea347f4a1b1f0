"""Work on several columns at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from reviewgen import abreast


@pytest.mark.parametrize("rows", [1, abreast.LARGE])
def test_results_come_in_the_order_of_their_items(rows: int) -> None:
    """With threads and without them."""
    assert list(abreast.abreast(lambda item: item * 2, range(40), rows)) == [item * 2 for item in range(40)]


def test_large_columns_are_worked_on_by_several_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two meet at a barrier that one alone would never pass."""
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    meeting = threading.Barrier(2, timeout=30)
    assert len(list(abreast.abreast(lambda _: meeting.wait(), range(2), abreast.LARGE))) == 2


def test_items_are_taken_as_there_is_a_thread_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is worked on waits for nobody, and what waits is not held: two copies of all columns would be too many."""
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    taken = []

    def items() -> Iterator[int]:
        for item in range(10):
            taken.append(item)
            yield item

    found = abreast.abreast(lambda item: item, items(), abreast.LARGE)
    next(found)
    assert len(taken) == 3
    assert len(list(found)) == 9


def test_what_goes_wrong_is_raised() -> None:
    """As it would be without threads."""
    with pytest.raises(ZeroDivisionError):
        list(abreast.abreast(lambda item: 1 // item, [1, 0], abreast.LARGE))
