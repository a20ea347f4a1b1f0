"""What no project can be made of: answers that fit no export, and numbers that are lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reviewgen import presets
from reviewgen.errors import ConfigError, Issue, did_you_mean
from reviewgen.recognition import damage, fitting
from reviewgen.recognition.exports import Export, is_writable
from reviewgen.recognition.profiles import Profile
from reviewgen.recognition.questions import Answers, quoted
from reviewgen.recognition.recognising import Recognised, by_name, fitting_presets, fitting_tables
from reviewgen.recognition.understanding import Understood
from reviewgen.records import TABLES, table

NAMED = 5


def refuse_unknown(exports: Sequence[Export], answers: Answers) -> None:
    """Raise ConfigError for answers that fit no export: columns that no header has, tables and columns of ours."""
    headers = list(dict.fromkeys(name for export in exports for name in export.header if name))
    named = {f"--column {ours}": theirs for ours, theirs in answers.columns.items() if not _is_code(ours, theirs)}
    named |= {"--account-column": answers.account_column} if answers.account_column else {}
    issues = [
        Issue(
            code="map.column", column=flag, value=theirs, problem="is in no header", hint=did_you_mean(theirs, headers)
        )
        for flag, theirs in named.items()
        if theirs not in headers
    ]
    issues += [
        Issue(code="map.column", column=flag, value=theirs, problem="has control characters, which no mapping can hold")
        for flag, theirs in named.items()
        if theirs in headers and not is_writable(theirs)
    ]
    issues += [issue for name in answers.columns if (issue := _no_column_of_ours(name))]
    issues += _misplaced(exports, answers)
    issues += _contradiction(exports, answers)
    if answers.preset and not any(by_name(export, answers.preset, alone=len(exports) == 1) for export in exports):
        issues.append(_fits_none(exports, answers.preset))
    if issues:
        raise ConfigError(issues)


def _is_code(name: str, theirs: str) -> bool:
    """Whether one of our codes is said, which stands for all rows."""
    of, _, ours = name.rpartition(".")
    named = [one for one in TABLES if of in ("", one.name) and ours in one.names]
    return any(theirs in one.column(ours).codes for one in named)


def _no_column_of_ours(name: str) -> Issue | None:
    """What is wrong with the left side of --column: a column of ours, of one table where that is named before it."""
    of, _, ours = name.rpartition(".")
    named = [one for one in TABLES if of in ("", one.name)]
    known = sorted({column.name for one in named for column in one.columns})
    if ours in known:
        return None
    hint = did_you_mean(ours, known) if named else did_you_mean(of, [one.name for one in TABLES])
    problem = f"is no column of {of}" if of and named else "is no column of ours" if named else "is no table"
    return Issue(code="map.ours", column="--column", value=ours if named else of, problem=problem, hint=hint)


def _misplaced(exports: Sequence[Export], answers: Answers) -> Iterator[Issue]:
    """Tables that were said of no file that is there, and one that was said of all files, and does not fit one."""
    for file in answers.tables:
        if not any(export.holds(file) for export in exports):
            hint = did_you_mean(file, [name for export in exports for name in export.files])
            yield Issue(code="map.table", column="--table", value=file, problem="is none of the files", hint=hint)
    for export in exports if answers.table and len(exports) > 1 else ():
        fit = fitting_tables(export)
        if answers.table not in fit and not any(export.holds(file) for file in answers.tables):
            problem = f"is no table that {export.title} fits: that is {' or '.join(fit)}"
            hint = "say for each file which table it fills: --table FILE=TABLE"
            yield Issue(code="map.table", column="--table", value=answers.table, problem=problem, hint=hint)


def refuse_unfilled(begun: Sequence[Recognised], answers: Answers) -> None:
    """Raise ConfigError for columns of ours that are said of no table that these exports may fill."""
    filled = {name: table(name).names for one in begun for name in (*one.tables, *one.rivals)}
    known = {ours for name, some in filled.items() for one in some for ours in (one, f"{name}.{one}")}
    hint = f"what is there fills {', '.join(filled)}: where it is something else, say so with --table"
    issues = [
        Issue(code="map.ours", column="--column", value=name, problem="is of a table that no file fills", hint=hint)
        for name in answers.columns
        if name not in known
    ]
    if issues:
        raise ConfigError(issues)


def refuse_mixed(begun: Sequence[Recognised], said: Sequence[Answers]) -> None:
    """Raise ConfigError where all rows are said to be of one customer, and a column names several."""
    issues = [
        Issue(
            code="map.account",
            file=one.export.title,
            column=column.name,
            value=answers.account or "",
            problem=f"is said to be the customer of all rows, and this column names {len(names):,}: {_listed(names)}",
            hint="leave --account out; to build the packs of one customer alone, give --account to build",
        )
        for one, answers in zip(begun, said, strict=True)
        if answers.account and answers.certain
        for column, names in _named_customers(one, answers)
        if len(names) > 1
    ]
    if issues:
        raise ConfigError(issues)


def _named_customers(one: Recognised, answers: Answers) -> Iterator[tuple[Profile, list[str]]]:
    """The columns that are taken for the customer, each with the customers in it; none where one was chosen."""
    if answers.account_column and one.export.column(answers.account_column):
        return
    taken = {name: mapping for mapping in one.tables.values() for name in fitting.reads(mapping, "account")}
    for column in one.export.named([*taken]):
        nothing = {*taken[column.name].missing, *column.nothings}
        yield column, [word for word in column.words if word not in nothing]


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return ", ".join(f'"{name}"' for name in names[:NAMED]) + more


def refuse_shared(found: Sequence[Understood]) -> None:
    """Raise ConfigError where numbers were shortened on their way so that several records have the same."""
    issues = [
        issue
        for one in found
        for name, mapping in one.tables.items()
        for column in one.export.named(fitting.reads(mapping, "id"))
        for issue in damage.shared_ids(one.export, column, name)
    ]
    if issues:
        raise ConfigError(issues)


def _contradiction(exports: Sequence[Export], answers: Answers) -> Iterator[Issue]:
    """A column and one customer for all, where there is no export that one of them could be for."""
    column = answers.account_column
    if answers.account and column and all(export.column(column) for export in exports):
        problem = f"is said beside --account-column {quoted(column)}, and every file has that column"
        hint = "give one of them: with both, --account is for files without that column"
        yield Issue(code="map.flag", column="--account", value=answers.account, problem=problem, hint=hint)


def _fits_none(exports: Sequence[Export], name: str) -> Issue:
    found = [fitting_presets(export) for export in exports]
    others = list(dict.fromkeys(some[0].preset.name for some in found if some))
    hint = f"the header is that of {' or '.join(others)}" if others else "leave it out, and see what is asked then"
    alike = any(one.preset.name == name for export in exports for one in presets.recognised(export.header))
    problem = "takes no row of any file, or another fits it better" if alike else "does not fit the header of any file"
    return Issue(code="map.preset", column="--preset", value=name, problem=problem, hint=hint)
