"""Spellings of an account in the data that people would take for one."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from reviewgen.errors import Issue
from reviewgen.project import comparable
from reviewgen.tables.checks import PLACE, InputFile, place_of

TWIN = "account.twin"


def alike(names: Iterable[str]) -> list[list[str]]:
    """The names that people would take for the same one, together; those that stand alone are left out."""
    groups: dict[str, list[str]] = {}
    for name in sorted(set(names)):
        groups.setdefault(comparable(name), []).append(name)
    return [group for group in groups.values() if len(group) > 1]


def twins(frames: Mapping[str, pd.DataFrame], files: Sequence[InputFile]) -> Iterator[Issue]:
    """An error for each of them, at its first row: rows may be with the wrong one."""
    names = {str(name) for frame in frames.values() for name in frame["account"].unique()}
    groups = alike(names)
    first = _first({name for group in groups for name in group}, frames, files) if groups else {}
    for group in groups:
        for name in group:
            yield Issue(column="account", account=name, **first[name], **words(name, group))


def words(name: str, group: Sequence[str]) -> dict[str, Any]:
    """The words of an issue on one of several spellings: the account fails, until the others become it."""
    others = [other for other in group if other != name]
    values = ", ".join(f"{_quoted(other)}: {_quoted(name)}" for other in others)
    return {
        "code": TWIN,
        "value": name,
        "problem": f"differs from {' and '.join(map(repr, others))} in case, blanks, accents of another form or "
        "characters that nobody sees only",
        "hint": "write the account alike in all rows, or translate it in the mapping, beside the column of account: "
        f"values: {{{values}}}",
    }


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


def _first(
    names: Collection[str], frames: Mapping[str, pd.DataFrame], files: Sequence[InputFile]
) -> dict[str, dict[str, Any]]:
    """Where the first row of each of these accounts stands, and how many there are."""
    rows = [frame.loc[frame["account"].isin(names), ["account", *PLACE]] for frame in frames.values()]
    found = pd.concat(rows).sort_values([*PLACE])
    counts = found["account"].value_counts()
    firsts = found.drop_duplicates("account").itertuples(index=False, name=None)
    return {name: {**place_of(files[file], row), "count": int(counts[name])} for name, file, row in firsts}
