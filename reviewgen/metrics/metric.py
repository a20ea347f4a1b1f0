"""What a metric is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Metric:
    """The definition of a number. `tables` must have a source for it to exist; `least_n` is the least worth showing.

    `chart` is the process-behaviour chart that its history belongs on: of individual values, of proportions, or none.
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
