"""Appendix: how each number is computed, from the registry of metrics itself."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.metrics import METRICS, Metric
from reviewgen.model import Depth
from reviewgen.sections.view import Cell, Head, Inputs, Table, anchor_of, sentence, told

TITLE = "How each number is computed"
LEAST: Depth = "full"


@dataclass(frozen=True, slots=True)
class Context:
    """What the appendix of definitions shows."""

    definitions: Table = told("every metric that the other sections show or draw, with its formula")


def build(inputs: Inputs) -> Context:
    """The metrics that the other sections show or draw, in the order of the registry."""
    heads = (Head("Figure", 24), Head("Formula, and what is counted", 76))
    rows = tuple(_row(metric) for metric in METRICS if metric.id in inputs.shown)
    return Context(definitions=Table("Definitions", heads, rows, whole=False))


def _row(metric: Metric) -> tuple[Cell, ...]:
    least = f" Shown from n {metric.least_n}." if metric.least_n > 1 else ""
    source = f" Source: {metric.source}." if metric.source else ""
    return (
        Cell(metric.label, f"{metric.id} · {metric.unit}", anchor=anchor_of(metric.id)),
        Cell(metric.formula, f"{sentence(metric.counted)}{least}{source}"),
    )
