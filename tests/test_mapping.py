from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewgen import mapping as mapped
from reviewgen.config import Mapping
from reviewgen.sources.extract import Extract


def extract(header: list[str], *rows: list[str]) -> Extract:
    """A file as text."""
    frame = pd.DataFrame(list(rows), columns=range(len(header)), dtype="str")
    return Extract("data.csv", "0" * 64, tuple(header), frame, np.arange(2, len(rows) + 2))


def column(rule: Any, header: list[str], *rows: list[str], **mapping: Any) -> list[str]:
    """The cells that one rule gives for our column `title`."""
    result = mapped.apply(extract(header, *rows), Mapping.model_validate({"columns": {"title": rule}} | mapping), 0)
    assert result.issues == ()
    assert result.frame["title"].dtype == "str"
    return result.frame["title"].tolist()


def test_short_form_takes_the_column_without_blanks_around() -> None:
    """Their column by its name; blanks around a cell are no part of it."""
    assert column("B", ["A", "B"], ["1", " x "], ["2", "\ty y\n"]) == ["x", "y y"]


def test_first_column_with_a_value() -> None:
    """In the order of the rule; words for nothing are no value."""
    rows = [["", "c"], ["r", "c"], ["?", "c"], ["?", "?"]]
    assert column(["Resolved", "Closed"], ["Closed", "Resolved"], *[row[::-1] for row in rows], missing=["?"]) == [
        "c",
        "r",
        "c",
        "",
    ]


def test_a_constant_is_in_every_row() -> None:
    """Whatever the file holds."""
    assert column({"constant": "CALDER"}, ["A"], ["1"], ["2"]) == ["CALDER", "CALDER"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"column": "L"}, ["a", "b", ""]),
        ({"column": "L", "repeated": "first"}, ["a", "b", ""]),
        ({"column": "L", "repeated": "joined"}, ["a, c", "b", ""]),
        ({"column": "L", "repeated": "joined", "separator": "/"}, ["a/c", "b", ""]),
        ({"column": "L", "repeated": "all"}, ["a\nc", "b", ""]),
    ],
)
def test_repeated_columns(rule: dict[str, str], expected: list[str]) -> None:
    """The first value, all joined, or all as a list; empty ones and words for nothing are passed over."""
    assert column(
        rule, ["L", "X", "L", "L"], ["a", "x", "-", "c"], ["", "x", "b", ""], ["", "", "-", ""], missing=["-"]
    ) == (expected)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"column": "P", "values": {"1": "P1"}}, ["P1", "2", ""]),
        ({"column": "P", "values": {"1": "P1"}, "otherwise": "P4"}, ["P1", "P4", ""]),
        ({"column": "P", "values": {"1": "P1"}, "otherwise": ""}, ["P1", "", ""]),
        ({"column": "P", "otherwise": "P4"}, ["1", "2", ""]),
    ],
)
def test_codes(rule: dict[str, Any], expected: list[str]) -> None:
    """A code that is not listed becomes `otherwise`, or stays; a missing one stays missing."""
    assert column(rule, ["P"], ["1"], ["2"], [""]) == expected


def test_rules_go_first_and_in_order() -> None:
    """The first rule that matches decides, then the column, then the codes translate either."""
    rule = {
        "column": "Company",
        "rules": [
            {"column": "Site", "matches": "^York", "use": "CALDER"},
            {"column": "Site", "matches": "office", "use": "OFFICE"},
        ],
        "values": {"OFFICE": "HOLLIN", "Tern Ltd": "TERN"},
    }
    rows = [["York office", "Tern Ltd"], ["Leeds office", "Tern Ltd"], ["New York", "Tern Ltd"], ["", ""]]
    assert column(rule, ["Site", "Company"], *rows) == ["CALDER", "HOLLIN", "TERN", ""]


def test_a_rule_takes_other_columns() -> None:
    """The first of them that has a value; one that gives nothing takes away; without a rule the column stands."""
    choices = [
        {"column": "Category", "matches": "^To Do$", "use": ""},
        {"column": "Category", "matches": "^Done$", "take": ["Resolved", "Changed"]},
    ]
    rows = [["Done", "1", "2"], ["Done", "", "2"], ["To Do", "1", "2"], ["Odd", "1", "2"], ["", "", "2"]]
    header = ["Category", "Resolved", "Changed"]
    assert column({"rules": choices, "column": "Resolved"}, header, *rows) == ["1", "2", "", "1", ""]
    assert column({"rules": choices}, header, *rows) == ["1", "2", "", "", ""]
    with pytest.raises(ValueError, match="needs either use or take"):
        column({"rules": [{"column": "Category", "matches": "x"}]}, header)


def test_rules_alone() -> None:
    """Where none matches there is no value."""
    rule = {"rules": [{"column": "Site", "matches": "York", "use": "CALDER"}]}
    assert column(rule, ["Site"], ["York"], ["Leeds"]) == ["CALDER", ""]


@pytest.mark.parametrize(
    ("pattern", "matching"),
    [
        ("^(?!York)", ["Leeds", "new york", "Café", ""]),
        ("(?i)york$", ["York", "new york"]),
        ("(York|Leeds)", ["York", "Leeds"]),
        ("é", ["Café"]),
        ("^$", [""]),
        (r"(.)\1", ["Leeds"]),
    ],
)
def test_patterns_are_those_of_python(pattern: str, matching: list[str]) -> None:
    """Lookahead, flags, groups and backreferences, and no warning about groups."""
    sites = ["York", "Leeds", "new york", "Café", ""]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rule = {"constant": "no", "rules": [{"column": "Site", "matches": pattern, "use": "yes"}]}
        found = column(rule, ["Site"], *[[site] for site in sites])
    assert [site for site, use in zip(sites, found, strict=True) if use == "yes"] == matching


def test_state_name_is_the_state_before_translation() -> None:
    """The tool's own word is kept beside our code, unless it is mapped itself."""
    data = extract(["State", "Label"], ["Active", "Working"], ["", ""])
    rule = {"column": "State", "values": {"Active": "in_progress"}}
    frame = mapped.apply(data, Mapping.model_validate({"columns": {"state": rule}}), 0).frame
    assert (frame["state"].tolist(), frame["state_name"].tolist()) == (["in_progress", ""], ["Active", ""])
    own = mapped.apply(data, Mapping.model_validate({"columns": {"state": rule, "state_name": "Label"}}), 0).frame
    assert own["state_name"].tolist() == ["Working", ""]


def test_absent_columns_are_told_and_the_others_mapped() -> None:
    """Each with the nearest name of the header; what can be read is read, so that its problems are told as well."""
    data = extract(["Number", "Opend", ""], ["1", "x", ""])
    columns = {"id": "Number", "opened_at": "Opened", "title": ["Short", "Long"], "account": {"constant": "C"}}
    result = mapped.apply(data, Mapping.model_validate({"columns": columns}), 7)
    assert [str(issue) for issue in result.issues] == [
        'data.csv, column "Opened": is not in the header, but our column opened_at is to come from it. '
        'Hint: did you mean "Opend"?',
        'data.csv, column "Short": is not in the header, but our column title is to come from it. '
        "Hint: known: Number, Opend.",
        'data.csv, column "Long": is not in the header, but our column title is to come from it. '
        "Hint: known: Number, Opend.",
    ]
    assert result.frame.to_dict("records") == [{"id": "1", "account": "C", "_file": 7, "_row": 2}]


def test_a_column_of_a_rule_must_be_there() -> None:
    """A rule on a column that is gone must not fall through to the next."""
    rule = {"column": "Company", "rules": [{"column": "Site", "matches": "York", "use": "CALDER"}]}
    result = mapped.apply(extract(["Company"], ["x"]), Mapping.model_validate({"columns": {"account": rule}}), 0)
    assert [issue.column for issue in result.issues] == ["Site"]
    assert "account" not in result.frame


def test_an_empty_file_maps_to_an_empty_frame() -> None:
    """All our columns, no rows."""
    rule = {"column": "A", "values": {"1": "x"}, "rules": [{"column": "A", "matches": "y", "use": "z"}]}
    assert column(rule, ["A"]) == []


def test_our_own_names_need_no_mapping() -> None:
    """Known columns map to themselves, others are left out."""
    assert mapped.identity(["id", "titel", "account"], ["account", "id", "title"]).columns == {
        "id": "id",
        "account": "account",
    }


@pytest.mark.parametrize(
    ("rule", "account"),
    [
        ({"constant": "CALDER"}, "CALDER"),
        ("Company", None),
        ({"constant": "X", "rules": [{"column": "A", "matches": "y", "use": "Z"}]}, None),
    ],
)
def test_the_one_account_of_a_mapping(rule: Any, account: str | None) -> None:
    """Only a plain constant gives every row to one account."""
    assert mapped.constant_account(Mapping.model_validate({"columns": {"account": rule}})) == account
    assert mapped.constant_account(None) is None


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@given(st.lists(CELLS, max_size=12), st.dictionaries(CELLS, CELLS, max_size=4), st.none() | CELLS)
def test_translation_goes_cell_by_cell(cells: list[str], values: dict[str, str], otherwise: str | None) -> None:
    """As a dictionary would do it, and no row depends on another."""
    rule = {"column": "A", "values": values} | ({} if otherwise is None else {"otherwise": otherwise})
    stripped = [cell.strip() for cell in cells]
    expected = [cell and values.get(cell, cell if otherwise is None or not values else otherwise) for cell in stripped]
    assert column(rule, ["A"], *[[cell] for cell in cells]) == expected


def test_only_rows_that_meet_every_condition_give_a_value() -> None:
    """A cell of the same row decides; words for nothing are no value there either, and codes come after."""
    rule = {
        "column": "A",
        "when": [{"column": "B", "matches": "^x"}, {"column": "C", "matches": "^$"}],
        "values": {"1": "one"},
    }
    rows = [["1", "x", ""], ["1", "y", ""], ["1", "xx", "z"], ["2", "xx", "?"]]
    assert column(rule, ["A", "B", "C"], *rows, missing=["?"]) == ["one", "", "", "2"]


def test_only_rows_that_meet_every_condition_are_taken() -> None:
    """The others are in no frame; rows keep their numbers."""
    given = {"columns": {"title": "A"}, "only": [{"column": "B", "matches": "^x$"}]}
    result = mapped.apply(extract(["A", "B"], ["1", "x"], ["2", "y"], ["3", "x"]), Mapping.model_validate(given), 0)
    assert result.frame["title"].tolist() == ["1", "3"]
    assert result.frame["_row"].tolist() == [2, 4]


def test_columns_of_conditions_and_order_must_be_there() -> None:
    """Each is told of with what names it; no row is left out for a condition that cannot be tried."""
    when = {"column": "A", "when": [{"column": "Y", "matches": "x"}], "row": "first"}
    given = {"rows": "last", "order": "X", "only": [{"column": "W", "matches": "x"}], "columns": {"title": when}}
    result = mapped.apply(extract(["A"], ["1"]), Mapping.model_validate(given), 0)
    assert [(issue.column, issue.problem.partition("but ")[2]) for issue in result.issues] == [
        ("W", "the mapping's `only` names it"),
        ("X", "the mapping's `order` names it"),
        ("Y", "our column title is to come from it"),
    ]
    assert len(result.frame) == 1


def test_a_word_may_mean_nothing_in_one_column_only() -> None:
    """What a rule lists as missing is empty there, beside the words of the mapping, and stands elsewhere."""
    rows = [["NA", "NA"], ["?", "x"]]
    assert column({"column": "A", "missing": ["NA"]}, ["A", "B"], *rows, missing=["?"]) == ["", ""]
    assert column("B", ["A", "B"], *rows, missing=["?"]) == ["NA", "x"]
