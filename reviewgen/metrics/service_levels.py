"""Promises on response and resolution time: by the account's policy, else the tool's verdict, else elapsed time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from reviewgen.calendars import NAT
from reviewgen.languages import N_
from reviewgen.metrics.cells import COUNT, SHARE, TOTAL, Block, Cells, Entries, happened
from reviewgen.metrics.clocks import CLOCKS, STOPS, TIMED
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.rows import NONE, Grouping, named_among
from reviewgen.metrics.shard import Shard
from reviewgen.promises import Kind

_NOTHING = N_("nothing was promised and the tool gives no verdict")
_UNDECIDED = {"response": N_("no response clock was decided"), "resolution": N_("no resolution clock was decided")}
_UNRECORDED = {"response": N_("no response times are recorded"), "resolution": N_("no resolution times are recorded")}
_NO_VERDICT = "the tool gives no verdict"
_RULE = (
    "The account's policy decides, in business time without holds; without one the tool's verdict, else elapsed time "
    "against the promised hours. By time, a ticket open past its promise is breached in the period in which it fell "
    "due, and not again; by verdict, in that in which the clock stopped."
)
_COUNTED = "cancelled and duplicate tickets stay out, as do those whose times contradict each other"

SECTION = "service_levels"
METRICS = (
    *(
        Metric(
            f"sla.{clock}",
            f"{clock.capitalize()} in time",
            "%",
            "higher",
            f"{clock.capitalize()} clocks met, divided by clocks met or breached. {_RULE}",
            _COUNTED,
            least_n=1,
            empty="no clock was decided",
            chart="p",
        )
        for clock in CLOCKS
    ),
    *(
        Metric(
            f"sla.{clock}.tool",
            f"{clock.capitalize()} in time by the tool",
            "%",
            "higher",
            f"{clock.capitalize()} clocks that the ticketing tool calls met, divided by those that it calls met or "
            "breached, in the period in which they stopped.",
            _COUNTED,
            least_n=1,
            empty=_NO_VERDICT,
            chart="none",
        )
        for clock in CLOCKS
    ),
    Metric(
        "sla.running",
        "Clocks running",
        "tickets",
        "neither",
        "Number of tickets whose clock was running at the end of the period, neither stopped nor due by then.",
        _COUNTED,
        empty=_NOTHING,
        chart="none",
    ),
    Metric(
        "sla.unmeasured",
        "Clocks not measured",
        "tickets",
        "lower",
        "Number of tickets whose clock stopped in the period and could not be measured, by the reason; where no stop "
        "is recorded, those that were resolved or closed in it.",
        "tickets of accounts with a policy or promised hours",
        empty=_NOTHING,
        chart="none",
    ),
    Metric(
        "sla.breaches",
        "Targets missed",
        "tickets",
        "lower",
        "Number of tickets whose clock was breached, in the period in which it is counted as missed.",
        _COUNTED,
        empty=_NOTHING,
    ),
    Metric(
        "sla.near_misses",
        "Near misses",
        "tickets",
        "lower",
        "Number of tickets whose clock was met with at least 80 % of the promised time used.",
        f"{_COUNTED}; only where a policy or promised hours decide",
        empty="the promised hours are not known",
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """Attainment, breaches and near misses for both clocks, over all and by priority; the tool's word beside them."""
    rows = shard.tickets
    whole, by_priority = rows.whole(), rows.by_columns("priority", shown="history")
    for clock in CLOCKS:
        found = shard.outcomes[clock]
        decided = happened(rows, found.placed, found.met | found.breached)
        for grouping in (whole, by_priority):
            yield from _attainment(shard, clock, decided, grouping)
            yield _by_the_tool(shard, clock, grouping)
        yield from _undecided(shard, clock, whole)


def _attainment(shard: Shard, clock: Kind, decided: Entries, grouping: Grouping) -> Iterable[Block]:
    found = shard.outcomes[clock]
    judged = (found.basis != "none")[grouping.account][:, None]
    timed = np.isin(found.basis, TIMED)[grouping.account][:, None]
    reasons = _reasons(shard, clock)
    why = [reasons[owner] for owner in grouping.account]
    by_clock = grouping.labelled("clock", clock)
    yield Block(f"sla.{clock}", Cells(decided.valued(found.met), grouping), SHARE, None, why)
    yield Block("sla.breaches", Cells(decided.valued(found.breached), by_clock), TOTAL, judged, why)
    yield Block("sla.near_misses", Cells(decided.valued(found.near), by_clock), TOTAL, timed)


def _by_the_tool(shard: Shard, clock: Kind, grouping: Grouping) -> Block:
    rows, verdict = shard.tickets, shard.outcomes[clock].verdict
    stopped = happened(rows, rows.placed(STOPS[clock]), (verdict != "") & shard.measurable)
    return Block(f"sla.{clock}.tool", Cells(stopped.valued(verdict == "met"), grouping), SHARE)


def _undecided(shard: Shard, clock: Kind, whole: Grouping) -> Iterable[Block]:
    """Clocks that run on at the end of the last period, and those that could not be measured, by reason."""
    rows, found = shard.tickets, shard.outcomes[clock]
    ruled = np.isin(found.basis, TIMED)
    running = np.flatnonzero(_runs_on(shard, clock) & ruled[rows.code])
    last = Entries(rows, running, np.full(len(running), shard.periods - 1))
    grouping = replace(whole.labelled("clock", clock), shown="reviewed")
    yield Block("sla.running", Cells(last, grouping), COUNT, ruled[:, None], _reasons(shard, clock))
    over = shard.over(clock)
    unread = (found.timed.state == "not_measured") & (over == shard.periods - 1) & ruled[rows.code]
    lost = happened(rows, over, unread)
    by_reason = rows.by({"reason": named_among(found.timed.reason, unread)}, "reviewed")
    said = np.array([label != (NONE,) for label in by_reason.labels], dtype=bool)
    yield Block("sla.unmeasured", Cells(lost, by_reason.only(said).labelled("clock", clock)), COUNT)


def _runs_on(shard: Shard, clock: Kind) -> np.ndarray:
    """Tickets whose clock had begun by the end of the last period, and had neither stopped nor fallen due."""
    timed, end = shard.outcomes[clock].timed, shard.grid.bounds[shard.tickets.code, -1]
    begun = (timed.state != "not_measured") & (timed.start < end)
    stopped, due = ((values != NAT) & (values < end) for values in (timed.stop, timed.due))
    result: np.ndarray = begun & ~stopped & ~due
    return result


def _reasons(shard: Shard, clock: Kind) -> list[str]:
    """Why an account has no figures for a clock."""
    found, ruled = shard.outcomes[clock], shard.promised.ruled(clock)
    hours = [getattr(account.targets, f"{clock}_hours") for account in shard.accounts]
    return [
        _UNDECIDED[clock] if basis != "none" else _UNRECORDED[clock] if rules or promised else _NOTHING
        for basis, rules, promised in zip(found.basis, ruled, hours, strict=True)
    ]
