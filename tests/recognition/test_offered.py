"""What is offered for the customer, and which cells stand as examples."""

from __future__ import annotations

from pathlib import Path

from mapped import INCIDENTS, mapped

EXPORTS = Path(__file__).parent.parent / "exports"
COLUMNS = ("Ticket ID", "Created", "Empty", "Same", "Serial", "Due", "Size", "Flag", "Text", "Floor", "Client site")


def row(place: int) -> str:
    """A row of an export of which few columns can name a customer."""
    text = f"A long description of what went wrong on day {place % 3}, which nobody would call a customer"
    cells = (f"T{place}", f"2026-10-0{place} 08:00", "", "x", f"S{place}", f"2026-11-0{1 + place % 3}")
    return ",".join(
        (*cells, str(place % 3), "yes" if place % 2 else "no", f'"{text}"', "ABC"[place % 3], "NS"[place % 2])
    )


def test_few_columns_are_offered_the_best_first(tmp_path: Path) -> None:
    """No empty, single, ever-changing, dated, numeric, yes-or-no or wordy column; a name of customers comes first."""
    (question,) = mapped(tmp_path, [",".join(COLUMNS), *map(row, range(1, 10))], "--json").data["questions"]
    flags = [one["flag"] for one in question["flags"]]
    assert flags == ["--account-column 'Client site'", "--account-column Floor", "--account ID"]


def test_a_column_of_people_comes_after_all_others(tmp_path: Path) -> None:
    """Whoever calls for a customer is not the customer, though the name says so; six columns are offered at most."""
    names = ("Ticket ID", "Created", "Client contact", *(f"Floor {place}" for place in range(5)))
    rows = [f"T{place},2026-10-0{place} 08:00,{','.join(['AB'[place % 2]] * 6)}" for place in range(1, 6)]
    flags = ("--column", "requester=Client contact", "--json")
    (question,) = mapped(tmp_path, [",".join(names), *rows], *flags).data["questions"]
    offered = [one["flag"].removeprefix("--account-column ").strip("'") for one in question["flags"]]
    assert offered == [*names[3:], "Client contact", "--account ID"]


def test_examples_are_of_rows_that_count(tmp_path: Path) -> None:
    """A change in a list of incidents is no example of a ticket, nor is a word for nothing one of a date."""
    header, first, *rows = INCIDENTS
    change = first.replace("INC1", "CHG7").replace("Printer", "Firewall")
    lines = [header, change, first, *(one.replace("2026-10-02 08:00:00", "null") for one in rows)]
    (export,) = mapped(tmp_path, lines, "--json").data["exports"]
    shown = export["tables"]["tickets"]["examples"]
    assert (shown["id"], shown["title"]) == (["INC1", "INC2", "INC3"], ["Printer", "Sign-in", "Scanner"])
    assert shown["opened_at"] == ["2026-10-01 08:00:00", "2026-11-03 08:00:00"]
    text = (tmp_path / "mappings" / "servicenow-incident.yaml").read_text("utf-8")
    assert "# INC1, INC2, INC3" in text
    assert "Firewall" not in text
