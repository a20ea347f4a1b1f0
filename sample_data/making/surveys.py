"""What customers were asked, and what they answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from making.dice import Dice
from making.moments import AS_OF, LONDON, MINUTE, at, days_of, month_in, share_in, told_once
from making.stories import SEED, Story
from making.tickets import Ticket
from making.words import REMARKS, WAVES, WORDS, Remark, Wave

MOODS = {1: "low", 2: "low", 3: "middle", 4: "high", 5: "high"}
COMMENT_SHARES = {"low": 0.8, "middle": 0.6, "high": 0.2}
CALL_BACK = timedelta(days=3)


@dataclass(eq=False, kw_only=True)
class Survey:
    """A question sent, and perhaps its answer."""

    story: Story
    kind: str
    sent: datetime
    answered: datetime | None = None
    score: int | None = None
    ticket: Ticket | None = None
    respondent: str = ""
    comment: str = ""
    follow_up: str = ""


def surveys_of(story: Story, tickets: Iterable[Ticket]) -> list[Survey]:
    """Surveys after tickets, and those that go round once a quarter."""
    rng = Dice(f"{SEED}/surveys/{story.code}")
    after = _after_tickets(rng, story, tickets)
    return after + [survey for wave in WAVES[story.code] for survey in _round(rng, story, wave)]


def _after_tickets(rng: Dice, story: Story, tickets: Iterable[Ticket]) -> list[Survey]:
    asked = [ticket for ticket in tickets if _may_ask(ticket) and rng.random() < story.surveyed]
    surveys = [_sent_after(story, ticket) for ticket in asked]
    surveys = [survey for survey in surveys if survey.sent < AS_OF]
    for survey in surveys:
        answered = told_once(LONDON, survey.sent + timedelta(hours=rng.expovariate(1 / 20)))
        if rng.random() < story.answered and answered < AS_OF:
            survey.answered = answered
    _score(rng, story, surveys)
    _comment(rng, surveys)
    _forget(story, surveys)
    return surveys


def _may_ask(ticket: Ticket) -> bool:
    by_person = ticket.caller != "Monitoring" and ticket.priority <= 4
    return by_person and ticket.counts and ticket.resolved is not None


def _sent_after(story: Story, ticket: Ticket) -> Survey:
    assert ticket.resolved is not None
    sent = told_once(LONDON, ticket.resolved + timedelta(hours=1))
    return Survey(story=story, kind="Ticket", sent=sent, ticket=ticket)


def _score(rng: Dice, story: Story, surveys: Iterable[Survey]) -> None:
    """Score each month's answers: nearly a fixed number of unhappy ones, as the story tells it."""
    months = defaultdict[str, list[Survey]](list)
    for survey in surveys:
        if survey.answered:
            months[month_in(story.zone, survey.answered)].append(survey)
    for month, answers in sorted(months.items()):
        unhappy = round(len(answers) * (1 - share_in(story.content, month)))
        for place, survey in enumerate(rng.sample(answers, len(answers))):
            survey.score = rng.choice((3, 3, 2, 2, 1) if place < unhappy else (5, 5, 5, 4, 4))
            survey.respondent = survey.ticket.caller if survey.ticket else ""


def _comment(rng: Dice, surveys: Iterable[Survey]) -> None:
    """Give some answers a comment; those who are unhappy are called back within days."""
    answers = [(survey.answered, survey) for survey in surveys if survey.answered]
    for answered, survey in sorted(answers, key=lambda pair: pair[0]):
        remark = next(_remarks_for(rng, survey), None)
        if remark is None:
            continue
        if rng.random() < COMMENT_SHARES[remark.mood]:
            survey.comment = rng.deal(remark.texts)
        if remark.mood == "low" and answered < AS_OF - CALL_BACK:
            survey.follow_up = rng.deal(remark.follow_ups)


def _forget(story: Story, surveys: Iterable[Survey]) -> None:
    """Take the follow-up from the month's last unhappy answer: nobody has called back."""
    called = [(one.answered, one) for one in surveys if one.answered and one.follow_up]
    theirs = [pair for pair in called if month_in(story.zone, pair[0]) == story.not_called_back]
    if theirs:
        max(theirs, key=lambda pair: pair[0])[1].follow_up = ""


def _remarks_for(rng: Dice, survey: Survey) -> Iterator[Remark]:
    """What may be said, by chance about the service itself first."""
    assert survey.ticket is not None
    assert survey.score is not None
    known = [one for one in REMARKS[survey.story.code] if one.mood == MOODS[survey.score]]
    known = [one for one in known if one.since <= survey.ticket.day]
    if rng.random() < 0.6:
        yield from (one for one in known if one.service == survey.ticket.topic.service)
    yield from (one for one in known if not one.service)


def _round(rng: Dice, story: Story, wave: Wave) -> Iterator[Survey]:
    """Would you recommend us, or how easy was it? Four more people are asked than answer."""
    everybody = WORDS[story.code]["people"]
    people = rng.sample(everybody, min(len(everybody), len(wave.scores) + 4))
    second_tuesday = [day for day in days_of(wave.month) if day.weekday() == 1][1]
    sent, voices = at(LONDON, second_tuesday, 9), dict(wave.voices)
    for place, person in enumerate(people):
        survey = Survey(story=story, kind=wave.kind, sent=sent, respondent=person)
        if place < len(wave.scores):
            survey.score = wave.scores[place]
            survey.answered = sent + rng.randrange(60, 9000) * MINUTE
            survey.comment = voices.pop(str(survey.score), "")
            survey.follow_up = wave.follow_ups.get(str(survey.score), "")
        yield survey
