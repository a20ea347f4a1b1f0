"""Whether what this program builds on is here and new enough: older versions have holes, or make other pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from reviewgen import resources
from reviewgen.errors import Issue

LOOKED_AT = ("reviewgen", "weasyprint")  # a weasyprint beside older parts of its own fails in the midst of a page
EXTRAS = ("remote", "dask")
_FLOOR = re.compile(r"([\w.-]+)(?:\[[^]]*\])?[^;>]*>=\s*([\d.]*\d)[^;]*;?(.*)")


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
