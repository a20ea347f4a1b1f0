"""Improvement plan: what was agreed and what it brought, and requirements as both sides see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reviewgen.model import Depth
from reviewgen.records import Improvement, Requirement
from reviewgen.sections.counted import counted
from reviewgen.sections.listing import UNKNOWN, about, day_words, due_cell, is_late, listing
from reviewgen.sections.view import Cell, Head, Inputs, Nothing, Table, side_words, told

TITLE = "Improvement plan"
LEAST: Depth = "standard"
METRICS = (
    "improvements.open",
    "improvements.done",
    "improvements.overdue",
    "requirements.open",
)


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on improvements shows."""

    counts: Table | None = told("figures on improvements and requirements beside earlier periods, at full depth")
    improvements: Table | None = told("improvements: overdue ones, then those open, those done and those proposed")
    requirements: Table | None = told("changed requirements, as the customer and as the provider sees each")


def build(inputs: Inputs) -> Context | Nothing:
    """Nothing to show without an improvement or a requirement that concerns the period."""
    if not inputs.evidence.improvements and not inputs.evidence.requirements:
        return Nothing(
            inputs.words.gettext(
                "No improvement is agreed and no requirement has changed. Tables of improvements and requirements fill "
                "this section."
            )
        )
    return Context(
        counts=counted(inputs, METRICS),
        improvements=_improvements(inputs),
        requirements=_requirements(inputs),
    )


def _improvements(inputs: Inputs) -> Table | None:
    found = sorted(inputs.evidence.improvements, key=lambda one: _standing(inputs, one))
    _ = inputs.words.gettext
    heads = (
        Head(_("Improvement"), 33),
        Head(_("What it is to bring"), 29),
        Head(_("Promised for"), 13),
        Head(_("State, and what it brought"), 25),
    )
    room, order = inputs.room(0, 3, 20), _("overdue ones first, then the next")
    return listing(inputs, _("Improvements"), heads, found, _improvement, room, order)


def _is_done(inputs: Inputs, improvement: Improvement) -> bool:
    return improvement.done_on is not None and improvement.done_on < inputs.case.end


def _standing(inputs: Inputs, improvement: Improvement) -> tuple[int, date, str]:
    place = 2 if _is_done(inputs, improvement) else 1 if improvement.agreed_on else 3
    late = is_late(inputs, improvement.due_on, improvement.done_on) and place == 1
    return (0 if late else place, improvement.due_on or date.max, improvement.id)


def _improvement(inputs: Inputs, improvement: Improvement) -> tuple[Cell, ...]:
    agreed = improvement.agreed_on is not None
    return (
        Cell(improvement.title, about(improvement.id, improvement.owner), record=improvement.id),
        Cell(improvement.benefit or UNKNOWN),
        due_cell(inputs, improvement.due_on, improvement.done_on)
        if agreed
        else Cell(day_words(inputs, improvement.due_on), key=improvement.due_on),
        _state(inputs, improvement),
    )


def _state(inputs: Inputs, improvement: Improvement) -> Cell:
    pgettext = inputs.words.pgettext
    if improvement.done_on:
        done = pgettext("state of an improvement", "done")
        return Cell(done, improvement.result, "met", day_words(inputs, improvement.done_on))
    if improvement.agreed_on:
        return Cell(pgettext("state of an improvement", "agreed"), aside=day_words(inputs, improvement.agreed_on))
    proposed = pgettext("state of an improvement", "proposed")
    return Cell(proposed, aside=day_words(inputs, improvement.raised_on), tone="quiet")


def _requirements(inputs: Inputs) -> Table | None:
    open_first = sorted(
        inputs.evidence.requirements, key=lambda one: (one.decided_on is not None, one.raised_on, one.id)
    )
    _ = inputs.words.gettext
    heads = (
        Head(_("Requirement"), 24),
        Head(_("Your view"), 28),
        Head(_("Our view"), 28),
        Head(_("Decision"), 20),
    )
    room = inputs.room(0, 2, 20)
    return listing(inputs, _("Changed requirements"), heads, open_first, _requirement, room, _("open ones first"))


def _requirement(inputs: Inputs, requirement: Requirement) -> tuple[Cell, ...]:
    raised = inputs.words.gettext("raised {day}", day=day_words(inputs, requirement.raised_on))
    side = side_words(inputs, requirement.side)
    return (
        Cell(requirement.title, about(requirement.id, raised, side, requirement.owner), record=requirement.id),
        Cell(requirement.customer_view or UNKNOWN),
        Cell(requirement.provider_view or UNKNOWN),
        _decision(inputs, requirement),
    )


def _decision(inputs: Inputs, requirement: Requirement) -> Cell:
    pgettext = inputs.words.pgettext
    if requirement.decided_on is None:
        still = inputs.words.gettext("not decided yet") if requirement.decision else ""
        return Cell(requirement.decision or pgettext("state of a requirement", "open"), still)
    decided = requirement.decision or pgettext("state of a requirement", "decided")
    return Cell(decided, day_words(inputs, requirement.decided_on))
