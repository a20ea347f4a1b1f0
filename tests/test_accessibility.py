"""Pages for everybody: axe-core finds nothing in any page of the sample, light or dark, wide or narrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page
from sample_pages import PAGES, WIDE, WIDTHS

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
SCHEMES = ("light", "dark")
ROWS, PANELS = 2, 2
SHORTEN = """([rows, panels]) => {
    document.querySelectorAll(`main tbody tr:nth-child(n + ${rows + 1})`).forEach(row => row.remove());
    for (const kind of ['f', 'h']) {
        [...document.querySelectorAll(`.why[id^=${kind}-]`)].slice(panels).forEach(panel => panel.remove());
    }
}"""


# Frames learn of a new width before the page is painted.
SETTLED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="module", params=PAGES)
def whole(request: pytest.FixtureRequest, browser: Browser, sample_packs: Path) -> Iterator[Page]:
    """Each page of the sample, with axe-core in it."""
    page = browser.new_page(viewport={"width": WIDE, "height": 900})
    page.goto((sample_packs / "2026-10" / PAGES[request.param]).as_uri())
    page.evaluate(f"{AXE}; 0")
    yield page
    page.close()


@pytest.fixture(scope="module")
def shortened(whole: Page, browser: Browser) -> Iterator[Page]:
    """The same page with the first rows of its tables and some panels: contrast is slow to measure on them all."""
    page = browser.new_page()
    page.goto(whole.url)
    page.evaluate(f"{AXE}; 0")
    page.evaluate(SHORTEN, [ROWS, PANELS])
    yield page
    page.close()


def violations(page: Page, within: str = "html", **options: Any) -> list[str]:
    """Return what axe-core finds, each rule with an element that breaks it."""
    found = page.evaluate(
        "([within, options]) => axe.run(within, options)", [within, {"resultTypes": ["violations"], **options}]
    )
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


def test_every_rule_but_contrast_holds_on_the_whole_page(whole: Page) -> None:
    """Structure, names, roles, tables and landmarks of everything, with all panels in place."""
    assert violations(whole, rules={"color-contrast": {"enabled": False}}) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_rule_holds_in_each_form(shortened: Page, scheme: Any, width: int) -> None:
    """In light and dark, wide and narrow; what opens is measured open as well."""
    shortened.emulate_media(color_scheme=scheme)
    shortened.set_viewport_size({"width": width, "height": 900})
    shortened.evaluate(SETTLED)
    assert violations(shortened) == []
    for name in shortened.evaluate("[...document.querySelectorAll('.why')].map(panel => panel.id)"):
        shortened.evaluate("name => document.getElementById(name).showPopover()", name)
        assert violations(shortened, f"#{name}") == []
        shortened.evaluate("name => document.getElementById(name).hidePopover()", name)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_in_drawings_are_dark_enough(whole: Page, scheme: Any) -> None:
    """Every text of a drawing has a contrast of at least 4.5 to 1, on paper or on a dark cell: axe-core skips them."""
    whole.emulate_media(color_scheme=scheme)
    assert whole.evaluate(PALE) == []


PALE = """() => {
    const parts = text => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const light = colour => parts(colour).map(part => part / 255)
        .map(part => part <= .03928 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
        .reduce((sum, part, place) => sum + part * [.2126, .7152, .0722][place], 0);
    const body = getComputedStyle(document.body).backgroundColor;
    const cell = word => getComputedStyle(word.closest('svg').querySelector('.step1')).fill;
    const behind = word => word.matches('.paper') ? cell(word) : body;
    const pale = word => {
        const found = [light(getComputedStyle(word).fill), light(behind(word))];
        const [low, high] = found.sort((one, other) => one - other);
        return (high + .05) / (low + .05) < 4.5;
    };
    return [...document.querySelectorAll('svg text')].filter(pale).map(word => word.outerHTML);
}"""
