"""Templates and style sheets of the project's own: each stands in for the one of its name, or after all sheets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from reviewgen import resources
from reviewgen.errors import ConfigError, Issue, did_you_mean

FOLDER = "templates"
TEXTS, FONTS = (".html", ".css", ".js"), (".ttf", ".otf", ".woff", ".woff2")


@dataclass(frozen=True, slots=True)
class Overrides:
    """The folder of a project's own templates, if there is one, and the SHA-256 of each file by its name in there."""

    folder: Path | None = None
    files: Mapping[str, str] = field(default_factory=dict)


def load(project: Path) -> tuple[Overrides, tuple[Issue, ...]]:
    """The project's own templates; an error for each that is no text, a warning for each that nothing uses."""
    folder = project / FOLDER
    found = {name: (folder / name).read_bytes() for name in _names(folder)}
    if not found:
        return Overrides(), ()
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in found.items()}
    return Overrides(folder, digests), (*_unreadable(found), *_strays(found))


def hold(own: Overrides) -> None:
    """Raise ConfigError where the folder holds other files than were read, as a worker's copy may."""
    folder = own.folder
    if folder is None:
        return
    found = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in _names(folder)}
    changed = sorted(name for name in {**own.files, **found} if own.files.get(name) != found.get(name))
    if changed:
        raise ConfigError(
            [
                Issue(
                    code="template.changed",
                    file=f"{FOLDER}/{changed[0]}",
                    problem="is not what it was when the run began, or not the same where a worker runs",
                    hint="run it again, with the same templates for all workers",
                )
            ]
        )


def _names(folder: Path) -> list[str]:
    files = (path for path in folder.rglob("*") if path.suffix.lower() in TEXTS + FONTS and path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files)


def _unreadable(found: Mapping[str, bytes]) -> Iterator[Issue]:
    for name, data in found.items():
        try:
            data.decode("utf-8" if name.endswith(TEXTS) else "latin-1")
        except UnicodeDecodeError:
            hint = "save it in UTF-8"
            yield Issue(code="template.encoding", file=f"{FOLDER}/{name}", problem="is not text in UTF-8", hint=hint)


def _strays(found: Mapping[str, bytes]) -> tuple[Issue, ...]:
    known = [name for name in _names(resources.templates()) if not name.startswith("project/")]
    return tuple(
        Issue(
            code="template.unused",
            severity="warning",
            file=f"{FOLDER}/{name}",
            problem="takes the place of no template, and no other one uses it",
            hint=did_you_mean(name, known),
        )
        for name in found
        if name not in known and not _is_used(name, found)
    )


def _is_used(name: str, found: Mapping[str, bytes]) -> bool:
    """Whether a file is a style sheet, which joins the others, or another file of the folder names it."""
    others = (data for other, data in found.items() if other != name)
    joins = PurePosixPath(name).match("css/*.css") and name.count("/") == 1
    return joins or any(name.rpartition("/")[2].encode() in data for data in others)
