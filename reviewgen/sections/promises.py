"""Promises kept: what either side undertook, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reviewgen.findings.promises import is_open, is_overdue
from reviewgen.model import Depth
from reviewgen.records import Action
from reviewgen.sections.view import SIDES, Cell, Head, Inputs, Nothing, Table, capped, cell, told

TITLE = "Promises kept"
LEAST: Depth = "brief"
LISTED = 20
FIGURES = ("due", "on_time", "closed", "open", "overdue", "redated", "carried", "age")
HEADS = {
    "due": "Due",
    "on_time": "Kept on the day",
    "closed": "Closed",
    "open": "Open",
    "overdue": "Overdue",
    "redated": "Re-dated",
    "carried": "Carried twice",
    "age": "Mean age",
}


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on promises shows."""

    counts: Table = told("figures on actions by side")
    open_actions: Table | None = told("actions open at the end of the period, overdue ones first")
    closed_actions: Table | None = told("actions closed in the period")


def build(inputs: Inputs) -> Context | Nothing:
    """Without a table of actions there is nothing to show."""
    if inputs.figures.get("actions.open").number is None:
        return Nothing("No actions are recorded. A table of actions fills this section: who promised what, by when.")
    actions = [action for action in inputs.evidence.actions if action.state != "cancelled"]
    still = sorted((one for one in actions if is_open(one, inputs.case)), key=lambda one: _urgency(one, inputs))
    done = [one for one in actions if not is_open(one, inputs.case)]
    return Context(
        counts=_counts(inputs),
        open_actions=_open(inputs, still) if still else None,
        closed_actions=_closed(inputs, done) if done else None,
    )


def _urgency(action: Action, inputs: Inputs) -> tuple[bool, date, str]:
    return (not is_overdue(action, inputs.case), action.now_due_on or date.max, action.id)


def _counts(inputs: Inputs) -> Table:
    heads = (Head("Side", 12), *(Head(HEADS[name], 11, "right") for name in FIGURES))
    sides: list[tuple[str, dict[str, str]]] = [
        (SIDES[side], {"side": side})
        for side in SIDES
        if inputs.figures.get("actions.open", side=side).number is not None
    ]
    rows = tuple(
        (Cell(words), *(cell(inputs, inputs.figures.get(f"actions.{name}", **side)) for name in FIGURES))
        for words, side in [*sides, ("Both", {})]
    )
    return Table("Actions of both sides", heads, rows)


def _open(inputs: Inputs, actions: list[Action]) -> Table:
    rows = tuple(
        (
            *_undertaken(action),
            Cell(action.owner or "–", "" if action.owner else "no owner"),
            Cell(_day(inputs, action.due_on), _redated(action)),
            _now(inputs, action),
        )
        for action in actions[:LISTED]
    )
    more = capped(inputs, len(rows), len(actions), "overdue first")
    return Table("Open at the end of the period", _heads("Open action", "Now"), rows, more)


def _closed(inputs: Inputs, actions: list[Action]) -> Table:
    rows = tuple(
        (
            *_undertaken(action),
            Cell(action.owner or "–"),
            Cell(_day(inputs, action.due_on)),
            _kept(inputs, action),
        )
        for action in actions[:LISTED]
    )
    more = capped(inputs, len(rows), len(actions), "in the order agreed")
    return Table("Closed in the period", _heads("Closed action", "Closed"), rows, more)


def _heads(first: str, last: str) -> tuple[Head, ...]:
    return (Head(first, 44), Head("Side", 9), Head("Owner", 17), Head("Promised for", 15), Head(last, 15))


def _undertaken(action: Action) -> tuple[Cell, Cell]:
    return (Cell(action.title, action.id, record=action.id), Cell(SIDES[action.side]))


def _now(inputs: Inputs, action: Action) -> Cell:
    due = _day(inputs, action.now_due_on)
    return Cell(due, "overdue", "missed") if is_overdue(action, inputs.case) else Cell(due)


def _kept(inputs: Inputs, action: Action) -> Cell:
    closed = _day(inputs, action.closed_on)
    if action.closed_on is None:
        return Cell("–", "day not recorded", "quiet")
    if action.due_on is None:
        return Cell(closed)
    return Cell(closed, "on time", "met") if action.closed_on <= action.due_on else Cell(closed, "late", "missed")


def _redated(action: Action) -> str:
    times = int(action.redate_count or (action.revised_due_on not in (None, action.due_on)))
    return "" if not times else "re-dated once" if times == 1 else f"re-dated {times} times"


def _day(inputs: Inputs, day: date | None) -> str:
    return inputs.words.short_day(day) if day else "–"
