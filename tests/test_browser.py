"""Packs as a browser shows them, on a wide and on a narrow screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from page_reader import squeezed
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from reviewed import case, figure, inputs
from sample_pages import ACCOUNTS, PAGES, WIDTHS

from reviewgen.html import Renderer
from reviewgen.model import Behind, Explanation
from reviewgen.pack import assemble
from reviewgen.resources import templates


class Opened:
    """A page in the browser, with all that it asked for and complained of."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._heard)
        page.goto(path.as_uri(), wait_until="load")
        page.evaluate("document.fonts.ready.then(() => true)")

    def _heard(self, message: ConsoleMessage) -> None:
        self.complaints.append(f"{message.type}: {message.text}")

    def ask(self, script: str) -> Any:
        """Return what an expression gives in the page."""
        return self.page.evaluate(script)


@pytest.fixture(scope="module", params=[(name, width) for name in PAGES for width in WIDTHS], ids=str)
def opened(request: pytest.FixtureRequest, browser: Browser, sample_packs: Path) -> Iterator[Opened]:
    """Each sample pack, briefs, and the pages over all accounts, at either width."""
    name, width = request.param
    page = browser.new_page(viewport={"width": width, "height": 900})
    yield Opened(page, sample_packs / "2026-10" / PAGES[name])
    page.close()


def test_a_page_is_whole_in_itself(opened: Opened) -> None:
    """No request leaves the page, its own policy is not broken, its fonts load, and it does not scroll sideways."""
    outside = [url for url in opened.requests if not url.startswith("data:") and url != opened.page.url]
    assert outside == []
    assert opened.complaints == []
    assert opened.ask("""["12px 'Pack Inter'", "600 12px 'Pack Inter'"].every(font => document.fonts.check(font))""")
    assert "error" not in opened.ask("[...document.fonts].map(font => font.status)")
    assert opened.ask("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert stray(opened) == []


def stray(opened: Opened) -> Any:
    """Return the elements that reach over the edge of the screen without a box around them that scrolls."""
    return opened.ask(
        """[...document.body.querySelectorAll('*')].filter(one => {
            const box = one.getBoundingClientRect();
            const scrolls = node =>
                node && (getComputedStyle(node).overflowX === 'auto' || scrolls(node.parentElement));
            return box.width && (box.right > innerWidth + 1 || box.left < -1) && !scrolls(one.parentElement);
        }).map(one => one.outerHTML.slice(0, 120))"""
    )


def test_a_page_can_be_read_without_seeing_it(opened: Opened) -> None:
    """One first heading, no level left out, every table titled with scoped heads, every drawing described."""
    levels = opened.ask("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []
    assert (
        opened.ask("[...document.querySelectorAll('table')].filter(one => !one.caption?.innerText.trim()).length") == 0
    )
    assert opened.ask("document.querySelectorAll('th:not([scope])').length") == 0
    assert opened.ask("[...document.querySelectorAll('tr')].filter(one => !one.querySelector('th')).length") == 0
    assert (
        opened.ask(
            "[...document.querySelectorAll('svg')].filter(one => one.getAttribute('role') !== 'img' || "
            "!one.querySelector('title')?.textContent.trim()).length"
        )
        == 0
    )
    assert opened.ask("[...document.querySelectorAll('img:not([alt])')].length") == 0
    assert re.fullmatch(r"en(-[A-Z]{2})?", opened.ask("document.documentElement.lang"))
    assert opened.ask("document.title.length") > 10


def test_links_of_a_page_lead_somewhere(opened: Opened) -> None:
    """Every inner link has its target, every other one a mailbox or a file that is there."""
    hrefs = opened.ask("[...document.querySelectorAll('a')].map(one => one.getAttribute('href'))")
    ids = set(opened.ask("[...document.querySelectorAll('[id]')].map(one => one.id)"))
    folder = Path(opened.page.url.removeprefix("file://")).parent
    assert len(hrefs) >= (0 if folder.name == "internal" else 5)
    assert [one for one in hrefs if not leads(one, ids, folder)] == []


def leads(href: str, ids: set[str], folder: Path) -> bool:
    """Whether a link leads to a place in the page, to a mailbox, to the web or to a file."""
    if href.startswith("#"):
        return href[1:] in ids
    return href.startswith(("mailto:", "https://", "http://")) or (folder / href).is_file()


def test_no_id_is_given_twice(opened: Opened) -> None:
    """Each anchor stands once, so that each link has one meaning."""
    ids = opened.ask("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))


# What opens at a figure


@pytest.fixture
def still(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page whose figures are explained, in a browser that runs no script."""
    opened, closed = figure("tickets.opened", 1847, 1847), figure("tickets.resolved", 1800, 1800)
    rows = Behind("tickets", "count", tuple(f"INC{number}" for number in range(1847)))
    known = Explanation(opened, "Opened", "Tickets opened in the period.", "all types", "opened in October", rows)
    key = (opened.metric, opened.period, opened.dimensions)
    path = tmp_path / "pack.html"
    made = case(opened, closed, figure("tickets.backlog", 60))
    path.write_text(Renderer(templates()).pack(assemble(inputs(made)), None, {key: known}).screen, "utf-8")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 700})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(path.as_uri())
    yield page
    assert complaints == []
    context.close()


def to_first_figure(page: Page) -> None:
    """Go by keyboard over the link to the contents to the first figure."""
    page.keyboard.press("Tab")
    expect(page.locator(".skip:focus")).to_be_visible()
    page.keyboard.press("Tab")


def test_a_figure_opens_by_keyboard_without_scripts(still: Page) -> None:
    """Tab to the figure, Enter: definition, n, formula and ids; Escape closes, and the focus is on the figure again."""
    to_first_figure(still)
    focused = still.locator("button.fig:focus")
    expect(focused).to_have_text("1,847")
    panel = still.locator(f"#{focused.get_attribute('popovertarget')}")
    expect(panel).to_be_hidden()
    still.keyboard.press("Enter")
    expect(panel).to_be_visible()
    for words in (
        "Tickets opened",
        "October 2026",
        "n 1,847",
        "count: 1,847",
        "Tickets opened in the period.",
        "INC0, INC1",
        "1,823 more",
    ):
        expect(panel).to_contain_text(words)
    still.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(focused).to_have_text("1,847")


def test_a_panel_is_left_by_its_button(still: Page) -> None:
    """Space opens as Enter does; from the figure Tab leads into the panel, to the definition and to Close."""
    to_first_figure(still)
    still.keyboard.press("Space")
    panel = still.locator(".why:popover-open")
    expect(panel).to_have_count(1)
    for _ in range(3):
        still.keyboard.press("Tab")
        if still.locator(".shut:focus").count():
            break
    expect(still.locator(".why:popover-open .shut:focus")).to_have_count(1)
    still.keyboard.press("Enter")
    expect(panel).to_have_count(0)
    expect(still.locator("button.fig:focus")).to_have_text("1,847")


def test_a_drawing_opens_its_figures_by_keyboard(still: Page) -> None:
    """The button under a drawing opens the table of its history."""
    still.locator("button.drawn").first.focus()
    still.keyboard.press("Enter")
    expect(still.locator(".why:popover-open table").first).to_contain_text("October 2026")


def test_panels_are_closed_and_fit_the_screen(opened: Opened) -> None:
    """Nothing is open at first; what opens stays within the screen, scrolls if it is long, and covers no more."""
    panels = opened.page.locator(".why")
    assert opened.page.locator(".why:popover-open").count() == 0
    for place in range(0, panels.count(), 40):
        name = panels.nth(place).get_attribute("id")
        opened.page.locator(f"button.fig[popovertarget={name}]").first.click()
        box = panels.nth(place).bounding_box()
        size = opened.page.viewport_size
        assert box
        assert size
        assert box["x"] >= 0
        rem = 46 if panels.nth(place).locator(".limits").count() else 34
        assert box["x"] + box["width"] <= min(size["width"], box["x"] + rem * 16)
        assert 0 <= box["y"] < box["y"] + box["height"] <= size["height"]
        opened.page.keyboard.press("Escape")


# Wide, narrow and printed


def test_a_pack_has_its_landmarks_and_a_way_past_the_first(opened: Opened) -> None:
    """A header, the main part, a footer where there is one on paper, and the list of contents, each once."""
    counts = opened.ask("['header', 'main', 'footer', 'nav'].map(tag => document.querySelectorAll(tag).length)")
    name = Path(opened.page.url).name
    assert counts == [1, 1, int(name != "index.html"), int(name == "pack.html")]


@pytest.fixture
def full(browser: Browser, sample_packs: Path) -> Iterator[Page]:
    """The pack in full depth."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto((sample_packs / "2026-10" / PAGES["CALDER"]).as_uri())
    yield page
    page.close()


def test_the_contents_stand_beside_the_page_where_there_is_room(full: Page) -> None:
    """On a wide screen they stay in sight at the side, on a narrow one they stand in the page, after the summary."""
    full.locator("#at-workload").scroll_into_view_if_needed()
    beside, main = full.locator(".contents").bounding_box(), full.locator("main").bounding_box()
    assert beside
    assert main
    assert beside["x"] + beside["width"] <= main["x"]
    assert 0 <= beside["y"] < 900
    full.set_viewport_size({"width": 390, "height": 900})
    contents, summary = full.locator(".contents").bounding_box(), full.locator("#summary").bounding_box()
    assert contents
    assert summary
    assert contents["y"] >= summary["y"] + summary["height"]


def test_a_table_of_words_has_its_rows_as_cards_on_a_phone(full: Page) -> None:
    """Each value stands in a line of its own with the head of its column before it; on a wide screen it does not."""
    place = "document.querySelector('#tickets td:nth-of-type(2)')"
    label = f"getComputedStyle({place}, '::before').content"
    assert full.evaluate(label) == "none"
    full.set_viewport_size({"width": 390, "height": 900})
    assert full.evaluate(label) == '"Service"'
    tops = full.evaluate("[...document.querySelectorAll('#tickets tr:nth-child(2) td')].map(one => one.offsetTop)")
    assert tops == sorted(set(tops))


def test_a_wide_drawing_on_a_phone_shows_the_newest_first(full: Page) -> None:
    """Its words keep a size to be read, so it scrolls in a frame of its own, which opens at its end."""
    full.set_viewport_size({"width": 390, "height": 900})
    frame = full.locator("#summary .drawing").first
    room, width = frame.evaluate("one => [one.clientWidth, one.scrollWidth]")
    assert width > room + 100
    last = frame.locator("svg").evaluate("one => one.getBoundingClientRect().right")
    assert last <= 390
    expect(frame).to_have_attribute("tabindex", "0")


BROKEN_WORDS = """() => [...document.querySelectorAll('.frame th, .frame td')].flatMap(cell => {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), broken = [];
    for (let node; (node = walker.nextNode());)
        for (const word of node.data.matchAll(/[\\p{L}\\p{N}.,%]+/gu)) {
            const range = document.createRange();
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            const lines = new Set([...range.getClientRects()].map(one => Math.round(one.top)));
            if (lines.size > 1) broken.push(word[0]);
        }
    return broken;
})"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_word_of_a_table_is_broken(browser: Browser, sample_packs: Path, account: str, width: int) -> None:
    """Neither a head nor a figure of one that scrolls on a phone goes on in the next line, there and on a laptop."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto((sample_packs / "2026-10" / PAGES[account]).as_uri())
    assert page.evaluate(BROKEN_WORDS) == []
    page.close()


@pytest.mark.parametrize("account", ["BRIGHT", "HOLLIN"])
def test_a_pack_printed_from_the_browser_is_the_pack(browser: Browser, sample_packs: Path, account: str) -> None:
    """As many pages as the PDF, the same captions, and nothing of what only a screen can do."""
    path = sample_packs / "2026-10" / PAGES[account]
    page = browser.new_page()
    page.goto(path.as_uri())
    captions = page.locator("main :is(caption, h2):visible").all_inner_texts()
    page.emulate_media(media="print")
    assert page.locator(":is(.skip, .drawn, .bar, .why, .foot):visible").count() == 0
    printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    page.close()
    text = squeezed("".join(sheet.get_textpage().get_text_range() for sheet in printed))
    assert abs(len(printed) - len(pypdfium2.PdfDocument(path.with_name("pack.pdf")))) <= 1
    assert [one for one in captions if squeezed(one) not in text] == []


def test_without_a_script_nothing_dead_is_on_the_page(browser: Browser, sample_packs: Path) -> None:
    """No box to filter and no head to sort by where nothing would happen."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((sample_packs / "2026-10" / PAGES["CALDER"]).as_uri())
    assert page.locator(".bar, .sort, input").count() == 0
    assert page.locator("button:not([popovertarget])").count() == 0
    context.close()


# The page over all accounts


@pytest.fixture
def portfolio(browser: Browser, sample_packs: Path) -> Iterator[Page]:
    """The portfolio of the sample project."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((sample_packs / "2026-10" / "portfolio.html").as_uri())
    yield page
    page.close()


def test_the_portfolio_is_sorted_by_keyboard(portfolio: Page) -> None:
    """Tab leads to the heads, Enter sorts by one, Space the other way round, and the focus stays on the head."""
    rows = portfolio.locator("tbody tr th")
    before = sorted(rows.all_inner_texts())
    heads = portfolio.locator("thead button")
    for _ in range(20):
        portfolio.keyboard.press("Tab")
        if portfolio.locator("thead button:focus").count():
            break
    expect(heads.first).to_be_focused()
    portfolio.keyboard.press("Enter")
    assert rows.all_inner_texts() == before
    expect(portfolio.locator("th[aria-sort=ascending]")).to_have_text("Account")
    portfolio.keyboard.press("Space")
    assert rows.all_inner_texts() == before[::-1]
    expect(portfolio.locator("th[aria-sort=descending]")).to_have_text("Account")
    expect(heads.first).to_be_focused()


def test_the_portfolio_leads_to_each_pack(portfolio: Page) -> None:
    """The name of an account opens its pack."""
    portfolio.get_by_role("link", name="Calder Rail").click()
    expect(portfolio.locator("h1")).to_have_text("Calder Rail")
