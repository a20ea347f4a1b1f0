"""What is named in more than one place is the same in all of them; each failure says which line is missing."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

from reviewgen.cli import SCHEMAS
from reviewgen.config import NoteName, TableName
from reviewgen.cut import RECORDS
from reviewgen.records import TABLES, Evidence, table
from reviewgen.sections import SECTIONS, TITLES

CLOCKS = {"response", "resolution"}


def test_every_table_can_be_named_by_a_source() -> None:
    """The tables that a source may fill are those of the schema."""
    assert get_args(TableName) == tuple(described.name for described in TABLES)


def test_every_table_has_a_schema_for_editors() -> None:
    """`reviewgen schema` knows the project, the account, the policy, the mapping and every table."""
    assert ("project", "account", "policy", "mapping", *(described.name for described in TABLES)) == SCHEMAS


def test_records_have_the_columns_of_their_table() -> None:
    """A record that stands for a row has the columns of its table that may leave the house, and clocks besides."""
    for name, record in RECORDS.items():
        described = {column.name for column in table(name).columns if not column.internal} - {"account"}
        assert {field.name for field in fields(record)} - CLOCKS == described, name


def test_evidence_holds_every_kind_of_record() -> None:
    """What the cut makes of a table has its place among the evidence."""
    assert set(RECORDS) <= {field.name for field in fields(Evidence)}


def test_notes_belong_to_sections() -> None:
    """A supervisor can write a note for a section if, and only if, the section shows it."""
    showing = {
        section.__name__.rsplit(".", 1)[-1]
        for section in SECTIONS
        if any(field.name == "note" for field in fields(section.Context))
    }
    assert set(get_args(NoteName)) == showing <= set(TITLES)
