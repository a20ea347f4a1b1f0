"""The data files of a pack as bytes: figures, tickets, manifest."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reviewgen.metrics import Figures
from reviewgen.model import Clock, Ticket
from reviewgen.tables.schema import table

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CLOCKS = ("response", "resolution")
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def figures_json(figures: Figures) -> bytes:
    """figures.json: every figure of the pack, unrounded."""
    return as_json(figures.as_json())


def tickets_csv(tickets: tuple[Ticket, ...]) -> bytes:
    """data/tickets.csv: the tickets that concern the period, without internal columns, with each clock's outcome.

    Instants carry their offset. A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    names = [column.name for column in table("tickets").columns if column.name != "account" and not column.internal]
    heads = [
        *names,
        *(f"{clock}_{part}" for clock in CLOCKS for part in ("outcome", "hours", "promised_hours")),
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # so that a return in a text is quoted too
    writer.writerow(heads)
    for ticket in tickets:
        clocks = [part for clock in CLOCKS for part in _clock(getattr(ticket, clock))]
        writer.writerow([_cell(getattr(ticket, name)) for name in names] + clocks)
    return out.getvalue().encode("utf-8")


def figures_csv(shown: Mapping[str, Any]) -> str:
    """The object of figures.json as CSV, a row for each figure; dimensions as "name=value; name=value"."""
    names = ("metric", "period", "dimensions", "value", "missing", "n", "unit", "target", "status")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("account", *names))
    for figure in shown["figures"]:
        dimensions = "; ".join(f"{name}={value}" for name, value in figure["dimensions"].items())
        row = figure | {"dimensions": dimensions}
        writer.writerow([_cell(shown["account"]), *(_cell(row[name]) for name in names)])
    return out.getvalue()


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


def _clock(clock: Clock) -> list[str]:
    return [clock.outcome, _cell(clock.hours), _cell(clock.limit)]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(int(value)) if value == int(value) else repr(value)
    return f"'{value}" if value.startswith(FORMULA_STARTS) else str(value)
