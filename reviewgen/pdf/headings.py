"""The headings of a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from itertools import count

_START = re.compile(r"<h([1-3])(?=[\s>])(?![^>]*\sid=)")
_HEADING = re.compile(r'<h([1-3])[^>]*\sid="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the first three levels, and the name that leads to it."""

    level: int
    name: str
    text: str


def with_names(html: str) -> str:
    """The same page, in which every heading has a name."""
    numbers = count(1)
    return _START.sub(lambda start: f'{start[0]} id="heading-{next(numbers)}"', html)


def headings(html: str) -> tuple[Heading, ...]:
    """The headings that have names, in order."""
    return tuple(Heading(int(level), unescape(name), plain(inside)) for level, name, inside in _HEADING.findall(html))


def plain(html: str) -> str:
    """What a piece of a page says, in one line."""
    return " ".join(unescape(_TAG.sub("", html)).split())
