"""What was delivered in the period."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.model import Depth
from reviewgen.sections.view import Inputs, Nothing

TITLE = "What we did for you"
LEAST: Depth = "brief"


@dataclass(frozen=True, slots=True)
class Context:
    """What the section shows."""


def build(inputs: Inputs) -> Context | Nothing:
    """Nothing yet."""
    return Nothing("Nothing is recorded.")
