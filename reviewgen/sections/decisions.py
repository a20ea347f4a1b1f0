"""Decisions and next steps: what to decide, what was agreed newly, whom else to ask, how to answer."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.findings.promises import is_open
from reviewgen.languages import N_
from reviewgen.model import Depth
from reviewgen.sections.people import others, team_name
from reviewgen.sections.view import Cell, Head, Inputs, Table, capped, side_words, told

TITLE = "Decisions and next steps"
LEAST: Depth = "brief"
QUESTIONS = (
    N_("Did this review answer what you wanted to know?"),
    N_("Do the numbers match what your people experience?"),
    N_("What should we look at next time?"),
)


@dataclass(frozen=True, slots=True)
class Context:
    """What the last section shows."""

    decisions: Table | None = told("what the customer is asked to decide, at full depth")
    asked: bool = told("whether something is to be decided that stands in the summary alone")
    new_actions: Table | None = told("actions agreed in the period and still open, with owner and day")
    others: Table | None = told("whom else to ask about what, besides those who take part")
    people: str = told("the title of the section with the people who take part, where it is linked to")
    questions: tuple[str, ...] = told("the feedback form")
    question: str = told("what we ask in a brief pack instead")
    feedback_to: str = told("the address that feedback goes to")


def build(inputs: Inputs) -> Context:
    """There is always a next step: the feedback form, at the least."""
    compact = inputs.depth == "brief"
    questions = tuple(map(inputs.words.gettext, QUESTIONS))
    return Context(
        decisions=_decisions(inputs) if inputs.depth == "full" else None,
        asked=bool(inputs.account.decisions) and inputs.depth != "full",
        new_actions=None if compact else _new_actions(inputs),
        others=_others(inputs) if inputs.depth == "full" else None,
        people="" if compact else inputs.titles.get("agenda", ""),
        questions=() if compact else questions,
        question=questions[0] if compact else "",
        feedback_to=inputs.provider.email,
    )


def _decisions(inputs: Inputs) -> Table | None:
    wanted = inputs.account.decisions
    if not wanted:
        return None
    _ = inputs.words.gettext
    heads = (Head(_("To decide"), 60), Head(_("Who decides"), 22), Head(_by(inputs), 18))
    rows = tuple(
        (
            Cell(decision.text),
            Cell(decision.owner or "–"),
            Cell(inputs.words.short_day(decision.due_on) if decision.due_on else "–"),
        )
        for decision in wanted[:20]
    )
    more = capped(inputs, len(rows), len(wanted), _("all stand in the summary"))
    return Table(_("Decisions wanted"), heads, rows, more)


def _by(inputs: Inputs) -> str:
    return inputs.words.pgettext("day", "By")


def _new_actions(inputs: Inputs) -> Table | None:
    """What was agreed in the period and is still to be done; what is done stands with the promises."""
    start = inputs.period.start.date()
    agreed = [one for one in inputs.evidence.actions if one.agreed_on >= start and is_open(one, inputs.case)]
    if not agreed:
        return None
    _ = inputs.words.gettext
    heads = (Head(_("New action"), 52), Head(_("Side"), 10), Head(_("Owner"), 20), Head(_by(inputs), 18))
    rows = tuple(
        (
            Cell(action.title, action.id, record=action.id),
            Cell(side_words(inputs, action.side)),
            Cell(action.owner or "–"),
            Cell(inputs.words.short_day(action.now_due_on) if action.now_due_on else "–"),
        )
        for action in agreed[: inputs.room(0, 6, 15)]
    )
    more = capped(inputs, len(rows), len(agreed), _("in the order agreed"))
    return Table(_("Agreed in the period, and to be done"), heads, rows, more)


def _others(inputs: Inputs) -> Table | None:
    """The people who do not take part; those who do stand with the agenda."""
    found = others(inputs)
    if not found:
        return None
    _ = inputs.words.gettext
    pgettext = inputs.words.pgettext
    heads = (
        Head(pgettext("whom to ask", "About"), 26),
        Head(pgettext("whom to ask", "Ask"), 18),
        Head(_("Side"), 24),
        Head(_("How to reach"), 32),
    )
    rows = tuple(
        (Cell(one.role or "–"), Cell(one.name), Cell(team_name(inputs, team)), Cell(one.reach or "–"))
        for team, one in found
    )
    return Table(_("Whom else to ask"), heads, rows)
