"""Files of which it was said whose all their rows are: --account FILE=ID."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from reviewgen.checked import is_account_id
from reviewgen.errors import ConfigError, Issue, did_you_mean


def owners(paths: Sequence[Path], said: Sequence[str]) -> Mapping[Path, str]:
    """The customer of each file that FILE=ID names, by its full path.

    Raises ConfigError for what names none of the files, or several, and for a file that has two customers.
    """
    found: dict[Path, str] = {}
    issues: list[Issue] = []
    for text in said:
        files, name = _read(paths, text)
        wrong = _wrong(text, files, name, paths) or (_twice(found[files[0]], text) if files[0] in found else None)
        issues += [wrong] if wrong else []
        found |= {} if wrong else {files[0]: name}
    if issues:
        raise ConfigError(issues)
    return found


def _read(paths: Sequence[Path], text: str) -> tuple[list[Path], str]:
    """The files and the customer: either may hold the sign between them, so the first part that is a file counts."""
    parts = text.split("=")
    for place in range(1, len(parts)):
        if files := list(_named(paths, "=".join(parts[:place]))):
            return files, "=".join(parts[place:])
    return [], parts[-1]


def _named(paths: Sequence[Path], file: str) -> Iterator[Path]:
    """The files that a path, as it was typed, is that of; it may be shortened in front."""
    exact = Path(file).absolute()
    if not file or exact in paths:
        yield from [exact] if file else []
        return
    end = Path(file).parts
    yield from (path for path in dict.fromkeys(paths) if end and path.parts[-len(end) :] == end)


def _wrong(text: str, files: Sequence[Path], name: str, paths: Sequence[Path]) -> Issue | None:
    if not files:
        file = text.rpartition("=")[0]
        hint = did_you_mean(file, [path.name for path in paths]) or "write --account FILE=ID"
        return _issue(file, "is none of the files", hint)
    if len(files) > 1:
        return _issue(text, f"is said of {len(files)} files of that name", "write the file with its folder")
    if not is_account_id(name):
        return _issue(text, "is not an account id", "use the name or number that the exports use")
    return None


def _twice(known: str, text: str) -> Issue:
    return _issue(text, f"is said of a file that is said to be of {known}", "a file has one customer")


def _issue(value: str, problem: str, hint: str) -> Issue:
    return Issue(code="map.account", column="--account", value=value, problem=problem, hint=hint)
