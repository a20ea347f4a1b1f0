"""JSON lines: a record in each line."""

from __future__ import annotations

import json
from typing import Any

from reviewgen.config import FileSource, Limits
from reviewgen.errors import InputError, Issue
from reviewgen.sources import encodings, objects
from reviewgen.sources.extract import Extract
from reviewgen.sources.files import Raw
from reviewgen.sources.jsonfile import said

NAMED = 10
ENDINGS = (".jsonl", ".ndjson")


def fits(raw: Raw) -> bool:
    """Whether a file is named as JSON lines are."""
    return raw.kind in ENDINGS


def parse(raw: Raw, source: FileSource, limits: Limits) -> Extract:
    """Read a record from each line that is not empty; raises InputError that names the lines that are none."""
    text = encodings.utf8(raw, source.encoding)
    objects.refuse_values(raw, text, limits)
    records: list[dict[str, Any]] = []
    places: list[int] = []
    issues: list[Issue] = []
    left = 0
    for number, line in enumerate(text.decode("utf-8").split("\n"), 1):
        if not line.strip():
            continue
        found = _record(line, raw.name, number)
        if isinstance(found, dict):
            records.append(found)
            places.append(number)
        elif len(issues) < NAMED:
            issues.append(found)
        else:
            left += 1
    if issues:
        raise InputError([*issues, *_more(left, raw.name)])
    return objects.extract(raw, records, places, "line", limits)


def _record(line: str, file: str, number: int) -> dict[str, Any] | Issue:
    """The record of a line, or what is wrong with it."""
    try:
        found = objects.loads(line)
    except json.JSONDecodeError as error:
        problem = f"is not JSON: {said(error)}"
    except objects.TwiceError as error:
        problem = f'has "{error}" twice'
    except (RecursionError, ValueError) as error:
        problem = f"is JSON that cannot be read: {error}"
    else:
        if isinstance(found, dict):
            return found
        problem = "is not an object with names and values"
    hint = "each line is to be one record, whole; export it again"
    return Issue(code="source.json", file=file, line=number, problem=problem, hint=hint)


def _more(left: int, file: str) -> list[Issue]:
    return [Issue(code="source.json", file=file, problem=f"has {left:,} more such lines")] if left > 0 else []
