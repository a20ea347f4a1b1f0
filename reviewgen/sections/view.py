"""What sections are given, and what they hand to templates: words and tables, ready to be set.

`shown` and `cell` are the only ways from a figure to the text of a page: what they word carries its figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import compress
from math import ceil
from typing import Any, Literal

from reviewgen.agreements import Policy
from reviewgen.charts import Svg
from reviewgen.config import Account, Provider
from reviewgen.errors import Issue
from reviewgen.findings import Case
from reviewgen.findings.behaviour import behaviour_words as behaviour_words  # sections take it from here
from reviewgen.languages import N_
from reviewgen.metrics import BY_ID, Figures
from reviewgen.model import Depth, Edition, Figure, Finding, Issued, Missing, Period, Process, Run, Words
from reviewgen.records import Evidence
from reviewgen.wording import ABSENT, Wording, merged, places

SIDES = {"ours": N_("Ours"), "theirs": N_("Yours")}
SHORT_MM, SHORT_ROWS = 45, 6
"""As high as a short table may be, and the rows of a line each that this has room for."""
OPENING_MM, ROW_MM, LINE_MM, LETTER_MM = 9, 1.7, 3.6, 1.4
WORD = 13  # letters of the longest word for which a column is widened
"""Caption and head of a table, what is around a row, a line, and a letter, as tables.css sets them."""
LEAST_WIDTH = 5
"""Percent of a page that a column needs."""
RATED = ("%", "h", "points", "ratio", "times", "days")
Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a section may draw on, of one account.

    `case` is the account as detectors see it. `policy` is what was agreed on time, if anything; `shown` names the
    metrics that the other sections show or draw;
    `titles` are those of the sections that the pack has; `last` is what the last issued pack told.
    """

    account: Account
    provider: Provider
    period: Period
    as_of: datetime
    figures: Figures
    evidence: Evidence
    findings: tuple[Finding, ...]
    issues: tuple[Issue, ...]
    words: Wording
    titles: Mapping[str, str]
    policy: Policy | None = None
    shown: frozenset[str] = frozenset()
    depth: Depth = "full"
    last: Issued | None = None
    status: Edition = "draft"
    case: Case = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """See the same account as detectors do."""
        seen = Case(self.account, self.period, self.as_of, self.figures, self.evidence, self.last)
        object.__setattr__(self, "case", seen)

    def room(self, brief: int, standard: int, full: int) -> int:
        """How many rows a list has at the pack's depth."""
        return {"brief": brief, "standard": standard, "full": full}[self.depth]


@dataclass(frozen=True, slots=True)
class Nothing:
    """Why a section has nothing to show."""

    reason: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, a second quieter line, a tone (a status, "strong", "quiet"), and what stands beside it.

    `figure` is the figure that it words; `key` what it is sorted by where that is neither its figure nor its text. In
    the head of a row, `record` is the id of the record that the row is about, and `anchor` the name that links lead to.
    """

    text: str
    note: str = ""
    tone: str = ""
    aside: str = ""
    figure: Figure | None = None
    record: str = ""
    anchor: str = ""
    key: date | float | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: label, side, and width in percent of the table."""

    label: str
    width: int
    side: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of a row is its head. `more` says what was left out.

    A short one is kept `whole` on paper.
    """

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: str = ""
    whole: bool = True

    @property
    def parts(self) -> tuple[Table, ...]:
        """The table itself; where its columns do not fit side by side, parts of it, each with the first column."""
        groups = _side_by_side(self.heads)
        if len(groups) < 2:
            return (_fitted(self),)
        return tuple(_part(self, group, f"{number}/{len(groups)}") for number, group in enumerate(groups, 1))

    @property
    def is_short(self) -> bool:
        """Whether it is kept whole on paper."""
        return self.whole and len(self.rows) <= SHORT_ROWS and self.height <= SHORT_MM

    @property
    def height(self) -> float:
        """About how many mm of a page it takes, set across the page."""
        return self._height(len(self.rows))

    @property
    def opening(self) -> int:
        """About how many mm of a page its beginning takes, in tens up to 90: all of a short one, else two rows."""
        return min(90, 10 * ceil(self._height(len(self.rows) if self.is_short else 2) / 10))

    def _height(self, rows: int) -> float:
        """About how many mm of a page the caption, the head and the first rows take."""
        lines = sum(max(map(_lines, row, self.heads), default=1) for row in self.rows[:rows])
        return OPENING_MM + ROW_MM * min(rows, len(self.rows)) + LINE_MM * lines


def _lines(cell: Cell, head: Head) -> int:
    """About how many lines a cell takes in a table across the page."""
    room = max(1, int((178 * head.width / 100 - 2) / LETTER_MM))
    return ceil(len(f"{cell.text} {cell.aside}") / room) + ceil(len(cell.note) / room)


def _fitted(found: Table) -> Table:
    """The same table; a column that has a longer word than room takes some from those that have most."""
    widths = [head.width for head in found.heads]
    spare = [width - _least(found, place) for place, width in enumerate(widths)]
    if min(spare, default=0) >= 0 or max(spare, default=0) <= 0:
        return found
    while min(spare, default=0) < 0 < max(spare, default=0):
        for place, more in ((spare.index(min(spare)), 1), (spare.index(max(spare)), -1)):
            widths[place], spare[place] = widths[place] + more, spare[place] + more
    heads = tuple(replace(head, width=width) for head, width in zip(found.heads, widths, strict=True))
    return replace(found, heads=heads)


def _least(found: Table, place: int) -> int:
    """The width in percent that the longest word of a column takes; very long ones may be broken."""
    texts = " ".join([found.heads[place].label, *[row[place].text for row in found.rows]])
    lengths = set(map(len, texts.replace("\u00ad", " ").replace("-", " ").split(" ")))
    return ceil(100 * (max([length for length in lengths if length <= WORD], default=0) * LETTER_MM + 2) / 178)


def _side_by_side(heads: Sequence[Head]) -> list[list[int]]:
    """The places of the columns after the first one, in groups that fit beside it."""
    groups: list[list[int]] = [[]]
    room = 100 - _needed(heads[0])
    for place in range(1, len(heads)):
        if sum(_needed(heads[one]) for one in (*groups[-1], place)) > room:
            groups.append([])
        groups[-1].append(place)
    return groups


def _needed(head: Head) -> int:
    return min(max(head.width, LEAST_WIDTH), 50)


def _part(found: Table, places: Sequence[int], number: str) -> Table:
    """Some columns of a table beside its first one. Links lead to the rows of the first part."""
    room = 100 - _needed(found.heads[0])
    needed = sum(_needed(found.heads[place]) for place in places)
    others = [replace(head, width=room * _needed(head) // needed) for head in (found.heads[place] for place in places)]
    first = replace(found.heads[0], width=100 - sum(head.width for head in others))
    named = found.rows if 1 in places else [(replace(row[0], anchor="", record=""), *row[1:]) for row in found.rows]
    rows = tuple((row[0], *(row[place] for place in places)) for row in named)
    return replace(found, caption=f"{found.caption} ({number})", heads=(first, *others), rows=rows)


def without_empty_columns(found: Table) -> Table:
    """The same table without the columns in which no cell says anything; the first column takes their room."""
    said = [any(row[place].text for row in found.rows) for place in range(len(found.heads))]
    rows = tuple(tuple(compress(row, said)) for row in found.rows)
    first, *others = compress(found.heads, said)
    widened = replace(first, width=100 - sum(head.width for head in others))
    return replace(found, heads=(widened, *others), rows=rows)


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing under a title that says what it shows; `history` holds the figures that are drawn, as they stand.

    `notes` stand under it: where its limits come from, and which change is explained. `table` says what is drawn where
    that is no figures.
    """

    title: Runs
    subtitle: Runs
    svg: Svg
    history: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()
    table: Table | None = None


def told(help_text: str) -> Any:
    """A field of a context, with what it is."""
    return field(metadata={"help": help_text})


def runs(*parts: str | Run | Runs) -> Runs:
    """A text of several pieces, in order."""
    pieces: list[str | Run] = []
    for part in parts:
        if isinstance(part, tuple):
            pieces += part
        else:
            pieces.append(part)
    return merged(pieces)


def joined(parts: Iterable[str | Run | Runs], separator: str = " · ") -> Runs:
    """The parts that are not empty, with a separator between them."""
    filled = [found for part in parts if (found := runs(part))]
    if len(filled) < 2:
        return filled[0] if filled else ()
    return runs(*(piece for place, part in enumerate(filled) for piece in (separator if place else "", part)))


def filled(text: str, **pieces: str | Run | Runs) -> Runs:
    """A text of ours, as it is worded, with pieces in its {places}."""
    return runs(*(part for words, place in places(text) for part in (words, pieces[place] if place else "")))


def said(inputs: Inputs, words: Words) -> str:
    """A text that words no figure: what something is called, or somebody's own words."""
    if isinstance(words, str):
        return words
    pieces = inputs.words.tell(words)
    assert all(piece.figure is None for piece in pieces), f"a figure would be lost from {words}"
    return plain(pieces)


def plain(text: Runs) -> str:
    """A text of several pieces as one, for where nothing can be opened."""
    return "".join([piece.text for piece in text])


def shown(inputs: Inputs, figure: Figure, words: str = "{value}") -> Run:
    """A figure in a text of ours, as it is worded: it may name its {value}, its {n}, and the {reason}.

    The value is a dash where there is none to show; the reason says why: it is missing, or drawn from too few to say.
    """
    if words == "{value}":
        return Run(shown_text(inputs, figure), figure)
    reason = why_absent(inputs, figure)
    value = ABSENT if reason else inputs.words.figure(figure)
    return Run(words.format(value=value, n=inputs.words.number(figure.n), reason=reason), figure)


def shown_text(inputs: Inputs, figure: Figure) -> str:
    """The value of a figure where nothing can be opened, in a drawing say; a dash where there is none to show."""
    return ABSENT if is_few(figure) else inputs.words.figure(figure)


def why_absent(inputs: Inputs, figure: Figure) -> str:
    """Why a figure has no value to show; empty where it has one."""
    if isinstance(figure.value, Missing):
        return inputs.words.reason(figure.value)
    return inputs.words.gettext("n {n}, too few", n=inputs.words.number(figure.n)) if is_few(figure) else ""


def is_few(figure: Figure) -> bool:
    """Whether a figure has a number that is drawn from too few to be worth showing."""
    return figure.n < BY_ID[figure.metric].least_n and not isinstance(figure.value, Missing)


def cell(inputs: Inputs, figure: Figure, *, with_n: bool = False) -> Cell:
    """A figure as a cell: its value; its n where asked for; why it is missing, or too few to say.

    A figure that is not reckoned for a period or a table, and so has no unit, is a dash at which nothing opens.
    """
    if not figure.unit:
        return Cell(ABSENT, tone="quiet")
    reason = why_absent(inputs, figure)
    if reason:
        return Cell(ABSENT, reason, "quiet", figure=figure)
    aside = _drawn_from(inputs, figure) if with_n else ""
    return Cell(inputs.words.figure(figure), aside=aside, figure=figure)


def brief(found: Cell) -> Cell:
    """A cell for a narrow column: a dash is enough there; the reason opens with the figure."""
    return replace(found, note="") if found.note else found


def bare(run: Run) -> Cell:
    """A piece of text as a cell of its own."""
    return Cell(run.text, figure=run.figure)


def status_cell(inputs: Inputs, figure: Figure) -> Cell:
    """A figure's status as a word with its tone."""
    return Cell(inputs.words.status(figure.status), tone=figure.status or "")


def process_of(inputs: Inputs, figure: Figure) -> Process | None:
    """What the process-behaviour chart of a figure's history says; None where none is drawn."""
    return inputs.figures.process(figure)


def judged_cell(inputs: Inputs, figure: Figure) -> Cell:
    """What its history says of a figure, quiet but for a signal."""
    process = process_of(inputs, figure)
    tone = "strong" if process and process.state == "signal" else "quiet"
    return Cell(said(inputs, behaviour_words(process)) if figure.number is not None else "", tone=tone)


def sized(inputs: Inputs, figure: Figure) -> Runs:
    """What a figure is drawn from, where it is not a count itself and n says how much it can bear."""
    if figure.unit not in RATED or figure.number is None or figure.metric.startswith("availability"):
        return ()
    return (Run(_drawn_from(inputs, figure), figure),)


def _drawn_from(inputs: Inputs, figure: Figure) -> str:
    return inputs.words.gettext("n {n}", n=inputs.words.number(figure.n))


def capped(inputs: Inputs, shown: int, everything: int, where: str) -> str:
    """A line that says how much of a list is shown, and `where` the rest is; empty where it is all there."""
    if shown >= everything:
        return ""
    number = inputs.words.number
    return inputs.words.gettext("{n} of {all} shown; {where}", n=number(shown), all=number(everything), where=where)


def side_words(inputs: Inputs, side: str) -> str:
    """What a side is called: of what it promised, say."""
    return inputs.words.gettext(SIDES.get(side, ""))


def sentence(words: str) -> str:
    """Words as a sentence of their own."""
    return f"{words[:1].upper()}{words[1:]}" + ("." if words and not words.endswith(".") else "")


def anchor_of(metric: str) -> str:
    """The name of a metric's row in the appendix of definitions."""
    return f"m-{metric}"
