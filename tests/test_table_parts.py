"""Tables with more columns than a page has room for: they come in parts."""

from __future__ import annotations

from reviewgen.sections.view import Cell, Head, Table


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
