"""Major incidents, each with its full context."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.findings.promises import is_open, is_overdue
from reviewgen.model import Depth
from reviewgen.records import Action, Major
from reviewgen.sections.histories import span_heads, spans
from reviewgen.sections.view import Cell, Head, Inputs, Nothing, Table, cell, told

TITLE = "Major incidents"
LEAST: Depth = "brief"
CONTEXT = (
    ("impact", "Impact"),
    ("cause", "Cause"),
    ("controls_gap", "Why our controls missed it"),
    ("fix", "What was done"),
    ("prevention", "Why it will not happen again"),
    ("verification", "How that was verified"),
)


@dataclass(frozen=True, slots=True)
class Incident:
    """One major incident in full; `record` is its id."""

    record: str
    title: str
    facts: str
    parts: tuple[tuple[str, str], ...]
    actions: Table | None


@dataclass(frozen=True, slots=True)
class Context:
    """What the section on major incidents shows."""

    counts: Table = told("number and minutes of impact beside the previous period and last year")
    incidents: tuple[Incident, ...] = told("the major incidents that concern the period, oldest first")


def build(inputs: Inputs) -> Context | Nothing:
    """Without a table of major incidents, or without one in the period, the section says so in a line."""
    count = inputs.figures.get("majors.count")
    if count.number is None:
        return Nothing("No major incidents are recorded. A table of major incidents fills this section.")
    if not inputs.evidence.majors:
        return Nothing(f"No major incident in {inputs.words.period(inputs.figures.period)}.")
    return Context(
        counts=_counts(inputs),
        incidents=tuple(_incident(inputs, major) for major in inputs.evidence.majors),
    )


def _counts(inputs: Inputs) -> Table:
    names = (
        ("majors.count", "Major incidents"),
        ("majors.minutes", "Minutes of impact"),
        ("majors.context", "Explained in full"),
    )
    heads = span_heads(inputs)
    rows = tuple(
        (Cell(words), *(cell(inputs, inputs.figures.get(metric, name)) for name, _ in spans(inputs)))
        for metric, words in names
    )
    return Table("Number and impact", heads, rows)


def _incident(inputs: Inputs, major: Major) -> Incident:
    return Incident(
        record=major.id,
        title=major.title,
        facts=_facts(inputs, major),
        parts=tuple((words, getattr(major, name)) for name, words in CONTEXT if getattr(major, name)),
        actions=_actions(inputs, _undertaken(inputs, major)),
    )


def _undertaken(inputs: Inputs, major: Major) -> list[Action]:
    return [one for one in inputs.evidence.actions if one.major == major.id and one.state != "cancelled"]


def _facts(inputs: Inputs, major: Major) -> str:
    end = f"to {inputs.words.minute(major.ended_at)}" if major.ended_at else "and not ended"
    parts = (major.id, major.priority, major.service, f"{inputs.words.minute(major.started_at)} {end}")
    return " · ".join(part for part in parts if part)


def _actions(inputs: Inputs, actions: list[Action]) -> Table | None:
    if not actions:
        return None
    heads = (Head("Preventive action", 52), Head("Owner", 22), Head("Due", 13), Head("State", 13))
    rows = tuple(
        (
            Cell(action.title, action.id, record=action.id),
            Cell(action.owner or "–"),
            Cell(inputs.words.short_day(action.now_due_on) if action.now_due_on else "–"),
            _state(inputs, action),
        )
        for action in actions
    )
    return Table("Preventive actions", heads, rows)


def _state(inputs: Inputs, action: Action) -> Cell:
    if is_open(action, inputs.case):
        return Cell("overdue", tone="missed") if is_overdue(action, inputs.case) else Cell("open")
    day = inputs.words.short_day(action.closed_on) if action.closed_on else "day not recorded"
    return Cell("done", day, "met")
