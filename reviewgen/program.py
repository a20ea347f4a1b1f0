"""What this program is: its version, and a digest of all that makes its pages and tables what they are."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from reviewgen import __version__, resources

SHAPING = ("babel", "holidays", "jinja2", "numpy", "pandas", "pyarrow")
BESIDE = (
    *("markdown-it-py", "markupsafe", "nh3", "orjson", "pillow", "plutoprint", "pikepdf", "tzdata", "weasyprint"),
    "xlsxwriter",
)
"""Libraries that shape a page and stand in no manifest; not all of them are on every machine."""


@cache
def versions() -> dict[str, str]:
    """The versions of the libraries that shape a page."""
    return {name: version(name) for name in SHAPING}


def _beside() -> Iterator[str]:
    """Those that are here; none of them is loaded for that."""
    for name in BESIDE:
        with suppress(PackageNotFoundError):
            yield f"{name} {version(name)}"


@cache
def code() -> str:
    """A digest of this program: its modules, templates and fonts, and what else shapes a page."""
    found = hashlib.sha256(repr((__version__, platform.python_version(), versions(), *_beside())).encode())
    for root in (Path(resources.__file__).parent, resources.templates()):
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return found.hexdigest()
