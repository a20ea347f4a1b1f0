"""Packs as a browser shows them, on a wide and on a narrow screen."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from reviewgen.outputs import slug

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FOUND = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
ACCOUNTS = ("BRIGHT", "CALDER", "ELBMARK", "HOLLIN", "TERN")
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


@pytest.fixture(
    scope="module", params=[(account, width) for account in (*ACCOUNTS, "index") for width in WIDTHS], ids=str
)
def opened(request: pytest.FixtureRequest, browser: Browser, sample_packs: Path) -> Iterator[Opened]:
    """Each sample pack, and the index over them, at either width."""
    account, width = request.param
    period = sample_packs / "2026-10"
    page = browser.new_page(viewport={"width": width, "height": 900})
    yield Opened(page, period / "index.html" if account == "index" else period / slug(account) / "pack.html")
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
    assert len(hrefs) >= 5
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
