"""Which tickets come in: a story's months, as tickets with their whole lives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from making.dice import Dice
from making.lives import AUTOMATIC_CLOSE, live
from making.moments import (
    MINUTE,
    at,
    days_of,
    draw_instant,
    month_in,
    months_from,
    share_in,
    told_once,
)
from making.replies import reply_late
from making.stories import SEED, Spike, Story
from making.tickets import Step, Ticket
from making.words import GROUPS, RECORDS, TOPICS, WORDS, Topic

DUPLICATE_SHARE, NOTE_SHARE = 0.012, 0.05
MOVES = (55, 28, 11, 4, 2)  # shares of tickets that went to another group 0, 1, 2 ... times
CAUSES_SINCE = "2026-08"  # from then on the desk writes down why a target was missed


def tickets_of(story: Story) -> list[Ticket]:
    """The tickets that the export shows: opened since the story's first day, or still open then."""
    rng = Dice(f"{SEED}/tickets/{story.code}")
    tickets = [ticket for month in months_from(story.since) for ticket in _month(rng, story, month)]
    start = at(story.zone, story.exported_since)
    shown = [ticket for ticket in tickets if ticket.opened < story.desk.exported and ticket.ends >= start]
    _explain(rng, story, shown)
    reply_late(story, shown)
    return shown


def _month(rng: Dice, story: Story, month: str) -> list[Ticket]:
    ordinary = _ordinary(rng, story, month)
    _mark_late(rng, story, month, ordinary)
    _mark_first_contact(rng, story, month, ordinary)
    others = [*_planned(rng, story, month), *_critical(rng, story, month)]
    for ticket in (*ordinary, *others):
        live(rng, ticket)
    return [*ordinary, *others, *_repeated(rng, ordinary), *_majors(rng, story, month)]


def _around(rng: Dice, expected: float) -> int:
    return max(0, round(expected + rng.uniform(-0.9, 0.9)))


# Ordinary tickets: P2 to P4


def _ordinary(rng: Dice, story: Story, month: str) -> list[Ticket]:
    number = story.volumes.get(month, round(story.volume * rng.uniform(0.96, 1.04)))
    spikes = [spike for spike in story.spikes if f"{spike.first:%Y-%m}" == month]
    usual = [_any_topic(rng, story, _instant(rng, story, month)) for _ in range(number)]
    return usual + [ticket for spike in spikes for ticket in _more(rng, story, spike)]


def _instant(rng: Dice, story: Story, month: str) -> datetime:
    return draw_instant(rng, story.zone, days_of(month), story.weekend)


def _more(rng: Dice, story: Story, spike: Spike) -> Iterable[Ticket]:
    days = [spike.first + timedelta(days=day) for day in range(spike.days)]
    for _ in range(spike.tickets):
        opened = draw_instant(rng, story.zone, days, weekend=1.0)
        yield _any_topic(rng, story, opened, spike.service)


def _any_topic(rng: Dice, story: Story, opened: datetime, service: str = "") -> Ticket:
    day = opened.astimezone(story.zone).date()
    topics = [topic for topic in TOPICS[story.code] if topic.since <= day and service in ("", topic.service)]
    return _ticket(rng, story, rng.choices(topics, [topic.weight for topic in topics])[0], opened)


def _ticket(rng: Dice, story: Story, topic: Topic, opened: datetime) -> Ticket:
    words = WORDS[story.code]
    slots = {slot: rng.choice(texts) for slot, texts in words["slots"].items()}
    channel = topic.channel or _channel(rng, topic.kind)
    return Ticket(
        story=story,
        topic=topic,
        opened=told_once(story.desk.zone, opened),
        priority=int(rng.choices(list(topic.mix), list(topic.mix.values()))[0].removeprefix("P")),
        title=rng.deal(topic.titles).format_map(slots),
        site=rng.choice(topic.sites or words["sites"]),
        channel=channel,
        caller="Monitoring" if channel == "Monitoring" else rng.choice(words["people"]),
        group=topic.group,
        agent=rng.choice(GROUPS[topic.group]),
        moves=rng.choices(range(len(MOVES)), MOVES)[0],
        note=rng.deal(WORDS["internal"]["notes"]) if rng.random() < NOTE_SHARE else "",
    )


def _channel(rng: Dice, kind: str) -> str:
    shares = (15, 25, 60) if kind == "request" else (42, 26, 32)
    return rng.choices(("Phone", "E-mail", "Portal"), shares)[0]


def _mark_late(rng: Dice, story: Story, month: str, tickets: list[Ticket]) -> None:
    """Choose who misses the target: nearly a fixed number, so that each month is as the story tells it."""
    share = 1 - story.in_time_in.get(month, share_in(story.in_time, month))
    early = [ticket for ticket in tickets if ticket.day.day <= 22]  # falls due in the same month
    number = _around(rng, len(tickets) * share) if share else 0
    for ticket in rng.sample(early, min(len(early), number)):
        ticket.late = True


def _mark_first_contact(rng: Dice, story: Story, month: str, tickets: list[Ticket]) -> None:
    share, desk = share_in(story.first_contact, month), story.desk.first_line
    for ticket in tickets:
        eligible = ticket.priority > 2 and not ticket.late and ticket.channel != "Monitoring"
        if eligible and rng.random() < share:
            ticket.first_contact, ticket.moves = True, 0
            ticket.group, ticket.agent = desk, rng.choice(GROUPS[desk])


# Planned work: P5


def _planned(rng: Dice, story: Story, month: str) -> list[Ticket]:
    topics = [topic for topic in TOPICS[story.code] if "P5" in topic.mix]
    number = round(story.planned * rng.uniform(0.93, 1.07))
    return [_ticket(rng, story, rng.choice(topics), _instant(rng, story, month)) for _ in range(number)]


# Second tickets about the same thing


def _repeated(rng: Dice, tickets: list[Ticket]) -> list[Ticket]:
    originals = [ticket for ticket in tickets if ticket.counts and not ticket.first_contact]
    number = _around(rng, len(tickets) * DUPLICATE_SHARE) if len(tickets) > 20 else 0
    chosen = rng.sample(originals, min(len(originals), number))
    return [_repeat(rng, one, one.opened + rng.randrange(5, 90) * MINUTE, one.title) for one in chosen]


def _repeat(rng: Dice, original: Ticket, opened: datetime, title: str) -> Ticket:
    ticket = _ticket(rng, original.story, original.topic, opened)
    ticket.title, ticket.site, ticket.priority = title, original.site, max(original.priority, 3)
    ticket.duplicate_of, ticket.major, ticket.moves = original, original.major, 0
    begun = ticket.opened + rng.randrange(3, 12) * MINUTE
    done = begun + rng.randrange(4, 25) * MINUTE
    ticket.follow([Step(begun, "in_progress"), Step(done, "resolved"), Step(done + MINUTE, "closed")])
    return ticket


# Critical tickets: P1. All of them end in the month in which they begin.


def _critical(rng: Dice, story: Story, month: str) -> list[Ticket]:
    number, in_time = story.critical.get(month, (0, 0))
    for major in _majors_in(story, month):
        number, in_time = number - 1, in_time - (not _is_late(story, major))
    late = [True] * (number - in_time) + [False] * in_time
    return [_critical_ticket(rng, story, month, one) for one in late]


def _critical_topics(story: Story, month: str, late: bool) -> dict[str, Topic]:
    topics = [topic for topic in TOPICS[story.code] if "P1" in topic.mix]
    if late and story.trouble and month >= f"{story.trouble.since:%Y-%m}":
        topics = [topic for topic in topics if topic.service == story.trouble.service]
    return {title: topic for topic in topics for title in topic.titles}


def _critical_ticket(rng: Dice, story: Story, month: str, late: bool) -> Ticket:
    topics = _critical_topics(story, month, late)
    title = rng.deal(list(topics))
    days = [day for day in days_of(month)[1:27] if not _before_trouble(story, month, day.day)]
    ticket = _ticket(rng, story, topics[title], draw_instant(rng, story.zone, days, weekend=0.5))
    ticket.title, ticket.late = title, late
    if rng.random() < 0.4:
        ticket.channel = ticket.caller = "Monitoring"
    return ticket


def _before_trouble(story: Story, month: str, day: int) -> bool:
    return story.trouble is not None and month == f"{story.trouble.since:%Y-%m}" and day <= story.trouble.since.day


# Major incidents, with those who reported them too


def _majors_in(story: Story, month: str) -> list[dict[str, Any]]:
    ours = [major for major in RECORDS["majors"] if major["account"] == story.code]
    return [major for major in ours if f"{major['started']:%Y-%m}" == month]


def _is_late(story: Story, major: Mapping[str, Any]) -> bool:
    return bool(
        major["ended"] - major["started"]
        > timedelta(hours=story.terms_on(major["started"].date()).promises[1].resolution)
    )


def _majors(rng: Dice, story: Story, month: str) -> Iterable[Ticket]:
    for major in _majors_in(story, month):
        first = _major_ticket(rng, story, major)
        yield first
        for _ in range(major["reports"]):
            minutes = rng.randrange(4, (major["ended"] - major["started"]) // MINUTE // 2)
            title = rng.deal(WORDS["reports"]["titles"]).format(service=first.topic.service, site=first.site)
            yield _repeat(rng, first, first.opened + minutes * MINUTE, title)


def _major_ticket(rng: Dice, story: Story, major: Mapping[str, Any]) -> Ticket:
    topic = Topic(
        **{name: major[name] for name in ("service", "category", "subcategory", "group")},
        titles=[major["title"]],
        fixes=[major["fix"]],
        mix={"P1": 1},
        sites=[major["site"]],
        problem=major.get("problem", ""),
    )
    began, over = (major[name].replace(tzinfo=story.zone).astimezone(UTC) for name in ("started", "ended"))
    ticket = _ticket(rng, story, topic, began)
    ticket.major, ticket.late = major["id"], _is_late(story, major)
    ticket.cause, ticket.fix = major.get("breach_cause", ""), major["fix"]
    taken = Step(began + 9 * MINUTE, "in_progress")
    ticket.follow([taken, Step(over, "resolved"), Step(over + AUTOMATIC_CLOSE, "closed")])
    return ticket


# Why targets were missed


def _explain(rng: Dice, story: Story, tickets: list[Ticket]) -> None:
    """Write down causes; now and then it is forgotten."""
    late = [one for one in tickets if one.late and one.counts and one.due and one.due < story.desk.exported]
    missed = [one for one in late if month_in(story.zone, one.opened) >= CAUSES_SINCE]
    for ticket in sorted(missed, key=lambda ticket: ticket.opened):
        ticket.cause = ticket.cause or rng.deal(_causes(ticket))
    forgotten = [one for one in missed if one.priority > 2]
    forgotten = [one for one in forgotten if month_in(story.zone, one.opened) == story.cause_unknown]
    if forgotten:
        max(forgotten, key=lambda ticket: ticket.opened).cause = ""


def _causes(ticket: Ticket) -> Sequence[str]:
    causes: Mapping[str, Sequence[str]] = WORDS["causes"]
    trouble = ticket.story.trouble
    if trouble and trouble.service == ticket.topic.service and trouble.since <= ticket.day:
        return causes["trouble"]
    return causes.get(ticket.topic.category, causes["general"])
