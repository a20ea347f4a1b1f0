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
    _ = inputs.words.gettext
    heads = (Head(_("Figure"), 24), Head(_("Formula, and what is counted"), 76))
    rows = tuple(_row(inputs, metric) for metric in METRICS if metric.id in inputs.shown)
    return Context(definitions=Table(_("Definitions"), heads, rows, whole=False))


def _row(inputs: Inputs, metric: Metric) -> tuple[Cell, ...]:
    _ = inputs.words.gettext
    least = _("Shown from n {n}.", n=metric.least_n) if metric.least_n > 1 else ""
    source = _("Source: {source}.", source=_(metric.source)) if metric.source else ""
    return (
        Cell(_(metric.label), f"{metric.id} · {_(metric.unit)}", anchor=anchor_of(metric.id)),
        Cell(_(metric.formula), " ".join(part for part in (sentence(_(metric.counted)), least, source) if part)),
    )
