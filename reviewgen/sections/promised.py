"""What was promised: the version of the policy in force, the hours of each priority, and which is most urgent."""

from __future__ import annotations

from datetime import date
from math import inf

from reviewgen.agreements import PolicyVersion, TargetTerms
from reviewgen.languages import N_
from reviewgen.sections.view import Cell, Inputs

BESIDE = 8  # letters of a calendar's name that fit beside the hours
BY_TIME = ("policy", "targets")


def version_in_force(inputs: Inputs) -> PolicyVersion | None:
    """What the account's policy says of tickets opened on the last day of the period; None without a policy."""
    versions = inputs.policy.versions if inputs.policy else ()
    if len(versions) == 1 and versions[0].from_ is None:
        return versions[0]
    last = date.fromordinal(inputs.period.end.date().toordinal() - 1)
    return next((one for one in reversed(versions) if one.from_ is None or one.from_ <= last), None)


def by_time(inputs: Inputs) -> list[str]:
    """The clocks that are decided by time."""
    return [clock for clock, basis in inputs.evidence.basis if basis in BY_TIME]


def by_policy(inputs: Inputs) -> list[str]:
    """The clocks that a policy decides."""
    return [clock for clock, basis in inputs.evidence.basis if basis == "policy"]


def priorities(inputs: Inputs, metric: str) -> list[str]:
    """The priorities that a metric is split by: those promised soonest first, then the others by name."""
    found = [dict(figure.dimensions)["priority"] for figure in inputs.figures.split(metric, "priority")]
    return sorted(found, key=lambda priority: urgency(inputs, priority))


def urgency(inputs: Inputs, priority: str) -> tuple[float, float, str]:
    """The least hours promised for resolution, then for response; without a promise a priority comes last."""
    resolution, response = (
        min((hours for hours, _ in promises(inputs, clock, priority) if hours is not None), default=inf)
        for clock in ("resolution", "response")
    )
    return (resolution, response, priority)


def promises(inputs: Inputs, clock: str, priority: str) -> set[tuple[float | None, str]]:
    """The hours promised for a priority with their calendar; several where service or type count too. None: none."""
    if inputs.policy is None:
        targets = inputs.account.targets
        hours = targets.response_hours if clock == "response" else targets.resolution_hours
        return {(hours.get(priority), "")}
    version = version_in_force(inputs)
    terms = _terms(version, priority)
    found = {_promise(one, clock, version.calendar) for one in terms} if version else set()
    narrow = bool(terms and (terms[-1].service or terms[-1].type))
    return found | ({(None, "")} if narrow else set())


def _terms(version: PolicyVersion | None, priority: str) -> list[TargetTerms]:
    """The entries of a policy that tickets of a priority may fall under, the one that fits all of them last."""
    fitting = [target for target in version.targets if target.priority in (None, priority)] if version else []
    whole = next((place for place, one in enumerate(fitting, 1) if not one.service and not one.type), len(fitting))
    return fitting[:whole]


def _promise(terms: TargetTerms, clock: str, calendar: str) -> tuple[float | None, str]:
    hours = getattr(terms, f"{clock}_hours")
    return (None, "") if hours is None else (hours, terms.calendar or calendar)


def promised_cell(inputs: Inputs, clock: str, priority: str) -> Cell:
    """The hours promised for a priority with their calendar, or what they depend on; empty without a priority."""
    found = promises(inputs, clock, priority) if priority else set()
    if len(found) > 1:
        return Cell(inputs.words.gettext(_narrowed(_terms(version_in_force(inputs), priority))))
    hours, calendar = next(iter(found), (None, ""))
    if hours is not None:
        beside = len(calendar) <= BESIDE
        return Cell(inputs.words.amount(hours, "h"), "" if beside else calendar, aside=calendar if beside else "")
    nothing = Cell(inputs.words.pgettext("promised hours", "none"), tone="quiet")
    return nothing if priority and dict(inputs.evidence.basis)[clock] in BY_TIME else Cell("")


def _narrowed(terms: list[TargetTerms]) -> str:
    """What else than the priority decides on the hours promised."""
    by_service, by_type = (any(getattr(one, name) for one in terms) for name in ("service", "type"))
    if by_service and by_type:
        return N_("by service and type")
    return N_("by service") if by_service else N_("by type")
