"""What `reviewgen map` says, as text and as data: nothing is printed here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reviewgen import outputs
from reviewgen.checked import is_account_id
from reviewgen.config import ColumnRule
from reviewgen.config import Mapping as ColumnMapping
from reviewgen.errors import Issue, shorten
from reviewgen.recognition import Made, fitting
from reviewgen.recognition.meant import meant
from reviewgen.recognition.questions import Answers, Question, quoted
from reviewgen.recognition.understanding import Understood
from reviewgen.recognition.writing import MOST_ACCOUNTS
from reviewgen.records import table
from reviewgen.visible import spelled

WIDE, LEFT_SHOWN, ACCOUNTS_SHOWN, FILES_SHOWN, COSTS_SHOWN = 28, 20, 8, 4, 10

TOLD_BEFORE = ("cell.unmapped", "csv.delimiter", "source.beside")  # with the words of an export


def lines(found: Understood) -> Iterator[str]:
    """What was understood of one export: the columns with examples, what is left over, and what is missing."""
    yield spelled(f"{found.export.title}: {_rows(found)}, {found.title}")
    if found.match and found.match.missing:
        yield spelled(f"  usual in this export, and not there: {_listed(found.match.missing)}")
    for name, mapping in found.tables.items():
        yield f"  {name}:"
        for ours in mapping.columns:
            yield spelled(f"    {ours:<20}{_theirs(mapping.rule(ours)):<{WIDE}}{_examples(found, name, ours)}").rstrip()
    if found.left:
        yield spelled(f"  not used: {_listed(found.left)}")
    if found.lacking:
        yield "  not there, and what that costs:"
        yield from (f"    {ours:<20}{cost}" for _, ours, cost in found.lacking[:COSTS_SHOWN])
        rest = [ours for _, ours, _ in found.lacking[COSTS_SHOWN:]]
        yield from [f"    and of less weight: {', '.join(rest)} (the mapping says of each)"] if rest else []
    if found.evidence:
        yield spelled(f"  dates: {found.evidence}")
    if found.preset:
        yield from (f"  to know: {quirk}" for quirk in found.preset.quirks)
        yield from (f"  to say yourself: {one}" for one in found.preset.ask)


def _rows(found: Understood) -> str:
    rows = sum(found.export.rows)
    return f"{rows:,} row{'' if rows == 1 else 's'}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - LEFT_SHOWN:,} more" if len(names) > LEFT_SHOWN else ""
    return ", ".join(shorten(name, 40) for name in names[:LEFT_SHOWN]) + more


def _theirs(rule: ColumnRule | None) -> str:
    if rule is None:
        return ""
    named = rule.theirs
    constant = (
        [] if rule.constant is None else [f'always "{rule.constant}"' if not named else f'else "{rule.constant}"']
    )
    return shorten(", ".join(dict.fromkeys((*named, *constant))), WIDE - 2)


def _examples(found: Understood, name: str, ours: str) -> str:
    mapping = found.tables[name]
    columns = fitting.reads(mapping, ours)
    words = fitting.examples(found.export, mapping, ours)
    score = found.draft.taken[ours].score if found.draft and ours in found.draft.taken else None
    sure = "" if score is None else f"{score:.0%} "
    return sure + (", ".join(shorten(word, 28) for word in words) or (_nothing(found, mapping) if columns else ""))


def _nothing(found: Understood, mapping: ColumnMapping) -> str:
    """That nothing stands in the rows that count, or in those of the first ones that were looked at."""
    looked = len(found.export.head)
    return "(empty)" if not mapping.only or looked == sum(found.export.rows) else f"(not in the first {looked:,} rows)"


def questions(asked: Sequence[Question]) -> Iterator[str]:
    """Open questions, each with the flags that answer it."""
    if asked:
        yield "What only you can know:"
    for one in asked:
        yield spelled(f"  {one.file}: {one.text}")
        yield from (spelled(f"    {flag:<36} {shorten(meaning, 70)}") for flag, meaning in one.flags)


def asked(one: Question) -> Iterator[str]:
    """One question as it is put on a terminal."""
    yield spelled(one.text)
    meanings = [meaning for _, meaning in one.flags]
    for number, ((name, _, _), meaning) in enumerate(zip(one.choices, meanings, strict=False), 1):
        yield spelled(f"  {number}  {name:<24} {shorten(meaning, 70)}")
    if one.free:
        wanted = {
            "account": "the name of another column, or the id of the one customer of all rows",
            "zone": "a zone",
            "as_of": "a date, such as 2026-11-02, or a date and time",
        }
        yield f"     or {wanted.get(one.free, 'the name of the column')}"


def outcome(found: Sequence[Understood], made: Made, answers: Answers) -> Iterator[str]:
    """What the project will be: zone, state of the data, accounts."""
    trial = made.trial
    if trial is None:
        return
    if answers.zone:
        yield f"zone: {made.zone}, as you said"
    elif any(one.naive for one in found):
        yield f"zone: {made.zone}, assumed"
    yield (
        f"as of: {trial.as_of}, {trial.told}. The packs are of {trial.period}"
        if trial.as_of
        else f"as of: {trial.told}"
    )
    yield spelled(_accounts(trial.accounts))
    yield "rows: " + ", ".join(f"{rows:,} of {name}" for name, rows in trial.rows.items())


def _accounts(accounts: Mapping[str, int]) -> str:
    some = sorted(accounts.items(), key=lambda one: -one[1])[:ACCOUNTS_SHOWN]
    named = ", ".join(f"{shorten(name, 40)} ({count:,})" for name, count in some)
    more = f" and {len(accounts) - ACCOUNTS_SHOWN:,} more" if len(accounts) > ACCOUNTS_SHOWN else ""
    many = f". More than {MOST_ACCOUNTS}: none gets a file, all are discovered" if len(accounts) > MOST_ACCOUNTS else ""
    return f"accounts: {len(accounts):,}, with their tickets: {named}{more}{many}" if accounts else "accounts: none"


def concerns(made: Made) -> Iterator[Issue]:
    """What the project cannot do as it stands, and what a build will remark."""
    if made.trial is None:
        return
    yield from made.assumed
    if not made.trial.accounts:
        hint = "look at the column of the account, or give --account ID"
        yield Issue(code="map.nobody", problem="no row belongs to an account: nothing can be built", hint=hint)
    for name in made.trial.accounts:
        if not is_account_id(name):
            problem = "cannot be the id of an account, and has no file"
            yield Issue(code="map.id", severity="warning", value=name, problem=problem, hint="mend it in the export")
        yield from _mended(name)
    yield from (issue.before_a_project() for issue in made.trial.refused)
    yield from (one for one in made.trial.noted if one.code not in TOLD_BEFORE)


def _mended(name: str) -> Iterator[Issue]:
    """A word on a customer whose name was read in the wrong encoding."""
    known, file = meant(name), f"accounts/{outputs.slug(name)}.yaml"
    if known:
        problem = f'was read in the wrong encoding; "{known}" is what its pack says'
        yield Issue(code="map.name", severity="warning", value=name, problem=problem, hint=f"look at name: in {file}")
    elif known == "":
        problem = "is the name of a customer that has lost letters: there is no pack of it"
        yield Issue(code="map.name", value=name, problem=problem, hint=f"write the name into {file}, or export anew")


def ending(made: Made, folder: Path) -> Iterator[str]:
    """What was written, and the commands that come next."""
    if not made.files and made.trial:
        yield "Nothing was written: its files contradict each other, and nothing could be built."
        return
    if not made.files:
        yield "Nothing was written: run the same command again with a flag for each question above."
        return
    names = list(made.files)
    more = f" and {len(names) - FILES_SHOWN:,} more" if len(names) > FILES_SHOWN else ""
    yield f"Wrote {', '.join(names[:FILES_SHOWN])}{more} in {'this folder' if folder == Path() else folder}."
    if made.trial is None:
        yield "A draft builds nothing: run the same command again with a flag for each question above."
        return
    place = "" if folder == Path() else f" {quoted(str(folder))}"
    if made.code:
        yield "Some of it cannot be built yet: mend what is told above. Then:"
    else:
        yield "Next:"
    yield f"  reviewgen check{place}"
    yield f"  reviewgen build{place}"


def as_json(found: Sequence[Understood], made: Made) -> dict[str, Any]:
    """All of it as data."""
    trial, some = made.trial, list(concerns(made))
    return {
        "exports": [_export(one) for one in found],
        "questions": [one.as_json() for one in made.open],
        "zone": made.zone,
        "as_of": trial.as_of if trial else None,
        "as_of_how": trial.told if trial else None,
        "period": trial.period if trial else None,
        "accounts": dict(trial.accounts) if trial else {},
        "rows": dict(trial.rows) if trial else {},
        "problems": [str(one) for one in some if one.severity == "error"],
        "assumed": [{"code": one.code, "text": str(one)} for one in made.assumed],
        "notes": [str(one) for one in some if one.severity != "error"],
        "written": list(made.files),
    }


def failed(issues: Sequence[Issue]) -> dict[str, Any]:
    """The same, where nothing could be understood or written."""
    empty: dict[str, Any] = {"exports": [], "questions": [], "zone": None, "as_of": None, "as_of_how": None}
    rest: dict[str, Any] = {"period": None, "accounts": {}, "rows": {}, "assumed": [], "notes": [], "written": []}
    return {**empty, **rest, "problems": [str(one) for one in issues]}


def _export(found: Understood) -> dict[str, Any]:
    return {
        "files": list(found.export.files),
        "rows": list(found.export.rows),
        "read": dict(found.export.options),
        "preset": found.preset.name if found.preset else None,
        "title": found.title,
        "score": found.match.score if found.match else None,
        "missing": list(found.match.missing) if found.match else [],
        "quirks": list(found.preset.quirks) if found.preset else [],
        "date_order": found.order,
        "date_evidence": found.evidence,
        "tables": {name: _table(found, name) for name in found.tables},
        "left": list(found.left),
        "costs": [{"table": name, "column": ours, "cost": cost} for name, ours, cost in found.lacking],
        "candidates": _candidates(found),
        "warnings": [{"code": one.code, "text": str(one)} for one in found.warnings],
    }


def _table(found: Understood, name: str) -> dict[str, Any]:
    mapping = found.tables[name]
    return {
        "mapping": mapping.model_dump(mode="json", exclude_defaults=True),
        "examples": {ours: list(fitting.examples(found.export, mapping, ours)) for ours in mapping.columns},
        "required": [column.name for column in table(name).columns if column.required],
    }


def _candidates(found: Understood) -> dict[str, list[dict[str, Any]]]:
    some = found.draft.candidates if found.draft else {}
    return {
        ours: [
            {
                "column": one.column,
                "score": one.score,
                "name": one.by_name,
                "content": one.by_content,
                "examples": list(one.examples),
            }
            for one in listed
        ]
        for ours, listed in some.items()
    }
