"""What the meeting itself lacks: people, day, agenda, minutes, decisions, answers, and what fills sections."""

from __future__ import annotations

from collections.abc import Iterator

from reviewgen.errors import shorten
from reviewgen.metrics import BY_ID
from reviewgen.readiness.look import Gap, Look
from reviewgen.sections import TITLES, name_of, of_depth

SIDES = {"provider": "our side", "customer": "the customer's side"}
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
                problem=f"nobody takes part on {words}",
                hint=f"write names under participants: {side}:, or people under contacts: {side}:",
            )


def day(look: Look) -> Iterator[Gap]:
    """Warning: no day of the meeting, or one that is over."""
    meeting, today = look.case.account.next_meeting, look.case.today
    if meeting is None:
        problem = "the day of the meeting is not known"
    elif meeting < today:
        problem = f"the day of the meeting, {meeting}, is over"
    else:
        return
    yield look.written(
        "next_meeting", grade="warning", code="meeting.day", problem=problem, hint="write next_meeting: with its day"
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
                problem=f'nobody presents "{shorten(item.topic)}"',
                hint="write an owner: beside it",
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
            problem=f"the minutes of {last.held_on} are {last.state}, not approved",
            hint="send them" if last.state == "draft" else "ask the customer to approve them",
        )


def decisions(look: Look) -> Iterator[Gap]:
    """Warning: a decision that nobody is named for. Hint: one without a day."""
    for place, one in enumerate(look.case.account.decisions):
        missing = "owner" if not one.owner else "day" if one.due_on is None else ""
        if missing:
            yield look.written(
                "decisions",
                place,
                grade="warning" if missing == "owner" else "hint",
                code="decision.open_ended",
                problem=f'the decision "{shorten(one.text)}" has no {missing}',
                hint=f"write {'owner: who decides' if missing == 'owner' else 'due_on: by when'}",
            )


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
                problem=f"{BY_ID[metric].label}: {n} answer{'' if n == 1 else 's'}, and a claim needs {least}",
                hint="ask for more answers, or do not speak of it as a result",
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
                problem=f'the note for "{TITLES[name]}" is in no pack of the depth {account.depth}',
                hint="move it to a section that the pack has, or give the account another depth",
            )


def empty(look: Look) -> Iterator[Gap]:
    """Hint: a section of the pack that has nothing to show."""
    for section in look.empty:
        yield look.overall(
            grade="hint",
            code="section.empty",
            problem=f'the section "{section.title}" will be empty: {section.reason.rstrip(".")}',
            hint=f"add the rows, or say something under notes: {section.name}:",
        )
