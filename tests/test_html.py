"""Whatever people write comes out as text: nothing of it becomes markup, style, a link or a request."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import io
import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import small_project
from hypothesis import given
from hypothesis import strategies as st
from page_reader import Element, Page, squeezed
from reviewed import case, figure, inputs

from reviewgen.errors import RenderError
from reviewgen.filters import css_text, figure_id
from reviewgen.html import Pages, Renderer, for_paper, for_screen
from reviewgen.index import Index, Row
from reviewgen.model import Behind, Explanation, Figure, FigureKey
from reviewgen.pack import assemble
from reviewgen.resources import templates
from reviewgen.visible import visible
from reviewgen.wording import Wording

# Those that do not disturb each other are tried together, and all of them with all tables in faults/test_f04_markup.py.
ATTACKS = (
    "<script>alert(1)</script>{{7*7}}${7*7}",
    "\"><img src=x onerror=alert(1)>' onmouseover='alert(1)",
    "</style></title></textarea><b>{% include '/etc/passwd' %}{#",
    "\\22 ; } * { background: url(http://example.com) } ]]> --> <!-- &amp; &lt;",
)
# Free text columns that no page of the customer shows; they stand in data/NAME.csv, in the brief, or nowhere.
UNSEEN = {
    ("tickets", "subcategory"),
    ("tickets", "state_name"),
    ("tickets", "requester"),
    ("tickets", "assigned_group"),
    ("tickets", "assigned_to"),
    ("tickets", "problem"),
    ("tickets", "change"),
    ("tickets", "major"),
    ("tickets", "duplicate_of"),
    ("tickets", "tags"),
    ("tickets", "resolution_note"),
    ("ticket_events", "state_name"),
    ("ticket_events", "priority"),
    ("ticket_events", "assigned_group"),
    ("majors", "ticket"),
    ("majors", "problem"),
    ("majors", "cause_code"),
    ("actions", "major"),
    ("actions", "ticket"),
    ("changes", "problem"),
    ("problems", "category"),
    ("value", "improvement"),
    *(place for place in small_project.text_columns() if place[1] == "internal_note"),
}
# Columns whose rows would hang in the air if they named no record: they hold the words of that one.
LINKED = {("major_events", "major"): ("majors", "id"), ("milestones", "project"): ("projects", "id")}
SHOWN = [place for place in small_project.text_columns() if place not in UNSEEN and place not in LINKED]
FIELDS = (
    "name",
    "cover_line",
    "services",
    "topic",
    "presenter",
    "provider participant",
    "point of minutes",
    "decision",
    "decider",
    "provider business role",
    "customer technical name",
)
# What stands in the brief alone.
INTERNAL = [
    *(("internal", name) for name in ("sensitive", "question", "answer")),
    ("majors", "internal_note"),
    ("contracts", "internal_note"),
    ("capacity", "internal_note"),
]


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    """The renderer of the product's own templates."""
    return Renderer(templates())


def index_of(**words: Any) -> Index:
    """Return an index of harmless words, but for those given."""
    harmless: dict[str, Any] = {field.name: "words" for field in dataclasses.fields(Index)}
    return Index(**harmless | {"rows": (), "words": Wording("en_GB")} | words)


def token(table: str, column: str) -> str:
    """Return a word that stands in one column only."""
    return f"q{table}{column}q".replace("_", "").replace(" ", "")


@dataclass(frozen=True)
class Built:
    """The pages that a run makes of one account."""

    pack: Page
    brief: Page
    portfolio: Page
    index: Page


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Built]:
    """The pages of an account with an attack after a word of its own in every text column and field."""

    @cache
    def page(attack: str) -> Built:
        def words(table: str, column: str) -> str:
            return f"{token(table, column)}{attack}"

        folder = tmp_path_factory.mktemp("attack")
        agreed = [{"service": f"{words('outages', 'service')} a"}]
        inner = small_project.account_file("A", words)["internal"] | {
            "commercial": ""
        }  # that is Markdown, as notes are
        account = small_project.account_file(f"A{attack}", words, notes={}, availability=agreed, internal=inner)
        provider = {"name": words("provider", "name"), "email": words("provider", "email")}
        data = small_project.rows(f"A{attack}", words)
        project = small_project.write(folder, [account], data, provider=provider)
        result = small_project.built(project, folder / "out", formats=("html",))[f"A{attack}"]
        pack = small_project.folder_of(result)
        files = (pack / "pack.html", pack / "internal" / "brief.html", *_pages_of_all(pack.parent))
        return Built(*(Page(path.read_text("utf-8")) for path in files))

    return page


def _pages_of_all(folder: Path) -> tuple[Path, Path]:
    """Return the pages over all accounts of a period."""
    return folder / "portfolio.html", folder / "index.html"


# Text from exports and account files


@pytest.mark.parametrize("kind", [field.name for field in dataclasses.fields(Built)])
@pytest.mark.parametrize("attack", ATTACKS)
def test_text_adds_no_element_and_no_attribute(pages: Callable[[str], Built], attack: str, kind: str) -> None:
    """A page full of attacks has the very elements and attributes of a page with harmless words."""
    assert getattr(pages(attack), kind).shape == getattr(pages("x"), kind).shape


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_of_every_shown_column_stands_there_literally(pages: Callable[[str], Built], attack: str) -> None:
    """What was written in any column or field that is shown can be read as it was written."""
    text = squeezed(pages(attack).pack.text)
    lost = [place for place in SHOWN if squeezed(token(*place) + attack) not in text]
    lost += [("account", name) for name in FIELDS if squeezed(token("account", name) + attack) not in text]
    assert lost == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_internal_text_stands_in_the_brief_literally(pages: Callable[[str], Built], attack: str) -> None:
    """What is for us only can be read in the brief as it was written."""
    text = squeezed(pages(attack).brief.text)
    assert [place for place in INTERNAL if squeezed(token(*place) + attack) not in text] == []


def test_the_list_of_columns_that_no_page_shows_is_true(pages: Callable[[str], Built]) -> None:
    """A column that a page begins to show is taken off the list, so that the other tests look at it."""
    text = pages("x").pack.text
    assert {place for place in (*UNSEEN, *INTERNAL) if token(*place) in text} == set()


def test_every_text_column_is_tried() -> None:
    """Every column of free text holds words of its own in a row of the small project, or those of what it names."""
    data = small_project.rows("A", token)
    tried = {
        place
        for place in small_project.text_columns()
        for row in data[place[0]]
        if token(*LINKED.get(place, place)) in row[place[1]]
    }
    assert set(small_project.text_columns()) - tried == set()


def test_text_stands_literally_in_the_pdf(tmp_path: Path) -> None:
    """Attacks come back from the PDF as they were written, and bring no link that is not ours."""
    account = small_project.account_file("A", decisions=[{"text": attack} for attack in ATTACKS], notes={})
    project = small_project.write(tmp_path, [account], small_project.rows("A"))
    result = small_project.built(project, tmp_path / "out", formats=("pdf",))["A"]
    sheets = pypdfium2.PdfDocument(small_project.folder_of(result) / "pack.pdf")
    text = squeezed("".join(sheet.get_textpage().get_text_range() for sheet in sheets))
    assert [attack for attack in ATTACKS if squeezed(attack) not in text] == []


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_any_text_comes_back_as_visible_text(text: str) -> None:
    """The index shows any name as it was written, but for control characters and turns of direction."""
    row = Row("A", text, "On target.", "met", "", ())
    page = Page(_RENDERER.index(index_of(rows=(row,))))
    (name,) = [one for one in page.all("th") if one.attributes.get("scope") == "row"]
    assert squeezed(name.text) == squeezed(f"{visible(text)}A")


_RENDERER = Renderer(templates())


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("bell\x07 and \x1bescape", "bell and escape"),
        ("\u2066isolated\u2069", "isolated"),
        ("👩\u200d👩\u200d👧 家 שלום मराठी", "👩\u200d👩\u200d👧 家 שלום मराठी"),
    ],
)
def test_marks_that_deceive_are_removed(renderer: Renderer, written: str, shown: str) -> None:
    """Control characters and marks that turn the direction of writing are left out; scripts stay whole."""
    page = renderer.index(index_of(provider=written, as_of="now"))
    assert Page(page).all("header")[0].text == f"{shown}now"


# The supervisor's Markdown


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], str]:
    """Render a template of one's own in place of the index, with `summary` as its words."""
    folder = tmp_path_factory.mktemp("own") / "templates"
    shutil.copytree(templates(), folder)

    def render(template: str, summary: str) -> str:
        (folder / "index.html").write_text(template, "utf-8")
        return Renderer(folder).index(index_of(summary=summary))

    return render


NOTE = "<html><body>{{ summary | markdown }}</body></html>"


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("![x](file:///etc/passwd)", "x"),
        ("![](http://169.254.169.254/latest)", ""),
        ('<link rel=attachment href="file:///etc/passwd">', "<link rel=attachment"),
        ('<object data="x"></object>', '<object data="x"></object>'),
        ('<svg><image href="http://example.com/x"/></svg>', "<svg><image"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("[click](javascript:alert(1))", "click"),
        ("[click](JaVaScRiPt:alert(1))", "click"),
        ("[click](java\tscript:alert(1))", "click"),
        ("[click](data:text/html,x)", "click"),
        ("[click](file:///etc/passwd)", "click"),
        ("[click](//example.com/x)", "click"),
        ("[click](../other-account/pack.html)", "click"),
        ("[click](pack:fonts/Inter-Regular.ttf)", "click"),
        ("<javascript:alert(1)>", "javascript:alert(1)"),
        ("<style>body { display: none }</style>", "<style>body { display: none }</style>"),
    ],
)
def test_markdown_that_could_do_harm_is_inert(own: Callable[[str, str], str], markdown: str, shown: str) -> None:
    """Images, raw HTML and links to anything but the web or a mailbox are plain text."""
    note = Page(own(NOTE, markdown))
    hrefs = [link.attributes["href"] for link in note.all("a") if "href" in link.attributes]
    kinds = {one.tag for one in note.elements} - {"html", "body", "p", "a", "ul", "ol", "li", "em", "strong", "code"}
    assert shown in note.text
    assert kinds == set()
    assert [href for href in hrefs if href != "http://169.254.169.254/latest"] == []


def test_markdown_keeps_what_a_note_needs(own: Callable[[str, str], str]) -> None:
    """Emphasis, lists and links to the web and mailboxes work."""
    note = "A **bold** and *soft* word.\n\n- one\n- [web](https://example.com/a?b=1)\n- <a@b.example>\n"
    page = Page(own(NOTE, note))
    assert [link.attributes["href"] for link in page.all("a")] == ["https://example.com/a?b=1", "mailto:a@b.example"]
    assert [one.text for one in page.all("strong", "em")] == ["bold", "soft"]
    assert len(page.all("li")) == 3


# Style sheets


@given(st.text())
def test_nothing_leaves_a_text_in_css(text: str) -> None:
    """Between its quotes a CSS text holds letters, digits, blanks and escapes, and no more."""
    assert re.fullmatch(r'"(?:[A-Za-z0-9]|\\[0-9a-f]{6} )*"', str(css_text(text)))


def test_css_text_reads_back_as_written() -> None:
    """The foot of a printed page shows the account's name as it was written."""
    escaped = str(css_text('Hollin & "Marsh" </style>'))
    read = re.sub(r"\\([0-9a-f]{6}) ", lambda match: chr(int(match[1], 16)), escaped[1:-1])
    assert read == 'Hollin & "Marsh" </style>'


# What may not reach a page


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), 1.5, True, object()])
def test_a_value_that_nobody_worded_is_refused(renderer: Renderer, value: Any) -> None:
    """None, floats, flags and objects do not reach a page; the error names template and line."""
    with pytest.raises(RenderError) as error:
        renderer.index(index_of(summary=value))
    line = next(n for n, text in enumerate(template("index.html").splitlines(), 1) if "{{ summary }}" in text)
    assert (error.value.issues[0].file, error.value.issues[0].line) == ("templates/index.html", line)


def template(name: str) -> str:
    """Return the text of a template."""
    return (templates() / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("broken", "place", "problem"),
    [
        ("\n\n<p>{{ nobody_gives_this }}</p>\n", ("index.html", 3), "'nobody_gives_this' is undefined"),
        ("<p>\n{{ summary.gone }}</p>\n", ("index.html", 2), "has no attribute 'gone'"),
        ("<p>\n{% if %}</p>\n", ("index.html", 2), "Expected an expression"),
        ('{% import "macros.html" as m %}\n\n{{ m.table() }}\n', ("macros.html", None), "'t' was not provided"),
        ('\n{% include "absent.html" %}\n', ("index.html", 2), "absent.html"),
        ("\n\n\n{{ summary() }}\n", ("index.html", 4), "not callable"),
        ("\n{{ summary | nofilter }}\n", ("index.html", 2), "nofilter"),
        ("\n{{ 1 / 0 }}\n", ("index.html", 2), "division by zero"),
    ],
    ids=["undefined", "no attribute", "syntax", "argument left out", "missing", "type", "filter", "arithmetic"],
)
def test_a_broken_template_is_named_with_its_line(
    own: Callable[[str, str], str], broken: str, place: tuple[str, int | None], problem: str
) -> None:
    """The failure names file and line of the template, and what is wrong there."""
    with pytest.raises(RenderError) as error:
        own(broken, "words")
    (issue,) = error.value.issues
    assert issue.file == f"templates/{place[0]}"
    assert place[1] in (issue.line, None)
    assert problem in issue.problem


def test_a_missing_partial_fails_the_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a section's partial is gone, the account fails with its name and nothing is written for it."""
    mine = tmp_path / "templates"
    shutil.copytree(templates(), mine)
    (mine / "sections" / "voice.html").unlink()
    monkeypatch.setattr("reviewgen.resources.templates", lambda: mine)
    project = small_project.write(tmp_path / "p", [small_project.account_file("A")], small_project.rows("A"))
    (issue,) = small_project.built(project, tmp_path / "out")["A"].issues
    assert issue.file == "templates/sections/voice.html"
    assert not list((tmp_path / "out").rglob("pack.*"))


# The whole page


@pytest.mark.parametrize("kind", [field.name for field in dataclasses.fields(Built)])
def test_a_page_allows_itself_nothing_from_outside(pages: Callable[[str], Built], kind: str) -> None:
    """The page's own policy forbids every request, and every style and script but its own, by their digests."""
    page = getattr(pages("x"), kind)
    (policy,) = [one.attributes["content"] for one in page.all("meta") if "http-equiv" in one.attributes]
    ((style,), (script,)) = ([digest(one) for one in page.all(tag)] for tag in ("style", "script"))
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src {style}",
        f"script-src {script}",
        "font-src data:",
        "img-src data:",
    ]


def digest(element: Element) -> str:
    """Return what a policy calls the text of a style or a script."""
    text = "".join(element.texts).encode("utf-8")
    return f"'sha256-{base64.b64encode(hashlib.sha256(text).digest()).decode('ascii')}'"


@pytest.mark.parametrize("kind", [field.name for field in dataclasses.fields(Built)])
def test_no_element_has_a_style_of_its_own(pages: Callable[[str], Built], kind: str) -> None:
    """All looks come from the sheets: no style attribute, no colour or size but in drawings."""
    page = getattr(pages("x"), kind)
    assert [one.tag for one in page.elements if "style" in one.attributes] == []
    assert [one.tag for one in page.elements if {"bgcolor", "align", "color"} & set(one.attributes)] == []


def test_pages_of_the_sample_packs_load_nothing(sample_packs: Path) -> None:
    """No src, href or url() of any page leads to a file or an address, but for links in notes."""
    html = [path.read_text("utf-8") for name in ("pack", "brief") for path in sample_packs.rglob(f"{name}.html")]
    assert len(html) == 10
    for page in html:
        targets = re.findall(r"\b(?:src|href|action|data|poster)\s*=\s*[\"']?([^\"'\s>]*)", page)
        targets += re.findall(r"url\([\"']?([^\"')]*)", page)
        assert "@import" not in page
        assert [one for one in targets if not re.match(r"#\w|data:(?:font/woff2|image/)|mailto:", one)] == []


def test_pages_of_the_sample_packs_hold_no_machine_word(sample_packs: Path) -> None:
    """No nan, inf, None, Undefined, repr or unfilled place is on any page."""
    for path in sample_packs.rglob("*.html"):
        page = Page(path.read_text("utf-8"))
        hidden = [text for one in page.all("desc", "title") for text in one.texts]
        found = re.findall(
            r"\b(?:nan|NaN|inf|None(?! expected\.|; gates| of \d)|Undefined|NaT|null)\b|[{}]|<\w+ object|\\x",
            " ".join([page.text, *hidden]),
        )
        assert found == [], path.name


def test_fonts_are_given_once_and_match_the_medium(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen carries its fonts inside, paper names them as assets, and all that it names is there."""
    seen: list[Any] = []

    def keep(document: Any, profile: str) -> Any:
        seen.append(document)
        return render(document, profile)

    from reviewgen import pdf

    render: Callable[[Any, Any], Any] = pdf.render
    monkeypatch.setattr(pdf, "render", keep)
    project = small_project.write(tmp_path, [small_project.account_file("A")], small_project.rows("A"))
    screen = (small_project.folder_of(small_project.built(project, tmp_path / "out")["A"]) / "pack.html").read_text()
    named = set(re.findall(r'"pack:([^"]+)"', seen[0].html))
    assert named == set(seen[0].assets)
    assert "pack:" not in screen
    assert screen.count("font/woff2;base64") == len(named)
    assert without_panels(screen) == Page(seen[0].html).text


def test_a_pdf_asks_for_no_file(sample_packs: Path) -> None:
    """Links of the sample PDFs lead into the pack, to the web or to a mailbox."""
    from pypdf import PdfReader

    for path in sample_packs.rglob("*.pdf"):
        reader = PdfReader(io.BytesIO(path.read_bytes()))
        links = [note.get_object() for sheet in reader.pages for note in sheet.get("/Annots", [])]
        uris = [str(link["/A"]["/URI"]) for link in links if "/URI" in link.get("/A", {})]
        assert [uri for uri in uris if not re.match(r"https?://|mailto:", uri)] == [], path


# What opens at a figure


def without_panels(screen: str) -> str:
    """Return the text of a page for the screen, without what opens and the buttons that drawings have."""
    opening = r'<div id="[fh]-.*?</p>\s*</div>|<button[^>]*class="fig drawn".*?</button>'
    body = re.sub(opening, "", screen, flags=re.DOTALL)
    return Page(body).text


CSAT = figure("survey.csat", 90.5, 63)
P1 = figure("sla.resolution", 42.9, 7, priority='P"1> & <b>')


def rendered(*figures: Figure, explanations: dict[FigureKey, Explanation] | None = None) -> Pages:
    """Return the pages of an account with these figures."""
    made = case(*figures, targets=({"metric": "sla.resolution", "priority": 'P"1> & <b>', "at_least": 90},))
    return _RENDERER.pack(assemble(inputs(made)), None, explanations)


def panel(screen: str, found: Figure) -> str:
    """Return the text of what opens at a figure."""
    name = f"f-{figure_id(found.metric, found.period, found.dimensions)}"
    (one,) = [element for element in Page(screen).all("div") if element.attributes.get("id") == name]
    return one.text


def test_every_figure_of_the_sample_packs_opens_its_panel(sample_packs: Path) -> None:
    """Each button has its one panel, each panel a button besides its own, and no button stands in a link or button."""
    for path in sample_packs.glob("*/*/pack.html"):
        page = Page(path.read_text("utf-8"))
        panels = Counter(one.attributes["id"] for one in page.all("div") if "popover" in one.attributes)
        figures = [one for one in page.all("button") if "fig" in one.attributes["class"].split()]
        assert len(figures) > 12
        assert set(panels.values()) == {1}
        assert {one.attributes["popovertarget"] for one in figures} == set(panels)
        assert [one for one in page.all("button", "a") if one.inside("a") or one.inside("button")] == []


def test_every_figure_on_paper_leads_to_its_definition() -> None:
    """A link for each button of the screen, to a row of the appendix; nothing opens on paper."""
    pages = rendered(CSAT, P1)
    screen, paper = Page(pages.screen), Page(pages.paper)
    links = [one.attributes["href"] for one in paper.all("a") if one.attributes.get("class") == "fig"]
    ids = {one.attributes.get("id") for one in paper.all("tr")}
    assert len(links) == len([one for one in screen.all("button") if one.attributes["class"] == "fig"]) > 5
    assert {link[1:] for link in links} <= ids
    assert paper.all("button") == []


@pytest.mark.parametrize("depth", ["brief", "standard"])
def test_without_the_appendix_no_figure_leads_anywhere_on_paper(depth: Any) -> None:
    """Definitions are there at full depth only; less deep, a figure is plain text on paper and opens on the screen."""
    made = dataclasses.replace(inputs(case(CSAT, P1)), depth=depth)
    pages = _RENDERER.pack(assemble(made))
    links = [one.attributes["href"] for one in Page(pages.paper).all("a")]
    assert [link for link in links if link.startswith("#m-")] == []
    assert 'href="#m-' not in pages.screen
    assert len(Page(pages.screen).all("button")) > 2


def test_both_forms_say_the_same() -> None:
    """But for what opens, the page and the PDF have the same text."""
    pages = rendered(CSAT, P1)
    assert without_panels(pages.screen) == Page(pages.paper).text


def test_a_panel_says_what_the_registry_knows() -> None:
    """Value, n, formula and what is counted, without any explanation of the rows."""
    text = panel(rendered(CSAT).screen, CSAT)
    for words in ("Satisfied", "October 2026", "90.5%", "n 63", "Answers of 4 or 5, divided by all answers", "Close"):
        assert words in text


def test_a_panel_lists_the_rows_behind_a_figure() -> None:
    """How it is made, 24 ids at most, how many more there are and where."""
    ids = tuple(f"S{number}" for number in range(2000))
    behind = Behind("surveys", "share", ids, (1.0,) * 1321, (1.0,) * 2000, given=(("promised hours", 8.0),))
    known = Explanation(CSAT, "Satisfied", "Formula.", "what counts", "answered in October", behind)
    key = (CSAT.metric, CSAT.period, CSAT.dimensions)
    text = panel(rendered(CSAT, explanations={key: known}).screen, CSAT)
    assert "share: 1,321 of 2,000; promised hours: 8" in text
    assert "What counts." in text
    assert "S22, S23 and 1,976 more; all are in data/rows.csv" in text
    assert "S24" not in text


def test_a_panel_says_why_a_figure_is_missing() -> None:
    """The reason stands in the place of the value."""
    missing = figure("survey.csat", "no answers", 0)
    before = figure("survey.csat", 88, 60, period="2026-09")
    made = case(missing, before, targets=({"metric": "survey.csat", "at_least": 85},))
    text = panel(_RENDERER.pack(assemble(inputs(made))).screen, missing)
    assert "– (no answers) · target at least 85% · not measured" in text


def test_a_panel_carries_what_names_its_figure() -> None:
    """Metric, period and dimensions are attributes, whatever text a dimension holds; its limits are told."""
    screen = rendered(P1).screen
    assert 'Limited to2026-10; priority P"1> & <b>' in panel(screen, P1)
    (one,) = [
        element
        for element in Page(screen).all("div")
        if element.attributes.get("data-dimensions")
        and element.attributes["data-metric"] == "sla.resolution"
        and element.attributes["data-period"] == "2026-10"
    ]
    assert one.attributes["data-dimensions"] == 'priority=P"1> & <b>'


def test_a_drawing_opens_its_figures() -> None:
    """Under a drawing of a history, a table of its periods with value and n."""
    before = figure("sla.resolution", 88, 60, period="2026-09")
    page = Page(rendered(figure("sla.resolution", 95, 1050), before).screen)
    (button,) = {one.attributes["popovertarget"] for one in page.all("button") if one.text == "figures"}
    (table,) = [one for one in page.all("div") if one.attributes.get("id") == button]
    assert "PeriodValuenSeptember202688%60October202695%1,050" in squeezed(table.text)


def test_names_of_figures_differ_and_stay() -> None:
    """The name follows from metric, period and dimensions alone, and is the same in every run."""
    names = [
        figure_id("a", "2026-10", ()),
        figure_id("b", "2026-10", ()),
        figure_id("a", "2026-09", ()),
        figure_id("a", "2026-10", (("priority", "P1"),)),
        figure_id("a", "2026-10", (("priority", "P2"),)),
    ]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[0-9a-f]{10}", name) for name in names)
    assert figure_id("sla.resolution", "2026-10", (("priority", "P1"),)) == "0a6ba788d3"


@pytest.mark.parametrize("body", ["<x-figure id='1'>5</x-figure>", '<x-figure id="0123456789">', "</x-drawn>"])
def test_a_mark_without_a_form_is_an_error(body: str) -> None:
    """A template that makes a mark of its own is told, on the screen and on paper."""
    with pytest.raises(RenderError, match="a mark has no form"):
        for_screen(body, "")
    for linked in (True, False):
        with pytest.raises(RenderError, match="a mark has no form"):
            for_paper(body, linked=linked)


def test_text_cannot_forge_a_mark() -> None:
    """A name that looks like a mark is text."""
    row = figure("tickets.opened", 5, 5, service='<x-figure id="0123456789" metric="a">5</x-figure>')
    other = figure("tickets.opened", 4, 4, service="</x-drawn>")
    page = _RENDERER.pack(assemble(inputs(case(figure("tickets.opened", 9, 9), row, other)))).screen
    assert "f-0123456789" not in page
    assert "&lt;x-figure" in page


def test_figures_of_different_dimensions_have_different_names() -> None:
    """A bar within a text is no border between two; names without one are as they ever were."""
    first, second = (("service", "a|b"), ("type", "c")), (("service", "a"), ("b|type", "c"))
    names = {figure_id("tickets.opened", "2026-10", found) for found in (first, second)}
    assert len(names) == 2
    assert figure_id("tickets.opened", "2026-10", (("service", "VPN"),)) == "373e39d1c8"
