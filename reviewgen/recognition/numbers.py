"""How numbers are written: the decimal sign and that between thousands, by the very code that will read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reviewgen.config import Mapping as ColumnMapping
from reviewgen.recognition.exports import Export
from reviewgen.recognition.profiles import Profile
from reviewgen.records import Column, table
from reviewgen.tables.convert import Converted, Format, convert

WAYS = ((".", ""), (",", ""), (".", ","), (",", "."))
"""The decimal sign and that between thousands, the likelier first."""
Way = tuple[str, str]
Held = Sequence[tuple[Column, Profile]]


def share(column: Column, theirs: Profile) -> float:
    """The part of the cells of a column that one of ours can read in some way, words for nothing left aside."""
    nothing = int(theirs.counts[_means_nothing(theirs)].sum())
    read = max(_read(column, theirs, way) for way in WAYS) - nothing
    return read / (theirs.filled - nothing) if read else 0.0


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A number that can be read in two ways, and the column that it stands in."""

    column: str
    example: str


def with_signs(mapping: ColumnMapping, name: str, export: Export, decimal: str | None) -> ColumnMapping:
    """The mapping with the signs that read most of its numbers; where several do, and do not read alike, with those of
    the decimal sign that was said, else as it is.
    """
    held = _held(mapping, name, export)
    best = [way for way in _best(held) if decimal in (None, way[0])] if held else []
    return with_way(mapping, best[0]) if len(best) == 1 else mapping


def with_way(mapping: ColumnMapping, way: Way) -> ColumnMapping:
    """The mapping with these signs."""
    decimal, thousands = way
    return mapping.model_copy(update={"decimal": decimal, "thousands": thousands})


def doubtful(mapping: ColumnMapping, name: str, export: Export) -> Doubtful | None:
    """A number that may be a fraction or one of thousands, where nothing in the export tells which."""
    held = _held(mapping, name, export)
    if not held or len(_best(held)) == 1:
        return None
    column = next(one for _, one in held if one.matching("[.,]")[0])
    return Doubtful(column.name, column.matching("[.,]")[1][0])


def against(mapping: ColumnMapping, name: str, export: Export, decimal: str) -> str | None:
    """A column whose numbers tell another decimal sign than the one that was said; None: nothing speaks against it."""
    held = _held(mapping, name, export)
    if not held or any(way[0] == decimal for way in _best(held)):
        return None
    return next(one.name for _, one in held)


def _held(mapping: ColumnMapping, name: str, export: Export) -> Held:
    """Our columns of numbers, each with the column behind it."""
    described = table(name)
    rules = {ours: mapping.rule(ours) for ours in mapping.columns if ours in described.names}
    return [
        (described.column(ours), column)
        for ours, rule in rules.items()
        if rule and rule.column and ours in described.numeric and rule.unit != "h:mm:ss"
        for column in export.named((rule.column,))
    ]


def _best(held: Held) -> list[Way]:
    """The ways that read most, one of each meaning, the likelier first."""
    read = {way: sum(_read(column, theirs, way) for column, theirs in held) for way in WAYS}
    most = [way for way in WAYS if read[way] == max(read.values())]
    meant: Mapping[tuple[bytes, ...], Way] = {
        tuple(_converted(column, theirs, way).values.to_numpy("float64").tobytes() for column, theirs in held): way
        for way in reversed(most)
    }
    return list(meant.values())[::-1]


def _read(column: Column, theirs: Profile, way: Way) -> int:
    """How many cells can be read so, those with a word for nothing among them."""
    return int(theirs.counts[np.asarray(~_converted(column, theirs, way).bad) | _means_nothing(theirs)].sum())


def _means_nothing(theirs: Profile) -> np.ndarray:
    return np.asarray(theirs.words.isin(list(theirs.nothings)))


def _converted(column: Column, theirs: Profile, way: Way) -> Converted:
    return convert(theirs.words, column, Format(decimal=way[0], thousands=way[1]))
