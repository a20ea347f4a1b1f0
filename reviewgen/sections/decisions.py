"""Decisions and next steps: what to decide, what was agreed newly, whom else to ask, how to answer."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.findings.promises import is_open
from reviewgen.model import Depth
from reviewgen.sections.people import others, team_name
from reviewgen.sections.view import SIDES, Cell, Head, Inputs, Table, capped, told

TITLE = "Decisions and next steps"
LEAST: Depth = "brief"
QUESTIONS = (
    "Did this review answer what you wanted to know?",
    "Do the numbers match what your people experience?",
    "What should we look at next time?",
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
    return Context(
        decisions=_decisions(inputs) if inputs.depth == "full" else None,
        asked=bool(inputs.account.decisions) and inputs.depth != "full",
        new_actions=None if compact else _new_actions(inputs),
        others=_others(inputs) if inputs.depth == "full" else None,
        people="" if compact else inputs.titles.get("agenda", ""),
        questions=() if compact else QUESTIONS,
        question=QUESTIONS[0] if compact else "",
        feedback_to=inputs.provider.email,
    )


def _decisions(inputs: Inputs) -> Table | None:
    wanted = inputs.account.decisions
    if not wanted:
        return None
    heads = (Head("To decide", 60), Head("Who decides", 22), Head("By", 18))
    rows = tuple(
        (
            Cell(decision.text),
            Cell(decision.owner or "–"),
            Cell(inputs.words.short_day(decision.due_on) if decision.due_on else "–"),
        )
        for decision in wanted[:20]
    )
    return Table("Decisions wanted", heads, rows, capped(inputs, len(rows), len(wanted), "all stand in the summary"))


def _new_actions(inputs: Inputs) -> Table | None:
    """What was agreed in the period and is still to be done; what is done stands with the promises."""
    start = inputs.period.start.date()
    agreed = [one for one in inputs.evidence.actions if one.agreed_on >= start and is_open(one, inputs.case)]
    if not agreed:
        return None
    heads = (Head("New action", 52), Head("Side", 10), Head("Owner", 20), Head("By", 18))
    rows = tuple(
        (
            Cell(action.title, action.id, record=action.id),
            Cell(SIDES[action.side]),
            Cell(action.owner or "–"),
            Cell(inputs.words.short_day(action.now_due_on) if action.now_due_on else "–"),
        )
        for action in agreed[: inputs.room(0, 6, 15)]
    )
    return Table(
        "Agreed in the period, and to be done",
        heads,
        rows,
        capped(inputs, len(rows), len(agreed), "in the order agreed"),
    )


def _others(inputs: Inputs) -> Table | None:
    """The people who do not take part; those who do stand with the agenda."""
    found = others(inputs)
    if not found:
        return None
    heads = (Head("About", 26), Head("Ask", 18), Head("Side", 24), Head("How to reach", 32))
    rows = tuple(
        (Cell(one.role or "–"), Cell(one.name), Cell(team_name(inputs, team)), Cell(one.reach or "–"))
        for team, one in found
    )
    return Table("Whom else to ask", heads, rows)
