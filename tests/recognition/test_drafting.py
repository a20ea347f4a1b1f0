"""A draft takes a column only where its name and what it holds leave no doubt; all others are offered, or left open."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapped import mapped

from reviewgen.recognition.drafting import plain, priorities
from reviewgen.recognition.names import CODES, PRIORITIES, TICKET_TYPES

HEADER = "Ticket ID,Customer,Created"
ROWS = ("1,Calder,2026-09-03 09:12", "2,Calder,2026-09-14 10:12", "3,Hollin,2026-09-15 11:12")


def drafted(folder: Path, header: str, *cells: str, flags: tuple[str, ...] = ()) -> dict[str, object]:
    """The columns of the mapping that is drafted for tickets with a further column."""
    lines = [f"{HEADER},{header}", *(f"{row},{cell}" for row, cell in zip(ROWS, cells, strict=True))]
    (export,) = mapped(folder, lines, "--json", *flags).data["exports"]
    (table,) = export["tables"].values()
    columns = table["mapping"]["columns"]
    assert isinstance(columns, dict)
    return columns


@pytest.mark.parametrize(
    ("header", "ours"),
    [
        ("Resolution Due Date", "resolved_at"),
        ("First Response Due", "first_response_at"),
        ("SLA resolved at target", "resolved_at"),
    ],
)
def test_a_name_with_further_words_is_not_taken(tmp_path: Path, header: str, ours: str) -> None:
    """What is due has not happened: further words make another column of a known one."""
    assert ours not in drafted(tmp_path, header, *["2026-09-20 10:00"] * 3)


def test_the_contact_of_a_customer_is_not_the_customer(tmp_path: Path) -> None:
    """A person's name beside the words of the account is offered only, and asked."""
    lines = ["Ticket ID,Created,Customer Contact Name", "1,2026-09-03 09:12,Ann", "2,2026-09-14 09:12,Ann"]
    done = mapped(tmp_path, lines)
    assert done.code == 2
    assert "Which column names the customer" in done.stderr


def test_a_word_for_the_table_changes_nothing(tmp_path: Path) -> None:
    """The resolved date of a ticket is the resolved date."""
    assert drafted(tmp_path, "Ticket Resolved Date", *["2026-09-20 10:00"] * 3)["resolved_at"] == "Ticket Resolved Date"


@pytest.mark.parametrize(
    ("words", "ours"),
    [
        (("5 very high", "4 high", "3 normal", "2 low", "1 very low"), "P1 P2 P3 P4 P5"),
        (("1 - Critical", "2 - High", "3 - Moderate", "4 - Low", "5 - Planning"), "P1 P2 P3 P4 P5"),
        (("P1", "p2 - High", "P3"), "P1 P2 P3"),
        (("Highest", "Medium", "Lowest"), "P1 P3 P5"),
        (("High", "2 - high"), "P2 P2"),
        (("1", "2", "3"), ""),
        (("Blocker", "Critical", "High"), ""),
        (("P1", "Urgent"), ""),
        (("High", "Whatever"), ""),
    ],
)
def test_priorities_go_by_their_words(words: tuple[str, ...], ours: str) -> None:
    """The word tells the rank, not the number before it; numbers alone and two words for one rank are left open."""
    assert list(priorities(words).values()) == ours.split()


def test_priorities_left_open_are_told(tmp_path: Path) -> None:
    """Numbers stand as they are, with a word on it."""
    lines = [f"{HEADER},Priority", *(f"{row},{number}" for number, row in enumerate(ROWS, 1))]
    done = mapped(tmp_path, lines)
    assert done.code == 0
    assert "which is the highest, nothing in the export says" in done.stderr


def test_no_word_has_two_meanings() -> None:
    """A word stands for one code of a column, one priority, one type; what is cancelled is so everywhere."""
    groups = [*CODES.values(), TICKET_TYPES, {str(place): some for place, some in enumerate(PRIORITIES)}]
    for group in groups:
        words = [word for some in group.values() for word in {plain(one) for one in some}]
        assert len(words) == len({*words})
    both = [(plain(word), code) for one in ("state", "outcome") for code, some in CODES[one].items() for word in some]
    ended = {word for word, code in both if code == "cancelled"}
    assert {code for word, code in both if word in ended} == {"cancelled"}


def test_types_are_translated(tmp_path: Path) -> None:
    """A Störung is an incident, or it would drop out of all figures of incidents."""
    found = drafted(tmp_path, "Ticketart", "Störung", "Anfrage", "Störung")["type"]
    assert found == {"column": "Ticketart", "values": {"Störung": "incident", "Anfrage": "request"}}


def test_types_without_an_incident_are_told(tmp_path: Path) -> None:
    """Where nothing is an incident the pack is empty: that is told with the words."""
    done = mapped(tmp_path, [f"{HEADER},Ticket type", *(f"{row},Bug" for row in ROWS)])
    assert "no row counts as an incident" in done.stderr
    some = mapped(tmp_path / "b", [f"{HEADER},Ticket type", *(f"{row},Bug" for row in ROWS[1:]), f"{ROWS[0]},Incident"])
    assert "no row counts as an incident" not in some.stderr


def test_words_for_nothing_stay_with_their_column(tmp_path: Path) -> None:
    """NA in a date is nothing, and no reason to empty another column; as a customer it is told, and has no file."""
    found = drafted(tmp_path, "Resolved,Site", "NA,NA", "2026-09-20 10:00,York", "NA,York")
    assert found["resolved_at"] == {"column": "Resolved", "missing": ["NA"]}
    assert found["site"] == "Site"
    lines = [HEADER, *ROWS, *(f"{number},N/A,2026-09-15 11:12" for number in (4, 5, 6))]
    done = mapped(tmp_path / "b", lines)
    assert "seems to name no customer" in done.stderr
    assert {one.stem.split("-")[0].lower() for one in (tmp_path / "b" / "accounts").iterdir()} == {"calder", "hollin"}


def test_a_duration_is_read_in_the_unit_of_its_name(tmp_path: Path) -> None:
    """Minutes are minutes; a name without a unit is refused."""
    flag = ("--column", "hold_hours=Pending minutes")
    found = drafted(tmp_path, "Pending minutes", "90", "30", "60", flags=flag)
    assert found["hold_hours"] == {"column": "Pending minutes", "unit": "minutes"}
    clocks = drafted(tmp_path / "c", "Pending", "30:53:13", "", "0:05:00", flags=("--column", "hold_hours=Pending"))
    assert clocks["hold_hours"] == {"column": "Pending", "unit": "h:mm:ss"}
    lines = [f"{HEADER},Pending", *(f"{row},90" for row in ROWS)]
    done = mapped(tmp_path / "b", lines, "--column", "hold_hours=Pending")
    assert done.code == 2
    assert "does not tell whether in seconds" in done.stderr


@pytest.mark.parametrize("header", ["resolved_at,closed_at", "closed_at,resolved_at"])
def test_a_column_of_our_name_comes_before_one_that_may_stand_for_it(tmp_path: Path, header: str) -> None:
    """A problem that is resolved is not closed where the export tells both."""
    lines = [
        f"number,short_description,opened_at,company,{header}",
        "PRB1,VPN,2026-09-01 08:00:00,Calder,2026-09-03 08:00:00,2026-09-04 08:00:00",
        "PRB2,DNS,2026-09-02 08:00:00,Calder,2026-09-05 08:00:00,2026-09-06 08:00:00",
    ]
    (export,) = mapped(tmp_path, lines, "--json", "--table", "problems").data["exports"]
    assert export["tables"]["problems"]["mapping"]["columns"]["closed_at"] == "closed_at"


@pytest.mark.parametrize(
    "header",
    [
        "Case No.,Customer,Opened,Subject",
        "Ticketnr;Klant;Aangemaakt;Onderwerp",
        "Call Number,Company,Date opened,Summary",
    ],
)
def test_names_that_desks_use_are_known(tmp_path: Path, header: str) -> None:
    """The number, the customer and the time of opening need no question."""
    sign = ";" if ";" in header else ","
    rows = [sign.join((f"T{number}", "Calder", f"2026-10-{number:02} 09:00", "x")) for number in range(1, 6)]
    assert mapped(tmp_path, [header, *rows]).code == 0
