"""What a query gives, as text; nothing that a message or a pack shows holds anything of the environment."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from reviewgen.config import VARIABLE, Limits, QuerySource
from reviewgen.sources import database, duckdbfile
from reviewgen.sources.asked import Asked, filled, refused
from reviewgen.sources.extract import Extract
from reviewgen.sources.limited import refuse_cells, refuse_size
from reviewgen.sources.text import arrow, inside

PEOPLE = re.compile(r"(?<=://)[^@]*@|[?].*$")
"""Of the address of a database what names a user, or more than the database."""


def decisive(source: QuerySource) -> tuple[str, ...]:
    """All that decides what a query gives; the database is asked once for all tables that are drawn from it."""
    told = json.dumps([source.parameters, source.name, source.database is None])
    return (source.database or source.duckdb or "", source.query, told)


def parse(source: QuerySource, folder: Path, environment: Mapping[str, str], limits: Limits) -> Extract:
    """Ask the database; raises InputError. The first row is row 1."""
    name = name_of(source)
    asked = _asked(source, name, folder, environment)
    columns, size = (database if source.database else duckdbfile).read(asked, limits)
    if not columns.header:
        raise refused(asked, "gives no columns", "ask with SELECT")
    refuse_size(name, limits, rows=size, columns=len(columns.header))
    frame, rows = columns.frame(size), np.arange(1, size + 1, dtype="int64")
    refuse_cells(name, columns.header, frame, rows, limits)
    return Extract(name, _digest(columns.header, frame), columns.header, frame, rows, kinds=columns.kinds())


def name_of(source: QuerySource) -> str:
    """What a query is called: by its own name, else by the database, without users, and a digest of what is asked."""
    if source.name:
        return source.name
    place = PEOPLE.sub("", source.database) if source.database else f"duckdb {source.duckdb}"
    digest = hashlib.sha256(json.dumps([source.query, source.parameters]).encode()).hexdigest()
    return f"{place} query {digest[:8]}"


def _asked(source: QuerySource, name: str, folder: Path, environment: Mapping[str, str]) -> Asked:
    """What is asked where, with the variables filled in; raises InputError for one that is not set."""
    place = filled(source.database or source.duckdb or "", environment, name)
    parameters = {key: filled(value, environment, name) for key, value in source.parameters.items()}
    texts = (source.database or source.duckdb or "", *source.parameters.values())
    secrets = {value for text in texts for value in _values(text, environment)}
    return Asked(name, place, source.query, parameters, folder, frozenset(secrets))


def _values(text: str, environment: Mapping[str, str]) -> set[str]:
    return {environment[variable] for variable in VARIABLE.findall(text)} - {""}


def _digest(header: tuple[str, ...], frame: pd.DataFrame) -> str:
    """A digest of all cells that were read."""
    found = hashlib.sha256(json.dumps(header).encode())
    for place in range(len(header)):
        pieces = arrow(frame[place]).chunks
        bounds, data = inside(pa.concat_arrays(pieces)) if pieces else (np.zeros(1), np.zeros(0))
        found.update(np.diff(bounds).tobytes() + data.tobytes())
    return found.hexdigest()
