"""Service credits: what the policy promises to give back where a figure of the period was not reached."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from reviewgen.agreements import CreditTerms, Policy
from reviewgen.config import Account
from reviewgen.errors import did_you_mean
from reviewgen.languages import N_
from reviewgen.metrics.agreed import dimensions_of
from reviewgen.metrics.metric import MONEY, Metric
from reviewgen.model import Figure, FigureKey, Missing
from reviewgen.periods import Span

DUE = "credits.due"
WHOLE = 100.0
NOTHING_AGREED = N_("no credits are agreed")
NO_FEE = N_("no fee is given that credits are a part of")
NOTHING_MEASURED = N_("no figure that credits are agreed for has a number")

SECTION = "contract"
METRICS: tuple[Metric, ...] = (
    Metric(
        DUE,
        "Service credits due",
        MONEY,
        "lower",
        "Of the credits that are agreed for a figure, the largest one that applies to its value in the period; those "
        "of several figures add up. A credit in percent is a part of the account's fee for the period.",
        "the credits of the version of the policy in force on the last day of the period; a figure without a number, "
        "or drawn from too few, gives none",
        tables=(),
        empty=NOTHING_AGREED,
        chart="none",
    ),
)


@dataclass(frozen=True, slots=True)
class Credit:
    """What the credits agreed for one figure come to.

    `terms` is the one that counts, None where none applies; `money` what is due, None where that cannot be said.
    """

    figure: Figure
    measured: bool
    terms: CreditTerms | None
    money: float | None


def reckoned(
    account: Account,
    policy: Policy | None,
    span: Span,
    by_key: Mapping[FigureKey, Figure],
    metrics: Mapping[str, Metric],
) -> tuple[Credit, ...]:
    """The credits of each figure of a period that the policy agrees some for, in the order of the policy."""
    version = policy.version_on(span.end - timedelta(days=1)) if policy else None
    tiers: dict[FigureKey, list[CreditTerms]] = {}
    for terms in version.credits if version else ():
        tiers.setdefault((terms.metric, span.name, dimensions_of(terms)), []).append(terms)
    return tuple(
        _credit(by_key.get(key) or Figure(*key, Missing("no data"), 0, metrics[key[0]].unit), found, account, metrics)
        for key, found in tiers.items()
    )


def due(credits: Sequence[Credit], account: Account, period: str) -> Figure:
    """What is due in all. Its n is the number of figures that could be held against what was agreed."""
    measured = sum(credit.measured for credit in credits)
    reason = _reason(credits, measured)
    value = Missing(reason) if reason else math.fsum(credit.money or 0.0 for credit in credits)
    return Figure(DUE, period, (), value, 0 if reason else measured, account.currency)


def mistakes(policy: Policy, metrics: Mapping[str, Metric]) -> Iterator[tuple[tuple[str | int, ...], dict[str, str]]]:
    """Where a policy agrees a credit for a metric that there is not, or below more than 100 %, with the words."""
    for number, version in enumerate(policy.versions):
        for place, terms in enumerate(version.credits):
            at = ("versions", number, "credits", place)
            if terms.metric not in metrics:
                hint = did_you_mean(terms.metric, list(metrics))
                yield (*at, "metric"), _words("metric", terms.metric, "is not a metric", hint)
            elif metrics[terms.metric].unit == "%" and (terms.below or 0.0) > WHOLE:
                hint = "such a credit would be due in every period"
                yield (*at, "below"), _words("bound", f"{terms.below:g}", "is more than 100 %", hint)


def _words(kind: str, value: str, problem: str, hint: str) -> dict[str, str]:
    return {"code": f"credit.{kind}", "value": value, "problem": problem, "hint": hint}


def _reason(credits: Sequence[Credit], measured: int) -> str:
    """Why it cannot be said what is due; "" where it can."""
    if not credits:
        return NOTHING_AGREED
    if not measured:
        return NOTHING_MEASURED
    return NO_FEE if any(credit.money is None for credit in credits) else ""


def _credit(figure: Figure, tiers: Sequence[CreditTerms], account: Account, metrics: Mapping[str, Metric]) -> Credit:
    number = figure.number
    if number is None or figure.n < metrics[figure.metric].least_n:
        return Credit(figure, False, None, 0.0)
    amounts = [(terms.money(account.fee), terms) for terms in tiers if terms.applies(number)]
    if not amounts:
        return Credit(figure, True, None, 0.0)
    money, terms = max(amounts, key=lambda one: math.inf if one[0] is None else one[0])
    return Credit(figure, True, terms, money)
