"""The figures of a section at full depth, beside earlier periods and with what their histories say of them."""

from __future__ import annotations

from collections.abc import Sequence

from reviewgen.sections.histories import compared, spans
from reviewgen.sections.view import Inputs, Table


def counted(inputs: Inputs, metrics: Sequence[str]) -> Table | None:
    """One below the other; at other depths the sentence that opens the section says what matters of them.

    A metric without a number in any of the periods is left out; None where there is no other.
    """
    if inputs.depth != "full":
        return None
    found = tuple(metric for metric in metrics if _is_known(inputs, metric))
    return compared(inputs, inputs.words.gettext("In figures"), found) if found else None


def _is_known(inputs: Inputs, metric: str) -> bool:
    return any(inputs.figures.get(metric, name).number is not None for name, _ in spans(inputs))
