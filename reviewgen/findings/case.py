"""What a detector sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from reviewgen.config import Account
from reviewgen.languages import N_
from reviewgen.metrics import BY_ID, SECTION_OF, Figures
from reviewgen.metrics.dimensions import BESIDE
from reviewgen.metrics.dimensions import called as called  # others take it from here
from reviewgen.model import Amount, Dimensions, Figure, Issued, Period, Sentence, Words
from reviewgen.records import Evidence

SURE = Amount(95, "%")  # what the intervals of metrics hold with


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number from which on a detector speaks, from `least` to `most`; reviewgen.yaml or an account may set it."""

    name: str
    default: float
    unit: str
    help: str
    least: float = 0
    most: float = float("inf")


@dataclass(frozen=True, slots=True)
class Case:
    """One account: what was agreed, its figures, the rows that concern the period, and what was told last.

    `until` is the instant up to which is looked: the end of the period, or `as_of` if that is earlier.
    """

    account: Account
    period: Period
    as_of: datetime
    figures: Figures
    evidence: Evidence
    last: Issued | None = None
    until: datetime = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Look up to the end of the period, or to `as_of` if that is earlier."""
        object.__setattr__(self, "until", min(self.period.end, self.as_of.astimezone(self.period.end.tzinfo)))

    def limit(self, threshold: Threshold) -> float:
        """A threshold as the account or the project sets it."""
        return self.account.findings.get(threshold.name, threshold.default)

    @property
    def today(self) -> date:
        """The local day of the state of the data."""
        return self.as_of.astimezone(self.period.end.tzinfo).date()

    @property
    def end(self) -> date:
        """The first day that is not looked at: the end of the period, or the day of `as_of` if that is earlier."""
        return self.until.date()

    def within(self, instant: datetime | None) -> bool:
        """Whether something happened in the period, as far as is looked."""
        return instant is not None and self.period.start <= instant < self.until

    def judged(self) -> tuple[Figure, ...]:
        """The period's figures that have a target, as the account's file lists them."""
        return self.figures.judged


def label(figure: Figure) -> Sentence:
    """What a figure is of: its metric's label, with the values of its dimensions."""
    return label_of(figure.metric, figure.dimensions)


@lru_cache(8192)
def label_of(metric: str, dimensions: Dimensions) -> Sentence:
    """What figures of a metric with these dimensions are of."""
    values = [called(name, value) for name, value in dimensions]
    return joined([Sentence(BY_ID[metric].label), *values], "{first}, {then}")


@lru_cache(8192)
def limits_of(period: str, dimensions: Dimensions) -> Sentence:
    """The period and the dimensions that a figure is limited to: "2026-10; priority P1"."""
    return joined([period, *(limit_of(name, value) for name, value in dimensions)])


def limit_of(name: str, value: str) -> Sentence:
    """A dimension with its value: "priority P1"."""
    return Sentence("{name} {value}", (("name", Sentence(BESIDE[name])), ("value", called(name, value))))


THEN = N_("{first}; {then}")


def joined(parts: Sequence[Words], form: str = THEN) -> Sentence:
    """Several texts as one, two at a time by a form with the places `first` and `then`."""
    first, *others = parts or [""]
    found = Sentence("{first}", (("first", first),)) if isinstance(first, str) else first
    for other in others:
        found = Sentence(form, (("first", found), ("then", other)))
    return found


def section_of(figure: Figure) -> str:
    """The section that shows a figure."""
    return SECTION_OF[figure.metric]
