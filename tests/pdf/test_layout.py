"""Where things stand on the pages of real PDFs: nothing leaves its page, is torn apart or left alone."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pypdfium2
import pytest
import small_project
from page_reader import Page
from reviewed import case, figure, inputs
from small_project import built
from tag_reader import Tag, Tagged

from reviewgen import pdf
from reviewgen.html import Renderer
from reviewgen.model import Profile
from reviewgen.outputs import slug
from reviewgen.pack import assemble
from reviewgen.resources import templates
from reviewgen.sections import definitions
from reviewgen.sections.view import Cell, Head, Table

ACCOUNTS = ("BRIGHT", "CALDER", "ELBMARK", "HOLLIN", "TERN")
PROFILES: tuple[Profile, ...] = ("standard", "archive")
MM = 72 / 25.4
EDGE = 10 * MM
"""So far text keeps from the edges of a page; at the foot half as far."""
FOOT = 14 * MM
"""Below this only the foot of a page stands."""
LETTER = 5.45
"""How high a capital letter of a page's foot is, in points. The fast engine shrinks pages for what is too wide."""


class Box(NamedTuple):
    """A line of text on a page, in points from its left lower corner."""

    left: float
    bottom: float
    right: float
    top: float


@cache
def lines(path: Path) -> list[list[Box]]:
    """Return the boxes of text of each page of a PDF."""
    return boxes(pypdfium2.PdfDocument(path.read_bytes()))


def boxes(sheets: pypdfium2.PdfDocument) -> list[list[Box]]:
    """Return the boxes of text of each page."""
    found = []
    for sheet in sheets:
        text = sheet.get_textpage()
        found.append([Box(*text.get_rect(number)) for number in range(text.count_rects())])
    return found


def beyond(sheets: pypdfium2.PdfDocument) -> list[tuple[int, Box]]:
    """Return the boxes of text that come too near to an edge of their page, or leave it."""
    sizes = [sheet.get_size() for sheet in sheets]
    return [
        (page, box)
        for page, (found, (width, height)) in enumerate(zip(boxes(sheets), sizes, strict=True), 1)
        for box in found
        if box.left < EDGE or box.right > width - EDGE or box.bottom < EDGE / 2 or box.top > height - EDGE
    ]


def letters(sheets: pypdfium2.PdfDocument) -> set[float]:
    """Return how high the P of "Page" is in the foot of each page."""
    found = set()
    for sheet in sheets:
        text = sheet.get_textpage()
        _, bottom, _, top = text.get_charbox(text.get_text_range().rindex("Page"))
        found.add(round(top - bottom, 1))
    return found


# The sample


@pytest.fixture(params=[(account, profile) for account in ACCOUNTS for profile in PROFILES], ids="-".join)
def pack(request: pytest.FixtureRequest, sample_packs: Path, archives: Callable[[str], Path]) -> Path:
    """Each sample pack by either engine; ELBMARK is delivered as an archive alone."""
    account, profile = request.param
    if profile == "archive":
        return archives(account)
    return sample_packs / "2026-10" / slug(account) / ("internal/brief.pdf" if account == "ELBMARK" else "pack.pdf")


def test_no_text_leaves_its_page(pack: Path) -> None:
    """Every line stands inside its page, and every page is as large as it was set."""
    sheets = pypdfium2.PdfDocument(pack.read_bytes())
    assert beyond(sheets) == []
    assert letters(sheets) == {round(LETTER, 1)}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_text_leaves_the_pages_beside_the_pack(sample_packs: Path, account: str) -> None:
    """The same holds for the internal briefs, and for the page over all accounts."""
    for path in (f"{slug(account)}/internal/brief.pdf", "portfolio.pdf"):
        assert beyond(pypdfium2.PdfDocument((sample_packs / "2026-10" / path).read_bytes())) == []


def test_no_heading_is_left_alone(pack: Path) -> None:
    """Below each heading, on its page, something of its section follows."""
    with pikepdf.open(pack) as found, found.open_outline() as outline:
        numbers = {page.obj.objgen: number for number, page in enumerate(found.pages)}
        places = [(numbers[one.destination[0].objgen], float(one.destination[3])) for one in headings(outline.root)]
    assert len(places) >= 4
    for page, top in places:
        assert [box for box in lines(pack)[page] if FOOT < box.top < top - 8 * MM]


def headings(items: list[pikepdf.OutlineItem]) -> Iterator[Any]:
    """Return all bookmarks of a PDF, whatever their level."""
    for one in items:
        yield one
        yield from headings(one.children)


def test_no_caption_is_left_alone(pack: Path, documents: dict[str, pdf.Document]) -> None:
    """A table begins on the page of its caption: text follows below."""
    account = next(name for name in ACCOUNTS if slug(name) in str(pack) or pack.stem == name)
    name = f"{account} brief" if pack.name == "brief.pdf" else account
    captions = {one.text for one in Page(documents[name].html).all("caption")}
    sheets = pypdfium2.PdfDocument(pack.read_bytes())
    found = [(page, box) for page, sheet in enumerate(sheets) for box in matches(sheet.get_textpage(), captions)]
    assert len(found) >= len(captions) / 2
    for page, box in found:
        assert [one for one in lines(pack)[page] if FOOT < one.top < box.bottom]


def matches(text: Any, captions: set[str]) -> Iterator[Box]:
    """Yield where these words stand on a page, if they stand there in one line."""
    whole = text.get_text_range()
    for words in captions:
        for one in re.finditer(re.escape(words), whole):
            first, last = (text.get_charbox(place) for place in (one.start(), one.end() - 1))
            yield Box(first[0], min(first[1], last[1]), last[2], first[3])


@pytest.mark.parametrize("account", ACCOUNTS)
def test_what_belongs_together_stands_on_one_page(archives: Callable[[str], Path], account: str) -> None:
    """By the tags of the archive: rows, and drawings with their captions, are not torn; tables begin with two rows."""
    tagged = Tagged(archives(account))
    for row in tagged.all("TR"):
        assert len(pages(row)) == 1
    for table in tagged.all("Table"):
        caption, head, body = table.kids
        assert pages(caption) == pages(head) == pages(body.kids[0])
        assert pages(body.kids[1] if len(body.kids) > 1 else head) == pages(head)
    for drawing in tagged.all("Div"):
        assert len(pages(drawing)) == 1


def pages(tag: Tag) -> set[int]:
    """Return the pages that an element stands on."""
    return {page for page, _ in tag.all_places()}


# More than anybody writes


def test_words_of_5000_letters_stay_on_the_page(tmp_path: Path) -> None:
    """Such a word in every text column and field of an account: all of them inside pages of full size."""

    def long(table: str, column: str) -> str:
        most = 160 if column == "cover_line" else 5000
        return f"{table}{column}".ljust(most, "W") if column not in ("priority", "id") else ""

    decisions = [{"text": "https://example.com/" + "path/" * 990}, {"text": "no\u00a0break\u00a0" * 500}]
    account = small_project.account_file("A", long, decisions=decisions, depth="standard")
    project = small_project.write(tmp_path, [account], small_project.rows("A", long))
    result = built(project, tmp_path / "out", formats=("pdf",), profile="standard")["A"]
    for name in ("pack.pdf", "internal/brief.pdf"):
        sheets = pypdfium2.PdfDocument((small_project.folder_of(result) / name).read_bytes())
        assert beyond(sheets) == []
        assert letters(sheets) == {round(LETTER, 1)}
        assert len(sheets) > 50


def test_long_words_stay_on_the_pages_of_the_archive(tmp_path: Path) -> None:
    """Words of 300 letters everywhere in a brief pack: the engine of archives takes its time for longer ones."""

    def long(table: str, column: str) -> str:
        most = 160 if column == "cover_line" else 300
        return f"{table}{column}".ljust(most, "W") if column not in ("priority", "id") else ""

    account = small_project.account_file("A", long, depth="brief")
    project = small_project.write(tmp_path, [account], small_project.desk("A", long))
    asked: Any = {"profile": "archive", "formats": ("pdf",), "audiences": ("customer",)}
    result = built(project, tmp_path / "out", **asked)["A"]
    sheets = pypdfium2.PdfDocument((small_project.folder_of(result) / "pack.pdf").read_bytes())
    assert beyond(sheets) == []
    assert letters(sheets) == {round(LETTER, 1)}


def of_table(table: Table, profile: Profile) -> pypdfium2.PdfDocument:
    """Return the PDF of a pack in full depth whose appendix of definitions holds this table."""
    made = assemble(inputs(case(figure("tickets.opened", 12))))
    parts = [
        dataclasses.replace(part, content=definitions.Context(table)) if part.name == "definitions" else part
        for part in made.parts
    ]
    pages = Renderer(templates()).pack(dataclasses.replace(made, parts=tuple(parts)))
    document = pdf.Document(
        html=pages.paper, assets=pages.assets, title="T", author="A", language="en-GB", created=made.inputs.as_of
    )
    return pypdfium2.PdfDocument(pdf.render(document, profile).data)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_table_of_60_columns_comes_in_parts(profile: Profile) -> None:
    """Every column and every cell is on some page, each part with the heads of its rows, all inside the page."""
    heads = (Head("Row", 10), *(Head(f"c{number}h", 1) for number in range(59)))
    rows = [(Cell(f"r{row}h"), *(Cell(f"r{row}c{number}") for number in range(59))) for row in range(12)]
    sheets = of_table(Table("Wide", heads, tuple(rows)), profile)
    text = " ".join(sheet.get_textpage().get_text_range() for sheet in sheets)
    words = re.findall(r"[rc]\d+[hc]\d*", squeezed_lines(text))
    assert {f"c{number}h" for number in range(59)} <= {*words}
    assert {f"r{row}c{number}" for row in range(12) for number in range(59)} <= {*words}
    assert words.count("r3h") >= 4
    assert beyond(sheets) == []
    assert letters(sheets) == {round(LETTER, 1)}


def squeezed_lines(text: str) -> str:
    """Return a text in which what a narrow cell breaks is one again."""
    return re.sub(r"(?<=\w)[\r\n]+(?=\d|h)", "", text)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_long_word_stays_in_its_cell(profile: Profile) -> None:
    """A word of 5,000 letters in the caption and a cell of a table, and of 300 in a head: all inside pages."""
    long = "W" * 5000
    heads = (Head("Row", 30), Head(long[:300], 50), Head("Right", 20, "right"))
    rows = ((Cell("a"), Cell(long), Cell("1")), (Cell("b"), Cell("short"), Cell("2")))
    sheets = of_table(Table(long, heads, rows), profile)
    assert beyond(sheets) == []
    assert letters(sheets) == {round(LETTER, 1)}
    assert sum(sheet.get_textpage().get_text_range().count("W") for sheet in sheets) >= 10300


@pytest.mark.parametrize("profile", PROFILES)
def test_heads_are_repeated_and_rows_kept_whole(profile: Profile) -> None:
    """On every page that a table stands on it has its head, and no row is torn apart, nor the last one left alone."""
    heads = (Head("Item", 20), Head("Uniquehead", 80))
    rows = tuple((Cell(f"row{row}"), Cell(f"a{row}z " + "word " * 60 + f" y{row}z")) for row in range(90))
    sheets = of_table(Table("Long", heads, rows, whole=False), profile)
    texts = [sheet.get_textpage().get_text_range() for sheet in sheets]
    holding = [text for text in texts if re.search(r"\ba\d+z", text)]
    assert len(holding) >= 4
    assert all("Uniquehead" in text for text in holding)
    for text in holding:
        assert re.findall(r"\ba(\d+)z", text) == re.findall(r"\by(\d+)z", text)
    assert len(re.findall(r"\ba\d+z", holding[-1])) >= 2


@pytest.mark.parametrize("profile", PROFILES)
def test_drawings_are_kept_whole(profile: Profile, documents: dict[str, pdf.Document]) -> None:
    """However many stand in a row, each is on one page from its caption to its last word."""
    drawing = (
        '<figure><figcaption>Caption{0}q</figcaption><div class="drawing"><svg xmlns="http://www.w3.org/2000/svg" '
        'viewBox="0 0 100 90" width="100mm" height="90mm" font-family="Pack Inter"><title>T</title>'
        '<text x="0" y="9">top{0}q</text><text x="0" y="88">end{0}q</text></svg></div></figure>'
    )
    body = "".join(f"<p>{'Text. ' * (number * 9)}</p>{drawing.format(number)}" for number in range(12))
    start, rest = documents["BRIGHT"].html.split("<main>")
    html = f"{start}<main><h1>T</h1>{body}</main>{rest.partition('</main>')[2]}"
    made = pdf.render(dataclasses.replace(documents["BRIGHT"], html=html, attachments=()), profile)
    texts = [sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(made.data)]
    assert len(texts) >= 5
    for text in texts:
        assert re.findall(r"Caption(\d+)q", text) == re.findall(r"top(\d+)q", text) == re.findall(r"end(\d+)q", text)
