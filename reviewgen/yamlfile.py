"""YAML as people write it, read strictly: text stays text, and every problem names its line.

Nothing is guessed: `NO`, `007` and `12:30` come back as the text they are. Built on PyYAML's events, which
come one by one, so neither deep nesting nor aliases can cost more than the limits below. The parser in pure Python
decides: the one in C takes other texts for valid, and a file must mean the same on every machine. Where it is there, it
reads what both are known to read alike, for it is eighteen times as fast.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import yaml

from reviewgen.errors import ConfigError, Issue

MAX_DEPTH = 50
MAX_ALIASED_VALUES = 10_000
MAX_ISSUES = 100

_FAST = getattr(yaml, "CSafeLoader", None)
_FAST_UP_TO = 1_000_000
_SECRET = re.compile(r"""pass\w*["']?[ \t]*:""", re.IGNORECASE)  # and keys that are meant to be password
_KEY = re.compile(r"""["']?(\w+)["']?[ ]*:""")
_READ_IN_TWO_WAYS = re.compile(
    r"""[^\n\x20-\x7e\xa0-\u2027\u2030-\ud7ff]  # tabs, other line ends, rare signs
    | [\\?]
    | (?:^[^\S\n]*|[\[\]{},:"'-]\s*)[!&*|>%@`]  # what means something where a value begins
    | ^[ ]*[,}\]]
    | ^(?:---|\.\.\.)
    """,
    re.MULTILINE | re.VERBOSE,
)

Path = tuple[str | int, ...]
Data = dict[str, Any] | list[Any] | str | None


@dataclass(frozen=True)
class YamlFile:
    """Mappings, lists, text and None as written; `lines` has the line (from 1) of each key and list entry."""

    data: Data
    lines: Mapping[Path, int]


def load(text: bytes | str, file: str) -> YamlFile:
    """Read one YAML document; `file` is its name in messages. An empty file gives None.

    Raises ConfigError with all that is wrong up to where reading on makes no sense; it quotes nothing of a password.
    """
    content = (_decoded(text, file) if isinstance(text, bytes) else text).removeprefix("\ufeff")
    try:
        _refuse_control_characters(content, file)
        return _read_fast(content, file) or _read(content, file)
    except ConfigError as error:
        secret = _secret_lines(content)
        raise ConfigError([_unquoted(one) if one.line in secret else one for one in error.issues]) from None


def _secret_lines(content: str) -> set[int]:
    """The lines, from 1, that may hold a password: that of its key, and those that go on with what stands there."""
    found: set[int] = set()
    level: int | None = None
    for number, line in enumerate(content.splitlines(), 1):
        text = line.lstrip()
        indent = len(line) - len(text)
        if _SECRET.search(line):
            level = indent
        elif level is not None and indent <= level and _KEY.match(text):
            level = None
        if level is not None:
            found.add(number)
    return found


def _unquoted(issue: Issue) -> Issue:
    return replace(issue, value=None, column="")


def _read_fast(content: str, file: str) -> YamlFile | None:
    """What the parser in C reads, where nothing in the text could be read otherwise; None where there is a problem."""
    if _FAST is None or len(content) > _FAST_UP_TO or _READ_IN_TWO_WAYS.search(content):
        return None
    document = _Document(file)
    parser = _FAST(content)
    try:
        while parser.check_event():
            document.take(parser.get_event())
    except (yaml.YAMLError, ConfigError):
        return None
    finally:
        parser.dispose()
    return None if document.issues else YamlFile(document.data, document.lines)


def _read(content: str, file: str) -> YamlFile:
    document = _Document(file)
    parser = yaml.SafeLoader(content)
    try:
        while parser.check_event():
            document.take(parser.get_event())  # type: ignore[no-untyped-call]
    except yaml.MarkedYAMLError as error:
        raise ConfigError([*document.issues, _reworded(error, content, file)]) from error
    except (ValueError, OverflowError) as error:
        problem = "a number in an escape or in a %YAML line is too large"
        issue = _issue("syntax", file, parser.line + 1, problem, "use single quotes")
        raise ConfigError([*document.issues, issue]) from error
    if document.issues:
        raise ConfigError(document.issues)
    return YamlFile(document.data, document.lines)


def line_of(document: YamlFile, path: Path) -> int | None:
    """Return the line of `path`, or of the nearest thing around it in the file; None for an empty file."""
    prefixes = (path[:length] for length in range(len(path), -1, -1))
    return next((document.lines[prefix] for prefix in prefixes if prefix in document.lines), None)


def _issue(kind: str, file: str, line: int, problem: str, hint: str, value: str | None = None) -> Issue:
    return Issue(code=f"yaml.{kind}", file=file, line=line, problem=problem, hint=hint, value=value)


def _decoded(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = f"byte 0x{content[error.start]:02x} at offset {error.start} is not UTF-8"
        hint = "save the file with the encoding UTF-8"
        raise ConfigError([_issue("encoding", file, line, problem, hint)]) from error


def _refuse_control_characters(content: str, file: str) -> None:
    found = yaml.SafeLoader.NON_PRINTABLE.search(content)
    if found:
        lines = content[: found.end()].splitlines()
        key = _KEY.match(lines[-1])
        raise ConfigError([_control_character(found.group(), file, len(lines), key[1] if key else "")])


def _control_character(character: str, file: str, line: int, key: str) -> Issue:
    problem = f"the character U+{ord(character):04X} cannot be part of a text"
    hint = "remove it, or save the file with the encoding UTF-8"
    return replace(_issue("character", file, line, problem, hint), column=key)


@dataclass
class _Open:
    """A list or mapping still being read; `values` and `depth` count it with all that aliases bring in."""

    content: dict[str, Any] | list[Any]
    path: Path
    anchor: str | None
    line: int
    key: str | None = None
    values: int = 1
    depth: int = 1

    @property
    def wants_key(self) -> bool:
        return isinstance(self.content, dict) and self.key is None

    def put(self, value: Data) -> Path:
        """Add a value as the next entry, or under the key that waits for one."""
        if isinstance(self.content, list):
            self.content.append(value)
            return (*self.path, len(self.content) - 1)
        key, self.key = self.key or "", None
        self.content[key] = value
        return (*self.path, key)


@dataclass(frozen=True)
class _Anchored:
    content: Data
    line: int
    values: int = 1
    depth: int = 0


class _Document:
    """Grows event by event; `issues` are the problems that did not stop the reading."""

    def __init__(self, file: str) -> None:
        self.data: Data = None
        self.lines: dict[Path, int] = {}
        self.issues: list[Issue] = []
        self._file = file
        self._line = 1
        self._started = False
        self._open: list[_Open] = []
        self._anchors: dict[str, _Anchored] = {}
        self._aliased_values = 0

    def take(self, event: Any) -> None:
        self._line = event.start_mark.line + 1
        match event:
            case yaml.DocumentStartEvent():
                self._start()
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.SequenceStartEvent():
                self._enter([], event)
            case yaml.MappingStartEvent():
                self._enter({}, event)
            case yaml.CollectionEndEvent():
                self._leave()
            case yaml.AliasEvent():
                self._alias(str(event.anchor))

    def _start(self) -> None:
        if self._started:
            self._refuse("documents", "a second document starts here", 'keep one and remove the "---"')
        self._started = True

    def _scalar(self, event: Any) -> None:
        self._note_tag(event.tag)
        escaped = yaml.SafeLoader.NON_PRINTABLE.search(event.value)
        if escaped:
            key = self._open[-1].key if self._open else None
            self._add(_control_character(escaped.group(), self._file, self._line, key or ""))
        plain = not event.style
        value = None if plain and event.value in ("", "~") else event.value
        if self._open and self._open[-1].wants_key:
            self._key(value, plain)
        else:
            self._place(value)
            self._grow(1, 0)
        if event.anchor:
            self._keep(event.anchor, _Anchored(value, self._line))

    def _key(self, key: str | None, plain: bool) -> None:
        mapping = self._open[-1]
        if key is None:
            self._note("key", "a key is empty", "write the key before the colon")
        elif key == "<<" and plain:
            self._note("merge", '"<<" (merging of mappings) is not supported', "write the keys out")
        elif key in mapping.content:
            first = self.lines[(*mapping.path, key)]
            self._note("duplicate", f"is given twice, in lines {first} and {self._line}", "keep one", key)
        mapping.key = key or ""
        self.lines.setdefault((*mapping.path, mapping.key), self._line)

    def _place(self, value: Data) -> Path:
        if self._open:
            path = self._open[-1].put(value)
        else:
            self.data, path = value, ()
        self.lines.setdefault(path, self._line)
        return path

    def _enter(self, content: dict[str, Any] | list[Any], event: Any) -> None:
        self._note_tag(event.tag)
        self._refuse_as_key()
        self._refuse_depth(1)
        self._open.append(_Open(content, self._place(content), event.anchor, self._line))

    def _leave(self) -> None:
        closed = self._open.pop()
        self._grow(closed.values, closed.depth)
        if closed.anchor:
            self._keep(closed.anchor, _Anchored(closed.content, closed.line, closed.values, closed.depth))

    def _grow(self, values: int, depth: int) -> None:
        if self._open:
            parent = self._open[-1]
            parent.values += values
            parent.depth = max(parent.depth, depth + 1)

    def _keep(self, name: str, anchored: _Anchored) -> None:
        known = self._anchors.setdefault(name, anchored)
        if known is not anchored:
            problem = f"is given twice, in lines {known.line} and {anchored.line}"
            self._note("anchor", problem, "choose another name", f"&{name}")

    def _alias(self, name: str) -> None:
        self._refuse_as_key()
        if any(outer.anchor == name for outer in self._open):
            self._refuse("alias", "stands inside what it repeats", "write the value out", f"*{name}")
        if name not in self._anchors:
            self._refuse("alias", "repeats nothing", 'put text that begins with "*" in quotes', f"*{name}")
        anchored = self._anchors[name]
        self._aliased_values += anchored.values
        if self._aliased_values > MAX_ALIASED_VALUES:
            problem = f"makes the aliases of this file repeat more than {MAX_ALIASED_VALUES:,} values"
            self._refuse("alias", problem, "write values out instead of repeating them", f"*{name}")
        self._refuse_depth(anchored.depth)
        self._place(anchored.content)
        self._grow(anchored.values, anchored.depth)

    def _note_tag(self, tag: str | None) -> None:
        if tag is not None:
            name = tag.replace("tag:yaml.org,2002:", "!!")
            hint = 'put text that begins with "!" in quotes'
            self._note("tag", "is a YAML tag, and none is supported", hint, name)

    def _refuse_as_key(self) -> None:
        if self._open and self._open[-1].wants_key:
            hint = 'put text that begins with "{", "[" or "*" in quotes'
            self._refuse("key", "a key must be plain text, not a list, a mapping or an alias", hint)

    def _refuse_depth(self, more: int) -> None:
        if len(self._open) + more > MAX_DEPTH:
            problem = f"lists and mappings stand more than {MAX_DEPTH} deep in each other"
            self._refuse("depth", problem, "check the brackets and the indentation")

    def _note(self, kind: str, problem: str, hint: str, value: str | None = None) -> None:
        self._add(_issue(kind, self._file, self._line, problem, hint, value))

    def _add(self, issue: Issue) -> None:
        self.issues.append(issue)
        if len(self.issues) == MAX_ISSUES:  # as many as anybody mends before the next run
            raise ConfigError(self.issues)

    def _refuse(self, kind: str, problem: str, hint: str, value: str | None = None) -> NoReturn:
        self._note(kind, problem, hint, value)
        raise ConfigError(self.issues)


@dataclass(frozen=True)
class _Cause:
    """Our words for what PyYAML says (`sign`); with `at_start` the line is where the broken thing starts."""

    sign: str
    problem: str
    hint: str
    at_start: bool = False


_BRACKETS = 'close it, set commas between entries, and put text that holds , [ ] { } or ": " in quotes'
_COLON = 'put text that holds ": " in quotes, set a space after the colon of a key, line up keys of one level'
_MEANING = "starts a value with a character that has a meaning of its own in YAML"
_QUOTES = "put the whole value in quotes"
_CAUSES = (
    _Cause("'\\t'", "holds a tab where only spaces may stand", "replace tabs by spaces"),
    _Cause("mapping values are not allowed", "holds a colon where no key can stand", _COLON),
    _Cause("could not find expected ':'", "has no colon after its key", 'write "key: value"', at_start=True),
    _Cause("parsing a flow sequence", 'has a list in "[ ]" that goes wrong', _BRACKETS, at_start=True),
    _Cause("parsing a flow mapping", 'has a mapping in "{ }" that goes wrong', _BRACKETS, at_start=True),
    _Cause("content, but found '<stream end>'", "ends before a bracket is closed", _BRACKETS),
    _Cause("end of stream", "opens a quote that is never closed", "close the quote", at_start=True),
    _Cause("document separator", "opens a quote that is never closed", "close the quote", at_start=True),
    _Cause("escape", "holds a backslash that means nothing in double quotes", "use single quotes"),
    _Cause("cannot start any token", _MEANING, _QUOTES),
    _Cause("scanning an a", _MEANING, _QUOTES),  # alias or anchor
    _Cause("tag", _MEANING, _QUOTES),
    _Cause("sequence entries are not", "starts a list where none can stand", "start it on its own line"),
    _Cause(
        "expected <block end>",
        "does not line up with the lines above, or goes on after a closing quote or bracket",
        "indent entries of one level alike, or put the whole value in quotes",
    ),
    _Cause("indentation indicators", 'holds text after "|" or ">"', "start the text on the next line"),
)


def _reworded(error: yaml.MarkedYAMLError, content: str, file: str) -> Issue:
    said = f"{error.context or ''} {error.problem or ''}"
    unknown = _Cause("", f"cannot be read as YAML: {error.problem}", "check indentation, quotes and brackets")
    cause = next((cause for cause in _CAUSES if cause.sign in said), unknown)
    mark = error.context_mark if cause.at_start else error.problem_mark
    lines = content.splitlines() or [""]
    line = min(mark.line if mark else 0, len(lines) - 1)
    return _issue("syntax", file, line + 1, cause.problem, cause.hint, lines[line].strip() or None)
