"""What checks look at, and what they say is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from reviewgen import yamlfile
from reviewgen.agreements import Policy
from reviewgen.cut import Beyond, Places
from reviewgen.errors import Issue, shorten
from reviewgen.findings import Case
from reviewgen.gather import Job
from reviewgen.model import Finding, Sentence, Words
from reviewgen.pack import Empty, Pack
from reviewgen.records import table
from reviewgen.tables.checks import InputFile, counted_in
from reviewgen.wording import Wording

Grade = Literal["blocker", "warning", "hint"]
GRADES: tuple[Grade, ...] = ("blocker", "warning", "hint")
ENGLISH = Wording("en_GB")  # what the terminal speaks


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something to see to before the meeting, and what to do.

    A blocker must not go into the room, a warning may embarrass there, a hint is worth a look. `row` is a row as a
    spreadsheet counts it, `line` that of a YAML file; `record` is the number of the record in its `table`. `account`
    is empty where no account alone is concerned. `count` is how many rows share the problem.
    """

    grade: Grade
    code: str
    problem: Words
    hint: Words
    account: str = ""
    table: str = ""
    record: str = ""
    file: str = ""
    row: int | None = None
    line: int | None = None
    count: int = 1

    def place(self, words: Wording) -> str:
        """Where it stands, in a few words; empty where there is no place."""
        return said_place(words, self.file, self.row, self.line, self.record)

    def __str__(self) -> str:
        """Word the gap in one line: where, what, what to do."""
        place = self.place(ENGLISH)
        where = f"{place}: " if place else ""
        rows = f" (and {self.count - 1:,} more)" if self.count > 1 else ""
        problem, hint = ENGLISH.say(self.problem), ENGLISH.say(self.hint)
        end = "" if hint.endswith("?") else "."
        return f"{where}{problem}{rows}. Hint: {hint}{end}"

    def as_json(self) -> dict[str, Any]:
        """The object that `reviewgen check --json` prints."""
        return {
            "grade": self.grade,
            "account": self.account or None,
            "code": self.code,
            "table": self.table or None,
            "record": self.record or None,
            "file": self.file or None,
            "row": self.row,
            "line": self.line,
            "count": self.count,
            "problem": ENGLISH.say(self.problem),
            "hint": ENGLISH.say(self.hint),
        }


@dataclass(frozen=True, slots=True)
class Look:
    """One account as checks see it.

    `case` holds account, figures and the rows that concern the period; `findings` those for us only as well. `places`
    are file and row of every row of the account, by table and record; `beyond` what no review of it sees. `empty` are
    the sections that its pack has nothing for, `files` those that hold its rows. `file` is where the account was
    written, with its `lines`; empty where it was discovered in the data.
    """

    case: Case
    findings: tuple[Finding, ...] = ()
    issues: tuple[Issue, ...] = ()
    places: Mapping[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    beyond: tuple[Beyond, ...] = ()
    empty: tuple[Empty, ...] = ()
    files: tuple[InputFile, ...] = ()
    policy: Policy | None = None
    file: str = ""
    lines: Mapping[yamlfile.Path, int] = field(default_factory=dict)

    def at(self, table_name: str, record: str, **words: Any) -> Gap:
        """A gap in a row."""
        file, number = self.places.get((table_name, record), ("", None))
        return Gap(**words, account=self.case.account.id, table=table_name, record=record, **place(file, number))

    def written(self, *path: str | int, **words: Any) -> Gap:
        """A gap in the account's own file, at the nearest line that there is."""
        steps = (path[:length] for length in range(len(path), 0, -1))
        line = next((self.lines[step] for step in steps if step in self.lines), None)
        return Gap(**words, account=self.case.account.id, file=self.file, line=line)

    def overall(self, **words: Any) -> Gap:
        """A gap in no place of its own."""
        return Gap(**words, account=self.case.account.id)


def seen(
    job: Job, case: Case, pack: Pack, findings: tuple[Finding, ...], places: Places, unseen: tuple[Beyond, ...]
) -> Look:
    """What checks see of one account of a job: its pack as the customer gets it, and where its rows stand."""
    account, setup = case.account, job.setup
    read = {(one.table, one.file) for one in case.evidence.inputs}
    file = setup.files.get(account.id, "")
    return Look(
        case=case,
        findings=findings,
        issues=job.tables.issues_of(account.id),
        places=places,
        beyond=unseen,
        empty=pack.empty,
        files=tuple(one for one in job.tables.files if (one.table, one.file) in read),
        policy=setup.policies.get(account.policy or ""),
        file=file,
        lines=setup.documents[file].lines if file in setup.documents else {},
    )


def place(file: str, number: int | None) -> dict[str, Any]:
    """Where something stands, in the words of its kind of file."""
    return {"file": file, counted_in(file): number}


def said_place(words: Wording, file: str, row: int | None, line: int | None, record: str = "") -> str:
    """File, row or line, and record, as far as they are known."""
    rows = words.gettext("row {n}", n=row) if row is not None else ""
    lines = words.gettext("line {n}", n=line) if line is not None else ""
    return ", ".join(part for part in (file, rows, lines, record) if part)


CORRECT = Sentence("correct it at its place, or in the tool")
LOOK_AT = Sentence("look at it; there is nothing to do where it is right")


def of_issue(issue: Issue, grade: Grade) -> Gap:
    """What was found in the input, as a gap."""
    otherwise = CORRECT if grade == "blocker" else LOOK_AT
    return Gap(
        grade=grade,
        code=issue.code,
        problem=_problem(issue),
        hint=_worded(issue, issue.hint) if issue.hint else otherwise,
        account=issue.account or "",
        record=issue.record,
        file=issue.file,
        row=issue.row,
        line=issue.line,
        count=issue.count,
    )


def _problem(issue: Issue) -> Words:
    """What is wrong, after the column and the cell where it is, before what was expected."""
    told = _worded(issue, issue.problem)
    if issue.value is not None:
        told = Sentence('"{value}" {problem}', (("value", shorten(issue.value)), ("problem", told)))
    if issue.column:
        named = (("name", issue.column), ("problem", told))
        column = issue.line is None
        told = Sentence('column "{name}": {problem}', named) if column else Sentence('key "{name}": {problem}', named)
    if issue.expected:
        expected = _worded(issue, issue.expected)
        told = Sentence("{problem} (expected {expected})", (("problem", told), ("expected", expected)))
    return told


def _worded(issue: Issue, text: str) -> Words:
    """A text of an issue: a sentence, but for one that holds braces of somebody's own."""
    own = not issue.values and ("{" in text or "}" in text)
    return text if own else Sentence(text, issue.values)


@cache
def texts_of(table_name: str) -> tuple[str, ...]:
    """The columns of a table that hold text for the customer."""
    return tuple(one.name for one in table(table_name).columns if one.kind == "text" and not one.internal)
