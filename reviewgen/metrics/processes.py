"""What process-behaviour charts say of the histories of many accounts at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from reviewgen import signals
from reviewgen.config import Account
from reviewgen.languages import N_
from reviewgen.metrics.figures import Figures
from reviewgen.metrics.metric import Metric
from reviewgen.model import Dimensions, Figure, Process
from reviewgen.periods import SHOWN, Span

EARLY = N_("before the first data")
CAPPED = {"%": 100.0}
# Fewer events than this in a usual period, and a chart would cry wolf at every one of them.
LEAST_EVENTS = 1.0
LEAST_VARIANCE = 0.5
UNBOUNDED = ("points",)
MEASURED = ("%", "h", "min", "ratio", "points", "days", "times")


@dataclass(frozen=True, slots=True)
class _History:
    """One figure over all periods of an account: values and n, NaN where there is no point; where it starts anew."""

    account: str
    metric: Metric
    dimensions: Dimensions
    values: np.ndarray
    n: np.ndarray
    reset: int


def processes(
    figures: Mapping[str, Figures],
    reviewed: Mapping[str, tuple[Account, Span]],
    metrics: Mapping[str, Metric],
    as_of: datetime,
) -> dict[str, dict[tuple[str, Dimensions], Process]]:
    """The process of every history that has a point in the reviewed period, by account, metric and dimensions.

    No point is drawn for the period that the first data lies in, which is seldom whole, nor for one that is not over.
    """
    histories = [
        history
        for name, (account, span) in reviewed.items()
        for history in _histories(figures[name], account, span, metrics, as_of)
    ]
    kinds: dict[tuple[str, ...], list[_History]] = {}
    for history in histories:
        kinds.setdefault((history.metric.chart, _scale(history.metric.unit)), []).append(history)
    found: dict[str, dict[tuple[str, Dimensions], Process]] = {name: {} for name in figures}
    for alike in kinds.values():
        for history, process in zip(alike, _read(alike, reviewed), strict=True):
            found[history.account][history.metric.id, history.dimensions] = process
    return found


def _histories(
    figures: Figures, account: Account, span: Span, metrics: Mapping[str, Metric], as_of: datetime
) -> Iterator[_History]:
    chain = span.chain()
    place = {one.name: number for number, one in enumerate(chain)}
    over = span.within(ZoneInfo(account.zone)).end <= as_of
    drawn: dict[tuple[str, Dimensions], list[Figure]] = {}
    for figure in figures:
        if metrics[figure.metric].chart != "none" and figure.period in place:
            drawn.setdefault((figure.metric, figure.dimensions), []).append(figure)
    for (name, dimensions), history in drawn.items():
        values, n = _points(history, place, metrics[name].least_n)
        if over and not np.isnan(values[-1]):
            reset = len(chain) if _at_the_end(metrics[name], values) else _reset(account, name, chain)
            yield _History(account.id, metrics[name], dimensions, values, n, reset)


def _at_the_end(metric: Metric, values: np.ndarray) -> bool:
    """Whether most of a measured history lies at the end of its scale, 0 or 100 %: every event would stand out."""
    if metric.chart == "p" or _scale(metric.unit) == "counted":
        return False
    known = values[-1 - signals.BASELINE : -1]
    known = known[~np.isnan(known)]
    return bool(np.sum((known == 0) | (known == CAPPED.get(metric.unit))) * 2 > len(known))


def _points(history: Sequence[Figure], place: Mapping[str, int], least_n: int) -> tuple[np.ndarray, np.ndarray]:
    values, n, early = np.full(len(place), np.nan), np.zeros(len(place)), -1
    for figure in history:
        at = place[figure.period]
        if figure.number is None:
            early = max(early, at) if getattr(figure.value, "reason", "") == EARLY else early
        elif figure.n >= least_n:
            values[at], n[at] = figure.number, figure.n
    if early >= 0:
        values[: early + 2] = np.nan
    return values, n


def _reset(account: Account, metric: str, chain: Sequence[Span]) -> int:
    """The first period that lies wholly after the last explained change of a figure."""
    days = [one.from_ for one in account.baselines if one.metric in (None, metric) and one.from_ < chain[-1].end]
    return sum(span.first < max(days) for span in chain) if days else 0


def _scale(unit: str) -> str:
    """What histories must share to be read together."""
    return unit if unit in ("%", *UNBOUNDED) else "measured" if unit in MEASURED else "counted"


def _read(histories: Sequence[_History], reviewed: Mapping[str, tuple[Account, Span]]) -> Iterator[Process]:
    metric = histories[0].metric
    values, n = (np.stack([getattr(one, name) for one in histories]) for name in ("values", "n"))
    reset = np.array([one.reset for one in histories])
    scale = _scale(metric.unit)
    if metric.chart == "p":
        reading = signals.read("p", np.rint(values * n / 100), n, reset=reset, least=LEAST_VARIANCE)
    else:
        reading = signals.read(
            "individuals",
            values,
            reset=reset,
            floor=-np.inf if scale in UNBOUNDED else 0.0,
            cap=CAPPED.get(scale, np.inf),
            least=LEAST_EVENTS if scale == "counted" else 0.0,
        )
    names = {name: [one.name for one in span.chain()] for name, (_, span) in reviewed.items()}
    for row, history in enumerate(histories):
        yield signals.process(reading, row, names[history.account], SHOWN)
