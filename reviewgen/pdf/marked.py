"""What weasyprint marks on the pages of a PDF: pieces of content with their numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet

import pikepdf

from reviewgen.pdf.tagtree import Content

_PIECE = re.compile(rb"/\w+\s+<</MCID (\d+)>>\s+BDC\s(.*?)\bEMC\b", re.DOTALL)
_PAINTED = re.compile(rb"\b(?:TJ|Tj|Do|S|B|f|sh)\b")


def pieces(pdf: pikepdf.Pdf) -> Iterator[tuple[Content, bytes]]:
    """Each piece and the operators that paint it."""
    for page, sheet in enumerate(pdf.pages):
        for piece in _PIECE.finditer(sheet.Contents.read_bytes()):
            yield Content(page, int(piece[1])), piece[2]


def blank(painted: Mapping[Content, bytes]) -> set[Content]:
    """The pieces that show nothing."""
    return {place for place, operators in painted.items() if not _PAINTED.search(operators)}


def keep(pdf: pikepdf.Pdf, kept: AbstractSet[Content], changed: Callable[[Content, bytes], bytes]) -> None:
    """Change the operators of some pieces; mark all others as artifacts: page feet, repeated heads, decoration."""
    for page, sheet in enumerate(pdf.pages):

        def marked(piece: re.Match[bytes], page: int = page) -> bytes:
            place = Content(page, int(piece[1]))
            if place in kept:
                return piece[0].replace(piece[2], changed(place, piece[2]))
            return b"/Artifact <</Type /Pagination>> BDC\n" + piece[2] + b"EMC"

        sheet.Contents = pdf.make_stream(_PIECE.sub(marked, sheet.Contents.read_bytes()))
