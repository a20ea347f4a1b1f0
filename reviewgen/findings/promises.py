"""Promises that were not kept yet, or cannot be held to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reviewgen.findings.case import Case, Threshold
from reviewgen.findings.named import owner_of, records, titles
from reviewgen.findings.ranks import found
from reviewgen.languages import N_
from reviewgen.model import Finding, Sentence
from reviewgen.periods import parse
from reviewgen.records import Action

OVERDUE_ACTIONS = Threshold("overdue_actions", 1, "actions", "overdue promises of ours, from which they are told of")
CARRIED_ACTIONS = Threshold("carried_actions", 1, "actions", "actions carried twice, from which they are told of")
THRESHOLDS = (OVERDUE_ACTIONS, CARRIED_ACTIONS)
PROMISED = {"ours": N_("Ours, promised for {due}"), "theirs": N_("Yours, promised for {due}")}
LACKING = {
    (True, True): N_("An open promise of ours has no owner and no day"),
    (True, False): N_("An open promise of ours has no owner"),
    (False, True): N_("An open promise of ours has no day"),
}


def preventive_overdue(case: Case) -> Iterable[Finding]:
    """An action that is to keep a major incident from happening again, and whose day has passed."""
    majors = {one.id: one.title for one in case.evidence.majors}
    for action in case.evidence.actions:
        if action.major and is_overdue(action, case):
            yield found(
                "preventive_overdue",
                Sentence(
                    "Overdue, and meant to prevent “{major}” from coming again: {title}",
                    (("major", majors.get(action.major, action.major)), ("title", action.title)),
                ),
                "promises",
                detail=Sentence(PROMISED[action.side], (("due", action.now_due_on or case.end),)),
                owner=action.owner,
                subject=action.id,
                records=(("actions", action.id), ("majors", action.major)),
                impact=Sentence("Until it is done, the major incident may happen again."),
                proposal=Sentence("Agree on the day by which it is done, or on another way to prevent it."),
                ahead=True,
            )


def actions_overdue(case: Case) -> Iterable[Finding]:
    """Our actions whose day has passed; silent where each of them is told of as one that prevents a major incident."""
    overdue = case.figures.get("actions.overdue", side="ours")
    late = [action for action in case.evidence.actions if action.side == "ours" and is_overdue(action, case)]
    others = [action for action in late if not action.major]
    if overdue.number and overdue.number >= case.limit(OVERDUE_ACTIONS) and (others or not late):
        besides = Sentence("Besides what prevents a major incident: {titles}", (("titles", titles(others)),))
        yield found(
            "actions_overdue",
            Sentence(
                "{n} promise of ours is overdue",
                (("n", overdue),),
                "{n} promises of ours are overdue",
                overdue.number,
            ),
            "promises",
            detail=besides if len(others) < len(late) else titles(others),
            more=overdue.number,
            owner=owner_of(others),
            records=records("actions", others),
            proposal=Sentence("Name the day on which each is done, or say that it is not going to be."),
            ahead=True,
        )


def actions_carried(case: Case) -> Iterable[Finding]:
    """Actions that are open since before the last review but one."""
    carried = case.figures.get("actions.carried")
    if carried.number and carried.number >= case.limit(CARRIED_ACTIONS):
        start = parse(case.figures.previous).first
        old = [one for one in case.evidence.actions if is_carried(one, case)]
        yield found(
            "actions_carried",
            Sentence(
                "{n} action has been carried through two reviews",
                (("n", carried),),
                "{n} actions have been carried through two reviews",
                carried.number,
            ),
            "promises",
            detail=Sentence("Agreed before {start} and still open", (("start", start),)),
            more=carried.number,
            owner=owner_of(old),
            records=records("actions", old),
            proposal=Sentence("Do them, drop them, or give them a day that will hold."),
        )


def promise_incomplete(case: Case) -> Iterable[Finding]:
    """Open promises of ours that nobody is named for, or that have no day."""
    loose = [
        one
        for one in case.evidence.actions
        if one.side == "ours" and is_open(one, case) and (not one.owner or one.now_due_on is None)
    ]
    if loose:
        yield found(
            "promise_incomplete",
            _lacking(loose),
            "promises",
            detail=titles(loose),
            owner=owner_of(loose),
            records=records("actions", loose),
            proposal=Sentence("Name an owner and a day for each in the meeting."),
            ahead=True,
        )


def _lacking(loose: Sequence[Action]) -> Sentence:
    if len(loose) > 1:
        return Sentence("Open promises of ours have no owner or no day")
    return Sentence(LACKING[not loose[0].owner, loose[0].now_due_on is None])


def is_open(action: Action, case: Case) -> bool:
    """Whether an action is neither closed nor cancelled at the end of the period."""
    if action.state == "cancelled" or (action.state == "done" and action.closed_on is None):
        return False
    return action.closed_on is None or action.closed_on >= case.end


def is_carried(action: Action, case: Case) -> bool:
    """Whether an action is open since before the period before began: it has been through two reviews."""
    return is_open(action, case) and action.agreed_on < parse(case.figures.previous).first


def is_overdue(action: Action, case: Case) -> bool:
    """Whether an action is open and its day, as last revised, has passed."""
    due = action.now_due_on
    return is_open(action, case) and due is not None and due < case.end
