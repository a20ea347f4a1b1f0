"""Which sections make a pack, and what stands around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reviewgen.sections import APPENDICES, SECTIONS, Inputs, Nothing, name_of
from reviewgen.sections.summary import Context as Summary


@dataclass(frozen=True, slots=True)
class Part:
    """One section of a pack: its context, or why there is nothing to show. `mark` is its number or letter."""

    name: str
    title: str
    mark: str
    content: Any
    appendix: bool

    @property
    def is_empty(self) -> bool:
        """Whether the section only says why it is empty."""
        return isinstance(self.content, Nothing)


@dataclass(frozen=True, slots=True)
class Pack:
    """What is delivered for one account and period."""

    account: str
    provider: str
    period: str
    prepared: str
    language: str
    accent: str
    confidentiality: str
    verdict: str
    tone: str
    parts: tuple[Part, ...]


def assemble(inputs: Inputs) -> Pack:
    """Build every section of the registry for one account."""
    words = inputs.words
    parts = tuple(_parts(inputs))
    summary = parts[0].content
    assert isinstance(summary, Summary)
    meeting = inputs.account.next_meeting
    review = f"Prepared for the review on {words.day(meeting)} · " if meeting else ""
    return Pack(
        account=inputs.account.name,
        provider=inputs.provider.name,
        period=words.period(inputs.figures.period),
        prepared=f"{review}data as of {words.as_of(inputs.as_of)}",
        language=words.language,
        accent=inputs.account.branding.accent,
        confidentiality=inputs.account.branding.confidentiality,
        verdict=summary.verdict,
        tone=summary.tone,
        parts=parts,
    )


def _parts(inputs: Inputs) -> list[Part]:
    names = [name_of(section) for section in SECTIONS]
    body = [name for name in names if name not in APPENDICES]
    marks = {name: str(place) for place, name in enumerate(body, 1)}
    marks |= {name: chr(ord("A") + place) for place, name in enumerate(APPENDICES)}
    return [
        Part(name, section.TITLE, marks[name], section.build(inputs), name in APPENDICES)
        for name, section in zip(names, SECTIONS, strict=True)
    ]
