"""The registry of sections, in the order in which they stand in a pack.

To add a section: a module with TITLE, the LEAST depth that has it, Context and build(inputs), a partial
templates/sections/<name>.html, and one line in SECTIONS. The other modules here are no sections: each knows a matter
that sections share.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import ModuleType

from reviewgen.model import Depth
from reviewgen.sections import (
    agenda,
    availability,
    changes,
    clocks,
    concerns,
    contract,
    data_notes,
    decisions,
    definitions,
    improvement,
    majors,
    problems,
    projects,
    promises,
    service_levels,
    summary,
    tickets,
    value,
    voice,
    workload,
)
from reviewgen.sections.view import Inputs, Nothing

SECTIONS: tuple[ModuleType, ...] = (
    summary,
    agenda,
    promises,
    value,
    service_levels,
    workload,
    majors,
    problems,
    availability,
    changes,
    concerns,
    projects,
    voice,
    contract,
    improvement,
    decisions,
    tickets,
    clocks,
    definitions,
    data_notes,
)
APPENDICES = ("tickets", "clocks", "definitions", "data_notes")
DEPTHS: tuple[Depth, ...] = ("brief", "standard", "full")


@cache
def name_of(section: ModuleType) -> str:
    """The name that a section, its partial and its anchor share."""
    return section.__name__.rsplit(".", 1)[-1]


def of_depth(depth: Depth) -> tuple[ModuleType, ...]:
    """The sections that a pack of a depth has, in order."""
    within = DEPTHS[: DEPTHS.index(depth) + 1]
    return tuple(section for section in SECTIONS if section.LEAST in within)


TITLES: Mapping[str, str] = {name_of(section): section.TITLE for section in SECTIONS}

__all__ = ["APPENDICES", "DEPTHS", "SECTIONS", "TITLES", "Inputs", "Nothing", "name_of", "of_depth"]
