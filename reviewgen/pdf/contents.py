"""The page numbers of a list of contents: a page leaves places for them, which only its PDF can fill."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLACE = re.compile(r'(<span class="page" data-page="#([^"]+)">)[^<]*(?=</span>)')
_MARK = ' data-page="#'
SHEET = "[data-page]::after { content: target-counter(attr(data-page), page) }"
"""Fills the places where the engine itself knows the pages."""


def asks_for_pages(html: str) -> bool:
    """Whether a page has places for page numbers."""
    return _MARK in html and _PLACE.search(html) is not None


def with_room(html: str) -> str:
    """The same page with some number in each place, so that the right ones will move nothing."""
    return _PLACE.sub(r"\g<1>00", html) if _MARK in html else html


def with_pages(html: str, pages: Mapping[str, int]) -> str:
    """The same page with the numbers in their places; a name that leads nowhere has none."""
    return _PLACE.sub(lambda place: f"{place[1]}{pages.get(place[2], '')}", html)


def last_page(html: str, pages: Mapping[str, int]) -> int:
    """The last page that the list can stand on: that of the first of what it lists."""
    return min(pages.get(place[2], 1) for place in _PLACE.finditer(html))


def beginning(html: str, pages: Mapping[str, int], count: int) -> str:
    """As much of a page as decides what its pages up to that one look like; `count` is how many it has in all.

    What is listed first after them belongs to it: where it fits at their foot, it would stand there.
    """
    last = last_page(html, pages)
    later = [place[2] for place in _PLACE.finditer(html) if pages.get(place[2], 0) > last]
    end = html.find(f' id="{later[1]}"') if len(later) > 1 else -1
    if end >= 0:
        html = html[: html.rindex("<", 0, end)]
    return html.replace("counter(pages)", f'"{count}"')
