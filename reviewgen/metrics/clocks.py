"""How the clocks of tickets were decided: by the tool's own verdict, else by elapsed time against targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from reviewgen.config import Account
from reviewgen.metrics.grid import ABSENT, micros
from reviewgen.metrics.metric import Rows

Clock = Literal["response", "resolution"]
CLOCKS: tuple[Clock, ...] = ("response", "resolution")
STOPS = {"response": "first_response_at", "resolution": "resolved_at"}
MICROS_PER_HOUR = 3_600_000_000
NEAR = 0.8


@dataclass(frozen=True, slots=True)
class Outcome:
    """The clocks of one kind: for each ticket whether it was met, breached or a near miss, and in which period.

    `basis` says for each account what decides: "verdict", "targets" or "none". `hours` is elapsed time so far (NaN:
    unknown), `limit` the promised hours (NaN: none).
    """

    basis: np.ndarray
    met: np.ndarray
    breached: np.ndarray
    near: np.ndarray
    placed: np.ndarray
    hours: np.ndarray
    limit: np.ndarray


def outcome(
    rows: Rows, accounts: Sequence[Account], clock: Clock, ended: np.ndarray, measurable: np.ndarray
) -> Outcome:
    """Decide every clock of one kind. `ended` and `measurable` are flags of each ticket.

    Stopped after the promised time, or still running: then the due instant decides whether it is in the period. A
    clock without a stop on a ticket that has ended is not known to be late: it is not measured.
    """
    frame, stop = rows.frame, STOPS[clock]
    basis, verdict = _basis(rows, accounts, clock), frame[f"sla_{clock}"]
    hours, limit = elapsed(frame, stop), _limits(rows, accounts, clock)
    judged = (basis[rows.code] == "verdict") & ~np.isnan(hours) & measurable
    timed = (basis[rows.code] == "targets") & ~np.isnan(limit) & measurable
    late = timed & ((hours > limit) | (frame[stop].isna().to_numpy() & ~ended))
    promised = np.rint(np.nan_to_num(limit) * MICROS_PER_HOUR)
    due = micros(frame["opened_at"]) + promised.astype("int64")
    met = (judged & (verdict == "met").to_numpy()) | (timed & (hours <= limit))
    breached = (judged & (verdict == "breached").to_numpy()) | late
    # In whole microseconds: 19.2 of 24 hours is less than 0.8 in binary.
    near = timed & met & (np.rint(hours * MICROS_PER_HOUR) >= np.rint(NEAR * promised))
    placed = np.where(late, rows.grid.place_micros(rows.code, due), rows.placed(stop))
    return Outcome(basis, met, breached, near, np.where(met | breached, placed, ABSENT), hours, limit)


def elapsed(frame: pd.DataFrame, column: str) -> np.ndarray:
    """Hours of tickets from opening to an instant, NaN where it is missing or lies before the opening."""
    hours = (micros(frame[column]) - micros(frame["opened_at"])) / MICROS_PER_HOUR
    wrong = frame[column].isna() | frame["opened_at"].isna() | (frame[column] < frame["opened_at"])
    return np.where(wrong.to_numpy(), np.nan, hours)


def _limits(rows: Rows, accounts: Sequence[Account], clock: Clock) -> np.ndarray:
    """The promised hours of each ticket's clock by its account and priority; NaN where nothing is promised."""
    code, words = pd.factorize(rows.frame["priority"])
    hours = [getattr(account.targets, f"{clock}_hours") for account in accounts]
    promised = [[known.get(word, np.nan) for word in words] for known in hours]
    table = np.array(promised, dtype="float64").reshape(len(accounts), len(words))
    found: np.ndarray = table[rows.code, code]
    return found


def _basis(rows: Rows, accounts: Sequence[Account], clock: Clock) -> np.ndarray:
    """What decides an account's clocks: the tool's verdict where its tickets carry any, else its targets."""
    verdicts = (rows.frame[f"sla_{clock}"] != "").to_numpy()
    stops = rows.frame[STOPS[clock]].notna().to_numpy()
    by_verdict = np.bincount(rows.code[verdicts], minlength=len(accounts)) > 0
    recorded = np.bincount(rows.code[stops], minlength=len(accounts)) > 0
    promised = np.array([bool(getattr(one.targets, f"{clock}_hours")) for one in accounts], dtype=bool)
    return np.where(by_verdict, "verdict", np.where(promised & recorded, "targets", "none"))
