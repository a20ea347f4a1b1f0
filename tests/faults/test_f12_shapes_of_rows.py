"""Rows and headers of the wrong shape: each is named, and no cell is ever read into the column beside its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from exports import COLUMNS, HEADER, mapped, row, run

ROWS = (row(1), row(2), row(3, "B"))


def _changed(place: int, line: str) -> str:
    return HEADER + "".join(line if number == place else other for number, other in enumerate(ROWS))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEADER + "".join(line.strip() + ",more\n" for line in ROWS), ("row 2", "row 3", "row 4", "has 13 cells")),
        (HEADER + "".join("more," + line for line in ROWS), ("row 2", "row 3", "row 4", "has 13 cells")),
        (HEADER + "".join(line.strip() + ",\n" for line in ROWS), ("row 2", "has 13 cells")),
        (_changed(1, "x," + ROWS[1]), ("row 3", "has 13 cells")),
        (_changed(1, ROWS[1].rpartition(",")[0] + "\n"), ("row 3", "has 11 cells")),
        (HEADER.replace("category", "title") + "".join(ROWS), ('"title"', "more than once")),
        (HEADER.replace("category", "account") + "".join(ROWS), ('"account"', "more than once")),
        (HEADER.replace("id,", "number,") + "".join(ROWS), ('"id"', "is not there")),
        (_changed(1, ROWS[1].replace("word2", '"word2')), ("line 3", "quotation mark")),
        (HEADER + "".join(ROWS) + '"', ("line 5", "quotation mark")),
    ],
    ids=[
        *("all-longer", "all-longer-in-front", "trailing-comma", "one-longer", "one-shorter", "twice", "account-twice"),
        *("absent", "open-quote", "open-quote-at-the-end"),
    ],
)
def test_f12_wrong_shapes_are_refused(tmp_path: Path, content: str, words: tuple[str, ...]) -> None:
    """Nothing is built, and each row is named."""
    found = run(tmp_path, content)
    assert found.code == 2
    assert [word for word in ("data/tickets.csv", *words) if word not in found.said] == []
    assert not found.out.exists()


def test_f12_a_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    """Packs say that there is nothing."""
    found = run(tmp_path, HEADER)
    assert (found.code, found.value("tickets.opened")) == (0, None)


def test_f12_a_comma_at_the_end_of_every_line_is_a_column_without_a_name(tmp_path: Path) -> None:
    """Where the header has it too, no cell moves."""
    found = run(tmp_path, "".join(line.strip() + ",\n" for line in (HEADER, *ROWS)))
    assert (found.code, found.value("tickets.opened")) == (0, 2)


def test_f12_a_mapping_may_take_columns_that_repeat(tmp_path: Path) -> None:
    """It says so by naming theirs."""
    names = {name: name for name in COLUMNS if name != "category"} | {
        "title": {"column": "title", "repeated": "joined"}
    }
    found = run(tmp_path, HEADER.replace("category", "title") + "".join(ROWS), source=mapped(columns=names))
    assert found.code == 0
    assert "word1, network" in (found.pack() / "pack.html").read_text("utf-8")
