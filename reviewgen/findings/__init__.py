"""The registry of detectors: each looks at one account's figures and rows and says what matters.

To add a detector: a function from Case to findings in the module of its matter, with the thresholds that it asks for in
that module's THRESHOLDS, its rank in ranks.py, and one line in DETECTORS. They run in this order, and of two findings
of equal rank the earlier detector's comes first.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping

from reviewgen.findings import (
    agreements,
    behaviour,
    changes,
    extracts,
    good,
    levels,
    majors,
    problems,
    projects,
    promises,
    risks,
    services,
    voice,
    work,
)
from reviewgen.findings.case import Case, Threshold
from reviewgen.findings.ranks import in_order
from reviewgen.model import Finding

Detector = Callable[[Case], Iterable[Finding]]

DETECTORS: tuple[Detector, ...] = (
    levels.target_missed,
    levels.target_at_risk,
    levels.near_miss_cluster,
    behaviour.signal_worse,
    voice.green_outside_red_inside,
    majors.same_cause_twice,
    majors.major_without_context,
    promises.preventive_overdue,
    promises.actions_overdue,
    promises.actions_carried,
    promises.promise_incomplete,
    risks.risk_high,
    services.budget_spent,
    services.capacity_near,
    agreements.entitlement_ends,
    agreements.contract_ends,
    agreements.contract_over_used,
    agreements.contract_under_used,
    changes.change_caused,
    changes.change_failures,
    changes.emergency_share,
    projects.project_slipping,
    problems.analysis_late,
    voice.complaints_overdue,
    voice.complaints_without_follow_up,
    voice.answers_without_follow_up,
    voice.low_response,
    work.backlog_growing,
    work.recurring_group,
    work.from_one_person,
    work.tickets_silent,
    work.aged_backlog,
    extracts.extract_stale,
    good.all_targets_met,
    good.promises_kept,
    good.value_delivered,
    good.no_breach,
    good.incidents_prevented,
    good.changes_without_failure,
    good.complaints_answered,
    good.no_major,
    good.satisfied,
    behaviour.signal_better,
    behaviour.back_within_limits,
    behaviour.best_of_periods,
    behaviour.stable,
    good.restored,
)

THRESHOLDS: Mapping[str, Threshold] = {
    threshold.name: threshold
    for module in dict.fromkeys(sys.modules[detector.__module__] for detector in DETECTORS)
    for threshold in getattr(module, "THRESHOLDS", ())
}

__all__ = ["DETECTORS", "THRESHOLDS", "Case", "Threshold", "detect"]


def detect(case: Case) -> tuple[Finding, ...]:
    """All findings of an account, the most important first; a matter that is told of twice steps back."""
    return in_order([finding for detector in DETECTORS for finding in detector(case)])
