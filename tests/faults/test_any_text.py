"""Any text in any column comes back as visible text, and no text changes what a page is made of."""

from __future__ import annotations

import csv
import functools
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import small_project
from bytes_of_files import text_of
from commands import pack_of
from hypothesis import given, settings
from hypothesis import strategies as st
from page_reader import Page, squeezed

from reviewgen.visible import visible

Column = tuple[str, str]
Texts = Mapping[Column, str]
# These two say to which record of another table a row belongs: their text is the number of that.
REFERRING = {("major_events", "major"), ("milestones", "project")}
COLUMNS = [one for one in small_project.text_columns() if one not in REFERRING]
# Of events of tickets no page tells and no file: they decide clocks.
UNLISTED = {("ticket_events", name) for name in ("state_name", "assigned_group", "priority")}
PRIORITY = ("tickets", "priority")
# What rows are grouped by stands in narrow columns, where a line may break anywhere.
PROSE = {"title", "text", "comment", "summary", "owner", "cause", "impact"}
# Left to chance, markup would hardly ever be drawn.
MARKUP = st.sampled_from(
    ["<b>", "</td>", "<!--", "</style>", '" id="x', "' id='x", "&lt;", "&", "{{7*7}}", "{#", "${x}"]
)
ANY_CHARACTERS = st.text(st.characters(codec="utf-8", exclude_characters="\0[]"), min_size=1, max_size=10)
ANY = st.lists(MARKUP | ANY_CHARACTERS, min_size=1, max_size=3).map("".join)
PRINTED = st.text(st.sampled_from("aZ09 <>&\"'{}%#/\\=+@();:,.!?*_~`$€£äßéłØΩλжЯ–…"), min_size=1, max_size=40)


def drawn(text: st.SearchStrategy[str], columns: list[Column]) -> st.SearchStrategy[Texts]:
    """Texts for some columns; in all others stand harmless ones."""
    return st.dictionaries(st.sampled_from(columns), text, min_size=1, max_size=30).map(promised)


def promised(texts: Texts) -> Texts:
    """The same with a priority that a file of YAML can promise something for."""
    return {one: "".join(filter(str.isprintable, text)) if one == PRIORITY else text for one, text in texts.items()}


def word(column: Column, texts: Texts) -> str:
    """Return what stands in a column: it can be told from that of any other."""
    return f"1x{COLUMNS.index(column)}x{texts.get(column, 'y')}x"


def made(texts: Texts, form: str, depth: str = "full") -> Path:
    """Build an account with rows in every table; return its pack."""

    def words(table: str, column: str) -> str:
        return word((table, column), texts) if (table, column) in COLUMNS else f"{table} {column}"

    def agreed(table: str, column: str) -> str:
        return words(table, column) if (table, column) == PRIORITY else f"{table} {column}"

    account = small_project.account_file("A", agreed, notes={}, depth=depth)
    project = small_project.write(Path(tempfile.mkdtemp()), [account], small_project.rows("A", words))
    return pack_of(project, "--format", form)


@dataclass(frozen=True)
class Read:
    """What a reader gets of a pack: its page, and the text of that and of all data files without blanks."""

    page: Page
    shown: str
    listed: str

    def place(self, column: Column, texts: Texts) -> str:
        """Where the text of a column stands: on the page, else in a data file, else nowhere."""
        wanted = comparable(word(column, texts))
        return "page" if wanted in self.shown else "data" if wanted in self.listed else ""


def comparable(text: str) -> str:
    """Return text without blanks, without what acts, and without what parts a list."""
    return squeezed(visible(text)).replace(",", "").replace(";", "")


def read(pack: Path) -> Read:
    """Read the page and every data file of a pack, those that are for us only as well."""
    page = Page((pack / "pack.html").read_text("utf-8"))
    cells = []
    for path in sorted(pack.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            cells += [cell for row in csv.reader(file) for cell in row]
    return Read(page, comparable(page.text), comparable("\n".join(cells)))


@functools.cache
def harmless() -> Read:
    """The same pack with harmless words alone."""
    return read(made({}, "html"))


def parts(page: Page) -> tuple[Counter[tuple[str, ...]], set[tuple[str, ...]]]:
    """Every kind of element by name and attributes: how many outside of drawings, whose labels have lines, and all."""
    every = [(one.tag, *sorted(one.attributes)) for one in page.elements]
    outside = (kind for kind, one in zip(every, page.elements, strict=True) if not one.inside("svg"))
    return Counter(outside), set(every)


def check_page(texts: Texts) -> None:
    """Each text is where a harmless one is, and the page has the same elements with the same attributes."""
    found = read(made(texts, "html"))
    moved = {one: texts[one] for one in texts if found.place(one, texts) != harmless().place(one, {})}
    assert moved == {}
    assert parts(found.page) == parts(harmless().page)


def test_every_column_comes_back() -> None:
    """On the page or in a data file, and most of them on the page; notes for us only are never on it."""
    places = {one: harmless().place(one, {}) for one in COLUMNS}
    assert {one for one, place in places.items() if not place} == UNLISTED
    assert list(places.values()).count("page") > len(COLUMNS) / 2
    assert {place for (_, column), place in places.items() if column == "internal_note"} == {"data"}


@given(drawn(ANY, COLUMNS))
@settings(max_examples=3)
def test_any_text_comes_back_and_changes_no_element(texts: Texts) -> None:
    """A few columns and texts."""
    check_page(texts)


@pytest.mark.slow_fault
@given(drawn(ANY, COLUMNS))
@settings(max_examples=15)
def test_any_text_of_many_comes_back_and_changes_no_element(texts: Texts) -> None:
    """Many of them."""
    check_page(texts)


PROSE_COLUMNS = [one for one in COLUMNS if one[1] in PROSE]


@functools.cache
def printed_where_harmless() -> list[Column]:
    """The columns of prose that stand in the PDF where their words are harmless."""
    text = squeezed(text_of(made({}, "pdf", "standard") / "pack.pdf"))
    return [one for one in PROSE_COLUMNS if word(one, {}) in text]


@given(drawn(PRINTED, PROSE_COLUMNS))
@settings(max_examples=2)
def test_any_text_of_the_bundled_fonts_is_printed(texts: Texts) -> None:
    """The text of the PDF has it too; a hyphen at the end of a line is one of the line."""
    text = squeezed(text_of(made(texts, "pdf", "standard") / "pack.pdf"))
    assert len(printed_where_harmless()) > 10
    assert [one for one in printed_where_harmless() if squeezed(word(one, texts)) not in text] == []
