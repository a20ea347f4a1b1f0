"""What stands between both sides: promises, value, improvements, requirements, risks, complaints and ratings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reviewgen.languages import N_
from reviewgen.records import columns as c
from reviewgen.records.columns import Table

SIDES = ("ours", "theirs")
LEVELS = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Action:
    """A promise that concerns the period."""

    id: str = c.key("the action's number", required=True)
    title: str = c.text("what is to be done", required=True)
    side: str = c.code("who promised it", required=True, codes=SIDES)
    owner: str = c.text("the person who sees to it")
    agreed_on: date = c.date("the day it was agreed", required=True)
    due_on: date | None = c.date("the day it was first promised for")
    revised_due_on: date | None = c.date("the day it is promised for now, if that has changed")
    redate_count: float | None = c.count("how often the day was changed", unit="times")
    closed_on: date | None = c.date("the day it was done")
    state: str = c.code("where it stands", codes=("open", "done", "cancelled"))
    major: str = c.key("number of the major incident that it prevents")
    ticket: str = c.key("number of the ticket that it came from")

    @property
    def now_due_on(self) -> date | None:
        """The day it is promised for now."""
        return self.revised_due_on or self.due_on


@dataclass(frozen=True, slots=True)
class Value:
    """Something that was delivered in the period."""

    id: str = c.key("its number", required=True)
    on: date = c.date("the day it was delivered", required=True)
    title: str = c.text("what the customer has of it, in one line", required=True)
    kind: str = c.code("what it is", required=True, codes=("outcome", "prevented", "saving", "activity"))
    service: str = c.code("the service it concerns")
    hours: float | None = c.number("hours that it saved the customer", unit="h")
    money: float | None = c.number("money that it saved the customer", unit="currency")
    assumption: str = c.text("how hours and money are reckoned, in words for the customer")
    improvement: str = c.key("number of the improvement that it came from")


@dataclass(frozen=True, slots=True)
class Improvement:
    """An improvement that is proposed or agreed, or was finished in the period."""

    id: str = c.key("its number", required=True)
    title: str = c.text("what is made better, in one line", required=True)
    raised_on: date = c.date("the day it was proposed", required=True)
    agreed_on: date | None = c.date("the day it was agreed; empty: proposed only")
    due_on: date | None = c.date("the day it is promised for")
    done_on: date | None = c.date("the day it was done")
    owner: str = c.text("the person who sees to it")
    benefit: str = c.text("what it is to bring, and how that is measured")
    result: str = c.text("what it has brought")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A changed requirement, as both sides see it."""

    id: str = c.key("its number", required=True)
    title: str = c.text("what is required, in one line", required=True)
    raised_on: date = c.date("the day it was raised", required=True)
    side: str = c.code("who raised it", codes=SIDES)
    customer_view: str = c.text("how the customer sees it")
    provider_view: str = c.text("how the provider sees it")
    decided_on: date | None = c.date("the day it was decided; empty while it is open")
    decision: str = c.text("what was decided")
    owner: str = c.text("the person who sees to it")


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk that stands."""

    id: str = c.key("its number", required=True)
    title: str = c.text("what may happen, in one line", required=True)
    raised_on: date = c.date("the day it was raised", required=True)
    closed_on: date | None = c.date("the day it was settled; empty while it stands")
    service: str = c.code("the service it concerns")
    likelihood: str = c.code("how likely it is", codes=LEVELS)
    severity: str = c.code("how bad it would be", codes=LEVELS)
    impact: str = c.text("what it would mean for the customer")
    proposal: str = c.text("what we propose to do")
    owner: str = c.text("the person who sees to it")
    due_on: date | None = c.date("the day by which that is done")


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint that was made in the period, or still waits for its answer."""

    id: str = c.key("its number", required=True)
    title: str = c.text("what it is about, in one line", required=True)
    received_on: date = c.date("the day it reached us", required=True)
    answer_due_on: date | None = c.date("the day the answer was promised for")
    answered_on: date | None = c.date("the day it was answered; empty while it is open")
    person: str = c.text("who complained")
    service: str = c.code("the service it concerns")
    follow_up: str = c.text("what we did about it")
    owner: str = c.text("the person who sees to it")


@dataclass(frozen=True, slots=True)
class Rating:
    """How the customer rates us on their own scorecard."""

    topic: str = c.code("what is rated", required=True)
    rated_on: date = c.date("the day of the rating", required=True)
    score: float = c.number("the rating", required=True, unit="points")
    best: float | None = c.number("the best rating that their scale has; empty: 5", unit="points")
    person: str = c.text("who rated")
    comment: str = c.text("the reason in their own words")


ACTIONS = Table(
    "actions",
    N_("actions"),
    "What was promised in reviews and after incidents, by either side.",
    Action,
    time=("agreed_on", "due_on", "closed_on"),
    lasts=("agreed_on", "closed_on"),
    later=("closed_on",),
    standing="open",
)
VALUE = Table("value", N_("value delivered"), "What was delivered to the customer, one row each.", Value, time=("on",))
IMPROVEMENTS = Table(
    "improvements",
    N_("improvements"),
    "Improvements: proposed, agreed and done, one row each.",
    Improvement,
    time=("raised_on",),
    lasts=("raised_on", "done_on"),
    later=("agreed_on", "done_on"),
    told_with={"done_on": ("result",)},
)
REQUIREMENTS = Table(
    "requirements",
    N_("requirements"),
    "Changed requirements with the view of both sides, one row each.",
    Requirement,
    time=("raised_on",),
    lasts=("raised_on", "decided_on"),
    later=("decided_on",),
    told_with={"decided_on": ("decision",)},
)
RISKS = Table(
    "risks",
    N_("risks"),
    "What may go wrong, as people see it, one row each.",
    Risk,
    time=("raised_on",),
    lasts=("raised_on", "closed_on"),
    later=("closed_on",),
)
COMPLAINTS = Table(
    "complaints",
    N_("complaints"),
    "Complaints and what was done with each, one row each.",
    Complaint,
    time=("received_on",),
    lasts=("received_on", "answered_on"),
    later=("answered_on",),
    told_with={"answered_on": ("follow_up",)},
)
SCORECARD = Table(
    "scorecard",
    N_("scorecard"),
    "The customer's own rating of us, a row for each topic and day.",
    Rating,
    key=("topic", "rated_on"),
    time=("rated_on",),
)
