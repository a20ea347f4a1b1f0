"""Voice of the customer: how satisfied people are, what they say and complain of, and how they rate us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reviewgen.charts import intervals
from reviewgen.findings.case import SURE
from reviewgen.findings.voice import answers, is_unhappy
from reviewgen.languages import N_
from reviewgen.model import Depth, Figure
from reviewgen.records import Complaint, Rating, Survey
from reviewgen.sections.counted import counted
from reviewgen.sections.events import drawn
from reviewgen.sections.histories import described, drawn_texts, goal, history_chart, ticks, worth_showing
from reviewgen.sections.listing import about, day_words, due_cell, listing
from reviewgen.sections.messages import message
from reviewgen.sections.view import (
    Cell,
    Chart,
    Head,
    Inputs,
    Nothing,
    Runs,
    Table,
    brief,
    cell,
    filled,
    joined,
    plain,
    process_of,
    shown,
    sized,
    told,
    why_absent,
)

TITLE = "Voice of the customer"
LEAST: Depth = "brief"
LEAST_HISTORY = 3
BEST = 5.0
NAMES = {"csat": N_("satisfaction"), "nps": N_("recommendation"), "ces": N_("effort")}
TOP = {"csat": 5, "nps": 10, "ces": 7}
METRICS = (
    "survey.csat",
    "survey.nps",
    "survey.ces",
    "survey.answers",
    "survey.response",
    "complaints.count",
    "complaints.on_time",
    "complaints.open",
    "complaints.overdue",
)


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on the customer's voice shows."""

    interval: Runs = told("what the share of satisfied answers says, with its interval; empty without surveys")
    card: Runs = told("the customer's own rating over all, in a brief pack")
    chart: Chart | None = told("the history of the share of satisfied answers, at full depth")
    scores: Table | None = told(
        "scores, answers and complaints beside the previous period and last year, at full depth"
    )
    comments: Table | None = told(
        "answers of the period in the customer's words, unhappy ones first, with what was done"
    )
    complaints: Table | None = told("complaints with what was done about each, those that wait for an answer first")
    ratings: Table | None = told("the customer's own scorecard of us, per topic, beside the previous period")


def build(inputs: Inputs) -> Context | Nothing:
    """Nothing to show without any survey, complaint or rating in the whole history."""
    if not _was_heard(inputs):
        return _why_nothing(inputs)
    compact = inputs.depth == "brief"
    return Context(
        interval=_interval(inputs) if _answered(inputs) else (),
        card=_card(inputs) if compact else (),
        chart=_chart(inputs) if inputs.depth == "full" else None,
        scores=counted(inputs, METRICS),
        comments=_comments(inputs),
        complaints=_complaints(inputs),
        ratings=None if compact else _ratings(inputs),
    )


def _answered(inputs: Inputs) -> bool:
    return any(figure.number for figure in inputs.figures.history("survey.answers"))


def _was_heard(inputs: Inputs) -> bool:
    rated = any(figure.number is not None for figure in inputs.figures.history("scorecard.overall"))
    complained = any(figure.number for figure in inputs.figures.history("complaints.count"))
    return rated or complained or bool(inputs.evidence.complaints) or _answered(inputs)


def _why_nothing(inputs: Inputs) -> Nothing:
    _ = inputs.words.gettext
    if inputs.figures.get("survey.answers").number is not None:
        return Nothing(_("No survey has been answered yet."))
    return Nothing(
        _(
            "No surveys are recorded. A table of surveys fills this section: what was asked and answered. So do "
            "tables of complaints and of the customer's scorecard."
        )
    )


def _interval(inputs: Inputs) -> Runs:
    _ = inputs.words.gettext
    csat = inputs.figures.get("survey.csat")
    if why_absent(inputs, csat):
        reason, period = shown(inputs, csat, "{reason}"), inputs.words.period(csat.period)
        return filled(_("Satisfaction in {period}: {reason}, so no share is claimed."), period=period, reason=reason)
    low, high = (shown(inputs, inputs.figures.get(f"survey.csat.{end}")) for end in ("low", "high"))
    text = (
        _("{share} of {n} answers were satisfied, between {low} and {high} with {sure} confidence.")
        if inputs.depth == "brief"
        else _(
            "{share} of {n} answers were satisfied (4 or 5 of 5). With so many answers, the share among everyone lies "
            "between {low} and {high} with {sure} confidence."
        )
    )
    sure = inputs.words.amount(SURE.value, SURE.unit)
    n = shown(inputs, csat, "{n}")
    return filled(text, share=shown(inputs, csat), n=n, low=low, high=high, sure=sure)


def _chart(inputs: Inputs) -> Chart | None:
    values = worth_showing(inputs.figures.history("survey.csat"))
    if values[-1] is None or sum(value is not None for value in values) < LEAST_HISTORY:
        return None
    process = process_of(inputs, inputs.figures.get("survey.csat"))
    if process and process.state == "signal":
        return history_chart(inputs, "survey.csat", maximum=100, height=32)
    return _estimates(inputs)


def _estimates(inputs: Inputs) -> Chart:
    """The share of satisfied answers, each with the interval in which the share among everyone lies."""
    words, history = inputs.words, inputs.figures.history("survey.csat")
    lows, highs = (inputs.figures.history(f"survey.csat.{end}") for end in ("low", "high"))
    title = message(inputs, history[-1])
    svg = intervals(
        [words.short_period(one.period) for one in history],
        worth_showing(history),
        drawn_texts(inputs, history),
        title=plain(title),
        description=described(inputs, history),
        lows=worth_showing(lows),
        highs=worth_showing(highs),
        tick_text=ticks(inputs, "%"),
        **goal(inputs, history[-1]),
        events=drawn(inputs, "survey.csat"),
        minimum=0,
        maximum=100,
        height_mm=36,
        colour=inputs.account.branding.accent,
    )
    sure = words.amount(SURE.value, SURE.unit)
    what = words.gettext(
        "share of satisfied answers; lines: where that of everyone lies, with {sure} confidence", sure=sure
    )
    return Chart(title, joined((what, sized(inputs, history[-1]))), svg, (*history, *lows, *highs))


def _comments(inputs: Inputs) -> Table | None:
    spoken = [survey for survey in answers(inputs.case) if survey.comment]
    spoken.sort(key=lambda survey: (not is_unhappy(survey), str(survey.answered_at), survey.id))
    _ = inputs.words.gettext
    followed = (Head(_("What we did"), 36),) if _tells_follow_ups(inputs) else ()
    heads = (Head(_("In their words"), 46 if followed else 82), Head(_("Score"), 18), *followed)
    return listing(inputs, _("Comments"), heads, spoken, _comment, inputs.room(1, 2, 8), _("unhappy ones first"))


def _comment(inputs: Inputs, survey: Survey) -> tuple[Cell, ...]:
    _ = inputs.words.gettext
    number = inputs.words.number
    score = _("{part} of {whole}", part=number(survey.score or 0, 1), whole=number(TOP[survey.kind]))
    tone = "missed" if is_unhappy(survey) else ""
    done = survey.follow_up or (_("not followed up yet") if is_unhappy(survey) else "")
    followed = (Cell(done),) if _tells_follow_ups(inputs) else ()
    below = about(survey.respondent, survey.service, survey.ticket)
    return (
        Cell(_quoted(inputs, survey.comment), below, record=survey.id),
        Cell(score, tone=tone, aside=_(NAMES[survey.kind])),
        *followed,
    )


def _tells_follow_ups(inputs: Inputs) -> bool:
    """Whether the surveys say what was done about unhappy answers; else nobody knows that nothing was."""
    return inputs.figures.get("survey.unanswered").number is not None


def _quoted(inputs: Inputs, comment: str) -> str:
    return inputs.words.gettext("“{first}”", first=comment)


# Complaints


def _complaints(inputs: Inputs) -> Table | None:
    found = sorted(inputs.evidence.complaints, key=lambda one: _waiting(inputs, one))
    _ = inputs.words.gettext
    heads = (
        Head(_("Complaint"), 38),
        Head(_("Received"), 14),
        Head(_("Answered"), 14),
        Head(_("What we did"), 34),
    )
    room, order = inputs.room(1, 2, 12), _("those that wait for an answer first")
    return listing(inputs, _("Complaints"), heads, found, _complaint, room, order)


def _is_answered(inputs: Inputs, complaint: Complaint) -> bool:
    return complaint.answered_on is not None and complaint.answered_on < inputs.case.end


def _waiting(inputs: Inputs, complaint: Complaint) -> tuple[bool, date, str]:
    return (_is_answered(inputs, complaint), complaint.answer_due_on or complaint.received_on, complaint.id)


def _complaint(inputs: Inputs, complaint: Complaint) -> tuple[Cell, ...]:
    return (
        Cell(complaint.title, about(complaint.id, complaint.person, complaint.service), record=complaint.id),
        Cell(day_words(inputs, complaint.received_on), key=complaint.received_on),
        _answer(inputs, complaint),
        Cell(complaint.follow_up or "–", complaint.owner),
    )


def _answer(inputs: Inputs, complaint: Complaint) -> Cell:
    """The day it was answered; of one that waits, the day that was promised."""
    _ = inputs.words.gettext
    pgettext = inputs.words.pgettext
    due, done = complaint.answer_due_on, complaint.answered_on
    if done is None:
        waiting = due_cell(inputs, due)
        state = waiting.note or pgettext("state of a complaint", "open")
        return Cell(state, _("due {day}", day=waiting.text) if due else "", waiting.tone)
    late = due is not None and done > due
    note, tone = (pgettext("answer", "late"), "missed") if late else ("", "")
    return Cell(day_words(inputs, done), note, tone, key=done)


# The customer's own scorecard


def _card(inputs: Inputs) -> Runs:
    overall = inputs.figures.get("scorecard.overall")
    if why_absent(inputs, overall):
        return ()
    text = inputs.words.gettext("On your own scorecard we reach {share} of the best rating.")
    return filled(text, share=shown(inputs, overall))


def _ratings(inputs: Inputs) -> Table | None:
    """The topics rated in the period or the one before, after the mean of all."""
    now, before = (
        {figure.dimensions[0][1] for figure in inputs.figures.split("scorecard.rating", "topic", period=name)}
        for name in (inputs.figures.period, inputs.figures.previous)
    )
    topics = [topic for topic in sorted(now | before) if _has_rating(inputs, topic)]
    _ = inputs.words.gettext
    heads = (
        Head(_("Topic"), 24),
        Head(inputs.words.period(inputs.figures.period), 14, "right"),
        Head(inputs.words.period(inputs.figures.previous), 14, "right"),
        Head(inputs.words.pgettext("end of a scale", "Best"), 8, "right"),
        Head(_("In your words"), 40),
    )
    room = inputs.room(0, 3, 15)
    rated = listing(inputs, _("Your scorecard of us"), heads, topics, _rating, room, _("by topic"))
    if rated is None:
        return None
    first = (Cell(_("Over all"), tone="strong"), *_beside(inputs, "scorecard.overall", {}), Cell(""), Cell(""))
    return Table(rated.caption, rated.heads, (first, *rated.rows), rated.more, whole=False)


def _has_rating(inputs: Inputs, topic: str) -> bool:
    return any(figure.number is not None for figure in _both(inputs, "scorecard.rating", {"topic": topic}))


def _both(inputs: Inputs, metric: str, dimensions: dict[str, str]) -> Sequence[Figure]:
    return [inputs.figures.get(metric, name, **dimensions) for name in (inputs.figures.period, inputs.figures.previous)]


def _beside(inputs: Inputs, metric: str, dimensions: dict[str, str]) -> Sequence[Cell]:
    """A figure of the period and of the one before."""
    return [brief(cell(inputs, figure)) for figure in _both(inputs, metric, dimensions)]


def _rating(inputs: Inputs, topic: str) -> tuple[Cell, ...]:
    last = _last(inputs, topic)
    best = inputs.words.number(last.best or BEST, 1) if last else ""
    return (
        Cell(topic, record=topic),
        *_beside(inputs, "scorecard.rating", {"topic": topic}),
        Cell(best),
        _words(inputs, last),
    )


def _last(inputs: Inputs, topic: str) -> Rating | None:
    """The last rating of a topic in the period."""
    end = inputs.case.end
    found = [one for one in inputs.evidence.scorecard if one.topic == topic and one.rated_on < end]
    return max(found, key=lambda one: one.rated_on) if found else None


def _words(inputs: Inputs, rating: Rating | None) -> Cell:
    if rating is None:
        return Cell("")
    said = _quoted(inputs, rating.comment) if rating.comment else ""
    return Cell(said, about(rating.person, day_words(inputs, rating.rated_on)))
