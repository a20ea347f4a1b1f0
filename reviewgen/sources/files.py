"""Finds the files of a source and takes their bytes, out of gzip and zip as well."""

from __future__ import annotations

import fnmatch
import glob
import gzip
import hashlib
import io
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from reviewgen import ordinary
from reviewgen.config import VARIABLE, Limits
from reviewgen.errors import InputError, Issue
from reviewgen.sources import foreign
from reviewgen.sources.archives import unpacked
from reviewgen.sources.limited import MEGABYTE, too_large

AS_USUAL = Limits()
ARCHIVE = b"PK\x03\x04"
WORKBOOK = ("xl/workbook.xml", "xl/workbook.bin", "mimetype")  # of .xlsx, of .xlsb, and of .ods


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one file, the name people know it by, and the digest of what was read."""

    name: str
    data: bytes
    sha256: str

    @property
    def kind(self) -> str:
        """The ending of its name, without that of a packed file: .csv of tickets.CSV.gz."""
        return PurePosixPath(self.name.lower().removesuffix(".gz")).suffix


def expand(folder: Path, patterns: Sequence[str], environment: Mapping[str, str]) -> list[Path]:
    """The files that patterns name, in order and without repeats; raises InputError where one names none."""
    found: dict[Path, None] = {}
    for pattern in patterns:
        matches = _matches(folder, pattern, environment)
        if not matches:
            raise _problem(pattern, "no file matches", "check the folder and the spelling in reviewgen.yaml")
        found |= dict.fromkeys(matches)
    return list(found)


def open_files(path: Path, folder: Path, member: str, limits: Limits = AS_USUAL) -> Iterator[Raw]:
    """The one file at `path`, unpacked by its content; several where a zip archive holds several.

    A workbook is a zip archive too, and stays whole.
    """
    most = limits.megabytes
    name = name_of(path, folder)
    data = _bytes(path, name, most)
    digest = hashlib.sha256(data).hexdigest()
    if data[:4] == ARCHIVE and not is_workbook(data):
        yield from (Raw(f"{name}/{inner}", inside, digest) for inner, inside in _members(data, name, member, most))
    else:
        yield Raw(name, _gunzip(data, name, most) if data[:2] == b"\x1f\x8b" else data, digest)


def is_workbook(data: bytes) -> bool:
    """Whether a zip archive is what a spreadsheet program wrote; one that is damaged is known by its first bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name in WORKBOOK for name in archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return b"xl/workbook.xml" in data or b"xl/worksheets/" in data


def _matches(folder: Path, pattern: str, environment: Mapping[str, str]) -> list[Path]:
    """The file of that very name if there is one, or if nothing in the name is a pattern; else those that match."""
    literal = folder / _filled(pattern, environment)
    if not glob.has_magic(pattern) or os.path.exists(literal):  # noqa: PTH110 - it says no where Path raises
        return [literal]
    escaped = _filled(pattern, {name: glob.escape(value) for name, value in environment.items()})
    return sorted(folder / match for match in glob.glob(escaped, root_dir=folder, recursive=True))  # noqa: PTH207


def _filled(pattern: str, environment: Mapping[str, str]) -> str:
    for variable in VARIABLE.findall(pattern):
        if variable not in environment:
            raise _problem(pattern, f"the variable {variable} is not set", f"set it: export {variable}=/path/to/folder")
    return VARIABLE.sub(lambda match: environment[match[1]], pattern)


def name_of(path: Path, folder: Path) -> str:
    """A file as messages name it: from the project's folder on, where it is in there."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()


def _bytes(path: Path, name: str, most: int) -> bytes:
    try:
        if path.is_file() and path.stat().st_size > most * MEGABYTE:
            raise too_large(name, most)
        return ordinary.read(path, most * MEGABYTE)
    except ordinary.OddFileError as error:
        raise _problem(name, error.problem, error.hint) from None
    except OSError as error:
        raise _unread(name, error) from None


def _unread(name: str, error: OSError) -> InputError:
    return _problem(name, f"cannot be read: {error.strerror}", "check the path and who may read it")


def _gunzip(data: bytes, name: str, most: int) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            return _limited(stream.read(most * MEGABYTE + 1), name, most)
    except (OSError, EOFError, zlib.error):
        raise _problem(name, "is a damaged gzip file", "copy or export it again") from None


def _members(data: bytes, name: str, member: str, most: int) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            foreign.refuse_document(name, archive.namelist())
            inner = [info for info in archive.infolist() if not info.is_dir() and _is_like(info.filename, member)]
            if not inner:
                raise _problem(
                    name, f'holds no file like "{member}"', "unpack it, and name the files", "name it with member:"
                )
            if sum(info.file_size for info in inner) > most * MEGABYTE:
                raise too_large(name, most)
            inner.sort(key=lambda info: info.filename)
            hint = "pack it as a plain .zip, or unpack it, and name the files"
            return list(unpacked(archive, inner, name, most, hint))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError):
        raise _problem(name, "is a damaged or encrypted zip file", "copy or export it again") from None


def _is_like(name: str, member: str) -> bool:
    """Whether a member is asked for, in large letters or small; what macOS packs beside each file is not."""
    beside = name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith("._")
    return not beside and fnmatch.fnmatchcase(name.lower(), member.lower())


def _limited(data: bytes, name: str, most: int) -> bytes:
    if len(data) > most * MEGABYTE:
        raise too_large(name, most)
    return data


def _problem(name: str, problem: str, hint: str, instead: str = "") -> InputError:
    return InputError([Issue(code="source", file=name, problem=problem, hint=hint, instead=instead)])
