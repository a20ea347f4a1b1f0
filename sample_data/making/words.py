"""The words of catalogue.toml, records.toml and registers.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from making.stories import STORIES


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One kind of ticket; see the head of catalogue.toml."""

    service: str
    category: str
    subcategory: str
    group: str
    titles: Sequence[str]
    fixes: Sequence[str]
    mix: Mapping[str, float]
    weight: float = 0
    kind: str = "incident"
    channel: str = ""
    sites: Sequence[str] = ()
    since: date = date.min
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Comments of one mood, about one service or any, and what was done about them."""

    mood: str
    texts: Sequence[str]
    service: str = ""
    since: date = date.min
    follow_ups: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Wave:
    """The scores that came in when people were asked all at once; texts by score."""

    month: str
    scores: Sequence[int]
    voices: Mapping[str, str]
    follow_ups: Mapping[str, str] = field(default_factory=dict)
    kind: str = "Relationship"  # whether they would recommend us; "Effort": how easy it was to get help


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


WORDS = _read("catalogue.toml")
RECORDS = _read("records.toml")
REGISTERS = _read("registers.toml")
GROUPS: Mapping[str, Sequence[str]] = WORDS["groups"]
TOPICS = {story.code: [Topic(**topic) for topic in WORDS[story.code]["topics"]] for story in STORIES}
REMARKS = {story.code: [Remark(**remark) for remark in WORDS[story.code].get("remarks", [])] for story in STORIES}
WAVES = {story.code: [Wave(**wave) for wave in WORDS[story.code].get("waves", [])] for story in STORIES}
