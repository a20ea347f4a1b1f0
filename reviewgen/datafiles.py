"""The data files of a pack as bytes: figures and the rows behind them, tickets and their clocks, manifest."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from reviewgen.metrics import Figures
from reviewgen.metrics.clocks import CLOCKS
from reviewgen.model import Clock, Explanation, Promised, Raised, Remark
from reviewgen.records import Ticket, table

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CLOCK_COLUMNS = (
    "ticket",
    "clock",
    "state",
    "outcome",
    "reason",
    "calendar",
    "started_at",
    "due_at",
    "stopped_at",
    "promised_hours",
    "hours",
    "elapsed_hours",
    "hold_hours",
    "holds",
    "verdict",
    "difference",
)
ROW_COLUMNS = ("metric", "period", "dimensions", "table", "id", "adds", "counts")
EXPLAINED_COLUMNS = ("metric", "period", "dimensions", "table", "id", "file", "row", "adds", "counts")
LEDGER = "data."  # figures on the ledger of rows: nearly every row of every table is behind them
TO_QUOTE = frozenset(',"\r\n')
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def figures_json(figures: Figures) -> bytes:
    """figures.json: every figure of the pack, unrounded."""
    return as_json(figures.as_json())


def remarks_csv(remarks: Iterable[Remark]) -> bytes:
    """internal/remarks.csv: all that is for us only, with where it was written."""
    names = ("table", "record", "column", "text", "whole", "file", "row")
    return _csv(names, ([getattr(one, name) for name in names] for one in remarks)).encode("utf-8")


def record_json(told: Mapping[str, Any], concerns: Iterable[Raised], promises: Iterable[Promised]) -> bytes:
    """record.json: what the pack tells, for the next review to go on from."""
    raised = [{name: getattr(one, name) for name in ("key", "subject", "title", "section")} for one in concerns]
    promised = [
        {name: getattr(one, name) for name in ("id", "title", "side", "owner")}
        | {"due_on": one.due_on.isoformat() if one.due_on else None}
        for one in promises
    ]
    return as_json({**told, "concerns": raised, "promises": promised})


def tickets_csv(tickets: tuple[Ticket, ...]) -> bytes:
    """data/tickets.csv: the tickets that concern the period, without internal columns, with each clock's outcome.

    Instants carry their offset. A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    names = _names("tickets")
    heads = [
        *names,
        *(f"{clock}_{part}" for clock in CLOCKS for part in ("outcome", "hours", "promised_hours")),
    ]
    rows = (
        [getattr(ticket, name) for name in names]
        + [part for clock in CLOCKS for part in _clock(getattr(ticket, clock))]
        for ticket in tickets
    )
    return _csv(heads, rows).encode("utf-8")


def records_csv(name: str, records: Iterable[Any]) -> bytes:
    """data/NAME.csv: the records of a table that concern the period, without internal columns."""
    names = _names(name)
    return _csv(names, ([getattr(record, column) for column in names] for record in records)).encode("utf-8")


def clocks_csv(tickets: Iterable[Ticket]) -> bytes:
    """data/clocks.csv: both clocks of each ticket that concerns the period. Spans on hold as "start/end; start/end"."""
    rows = (_clock_row(ticket.id, name, getattr(ticket, name)) for ticket in tickets for name in CLOCKS)
    return _csv(CLOCK_COLUMNS, rows).encode("utf-8")


def rows_csv(explanations: Iterable[Explanation]) -> bytes:
    """data/rows.csv: a line for each figure and row behind it; figures on the ledger of rows are left out.

    A row has the same words wherever it stands, so each is put into words once.
    """
    texts, numbers = _Once(_quoted), _Once(_cell)
    lines = [",".join(ROW_COLUMNS)]
    for one in explanations:
        figure, behind = one.figure, one.behind
        if not figure.metric.startswith(LEDGER):
            dimensions = _dimensions(figure.dimensions)
            start = ",".join(texts[part] for part in (figure.metric, figure.period, dimensions, behind.table))
            rows = zip(behind.ids, behind.values, behind.weights, strict=True)
            lines += [f"{start},{texts[name]},{numbers[adds]},{numbers[counts]}" for name, adds, counts in rows]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8")


def explained_csv(explained: Mapping[str, Any]) -> str:
    """The figures of `reviewgen explain --format json` as CSV: a line for each figure and row behind it."""
    rows = (
        [
            figure["metric"],
            figure["period"],
            _dimensions(figure["dimensions"].items()),
            figure["table"],
            *(row[name] for name in EXPLAINED_COLUMNS[4:]),
        ]
        for figure in explained["figures"]
        for row in figure["rows"]
    )
    return _csv(EXPLAINED_COLUMNS, rows)


def figures_csv(shown: Mapping[str, Any]) -> str:
    """The object of figures.json as CSV, a row for each figure; dimensions as "name=value; name=value"."""
    names = ("metric", "period", "dimensions", "value", "missing", "n", "unit", "target", "status")
    rows = (figure | {"dimensions": _dimensions(figure["dimensions"].items())} for figure in shown["figures"])
    return _csv(("account", *names), ([shown["account"], *(row[name] for name in names)] for row in rows))


def manifest(pack: Mapping[str, Any], outputs: Mapping[str, bytes]) -> bytes:
    """manifest.json: what went in, with what, and the digest of every file that came out."""
    written = [
        {"file": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in sorted(outputs.items())
    ]
    return as_json({**pack, "outputs": written})


def as_json(value: Mapping[str, Any]) -> bytes:
    """JSON with a line for each entry of the top level's lists; refuses NaN and infinity."""
    entries = (f"{_dumped(name)}: {_in_lines(found)}" for name, found in value.items())
    return ("{\n" + ",\n".join(entries) + "\n}\n").encode("utf-8")


def _in_lines(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return _dumped(value)
    return "[\n" + ",\n".join(_dumped(entry) for entry in value) + "\n]"


def _dumped(value: Any) -> str:
    return _ENCODER.encode(value)


class _Once(dict[Any, str]):
    """Words of values, each made once."""

    def __init__(self, words: Callable[[Any], str]) -> None:
        self._words = words

    def __missing__(self, value: Any) -> str:
        """Put a value into words that has none yet."""
        found = self[value] = self._words(value)
        return found


def _csv(heads: Sequence[str], rows: Iterable[Iterable[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # so that a return in a text is quoted too
    writer.writerow(heads)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _names(name: str) -> list[str]:
    """The columns of a table that may leave the house."""
    return [column.name for column in table(name).columns if column.name != "account" and not column.internal]


def _clock(clock: Clock) -> list[Any]:
    return [clock.outcome, clock.hours, clock.limit]


def _clock_row(ticket: str, name: str, clock: Clock) -> list[Any]:
    holds = "; ".join(f"{_cell(start)}/{_cell(end)}" for start, end in clock.holds)
    return [
        ticket,
        name,
        clock.state,
        clock.outcome,
        clock.reason,
        clock.calendar,
        clock.started_at,
        clock.due_at,
        clock.stopped_at,
        clock.limit,
        clock.hours,
        clock.elapsed_hours,
        clock.hold_hours,
        holds,
        clock.verdict,
        clock.difference,
    ]


def _dimensions(dimensions: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{name}={value}" for name, value in dimensions)


def _quoted(text: str) -> str:
    """A text as a cell of a line that is put together by hand."""
    cell = _cell(text)
    if TO_QUOTE.isdisjoint(cell):
        return cell
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(int(value)) if value == int(value) else repr(value)
    moment: date = value
    return moment.isoformat(sep=" ") if isinstance(moment, datetime) else moment.isoformat()
