"""What the meeting itself lacks: people, day, agenda, minutes, decisions, answers, and what fills sections."""

from __future__ import annotations

from collections.abc import Iterator

from reviewgen.depth import DEPTHS
from reviewgen.errors import shorten
from reviewgen.languages import N_
from reviewgen.metrics import BY_ID
from reviewgen.model import Sentence
from reviewgen.readiness.look import Gap, Look
from reviewgen.sections import TITLES, name_of, of_depth

SIDES = {
    "provider": N_("nobody takes part on our side"),
    "customer": N_("nobody takes part on the customer's side"),
}
MINUTES = {
    "draft": N_("the minutes of {day} are a draft, not approved"),
    "sent": N_("the minutes of {day} are sent, not approved"),
}
CLAIMS = ("survey.csat", "survey.nps", "survey.ces")


def people(look: Look) -> Iterator[Gap]:
    """Warning: nobody takes part on one side."""
    account = look.case.account
    for side, words in SIDES.items():
        contacts = getattr(account.contacts, side)
        if not (getattr(account.participants, side) or contacts.business or contacts.technical):
            yield look.written(
                "participants",
                grade="warning",
                code="participants.missing",
                problem=Sentence(words),
                hint=Sentence(
                    "write names under participants: {side}:, or people under contacts: {side}:", (("side", side),)
                ),
            )


def day(look: Look) -> Iterator[Gap]:
    """Warning: no day of the meeting, or one that is over."""
    meeting, today = look.case.account.next_meeting, look.case.today
    if meeting is None:
        problem = Sentence("the day of the meeting is not known")
    elif meeting < today:
        problem = Sentence("the day of the meeting, {day}, is over", (("day", meeting),))
    else:
        return
    yield look.written(
        "next_meeting",
        grade="warning",
        code="meeting.day",
        problem=problem,
        hint=Sentence("write next_meeting: with its day"),
    )


def agenda(look: Look) -> Iterator[Gap]:
    """Warning: a point of the agenda that nobody presents."""
    for place, item in enumerate(look.case.account.agenda):
        if not item.owner:
            yield look.written(
                "agenda",
                place,
                grade="warning",
                code="agenda.owner",
                problem=Sentence('nobody presents "{topic}"', (("topic", shorten(item.topic)),)),
                hint=Sentence("write an owner: beside it"),
            )


def minutes(look: Look) -> Iterator[Gap]:
    """Warning: the minutes of the review before are not approved."""
    last = look.case.account.minutes
    if last and last.state != "approved":
        yield look.written(
            "minutes",
            "state",
            grade="warning",
            code="minutes.open",
            problem=Sentence(MINUTES[last.state], (("day", last.held_on),)),
            hint=Sentence("send them") if last.state == "draft" else Sentence("ask the customer to approve them"),
        )


def decisions(look: Look) -> Iterator[Gap]:
    """Warning: a decision that nobody is named for. Hint: one without a day."""
    for place, one in enumerate(look.case.account.decisions):
        named = (("decision", shorten(one.text)),)
        told = {"code": "decision.open_ended"}
        if not one.owner:
            problem = Sentence('the decision "{decision}" has no owner', named)
            hint = Sentence("write owner: who decides")
            yield look.written("decisions", place, grade="warning", problem=problem, hint=hint, **told)
        elif one.due_on is None:
            problem = Sentence('the decision "{decision}" has no day', named)
            hint = Sentence("write due_on: by when")
            yield look.written("decisions", place, grade="hint", problem=problem, hint=hint, **told)


def answers(look: Look) -> Iterator[Gap]:
    """Too few answers for a claim on satisfaction. Warning: a target is set for it. Hint: there are some."""
    agreed = {one.metric for one in look.case.judged()}
    for metric in CLAIMS:
        n, least = look.case.figures.get(metric).n, BY_ID[metric].least_n
        if n < least and (n or metric in agreed):
            yield look.overall(
                grade="warning" if metric in agreed else "hint",
                code="answers.few",
                table="surveys",
                problem=Sentence(
                    "{what}: {n} answer, and a claim needs {least}",
                    (("what", Sentence(BY_ID[metric].label)), ("n", n), ("least", least)),
                    "{what}: {n} answers, and a claim needs {least}",
                    n,
                ),
                hint=Sentence("ask for more answers, or do not speak of it as a result"),
            )


def notes(look: Look) -> Iterator[Gap]:
    """Warning: a note for a section that a pack of this depth does not have."""
    account = look.case.account
    has = {name_of(section) for section in of_depth(account.depth or "full")}
    for name in account.notes:
        if name not in has:
            yield look.written(
                "notes",
                name,
                grade="warning",
                code="note.unseen",
                problem=Sentence(
                    'the note for "{section}" is in no pack of the depth {depth}',
                    (("section", Sentence(TITLES[name])), ("depth", Sentence(DEPTHS[account.depth or "full"]))),
                ),
                hint=Sentence("move it to a section that the pack has, or give the account another depth"),
            )


def empty(look: Look) -> Iterator[Gap]:
    """Hint: a section of the pack that has nothing to show."""
    for section in look.empty:
        yield look.overall(
            grade="hint",
            code="section.empty",
            problem=Sentence(
                'the section "{section}" will be empty: {reason}',
                (("section", Sentence(TITLES[section.name])), ("reason", section.reason.rstrip("."))),
            ),
            hint=Sentence("add the rows, or say something under notes: {section}:", (("section", section.name),)),
        )
