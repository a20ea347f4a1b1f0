"""The thorough engine: tagged PDF/A-3a with the data inside, for keeping."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC
from typing import Any

import weasyprint
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reviewgen.errors import EngineError, Issue
from reviewgen.pdf import contents, joining
from reviewgen.pdf.archive import archived
from reviewgen.pdf.document import BASE_URL, SCHEME, Attachment, ClosedAssets, Document, media_type

VERSION = weasyprint.__version__
_LOGGERS = ("weasyprint", "fontTools")
_LOSSES = (
    "Failed to load",
    "Failed to render",
    "Font-face",
    "Relative URI",
    "Unsupported stylesheet",
)


class _Fetcher(URLFetcher):  # type: ignore[misc]  # the engine has no type information
    """Asked for every URL, by pages, style sheets and drawings alike."""

    def __init__(self, assets: ClosedAssets, media_types: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._assets = assets
        self._media_types = media_types or {}

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        data = self._assets.take(url)
        if data is None:
            raise FatalURLFetchingError(url)
        kind = self._media_types.get(url) or media_type(url)
        return URLFetcherResponse(url, data, {"Content-Type": kind})


def render(document: Document) -> bytes:
    """Return the PDF/A-3a of `document`, tagged, with its attachments embedded as data.

    Raises EngineError where the document asks for a file that it does not bring, or a font or image is lost.
    """
    assets = ClosedAssets(document.assets)
    with _listening() as records:
        try:
            pdf = _write(document, _Fetcher(assets))
        except FatalURLFetchingError as error:
            raise EngineError(assets.refused) from error
    # Inside a drawing the engine swallows even fatal errors.
    assets.check()
    _check_losses(records)
    return pdf


def _write(document: Document, fetcher: _Fetcher) -> bytes:
    page = weasyprint.HTML(string=document.html, base_url=BASE_URL, url_fetcher=fetcher)
    sheet = weasyprint.CSS(string=contents.SHEET + joining.SHEET, url_fetcher=fetcher)
    laid_out = page.render(pdf_variant="pdf/a-3a", stylesheets=[sheet])
    _describe(laid_out.metadata, document)
    attachments = [_attachment(attachment, number, document) for number, attachment in enumerate(document.attachments)]
    pdf: bytes = laid_out.write_pdf(
        pdf_variant="pdf/a-3a", attachments=attachments or None, finisher=_name_attachments_once
    )
    return archived(pdf, document, page.etree_element)


def _describe(metadata: Any, document: Document) -> None:
    created = document.created.isoformat(timespec="seconds")
    metadata.title, metadata.authors, metadata.lang = document.title, [document.author], document.language
    metadata.created = metadata.modified = created
    metadata.description = document.subject or None


def _attachment(attachment: Attachment, number: int, document: Document) -> weasyprint.Attachment:
    # Only a fetched attachment can state its media type; of one given as bytes the engine guesses it.
    url = f"{SCHEME}{number}"
    fetcher = _Fetcher(ClosedAssets({str(number): attachment.data}), {url: attachment.media_type})
    created = document.created.astimezone(UTC)
    return weasyprint.Attachment(
        url=url,
        url_fetcher=fetcher,
        name=attachment.name,
        description=attachment.description,
        created=created,
        modified=created,
        relationship="Data",
    )


def _name_attachments_once(_: object, pdf: Any) -> None:
    # weasyprint 70 lists each embedded file twice among the associated ones.
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


class _Record(logging.Handler):
    """Keeps what is logged instead of printing it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def _listening() -> Iterator[list[logging.LogRecord]]:
    """Collect what the engine logs, and keep that and what it warns of from the terminal."""
    handler = _Record()
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    before = [(logger, logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.WARNING)
        logger.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield handler.records
    finally:
        for logger, level, propagate in before:
            logger.removeHandler(handler)
            logger.setLevel(level)
            logger.propagate = propagate


def _check_losses(records: list[logging.LogRecord]) -> None:
    """Raise EngineError where the engine went on without a font, an image or a style sheet."""
    lost = dict.fromkeys(record.getMessage() for record in records if str(record.msg).startswith(_LOSSES))
    if lost:
        raise EngineError(
            [Issue(code="pdf.loss", problem=f"weasyprint lost a part of the page: {text}") for text in lost]
        )
