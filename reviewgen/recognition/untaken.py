"""Rows that a preset leaves out of its tables, by what stands in the column that decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from reviewgen.config import Mapping as ColumnMapping
from reviewgen.errors import Issue, shorten
from reviewgen.recognition.exports import Export

NAMED = 5


def untaken(export: Export, tables: Mapping[str, ColumnMapping]) -> Iterator[Issue]:
    """A word on the rows that no condition on a column takes; the first table is the main one.

    That nothing stands there is told of the main table alone: of others it means that there is no such record.
    """
    for name in dict.fromkeys(one.column for mapping in tables.values() for one in mapping.only):
        deciding = {
            table: mapping for table, mapping in tables.items() if any(one.column == name for one in mapping.only)
        }
        left = _left(export, name, deciding, empty=next(iter(tables)) in deciding)
        if left:
            lost, rows = sum(left.values()), sum(export.rows)
            where = "in no table" if len(deciding) == len(tables) else f"not in {' or '.join(deciding)}"
            yield Issue(
                code="map.untaken",
                severity="warning",
                file=export.title,
                problem=f"{lost:,} of {rows:,} rows {'is' if lost == 1 else 'are'} {where}: {name} is {_words(left)}",
                hint="where they should count, change only: in the mapping",
            )


def takes_some(export: Export, tables: Mapping[str, ColumnMapping]) -> bool:
    """Whether the conditions of some table can be met by a row: where none can, it is another export."""
    return any(_may_take(export, mapping) for mapping in tables.values())


def _may_take(export: Export, mapping: ColumnMapping) -> bool:
    return all(_is_met(export, mapping, name) for name in dict.fromkeys(one.column for one in mapping.only))


def _is_met(export: Export, mapping: ColumnMapping, name: str) -> bool:
    """Whether a column has a word that a mapping takes; of one that stands several times nothing is said."""
    columns = export.named((name,))
    if len(columns) != 1:
        return True
    empty = columns[0].filled < sum(export.rows) and takes(mapping, name, "")
    return empty or any(takes(mapping, name, word) for word in columns[0].words)


def _left(export: Export, name: str, deciding: Mapping[str, ColumnMapping], *, empty: bool) -> dict[str, int]:
    """The words of a column that no table takes, each with its rows, most frequent first."""
    columns = export.named((name,))
    if len(columns) != 1:
        return {}
    counted = dict(zip(columns[0].words, columns[0].counts.tolist(), strict=True))
    counted[""] = sum(export.rows) - columns[0].filled if empty else 0
    left = {
        word: count
        for word, count in counted.items()
        if count and (word or empty) and not any(takes(mapping, name, word) for mapping in deciding.values())
    }
    return dict(sorted(left.items(), key=lambda one: -one[1]))


def takes(mapping: ColumnMapping, name: str, word: str) -> bool:
    """Whether a mapping takes rows with this word in that column."""
    cell = "" if word in mapping.missing else word
    return all(re.search(one.matches, cell) for one in mapping.only if one.column == name)


def _words(left: Mapping[str, int]) -> str:
    some = ", ".join(f"{shorten(word, 40) or '(empty)'} ({count:,})" for word, count in list(left.items())[:NAMED])
    return some + (f" and {len(left) - NAMED:,} more" if len(left) > NAMED else "")
