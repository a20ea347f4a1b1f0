"""What is known to have happened: where it lies in the chart of a history, and which of it a change follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from reviewgen.charts import Event
from reviewgen.findings.behaviour import explained
from reviewgen.model import Process, Rule
from reviewgen.periods import parse
from reviewgen.sections.view import Inputs

REACH: dict[Rule, int] = {"outside": 0, "three_of_four": 3, "run": 6}
"""How many points before one belong to the signal that its rule fires."""
HALF = 0.5
"""How far from the beginning of the period in which a signal begins an event may lie, in periods."""


@dataclass(frozen=True, slots=True)
class Known:
    """Something that happened: the day, what it was, and when, in periods from the left edge of a chart."""

    day: date
    text: str
    at: float


def drawn(inputs: Inputs, metric: str) -> tuple[Event, ...]:
    """What a chart of a metric marks: known events, and the change from which the metric is judged anew."""
    known = list(_known(inputs, metric))
    change = explained(inputs.case, metric)
    if change and all(one.day != change.from_ for one in known):
        known += _placed(inputs, change.from_, change.reason.removesuffix("."))
    return tuple((one.at, f"{one.text[:1].upper()}{one.text[1:]}") for one in known)


def before_signal(inputs: Inputs, metric: str, process: Process) -> Known | None:
    """The last event about the time at which a signal begins: most of the signal's first period lies after it."""
    began = len(inputs.figures.chain) - len(process.rules) + _beginning(process)
    near = [one for one in _known(inputs, metric) if abs(one.at - began) <= HALF]
    return max(near, key=lambda one: one.at, default=None)


def _beginning(process: Process) -> int:
    """The first point of the signals that end with the last point, on its side."""
    every = enumerate(zip(process.rules, process.values, process.centre, strict=True))
    points = [(place, *point) for place, point in every if point[1] is not None]
    last = list(takewhile(lambda point: point[1] and _side(*point[2:]) == process.side, reversed(points)))
    return points[max(0, min(len(points) - 1 - back - REACH[point[1]] for back, point in enumerate(last)))][0]


def _side(value: float | None, level: float | None) -> str:
    return "above" if value is not None and level is not None and value > level else "below"


def _known(inputs: Inputs, metric: str) -> Iterator[Known]:
    for event in inputs.account.events:
        if event.metric in (None, metric) and event.day < inputs.case.end:
            yield from _placed(inputs, event.day, event.text)


def _placed(inputs: Inputs, day: date, text: str) -> Sequence[Known]:
    """Where a day lies in the periods that charts show; nothing outside of them."""
    for place, name in enumerate(inputs.figures.chain):
        span = parse(name)
        if span.first <= day < span.end:
            return [Known(day, text, place + (day - span.first) / (span.end - span.first))]
    return []
