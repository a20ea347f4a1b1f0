"""Reads sources into text: every cell as it was written, with the file and row it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from reviewgen.config import Source
from reviewgen.errors import InputError, Issue
from reviewgen.sources import csvfile, yamltable
from reviewgen.sources.extract import Extract
from reviewgen.sources.files import Raw, expand, open_files

__all__ = ["Extract", "Reader"]


class Reader:
    """Reads the files of a project; a file that several tables are drawn from is read once."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = environment
        self._read: dict[tuple[str, ...], tuple[Extract, ...]] = {}

    def read(self, source: Source) -> tuple[list[Extract], list[Issue]]:
        """Every file of one source, and what is wrong with those that cannot be used."""
        extracts: list[Extract] = []
        issues: list[Issue] = []
        try:
            paths = expand(self._folder, source.files, self._environment)
        except InputError as error:
            return [], list(error.issues)
        for path in paths:
            try:
                extracts += self._file(path, source)
            except InputError as error:
                issues += error.issues
        return extracts, issues

    def _file(self, path: Path, source: Source) -> Sequence[Extract]:
        key = (str(path), source.encoding, source.delimiter or "", source.member)
        if key not in self._read:
            raws = open_files(path, self._folder, source.member)
            self._read[key] = tuple(_parse(raw, source) for raw in raws)
        return self._read[key]


def _parse(raw: Raw, source: Source) -> Extract:
    if raw.name.lower().endswith((".yaml", ".yml")):
        return yamltable.parse(raw)
    return csvfile.parse(raw, source.encoding, source.delimiter)
