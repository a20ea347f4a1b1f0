"""Reads sources into text: every cell as it was written, with the file and row it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from reviewgen.config import FileSource, Limits, QuerySource, Source
from reviewgen.errors import InputError, Issue
from reviewgen.sources import queries
from reviewgen.sources.extract import Extract
from reviewgen.sources.files import expand, name_of, open_files
from reviewgen.sources.kinds import decisive, parse

__all__ = ["Extract", "Reader"]


_Key = tuple[str, ...]


class Reader:
    """Reads the sources of a project; a file that several tables are drawn from is read once, and so is a query.
    Each of them hears what is wrong with it.

    `sources` are all that will be read: the text of a file is kept until the last of them that names it had it.
    """

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        sources: Sequence[Source] = (),
        limits: Limits | None = None,
    ) -> None:
        self._folder = folder
        self._environment = environment
        self._limits = limits or Limits()
        self._awaited = Counter(key for source in sources for key in self._keys(source))
        self._names: dict[tuple[str, int, int], Path] = {}
        self._read: dict[_Key, tuple[Extract, ...]] = {}
        self._broken: dict[_Key, tuple[Issue, ...]] = {}

    def read(self, source: Source) -> tuple[list[Extract], list[Issue]]:
        """Every file of one source, or what its query gives, and what is wrong with those that cannot be used."""
        extracts: list[Extract] = []
        issues: list[Issue] = []
        try:
            keys = _keys_of(source, self._folder, self._environment)
        except InputError as error:
            return [], list(error.issues)
        for key in keys:
            try:
                extracts += self._extracts(key, source)
            except InputError as error:
                issues += error.issues
            except MemoryError:
                issues.append(_too_much(key, source, self._folder))
        return extracts, issues

    def _refuse_another_name(self, path: Path, source: Source) -> None:
        """Raise InputError for a file that a table was given under another name: its rows would count twice, or as
        those of another account.
        """
        try:
            found = path.stat()
        except OSError:
            return  # it is told where the file is read
        first = self._names.setdefault((source.table, found.st_dev, found.st_ino), path)
        if found.st_ino and first != path:
            one, other = (name_of(known, self._folder) for known in (path, first))
            problem = f"is the same file as {other}, by a link"
            hint = "export it again, or name the file once"
            raise InputError([Issue(code="source.twice", file=one, problem=problem, hint=hint)])

    def _keys(self, source: Source) -> list[_Key]:
        try:
            return _keys_of(source, self._folder, self._environment)
        except InputError:
            return []

    def _extracts(self, key: _Key, source: Source) -> Sequence[Extract]:
        if isinstance(source, FileSource):
            self._refuse_another_name(Path(key[0]), source)
        self._awaited[key] -= 1
        if key in self._broken:
            raise InputError(self._broken[key])
        try:
            found = self._read.pop(key, None) or self._made(key, source)
        except InputError as error:
            self._broken[key] = error.issues
            raise
        if self._awaited[key] > 0:
            self._read[key] = found
        return found

    def _made(self, key: _Key, source: Source) -> tuple[Extract, ...]:
        if isinstance(source, QuerySource):
            return (queries.parse(source, self._folder, self._environment, self._limits),)
        opened = open_files(Path(key[0]), self._folder, source.member, self._limits)
        return tuple(parse(raw, source, self._limits) for raw in opened)


def _keys_of(source: Source, folder: Path, environment: Mapping[str, str]) -> list[_Key]:
    """What decides how each file of a source, or its query, is read. Raises InputError where no file is found."""
    if isinstance(source, QuerySource):
        return [queries.decisive(source)]
    return [(str(path), *decisive(source)) for path in expand(folder, source.files, environment)]


def _too_much(key: _Key, source: Source, folder: Path) -> Issue:
    """What is said of what fills the memory."""
    file = queries.name_of(source) if isinstance(source, QuerySource) else name_of(Path(key[0]), folder)
    hint = "split the export by month, or ask for less"
    return Issue(code="source.memory", file=file, problem="takes more memory than there is here", hint=hint)
