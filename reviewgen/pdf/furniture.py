"""What readers of a PDF show around its pages: bookmarks, title and language. Either engine's file gets it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import pikepdf

from reviewgen.pdf.document import Document
from reviewgen.pdf.headings import Heading, headings


def furnish(pdf: pikepdf.Pdf, document: Document) -> None:
    """Add the bookmarks, say the language, and have the title shown instead of the file's name."""
    _add_bookmarks(pdf, headings(document.html))
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
    return {str(name): place for name, place in _pairs(pdf.Root.Names.Dests)}


def _pairs(tree: Any) -> Iterator[tuple[Any, Any]]:
    """What a name tree holds, in order."""
    for branch in tree.get("/Kids", ()):
        yield from _pairs(branch)
    listed = list(tree.get("/Names", ()))
    yield from zip(listed[::2], listed[1::2], strict=True)


def _add_bookmarks(pdf: pikepdf.Pdf, found: Sequence[Heading]) -> None:
    """Set the bookmarks: each heading below the last one of a higher level; only what is below the first is open."""
    known = places(pdf)
    with pdf.open_outline() as outline:
        outline.root.clear()
        outline.root.extend(_nested([one for one in found if one.name in known], known))


def _nested(found: Sequence[Heading], known: Mapping[str, Any]) -> Iterator[pikepdf.OutlineItem]:
    """Headings as items, each with those of a lower level that follow it."""
    starts = [place for place, one in enumerate(found) if all(one.level <= other.level for other in found[:place])]
    for start, end in pairwise([*starts, len(found)]):
        item = pikepdf.OutlineItem(found[start].text, known[found[start].name])
        item.is_closed = found[start].level > 1
        item.children.extend(_nested(found[start + 1 : end], known))
        yield item
