"""As of when the data stand: as was said, or as the last thing tells that has happened in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from reviewgen import periods
from reviewgen.errors import ConfigError, Issue
from reviewgen.model import Cadence
from reviewgen.periods import Span
from reviewgen.recognition.questions import Answers, Question

CADENCE: Cadence = "monthly"
DAY, MINUTE, FAR = timedelta(days=1), timedelta(minutes=1), timedelta(days=366)
STRAYS = 5
FIRST_ZONE = "Pacific/Kiritimati"
"""Where every day begins first."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """As of when the data stand, and how that is known.

    `text` is the instant as reviewgen.yaml writes it, None where nothing tells it; `period` is the month of the first
    packs, of which the data are `empty` or not. `otherwise` says what else it may be, which the question asks.
    """

    text: str | None
    told: str
    period: str = ""
    empty: bool = False
    otherwise: str = ""
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to take the last instant: when the export was made, as `--as-of` says it, and what that means."""

    said: str
    moment: datetime
    span: Span
    when: str


def refuse_later(answers: Answers, now: datetime) -> None:
    """Raise ConfigError where the data are said to stand as of later than now; today is its end, and is not later."""
    if answers.as_of is None:
        return
    text, zone = answers.as_of.strip(), ZoneInfo(answers.zone or FIRST_ZONE)
    ahead = periods.instant(text, zone) - now
    if ahead > (DAY if len(text) == len("2026-11-02") else timedelta(0)):
        problem = f"is later than now, {_written(now)} UTC: nobody knows how the data will stand then"
        hint = "say when the export was made"
        raise ConfigError([Issue(code="map.flag", column="--as-of", value=text, problem=problem, hint=hint)])


def said(text: str, happened: pd.Series, zone: ZoneInfo) -> AsOf:
    """As of when they stand, as somebody said it."""
    moment = periods.instant(text, zone).astimezone(zone)
    span = periods.last_complete(CADENCE, moment)
    return AsOf(_written(moment), "as you said", span.name, not _holds(happened, span, zone))


def assumed(happened: pd.Series, zone: ZoneInfo, now: datetime) -> AsOf:
    """As of when they stand, as `happened` tells: all instants until now, in order.

    That is the minute after the last of them; or the end of its month, where that is over now, and it was the last day
    of it or the month before has nothing.
    """
    if happened.empty:
        told = "nothing in the data has a time that is over: a build takes the time at which it runs"
        return AsOf(None, told)
    last, stray = _last(happened)
    last = last.astimezone(zone)
    early, late = _readings(last, zone)
    over = late.moment <= now
    is_late = over and (late.span.end - last.date() == DAY or not _holds(happened, early.span, zone))
    chosen, other = (late, early) if is_late else (early, late)
    told = f"{_how(chosen, late)} {last:%Y-%m-%d %H:%M}{stray}"
    found = AsOf(_written(chosen.moment), told, chosen.span.name, not _holds(happened, chosen.span, zone))
    return found if early.span == late.span or not over else _either(found, chosen, other, last)


def doubts(state: AsOf) -> Iterator[Issue]:
    """A month of packs in which nothing happened."""
    if state.empty:
        problem = f"nothing in the data happened in {state.period}, and the first packs are of that month"
        hint = "say with --as-of when the export was made, or build another month with --period"
        yield Issue(code="map.empty", severity="warning", problem=problem, hint=hint)


def _either(found: AsOf, chosen: _Reading, other: _Reading, last: datetime) -> AsOf:
    """The same with what else it may be."""
    otherwise = f"if the export was made {other.when}, say --as-of {other.said}, and they are of {other.span.name}"
    readings = sorted((chosen, other), key=lambda one: one.moment)
    question = Question(
        "as_of",
        "",
        f"The last thing in the data happened at {last:%Y-%m-%d %H:%M}. When was the export made?",
        tuple((f"--as-of {one.said}", f"{one.when}: the first packs are of {one.span.name}") for one in readings),
        tuple((one.said, "as_of", one.said) for one in readings),
        "as_of",
    )
    return AsOf(found.text, found.told, found.period, found.empty, otherwise, question)


def _readings(last: datetime, zone: ZoneInfo) -> tuple[_Reading, _Reading]:
    """The export was made just after its last instant, or after the month of that was over."""
    month = periods.containing(last.date(), CADENCE)
    after = (last + MINUTE).replace(second=0, microsecond=0)
    before = periods.last_complete(CADENCE, after)
    early = _Reading(f"{after:%Y-%m-%dT%H:%M}", after, before, f"before {month.name} was over")
    return early, _Reading(str(month.end), periods.midnight(month.end, zone), month, f"after {month.name} was over")


def _how(chosen: _Reading, late: _Reading) -> str:
    if chosen is late:
        return f"the end of {late.span.name}, whose last instant in the data is"
    return "the minute after the last instant in the data,"


def _last(happened: pd.Series) -> tuple[datetime, str]:
    """The last instant; a few, at most a third, more than a year after all others are left aside, and told of."""
    end = len(happened) - 1
    for place in range(end, end - min(STRAYS, len(happened) // 3), -1):
        if happened[place] - happened[place - 1] > FAR:
            stray = f" ({len(happened) - place} later ones, up to {happened[end]:%Y-%m-%d}, left aside)"
            return happened[place - 1].to_pydatetime(), stray
    return happened[end].to_pydatetime(), ""


def _holds(happened: pd.Series, span: Span, zone: ZoneInfo) -> bool:
    """Whether anything happened in a span."""
    period = span.within(zone)
    return bool(((happened >= period.start) & (happened < period.end)).any())


def _written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
