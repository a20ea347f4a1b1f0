"""How much of a pack an account gets, and how often: from its importance, complexity and volume."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from reviewgen.config import Account, DepthTerms
from reviewgen.model import Cadence, Depth

YEAR = timedelta(days=365)
MONTH = YEAR / 12
IMPORTANCE = {"standard": 0, "key": 1, "strategic": 2}
COMPLEXITY = {"low": 0, "medium": 1, "high": 2}
VOLUME = ("few", "usual", "many")


@dataclass(frozen=True, slots=True)
class Tailored:
    """The depth and cadence of an account with the reasons; `monthly` are its tickets a month."""

    depth: Depth
    cadence: Cadence
    score: float
    monthly: float
    reasons: tuple[str, ...]


def monthly_tickets(tickets: pd.DataFrame | None, as_of: datetime) -> Mapping[str, float]:
    """Tickets a month of each account: those opened in the year before `as_of`, by 12 or the months since the first.

    `tickets` has the columns account and opened_at. An account of less than a month counts as one of a month.
    """
    if tickets is None:
        return {}
    recent = tickets[(tickets["opened_at"] < as_of) & (tickets["opened_at"] >= as_of - YEAR)]
    found = recent.groupby("account")["opened_at"].agg(["size", "min"])
    months = ((as_of - found["min"]).dt.total_seconds() / MONTH.total_seconds()).clip(1.0, 12.0)
    served = set(tickets.loc[tickets["opened_at"] < as_of - YEAR, "account"])
    months = months.where(~months.index.isin(served), 12.0)
    return dict(zip(found.index, (found["size"] / months).tolist(), strict=True))


def tailored(account: Account, monthly: float, terms: DepthTerms, asked: Depth | None = None) -> Tailored:
    """The depth asked for, else that of the account's file, else the one of its score; the cadence likewise."""
    volume = 0 if monthly < terms.few else 2 if monthly >= terms.many else 1
    weighed = (
        (terms.importance, IMPORTANCE[account.importance], f"importance {account.importance}"),
        (terms.complexity, COMPLEXITY[account.complexity], f"complexity {account.complexity}"),
        (terms.volume, volume, f"{monthly:.1f} tickets a month, {VOLUME[volume]}"),
    )
    score = sum(weight * points for weight, points, _ in weighed) / sum(weight for weight, _, _ in weighed)
    scored = f"score {score:.2f}: standard from {terms.standard_from:g}, full from {terms.full_from:g}"
    reasons = [f"{words} ({points} x {weight:g})" for weight, points, words in weighed]
    by_score: Depth = "full" if score >= terms.full_from else "standard" if score >= terms.standard_from else "brief"
    depth = asked or account.depth or by_score
    said = "as asked for" if asked else "as the account's file or the defaults say" if account.depth else scored
    usual: Cadence = terms.cadence.get(depth, "monthly")
    often = "as the account's file or the defaults say" if account.cadence else f"as reviewgen.yaml has it for {depth}"
    cadence = account.cadence or usual
    return Tailored(
        depth, cadence, score, monthly, (*reasons, f"depth {depth}: {said}", f"reviewed {cadence}: {often}")
    )
