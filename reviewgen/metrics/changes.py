"""Changes: carried out, failed, emergency, and incidents that they caused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from reviewgen.languages import N_
from reviewgen.metrics.cells import COUNT, SHARE, TOTAL, Block, Cells, Entries, How, happened, share
from reviewgen.metrics.metric import Metric
from reviewgen.metrics.rows import Rows
from reviewgen.metrics.shard import Shard

IMPLEMENTED = ("successful", "with_issues", "failed", "backed_out")
NONE = N_("no changes were implemented")
UNTOLD = N_("no change has both an end and an outcome")
UNTYPED = N_("no change says whether it was an emergency")
UNLINKED = N_("no ticket names a change as its cause")
UNPLANNED = N_("no change has a planned start")
_COUNTED = (
    "changes that ended in the period with success or with issues, failed or were backed out; cancelled ones are not "
    "implemented"
)
_INCIDENT = "tickets that name a change as their cause; cancelled and duplicate ones stay out"
_TABLES = ("changes",)

PER_GIVEN = How(
    "percent_of_counted",
    lambda cells, whole: share(cells.total, whole),
    lambda cells, whole: whole.astype("int64"),
)

SECTION = "changes"
METRICS: tuple[Metric, ...] = (
    Metric(
        "changes.implemented",
        "Changes implemented",
        "changes",
        "neither",
        "Number of changes that ended in the period, taken back or not.",
        _COUNTED,
        _TABLES,
        empty=UNTOLD,
    ),
    Metric(
        "changes.success",
        "Changes without a fault",
        "%",
        "higher",
        "Changes that were successful, ended by their planned end and caused no incident, divided by changes "
        "implemented in the period.",
        f"{_COUNTED}; one without a planned end did not overrun; {_INCIDENT}",
        _TABLES,
        least_n=5,
        empty=NONE,
        chart="p",
    ),
    Metric(
        "changes.unsuccessful",
        "Changes that went wrong",
        "changes",
        "lower",
        "Number of changes implemented in the period that failed, were backed out, were done with issues, overran "
        "their planned end or caused an incident.",
        f"{_COUNTED}; {_INCIDENT}",
        _TABLES,
        empty=UNTOLD,
    ),
    Metric(
        "changes.emergency",
        "Emergency changes",
        "%",
        "lower",
        "Emergency changes, divided by changes implemented in the period.",
        _COUNTED,
        _TABLES,
        least_n=5,
        empty=NONE,
        chart="p",
    ),
    Metric(
        "changes.caused",
        "Incidents caused per change",
        "%",
        "lower",
        "Incidents opened in the period that a change caused, divided by changes implemented in the period.",
        f"{_COUNTED}; {_INCIDENT}; more than one incident of a change may bring it above 100 %",
        ("changes", "tickets"),
        least_n=5,
        empty=NONE,
        chart="none",
    ),
    Metric(
        "changes.incidents",
        "Incidents caused by changes",
        "incidents",
        "lower",
        "Number of incidents opened in the period that a change caused.",
        _INCIDENT,
        empty=UNLINKED,
    ),
    Metric(
        "changes.scheduled",
        "Changes ahead",
        "changes",
        "neither",
        "Number of changes planned to begin after the period that, at the end of the data, have not begun.",
        "changes with a planned start; cancelled ones stay out",
        _TABLES,
        empty=UNPLANNED,
        chart="none",
    ),
)


def figures(shard: Shard) -> Iterable[Block]:
    """All figures on changes."""
    rows = shard.rows("changes")
    done = rows.frame["outcome"].isin(IMPLEMENTED).to_numpy()
    implemented = happened(rows, rows.placed("ended_at"), done)
    caused = _Caused.of(shard)
    told = _told(shard)
    yield from _outcomes(implemented, told, _faultless(rows, caused))
    yield from _incidents(implemented, told, caused)
    planned = shard.read("changes").told_of("planned_start_at")
    ahead = Cells(_ahead(rows), replace(rows.whole(), shown="reviewed"))
    yield Block("changes.scheduled", ahead, COUNT, planned[:, None])


@dataclass(frozen=True)
class _Caused:
    """The tickets that name a change, and which accounts have any."""

    rows: Rows
    chosen: np.ndarray
    anywhere: np.ndarray

    @classmethod
    def of(cls, shard: Shard) -> _Caused:
        rows = shard.tickets
        chosen = (rows.frame["change"] != "").to_numpy() & shard.measurable
        return cls(rows, chosen, np.bincount(rows.code[chosen], minlength=len(shard.accounts)) > 0)

    def changes(self) -> pd.MultiIndex:
        """The account and the number of each change that is named."""
        return pd.MultiIndex.from_arrays([self.rows.code[self.chosen], self.rows.frame["change"][self.chosen]])


def _faultless(rows: Rows, caused: _Caused) -> np.ndarray:
    """Changes that were successful, in time, and caused no incident."""
    frame = rows.frame
    named = pd.MultiIndex.from_arrays([rows.code, frame["id"]]).isin(caused.changes())
    late = (frame["ended_at"] > frame["planned_end_at"]).to_numpy()
    result: np.ndarray = (frame["outcome"] == "successful").to_numpy() & ~late & ~named
    return result


def _told(shard: Shard) -> np.ndarray:
    """For each account, whether its changes tell when and how they ended; else a count of zero would be a guess.

    They do where any tells both, or none tells one without the other. Ends after `as_of` tell it too.
    """
    rows = shard.read("changes")
    ended, outcome = rows.frame["ended_at"].notna().to_numpy(), rows.frame["outcome"]
    done, untold = outcome.isin(IMPLEMENTED).to_numpy(), (outcome == "").to_numpy()
    return rows.recorded(done & ended, (done & ~ended) | (ended & untold))


def _outcomes(implemented: Entries, told: np.ndarray, faultless: np.ndarray) -> Iterable[Block]:
    rows = implemented.rows
    whole, known = rows.whole(), told[:, None]
    good, bad = (Cells(implemented.valued(mask), whole) for mask in (faultless, ~faultless))
    urgent = Cells(implemented.valued((rows.frame["type"] == "emergency").to_numpy()), whole)
    typeless = (rows.frame["type"] == "").to_numpy()
    typed = rows.recorded(~typeless, typeless)
    yield Block("changes.implemented", Cells(implemented, whole), COUNT, known)
    yield Block("changes.success", good, SHARE, known, _reasons((told, UNTOLD)))
    yield Block("changes.unsuccessful", bad, TOTAL, known)
    yield Block("changes.emergency", urgent, SHARE, known & typed[:, None], _reasons((told, UNTOLD), (typed, UNTYPED)))


def _incidents(implemented: Entries, told: np.ndarray, caused: _Caused) -> Iterable[Block]:
    rows = caused.rows
    cells = Cells(happened(rows, rows.placed("opened_at"), caused.chosen), rows.whole())
    changes = Cells(implemented, implemented.rows.whole()).size.astype("float64")
    known, reasons = told & caused.anywhere, _reasons((told, UNTOLD), (caused.anywhere, UNLINKED))
    given = (changes, N_("changes implemented"))
    yield Block("changes.caused", cells, PER_GIVEN, known[:, None], reasons, *given)
    yield Block("changes.incidents", cells, COUNT, caused.anywhere[:, None])


def _reasons(*tests: tuple[np.ndarray, str]) -> Sequence[str]:
    """For each account the reason of the first test that it fails; where it fails none, there was no change."""
    result: list[str] = np.select([~passed for passed, _ in tests], [reason for _, reason in tests], NONE).tolist()
    return result


def _ahead(rows: Rows) -> Entries:
    """Changes planned to begin after the last period that have not begun."""
    frame, last = rows.frame, rows.grid.periods
    waiting = (frame["started_at"].isna() & frame["ended_at"].isna() & (frame["outcome"] == "")).to_numpy()
    row = np.flatnonzero((rows.placed("planned_start_at") == last) & waiting)
    return Entries(rows, row, np.full(len(row), last - 1))
