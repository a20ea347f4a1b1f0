"""What was delivered: outcomes, incidents prevented, hours and money saved."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.metrics.cells import COUNT, TOTAL, Block, Cells, happened
from reviewgen.metrics.metric import MONEY, Metric
from reviewgen.metrics.shard import Shard

KINDS = {"outcomes": "outcome", "prevented": "prevented", "activities": "activity"}
AMOUNTS = ("hours", "money")
_ROWS = "rows of the table value, by the day of delivery"
_RECKONED = f"{_ROWS}; those that do not say how the {{}} is reckoned stay out"


def _count(name: str, label: str, unit: str, what: str, better: str = "neither") -> Metric:
    formula = f"Number of {what} in the period."
    return Metric(f"value.{name}", label, unit, better, formula, _ROWS, ("value",))  # type: ignore[arg-type]


SECTION = "value"
METRICS = (
    _count("outcomes", "Outcomes delivered", "outcomes", "outcomes delivered", "higher"),
    _count("prevented", "Incidents prevented", "incidents", "incidents prevented"),
    _count("activities", "Activities done", "activities", "activities done"),
    Metric(
        "value.hours",
        "Hours saved",
        "h",
        "higher",
        "Sum of the hours saved by what was delivered in the period, of whatever kind.",
        _RECKONED.format("number of hours"),
        ("value",),
        least_n=1,
        empty="no hours saved are recorded with how they are reckoned",
        chart="none",
    ),
    Metric(
        "value.money",
        "Money saved",
        MONEY,
        "higher",
        "Sum of the money saved by what was delivered in the period, of whatever kind.",
        _RECKONED.format("amount"),
        ("value",),
        least_n=1,
        empty="no money saved is recorded with how it is reckoned",
        chart="none",
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """All figures on what was delivered."""
    rows = shard.rows("value")
    whole, frame, on = rows.whole(), rows.frame, rows.placed_days("on")
    for name, kind in KINDS.items():
        yield Block(f"value.{name}", Cells(happened(rows, on, (frame["kind"] == kind).to_numpy()), whole), COUNT)
    assumed = (frame["assumption"] != "").to_numpy()
    for name in AMOUNTS:
        amount = frame[name]
        cells = Cells(happened(rows, on, assumed & amount.notna().to_numpy()).valued(amount.to_numpy()), whole)
        yield Block(f"value.{name}", cells, TOTAL, cells.size > 0)
