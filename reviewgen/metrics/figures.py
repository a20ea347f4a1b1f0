"""The figures of one account: found by metric, period and dimensions, held against their targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import isclose
from typing import Any

from reviewgen.metrics.credits import Credit
from reviewgen.model import Dimensions, Figure, Issued, Missing, Process


@dataclass(frozen=True)
class Figures:
    """All figures of an account. `chain` names the consecutive periods that are shown, the reviewed one last.

    `judged` are the reviewed period's figures that have a target, as the account's file lists them; `credits` what the
    policy's service credits come to; `processes` what process-behaviour charts say of histories, by metric and
    dimensions.
    """

    account: str
    as_of: str
    chain: tuple[str, ...]
    last_year: str
    by_key: Mapping[tuple[str, str, Dimensions], Figure]
    judged: tuple[Figure, ...] = ()
    processes: Mapping[tuple[str, Dimensions], Process] = field(default_factory=dict)
    credits: tuple[Credit, ...] = ()

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

    @cached_property
    def periods_with_data(self) -> frozenset[str]:
        """The periods in which at least one figure has a number."""
        return frozenset(figure.period for figure in self if figure.number is not None)

    def process(self, figure: Figure) -> Process | None:
        """What a process-behaviour chart says of a figure of the reviewed period; None where there is no chart."""
        return self.processes.get((figure.metric, figure.dimensions)) if figure.period == self.period else None

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

    def restated(self, issued: Issued | None) -> Figures:
        """The same figures, marked with what an issued pack told where that was another number."""
        if issued is None:
            return self
        changed = {
            key: replace(now, told=was)
            for (metric, dimensions), was in issued.figures.items()
            if (now := self.by_key.get(key := (metric, issued.period, dimensions))) and not _same(now.number, was)
        }
        return replace(self, by_key={**self.by_key, **changed}) if changed else self

    def __iter__(self) -> Iterator[Figure]:
        """Every figure, in the order of metrics, periods and dimensions."""
        return iter(self.by_key.values())

    def as_json(self, metrics: Sequence[str] = ()) -> dict[str, Any]:
        """The object of figures.json: the figures of the periods that are shown; with `metrics`, only these."""
        shown = {*self.chain, self.last_year}
        chosen = [one for one in self if one.period in shown and (not metrics or one.metric in metrics)]
        return {
            "account": self.account,
            "period": self.period,
            "as_of": self.as_of,
            "figures": [_json(figure) for figure in chosen],
        }


def _same(now: float | None, was: float) -> bool:
    return now is not None and isclose(now, was, rel_tol=1e-9, abs_tol=1e-9)


def _json(figure: Figure) -> dict[str, Any]:
    missing = str(figure.value) if isinstance(figure.value, Missing) else None
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
        "told": figure.told,
    }
