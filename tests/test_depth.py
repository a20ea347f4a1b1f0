"""Depth and cadence follow importance, complexity and volume, and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from reviewgen.config import Account, DepthTerms
from reviewgen.depth import Tailored, monthly_tickets, tailored
from reviewgen.wording import Wording

AS_OF = datetime(2026, 11, 2, tzinfo=UTC)
TERMS = DepthTerms()
WORDS = Wording("en_GB")


def account(**words: object) -> Account:
    """Return an account of that importance and complexity."""
    return Account.model_validate({"id": "A", "name": "A"} | words)


def said(found: Tailored) -> list[str]:
    """Return the reasons in words."""
    return [WORDS.say(one) for one in found.reasons]


def tickets(**opened: list[str]) -> pd.DataFrame:
    """Return tickets of accounts by the days on which they were opened."""
    rows = [(name, day) for name, days in opened.items() for day in days]
    frame = pd.DataFrame(rows, columns=["account", "opened_at"])
    return frame.assign(opened_at=pd.to_datetime(frame["opened_at"], utc=True))


@pytest.mark.parametrize(
    ("importance", "complexity", "monthly", "depth", "cadence"),
    [
        ("standard", "low", 4, "brief", "quarterly"),
        ("standard", "medium", 9.9, "brief", "quarterly"),
        ("standard", "medium", 10, "standard", "monthly"),
        ("key", "low", 0, "standard", "monthly"),
        ("key", "medium", 149.9, "standard", "monthly"),
        ("key", "high", 150, "full", "monthly"),
        ("strategic", "medium", 10, "full", "monthly"),
        ("strategic", "high", 300, "full", "monthly"),
        ("standard", "high", 1000, "standard", "monthly"),
    ],
)
def test_depth_follows_the_weights(importance: str, complexity: str, monthly: float, depth: str, cadence: str) -> None:
    """Worked by hand: (2 x importance + complexity + volume) / 4, standard from 0.5, full from 1.4."""
    found = tailored(account(importance=importance, complexity=complexity), monthly, TERMS)
    assert (found.depth, found.cadence) == (depth, cadence)


def test_weights_thresholds_and_cadence_can_be_set() -> None:
    """What reviewgen.yaml says under depth: counts."""
    terms = DepthTerms(importance=0, complexity=0, volume=1, few=1, many=5, cadence={"full": "weekly"})
    found = tailored(account(), 5, terms)
    assert (found.depth, found.cadence, found.score) == ("full", "weekly", 2.0)


def test_what_is_asked_for_goes_before_the_file_and_the_file_before_the_score() -> None:
    """The reasons say which of them decided."""
    small = account(depth="standard", cadence="yearly")
    assert tailored(small, 0, TERMS).depth == "standard"
    assert tailored(small, 0, TERMS).cadence == "yearly"
    asked = tailored(small, 0, TERMS, "full")
    assert asked.depth == "full"
    assert said(asked)[-2:] == [
        "depth full: as asked for",
        "reviewed yearly: as the account's file or the defaults say",
    ]


def test_reasons_show_how_the_score_comes_about() -> None:
    """Each part with its points and weight."""
    found = tailored(account(importance="key", complexity="high"), 12.34, TERMS)
    assert said(found) == [
        "importance key (1 x 2)",
        "complexity high (2 x 1)",
        "12.3 tickets a month, usual (1 x 1)",
        "depth standard: score 1.25: standard from 0.5, full from 1.4",
        "reviewed monthly: as reviewgen.yaml has it for standard",
    ]


def test_tickets_a_month_are_those_of_a_year() -> None:
    """24 tickets over a year and more are two a month; later than the state of the data is nothing."""
    year = [f"2026-{month:02}-{day:02}" for month in range(1, 11) for day in (3, 9)] + ["2025-11-20", "2025-12-20"] * 2
    found = monthly_tickets(tickets(A=[*year, "2024-01-01", "2026-11-03"]), AS_OF)
    assert found == {"A": pytest.approx(2.0)}


def test_a_new_account_is_measured_by_its_own_months() -> None:
    """20 tickets in two months are ten a month; an account of a week counts as one of a month."""
    found = monthly_tickets(tickets(NEW=["2026-09-02"] * 20, WEEK=["2026-10-27"] * 3), AS_OF)
    assert found["NEW"] == pytest.approx(20 / 61 * 365 / 12)
    assert found["WEEK"] == 3.0


def test_other_accounts_change_nothing() -> None:
    """What one account gets does not depend on how much others have."""
    alone = monthly_tickets(tickets(A=["2026-10-01"]), AS_OF)
    beside = monthly_tickets(tickets(A=["2026-10-01"], B=["2026-10-01"] * 99), AS_OF)
    assert beside["A"] == alone["A"]


def test_without_tickets_there_is_no_volume() -> None:
    """No table, no tickets: zero a month for everybody."""
    assert monthly_tickets(None, AS_OF) == {}


def test_all_weights_zero_is_refused() -> None:
    """There would be nothing to divide by."""
    with pytest.raises(ValueError, match="no weight above zero"):
        DepthTerms(importance=0, complexity=0, volume=0)
