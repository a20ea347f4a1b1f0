"""Promises kept: what either side undertook, and what became of it since the last review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reviewgen.findings.promises import is_carried, is_open, is_overdue
from reviewgen.languages import N_
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
    filled,
    joined,
    shown,
    side_words,
    told,
)

TITLE = "Promises kept"
LEAST: Depth = "brief"
FIGURES = ("due", "on_time", "closed", "open", "overdue", "redated", "carried", "age")
HEADS = {
    "due": N_("Due"),
    "on_time": N_("Kept on the day"),
    "closed": N_("Closed"),
    "open": N_("Open"),
    "overdue": N_("Overdue"),
    "redated": N_("Re-dated"),
    "carried": N_("Carried twice"),
    "age": N_("Mean age"),
}
COMPACT = {
    "due": N_("due {value}"),
    "on_time": N_("kept on the day {value}"),
    "open": N_("open {value}"),
    "overdue": N_("overdue {value}"),
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
        return Nothing(
            inputs.words.gettext(
                "No actions are recorded. A table of actions fills this section: who promised what, by when."
            )
        )
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
        (side_words(inputs, side), {"side": side})
        for side in SIDES
        if inputs.figures.get("actions.open", side=side).number is not None
    ]


def _counts(inputs: Inputs) -> Table:
    _ = inputs.words.gettext
    heads = (Head(_("Side"), 12), *(Head(_(HEADS[name]), 11, "right") for name in FIGURES))
    rows = tuple(
        (Cell(words), *(cell(inputs, inputs.figures.get(f"actions.{name}", **side)) for name in FIGURES))
        for words, side in [*_sides(inputs), (_("Both"), {})]
    )
    return Table(_("Actions of both sides"), heads, rows)


def _line(inputs: Inputs) -> Runs:
    """The figures that matter most, side by side."""
    _, parts = inputs.words.gettext, []
    for words, side in _sides(inputs) or [(_("Both"), {})]:
        found = ((inputs.figures.get(f"actions.{name}", **side), text) for name, text in COMPACT.items())
        figures = joined((shown(inputs, figure, _(text)) for figure, text in found), ", ")
        parts.append(filled(_("{first}: {then}."), first=words, then=figures))
    return joined(parts, " ")


def _open(inputs: Inputs, actions: list[Action]) -> Table:
    _, listed = inputs.words.gettext, actions[: inputs.room(3, 5, 15)]
    since = [_since(inputs, action) for action in listed]
    rows = tuple(
        (
            *_undertaken(inputs, action),
            Cell(action.owner or "–", "" if action.owner else _("no owner")),
            Cell(_day(inputs, action.due_on), _redated(inputs, action), key=action.due_on),
            _now(inputs, action),
            *([standing] if any(one.text for one in since) else []),
        )
        for action, standing in zip(listed, since, strict=True)
    )
    more = capped(inputs, len(rows), len(actions), _("overdue first"))
    compared = rows and len(rows[0]) > 5
    heads = _heads(inputs, _("Open action"), _("Now"), _("Since the last review") if compared else "")
    return Table(_("Open at the end of the period"), heads, rows, more)


def _closed(inputs: Inputs, actions: list[Action]) -> Table:
    _ = inputs.words.gettext
    rows = tuple(
        (
            *_undertaken(inputs, action),
            Cell(action.owner or "–"),
            Cell(_day(inputs, action.due_on), _redated(inputs, action), key=action.due_on),
            _kept(inputs, action),
        )
        for action in actions[: inputs.room(0, 3, 12)]
    )
    more = capped(inputs, len(rows), len(actions), _("in the order agreed"))
    return Table(_("Closed in the period"), _heads(inputs, _("Closed action"), _("Closed")), rows, more)


def _gone(inputs: Inputs, here: set[str]) -> Table | None:
    """Promises that the last review listed and that no list here has: nothing drops out without a word."""
    lost = [one for one in (inputs.last.promises if inputs.last else ()) if one.id not in here]
    if not lost:
        return None
    _ = inputs.words.gettext
    rows = tuple(
        (
            *_named(inputs, one.title, one.id, one.side),
            Cell(one.owner or "–"),
            Cell(_day(inputs, one.due_on), key=one.due_on),
            _why_gone(inputs, one),
        )
        for one in lost[: inputs.room(2, 3, 12)]
    )
    more = capped(inputs, len(rows), len(lost), _("in the order of that review"))
    heads = _heads(inputs, _("Promise"), _("What became of it"))
    return Table(_("Promised at the last review, and on no list above"), heads, rows, more)


def _why_gone(inputs: Inputs, promise: Promised) -> Cell:
    _, cancelled = inputs.words.gettext, any(one.id == promise.id for one in inputs.evidence.actions)
    if cancelled:
        return Cell(_("cancelled"), tone="quiet")
    skipped = inputs.last is not None and inputs.last.period != inputs.figures.previous
    return Cell(_("not open, and not closed in this period") if skipped else _("no longer recorded"), tone="at_risk")


def _heads(inputs: Inputs, first: str, last: str, since: str = "") -> tuple[Head, ...]:
    _ = inputs.words.gettext
    names = (first, _("Side"), _("Owner"), _("Promised for"), last, *([since] if since else []))
    return tuple(map(Head, names, (38, 7, 14, 13, 13, 15) if since else (46, 7, 16, 13, 18)))


def _undertaken(inputs: Inputs, action: Action) -> tuple[Cell, Cell]:
    return _named(inputs, action.title, action.id, action.side)


def _named(inputs: Inputs, title: str, number: str, side: str) -> tuple[Cell, Cell]:
    return (Cell(title, number, record=number), Cell(side_words(inputs, side)))


def _now(inputs: Inputs, action: Action) -> Cell:
    late = is_overdue(action, inputs.case)
    note, tone = (inputs.words.gettext("overdue"), "missed") if late else ("", "")
    return Cell(_day(inputs, action.now_due_on), note, tone, key=action.now_due_on)


def _since(inputs: Inputs, action: Action) -> Cell:
    """What became of an open action since it was told last; one that is carried along stands out."""
    _ = inputs.words.gettext
    before = next((one for one in (inputs.last.promises if inputs.last else ()) if one.id == action.id), None)
    moved = before is not None and before.due_on != action.now_due_on
    days = _("re-dated from {day}", day=_day(inputs, before.due_on)) if before and moved else ""
    if is_carried(action, inputs.case):
        return Cell(_("carried twice"), days, "at_risk")
    if days or before:
        return Cell(days or _("as promised then"))
    return Cell(_("new on the list") if inputs.last else "")


def _kept(inputs: Inputs, action: Action) -> Cell:
    _, closed = inputs.words.gettext, _day(inputs, action.closed_on)
    if action.closed_on is None:
        return Cell("–", _("day not recorded"), "quiet")
    if action.due_on is None:
        return Cell(closed, key=action.closed_on)
    late = action.closed_on > action.due_on
    tone, word = ("missed", _("late")) if late else ("met", _("on time"))
    return Cell(closed, tone=tone, aside=word, key=action.closed_on)


def _redated(inputs: Inputs, action: Action) -> str:
    times = int(action.redate_count or (action.revised_due_on not in (None, action.due_on)))
    return inputs.words.ngettext("re-dated once", "re-dated {n} times", times, n=times) if times else ""


def _day(inputs: Inputs, day: date | None) -> str:
    return inputs.words.short_day(day) if day else "–"
