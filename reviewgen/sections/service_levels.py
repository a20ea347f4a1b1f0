"""Service levels: agreed against achieved, each miss with its cause, and the tool's own verdict beside ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reviewgen.languages import N_
from reviewgen.model import Clock, Depth, Figure
from reviewgen.records import Ticket
from reviewgen.sections.decided import LISTED, NAMES, clocks_by_time, decided, limit_cell, ticket_cell, used_cell
from reviewgen.sections.differing import Comparison, comparison
from reviewgen.sections.histories import history_chart
from reviewgen.sections.promised import by_policy, priorities, promised_cell, promises
from reviewgen.sections.terms import deciding
from reviewgen.sections.view import (
    Cell,
    Chart,
    Head,
    Inputs,
    Nothing,
    Runs,
    Table,
    bare,
    brief,
    capped,
    cell,
    shown,
    status_cell,
    told,
    without_empty_columns,
)

TITLE = "Service levels"
LEAST: Depth = "brief"
MEDIANS = {"business.": N_("Business time: median"), "": N_("Elapsed time: median")}


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on service levels shows."""

    basis: tuple[Runs, ...] = told("what decides each clock, and which clocks are not decided")
    chart: Chart | None = told("the history of resolution in time, at full depth")
    levels: Table = told("agreed and achieved, per clock and priority")
    breaches: Table | None = told("the tickets that missed a target, with the cause")
    appendix: str = told("where each clock of the missed targets stands; empty where there is none")
    near_misses: Table | None = told("the tickets that met their target with little time left")
    comparison: Comparison | None = told("our word beside the tool's own, where there is a policy and a verdict")
    times: Table | None = told("how long tickets took; at full depth by priority too")


def build(inputs: Inputs) -> Context | Nothing:
    """Nothing to show where neither the tool nor a promise judges any clock."""
    if all(basis == "none" for _, basis in inputs.evidence.basis):
        return Nothing(_why_nothing(inputs))
    _ = inputs.words.gettext
    near = _("Near misses: met, with at least {share} of the time used", share=inputs.words.amount(80, "%"))
    return Context(
        basis=deciding(inputs),
        chart=history_chart(inputs, "sla.resolution", maximum=100) if inputs.depth == "full" else None,
        levels=_levels(inputs),
        breaches=_listing(inputs, _("Targets missed, with the cause"), "breached", inputs.room(2, 3, LISTED)),
        appendix=_appendix(inputs),
        near_misses=_listing(inputs, near, "near", inputs.room(0, 2, LISTED)),
        comparison=None if inputs.depth == "brief" else comparison(inputs),
        times=None if inputs.depth == "brief" else _times(inputs),
    )


def _appendix(inputs: Inputs) -> str:
    listed = "clocks" in inputs.titles and clocks_by_time(inputs, "breached")
    return inputs.words.gettext("Each clock that missed its target, with its holds.") if listed else ""


def _why_nothing(inputs: Inputs) -> str:
    _, targets = inputs.words.gettext, inputs.account.targets
    if inputs.account.policy or targets.response_hours or targets.resolution_hours:
        return _(
            "Times are promised, but no clock can be read: the export carries neither the times of response and "
            "resolution nor a verdict of the tool. Columns for them in the mapping fill this section."
        )
    return _(
        "Nothing was promised and the export carries no verdict of the tool. A policy or targets in the account's "
        "file, or a verdict column in the mapping, fill this section."
    )


# Agreed and achieved


def _levels(inputs: Inputs) -> Table:
    _ = inputs.words.gettext
    by_tool = any(inputs.figures.get(f"sla.{clock}.tool").number is not None for clock in by_policy(inputs))
    rows = []
    for clock, basis in inputs.evidence.basis:
        if basis != "none":
            rows.append(_level(inputs, clock, {}, by_tool))
            rows += [
                _level(inputs, clock, {"priority": priority}, by_tool)
                for priority in priorities(inputs, f"sla.{clock}")
                if _told_of(inputs, clock, priority)
            ]
    return without_empty_columns(Table(_("Agreed and achieved"), _level_heads(inputs, by_tool), tuple(rows)))


def _told_of(inputs: Inputs, clock: str, priority: str) -> bool:
    """Whether there is anything to say of a priority: a promise, or a number in any period that is shown.

    A brief pack tells of those alone that have a target of their own.
    """
    if inputs.depth == "brief":
        return inputs.figures.get(f"sla.{clock}", priority=priority).target is not None
    numbers = (figure.number for figure in _compared_periods(inputs, clock, {"priority": priority}))
    promised = (hours for hours, _ in promises(inputs, clock, priority))
    return any(number is not None for number in (*numbers, *promised))


def _level_heads(inputs: Inputs, by_tool: bool) -> tuple[Head, ...]:
    _ = inputs.words.gettext
    widths = (14, 11, 12, 12, 7, 8, 7, 5, 12, 12) if by_tool else (16, 12, 13, 0, 8, 11, 7, 6, 13, 14)
    names = (
        *(_("Clock"), _("Promised"), _("Met"), _("Met by the tool"), _("Target")),
        *(_("Status"), _("Missed"), _("Near"), _("Before"), _("Last year")),
    )
    left = (_("Clock"), _("Status"))
    return tuple(
        Head(name, width, "left" if name in left else "right")
        for name, width in zip(names, widths, strict=True)
        if width
    )


def _which(inputs: Inputs, clock: str, dimensions: dict[str, str]) -> Cell:
    """The head of a row: a clock of all tickets, or of those of a priority."""
    _ = inputs.words.gettext
    tickets = dimensions.get("priority") or inputs.words.pgettext("tickets", "all")
    return Cell(_("{first}, {then}", first=_(NAMES[clock]), then=tickets), tone="" if dimensions else "strong")


def _level(inputs: Inputs, clock: str, dimensions: dict[str, str], by_tool: bool) -> tuple[Cell, ...]:
    figures = inputs.figures
    now, before, year_ago = _compared_periods(inputs, clock, dimensions)
    tool = figures.get(f"sla.{clock}.tool", **dimensions)
    return (
        _which(inputs, clock, dimensions),
        promised_cell(inputs, clock, dimensions.get("priority", "")),
        brief(cell(inputs, now, with_n=True)),
        *((brief(cell(inputs, tool, with_n=True)),) if by_tool else ()),
        Cell(inputs.words.amount(now.target.value, "%") if now.target else ""),
        status_cell(inputs, now),
        brief(cell(inputs, figures.get("sla.breaches", clock=clock, **dimensions))),
        brief(cell(inputs, figures.get("sla.near_misses", clock=clock, **dimensions))),
        brief(cell(inputs, before, with_n=True)),
        brief(cell(inputs, year_ago, with_n=True)),
    )


def _compared_periods(inputs: Inputs, clock: str, dimensions: dict[str, str]) -> tuple[Figure, ...]:
    """How far promises were kept in the period, the one before, and the same last year."""
    figures = inputs.figures
    periods = (figures.period, figures.previous, figures.last_year)
    return tuple(figures.get(f"sla.{clock}", period, **dimensions) for period in periods)


# Tickets


def _listing(inputs: Inputs, caption: str, kind: str, most: int) -> Table | None:
    found = decided(inputs, kind)
    if not found or not most:
        return None
    _ = inputs.words.gettext
    heads = (
        Head(_("Ticket"), 35),
        Head(_("Clock"), 15),
        Head(_time_head(inputs), 12, "right"),
        Head(_("Promised"), 12, "right"),
        Head(_("Cause") if kind == "breached" else _("Service"), 26),
    )
    rows = tuple(_listed(inputs, ticket, name, clock, kind) for ticket, name, clock in found[:most])
    return Table(caption, heads, rows, capped(inputs, len(rows), len(found), _("all are in data/clocks.csv")))


def _time_head(inputs: Inputs) -> str:
    _, by_policy = inputs.words.gettext, "policy" in dict(inputs.evidence.basis).values()
    return _("Business time") if by_policy else _("Took")


def _listed(inputs: Inputs, ticket: Ticket, name: str, clock: Clock, kind: str) -> tuple[Cell, ...]:
    _ = inputs.words.gettext
    cause = Cell(ticket.breach_cause) if ticket.breach_cause else Cell(_("cause not recorded"), tone="quiet")
    return (
        ticket_cell(ticket),
        Cell(_(NAMES[name])),
        used_cell(inputs, clock),
        limit_cell(inputs, name, clock),
        cause if kind == "breached" else Cell(ticket.service or "–"),
    )


# How long it took


def _times(inputs: Inputs) -> Table | None:
    kinds = {
        kind: clock
        for kind, clock in (("ack", "response"), ("resolve", "resolution"))
        if inputs.figures.get(f"time.{kind}.median").number is not None
    }
    if not kinds:
        return None
    _ = inputs.words.gettext
    by_policy = any(inputs.figures.get(f"time.{kind}.business.median").number is not None for kind in kinds)
    elapsed, both = _("How long it took, in plain elapsed time"), ("business.", "")
    caption = _("How long it took, in business time and in plain elapsed time") if by_policy else elapsed
    ways = both if by_policy else both[1:]
    first, value, n = (22, 14, 11) if by_policy else (40, 22, 16)
    medians = (Head(_(MEDIANS[way]), value, "right") for way in ways)
    others = (Head(_("90th percentile"), value, "right"), Head(_("n"), n, "right"))
    heads = (Head(_("Clock"), first), *(head for median in medians for head in (median, *others)))
    return Table(caption, heads, tuple(row for kind in kinds.items() for row in _durations(inputs, *kind, ways)))


def _durations(inputs: Inputs, kind: str, clock: str, ways: tuple[str, ...]) -> Iterable[tuple[Cell, ...]]:
    splits: list[dict[str, str]] = [{}]
    if inputs.depth == "full":
        splits += [{"priority": priority} for priority in priorities(inputs, f"time.{kind}.median")]
    for dimensions in splits:
        if all(inputs.figures.get(f"time.{kind}.{way}median", **dimensions).n == 0 for way in ways):
            continue
        found = [one for way in ways for one in _duration(inputs, f"time.{kind}.{way}", dimensions)]
        yield (_which(inputs, clock, dimensions), *found)


def _duration(inputs: Inputs, name: str, dimensions: dict[str, str]) -> tuple[Cell, ...]:
    median, p90 = (inputs.figures.get(f"{name}{statistic}", **dimensions) for statistic in ("median", "p90"))
    return (
        brief(cell(inputs, median)),
        brief(cell(inputs, p90)),
        bare(shown(inputs, median, "{n}")),
    )
