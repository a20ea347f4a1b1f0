"""Appendix: what the numbers are drawn from, and what is odd about it."""

from __future__ import annotations

from dataclasses import dataclass

from reviewgen.errors import Issue
from reviewgen.model import Depth
from reviewgen.sections.view import Cell, Head, Inputs, Table, bare, shown, told

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


@dataclass(frozen=True, slots=True)
class Context:
    """What the appendix on data shows."""

    as_of: str = told("the state of the data, the zone, and the period")
    ledger: Table | None = told("what became of every row read")
    oddities: Table | None = told("what is odd about the rows, with an instance of each")


def build(inputs: Inputs) -> Context:
    """The ledger of rows and the issues that do not stop a pack."""
    words = inputs.words
    return Context(
        as_of=f"Data as of {words.as_of(inputs.as_of)}; the period is {words.span(inputs.period)}, "
        f"days in the zone {inputs.account.zone}. Rows read = used + other periods + merged + repeated.",
        ledger=_ledger(inputs),
        oddities=_oddities(inputs),
    )


def _ledger(inputs: Inputs) -> Table | None:
    tables = [figure.dimensions[0][1] for figure in inputs.figures.split("data.read", "table")]
    if not tables:
        return None
    heads = (Head("Table", 25), *(Head(HEADS[name], 15, "right") for name in LEDGER))
    rows = tuple(
        (
            Cell(table.replace("_", " ")),
            *(bare(shown(inputs, inputs.figures.get(f"data.{name}", table=table))) for name in LEDGER),
        )
        for table in tables
    )
    return Table("Every row is accounted for", heads, rows, whole=False)


def _oddities(inputs: Inputs) -> Table | None:
    groups: dict[tuple[str, str, str], list[Issue]] = {}
    for issue in inputs.issues:
        groups.setdefault((issue.column, issue.problem, issue.expected), []).append(issue)
    if not groups:
        return None
    heads = (Head("What", 62), Head("Rows", 10, "right"), Head("For instance", 28))
    rows = tuple(_oddity(inputs, found) for found in list(groups.values())[:LISTED])
    return Table("What is odd about the data", heads, rows)


def _oddity(inputs: Inputs, found: list[Issue]) -> tuple[Cell, ...]:
    first = found[0]
    column = f"{first.column}: " if first.column else ""
    expected = f" (expected {first.expected})" if first.expected else ""
    value = f"“{first.value}” " if first.value else ""
    number = sum(issue.count if issue.count > 1 else 1 for issue in found)
    return (
        Cell(f"{column}{value}{first.problem}{expected}", first.hint),
        Cell(inputs.words.number(number)),
        Cell(first.record or "–", first.file.rsplit("/", 1)[-1]),
    )
