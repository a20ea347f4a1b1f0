"""The figures of one account: found by metric, period and dimensions, held against their targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reviewgen.model import Dimensions, Figure, Missing, Status, Target

AT_RISK = 0.8


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of an account. `chain` names the consecutive periods, the reviewed one last."""

    account: str
    as_of: str
    chain: tuple[str, ...]
    last_year: str
    by_key: Mapping[tuple[str, str, Dimensions], Figure]

    @property
    def period(self) -> str:
        """The period under review."""
        return self.chain[-1]

    @property
    def previous(self) -> str:
        """The period before it."""
        return self.chain[-2]

    def get(self, metric: str, period: str | None = None, **dimensions: str) -> Figure:
        """One figure; where there is none for these dimensions, a missing one."""
        key = (metric, period or self.period, tuple(dimensions.items()))
        return self.by_key.get(key) or Figure(*key, Missing("no data"), 0, "")

    def history(self, metric: str, **dimensions: str) -> tuple[Figure, ...]:
        """The figure in every period of the chain, oldest first."""
        return tuple(self.get(metric, period, **dimensions) for period in self.chain)

    def split(self, metric: str, *names: str, period: str | None = None, **fixed: str) -> list[Figure]:
        """The figures of a metric by the dimensions `names`, with others fixed, in sorted order."""
        wanted = (*fixed, *names)
        return [
            figure
            for figure in self.by_key.values()
            if figure.metric == metric
            and figure.period == (period or self.period)
            and tuple(name for name, _ in figure.dimensions) == wanted
            and all(dict(figure.dimensions)[name] == value for name, value in fixed.items())
        ]

    def __iter__(self) -> Iterator[Figure]:
        """Every figure, in the order of metrics, periods and dimensions."""
        return iter(self.by_key.values())

    def as_json(self, metrics: Sequence[str] = ()) -> dict[str, Any]:
        """The object of figures.json; with `metrics`, only these."""
        chosen = [figure for figure in self if not metrics or figure.metric in metrics]
        return {
            "account": self.account,
            "period": self.period,
            "as_of": self.as_of,
            "figures": [_json(figure) for figure in chosen],
        }


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


def _json(figure: Figure) -> dict[str, Any]:
    missing = figure.value.reason if isinstance(figure.value, Missing) else None
    return {
        "metric": figure.metric,
        "period": figure.period,
        "dimensions": dict(figure.dimensions),
        "value": figure.number,
        "missing": missing,
        "n": figure.n,
        "unit": figure.unit,
        "target": figure.target.value if figure.target else None,
        "status": figure.status,
    }
