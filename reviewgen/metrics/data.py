"""What became of the rows that were read: nothing is lost without a word."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from reviewgen.metrics.metric import Block, Grouping, Metric
from reviewgen.metrics.shard import Shard

_TABLES = "rows of each table that belong to the account"


def _metric(name: str, label: str, formula: str) -> Metric:
    return Metric(f"data.{name}", label, "rows", "neither", formula, _TABLES, tables=())


METRICS = (
    _metric("read", "Rows read", "Rows read = used + outside the period + merged + repeated."),
    _metric("used", "Used", "Rows that concern the period: they happened in it, or lasted into it."),
    _metric(
        "outside",
        "Outside the period",
        "Rows that concern other periods only; the history is drawn from them.",
    ),
    _metric("merged", "Merged", "Rows that another row of the same record replaces, as the mapping says."),
    _metric("repeated", "Repeated", "Rows that repeat an earlier one exactly."),
)


def figures(shard: Shard) -> Iterable[Block]:
    """The ledger of every account and table, for the period under review."""
    for name in shard.names:
        rows = shard.rows(name)
        entered = {outcome: _entered(shard, name, outcome) for outcome in ("kept", "superseded", "duplicate")}
        used = np.bincount(rows.code[shard.current(name)], minlength=len(shard.accounts))
        numbers = {
            "read": entered["kept"] + entered["superseded"] + entered["duplicate"],
            "used": used,
            "outside": entered["kept"] - used,
            "merged": entered["superseded"],
            "repeated": entered["duplicate"],
        }
        everyone = np.arange(len(shard.accounts))
        labels = ((name,),) * len(everyone)
        grouping = Grouping(np.zeros(0, dtype="int64"), everyone, ("table",), labels, "reviewed")
        for metric, number in numbers.items():
            values = np.repeat(number[:, None], shard.periods, axis=1)
            yield Block(f"data.{metric}", grouping, values, values)


def _entered(shard: Shard, name: str, outcome: str) -> np.ndarray:
    ledger = shard.tables.ledger
    rows = ledger[(ledger["table"] == name) & (ledger["outcome"] == outcome)]
    code = shard.grid.codes(rows["account"])
    return np.bincount(code[code >= 0], rows["rows"].to_numpy()[code >= 0], len(shard.accounts)).astype("int64")
