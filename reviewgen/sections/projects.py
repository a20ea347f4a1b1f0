"""Projects: cost, schedule and quality of each, and its milestones on a line of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reviewgen.charts import Milestone as Mark
from reviewgen.charts import timeline
from reviewgen.languages import N_
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
    filled,
    plain,
    runs,
    shown,
    told,
)

TITLE = "Projects"
LEAST: Depth = "standard"
NO_PROJECTS = N_("No projects are recorded. A table of projects fills this section, with one of milestones.")
UNCOUNTED = N_("{project}: what is planned and what was reached")
MESSAGES = {
    (True, 0): N_("{project} ended on the day first planned: slip {slip}"),
    (True, 1): N_("{project} ended later than first planned: slip {slip}"),
    (True, -1): N_("{project} ended sooner than first planned: slip {slip}"),
    (False, 0): N_("{project} is expected to end on the day first planned: slip {slip}"),
    (False, 1): N_("{project} is expected to end later than first planned: slip {slip}"),
    (False, -1): N_("{project} is expected to end sooner than first planned: slip {slip}"),
}
"""What a line of time shows, by whether the project has ended, and on which side of the day first planned."""
STANDS = ((N_("reached {day}"), "done_on"), (N_("expected {day}"), "forecast_on"), (N_("planned {day}"), "baseline_on"))


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on projects shows."""

    milestones: Runs = told("how many milestones were due, and what share was reached in time; empty where none was")
    standing: Table = told("cost, schedule and quality of each project, those with the largest slip first")
    timelines: tuple[Chart, ...] = told("the milestones of projects: first planned, expected now, reached")


def build(inputs: Inputs) -> Context | Nothing:
    """Without a project that concerns the period there is nothing to show."""
    projects = sorted(inputs.evidence.projects, key=lambda one: _largest_slip_first(inputs, one))
    standing = _standing(inputs, projects)
    if standing is None:
        return Nothing(inputs.words.gettext(NO_PROJECTS))
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
    text = inputs.words.gettext("Milestones due in {period}: {due}; reached by the day first planned: {on_time}.")
    on_time = shown(inputs, inputs.figures.get("projects.milestones_on_time"))
    return filled(text, period=inputs.words.period(due.period), due=shown(inputs, due), on_time=on_time)


# Cost, schedule and quality


def _standing(inputs: Inputs, projects: list[Project]) -> Table | None:
    _ = inputs.words.gettext
    heads = (
        Head(_("Project"), 18),
        Head(_("Ends"), 13),
        Head(_("Slip"), 8, "right"),
        Head(_("Schedule index"), 8, "right"),
        Head(_("Cost index"), 6, "right"),
        Head(_("Budget used"), 8, "right"),
        Head(_("Tests passed"), 8, "right"),
        Head(_("Where it stands"), 31),
    )
    caption, order = _("Cost, schedule and quality"), _("the largest slip first")
    return listing(inputs, caption, heads, projects, _row, inputs.room(0, 4, 15), order)


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
    _ = inputs.words.gettext
    first = _("first {day}", day=day_words(inputs, project.baseline_end_on)) if project.baseline_end_on else ""
    if project.ended_on:
        return Cell(_("ended {day}", day=day_words(inputs, project.ended_on)), first)
    return Cell(day_words(inputs, project.forecast_end_on or project.baseline_end_on), first)


def _tests(inputs: Inputs, project: Project) -> Cell:
    if project.tests_passed is None:
        return Cell(UNKNOWN)
    words = inputs.words
    passed = words.number(project.tests_passed)
    if project.tests_planned is None:
        return Cell(passed)
    return Cell(words.gettext("{part} of {whole}", part=passed, whole=words.number(project.tests_planned)))


# Milestones


def _timeline(inputs: Inputs, project: Project) -> Chart | None:
    """The milestones of a project, those that are not reached last; the latest where there are too many."""
    _ = inputs.words.gettext
    every = sorted((one for one in inputs.evidence.milestones if one.project == project.id), key=_day_of)
    kept = every[-inputs.room(1, 5, 15) :]
    if not any(_days(one) for one in kept):
        return None
    title = _message(inputs, project)
    until = inputs.case.until
    drawn = timeline(
        [_mark(inputs, one) for one in kept],
        title=plain(title),
        description=inputs.words.chained(_described(inputs, one) for one in kept),
        names=(_("first planned"), _("expected now"), _("reached")),
        ticks=_months(inputs, [*(day for one in kept for day in _days(one)), inputs.case.end]),
        now=(float(until.toordinal()), inputs.words.as_of(until)),
        colour=inputs.account.branding.accent,
    )
    more = capped(inputs, len(kept), len(every), _("the latest of them"))
    table = _table(inputs, plain(title), kept)
    return Chart(title, runs(_("Milestones")), drawn, notes=(more,) if more else (), table=table)


def _table(inputs: Inputs, title: str, milestones: Sequence[Milestone]) -> Table:
    """The days that are drawn."""
    _ = inputs.words.gettext
    words = (_("Milestones"), _("first planned"), _("expected now"), _("reached"))
    heads = tuple(Head(word, width) for word, width in zip(words, (43, 19, 19, 19), strict=True))
    days = ("baseline_on", "forecast_on", "done_on")
    rows = ((Cell(one.title), *(_day(inputs, getattr(one, day)) for day in days)) for one in milestones)
    return Table(title, heads, tuple(rows))


def _day(inputs: Inputs, day: date | None) -> Cell:
    return Cell(day_words(inputs, day), key=day)


def _message(inputs: Inputs, project: Project) -> Runs:
    """What the line shows: how far the project's end lies from the day first planned."""
    slip = _figure(inputs, "slip", project)
    if slip.number is None:
        return filled(inputs.words.gettext(UNCOUNTED), project=_name(project))
    side = (slip.number > 0) - (slip.number < 0)
    text = inputs.words.gettext(MESSAGES[project.ended_on is not None, side])
    return filled(text, project=_name(project), slip=shown(inputs, slip))


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
    words, year = inputs.words, inputs.case.end.year
    days = ((text, getattr(milestone, name)) for text, name in STANDS)
    return next((words.gettext(text, day=words.day_within(day, year)) for text, day in days if day), "")


def _described(inputs: Inputs, milestone: Milestone) -> str:
    _ = inputs.words.gettext
    stands = _stands(inputs, milestone)
    if milestone.baseline_on:
        first = _("first planned {day}", day=day_words(inputs, milestone.baseline_on))
        stands = _("{first}, {then}", first=first, then=stands)
    return _("{first}: {then}", first=milestone.title, then=stands or UNKNOWN)


def _months(inputs: Inputs, days: Sequence[date]) -> list[tuple[float, str]]:
    """The months between the first and the last of some days, each with its first day; January has the year's name."""
    first, last = min(days), max(days)
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [_month(inputs, *divmod(number, 12)) for number in numbers]


def _month(inputs: Inputs, year: int, month: int) -> tuple[float, str]:
    name = inputs.words.short_period(f"{year}-{month + 1:02}") if month else str(year)
    return (float(date(year, month + 1, 1).toordinal()), name)
