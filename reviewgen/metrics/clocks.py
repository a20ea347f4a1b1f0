"""How the clocks of tickets were decided: by the account's policy, else the tool's verdict, else elapsed time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reviewgen.agreements import ROUND_THE_CLOCK, Policy, PolicyVersion, TargetTerms
from reviewgen.calendars import ALWAYS, NAT, Calendar
from reviewgen.config import Account
from reviewgen.metrics.grid import ABSENT
from reviewgen.metrics.rows import Rows
from reviewgen.promises import MICROS_PER_HOUR, Kind, Terms
from reviewgen.sla import Timed, ticket_clocks
from reviewgen.states import History, micros

CLOCKS: tuple[Kind, ...] = ("response", "resolution")
STOPS: Mapping[Kind, str] = {"response": "first_response_at", "resolution": "resolved_at"}
TIMED = ("policy", "targets")
UNPROMISED: Mapping[str, Policy] = {}
ROUND_THE_CLOCK_ONLY: Mapping[str, Calendar] = {ROUND_THE_CLOCK: ALWAYS}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The clocks of one kind: for each ticket whether it was met, breached or a near miss, and in which period.

    `basis` says for each account what decides: its "policy", the tool's "verdict", "targets" in elapsed time, or
    "none". `hours` is the time that counts (NaN: unknown), `limit` the promised hours (NaN: none). `timed` holds the
    clocks of accounts with a policy or targets, `verdict` the tool's own word on each ticket.
    """

    basis: np.ndarray
    met: np.ndarray
    breached: np.ndarray
    near: np.ndarray
    placed: np.ndarray
    stopped: np.ndarray
    hours: np.ndarray
    limit: np.ndarray
    timed: Timed
    verdict: np.ndarray


@dataclass(frozen=True)
class Promised:
    """What clocks are decided by: the policies and calendars of a project, and which accounts have events."""

    accounts: Sequence[Account]
    policies: Mapping[str, Policy]
    calendars: Mapping[str, Calendar]
    with_events: np.ndarray
    as_of: int

    def timed(self, rows: Rows, past: History, kind: Kind) -> Timed:
        """The clocks of all tickets by the policy of each account, else by its hours."""
        terms = [
            Terms(self._policy(account, number), account.zone, bool(told))
            for number, (account, told) in enumerate(zip(self.accounts, self.with_events, strict=True))
        ]
        return ticket_clocks(rows.frame, past, rows.code, terms, self.calendars, self.as_of, kind)

    def ruled(self, kind: Kind) -> np.ndarray:
        """The accounts whose policy promises hours for a clock."""
        return np.array([self._is_ruled(account, kind) for account in self.accounts], dtype=bool)

    def _is_ruled(self, account: Account, kind: Kind) -> bool:
        versions = self.policies[account.policy].versions if account.policy else ()
        return any(getattr(target, f"{kind}_hours") for version in versions for target in version.targets)

    def _policy(self, account: Account, number: int) -> Policy | None:
        return self.policies[account.policy] if account.policy else _plain(account, number)


def _plain(account: Account, number: int) -> Policy | None:
    """Hours per priority as a policy whose clocks run day and night."""
    response, resolution = account.targets.response_hours, account.targets.resolution_hours
    targets = tuple(
        TargetTerms.model_construct(
            priority=name, response_hours=response.get(name), resolution_hours=resolution.get(name)
        )
        for name in dict.fromkeys((*resolution, *response))
    )
    return (
        Policy(id=f"hours {number}", versions=(PolicyVersion(reopened="counts", targets=targets),)) if targets else None
    )


def outcome(rows: Rows, past: History, promised: Promised, kind: Kind, measurable: np.ndarray) -> Outcome:
    """Decide every clock of one kind. `measurable` flags the tickets that the tool's verdict counts for.

    Stopped after the promised time, or still running: then the due instant decides whether it is in the period.
    """
    frame, timed = rows.frame, promised.timed(rows, past, kind)
    basis = _basis(rows, promised, kind, timed)
    by_tool = (basis[rows.code] == "verdict") & measurable & ~np.isnan(elapsed(frame, STOPS[kind]))
    by_time = np.isin(basis[rows.code], TIMED)
    met, breached = (
        (by_tool & (frame[f"sla_{kind}"] == word).to_numpy()) | (by_time & (timed.state == word))
        for word in ("met", "breached")
    )
    stopped = rows.placed(STOPS[kind])
    stopped = np.where(by_time & (timed.stop != NAT), rows.grid.place_micros(rows.code, timed.stop), stopped)
    fell_due = by_time & breached & (timed.due != NAT)
    placed = np.where(fell_due, rows.grid.place_micros(rows.code, timed.due), stopped)
    return Outcome(
        basis,
        met,
        breached,
        by_time & timed.near,
        np.where(met | breached, placed, ABSENT),
        stopped,
        np.where(by_tool, elapsed(frame, STOPS[kind]), hours_of(timed.used)),
        hours_of(timed.limit),
        timed,
        frame[f"sla_{kind}"].to_numpy(dtype=object),
    )


def hours_of(amounts: np.ndarray) -> np.ndarray:
    """Microseconds as hours; NaN where unknown."""
    return np.where(amounts == NAT, np.nan, amounts / MICROS_PER_HOUR)


def elapsed(frame: pd.DataFrame, column: str) -> np.ndarray:
    """Hours of tickets from opening to an instant, NaN where it is missing or lies before the opening."""
    end, opened = micros(frame[column]), micros(frame["opened_at"])
    wrong = (end == NAT) | (opened == NAT) | (end < opened)
    return np.where(wrong, np.nan, (end - opened) / MICROS_PER_HOUR)


def _basis(rows: Rows, promised: Promised, kind: Kind, timed: Timed) -> np.ndarray:
    """What decides an account's clocks: its policy; else the tool's verdict where there is any; else its hours.

    Where no clock of an account ever stopped, times are not recorded, and nothing is judged by time.
    """
    size, ruled = len(promised.accounts), promised.ruled(kind)
    verdicts = (rows.frame[f"sla_{kind}"] != "").to_numpy()
    by_verdict = np.bincount(rows.code[verdicts], minlength=size) > 0
    stops = rows.frame[STOPS[kind]].notna().to_numpy() | (timed.stop != NAT)
    recorded = np.bincount(rows.code[stops], minlength=size) > 0
    hours = np.array([bool(getattr(one.targets, f"{kind}_hours")) for one in promised.accounts], dtype=bool)
    cases = [ruled & recorded, by_verdict & ~ruled, hours & recorded]
    return np.select(cases, ["policy", "verdict", "targets"], "none")
