"""The fast engine: a self-contained wheel, for people to read and print."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from html import escape

import pikepdf
import plutoprint
from pikepdf import Dictionary

from reviewgen.pdf.contents import asks_for_pages, beginning, last_page, with_pages, with_room
from reviewgen.pdf.document import BASE_URL, ClosedAssets, Document, media_type
from reviewgen.pdf.furniture import furnish, places, saved
from reviewgen.pdf.headings import Heading, headings

VERSION = plutoprint.__version__


class _Fetcher(plutoprint.ResourceFetcher):
    """Asked for every URL but `data:`, which the engine decodes itself."""

    def __init__(self, assets: ClosedAssets) -> None:
        super().__init__()
        self._assets = assets

    def fetch_url(self, url: str) -> plutoprint.ResourceData:
        # The engine prints and swallows what is raised here, for lack of bytes too; `ClosedAssets.check` tells later.
        return _owned_by_engine(self._assets.take(url) or b" ", media_type(url))


@lru_cache(16)
def _owned_by_engine(data: bytes, kind: str) -> plutoprint.ResourceData:
    """Return `data` in memory of the engine's own.

    The engine keeps fonts until the process ends, after Python has: freeing Python's memory would crash. Packs have
    their fonts in common, which are handed over once.
    """
    text = base64.b64encode(data).decode()
    return plutoprint.default_resource_fetcher.fetch_url(f"data:{kind};base64,{text}")


def render(document: Document) -> bytes:
    """Return the PDF of `document`; attachments have no place in what this engine writes.

    Raises EngineError where the document asks for a file that it does not bring.
    """
    found = headings(document.html)
    document = replace(document, html=with_room(_with_links(document.html, found)))
    with _printed(document) as pdf:
        if asks_for_pages(document.html):
            _number_contents(pdf, document)
        furnish(pdf, document, found)
        _date(pdf)
        return saved(pdf)


def _number_contents(pdf: pikepdf.Pdf, document: Document) -> None:
    """Fill in the pages of the list of contents: the pages that it can stand on are printed again."""
    pages = _pages(pdf)
    again = with_pages(beginning(document.html, pages, len(pdf.pages)), pages)
    with _printed(replace(document, html=again)) as anew:
        for place in range(last_page(document.html, pages)):
            _put(anew, pdf, place)


def _put(source: pikepdf.Pdf, pdf: pikepdf.Pdf, place: int) -> None:
    """Show on a page what the same page of another PDF shows; its links and its name stay."""
    sheet = source.pages[place].obj
    shown = pdf.copy_foreign(source.make_indirect(Dictionary(Contents=sheet.Contents, Resources=sheet.Resources)))
    pdf.pages[place].obj.Contents, pdf.pages[place].obj.Resources = shown.Contents, shown.Resources


def _with_links(html: str, found: Sequence[Heading]) -> str:
    """The same page with a hidden link to each heading: the engine tells the places only of what is linked."""
    links = "".join(f'<a href="#{escape(one.name)}"></a>' for one in found)
    return html.replace("</body>", f"<div hidden>{links}</div></body>")


def _printed(document: Document) -> pikepdf.Pdf:
    assets = ClosedAssets(document.assets)
    book = plutoprint.Book()
    book.custom_resource_fetcher = _Fetcher(assets)
    book.load_html(document.html, base_url=BASE_URL)
    _describe(book, document)
    pdf = io.BytesIO()
    book.write_to_pdf_stream(pdf)
    assets.check()
    return pikepdf.open(pdf)


def _pages(pdf: pikepdf.Pdf) -> dict[str, int]:
    """The page number of each named place."""
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    return {name: numbers[place[0].objgen] for name, place in places(pdf).items()}


def _describe(book: plutoprint.Book, document: Document) -> None:
    created = document.created.isoformat(timespec="seconds")
    book.set_metadata(plutoprint.PDF_METADATA_TITLE, document.title)
    book.set_metadata(plutoprint.PDF_METADATA_AUTHOR, document.author)
    if document.subject:
        book.set_metadata(plutoprint.PDF_METADATA_SUBJECT, document.subject)
    book.set_metadata(plutoprint.PDF_METADATA_CREATION_DATE, created)
    book.set_metadata(plutoprint.PDF_METADATA_MODIFICATION_DATE, created)


def _date(pdf: pikepdf.Pdf) -> None:
    """Mend the dates: the engine leaves out what marks them as such."""
    for key in ("/CreationDate", "/ModDate"):
        pdf.docinfo[key] = f"D:{str(pdf.docinfo[key]).removeprefix('D:')}"
