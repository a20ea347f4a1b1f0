"""Text that is for us only: `[internal] ... [/internal]` within any text is taken out where the text is read.

What is not there cannot reach a customer: nothing behind the reading of files sees both kinds of text together.
"""

from __future__ import annotations

import re
from typing import Any

HINT = "internal"
MARK = re.compile(r"\[\s*(/?)\s*internal\b[^\]\n]*\]", re.IGNORECASE)
NAMING = ("text", "topic", "name", "question", "title", "reason", "metric", "service")
BLANKS = re.compile(r"[ \t]{2,}")
Path = tuple[str | int, ...]


class _Withheld:
    """Stands for a text that is internal as a whole."""


WITHHELD = _Withheld()


def customer_text(text: str) -> str:
    """A text without what is marked internal. Marks may stand within marks; one without its other half goes to the end
    of the text, or from its beginning.
    """
    pieces = _pieces(text)
    return text if pieces is None else BLANKS.sub(" ", " ".join(part for part, inner in pieces if not inner)).strip()


def internal_text(text: str) -> str:
    """What is marked internal in a text; empty where nothing is."""
    return " ".join(part.strip() for part, inner in _pieces(text) or () if inner and part.strip())


def _pieces(text: str) -> list[tuple[str, bool]] | None:
    """The parts of a text between its marks, each with whether it is internal; None where there is no mark."""
    marks = list(MARK.finditer(text))
    if not marks:
        return None
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(text)]
    depth = lowest = 0
    depths = [0]
    for mark in marks:
        depth += -1 if mark[1] else 1
        lowest = min(lowest, depth)
        depths.append(depth)
    return [(text[start:end], level > lowest) for start, end, level in zip(starts, ends, depths, strict=True)]


def parted(data: Any, keep: tuple[str, ...] = ()) -> tuple[Any, list[tuple[Path, str]]]:
    """A YAML document without what is marked internal, and what that was with the place of each.

    A value that is internal as a whole is left out of its mapping or list; where it is the text or name of a part, so
    is that part. Keys of the document in `keep` stay as they are.
    """
    found: list[tuple[Path, str]] = []
    if not isinstance(data, dict):
        return data, found
    kept = {key: value if key in keep else _part(value, (key,), found) for key, value in data.items()}
    return {key: value for key, value in kept.items() if value is not WITHHELD}, found


def _part(value: Any, path: Path, found: list[tuple[Path, str]]) -> Any:
    if isinstance(value, str):
        return _text(value, path, found)
    if isinstance(value, list):
        parts = [_part(one, (*path, place), found) for place, one in enumerate(value)]
        return [one for one in parts if one is not WITHHELD]
    if isinstance(value, dict):
        return _mapping({key: _part(one, (*path, key), found) for key, one in value.items()})
    return value


def _text(text: str, path: Path, found: list[tuple[Path, str]]) -> Any:
    if _pieces(text) is None:
        return text
    found.append((path, internal_text(text)))
    return customer_text(text) or WITHHELD


def _mapping(parts: dict[str, Any]) -> Any:
    if any(parts.get(name) is WITHHELD for name in NAMING):
        return WITHHELD
    return {key: one for key, one in parts.items() if one is not WITHHELD}
