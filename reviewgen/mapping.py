"""One tool's columns and codes become our columns, still as text; an empty text is a missing value."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from reviewgen.abreast import abreast
from reviewgen.config import ColumnRule, Condition, Mapping
from reviewgen.errors import Issue, did_you_mean
from reviewgen.sources.extract import Extract, Fault
from reviewgen.sources.text import blank, series, stripped

LIST_SEPARATOR = "\n"
NONE_MISSING = Mapping(columns={})
ORDER = "_order"
NOTHING = "\0"
"""What a row says that says that there is none, until one of several rows is chosen."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """Rows under our column names, as `str` columns; beside them `_file` (number of the extract) and `_row`.

    `dated` are our columns that are drawn from columns with typed dates or times; `faults` are cells without a value
    that can be taken, by our column, or by theirs where only which rows are taken depends on it. Where the mapping has
    an order, `_order` holds the cells by which rows follow each other.
    """

    frame: pd.DataFrame
    issues: tuple[Issue, ...] = ()
    dated: frozenset[str] = frozenset()
    faults: tuple[tuple[str, Fault], ...] = ()


def identity(header: Iterable[str], known: Sequence[str]) -> Mapping:
    """The mapping of a file whose columns have our names already."""
    return Mapping(columns={name: name for name in header if name in known})


def apply(extract: Extract, mapping: Mapping, number: int, numeric: Collection[str] = ()) -> Mapped:
    """Map one extract; columns that its header lacks are issues, and left out.

    `number` marks the rows as this extract's; `numeric` are those of our columns that hold numbers.
    """
    absent = {name: found for name in mapping.columns if (found := _absent(extract, mapping, name))}
    there = [name for name in mapping.columns if name not in absent]
    extract, stray = _taken(extract, mapping)
    signs = {name: mapping.decimal if name in numeric else "." for name in there}
    made = abreast(lambda name: _column(extract, mapping, name, signs[name]), there, len(extract.frame))
    columns = dict(zip(there, made, strict=True))
    if "state" in columns and "state_name" not in columns:
        columns["state_name"] = _cells(extract, mapping, _rule(mapping, "state"))
    if mapping.order and mapping.order in extract.header:
        columns[ORDER] = _cells(extract, mapping, ColumnRule(column=mapping.order))
    frame = _provenance(pd.DataFrame(columns, index=extract.frame.index, copy=False), extract, number)
    issues = (*stray, *(issue for found in absent.values() for issue in found))
    dated = frozenset(name for name in columns if extract.kinds.dated & _places(extract, mapping, name))
    return Mapped(frame, issues, dated, tuple(_faults(extract, mapping, there)))


def _places(extract: Extract, mapping: Mapping, name: str) -> set[int]:
    """The places in the header of all that one of our columns may come from."""
    theirs = (mapping.order,) if name == ORDER else _rule(mapping, name).theirs if mapping.rule(name) else ()
    return {place for place, known in enumerate(extract.header) if known in theirs}


def naive(extract: Extract, mapping: Mapping, name: str) -> list[str]:
    """Their columns with typed times that have no offset, which one of our columns comes from."""
    rule = mapping.rule(name)
    if rule is None or rule.zone or mapping.zone:
        return []
    return [extract.header[place] for place in sorted(extract.kinds.naive & _places(extract, mapping, name))]


def _faults(extract: Extract, mapping: Mapping, names: Iterable[str]) -> Iterator[tuple[str, Fault]]:
    """Cells without a value, by our column, or by theirs of which `only` alone makes use."""
    if not extract.kinds.faults:
        return
    told: set[int] = set()
    for name in names:
        places = _places(extract, mapping, name)
        told |= places
        for fault in _without_value(extract, places, (*mapping.missing, *_rule(mapping, name).missing)):
            yield name, fault
    for theirs in dict.fromkeys(one.column for one in mapping.only):
        for fault in _without_value(extract, _named(extract, theirs) - told, mapping.missing):
            yield theirs, fault


def _without_value(extract: Extract, places: Collection[int], nothing: Collection[str]) -> Iterator[Fault]:
    """The faults of columns at these places; cells whose word means nothing by the mapping are left out."""
    for fault in extract.kinds.faults:
        words = extract.frame[fault.column].iloc[list(fault.cells)] if fault.column in places else ()
        found = tuple(cell for cell, word in zip(fault.cells, words, strict=False) if word not in nothing)
        if found:
            yield replace(fault, cells=found)


def _named(extract: Extract, theirs: str) -> set[int]:
    return {place for place, known in enumerate(extract.header) if known == theirs}


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
    what = f"our column {name} is to come from it"
    return [_not_there(extract, theirs, what) for theirs in _rule(mapping, name).theirs if theirs not in extract.header]


def _not_there(extract: Extract, theirs: str, what: str) -> Issue:
    return Issue(
        code="column.absent",
        file=extract.file,
        column=theirs,
        problem=f"is not in the header, but {what}",
        hint=did_you_mean(theirs, [known for known in extract.header if known]),
    )


def _taken(extract: Extract, mapping: Mapping) -> tuple[Extract, list[Issue]]:
    """The rows that the mapping takes, and what its own keys name that the header lacks."""
    named = [*((one.column, "only") for one in mapping.only), *([(mapping.order, "order")] if mapping.order else [])]
    stray = [
        _not_there(extract, theirs, f"the mapping's `{key}` names it")
        for theirs, key in named
        if theirs not in extract.header
    ]
    if stray or not mapping.only:
        return extract, stray
    kept = np.ones(len(extract.frame), dtype=bool)
    for one in mapping.only:
        kept &= _all_met(extract, mapping, [one]).to_numpy() | _undecided(extract, mapping, one.column)
    frame = extract.frame[kept].reset_index(drop=True)
    return replace(extract, frame=frame, rows=extract.rows[kept], kinds=extract.kinds.part(kept)), stray


def _undecided(extract: Extract, mapping: Mapping, theirs: str) -> np.ndarray:
    """Which rows have no value in a column by which they are taken: nobody can say that they are not meant."""
    found = np.zeros(len(extract.frame), dtype=bool)
    for fault in _without_value(extract, _named(extract, theirs), mapping.missing):
        found[list(fault.cells)] = True
    return found


def _all_met(extract: Extract, mapping: Mapping, conditions: Sequence[Condition]) -> pd.Series:
    """Which rows meet every condition."""
    met = pd.Series(True, index=extract.frame.index)
    for one in conditions:
        met &= _matching(_repeated(extract, mapping, one.column, ColumnRule(column=one.column)), one.matches)
    return met


def _column(extract: Extract, mapping: Mapping, name: str, sign: str) -> pd.Series:
    rule = _rule(mapping, name)
    cells = _chosen(extract, mapping, rule, _cells(extract, mapping, rule, sign), sign)
    return _translated(cells.where(_all_met(extract, mapping, rule.when), "") if rule.when else cells, rule)


def _cells(extract: Extract, mapping: Mapping, rule: ColumnRule, sign: str = ".") -> pd.Series:
    """The cells that a rule names, before codes are translated: the first column that has a value.

    Numbers that have a type have this sign for decimals.
    """
    if rule.constant is not None:
        return pd.Series(rule.constant, index=extract.frame.index, dtype="str")
    return _first(extract, mapping, rule, [rule.column] if rule.column else rule.columns, sign)


def _first(extract: Extract, mapping: Mapping, rule: ColumnRule, names: Sequence[str], sign: str) -> pd.Series:
    """The cells of the first of some columns that has a value."""
    if not names:
        return series(blank(len(extract.frame)), extract.frame.index)
    first, *others = (_repeated(extract, mapping, name, rule, sign) for name in names)
    for cells in others:
        first = first.where(first != "", cells)
    return first


def _repeated(extract: Extract, mapping: Mapping, name: str, rule: ColumnRule, sign: str = ".") -> pd.Series:
    """The values of one column; where the header repeats its name, as the rule says."""
    places = [place for place, known in enumerate(extract.header) if known == name]
    nothing = (*mapping.missing, *rule.missing)
    columns = [
        _signed(_without_missing(stripped(extract.frame[place]), nothing), extract, place, sign) for place in places
    ]
    result = columns[0]
    for column in columns[1:]:
        if rule.repeated == "first":
            result = result.where(result != "", column)
        else:
            separator = rule.separator if rule.repeated == "joined" else LIST_SEPARATOR
            both = (result != "") & (column != "")
            result = (result + np.where(both, separator, "") + column).astype("str")
    return result


def _signed(cells: pd.Series, extract: Extract, place: int, sign: str) -> pd.Series:
    """The cells of one column; numbers that have a type with the decimal sign of the texts beside them."""
    numbers = extract.kinds.fractions.get(place) if sign != "." else None
    if numbers is None:
        return cells
    changed = np.zeros(len(cells), dtype=bool)
    changed[numbers] = True
    return cells.mask(changed, cells.str.replace(".", sign, regex=False))


def _without_missing(cells: pd.Series, words: Sequence[str]) -> pd.Series:
    return cells.mask(cells.isin(list(words)), "") if words else cells


def _chosen(extract: Extract, mapping: Mapping, rule: ColumnRule, cells: pd.Series, sign: str) -> pd.Series:
    if not rule.rules:
        return cells
    decided = pd.Series(False, index=cells.index)
    for when in rule.rules:
        theirs = _repeated(extract, mapping, when.column, ColumnRule(column=when.column))
        matching = _matching(theirs, when.matches) & ~decided
        none = NOTHING if when.use == "" and rule.row in ("first", "last") else ""
        cells = cells.mask(matching, when.use or none or _first(extract, mapping, rule, when.take, sign))
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
    stays = ("", NOTHING)
    other = rule.otherwise
    ours = [word if word in stays else rule.values.get(word, word if other is None else other) for word in words]
    return pd.Series(pd.Index(ours, dtype="str").take(codes), index=cells.index)
