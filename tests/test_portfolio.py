"""All accounts on one page: what leads to each row, and what the page says of the whole."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import small_project
from page_reader import Page
from playwright.sync_api import Browser

from reviewgen import pdf

ACCOUNTS = {"A": 24, "B": 8, "C": 2}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of October of three accounts, the largest with two thirds of the tickets."""
    folder = tmp_path_factory.mktemp("portfolio")
    parts = []
    for name, tickets in ACCOUNTS.items():
        data = small_project.desk(name)
        parts.append(data | {"tickets": data["tickets"][:tickets]})
    accounts = [small_project.account_file(name, name=f"Customer {name}", notes={}) for name in ACCOUNTS]
    project = small_project.write(folder, accounts, small_project.together(*parts))
    small_project.built(project, folder / "out", formats=("html",))
    return folder / "out" / "2026-10"


def text_of(folder: Path) -> str:
    """Return what the page says."""
    return " ".join(Page((folder / "portfolio.html").read_text("utf-8")).text.split())


def test_every_account_has_its_row(out: Path) -> None:
    """Verdict, headline figures, first concern, overdue promises, next meeting, readiness, volume."""
    told = {one["id"]: one for one in json.loads((out / "portfolio.json").read_text("utf-8"))["accounts"]}
    assert set(told) == set(ACCOUNTS)
    text = text_of(out)
    for one in told.values():
        for words in (one["name"], one["verdict"], one["concern"], "12 Nov 2026"):
            assert words in text
        assert (one["depth"], one["overdue"], one["next_meeting"]) == ("full", 0, "2026-11-12")
        assert len(one["headlines"]) >= 3


def test_the_accounts_that_make_up_most_of_the_volume_are_named(out: Path) -> None:
    """The largest ones until 85% of the tickets of the period are reached."""
    opened = {one["id"]: one["opened"] for one in json.loads((out / "portfolio.json").read_text("utf-8"))["accounts"]}
    share = 100 * (opened["A"] + opened["B"]) / sum(opened.values())
    assert opened["A"] / sum(opened.values()) < 0.85 <= share / 100
    assert (
        f"Of 3 accounts with a pack of this period, 2 make up {share:.1f}% of the tickets: Customer A, Customer B."
        in text_of(out)
    )


def test_an_account_that_failed_is_on_the_page(tmp_path: Path) -> None:
    """Nobody goes missing silently: it stands first, with the earlier pack if there is one."""
    accounts = [small_project.account_file(name, name=f"Customer {name}") for name in "AB"]
    data = small_project.together(small_project.desk("A"), small_project.desk("B"))
    project = small_project.write(tmp_path, accounts, data)
    small_project.built(project, tmp_path / "out", formats=("html",))
    data["tickets"][0]["opened_at"] = "some day"
    small_project.write(tmp_path, accounts, data)
    small_project.built(project, tmp_path / "out", formats=("html",))
    text = text_of(tmp_path / "out" / "2026-10")
    assert "1 failed" in text
    assert text.index("Failed; the earlier pack stands") < text.rindex("Customer B")


def test_an_account_leads_to_the_pack_that_was_made(tmp_path: Path) -> None:
    """A run without HTML has no pack.html: no link leads to where nothing is."""
    data = small_project.desk("A") | {"tickets": small_project.desk("A")["tickets"][:2]}
    project = small_project.write(tmp_path, [small_project.account_file("A", name="Customer A")], data)
    small_project.built(project, tmp_path / "out", formats=("xlsx",))
    folder = tmp_path / "out" / "2026-10"
    (link,) = re.findall(r'<a href="([^"]*/pack[^"]*)"', (folder / "portfolio.html").read_text("utf-8"))
    assert (folder / link).is_file()


def test_one_account_built_alone_keeps_the_others_on_the_page(out: Path) -> None:
    """The page is over all packs that stand there, whoever built them."""
    folder = out.parent.parent
    small_project.built(folder, folder / "out", formats=("html",), accounts=("C",))
    text = text_of(out)
    assert all(f"Customer {name}" in text for name in ACCOUNTS)


def test_the_table_can_be_sorted(out: Path, browser: Browser) -> None:
    """A click on a head sorts by it, a second one the other way round."""
    page = browser.new_page()
    page.goto((out / "portfolio.html").as_uri())

    def names() -> list[str]:
        return page.locator("tbody th a").all_inner_texts()

    page.get_by_role("button", name="Tickets").click()
    rising = names()
    page.get_by_role("button", name="Tickets").click()
    assert (rising, names()) == (["Customer C", "Customer B", "Customer A"], rising[::-1])
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    page.close()


def test_the_pdf_is_printed_where_something_on_it_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that stands is left; a changed page, or a PDF that is not as it was written, is printed."""
    printed: list[str] = []
    real = pdf.render

    def render(document: Any, profile: Any) -> Any:
        printed.append(document.title)
        return real(document, profile)

    monkeypatch.setattr(pdf, "render", render)
    folder = small_project.write(tmp_path, [small_project.account_file("A")], small_project.desk("A"))
    of_period = tmp_path / "out" / "2026-10"

    def prints() -> int:
        printed.clear()
        small_project.built(folder, tmp_path / "out")
        return sum("Operations reviews" in title for title in printed)

    assert prints() == 1
    before = (of_period / "portfolio.pdf").read_bytes()
    assert prints() == 0
    (of_period / "portfolio.pdf").write_bytes(before[:-1] + b"x")
    assert prints() == 1
    assert (of_period / "portfolio.pdf").read_bytes() == before
    file = folder / "accounts" / "account-0.yaml"
    file.write_text(file.read_text("utf-8").replace('"name": "', '"name": "Other ', 1), "utf-8")
    assert prints() == 1
