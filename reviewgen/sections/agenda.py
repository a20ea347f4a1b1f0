"""Agenda and people: who talks about what, who takes part, where the minutes stand, which figures were restated."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reviewgen.config import AgendaItem, Minutes
from reviewgen.findings.case import label
from reviewgen.languages import N_
from reviewgen.metrics import METRICS
from reviewgen.model import Depth, Figure
from reviewgen.sections.people import TEAMS, Group, Team, lead, lines, participants, taking_part, team_name
from reviewgen.sections.view import Cell, Head, Inputs, Table, capped, cell, said, shown_text, told

TITLE = "Agenda and people"
LEAST: Depth = "brief"
TALLEST, MOST_LINES = 90, 40
"""Of an agenda in mm, and of the people beside it: what stands side by side must not be longer than a page."""
REGISTERED = {metric.id: place for place, metric in enumerate(METRICS)}
STATES = {
    "draft": N_("Minutes of the review of {day}: a draft."),
    "sent": N_("Minutes of the review of {day}: sent, and not approved yet."),
    "approved": N_("Minutes of the review of {day}: approved."),
}


@dataclass(frozen=True, slots=True)
class Item:
    """A point of an agenda that nobody wrote: minutes by depth (0: left out), and the tables that call for it."""

    topic: str
    minutes: tuple[int, int, int]
    team: Team
    kind: str
    tables: tuple[str, ...] = ()


ITEMS = (
    Item(N_("Minutes and promises"), (5, 10, 10), "provider", "business"),
    Item(N_("The service in the period"), (10, 15, 15), "provider", "business"),
    Item(N_("Major incidents and problems"), (5, 10, 20), "provider", "technical", ("majors", "problems")),
    Item(
        N_("Availability, capacity and changes"),
        (0, 5, 10),
        "provider",
        "technical",
        ("outages", "capacity", "changes"),
    ),
    Item(N_("Concerns ahead"), (5, 10, 15), "provider", "business"),
    Item(N_("Projects and improvements"), (0, 5, 15), "provider", "technical", ("projects", "improvements")),
    Item(N_("Your view of us"), (0, 5, 10), "customer", "business", ("surveys", "complaints", "scorecard")),
    Item(N_("Contract and renewals"), (0, 5, 10), "provider", "business", ("contracts", "entitlements")),
    Item(N_("Decisions and next steps"), (5, 10, 15), "customer", "business"),
)


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on the meeting shows."""

    dates: str = told("the day of the review, and of the one after it")
    minutes: str = told("where the minutes of the review before stand")
    points: tuple[str, ...] = told("what is still to be said of them")
    agenda: Table = told("the points with minutes and owner")
    line: str = told("who takes part, in one line, in a brief pack")
    beside: bool = told("whether agenda and people are short enough to stand side by side")
    people: tuple[Group, ...] = told("who takes part, by side, business and technical")
    restated: Table | None = told("figures of the last issued review that are other ones now")


def build(inputs: Inputs) -> Context:
    """There is always an agenda: where nobody wrote one, it is drawn up from what the review holds."""
    written = inputs.account.minutes
    compact = inputs.depth == "brief"
    agenda = _agenda(inputs)
    people = () if compact else participants(inputs)
    return Context(
        dates=_dates(inputs),
        minutes=_minutes(inputs, written) if written else "",
        points=written.points[: inputs.room(2, 5, 10)] if written else (),
        agenda=agenda,
        line=_line(inputs) if compact else "",
        beside=bool(people) and agenda.height <= TALLEST and lines(people) <= MOST_LINES,
        people=people,
        restated=_restated(inputs),
    )


def _dates(inputs: Inputs) -> str:
    words, this, after = inputs.words, inputs.account.next_meeting, inputs.account.review_after
    if this and after:
        both = {"this": words.day(this), "after": words.day(after)}
        return words.gettext("The review is held on {this}; the next one on {after}.", **both)
    if this:
        return words.gettext("The review is held on {day}.", day=words.day(this))
    return words.gettext("The review after this one is held on {day}.", day=words.day(after)) if after else ""


def _minutes(inputs: Inputs, written: Minutes) -> str:
    words, held = inputs.words, inputs.words.day(written.held_on)
    if written.state == "approved" and written.approved_on:
        days = {"day": held, "approved": words.day(written.approved_on)}
        return words.gettext("Minutes of the review of {day}: approved on {approved}.", **days)
    return words.gettext(STATES[written.state], day=held)


def _agenda(inputs: Inputs) -> Table:
    written = inputs.account.agenda
    items = written[: inputs.room(6, 12, 20)] or _drawn_up(inputs)
    _ = inputs.words.gettext
    minutes = inputs.words.pgettext("how long a point of the agenda takes", "Minutes")
    heads = (Head(_("To talk about"), 62), Head(_("Owner"), 25), Head(minutes, 13, "right"))
    rows = tuple((Cell(one.topic), Cell(one.owner or "–"), Cell(inputs.words.number(one.minutes))) for one in items)
    proposed = _("Proposed, from what this review holds.")
    more = capped(inputs, len(rows), len(written), _("in order")) if written else proposed
    return Table(_("Agenda"), heads, rows, more)


def _drawn_up(inputs: Inputs) -> tuple[AgendaItem, ...]:
    return tuple(
        AgendaItem(topic=inputs.words.gettext(item.topic), minutes=minutes, owner=lead(inputs, item.team, item.kind))
        for item in ITEMS
        if (minutes := inputs.room(*item.minutes)) and _called_for(inputs, item)
    )


def _called_for(inputs: Inputs, item: Item) -> bool:
    return not item.tables or any(getattr(inputs.evidence, name) for name in item.tables)


def _line(inputs: Inputs) -> str:
    """Both sides with the names of their people and what they are responsible for."""
    sides = []
    for team in TEAMS:
        people = [one for _, one in taking_part(inputs, team)]
        names = ", ".join(f"{one.name} ({one.role})" if one.role else one.name for one in people)
        form = inputs.words.gettext("{first}: {then}.", first=team_name(inputs, team), then=names)
        sides += [form] if names else []
    return " ".join(sides)


def _restated(inputs: Inputs) -> Table | None:
    if inputs.last is None:
        return None
    every, period = inputs.figures.by_key, inputs.last.period
    issued = (every.get((metric, period, dimensions)) for metric, dimensions in inputs.last.figures)
    found = [one for one in issued if one and _reads_otherwise(inputs, one)]
    if not found:
        return None
    found.sort(key=lambda figure: (REGISTERED[figure.metric], figure.dimensions))
    agreed = {(one.metric, one.dimensions) for one in inputs.figures.judged}
    found.sort(key=lambda figure: ((figure.metric, figure.dimensions) not in agreed, len(figure.dimensions)))
    _ = inputs.words.gettext
    heads = (Head(_("Figure"), 56), Head(_("Told then"), 22, "right"), Head(_("Now"), 22, "right"))
    rows = tuple(
        (Cell(said(inputs, label(figure))), Cell(_then(inputs, figure)), cell(inputs, figure))
        for figure in found[: inputs.room(2, 4, 8)]
    )
    caption = _("Restated since the last review: {period}", period=inputs.words.period(inputs.last.period))
    return Table(caption, heads, rows, capped(inputs, len(rows), len(found), _("those with a target first")))


def _reads_otherwise(inputs: Inputs, figure: Figure) -> bool:
    """Whether another value was told, and would be told in other words."""
    return figure.told is not None and _then(inputs, figure) != shown_text(inputs, figure)


def _then(inputs: Inputs, figure: Figure) -> str:
    """The value that was told, as text: it is no figure any more."""
    assert figure.told is not None
    return shown_text(inputs, replace(figure, value=figure.told))
