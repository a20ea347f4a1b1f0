"""What a missing column costs is said of columns that there are, and that may be missing."""

from __future__ import annotations

import re

from reviewgen.recognition.names import CODES, NAMES
from reviewgen.records import table
from reviewgen.records.costs import COSTS


def test_costs_are_of_columns_that_may_be_missing() -> None:
    """Each is a column of its table that is not required, and says something of its own, in words of users."""
    for name, costs in COSTS.items():
        for column, cost in costs.items():
            assert not table(name).column(column).required or (name, column) == ("ticket_events", "state")
            assert re.fullmatch(r"[a-z][^_]* [^_]*[^_.]", cost), cost
        assert len(set(costs.values())) == len(costs), name


def test_names_and_codes_are_of_our_columns() -> None:
    """Names lead to columns that there are, and words to codes that some table knows."""
    assert all(column in table(name).names for name, columns in NAMES.items() for column in columns)
    for column, codes in CODES.items():
        known = {code for name in NAMES if column in table(name).names for code in table(name).column(column).codes}
        assert set(codes) <= known, column
