"""The registry of sections, in the order in which they stand in a pack.

To add a section: a module with TITLE, Context and build(inputs), a partial templates/sections/<name>.html, and one
line in SECTIONS. The other modules here are no sections: each knows a matter that sections share.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from reviewgen.sections import (
    availability,
    clocks,
    data_notes,
    decisions,
    definitions,
    majors,
    promises,
    service_levels,
    summary,
    voice,
    workload,
)
from reviewgen.sections.view import Inputs, Nothing

SECTIONS: tuple[ModuleType, ...] = (
    summary,
    promises,
    service_levels,
    workload,
    majors,
    availability,
    voice,
    decisions,
    clocks,
    definitions,
    data_notes,
)
APPENDICES = ("clocks", "definitions", "data_notes")


def name_of(section: ModuleType) -> str:
    """The name that a section, its partial and its anchor share."""
    return section.__name__.rsplit(".", 1)[-1]


TITLES: Mapping[str, str] = {name_of(section): section.TITLE for section in SECTIONS}

__all__ = ["APPENDICES", "SECTIONS", "TITLES", "Inputs", "Nothing", "name_of"]
