"""One tool's columns and codes become our columns, still as text; an empty text is a missing value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reviewgen.abreast import abreast
from reviewgen.config import ColumnRule, Mapping
from reviewgen.errors import Issue, did_you_mean
from reviewgen.sources.extract import Extract
from reviewgen.sources.text import blank, series, stripped

LIST_SEPARATOR = "\n"
NONE_MISSING = Mapping(columns={})


@dataclass(frozen=True, slots=True)
class Mapped:
    """Rows under our column names, as `str` columns; beside them `_file` (number of the extract) and `_row`."""

    frame: pd.DataFrame
    issues: tuple[Issue, ...] = ()


def identity(header: Iterable[str], known: Sequence[str]) -> Mapping:
    """The mapping of a file whose columns have our names already."""
    return Mapping(columns={name: name for name in header if name in known})


def apply(extract: Extract, mapping: Mapping, number: int) -> Mapped:
    """Map one extract; columns that its header lacks are issues, and left out.

    `number` marks the rows as this extract's.
    """
    absent = {name: issues for name in mapping.columns if (issues := _absent(extract, mapping, name))}
    there = [name for name in mapping.columns if name not in absent]
    made = abreast(lambda name: _column(extract, mapping, name), there, len(extract.frame))
    columns = dict(zip(there, made, strict=True))
    if "state" in columns and "state_name" not in columns:
        columns["state_name"] = _cells(extract, mapping, _rule(mapping, "state"))
    frame = _provenance(pd.DataFrame(columns, index=extract.frame.index, copy=False), extract, number)
    return Mapped(frame, tuple(issue for issues in absent.values() for issue in issues))


def constant_account(mapping: Mapping | None) -> str | None:
    """The one account that a mapping gives to every row, if it does."""
    rule = mapping.rule("account") if mapping else None
    return rule.constant if rule and not rule.rules else None


def _provenance(frame: pd.DataFrame, extract: Extract, number: int) -> pd.DataFrame:
    return frame.assign(_file=np.full(len(frame), number, dtype="int32"), _row=extract.rows)


def _rule(mapping: Mapping, name: str) -> ColumnRule:
    rule = mapping.rule(name)
    assert rule is not None
    return rule


def _absent(extract: Extract, mapping: Mapping, name: str) -> list[Issue]:
    return [
        Issue(
            code="column.absent",
            file=extract.file,
            column=theirs,
            problem=f"is not in the header, but our column {name} is to come from it",
            hint=did_you_mean(theirs, [known for known in extract.header if known]),
        )
        for theirs in _named(_rule(mapping, name))
        if theirs not in extract.header
    ]


def _named(rule: ColumnRule) -> list[str]:
    return [*([rule.column] if rule.column else []), *rule.columns, *(when.column for when in rule.rules)]


def _column(extract: Extract, mapping: Mapping, name: str) -> pd.Series:
    rule = _rule(mapping, name)
    return _translated(_chosen(extract, mapping, rule, _cells(extract, mapping, rule)), rule)


def _cells(extract: Extract, mapping: Mapping, rule: ColumnRule) -> pd.Series:
    """The cells that a rule names, before codes are translated: the first column that has a value."""
    if rule.constant is not None:
        return pd.Series(rule.constant, index=extract.frame.index, dtype="str")
    names = [rule.column] if rule.column else list(rule.columns)
    if not names:
        return series(blank(len(extract.frame)), extract.frame.index)
    first, *others = (_repeated(extract, mapping, name, rule) for name in names)
    for cells in others:
        first = first.where(first != "", cells)
    return first


def _repeated(extract: Extract, mapping: Mapping, name: str, rule: ColumnRule) -> pd.Series:
    """The values of one column; where the header repeats its name, as the rule says."""
    places = [place for place, known in enumerate(extract.header) if known == name]
    columns = [_without_missing(stripped(extract.frame[place]), mapping.missing) for place in places]
    result = columns[0]
    for column in columns[1:]:
        if rule.repeated == "first":
            result = result.where(result != "", column)
        else:
            separator = rule.separator if rule.repeated == "joined" else LIST_SEPARATOR
            both = (result != "") & (column != "")
            result = (result + np.where(both, separator, "") + column).astype("str")
    return result


def _without_missing(cells: pd.Series, words: Sequence[str]) -> pd.Series:
    return cells.mask(cells.isin(list(words)), "") if words else cells


def _chosen(extract: Extract, mapping: Mapping, rule: ColumnRule, cells: pd.Series) -> pd.Series:
    if not rule.rules:
        return cells
    decided = pd.Series(False, index=cells.index)
    for when in rule.rules:
        theirs = _repeated(extract, mapping, when.column, ColumnRule(column=when.column))
        matching = _matching(theirs, when.matches) & ~decided
        cells = cells.mask(matching, when.use)
        decided |= matching
    return cells


def _matching(cells: pd.Series, pattern: str) -> pd.Series:
    """Where Python's own regular expressions match: those of arrow know no lookahead."""
    codes, words = pd.factorize(cells)
    found = np.array([re.search(pattern, word) is not None for word in words], dtype=bool)
    return pd.Series(found.take(codes) if len(words) else False, index=cells.index, dtype=bool)


def _translated(cells: pd.Series, rule: ColumnRule) -> pd.Series:
    """Their codes as ours; a code that is not listed becomes `otherwise`, or stays as it is."""
    if not rule.values:
        return cells
    codes, words = pd.factorize(cells)
    ours = [word and rule.values.get(word, word if rule.otherwise is None else rule.otherwise) for word in words]
    return pd.Series(pd.Index(ours, dtype="str").take(codes), index=cells.index)
