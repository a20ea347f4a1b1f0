"""A mapping made concrete: the dates, the words for nothing and the codes that a file really holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from reviewgen.config import ColumnRule, ColumnSpec
from reviewgen.config import Mapping as ColumnMapping
from reviewgen.recognition.dates import INSTANT, Dated, Order
from reviewgen.recognition.exports import Export
from reviewgen.recognition.profiles import EXAMPLES, Profile
from reviewgen.records import table
from reviewgen.tables.convert import Format, convert

TIMES = ("instant", "date")
NUMBERS = ("count", "number", "duration")


@dataclass(frozen=True)
class Times:
    """One of our columns of times: the columns behind it, how the dates of each and of all are written.

    `known` are the preset's own formats.
    """

    ours: str
    theirs: tuple[Profile, ...]
    each: tuple[Dated, ...]
    found: Dated
    known: tuple[str, ...]

    @property
    def columns(self) -> tuple[tuple[Profile, Dated], ...]:
        """The columns behind it, each with how its dates are written."""
        return tuple(zip(self.theirs, self.each, strict=True))

    def formats(self, order: Order | None) -> tuple[str, ...]:
        """The formats that its mapping needs: those found, and those of the preset that read what else there is."""
        formats = self.found.formats(order)
        if not self.found.odd:
            return formats
        words = pd.concat([one.words for one in self.theirs], ignore_index=True)
        unread = _unread(words, formats)
        for form in self.known:
            if form not in formats and (left := _unread(words, (*formats, form))) < unread:
                formats, unread = (*formats, form), left
        return formats


def _unread(words: pd.Series, formats: tuple[str, ...]) -> int:
    return int(convert(words, INSTANT, Format(dates=formats)).bad.sum()) if formats else len(words)


def with_columns(mapping: ColumnMapping, specs: Mapping[str, ColumnSpec]) -> ColumnMapping:
    """The same mapping with these columns of ours, in the order of its table."""
    return mapping.model_copy(update={"columns": {**mapping.columns, **specs}})


def times_of(export: Export, name: str, mapping: ColumnMapping) -> list[Times]:
    """How the dates are written behind each of our columns of times."""
    described = table(name)
    found = []
    for ours in mapping.columns:
        rule = mapping.rule(ours)
        if rule and not rule.after and ours in described.names and described.column(ours).kind in TIMES:
            theirs = tuple(export.named(sources(rule)))
            each = tuple(_written(one, (*mapping.missing, *one.nothings)) for one in theirs)
            found.append(Times(ours, theirs, each, _together(each), rule.dates or mapping.dates))
    return found


def _written(column: Profile, nothings: tuple[str, ...]) -> Dated:
    """How the times of a column are written: as dates, or counted since 1970."""
    found = column.dated_without(nothings)
    return found if found.share else column.counted if column.counted.cells else found


def sources(rule: ColumnRule) -> tuple[str, ...]:
    """The columns that give its values, in order."""
    usual = (*([rule.column] if rule.column else []), *rule.columns)
    return tuple(dict.fromkeys((*usual, *(name for one in rule.rules for name in one.take))))


def _together(found: Sequence[Dated]) -> Dated:
    """Several columns as one."""
    if len(found) == 1:
        return found[0]
    orders = {order: _some(one.orders.get(order, ()) for one in found) for order in ("dmy", "mdy")}
    return Dated(
        sum(one.cells for one in found),
        _some(one.sure for one in found),
        orders if orders["dmy"] else {},  # type: ignore[arg-type]
        {order: sum(one.only.get(order, 0) for one in found) for order in ("dmy", "mdy")},
        {order: proof for one in reversed(found) for order, proof in one.proof.items()},
        sum(one.odd for one in found),
        _some(one.odd_examples for one in found)[:3],
        max((one.families for one in found), default=0),
        any(one.naive for one in found),
    )


def _some(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for some in lists for one in some))


def plainly(mapping: ColumnMapping) -> ColumnMapping:
    """The same mapping without lists of one."""
    rules = {name: spec for name, spec in mapping.columns.items() if isinstance(spec, ColumnRule)}
    single = {name: rule for name, rule in rules.items() if len(rule.columns) == 1}
    plain = {name: rule.model_copy(update={"column": rule.columns[0], "columns": ()}) for name, rule in single.items()}
    return with_columns(mapping, plain)


def with_dates(mapping: ColumnMapping, times: Sequence[Times], order: Order | None) -> ColumnMapping:
    """The mapping with the date formats that were found: the most frequent for all, others beside their column."""
    formats = {one.ours: one.formats(one.found.order or order) for one in times}
    some = Counter(form for form in formats.values() if form)
    if not some:
        return mapping
    usual = some.most_common(1)[0][0]
    own = {name: _dated(mapping, name, form, usual) for name, form in formats.items() if form}
    return with_columns(mapping.model_copy(update={"dates": usual}), own)


def _dated(mapping: ColumnMapping, name: str, formats: tuple[str, ...], usual: tuple[str, ...]) -> ColumnSpec:
    """One column with its own formats, where they are not those of the mapping."""
    spec, rule = mapping.columns[name], mapping.rule(name)
    if formats == usual and not (isinstance(spec, ColumnRule) and spec.dates):
        return spec
    assert rule is not None
    return rule.model_copy(update={"dates": () if formats == usual else formats})


def with_missing(mapping: ColumnMapping, name: str, export: Export) -> ColumnMapping:
    """The mapping with the words for nothing of its dates, numbers and customers, each beside its own column.

    "NA" may be nothing in a date, and a customer elsewhere.
    """
    described = table(name)
    named = [ours for ours in mapping.columns if ours in described.names]
    plain = [ours for ours in named if ours == "account" or described.column(ours).kind in (*TIMES, *NUMBERS)]
    found = {ours: _nothings(mapping, ours, export) for ours in plain}
    rules = {ours: rule for ours in plain if found[ours] and (rule := mapping.rule(ours))}
    own = {ours: rule.model_copy(update={"missing": found[ours]}) for ours, rule in rules.items()}
    return with_columns(mapping, own)


def _nothings(mapping: ColumnMapping, ours: str, export: Export) -> tuple[str, ...]:
    """The words for nothing behind one of our columns, besides those of the mapping and with those of its rule."""
    rule = mapping.rule(ours)
    if rule is None:
        return ()
    found = (word for one in export.named(sources(rule)) for word in one.nothings if word not in mapping.missing)
    return tuple(dict.fromkeys((*rule.missing, *(word for word in found if word not in rule.values))))


def left_over(export: Export, mappings: Iterable[ColumnMapping]) -> tuple[str, ...]:
    """The columns with a name that no mapping reads."""
    used = {theirs for mapping in mappings for theirs in all_read(mapping)}
    return tuple(dict.fromkeys(one.name for one in export.columns if one.name and one.name not in used))


def all_read(mapping: ColumnMapping) -> frozenset[str]:
    """Every column of theirs that a mapping reads: for one of ours, to leave rows out, or to put them in order."""
    others = (*(one.column for one in mapping.only), *([mapping.order] if mapping.order else []))
    return frozenset(others).union(*(reads(mapping, name) for name in mapping.columns))


def reads(mapping: ColumnMapping, name: str) -> tuple[str, ...]:
    """Their columns behind one of ours: those of its values, and those that decide which it is."""
    rule = mapping.rule(name)
    return () if rule is None else tuple(dict.fromkeys(rule.theirs))


def examples(export: Export, mapping: ColumnMapping, ours: str) -> tuple[str, ...]:
    """The first words behind one of ours, of rows that the mapping takes; what means nothing there is none.

    They are of the columns that give the values; of those that decide only where there are no others.
    """
    rule = mapping.rule(ours)
    columns = export.named((rule and sources(rule)) or reads(mapping, ours))
    nothing = (*mapping.missing, *(rule.missing if rule else ()))
    some = (_of_head(export, mapping, one, nothing) if mapping.only else one.examples(nothing) for one in columns)
    return tuple(dict.fromkeys(word for words in some for word in words))[:EXAMPLES]


def _of_head(export: Export, mapping: ColumnMapping, column: Profile, nothing: Sequence[str]) -> list[str]:
    """The first words of a column in those of the first rows that the mapping takes."""
    kept = pd.Series(True, index=export.head.index)
    for one in mapping.only:
        for deciding in export.named((one.column,))[:1]:
            cells = export.head[deciding.place].where(lambda cells: ~cells.isin(list(mapping.missing)), "")
            kept &= cells.map(lambda cell, pattern=one.matches: re.search(pattern, cell) is not None).astype(bool)
    words = export.head.loc[kept, column.place].drop_duplicates()
    return [word for word in words if word and word not in nothing][:EXAMPLES]
