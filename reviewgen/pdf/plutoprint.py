"""The fast engine: a self-contained wheel, for people to read and print."""

from __future__ import annotations

import base64
import io

import plutoprint

from reviewgen.pdf.document import BASE_URL, ClosedAssets, Document, media_type

VERSION = plutoprint.__version__


class _Fetcher(plutoprint.ResourceFetcher):
    """Asked for every URL but `data:`, which the engine decodes itself."""

    def __init__(self, assets: ClosedAssets) -> None:
        super().__init__()
        self._assets = assets

    def fetch_url(self, url: str) -> plutoprint.ResourceData:
        # The engine prints and swallows what is raised here, for lack of bytes too; `ClosedAssets.check` tells later.
        return _owned_by_engine(self._assets.take(url) or b" ", media_type(url))


def _owned_by_engine(data: bytes, kind: str) -> plutoprint.ResourceData:
    """Return `data` in memory of the engine's own.

    The engine keeps fonts until the process ends, after Python has: freeing Python's memory would crash.
    """
    text = base64.b64encode(data).decode()
    return plutoprint.default_resource_fetcher.fetch_url(f"data:{kind};base64,{text}")


def render(document: Document) -> bytes:
    """Return the PDF of `document`; attachments and language have no place in what this engine writes.

    Raises EngineError where the document asks for a file that it does not bring.
    """
    assets = ClosedAssets(document.assets)
    book = plutoprint.Book()
    book.custom_resource_fetcher = _Fetcher(assets)
    book.load_html(document.html, base_url=BASE_URL)
    _describe(book, document)
    pdf = io.BytesIO()
    book.write_to_pdf_stream(pdf)
    assets.check()
    return pdf.getvalue()


def _describe(book: plutoprint.Book, document: Document) -> None:
    created = document.created.isoformat(timespec="seconds")
    book.set_metadata(plutoprint.PDF_METADATA_TITLE, document.title)
    book.set_metadata(plutoprint.PDF_METADATA_AUTHOR, document.author)
    book.set_metadata(plutoprint.PDF_METADATA_CREATION_DATE, created)
    book.set_metadata(plutoprint.PDF_METADATA_MODIFICATION_DATE, created)
