"""What makes the file of weasyprint one that is both PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pikepdf
from pikepdf import Array, Name, String

from reviewgen.pdf.described import Drawing, drawings, targets, words
from reviewgen.pdf.document import Document
from reviewgen.pdf.furniture import furnish, pairs, saved
from reviewgen.pdf.joining import joined
from reviewgen.pdf.marked import blank, keep, pieces
from reviewgen.pdf.spaces import at_line_ends
from reviewgen.pdf.tagtree import Content, Element, Kid, contents, links, read, write
from reviewgen.pdf.tidying import tidied

_PT = 0.75
_IDENTITY = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that this file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def archived(data: bytes, document: Document, page: Any) -> bytes:
    """The file of weasyprint made ready for keeping. `page` is the root of the HTML that it was made of."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _tag(pdf, drawings(page), words(document.html))
        _describe_links(pdf, targets(page))
        _identify(pdf)
        _sort_files(pdf)
        _show_pictures_as_they_are(pdf)
        furnish(pdf, document)
        return saved(pdf)


def _tag(pdf: pikepdf.Pdf, known: Iterator[Drawing], said: str) -> None:
    """Write the tags anew; what they leave out is marked as no part of the text."""
    painted = dict(pieces(pdf))
    heights = [float(sheet.mediabox[3]) for sheet in pdf.pages]
    found = [_drawn(kid, known, heights) for kid in joined(read(pdf))]
    empty = blank(painted)
    tags = tidied(one for kid in found for one in _without(kid, empty))
    keep(pdf, set(contents(tags)), at_line_ends(pdf, tags, painted, said))
    _drop_links(pdf, tags)
    write(pdf, tags)


def _without(kid: Kid, dropped: set[Content]) -> tuple[Kid, ...]:
    """The same without some pieces of content, and without drawings that nothing is said of."""
    if not isinstance(kid, Element):
        return () if kid in dropped else (kid,)
    if kid.tag == "Figure" and not kid.alt:
        return ()
    return (replace(kid, kids=tuple(one for inner in kid.kids for one in _without(inner, dropped))),)


def _drawn(kid: Kid, known: Iterator[Drawing], heights: list[float]) -> Kid:
    """The same, with all that there is to tell of each drawing, and its place in points from the foot of the page."""
    if not isinstance(kid, Element):
        return kid
    if kid.tag != "Figure":
        return replace(kid, kids=tuple(_drawn(one, known, heights) for one in kid.kids))
    text = next((one.text for one in known if one.title == kid.alt), kid.alt)
    height = heights[next(contents(kid)).page]
    return replace(kid, alt=text, attributes=tuple(_placed(name, value, height) for name, value in kid.attributes))


def _placed(name: str, box: Any, height: float) -> tuple[str, Any]:
    left, top, right, bottom = (_PT * side for side in box)
    return name, (left, height - bottom, right, height - top)


def _drop_links(pdf: pikepdf.Pdf, tags: Element) -> None:
    """Take away the links of what is no part of the text."""
    kept = {one.found.objgen for one in links(tags)}
    for sheet in pdf.pages:
        if "/Annots" in sheet:
            sheet.Annots = Array([one for one in sheet.Annots if one.objgen in kept])


def _describe_links(pdf: pikepdf.Pdf, known: Mapping[str, str]) -> None:
    """Let each link within the document tell where it leads to; others tell their address."""
    for sheet in pdf.pages:
        for link in sheet.get("/Annots", ()):
            if "/Dest" in link:
                link.Contents = String(known.get(str(link.Dest)) or str(link.Dest))


def _identify(pdf: pikepdf.Pdf) -> None:
    """Claim PDF/UA-1 beside PDF/A-3a, and declare the words of that claim, which PDF/A does not know."""
    packet = pdf.Root.Metadata.read_bytes().replace(b"</rdf:RDF>", f"{_IDENTITY}</rdf:RDF>".encode())
    pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)


def _sort_files(pdf: pikepdf.Pdf) -> None:
    """Put the names of the embedded files in order, as in every name tree."""
    if "/EmbeddedFiles" in pdf.Root.get("/Names", ()):
        names = pdf.Root.Names.EmbeddedFiles
        ordered = sorted(pairs(names), key=lambda pair: bytes(pair[0]))
        names.Names = Array([part for pair in ordered for part in pair])


def _show_pictures_as_they_are(pdf: pikepdf.Pdf) -> None:
    """PDF/A wants no picture smoothed."""
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == "/Image" and "/Interpolate" in found:
            del found["/Interpolate"]
