"""How much of a pack an account gets, and how often: from its importance, complexity and volume."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from reviewgen.config import Account, DepthTerms
from reviewgen.languages import N_
from reviewgen.model import Amount, Cadence, Depth, Sentence

YEAR = timedelta(days=365)
MONTH = YEAR / 12
IMPORTANCE = {"standard": 0, "key": 1, "strategic": 2}
COMPLEXITY = {"low": 0, "medium": 1, "high": 2}
IMPORTANCE_SAID = {
    "standard": N_("importance standard"),
    "key": N_("importance key"),
    "strategic": N_("importance strategic"),
}
COMPLEXITY_SAID = {"low": N_("complexity low"), "medium": N_("complexity medium"), "high": N_("complexity high")}
VOLUME = (N_("{n} tickets a month, few"), N_("{n} tickets a month, usual"), N_("{n} tickets a month, many"))
DEPTHS: Mapping[Depth, str] = {"brief": N_("brief"), "standard": N_("standard"), "full": N_("full")}
REVIEWED: Mapping[Cadence, str] = {
    "weekly": N_("reviewed weekly: {why}"),
    "monthly": N_("reviewed monthly: {why}"),
    "quarterly": N_("reviewed quarterly: {why}"),
    "yearly": N_("reviewed yearly: {why}"),
}
WRITTEN = Sentence("as the account's file or the defaults say")


@dataclass(frozen=True, slots=True)
class Tailored:
    """The depth and cadence of an account with the reasons; `monthly` are its tickets a month."""

    depth: Depth
    cadence: Cadence
    score: float
    monthly: float
    reasons: tuple[Sentence, ...]


def monthly_tickets(tickets: pd.DataFrame | None, as_of: datetime) -> Mapping[str, float]:
    """Tickets a month of each account: those opened in the year before `as_of`, by 12 or the months since the first.

    `tickets` has the columns account and opened_at. An account of less than a month counts as one of a month.
    """
    if tickets is None:
        return {}
    owners, names = pd.factorize(tickets["account"])
    opened = tickets["opened_at"]
    recent = ((opened < as_of) & (opened >= as_of - YEAR)).to_numpy()
    found = opened[recent].groupby(owners[recent]).agg(["size", "min"])
    months = ((as_of - found["min"]).dt.total_seconds() / MONTH.total_seconds()).clip(1.0, 12.0)
    served = np.unique(owners[(opened < as_of - YEAR).to_numpy()])
    months = months.where(~months.index.isin(served), 12.0)
    return dict(zip(names.take(found.index.to_numpy()), (found["size"] / months).tolist(), strict=True))


def tailored(account: Account, monthly: float, terms: DepthTerms, asked: Depth | None = None) -> Tailored:
    """The depth asked for, else that of the account's file, else the one of its score; the cadence likewise."""
    weighed = _weighed(account, monthly, terms)
    score = sum(weight * points for weight, points, _ in weighed) / sum(weight for weight, _, _ in weighed)
    by_score: Depth = "full" if score >= terms.full_from else "standard" if score >= terms.standard_from else "brief"
    depth = asked or account.depth or by_score
    usual: Cadence = terms.cadence.get(depth, "monthly")
    cadence = account.cadence or usual
    said = Sentence("as asked for") if asked else WRITTEN if account.depth else _scored(score, terms)
    reasons = (
        *(_counted(*one) for one in weighed),
        Sentence("depth {depth}: {why}", (("depth", Sentence(DEPTHS[depth])), ("why", said))),
        _reviewed(cadence, depth, written=account.cadence is not None),
    )
    return Tailored(depth, cadence, score, monthly, reasons)


def _weighed(account: Account, monthly: float, terms: DepthTerms) -> tuple[tuple[float, int, Sentence], ...]:
    """Weight and points of each matter that counts, and what it is."""
    volume = 0 if monthly < terms.few else 2 if monthly >= terms.many else 1
    told = Sentence(VOLUME[volume], (("n", round(monthly, 1)),))
    return (
        (terms.importance, IMPORTANCE[account.importance], Sentence(IMPORTANCE_SAID[account.importance])),
        (terms.complexity, COMPLEXITY[account.complexity], Sentence(COMPLEXITY_SAID[account.complexity])),
        (terms.volume, volume, told),
    )


def _counted(weight: float, points: int, what: Sentence) -> Sentence:
    return Sentence("{what} ({points} x {weight})", (("what", what), ("points", points), ("weight", _exact(weight))))


def _scored(score: float, terms: DepthTerms) -> Sentence:
    return Sentence(
        "score {score}: standard from {standard}, full from {full}",
        (
            ("score", _exact(round(score, 2))),
            ("standard", _exact(terms.standard_from)),
            ("full", _exact(terms.full_from)),
        ),
    )


def _reviewed(cadence: Cadence, depth: Depth, *, written: bool) -> Sentence:
    usual = Sentence("as reviewgen.yaml has it for {depth}", (("depth", Sentence(DEPTHS[depth])),))
    return Sentence(REVIEWED[cadence], (("why", WRITTEN if written else usual),))


def _exact(number: float) -> Amount:
    return Amount(number, "")
