"""Spellings of an account in the data that people would take for one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from reviewgen.errors import Issue
from reviewgen.project import comparable
from reviewgen.tables.checks import InputFile, place_of

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
    for group in alike(names):
        for name in group:
            yield Issue(column="account", account=name, **_first(name, frames, files), **words(name, group))


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


def _first(name: str, frames: Mapping[str, pd.DataFrame], files: Sequence[InputFile]) -> dict[str, Any]:
    """Where the first row of an account stands, and how many there are."""
    rows = (frame.loc[frame["account"] == name, ["_file", "_row"]] for frame in frames.values())
    places = [place for some in rows for place in some.itertuples(index=False, name=None)]
    number, row = min(places)
    return {**place_of(files[number], row), "count": len(places)}
