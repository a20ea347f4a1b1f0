"""What a PDF is made of, and the one way to its files."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote

from reviewgen.errors import EngineError, Issue, shorten

SCHEME = "pack:"
BASE_URL = "pack:/"
_FONT_SUFFIXES = (".ttf", ".otf", ".woff", ".woff2")
_FONT_STARTS = (b"\0\1\0\0", b"OTTO", b"true", b"wOFF", b"wOF2")
_KINDS = mimetypes.MimeTypes()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file carried inside the PDF: `name` as readers see it, `media_type` such as "text/csv"."""

    name: str
    data: bytes
    media_type: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A complete HTML page and all that it needs.

    Every URL in `html` that loads something is `pack:NAME`, with NAME a key of `assets`; links are
    `#fragment`, http, https or mailto. `created` is aware and goes into the metadata: no clock is read.
    `attachments` are for the archive profile; the standard one leaves them out. `password` opens the file, if there is
    one; the archive profile may have none.
    """

    html: str
    assets: Mapping[str, bytes]
    title: str
    author: str
    language: str
    created: datetime
    subject: str = ""
    attachments: tuple[Attachment, ...] = ()
    password: str = field(default="", repr=False)


class ClosedAssets:
    """Gives out a document's assets and nothing else, and remembers what else was asked for."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        self._assets = assets
        self._refused: dict[str, Issue] = {}

    def take(self, url: str) -> bytes | None:
        """Return the bytes behind `url`, or None when it is refused."""
        name = unquote(url.removeprefix(SCHEME))
        problem = self._problem(url, name)
        if problem:
            self._refused[url] = Issue(code="pdf.asset", problem=problem, value=shorten(url, 120))
            return None
        return self._assets[name]

    def _problem(self, url: str, name: str) -> str:
        if not url.startswith(SCHEME):
            return "may not be loaded: only files of the pack itself may"
        if name not in self._assets:
            return "is not among the files of the pack"
        if name.endswith(_FONT_SUFFIXES) and not self._assets[name].startswith(_FONT_STARTS):
            return "is not a font"
        return ""

    @property
    def refused(self) -> tuple[Issue, ...]:
        """What was asked for in vain, each URL once."""
        return tuple(self._refused.values())

    def check(self) -> None:
        """Raise EngineError naming everything that was refused."""
        if self._refused:
            raise EngineError(self.refused)


def media_type(url: str) -> str:
    """Return the media type that the name at the end of `url` stands for, the same on every machine."""
    return _KINDS.guess_type(url)[0] or "application/octet-stream"
