"""Tags of an archive PDF where texts go on over pages: what a reader hears is whole, and in order."""

from __future__ import annotations

import io
from pathlib import Path

import page as validator
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image
from tag_reader import Tag, Tagged
from test_engines import document

from reviewgen import pdf

LINES = "This note begins in the line of its author, and it goes on for more than one line until it ends at last here."
LONG = "One sentence of the paragraph that goes on and on. " * 90
BODY = f"""
<header><span><img src="pack:plain.png" alt="">Provider</span><span>Prepared</span></header>
<main><h1>Account</h1>
<p>See <a href="#second">the second section, whose title is so long that the link to it is broken over two lines for
sure, whatever the width of the letters</a> or <a href="mailto:a@example.com">write</a>.</p>
<p class="empty"></p>
<img src="pack:logo.png" alt="Logo of the provider">
<section><h2>First</h2><div>Loose text <b>in bold</b><p>{LONG}</p>more loose text</div>
<ul style="list-style: none">{"".join(f"<li><b>Point</b> {n}</li>" for n in range(70))}</ul></section>
<section><h2 id="second">Second section</h2>
<ol>{"".join(f"<li>Step {n}<ul><li>Part {n}</li></ul></li>" for n in range(50))}</ol>
<dl>{"".join(f"<div><dt>Term{n}</dt> <dd>Meaning {n}</dd></div>" for n in range(3))}</dl>
<blockquote><p>Quoted</p></blockquote>
<div><p style="display: inline">By us:</p> <p style="display: inline">{LINES}</p></div>
<table><caption>Numbers</caption><thead><tr><th scope="col">N</th><th scope="col">Square</th></tr></thead>
<tbody>{"".join(f'<tr><th scope="row">{n}</th><td>{n * n}</td></tr>' for n in range(120))}</tbody></table>
<table><caption>Empty cells</caption><thead><tr><th>A</th><th>B</th></tr></thead>
<tbody><tr><th scope="row">x</th><td></td></tr></tbody></table>
<table style="width: 60mm; table-layout: fixed; overflow-wrap: anywhere; break-inside: avoid"><caption>Broken</caption>
<thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><th scope="row">{"W" * 60} end</th>
<td>well-<wbr>known words {"x" * 20}<wbr>{"y" * 20} end</td></tr></tbody></table>
<nav><ol><li><a href="#second">To the second</a></li><li><a href="#end">To the end</a></li></ol></nav>
</section><h2 id="end">End</h2><p>Last words.</p></main>
"""


def picture(mode: str) -> bytes:
    """Return a small picture."""
    out = io.BytesIO()
    Image.new(mode, (40, 20), "white").save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> Tagged:
    """The archive PDF of a page with all that goes on over pages."""
    assets = {**document(BODY).assets, "logo.png": picture("RGBA"), "plain.png": picture("RGB")}
    path: Path = tmp_path_factory.mktemp("tags") / "made.pdf"
    path.write_bytes(pdf.render(document(BODY, assets=assets), "archive").data)
    return Tagged(path)


def squeezed(text: str) -> str:
    """Return a text without spaces."""
    return "".join(text.split())


def pages(tag: Tag) -> set[int]:
    """Return the pages that an element stands on."""
    return {page for page, _ in tag.all_places()}


@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_a_page_of_all_kinds_is_valid(tagged: Tagged, profile: str) -> None:
    """With pictures, nested lists and empty paragraphs too, the file holds what it claims."""
    report = validator.validate_pdf(tagged.path, profile=profile)
    assert {one.rule_id for one in report.failures} - {"PDFA3A-STREAM-LENGTH-001"} == set()


def test_a_paragraph_over_pages_is_one(tagged: Tagged) -> None:
    """It stands on two pages, and says all of its text, with a space wherever a line ends."""
    (paragraph,) = [tag for tag in tagged.all("P") if tagged.text(tag).startswith("One sentence")]
    assert len(pages(paragraph)) == 2
    assert tagged.text(paragraph).strip() == LONG.strip()


def test_text_beside_blocks_is_in_paragraphs(tagged: Tagged) -> None:
    """What stands loose in a container is read as a paragraph before and after the one in it."""
    said = [tagged.text(tag).strip() for tag in tagged.all("P")]
    first = said.index("Loose text in bold")
    assert said[first + 1].startswith("One sentence")
    assert said[first + 2] == "more loose text"
    assert said[0].replace(" ", "") == "ProviderPrepared"


def test_sections_and_lists_over_pages_are_one(tagged: Tagged) -> None:
    """Each section, and the list in it, is tagged once with all its items."""
    sections = tagged.all("Sect")
    assert [tagged.text(section.below("H2")[0]) for section in sections] == ["First", "Second section"]
    (points,) = sections[0].below("L")
    assert len(pages(points)) >= 2
    assert [squeezed(tagged.text(item)) for item in points.kids] == [f"Point{n}" for n in range(70)]


def test_numbered_lists_hold_those_within_them(tagged: Tagged) -> None:
    """Each step has its number as a label, and its parts in its body."""
    steps = next(found for found in tagged.all("L") if found.attribute("ListNumbering") == "/Decimal")
    assert len(steps.kids) == 50
    assert [tagged.text(step.kids[0]).strip() for step in steps.kids] == [f"{n}." for n in range(1, 51)]
    for number, step in enumerate(steps.kids):
        (inner,) = step.kids[1].below("L")
        assert str(inner.attribute("ListNumbering")) == "/Disc"
        assert tagged.text(inner.below("LBody")[0]).strip() == f"Part {number}"


def test_terms_are_labels_of_what_is_said_of_them(tagged: Tagged) -> None:
    """Each term with its meaning is one item."""
    (terms,) = [found for found in tagged.all("L") if tagged.text(found).startswith("Term0")]
    assert [(item.kids[0].kind, item.kids[1].kind) for item in terms.kids] == [("Lbl", "LBody")] * 3
    assert tagged.text(terms.kids[2].kids[0]).strip() == "Term2"
    assert tagged.text(terms.kids[2].kids[1]).strip() == "Meaning 2"
    assert terms.attribute("ListNumbering") is None


def test_a_table_over_pages_is_one(tagged: Tagged) -> None:
    """Its head is tagged once, its rows all follow each other."""
    table = tagged.all("Table")[0]
    assert len(pages(table)) >= 2
    assert [tagged.text(row.kids[0]).strip() for row in table.below("TR")] == ["N", *map(str, range(120))]
    assert len(pages(table.below("THead")[0])) == 1


def test_words_that_are_broken_stay_words(tagged: Tagged) -> None:
    """Where a long word goes on in the next line nothing parts it; where words end, a space does."""
    head, cell = tagged.all("Table")[2].below("TBody")[0].kids[0].kids
    assert tagged.text(head) == f"{'W' * 60} end"
    assert tagged.text(cell).replace("\ufffe", "-") == f"well-known words {'x' * 20}{'y' * 20} end"
    assert len({round(top) for top in tops(tagged, head)}) >= 4


def tops(tagged: Tagged, tag: Tag) -> list[float]:
    """Return how high each line of an element stands."""
    (page,) = pages(tag)
    numbers = {number for _, number in tag.all_places()}
    sheet = pypdfium2.PdfDocument(tagged.path)[page]
    found = sheet.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=1)
    return [one.get_bounds()[3] for one in found if pdfium.FPDFPageObj_GetMarkedContentID(one.raw) in numbers]


def test_a_paragraph_within_a_line_is_one(tagged: Tagged) -> None:
    """One that begins behind another in the same line, and goes on in the next one, is read in one piece."""
    said = [tagged.text(tag).strip() for tag in tagged.all("P")]
    assert said[said.index("By us:") + 1] == LINES


def test_an_empty_cell_stays(tagged: Tagged) -> None:
    """Without it the table would not be regular."""
    table = tagged.all("Table")[1]
    assert [[cell.kind for cell in row.kids] for row in table.below("TR")] == [["TH", "TH"], ["TH", "TD"]]


def test_pictures_are_told_or_left_out(tagged: Tagged) -> None:
    """One with words is a figure that says them; one for decoration alone is none; neither is smoothed."""
    assert [figure.alt for figure in tagged.all("Figure")] == ["Logo of the provider"]
    streams = [one for one in tagged.pdf.objects if isinstance(one, pikepdf.Stream)]
    images = [one for one in streams if one.get("/Subtype") == "/Image"]
    assert len(images) >= 3
    assert not any("/Interpolate" in one for one in images)


def test_links_tell_their_targets(tagged: Tagged) -> None:
    """A link tells the heading that it leads to, or the address; over two lines it is two, each in a tag of its own."""
    told = [(tag.kind, [str(one.Contents) for one in tag.links]) for tag in tagged.all("Link")]
    assert told.count(("Link", ["Second section"])) >= 3
    assert ("Link", ["mailto:a@example.com"]) in told
    assert ("Link", ["End"]) in told


def test_a_list_of_links_is_one_of_contents(tagged: Tagged) -> None:
    """Where each item is a link to a place in the document, and no other list is."""
    (contents,) = tagged.all("TOC")
    assert [squeezed(tagged.text(entry)) for entry in contents.kids] == ["1.Tothesecond", "2.Totheend"]
    assert [[part.kind for part in entry.kids] for entry in contents.kids] == [["Lbl", "Reference"]] * 2


def test_what_is_read_is_in_order(tagged: Tagged) -> None:
    """From the provider to the last words, each once."""
    said = squeezed(tagged.text(tagged.root))
    order = ["Provider", "Account", "See", "First", "Loose", "Point69", "Step49", "Quoted", "14161", "Lastwords."]
    assert [said.count(word) for word in ("Provider", "Quoted", "14161", "Lastwords.")] == [1, 1, 1, 1]
    assert sorted(order, key=said.index) == order
