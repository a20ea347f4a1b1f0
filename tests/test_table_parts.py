"""Tables with more columns than a page has room for: they come in parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from reviewgen.html import Renderer
from reviewgen.model import Figure
from reviewgen.resources import templates
from reviewgen.sections.view import Cell, Head, Table
from reviewgen.wording import Wording


def table(*widths: int, rows: int = 2) -> Table:
    """Return a table with columns of these widths, whose cells say where they stand."""
    heads = tuple(Head(f"h{place}", width) for place, width in enumerate(widths))
    body = tuple(
        (
            Cell(f"r{row}", anchor=f"m-{row}", record=f"R{row}"),
            *(Cell(f"{row}/{place}") for place in range(1, len(widths))),
        )
        for row in range(rows)
    )
    return Table("Wide", heads, body, more="all")


def test_a_table_that_fits_is_left_as_it_is() -> None:
    """Also one with a single column, and one whose first column takes most of the page."""
    for found in (table(40, 30, 30), table(100), table(90, 5, 5), table(45, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5)):
        assert found.parts == (found,)


def test_one_of_sixty_columns_comes_in_parts_that_fit() -> None:
    """Each has the first column and as many others as there is room for, across the whole page."""
    parts = table(10, *[1] * 59).parts
    assert len(parts) == 4
    for part in parts:
        assert part.heads[0].label == "h0"
        assert sum(head.width for head in part.heads) == 100
        assert min(head.width for head in part.heads) >= 5
    assert [head.label for part in parts for head in part.heads[1:]] == [f"h{place}" for place in range(1, 60)]
    assert [part.caption for part in parts] == ["Wide (1/4)", "Wide (2/4)", "Wide (3/4)", "Wide (4/4)"]


def test_cells_stay_under_their_heads() -> None:
    """In each part a row has its own head and the cells of the columns that are there."""
    for part in table(10, *[1] * 59).parts:
        for number, row in enumerate(part.rows):
            assert row[0].text == f"r{number}"
            assert [cell.text for cell in row[1:]] == [f"{number}/{head.label[1:]}" for head in part.heads[1:]]


def test_links_lead_to_the_first_part() -> None:
    """A name and a record stand once on a page."""
    first, *others = table(10, *[1] * 59).parts
    assert [row[0].anchor for row in first.rows] == ["m-0", "m-1"]
    assert {(row[0].anchor, row[0].record) for part in others for row in part.rows} == {("", "")}


def test_very_wide_columns_come_apart_too() -> None:
    """Columns that ask for more than a page together are set in as many parts as they need."""
    parts = table(60, 60, 60).parts
    assert [[head.label for head in part.heads] for part in parts] == [["h0", "h1"], ["h0", "h2"]]


# Set in one go

BY_ROW = """{% import "macros.html" as m with context %}
{% for t in tables %}{% for part in t.parts %}
{% call(row, cards, long, tied) m.framed(part.caption, part.heads, part.rows, part.more, part.opening, part.is_short) %}
<tr{% if tied %} class="tied"{% endif %}{% if row[0].anchor %} id="{{ row[0].anchor }}"{% endif %}\
{% if row[0].record %} data-record="{{ row[0].record }}"{% endif %}>\
<th scope="row"{% if long %}{{ row[0] | key }}{% endif %} class="{{ part.heads[0].side }}">{{ row[0] | cell }}</th>\
{% for one, head in row | headed(part.heads) %}<td{{ m.labelled(cards, head) }}{% if long %}{{ one | key }}{% endif %} \
class="{{ head.side }}">{{ one | cell }}</td>{% endfor %}{{ m.end(tied) }}
{% endcall %}
{% endfor %}{% endfor %}""".replace("\\\n", "")
AT_ONCE = """{% import "macros.html" as m with context %}
{% for t in tables %}{{ m.table(t) }}{% endfor %}"""


@dataclass(frozen=True)
class Shown:
    """A page of tables."""

    words: Wording
    tables: tuple[Table, ...]


def shown(folder: Path, template: str, tables: tuple[Table, ...]) -> str:
    """Return these tables on a page, by a template of a project's own."""
    (folder / "index.html").write_text(template, "utf-8")
    return Renderer(templates(), folder).index(Shown(Wording("en"), tables))


SIDES: tuple[tuple[Literal["left", "right"], ...], ...] = (
    ("left", "left"),
    ("left", "right", "right", "right"),
    ("left", "left", "left", "right", "right"),
)


def tables_of(rows: int) -> Iterator[Table]:
    """Return tables of so many rows: few and many columns, of words and of numbers, with all that a cell can hold."""
    of = Figure("tickets.opened", "2026-10", (), 5.0, 5, "tickets")
    first = Cell("A & <b>", anchor="m-a", record="R1", note="below")
    others = (
        Cell("5", figure=of),
        Cell("1", tone="quiet", aside="n 2", figure=of),
        Cell("", key=2.5),
        Cell("long " * 40),
    )
    for sides in SIDES:
        heads = tuple(Head(f"Head <{place}>", 100 // len(sides), side) for place, side in enumerate(sides))
        body = tuple((first, *others[: len(sides) - 1]) for _ in range(rows))
        yield Table("Caption & more", heads, body, "2 of 9 shown" if rows > 3 else "", whole=rows != 4)


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 4, 5, 6, 7, 12, 13])
def test_a_table_in_one_go_is_what_its_frame_makes_of_its_rows(tmp_path: Path, rows: int) -> None:
    """The macros `table` and `framed` set the same frame, the same bodies of rows and the same cells."""
    tables = tuple(tables_of(rows))
    at_once, by_row = (shown(tmp_path, template, tables) for template in (AT_ONCE, BY_ROW))
    assert at_once.count("<table>") == 3
    assert "".join(at_once.split()) == "".join(by_row.split())
