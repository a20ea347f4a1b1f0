"""What a page says of its drawings and of the places that links lead to, for readers who cannot see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from reviewgen.errors import shorten

_SVG = "{http://www.w3.org/2000/svg}"
_HEADS = ("h1", "h2", "h3", "h4", "th")
_LONGEST = 120
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing or picture: what the engine tells of it, and all that there is to tell."""

    title: str
    text: str


def drawings(root: Any) -> Iterator[Drawing]:
    """The drawings and pictures below an element, in order."""
    for element in root.iter():
        if element.tag == "img":
            yield Drawing(element.get("alt", ""), element.get("alt", ""))
        elif element.tag == f"{_SVG}svg":
            title, more = (element.findtext(f"{_SVG}{name}") or "" for name in ("title", "desc"))
            yield Drawing(title, ". ".join(part.rstrip(". ") for part in (title, more) if part) + ".")


def targets(root: Any) -> dict[str, str]:
    """What stands at each name: the heading there, or the head of the row."""
    return {element.get("id"): _told(element) for element in root.iter() if element.get("id")}


def words(html: str) -> str:
    """All that a page says. Words are apart where elements are, but for places where a long word may be broken."""
    return unescape(_TAG.sub(" ", html.replace("<wbr>", "")))


def _told(element: Any) -> str:
    head = next((one for one in element.iter() if one.tag in _HEADS), element)
    return shorten("".join(head.itertext()), _LONGEST)
