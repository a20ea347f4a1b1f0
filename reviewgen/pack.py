"""Which sections make a pack, what stands around them, and what opens at their figures."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from types import ModuleType
from typing import Any

from reviewgen.config import Note
from reviewgen.model import Explanation, Figure, FigureKey, Run
from reviewgen.narrative import paragraphs, verdict
from reviewgen.sections import APPENDICES, Inputs, Nothing, definitions, name_of, of_depth
from reviewgen.sections.panels import History, Panel, history, panel
from reviewgen.sections.view import Cell, Chart, Runs, Table

BARE = frozenset(("str", "int", "float", "bool"))
"""As annotations of fields name what no figure is in."""
PIECES = (Cell, Run)


@dataclass(frozen=True, slots=True)
class Part:
    """One section of a pack with its context. `mark` is its number or letter.

    `note` is what the supervisor writes, `words` the sentences drawn from findings and figures.
    """

    name: str
    title: str
    mark: str
    content: Any
    appendix: bool
    note: Note | None = None
    words: tuple[Runs, ...] = ()


@dataclass(frozen=True, slots=True)
class Empty:
    """A section that has nothing to show, and why."""

    name: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pack:
    """What is delivered for one account and period, and the `inputs` that it was made from.

    `verdict` is the word in English, as records keep it; all else is worded in the account's language. `worded` are the
    figures that texts of its parts quote, each once, `charts` their drawings, both in the order in which they stand.
    """

    account: str
    provider: str
    period: str
    prepared: str
    language: str
    cover_line: str
    confidentiality: str
    status: str
    verdict: str
    tone: str
    parts: tuple[Part, ...]
    empty: tuple[Empty, ...]
    inputs: Inputs
    worded: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(slots=True)
class _Shown:
    """What sections show: the figures that they word, as often as they do, and their drawings."""

    worded: list[Figure] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)

    @property
    def metrics(self) -> frozenset[str]:
        """The metrics that they word or draw."""
        return frozenset(figure.metric for figure in (*self.worded, *_drawn(self.charts)))


def assemble(inputs: Inputs) -> Pack:
    """Build the sections of the registry that the depth of one account's pack has."""
    words, brand, _ = inputs.words, inputs.account.branding, inputs.words.gettext
    sections = of_depth(inputs.depth)
    inputs = replace(inputs, titles={name_of(section): words.gettext(section.TITLE) for section in sections})
    contents = _contents(inputs, sections)
    filled = [section for section in sections if not _is_empty(inputs, section, contents)]
    parts = tuple(_parts(inputs, filled, contents))
    seen = _shown((part.words, part.content) for part in parts)
    found = verdict(inputs.case)
    return Pack(
        account=inputs.account.name,
        provider=inputs.provider.name,
        period=words.period(inputs.figures.period),
        prepared=_prepared(inputs),
        language=words.language,
        cover_line=brand.cover_line,
        confidentiality=_("Confidential") if brand.confidentiality is None else brand.confidentiality,
        status=words.pgettext("status of a pack", "Draft")
        if inputs.status == "draft"
        else words.pgettext("status of a pack", "Issued"),
        verdict=found.word,
        tone=found.tone,
        parts=parts,
        empty=tuple(_empties(inputs, sections, filled, contents)),
        inputs=inputs,
        worded=_once(seen.worded),
        charts=tuple(seen.charts),
    )


def _prepared(inputs: Inputs) -> str:
    words, meeting = inputs.words, inputs.account.next_meeting
    as_of = words.gettext("data as of {day}", day=words.as_of(inputs.as_of))
    if meeting is None:
        return as_of
    return f"{words.gettext('Prepared for the review on {day}', day=words.day(meeting))} · {as_of}"


def _is_empty(inputs: Inputs, section: ModuleType, contents: Mapping[str, Any]) -> bool:
    """Whether there is nothing in a section: neither data nor a note."""
    name = name_of(section)
    return isinstance(contents[name], Nothing) and name not in inputs.account.notes


def _parts(inputs: Inputs, sections: Sequence[ModuleType], contents: Mapping[str, Any]) -> Iterator[Part]:
    """The sections that are filled: numbers for the body, letters for the appendices."""
    names = [name_of(section) for section in sections]
    marks = {name: str(place) for place, name in enumerate((one for one in names if one not in APPENDICES), 1)}
    marks |= {name: chr(ord("A") + place) for place, name in enumerate(one for one in names if one in APPENDICES)}
    for name, section in zip(names, sections, strict=True):
        note = None if _places_note(section) else inputs.account.notes.get(name)
        words = _words(inputs, section)
        yield Part(name, inputs.titles[name], marks[name], contents[name], name in APPENDICES, note, words)


def _places_note(section: ModuleType) -> bool:
    """Whether a section places the note itself, and words what stands beside it."""
    return "note" in _names(section.Context)


def _words(inputs: Inputs, section: ModuleType) -> tuple[Runs, ...]:
    """The sentences that stand above a section."""
    note = inputs.account.notes.get(name_of(section))
    if _places_note(section) or inputs.depth == "brief" or (note and note.instead):
        return ()
    return tuple(inputs.words.tell(one) for one in paragraphs(inputs.case, name_of(section), inputs.findings))


def _empties(
    inputs: Inputs, sections: Sequence[ModuleType], filled: Sequence[ModuleType], contents: Mapping[str, Any]
) -> Iterator[Empty]:
    """The sections that only say why they are empty: they stand together."""
    for name in (name_of(section) for section in sections if section not in filled):
        yield Empty(name, inputs.titles[name], contents[name].reason)


def _contents(inputs: Inputs, sections: Sequence[ModuleType]) -> dict[str, Any]:
    """What each section shows. The definitions come last: they explain what the others show."""
    contents = {name_of(section): section.build(inputs) for section in sections if section is not definitions}
    if definitions in sections:
        filled = [one for one in sections if one is not definitions and not _is_empty(inputs, one, contents)]
        seen = _shown((*contents.values(), *(_words(inputs, section) for section in filled)))
        contents[name_of(definitions)] = definitions.build(replace(inputs, shown=seen.metrics))
    return contents


def figures_shown(pack: Pack) -> tuple[Figure, ...]:
    """Every figure that the pack words, once, in the order in which they stand. Those of drawings are apart."""
    return pack.worded


def figures_drawn(pack: Pack) -> tuple[Figure, ...]:
    """Every figure that a drawing of the pack shows, once, in the order in which they stand."""
    return _once(_drawn(pack.charts))


def panels(pack: Pack, explanations: Mapping[FigureKey, Explanation]) -> tuple[Panel, ...]:
    """What opens at each figure that the pack words."""
    return tuple(panel(pack.inputs, figure, explanations.get(figure.key)) for figure in figures_shown(pack))


def histories(pack: Pack) -> tuple[History, ...]:
    """What opens under each drawing of the pack; drawings of the same figures share it."""
    drawings = {tuple([figure.key for figure in chart.history]): chart.history for chart in pack.charts}
    return tuple(history(pack.inputs, figures) for figures in drawings.values() if figures)


def listed(pack: Pack) -> tuple[Table, ...]:
    """What opens under each drawing of the pack that shows no figures."""
    return tuple(dict.fromkeys(chart.table for chart in pack.charts if chart.table))


def _once(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    found: dict[FigureKey, Figure] = {}
    for figure in figures:
        found.setdefault(figure.key, figure)
    return tuple(found.values())


def _drawn(charts: Iterable[Chart]) -> list[Figure]:
    return [figure for chart in charts for figure in chart.history]


def _shown(contents: Iterable[Any]) -> _Shown:
    """What contexts and texts show, in order: tuples and dataclasses are looked into."""
    found = _Shown()
    for content in contents:
        _gather(content, found)
    return found


def _gather(value: Any, found: _Shown) -> None:
    kind: Any = type(value)
    if kind is tuple:
        for one in value:
            held = type(one)
            if held is not str and not (held in PIECES and one.figure is None):  # most of a table: no need to look in
                _gather(one, found)
    elif kind in PIECES:
        if value.figure is not None:
            found.worded.append(value.figure)
    else:
        if kind is Chart:
            found.charts.append(value)
        for name in _telling(kind):
            _gather(getattr(value, name), found)


@cache
def _telling(kind: Any) -> tuple[str, ...]:
    """The fields of a dataclass that may hold more than plain text and numbers; of anything else, none."""
    if kind is Chart:
        return ("title", "subtitle", "table")  # of its history, it draws what it does not word
    return ("rows",) if kind is Table else tuple(name for name, held in _kinds(kind).items() if held not in BARE)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """The fields of a dataclass; of anything else, none."""
    return tuple(_kinds(kind))


def _kinds(kind: Any) -> dict[str, Any]:
    return {one.name: one.type for one in dataclasses.fields(kind)} if dataclasses.is_dataclass(kind) else {}
