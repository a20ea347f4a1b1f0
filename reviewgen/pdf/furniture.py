"""What readers of a PDF show around its pages: bookmarks, title and language. Either engine's file gets it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pikepdf

from reviewgen.pdf.document import Document
from reviewgen.pdf.headings import Heading, headings


def furnish(pdf: pikepdf.Pdf, document: Document, found: Sequence[Heading] | None = None) -> None:
    """Add the bookmarks, say the language, and have the title shown instead of the file's name.

    `found` are the headings of the document, where they were looked for before.
    """
    _add_bookmarks(pdf, headings(document.html) if found is None else found)
    pdf.Root.Lang = pikepdf.String(document.language)
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The bytes of a PDF, which depend on nothing but what it holds."""
    out = io.BytesIO()
    pdf.save(
        out,
        deterministic_id=True,
        fix_metadata_version=False,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return out.getvalue()


def places(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """The named places of a PDF: each a page and a point on it."""
    if "/Dests" not in pdf.Root.get("/Names", ()):
        return {}
    return {str(name): place for name, place in pairs(pdf.Root.Names.Dests)}


def pairs(tree: Any) -> Iterator[tuple[Any, Any]]:
    """What a name tree holds, in order."""
    for branch in tree.get("/Kids", ()):
        yield from pairs(branch)
    listed = list(tree.get("/Names", ()))
    yield from zip(listed[::2], listed[1::2], strict=True)


def _add_bookmarks(pdf: pikepdf.Pdf, found: Sequence[Heading]) -> None:
    """Set the bookmarks: each heading below the last one of a higher level; only what is below the first is open.

    Written as dictionaries: pikepdf's outlines take three times as long to make the same.
    """
    known = places(pdf)
    root = pdf.Root.get("/Outlines")
    if root is None:
        root = pdf.Root.Outlines = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Outlines))
    for key in ("/First", "/Last", "/Count"):
        if key in root:
            del root[key]
    kept = [one for one in found if one.name in known]
    items = [pdf.make_indirect(pikepdf.Dictionary(Title=one.text, Dest=known[one.name], Count=0)) for one in kept]
    _hang(root, items, [one.level for one in kept])


def _hang(parent: Any, items: Sequence[Any], levels: Sequence[int]) -> int:
    """Put bookmarks under a parent, each with those of a lower level that follow it; returns how many are open."""
    starts = [place for place, level in enumerate(levels) if all(level <= other for other in levels[:place])]
    shown = len(starts)
    for start, end in pairwise([*starts, len(items)]):
        item, closed = items[start], levels[start] > 1
        item.Parent = parent
        below = _hang(item, items[start + 1 : end], levels[start + 1 : end])
        if below and closed:
            item.Count = -below
        shown += 0 if closed else below
    for one, after in pairwise([items[start] for start in starts]):
        one.Next, after.Prev = after, one
    if starts:
        parent.First, parent.Last, parent.Count = items[0], items[starts[-1]], shown
    return shown
