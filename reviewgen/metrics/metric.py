"""What a metric is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MONEY = "money"


@dataclass(frozen=True, slots=True)
class Metric:
    """The definition of a number. `tables` must have a source for it to exist; `least_n` is the least worth showing.

    Figures of the unit "money" carry the account's currency instead. `chart` is the process-behaviour chart that a
    history belongs on: of individual values, of proportions, or none.
    """

    id: str
    label: str
    unit: str
    better: Literal["higher", "lower", "neither"]
    formula: str
    counted: str
    tables: tuple[str, ...] = ("tickets",)
    least_n: int = 0
    empty: str = "no data"
    source: str = ""
    chart: Literal["individuals", "p", "none"] = "individuals"
