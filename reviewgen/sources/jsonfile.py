"""A JSON document: a list of records, or a document that holds one."""

from __future__ import annotations

import json
from typing import Any

from reviewgen.config import FileSource, Limits
from reviewgen.errors import InputError, Issue
from reviewgen.sources import encodings, objects
from reviewgen.sources.extract import Extract
from reviewgen.sources.files import Raw

NAMED = 5


def fits(raw: Raw) -> bool:
    """Whether a file is named as JSON is."""
    return raw.kind == ".json"


def parse(raw: Raw, source: FileSource, limits: Limits) -> Extract:
    """Read a list of records; raises InputError naming the line. The first record is row 1."""
    try:
        text = encodings.utf8(raw, source.encoding)
        objects.refuse_values(raw, text, limits)
        document = objects.loads(text.decode("utf-8"))
        records = _records(document, source.records, raw.name)
        return objects.extract(raw, records, range(1, len(records) + 1), "row", limits)
    except json.JSONDecodeError as error:
        hint = "export it again; if each line is a record of its own, call the file .jsonl"
        raise problem(raw.name, f"is not JSON: {said(error)}", hint, error.lineno) from None
    except objects.TwiceError as error:
        raise problem(raw.name, f'has "{error}" twice in one record', "take one of them out") from None
    except (RecursionError, ValueError) as error:
        raise problem(raw.name, f"is JSON that cannot be read: {error}", "export fewer fields") from None


def _records(document: Any, path: str | None, file: str) -> list[dict[str, Any]]:
    """The list of records in a document. Raises InputError where it is none, with the lists that there are."""
    found = document
    for step in path.split(".") if path else ():
        if not isinstance(found, dict) or step not in found:
            raise _without_records(file, f'has no "{path}"', document)
        found = found[step]
    if not isinstance(found, list):
        text = "is not a list of records" if path is None else f'"{path}" is no list'
        raise _without_records(file, text, document)
    odd = next((place for place, one in enumerate(found, 1) if not isinstance(one, dict)), None)
    if odd:
        text = "is not an object with names and values"
        raise InputError([Issue(code="source.json", file=file, row=odd, problem=text, hint='write {"id": ...}')])
    return found


def _without_records(file: str, text: str, document: Any) -> InputError:
    """What is said of a document without records in their place, with the lists that it has."""
    known = _paths(document)[:NAMED]
    if not known:
        return problem(file, text, "export the records as a list")
    alone = known[0] if len(known) == 1 else ""
    hint = "add {records}" if alone else "say with {records} where they are, here {known}"
    values, settings = (("text", text), ("known", ", ".join(known))), (("records", alone),)
    return InputError(
        [Issue(code="source.json", file=file, problem="{text}", hint=hint, values=values, settings=settings)]
    )


def _paths(document: Any) -> list[str]:
    return [path for path, value in _places(document, "", 4) if isinstance(value, list)]


def lists(raw: Raw, encoding: str) -> list[str]:
    """Where a document that is no list itself has lists of records, as `records` of a source names them."""
    try:
        document = objects.loads(encodings.utf8(raw, encoding).decode("utf-8"))
        return [] if isinstance(document, list) else _paths(document)
    except (InputError, objects.TwiceError, RecursionError, ValueError):
        return []


def _places(document: Any, prefix: str, depth: int) -> list[tuple[str, Any]]:
    if not isinstance(document, dict) or not depth:
        return []
    found = []
    for name, value in document.items():
        found += [(f"{prefix}{name}", value), *_places(value, f"{prefix}{name}.", depth - 1)]
    return found


def said(error: json.JSONDecodeError) -> str:
    """What Python says of broken JSON, without the place."""
    return f"{error.msg[:1].lower()}{error.msg[1:]}, at sign {error.colno}"


def problem(file: str, text: str, hint: str, line: int | None = None) -> InputError:
    """An error of a JSON file."""
    return InputError([Issue(code="source.json", file=file, line=line, problem=text, hint=hint)])
