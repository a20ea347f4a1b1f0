"""F26: every script is shown or told of; what acts on text instead of being read is left out of pages and terminals."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest
import small_project
from bytes_of_files import text_of
from commands import pack_of, run
from hypothesis import given, settings
from hypothesis import strategies as st
from page_reader import Page, squeezed

from reviewgen.visible import ACTING, spelled, visible

SCRIPTS = {
    "emoji": "👩\u200d👩\u200d👧 ✅",
    "chinese": "運用報告 漢字",
    "korean": "한글 보고서",
    "arabic": "تقرير الخدمة",
    "hebrew": "דוח שירות",
    "tamil": "சேவை",
    "beyond": "𠮷野家",
    "combined": "Z\u0351\u036b\u0343a\u0308\u0301l",
    "greek": "Ανασκόπηση",
    "cyrillic": "Обзор услуг",
}
BUNDLED = ("greek", "cyrillic")
TURNING = "a\u202eb\u2066c\u2069d\u200ee\u200ff\u061cg\u206ah\ufffei\U0001ffffj"
CONTROLS = "k\x01l\x1b[2Jm\x7fn\x9b31mo"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a script in each decision, and with characters that act in the titles of tickets."""
    folder = tmp_path_factory.mktemp("scripts")
    decisions = [{"text": text} for text in SCRIPTS.values()]
    account = small_project.account_file("A", decisions=decisions, notes={}, depth="standard")
    account["name"] = account["name"] + "\u202eeman"
    data = small_project.desk("A")
    for row in data["tickets"]:
        row["title"], row["service"] = TURNING + CONTROLS, f"service{CONTROLS}"
    return small_project.write(folder, [account], data)


@pytest.fixture(scope="module")
def pack(project: Path) -> Path:
    """Its pack."""
    return pack_of(project, "--format", "html", "--format", "pdf", "--format", "xlsx")


def test_f26_every_script_is_on_the_page_as_written(pack: Path) -> None:
    """Letters, what joins them and what stands above them come back from the page."""
    text = squeezed(Page((pack / "pack.html").read_text("utf-8")).text)
    assert [name for name, written in SCRIPTS.items() if squeezed(written) not in text] == []


def test_f26_scripts_of_the_bundled_fonts_come_back_from_the_pdf(pack: Path) -> None:
    """What the bundled fonts have is found in the text of the PDF."""
    text = squeezed(text_of(pack / "pack.pdf"))
    assert [name for name in BUNDLED if squeezed(SCRIPTS[name]) not in text] == []


def test_f26_nothing_that_acts_reaches_a_page_or_a_title(pack: Path) -> None:
    """No control and no turn of direction in pages, in the text of PDFs, in what they say of themselves."""
    for path in (*pack.rglob("*.html"), *pack.parent.glob("*.html")):
        assert ACTING.findall(path.read_text("utf-8")) == [], path.name
    for path in pack.rglob("*.pdf"):
        about = pypdf.PdfReader(path).metadata
        assert about
        assert ACTING.findall("".join(map(str, about.values()))) == []
        # U+FFFE is how the reader of PDFs writes a hyphen at the end of a line.
        assert set(ACTING.findall(text_of(path))) <= {"\ufffe", "\r"}
    assert "abcdefghij" in squeezed(Page((pack / "pack.html").read_text("utf-8")).text)


def test_f26_nothing_that_acts_reaches_a_workbook(pack: Path) -> None:
    """No control in any part of it, spelled in its own way neither; every script reads back."""
    whole = small_project.text_of_workbook((pack / "pack.xlsx").read_bytes())
    assert ACTING.findall(whole) == []
    assert "_x0001_" not in whole
    assert "abcdefghij" in whole


def test_f26_a_terminal_is_given_numbers_for_what_acts(tmp_path: Path) -> None:
    """A message that quotes a cell or an id spells what would move the cursor or turn the line."""
    data = small_project.desk("A")
    data["tickets"][0] |= {"opened_at": f"2026{CONTROLS}{TURNING}"}
    data["tickets"][1] |= {"account": f"B{CONTROLS}\u202e"}
    ran = run("build", small_project.write(tmp_path, [small_project.account_file("A")], data), "--out", tmp_path / "o")
    assert ran.code == 1
    assert ACTING.findall(ran.said) == []
    assert "k\\u0001l\\u001b[2Jm\\u007fn\\u009b31mo" in ran.said


def test_f26_half_a_character_is_an_error(tmp_path: Path) -> None:
    """One half of a pair, in a CSV file or spelled in a YAML file, is refused with its place."""
    data = small_project.desk("A")
    project = small_project.write(tmp_path, [small_project.account_file("A")], data)
    table = project / "data" / "tickets.csv"
    table.write_bytes(table.read_bytes().replace(b"tickets title", b"tickets \xed\xa0\x80", 1))
    ran = run("build", project, "--out", tmp_path / "o")
    assert (ran.code, "data/tickets.csv, line 2" in ran.said) == (2, True), ran.said


@given(st.text())
@settings(max_examples=200)
def test_f26_visible_text_stays_as_it_is(text: str) -> None:
    """What is left out is left out once; a line for a terminal keeps all that can be read."""
    seen = visible(text)
    assert visible(seen) == seen
    assert [one for one in seen if one not in text] == []
    assert ACTING.findall(spelled(text)) == []
    assert len(spelled(text).splitlines()) <= 1 or "\x85" in text
