"""Any text in any column comes back as visible text, and no text changes what a page is made of."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import small_project
from bytes_of_files import text_of
from commands import pack_of
from hypothesis import given, settings
from hypothesis import strategies as st
from page_reader import Page, squeezed

from reviewgen.visible import visible

WORDS = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\0[]"), min_size=1, max_size=30), min_size=7, max_size=7
)
PRINTED = st.text(st.sampled_from("aZ09 <>&\"'{}%#/\\=+@();:,.!?*_~`$€£äßéłØΩλжЯ–…"), min_size=1, max_size=40)


def made(texts: list[str], form: str) -> Path:
    """Build an account with these texts in turn in every column but those that group rows; return its pack."""
    folder = Path(tempfile.mkdtemp())

    def words(table: str, column: str) -> str:
        place = hash_of(table, column)
        return f"q{place}q{texts[place % len(texts)]}q" if column in GROUPLESS else "same"

    account = small_project.account_file("A", notes={}, depth="standard")
    project = small_project.write(folder, [account], small_project.desk("A", words))
    return pack_of(project, "--format", form)


GROUPLESS = {"title", "text", "comment", "summary", "owner", "cause", "impact", "role"}


def hash_of(table: str, column: str) -> int:
    """Return the place of a column among all."""
    return small_project.text_columns().index((table, column))


@functools.cache
def plain() -> tuple[Page, str]:
    """The page and the printed text with harmless words."""
    return Page((made(["x"], "html") / "pack.html").read_text("utf-8")), text_of(made(["x"], "pdf") / "pack.pdf")


def stands(column: tuple[str, str], page: str) -> bool:
    """Whether a column is shown where words are harmless."""
    return f"q{hash_of(*column)}qxq" in page


@given(WORDS)
@settings(max_examples=4)
def test_any_text_is_on_the_page_and_changes_no_element(texts: list[str]) -> None:
    """Without blanks and without what acts, each text is where it was written; the elements are the same."""
    page = Page((made(texts, "html") / "pack.html").read_text("utf-8"))
    shown = [place for place in small_project.text_columns() if stands(place, squeezed(plain()[0].text))]
    assert len(shown) > 3
    read = squeezed(page.text)
    wanted = [f"q{hash_of(*one)}q{texts[hash_of(*one) % len(texts)]}q" for one in shown]
    assert [one for one in wanted if squeezed(visible(one)) not in read] == []
    assert [one.tag for one in page.elements] == [one.tag for one in plain()[0].elements]


@given(st.lists(PRINTED, min_size=7, max_size=7))
@settings(max_examples=3)
def test_any_text_of_the_bundled_fonts_is_printed(texts: list[str]) -> None:
    """The text of the PDF has it too; a hyphen at the end of a line is one of the line."""
    read = squeezed(text_of(made(texts, "pdf") / "pack.pdf"))
    shown = [place for place in small_project.text_columns() if stands(place, squeezed(plain()[1]))]
    assert len(shown) > 3
    wanted = [f"q{hash_of(*one)}q{texts[hash_of(*one) % len(texts)]}q" for one in shown]
    assert [one for one in wanted if squeezed(one) not in read] == []
