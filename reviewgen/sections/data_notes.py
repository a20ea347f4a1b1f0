"""Appendix: what the numbers are drawn from, and what is odd about it."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.errors import Issue
from reviewgen.model import Depth, Figure
from reviewgen.sections.view import Cell, Head, Inputs, Table, bare, brief, cell, shown, told

TITLE = "Data notes"
LEAST: Depth = "full"
LEDGER = ("read", "used", "outside", "merged", "repeated")
HEADS = {
    "read": "Read",
    "used": "Used",
    "outside": "Other periods",
    "merged": "Merged",
    "repeated": "Repeated",
}
LISTED = 12
LEFT_OUT = (
    "Rows read = used + other periods + merged + repeated. Left out of the period's numbers are rows of other periods "
    "(histories are drawn from them), rows that another row of the same record replaces, and exact repeats."
)
FILES = (
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
        as_of=f"Data as of {words.as_of(inputs.as_of)}; the period is {words.span(inputs.period)}, "
        f"days in the zone {inputs.account.zone}.",
        left_out=LEFT_OUT,
        files=FILES,
        ledger=_ledger(inputs),
        oddities=_oddities(inputs),
    )


def _ledger(inputs: Inputs) -> Table | None:
    tables = [figure.dimensions[0][1] for figure in inputs.figures.split("data.read", "table")]
    if not tables:
        return None
    aged = [table for table in tables if _age(inputs, table).number is not None]
    heads = (Head("Table", 22), *(Head(HEADS[name], 12, "right") for name in LEDGER))
    rows = tuple(
        (
            Cell(table.replace("_", " ")),
            *(bare(shown(inputs, inputs.figures.get(f"data.{name}", table=table))) for name in LEDGER),
            *([brief(cell(inputs, _age(inputs, table)))] if aged else []),
        )
        for table in tables
    )
    last = (Head("Age of the newest row", 18, "right"),) if aged else ()
    return Table("Every row is accounted for", (*heads, *last), rows, whole=False)


def _age(inputs: Inputs, table: str) -> Figure:
    """How old the newest row of a table was when the data was drawn."""
    return inputs.figures.get("data.freshness", table=table)


def _oddities(inputs: Inputs) -> Table | None:
    groups: dict[tuple[str, str], list[Issue]] = {}
    for issue in inputs.issues:
        groups.setdefault((issue.column, issue.problem), []).append(issue)
    if not groups:
        return None
    heads = (Head("What", 85), Head("Rows", 15, "right"))
    rows = tuple(_oddity(inputs, found) for found in list(groups.values())[:LISTED])
    return Table("What is odd about the data", heads, rows)


def _oddity(inputs: Inputs, found: list[Issue]) -> tuple[Cell, ...]:
    """What is odd, and in how many rows: neither a cell nor what we would do about it is the customer's to read."""
    first = found[0]
    column = f"{first.column}: " if first.column else ""
    number = sum(issue.count if issue.count > 1 else 1 for issue in found)
    return (Cell(f"{column}{first.problem}"), Cell(inputs.words.number(number)))
