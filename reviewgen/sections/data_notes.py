"""Appendix: what the numbers are drawn from, and what is odd about it."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.errors import Issue
from reviewgen.languages import N_
from reviewgen.model import Depth, Figure
from reviewgen.records import table as table_of
from reviewgen.sections.view import Cell, Head, Inputs, Table, bare, brief, cell, shown, told

TITLE = "Data notes"
LEAST: Depth = "full"
LEDGER = ("read", "used", "outside", "merged", "repeated")
LISTED = 12
LEFT_OUT = N_(
    "Rows read = used + other periods + merged + repeated. Left out of the period's numbers are rows of other periods "
    "(histories are drawn from them), rows that another row of the same record replaces, and exact repeats."
)
FILES = N_(
    "manifest.json lists every input file with its rows and their digest, and every file of this pack with its own; "
    "data/ holds the rows themselves."
)


@dataclass(frozen=True, slots=True)
class Context:
    """What the appendix on data shows."""

    as_of: str = told("the state of the data, the zone, and the period")
    left_out: str = told("which rows are in no number of the period, and why")
    files: str = told("where files, digests and rows can be found")
    ledger: Table | None = told("what became of every row read")
    oddities: Table | None = told("what is odd about the rows, with an instance of each")


def build(inputs: Inputs) -> Context:
    """The ledger of rows and the issues that do not stop a pack."""
    words = inputs.words
    return Context(
        as_of=words.gettext(
            "Data as of {instant}; the period is {span}, days in the zone {zone}.",
            instant=words.as_of(inputs.as_of),
            span=words.span(inputs.period),
            zone=inputs.account.zone,
        ),
        left_out=words.gettext(LEFT_OUT),
        files=words.gettext(FILES),
        ledger=_ledger(inputs),
        oddities=_oddities(inputs),
    )


def _ledger(inputs: Inputs) -> Table | None:
    _ = inputs.words.gettext
    tables = [figure.dimensions[0][1] for figure in inputs.figures.split("data.read", "table")]
    if not tables:
        return None
    aged = [table for table in tables if _age(inputs, table).number is not None]
    counts = tuple(Head(label, 12, "right") for label in _counts(inputs))
    rows = tuple(
        (
            Cell(_(table_of(table).title)),
            *(bare(shown(inputs, inputs.figures.get(f"data.{name}", table=table))) for name in LEDGER),
            *([brief(cell(inputs, _age(inputs, table)))] if aged else []),
        )
        for table in tables
    )
    last = (Head(_("Age of the newest row"), 18, "right"),) if aged else ()
    return Table(_("Every row is accounted for"), (Head(_("Table"), 22), *counts, *last), rows, whole=False)


def _counts(inputs: Inputs) -> tuple[str, ...]:
    """The heads of the ledger's columns."""
    pgettext = inputs.words.pgettext
    return (
        pgettext("rows of a table", "Read"),
        pgettext("rows of a table", "Used"),
        pgettext("rows of a table", "Other periods"),
        pgettext("rows of a table", "Merged"),
        pgettext("rows of a table", "Repeated"),
    )


def _age(inputs: Inputs, table: str) -> Figure:
    """How old the newest row of a table was when the data was drawn."""
    return inputs.figures.get("data.freshness", table=table)


def _oddities(inputs: Inputs) -> Table | None:
    groups: dict[tuple[str, ...], list[Issue]] = {}
    for issue in inputs.issues:
        groups.setdefault((issue.column, issue.problem, *map(str, issue.values)), []).append(issue)
    if not groups:
        return None
    _ = inputs.words.gettext
    heads = (Head(_("What"), 85), Head(_("Rows"), 15, "right"))
    rows = tuple(_oddity(inputs, found) for found in list(groups.values())[:LISTED])
    return Table(_("What is odd about the data"), heads, rows)


def _oddity(inputs: Inputs, found: list[Issue]) -> tuple[Cell, ...]:
    """What is odd, and in how many rows: neither a cell nor what we would do about it is the customer's to read."""
    first, words = found[0], inputs.words
    problem = words.gettext(first.problem, **dict(first.values))
    number = sum(issue.count for issue in found)
    told = words.gettext("{first}: {then}", first=first.column, then=problem) if first.column else problem
    return (Cell(told), Cell(words.number(number) if number else "–", key=number))
