"""F27: whatever is long, wide or tall stays inside pages of full size, and is there in full on the screen."""

from __future__ import annotations

import csv
from pathlib import Path

import pypdfium2
import pytest
import small_project
from commands import pack_of
from page_reader import Page, squeezed

LONG = {
    "word": "W" * 5000,
    "address": "https://example.com/" + "path/" * 300,
    "unbroken": "no\u00a0break\u00a0" * 200,
    "lines": "\n".join(f"line {number}" for number in range(100)),
    "tall": "A sentence of a row that is taller than a page. " * 200,
}
MOST_PAGES = 60


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of a project whose titles are long, from an export of 60 columns more."""
    data = small_project.desk("A")
    october = [row for row in data["tickets"] if row["opened_at"].startswith("2026-10")]
    for row, text in zip(october[-len(LONG) :], LONG.values(), strict=True):
        row["title"] = text
    decisions = [{"text": text} for text in LONG.values()]
    account = small_project.account_file("A", decisions=decisions, notes={}, depth="standard")
    project = small_project.write(tmp_path_factory.mktemp("long"), [account], data)
    table = project / "data" / "tickets.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = [[*row, *(f"extra{number}" for number in range(60))] for row in csv.reader(file)]
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return pack_of(project)


def test_f27_no_character_leaves_its_page(pack: Path) -> None:
    """Each character stands between the edges, on pages of A4, and there are not endlessly many."""
    sheets = pypdfium2.PdfDocument(pack / "pack.pdf")
    assert len(sheets) < MOST_PAGES
    for sheet in sheets:
        width, height = sheet.get_size()
        assert (round(width), round(height)) == (595, 842)
        text = sheet.get_textpage()
        boxes = [text.get_rect(place) for place in range(text.count_rects())]
        assert [box for box in boxes if box[0] < 0 or box[2] > width or box[1] < 0 or box[3] > height] == []


def test_f27_all_of_it_is_there(pack: Path) -> None:
    """The page, the PDF and the data files hold every letter."""
    page = squeezed(Page((pack / "pack.html").read_text("utf-8")).text)
    assert [name for name, text in LONG.items() if squeezed(text) not in page] == []
    with (pack / "data" / "tickets.csv").open(encoding="utf-8", newline="") as file:
        titles = {row["title"].strip() for row in csv.DictReader(file)}
    assert {text.strip() for text in LONG.values()} - titles == set()
    sheets = pypdfium2.PdfDocument(pack / "pack.pdf")
    printed = "".join(sheet.get_textpage().get_text_range() for sheet in sheets)
    assert printed.count("W") >= 5000
