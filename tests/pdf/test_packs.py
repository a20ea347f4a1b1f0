"""Whole packs as PDF: both engines say the same, and nothing falls off a page."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
import small_project
from page_reader import Element, Page, squeezed
from small_project import built, request

from reviewgen import pdf
from reviewgen.gather import gather
from reviewgen.model import Depth, Profile
from reviewgen.outputs import slug
from reviewgen.sections import TITLES

ACCOUNTS = ("BRIGHT", "CALDER", "ELBMARK", "HOLLIN", "TERN")
DEPTHS = {"BRIGHT": "brief", "CALDER": "full", "ELBMARK": "standard", "HOLLIN": "standard", "TERN": "standard"}
PROFILES: tuple[Profile, ...] = ("standard", "archive")
PAGES = {"brief": (1, 3), "standard": (6, 9), "full": (12, 25)}
# What the engines paint out of reading order, each in its way: repeated heads, list marks, drawings, page feet, and the
# pages in the list of contents.
IN_ORDER = """
[data-page] { display: none }
thead { display: table-row-group } ul, ol { list-style: none } svg { display: none }
@page { @bottom-left { content: "" } @bottom-right { content: "" } }
"""


def texts(data: bytes) -> list[str]:
    """Return the text of each page; a hyphen at a line's end, which is read as a sign of its own, is one again."""
    found = (sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(data))
    return [unicodedata.normalize("NFKC", text.replace("\ufffe", "-")) for text in found]


def words(data: bytes) -> Counter[str]:
    """Return how often each word stands in a PDF, heads of tables and page feet left out: they repeat by page."""
    return Counter(re.findall(r"\w[\w.,:%’-]*\w|\w", " ".join(texts(data))))


def in_order(document: pdf.Document, profile: Profile) -> str:
    """Return the text of the PDF of a document by either engine, in reading order, without spaces."""
    html = document.html.replace("</style>", f"{IN_ORDER}</style>", 1)
    plain = dataclasses.replace(document, html=html, attachments=())
    return squeezed("".join(texts(pdf.render(plain, profile).data)))


def test_both_engines_give_the_same_text_in_the_same_order(documents: dict[str, pdf.Document]) -> None:
    """From the first word to the last, however lines and pages break."""
    standard, archive = (in_order(documents["HOLLIN"], profile) for profile in PROFILES)
    assert len(standard) > 5000
    place = next((n for n, (a, b) in enumerate(zip(standard, archive, strict=False)) if a != b), None)
    assert place is None, (standard[place - 40 : place + 40], archive[place - 40 : place + 40])
    assert len(standard) == len(archive)


def test_the_pdf_says_what_the_page_says(documents: dict[str, pdf.Document]) -> None:
    """The text of the PDF is that of the HTML, drawings, page feet and what only screens show aside."""
    unseen = r'<svg.*?</svg>|<a class="skip".*?</a>|<footer.*?</footer>'
    page = Page(re.sub(unseen, "", documents["CALDER"].html, flags=re.DOTALL))
    expected = squeezed(unicodedata.normalize("NFKC", page.text))
    assert in_order(documents["CALDER"], "standard") == expected


def test_untouched_documents_hold_the_same_words(archives: Callable[[str], Path], sample_packs: Path) -> None:
    """With heads, drawings and marks as they are delivered, either engine shows every word that the other shows."""
    standard = words((sample_packs / "2026-10" / slug("CALDER") / "pack.pdf").read_bytes())
    archive = words(archives("CALDER").read_bytes())
    assert {word for word in standard | archive if not standard[word] or not archive[word]} - page_numbers() == set()


def page_numbers() -> set[str]:
    """Return the numbers that a page's foot may show in one engine only."""
    return {str(number) for number in range(1, 20)}


# The packs as delivered


@pytest.fixture(params=ACCOUNTS)
def pack(request: pytest.FixtureRequest, sample_packs: Path) -> Path:
    """The pack of each sample account."""
    found: Path = sample_packs / "2026-10" / slug(request.param)
    return found


@cache
def opened(path: Path) -> pypdfium2.PdfDocument:
    """Return a PDF, opened once."""
    return pypdfium2.PdfDocument(path.read_bytes())


def test_every_page_is_a4(pack: Path) -> None:
    """All pages are 210 by 297 mm, upright."""
    sizes = {tuple(round(side * 25.4 / 72) for side in sheet.get_size()) for sheet in opened(pack / "pack.pdf")}
    assert sizes == {(210, 297)}


def test_a_pack_is_as_long_as_its_depth_says(pack: Path) -> None:
    """Every sample pack, of either profile, has the pages that people read at its depth; an archive one page more."""
    account = next(name for name in ACCOUNTS if slug(name) == pack.name)
    least, most = PAGES[DEPTHS[account]]
    assert least <= len(opened(pack / "pack.pdf")) <= most + 1


@pytest.mark.parametrize(
    ("depth", "accounts"),
    [("brief", ACCOUNTS), ("standard", ("CALDER", "ELBMARK", "HOLLIN", "TERN")), ("full", ("CALDER",))],
)
def test_every_account_keeps_to_the_length_of_a_depth(
    project_root: Path, tmp_path: Path, depth: Depth, accounts: tuple[str, ...]
) -> None:
    """Brief is at most 3 pages for every account, standard 6 to 9, full 12 or more, but no book."""
    asked = {"depth": depth, "accounts": accounts, "profile": "standard", "audiences": ("customer",)}
    results = built(project_root / "sample_data", tmp_path, formats=("pdf",), **asked)
    pages = {name: len(opened(small_project.folder_of(result) / "pack.pdf")) for name, result in results.items()}
    least, most = PAGES[depth]
    assert sorted(pages) == sorted(accounts)
    assert {name: number for name, number in pages.items() if not least <= number <= most} == {}


def test_no_page_is_nearly_empty(pack: Path) -> None:
    """Every page but the last carries more than its foot and a heading."""
    counts = [len(squeezed(text)) for text in texts((pack / "pack.pdf").read_bytes())]
    assert min(counts[:-1]) > 250


def test_page_one_holds_every_headline(pack: Path) -> None:
    """Verdict, every headline value, achievements, concerns, decisions and contents stand on the first page."""
    page = Page((pack / "pack.html").read_text("utf-8"))
    wanted = [one for one in page.all("p") if one.attributes.get("class") in ("verdict", "value", "label")]
    wanted += [one for one in page.all("b") if points(one)]
    wanted += [one for one in page.all("nav") if one.attributes.get("class") == "contents"]
    first = squeezed(texts((pack / "pack.pdf").read_bytes())[0])
    shown = [squeezed(unicodedata.normalize("NFKC", one.text)) for one in wanted]
    assert len(shown) >= 7
    assert [text for text in shown if text not in first] == []


def points(one: Element) -> bool:
    """Whether an element stands in a list of achievements or concerns."""
    around = one.parent.parent if one.parent else None
    column = around.parent if around else None
    classes = [part.attributes.get("class") for part in (around, column) if part]
    return classes == ["points", "col"]


def test_metadata_name_the_account_and_the_provider(pack: Path) -> None:
    """Title and author are set, and the date is that of the data."""
    metadata = pypdf.PdfReader(pack / "pack.pdf").metadata
    page = Page((pack / "pack.html").read_text("utf-8"))
    assert metadata is not None
    assert metadata.title == "".join(page.all("title")[0].texts)
    assert metadata.author == "Northwind Managed Services"
    assert metadata.creation_date is not None
    assert f"{metadata.creation_date:%Y-%m-%d}" == "2026-11-02"


def links(reader: pypdf.PdfReader) -> list[Any]:
    """Return every link of a PDF."""
    notes = [note.get_object() for sheet in reader.pages for note in sheet.get("/Annots", [])]
    return [note for note in notes if note["/Subtype"] == "/Link"]


def test_links_lead_to_places_that_exist(pack: Path) -> None:
    """Inner links have a target in the document, outer ones go to a mailbox or the web, and none runs anything."""
    reader = pypdf.PdfReader(pack / "pack.pdf")
    known = set(reader.named_destinations)
    inner = [link for link in links(reader) if "/URI" not in link.get("/A", {})]
    uris = [str(link["/A"]["/URI"]) for link in links(reader) if "/URI" in link.get("/A", {})]
    targets = [link.get("/Dest", link.get("/A", {}).get("/D")) for link in inner]
    named = {str(target) for target in targets if not isinstance(target, list)}
    assert len(inner) >= 8
    assert {name for name in named if name not in known} == set()
    assert [uri for uri in uris if not uri.startswith(("mailto:", "https://", "http://"))] == []


def test_places_are_where_their_names_say(pack: Path) -> None:
    """Each section's name leads to the page of its heading, each metric's to that of its row, if there is one."""
    reader: Any = pypdf.PdfReader(pack / "pack.pdf")
    sheets = [squeezed(text) for text in texts((pack / "pack.pdf").read_bytes())]
    found = {name: reader.get_destination_page_number(place) for name, place in reader.named_destinations.items()}
    expected = {f"at-{name}": squeezed(title) for name, title in TITLES.items()}
    expected |= {name: f"{name.removeprefix('m-')}·" for name in found if name.startswith("m-")}
    linked = {name: page for name, page in found.items() if name.startswith(("m-", "at-"))}
    assert len(linked) >= 6
    assert [name for name, page in linked.items() if expected[name] not in sheets[page]] == []
    assert all(reader.named_destinations[name]["/Top"] <= 842 for name in linked)


def test_figures_of_page_one_lead_to_their_definitions(sample_packs: Path) -> None:
    """In a full pack the values of the tiles and what the verdict quotes are links to the metrics' rows."""
    reader: Any = pypdf.PdfReader(sample_packs / "2026-10" / slug("CALDER") / "pack.pdf")
    notes = [note.get_object() for note in reader.pages[0]["/Annots"]]
    named = {str(note.get("/Dest", note.get("/A", {}).get("/D"))) for note in notes}
    assert len({name for name in named if name.startswith("m-")} & set(reader.named_destinations)) >= 4


def test_the_archive_is_tagged_and_says_its_language(sample_packs: Path) -> None:
    """The archive PDF has a structure tree with one first heading, heads of tables and described drawings."""
    reader = pypdf.PdfReader(sample_packs / "2026-10" / slug("ELBMARK") / "pack.pdf")
    root: Any = reader.trailer["/Root"]
    kinds = Counter(str(one["/S"]) for one in structure(root["/StructTreeRoot"]))
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-DE"
    assert kinds["/H1"] == 1
    assert kinds["/TH"] > 20
    assert kinds["/Figure"] >= 5
    assert kinds["/Table"] >= 5


def structure(node: Any) -> Iterator[Any]:
    """Return every element of a structure tree below a node."""
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        element = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(element, dict) and "/S" in element:
            yield element
            yield from structure(element)


def test_the_sample_is_gathered_as_it_is_built(project_root: Path, tmp_path: Path) -> None:
    """All five accounts of the sample project can be built: no page test passes for want of a pack."""
    job = gather(request(project_root / "sample_data", tmp_path))
    assert [review.account.id for review in job.reviews] == list(ACCOUNTS)
