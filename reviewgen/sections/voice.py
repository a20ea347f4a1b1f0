"""Voice of the customer: how satisfied people are, what they say and complain of, and how they rate us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reviewgen.findings.voice import answers, is_unhappy
from reviewgen.model import Depth, Figure
from reviewgen.records import Complaint, Rating, Survey
from reviewgen.sections.counted import counted
from reviewgen.sections.histories import history_chart, worth_showing
from reviewgen.sections.listing import about, day_words, due_cell, listing
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
    runs,
    shown,
    told,
    why_absent,
)

TITLE = "Voice of the customer"
LEAST: Depth = "brief"
LEAST_HISTORY = 3
BEST = 5.0
NAMES = {"csat": "satisfaction", "nps": "recommendation", "ces": "effort"}
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
    if inputs.figures.get("survey.answers").number is not None:
        return Nothing("No survey has been answered yet.")
    return Nothing(
        "No surveys are recorded. A table of surveys fills this section: what was asked and answered. So do tables of "
        "complaints and of the customer's scorecard."
    )


def _interval(inputs: Inputs) -> Runs:
    csat = inputs.figures.get("survey.csat")
    if why_absent(inputs, csat):
        period = inputs.words.period(csat.period)
        return runs(f"Satisfaction in {period}: ", shown(inputs, csat, "{reason}"), ", so no share is claimed.")
    low, high = (shown(inputs, inputs.figures.get(f"survey.csat.{end}")) for end in ("low", "high"))
    if inputs.depth == "brief":
        counted_on = runs(" of ", shown(inputs, csat, "{n}"), " answers were satisfied, between ")
        return runs(shown(inputs, csat), counted_on, low, " and ", high, " with 95% confidence.")
    return runs(
        shown(inputs, csat),
        " of ",
        shown(inputs, csat, "{n}"),
        " answers were satisfied (4 or 5 of 5). With so many answers, the share among everyone lies between ",
        low,
        " and ",
        high,
        " with 95% confidence.",
    )


def _chart(inputs: Inputs) -> Chart | None:
    values = worth_showing(inputs.figures.history("survey.csat"))
    if values[-1] is None or sum(value is not None for value in values) < LEAST_HISTORY:
        return None
    return history_chart(inputs, "survey.csat", maximum=100, height=32)


def _comments(inputs: Inputs) -> Table | None:
    spoken = [survey for survey in answers(inputs.case) if survey.comment]
    spoken.sort(key=lambda survey: (not is_unhappy(survey), str(survey.answered_at), survey.id))
    heads = (Head("In their words", 46), Head("Score", 18), Head("What we did", 36))
    return listing(inputs, "Comments", heads, spoken, _comment, inputs.room(1, 2, 8), "unhappy ones first")


def _comment(inputs: Inputs, survey: Survey) -> tuple[Cell, ...]:
    score = f"{inputs.words.number(survey.score or 0, 1)} of {TOP[survey.kind]}"
    tone = "missed" if is_unhappy(survey) else ""
    done = survey.follow_up or ("not followed up yet" if is_unhappy(survey) else "")
    return (
        Cell(f"“{survey.comment}”", about(survey.respondent, survey.service, survey.ticket), record=survey.id),
        Cell(score, tone=tone, aside=NAMES[survey.kind]),
        Cell(done),
    )


# Complaints


def _complaints(inputs: Inputs) -> Table | None:
    found = sorted(inputs.evidence.complaints, key=lambda one: _waiting(inputs, one))
    heads = (Head("Complaint", 38), Head("Received", 14), Head("Answered", 14), Head("What we did", 34))
    room = inputs.room(1, 2, 12)
    return listing(inputs, "Complaints", heads, found, _complaint, room, "those that wait for an answer first")


def _is_answered(inputs: Inputs, complaint: Complaint) -> bool:
    return complaint.answered_on is not None and complaint.answered_on < inputs.case.end


def _waiting(inputs: Inputs, complaint: Complaint) -> tuple[bool, date, str]:
    return (_is_answered(inputs, complaint), complaint.answer_due_on or complaint.received_on, complaint.id)


def _complaint(inputs: Inputs, complaint: Complaint) -> tuple[Cell, ...]:
    return (
        Cell(complaint.title, about(complaint.id, complaint.person, complaint.service), record=complaint.id),
        Cell(day_words(inputs, complaint.received_on)),
        _answer(inputs, complaint),
        Cell(complaint.follow_up or "–", complaint.owner),
    )


def _answer(inputs: Inputs, complaint: Complaint) -> Cell:
    """The day it was answered; of one that waits, the day that was promised."""
    due, done = complaint.answer_due_on, complaint.answered_on
    if done is None:
        waiting = due_cell(inputs, due)
        return Cell(waiting.note or "open", f"due {waiting.text}" if due else "", waiting.tone)
    late = due is not None and done > due
    return Cell(day_words(inputs, done), "late" if late else "", "missed" if late else "")


# The customer's own scorecard


def _card(inputs: Inputs) -> Runs:
    overall = inputs.figures.get("scorecard.overall")
    if why_absent(inputs, overall):
        return ()
    return runs("On your own scorecard we reach ", shown(inputs, overall), " of the best rating.")


def _ratings(inputs: Inputs) -> Table | None:
    """The topics rated in the period or the one before, after the mean of all."""
    now, before = (
        {figure.dimensions[0][1] for figure in inputs.figures.split("scorecard.rating", "topic", period=name)}
        for name in (inputs.figures.period, inputs.figures.previous)
    )
    topics = [topic for topic in sorted(now | before) if _has_rating(inputs, topic)]
    heads = (
        Head("Topic", 24),
        Head(inputs.words.period(inputs.figures.period), 14, "right"),
        Head(inputs.words.period(inputs.figures.previous), 14, "right"),
        Head("Best", 8, "right"),
        Head("In your words", 40),
    )
    room = inputs.room(0, 3, 15)
    rated = listing(inputs, "Your scorecard of us", heads, topics, _rating, room, "by topic")
    if rated is None:
        return None
    first = (Cell("Over all", tone="strong"), *_beside(inputs, "scorecard.overall", {}), Cell(""), Cell(""))
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
    said = f"“{rating.comment}”" if rating.comment else ""
    return Cell(said, about(rating.person, day_words(inputs, rating.rated_on)))
