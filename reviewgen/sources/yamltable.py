"""A table written in YAML: a list of records, each a mapping of column to text."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reviewgen import yamlfile
from reviewgen.config import FileSource, Limits
from reviewgen.errors import ConfigError, InputError, Issue
from reviewgen.sources.extract import Extract
from reviewgen.sources.files import Raw
from reviewgen.sources.limited import MEGABYTE, refuse_cells, refuse_size, refuse_table

MOST = 20
"""Megabytes of a table in YAML: each takes seconds to read."""


def fits(raw: Raw) -> bool:
    """Whether a file is named as YAML is."""
    return raw.kind in (".yaml", ".yml")


def parse(raw: Raw, source: FileSource, limits: Limits) -> Extract:
    """Read a YAML list of records; raises InputError. Columns are all keys, in the order they first appear."""
    if len(raw.data) > MOST * MEGABYTE:
        raise _problem(raw.name, f"is larger than {MOST} MB, which is too much for YAML", "write it as CSV or JSON")
    try:
        document = yamlfile.load(raw.data, raw.name)
    except ConfigError as error:
        raise InputError(error.issues) from None
    refuse_size(raw.name, limits, rows=len(document.data) if isinstance(document.data, list) else 0)
    records = [] if document.data is None else document.data
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise _problem(raw.name, "is not a list of records", 'start each with "- id: "')
    header = tuple(dict.fromkeys(key for record in records for key in record))
    refuse_table(raw.name, limits, len(records), len(header), sum(map(len, records)))
    _refuse_nested(records, document, raw.name)
    cells = {place: [record.get(key) or "" for record in records] for place, key in enumerate(header)}
    lines = [yamlfile.line_of(document, (place,)) or 0 for place in range(len(records))]
    frame, rows = pd.DataFrame(cells, index=pd.RangeIndex(len(records)), dtype="str"), np.array(lines, dtype="int64")
    refuse_cells(raw.name, header, frame, rows, limits, "line")
    return Extract(raw.name, raw.sha256, header, frame, rows)


def _refuse_nested(records: list[dict[str, object]], document: yamlfile.YamlFile, file: str) -> None:
    issues = [
        Issue(
            code="yaml.table",
            file=file,
            line=yamlfile.line_of(document, (place, key)),
            column=key,
            problem="holds a list or mapping",
            expected="text",
            hint='write it in one cell; "|" starts a text of several lines',
        )
        for place, record in enumerate(records)
        for key, value in record.items()
        if not isinstance(value, str | None)
    ]
    if issues:
        raise InputError(issues)


def _problem(file: str, problem: str, hint: str) -> InputError:
    return InputError([Issue(code="yaml.table", file=file, problem=problem, hint=hint)])
