"""Changes: how those of the period went, what was learned where they did not, and which are planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reviewgen.charts import columns
from reviewgen.model import Depth, Figure
from reviewgen.records import Change
from reviewgen.sections.counted import counted
from reviewgen.sections.events import drawn
from reviewgen.sections.histories import described, drawn_texts, paired, worth_showing
from reviewgen.sections.listing import UNKNOWN, about, ended, listing
from reviewgen.sections.view import (
    Cell,
    Chart,
    Head,
    Inputs,
    Nothing,
    Runs,
    Table,
    filled,
    plain,
    runs,
    shown,
    told,
)

TITLE = "Changes"
LEAST: Depth = "standard"
METRICS = (
    "changes.implemented",
    "changes.success",
    "changes.unsuccessful",
    "changes.emergency",
    "changes.incidents",
    "changes.caused",
    "changes.scheduled",
)
FAILED = ("failed", "backed_out")
FAULTY = (*FAILED, "with_issues")


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on changes shows."""

    chart: Chart | None = told("changes carried out in each period, and those that went wrong, at full depth")
    counts: Table | None = told("figures on changes beside the previous period and last year, at full depth")
    unsuccessful: Table | None = told("changes of the period that did not go as planned, with what was learned")
    schedule: Table | None = told("changes planned after the period, the next one first")
    done: Table | None = told("changes of the period that are known to have succeeded, at full depth")
    untold: Table | None = told("changes that ended in the period without a recorded outcome")


def build(inputs: Inputs) -> Context | Nothing:
    """Without any change recorded, or without one done or planned, the section says so in a line."""
    _ = inputs.words.gettext
    implemented = inputs.figures.get("changes.implemented")
    changes = inputs.evidence.changes
    ever = any(figure.number for figure in inputs.figures.history("changes.implemented"))
    if not ever and not changes:
        return Nothing(_("No changes are recorded. A table of changes fills this section: carried out and planned."))
    over = [one for one in changes if inputs.case.within(one.ended_at) and one.outcome != "cancelled"]
    planned = _planned(inputs)
    if not implemented.number and not over and not planned:
        period = inputs.words.period(inputs.figures.period)
        return Nothing(_("No change was carried out in {period}, and none is planned.", period=period))
    wrong = [one for one in over if _went_wrong(inputs, one)]
    others = [one for one in over if one not in wrong]
    return Context(
        chart=_chart(inputs) if inputs.depth == "full" else None,
        counts=counted(inputs, METRICS),
        unsuccessful=_unsuccessful(inputs, wrong),
        schedule=_schedule(inputs, planned),
        done=_done(inputs, [one for one in others if one.outcome]),
        untold=_untold(inputs, [one for one in others if not one.outcome]),
    )


def _chart(inputs: Inputs) -> Chart | None:
    """Pairs of columns; None where no change was carried out in several periods."""
    all_done, wrong = (inputs.figures.history(f"changes.{name}") for name in ("implemented", "unsuccessful"))
    if sum(bool(figure.number) for figure in all_done) < 2 or wrong[-1].number is None:
        return None
    _, words, title = inputs.words.gettext, inputs.words, _how_many(inputs, all_done[-1], wrong[-1])
    names = (_("carried out"), _("went wrong"))
    svg = columns(
        [words.short_period(figure.period) for figure in all_done],
        worth_showing(all_done),
        drawn_texts(inputs, all_done),
        title=plain(title),
        description=paired(inputs, names, [described(inputs, history) for history in (all_done, wrong)]),
        tick_text=words.number,
        events=drawn(inputs, "changes.unsuccessful"),
        second=worth_showing(wrong),
        second_texts=drawn_texts(inputs, wrong),
        names=names,
        height_mm=34,
        colour=inputs.account.branding.accent,
    )
    return Chart(title, runs(_("Changes by period")), svg, (*all_done, *wrong))


def _how_many(inputs: Inputs, every: Figure, wrong: Figure) -> Runs:
    _, period = inputs.words.gettext, inputs.words.period(every.period)
    if not wrong.number:
        return filled(
            _("No change went wrong in {period}: {total} carried out"), period=period, total=shown(inputs, every)
        )
    text = _("{wrong} of {total} changes went wrong in {period}")
    return filled(text, wrong=shown(inputs, wrong), total=shown(inputs, every), period=period)


def _planned(inputs: Inputs) -> list[Change]:
    """What is to begin after the period and had not begun by its end, cancelled ones left out; the next one first."""
    ahead = [
        (one.planned_start_at, one.id, one)
        for one in inputs.evidence.changes
        if one.planned_start_at and one.planned_start_at >= inputs.period.end and _is_ahead(inputs, one)
    ]
    return [one for _, _, one in sorted(ahead, key=lambda found: found[:2])]


def _is_ahead(inputs: Inputs, change: Change) -> bool:
    return change.outcome != "cancelled" and not ended(inputs, change.started_at) and not ended(inputs, change.ended_at)


def _went_wrong(inputs: Inputs, change: Change) -> bool:
    return change.outcome in FAULTY or _overran(change) or bool(_caused(inputs, change))


def _overran(change: Change) -> bool:
    return bool(change.ended_at and change.planned_end_at and change.ended_at > change.planned_end_at)


def _caused(inputs: Inputs, change: Change) -> list[str]:
    """The tickets that name it as what caused them."""
    return [ticket.id for ticket in inputs.evidence.tickets if ticket.change == change.id]


def _unsuccessful(inputs: Inputs, changes: list[Change]) -> Table | None:
    _ = inputs.words.gettext
    heads = (
        Head(_("Did not go as planned"), 35),
        Head(_("When"), 18),
        Head(_("How it went"), 18),
        Head(_("What was learned"), 29),
    )
    room = inputs.room(0, 3, 20)
    return listing(inputs, _("Unsuccessful changes"), heads, changes, _wrong, room, _("in the order begun"))


def _wrong(inputs: Inputs, change: Change) -> tuple[Cell, ...]:
    return (
        _head(inputs, change),
        _minute(inputs, change.ended_at),
        _how(inputs, change),
        Cell(change.review or UNKNOWN),
    )


def _how(inputs: Inputs, change: Change) -> Cell:
    _ = inputs.words.gettext
    caused = _caused(inputs, change)
    late = _("took longer than planned") if _overran(change) else ""
    tickets = _("caused {tickets}", tickets=", ".join(caused)) if caused else ""
    if change.outcome in FAULTY:
        return Cell(_outcome(inputs, change), about(late, tickets), "missed" if change.outcome in FAILED else "at_risk")
    how = late or _outcome(inputs, change)
    return Cell(how or tickets, tickets if how else "", "at_risk")


def _outcome(inputs: Inputs, change: Change) -> str:
    """How a change went; nothing while that is not known."""
    pgettext = inputs.words.pgettext
    outcomes = {
        "successful": pgettext("outcome of a change", "done"),
        "with_issues": pgettext("outcome of a change", "done with issues"),
        "failed": pgettext("outcome of a change", "failed"),
        "backed_out": pgettext("outcome of a change", "backed out"),
        "cancelled": pgettext("outcome of a change", "cancelled"),
    }
    return outcomes.get(change.outcome, "")


def _schedule(inputs: Inputs, changes: list[Change]) -> Table | None:
    _ = inputs.words.gettext
    heads = (
        Head(_("Planned change"), 42),
        Head(_("When"), 23),
        Head(_("What users notice"), 26),
        Head(_("Risk"), 9),
    )
    return listing(inputs, _("Forward schedule"), heads, changes, _ahead, inputs.room(0, 3, 20), _("the next ones"))


def _ahead(inputs: Inputs, change: Change) -> tuple[Cell, ...]:
    outcome = _outcome(inputs, change)
    since = inputs.words.gettext("since then {outcome}", outcome=outcome) if outcome else ""
    return (
        _head(inputs, change),
        _window(inputs, change.planned_start_at, change.planned_end_at),
        Cell(change.impact or UNKNOWN, since),
        Cell(_risk(inputs, change) or UNKNOWN),
    )


def _risk(inputs: Inputs, change: Change) -> str:
    pgettext = inputs.words.pgettext
    risks = {
        "low": pgettext("risk of a change", "low"),
        "medium": pgettext("risk of a change", "medium"),
        "high": pgettext("risk of a change", "high"),
    }
    return risks.get(change.risk, "")


def _done(inputs: Inputs, changes: list[Change]) -> Table | None:
    """Those that the figures count as without a fault."""
    head, caption = inputs.words.pgettext("changes", "Done"), inputs.words.gettext("Done without a fault")
    return _over(inputs, changes, head, caption, inputs.room(0, 0, 8))


def _untold(inputs: Inputs, changes: list[Change]) -> Table | None:
    """Those of which nobody recorded how they went."""
    head, caption = inputs.words.pgettext("changes", "Ended"), inputs.words.gettext("Ended, without a recorded outcome")
    return _over(inputs, changes, head, caption, inputs.room(0, 3, 8))


def _over(inputs: Inputs, changes: list[Change], head: str, caption: str, room: int) -> Table | None:
    _ = inputs.words.gettext
    heads = (Head(head, 48), Head(_("When"), 18), Head(_("What users notice"), 34))
    return listing(inputs, caption, heads, changes, _ended, room, _("in the order begun"))


def _ended(inputs: Inputs, change: Change) -> tuple[Cell, ...]:
    return (_head(inputs, change), _minute(inputs, change.ended_at), Cell(change.impact or UNKNOWN))


def _head(inputs: Inputs, change: Change) -> Cell:
    below = about(change.id, _type(inputs, change), change.service, change.owner)
    return Cell(change.title, below, record=change.id)


def _type(inputs: Inputs, change: Change) -> str:
    pgettext = inputs.words.pgettext
    types = {
        "standard": pgettext("kind of a change", "standard"),
        "normal": pgettext("kind of a change", "normal"),
        "emergency": pgettext("kind of a change", "emergency"),
    }
    return types.get(change.type, "")


def _window(inputs: Inputs, start: datetime | None, end: datetime | None) -> Cell:
    """From when to when; the day once where it is the same."""
    if not start or not end:
        return _minute(inputs, start)
    until = inputs.words.time(end) if start.date() == end.date() else inputs.words.minute(end)
    span = inputs.words.gettext("{first} to {last}", first=inputs.words.minute(start), last=until)
    return Cell(span, key=start)


def _minute(inputs: Inputs, at: datetime | None) -> Cell:
    return Cell(inputs.words.minute(at) if at else UNKNOWN, key=at)
