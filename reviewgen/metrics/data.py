"""What became of the rows that were read: nothing is lost without a word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from reviewgen.metrics.cells import TOTAL, Block, Cells, Entries
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.rows import Rows
from reviewgen.metrics.shard import Shard

_TABLES = "rows of each table that belong to the account"


def _metric(name: str, label: str, formula: str) -> Metric:
    return Metric(f"data.{name}", label, "rows", "neither", formula, _TABLES, tables=(), chart="none")


SECTION = "data_notes"
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
        rows = shard.read(name)
        entries = _in_last_period(rows)
        used = shard.used(name)
        merged, repeated = (rows.frame[column].to_numpy(dtype="float64") for column in ("_merged", "_repeated"))
        numbers = {
            "read": 1 + merged + repeated,
            "used": used,
            "outside": ~used,
            "merged": merged,
            "repeated": repeated,
        }
        grouping = rows.whole().labelled("table", name, "reviewed")
        for metric, number in numbers.items():
            yield Block(f"data.{metric}", Cells(_adding(entries, number), grouping), TOTAL)


def _in_last_period(rows: Rows) -> Entries:
    every = np.arange(len(rows.frame))
    return Entries(rows, every, np.full(len(every), rows.grid.periods - 1))


def _adding(entries: Entries, number: np.ndarray) -> Entries:
    """The entries whose rows add something; they count for as many rows as they stand for."""
    value = number[entries.row].astype("float64")
    kept = value > 0
    return replace(entries, row=entries.row[kept], period=entries.period[kept], value=value[kept], weight=value[kept])
