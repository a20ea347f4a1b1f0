"""A table written in YAML: a list of records, each a mapping of column to text."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reviewgen import yamlfile
from reviewgen.errors import ConfigError, InputError, Issue
from reviewgen.sources.extract import Extract
from reviewgen.sources.files import Raw


def parse(raw: Raw) -> Extract:
    """Read a YAML list of records; raises InputError. Columns are all keys, in the order they first appear."""
    try:
        document = yamlfile.load(raw.data, raw.name)
    except ConfigError as error:
        raise InputError(error.issues) from None
    records = [] if document.data is None else document.data
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise InputError(
            [
                Issue(
                    code="yaml.table",
                    file=raw.name,
                    problem="is not a list of records",
                    hint='start each with "- id: "',
                )
            ]
        )
    header = tuple(dict.fromkeys(key for record in records for key in record))
    _refuse_nested(records, document, raw.name)
    cells = {place: [record.get(key) or "" for record in records] for place, key in enumerate(header)}
    lines = [yamlfile.line_of(document, (place,)) or 0 for place in range(len(records))]
    frame = pd.DataFrame(cells, index=pd.RangeIndex(len(records)), dtype="str")
    return Extract(raw.name, raw.sha256, header, frame, np.array(lines, dtype="int64"), row_word="line")


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
