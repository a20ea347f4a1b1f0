"""What is named in more than one place is the same in all of them; each failure says which line is missing."""

from __future__ import annotations

from dataclasses import fields

from reviewgen.cli import SCHEMAS
from reviewgen.cut import RECORDS
from reviewgen.metrics import METRICS, SECTION_OF
from reviewgen.records import TABLES, Evidence, table
from reviewgen.sections import SECTIONS, TITLES, name_of


def test_every_table_has_a_schema_for_editors() -> None:
    """`reviewgen schema` knows the project, the account, the policy, the mapping and every table."""
    assert ("project", "account", "policy", "mapping", *(described.name for described in TABLES)) == SCHEMAS


def test_records_have_no_internal_column() -> None:
    """A record that stands for a row has no field for what is for us only."""
    for name, record in RECORDS.items():
        internal = {column.name for column in table(name).columns if column.internal}
        assert not {field.name for field in fields(record)} & internal, name


def test_evidence_holds_every_kind_of_record() -> None:
    """What the cut makes of a table has its place among the evidence."""
    assert set(RECORDS) <= {field.name for field in fields(Evidence)}


def test_metrics_are_shown_by_sections_that_there_are() -> None:
    """Every domain of metrics names a section of the registry."""
    assert set(SECTION_OF) == {metric.id for metric in METRICS}
    assert set(SECTION_OF.values()) <= {name_of(section) for section in SECTIONS}


def test_only_the_summary_places_its_note_itself() -> None:
    """The supervisor's words stand above every other section, whether it knows of notes or not."""
    placing = [name_of(section) for section in SECTIONS if "note" in {one.name for one in fields(section.Context)}]
    assert placing == ["summary"]
    assert list(TITLES) == [name_of(section) for section in SECTIONS]
