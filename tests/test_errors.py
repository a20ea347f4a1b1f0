from __future__ import annotations

import pytest

from reviewgen.errors import ConfigError, InputError, Issue, ReviewgenError, did_you_mean, shorten

TABLE = (("t", "a"),)


@pytest.mark.parametrize(
    ("issue", "words"),
    [
        (Issue(code="x", problem="is empty"), "is empty."),
        (Issue(code="x", file="data/tickets.csv", problem="is empty"), "data/tickets.csv: is empty."),
        (
            Issue(
                code="x",
                file="data/tickets.csv",
                row=214,
                column="resolved_at",
                value="31/02/2026",
                problem="is not a date",
                expected="%d/%m/%Y",
                hint="correct it in the tool",
            ),
            'data/tickets.csv, row 214, column "resolved_at": "31/02/2026" is not a date (expected %d/%m/%Y). '
            "Hint: correct it in the tool.",
        ),
        (
            Issue(code="x", file="a.yaml", line=3, column="zone", value="Mars/X", problem="is not a time zone"),
            'a.yaml, line 3, key "zone": "Mars/X" is not a time zone.',
        ),
        (
            Issue(code="x", file="t.csv", row=2, problem="has 3 cells", count=1234, hint="look"),
            "t.csv, row 2: has 3 cells. And 1,233 more rows. Hint: look.",
        ),
        (Issue(code="x", value="", problem="is not an id"), '"" is not an id.'),
        (Issue(code="x", value="CALDR", problem="is no account", hint='did you mean "CALDER"?'),
         '"CALDR" is no account. Hint: did you mean "CALDER"?'),
        (Issue(code="x", problem="is not in {t}", expected="one of {c}", hint="add {t}", values=(*TABLE, ("c", "b"))),
         "is not in a (expected one of b). Hint: add a."),
        (Issue(code="x", problem="is {not} known"), "is {not} known."),
    ],
    ids=["problem", "file", "all", "key", "count", "empty value", "question", "places", "braces"],
)  # fmt: skip
def test_an_issue_words_itself(issue: Issue, words: str) -> None:
    """Where, what, what was expected, how many, and what to do; parts that are not known are left out."""
    assert str(issue) == words


def test_what_a_source_should_say_is_a_flag_before_there_is_a_project() -> None:
    """In a project it is a key of reviewgen.yaml, and what only a project can do is offered beside it."""
    issue = Issue(
        code="x",
        problem="has {odd}",
        hint="add {encoding}",
        values=(("odd", "{braces}"),),
        settings=(("encoding", "cp1252"),),
        instead="raise limits: cell",
    )
    assert str(issue).endswith("Hint: add encoding: cp1252 in reviewgen.yaml, or raise limits: cell in reviewgen.yaml.")
    assert str(issue.before_a_project()) == "has {braces}. Hint: add --encoding cp1252."


def test_row_zero_is_a_place() -> None:
    """A number is named though it is zero."""
    assert str(Issue(code="x", row=0, problem="is odd")) == "row 0: is odd."


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("a\n b\t\tc ", "a b c"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ("", ""),
    ],
)
def test_quoted_text_is_short_and_on_one_line(text: str, short: str) -> None:
    """Blanks and line breaks become one blank; what is too long ends in an ellipsis, 60 characters in all."""
    assert shorten(text) == short


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("treshold", 'did you mean "threshold"?'),
        ("resolvd_at", 'did you mean "resolved_at"?'),
        ("xyz", "known: threshold, resolved_at, zone"),
    ],
)
def test_the_nearest_word_is_proposed(word: str, hint: str) -> None:
    """One near word, or all that are known."""
    assert did_you_mean(word, ["threshold", "resolved_at", "zone"]) == hint


@pytest.mark.parametrize("kind", [ConfigError, InputError])
def test_an_error_holds_its_issues_and_says_them_all(kind: type[ReviewgenError]) -> None:
    """The issues are kept as data; the text has a line for each."""
    issues = [Issue(code="a", file="one", problem="is bad"), Issue(code="b", file="two", problem="is worse")]
    error = kind(issues)
    assert error.issues == tuple(issues)
    assert str(error) == "one: is bad.\ntwo: is worse."
