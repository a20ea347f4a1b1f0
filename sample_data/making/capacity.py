"""How full resources were: what the monitoring measured each Sunday."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from making.dice import Dice
from making.moments import AS_OF
from making.stories import SEED
from making.words import REGISTERS

WEEK = timedelta(days=7)
PLANNED_SINCE = date(2026, 10, 1)  # plans stand beside the latest measurements alone


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """How much of a resource was used on a day; `rule` is what registers.toml says of the resource."""

    rule: Mapping[str, Any]
    day: date
    used: float
    limit: float

    @property
    def planned(self) -> bool:
        """Whether a plan stands beside it."""
        return self.day >= PLANNED_SINCE


def measurements() -> list[Measurement]:
    """All measurements, by day."""
    found = [one for rule in REGISTERS["capacity"] for one in _measured(rule)]
    return sorted(found, key=lambda one: (one.day, one.rule["account"], one.rule["resource"]))


def _measured(rule: Mapping[str, Any]) -> Iterable[Measurement]:
    rng = Dice(f"{SEED}/capacity/{rule['account']}/{rule['resource']}")
    day, used = rule["since"], rule["first"]
    while day < AS_OF.date():
        shown = round(used + rng.gauss(0, rule["noise"]))
        grown = "grown" in rule and day >= rule["grown"]["on"]
        yield Measurement(rule=rule, day=day, used=shown, limit=rule["grown"]["limit"] if grown else rule["limit"])
        day, used = day + WEEK, used + rule["weekly"]
