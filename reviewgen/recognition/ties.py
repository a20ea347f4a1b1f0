"""Several of their columns that are named as one of ours, and do not say the same: which is taken has to be told."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reviewgen.errors import Issue
from reviewgen.recognition import fitting
from reviewgen.recognition.drafting import Candidate, Draft
from reviewgen.recognition.exports import Export
from reviewgen.recognition.profiles import Profile
from reviewgen.recognition.questions import Answers, quoted
from reviewgen.recognition.understanding import Understood
from reviewgen.records import table
from reviewgen.sources.text import stripped

NAMED = 0.8
"""From here on a name has nothing in it beside the words for one of ours and for its table."""


def owners(found: Understood, answers: Answers) -> tuple[Profile, ...]:
    """The columns that are named as customers and tell other ones apart than the one that is taken, which is first.

    None where there are no others, or where it was said which column it is, or whose all rows are.
    """
    taken = found.draft.taken.get("account") if found.draft else None
    if found.draft is None or taken is None:
        return ()
    reads = fitting.reads(found.tables[found.draft.table], "account")
    if reads != (taken.column,) or _is_said(found, "account", answers):
        return ()
    names = [one.column for one in _others(found.draft, taken) if not _is_one_to_one(found.export, taken, one)]
    return tuple(column for name in (taken.column, *names) if (column := found.export.column(name))) if names else ()


def times(found: Understood, answers: Answers) -> Iterator[Issue]:
    """A word on times that another column tells otherwise, whose name and content are as good."""
    if found.draft is None:
        return
    for ours, taken in found.draft.taken.items():
        if table(found.draft.table).column(ours).kind in fitting.TIMES and not _is_said(found, ours, answers):
            for other in _others(found.draft, taken):
                yield from _told(found, taken, other) if other.column in found.left else ()


def _is_said(found: Understood, ours: str, answers: Answers) -> bool:
    """Whether somebody has said which of the columns one of ours is."""
    assert found.draft
    named = answers.account_column if ours == "account" else None
    theirs = answers.columns_of(found.draft.table).get(ours) or named
    return theirs is not None and found.export.column(theirs) is not None


def _others(draft: Draft, taken: Candidate) -> list[Candidate]:
    """The filled columns whose names fit one of ours as that of the one that is taken does."""
    some = [one for one in draft.candidates.get(taken.ours, ()) if one.column != taken.column and one.examples]
    return [one for one in some if one.by_name >= NAMED and one.by_content]


def _told(found: Understood, taken: Candidate, other: Candidate) -> Iterator[Issue]:
    cells = _cells(found.export, taken, other)
    differing = int((cells[0] != cells[1]).sum())
    if differing:
        yield Issue(
            code="map.tie",
            severity="warning",
            file=found.export.title,
            column=taken.column,
            problem=f"is taken for {taken.ours}, and {other.column}, which may be it as well, differs from it in "
            f"{differing:,} of {len(cells):,} rows",
            hint=f"where {other.column} is the right one, say --column {taken.ours}={quoted(other.column)}",
        )


def _is_one_to_one(export: Export, taken: Candidate, other: Candidate) -> bool:
    """Whether each word of one column stands beside one word of the other alone, as an id beside a name does."""
    cells = _cells(export, taken, other)
    pairs = cells[(cells != "").all(axis=1)].drop_duplicates()
    return not pairs[0].duplicated().any() and not pairs[1].duplicated().any()


def _cells(export: Export, *columns: Candidate) -> pd.DataFrame:
    """Some columns of all files, row by row."""
    parts = [
        pd.DataFrame({at: stripped(one.frame[one.header.index(of.column)]) for at, of in enumerate(columns)})
        for one in export.again()
    ]
    return pd.concat(parts, ignore_index=True).fillna("")
