"""Appendix: how each number is computed, from the registry of metrics itself."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.metrics import METRICS, Metric
from reviewgen.sections.view import Cell, Head, Inputs, Table, told

TITLE = "How each number is computed"


@dataclass(frozen=True, slots=True)
class Context:
    """What the appendix of definitions shows."""

    definitions: Table = told("every metric that has a figure for this account, with its formula")


def build(inputs: Inputs) -> Context:
    """Every metric with at least one number; the others are not in the pack."""
    present = {figure.metric for figure in inputs.figures if figure.number is not None}
    heads = (Head("Figure", 24), Head("Formula", 44), Head("Counted", 32))
    rows = tuple(_row(metric) for metric in METRICS if metric.id in present)
    return Context(definitions=Table("Definitions", heads, rows))


def _row(metric: Metric) -> tuple[Cell, ...]:
    least = f" Shown from n {metric.least_n}." if metric.least_n > 1 else ""
    source = f"Source: {metric.source}." if metric.source else ""
    counted = metric.counted[:1].upper() + metric.counted[1:]
    return (
        Cell(metric.label, f"{metric.id} · {metric.unit}"),
        Cell(metric.formula, source),
        Cell(f"{counted}.{least}"),
    )
