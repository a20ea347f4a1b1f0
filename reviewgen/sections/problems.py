"""Problems and known errors: what causes repeated trouble, how to live with it, and when it is put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reviewgen.model import Depth
from reviewgen.records import Problem
from reviewgen.sections.counted import counted
from reviewgen.sections.listing import UNKNOWN, about, day_words, ended, is_late, listing
from reviewgen.sections.view import Cell, Head, Inputs, Nothing, Table, told

TITLE = "Problems and known errors"
LEAST: Depth = "standard"
METRICS = (
    "problems.open",
    "problems.opened",
    "problems.closed",
    "problems.known_errors",
    "problems.workaround",
    "problems.rca_overdue",
    "problems.fix_overdue",
    "problems.queue",
    "problems.rca_due",
    "problems.rca_on_time",
)


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on problems shows."""

    counts: Table | None = told("figures on problems beside the previous period and last year, at full depth")
    still: Table | None = told("problems open at the end of the period: overdue analyses first, then overdue fixes")
    closed: Table | None = told("problems closed in the period, at full depth")


def build(inputs: Inputs) -> Context | Nothing:
    """Without any problem recorded, or without one in the period, the section says so in a line."""
    _ = inputs.words.gettext
    problems = inputs.evidence.problems
    ever = any(figure.number for name in METRICS[:3] for figure in inputs.figures.history(name))
    if not ever and not problems:
        return Nothing(
            _("No problems are recorded. A table of problems fills this section: causes, workarounds, fixes.")
        )
    if not problems:
        return Nothing(_("No problem was open in {period}.", period=inputs.words.period(inputs.figures.period)))
    still = sorted((one for one in problems if not ended(inputs, one.closed_at)), key=lambda one: _urgency(inputs, one))
    closed = [one for one in problems if inputs.case.within(one.closed_at)]
    return Context(
        counts=counted(inputs, METRICS),
        still=_still(inputs, still),
        closed=_closed(inputs, closed),
    )


def _urgency(inputs: Inputs, problem: Problem) -> tuple[bool, bool, date, str]:
    late = is_late(inputs, problem.rca_due_on, problem.rca_done_on)
    return (not late, not is_late(inputs, problem.fix_due_on), problem.opened_at.date(), problem.id)


def _still(inputs: Inputs, problems: list[Problem]) -> Table | None:
    _ = inputs.words.gettext
    heads = (
        Head(_("Open problem"), 32),
        Head(_("Cause"), 24),
        Head(_("Workaround"), 22),
        Head(_("Permanent fix"), 22),
    )
    order = _("overdue ones first, then the oldest")
    return listing(inputs, _("Open problems and known errors"), heads, problems, _open, inputs.room(0, 3, 30), order)


def _open(inputs: Inputs, problem: Problem) -> tuple[Cell, ...]:
    return (
        _head(problem),
        _cause(inputs, problem),
        Cell(problem.workaround or UNKNOWN),
        _fix(inputs, problem),
    )


def _head(problem: Problem) -> Cell:
    return Cell(
        problem.title,
        about(problem.id, problem.priority, problem.service or problem.category, problem.owner),
        record=problem.id,
    )


def _cause(inputs: Inputs, problem: Problem) -> Cell:
    """The cause, or when its analysis was promised."""
    _ = inputs.words.gettext
    late, day = is_late(inputs, problem.rca_due_on, problem.rca_done_on), day_words(inputs, problem.rca_due_on)
    if late and problem.rca_done_on is None:
        return Cell(_("analysis overdue"), about(_("due {day}", day=day), problem.cause), "missed")
    if problem.cause:
        return Cell(problem.cause, _("analysis late, due {day}", day=day) if late else "")
    promised = _("due {day}", day=day) if problem.rca_due_on else _unpromised(inputs)
    return Cell(_("in analysis"), promised, "quiet")


def _unpromised(inputs: Inputs) -> str:
    """That no day was promised, where records of the account tell of promised days at all."""
    known = inputs.figures.get("problems.rca_due").number is not None
    return inputs.words.gettext("no day promised") if known else ""


def _fix(inputs: Inputs, problem: Problem) -> Cell:
    """What puts it right, with its change and the day it is promised for; marked where that has passed."""
    _ = inputs.words.gettext
    day = day_words(inputs, problem.fix_due_on)
    if is_late(inputs, problem.fix_due_on):
        late = _("overdue, promised for {day}", day=day)
        return Cell(problem.fix or UNKNOWN, about(late, problem.change), "missed")
    promised = _("promised for {day}", day=day) if problem.fix_due_on else ""
    return Cell(problem.fix or UNKNOWN, about(promised, problem.change))


def _closed(inputs: Inputs, problems: list[Problem]) -> Table | None:
    _ = inputs.words.gettext
    heads = (
        Head(_("Closed problem"), 30),
        Head(_("Cause"), 28),
        Head(_("What puts it right"), 26),
        Head(_("Closed"), 16),
    )
    room = inputs.room(0, 0, 15)
    return listing(inputs, _("Closed in the period"), heads, problems, _over, room, _("in the order recorded"))


def _over(inputs: Inputs, problem: Problem) -> tuple[Cell, ...]:
    closed = problem.closed_at.date() if problem.closed_at else None
    return (
        _head(problem),
        Cell(problem.cause or UNKNOWN),
        Cell(problem.fix or UNKNOWN, problem.change),
        Cell(day_words(inputs, closed), key=closed),
    )
