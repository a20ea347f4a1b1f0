"""All that can be read from the files of a pack, whatever it is wrapped in."""

from __future__ import annotations

import base64
import html
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pikepdf
import pypdfium2
import small_project

BASE64 = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
THOUSANDS = re.compile("(?<=[0-9])[,. \u202f\u00a0](?=[0-9]{3})")


def read(folder: Path, passwords: tuple[str, ...] = ("",)) -> dict[str, str]:
    """Return what every file below a folder says, by its name, which it begins with; PDFs open with a password."""
    return {name: f"{name}\n{said(name, data, passwords)}" for name, data in small_project.files_of(folder).items()}


def text_of(pdf: Path) -> str:
    """Return the text of all pages of a PDF, as it is read from them."""
    with pypdfium2.PdfDocument(pdf) as sheets:
        return "".join(sheet.get_textpage().get_text_range() for sheet in sheets)


def said(name: str, data: bytes, passwords: tuple[str, ...] = ("",)) -> str:
    """Return what a file says, in every way in which it could be hidden there; numbers without thousands signs."""
    text = _text(name, data, passwords)
    parts = [text, html.unescape(text), unquote(text), *(_unpacked(one[0]) for one in BASE64.finditer(text))]
    whole = "\n".join(parts)
    return "\n".join([whole, THOUSANDS.sub("", whole)])


def _text(name: str, data: bytes, passwords: tuple[str, ...]) -> str:
    if name.endswith(".pdf"):
        return "\n".join(_of_pdf(data, passwords))
    return small_project.text_of_workbook(data) if name.endswith(".xlsx") else data.decode("utf-8", "replace")


def _unpacked(text: str) -> str:
    try:
        return base64.b64decode(text[: len(text) // 4 * 4]).decode("latin-1")
    except ValueError:
        return ""


def _of_pdf(data: bytes, passwords: tuple[str, ...]) -> Iterator[str]:
    """The text of the pages, without blanks; every object, streams decompressed: metadata, links, files."""
    for password in passwords:
        try:
            found = pikepdf.open(io.BytesIO(data), password=password)
        except pikepdf.PasswordError:
            continue
        break
    with found, pypdfium2.PdfDocument(data, password=password) as pages:
        for page in pages:
            yield "".join(page.get_textpage().get_text_range().split())
        for one in found.objects:
            yield repr(one)
            if isinstance(one, pikepdf.Stream):
                yield _content(one)


def _content(stream: pikepdf.Stream) -> str:
    try:
        data = stream.read_bytes()
    except (pikepdf.PdfError, zlib.error):
        data = stream.read_raw_bytes()
    return data.decode("utf-16" if data[:2] in (b"\xfe\xff", b"\xff\xfe") else "latin-1", "replace")
