"""How long tickets took: on the wall, and in the hours that the account's policy counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from reviewgen.calendars import NAT
from reviewgen.metrics.cells import MEAN, MEDIAN, P90, Block, Cells, Entries, happened
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.rows import Grouping
from reviewgen.metrics.shard import Shard
from reviewgen.promises import Kind


class _Duration(NamedTuple):
    name: str
    clock: Kind
    verb: str
    column: str
    done: str
    until: str


_DURATIONS = (
    _Duration("ack", "response", "acknowledge", "first_response_at", "answered", "the first human response"),
    _Duration("resolve", "resolution", "resolve", "resolved_at", "resolved", "resolution"),
)
_STATISTICS = (("mean", "Mean", 3, MEAN), ("median", "Median", 3, MEDIAN), ("p90", "90th percentile of", 10, P90))
_TYPE_7 = "quantiles by linear interpolation (type 7 of Hyndman and Fan, 1996)"


def _metrics(one: _Duration, statistic: str, label: str, least: int) -> tuple[Metric, Metric]:
    hours = f"{label} {'' if statistic == 'p90' else 'of '}hours from opening to {one.until}"
    counted = f"tickets {one.done} in the period; cancelled and duplicate ones, and those whose times contradict "
    source = "" if statistic == "mean" else _TYPE_7
    chart: tuple[str, str] = ("individuals", "none") if statistic == "median" else ("none", "none")
    wall, business = (
        Metric(
            f"time.{one.name}.{name}{statistic}",
            f"{label} time to {one.verb}{words}",
            "h",
            "lower",
            f"{hours}, {rule}.",
            f"{counted}each other, stay out{more}",
            least_n=least,
            empty=f"no tickets {one.done}" if not name else f"no tickets {one.done} with a measured clock",
            source=source,
            chart=kind,  # type: ignore[arg-type]
        )
        for name, words, rule, more, kind in (
            ("", "", "in plain elapsed time", "", chart[0]),
            (
                "business.",
                ", business hours",
                "in the business time of the policy, without the time on hold",
                "; those that no promise fits, too. Where the policy's clock runs until closing, so does the time",
                chart[1],
            ),
        )
    )
    return wall, business


SECTION = "service_levels"
METRICS = tuple(
    metric
    for one in _DURATIONS
    for statistic, label, least, _ in _STATISTICS
    for metric in _metrics(one, statistic, label, least)
)


def figures(shard: Shard) -> Iterable[Block]:
    """Mean, median and 90th percentile of time to acknowledge and to resolve, over all and by priority."""
    rows = shard.tickets
    groupings = (rows.whole(), rows.by_columns("priority", shown="history"))
    for one in _DURATIONS:
        found = shard.outcomes[one.clock]
        hours = shard.elapsed(one.column)
        entries = happened(rows, rows.placed(one.column), shard.measurable & ~np.isnan(hours)).valued(hours)
        measured = (found.timed.stop != NAT) & (found.timed.state != "not_measured") & ~np.isnan(found.hours)
        counted = happened(rows, found.stopped, measured).valued(found.hours)
        ruled = found.basis == "policy"
        for grouping in groupings:
            yield from _spread(f"time.{one.name}.", entries, grouping)
            yield from _spread(f"time.{one.name}.business.", counted, grouping.only(ruled[grouping.account]))


def _spread(name: str, entries: Entries, grouping: Grouping) -> Iterable[Block]:
    cells = Cells(entries, grouping)
    for statistic, _, _, how in _STATISTICS:
        yield Block(f"{name}{statistic}", cells, how)
