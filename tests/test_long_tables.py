"""What the script of a page adds to its long tables: sorting that is right in every language, and a filter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from reviewgen.resources import templates

Make = Callable[..., Page]


@pytest.fixture
def make(browser: Browser) -> Iterator[Make]:
    """A page with a table of one column of texts, some with a key, whose script has run."""
    context = browser.new_context()

    def made(cells: Sequence[str | tuple[str, str]], language: str = "en-GB", **frame: str) -> Page:
        rows = "".join(f"<tr>{cell(one)}</tr>" for one in cells)
        told = " ".join(f'{name}="{value}"' for name, value in frame.items())
        script = (templates() / "tables.js").read_text("utf-8")
        page = context.new_page()
        page.set_content(
            f'<!DOCTYPE html><html lang="{language}"><body><div class="table" {told}><table><caption>Tickets</caption>'
            f'<thead><tr><th scope="col">Column</th></tr></thead><tbody>{rows}</tbody></table></div>'
            "<style>.out { display: none }</style>"
            f'<script data-filter="Filter" data-count="{{shown}} of {{all}} rows">{script}</script></body></html>'
        )
        return page

    yield made
    context.close()


def cell(one: str | tuple[str, str]) -> str:
    """Return a cell with its text, and its key where it has one."""
    text, key = (one, None) if isinstance(one, str) else one
    return f"<td>{escape(text)}</td>" if key is None else f'<td data-key="{key}">{escape(text)}</td>'


def shown(page: Page) -> list[str]:
    """Return the texts of the rows that can be seen."""
    return [row.inner_text() for row in page.locator("tbody td").all() if row.is_visible()]


@pytest.mark.parametrize(
    ("rising", "language"),
    [
        ([("9", "9.0"), ("1.234", "1234.0"), ("12.000", "12000.0")], "de-DE"),
        ([("−3 days", "-3.0"), ("0 days", "0.0"), ("10 days", "10.0")], "en-GB"),
        ([("45 min", "0.75"), ("1,5 h", "1.5"), ("2 h", "2.0")], "fr-FR"),
        ([("99,9 %", "99.9"), ("99,95 %", "99.95"), ("100 %", "100.0")], "de-DE"),
        ([("30 Sept 2026", "2026-09-30"), ("2 Oct 2026", "2026-10-02"), ("1 Jan 2027", "2027-01-01")], "en-GB"),
        (["INC9", "INC10", "INC100"], "en-GB"),
        (["Äpfel", "Zürich"], "de-DE"),
        (["Zürich", "Äpfel"], "sv-SE"),
    ],
    ids=["thousands", "below zero", "durations", "percent", "days", "numbers in words", "German", "Swedish"],
)
def test_rows_are_sorted_by_what_they_mean(make: Make, rising: list[Any], language: str) -> None:
    """By their keys where they have one, else by their texts as the language sorts them; a second time falling."""
    page = make(rising[::-1], language, **{"data-sorted": ""})
    texts = [one if isinstance(one, str) else one[0] for one in rising]
    head = page.get_by_role("columnheader")
    page.get_by_role("button", name="Column").click()
    assert (shown(page), head.get_attribute("aria-sort")) == (texts, "ascending")
    page.get_by_role("button", name="Column").press("Space")
    assert (shown(page), head.get_attribute("aria-sort")) == (texts[::-1], "descending")


def test_what_is_missing_comes_last(make: Make) -> None:
    """A dash, and a figure without a number, stand below all others whichever way is sorted."""
    page = make([("–", ""), ("5", "5.0"), "–", ("40", "40.0")], **{"data-sorted": ""})
    page.get_by_role("button", name="Column").click()
    assert shown(page) == ["5", "40", "–", "–"]
    page.get_by_role("button", name="Column").click()
    assert shown(page) == ["40", "5", "–", "–"]


def test_rows_stay_in_the_groups_that_paper_keeps_together(make: Make) -> None:
    """Each group has as many rows after sorting as before."""
    page = make([str(number) for number in range(14)])
    page.evaluate("document.querySelector('table').append(document.createElement('tbody'))")
    sizes = "[...document.querySelector('table').tBodies].map(body => body.rows.length)"
    before = page.evaluate(sizes)
    page.get_by_role("button", name="Column").click()
    assert page.evaluate(sizes) == before


def test_a_filter_shows_the_rows_that_hold_all_words(make: Make) -> None:
    """Capitals and accents do not matter, the order of words neither; how many are left is told as it changes."""
    page = make([f"Ticket {number}" for number in range(1, 40)] + ["Café in Zürich"])
    box = page.get_by_role("searchbox", name="Filter: Tickets")
    box.press_sequentially("zurich CAFE")
    assert shown(page) == ["Café in Zürich"]
    expect(page.get_by_role("status")).to_have_text("1 of 40 rows")
    box.fill("ticket 3")
    assert shown(page) == [f"Ticket {number}" for number in (3, 13, 23, *range(30, 40))]
    expect(page.get_by_role("status")).to_have_text("13 of 40 rows")
    box.fill("")
    assert len(shown(page)) == 40


def test_a_short_table_stays_as_it_is(make: Make) -> None:
    """Twelve rows can be seen at a glance: no button, no box."""
    page = make([str(number) for number in range(12)])
    assert page.get_by_role("button").count() + page.get_by_role("searchbox").count() == 0
    page = make([str(number) for number in range(13)])
    assert (page.get_by_role("button").count(), page.get_by_role("searchbox").count()) == (1, 1)


def test_a_frame_is_in_the_order_of_keys_only_where_it_scrolls(make: Make) -> None:
    """What fits need not be stopped at."""
    page = make(["a"], tabindex="0", id="frame")
    expect(page.locator("#frame")).to_have_attribute("tabindex", "-1")
    page.add_style_tag(content="#frame { width: 3rem; overflow-x: auto } table { width: 30rem }")
    expect(page.locator("#frame")).to_have_attribute("tabindex", "0")


def test_words_of_the_script_come_from_the_page(make: Make) -> None:
    """The script holds no word of its own that a reader sees."""
    made = (templates() / "script.html").read_text("utf-8")
    page = make([str(number) for number in range(13)])
    said = page.evaluate("document.querySelector('.bar').innerText")
    assert said.strip() == "Filter"
    assert '_("Filter the rows")' in made
