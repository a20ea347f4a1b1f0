"""A column of our name is taken for what it holds in part, and one that holds nothing of the kind is told of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from mapped import Done, mapped

HEADER = "Ticket ID,Customer,Summary,Created"


def with_column(folder: Path, header: str, *cells: str, flags: tuple[str, ...] = ()) -> Done:
    """What comes of an export of tickets with a further column."""
    rows = (f"{n},Calder,Text {n},2026-09-{n:02} 09:12,{cell}" for n, cell in enumerate(cells, 1))
    return mapped(folder, [f"{HEADER},{header}", *rows], *flags)


def columns(done: Done) -> dict[str, Any]:
    """The columns of the one mapping that --json told."""
    (export,) = done.data["exports"]
    (table,) = export["tables"].values()
    found = table["mapping"]["columns"]
    assert isinstance(found, dict)
    return found


def test_a_state_with_one_known_word_is_taken(tmp_path: Path) -> None:
    """Status is the state, and its other words are told with the place for each."""
    words = ("Cancelled", "Level 2", "Vendor queue", "CAB queue")
    assert columns(with_column(tmp_path, "Status", *words, flags=("--json",)))["state"] == {
        "column": "Status",
        "values": {"Cancelled": "cancelled"},
    }
    told = with_column(tmp_path / "b", "Status", *words)
    assert '"Level 2" (1), "Vendor queue" (1), "CAB queue" (1); these cells count as empty' in told.stderr


def test_a_state_without_a_known_word_is_told(tmp_path: Path) -> None:
    """Status is passed over with a warning that says which flag takes it."""
    done = with_column(tmp_path, "Status", "Level 1", "Level 2")
    assert done.code == 0
    assert 'column "Status": "Level 1" is not taken for state' in done.stderr
    assert "--column state=Status takes it" in done.stderr
    assert (
        "is not taken for"
        not in with_column(tmp_path / "b", "Status", "Level 1", "Level 2", flags=("--column", "state=Status")).stderr
    )


def test_half_known_words_under_a_name_that_is_almost_ours_are_not_taken(tmp_path: Path) -> None:
    """Only the very name of ours makes up for words that are not known."""
    words = ("Cancelled", "Level 2", "Vendor queue", "CAB queue")
    assert "state" not in columns(with_column(tmp_path, "Statuss", *words, flags=("--json",)))


@pytest.mark.parametrize("count", [2, 8, 17])
def test_a_time_with_words_in_it_is_taken(tmp_path: Path, count: int) -> None:
    """Resolved is resolved_at, however many tickets are not yet: that these cells are no dates is told."""
    cells = [f"2026-09-{n:02} 12:00" for n in range(1, 21 - count)] + ["Not yet"] * count
    done = with_column(tmp_path, "Resolved", *cells)
    assert "resolved_at         Resolved" in done.stdout
    assert 'column "Resolved": "Not yet" is no date that can be read' in done.stderr
    assert done.code == 1


def test_a_time_in_a_form_that_is_not_known_is_told(tmp_path: Path) -> None:
    """Resolved is passed over with an example, and where to write how its dates are written."""
    done = with_column(tmp_path, "Resolved", "2026-09-01 10:00:00 CEST", "2026-09-02 10:00:00 CEST")
    assert done.code == 0
    assert '"2026-09-01 10:00:00 CEST" is not taken for resolved_at' in done.stderr
    assert "--column resolved_at=Resolved takes it, and the mapping says under dates: how" in done.stderr


def test_a_time_of_opening_in_a_form_that_is_not_known_is_offered(tmp_path: Path) -> None:
    """The question for opened_at has the column of that name among its flags, with what it holds."""
    done = mapped(tmp_path, ["Ticket ID,Customer,Summary,Created", "1,Calder,x,kw36/2026", "2,Calder,y,kw37/2026"])
    assert "--column opened_at=Created           it holds kw36/2026, kw37/2026" in done.stderr
    assert '"kw36/2026" is not taken for opened_at' in done.stderr


def test_a_score_with_words_in_it_is_taken(tmp_path: Path) -> None:
    """Score is the score though most asked gave no answer; a word for nothing is nothing, another is told."""
    rows = ("1,Acme,5", "2,Acme,1", "3,Acme,N/A", "4,Acme,no answer", "5,Acme,no answer")
    lines = ["Response ID,Customer,Score,Answered", *(f"{row},2026-10-13 10:00" for row in rows)]
    done = mapped(tmp_path, lines, "--table", "surveys", "--column", "kind=csat")
    assert "score               Score" in done.stdout
    assert '"no answer" is not a number' in done.stderr


def test_words_for_nothing_make_no_number(tmp_path: Path) -> None:
    """A note of which most cells are n/a is no score, and that is told."""
    lines = [
        "Response ID,Customer,Note,Answered",
        *(f"{n},Acme,{'fine' if n == 1 else 'n/a'},2026-10-13 10:00" for n in range(1, 9)),
    ]
    done = mapped(tmp_path, lines, "--table", "surveys", "--column", "kind=csat")
    assert 'column "Note": "fine" is not taken for score' in done.stderr


def test_what_a_better_column_fills_is_not_told_of(tmp_path: Path) -> None:
    """A State of the union beside the Status of the ticket is no loss."""
    done = with_column(tmp_path, "Status,State", "Open,Texas", "Closed,Ohio")
    assert "is not taken for" not in done.stderr
