"""Promises that were not kept yet."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.findings.case import Case
from reviewgen.model import Finding, Sentence
from reviewgen.periods import parse
from reviewgen.records import Action


def actions_overdue(case: Case) -> Iterable[Finding]:
    """Our actions whose day has passed."""
    overdue = case.figures.get("actions.overdue", side="ours")
    if overdue.number:
        late = [action for action in case.evidence.actions if action.side == "ours" and is_overdue(action, case)]
        yield Finding(
            "concern",
            "actions_overdue",
            Sentence(
                "{n} promise of ours is overdue",
                (("n", overdue),),
                "{n} promises of ours are overdue",
                overdue.number,
            ),
            Sentence("{title}", (("title", "; ".join(action.title for action in late[:2])),)),
            "promises",
            80 + overdue.number,
            owner=late[0].owner if len(late) == 1 else "",
        )


def actions_carried(case: Case) -> Iterable[Finding]:
    """Actions that are open since before the last review but one."""
    carried = case.figures.get("actions.carried")
    if carried.number:
        yield Finding(
            "concern",
            "actions_carried",
            Sentence(
                "{n} action has been carried through two reviews",
                (("n", carried),),
                "{n} actions have been carried through two reviews",
                carried.number,
            ),
            Sentence("Agreed before {start} and still open", (("start", parse(case.figures.previous).first),)),
            "promises",
            60 + carried.number,
        )


def is_open(action: Action, case: Case) -> bool:
    """Whether an action is neither closed nor cancelled at the end of the period."""
    if action.state == "cancelled" or (action.state == "done" and action.closed_on is None):
        return False
    return action.closed_on is None or action.closed_on >= case.end


def is_overdue(action: Action, case: Case) -> bool:
    """Whether an action is open and its day, as last revised, has passed."""
    due = action.now_due_on
    return is_open(action, case) and due is not None and due < case.end
