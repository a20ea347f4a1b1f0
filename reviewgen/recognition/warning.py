"""What is odd about an export, and which of the answers were not followed."""

from __future__ import annotations

from collections.abc import Iterator

from reviewgen.errors import Issue
from reviewgen.recognition import codes, damage, fitting, latest, numbers, ties
from reviewgen.recognition.dates import Order
from reviewgen.recognition.exports import Export
from reviewgen.recognition.fallen import fallen
from reviewgen.recognition.fitting import Times
from reviewgen.recognition.passed import passed_over
from reviewgen.recognition.questions import Answers, quoted
from reviewgen.recognition.understanding import Understood
from reviewgen.recognition.untaken import untaken
from reviewgen.records import table


def warnings(found: Understood, answers: Answers) -> Iterator[Issue]:
    """Everything that is odd about an export, with what to do."""
    export = found.export
    yield from export.notes
    yield from damage.cut_off(export, found.preset.cap if found.preset else None)
    yield from damage.damaged(export)
    wanted = {one.name for column in found.times for one in column.theirs}
    ids = {
        theirs
        for mapping in found.tables.values()
        for ours in ("id", "account", "ticket")
        for theirs in fitting.reads(mapping, ours)
    }
    for column in export.columns:
        yield from damage.damaged_dates(export, column, found.order, wanted=column.name in wanted)
        yield from damage.damaged_ids(export, column) if column.name in ids else ()
    for one in found.times:
        yield from _unread(export, one) if one.found.odd and _still_odd(one, found.order) else ()
    for name, mapping in found.tables.items():
        yield from codes.unknown_codes(export, name, mapping)
        yield from fallen(export, name, mapping)
        yield from latest.remarks(export, name, mapping) if "id" in table(name).names else ()
        yield from _other_signs(found, name, answers)
    yield from dict.fromkeys(one for mapping in found.tables.values() for one in codes.repeated(export, mapping))
    yield from untaken(export, found.tables)
    yield from ties.times(found, answers)
    yield from passed_over(found)
    owned = [column for mapping in found.tables.values() for column in fitting.reads(mapping, "account")]
    if answers.account and not answers.certain and owned and answers.account_column not in owned:
        problem = "names the customers of its rows itself"
        hint = f"--account {quoted(answers.account)} was not followed here; map this file alone if all rows are theirs"
        yield Issue(
            code="map.account", severity="warning", file=export.title, column=owned[0], problem=problem, hint=hint
        )
    if answers.date_order and found.order and answers.date_order != found.order:
        problem = f"its dates are {found.evidence}"
        hint = f"--date-order {answers.date_order} was not followed"
        yield Issue(code="map.order", severity="warning", file=export.title, problem=problem, hint=hint)


def _other_signs(found: Understood, name: str, answers: Answers) -> Iterator[Issue]:
    """What was said of numbers, where they or the known export tell it otherwise."""
    mapping = found.tables[name]
    if answers.decimal is None or answers.decimal == mapping.decimal:
        return
    column = numbers.against(mapping, name, found.export, answers.decimal)
    if column:
        yield Issue(
            code="map.decimal",
            severity="warning",
            file=found.export.title,
            column=column,
            problem=f'has numbers with "{mapping.decimal}" before their fractions',
            hint=f"--decimal {quoted(answers.decimal)} was not followed",
        )


def _still_odd(one: Times, order: Order | None) -> bool:
    return len(one.formats(one.found.order or order)) == len(one.found.formats(one.found.order or order))


def _unread(export: Export, one: Times) -> Iterator[Issue]:
    for column, written in one.columns:
        if written.odd:
            yield Issue(
                code="map.unread",
                severity="warning",
                file=export.title,
                column=column.name,
                value=written.odd_examples[0],
                problem=f"is no date that can be read, and {one.ours} comes from here",
                hint="mend these cells, or write the words that mean nothing under missing: in the mapping",
                count=written.odd,
            )
