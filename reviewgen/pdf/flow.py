"""Text and blocks: an element holds text, or blocks with their text in paragraphs, but not both side by side."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from reviewgen.pdf.tagtree import Element, Kid, is_a


def is_text(kid: Kid) -> bool:
    """Whether a kid stands within a line."""
    return not isinstance(kid, Element) or kid.tag in ("Link", "Figure")


def flowing(kids: Iterable[Kid]) -> tuple[Kid, ...]:
    """Text as it stands, or blocks."""
    found = tuple(kids)
    return found if all(map(is_text, found)) else in_paragraphs(found)


def in_paragraphs(kids: Iterable[Kid]) -> tuple[Kid, ...]:
    """Blocks, with the text between them in paragraphs; a drawing by itself is a block."""
    found: list[Kid] = []
    for within, run in groupby(kids, is_text):
        together = tuple(run)
        drawn = all(is_a(one, "Figure") for one in together)
        found += [Element("P", together)] if within and not drawn else together
    return tuple(found)
