"""The data beside a pack: what spreadsheets and scripts read."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen import datafiles
from reviewgen.model import Clock, Ticket
from reviewgen.tables import table

LONDON = ZoneInfo("Europe/London")
UNDECIDED = Clock("", False, None, None)


def ticket(**values: Any) -> Ticket:
    """Return a ticket that has an id and a time, and what is given."""
    fields = {field.name: "" for field in dataclasses.fields(Ticket)}
    optional = ("first_response_at", "resolved_at", "closed_at", "reopen_count", "reassignment_count", "first_contact")
    return Ticket(
        **{
            **fields,
            **dict.fromkeys((*optional, "hold_hours")),
            "id": "INC1",
            "opened_at": datetime(2026, 10, 5, 10, 0, tzinfo=LONDON),
            "response": UNDECIDED,
            "resolution": UNDECIDED,
            **values,
        }
    )


def read(*tickets: Ticket) -> list[dict[str, str]]:
    """Return the rows of tickets.csv."""
    text = datafiles.tickets_csv(tickets).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_columns_are_those_of_the_table_without_the_internal_ones() -> None:
    """Every column of the schema but the account and internal ones, then three of each clock."""
    heads = datafiles.tickets_csv(()).decode("utf-8").rstrip("\r\n").split(",")
    shown = [one.name for one in table("tickets").columns if one.name != "account" and not one.internal]
    assert heads[: len(shown)] == shown
    assert "internal_note" not in heads
    assert heads[len(shown) :] == [
        f"{clock}_{part}" for clock in ("response", "resolution") for part in ("outcome", "hours", "promised_hours")
    ]


def test_instants_carry_their_offset() -> None:
    """A time is written in the account's zone with its offset, whatever zone the machine is in."""
    (row,) = read(ticket(resolved_at=datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1)))
    assert row["opened_at"] == "2026-10-05 10:00:00+01:00"
    assert row["resolved_at"] == "2026-10-25 01:30:00+00:00"


def test_numbers_flags_and_clocks_are_plain() -> None:
    """Whole numbers have no point, flags are true or false, missing is empty."""
    (row,) = read(
        ticket(reopen_count=2.0, hold_hours=0.25, first_contact=False, resolution=Clock("breached", False, 30.5, 24.0))
    )
    assert (row["reopen_count"], row["hold_hours"], row["first_contact"]) == ("2", "0.25", "false")
    assert (row["resolution_outcome"], row["resolution_hours"], row["resolution_promised_hours"]) == (
        "breached",
        "30.5",
        "24",
    )
    assert (row["response_outcome"], row["response_hours"], row["closed_at"]) == ("", "", "")


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(text: str) -> None:
    """A text that looks like a formula is defused in every text column."""
    (row,) = read(ticket(title=text, id=text, requester=text))
    assert {row["title"], row["id"], row["requester"]} == {f"'{text}"}


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_any_text_reads_back(text: str) -> None:
    """Quotes, signs and line breaks come back as they were; only a formula gains its apostrophe."""
    (row,) = read(ticket(title=text))
    defused = text.startswith(datafiles.FORMULA_STARTS)
    assert row["title"] == (f"'{text}" if defused else text)


def test_json_is_exact_and_readable() -> None:
    """A line for each entry of a list, letters as they are, numbers unrounded."""
    data = datafiles.as_json({"name": "Krüger", "figures": [{"value": 0.1 + 0.2}, {"value": None}], "none": []})
    assert data.decode("utf-8").splitlines() == [
        "{",
        '"name": "Krüger",',
        '"figures": [',
        '{"value": 0.30000000000000004},',
        '{"value": null}',
        "],",
        '"none": []',
        "}",
    ]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_json_refuses_what_json_has_no_word_for(value: float) -> None:
    """NaN and infinity never reach a file."""
    with pytest.raises(ValueError, match="JSON"):
        datafiles.as_json({"figures": [{"value": value}]})


def test_a_manifest_lists_what_came_out() -> None:
    """Every output stands there in order of name, with digest and size, after what is said of the pack."""
    found = json.loads(datafiles.manifest({"account": "A"}, {"b.txt": b"2", "a.txt": b""}))
    assert found == {
        "account": "A",
        "outputs": [
            {"file": "a.txt", "sha256": hashlib.sha256(b"").hexdigest(), "bytes": 0},
            {"file": "b.txt", "sha256": hashlib.sha256(b"2").hexdigest(), "bytes": 1},
        ],
    }


def test_the_zone_of_an_instant_is_kept() -> None:
    """An instant in UTC stays in UTC."""
    (row,) = read(ticket(opened_at=datetime(2026, 10, 5, 10, 0, tzinfo=UTC)))
    assert row["opened_at"] == "2026-10-05 10:00:00+00:00"
