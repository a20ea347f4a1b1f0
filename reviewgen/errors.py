"""What can go wrong, as data that words itself for a supervisor."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reviewgen.visible import spelled

Severity = Literal["error", "warning"]
NAMED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One thing found in the input.

    `row` is the row as a spreadsheet counts it (the header is row 1); `line` is a line of a text file, where `column`
    is a key; `header` is what the file calls the column, where it is not as we do. `account` is set where only that
    account is concerned: an error then fails that account alone. `count` is how many rows it stands for, of which `row`
    names the first: those of one kind add up. `record` is the number of the ticket, action or survey, where it has one.
    `code` groups issues of one kind. `values`, where there are any, fill the {places} of `problem`, `expected` and
    `hint`: a warning of one account stands in its pages, in its language.
    `settings` are words of a source in reviewgen.yaml, each with what it should say, if that is known: {sheet} is told
    as `sheet: NAME in reviewgen.yaml`, or as --sheet NAME while a project is still to be made. `instead` is what can be
    done in a project alone, beside the hint.
    """

    code: str
    problem: str
    severity: Severity = "error"
    file: str = ""
    row: int | None = None
    line: int | None = None
    record: str = ""
    column: str = ""
    header: str = ""
    value: str | None = None
    expected: str = ""
    hint: str = ""
    account: str | None = None
    count: int = 1
    values: tuple[tuple[str, str], ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    instead: str = ""
    by_flags: bool = False

    def __str__(self) -> str:
        """Word the issue in one line: where, what, what was expected, what to do."""
        return spelled(f"{self._where()}{self._what()}{self._more()}")

    def without_place(self) -> Issue:
        """The same issue by its record: rows of a shared file move when other accounts' rows are added."""
        return replace(self, row=None, line=None)

    def before_a_project(self) -> Issue:
        """The same issue, with flags of `map` as what to do: there is no reviewgen.yaml yet."""
        return replace(self, by_flags=True, instead="")

    def for_customer(self) -> Issue:
        """The same issue as the customer may read it: what is odd about which column, in how many rows (0: about no row
        of its own), without cells and hints.
        """
        rows = 0 if self.row is None and self.line is None else self.count
        return replace(
            self.without_place(),
            file="",
            record="",
            header="",
            value=None,
            hint="",
            instead="",
            expected="",
            count=rows,
        )

    def _where(self) -> str:
        places = [self.file]
        places += [f"row {self.row}"] if self.row is not None else []
        places += [f"line {self.line}"] if self.line is not None else []
        places += [self.record] if self.row is None and self.line is None else []
        theirs = f' ("{self.header}")' if self.header else ""
        places += [f'{"column" if self.line is None else "key"} "{self.column}"{theirs}'] if self.column else []
        where = ", ".join(place for place in places if place)
        return f"{where}: " if where else ""

    def _what(self) -> str:
        value = "" if self.value is None else f'"{shorten(self.value)}" '
        expected = f" (expected {self._filled(self.expected)})" if self.expected else ""
        return f"{value}{self._filled(self.problem)}{expected}."

    def _more(self) -> str:
        more = f" And {self.count - 1:,} more {'row' if self.count == 2 else 'rows'}." if self.count > 1 else ""
        end = "" if self.hint.endswith("?") else "."
        instead = f", or {self.instead} in reviewgen.yaml" if self.instead else ""
        hint = f" Hint: {self._filled(self.hint)}{instead}{end}" if self.hint else ""
        return f"{more}{hint}"

    def _filled(self, text: str) -> str:
        places = {**dict(self.values), **{name: self._setting(name, value) for name, value in self.settings}}
        return text.format_map(places) if places else text

    def _setting(self, name: str, value: str) -> str:
        said = f"--{name} {value}" if self.by_flags else f"{name}: {value}"
        return said.strip() if self.by_flags else f"{said.strip()} in reviewgen.yaml"


def shorten(text: str, limit: int = 60) -> str:
    """Return `text` on one line and at most `limit` characters long, for quoting in a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A hint that names the nearest known word, or the first of them where none is near."""
    near = difflib.get_close_matches(word, known, 1, 0.6)
    if near:
        return f'did you mean "{near[0]}"?'
    more = f" and {len(known) - NAMED} more" if len(known) > NAMED else ""
    return f"known: {', '.join(known[:NAMED])}{more}"


class ReviewgenError(Exception):
    """Anything that stops a run or an account; `issues` says what, one entry a cause."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues = tuple(issues)
        super().__init__("\n".join(str(issue) for issue in self.issues))


class ConfigError(ReviewgenError):
    """What people wrote in YAML, or asked for on the command line, cannot be followed."""


class InputError(ReviewgenError):
    """A source or its rows cannot be used as they are."""


class NumberError(ReviewgenError):
    """A text tells a number that the rows behind it do not give."""


class RenderError(ReviewgenError):
    """A template failed; names template and line."""


class EngineError(ReviewgenError):
    """No PDF engine can make this document; says what to install or what the engine refused."""


class OutputError(ReviewgenError):
    """A result could not be written; what stood there before still stands."""


class UnfinishedError(OutputError):
    """What became of each account is told, but a page over them all, or what is kept of the run, was not written."""
