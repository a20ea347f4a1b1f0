"""Lists of records: how many of them stand in a pack, the days they name, and which of these have passed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TypeVar

from reviewgen.model import Figure
from reviewgen.sections.view import Cell, Head, Inputs, Table, capped

UNKNOWN = "–"
WHOLE = 4
"""Longer lists may cross a page: their texts are long, and a page would stay half empty."""
R = TypeVar("R")


def listing(
    inputs: Inputs,
    caption: str,
    heads: Sequence[Head],
    records: Sequence[R],
    row: Callable[[Inputs, R], tuple[Cell, ...]],
    room: int,
    order: str,
) -> Table | None:
    """A table of the first records, as many as there is room for; None where there are none, or no room.

    `order` says by what those that stand there were chosen.
    """
    kept = records[:room]
    if not kept:
        return None
    more = capped(inputs, len(kept), len(records), order)
    return Table(caption, tuple(heads), tuple(row(inputs, one) for one in kept), more, whole=len(kept) <= WHOLE)


def of_title(inputs: Inputs, metric: str, dimension: str, title: str, record: str) -> Figure:
    """A figure of a single record: it goes by the title, by the id with it where others have the same title."""
    names = (title or record, f"{title} ({record})")
    found = [inputs.figures.get(metric, **{dimension: name}) for name in names]
    return next((figure for figure in found if figure.unit), found[0])


def about(*parts: str) -> str:
    """What stands below a title: the parts that are filled."""
    return " · ".join(part for part in parts if part)


def planned(inputs: Inputs, plan: str, owner: str) -> Cell:
    """What is planned or proposed, and by whom."""
    return Cell(plan, owner) if plan else Cell(inputs.words.gettext("nothing recorded"), owner, "quiet")


def day_words(inputs: Inputs, day: date | None) -> str:
    """A day in a table; a dash where none is known."""
    return inputs.words.short_day(day) if day else UNKNOWN


def due_cell(inputs: Inputs, due: date | None, done: date | None = None) -> Cell:
    """The day that something is promised for; marked where it has passed and it was not done by the period's end."""
    late = is_late(inputs, due, done)
    note, tone = (inputs.words.gettext("overdue"), "missed") if late else ("", "")
    return Cell(day_words(inputs, due), note, tone, key=due)


def is_late(inputs: Inputs, due: date | None, done: date | None = None) -> bool:
    """Whether a day lies before the end of the period, and what was promised for it was not done by then."""
    end = inputs.case.end
    return due is not None and due < end and (done is None or done >= end)


def ended(inputs: Inputs, at: datetime | None) -> bool:
    """Whether something was over at the end of the period."""
    return at is not None and at < inputs.case.until


def seconds(inputs: Inputs, start: datetime, end: datetime | None) -> float:
    """How long something lasted, whatever clocks were set to; of what goes on, up to the end of the data."""
    until = end or max(inputs.as_of, start)
    return until.timestamp() - start.timestamp()


def lasted(inputs: Inputs, start: datetime, end: datetime | None) -> Cell:
    """How long something lasted, in hours or minutes."""
    goes_on = "" if end else inputs.words.gettext("so far")
    hours = seconds(inputs, start, end) / 3600
    return Cell(inputs.words.hours(hours), goes_on, key=hours)
