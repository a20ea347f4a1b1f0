"""Voice of the customer: how satisfied people are, from how many answers, and in their own words."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.findings.voice import answers, is_unhappy
from reviewgen.model import Depth
from reviewgen.records import Survey
from reviewgen.sections.histories import compared, history_chart, worth_showing
from reviewgen.sections.view import (
    Cell,
    Chart,
    Head,
    Inputs,
    Nothing,
    Runs,
    Table,
    capped,
    runs,
    shown,
    told,
    why_absent,
)

TITLE = "Voice of the customer"
LEAST: Depth = "brief"
LISTED = 8
LEAST_HISTORY = 3
NAMES = {"csat": "satisfaction", "nps": "recommendation", "ces": "effort"}
TOP = {"csat": 5, "nps": 10, "ces": 7}
METRICS = ("survey.csat", "survey.nps", "survey.ces", "survey.answers", "survey.response")


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on the customer's voice shows."""

    interval: Runs = told("what the share of satisfied answers says, with its interval")
    chart: Chart | None = told("the history of the share of satisfied answers")
    scores: Table = told("the scores beside the previous period and last year")
    comments: Table | None = told(
        "answers of the period in the customer's words, unhappy ones first, with what was done"
    )


def build(inputs: Inputs) -> Context | Nothing:
    """Without surveys, or without any answer in the whole history, there is nothing to show."""
    if inputs.figures.get("survey.answers").number is None:
        return Nothing("No surveys are recorded. A table of surveys fills this section: what was asked and answered.")
    if not any(figure.number for figure in inputs.figures.history("survey.answers")):
        return Nothing("No survey has been answered yet.")
    return Context(
        interval=_interval(inputs),
        chart=_chart(inputs),
        scores=compared(inputs, "Scores and answers", METRICS),
        comments=_comments(inputs),
    )


def _interval(inputs: Inputs) -> Runs:
    csat = inputs.figures.get("survey.csat")
    if why_absent(inputs, csat):
        period = inputs.words.period(csat.period)
        return runs(f"Satisfaction in {period}: ", shown(inputs, csat, "{reason}"), ", so no share is claimed.")
    low, high = (shown(inputs, inputs.figures.get(f"survey.csat.{end}")) for end in ("low", "high"))
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
    if not spoken:
        return None
    heads = (Head("In their words", 46), Head("Score", 18), Head("What we did", 36))
    rows = tuple(_comment(inputs, survey) for survey in spoken[:LISTED])
    return Table("Comments", heads, rows, capped(inputs, len(rows), len(spoken), "unhappy ones first"))


def _comment(inputs: Inputs, survey: Survey) -> tuple[Cell, ...]:
    score = f"{inputs.words.number(survey.score or 0, 1)} of {TOP[survey.kind]}"
    about = " · ".join(part for part in (survey.respondent, survey.service, survey.ticket) if part)
    tone = "missed" if is_unhappy(survey) else ""
    done = survey.follow_up or ("not followed up yet" if is_unhappy(survey) else "")
    return (Cell(f"“{survey.comment}”", about, record=survey.id), Cell(score, NAMES[survey.kind], tone), Cell(done))
