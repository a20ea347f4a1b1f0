"""Problems: open, analysed in time, with a workaround."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from reviewgen.calendars import NAT
from reviewgen.languages import N_
from reviewgen.metrics.cells import (
    COUNT,
    RATIO,
    SHARE,
    TOTAL,
    Block,
    Cells,
    Entries,
    happened,
    ratio_of,
    standing,
)
from reviewgen.metrics.grid import local_days
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.rows import Rows
from reviewgen.metrics.shard import Shard

_ALL = "all problem records of the account"
_OPEN = "problem records opened before the end of the period and not closed before it"
_DUE = "problem records whose analysis was promised for a day in the period"
_KNOWN = f"{_OPEN}; a cause that was delivered later was not known yet"
_TABLES = ("problems",)
_UNDUE = N_("no analyses were due")
_UNKNOWN = N_("no known errors")
_UNPROMISED = N_("no problem record has a promised day for its analysis")
_CAUSELESS = N_("no problem record names its cause")
_HELPLESS = N_("no problem record has a workaround")
_UNFIXED = N_("no problem record has a promised day for its permanent fix")


def _metric(name: str, label: str, better: str, formula: str, counted: str, **more: str) -> Metric:
    return Metric(f"problems.{name}", label, "problems", better, formula, counted, _TABLES, **more)  # type: ignore[arg-type]


SECTION = "problems"
METRICS: tuple[Metric, ...] = (
    _metric(
        "open",
        "Problems open",
        "lower",
        "Number of problem records opened before the end of the period and not closed before it.",
        _ALL,
    ),
    _metric("opened", "Problems opened", "neither", "Number of problem records opened in the period.", _ALL),
    _metric("closed", "Problems closed", "higher", "Number of problem records closed in the period.", _ALL),
    Metric(
        "problems.queue",
        "Problems closed per opened",
        "ratio",
        "higher",
        "Problem records closed in the period, divided by those opened in it; below 1 the number of open ones grows.",
        _ALL,
        _TABLES,
        least_n=1,
        empty="no problems were opened",
    ),
    _metric(
        "rca_due",
        "Analyses due",
        "neither",
        "Number of problem records whose analysis of the cause was promised for a day in the period.",
        _ALL,
        empty=_UNPROMISED,
    ),
    Metric(
        "problems.rca_on_time",
        "Analyses delivered in time",
        "%",
        "higher",
        "Analyses of causes delivered by the day they were promised for, divided by those promised for a day in the "
        "period.",
        _DUE,
        _TABLES,
        least_n=1,
        empty=_UNDUE,
        chart="p",
    ),
    _metric(
        "rca_overdue",
        "Analyses overdue",
        "lower",
        "Number of problem records open at period end whose analysis was promised for a day before it and was not "
        "delivered.",
        _OPEN,
        empty=_UNPROMISED,
    ),
    _metric(
        "known_errors",
        "Known errors",
        "neither",
        "Number of problem records open at period end whose cause is known.",
        _KNOWN,
        empty=_CAUSELESS,
    ),
    Metric(
        "problems.workaround",
        "Known errors with a workaround",
        "%",
        "higher",
        "Known errors for which a workaround is recorded, divided by known errors at period end.",
        _KNOWN,
        _TABLES,
        least_n=1,
        empty=_UNKNOWN,
        chart="p",
    ),
    _metric(
        "fix_overdue",
        "Permanent fixes overdue",
        "lower",
        "Number of problem records open at period end whose permanent fix was promised for a day before it.",
        _OPEN,
        empty=_UNFIXED,
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """All figures on problem records."""
    rows = _read(shard)
    whole = rows.whole()
    opened, closed = (rows.placed(name) for name in ("opened_at", "closed_at"))
    new, gone = happened(rows, opened), happened(rows, closed)
    yield Block("problems.opened", Cells(new, whole), COUNT)
    yield Block("problems.closed", Cells(gone, whole), COUNT)
    yield Block("problems.queue", Cells(ratio_of(gone, new), whole), RATIO)
    due = happened(rows, rows.placed_days("rca_due_on"))
    kept = (rows.frame["rca_done_on"] <= rows.frame["rca_due_on"]).to_numpy()
    promised = rows.told_of("rca_due_on")
    yield Block("problems.rca_due", Cells(due, whole), COUNT, promised[:, None])
    reasons = [_UNDUE if one else _UNPROMISED for one in promised]
    yield Block("problems.rca_on_time", Cells(due.valued(kept), whole), SHARE, None, reasons)
    yield from _open(shard, standing(rows, opened, closed))


def _read(shard: Shard) -> Rows:
    """Problem records as they were read: with the day of an analysis delivered after `as_of`, whose cause is new."""
    return shard.read("problems")


def _open(shard: Shard, still: Entries) -> Iterable[Block]:
    """Figures on the problem records that are open at period end."""
    frame, whole = still.rows.frame, still.rows.whole()
    end = shard.grid.days[still.account(), still.period + 1]
    due, done, fix = (local_days(frame[name])[still.row] for name in ("rca_due_on", "rca_done_on", "fix_due_on"))
    waiting = (done == NAT) | (done >= end)
    explained = (frame["cause"] != "").to_numpy()[still.row] & ((done == NAT) | (done < end))
    analysed, fixed, caused = (still.rows.told_of(name)[:, None] for name in ("rca_due_on", "fix_due_on", "cause"))
    yield Block("problems.open", Cells(still, whole), COUNT)
    yield Block("problems.rca_overdue", Cells(_adding(still, _passed(due, end) & waiting), whole), TOTAL, analysed)
    yield Block("problems.known_errors", Cells(_adding(still, explained), whole), TOTAL, caused)
    yield _by_passed(still.only(explained))
    yield Block("problems.fix_overdue", Cells(_adding(still, _passed(fix, end)), whole), TOTAL, fixed)


def _by_passed(errors: Entries) -> Block:
    """Known errors that have a workaround, where any record of the account does."""
    rows = errors.rows
    helped, caused = ((rows.frame[name] != "").to_numpy() for name in ("workaround", "cause"))
    told, known = rows.recorded(helped, caused & ~helped), rows.told_of("cause")
    reasons = np.select([~known, ~told], [_CAUSELESS, _HELPLESS], _UNKNOWN).tolist()
    return Block("problems.workaround", Cells(errors.valued(helped), rows.whole()), SHARE, told[:, None], reasons)


def _passed(day: np.ndarray, end: np.ndarray) -> np.ndarray:
    result: np.ndarray = (day != NAT) & (day < end)
    return result


def _adding(still: Entries, mask: np.ndarray) -> Entries:
    return replace(still, value=mask.astype("float64"))
