"""A ticket with its whole life, and what was known of it when the export was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from making.agreed import ALWAYS
from making.moments import MINUTE, told_once
from making.stories import Promise, Story, Terms
from making.words import Topic


@dataclass(frozen=True, slots=True)
class Step:
    """The instant at which a state begins; `name` is the word of the tool where it has a finer one."""

    at: datetime
    state: str
    name: str = ""


@dataclass(eq=False, kw_only=True)
class Ticket:
    """A ticket. `steps` reach to its end, be it after the export; `known` are those that the export shows."""

    story: Story
    topic: Topic
    opened: datetime
    priority: int
    title: str
    site: str
    channel: str
    caller: str
    group: str
    agent: str
    moves: int
    note: str
    number: str = ""
    late: bool = False
    first_contact: bool = False
    major: str = ""
    duplicate_of: Ticket | None = None
    cause: str = ""
    fix: str = ""
    problem: str = ""
    change: str = ""
    updated: datetime | None = None
    steps: tuple[Step, ...] = ()

    def follow(self, later: Sequence[Step]) -> None:
        """Set the steps: the opening and what follows, in whole minutes and strict order."""
        steps = [Step(self.opened, "new")]
        for step in later:
            instant = told_once(self.story.desk.zone, step.at.replace(second=0, microsecond=0))
            steps.append(Step(max(instant, steps[-1].at + MINUTE), step.state, step.name))
        self.steps = tuple(steps)

    @property
    def day(self) -> date:
        """The day of its opening, where the customer is."""
        return self.opened.astimezone(self.story.zone).date()

    @property
    def terms(self) -> Terms:
        """The version of the policy that it follows."""
        return self.story.terms_on(self.day)

    @property
    def promised(self) -> bool:
        """Whether its priority has a target."""
        return self.priority in self.terms.promises

    @property
    def promise(self) -> Promise:
        """Its target; KeyError without one."""
        return self.terms.promises[self.priority]

    @property
    def due(self) -> datetime | None:
        """When its target runs out if nothing stops the clock; None without a target."""
        if not self.promised:
            return None
        return self.promise.hours.after(self.opened, timedelta(hours=self.promise.resolution))

    @property
    def ends(self) -> datetime:
        """When it leaves the stock of open tickets, be that after the export."""
        return max(step.at for step in self.steps if step.state in ("resolved", "cancelled"))

    @property
    def counts(self) -> bool:
        """Whether service levels look at it: cancelled and duplicate tickets stay out."""
        return self.duplicate_of is None and self.steps[-1].state != "cancelled"

    @property
    def known(self) -> tuple[Step, ...]:
        """The steps taken by the time of the export."""
        return tuple(step for step in self.steps if step.at < self.story.desk.exported)

    @property
    def state(self) -> str:
        """Where it stood."""
        return self.known[-1].state

    @property
    def responded(self) -> datetime | None:
        """When somebody first took it."""
        return next((step.at for step in self.known if step.state == "in_progress"), None)

    @property
    def resolved(self) -> datetime | None:
        """When it was resolved for good; None while it is open."""
        done = [step.at for step in self.known if step.state == "resolved"]
        return done[-1] if done and self.state in ("resolved", "closed") else None

    @property
    def closed(self) -> datetime | None:
        """When it was closed or cancelled."""
        return self.known[-1].at if self.state in ("closed", "cancelled") else None

    @property
    def reopened(self) -> int:
        """How often a resolution did not last."""
        states = [step.state for step in self.known]
        return list(pairwise(states)).count(("resolved", "in_progress"))

    @property
    def held(self) -> timedelta:
        """Time on hold, as the tool counts it: in its own hours, if it has any."""
        hours = self.story.desk.hours or ALWAYS
        ends = [step.at for step in self.known[1:]] + [self.story.desk.exported]
        spans = zip(self.known, ends, strict=True)
        return sum((hours.between(step.at, end) for step, end in spans if step.state == "on_hold"), timedelta())
