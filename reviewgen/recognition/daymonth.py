"""Which of day and month comes first in a file, and what in it proves that."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from reviewgen.errors import ConfigError, Issue
from reviewgen.recognition.dates import ORDER_WORDS, ORDERS, Dated, Order, order_of
from reviewgen.recognition.exports import Export
from reviewgen.recognition.fitting import Times
from reviewgen.recognition.profiles import Profile
from reviewgen.recognition.questions import Answers

SURELY = 0.9
Witness = tuple[str, Dated]


def order(export: Export, times: Sequence[Times], answers: Answers) -> tuple[Order | None, str]:
    """Which of day and month comes first in a file, and how that is known: any column of dates of it may prove it."""
    wanting = [one for one in times if one.found.wants_order]
    if not wanting:
        return None, ""
    _refuse_mixed(export, wanting)
    declared = _known(wanting)
    alone = silent(export, wanting)
    if alone and alone.order not in (answers.date_order, declared):
        return None, ""
    read, others = witnesses(export, wanting)
    for some in (read, [*read, *others]):
        if proven := order_of([found for _, found in some]):
            name, first = next((name, found) for name, found in some if found.proof.get(proven))
            count = sum(found.only.get(proven, 0) for _, found in some)
            words = f"{count:,} cells, such as {first.proof[proven]} in {name}, can be read in no other way"
            return proven, f"{ORDER_WORDS[proven]}: {words}"
    if answers.date_order:
        return answers.date_order, f"{ORDER_WORDS[answers.date_order]}, as you said"
    usual = declared if not proofs([*read, *others]) else None
    return usual, f"{ORDER_WORDS[usual]}: this export is known to write dates so" if usual else ""


@dataclass(frozen=True, slots=True)
class Silent:
    """A file that does not tell the order of its dates, how many do not, and which file proves it for itself."""

    file: str
    column: str
    example: str
    count: int
    order: Order
    proven: str
    proof: str


@dataclass(frozen=True, slots=True)
class _OfFile:
    """What a file tells by itself: its first column that is read by the order, and the order that it proves."""

    file: str
    column: Profile
    order: Order | None
    proof: str


def silent(export: Export, times: Sequence[Times]) -> Silent | None:
    """The first file that does not tell its order, where another one does: that proves nothing of this one."""
    found = _of_files(export, times)
    proving = next((one for one in found if one.order), None)
    others = [one for one in found if one.order is None]
    if proving is None or proving.order is None or not others:
        return None
    file, column = others[0].file, others[0].column
    example = column.examples(column.nothings)[0]
    return Silent(file, column.name, example, len(others), proving.order, proving.file, proving.proof)


def _refuse_mixed(export: Export, times: Sequence[Times]) -> None:
    """Raise ConfigError where files of one header prove different orders: no one mapping reads both."""
    found = {one.order: one for one in _of_files(export, times) if one.order}
    if len(found) > 1:
        first, second = (found[order] for order in ORDERS)
        problem = f"has dates {_proven(first)}, and {second.file} {_proven(second)}"
        hint = "map each in a project of its own, or export one of them again"
        raise ConfigError([Issue(code="map.order", file=first.file, problem=problem, hint=hint)])


def _proven(one: _OfFile) -> str:
    return f"{ORDER_WORDS[one.order]} ({one.proof})" if one.order else ""


def _of_files(export: Export, times: Sequence[Times]) -> list[_OfFile]:
    """What each file tells that is read by the order of day and month; nothing where there is one alone."""
    names = {one.name for column in times for one in column.theirs}
    found = [_of_file(file, columns, names) for file, columns in export.parts] if len(export.parts) > 1 else []
    return [one for one in found if one]


def _of_file(file: str, columns: Sequence[Profile], names: Collection[str]) -> _OfFile | None:
    dates = [one for one in columns if one.dated.wants_order and (one.name in names or one.dated.share >= SURELY)]
    read = [one for one in dates if one.name in names]
    if not read:
        return None
    order = order_of([one.dated for one in read]) or order_of([one.dated for one in dates])
    proving = ((one.name, one.dated.proof.get(order)) for one in dates if order)
    proof = next((f"{word} in {name}" for name, word in proving if word), "")
    return _OfFile(file, read[0], order, proof)


def witnesses(export: Export, wanting: Sequence[Times]) -> tuple[list[Witness], list[Witness]]:
    """What may prove the order of a file: the columns that are read, which count more, and its other dates."""
    names = {one.name for times in wanting for one in times.theirs}
    others = [one for one in export.columns if one.name not in names and one.dated.share >= SURELY]
    return (
        [(column.name, written) for one in wanting for column, written in one.columns if written.wants_order],
        [(one.name, one.dated) for one in others if one.dated.wants_order],
    )


def proofs(some: Sequence[Witness]) -> dict[Order, str]:
    """A date that proves each order, with its column; any here means that they contradict each other."""
    return {
        order: f"{found.proof[order]} in {name}"
        for name, found in reversed(some)
        for order in ORDERS
        if found.proof.get(order)
    }


def _known(wanting: Sequence[Times]) -> Order | None:
    """The order in which the preset writes dates."""
    known = {_declared(one) for one in wanting} - {None}
    return known.pop() if len(known) == 1 else None


def _declared(one: Times) -> Order | None:
    """The order in which the preset itself writes the dates of a column; None where it allows both, or neither."""
    declared = [order for order in ORDERS if {*one.found.orders.get(order, ())} & {*one.known}]
    return declared[0] if len(declared) == 1 else None
