"""How numbers are written: the decimal sign and that between thousands, by the very code that will read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from reviewgen.config import Mapping as ColumnMapping
from reviewgen.errors import Issue
from reviewgen.recognition.exports import Export
from reviewgen.recognition.profiles import Profile
from reviewgen.records import Column, table
from reviewgen.tables.convert import Converted, Format, convert

WAYS = ((".", ""), (",", ""), (".", ","), (",", "."))
"""The decimal sign and that between thousands, the likelier first."""
Way = tuple[str, str]
Held = Sequence[tuple[Column, Profile]]


def share(column: Column, theirs: Profile) -> float:
    """The part of the cells of a column that one of ours can read in some way."""
    return max(_read(column, theirs, way) for way in WAYS) / theirs.filled if theirs.filled else 0.0


def with_signs(mapping: ColumnMapping, name: str, export: Export) -> ColumnMapping:
    """The mapping with the signs that read most of its numbers; as it is where several do, and do not read alike."""
    held = _held(mapping, name, export)
    best = _best(held)
    if not held or len(best) > 1:
        return mapping
    decimal, thousands = best[0]
    return mapping.model_copy(update={"decimal": decimal, "thousands": thousands})


def doubtful(mapping: ColumnMapping, name: str, export: Export) -> Iterator[Issue]:
    """A word on numbers that can be read in two ways."""
    held = _held(mapping, name, export)
    best = _best(held)
    if held and len(best) > 1:
        _, column = next((ours, one) for ours, one in held if one.matching("[.,]")[0])
        taken = "is taken for a fraction, but may be" if best[0] == WAYS[0] else "may be a fraction, or"
        yield Issue(
            code="map.decimal",
            severity="warning",
            file=export.title,
            column=column.name,
            value=column.matching("[.,]")[1][0],
            problem=f"{taken} a number of thousands, and nothing in the export tells which",
            hint="write decimal: or thousands: into the mapping, with the sign",
        )


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
    """How many cells can be read so."""
    nothing = theirs.words.isin(list(theirs.nothings)).to_numpy()
    return int(theirs.counts[np.asarray(~_converted(column, theirs, way).bad) | nothing].sum())


def _converted(column: Column, theirs: Profile, way: Way) -> Converted:
    return convert(theirs.words, column, Format(decimal=way[0], thousands=way[1]))
