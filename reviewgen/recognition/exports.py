"""The exports that were given: each file read as a whole, and files of one header taken for one export."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import eq
from pathlib import Path, PurePath

import numpy as np
import pandas as pd

from reviewgen.config import VARIABLE, FileSource
from reviewgen.config import Mapping as ColumnMapping
from reviewgen.errors import ConfigError, InputError, Issue
from reviewgen.recognition import owners, repeats
from reviewgen.recognition.profiles import Profile, profiles
from reviewgen.recognition.repeats import Repeats
from reviewgen.sources import Extract, Reader, encodings, files, jsonfile

ANY_TABLE = "tickets"
HEAD = 500
NAME = re.compile(r"[^a-z0-9]+")
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""What YAML cannot hold, however it is written."""


Environment = Mapping[str, str]
Options = Mapping[str, str | int]
"""How files are read, as a source in reviewgen.yaml says it: encoding, delimiter, header, sheet, records."""


@dataclass(frozen=True)
class Sheet:
    """One file as it was read: its name in the project, what its columns hold, and how it has to be read."""

    file: str
    header: tuple[str, ...]
    rows: int
    columns: tuple[Profile, ...]
    head: pd.DataFrame
    options: Options
    notes: tuple[Issue, ...] = ()
    owner: str | None = None


@dataclass(frozen=True)
class Export:
    """Files whose columns have the same names; `columns` are of all their rows, `name` is that of the mapping.

    `repeats` looks at rows that repeat a number: by what they are known, which columns count, and that of the last
    update. `parts` are the columns of each file. `head` has the first rows of the first file, its columns by their
    places. `again` reads its files once more. `owner` is the customer of these very files, where that was said.
    """

    name: str
    files: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[int, ...]
    columns: tuple[Profile, ...]
    head: pd.DataFrame
    again: Callable[[], list[Extract]]
    options: Options
    repeats: Callable[[ColumnMapping, tuple[str, ...], str | None], Repeats]
    notes: tuple[Issue, ...] = ()
    owner: str | None = None
    parts: tuple[tuple[str, tuple[Profile, ...]], ...] = ()

    @property
    def title(self) -> str:
        """Its files, as messages name them."""
        more = f" and {len(self.files) - 1:,} more" if len(self.files) > 1 else ""
        return f"{self.files[0]}{more}"

    def holds(self, path: str) -> bool:
        """Whether a path, as it was typed, is that of one of its files; either may be shortened in front."""
        return any(all(map(eq, PurePath(path).parts[::-1], PurePath(file).parts[::-1])) for file in self.files)

    def column(self, name: str) -> Profile | None:
        """The column of that name, the first where the header repeats it."""
        return next((one for one in self.columns if one.name == name), None)

    def named(self, names: Sequence[str]) -> list[Profile]:
        """The columns of these names, all of them where the header repeats one."""
        return [one for one in self.columns if one.name in names]


def read(
    paths: Sequence[Path], folder: Path, environment: Environment, options: Options, owned: Sequence[str] = ()
) -> tuple[Export, ...]:
    """The exports in these files, those apart that are said to be of different customers (`owned`: FILE=ID).

    Raises ConfigError or InputError with everything that is wrong with any of them.
    """
    sheets: list[Sheet] = []
    issues: list[Issue] = []
    full = list(dict.fromkeys(path.absolute() for path in paths))
    owner = owners.owners(full, owned)
    for path in full:
        try:
            sheets.append(replace(_sheet(path, folder, environment, options), owner=owner.get(path)))
        except (ConfigError, InputError) as error:
            issues += error.issues
    groups: dict[tuple[object, ...], list[Sheet]] = {}
    for sheet in sheets:
        groups.setdefault((frozenset(sheet.header), sheet.owner, *sorted(sheet.options.items())), []).append(sheet)
    issues += [_empty(group[0].file) for group in groups.values() if not any(sheet.rows for sheet in group)]
    if issues:
        raise InputError(issues)
    return tuple(_export(group, folder, environment) for group in groups.values())


def _empty(file: str) -> Issue:
    """A project of nothing would stand in the way of the next one."""
    hint = "export it again, with rows in it"
    return Issue(code="map.empty", file=file, problem="has no row below its header", hint=hint)


def is_writable(text: str) -> bool:
    """Whether a name or a word can stand in a mapping."""
    return UNWRITABLE.search(text) is None


def _sheet(path: Path, folder: Path, environment: Environment, options: Options) -> Sheet:
    name = _in_project(path, folder)
    found, notes, options = _read(name, folder, environment, options)
    first, *others = found
    if any(other.header != first.header for other in others):
        problem = f"holds {len(found)} files whose headers differ"
        raise InputError([Issue(code="map.several", file=name, problem=problem, hint="unpack it, and name each file")])
    columns = _merged([profiles(one) for one in found])
    rows = sum(len(one.frame) for one in found)
    head = first.frame.head(HEAD).apply(lambda cells: cells.str.strip())
    return Sheet(name, first.header, rows, columns, head, options, (*notes, *first.notes))


def _in_project(path: Path, folder: Path) -> str:
    """A file as reviewgen.yaml names it: from the project's folder on where it is in there, else in full."""
    name = files.name_of(path, folder.absolute())
    if not name.isprintable() or VARIABLE.search(name):  # which would stand for a variable of the environment
        hint = "give it a name of letters, figures and blanks"
        raise ConfigError([Issue(code="map.name", file=name, problem="has a name that cannot be written", hint=hint)])
    return name


def _read(
    name: str, folder: Path, environment: Environment, options: Options
) -> tuple[list[Extract], list[Issue], Options]:
    """What a file holds, and how it was read where nobody said it: the encoding that fits, the list of records."""
    found, issues = _tried(name, folder, environment, options)
    if not issues:
        return found, [], options
    for more, note in _otherwise(name, folder, options):
        found, others = _tried(name, folder, environment, {**options, **more})
        if not others:
            return found, [note], {**options, **more}
    raise InputError(issues)


def _source(name: str, options: Options) -> FileSource:
    return FileSource.model_validate({"table": ANY_TABLE, "files": name, **options})


def _tried(name: str, folder: Path, environment: Environment, options: Options) -> tuple[list[Extract], list[Issue]]:
    source = _source(name, options)
    return Reader(folder, environment, [source]).read(source)


def _otherwise(name: str, folder: Path, options: Options) -> Iterator[tuple[Options, Issue]]:
    """Other ways to read a file that cannot be read as usual, the likeliest first, with what is to be told of each."""
    raw = next(files.open_files(folder / name, folder, _source(name, options).member))
    fitting = () if "encoding" in options or _is_utf8(raw.data) else encodings.suggested(raw.data)
    yield from (({"encoding": one}, _told(name, one, fitting)) for one in fitting)
    lists = jsonfile.lists(raw, str(options.get("encoding", "utf-8"))) if jsonfile.fits(raw) else []
    if len(lists) == 1 and "records" not in options:
        problem = f'is a document whose records stand in "{lists[0]}"'
        yield {"records": lists[0]}, Issue(code="map.records", severity="warning", file=name, problem=problem)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in data


def _told(name: str, encoding: str, fitting: Sequence[str]) -> Issue:
    others = f"; it could also be {', '.join(fitting[1:])}" if len(fitting) > 1 else ""
    return Issue(
        code="map.encoding",
        severity="warning",
        file=name,
        problem=f"is not UTF-8 and was read as {encoding}{others}",
        hint="look at names with accents below; where they are wrong, say what it is with --encoding",
    )


def _export(group: Sequence[Sheet], folder: Path, environment: Environment) -> Export:
    first = group[0]

    def again() -> list[Extract]:
        return [one for sheet in group for one in _tried(sheet.file, folder, environment, sheet.options)[0]]

    known: dict[tuple[str, tuple[str, ...], str | None], Repeats] = {}

    def repeated(mapping: ColumnMapping, read: tuple[str, ...], updated: str | None) -> Repeats:
        key = (mapping.model_dump_json(), read, updated)
        if key not in known:
            known[key] = repeats.between(again(), mapping, read, updated)
        return known[key]

    header, columns = _together(group)
    return Export(
        NAME.sub("-", _plain(Path(first.file).name.partition(".")[0])).strip("-")[:40].strip("-") or "export",
        tuple(sheet.file for sheet in group),
        header,
        tuple(sheet.rows for sheet in group),
        columns,
        first.head.reindex(columns=range(len(header)), fill_value=""),
        again,
        first.options,
        repeated,
        tuple(note for sheet in group for note in sheet.notes),
        first.owner,
        tuple((sheet.file, sheet.columns) for sheet in group),
    )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()


def _together(group: Sequence[Sheet]) -> tuple[tuple[str, ...], tuple[Profile, ...]]:
    """The columns of files of the same names, in the order of the first; one may repeat a name more often."""
    same: dict[tuple[str, int], list[Profile]] = {}
    for sheet in group:
        seen: Counter[str] = Counter()
        for column in sheet.columns:
            seen[column.name] += 1
            same.setdefault((column.name, seen[column.name]), []).append(column)
    columns = [replace(_one(found), place=place) for place, found in enumerate(same.values())]
    return tuple(one.name for one in columns), tuple(columns)


def _merged(parts: Sequence[tuple[Profile, ...]]) -> tuple[Profile, ...]:
    """The columns of several files as if they were one."""
    return parts[0] if len(parts) == 1 else tuple(_one(same) for same in zip(*parts, strict=True))


def _one(same: Sequence[Profile]) -> Profile:
    if len(same) == 1:
        return same[0]
    codes, words = pd.factorize(pd.concat([one.words for one in same], ignore_index=True))
    counts = np.bincount(codes, np.concatenate([one.counts for one in same]), len(words)).astype("int64")
    return Profile(same[0].name, same[0].place, pd.Series(words, dtype="str"), counts)
