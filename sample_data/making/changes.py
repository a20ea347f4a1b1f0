"""Changes: those that records tell of, a change for each maintenance window, and everyday ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from making.dice import Dice
from making.moments import AS_OF, MINUTE, at, days_of, months_from
from making.outages import Outage, windows
from making.stories import SEED, STORIES, Story
from making.words import REGISTERS

STORY = {story.code: story for story in STORIES}
CANCELLED_SHARE = 0.03
Span = tuple[datetime, datetime]


@dataclass(eq=False, kw_only=True)
class Change:
    """A change; `done` is when it was really made, None while it is planned or where it was cancelled."""

    story: Story
    title: str
    type: str
    service: str
    risk: str
    planned: Span
    done: Span | None = None
    outcome: str = ""
    impact: str = ""
    owner: str = ""
    review: str = ""
    problem: str = ""
    note: str = ""
    ref: str = ""
    caused: Sequence[Mapping[str, Any]] = ()
    number: str = ""


def changes_of() -> list[Change]:
    """All changes, numbered by the time they are planned for; the gaps are other customers' changes."""
    told = [_told(record) for record in REGISTERS["changes"]]
    taken = {(change.story.code, change.service, change.planned[0]) for change in told}
    kept = [_upkeep(one) for one in windows() if (one.story.code, one.service, one.started) not in taken]
    everyday = [change for rule in REGISTERS["everyday_changes"] for change in _everyday(rule)]
    changes = sorted([*told, *kept, *everyday], key=lambda one: (one.planned[0], one.story.code, one.title))
    rng, number = Dice(f"{SEED}/changes"), 30412
    for change in changes:
        change.number = f"CHG00{number}"
        number += rng.randrange(1, 4)
    return changes


def number_of(ref: str, changes: Iterable[Change]) -> str:
    """The number of the change that records call by `ref`; nothing for nothing."""
    return next(change.number for change in changes if change.ref == ref) if ref else ""


def _told(record: Mapping[str, Any]) -> Change:
    story = STORY[record["account"]]
    rest = {name: text for name, text in record.items() if name not in ("account", "planned", "done")}
    return Change(
        story=story,
        planned=_span(story, record["planned"]),
        done=_span(story, record["done"]) if "done" in record else None,
        **rest,
    )


def _span(story: Story, pair: Sequence[datetime]) -> Span:
    start, end = (instant.replace(tzinfo=story.zone).astimezone(UTC) for instant in pair)
    return start, end


def _upkeep(window: Outage) -> Change:
    over = window.ended < AS_OF
    return Change(
        story=window.story,
        title=window.title,
        type="standard",
        service=window.service,
        risk="low",
        planned=(window.started, window.ended),
        done=(window.started + 2 * MINUTE, window.ended - 11 * MINUTE) if over else None,
        outcome="successful" if over else "",
        impact=f"{window.service} is not there in the agreed window.",
        owner=REGISTERS["upkeep"][window.service],
    )


def _everyday(rule: Mapping[str, Any]) -> Iterable[Change]:
    """Changes of weekday evenings, so many a month; one of a month of every `each` is taken back."""
    story = STORY[rule["account"]]
    rng = Dice(f"{SEED}/changes/{story.code}")
    for place, month in enumerate(months_from(rule["since"])):
        days = [day for day in days_of(month) if day.weekday() in (1, 2, 3)]
        for turn in range(rule["number"]):
            start = at(story.zone, rng.choice(days), rng.choice((18, 19, 20)), rng.choice((0, 30)))
            bad = turn == 0 and rule.get("each", 0) and place % rule["each"] == rule["each"] - 1
            change = _one(rng, story, rule, start, bool(bad))
            if change.planned[1] < AS_OF or turn < rule["planned"]:
                yield change


def _one(rng: Dice, story: Story, rule: Mapping[str, Any], start: datetime, bad: bool) -> Change:
    kind = rng.choice(rule["kinds"])
    length = rng.choice((60, 90, 120)) * MINUTE
    used, late = length * rng.uniform(0.35, 0.9), rng.randrange(8) * MINUTE
    dropped = rng.random() < CANCELLED_SHARE and not bad
    done = None if dropped or start + length > AS_OF else (start + late, _minute(start + late + used * 0.9))
    cancelled = "cancelled" if dropped else ""
    return Change(
        story=story,
        title=rng.deal(kind["titles"]),
        type=kind["type"],
        service=kind["service"],
        risk=kind["risk"],
        planned=(start, start + length),
        done=done,
        outcome=cancelled if done is None else "backed_out" if bad else "successful",
        impact=kind.get("impact", ""),
        owner=kind["owner"],
        review=rule["review"] if bad else "",
    )


def _minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0) + timedelta(minutes=1)
