"""Services and what they run on: downtime that is used up, resources that fill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from reviewgen.findings.case import SURE, Case, Threshold, called
from reviewgen.findings.ranks import found
from reviewgen.model import Figure, Finding, Sentence, Severity, Words
from reviewgen.records import Capacity, Outage

BUDGET_PERCENT = Threshold(
    "budget_percent", 80, "%", "part of the downtime that a target allows, from which its use is told of"
)
CAPACITY_DAYS = Threshold("capacity_days", 90, "days", "days to the limit of a resource, from which on it is told of")
URGENT_DAYS = Threshold(
    "urgent_days", 30, "days", "days from which on what runs out, ends or must be decided is a matter of high severity"
)
THRESHOLDS = (BUDGET_PERCENT, CAPACITY_DAYS, URGENT_DAYS)


def budget_spent(case: Case) -> Iterable[Finding]:
    """A service that met its target, and has used most of the downtime that the target allows."""
    for availability in case.judged():
        dimensions = dict(availability.dimensions)
        if availability.status in ("met", "at_risk") and is_spent(case, dimensions):
            used = case.figures.get("availability.budget_used", **dimensions)
            yield found(
                "budget_spent",
                Sentence(
                    "{service}: {used} of the downtime that its target allows is used",
                    (("service", dimensions["service"]), ("used", used)),
                ),
                "availability",
                detail=_available(availability, over=case.as_of >= case.period.end),
                subject=dimensions["service"],
                records=tuple(("outages", one.id) for one in _outages(case, dimensions["service"])),
                impact=Sentence("A further outage, and the target is missed."),
                proposal=Sentence(
                    "Put off what may interrupt the service, and look at the cause of the longest outage."
                ),
                ahead=True,
            )


def _available(availability: Figure, *, over: bool) -> Sentence:
    named = (("availability", availability),)
    if over:
        return Sentence("{availability} available", named)
    return Sentence("{availability} available; the period is not over", named)


def is_spent(case: Case, dimensions: Mapping[str, str]) -> bool:
    """Whether most of the downtime is used that the target of a service allows."""
    used = case.figures.get("availability.budget_used", **dimensions).number if "service" in dimensions else None
    return used is not None and used >= case.limit(BUDGET_PERCENT)


def _outages(case: Case, service: str) -> Iterable[Outage]:
    return (one for one in case.evidence.outages if one.service == service)


def capacity_near(case: Case) -> Iterable[Finding]:
    """A resource that reaches its limit within so many days, by its measurements so far."""
    for days in case.figures.split("capacity.days_left", "resource"):
        measured = [one for one in case.evidence.capacity if one.resource == days.dimensions[0][1]]
        latest = max(measured, key=lambda one: one.measured_on, default=None)
        left = 0.0 if _is_full(case, days, latest) else days.number
        if left is not None and left <= case.limit(CAPACITY_DAYS):
            yield _filling(case, days, left, measured, latest)


def _is_full(case: Case, days: Figure, latest: Capacity | None) -> bool:
    """Whether a resource is at its limit already, be it that it still fills or not."""
    used = case.figures.get("capacity.used", **dict(days.dimensions)).number
    limit = 100.0 if latest is None or latest.threshold is None else latest.threshold
    return used is not None and used >= limit


def _filling(case: Case, days: Figure, left: float, measured: Sequence[Capacity], latest: Capacity | None) -> Finding:
    resource = dict(days.dimensions)["resource"]
    named = (("resource", resource), ("days", days))
    near, there = (
        Sentence("{resource} reaches its limit in {days}", named),
        Sentence("{resource} is at its limit", named),
    )
    return found(
        "capacity_near",
        near if left > 0 else there,
        "availability",
        detail=_interval(case, resource),
        more=nearness(case, left),
        severity=severity(case, left),
        subject=resource,
        records=tuple(("capacity", f"{one.resource} {one.measured_on}") for one in measured),
        owner=latest.owner if latest else "",
        impact=needed_by(latest.service) if latest and latest.service else "",
        likelihood=called("likelihood", _likelihood(case, resource) if left else "high"),
        proposal=_plan(latest),
        ahead=True,
    )


def _interval(case: Case, resource: str) -> Sentence:
    used = case.figures.get("capacity.used", resource=resource)
    low, high = _ends(case, resource)
    known = used.number is not None
    told = Sentence("{used} used", (("used", used),)) if known else Sentence("By its measurements so far")
    if low.number is None or high.number is None:
        return told
    return Sentence(
        "{told}; between {low} and {high} with {sure} confidence",
        (("told", told), ("low", low), ("high", high), ("sure", SURE)),
    )


def needed_by(service: str) -> Sentence:
    """What may be hit where something runs out or ends."""
    return Sentence("{service} needs it.", (("service", service),))


def _ends(case: Case, resource: str) -> tuple[Figure, Figure]:
    low, high = (case.figures.get(f"capacity.days_left.{end}", resource=resource) for end in ("low", "high"))
    return low, high


def _likelihood(case: Case, resource: str) -> str:
    """High where even the late end of the interval lies within the days that are looked ahead; else medium."""
    high = _ends(case, resource)[1].number
    return "high" if high is not None and high <= case.limit(CAPACITY_DAYS) else "medium"


def _plan(latest: Capacity | None) -> Words:
    return latest.plan if latest and latest.plan else Sentence("Free or add room before that day.")


def severity(case: Case, days: float) -> Severity:
    """High where it is a matter of days."""
    return "high" if days <= case.limit(URGENT_DAYS) else "medium"


def nearness(case: Case, days: float) -> float:
    """The sooner, the more: from 9 for today to 0 for three times the days that are urgent."""
    horizon = 3 * case.limit(URGENT_DAYS)
    return 9.0 * max(0.0, 1 - max(days, 0.0) / horizon) if horizon else 0.0
