from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from drawn_project import DrawnProject, blank

from reviewgen.config import Account
from reviewgen.metrics import Figures
from reviewgen.model import Missing

AS_OF = datetime(2026, 11, 2, 6, tzinfo=UTC)


def figures(*rows: dict[str, Any]) -> Figures:
    """Return the figures of October 2026 with these risks and nothing else."""
    given = tuple(
        blank("risks", account="A", id=str(number), title="T", **{"raised_on": date(2026, 8, 3)} | one)
        for number, one in enumerate(rows)
    )
    return DrawnProject((Account(id="A", name="A"),), ("2026-10",), AS_OF, {"risks": given}).figures()["A"]


def test_risks_are_open_until_they_are_settled() -> None:
    """Two of August, one of which is settled on 1 October; another one raised in September."""
    found = figures({}, {"closed_on": date(2026, 10, 1)}, {"raised_on": date(2026, 9, 30)})
    assert [found.get("risks.open", period).value for period in ("2026-08", "2026-09", "2026-10")] == [2, 3, 2]


@pytest.mark.parametrize(
    ("likelihood", "severity", "high"),
    [
        ("high", "high", 1),
        ("high", "medium", 1),
        ("medium", "high", 1),
        ("high", "low", 0),
        ("low", "high", 0),
        ("medium", "medium", 0),
        ("high", "", 0),
        ("", "", 0),
    ],
)
def test_a_high_risk_is_high_in_one_way_and_not_low_in_the_other(likelihood: str, severity: str, high: int) -> None:
    """What is not rated is not taken as high."""
    found = figures({"likelihood": likelihood, "severity": severity}, {"likelihood": "low", "severity": "low"})
    assert (found.get("risks.high").value, found.get("risks.high").n) == (high, 2)


def test_risks_that_nobody_rated_are_not_known_to_be_low() -> None:
    """Where no risk of the account has both, none high is no zero."""
    unrated = Missing("no risk has both a likelihood and a severity")
    assert figures({"likelihood": "high"}, {"severity": "low"}).get("risks.high").value == unrated


def test_a_settled_risk_is_not_high() -> None:
    """Only open ones weigh."""
    found = figures({"likelihood": "high", "severity": "high", "closed_on": date(2026, 10, 30)})
    assert found.get("risks.high").value == 0


def test_how_high_risks_were_rated_earlier_is_not_known() -> None:
    """The table holds the rating of today."""
    assert figures({}).get("risks.high", "2026-09").value == Missing("no data")
