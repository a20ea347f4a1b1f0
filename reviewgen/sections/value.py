"""What we did for you: outcomes first, activity second, with the assumption behind hours and money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from reviewgen.findings.promises import is_open
from reviewgen.languages import N_
from reviewgen.model import Depth, Figure, Sentence
from reviewgen.records import Action, Improvement, Value
from reviewgen.sections.view import Cell, Head, Inputs, Nothing, Runs, Table, capped, filled, joined, told

TITLE = "What we did for you"
LEAST: Depth = "brief"
KINDS = {
    "outcome": N_("outcome"),
    "prevented": N_("prevented"),
    "saving": N_("saving"),
    "activity": N_("activity"),
}
T = TypeVar("T")
Counted = tuple[str, Sentence, dict[str, str]]  # a metric, the words for one and for many, its dimensions
FIRST = ("outcome", "prevented", "saving")
DELIVERED: tuple[Counted, ...] = (
    ("value.outcomes", Sentence("{n} outcome", many="{n} outcomes"), {}),
    ("value.prevented", Sentence("{n} incident prevented", many="{n} incidents prevented"), {}),
    ("value.activities", Sentence("{n} activity", many="{n} activities"), {}),
)
SAVED: tuple[Counted, ...] = (
    ("value.hours", Sentence("{n} saved"), {}),
    ("value.money", Sentence("{n} saved"), {}),
)
ACTIVITY: tuple[Counted, ...] = (
    ("tickets.resolved", Sentence("{n} ticket resolved", many="{n} tickets resolved"), {}),
    ("changes.implemented", Sentence("{n} change carried out", many="{n} changes carried out"), {}),
    ("problems.closed", Sentence("{n} problem closed", many="{n} problems closed"), {}),
    ("improvements.done", Sentence("{n} improvement finished", many="{n} improvements finished"), {}),
    ("actions.closed", Sentence("{n} promise of ours closed", many="{n} promises of ours closed"), {"side": "ours"}),
)
NOT_ALL_WELL = Sentence("{n} change ended ({wrong} went wrong)", many="{n} changes ended ({wrong} went wrong)")


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on value shows."""

    delivered: Runs = told(
        "results as figures, but for a standard pack; hours and money too in a brief one, where no sentence says so"
    )
    outcomes: Table | None = told("what the customer has of it: outcomes first, activity last")
    activity: Runs = told("what was done, as figures")


def build(inputs: Inputs) -> Context | Nothing:
    """Nothing only where neither a result is recorded nor anything was done in the figures."""
    activity = _line(inputs, inputs.words.gettext("Work done: {listed}"), ACTIVITY)
    rows = list(_rows(inputs))
    if not rows and not activity:
        return Nothing(
            inputs.words.gettext(
                "Nothing that was delivered is recorded. A table of value fills this section: what the customer has of "
                "it, hours and money with the assumption behind them."
            )
        )
    return Context(
        delivered=_delivered_line(inputs),
        outcomes=_outcomes(inputs, rows) if rows else None,
        activity=activity,
    )


def _delivered_line(inputs: Inputs) -> Runs:
    """At standard depth the table of results says it."""
    if inputs.depth == "standard":
        return ()
    form = inputs.words.gettext("Delivered: {listed}")
    return _line(inputs, form, DELIVERED + (SAVED if inputs.depth == "brief" else ()))


def _line(inputs: Inputs, form: str, parts: Iterable[Counted]) -> Runs:
    """Figures that are not zero, in one line."""
    found = [(inputs.figures.get(metric, **dimensions), words) for metric, words, dimensions in parts]
    listed = joined(inputs.words.tell(_worded(inputs, figure, words)) for figure, words in found if figure.number)
    return filled(form, listed=listed) if listed else ()


def _worded(inputs: Inputs, figure: Figure, words: Sentence) -> Sentence:
    """A figure with its words; of changes, with those that went wrong told beside them."""
    wrong = inputs.figures.get("changes.unsuccessful")
    if figure.metric == "changes.implemented" and wrong.number:
        return replace(NOT_ALL_WELL, values=(("n", figure), ("wrong", wrong)), count=figure.number or 0)
    return replace(words, values=(("n", figure),), count=figure.number or 0)


def _rows(inputs: Inputs) -> Iterator[tuple[Cell, ...]]:
    """Results as they were written, what was improved and what will not come back, then activity."""
    value = sorted(inputs.evidence.value, key=lambda one: (list(KINDS).index(one.kind), one.on, one.id))
    told_of = {one.improvement for one in value}
    yield from (_delivered(inputs, one) for one in value if one.kind in FIRST)
    yield from (_improved(inputs, one) for one in inputs.evidence.improvements if _is_done(inputs, one, told_of))
    yield from (_prevented(inputs, one) for one in inputs.evidence.actions if _prevents(inputs, one))
    yield from (_delivered(inputs, one) for one in value if one.kind not in FIRST)


def _outcomes(inputs: Inputs, rows: list[tuple[Cell, ...]]) -> Table:
    listed = tuple(rows[: inputs.room(3, 5, 20)])
    _, heads = inputs.words.gettext, _heads(inputs)
    more = capped(inputs, len(listed), len(rows), _("outcomes first"))
    empty = [place for place in (2, 3) if all(row[place].text == "–" for row in listed)]
    heads = (replace(heads[0], width=heads[0].width + sum(heads[place].width for place in empty)), *heads[1:])
    return Table(_("Results"), _without(empty, heads), tuple(_without(empty, row) for row in listed), more)


def _heads(inputs: Inputs) -> tuple[Head, ...]:
    _ = inputs.words.gettext
    saved = Head(_("Saved"), 9, "right")
    return (Head(_("What you have of it"), 43), Head(_("Kind"), 20), saved, Head(_("How we know"), 28))


def _without(empty: list[int], row: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(one for place, one in enumerate(row) if place not in empty)


def _delivered(inputs: Inputs, one: Value) -> tuple[Cell, ...]:
    saved = _saved(inputs, one) if one.assumption else []  # without its assumption an amount is a mere claim
    below = " · ".join(part for part in (one.id, one.service) if part)
    return (
        Cell(one.title, below, record=one.id),
        _kind(inputs, inputs.words.gettext(KINDS[one.kind]), one.on),
        Cell(saved[0] if saved else "–", saved[1] if len(saved) > 1 else ""),
        Cell(one.assumption or "–"),
    )


def _saved(inputs: Inputs, one: Value) -> list[str]:
    amounts = ((one.hours, "h"), (one.money, inputs.account.currency))
    return [inputs.words.amount(amount, unit) for amount, unit in amounts if amount is not None]


def _improved(inputs: Inputs, one: Improvement) -> tuple[Cell, ...]:
    return (
        Cell(one.title, one.id, record=one.id),
        _kind(inputs, inputs.words.gettext("improvement"), one.done_on),
        Cell("–"),
        Cell(one.result or one.benefit or "–"),
    )


def _is_done(inputs: Inputs, one: Improvement, told_of: set[str]) -> bool:
    """Done in the period, and not told as a result of its own."""
    return one.done_on is not None and one.done_on < inputs.case.end and one.id not in told_of


def _prevented(inputs: Inputs, action: Action) -> tuple[Cell, ...]:
    incident = next((major.title for major in inputs.evidence.majors if major.id == action.major), action.major)
    return (
        Cell(action.title, action.id, record=action.id),
        _kind(inputs, inputs.words.gettext("prevention"), action.closed_on),
        Cell("–"),
        Cell(inputs.words.gettext("After: {incident}", incident=incident)),
    )


def _prevents(inputs: Inputs, action: Action) -> bool:
    """Ours, closed in the period, against another major incident of the kind."""
    closed = action.closed_on is not None and not is_open(action, inputs.case)
    return bool(action.major) and action.side == "ours" and action.state != "cancelled" and closed


def _kind(inputs: Inputs, words: str, day: date | None) -> Cell:
    return Cell(words, aside=inputs.words.short_day(day) if day else "")
