"""What was agreed on time: calendars of business hours, and policies of promised hours, versioned by day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from reviewgen import calendars
from reviewgen.calendars import Calendar
from reviewgen.checked import Day, Hours, Number, Strict, Text, Texts, Zone, listed, wrong

ROUND_THE_CLOCK = "24x7"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_PER_DAY = 1440
SPAN = re.compile(r"(\d\d?):([0-5]\d) ?- ?(\d\d?):([0-5]\d)")


def weekdays(text: str) -> tuple[int, ...]:
    """The days of "mon" or "mon-fri", Monday is 0; "sun-thu" goes over the end of the week. Empty for other words."""
    first, _, last = text.partition("-")
    if first not in WEEKDAYS or (last or first) not in WEEKDAYS or text.endswith("-"):
        return ()
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return tuple((start + step) % 7 for step in range((end - start) % 7 + 1))


def minutes(text: str) -> tuple[int, int] | None:
    """The minutes of the day, 0 to 1440, at which "08:00-18:00" begins and ends; None for other words."""
    found = SPAN.fullmatch(text)
    if not found:
        return None
    opens, closes = (int(found[part]) * 60 + int(found[part + 1]) for part in (1, 3))
    return (opens, closes) if max(opens, closes) <= MINUTES_PER_DAY else None


def _span(text: str) -> str:
    found = minutes(text)
    if found is None:
        raise wrong("is not a span of hours", expected='"08:00-18:00", from 00:00 to 24:00')
    if found[0] >= found[1]:
        raise wrong(
            "does not end after it begins",
            hint='hours over midnight are two spans: "22:00-24:00", and "00:00-06:00" on the day after',
        )
    return text


def _apart(spans: tuple[str, ...]) -> tuple[str, ...]:
    if not spans:
        raise wrong("has no hours", hint="leave the day out, or write it under closed: if it is a single day")
    known = sorted(_minutes_of(spans))
    if any(later[0] < earlier[1] for earlier, later in pairwise(known)):
        raise wrong("has spans that overlap", hint="write each hour once")
    return spans


def _minutes_of(spans: Iterable[str]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(found for found in map(minutes, spans) if found))


def _days(text: str) -> str:
    if not weekdays(text):
        raise wrong("is not a day of the week", expected="mon, tue, wed, thu, fri, sat, sun, or a range like mon-fri")
    return text


def _week(value: object) -> object:
    if value == ROUND_THE_CLOCK:
        return {"mon-sun": "00:00-24:00"}
    if isinstance(value, str):
        raise wrong("does not say which days", expected='24x7, or days with their hours like {mon-fri: "08:00-18:00"}')
    return value


def _each_day_once(hours: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    if not hours:
        raise wrong("opens on no day", hint='write days with their hours like {mon-fri: "08:00-18:00"}')
    seen: dict[int, str] = {}
    for days in hours:
        for day in weekdays(days):
            if day in seen:
                raise wrong(f"gives {WEEKDAYS[day]} hours that {seen[day]} gives already", at=(days,))
            seen[day] = days
    return hours


def _holidays(code: str) -> str:
    problem = calendars.known_holidays(code)
    if problem:
        raise wrong("has no holidays that are known", hint=problem.rpartition("; ")[2])
    return code


DayHours = Annotated[
    tuple[Annotated[str, AfterValidator(_span)], ...],
    BeforeValidator(listed, json_schema_input_type=Text | tuple[Text, ...]),
    AfterValidator(_apart),
]
Week = Annotated[
    dict[Annotated[str, AfterValidator(_days)], DayHours],
    BeforeValidator(_week, json_schema_input_type=Literal["24x7"] | dict[str, Text | tuple[Text, ...]]),
    AfterValidator(_each_day_once),
]
HolidayCodes = Annotated[
    tuple[Annotated[str, AfterValidator(_holidays)], ...],
    BeforeValidator(listed, json_schema_input_type=Text | tuple[Text, ...]),
]


class CalendarTerms(Strict):
    """Business hours of one time zone."""

    zone: Zone = Field(description="time zone that the hours are meant in")
    hours: Week = Field(
        description='days of the week, or ranges of them, with span or spans like "08:00-18:00"; or 24x7'
    )
    holidays: HolidayCodes = Field(
        (), description="whose public holidays are closed: a country, GB, or a part of it, GB-ENG; one or a list"
    )
    closed: tuple[Day, ...] = Field((), description="single days that are closed besides")
    open: dict[Day, DayHours] = Field({}, description="single days with hours of their own, holidays too")

    def calendar(self) -> Calendar:
        """The calendar to reckon with."""
        week: list[calendars.Hours] = [()] * 7
        for days, spans in self.hours.items():
            for day in weekdays(days):
                week[day] = _minutes_of(spans)
        opened = tuple(sorted((day, _minutes_of(spans)) for day, spans in self.open.items()))
        return Calendar(self.zone, tuple(week), self.holidays, frozenset(self.closed), opened)


class TargetTerms(Strict):
    """The hours promised for tickets of one kind; what is left out of priority, service and type is any."""

    priority: Text | None = Field(None, description="only tickets of this priority")
    service: Text | None = Field(None, description="only tickets of this service")
    type: Text | None = Field(None, description="only tickets of this type")
    response_hours: Hours | None = Field(None, description="hours of the calendar until the response")
    resolution_hours: Hours | None = Field(None, description="hours of the calendar until the resolution")
    calendar: Text | None = Field(None, description="another calendar than that of the version, or 24x7")

    @model_validator(mode="after")
    def _promises(self) -> TargetTerms:
        if self.response_hours is None and self.resolution_hours is None:
            raise wrong("promises nothing", hint="write response_hours, resolution_hours or both")
        return self

    def covers(self, other: TargetTerms) -> bool:
        """Whether every ticket that fits the other fits this one too."""
        pairs = ((self.priority, other.priority), (self.service, other.service), (self.type, other.type))
        return all(mine in (None, theirs) for mine, theirs in pairs)


class CreditTerms(Strict):
    """A credit that is due where a figure of the period lies beyond a bound: a part of the fee, or an amount."""

    metric: Text = Field("sla.resolution", description="id of the metric")
    priority: Text | None = Field(None, description="only tickets of this priority; left out: all")
    service: Text | None = Field(None, description="only this service; left out: all")
    below: Annotated[Number, Field(gt=0)] | None = Field(None, description="due if the figure is lower than that")
    above: Annotated[Number, Field(ge=0)] | None = Field(None, description="due if the figure is higher than that")
    percent: Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)] | None = Field(
        None, description="percent of the `fee` in the account's file"
    )
    amount: Annotated[Number, Field(gt=0)] | None = Field(None, description="an amount in the account's currency")

    @model_validator(mode="after")
    def _one_bound(self) -> CreditTerms:
        if (self.below is None) == (self.above is None):
            raise wrong("needs either below or above")
        return self

    @model_validator(mode="after")
    def _one_credit(self) -> CreditTerms:
        if (self.percent is None) == (self.amount is None):
            raise wrong("needs either percent or amount", hint="percent is that of the account's fee")
        return self

    @model_validator(mode="after")
    def _one_dimension(self) -> CreditTerms:
        if self.priority and self.service:
            raise wrong("is limited to a priority and a service", hint="no figure is of both: name one of them")
        return self

    @property
    def figure(self) -> tuple[str, str | None, str | None]:
        """The figure that it is held against: metric, priority, service."""
        return self.metric, self.priority, self.service

    def applies(self, value: float) -> bool:
        """Whether the credit is due at this value of the figure."""
        return value < self.below if self.below is not None else value > (self.above or 0.0)

    def money(self, fee: float | None) -> float | None:
        """What is due: None where it is a part of a fee that is not given."""
        if self.percent is None:
            return self.amount
        return None if fee is None else fee * self.percent / 100

    def hides(self, other: CreditTerms) -> bool:
        """Whether the other never counts: it applies nowhere else, and gives no more."""
        if self.figure != other.figure:
            return False
        wider = _at_most(other.below, self.below) or _at_most(self.above, other.above)
        return wider and (_at_most(other.percent, self.percent) or _at_most(other.amount, self.amount))


def _at_most(value: float | None, limit: float | None) -> bool:
    return value is not None and limit is not None and value <= limit


class PolicyVersion(Strict):
    """What holds for tickets opened from one day on."""

    from_: Day | None = Field(
        None, alias="from", description="tickets opened on this day or later follow it; only the first may leave it out"
    )
    calendar: Text = Field(ROUND_THE_CLOCK, description="hours that count: a calendar of reviewgen.yaml, or 24x7")
    response: Literal["first_reply", "acknowledgement", "assignment"] = Field(
        "first_reply", description="what stops the response clock"
    )
    resolution: Literal["resolved", "closed", "resolved_or_closed"] = Field(
        "resolved", description="what stops the resolution clock"
    )
    hold_states: Texts = Field(
        (), description="states in which the clock stands still, in the tool's words or ours; from ticket_events"
    )
    hold_given: bool = Field(
        False, description="true: the ticket's own hold_hours is taken off where no history of its states is known"
    )
    reopened: Literal["goes_on", "counts", "new_clock"] = Field(
        "goes_on", description="time spent resolved does not count, or counts, or reopening starts a new clock"
    )
    priority_changed: Literal["final", "from_change"] = Field(
        "final", description="target of the last priority from the opening on, or from the moment of the change"
    )
    targets: Annotated[tuple[TargetTerms, ...], Field(min_length=1)] = Field(
        description="what is promised: the first entry that fits a ticket counts"
    )
    credits: tuple[CreditTerms, ...] = Field(
        (), description="service credits: the largest one that applies to a figure counts, those of several add up"
    )

    @model_validator(mode="after")
    def _given_hours_have_one_clock(self) -> PolicyVersion:
        if self.hold_given and (self.reopened == "new_clock" or self.priority_changed == "from_change"):
            raise wrong(
                "cannot be told from a sum where a ticket may have several clocks",
                at=("hold_given",),
                hint="take hold_states with ticket_events, or one clock: reopened goes_on or counts, "
                "priority_changed final",
            )
        return self

    @model_validator(mode="after")
    def _each_target_counts(self) -> PolicyVersion:
        for place, target in enumerate(self.targets):
            if any(earlier.covers(target) for earlier in self.targets[:place]):
                raise wrong(
                    "never counts: an earlier entry fits all of its tickets",
                    at=("targets", place),
                    hint="put the narrower entry first, and both hours of a kind into one",
                )
        return self

    @model_validator(mode="after")
    def _each_credit_counts(self) -> PolicyVersion:
        for place, credit in enumerate(self.credits):
            others = (*self.credits[:place], *self.credits[place + 1 :])
            if any(other.hides(credit) for other in others):
                raise wrong(
                    "never counts: another entry applies wherever it does, and gives no less",
                    at=("credits", place),
                    hint="the further a figure is from what was promised, the larger the credit",
                )
        return self


class Policy(Strict):
    """What was agreed on response and resolution: its versions, the oldest first."""

    id: Text = Field(description="the policy as accounts name it")
    name: str = Field("", description="its name as it stands on the pack; left out: the id")
    versions: Annotated[tuple[PolicyVersion, ...], Field(min_length=1)] = Field(
        description="what was agreed, the oldest first"
    )

    @property
    def title(self) -> str:
        """Its name, or the id where it has none."""
        return self.name or self.id

    def version_on(self, day: date) -> PolicyVersion | None:
        """The version that holds on a day; None before the first."""
        begun = (one for one in reversed(self.versions) if one.from_ is None or one.from_ <= day)
        return next(begun, None)

    @model_validator(mode="after")
    def _in_order(self) -> Policy:
        for place, version in enumerate(self.versions[1:], 1):
            before = self.versions[place - 1].from_
            if version.from_ is None:
                raise wrong("does not say from when on it holds", at=("versions", place), hint="add from: with a day")
            if before is not None and version.from_ <= before:
                raise wrong(
                    "is not after the version before it",
                    at=("versions", place, "from"),
                    expected=f"a day after {before}",
                    hint="put the oldest version first",
                )
        return self
