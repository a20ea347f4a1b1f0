"""Words that no rule of a preset knows: what stands for all others is taken for them, or nothing is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from reviewgen.config import ColumnRule, Condition
from reviewgen.config import Mapping as ColumnMapping
from reviewgen.errors import Issue, shorten
from reviewgen.mapping import apply
from reviewgen.recognition.exports import Export
from reviewgen.recognition.fitting import sources
from reviewgen.records import Table, table

NAMED = 12
COUNTED = "these rows count as"
Found = tuple[str, str, tuple[tuple[str, int], ...]]
"""A column of theirs, what it costs, and the words that are not known."""


def fallen(export: Export, name: str, mapping: ColumnMapping) -> Iterator[Issue]:
    """A word on each column that decides by its words, where rows have one that no rule knows."""
    found: dict[Found, list[str]] = {}
    for ours, rule in _rules(mapping).items():
        for theirs, cost in _deciding(table(name), mapping, ours, rule):
            words = unmet(export, mapping, rule, theirs)
            if words:
                found.setdefault((theirs, cost, tuple(words.most_common())), []).append(ours)
    for (theirs, cost, counted), some in found.items():
        yield _told(export, mapping, some, theirs, cost, counted)
    yield from _unconditioned(export, mapping)


def _rules(mapping: ColumnMapping) -> dict[str, ColumnRule]:
    """Our columns that rules decide."""
    every = {ours: mapping.rule(ours) for ours in mapping.columns}
    return {ours: rule for ours, rule in every.items() if rule and rule.rules}


def _deciding(described: Table, mapping: ColumnMapping, ours: str, rule: ColumnRule) -> Iterator[tuple[str, str]]:
    """The columns whose words decide one of ours, each with what becomes of rows whose word is not known.

    Such is a column of which some words give a value and others take it away; or for codes, where nothing else gives
    one of ours, the column that tells best what a row is.
    """
    codes = described.column(ours).codes
    if rule.constant and rule.constant in codes:
        yield _shown(mapping, ours, rule), f"{COUNTED} {rule.constant}"
        return
    usual = [*([rule.column] if rule.column else []), *rule.columns]
    cost = (
        f"these rows have {{ours}} only where {' or '.join(usual)} has a value"
        if usual
        else "these rows have no {ours}"
    )
    giving = {one.column for one in rule.rules if one.use or one.take}
    both = [name for name in dict.fromkeys(one.column for one in rule.rules if one.use == "") if name in giving]
    yield from ((name, cost) for name in both)
    if codes and not both and not usual and rule.constant is None:
        yield _shown(mapping, ours, rule), cost


def _shown(mapping: ColumnMapping, ours: str, rule: ColumnRule) -> str:
    """The column whose words tell best what a row is: that of the state's name, else the one that rules ask most of."""
    asked = Counter(one.column for one in rule.rules)
    name = mapping.rule("state_name") if ours == "state" else None
    named = [one for one in name.theirs if one in asked] if name else []
    return (named or [asked.most_common(1)[0][0]])[0]


def unmet(export: Export, mapping: ColumnMapping, rule: ColumnRule, theirs: str) -> Counter[str]:
    """The words of rows that no rule meets, of those that may have a value, with how many rows have each.

    Where nothing stands for all others, no word says nothing.
    """
    if _is_decided(export, rule):
        return Counter()
    met = tuple(one.model_copy(update={"use": "met", "take": ()}) for one in rule.rules)
    probe = {
        "met": ColumnRule(rules=met, constant=""),
        "asked": ColumnRule(constant="asked", when=rule.when),
        "word": ColumnRule(column=theirs),
    }
    frames = (apply(one, mapping.model_copy(update={"columns": probe}), 0).frame for one in export.again())
    some = (frame.loc[(frame["met"] == "") & (frame["asked"] != ""), "word"] for frame in frames)
    words = sum((Counter(one.tolist()) for one in some), Counter[str]())
    return words if rule.constant else Counter({word: count for word, count in words.items() if word})


def _is_decided(export: Export, rule: ColumnRule) -> bool:
    """Whether the rules of one column alone meet every row, whatever the others say."""
    for name in {one.column for one in rule.rules}:
        asked = [one for one in rule.rules if one.column == name]
        full = [one for one in export.named((name,)) if one.filled == sum(export.rows)]
        if any(all(_knows(asked, word) for word in one.words) for one in full):
            return True
    return False


def _knows(asked: Sequence[Condition], word: str) -> bool:
    """Whether one of these conditions finds a word."""
    return any(re.search(one.matches, word) for one in asked)


def _unconditioned(export: Export, mapping: ColumnMapping) -> Iterator[Issue]:
    """A word on columns of which `when` alone asks, where rows have a word that no condition knows."""
    every = {ours: rule for ours in mapping.columns if (rule := mapping.rule(ours))}
    read = {name for rule in every.values() for name in (*sources(rule), *(one.column for one in rule.rules))}
    for theirs in dict.fromkeys(one.column for rule in every.values() for one in rule.when if one.column not in read):
        some = {ours: [one for one in rule.when if one.column == theirs] for ours, rule in every.items()}
        some = {ours: asked for ours, asked in some.items() if asked}
        every_asked = [one for asked in some.values() for one in asked]
        counted = Counter[str]()
        for one in export.named((theirs,)):
            counted.update(dict(zip(one.words, one.counts.tolist(), strict=True)))
        left = [(w, n) for w, n in counted.most_common() if w not in mapping.missing and not _knows(every_asked, w)]
        if left:
            yield _issue(
                export,
                theirs,
                f"has words that no condition knows: {_named(left)}; these rows have no {_listed(list(some))}",
                f"write each into the condition that it belongs to under when: of {_listed(list(some))} in the mapping",
            )


def _told(
    export: Export,
    mapping: ColumnMapping,
    some: Sequence[str],
    theirs: str,
    cost: str,
    counted: Sequence[tuple[str, int]],
) -> Issue:
    """What is said of the words of a column that no rule for some of ours knows."""
    asking = [ours for ours, rule in _rules(mapping).items() if theirs in {one.column for one in rule.rules}]
    ours = _listed(some)
    hint = (
        f"write a rule for each that is something else under rules: of {ours} in the mapping"
        if cost.startswith(COUNTED)
        else f"write each into the rule that it belongs to under rules: of {_listed(asking)} in the mapping"
    )
    problem = f"has words that no rule for {ours} knows: {_named(counted)}; {cost.format(ours=ours)}"
    return _issue(export, theirs, problem, hint)


def _named(counted: Sequence[tuple[str, int]]) -> str:
    more = f" and {len(counted) - NAMED:,} more" if len(counted) > NAMED else ""
    return ", ".join(f'"{shorten(word, 40)}" ({count:,})' for word, count in counted[:NAMED]) + more


def _listed(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _issue(export: Export, theirs: str, problem: str, hint: str) -> Issue:
    return Issue(code="map.fallen", severity="warning", file=export.title, column=theirs, problem=problem, hint=hint)
