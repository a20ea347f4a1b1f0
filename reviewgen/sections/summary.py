"""The answer, on one page: verdict, headline figures, what went well, what concerns us, what to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reviewgen.charts import sparkline
from reviewgen.config import Note
from reviewgen.findings.case import label, section_of
from reviewgen.model import Depth, Figure, Finding
from reviewgen.narrative import verdict
from reviewgen.sections.histories import goal_words, history_chart, worth_showing
from reviewgen.sections.view import (
    Chart,
    Inputs,
    Runs,
    behaviour_words,
    filled,
    is_few,
    joined,
    process_of,
    runs,
    said,
    shown,
    sized,
    told,
)

TITLE = "Summary"
LEAST: Depth = "brief"
TILES = 5
POINTS = 3
FALLBACKS: tuple[tuple[str, dict[str, str]], ...] = (
    ("sla.resolution", {}),
    ("survey.csat", {}),
    ("tickets.backlog", {}),
    ("tickets.opened", {}),
    ("time.resolve.median", {}),
    ("actions.on_time", {}),
    ("majors.count", {}),
)


@dataclass(frozen=True, slots=True)
class Tile:
    """One headline figure."""

    label: str
    value: Runs
    status: str
    tone: str
    note: Runs
    comparison: Runs
    judged: str
    spark: Chart | None
    link: str


@dataclass(frozen=True, slots=True)
class Point:
    """One achievement or concern, with the section that holds its evidence."""

    title: Runs
    detail: Runs
    owner: str
    link: str
    section: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One decision wanted."""

    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class Context:
    """What the summary shows."""

    verdict: str = told("the verdict in a word or two")
    tone: str = told("the verdict's status")
    reasons: tuple[Runs, ...] = told("the sentences that give the reason")
    note: Note | None = told("the supervisor's own words")
    tiles: tuple[Tile, ...] = told("four to six headline figures")
    chart: Chart | None = told("the history of the figure that matters most")
    achievements: tuple[Point, ...] = told("what went well, at most three")
    concerns: tuple[Point, ...] = told("what concerns us, at most three")
    decisions: tuple[Ask, ...] = told("what the customer is asked to decide")
    meeting: str = told("the day of the review, or nothing")
    scope: str = told("what the pack covers, and whether the period is over")


def build(inputs: Inputs) -> Context:
    """The summary never vanishes."""
    found = verdict(inputs.case)
    words = inputs.words
    meeting = inputs.account.next_meeting
    note = inputs.account.notes.get("summary")
    return Context(
        verdict=words.gettext(found.word),
        tone=found.tone,
        reasons=() if note and note.instead else tuple(words.tell(reason) for reason in found.reasons),
        note=note,
        tiles=tuple(_tile(inputs, figure) for figure in headlines(inputs)),
        chart=_chart(inputs) if inputs.depth != "brief" else None,
        achievements=_points(inputs, "achievement"),
        concerns=_points(inputs, "concern"),
        decisions=tuple(
            Ask(decision.text, _who_and_when(inputs, decision.owner, decision.due_on))
            for decision in inputs.account.decisions
        ),
        meeting=words.day(meeting) if meeting else "",
        scope=_scope(inputs),
    )


def headlines(inputs: Inputs) -> tuple[Figure, ...]:
    """The figures that open the pack: those with a target, missed ones first, filled up with what exists."""
    order = {"missed": 0, "at_risk": 1, "met": 2, "not_measured": 3, None: 4}
    judged = sorted(inputs.case.judged(), key=lambda figure: order[figure.status])
    others = [inputs.figures.get(metric, **dimensions) for metric, dimensions in FALLBACKS]
    chosen: dict[tuple[str, object], Figure] = {}
    for figure in [*judged[:TILES], *(other for other in others if other.number is not None)]:
        chosen.setdefault((figure.metric, figure.dimensions), figure)
    return tuple(chosen.values())[:TILES]


def _tile(inputs: Inputs, figure: Figure) -> Tile:
    history = inputs.figures.history(figure.metric, **dict(figure.dimensions))
    few = is_few(figure)
    return Tile(
        label=said(inputs, label(figure)),
        value=runs(shown(inputs, figure)),
        status="" if few else inputs.words.status(figure.status),
        tone=figure.status or "",
        note=_note(inputs, figure, few),
        comparison=_before(inputs, figure, history[-2]),
        judged=_judged(inputs, figure),
        spark=_spark(inputs, figure, history),
        link=section_of(figure) if section_of(figure) in inputs.titles else "",
    )


def _spark(inputs: Inputs, figure: Figure, history: tuple[Figure, ...]) -> Chart | None:
    """The last periods as a line; None for two or less: the words beside it tell those."""
    values, title = worth_showing(history), said(inputs, label(figure))
    if sum(value is not None for value in values) < 3:
        return None
    svg = sparkline(
        values,
        title=title,
        description=inputs.words.gettext("The last {n} periods.", n=len(values)),
        target=figure.target.value if figure.target else None,
        status=figure.status,
    )
    return Chart(runs(title), (), svg, history)


def _note(inputs: Inputs, figure: Figure, few: bool) -> Runs:
    if figure.number is None:
        return runs(shown(inputs, figure, "{reason}"))
    return joined((inputs.words.gettext("too few to say") if few else "", goal_words(inputs, figure)))


def _before(inputs: Inputs, now: Figure, past: Figure) -> Runs:
    """What a figure is drawn from, where it is not a count itself, and what it was before."""
    form, period = inputs.words.gettext("{first}: {then}"), inputs.words.short_period(past.period)
    return joined((sized(inputs, now), filled(form, first=period, then=shown(inputs, past))))


def _judged(inputs: Inputs, figure: Figure) -> str:
    """What its history says of a figure, where there is enough of it; the rule of a signal stands with its chart."""
    process = process_of(inputs, figure)
    return "" if process is None or process.state == "short" else said(inputs, behaviour_words(process, brief=True))


def _chart(inputs: Inputs) -> Chart | None:
    """The history of the most important figure: the first one missed, else resolution in time, else volume.

    Where its limits come from is told in the section of the figure, if that draws it too.
    """
    missed = [figure for figure in headlines(inputs) if figure.status == "missed"]
    levels = inputs.figures.get("sla.resolution")
    figure = next(iter([*missed, *([levels] if levels.number is not None else [])]), None)
    if figure is None:
        figure = inputs.figures.get("tickets.opened")
    return history_chart(
        inputs,
        figure.metric,
        maximum=100.0 if figure.unit == "%" else None,
        height=29,
        dimensions=figure.dimensions,
        explaining=inputs.depth != "full",
    )


def _points(inputs: Inputs, kind: str) -> tuple[Point, ...]:
    found = [finding for finding in inputs.findings if finding.kind == kind]
    return tuple(_point(inputs, finding) for finding in found[:POINTS])


def _point(inputs: Inputs, finding: Finding) -> Point:
    return Point(
        inputs.words.tell(finding.title),
        inputs.words.tell(finding.detail),
        said(inputs, finding.owner),
        finding.section,
        inputs.titles.get(finding.section, ""),
    )


def _who_and_when(inputs: Inputs, owner: str, due_on: date | None) -> str:
    day = inputs.words.gettext("by {day}", day=inputs.words.day(due_on)) if due_on else ""
    return ", ".join(part for part in (owner, day) if part)


def _scope(inputs: Inputs) -> str:
    words, account, _ = inputs.words, inputs.account, inputs.words.gettext
    upto, services = words.as_of(inputs.as_of), ", ".join(account.services)
    over = inputs.as_of >= inputs.period.end
    parts = (
        _("Scope: {services}", services=services) if services else _("Scope: all services"),
        words.span(inputs.period),
        account.zone,
        _("data as of {day}", day=upto) if over else _("the period is not over: figures up to {day}", day=upto),
    )
    opens = _("How each number is computed opens at the number in the HTML page.")
    stands = _("How each number is computed stands in the appendix.")
    return f"{' · '.join(parts)}. {stands if 'definitions' in inputs.titles else opens}"
