"""Which of several rows of one ticket is the ticket: that of the last update, where all else is clear."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reviewgen.config import Mapping as ColumnMapping
from reviewgen.errors import Issue
from reviewgen.recognition import fitting, repeats
from reviewgen.recognition.exports import Export
from reviewgen.recognition.fitting import Times
from reviewgen.recognition.profiles import Profile
from reviewgen.recognition.questions import Answers
from reviewgen.recognition.repeats import Moved, Repeats

NONE = Repeats(0, ordered=False)
FILES_SHOWN = 5


def singular(name: str) -> str:
    """What each row of a table stands for, in a message."""
    return "ticket" if name == "tickets" else f"record of {name}"


def number_of(export: Export, mapping: ColumnMapping) -> Profile | None:
    """The column with the numbers of tickets."""
    return next(iter(export.named(fitting.reads(mapping, "id"))), None)


def repeats_of(export: Export, mapping: ColumnMapping) -> Repeats:
    """How rows of one ticket differ in what the mapping reads of them; in any cell, as long as it has no account."""
    number = number_of(export, mapping)
    if number is None or number.distinct == number.filled:
        return NONE
    told = {theirs for ours in mapping.columns for theirs in fitting.reads(mapping, ours)}
    read = told if "account" in mapping.columns else {*export.header}
    updated = fitting.reads(mapping, "updated_at")
    counting = tuple(sorted({*read, number.name}))
    return export.repeats(repeats.known_by(mapping), counting, updated[0] if len(updated) == 1 else None)


def with_moves(export: Export, mapping: ColumnMapping, answers: Answers) -> ColumnMapping:
    """The mapping with what was said of numbers that stand with several accounts, where there are any."""
    if answers.moved is None or not in_doubt(export, mapping):
        return mapping
    return mapping.model_copy(update={"moved": answers.moved == "yes"})


def in_doubt(export: Export, mapping: ColumnMapping) -> Moved | None:
    """A number of which nobody can tell whether it is one record; that of a known log, in one file, is."""
    found = repeats_of(export, mapping)
    return found.moved or (found.shared if mapping.order is None else None)


def is_open(mapping: ColumnMapping) -> bool:
    """Whether nothing tells which of several rows is the record: the column that a preset goes by may be absent."""
    return mapping.rows == "all" or (mapping.rows == "last" and mapping.order is None)


def with_latest(export: Export, mapping: ColumnMapping, times: Sequence[Times], *, said: bool) -> ColumnMapping:
    """The mapping by which the row updated last is the ticket, where files overlap and every row tells its update.

    What was `said` of rows stands.
    """
    if said or not is_open(mapping):
        return mapping
    updated = next((one for one in times if one.ours == "updated_at"), None)
    if updated is None or not _is_in_every_row(export, mapping, updated):
        return mapping
    found = repeats_of(export, mapping)
    latest = {"rows": "last", "order": updated.theirs[0].name}
    return mapping.model_copy(update=latest) if found.differing and found.ordered else mapping


def _is_in_every_row(export: Export, mapping: ColumnMapping, updated: Times) -> bool:
    """Whether rows can be put in order by it: every cell is a date, as most dates of the file are written."""
    rule = mapping.rule("updated_at")
    usual = rule is not None and not rule.dates and len(updated.theirs) == 1
    return usual and not updated.found.odd and updated.found.cells == sum(export.rows)


def remarks(export: Export, name: str, mapping: ColumnMapping) -> Iterator[Issue]:
    """Which rows were taken for the tickets without anybody's word, and by the order of the files."""
    number = number_of(export, mapping)
    if number and mapping.rows == "last" and mapping.order in fitting.reads(mapping, "updated_at"):
        left = f"of {number.filled:,} rows, {repeats_of(export, mapping).records or number.distinct:,} will be left"
        one = singular(name)
        problem = f"tells which of several rows of one {one} is the latest, and that is the {one}: {left}"
        hint = f"where another row is the {one}, say --rows first or --rows last: by their place in the files"
        yield Issue(
            code="map.latest",
            severity="warning",
            file=export.title,
            column=mapping.order,
            problem=problem,
            hint=hint,
        )
    yield from _by_place(export, name, mapping)


def _by_place(export: Export, name: str, mapping: ColumnMapping) -> Iterator[Issue]:
    """Which file wins where records stand in several, and nothing but the order of the files tells the row."""
    across = repeats_of(export, mapping).across if mapping.rows != "all" and mapping.order is None else 0
    if across:
        one, wins = singular(name), mapping.rows
        more = f" and {len(export.files) - FILES_SHOWN:,} more" if len(export.files) > FILES_SHOWN else ""
        files = f"{', '.join(export.files[:FILES_SHOWN])}{more}"
        yield Issue(
            code="map.files",
            severity="warning",
            file=export.title,
            problem=f"has numbers whose rows differ from file to file ({across:,}): of each the row in the {wins} file "
            f"is the {one}, in the order in which they were named: {files}",
            hint=f"where another row is the {one}, name the files in another order",
        )
