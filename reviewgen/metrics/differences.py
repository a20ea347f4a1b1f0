"""Why the tool's verdict on a clock differs from ours: the rule under which ours would be the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from reviewgen.agreements import Policy
from reviewgen.calendars import ALWAYS, Calendar
from reviewgen.languages import N_
from reviewgen.metrics.clocks import Outcome, Promised
from reviewgen.metrics.rows import Rows
from reviewgen.promises import Kind
from reviewgen.states import History

OTHER = N_("another target")
DECIDED = ("met", "breached")
Change = Callable[[Promised], Promised]


def _with_versions(promised: Promised, **changed: object) -> Promised:
    policies = {
        name: policy.model_copy(
            update={"versions": tuple(version.model_copy(update=changed) for version in policy.versions)}
        )
        for name, policy in promised.policies.items()
    }
    return replace(promised, policies=policies)


def _with_calendars(promised: Promised, change: Callable[[Calendar], Calendar]) -> Promised:
    return replace(promised, calendars={name: change(one) for name, one in promised.calendars.items()})


def _without_holidays(calendar: Calendar) -> Calendar:
    return replace(calendar, holidays=(), closed=frozenset(), opened=())


def _first_version(policy: Policy) -> Policy:
    return policy.model_copy(update={"versions": (policy.versions[0].model_copy(update={"from_": None}),)})


def _old_policies(promised: Promised) -> Promised:
    return replace(promised, policies={name: _first_version(policy) for name, policy in promised.policies.items()})


# What tools are known to do otherwise; of two that explain as much, the earlier one is named.
ALTERNATIVES: tuple[tuple[str, Change], ...] = (
    (N_("time on hold"), lambda promised: _with_versions(promised, hold_states=(), hold_given=False)),
    (N_("holidays"), lambda promised: _with_calendars(promised, _without_holidays)),
    (N_("time zone"), lambda promised: _with_calendars(promised, lambda one: replace(one, zone="UTC"))),
    (N_("reopening"), lambda promised: _with_versions(promised, reopened="counts")),
    (N_("reopening"), lambda promised: _with_versions(promised, reopened="new_clock")),
    (N_("reopening"), lambda promised: _with_versions(promised, reopened="goes_on")),
    (N_("priority change"), lambda promised: _with_versions(promised, priority_changed="from_change")),
    (N_("priority change"), lambda promised: _with_versions(promised, priority_changed="final")),
    (N_("an older version of the policy"), _old_policies),
    (N_("business hours"), lambda promised: _with_calendars(promised, lambda one: ALWAYS)),
)
NAMES = (*dict.fromkeys(name for name, _ in ALTERNATIVES), OTHER)


def compared(found: Outcome, rows: Rows) -> np.ndarray:
    """Tickets of accounts with a policy that the tool has a word on."""
    result: np.ndarray = (found.basis == "policy")[rows.code] & (found.verdict != "")
    return result


def reasons(rows: Rows, past: History, promised: Promised, found: Outcome, kind: Kind) -> np.ndarray:
    """For each ticket on which our clock and the tool differ, the likeliest reason; "" for all others.

    Every alternative is tried on all clocks that can be compared; only accounts with a policy and verdicts have any.
    """
    both = np.flatnonzero(compared(found, rows) & np.logical_or.reduce([found.timed.state == word for word in DECIDED]))
    result = np.full(len(rows.frame), "", dtype=object)
    if (found.timed.state[both] == found.verdict[both]).all():
        return result
    part, lately = Rows(rows.frame.iloc[both], rows.grid, rows.table), past.among(both)
    verdict = found.verdict[both]
    agreed = np.stack([change(promised).timed(part, lately, kind).state == verdict for _, change in ALTERNATIVES])
    result[both] = np.where(found.timed.state[both] == verdict, "", _likeliest(agreed, part.code))
    return result


def _likeliest(agreed: np.ndarray, code: np.ndarray) -> np.ndarray:
    """The name of the alternative that agrees with the tool on each clock, the best of its account first.

    `agreed` has the shape (alternatives, clocks), `code` is the account of each clock.
    """
    accounts = int(code.max(initial=0)) + 1
    known = np.stack([np.bincount(code, one, accounts) for one in agreed])
    rank = np.argsort(np.argsort(-known, axis=0, kind="stable"), axis=0, kind="stable")
    order = np.where(agreed, rank[:, code], len(ALTERNATIVES))
    best = order.argmin(axis=0)
    names = np.array([name for name, _ in ALTERNATIVES], dtype=object)
    return np.where(agreed.any(axis=0), names[best], OTHER)
