"""What matters most: the rank and severity of every detector's findings, in one place.

An executive reads the first three concerns and the first three achievements. Concerns, from the top: what was agreed
and not kept; what people feel though the numbers are kept; what may strike again or runs out soon; what is late; what
may grow; what is worth a look. Achievements: promises and targets kept before what was delivered, that before numbers
that moved, and those before mere facts. A finding adds up to LEEWAY to its detector's rank, for its size or nearness.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from reviewgen.model import Figure, Finding, Sentence, Severity

LEEWAY = 9.0
# A finding on a matter that a higher one has told of stands this much lower.
STEP_BACK = 25.0


@dataclass(frozen=True, slots=True)
class Rank:
    """Where the findings of a detector stand. Those of one `matter` tell of the same thing; "": of its own each.

    The matter "figure" is the metric of the figure in the title, and its service.
    """

    rank: float
    severity: Severity = "medium"
    matter: str = ""


CONCERNS: Mapping[str, Rank] = {
    "green_outside_red_inside": Rank(100, "high", "survey.csat"),
    "target_missed": Rank(90, "high", "figure"),
    "same_cause_twice": Rank(86, "high"),
    "preventive_overdue": Rank(84, "high", "promises"),
    "complaints_overdue": Rank(82, "high", "complaints"),
    "actions_overdue": Rank(80, "high", "promises"),
    "risk_high": Rank(76, "high", "risk"),
    "capacity_near": Rank(72, "medium", "capacity"),
    "entitlement_ends": Rank(71, "medium", "expiry"),
    "contract_ends": Rank(71, "medium", "expiry"),
    "major_without_context": Rank(70),
    "change_caused": Rank(68, "medium", "changes"),
    "change_failures": Rank(66, "medium", "changes"),
    "signal_worse": Rank(65, "medium", "figure"),
    "budget_spent": Rank(64, "medium", "figure"),
    "contract_over_used": Rank(63, "medium", "usage"),
    "project_slipping": Rank(62, "medium", "project"),
    "actions_carried": Rank(60, "medium", "promises"),
    "complaints_without_follow_up": Rank(60, "medium", "complaints"),
    "analysis_late": Rank(59),
    "backlog_growing": Rank(58, "medium", "tickets.backlog"),
    "answers_without_follow_up": Rank(55),
    "target_at_risk": Rank(50, "medium", "figure"),
    "emergency_share": Rank(48),
    "near_miss_cluster": Rank(46, "medium", "figure"),
    "recurring_group": Rank(45),
    "tickets_silent": Rank(42, "medium", "tickets.backlog"),
    "promise_incomplete": Rank(40),
    "from_one_person": Rank(34, "low"),
    "aged_backlog": Rank(30, "low", "tickets.backlog"),
    "contract_under_used": Rank(28, "low", "usage"),
    "low_response": Rank(26, "low"),
}
QUESTIONS: Mapping[str, Rank] = {"extract_stale": Rank(50, "high")}
ACHIEVEMENTS: Mapping[str, Rank] = {
    "all_targets_met": Rank(90),
    "promises_kept": Rank(85),
    "value_delivered": Rank(82, "medium", "value"),
    "no_breach": Rank(80, "medium", "sla.resolution"),
    "signal_better": Rank(75, "medium", "figure"),
    "back_within_limits": Rank(72, "medium", "figure"),
    "satisfied": Rank(70, "medium", "survey.csat"),
    "incidents_prevented": Rank(68, "medium", "value"),
    "changes_without_failure": Rank(66),
    "complaints_answered": Rank(64),
    "no_major": Rank(60),
    "best_of_periods": Rank(50, "low", "figure"),
    "stable": Rank(20, "low", "figure"),
    "restored": Rank(10, "low"),
}
RANKS: Mapping[str, Rank] = {**CONCERNS, **QUESTIONS, **ACHIEVEMENTS}


def found(
    detector: str, title: Sentence, section: str, *, detail: Sentence | None = None, more: float = 0.0, **rest: Any
) -> Finding:
    """A finding of a detector, with its rank and severity; `rest` are other fields of Finding."""
    kind: Literal["concern", "achievement", "question"] = (
        "concern" if detector in CONCERNS else "question" if detector in QUESTIONS else "achievement"
    )
    held = RANKS[detector]
    rank = held.rank + min(more, LEEWAY)
    return Finding(kind, detector, title, detail or Sentence(""), section, rank, **{"severity": held.severity, **rest})


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Findings from the most important on; what tells again of a matter that a higher one told of steps back.

    Nothing is left out: the second missed target on one clock, or the third licence that ends, makes room for another
    matter among the first three.
    """
    told: set[tuple[str, str]] = set()
    placed = []
    for finding in sorted(findings, key=lambda one: -one.rank):
        matter = (finding.kind, matter_of(finding))
        placed.append(replace(finding, rank=finding.rank - STEP_BACK) if matter in told else finding)
        told |= {matter} if matter[1] else set()
    return tuple(sorted(placed, key=lambda one: -one.rank))


def matter_of(finding: Finding) -> str:
    """The matter that a finding tells of; "" where it is its own."""
    matter = RANKS[finding.detector].matter if finding.detector in RANKS else ""
    if matter != "figure":
        return matter
    figure = next(value for _, value in finding.title.values if isinstance(value, Figure))
    held = dict(figure.dimensions)
    service = (held["service"],) if "service" in held else ()
    clock = f"sla.{held['clock']}" if "clock" in held else ""
    metric = clock or figure.metric.removesuffix(".budget_used")
    return " ".join((metric, *service))
