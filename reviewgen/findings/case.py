"""What a detector sees."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.config import Account
from reviewgen.metrics import BY_ID, Figures
from reviewgen.model import Evidence, Figure, Period


@dataclass(frozen=True, slots=True)
class Case:
    """One account: what was agreed, its figures, and the rows that concern the period."""

    account: Account
    period: Period
    figures: Figures
    evidence: Evidence

    def judged(self) -> tuple[Figure, ...]:
        """The period's figures that have a target, as the account's file lists them."""
        return tuple(
            self.figures.get(target.metric, **({"priority": target.priority} if target.priority else {}))
            for target in self.account.targets.figures
        )


def label(figure: Figure) -> str:
    """What a figure is of: its metric's label, with the values of its dimensions."""
    values = [value for _, value in figure.dimensions]
    return ", ".join([BY_ID[figure.metric].label, *values])


SECTION_OF = {
    "sla": "service_levels",
    "time": "service_levels",
    "tickets": "workload",
    "majors": "majors",
    "actions": "promises",
    "survey": "voice",
}


def section_of(figure: Figure) -> str:
    """The section that shows a figure."""
    return SECTION_OF[figure.metric.split(".")[0]]
