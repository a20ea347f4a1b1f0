from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from drawn_project import DrawnProject, blank

from reviewgen.config import Account
from reviewgen.metrics import Figures
from reviewgen.model import Missing

AS_OF = datetime(2026, 11, 10, 12, tzinfo=UTC)
ACCOUNTS = tuple(Account(id=name, name=name) for name in "AB")


def _row(topic: str, day: date, score: float, best: float | None = None, account: str = "A") -> dict[str, Any]:
    return blank("scorecard", account=account, topic=topic, rated_on=day, score=score, best=best)


def _found(*rows: dict[str, Any], period: str = "2026-10") -> Figures:
    ticket = blank("tickets", account="A", id="1", opened_at=datetime(2024, 1, 1, tzinfo=UTC))
    tables = {"tickets": (ticket,), "scorecard": rows}
    return DrawnProject(ACCOUNTS[:1], (period,), AS_OF, tables).figures()["A"]


def test_the_last_rating_of_a_topic_counts() -> None:
    """Of two ratings of October the later one, as written; that of November is of another period."""
    found = _found(
        _row("Speed", date(2026, 10, 20), 4),
        _row("Speed", date(2026, 10, 2), 2),
        _row("Speed", date(2026, 11, 1), 1),
        _row("Care", date(2026, 10, 1), 8, 10),
    )
    assert [(one.dimensions, one.value, one.n) for one in found.split("scorecard.rating", "topic")] == [
        ((("topic", "Care"),), 8, 1),
        ((("topic", "Speed"),), 4, 1),
    ]


def test_over_all_ratings_are_parts_of_their_best() -> None:
    """4 of 5 and 7 of 10 are 75 %: the mean of 80 and 70."""
    found = _found(_row("Speed", date(2026, 10, 20), 4), _row("Care", date(2026, 10, 1), 7, 10))
    figure = found.get("scorecard.overall")
    assert figure.value == pytest.approx(75)
    assert (figure.n, figure.unit) == (2, "%")


def test_a_topic_that_was_not_rated_says_so() -> None:
    """A rating of September does not stand in for October."""
    found = _found(_row("Speed", date(2026, 9, 20), 4))
    assert found.get("scorecard.rating", topic="Speed").value == Missing("not rated")
    assert found.get("scorecard.overall").value == Missing("no topic was rated")
    assert found.get("scorecard.overall", "2026-09").value == 80


def test_the_worst_rating_is_a_number() -> None:
    """Nothing of ten is 0 %, and not missing."""
    found = _found(_row("Speed", date(2026, 10, 20), 0, 10))
    assert [found.get("scorecard.rating", topic="Speed").value, found.get("scorecard.overall").value] == [0, 0]


@pytest.mark.parametrize("seed", range(3))
def test_figures_are_those_of_the_accounts_own_rows(seed: int) -> None:
    """Counted row by row, with another account in the same table or without it, in whatever order rows stand."""
    dice = random.Random(seed)
    drawn = {
        (account, topic, date(2026, 8, 20) + timedelta(days=dice.randint(0, 90)))
        for account in "AB"
        for topic in ("Care", "Speed", "Cost")
        for _ in range(8)
    }
    rows = [_row(topic, day, dice.randint(0, 5), dice.choice((None, 7)), account) for account, topic, day in drawn]
    dice.shuffle(rows)
    found = DrawnProject(ACCOUNTS, ("2026-10", "2026-Q4"), AS_OF, {"scorecard": tuple(rows)}).figures()["A"]
    own = [row for row in rows if row["account"] == "A"]
    assert list(found) == list(
        DrawnProject(ACCOUNTS[:1], ("2026-10",), AS_OF, {"scorecard": tuple(own)}).figures()["A"]
    )
    last = {row["topic"]: row for row in sorted(own, key=lambda row: row["rated_on"]) if row["rated_on"].month == 10}
    ratings = {one.dimensions[0][1]: one.number for one in found.split("scorecard.rating", "topic")}
    assert {topic: number for topic, number in ratings.items() if number is not None} == {
        topic: row["score"] for topic, row in last.items()
    }
    parts = [row["score"] / (row["best"] or 5) for row in last.values()]
    assert found.get("scorecard.overall").value == pytest.approx(100 * sum(parts) / len(parts))
