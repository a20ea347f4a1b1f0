"""What decides each clock, in words: the policy's terms, the tool's verdict or plain hours; and what is not decided."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.agreements import PolicyVersion
from reviewgen.sections.promised import by_time, version_in_force
from reviewgen.sections.view import Inputs, Runs, joined, runs, shown

BASIS = {
    "verdict": "the verdict of the ticketing tool alone decides, since no policy is written.",
    "targets": "plain elapsed time, day and night, held against the hours promised for each priority.",
}
STOPS = {
    "first_reply": "the first reply",
    "acknowledgement": "the acknowledgement",
    "assignment": "the assignment",
    "resolved": "the resolution",
    "closed": "the closure",
    "resolved_or_closed": "the resolution or the closure",
}
REOPENED = {
    "goes_on": "The time from a resolution to the reopening does not count.",
    "counts": "The time from a resolution to the reopening counts.",
    "new_clock": "A reopening starts a new clock.",
}
PRIORITY_CHANGED = {
    "final": "The last priority of a ticket decides, from its opening on.",
    "from_change": "A new priority brings its own promise, from the moment of the change.",
}


def deciding(inputs: Inputs) -> tuple[Runs, ...]:
    """What decides each clock; clocks that are decided alike are told together."""
    clocks: dict[str, list[str]] = {}
    for clock, basis in inputs.evidence.basis:
        clocks.setdefault(basis, []).append(clock)
    told_ = (runs(f"{_named(names)}: ", _decided_by(inputs, basis, names)) for basis, names in clocks.items())
    others = () if inputs.depth == "brief" else (_unmeasured(inputs), _running(inputs))
    return tuple(found for found in (*told_, *others) if found)


def _named(clocks: list[str]) -> str:
    return " and ".join(clocks).capitalize()


def _decided_by(inputs: Inputs, basis: str, clocks: list[str]) -> Runs:
    if basis == "policy":
        return runs(_policy_words(inputs, clocks))
    if basis == "none":
        return runs("not measured, since ", shown(inputs, inputs.figures.get(f"sla.{clocks[0]}"), "{reason}"), ".")
    return runs(BASIS[basis])


def _policy_words(inputs: Inputs, clocks: list[str]) -> str:
    """The policy by its name, and what its version in force at the end of the period says."""
    version = version_in_force(inputs)
    if inputs.policy is None or version is None:
        return f"by the policy {inputs.account.policy}."
    since = f", as it is for tickets opened since {inputs.words.day(version.from_)}" if version.from_ else ""
    earlier = "; earlier ones follow the version before" if version is not inputs.policy.versions[0] else ""
    if inputs.depth == "brief":
        return f"by the policy “{inputs.policy.title}”{since}{earlier}."
    until = " and to ".join(STOPS[getattr(version, clock)] for clock in clocks)
    return " ".join(
        (
            f"by the policy “{inputs.policy.title}”{since}{earlier}.",
            f"What counts is the business time of the calendar named with each promise, from the opening to {until}.",
            *_held(version),
            REOPENED[version.reopened],
            PRIORITY_CHANGED[version.priority_changed],
        )
    )


def _held(version: PolicyVersion) -> Iterable[str]:
    if version.hold_states:
        yield f"The clock stands still while a ticket is in {' or '.join(f'“{name}”' for name in version.hold_states)}."
    if version.hold_given:
        where = " where its history of states is not known" if version.hold_states else ""
        yield f"The time on hold that the export gives for a ticket is taken off{where}."
    if not version.hold_states and not version.hold_given:
        yield "Nothing stops the clock on the way."


def _unmeasured(inputs: Inputs) -> Runs:
    """How many clocks are not measured, by the reason."""
    parts = []
    for clock in by_time(inputs):
        found = [figure for figure in inputs.figures.split("sla.unmeasured", "reason", clock=clock) if figure.number]
        found.sort(key=lambda figure: (-(figure.number or 0), figure.dimensions))
        reasons = joined((shown(inputs, one, f"{{value}} ({dict(one.dimensions)['reason']})") for one in found), ", ")
        parts.append(runs(f"{clock} ", reasons) if reasons else ())
    listed = joined(parts, "; ")
    return runs("Not measured: ", listed, ".") if listed else ()


def _running(inputs: Inputs) -> Runs:
    found = [(clock, inputs.figures.get("sla.running", clock=clock)) for clock in by_time(inputs)]
    listed = joined((runs(f"{clock} ", shown(inputs, figure)) for clock, figure in found if figure.number), ", ")
    return runs("Not due yet, and running: ", listed, ".") if listed else ()
