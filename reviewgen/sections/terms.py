"""What decides each clock, in words: the policy's terms, the tool's verdict or plain hours; and what is not decided."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.agreements import Policy, PolicyVersion
from reviewgen.findings.case import called
from reviewgen.findings.case import joined as in_turn
from reviewgen.languages import N_
from reviewgen.model import Figure, Run
from reviewgen.sections.promised import by_time, version_in_force
from reviewgen.sections.view import Inputs, Runs, filled, joined, runs, said, shown

CLOCKS = {
    frozenset({"response"}): N_("Response"),
    frozenset({"resolution"}): N_("Resolution"),
    frozenset({"response", "resolution"}): N_("Response and resolution"),
}
BASIS = {
    "verdict": N_("the verdict of the ticketing tool alone decides, since no policy is written."),
    "targets": N_("plain elapsed time, day and night, held against the hours promised for each priority."),
}
STOPS = {
    "first_reply": N_("the first reply"),
    "acknowledgement": N_("the acknowledgement"),
    "assignment": N_("the assignment"),
    "resolved": N_("the resolution"),
    "closed": N_("the closure"),
    "resolved_or_closed": N_("the resolution or the closure"),
}
REOPENED = {
    "goes_on": N_("The time from a resolution to the reopening does not count."),
    "counts": N_("The time from a resolution to the reopening counts."),
    "new_clock": N_("A reopening starts a new clock."),
}
PRIORITY_CHANGED = {
    "final": N_("The last priority of a ticket decides, from its opening on."),
    "from_change": N_("A new priority brings its own promise, from the moment of the change."),
}


def deciding(inputs: Inputs) -> tuple[Runs, ...]:
    """What decides each clock; clocks that are decided alike are told together."""
    clocks: dict[str, list[str]] = {}
    for clock, basis in inputs.evidence.basis:
        clocks.setdefault(basis, []).append(clock)
    _ = inputs.words.gettext
    told_ = (
        filled(_("{first}: {then}"), first=_(CLOCKS[frozenset(names)]), then=_decided_by(inputs, basis, names))
        for basis, names in clocks.items()
    )
    others = () if inputs.depth == "brief" else (_unmeasured(inputs), _running(inputs))
    return tuple(found for found in (*told_, *others) if found)


def _decided_by(inputs: Inputs, basis: str, clocks: list[str]) -> Runs:
    if basis == "policy":
        return runs(_policy_words(inputs, clocks))
    if basis == "none":
        reason = shown(inputs, inputs.figures.get(f"sla.{clocks[0]}"), "{reason}")
        return filled(inputs.words.gettext("not measured, since {reason}."), reason=reason)
    return runs(inputs.words.gettext(BASIS[basis]))


def _policy_words(inputs: Inputs, clocks: list[str]) -> str:
    """The policy by its name, and what its version in force at the end of the period says."""
    _, version = inputs.words.gettext, version_in_force(inputs)
    if inputs.policy is None or version is None:
        return _("by the policy {policy}.", policy=inputs.account.policy or "")
    named = _policy(inputs, inputs.policy, version)
    if inputs.depth == "brief":
        return named
    parts = (_counts(inputs, version, clocks), *_held(inputs, version))
    return " ".join((named, *parts, _(REOPENED[version.reopened]), _(PRIORITY_CHANGED[version.priority_changed])))


def _policy(inputs: Inputs, policy: Policy, version: PolicyVersion) -> str:
    """The policy by its name, and since when what it says holds."""
    _ = inputs.words.gettext
    if version.from_ is None:
        return _("by the policy “{policy}”.", policy=policy.title)
    held = {"policy": policy.title, "day": inputs.words.day(version.from_)}
    if version is policy.versions[0]:
        return _("by the policy “{policy}”, as it is for tickets opened since {day}.", **held)
    return _(
        "by the policy “{policy}”, as it is for tickets opened since {day}; earlier ones follow the version before.",
        **held,
    )


def _counts(inputs: Inputs, version: PolicyVersion, clocks: list[str]) -> str:
    """What each clock counts, from when to when."""
    _ = inputs.words.gettext
    stops = [_(STOPS[getattr(version, clock)]) for clock in clocks]
    if len(stops) == 1:
        return _(
            "What counts is the business time of the calendar named with each promise, from the opening to {stop}.",
            stop=stops[0],
        )
    return _(
        "What counts is the business time of the calendar named with each promise, from the opening to {response} and "
        "to {resolution}.",
        response=stops[0],
        resolution=stops[1],
    )


def _held(inputs: Inputs, version: PolicyVersion) -> Iterable[str]:
    _ = inputs.words.gettext
    if version.hold_states:
        states = in_turn([_("“{first}”", first=name) for name in version.hold_states], "{first} or {then}")
        yield _("The clock stands still while a ticket is in {states}.", states=said(inputs, states))
    if version.hold_given and version.hold_states:
        yield _(
            "The time on hold that the export gives for a ticket is taken off where its history of states is not known."
        )
    elif version.hold_given:
        yield _("The time on hold that the export gives for a ticket is taken off.")
    if not version.hold_states and not version.hold_given:
        yield _("Nothing stops the clock on the way.")


def _unmeasured(inputs: Inputs) -> Runs:
    """How many clocks are not measured, by the reason."""
    parts = []
    for clock in by_time(inputs):
        found = [figure for figure in inputs.figures.split("sla.unmeasured", "reason", clock=clock) if figure.number]
        found.sort(key=lambda figure: (-(figure.number or 0), figure.dimensions))
        reasons = joined((_by_reason(inputs, one) for one in found), ", ")
        parts.append(runs(_clock(inputs, clock), " ", reasons) if reasons else ())
    listed = joined(parts, "; ")
    return filled(inputs.words.gettext("Not measured: {listed}."), listed=listed) if listed else ()


def _clock(inputs: Inputs, clock: str) -> str:
    return said(inputs, called("clock", clock))


def _by_reason(inputs: Inputs, figure: Figure) -> Run:
    """How many clocks are not measured for one reason."""
    reason = said(inputs, called("reason", dict(figure.dimensions)["reason"]))
    return shown(inputs, figure, f"{{value}} ({reason.replace('{', '{{').replace('}', '}}')})")


def _running(inputs: Inputs) -> Runs:
    found = [(clock, inputs.figures.get("sla.running", clock=clock)) for clock in by_time(inputs)]
    listed = joined((runs(_clock(inputs, clock), " ", shown(inputs, one)) for clock, one in found if one.number), ", ")
    return filled(inputs.words.gettext("Not due yet, and running: {listed}."), listed=listed) if listed else ()
