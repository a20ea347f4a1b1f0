"""The files of a project as text: what people may change stands there with a word on it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reviewgen import outputs
from reviewgen.checked import is_account_id
from reviewgen.config import ColumnRule, ColumnSpec, FileSource
from reviewgen.config import Mapping as ColumnMapping
from reviewgen.errors import Issue, shorten
from reviewgen.project import comparable
from reviewgen.recognition import fitting
from reviewgen.recognition.drafting import Draft
from reviewgen.recognition.exports import Export
from reviewgen.recognition.meant import meant
from reviewgen.recognition.trial import Trial
from reviewgen.recognition.understanding import Understood
from reviewgen.records import table
from reviewgen.visible import spelled

MOST_ACCOUNTS = 50
PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./+-]*(?: [A-Za-z0-9_./+()-]+)*")
MEANING = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
UNPRINTABLE = re.compile("[^\x20-\x7e\u00a0-\u2027\u2030-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
WIDTH = 34


@dataclass(frozen=True, slots=True)
class Filling:
    """One table of one export: its mapping, and the file that it goes into; None where no mapping is needed."""

    found: Understood
    table: str
    mapping: ColumnMapping
    file: str | None


def scalar(text: str) -> str:
    """A text as YAML that reads as that very text, here and in any other tool."""
    if PLAIN.fullmatch(text) and text.casefold() not in MEANING:
        return text
    return _quoted(text)


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def remark(text: str) -> str:
    """A text as it may stand behind a # sign: one short line."""
    return UNPRINTABLE.sub(_escaped, spelled(shorten(text, 100)))


def fillings(found: Sequence[Understood]) -> list[Filling]:
    """Every table of every export, each with a file name of its own for its mapping."""
    used: set[str] = set()
    some = []
    for one in found:
        for name, mapping in one.tables.items():
            stem = one.preset.name if one.preset else one.export.name
            stem = stem if len(one.tables) == 1 else f"{stem}-{name.replace('_', '-')}"
            file = None if _is_our_own(one, mapping) else f"mappings/{_free(stem, used)}.yaml"
            some.append(Filling(one, name, mapping, file))
    return some


def _is_our_own(one: Understood, mapping: ColumnMapping) -> bool:
    """Whether a file can be read without a mapping."""
    plain = all(spec == name for name, spec in mapping.columns.items())
    usual = mapping == ColumnMapping(columns={}).model_copy(update={"columns": mapping.columns})
    return one.preset is None and one.draft is None and plain and usual and not one.left


def _free(stem: str, used: set[str]) -> str:
    """A name that is not used yet."""
    name, number = stem, 1
    while name in used:
        number += 1
        name = f"{stem}-{number}"
    used.add(name)
    return name


def sources(some: Sequence[Filling]) -> list[FileSource]:
    """The sources of the project; they hold their mappings, as long as nothing is written."""
    return [
        FileSource(
            table=one.table,
            files=one.found.export.files,
            mapping=None if one.file is None else one.mapping,
            **dict(one.found.export.options),
        )
        for one in some
    ]


def project_files(some: Sequence[Filling], trial: Trial, zone: str, assumed: Sequence[Issue]) -> dict[str, bytes]:
    """All files of the project by their name in it."""
    discover = len(trial.accounts) > MOST_ACCOUNTS
    files = {"reviewgen.yaml": _project(some, trial, zone, assumed, discover=discover)}
    files |= {one.file: mapping_text(one.found, one.table, one.mapping) for one in some if one.file}
    alone = {comparable(name): name for name in sorted(trial.accounts, reverse=True)}  # of two alike both are refused
    named = [name for name in alone.values() if is_account_id(name) and (not discover or meant(name) is not None)]
    files |= {f"accounts/{outputs.slug(name)}.yaml": _account(name) for name in named}
    return {name: text.encode("utf-8") for name, text in files.items()}


def _project(some: Sequence[Filling], trial: Trial, zone: str, assumed: Sequence[Issue], *, discover: bool) -> str:
    lines = [
        "# A review project, written by reviewgen map. What is missing before the meeting, and then the packs:",
        "#",
        "#   reviewgen check THIS-FOLDER",
        "#   reviewgen build THIS-FOLDER",
        "",
        *_remarks(assumed),
        "provider:",
        "  name: Your Company              # you, as it stands on the packs: change it",
        "  # email: reviews@your-company.example",
        "",
        "defaults:                         # for every account whose own file does not say otherwise",
        f"  zone: {scalar(zone):<26}  # of periods, and of times in the export without an offset",
        f"  cadence: {'monthly':<23}  # weekly, monthly, quarterly or yearly",
        "  # locale: en_GB                 # language of the packs, and how numbers and dates are written",
        "  # currency: EUR",
        "  # policy: support               # the promised hours of everybody, by a file under policies/",
        "",
        *_as_of(trial),
        "",
        "sources:                          # files, and the table that each one fills",
        *(line for one in some for line in _source(one)),
        "",
        "accounts:",
        "  files: accounts/*.yaml          # a file per customer",
        f"  discover: {'true ' if discover else 'false'}                 # true: each account named in the tickets has "
        "a pack, with or without a file",
    ]
    return "\n".join(lines) + "\n"


def _remarks(assumed: Sequence[Issue]) -> list[str]:
    """What was taken without anybody's word, in front of all else."""
    lines = [f"# {UNPRINTABLE.sub(_escaped, spelled(one.problem))}" for one in assumed]
    return ["# Not known, and to be put right:", *lines, ""] if lines else []


def _as_of(trial: Trial) -> list[str]:
    if trial.as_of is None:
        return ["# as_of: 2026-11-02 06:00         # when the export was made. Left out: now"]
    return [f"as_of: {trial.as_of:<25}  # the state of the data: change it with every export"]


def _source(one: Filling) -> Iterator[str]:
    export = one.found.export
    yield f"  - table: {one.table}"
    yield f"    files: [{', '.join(map(scalar, export.files))}]"
    if one.file:
        yield f"    mapping: {one.file}"
    yield from (f"    {name}: {scalar(str(value))}" for name, value in export.options.items())


def _account(name: str) -> str:
    return "\n".join(
        [
            "# One customer. Only id and name are needed; the reference lists what else there is.",
            f"id: {scalar(name)}  # as the export names the customer",
            _named(name),
            "# importance: key                # strategic, key or standard: it bears on the depth of the pack",
            "# services: [Workplace]",
            "# next_meeting: 2026-11-12       # the day of the review",
            "# contacts:",
            "#   provider:",
            "#     business:",
            "#       - {name: Dana Field, role: Service manager, email: dana.field@your-company.example}",
            "# targets:                       # what the contract promises, in hours from opening, day and night",
            "#   resolution_hours: {P1: 4, P2: 8, P3: 48, P4: 120}",
            "",
        ]
    )


def _named(name: str) -> str:
    """The line with the customer's name; one that has lost letters is to be filled in, or there is no pack."""
    known = meant(name)
    if known == "":
        return "# name: THEIRS                   # as it stands on the pack: the export has lost letters of it"
    return f"name: {scalar(known or name)}  # as it stands on the pack{', mended: look at it' if known else ''}"


def mapping_text(found: Understood, name: str, mapping: ColumnMapping) -> str:
    """A mapping with what each column holds behind it, and what could not be mapped at its end."""
    lines = [f"# {remark(found.title)}. Left of each colon stands our column, right of it that of the export."]
    lines += _settings(found, mapping)
    lines += ["columns:" if mapping.columns else "columns: {}"]
    lines += [line for ours, spec in mapping.columns.items() for line in _column(found.export, mapping, ours, spec)]
    lines += _open_ends(found, name)
    return "\n".join(lines) + "\n"


def _settings(found: Understood, mapping: ColumnMapping) -> Iterator[str]:
    """What holds for all columns: how dates are written, and whatever is not as usual."""
    told = {"dates": remark(found.evidence), "rows": "several rows are one record"}
    usual = ColumnMapping(columns={}).model_dump()
    for key, value in mapping.model_dump(exclude={"columns"}).items():
        if key == "dates" or value != usual[key]:
            first, *others = _entry(key, value)
            yield f"{first}  # {told[key]}" if told.get(key) else first
            yield from others


def _column(export: Export, mapping: ColumnMapping, ours: str, spec: ColumnSpec) -> Iterator[str]:
    """One column with examples; a rule that has more than a few codes takes a line for each."""
    examples = _examples(export, mapping, ours)
    if isinstance(spec, str):
        yield f"  {f'{ours}: {scalar(spec)}':<{WIDTH}}{examples}".rstrip()
    elif isinstance(spec, tuple):
        yield f"  {f'{ours}: [' + ', '.join(map(scalar, spec)) + ']':<{WIDTH}}{examples}".rstrip()
    else:
        yield f"  {f'{ours}:':<{WIDTH}}{examples}".rstrip()
        yield from (f"    {line}" for line in _rule(spec))


def _rule(rule: ColumnRule) -> Iterator[str]:
    """What a rule says, each field that is not as usual on a line of its own."""
    for key, value in rule.model_dump(exclude_defaults=True).items():
        yield from _entry(key, value)


def _entry(key: str, value: object) -> list[str]:
    """A field of a mapping or of one of its rules; codes and conditions on a line each."""
    if isinstance(value, dict):
        return [f"{key}:", *(f"  {scalar(word)}: {scalar(code)}" for word, code in value.items())]
    if isinstance(value, list | tuple):
        conditions = [one for one in value if isinstance(one, dict)]
        words = ", ".join(scalar(one) for one in value if isinstance(one, str))
        return [f"{key}:", *map(_condition, conditions)] if conditions else [f"{key}: [{words}]"]
    return [f"{key}: {str(value).lower() if isinstance(value, bool) else scalar(str(value))}"]


def _condition(one: Mapping[str, str | Sequence[str]]) -> str:
    """What a cell must hold, on one line."""
    return f"  - {{{', '.join(f'{name}: {_quoted(text)}' for name, text in one.items())}}}"


def _quoted(text: str | Sequence[str]) -> str:
    return UNPRINTABLE.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _examples(export: Export, mapping: ColumnMapping, ours: str) -> str:
    words = fitting.examples(export, mapping, ours)
    return f"  # {remark(', '.join(words))}" if words else ""


def _open_ends(found: Understood, name: str) -> Iterator[str]:
    """What the mapping lacks, as remarks that can be made lines of it."""
    lacking = [(ours, cost) for where, ours, cost in found.lacking if where == name]
    candidates = found.draft.candidates if found.draft else {}
    if lacking:
        yield "  # What the export has no column for, and what that costs:"
    for ours, cost in lacking:
        likely = f" (perhaps {', '.join(remark(one.column) for one in candidates[ours])})" if ours in candidates else ""
        yield f"  # {ours}: THEIRS  # {cost}{likely}"
    if found.left:
        yield f"  # Columns that are not used: {remark(', '.join(found.left))}"


def draft_text(found: Understood, draft: Draft) -> str:
    """A mapping that is not whole: what must be filled in stands first."""
    lines = ["# A draft: it is not used as it stands. Fill in what follows, and take the # away:"]
    for ours in (*draft.unsure, *([] if "account" in found.tables[draft.table].columns else ["account"])):
        some, column = draft.candidates.get(ours, ()), table(draft.table).column(ours)
        likely = ", ".join(f"{remark(one.column)} ({one.score:.0%}: {remark(', '.join(one.examples))})" for one in some)
        same = f"; the same for all rows: {{constant: {column.codes[0]}}}" if column.codes else ""
        lines.append(f"#   {ours}: THEIRS  # {column.help}{f'; perhaps {likely}' if likely else ''}{same}")
    return "\n".join(lines) + "\n" + mapping_text(found, draft.table, found.tables[draft.table])
