"""The figures of one account: found by metric, period and dimensions, held against their targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import isclose
from typing import Any

from reviewgen.metrics.columns import Listed, Sheet, in_all_periods, plain
from reviewgen.metrics.credits import Credit
from reviewgen.model import Dimensions, Figure, FigureKey, Issued, Missing, Process

NO_DATA = Missing("no data")


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
        return self.by_key.get(key) or Figure(*key, NO_DATA, 0, "")

    @cached_property
    def periods_with_data(self) -> frozenset[str]:
        """The periods in which at least one figure has a number."""
        if isinstance(self.by_key, Sheet):
            return self.by_key.periods_with_data()
        return frozenset(figure.period for figure in self if figure.number is not None)

    def process(self, figure: Figure) -> Process | None:
        """What a process-behaviour chart says of a figure of the reviewed period; None where there is no chart."""
        return self.processes.get((figure.metric, figure.dimensions)) if figure.period == self.period else None

    def history(self, metric: str, **dimensions: str) -> tuple[Figure, ...]:
        """The figure in every period of the chain, oldest first."""
        return tuple(self.get(metric, period, **dimensions) for period in self.chain)

    def split(self, metric: str, *names: str, period: str | None = None, **fixed: str) -> list[Figure]:
        """The figures of a metric by the dimensions `names`, with others fixed, in sorted order."""
        wanted, where = (*fixed, *names), tuple(fixed.items())
        return [
            figure
            for figure in self.of(metric, period)
            if figure.dimensions[: len(where)] == where and tuple([name for name, _ in figure.dimensions]) == wanted
        ]

    def of(self, metric: str, period: str | None = None) -> Sequence[Figure]:
        """All figures of a metric in a period, in sorted order."""
        if isinstance(self.by_key, Sheet):
            return self.by_key.of(metric, period or self.period)
        return self._listed.get((metric, period or self.period), ())

    def in_all_periods(self, metric: str, **dimensions: str) -> list[Figure]:
        """The figure in every period that is known, in the order of their names."""
        return in_all_periods(self.by_key, metric, tuple(dimensions.items()))

    @cached_property
    def _listed(self) -> Mapping[tuple[str, str], list[Figure]]:
        """The figures by metric and period, where they are not held in columns."""
        found: dict[tuple[str, str], list[Figure]] = {}
        for one in self:
            found.setdefault((one.metric, one.period), []).append(one)
        return found

    def restated(self, issued: Issued | None) -> Figures:
        """The same figures, marked with what an issued pack told where that was another number."""
        if issued is None:
            return self
        told = {(metric, issued.period, dimensions): was for (metric, dimensions), was in issued.figures.items()}
        changed = {key: replace(self.by_key[key], told=was) for key, was in told.items() if self._differs(key, was)}
        if not changed:
            return self
        by_key = self.by_key
        return replace(self, by_key=by_key.with_(changed) if isinstance(by_key, Sheet) else {**by_key, **changed})

    def _differs(self, key: FigureKey, was: float) -> bool:
        """Whether there is such a figure, with another number than was told."""
        if key not in self.by_key:
            return False
        number = self.by_key.number(key) if isinstance(self.by_key, Sheet) else self.by_key[key].number
        return not _same(number, was)

    def __iter__(self) -> Iterator[Figure]:
        """Every figure, in the order of metrics, periods and dimensions."""
        return iter(self.by_key.values())

    def listed(self) -> Listed | None:
        """The figures of the periods that are shown, where they are held in columns."""
        return self.by_key.listed({*self.chain, self.last_year}) if isinstance(self.by_key, Sheet) else None

    def as_json(self, metrics: Sequence[str] = ()) -> dict[str, Any]:
        """The object of figures.json: the figures of the periods that are shown; with `metrics`, only these."""
        shown = {*self.chain, self.last_year}
        if isinstance(self.by_key, Sheet):
            rows = self.by_key.plain(shown, metrics)
        else:
            rows = [plain(one) for one in self if one.period in shown and (not metrics or one.metric in metrics)]
        return {"account": self.account, "period": self.period, "as_of": self.as_of, "figures": rows}


def _same(now: float | None, was: float) -> bool:
    return now is not None and isclose(now, was, rel_tol=1e-9, abs_tol=1e-9)
