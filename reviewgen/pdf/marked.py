"""What is marked on the pages of a PDF by weasyprint: pieces of content with their numbers."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

import pikepdf

from reviewgen.pdf.tagtree import Content

_PIECE = re.compile(rb"/\w+\s+<</MCID (\d+)>>\s+BDC\s(.*?)\bEMC\b", re.DOTALL)
_PAINTED = re.compile(rb"\b(?:TJ|Tj|Do|S|B|f|sh)\b")


def blank(pdf: pikepdf.Pdf) -> set[Content]:
    """The pieces that show nothing: spaces, mostly."""
    return {
        Content(page, int(piece[1]))
        for page, sheet in enumerate(pdf.pages)
        for piece in _PIECE.finditer(sheet.Contents.read_bytes())
        if not _PAINTED.search(piece[2])
    }


def keep(pdf: pikepdf.Pdf, kept: AbstractSet[Content]) -> None:
    """Mark every other piece as an artifact: page feet, repeated heads of tables, decoration."""
    for page, sheet in enumerate(pdf.pages):

        def marked(piece: re.Match[bytes], page: int = page) -> bytes:
            if Content(page, int(piece[1])) in kept:
                return piece[0]
            return b"/Artifact <</Type /Pagination>> BDC\n" + piece[2] + b"EMC"

        sheet.Contents = pdf.make_stream(_PIECE.sub(marked, sheet.Contents.read_bytes()))
