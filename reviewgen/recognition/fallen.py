"""Words of states that no rule of a preset knows, so that what stands for all others is taken for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from reviewgen.config import ColumnRule, Mapping
from reviewgen.errors import Issue, shorten
from reviewgen.mapping import apply
from reviewgen.recognition.exports import Export
from reviewgen.records import table

NAMED = 12


def fallen(export: Export, name: str, mapping: Mapping) -> Iterator[Issue]:
    """A word on each of our columns of codes where rows are met by no rule and get its constant."""
    described = table(name)
    for ours in mapping.columns:
        rule = mapping.rule(ours)
        if rule and rule.rules and rule.constant and rule.constant in described.column(ours).codes:
            theirs = _shown(mapping, ours, rule)
            words = _unmet(export, mapping, rule, theirs)
            if words:
                yield _told(export, ours, rule.constant, theirs, words)


def _shown(mapping: Mapping, ours: str, rule: ColumnRule) -> str:
    """The column whose words tell best what a row is: that of the state's name, else the one that rules ask most of."""
    asked = Counter(one.column for one in rule.rules)
    name = mapping.rule("state_name") if ours == "state" else None
    named = [one for one in name.theirs if one in asked] if name else []
    return (named or [asked.most_common(1)[0][0]])[0]


def _unmet(export: Export, mapping: Mapping, rule: ColumnRule, theirs: str) -> Counter[str]:
    """The words of rows that no rule meets, with how many rows have each."""
    if _is_decided(export, rule):
        return Counter()
    without = rule.model_copy(update={"constant": None})
    probe = mapping.model_copy(update={"columns": {"state": without, "title": theirs}})
    frames = (apply(one, probe, 0).frame for one in export.again())
    return sum((Counter(frame.loc[frame["state"] == "", "title"].tolist()) for frame in frames), Counter())


def _is_decided(export: Export, rule: ColumnRule) -> bool:
    """Whether the rules of one column alone meet every row, whatever the others say."""
    for name in {one.column for one in rule.rules}:
        met = "|".join(f"(?:{one.matches})" for one in rule.rules if one.column == name)
        if all(one.matching(met)[0] == sum(export.rows) for one in export.named((name,))):
            return True
    return False


def _told(export: Export, ours: str, constant: str, theirs: str, words: Counter[str]) -> Issue:
    some = ", ".join(f'"{shorten(word, 40)}" ({count:,})' for word, count in words.most_common(NAMED))
    more = f" and {len(words) - NAMED:,} more" if len(words) > NAMED else ""
    return Issue(
        code="map.fallen",
        severity="warning",
        file=export.title,
        column=theirs,
        problem=f"has words that no rule for {ours} knows: {some}{more}; these rows count as {constant}",
        hint=f"write a rule for each that is something else under rules: of {ours} in the mapping",
    )
