from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reviewgen import yamlfile
from reviewgen.errors import ConfigError, Issue
from reviewgen.yamlfile import MAX_ALIASED_VALUES, MAX_DEPTH, line_of, load


def issues_of(text: bytes | str) -> tuple[Issue, ...]:
    """Read what must be refused."""
    with pytest.raises(ConfigError) as caught:
        load(text, "accounts/calder.yaml")
    return caught.value.issues


def issue_of(text: bytes | str) -> Issue:
    """Read what must be refused for one reason."""
    (issue,) = issues_of(text)
    return issue


def nested(depth: int) -> str:
    """Write a mapping with lists in lists, `depth` levels in all."""
    return "a: " + "[" * (depth - 1) + "]" * (depth - 1) + "\n"


@pytest.mark.parametrize(
    "spelt",
    [
        *("NO", "no", "true", "Null", "null", "NULL", "007", "0x1F", "0o17", "12:30", "12:30:45", "1_000"),
        *(
            "1e999",
            ".inf",
            ".nan",
            "2026-11-02",
            "1.10",
            "+5",
            "=",
            "100%",
            "C:\\data",
            "Ruth Hale",
            "é 日本 😀",
        ),
        pytest.param("9" * 20_000, id="20,000 digits"),
    ],
)
def test_plain_text_stays_as_spelt(spelt: str) -> None:
    """What YAML would turn into a number, date or truth value comes back as spelt, as key and as value."""
    assert load(f"value: {spelt}\nlist: [{spelt}]\n{spelt[:100]}: key\n", "f").data == {
        "value": spelt,
        "list": [spelt],
        spelt[:100]: "key",
    }


@pytest.mark.parametrize("written", ["", "~", " # a remark"])
def test_nothing_written_is_none(written: str) -> None:
    """An empty plain value and a tilde are None."""
    assert load(f"a: {written}\nb: [~]\n", "f").data == {"a": None, "b": [None]}


@pytest.mark.parametrize("written", ['""', "''", '"~"', "'~'"])
def test_quoted_text_is_never_none(written: str) -> None:
    """Quotes keep empty text and a tilde as text."""
    assert load(f"a: {written}", "f").data == {"a": written[1:-1]}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("|\n  one\n  two\n", "one\ntwo\n"),
        ("|-\n  one\n\n  two\n", "one\n\ntwo"),
        (">\n  one\n  two\n", "one two\n"),
        ('"tab\\tand \\u00e9"', "tab\tand é"),
        ("'it''s'", "it's"),
        ("'<<'", "<<"),
    ],
)
def test_quoted_and_block_text_follows_yaml(written: str, read: str) -> None:
    """Block text, folding and escapes mean what YAML says."""
    assert load(f"a: {written}", "f").data == {"a": read}


@pytest.mark.parametrize("text", ["", b"", "\n\n", "# only a remark\n", "---\n", b"\xef\xbb\xbf", "~"])
def test_empty_file_is_none(text: bytes | str) -> None:
    """A file without content has the data None."""
    assert load(text, "f").data is None


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("- a\n- b: c\n", ["a", {"b": "c"}]),
        ("text", "text"),
        ("{a: [1, {b: 2}], c: {}}", {"a": ["1", {"b": "2"}], "c": {}}),
        ("- [a: 1]\n- - x\n  - y\n", [[{"a": "1"}], ["x", "y"]]),
        ("---\na: 1\n...\n", {"a": "1"}),
        ("a:\r\n  - 1\r\n", {"a": ["1"]}),
        ("a: 1\rb: 2\r", {"a": "1", "b": "2"}),
        (b"\xef\xbb\xbfa: caf\xc3\xa9", {"a": "café"}),
        ("\ufeffa: 1", {"a": "1"}),
        ('"1": a\n"": b\n', {"1": "a", "": "b"}),
    ],
)
def test_structure_is_read(text: bytes | str, data: object) -> None:
    """Lists, mappings, quoted keys, byte order marks and every kind of line end are read as YAML says."""
    assert load(text, "f").data == data


DOCUMENT = """\
# the account
id: CALDER
targets:
  figures:
    - {metric: sla.resolution,
       at_least: 95}
    -
      metric: survey.csat
name: Calder Rail
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 2),
        (("id",), 2),
        (("targets", "figures"), 4),
        (("targets", "figures", 0), 5),
        (("targets", "figures", 0, "at_least"), 6),
        (("targets", "figures", 1), 8),
        (("targets", "figures", 1, "metric"), 8),
        (("name",), 9),
    ],
)
def test_lines_of_keys_and_entries(path: tuple[str | int, ...], line: int) -> None:
    """Every key and every list entry has its line, counted from 1."""
    assert load(DOCUMENT, "f").lines[path] == line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 9),
        (("targets", "figures", 0, "at_most"), 5),
        (("targets", "figures", 7, "metric"), 4),
        (("targets", "currency", "x"), 3),
        (("unknown",), 2),
    ],
)
def test_line_of_falls_back_to_what_stands_around(path: tuple[str | int, ...], line: int) -> None:
    """A path that the file lacks gets the line of its nearest known part."""
    assert line_of(load(DOCUMENT, "f"), path) == line


def test_line_of_an_empty_file_is_unknown() -> None:
    """Where nothing is written there is no line."""
    assert line_of(load("", "f"), ("id",)) is None


def test_alias_repeats_a_value() -> None:
    """An alias stands for the text, list or mapping it names."""
    text = "a: &hours {P1: 4}\nb: *hours\nc: &name Ruth\nd: [*name, *name, *hours]\n"
    document = load(text, "f")
    assert document.data == {
        "a": {"P1": "4"},
        "b": {"P1": "4"},
        "c": "Ruth",
        "d": ["Ruth", "Ruth", {"P1": "4"}],
    }
    assert line_of(document, ("b", "P1")) == 2


@pytest.mark.parametrize(
    ("text", "line", "problem", "value"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "is given twice, in lines 1 and 3", "a"),
        ("x:\n  a: {b: 1}\n  a: {b: 2}\n", 3, "is given twice, in lines 2 and 3", "a"),
        ("- {a: 1,\n   'a': 2}\n", 2, "is given twice, in lines 1 and 2", "a"),
        ("a: !!python/object:os.system {}\n", 1, "is a YAML tag", "!!python/object:os.system"),
        ("x: 1\na: !!int 5\n", 2, "is a YAML tag", "!!int"),
        ("a: !important note\n", 1, "is a YAML tag", "!important"),
        ("a: ! x\n", 1, "is a YAML tag", "!"),
        ("!x a: 1\n", 1, "is a YAML tag", "!x"),
        ("a:\n- !x [b]\n", 2, "is a YAML tag", "!x"),
        ("b: {c: 1}\na:\n  <<: {c: 1}\n", 3, '"<<" (merging of mappings) is not supported', None),
        ("a: 1\n~: 2\n", 2, "a key is empty", None),
        ("a: &x 1\nb: &x 2\n", 2, "is given twice, in lines 1 and 2", "&x"),
        ('a: 1\nb: "\\0"\n', 2, "the character U+0000 cannot be part of a text", None),
        ('a: "\\ud800"\n', 1, "the character U+D800 cannot be part of a text", None),
        ("a: 1\n---\nb: 2\n", 2, "a second document starts here", None),
        ("a: 1\n? [b]\n: 2\n", 2, "a key must be plain text", None),
        ("a: {{ name }}\n", 1, "a key must be plain text", None),
        ("a: &x 1\n*x : 2\n", 2, "a key must be plain text", None),
        ("a:\n  - *unknown\n", 2, "repeats nothing", "*unknown"),
        ("a: 1\nb: &x [1, [*x]]\n", 2, "stands inside what it repeats", "*x"),
        ("&x\na:\n  b: *x\n", 3, "stands inside what it repeats", "*x"),
        (nested(MAX_DEPTH + 1), 1, "more than 50 deep", None),
    ],
)
def test_what_is_not_supported_is_refused(text: str, line: int, problem: str, value: str | None) -> None:
    """Each thing that YAML allows and we do not is refused with file, line and a hint."""
    issue = issue_of(text)
    assert (issue.file, issue.line, issue.value) == ("accounts/calder.yaml", line, value)
    assert problem in issue.problem
    assert issue.hint


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a:\n\t- b\n", 2, "a tab where only spaces"),
        ("\ta: 1\n", 1, "a tab where only spaces"),
        ("a:\n  b: 1\n\tc: 2\n", 3, "a tab where only spaces"),
        ("a:\tb\n", 1, "a tab where only spaces"),
        ("name: Depot: north\n", 1, "a colon where no key can stand"),
        ("a: 1\n  b: 2\n", 2, "a colon where no key can stand"),
        ("a: 1\nsome words\nb: 2\n", 2, "has no colon after its key"),
        ("a: [1,\n  2\nb: 3\n", 1, '"[ ]" that goes wrong'),
        ("a: 1\nb: {c: 1\n", 2, '"{ }" that goes wrong'),
        ("a: 1\nb: [\n", 2, "ends before a bracket is closed"),
        ("a: 1\nb: 'open\nc: 2\n", 2, "a quote that is never closed"),
        ('a: "open\n---\n', 1, "a quote that is never closed"),
        ('a: "C:\\data"\n', 1, "a backslash that means nothing"),
        ('a: "C:\\users"\n', 1, "a backslash that means nothing"),
        ("a: @team\n", 1, "starts a value with a character"),
        ("a: `code`\n", 1, "starts a value with a character"),
        ("a: **bold** text\n", 1, "starts a value with a character"),
        ("a: & more\n", 1, "starts a value with a character"),
        ("a: !e!x 5\n", 1, "starts a value with a character"),
        ("a: - b\n", 1, "starts a list where none can stand"),
        ("a:\n  b: 1\n c: 2\n", 3, "does not line up"),
        ("- a\nb: 1\n", 2, "does not line up"),
        ("a: 'x' y\n", 1, "goes on after a closing quote"),
        ("a: |text\n", 1, 'text after "|"'),
        ("a: }\n", 1, "cannot be read as YAML: expected the node content"),
        ("%YAML 2.0\n---\na: 1\n", 1, "cannot be read as YAML"),
    ],
)
def test_syntax_errors_are_worded_for_people(text: str, line: int, problem: str) -> None:
    """A syntax error names the line to mend, quotes it, says what is wrong with it and what to do."""
    issue = issue_of(text)
    assert (issue.file, issue.line) == ("accounts/calder.yaml", line)
    assert issue.value == text.splitlines()[line - 1].strip()
    assert problem in issue.problem
    assert issue.hint


@pytest.mark.parametrize(
    ("text", "line"),
    [('a: 1\nb: "\\UFFFFFFFF"\n', 2), ('b: "\\U00110000"\n', 1), (f"%YAML 1.{'9' * 5000}\n---\na: 1\n", 1)],
)
def test_numbers_out_of_range_are_config_errors(text: str, line: int) -> None:
    """Escapes and versions that Python cannot hold are refused in words, not with a ValueError."""
    issue = issue_of(text)
    assert (issue.line, issue.code) == (line, "yaml.syntax")
    assert "too large" in issue.problem


@pytest.mark.parametrize(
    ("content", "line", "offset"),
    [
        (b"a: caf\xe9\n", 1, 6),
        (b"a: 1\nb: \xff\n", 2, 8),
        ("a: 1\n".encode("utf-16"), 1, 0),
        (b"a: \xed\xa0\x80", 1, 3),
        (b"a: \xc3", 1, 3),
    ],
)
def test_bytes_that_are_not_utf8_are_refused(content: bytes, line: int, offset: int) -> None:
    """Another encoding is refused with the offset of the first wrong byte."""
    issue = issue_of(content)
    assert issue.line == line
    assert f"at offset {offset} is not UTF-8" in issue.problem
    assert "UTF-8" in issue.hint


@pytest.mark.parametrize(
    ("character", "code"),
    [
        ("\0", "U+0000"),
        ("\x07", "U+0007"),
        ("\x0c", "U+000C"),
        ("\x1b", "U+001B"),
        ("\x7f", "U+007F"),
        ("\ufffe", "U+FFFE"),
    ],
)
def test_control_characters_are_refused(character: str, code: str) -> None:
    """NUL and other control characters are refused with their line, also in remarks."""
    issue = issue_of(f"a: 1\r\nb: 2 # x{character}y\r\n")
    assert (issue.line, issue.code) == (2, "yaml.character")
    assert code in issue.problem


def test_lone_surrogate_is_refused() -> None:
    """Text that no file can hold is refused too."""
    assert "U+D800" in issue_of("a: \ud800").problem


def test_all_problems_are_told_together() -> None:
    """What does not stop the reading is collected, and the error that stops it comes last."""
    issues = issues_of("a: 1\na: 2\nb: !x 3\na: 4\nc: [\n")
    assert [(issue.code, issue.line) for issue in issues] == [
        ("yaml.duplicate", 2),
        ("yaml.tag", 3),
        ("yaml.duplicate", 4),
        ("yaml.syntax", 5),
    ]


def test_deepest_allowed_nesting_is_read() -> None:
    """Nesting up to the limit is fine."""
    assert load(nested(MAX_DEPTH), "f").lines[("a", *[0] * (MAX_DEPTH - 2))] == 1


def test_aliases_count_for_the_depth() -> None:
    """Nesting that only aliases make deep is refused as well."""
    deep = "a: &a " + "[" * 40 + "]" * 40 + "\nb: &b " + "[" * 20 + "*a" + "]" * 20
    assert issue_of(deep).code == "yaml.depth"


def test_aliases_up_to_the_limit_are_read() -> None:
    """The limit counts what aliases repeat, so a long file without them is never refused for its length."""
    text = "base: &x [1, 2, 3]\nlist:\n" + "- *x\n" * (MAX_ALIASED_VALUES // 4) + "- 1\n" * (MAX_ALIASED_VALUES)
    data = load(text, "f").data
    assert isinstance(data, dict)
    assert len(data["list"]) == MAX_ALIASED_VALUES // 4 + MAX_ALIASED_VALUES
    assert "more than 10,000 values" in issue_of(text + "- *x\n").problem


@pytest.mark.parametrize(
    "text",
    [
        'password: "hunter2',
        "password: {variable: hunter2",
        "password: *hunter2",
        "password: !hunter2 x",
        "password:\n  file: a\n  variable: hunter2: x",
        "a: 1\npassword:\n\n  - &hunter2 x\n  - &hunter2 y",
        "smtp_passwd: @hunter2",
    ],
)
def test_no_password_is_quoted(text: str) -> None:
    """Of a line that may hold one, or stands under such a key, the number alone is told."""
    with pytest.raises(ConfigError) as caught:
        load(text, "a.yaml")
    assert caught.value.issues
    assert "hunter2" not in str(caught.value)


BLANKS = (" ", "  ", "\n", "\n  ", "\n\n", "\t", "\r", "\u2028")
SIGNS = (
    ":",
    "- ",
    "-",
    "[",
    "]",
    "{",
    "}",
    ",",
    '"',
    "'",
    "''",
    " #",
    "~",
    "!",
    "|",
    ">",
    "%",
    "?",
    "\\",
    "---",
    " & ",
)
PIECES = (*BLANKS, *SIGNS, "a", "é", "- ", "b: ", "\n- ", "x: 1\n", "<<: ", "&a", "*a", "x://y")


@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
@example("{a:\n, b: 1}")
@example("{a?: 1}")
@example("a:\tb")
def test_a_file_means_the_same_with_both_parsers(text: str) -> None:
    """Data, lines and all that is wrong, whether the fast one is there or not."""
    with pytest.MonkeyPatch.context() as patch:
        quick = _outcome(text)
        patch.setattr(yamlfile, "_FAST", None)
        assert quick == _outcome(text)


def _outcome(text: str) -> object:
    try:
        read = load(text, "a.yaml")
    except ConfigError as error:
        return error.issues
    return read.data, read.lines


@pytest.mark.skipif(yamlfile._FAST is None, reason="PyYAML without the parser in C")
def test_an_account_as_people_write_it_is_read_fast() -> None:
    """Lists, mappings in one line, quotes, remarks: a thousand such files are read in a moment."""
    text = (
        'id: A1  # the one\nname: "Calder & Sons"\nzone: Europe/London\nservices: [Mail, "It\'s"]\nc: {d: [{e: f}]}\n'
    )
    assert yamlfile._read_fast(text, "a.yaml") == yamlfile._read(text, "a.yaml")
