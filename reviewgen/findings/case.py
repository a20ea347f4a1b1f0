"""What a detector sees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from reviewgen.config import Account, FigureTarget
from reviewgen.metrics import BY_ID, Figures
from reviewgen.model import Evidence, Figure, Period, Target


@dataclass(frozen=True, slots=True)
class Case:
    """One account: what was agreed, its figures, and the rows that concern the period."""

    account: Account
    period: Period
    as_of: datetime
    figures: Figures
    evidence: Evidence

    @property
    def end(self) -> date:
        """The first day that is not looked at: the end of the period, or the day of `as_of` if that is earlier."""
        return min(self.period.end, self.as_of.astimezone(self.period.end.tzinfo)).date()

    def judged(self) -> tuple[Figure, ...]:
        """The period's figures that have a target, as the account's file lists them."""
        return tuple(self._judged(target) for target in self.account.targets.figures)

    def _judged(self, wanted: FigureTarget) -> Figure:
        found = self.figures.get(wanted.metric, **({"priority": wanted.priority} if wanted.priority else {}))
        if found.status:
            return found
        # There is no such figure at all, say of a priority that no ticket ever had: that is not a target met.
        bound: Literal["at_least", "at_most"] = "at_most" if wanted.at_least is None else "at_least"
        target = Target(bound, float(getattr(wanted, bound)))
        return replace(found, unit=BY_ID[wanted.metric].unit, target=target, status="not_measured")


def label(figure: Figure) -> str:
    """What a figure is of: its metric's label, with the values of its dimensions."""
    values = [value for _, value in figure.dimensions]
    return ", ".join([BY_ID[figure.metric].label, *values])


def subject(figure: Figure) -> str:
    """The same within a sentence, in small letters: "resolution in time, P1"."""
    words = label(figure)
    return words[:1].lower() + words[1:]


SECTION_OF = {
    "sla": "service_levels",
    "time": "service_levels",
    "tickets": "workload",
    "majors": "majors",
    "actions": "promises",
    "survey": "voice",
    "data": "data_notes",
}


def section_of(figure: Figure) -> str:
    """The section that shows a figure."""
    return SECTION_OF[figure.metric.split(".")[0]]
