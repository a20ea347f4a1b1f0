"""Our clocks beside the tool's own verdict: where they agree, where not, and the likeliest reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from reviewgen.metrics.cells import COUNT, SHARE, Block, Cells, happened
from reviewgen.metrics.clocks import CLOCKS
from reviewgen.metrics.differences import DECIDED, compared
from reviewgen.metrics.grid import ABSENT
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.rows import NONE, Grouping, Rows, named_among
from reviewgen.metrics.shard import Shard

_COUNTED = (
    "tickets of an account with a policy that the tool has a word on, in the period in which our clock was decided, "
    "else in that in which it stopped or the ticket ended"
)
_EMPTY = "there is no policy beside a verdict of the tool"

SECTION = "service_levels"
METRICS = (
    Metric(
        "sla.reconciled",
        "Clocks by our word and the tool's",
        "tickets",
        "neither",
        "Number of tickets by the state of our clock and by the verdict of the tool.",
        _COUNTED,
        empty=_EMPTY,
        chart="none",
    ),
    Metric(
        "sla.agreement",
        "Verdicts that agree",
        "%",
        "neither",
        "Tickets that both our clock and the tool call met, or both breached, divided by those that both call either.",
        _COUNTED,
        empty=_EMPTY,
        chart="none",
    ),
    Metric(
        "sla.differences",
        "Verdicts that differ, by the likeliest reason",
        "tickets",
        "neither",
        "Number of tickets that our clock calls met and the tool breached, or the other way round. The reason is the "
        "rule under which our clock would say what the tool says; of several, the one under which most of the "
        "account's clocks agree with the tool. Where none would, it is another target.",
        _COUNTED,
        empty=_EMPTY,
        chart="none",
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """Our word beside the tool's, how far they agree, and why they do not."""
    rows = shard.tickets
    for clock in CLOCKS:
        found = shard.outcomes[clock]
        said = compared(found, rows) & shard.measurable
        placed = np.where(found.placed != ABSENT, found.placed, shard.over(clock))
        state = found.timed.state
        both = said & np.logical_or.reduce([state == word for word in DECIDED])
        agree = state == found.verdict
        last = said & (placed == shard.periods - 1)
        pairs = _named(rows, {"ours": state, "tool": found.verdict}, last).labelled("clock", clock)
        yield Block("sla.reconciled", Cells(happened(rows, placed, last), pairs), COUNT)
        ruled = rows.whole().only(
            (found.basis == "policy") & (np.bincount(rows.code[said], minlength=len(shard.accounts)) > 0)
        )
        by_clock = replace(ruled.labelled("clock", clock), shown="compared")
        yield Block("sla.agreement", Cells(happened(rows, placed, both).valued(agree), by_clock), SHARE)
        reasons = _named(rows, {"reason": shard.reasons[clock]}, last).labelled("clock", clock)
        yield Block("sla.differences", Cells(happened(rows, placed, both & ~agree & last), reasons), COUNT)


def _named(rows: Rows, words: dict[str, np.ndarray], chosen: np.ndarray) -> Grouping:
    """Groups by the words of the rows of a mask; rows without one belong to none."""
    grouping = rows.by({name: named_among(values, chosen) for name, values in words.items()}, "reviewed")
    return grouping.only(np.array([NONE not in label for label in grouping.labels], dtype=bool))
