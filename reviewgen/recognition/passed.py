"""Columns that have the very name of one of ours, and are passed over for what they hold."""

from __future__ import annotations

from collections.abc import Iterator

from reviewgen.errors import Issue, shorten
from reviewgen.recognition import drafting, fitting
from reviewgen.recognition.profiles import Profile
from reviewgen.recognition.questions import quoted
from reviewgen.recognition.understanding import Understood
from reviewgen.records import NUMERIC, Column, table

UNTOLD = ("duration", "id", "account")
"""A duration is taken only by its flag; a number or a customer that lacks is asked."""
DATES_HINT = 'and the mapping says under dates: how it writes them, such as "%d.%m.%Y %H:%M"'
WORDS_HINT = "and the mapping says under values: what each word means"


def passed_over(found: Understood) -> Iterator[Issue]:
    """A word on each such column, where nothing else is taken for ours; of times in any case."""
    if found.draft is None:
        return
    name, mapping = found.draft.table, found.tables[found.draft.table]
    for column in table(name).columns:
        told = not column.internal and not {column.kind, column.name} & {*UNTOLD}
        if told and (column.name not in mapping.columns or column.kind in fitting.TIMES):
            yield from (_issue(found.export.title, column, theirs) for theirs in named(found, name, column))


def named(found: Understood, name: str, column: Column) -> list[Profile]:
    """The columns that are passed over though they have the very name of one of ours; none but of a draft."""
    if found.draft is None:
        return []
    some = found.export.named(found.left)
    return [one for one in some if drafting.is_passed_over(found.export, table(name), column, one)]


def _issue(file: str, column: Column, theirs: Profile) -> Issue:
    why, then = _why(column, theirs)
    return Issue(
        code="map.passed",
        severity="warning",
        file=file,
        column=theirs.name,
        value=shorten(next(iter(theirs.examples(theirs.nothings)), theirs.examples()[0]), 40),
        problem=f"is not taken for {column.name}, though that is its name: {why}",
        hint=f"--column {column.name}={quoted(theirs.name)} takes it, {then}",
    )


def _why(column: Column, theirs: Profile) -> tuple[str, str]:
    """What speaks against it, and what its flag needs in the mapping."""
    if column.kind in fitting.TIMES:
        return "fewer than a fifth of its words are dates in a form that is known", DATES_HINT
    if column.codes and theirs.distinct > drafting.MOST_CODES:
        return f"it has {theirs.distinct:,} different words, too many for codes", WORDS_HINT
    if column.codes:
        return f"none of its words is known for one of {', '.join(column.codes)}", WORDS_HINT
    if column.kind in NUMERIC:
        return "fewer than a fifth of its cells are numbers", WORDS_HINT
    return "most of its cells are neither yes nor no", WORDS_HINT
