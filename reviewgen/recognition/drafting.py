"""A draft for an export that no preset knows: which column may be which of ours, by its name and by what it holds."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from reviewgen.config import ColumnRule, ColumnSpec, Unit
from reviewgen.config import Mapping as ColumnMapping
from reviewgen.errors import ConfigError, Issue
from reviewgen.recognition import numbers
from reviewgen.recognition.exports import Export, is_writable
from reviewgen.recognition.names import CODES, NAMES, PRIORITIES, TICKET_TYPES
from reviewgen.recognition.profiles import Profile
from reviewgen.records import NUMERIC, Column, Table, table

SURE, LIKELY, WORTH_A_LOOK = 0.8, 0.6, 0.3
BY_NAME, BY_CONTENT = 0.65, 0.35
LESS = 0.3
"""For a name with further words: "Resolution Due Date" is no resolution date. It is offered, and never taken."""
OWN: Mapping[str, frozenset[str]] = {
    "tickets": frozenset({"ticket", "incident", "case"}),
    "changes": frozenset({"change"}),
    "outages": frozenset({"outage"}),
    "surveys": frozenset({"survey"}),
    "problems": frozenset({"problem"}),
}
"""Words in a name that say no more than whose table it is."""
MOST, SOME = 0.9, 0.2
"""So much of a column is of its kind; of one that has the very name of ours, so much are numbers."""
SHOWN = 4
TIMES = ("instant", "date")
MISSPELT = 2
NUMBER = r"^[+-]?[0-9]+([.,][0-9]+)?$"
LONG = r"^.{61,}$"
MOST_GROUPS, FEW_ROWS = 1_000, 3
FLAG = r"(?i)^(true|false|yes|no|y|n|1|0)$"
CLOCK = r"^[0-9,]+:[0-5][0-9]:[0-5][0-9]$"
UNITS: Mapping[Unit, tuple[str, ...]] = {
    "seconds": ("seconds", "second", "secs", "sec", "s", "sekunden", "secondes", "segundos"),
    "minutes": ("minutes", "minute", "mins", "min", "minuten", "minutos"),
    "hours": ("hours", "hour", "hrs", "hr", "h", "std", "stunden", "heures", "horas"),
    "days": ("days", "day", "d", "tage", "jours", "dias"),
}
LONGEST = 200
"""Letters of a word that can be a key of YAML; a longer one is told of as one that is not known."""
MOST_CODES = 60
"""So many different words of a code column are translated; more are no codes."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that may be one of ours: `score` is 0 to 1, `by_name` and `by_content` are its two parts."""

    ours: str
    column: str
    score: float
    by_name: float
    by_content: float
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What could be told of an export without a preset: the columns taken, and for each of ours all that may be it.

    `unsure` are those of ours that its table needs and that are not sure, `rivals` the tables that fit about as well.
    """

    table: str
    taken: Mapping[str, Candidate]
    candidates: Mapping[str, tuple[Candidate, ...]]
    unsure: tuple[str, ...]
    rivals: tuple[Draft, ...] = ()

    @property
    def used(self) -> frozenset[str]:
        """Their columns that are taken for one of ours."""
        return frozenset(one.column for one in self.taken.values())


def draft(export: Export, name: str | None, said: Mapping[str, Mapping[str, str]]) -> Draft:
    """A draft for one table; where none is named, for that which takes most columns, with those that fit as well.

    `said` are the columns that the user named for ours, by table.
    """
    found = [_for_table(export, table(name), said.get(name, {}))] if name else drafts(export, said)
    first, *others = sorted(found, key=_fit, reverse=True)
    return replace(first, rivals=tuple(other for other in others if _is_near(first, other)))


def drafts(export: Export, said: Mapping[str, Mapping[str, str]]) -> list[Draft]:
    """A draft for every table that one can be made for."""
    return [_for_table(export, table(one), said.get(one, {})) for one in NAMES]


def _fit(found: Draft) -> tuple[int, bool, float]:
    """How well a table fits: by all columns that are taken, then by whether it has what it cannot do without."""
    return len(found.used), not found.unsure, sum(one.score for one in found.taken.values())


def _is_near(best: Draft, other: Draft) -> bool:
    """Whether a table fits about as well: it takes what the best has no use for, and nearly as much, or just the same.

    One that lacks what it needs, where the best lacks nothing, has to take more than nearly as much.
    """
    lacks = bool(other.unsure) and not best.unsure
    if other.used == best.used:
        return not lacks
    return not other.used < best.used and len(other.used) + (0 if lacks else 1) >= len(best.used)


def _for_table(export: Export, described: Table, said: Mapping[str, str]) -> Draft:
    wanted = [column for column in described.columns if not column.internal]
    found = {column.name: _candidates(export, described, column) for column in wanted}
    named = {ours: _said(ours, one) for ours, theirs in said.items() if (one := export.column(theirs))}
    taken = _taken(found, described, named)
    unsure = [
        column.name
        for column in wanted
        if column.required
        and column.name != "account"
        and (column.name not in taken or taken[column.name].score < SURE)
    ]
    return Draft(described.name, taken, {one: some for one, some in found.items() if some}, tuple(unsure))


def _said(ours: str, theirs: Profile) -> Candidate:
    return Candidate(ours, theirs.name, 1.0, 1.0, 1.0, theirs.examples(theirs.nothings))


def _candidates(export: Export, described: Table, column: Column) -> tuple[Candidate, ...]:
    """All columns that may be one of ours, the likeliest first; of those alike, the one of the more exact name."""
    scored = (
        _scored(export, described, column, theirs)
        for theirs in export.columns
        if theirs.name and is_writable(theirs.name)
    )
    worthy = [one for one in scored if one.score >= WORTH_A_LOOK]
    known = [*_known(described.name, column.name)]
    return tuple(sorted(worthy, key=lambda one: (-one.score, _place(known, one.column))))[:SHOWN]


def _place(known: Sequence[str], theirs: str) -> int:
    """How exact a name is: its place among those that are known, or the one after them."""
    written = plain(theirs)
    return known.index(written) if written in known else len(known)


def _scored(export: Export, described: Table, column: Column, theirs: Profile) -> Candidate:
    named = _by_name(described.name, column.name, theirs.name)
    essential = column.required or column.name == "account"
    held = _held(export, column, theirs, named) if named or essential else 0.0
    score = BY_NAME * named + BY_CONTENT * held if held else 0.0
    examples = theirs.examples(theirs.nothings) if score >= WORTH_A_LOOK else ()
    return Candidate(column.name, theirs.name, round(score, 2), named, round(held, 2), examples)


def _held(export: Export, column: Column, theirs: Profile, named: float) -> float:
    """How well what a column holds goes with one of ours, times counted since 1970 with the others."""
    held = _by_content(column, theirs, sum(export.rows), named=named)
    return theirs.counted.share if named and not held and column.kind in TIMES else held


def is_passed_over(export: Export, described: Table, column: Column, theirs: Profile) -> bool:
    """Whether a column has the very name of one of ours, and holds what cannot be it."""
    exact = plain(theirs.name) in _known(described.name, column.name)
    return exact and theirs.filled > 0 and not _held(export, column, theirs, 1.0)


def _taken(
    found: Mapping[str, tuple[Candidate, ...]], described: Table, said: Mapping[str, Candidate]
) -> dict[str, Candidate]:
    """What was said, and each of their other columns for one of ours at most, the surest first.

    No duration: nothing tells its unit.
    """
    told = [name for name in found if described.column(name).kind != "duration"]
    best = sorted((one for name in told for one in found[name] if one.score >= LIKELY), key=lambda one: -one.score)
    taken = dict(said)
    used = {one.column for one in said.values()}
    for one in best:
        if one.ours not in taken and one.column not in used:
            taken[one.ours] = one
            used.add(one.column)
    return {name: taken[name] for name in described.names if name in taken}


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """A name without case, accents and signs, its words one blank apart."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", split) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", bare.casefold().replace("_", " ")))


def _by_name(name: str, column: str, theirs: str) -> float:
    """How much a header looks like one of ours, 0 to 1."""
    known, written = _known(name, column), plain(theirs)
    if written in known:
        return 1.0
    words = frozenset(written.split())
    if any(len(several) > 1 and several == words - OWN.get(name, frozenset()) for several in known.values()):
        return 0.8
    if any(len(several) > 1 and several < words for several in known.values()):
        return LESS
    alike = [one for one in known if one[:1] == written[:1] and abs(len(one) - len(written)) <= MISSPELT]
    return 0.7 if difflib.get_close_matches(written, alike, 1, 0.88) else 0.0


@lru_cache(maxsize=256)
def _known(name: str, column: str) -> Mapping[str, frozenset[str]]:
    """What is known to stand for one of ours, the most exact first, each with its words."""
    some = (plain(one) for one in (column, *NAMES.get(name, {}).get(column, ())))
    return {one: frozenset(one.split()) for one in some}


def _by_content(column: Column, theirs: Profile, rows: int, *, named: float) -> float:
    """How well what a column holds goes with one of ours, 0 to 1; 0: it cannot be it.

    Of a column that has the very name of ours a part is enough: what else it holds is told of.
    """
    exact = named == 1
    if not theirs.filled:
        return 0.0 if column.required else 0.3
    if column.name in ("account", "id"):
        return _as_account(theirs, rows, named=named > 0) if column.name == "account" else _as_id(theirs, rows)
    if column.codes:
        return _translatable(column, theirs, exact=exact)
    if column.kind in TIMES:
        share, least = theirs.dated.share, 0.0 if exact else MOST
    elif column.kind in NUMERIC:
        share, least = numbers.share(column, theirs), SOME if exact else MOST
    elif column.kind == "flag":
        share, least = theirs.share(FLAG), MOST
    else:
        return 0.8
    return share if share >= least else 0.0


def _as_account(theirs: Profile, rows: int, *, named: bool) -> float:
    """Customers come again, and are no dates; without a name of theirs a column has to group the rows."""
    if theirs.dated.share > 0.5 or not (named or groups(theirs)):
        return 0.0
    return 0.9 if theirs.distinct * 2 <= theirs.filled or rows < 4 else 0.4


def groups(theirs: Profile) -> bool:
    """Whether a column sorts rows by words, as one of customers does, whatever its name.

    Neither one word for all rows nor another one for nearly each does, nor do dates, numbers, flags and long texts.
    """
    few = theirs.distinct - len(theirs.nothings)
    if not 1 < few <= MOST_GROUPS or (theirs.filled > FEW_ROWS and few * 10 > theirs.filled * 9):
        return False
    return theirs.dated.share < 0.5 and all(theirs.share(one) < 0.5 for one in (NUMBER, FLAG, LONG))


def _as_id(theirs: Profile, rows: int) -> float:
    """A number is in every row; the less it repeats, the better; dates and long texts are none."""
    if theirs.filled < rows or theirs.dated.share > 0.5 or theirs.share(LONG) > 0:
        return 0.0
    return 1.0 if theirs.distinct == theirs.filled else 0.6 if theirs.distinct > 1 else 0.3


def _translatable(column: Column, theirs: Profile, *, exact: bool) -> float:
    if theirs.distinct > MOST_CODES:
        return 0.0
    known = translations(column, theirs.words)
    share = sum(1 for word in theirs.words if word in known) / theirs.distinct
    return share if exact or share >= 0.5 else 0.0


def translations(column: Column, words: Collection[str]) -> dict[str, str]:
    """Their words that are known for our codes, each with ours."""
    ours = {plain(word): code for code, some in CODES.get(column.name, {}).items() for word in (code, *some)}
    known = {code: code for code in column.codes}
    found = {word: known.get(word) or ours.get(plain(word)) or ours.get(_unnumbered(word)) for word in words}
    return {word: code for word, code in found.items() if code in column.codes}


def _unnumbered(word: str) -> str:
    return plain(re.sub(r"^\W*[Pp]?\d+\W+", "", word))


def priorities(words: Collection[str]) -> dict[str, str]:
    """Their priorities as P1 to P5, where each is a known word or a code such as P2, and no two are one of ours.

    A number alone is none: of some tools 1 is the highest, of others 5.
    """
    found = {word: _priority(word) for word in words}
    names = {(code, _unnumbered(word)) for word, code in found.items()}
    return found if all(found.values()) and len(names) == len({*found.values()}) else {}


def _priority(word: str) -> str:
    coded = re.fullmatch(r"\W*([Pp][1-5])\b.*", word)
    if coded:
        return coded[1].upper()
    name = _unnumbered(word)
    return next((f"P{place}" for place, some in enumerate(PRIORITIES, 1) if name in map(plain, some)), "")


def mapping_of(found: Draft, export: Export) -> ColumnMapping:
    """The mapping of the columns that are taken; what a table needs is taken only where it is sure."""
    described = table(found.table)
    columns = {
        name: spec_of(described, name, theirs)
        for name, one in found.taken.items()
        if name not in found.unsure
        and (name != "account" or one.score >= SURE)
        and (theirs := export.column(one.column))
    }
    state = columns.get("state")
    if "state_name" in described.names and isinstance(state, ColumnRule) and "state_name" not in columns:
        columns["state_name"] = str(state.column)
    return ColumnMapping(columns=columns)


def spec_of(described: Table, ours: str, theirs: Profile) -> ColumnSpec:
    """What stands in a mapping for one of ours: the column, with the codes that are known."""
    column = described.column(ours)
    if column.kind == "duration":
        return ColumnRule(column=theirs.name, unit=_unit(ours, theirs))
    known = _known_words(described.name, column, theirs) if theirs.distinct <= MOST_CODES else {}
    known = {word: code for word, code in known.items() if word != code and is_writable(word) and len(word) <= LONGEST}
    return ColumnRule(column=theirs.name, values=known) if known or column.codes else theirs.name


def _unit(ours: str, theirs: Profile) -> Unit:
    """The unit that cells show as 30:53:13, or that a header names.

    Raises ConfigError where it names none, or two: minutes taken for hours mislead.
    """
    if theirs.share(CLOCK) >= 0.9:
        return "h:mm:ss"
    words = plain(theirs.name).split()
    found = {unit for unit, some in UNITS.items() if not {*some}.isdisjoint(words)}
    if len(found) == 1:
        return found.pop()
    hint = f"write {ours}: {{column: ..., unit: minutes}} in the mapping that is written without this flag"
    problem = "is a duration, and its name does not tell whether in seconds, minutes, hours or days"
    raise ConfigError(
        [Issue(code="map.unit", column=f"--column {ours}", value=theirs.name, problem=problem, hint=hint)]
    )


def _known_words(name: str, column: Column, theirs: Profile) -> dict[str, str]:
    if column.name == "priority":
        return priorities(theirs.words)
    if (name, column.name) == ("tickets", "type"):
        ours = {plain(word): code for code, some in TICKET_TYPES.items() for word in some}
        return {word: ours[plain(word)] for word in theirs.words if plain(word) in ours}
    return translations(column, theirs.words) if column.codes else {}
