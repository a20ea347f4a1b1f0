"""Projects: cost, schedule and quality of each, and its milestones on a line of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reviewgen.charts import Milestone as Mark
from reviewgen.charts import timeline
from reviewgen.model import Depth, Figure
from reviewgen.records import Milestone, Project
from reviewgen.sections.listing import UNKNOWN, about, day_words, listing, of_title
from reviewgen.sections.view import (
    Cell,
    Chart,
    Head,
    Inputs,
    Nothing,
    Runs,
    Table,
    brief,
    capped,
    cell,
    plain,
    runs,
    shown,
    told,
)

TITLE = "Projects"
LEAST: Depth = "standard"


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on projects shows."""

    milestones: Runs = told("how many milestones were due, and what share was reached in time; empty where none was")
    standing: Table = told("cost, schedule and quality of each project, those with the largest slip first")
    timelines: tuple[Chart, ...] = told("the milestones of projects: first planned, expected now, reached")


def build(inputs: Inputs) -> Context | Nothing:
    """Without a project that concerns the period there is nothing to show."""
    projects = sorted(inputs.evidence.projects, key=lambda one: _largest_slip_first(inputs, one))
    room = inputs.room(0, 4, 15)
    standing = listing(inputs, "Cost, schedule and quality", HEADS, projects, _row, room, "the largest slip first")
    if standing is None:
        return Nothing("No projects are recorded. A table of projects fills this section, with one of milestones.")
    drawn = (_timeline(inputs, project) for project in projects)
    return Context(
        milestones=_milestones(inputs),
        standing=standing,
        timelines=tuple(chart for chart in drawn if chart)[: inputs.room(0, 1, 6)],
    )


def _name(project: Project) -> str:
    return project.title or project.id


def _figure(inputs: Inputs, name: str, project: Project) -> Figure:
    return of_title(inputs, f"projects.{name}", "project", project.title, project.id)


def _largest_slip_first(inputs: Inputs, project: Project) -> tuple[float, date, str]:
    return (-(_figure(inputs, "slip", project).number or 0.0), project.started_on, project.id)


def _milestones(inputs: Inputs) -> Runs:
    due = inputs.figures.get("projects.milestones_due")
    if not due.number:
        return ()
    on_time = shown(inputs, inputs.figures.get("projects.milestones_on_time"))
    period = inputs.words.period(due.period)
    return runs(
        f"Milestones due in {period}: ", shown(inputs, due), "; reached by the day first planned: ", on_time, "."
    )


# Cost, schedule and quality

HEADS = (
    Head("Project", 18),
    Head("Ends", 13),
    Head("Slip", 8, "right"),
    Head("Schedule index", 8, "right"),
    Head("Cost index", 6, "right"),
    Head("Budget used", 8, "right"),
    Head("Tests passed", 8, "right"),
    Head("Where it stands", 31),
)


def _row(inputs: Inputs, project: Project) -> tuple[Cell, ...]:
    return (
        Cell(project.title, about(project.id, project.owner), record=project.id),
        _end(inputs, project),
        *(brief(cell(inputs, _figure(inputs, name, project))) for name in ("slip", "spi", "cpi", "budget_used")),
        _tests(inputs, project),
        Cell(project.summary or UNKNOWN, project.quality),
    )


def _end(inputs: Inputs, project: Project) -> Cell:
    """The day it ended, else that on which it is expected to, above the one first planned."""
    first = f"first {day_words(inputs, project.baseline_end_on)}" if project.baseline_end_on else ""
    if project.ended_on:
        return Cell(f"ended {day_words(inputs, project.ended_on)}", first)
    return Cell(day_words(inputs, project.forecast_end_on or project.baseline_end_on), first)


def _tests(inputs: Inputs, project: Project) -> Cell:
    if project.tests_passed is None:
        return Cell(UNKNOWN)
    planned = f" of {inputs.words.number(project.tests_planned)}" if project.tests_planned is not None else ""
    return Cell(f"{inputs.words.number(project.tests_passed)}{planned}")


# Milestones


def _timeline(inputs: Inputs, project: Project) -> Chart | None:
    """The milestones of a project, those that are not reached last; the latest where there are too many."""
    every = sorted((one for one in inputs.evidence.milestones if one.project == project.id), key=_day_of)
    kept = every[-inputs.room(1, 5, 15) :]
    if not any(_days(one) for one in kept):
        return None
    title = _message(inputs, project)
    until = inputs.case.until
    drawn = timeline(
        [_mark(inputs, one) for one in kept],
        title=plain(title),
        description="; ".join(_described(inputs, one) for one in kept),
        ticks=_months(inputs, [*(day for one in kept for day in _days(one)), inputs.case.end]),
        now=(float(until.toordinal()), inputs.words.as_of(until)),
        colour=inputs.account.branding.accent,
    )
    more = capped(inputs, len(kept), len(every), "the latest of them")
    return Chart(title, runs("Milestones"), drawn, notes=(more,) if more else ())


def _message(inputs: Inputs, project: Project) -> Runs:
    """What the line shows: how far the project's end lies from the day first planned."""
    slip = _figure(inputs, "slip", project)
    verb = "ended" if project.ended_on else "is expected to end"
    if slip.number is None:
        return runs(f"{_name(project)}: what is planned and what was reached")
    if slip.number == 0:
        return runs(f"{_name(project)} {verb} on the day first planned: slip ", shown(inputs, slip))
    side = "later" if slip.number > 0 else "sooner"
    return runs(f"{_name(project)} {verb} {side} than first planned: slip ", shown(inputs, slip))


def _days(milestone: Milestone) -> list[date]:
    stands = milestone.done_on or milestone.forecast_on
    return [day for day in (milestone.baseline_on, stands) if day]


def _day_of(milestone: Milestone) -> tuple[date, str]:
    """When it was reached, or is expected; one without any day comes last."""
    return ((_days(milestone) or [date.max])[-1], milestone.id)


def _mark(inputs: Inputs, milestone: Milestone) -> Mark:
    days = (milestone.baseline_on, milestone.forecast_on, milestone.done_on)
    planned, expected, reached = (float(day.toordinal()) if day else None for day in days)
    return Mark(milestone.title, planned, expected, reached, _stands(inputs, milestone))


def _stands(inputs: Inputs, milestone: Milestone) -> str:
    """What became of it, with the day: "reached 3 Nov"."""
    states = (
        ("reached", milestone.done_on),
        ("expected", milestone.forecast_on),
        ("planned", milestone.baseline_on),
    )
    year = inputs.case.end.year
    return next((f"{words} {inputs.words.day_within(day, year)}" for words, day in states if day), "")


def _described(inputs: Inputs, milestone: Milestone) -> str:
    first = f"first planned {day_words(inputs, milestone.baseline_on)}" if milestone.baseline_on else ""
    return f"{milestone.title}: " + (", ".join(part for part in (first, _stands(inputs, milestone)) if part) or UNKNOWN)


def _months(inputs: Inputs, days: Sequence[date]) -> list[tuple[float, str]]:
    """The months between the first and the last of some days, each with its first day; January has the year's name."""
    first, last = min(days), max(days)
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [_month(inputs, *divmod(number, 12)) for number in numbers]


def _month(inputs: Inputs, year: int, month: int) -> tuple[float, str]:
    name = inputs.words.short_period(f"{year}-{month + 1:02}") if month else str(year)
    return (float(date(year, month + 1, 1).toordinal()), name)
