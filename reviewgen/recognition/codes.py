"""Words of an export that a mapping does not know, or of which it takes a part: what is told of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from reviewgen.config import ColumnRule
from reviewgen.config import Mapping as ColumnMapping
from reviewgen.errors import Issue
from reviewgen.recognition.exports import Export
from reviewgen.recognition.fallen import unmet
from reviewgen.recognition.fitting import reads, sources
from reviewgen.recognition.profiles import Profile
from reviewgen.recognition.untaken import takes
from reviewgen.records import Column, table
from reviewgen.tables.convert import convert, format_of, is_translated

CODES_SHOWN = 12
RANKED = re.compile("[Pp][1-5]")


def unknown_codes(export: Export, name: str, mapping: ColumnMapping) -> Iterator[Issue]:
    """Words of the data that our columns of codes do not know, most frequent first, and what to write."""
    described = table(name)
    yield from _nobody(export, mapping)
    if name == "tickets":
        yield from _unranked(export, mapping)
        yield from _without_incidents(export, mapping)
    for ours in mapping.columns:
        rule = mapping.rule(ours)
        column = described.column(ours) if ours in described.names else None
        coded = column and (column.codes or is_translated(mapping, column))
        if rule and column and coded and rule.negative is None and rule.otherwise is None:
            theirs = _left_by_rules(export, mapping, rule) if rule.rules else export.named(sources(rule))
            unknown = _unknown(theirs, rule, column, mapping)
            if unknown:
                yield _untranslated(export, column, theirs[0].name, unknown)


def _left_by_rules(export: Export, mapping: ColumnMapping, rule: ColumnRule) -> list[Profile]:
    """The columns that give a value where no rule does, each with its words in those rows alone."""
    usual = (*([rule.column] if rule.column else []), *rule.columns)
    left = [(one, unmet(export, mapping, rule, one.name)) for one in export.named(usual)]
    return [_only(one, words) for one, words in left if words]


def _only(theirs: Profile, words: Counter[str]) -> Profile:
    counts = np.array(list(words.values()), dtype="int64")
    return replace(theirs, words=pd.Series(list(words), dtype="str"), counts=counts)


def _nobody(export: Export, mapping: ColumnMapping) -> Iterator[Issue]:
    """Words in the customer's column that seem to mean no customer: their rows are in no pack."""
    rule = mapping.rule("account")
    if rule and rule.missing:
        yield Issue(
            code="map.no_customer",
            severity="warning",
            file=export.title,
            column=reads(mapping, "account")[0],
            value=", ".join(rule.missing),
            problem="seems to name no customer: these rows belong to no account, and are in no pack",
            hint="where it is a customer's name, take it out of missing: of account in the mapping",
        )


def _unranked(export: Export, mapping: ColumnMapping) -> Iterator[Issue]:
    """Priorities that are none of ours: a number may be the highest or the lowest, and a word any."""
    found = [word for word, ours in _became(export, mapping, "priority").items() if ours and not RANKED.fullmatch(ours)]
    if found:
        yield Issue(
            code="map.priority",
            severity="warning",
            file=export.title,
            column=reads(mapping, "priority")[0],
            value=", ".join(found[:CODES_SHOWN]),
            problem="stands in the packs as it is: which is the highest, nothing in the export says for sure",
            hint="write each under values: of priority in the mapping, P1 for the highest",
        )


def _without_incidents(export: Export, mapping: ColumnMapping) -> Iterator[Issue]:
    """Types of which none is an incident, with no empty one: no row would count as an incident."""
    found = _became(export, mapping, "type")
    theirs = export.named(reads(mapping, "type"))
    empty = any(one.filled < sum(export.rows) for one in theirs)
    if found and not empty and "incident" not in {ours.lower() for ours in found.values()}:
        yield Issue(
            code="map.types",
            severity="warning",
            file=export.title,
            column=theirs[0].name,
            value=", ".join(list(found)[:CODES_SHOWN]),
            problem="is what the types are, and none of them is incident: no row counts as an incident",
            hint="write those that are incidents under values: of type in the mapping, each with incident",
        )


def _became(export: Export, mapping: ColumnMapping, name: str) -> dict[str, str]:
    """The words behind a column, most frequent first, each with what the mapping makes of it; the rest is not known."""
    rule = mapping.rule(name)
    if rule is None or rule.rules or rule.constant is not None:
        return {}
    counted: Counter[str] = Counter()
    for one in export.named(sources(rule)):
        counted.update(dict(zip(one.words, one.counts.tolist(), strict=True)))
    words = [word for word, _ in counted.most_common() if word not in mapping.missing]
    return {word: rule.values.get(word, word if rule.otherwise is None else rule.otherwise) for word in words}


def _unknown(
    theirs: Sequence[Profile], rule: ColumnRule, column: Column, mapping: ColumnMapping
) -> list[tuple[str, int]]:
    """The words that are none of ours, once they are translated. Words for no number may mean that there is no row."""
    written = format_of(mapping, rule, "UTC")
    nothing = (*mapping.missing, *rule.missing)
    counted: Counter[str] = Counter()
    for one in theirs:
        ours = one.words.map(lambda word: rule.values.get(word, word)).astype("str")
        odd = convert(ours, column, written).bad & ~one.words.isin(list(nothing)).to_numpy()
        odd &= np.array([bool(column.codes) or takes(mapping, one.name, word) for word in one.words], dtype=bool)
        counted.update(dict(zip(one.words[odd], one.counts[odd].tolist(), strict=True)))
    return counted.most_common()


def _untranslated(export: Export, column: Column, theirs: str, unknown: Sequence[tuple[str, int]]) -> Issue:
    ours, codes = column.name, ", ".join(column.codes)
    none, one = ("none of our codes", f"one of {codes}") if codes else ("no number", "a number")
    shown = ", ".join(f'"{word[:40]}" ({count:,})' for word, count in unknown[:CODES_SHOWN])
    more = f" and {len(unknown) - CODES_SHOWN:,} more" if len(unknown) > CODES_SHOWN else ""
    return Issue(
        code="map.codes",
        severity="warning",
        file=export.title,
        column=theirs,
        problem=f"has words that are {none} for {ours}: {shown}{more}; these cells count as empty",
        hint=f"write each under values: of {ours} in the mapping, with {one}",
    )


def repeated(export: Export, mapping: ColumnMapping) -> Iterator[Issue]:
    """Columns that stand several times, as a list of JSON does, of which the first value is taken."""
    for ours in mapping.columns:
        rule = mapping.rule(ours)
        for theirs in sources(rule) if rule and rule.repeated == "first" else ():
            others = export.named((theirs,))[1:]
            if any(one.filled for one in others):
                yield Issue(
                    code="map.repeated",
                    severity="warning",
                    file=export.title,
                    column=theirs,
                    problem=f"is a list, or stands {len(others) + 1} times: {ours} takes the first value of each row",
                    hint="where another of them is the customer, name a column of its own with --account-column"
                    if ours == "account"
                    else f"write repeated: joined, or all, under {ours} in the mapping where every value counts",
                )
