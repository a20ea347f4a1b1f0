"""Whether the data is as new as it should be."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.findings.case import Case, Threshold
from reviewgen.findings.ranks import found
from reviewgen.model import Amount, Finding, Sentence
from reviewgen.periods import parse

MONTH_DAYS = 30
STALE_DAYS = Threshold(
    "stale_days", 3, "days", "days from the newest moment in the tickets to the state of the data, above which we ask"
)
STALE_TICKETS = Threshold(
    "stale_tickets", 30, "tickets", "tickets of 30 days in the period before, from which silence in the data is odd"
)
THRESHOLDS = (STALE_DAYS, STALE_TICKETS)


def extract_stale(case: Case) -> Iterable[Finding]:
    """For us: a busy account whose tickets end well before the day that the data is said to be of."""
    age = case.figures.get("data.freshness", table="tickets")
    if age.number is not None and age.number > 24 * case.limit(STALE_DAYS) and _is_busy(case):
        days = Amount(round(age.number / 24, 1), "days")
        yield found(
            "extract_stale",
            Sentence("Are the tickets complete? The newest is {age} older than the data", (("age", age),)),
            "data_notes",
            detail=Sentence(
                "That is {days}, where {opened} tickets were opened in the period before",
                (("days", days), ("opened", case.figures.get("tickets.opened", case.figures.previous))),
            ),
            proposal=Sentence("Export the tickets again, up to the day that the data is of."),
            internal=True,
        )


def _is_busy(case: Case) -> bool:
    span = parse(case.figures.previous)
    opened = case.figures.get("tickets.opened", case.figures.previous).number or 0.0
    return opened / (span.end - span.first).days * MONTH_DAYS >= case.limit(STALE_TICKETS)
