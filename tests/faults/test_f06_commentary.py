"""F06: the supervisor's Markdown brings words into a pack, and nothing else: no file, no request, no link that acts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pypdf
import pytest
import small_project
from commands import pack_of
from page_reader import Page

from reviewgen.model import Profile
from reviewgen.pdf.document import ClosedAssets
from reviewgen.sections import TITLES

NOTE = """Words ![a](file:///etc/passwd) ![](http://169.254.169.254/latest) ![b][pic] [web](https://example.com/ok)

<link rel=attachment href="file:///etc/passwd"><object data="file:///etc/passwd"></object>
<svg><image href="http://169.254.169.254/x"/></svg><style>@import "http://169.254.169.254/y";</style>
<a href="file:///etc/passwd" rel="attachment">raw</a> <!-- gone? --> <iframe src="//example.com"></iframe>

[one](javascript:alert(1)) [two](JaVaScRiPt&colon;alert(1)) [three](file:///etc/passwd) [four](FILE:/etc/passwd)
[five](data:text/html,x) [six](vbscript:x) [seven](../other/pack.html) [eight](pack:fonts/Inter-Regular.ttf)
[nine](&#106;avascript:alert(1)) [ten](<java\tscript:alert(1)>) <javascript:alert(1)> <file:///etc/passwd>

[pic]: file:///etc/passwd
"""
WEB = "https://example.com/ok"
ALLOWED = rf"$|#[\w-]|{WEB}$|http://169\.254\.169\.254/latest$|mailto:"


@pytest.mark.parametrize("profile", ["standard", "archive"])
def test_f06_commentary_is_inert(profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In notes and in the brief: no element but text, one link that was meant, and engines ask for assets only."""
    asked: list[str] = []

    def take(self: ClosedAssets, url: str) -> bytes | None:
        asked.append(url)
        return given(self, url)

    given = ClosedAssets.take
    monkeypatch.setattr(ClosedAssets, "take", take)
    account = small_project.account_file("A", notes=dict.fromkeys(TITLES, NOTE), depth="standard")
    account["internal"]["commercial"] = NOTE
    pack = pack_of(small_project.write(tmp_path, [account], small_project.desk("A")), "--profile", profile)

    for name in ("pack.html", "internal/brief.html"):
        page = Page((pack / name).read_text("utf-8"))
        links = {one.attributes.get("href", "") for one in page.all("a")}
        assert WEB in links
        assert [link for link in links if not re.match(ALLOWED, link)] == []
        assert page.all("img", "object", "iframe", "image", "link", "base", "embed") == []
        for words in ("one", "three", "<object data=", "<iframe src=", "<link rel=attachment"):
            assert words in page.text

    assert asked
    assert [url for url in asked if not url.startswith("pack:")] == []
    for name in ("pack.pdf", "internal/brief.pdf"):
        reader = pypdf.PdfReader(pack / name)
        assert {uri for uri in uris(reader) if not uri.startswith("mailto:")} <= {WEB, "http://169.254.169.254/latest"}
        ours = {path.name for path in (pack / "data").iterdir()} | {"figures.json"}
        assert set(reader.attachments) <= ours
        raw = b"".join(part.get_data() for part in _streams(reader))
        assert b"root:" not in raw


def _streams(reader: pypdf.PdfReader) -> list[pypdf.generic.StreamObject]:
    """Return all streams of a PDF, which are unpacked when they are read."""
    found = (reader.get_object(number) for number in range(1, int(str(reader.trailer["/Size"]))))
    return [one for one in found if isinstance(one, pypdf.generic.StreamObject) and one.get("/Subtype") != "/Image"]


def uris(node: Any) -> list[str]:
    """Return what the links of an opened PDF lead to outside."""
    notes = [note.get_object() for sheet in node.pages for note in sheet.get("/Annots", [])]
    return [str(note["/A"]["/URI"]) for note in notes if "/URI" in note.get("/A", {})]
