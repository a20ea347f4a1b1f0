"""Figures held against what was agreed for them, and how many of these agreements were kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reviewgen.agreements import CreditTerms
from reviewgen.config import Account, FigureTarget
from reviewgen.metrics.columns import in_all_periods
from reviewgen.metrics.metric import Metric
from reviewgen.model import Dimensions, Figure, FigureKey, Missing, Status, Target

AT_RISK = 0.8

_COUNTED = (
    "the targets of figures in the account's file; a figure without a number, or drawn from too few, is not measured"
)


def _metric(name: str, label: str, formula: str) -> Metric:
    return Metric(f"targets.{name}", label, "targets", "neither", formula, _COUNTED, (), chart="none")


SECTION = "summary"
METRICS = (
    _metric("agreed", "Targets agreed", "Number of targets agreed for figures."),
    _metric("measured", "Targets measured", "Number of agreed targets whose figure could be measured in the period."),
    _metric("met", "Targets met", "Number of measured targets that were met, with little room or with much."),
    _metric("missed", "Targets missed", "Number of measured targets that were missed."),
)
COUNTED_AS: Mapping[str, tuple[Status | None, ...]] = {
    "agreed": ("met", "at_risk", "missed", "not_measured", None),
    "measured": ("met", "at_risk", "missed"),
    "met": ("met", "at_risk"),
    "missed": ("missed",),
}


def dimensions_of(wanted: FigureTarget | CreditTerms) -> Dimensions:
    """What a target or a credit is limited to."""
    found = (("priority", wanted.priority), ("service", wanted.service))
    return tuple((name, value) for name, value in found if value)


def target_of(wanted: FigureTarget) -> Target:
    """A target as figures carry it."""
    if wanted.at_least is not None:
        return Target("at_least", wanted.at_least)
    return Target("at_most", wanted.at_most or 0.0)


def judge(
    account: Account, periods: Sequence[str], by_key: Mapping[FigureKey, Figure], metrics: Mapping[str, Metric]
) -> tuple[dict[FigureKey, Figure], tuple[Figure, ...]]:
    """Hold the figures of all periods against the account's targets; return those of the last period, as agreed, too.

    Where there is no such figure at all, say of a priority that no ticket ever had, it is not measured.
    """
    judged: dict[FigureKey, Figure] = {}
    last = []
    for wanted in account.targets.figures:
        target, dimensions = target_of(wanted), dimensions_of(wanted)
        for found in in_all_periods(by_key, wanted.metric, dimensions):
            if found.period in periods:
                judged[found.key] = _judged(found, target, metrics[wanted.metric].least_n)
        key, unit = (wanted.metric, periods[-1], dimensions), metrics[wanted.metric].unit
        nothing = Figure(*key, Missing("no data"), 0, unit, target, "not_measured")
        last.append(judged.get(key, nothing))
    return judged, tuple(last)


def counted(judged: Sequence[Figure], period: str) -> tuple[Figure, ...]:
    """How many targets were agreed, measured, met and missed."""
    return tuple(
        Figure(
            f"targets.{name}", period, (), float(sum(one.status in statuses for one in judged)), len(judged), "targets"
        )
        for name, statuses in COUNTED_AS.items()
    )


def _judged(figure: Figure, target: Target, least_n: int) -> Figure:
    status = status_of(figure.value, target, figure.unit) if figure.n >= least_n else "not_measured"
    return Figure(*figure.key, figure.value, figure.n, figure.unit, target, status, figure.told)


def status_of(value: float | Missing, target: Target | None, unit: str) -> Status | None:
    """Met, at risk, missed or not measured; None without a target.

    At risk is a target met with at least 80 % of its allowance used: of 100 minus the target for a percentage that
    must not be lower, of the target itself for a value that must not be higher.
    """
    if target is None:
        return None
    if isinstance(value, Missing):
        return "not_measured"
    if target.bound == "at_most":
        return "missed" if value > target.value else "at_risk" if value >= AT_RISK * target.value > 0 else "met"
    if value < target.value:
        return "missed"
    risky = unit == "%" and target.value < 100 and 100 - value >= AT_RISK * (100 - target.value)
    return "at_risk" if risky else "met"
