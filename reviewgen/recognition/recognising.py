"""What an export is, before anything is answered: by a preset, by a draft, or by our names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reviewgen import presets
from reviewgen.config import Mapping as ColumnMapping
from reviewgen.errors import ConfigError, Issue
from reviewgen.presets import Match, Preset
from reviewgen.recognition import drafting
from reviewgen.recognition.drafting import Draft
from reviewgen.recognition.exports import Export
from reviewgen.recognition.questions import Answers
from reviewgen.recognition.untaken import takes_some
from reviewgen.records import BY_NAME, TABLES, table


@dataclass(frozen=True)
class Recognised:
    """What an export is, before anything is answered: by a preset, by a draft, or by our names.

    `rivals` are the tables that it may fill as well, with the one that is taken, each with the columns that it takes.
    `disproved` is the preset of its header that takes none of its rows, where no other takes any.
    """

    export: Export
    match: Match | None
    draft: Draft | None
    tables: Mapping[str, ColumnMapping]
    rivals: Mapping[str, Sequence[str]]
    disproved: Preset | None = None


def recognised(export: Export, answers: Answers) -> Recognised:
    """What an export is, and the tables that it fills."""
    match = _match(export, answers)
    own = () if match else _own(export, answers.table)
    said = {one: answers.columns_of(one) for one in BY_NAME}
    found = None if match or own else drafting.draft(export, answers.table, said)
    tables = _fitted(export, match, next(iter(own), None), found)
    disproved = _disproved(export) if found and not answers.table else None
    rivals = _possible(drafting.drafts(export, said)) if disproved else _rivals(export, own, found)
    return Recognised(export, match, found, tables, rivals, disproved)


def fitting_presets(export: Export) -> tuple[Match, ...]:
    """The presets that a header fits and that take some of the rows, best first."""
    return tuple(one for one in presets.recognised(export.header) if _takes_some(export, one.preset))


def _takes_some(export: Export, preset: Preset) -> bool:
    return takes_some(export, preset.fitted(export.header))


def _disproved(export: Export) -> Preset | None:
    """The preset that a header fits best, where none that it fits takes a row."""
    return next((one.preset for one in presets.recognised(export.header)), None)


def _possible(found: Sequence[Draft]) -> dict[str, Sequence[str]]:
    """The tables that an export has all for, or every one where it has that for none, with the columns they take."""
    whole = [one for one in found if not one.unsure] or found
    return {one.table: tuple(taken.column for taken in one.taken.values()) for one in whole}


def _rivals(export: Export, own: Sequence[str], found: Draft | None) -> dict[str, Sequence[str]]:
    """The tables that an export fits alike, each with the columns that it takes; none where one fits best."""
    names = tuple(name for name in export.header if name)
    alike: dict[str, Sequence[str]] = dict.fromkeys(own, names)
    for one in [found, *found.rivals] if found else []:
        alike[one.table] = tuple(taken.column for taken in one.taken.values())
    return alike if len(alike) > 1 else {}


def fitting_tables(export: Export) -> tuple[str, ...]:
    """The tables that an export fits: those of its presets, or those that none fits better."""
    begun = recognised(export, Answers())
    alike = [one.preset for one in fitting_presets(export)] if begun.match else []
    return tuple(dict.fromkeys((*begun.tables, *begun.rivals, *(one.table for some in alike for one in some.tables))))


def _match(export: Export, answers: Answers) -> Match | None:
    """The preset that fits, or the one that was named; none where several fit alike, which is asked."""
    if answers.preset and (named := by_name(export, answers.preset, alone=answers.alone)):
        if answers.table:
            problem = f"is said beside --table {answers.table}, by which no preset is used"
            hint = "leave one of the two out"
            raise ConfigError(
                [Issue(code="map.flag", column="--preset", value=answers.preset, problem=problem, hint=hint)]
            )
        return named
    if answers.table or _own(export, None):
        return None
    return next(iter(fitting_presets(export)), None)


def by_name(export: Export, name: str, *, alone: bool) -> Match | None:
    """The preset that was named, where it fits the header, takes some rows, and has what its table needs.

    Of several exports it is for those that no other one fits better.
    """
    preset, fitting_ones = presets.load(name), fitting_presets(export)
    if fitting_ones:
        best = [one for one in fitting_ones if alone or one.score == fitting_ones[0].score]
        return next((one for one in best if one.preset.name == name), None)
    if not _takes_some(export, preset):
        return None
    filled = preset.tables[0].table
    required = {column.name for column in table(filled).columns if column.required} - {"account"}
    if not required <= {*preset.fitted(export.header)[filled].columns}:
        return None
    signs = (*preset.recognise.all, *preset.recognise.any)
    there = {presets.plainly(one) for one in export.header}
    missing = tuple(one for one in signs if presets.plainly(one) not in there)
    return Match(preset, 1 - len(missing) / len(signs), missing)


def _own(export: Export, name: str | None) -> tuple[str, ...]:
    """The tables whose columns the header has, by our names."""
    known = {one for one in export.header if one}
    described = [table(name)] if name else TABLES
    required = {one.name: {column.name for column in one.columns if column.required} - {"account"} for one in described}
    return tuple(one.name for one in described if required[one.name] <= known <= {*one.names})


def _fitted(export: Export, match: Match | None, own: str | None, found: Draft | None) -> dict[str, ColumnMapping]:
    if match:
        return match.preset.fitted(export.header, _empty(export))
    if own:
        return {own: ColumnMapping(columns={name: name for name in table(own).names if name in export.header})}
    assert found is not None
    return {found.table: drafting.mapping_of(found, export)}


def _empty(export: Export) -> frozenset[str]:
    """The columns in which nothing stands."""
    filled = {one.name for one in export.columns if one.distinct > len(one.nothings)}
    return frozenset(one.name for one in export.columns) - filled
