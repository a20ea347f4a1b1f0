"""The registry of detectors: each looks at one account's figures and rows and says what matters.

To add a detector: a function from Case to findings in a module, with the THRESHOLDS that it asks for, and one line in
DETECTORS. They run in this order, and of two findings of equal rank the earlier detector's comes first.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping

from reviewgen.findings import behaviour, good, levels, promises, voice, work
from reviewgen.findings.case import Case, Threshold
from reviewgen.model import Finding

Detector = Callable[[Case], Iterable[Finding]]

DETECTORS: tuple[Detector, ...] = (
    levels.target_missed,
    levels.target_at_risk,
    behaviour.signal_worse,
    work.major_without_context,
    promises.actions_overdue,
    promises.actions_carried,
    voice.answers_without_follow_up,
    work.recurring_group,
    work.aged_backlog,
    good.all_targets_met,
    good.promises_kept,
    good.no_breach,
    good.no_major,
    good.satisfied,
    behaviour.signal_better,
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
    """All findings of an account, the most important first."""
    found = [finding for detector in DETECTORS for finding in detector(case)]
    return tuple(sorted(found, key=lambda finding: -finding.rank))
