"""Packs as a browser shows them, on a wide and on a narrow screen."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from reviewed import case, figure, inputs

from reviewgen.html import Renderer
from reviewgen.model import Behind, Explanation
from reviewgen.outputs import slug
from reviewgen.pack import assemble
from reviewgen.resources import templates

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FOUND = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
ACCOUNTS = ("BRIGHT", "CALDER", "ELBMARK", "HOLLIN", "TERN")
PAGES = {
    **{account: f"{slug(account)}/pack.html" for account in ACCOUNTS},
    **{f"brief of {account}": f"{slug(account)}/internal/brief.html" for account in ("BRIGHT", "CALDER")},
    "index": "index.html",
    "portfolio": "portfolio.html",
}
WIDTHS = (1280, 390)

pytestmark = pytest.mark.skipif(FOUND is None, reason=f"none of {', '.join(CHROMIUMS)} is installed")


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser of the system."""
    with sync_playwright() as started:
        running = started.chromium.launch(executable_path=FOUND, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


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
    assert opened.ask("[...document.fonts].map(font => font.status)") == ["loaded", "loaded"]
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


def test_text_is_dark_enough(opened: Opened) -> None:
    """Every text has a contrast of at least 4.5 to 1 against what is behind it."""
    assert (
        opened.ask(
            """(() => {
            const parts = text => (text.match(/[\\d.]+/g) || []).map(Number);
            const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
                .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
                .reduce((sum, v, place) => sum + v * [.2126, .7152, .0722][place], 0);
            const behind = node => {
                const found = node ? parts(getComputedStyle(node).backgroundColor) : [255, 255, 255];
                return found.length === 4 && found[3] === 0 ? behind(node.parentElement) : found;
            };
            const words = [...document.body.querySelectorAll('*:not(svg, svg *)')].filter(one =>
                [...one.childNodes].some(child => child.nodeType === 3 && child.textContent.trim()));
            return [...new Set(words.map(one => {
                const pair = [light(parts(getComputedStyle(one).color)), light(behind(one))].sort((a, b) => b - a);
                return (pair[0] + .05) / (pair[1] + .05) < 4.5 ? `${one.tagName}.${one.className}` : '';
            }))].filter(Boolean);
        })()"""
        )
        == []
    )


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


def test_a_figure_opens_by_keyboard_without_scripts(still: Page) -> None:
    """Tab to the figure, Enter: definition, n, formula and ids; Escape closes, and the focus is on the figure again."""
    still.keyboard.press("Tab")
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
    still.keyboard.press("Tab")
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
