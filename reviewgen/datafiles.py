"""The data files of a pack as bytes: figures and the rows behind them, tickets and their clocks, manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, Generic, TypeVar

import numpy as np
import orjson

from reviewgen.metrics import Figures
from reviewgen.metrics.clocks import CLOCKS
from reviewgen.metrics.columns import NUMBER
from reviewgen.model import Behind, Dimensions, Explanation, Figure, Missing, Promised, Raised, Remark, Target
from reviewgen.records import Column, Ticket, table

FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")  # spreadsheets take the wide forms for the same
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
SAME_AS_WRITTEN = {str, float, int, type(None)}
"""Kinds of values of which two that are equal have the same words."""
WHOLE_OFFSETS = 1973
"""Since that year every zone is whole minutes away from UTC, which is all that the quick writer knows."""
before_holds = attrgetter(
    *("limit" if name == "promised_hours" else name for name in CLOCK_COLUMNS[2 : CLOCK_COLUMNS.index("holds")])
)
"""What `CLOCK_COLUMNS` tell of a clock, as far as its spans on hold."""
PLAIN_FROM, PLAIN_TO = 1e-4, 1e16
"""Between these Python writes numbers without an exponent, as the quick writer does."""
LINE_END = b",\n"
_Form = TypeVar("_Form", str, bytes)
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def figures_json(figures: Figures) -> bytes:
    """figures.json: every figure of the pack, unrounded; the object that `Figures.as_json` gives, line by line."""
    about = {"account": figures.account, "period": figures.period, "as_of": figures.as_of}
    head = "".join(f"{_dumped(name)}: {_dumped(text)},\n" for name, text in about.items())
    lines = _figure_lines(figures).removesuffix(LINE_END)
    listed = (b"[\n", lines, b"\n]") if lines else (b"[]",)
    return b"".join((b"{\n", head.encode("utf-8"), b'"figures": ', *listed, b"\n}\n"))


def _figure_lines(figures: Figures) -> bytes:
    """A line for each figure of the periods that are shown: there are thousands, of few metrics, periods and kinds."""
    listed = figures.listed()
    if listed is None:
        shown = {*figures.chain, figures.last_year}
        return b"".join([_figure_line(one) for one in figures if one.period in shown])
    wheres = _Once(lambda place: _of_dimensions(listed.dimensions[place]))
    reasons = _Once(lambda place: _missing(listed.missing[place]))
    ends = _plain_ends(listed.units)
    columns: tuple[Iterable[bytes], ...] = (
        map(_heads(listed.metrics, listed.periods, listed.width).__getitem__, listed.cell.tolist()),
        map(wheres.__getitem__, listed.limits.tolist()),
        _values(listed.values, listed.reasons == NUMBER),
        map(reasons.__getitem__, listed.reasons.tolist()),
        _in_column(listed.n),
        map(ends.__getitem__, (listed.cell // listed.width).tolist()),
    )
    width = len(columns)
    parts = [b""] * (width * len(listed.n))
    for first, column in enumerate(columns):
        parts[first::width] = column
    for place, figure in listed.changed.items():
        parts[width * place : width * (place + 1)] = _figure_line(figure), *[b""] * (width - 1)
    return b"".join((*parts, *map(_figure_line, listed.added)))


def _figure_line(one: Figure) -> bytes:
    value = one.value
    reason = str(value) if isinstance(value, Missing) else None
    told = _dumped(None if isinstance(value, Missing) else value).encode("ascii")
    start = (_head(one.metric, one.period), _of_dimensions(one.dimensions), told, _missing(reason))
    return b"".join((*start, str(one.n).encode("ascii"), _end(one.unit, one.target, one.status, one.told)))


@lru_cache(8)
def _heads(metrics: Sequence[str], periods: Sequence[str], width: int) -> _Once[bytes]:
    """How the lines of a cell begin, made where it is asked for: most accounts have the same metrics and periods."""
    return _Once(lambda cell: _head(metrics[cell // width], periods[cell % width]))


def _head(metric: str, period: str) -> bytes:
    return f'{{"metric": {_dumped(metric)}, "period": {_dumped(period)}, "dimensions": '.encode()


@lru_cache(4_096)
def _of_dimensions(dimensions: Dimensions) -> bytes:
    return f'{_dumped(dict(dimensions))}, "value": '.encode()


def _values(values: np.ndarray, there: np.ndarray) -> list[bytes]:
    """The values that are there as Python writes them; null for the others. Raises ValueError for what is no number."""
    texts = _in_column(np.where(there, values, np.nan))
    size = np.abs(values)
    alike = (size >= PLAIN_FROM) & (size < PLAIN_TO) | (size == 0)
    for place in np.flatnonzero(there & ~alike).tolist():
        texts[place] = _dumped(float(values[place])).encode("ascii")
    return texts


def _in_column(numbers: np.ndarray) -> list[bytes]:
    """Each number of a column as the quick writer has it; null for NaN."""
    return orjson.dumps(numbers, option=orjson.OPT_SERIALIZE_NUMPY)[1:-1].split(b",") if len(numbers) else []


def _missing(reason: str | None) -> bytes:
    return f', "missing": {_dumped(reason)}, "n": '.encode()


@lru_cache(64)
def _plain_ends(units: Sequence[str]) -> list[bytes]:
    """How the lines of metrics of these units end where nothing was agreed on."""
    return [_end(unit, None, None, None) for unit in units]


def _end(unit: str, target: Target | None, status: str | None, told: float | None) -> bytes:
    goal = target.value if target else None
    ends = {"unit": unit, "target": goal, "status": status, "told": told}
    return b", " + _dumped(ends)[1:].encode("utf-8") + LINE_END


def remarks_csv(remarks: Iterable[Remark]) -> bytes:
    """internal/remarks.csv: all that is for us only, with where it was written."""
    names = ("table", "record", "column", "text", "whole", "file", "row")
    return _csv(names, map(attrgetter(*names), remarks)).encode("utf-8")


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
    names, parts = _names("tickets"), ("outcome", "hours", "limit")
    heads = [*names, *(f"{clock}_{part}" for clock in CLOCKS for part in ("outcome", "hours", "promised_hours"))]
    columns = attrgetter(*names, *(f"{clock}.{part}" for clock in CLOCKS for part in parts))
    return _csv(heads, map(columns, tickets)).encode("utf-8")


def records_csv(name: str, records: Iterable[Any]) -> bytes:
    """data/NAME.csv: the records of a table that concern the period, without internal columns."""
    names = _names(name)
    return _csv(names, map(attrgetter(*names), records)).encode("utf-8")


def clocks_csv(tickets: Iterable[Ticket]) -> bytes:
    """data/clocks.csv: both clocks of each ticket that concerns the period. Spans on hold as "start/end; start/end"."""
    rows = (
        (ticket.id, name, *before_holds(clock), _spans(clock.holds), clock.verdict, clock.difference)
        for ticket in tickets
        for name in CLOCKS
        for clock in (getattr(ticket, name),)
    )
    return _csv(CLOCK_COLUMNS, rows).encode("utf-8")


def rows_csv(explanations: Iterable[Explanation]) -> bytes:
    """data/rows.csv: a line for each figure and row behind it; figures on the ledger of rows are left out.

    A row has the same words wherever it stands, so each is put into words once.
    """
    texts, numbers = _Once(_quoted), _Once(_cell)
    lines = [",".join(ROW_COLUMNS)]
    for one in explanations:
        if one.behind.ids and not one.figure.metric.startswith(LEDGER):
            lines += _lines_behind(one.figure, one.behind, texts, numbers)
    return _text(lines).encode("utf-8")


def _lines_behind(figure: Figure, behind: Behind, texts: _Once[str], numbers: _Once[str]) -> list[str]:
    """The rows behind a figure; where all add and count the same, as those of a count do, the ids alone are set."""
    parts = (figure.metric, figure.period, _dimensions(figure.dimensions), behind.table)
    start = ",".join(texts[part] for part in parts)
    values, weights, ids = behind.values, behind.weights, map(texts.__getitem__, behind.ids)
    if _is_uniform(values) and _is_uniform(weights) and len(behind.ids) == len(values) == len(weights):
        end = f",{numbers[values[0]]},{numbers[weights[0]]}"
        between = f"{end}\r\n{start},"
        return [f"{start},{between.join(ids)}{end}"]
    rows = zip(ids, values, weights, strict=True)
    return [f"{start},{name},{numbers[adds]},{numbers[counts]}" for name, adds, counts in rows]


def _is_uniform(values: Sequence[float]) -> bool:
    return bool(values) and values.count(values[0]) == len(values)


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


class _Once(dict[Any, _Form], Generic[_Form]):
    """Words of values, each made once."""

    def __init__(self, words: Callable[[Any], _Form]) -> None:
        self._words: Callable[[Any], _Form] = words

    def __missing__(self, value: Any) -> _Form:
        """Put a value into words that has none yet."""
        found = self[value] = self._words(value)
        return found


def _csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """The rows under their heads, put into words column by column: what stands in a column is mostly of one kind."""
    words = _Once(_words)
    columns = [_worded(column, words) for column in zip(*rows, strict=True)]
    return _text([",".join(map(_quoted, heads)), *map(",".join, zip(*columns, strict=True))])


def _worded(column: Sequence[Any], words: _Once[str]) -> Iterable[str]:
    kinds = set(map(type, column))
    if kinds <= SAME_AS_WRITTEN:
        return map(words.__getitem__, column)
    return _instants(column) if kinds <= {datetime, type(None)} else map(_words, column)


def _words(value: Any) -> str:
    """A value as a cell, quoted where it has to be."""
    return _quoted(value) if isinstance(value, str) else _cell(value)


def _instants(moments: Sequence[datetime | None]) -> list[str]:
    """Instants with their offset; nothing where there is none."""
    if any(moment is not None and moment.year < WHOLE_OFFSETS for moment in moments):
        return [_cell(moment) for moment in moments]
    text = orjson.dumps(moments).decode("ascii")[1:-1]
    return text.replace('"', "").replace("T", " ").replace("null", "").split(",")


def _text(lines: Iterable[str]) -> str:
    return "\r\n".join((*lines, ""))


def leaving(name: str) -> list[Column]:
    """The columns of a table that may leave the house."""
    return [column for column in table(name).columns if column.name != "account" and not column.internal]


def _names(name: str) -> list[str]:
    return [column.name for column in leaving(name)]


def _spans(holds: Iterable[tuple[datetime, datetime | None]]) -> str:
    return "; ".join(f"{_cell(start)}/{_cell(end)}" for start, end in holds)


def _dimensions(dimensions: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{name}={value}" for name, value in dimensions)


def _quoted(text: str) -> str:
    """A text as a cell of a line; most are letters and digits, which stand as they are."""
    if text.isalnum():
        return text
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
    if isinstance(value, (int, float)):
        return repr(int(value)) if value == int(value) else repr(value)
    moment: date = value
    return moment.isoformat(sep=" ") if isinstance(moment, datetime) else moment.isoformat()
