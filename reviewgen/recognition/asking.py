"""What has to be asked of an export, with the flags that answer it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reviewgen.config import Mapping as ColumnMapping
from reviewgen.recognition import daymonth, drafting, fitting, latest, numbers, passed, ties
from reviewgen.recognition.dates import INSTANT, ORDER_WORDS, Dated, Order
from reviewgen.recognition.exports import Export, is_writable
from reviewgen.recognition.names import NAMES
from reviewgen.recognition.profiles import Profile
from reviewgen.recognition.questions import Answers, Question, quoted
from reviewgen.recognition.recognising import fitting_presets
from reviewgen.recognition.repeats import Repeats
from reviewgen.recognition.understanding import Understood, inherits
from reviewgen.records import Column, table
from reviewgen.tables.convert import Format, convert

ACCOUNTS_OFFERED = 6
FOLLOW = " The files follow each other as they are named."


def next_question(found: Sequence[Understood], answers: Answers) -> Question | None:
    """What a terminal is asked next: open questions, then the zone, which is UTC with a warning where none asks."""
    return next((asked for one in found for asked in one.questions), None) or _which_zone(found, answers)


def _which_zone(found: Sequence[Understood], answers: Answers) -> Question | None:
    """Whose times they are, where no offset tells."""
    if answers.zone or not any(one.naive for one in found):
        return None
    return Question(
        "zone",
        "",
        "Times in the export have no offset: in which zone are they? It is mostly that of the user who exported them.",
        (("--zone UTC", "times are in UTC"),),
        (("UTC", "zone", "UTC"),),
        "zone",
    )


def questions(found: Understood, answers: Answers) -> Iterator[Question]:
    """Everything about an export that only the user can know."""
    yield from _which_preset(found, answers)
    yield from _which_table(found, answers)
    yield from _which_columns(found)
    yield from _which_account(found, answers)
    yield from _which_order(found)
    yield from _which_order_of_file(found)
    yield from _which_sign(found, answers)
    yield from _whether_moved(found)
    yield from _which_rows(found, answers)


def _which_preset(found: Understood, answers: Answers) -> Iterator[Question]:
    """Two presets that fit a header alike cannot be told apart by us."""
    if not found.match or answers.preset == found.match.preset.name:
        return
    alike = [one for one in fitting_presets(found.export) if one.score == found.match.score]
    if len(alike) > 1:
        names = [one.preset.name for one in alike]
        yield Question(
            "preset",
            found.export.title,
            f"The header is that of {' and of '.join(one.preset.title for one in alike)} alike: which is it?",
            tuple((f"--preset {name}", one.preset.title) for name, one in zip(names, alike, strict=True)),
            tuple((name, "preset", name) for name in names),
        )


def _which_table(found: Understood, answers: Answers) -> Iterator[Question]:
    """A header that several tables fit alike, or whose preset takes none of the rows, does not tell what these are."""
    if not found.rivals:
        return
    where = "" if answers.alone else f"{quoted(found.export.files[0])}="
    yield Question(
        "table",
        found.export.title,
        f"What does each row stand for? {_why_open(found)}.",
        tuple((f"--table {where}{name}", _used(name, theirs)) for name, theirs in found.rivals.items()),
        tuple((name, "table", name) for name in found.rivals),
    )


def _why_open(found: Understood) -> str:
    if found.disproved:
        return f"The header is that of {found.disproved.title}, and no row is one of these: {_numbered(found)}"
    if not any(found.rivals.values()):
        return "None of its columns is known by its name"
    return f"Its columns fit {' and '.join(found.rivals)} alike"


def _numbered(found: Understood) -> str:
    """What the first rows hold where the preset looks."""
    assert found.disproved
    mappings = found.disproved.fitted(found.export.header).values()
    names = dict.fromkeys(one.column for mapping in mappings for one in mapping.only)
    some = ((name, [word[:40] for one in found.export.named((name,)) for word in one.examples()]) for name in names)
    return "; ".join(f"{name} is {', '.join(words) or '(empty)'}" for name, words in some)


def _used(name: str, theirs: Sequence[str]) -> str:
    return f"with {', '.join(theirs)}" if theirs else table(name).help.rstrip(".")


def _which_columns(found: Understood) -> Iterator[Question]:
    """What a table cannot do without."""
    for name, mapping in found.tables.items():
        for column in table(name).columns:
            if column.required and column.name != "account" and column.name not in mapping.columns:
                yield _which_column(found, name, column)


def _which_column(found: Understood, name: str, column: Column) -> Question:
    """Which of their columns is one of ours, or which of our codes all rows have."""
    ours = column.name if len(found.project) == 1 else f"{name}.{column.name}"
    some = found.draft.candidates.get(column.name, ()) if found.draft else ()
    likely = f" It may be {', '.join(f'{one.column} ({one.score:.0%})' for one in some)}." if some else ""
    known = {one.column: _held(one.examples) for one in some}
    known |= {one.name: _held(one.examples(one.nothings)) for one in passed.named(found, name, column)}
    known |= {code: f"all rows are {code}" for code in column.codes}
    return Question(
        "column",
        found.export.title,
        f"Which column is {column.name} of {name}, {column.help}?{likely}",
        tuple((f"--column {ours}={quoted(one)}", held) for one, held in known.items())
        or ((f"--column {ours}=THEIRS", "the column as the header writes it"),),
        tuple((one, f"columns.{ours}", one) for one in known),
        f"columns.{ours}",
        _nameable(found.export),
    )


def _held(examples: Sequence[str]) -> str:
    return f"it holds {', '.join(one[:30] for one in examples)}" if examples else "it is empty"


def _which_account(found: Understood, answers: Answers) -> Iterator[Question]:
    if any(_ownerless(name, mapping, found.project) for name, mapping in found.tables.items()):
        wrong = f" There is no column {answers.account_column}." if answers.account_column else ""
        text = f"Which column names the customer, or whose are all rows?{wrong}"
        all_rows = (("--account ID", "all rows are of this one customer"), *_of_file(found.export, answers))
        yield _of_account(found.export, text, _offered(found)[:ACCOUNTS_OFFERED], all_rows)
    elif alike := ties.owners(found, answers):
        names = " and ".join(one.name for one in alike)
        text = f"{names} may each name the customer, and tell customers apart in two ways: which one is it?"
        yield _of_account(found.export, text, alike)


def _of_account(
    export: Export, text: str, offered: Sequence[Profile], more: Sequence[tuple[str, str]] = ()
) -> Question:
    """A question for the column of the customer; on a terminal any other column, or one customer, is an answer too."""
    flags = [
        (f"--account-column {quoted(one.name)}", f"{one.distinct:,} different: {', '.join(one.examples(one.nothings))}")
        for one in offered
    ]
    return Question(
        "account",
        export.title,
        text,
        (*flags, *more),
        tuple((one.name, "account_column", one.name) for one in offered),
        "account",
        _nameable(export),
        sum(export.rows),
    )


def _of_file(export: Export, answers: Answers) -> Iterator[tuple[str, str]]:
    """The flag for a file of one customer, where there are others."""
    if not answers.alone or len(export.files) > 1:
        yield f"--account {quoted(f'{export.files[0]}=ID')}", "all rows of this file are of this one customer"


def _nameable(export: Export) -> tuple[str, ...]:
    """The columns that a mapping can name."""
    return tuple(dict.fromkeys(name for name in export.header if name and is_writable(name)))


def _ownerless(name: str, mapping: ColumnMapping, project: frozenset[str]) -> bool:
    return "account" not in mapping.columns and not inherits(name, mapping, project)


def _offered(found: Understood) -> list[Profile]:
    """The columns that may name the customer: those that the preset knows first, then by name, then the fullest."""
    first = found.preset.offered(found.export.header) if found.preset else ()
    some = {one.name: one for one in reversed(found.export.columns) if one.filled and is_writable(one.name)}
    known = {name: 2.0 if name in first else _looks_like_account(name) - _of_people(name, found) for name in some}
    likely = [
        one
        for one in some.values()
        if one.name and _may_be_account(one, known[one.name]) and not _taken_for_code(one, found)
    ]
    return sorted(likely, key=lambda one: (-known[one.name], -one.filled, one.place))


def _may_be_account(column: Profile, known: float) -> bool:
    """Whether a column sorts rows by words, or its name is one of customers, in part of columns that repeat at all."""
    named = known > 0 and column.distinct < column.filled and column.dated.share < 0.5
    return known >= 1 or named or drafting.groups(column)


def _taken_for_code(column: Profile, found: Understood) -> bool:
    """Whether a column is taken for a state, a priority or the like, or for the number of a row."""
    kinds = ("state", "state_name", "priority", "type", "channel", "id", "ticket", "title")
    return _is_taken_for(column.name, found, kinds)


def _of_people(name: str, found: Understood) -> bool:
    """Whether a column names people or kinds of work: rarely are those customers."""
    return _is_taken_for(name, found, ("requester", "assigned_to", "assigned_group", "category", "subcategory"))


def _is_taken_for(name: str, found: Understood, ours: Sequence[str]) -> bool:
    return any(name in fitting.reads(mapping, one) for mapping in found.tables.values() for one in ours)


def _looks_like_account(name: str) -> float:
    known = [drafting.plain(one) for one in (*NAMES["tickets"]["account"], "business unit", "site", "location")]
    return max((1.0 if drafting.plain(name) == one else 0.5 if one in drafting.plain(name) else 0.0) for one in known)


def _which_order(found: Understood) -> Iterator[Question]:
    wanting = [one for one in found.times if one.found.wants_order and (one.found.order or found.order) is None]
    if not wanting:
        return
    columns = [one for times in wanting for one in times.columns if one[1].wants_order]
    torn = [one for one in columns if one[1].is_torn]
    against = daymonth.proofs([one for some in daymonth.witnesses(found.export, found.times) for one in some])
    text = _torn(*torn[0]) if torn else f"{_day_or_month(*columns[0])} {_silence(against)}"
    yield Question(
        "date_order",
        found.export.title,
        text,
        (("--date-order dmy", "day first"), ("--date-order mdy", "month first")),
        (("dmy", "date_order", "dmy"), ("mdy", "date_order", "mdy")),
    )


def _torn(column: Profile, written: Dated) -> str:
    proof = written.proof
    return (
        f"{column.name} has dates that can only be day first ({proof['dmy']}) and others that can only be month first "
        f"({proof['mdy']}): a spreadsheet has changed some. Export it again; or say which are right, and the others "
        "are refused."
    )


def _day_or_month(column: Profile, written: Dated) -> str:
    either = Format(dates=tuple(form for forms in written.orders.values() for form in forms))
    example = column.words[~convert(column.words, INSTANT, either).bad].iloc[0]
    return f"Is {example} in {column.name} written day first or month first?"


def _which_order_of_file(found: Understood) -> Iterator[Question]:
    """Files that do not tell the order which another one proves: nobody knows that they are written alike."""
    silent = daymonth.silent(found.export, found.times) if found.order is None else None
    if silent is None:
        return
    order, more = silent.order, f", nor do {silent.count - 1:,} more" if silent.count > 1 else ""
    yield Question(
        "date_order",
        found.export.title,
        f"{silent.file} does not tell its order of day and month{more}; {silent.proof} of {silent.proven} is "
        f"{ORDER_WORDS[order]}. Is {silent.example} in {silent.column} so too? If not, map it in a project of its own.",
        ((f"--date-order {order}", f"{ORDER_WORDS[order]}, in all files"),),
        ((order, "date_order", order),),
    )


def _silence(against: Mapping[Order, str]) -> str:
    """Why a file does not tell which of day and month comes first."""
    if not against:
        return "No date in the file has a day after the 12th, so it does not tell."
    words = " and ".join(f"{text} is {ORDER_WORDS[order]}" for order, text in sorted(against.items()))
    return f"Its columns contradict each other: {words}."


def _which_sign(found: Understood, answers: Answers) -> Iterator[Question]:
    """Numbers that are fractions or thousands: nobody can tell, and one is a thousand times the other."""
    if found.match or answers.decimal:
        return
    for one in filter(None, (numbers.doubtful(mapping, name, found.export) for name, mapping in found.tables.items())):
        sign = "," if "," in one.example else "."
        other = "." if sign == "," else ","
        yield Question(
            "decimal",
            found.export.title,
            f"Is {one.example} in {one.column} a fraction, or a number of thousands? Nothing in the export tells.",
            (
                (f"--decimal {sign}", f"{one.example} is a fraction"),
                (f"--decimal {other}", f"{one.example} is a number of thousands"),
            ),
            ((sign, "decimal", sign), (other, "decimal", other)),
        )


def _whether_moved(found: Understood) -> Iterator[Question]:
    """A number with one customer in some rows, and another in others: to guess could mix their rows."""
    records = (mapping for name, mapping in found.tables.items() if "id" in table(name).names)
    for mapping in records:
        moved = latest.in_doubt(found.export, mapping) if mapping.moved is None else None
        if moved:
            yield Question(
                "moved",
                found.export.title,
                f"{moved.told}: is it one ticket that has moved, or have two customers a ticket of that number?",
                (
                    ("--moved yes", "one ticket, of its latest customer: one tool gave all numbers"),
                    ("--moved no", "two tickets: the tools of the customers count alike"),
                ),
                (("yes", "moved", "yes"), ("no", "moved", "no")),
            )


def _which_rows(found: Understood, answers: Answers) -> Iterator[Question]:
    """Several rows of one record: which of them is the record."""
    records = {name: mapping for name, mapping in found.tables.items() if "id" in table(name).names}
    for name, mapping in records.items() if answers.rows is None else ():
        column = latest.number_of(found.export, mapping) if latest.is_open(mapping) else None
        if column and latest.repeats_of(found.export, mapping).differing:
            yield _which_row(found.export, column, latest.singular(name), latest.repeats_of(found.export, mapping))


def _which_row(export: Export, column: Profile, record: str, repeats: Repeats) -> Question:
    (number, rows), left = repeats.example, repeats.records
    two = f"{repeats.apart:,} of them have another time of opening than an earlier row of that number, and may be"
    doubt = f" {two} another {record}: then give one of the files numbers of its own, such as N-1."
    doubts = (doubt if repeats.apart else "") + (FOLLOW if repeats.across else "")
    return Question(
        "rows",
        export.title,
        f"{column.filled - left:,} rows repeat a number in {column.name}, such as {number} ({rows:,} rows): which row "
        f"of each is the {record}? Of {column.filled:,} rows, {left:,} will be left, one for each {record}.{doubts}",
        (("--rows last", "the last row, as in a log of changes"), ("--rows first", "the first row")),
        (("last", "rows", "last"), ("first", "rows", "first")),
    )
