"""Whether what this program builds on is here and new enough: older versions have holes, or make other pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

from reviewgen import resources
from reviewgen.errors import Issue

LOOKED_AT = ("reviewgen", "weasyprint")  # a weasyprint beside older parts of its own fails in the midst of a page
EXTRAS = ("remote", "dask")
READERS = (
    ("python-calamine", "excel", "workbooks of Excel"),
    ("sqlalchemy", "sql", "databases: SQLite, and others with their drivers"),
    ("psycopg", "postgresql", "PostgreSQL"),
    ("duckdb", "duckdb", "DuckDB"),
)
"""What reads the kinds of sources that not everybody has: the package, the extra that installs it, the kinds."""
_FLOOR = re.compile(r"([\w.-]+)(?:\[[^]]*\])?[^;>]*>=\s*([\d.]*\d)[^;]*;?(.*)")


@dataclass(frozen=True, slots=True)
class Reader:
    """A package that reads some kinds of sources: its version, if it is here, and what to do if it cannot be used."""

    package: str
    reads: str
    version: str
    install: str = ""


def readers() -> Iterator[Reader]:
    """What can be read here beside that which always can."""
    for package, extra, reads in READERS:
        try:
            found = version(package)
        except PackageNotFoundError:
            found = ""
        old = not found or _numbers(found) < _numbers(_floor(package))
        yield Reader(package, reads, found, f'pip install "reviewgen[{extra}]"' if old else "")


def _floor(package: str) -> str:
    """The least version of a package that is allowed; 0 where none is known."""
    floors = (_FLOOR.match(requirement) for requirement in _requirements("reviewgen"))
    return next((found[2] for found in floors if found and found[1] == package), "0")


def unmet() -> Iterator[Issue]:
    """What is missing or too old, with the version that is needed; what only some machines need may be missing."""
    for holder in LOOKED_AT:
        for requirement in _requirements(holder):
            found = _FLOOR.match(requirement)
            if found and _counts(found[3]):
                yield from _unmet(holder, found[1], found[2], may_be_missing=bool(found[3]))
    if not any((resources.templates() / "fonts").glob("*.ttf")):
        yield Issue(code="requirement", problem="the fonts of pages are missing", hint="install reviewgen again")


def _requirements(holder: str) -> list[str]:
    try:
        return requires(holder) or []
    except PackageNotFoundError:
        return []


def _counts(marker: str) -> bool:
    return "extra" not in marker or any(re.search(rf"extra == ['\"]{extra}['\"]", marker) for extra in EXTRAS)


def _unmet(holder: str, package: str, needed: str, *, may_be_missing: bool) -> Iterator[Issue]:
    try:
        found = version(package)
    except PackageNotFoundError:
        if may_be_missing:
            return
        problem = f"{package} is not installed, and {holder} needs {needed} or newer"
    else:
        if _numbers(found) >= _numbers(needed):
            return
        problem = f"{package} {found} is too old: {holder} needs {needed} or newer"
    yield Issue(code="requirement", problem=problem, hint=f'pip install "{package}>={needed}"')


def _numbers(text: str) -> tuple[int, ...]:
    """The numbers of a version, to be compared: 3.0 is 3, and what follows them, as in 3.0rc1, is left out."""
    found = re.match(r"\d+(?:\.\d+)*", text)
    numbers = [int(number) for number in found[0].split(".")] if found else [0]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
