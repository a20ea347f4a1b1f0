"""Archive PDFs hold what they claim: PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) in one file.

Two validators look at each file, then come the demands of both standards that can be tested here, clause by clause.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import page as validator
import pdfua
import pikepdf
import pytest
from page_reader import Page
from tag_reader import Tagged

from reviewgen import pdf

NAMES = ("BRIGHT", "CALDER", "ELBMARK", "HOLLIN", "TERN", "CALDER brief", "portfolio")
PACKS = NAMES[:5]
STANDARD_KINDS = """
Document Part Sect Art Div BlockQuote TOC TOCI P H1 H2 H3 H4 L LI Lbl LBody Table THead TBody TR TH TD Caption
Reference Link Figure
"""
# What an element of a kind may hold, besides content (ISO 32000-1, 14.8.4; ISO 14289-1, 7.2 and 7.6).
BLOCKS = {"P", "L", "Table", "Figure", "Div", "H2", "H3", "H4", "BlockQuote", "TOC", "Art", "Sect"}
MAY_HOLD = {
    "Document": BLOCKS | {"Part"},
    "Part": BLOCKS | {"H1"},
    "Sect": BLOCKS,
    "Art": BLOCKS,
    "BlockQuote": BLOCKS,
    "Div": BLOCKS | {"Caption"},
    "TOC": {"TOCI", "TOC"},
    "TOCI": {"Lbl", "Reference"},
    "Reference": {"Link"},
    "L": {"LI"},
    "LI": {"Lbl", "LBody"},
    "LBody": {"Link"} | BLOCKS,
    "Table": {"Caption", "THead", "TBody"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TR": {"TH", "TD"},
    "TH": {"Link"} | BLOCKS,
    "TD": {"Link"} | BLOCKS,
} | {kind: {"Link", "Figure"} for kind in ("P", "H1", "H2", "H3", "H4", "Lbl", "Caption")}
HOLD_CONTENT = {"P", "H1", "H2", "H3", "H4", "Lbl", "LBody", "TH", "TD", "Caption", "Link", "Figure"}
PAINTING = {"Tj", "TJ", "'", '"', "Do", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "BI"}
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
XMP = "{http://ns.adobe.com/xap/1.0/}"


@cache
def opened(path: Path) -> Tagged:
    """Return a PDF, read once."""
    return Tagged(path)


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    """Each sample pack, an internal brief, and the page over all accounts."""
    return str(request.param)


@pytest.fixture
def tagged(archives: Callable[[str], Path], name: str) -> Tagged:
    """The archive PDF of each of them, with its tags."""
    return opened(archives(name))


@pytest.fixture
def html(documents: dict[str, pdf.Document], name: str) -> Page:
    """The page that it is made of."""
    return Page(documents[name].html)


# Validators


def test_pdfua_has_nothing_to_say(tagged: Tagged) -> None:
    """The pdfua package finds nothing, by all its rules but one, which its own mistake stops: that on empty headings.

    With pikepdf 10 it stumbles over an element that holds a list; `test_no_element_is_empty` looks in its place.
    """
    report = pdfua.validate(str(tagged.path))
    assert [one.to_dict() for one in report.findings] == []
    assert {one.rule_id for one in report.skipped} <= {"UA-14-001"}
    assert len(report.outcomes) >= 12


@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_a_second_validator_accepts_both_claims(tagged: Tagged, profile: str) -> None:
    """The page-validation package, which knows the rules of veraPDF, finds nothing against either claim."""
    report = validator.validate_pdf(tagged.path, profile=profile)
    found = {(one.rule_id, one.message) for one in report.failures}
    # It takes the carriage return that a stream may end with for an end of line; the next test looks for itself.
    assert {one for one in found if one[0] != "PDFA3A-STREAM-LENGTH-001"} == set()
    assert report.rules.total > 100


def test_streams_are_as_long_as_they_say(tagged: Tagged) -> None:
    """After its length each stream ends, on a line of its own."""
    data = tagged.path.read_bytes()
    starts = list(re.finditer(rb"/Length (\d+)[^\n]*?>>\nstream\n", data))
    assert len(starts) > 5
    assert {data[one.end() + int(one[1]) :][:10] for one in starts} == {b"\nendstream"}


# What the file says of itself


def packet(tagged: Tagged) -> ElementTree.Element:
    """Return the XMP of a PDF."""
    return ElementTree.fromstring(tagged.pdf.Root.Metadata.read_bytes())


def test_both_standards_are_claimed(tagged: Tagged) -> None:
    """PDF/A-3a and PDF/UA-1 in one packet, which is not compressed, and one declaration of the words of the latter."""
    attributes = {key: value for one in packet(tagged).iter(f"{RDF}Description") for key, value in one.items()}
    assert attributes["{http://www.aiim.org/pdfa/ns/id/}part"] == "3"
    assert attributes["{http://www.aiim.org/pdfa/ns/id/}conformance"] == "A"
    assert attributes["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    assert "/Filter" not in tagged.pdf.Root.Metadata
    schemas = list(packet(tagged).iter("{http://www.aiim.org/pdfa/ns/schema#}namespaceURI"))
    assert [one.text for one in schemas] == ["http://www.aiim.org/pdfua/ns/id/"]
    assert len(list(packet(tagged).iter(f"{RDF}RDF"))) == 1


def test_title_author_subject_and_dates_agree(tagged: Tagged, documents: dict[str, pdf.Document], name: str) -> None:
    """What the packet says is what the document information says, and what the document is."""
    root, info, document = packet(tagged), tagged.pdf.docinfo, documents[name]
    keys = ("title", "creator", "description")
    said = {key: "".join(one.itertext()) for key in keys for one in root.iter(f"{DC}{key}")}
    assert said == {"title": document.title, "creator": document.author, "description": document.subject}
    assert [str(info[key]) for key in ("/Title", "/Author", "/Subject")] == list(said.values())
    assert document.subject
    dates = {one.text for key in ("CreateDate", "ModifyDate") for one in root.iter(f"{XMP}{key}")}
    assert dates == {document.created.isoformat(timespec="seconds")}
    assert {str(info["/CreationDate"])[:16], str(info["/ModDate"])[:16]} == {f"D:{document.created:%Y%m%d%H%M%S}"}


def test_catalog(tagged: Tagged, documents: dict[str, pdf.Document], name: str) -> None:
    """Tagged, with a language, its title shown; no script, no form, no layers, no encryption."""
    root = tagged.pdf.Root
    assert root.MarkInfo.Marked
    assert not root.MarkInfo.get("/Suspects", False)
    assert str(root.Lang) == documents[name].language
    assert root.ViewerPreferences.DisplayDocTitle
    assert {"/OpenAction", "/AA", "/AcroForm", "/OCProperties", "/Perms", "/Encrypt"} & {*root.keys()} == set()
    assert "/JavaScript" not in root.Names
    assert not tagged.pdf.is_encrypted
    assert tagged.pdf.pdf_version == "1.7"
    assert len(tagged.pdf.trailer.ID) == 2


def test_colours_are_those_of_one_profile(tagged: Tagged) -> None:
    """One output intent, sRGB; no colours of printing inks."""
    (intent,) = tagged.pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.N == 3
    assert b"acsp" in intent.DestOutputProfile.read_bytes()[:40]
    assert not any(b"CMYK" in one.unparse() for one in tagged.pdf.objects if isinstance(one, pikepdf.Dictionary))


def test_fonts_are_embedded_and_can_be_read_back(tagged: Tagged) -> None:
    """Each font is in the file, with the way back from its glyphs to letters, and with their widths."""
    fonts = [one for one in tagged.pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]
    composite = [one for one in fonts if one.Subtype == "/Type0"]
    assert composite
    assert {str(one.Subtype) for one in fonts} <= {"/Type0", "/CIDFontType2", "/CIDFontType0"}
    for font in composite:
        (inner,) = font.DescendantFonts
        assert b"beginbfchar" in font.ToUnicode.read_bytes()
        assert font.Encoding == "/Identity-H"
        assert {"/FontFile2", "/FontFile3"} & {*inner.FontDescriptor.keys()}
        assert re.match(r"/[A-Z]{6}\+", str(font.BaseFont))
        assert len(inner.W) > 0


def test_pictures_are_not_smoothed_and_nothing_comes_from_outside(tagged: Tagged) -> None:
    """No picture asks to be smoothed, and no part of a page stands in another file."""
    streams = [one for one in tagged.pdf.objects if isinstance(one, pikepdf.Stream)]
    assert not any("/Interpolate" in one or "/Alternates" in one or "/OPI" in one for one in streams)
    assert not any("/Ref" in one or "/F" in one for one in streams)


# Pages


def test_pages_are_read_in_the_order_of_the_tags(tagged: Tagged) -> None:
    """Each page goes by its structure, and has a place of its own in the way back to the tags."""
    sheets = [sheet.obj for sheet in tagged.pdf.pages]
    assert {str(sheet.Tabs) for sheet in sheets} == {"/S"}
    assert sorted(int(sheet.StructParents) for sheet in sheets) == list(range(len(sheets)))


def marks(sheet: Any) -> Iterator[tuple[str, int | None, str]]:
    """Yield what each operator that paints is marked as, with the number, and the operator."""
    around: list[tuple[str, int | None]] = []
    one: Any
    for one in pikepdf.parse_content_stream(sheet):
        operator = str(one.operator)
        if operator in ("BDC", "BMC"):
            assert not around, "marks do not stand in one another"
            number = one.operands[1].get("/MCID") if operator == "BDC" else None
            around.append((str(one.operands[0]), number))
            yield (*around[-1], operator)
        elif operator == "EMC":
            around.pop()
        elif operator in PAINTING:
            yield (*(around[-1] if around else ("", None)), operator)
    assert not around


@cache
def marked(path: Path) -> list[list[tuple[str, int | None, str]]]:
    """Return the marks of each page, read once."""
    return [list(marks(sheet)) for sheet in opened(path).pdf.pages]


def test_all_content_is_tagged_or_an_artifact(tagged: Tagged) -> None:
    """What is painted has a number in the tags, or is marked as no part of the text."""
    for found in marked(tagged.path):
        assert {(mark, operator) for mark, number, operator in found if number is None and mark != "/Artifact"} == set()
        assert len(found) > 20


def test_tags_and_content_know_each_other(tagged: Tagged) -> None:
    """Each number stands once on its page and once in the tags, and the way back leads to the tag that holds it."""
    on_pages = [
        (page, int(number))
        for page, found in enumerate(marked(tagged.path))
        for _, number, operator in found
        if operator == "BDC" and number is not None
    ]
    in_tags = [(place, tag) for tag in tagged.all() for place in tag.places]
    assert Counter(on_pages) == Counter(place for place, _ in in_tags)
    assert max(Counter(on_pages).values()) == 1
    back = ways_back(tagged)
    assert [place for place, tag in in_tags if back[place[0]][place[1]].objgen != tag.found.objgen] == []


def ways_back(tagged: Tagged) -> dict[int, Any]:
    """Return the parent tree of a PDF."""
    listed: list[Any] = list(tagged.pdf.Root.StructTreeRoot.ParentTree.Nums)
    assert listed[::2] == sorted(listed[::2])
    assert tagged.pdf.Root.StructTreeRoot.ParentTreeNextKey > max(listed[::2])
    return dict(zip(listed[::2], listed[1::2], strict=True))


def test_page_feet_are_no_part_of_the_text(tagged: Tagged) -> None:
    """On each page its foot, name and number, is an artifact of pagination, and no tag says it."""
    count = len(tagged.pdf.pages)
    for number, sheet in enumerate(tagged.pdf.pages):
        assert sheet.Contents.read_bytes().count(b"/Artifact <</Type /Pagination>> BDC") >= 2
        assert f"Page {number + 1} of {count}" in tagged.texts[number, -1]
    assert f"Page {count} of {count}" not in tagged.text(tagged.root)


# Structure


def test_elements_are_of_standard_kinds_under_one_document(tagged: Tagged) -> None:
    """No kind needs a role map, the root is one document, and each element knows what stands above it."""
    assert tagged.root.kind == "Document"
    assert {tag.kind for tag in tagged.all()} <= {*STANDARD_KINDS.split()}
    assert all(tag.parent is None or tag.found.P.objgen == tag.parent.found.objgen for tag in tagged.all())


def test_elements_hold_what_their_kind_may_hold(tagged: Tagged) -> None:
    """Lists hold items, tables rows, paragraphs text, and so on."""
    pairs = {(tag.kind, kid.kind) for tag in tagged.all() for kid in tag.kids}
    assert {(kind, inner) for kind, inner in pairs if inner not in MAY_HOLD.get(kind, ())} == set()
    assert {tag.kind for tag in tagged.all() if tag.places} <= HOLD_CONTENT
    assert {tag.kind for tag in tagged.all() if tag.links} <= {"Link"}


def test_no_element_is_empty(tagged: Tagged) -> None:
    """Only a cell of a table may hold nothing."""
    empty = [tag.kind for tag in tagged.all() if not tag.kids and not tag.places]
    assert {*empty} <= {"TD", "TH"}


def test_text_and_blocks_do_not_stand_side_by_side(tagged: Tagged) -> None:
    """An element holds text, perhaps with links and drawings in it, or blocks."""
    texts = [tag for tag in tagged.all() if tag.places and tag.kids]
    assert {kid.kind for tag in texts for kid in tag.kids} <= {"Link", "Figure"}


def test_headings_go_down_by_one_level(tagged: Tagged) -> None:
    """One first heading, before all others, and no level left out."""
    levels = [int(tag.kind[1]) for tag in tagged.all() if re.fullmatch(r"H\d", tag.kind)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert max(after - before for before, after in pairwise([*levels, 1])) <= 1


def test_headings_are_those_of_the_page(tagged: Tagged, html: Page) -> None:
    """The same headings in the same order, each tagged once."""
    written = [squeezed(one.text) for one in html.elements if re.fullmatch(r"h\d", one.tag)]
    assert [squeezed(tagged.text(tag)) for tag in tagged.all("H1", "H2", "H3", "H4")] == written


def squeezed(text: str) -> str:
    """Return a text without spaces and hyphens at the ends of lines."""
    return re.sub(r"\s+", "", text.replace("\ufffe", "-").replace("\u200b", ""))


def test_lists_have_bodies_and_say_how_they_are_marked(tagged: Tagged) -> None:
    """Each item has one body and at most one label before it; numbered lists say that they are."""
    for found in tagged.all("L"):
        kinds = {tuple(kid.kind for kid in item.kids) for item in found.kids}
        assert kinds <= {("LBody",), ("Lbl", "LBody")}
        numbered = [item for item in found.kids if re.match(r"\d+\.", tagged.text(item.kids[0]))]
        if numbered and ("Lbl", "LBody") in kinds:
            assert found.attribute("ListNumbering") == "/Decimal"


def test_words_are_apart(tagged: Tagged, documents: dict[str, pdf.Document], name: str) -> None:
    """Every word that is heard is one of the page: at the end of a line no two become one, and none is torn."""
    texts = [tag for tag in tagged.all(*HOLD_CONTENT - {"Link", "Figure", "Lbl"}) if tag.places or tag.links]
    heard = {word for tag in texts for word in spelled(tagged.text(tag)).split()}
    assert len(heard) > 80
    html = re.sub("<svg.*?</svg>|<wbr>", "", documents[name].html, flags=re.DOTALL)
    assert heard - written(html, BLOCK) - written(html, f"{BLOCK}|span") - written(html, f"{BLOCK}|span|a") == set()


BLOCK = r"p|li|td|th|div|h\d|caption|dt|dd|figcaption"


def written(html: str, apart: str) -> set[str]:
    """Return the words of a page, on which elements of these kinds part words."""
    return {*spelled(Page(re.sub(rf"(</?(?:{apart})\b[^>]*>)", r" \1 ", html)).text).split()}


def spelled(text: str) -> str:
    """Return a text in one spelling: hyphens at the ends of lines are read as signs of their own."""
    return unicodedata.normalize("NFKC", re.sub("\ufffe|\x02", "-", text).replace("\u200b", ""))


# Tables


def test_each_table_is_tagged_once(tagged: Tagged, html: Page) -> None:
    """A table over several pages is one table, with one caption and one head, however often these are painted."""
    tables = tagged.all("Table")
    assert len(tables) == len(html.all("table"))
    assert {tuple(kid.kind for kid in table.kids) for table in tables} <= {("Caption", "THead", "TBody")}
    captions = [squeezed(tagged.text(table.kids[0])) for table in tables]
    assert captions == [squeezed(one.text) for one in html.all("caption")]


def test_tables_have_all_their_rows(tagged: Tagged, html: Page) -> None:
    """As many rows as the page has, heads included, none of them twice."""
    assert len(tagged.all("TR")) == len(html.all("tr"))


def test_tables_are_regular(tagged: Tagged) -> None:
    """Each row of a table has as many cells, counted with what they span."""
    for table in tagged.all("Table"):
        widths = {sum(int(cell.attribute("ColSpan") or 1) for cell in row.kids) for row in table.below("TR")}
        assert len(widths) == 1
        assert not [cell for cell in table.below("TH", "TD") if cell.attribute("RowSpan")]


def test_heads_say_what_they_are_the_head_of(tagged: Tagged) -> None:
    """Heads of columns stand in the head of a table, those of rows come first in their row; both have a scope."""
    for table in tagged.all("Table"):
        (head,), (body,) = table.below("THead"), table.below("TBody")
        assert {(cell.kind, str(cell.attribute("Scope"))) for cell in head.below("TH", "TD")} == {("TH", "/Column")}
        assert {(row.kids[0].kind, str(row.kids[0].attribute("Scope"))) for row in body.kids} == {("TH", "/Row")}
        assert {str(cell.found.A.O) for cell in table.below("TH")} == {"/Table"}


def test_cells_need_no_list_of_their_heads(tagged: Tagged) -> None:
    """With a scope at each head no cell needs to name its own: none refers to what is not there."""
    assert not any("/Headers" in cell.found.get("/A", {}) for cell in tagged.all("TD", "TH"))
    assert not any("/ID" in cell.found for cell in tagged.all("TD", "TH"))


# Drawings, links, files


def test_drawings_are_told_in_words(tagged: Tagged, html: Page) -> None:
    """Each drawing has its title and its description as an alternative, and says where it stands."""
    figures = tagged.all("Figure")
    assert len(figures) == len(html.all("svg"))
    titles = [one.text for one in html.elements if one.tag == "title" and one.inside("svg")]
    details = [one.text for one in html.elements if one.tag == "desc"]
    for figure, title, detail in zip(figures, titles, details, strict=True):
        assert " ".join(figure.alt.split()).startswith(title.rstrip(". "))
        assert detail.rstrip(".") in " ".join(figure.alt.split())
    for figure in figures:
        left, bottom, right, top = (float(side) for side in figure.attribute("BBox"))
        width, height = (float(side) for side in list(tagged.pdf.pages[next(figure.all_places())[0]].mediabox)[2:])
        assert 0 < left < right < width
        assert 0 < bottom < top < height


def links(tagged: Tagged) -> list[Any]:
    """Return all annotations of a PDF."""
    return [one for sheet in tagged.pdf.pages for one in sheet.get("/Annots", [])]


def test_links_are_tagged_as_links(tagged: Tagged) -> None:
    """Each annotation is a link in a tag of its own kind with text, and the way back leads there."""
    back = ways_back(tagged)
    held = {one.objgen: tag for tag in tagged.all("Link") for one in tag.links}
    assert {str(one.Subtype) for one in links(tagged)} <= {"/Link"}
    assert [one for one in links(tagged) if one.objgen not in held] == []
    assert len(held) == len(links(tagged))
    assert all(back[int(one.StructParent)].objgen == held[one.objgen].found.objgen for one in links(tagged))
    assert [tag for tag in tagged.all("Link") if not tagged.text(tag).strip()] == []


def test_links_say_where_they_lead_to(tagged: Tagged) -> None:
    """Each is described by what stands at its target, is printed, and leads to a place in the file or an address."""
    known = {str(name) for name in list(tagged.pdf.Root.Names.Dests.Names)[::2]}
    for one in links(tagged):
        inner = "/Dest" in one
        assert str(one.Contents).strip()
        assert not str(one.Contents).startswith(("at-", "m-", "#"))
        assert int(one.F) == 4
        assert (str(one.Dest) in known) if inner else str(one.A.URI).startswith(("https://", "http://", "mailto:"))


@pytest.mark.parametrize("name", ["CALDER"], indirect=True)
def test_the_contents_are_a_list_of_contents(tagged: Tagged) -> None:
    """In full depth each entry is a link with the section's mark, title and page."""
    (contents,) = tagged.all("TOC")
    entries = [tagged.text(entry).split() for entry in contents.kids]
    assert len(entries) > 15
    assert all(entry[-1].isdigit() and len(entry) >= 3 for entry in entries)


@pytest.mark.parametrize("name", PACKS, indirect=True)
def test_data_are_embedded(tagged: Tagged, documents: dict[str, pdf.Document], name: str) -> None:
    """Figures and rows are in the file: each with its kind, its relationship, a description, size and date."""
    root, brought = tagged.pdf.Root, {one.name: one for one in documents[name].attachments}
    names = list(root.Names.EmbeddedFiles.Names)
    found = {str(one.UF): one for one in names[1::2]}
    assert [str(one) for one in names[::2]] == sorted(brought)
    assert {one.objgen for one in root.AF} == {one.objgen for one in found.values()}
    assert len(root.AF) == len(found)
    assert "figures.json" in found
    for file, one in found.items():
        stream = one.EF.F
        assert str(one.AFRelationship) == "/Data"
        assert str(one.Desc) == brought[file].description
        assert str(one.F) == file
        assert str(stream.Subtype) == f"/{brought[file].media_type}"
        assert stream.read_bytes() == brought[file].data
        assert int(stream.Params.Size) == len(brought[file].data)
        assert str(stream.Params.ModDate).startswith("D:2026")
    assert json.loads(found["figures.json"].EF.F.read_bytes())["figures"]
