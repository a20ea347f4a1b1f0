"""Bookmarks, contents with pages, and what a PDF says of itself: the same by either engine."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pypdfium2
import pytest
from page_reader import Page
from tag_reader import Tagged
from test_engines import STYLE, document, page

from reviewgen import pdf
from reviewgen.model import Profile
from reviewgen.outputs import slug
from reviewgen.pdf.contents import beginning, last_page, with_pages, with_room
from reviewgen.pdf.headings import Heading, headings, with_names

ACCOUNTS = ("BRIGHT", "CALDER", "ELBMARK", "HOLLIN", "TERN")
PROFILES: tuple[Profile, ...] = ("standard", "archive")
BODY = """<h1>All &amp; one</h1><p>Text</p><h2 id="a"><span>1</span> First</h2><h3>In <b>first</b></h3>
<h2 id="b">Second</h2><h4>Deep</h4>"""


class Bookmark(NamedTuple):
    """A bookmark: its level, its title, whether what is below it is hidden, and the page that it leads to."""

    level: int
    title: str
    closed: bool
    page: int


def bookmarks(data: bytes | Path) -> list[Bookmark]:
    """Return the bookmarks of a PDF in order."""
    made = pikepdf.open(data if isinstance(data, Path) else io.BytesIO(data))
    numbers = {sheet.obj.objgen: number for number, sheet in enumerate(made.pages, 1)}

    def read(items: list[Any], level: int) -> list[Bookmark]:
        found = []
        for one in items:
            is_closed = bool(one.is_closed and one.children)
            found.append(Bookmark(level, one.title, is_closed, numbers[one.destination[0].objgen]))
            found += read(one.children, level + 1)
        return found

    with made, made.open_outline() as outline:
        return read(outline.root, 1)


def test_headings_get_names_and_keep_those_they_have() -> None:
    """Every heading of the first three levels can be led to; the text is that of the reader."""
    named = with_names(BODY)
    assert headings(named) == (
        Heading(1, "heading-1", "All & one"),
        Heading(2, "a", "1 First"),
        Heading(3, "heading-2", "In first"),
        Heading(2, "b", "Second"),
    )
    assert with_names(named) == named


@pytest.mark.parametrize("profile", PROFILES)
def test_bookmarks_follow_the_headings(profile: Profile) -> None:
    """They are nested as headings are, and only the first level is open."""
    found = bookmarks(pdf.render(document(BODY), profile).data)
    assert found == [
        Bookmark(1, "All & one", False, 1),
        Bookmark(2, "1 First", True, 1),
        Bookmark(3, "In first", False, 1),
        Bookmark(2, "Second", False, 1),
    ]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_page_without_headings_has_no_bookmarks(profile: Profile) -> None:
    """Nothing fails where there is nothing to lead to."""
    assert bookmarks(pdf.render(document("<p>Text</p>"), profile).data) == []


@pytest.mark.parametrize("profile", PROFILES)
def test_a_heading_that_is_not_printed_has_no_bookmark(profile: Profile) -> None:
    """What only screens show is left out."""
    body = '<h1>Shown</h1><h2 style="display: none">Hidden</h2>'
    assert [one.title for one in bookmarks(pdf.render(document(body), profile).data)] == ["Shown"]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_both_profiles_have_the_same_bookmarks(
    sample_packs: Path, archives: Callable[[str], Path], documents: dict[str, pdf.Document], account: str
) -> None:
    """For every heading of a sample pack one, at the same level in both, leading to a page that shows it."""
    standard = sample_packs / "2026-10" / slug(account) / "pack.pdf"
    written = [one.text for one in Page(documents[account].html).elements if re.fullmatch("h[123]", one.tag)]
    shapes = []
    for path in (standard, archives(account)):
        found = bookmarks(path)
        assert [one.title for one in found] == written
        texts = [squeezed(sheet.get_textpage().get_text_range()) for sheet in pypdfium2.PdfDocument(path.read_bytes())]
        assert [one.title for one in found if squeezed(one.title) not in texts[one.page - 1]] == []
        shapes.append([(one.level, one.closed) for one in found])
    assert shapes[0] == shapes[1]


def squeezed(text: str) -> str:
    """Return a text without spaces and without the hyphens at the ends of lines."""
    return re.sub(r"\s+", "", text.replace("\ufffe", "-"))


@pytest.mark.parametrize("profile", PROFILES)
def test_what_the_file_says_of_itself(profile: Profile) -> None:
    """Title, author, subject, dates and language are there, and readers show the title instead of the file's name."""
    data = pdf.render(document(subject="Prepared for – you"), profile).data
    with pikepdf.open(io.BytesIO(data)) as made:
        info = {key: str(value) for key, value in made.docinfo.items()}
        assert info["/Title"] == "Calder Rail – Æther “Q3”"
        assert info["/Author"] == "Northwind"
        assert info["/Subject"] == "Prepared for – you"
        assert re.fullmatch(r"D:20261102060030\+01'00'?", info["/CreationDate"])
        assert info["/ModDate"] == info["/CreationDate"]
        assert str(made.Root.Lang) == "en-GB"
        assert made.Root.ViewerPreferences.DisplayDocTitle


def test_places_for_pages_are_filled() -> None:
    """Each place gets the page of what it names, or none; the room that is kept for it before is no page."""
    html = '<span class="page" data-page="#a"></span><span class="page" data-page="#b"></span><b>x</b>'
    assert with_pages(html, {"a": 7}) == html.replace('#a"></span>', '#a">7</span>')
    assert with_pages(with_room(html), {"a": 7}) == with_pages(html, {"a": 7})
    assert with_room(html).count(">00<") == 2


def test_only_the_beginning_is_printed_again() -> None:
    """Up to what is listed first after the pages that the list can stand on, and with the number of all pages."""
    names = ("a", "b", "c", "d")
    places = "".join(f'<span class="page" data-page="#{name}"></span>' for name in names)
    sections = "".join(f'<h2 class="x" id="{name}">{name}</h2>' for name in names)
    html = f"<style>counter(pages)</style>{places}{sections}"
    pages = {"a": 2, "b": 2, "c": 3, "d": 4}
    assert last_page(html, pages) == 2
    kept = beginning(html, pages, 9)
    assert kept.endswith('<h2 class="x" id="c">c</h2>')
    assert kept.startswith('<style>"9"</style><span')
    assert beginning(html, dict.fromkeys(names, 1), 9).endswith("d</h2>")
    assert beginning(html.replace('"d">d', "d>d"), pages, 9).endswith("d</h2>")


@pytest.mark.parametrize("profile", PROFILES)
def test_contents_name_the_pages_that_sections_begin_on(profile: Profile) -> None:
    """Before and after the list, and where it grows by its own numbers."""
    names = [f"s{number}" for number in range(30)]
    entries = "".join(
        f'<li><a href="#{name}">To {name}: <span class="page" data-page="#{name}"></span></a></li>' for name in names
    )
    sections = "".join(f'<h2 id="{name}" style="margin-top: 90mm">Begin {name}</h2>' for name in names)
    foot = '@page { @bottom-right { content: "Page " counter(page) " of " counter(pages) } }'
    html = page(f"<ol>{entries}</ol>{sections}", f"{STYLE}{foot}")
    sheets = pypdfium2.PdfDocument(pdf.render(document(html=html), profile).data)
    texts = [sheet.get_textpage().get_text_range() for sheet in sheets]
    told = dict(re.findall(r"To (s\d+):\s*(\d+)", texts[0]))
    begins = {name: str(number) for number, text in enumerate(texts, 1) for name in re.findall(r"Begin (s\d+)", text)}
    assert told == begins
    assert [f"of {len(texts)}" in text for text in texts] == [True] * len(texts)
    assert len({*told.values()}) >= 8


def test_contents_of_the_full_sample_name_its_pages(sample_packs: Path, archives: Callable[[str], Path]) -> None:
    """The contents of the sample in full depth tell the pages to which its bookmarks lead, in both profiles."""
    standard, archive = sample_packs / "2026-10" / slug("CALDER") / "pack.pdf", archives("CALDER")
    tagged = Tagged(archive)
    told = {
        standard: pypdfium2.PdfDocument(standard.read_bytes())[0].get_textpage().get_text_range().split("Contents")[-1],
        archive: "\n".join(tagged.text(entry) for entry in tagged.all("TOCI")),
    }
    for path, text in told.items():
        pages = {one.title: one.page for one in bookmarks(path) if re.match(r"(\d+|[A-Z]) ", one.title)}
        listed = re.sub(" +", " ", text)
        for title in pages:
            assert title in listed
            listed = listed.replace(title, "")
        assert len(pages) > 15
        assert sorted(map(int, re.findall(r"\d+", listed)[: len(pages)])) == sorted(pages.values())


def test_screens_show_no_pages(sample_packs: Path) -> None:
    """In the HTML the places stay empty."""
    html = (sample_packs / "2026-10" / slug("CALDER") / "pack.html").read_text("utf-8")
    places = re.findall(r'data-page="#[^"]+">(.*?)</span>', html)
    assert len(places) > 15
    assert {*places} == {""}
