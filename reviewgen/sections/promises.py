"""Promises kept: what either side undertook, and what became of it since the last review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reviewgen.findings.promises import is_carried, is_open, is_overdue
from reviewgen.model import Depth, Promised
from reviewgen.records import Action
from reviewgen.sections.view import (
    SIDES,
    Cell,
    Head,
    Inputs,
    Nothing,
    Runs,
    Table,
    capped,
    cell,
    joined,
    runs,
    shown,
    told,
)

TITLE = "Promises kept"
LEAST: Depth = "brief"
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
COMPACT = {
    "due": "due {value}",
    "on_time": "kept on the day {value}",
    "open": "open {value}",
    "overdue": "overdue {value}",
}


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on promises shows."""

    counts: Table | None = told("figures on actions by side, at full depth")
    line: Runs = told("the figures that matter most in a line, in a brief pack")
    open_actions: Table | None = told(
        "actions open at the end of the period, overdue ones first, with what became of each since the last review"
    )
    closed_actions: Table | None = told("actions closed in the period")
    gone: Table | None = told("promises of the last review that are neither open nor closed in the period")


def build(inputs: Inputs) -> Context | Nothing:
    """Without a table of actions there is nothing to show."""
    if inputs.figures.get("actions.open").number is None:
        return Nothing("No actions are recorded. A table of actions fills this section: who promised what, by when.")
    actions = [action for action in inputs.evidence.actions if action.state != "cancelled"]
    still = sorted((one for one in actions if is_open(one, inputs.case)), key=lambda one: _urgency(one, inputs))
    done = [one for one in actions if not is_open(one, inputs.case)]
    compact = inputs.depth == "brief"
    return Context(
        counts=_counts(inputs) if inputs.depth == "full" else None,
        line=_line(inputs) if compact else (),
        open_actions=_open(inputs, still) if still else None,
        closed_actions=_closed(inputs, done) if done and not compact else None,
        gone=_gone(inputs, {one.id for one in actions}),
    )


def _urgency(action: Action, inputs: Inputs) -> tuple[bool, bool, date, str]:
    late = is_overdue(action, inputs.case)
    return (not late, not is_carried(action, inputs.case), action.now_due_on or date.max, action.id)


def _sides(inputs: Inputs) -> list[tuple[str, dict[str, str]]]:
    """The sides that have promised something."""
    return [
        (SIDES[side], {"side": side})
        for side in SIDES
        if inputs.figures.get("actions.open", side=side).number is not None
    ]


def _counts(inputs: Inputs) -> Table:
    heads = (Head("Side", 12), *(Head(HEADS[name], 11, "right") for name in FIGURES))
    rows = tuple(
        (Cell(words), *(cell(inputs, inputs.figures.get(f"actions.{name}", **side)) for name in FIGURES))
        for words, side in [*_sides(inputs), ("Both", {})]
    )
    return Table("Actions of both sides", heads, rows)


def _line(inputs: Inputs) -> Runs:
    """The figures that matter most, side by side."""
    parts = []
    for words, side in _sides(inputs) or [("Both", {})]:
        found = ((inputs.figures.get(f"actions.{name}", **side), text) for name, text in COMPACT.items())
        parts.append(runs(f"{words}: ", joined((shown(inputs, figure, text) for figure, text in found), ", "), "."))
    return joined(parts, " ")


def _open(inputs: Inputs, actions: list[Action]) -> Table:
    listed = actions[: inputs.room(3, 5, 15)]
    since = [_since(inputs, action) for action in listed]
    rows = tuple(
        (
            *_undertaken(action),
            Cell(action.owner or "–", "" if action.owner else "no owner"),
            Cell(_day(inputs, action.due_on), _redated(action)),
            _now(inputs, action),
            *([standing] if any(one.text for one in since) else []),
        )
        for action, standing in zip(listed, since, strict=True)
    )
    more = capped(inputs, len(rows), len(actions), "overdue first")
    heads = _heads("Open action", "Now", "Since the last review" if rows and len(rows[0]) > 5 else "")
    return Table("Open at the end of the period", heads, rows, more)


def _closed(inputs: Inputs, actions: list[Action]) -> Table:
    rows = tuple(
        (
            *_undertaken(action),
            Cell(action.owner or "–"),
            Cell(_day(inputs, action.due_on), _redated(action)),
            _kept(inputs, action),
        )
        for action in actions[: inputs.room(0, 3, 12)]
    )
    more = capped(inputs, len(rows), len(actions), "in the order agreed")
    return Table("Closed in the period", _heads("Closed action", "Closed"), rows, more)


def _gone(inputs: Inputs, here: set[str]) -> Table | None:
    """Promises that the last review listed and that no list here has: nothing drops out without a word."""
    lost = [one for one in (inputs.last.promises if inputs.last else ()) if one.id not in here]
    if not lost:
        return None
    rows = tuple(
        (
            *_named(one.title, one.id, one.side),
            Cell(one.owner or "–"),
            Cell(_day(inputs, one.due_on)),
            _why_gone(inputs, one),
        )
        for one in lost[: inputs.room(2, 3, 12)]
    )
    more = capped(inputs, len(rows), len(lost), "in the order of that review")
    return Table(
        "Promised at the last review, and on no list above", _heads("Promise", "What became of it"), rows, more
    )


def _why_gone(inputs: Inputs, promise: Promised) -> Cell:
    cancelled = any(one.id == promise.id for one in inputs.evidence.actions)
    if cancelled:
        return Cell("cancelled", tone="quiet")
    skipped = inputs.last is not None and inputs.last.period != inputs.figures.previous
    return Cell("not open, and not closed in this period" if skipped else "no longer recorded", tone="at_risk")


def _heads(first: str, last: str, since: str = "") -> tuple[Head, ...]:
    if since:
        widths = (38, 7, 14, 13, 13, 15)
        return tuple(map(Head, (first, "Side", "Owner", "Promised for", last, since), widths))
    return (Head(first, 46), Head("Side", 7), Head("Owner", 16), Head("Promised for", 13), Head(last, 18))


def _undertaken(action: Action) -> tuple[Cell, Cell]:
    return _named(action.title, action.id, action.side)


def _named(title: str, number: str, side: str) -> tuple[Cell, Cell]:
    return (Cell(title, number, record=number), Cell(SIDES.get(side, side)))


def _now(inputs: Inputs, action: Action) -> Cell:
    due = _day(inputs, action.now_due_on)
    return Cell(due, "overdue", "missed") if is_overdue(action, inputs.case) else Cell(due)


def _since(inputs: Inputs, action: Action) -> Cell:
    """What became of an open action since it was told last; one that is carried along stands out."""
    before = next((one for one in (inputs.last.promises if inputs.last else ()) if one.id == action.id), None)
    moved = before is not None and before.due_on != action.now_due_on
    days = f"re-dated from {_day(inputs, before.due_on)}" if before and moved else ""
    if is_carried(action, inputs.case):
        return Cell("carried twice", days, "at_risk")
    if days or before:
        return Cell(days or "as promised then")
    return Cell("new on the list" if inputs.last else "")


def _kept(inputs: Inputs, action: Action) -> Cell:
    closed = _day(inputs, action.closed_on)
    if action.closed_on is None:
        return Cell("–", "day not recorded", "quiet")
    if action.due_on is None:
        return Cell(closed)
    late = action.closed_on > action.due_on
    return Cell(closed, tone="missed" if late else "met", aside="late" if late else "on time")


def _redated(action: Action) -> str:
    times = int(action.redate_count or (action.revised_due_on not in (None, action.due_on)))
    return "" if not times else "re-dated once" if times == 1 else f"re-dated {times} times"


def _day(inputs: Inputs, day: date | None) -> str:
    return inputs.words.short_day(day) if day else "–"
