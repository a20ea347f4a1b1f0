"""Major incidents: in a list, or each with its full context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from reviewgen.findings.promises import is_open, is_overdue
from reviewgen.languages import N_
from reviewgen.model import Depth
from reviewgen.records import Action, Major, MajorEvent
from reviewgen.sections.counted import counted
from reviewgen.sections.listing import UNKNOWN, about, day_words, lasted, listing, seconds
from reviewgen.sections.view import Cell, Head, Inputs, Nothing, Table, told

TITLE = "Major incidents"
LEAST: Depth = "brief"
CONTEXT = (
    ("impact", N_("Impact")),
    ("cause", N_("Cause")),
    ("controls_gap", N_("Why our controls missed it")),
    ("fix", N_("What was done")),
    ("prevention", N_("Why it will not happen again")),
    ("verification", N_("How that was verified")),
)
METRICS = (
    "majors.count",
    "majors.minutes",
    "majors.repeated",
    "majors.context",
)
PHASES = {
    "began": N_("Began: {step}"),
    "detected": N_("Detected: {step}"),
    "informed": N_("Informed: {step}"),
    "worked_on": N_("Worked on: {step}"),
    "restored": N_("Restored: {step}"),
    "verified": N_("Verified: {step}"),
}
LISTED = 12


@dataclass(frozen=True, slots=True)
class Incident:
    """One major incident in full; `record` is its id."""

    record: str
    title: str
    facts: str
    course: Table | None
    parts: tuple[tuple[str, str], ...]
    actions: Table | None


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on major incidents shows."""

    counts: Table | None = told("number and minutes of impact beside earlier periods, at full depth")
    incidents: tuple[Incident, ...] = told("major incidents that concern the period in full, oldest first")
    others: Table | None = told("those that are told in a line each, oldest first")


def build(inputs: Inputs) -> Context | Nothing:
    """Without a table of major incidents, or without one in the period, the section says so in a line."""
    _ = inputs.words.gettext
    count = inputs.figures.get("majors.count")
    if count.number is None:
        return Nothing(_("No major incidents are recorded. A table of major incidents fills this section."))
    majors = inputs.evidence.majors
    if not majors:
        return Nothing(_("No major incident in {period}.", period=inputs.words.period(inputs.figures.period)))
    in_full = sorted(majors, key=lambda major: _weight(inputs, major))[: inputs.room(0, 2, len(majors))]
    others = [major for major in majors if major not in in_full]
    return Context(
        counts=counted(inputs, METRICS),
        incidents=tuple(_incident(inputs, major) for major in majors if major in in_full),
        others=_others(inputs, others, _("Also in the period") if in_full else _("In the period")),
    )


def _weight(inputs: Inputs, major: Major) -> tuple[float, str]:
    """The longest first."""
    return (-seconds(inputs, major.started_at, major.ended_at), major.id)


# In a line


def _others(inputs: Inputs, majors: Sequence[Major], caption: str) -> Table | None:
    _ = inputs.words.gettext
    heads = (
        Head(_("What"), 34),
        Head(_("When"), 15),
        Head(_("Lasted"), 7, "right"),
        Head(_("Cause"), 33),
        Head(_("Prevention"), 11),
    )
    return listing(inputs, caption, heads, majors, _in_a_line, inputs.room(2, 4, LISTED), _("the first of them"))


def _in_a_line(inputs: Inputs, major: Major) -> tuple[Cell, ...]:
    return (
        Cell(major.title, about(major.id, major.priority, major.service), record=major.id),
        Cell(inputs.words.minute(major.started_at), key=major.started_at),
        lasted(inputs, major.started_at, major.ended_at),
        Cell(major.cause or inputs.words.gettext("not known yet"), tone="" if major.cause else "quiet"),
        _prevention(inputs, major),
    )


def _prevention(inputs: Inputs, major: Major) -> Cell:
    """Where all that prevents it stands: as far as the action that is furthest behind."""
    actions, pgettext = _undertaken(inputs, major), inputs.words.pgettext
    if any(is_overdue(action, inputs.case) for action in actions):
        return Cell(inputs.words.gettext("overdue"), tone="missed")
    if any(is_open(action, inputs.case) for action in actions):
        return Cell(pgettext("status of an action", "open"))
    if major.verification:
        return Cell(pgettext("status of an action", "verified"), tone="met")
    if actions:
        return Cell(pgettext("status of an action", "done"), tone="met")
    return Cell(UNKNOWN, inputs.words.gettext("nothing agreed yet"), "quiet")


# In full


def _incident(inputs: Inputs, major: Major) -> Incident:
    return Incident(
        record=major.id,
        title=major.title,
        facts=_facts(inputs, major),
        course=_course(inputs, major),
        parts=_parts(inputs, major),
        actions=_actions(inputs, _undertaken(inputs, major)),
    )


def _parts(inputs: Inputs, major: Major) -> tuple[tuple[str, str], ...]:
    """What is known of it under its names."""
    known = ((words, getattr(major, name)) for name, words in CONTEXT)
    return tuple((inputs.words.gettext(words), text) for words, text in known if text)


def _undertaken(inputs: Inputs, major: Major) -> list[Action]:
    return [one for one in inputs.evidence.actions if one.major == major.id and one.state != "cancelled"]


def _facts(inputs: Inputs, major: Major) -> str:
    words, began = inputs.words, inputs.words.minute(major.started_at)
    if major.ended_at:
        span = words.gettext("{first} to {last}", first=began, last=words.minute(major.ended_at))
    else:
        span = words.gettext("{first} and not ended", first=began)
    return about(major.id, major.priority, major.service, span)


def _course(inputs: Inputs, major: Major) -> Table | None:
    steps = [one for one in inputs.evidence.major_events if one.major == major.id]
    steps.sort(key=lambda step: step.at)
    _ = inputs.words.gettext
    heads = (Head(_("When"), 18), Head(_("What happened"), 82))
    room, step = inputs.room(0, 8, 20), partial(_step, major=major)
    return listing(inputs, _("Course"), heads, steps, step, room, _("the first steps"))


def _step(inputs: Inputs, step: MajorEvent, major: Major) -> tuple[Cell, ...]:
    named = step.phase in PHASES
    told = inputs.words.gettext(PHASES[step.phase], step=step.text) if named else step.text
    return (Cell(_when(inputs, step, major)), Cell(told))


def _when(inputs: Inputs, step: MajorEvent, major: Major) -> str:
    """The time of a step, with its day where that is not the one on which it began."""
    same = step.at.date() == major.started_at.date()
    return inputs.words.time(step.at) if same else inputs.words.minute(step.at)


def _actions(inputs: Inputs, actions: Sequence[Action]) -> Table | None:
    _ = inputs.words.gettext
    heads = (Head(_("Preventive action"), 50), Head(_("Owner"), 20), Head(_("Due"), 12), Head(_("State"), 18))
    room = inputs.room(0, 4, 20)
    return listing(inputs, _("Preventive actions"), heads, actions, _action, room, _("in the order agreed"))


def _action(inputs: Inputs, action: Action) -> tuple[Cell, ...]:
    return (
        Cell(action.title, action.id, record=action.id),
        Cell(action.owner or UNKNOWN),
        Cell(day_words(inputs, action.now_due_on), key=action.now_due_on),
        _state(inputs, action),
    )


def _state(inputs: Inputs, action: Action) -> Cell:
    pgettext = inputs.words.pgettext
    if is_overdue(action, inputs.case):
        return Cell(inputs.words.gettext("overdue"), tone="missed")
    if is_open(action, inputs.case):
        return Cell(pgettext("status of an action", "open"))
    day = inputs.words.short_day(action.closed_on) if action.closed_on else inputs.words.gettext("day not recorded")
    return Cell(pgettext("status of an action", "done"), aside=day, tone="met")
