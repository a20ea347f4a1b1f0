"""Files as programs of all kinds write them: encodings, ends of lines, delimiters, packed or not."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from exports import HEADER, row, run

TEXT = HEADER + row(1) + row(2, title="Köln") + row(3, "B")
MIXED_ENDS = TEXT.replace("\n", "\r\n", 2).encode()[:-1] + b"\r"
PLAIN = TEXT.replace("ö", "oe").encode()


@pytest.mark.parametrize(
    ("content", "source", "note"),
    [
        (b"\xef\xbb\xbf" + TEXT.encode(), {}, ""),
        (TEXT.replace("\n", "\r\n").encode(), {}, ""),
        (TEXT.replace("\n", "\r").encode(), {}, ""),
        (TEXT.encode() + b"\x1a", {}, ""),
        (gzip.compress(TEXT.encode()), {}, ""),
        (TEXT.replace(",", ";").encode(), {}, "was read with semicolons between cells"),
        (TEXT.replace(",", "\t").encode(), {}, "was read with tabs between cells"),
        (TEXT.encode("utf-16"), {"encoding": "utf-16"}, ""),
        (TEXT.encode("latin-1"), {"encoding": "latin-1"}, ""),
        (MIXED_ENDS, {}, ""),
    ],
    ids=["bom", "crlf", "cr", "ctrl-z", "gzip", "semicolons", "tabs", "utf-16", "latin-1", "mixed-ends"],
)
def test_f11_what_is_accepted(tmp_path: Path, content: bytes, source: object, note: str) -> None:
    """All rows come with their text, and what was guessed is told."""
    found = run(tmp_path, content, source=source)
    assert (found.code, found.value("tickets.opened"), found.value("tickets.opened", "B")) == (0, 2, 1)
    assert "Köln" in (found.pack() / "pack.html").read_text("utf-8")
    assert note in found.said
    assert ("note:" in found.said) == bool(note)


@pytest.mark.parametrize(
    ("content", "source", "words"),
    [
        (TEXT.encode("utf-16"), {}, ("is UTF-16", "encoding: utf-16")),
        (PLAIN.decode().encode("utf-16-le"), {}, ("is UTF-16", "add encoding: utf-16-le")),
        (TEXT.encode("latin-1"), {}, ("line 3", "byte ", "encoding: cp1252")),
        (TEXT.encode() + row(4, title="Köln").encode("latin-1"), {}, ("line 5", "byte ", "encoding: cp1252")),
        (PLAIN.replace(b"word1", b"wo\0rd"), {}, ("line 2", "NUL")),
        (PLAIN.replace(b"word1", b"wo\0rd"), {"encoding": "latin-1"}, ("line 2", "NUL")),
        (PLAIN.replace(b"word1", b"\xed\xa0\x80"), {}, ("line 2", "byte ")),
        (gzip.compress(PLAIN * 50)[:-20], {}, ("damaged gzip",)),
        (PLAIN, {"encoding": "base64"}, ("is not an encoding",)),
    ],
    ids=["utf-16", "utf-16-no-bom", "latin-1", "mixed", "nul", "nul-in-latin", "surrogate", "cut-gzip", "no-charset"],
)
def test_f11_what_is_refused(tmp_path: Path, content: bytes, source: object, words: tuple[str, ...]) -> None:
    """The place is named, and what to declare."""
    found = run(tmp_path, content, source=source)
    assert found.code == 2
    assert [word for word in ("data/tickets.csv", *words) if word not in found.said] == []
