"""Whether anything at all has changed since the last run: then nothing needs to be read, checked or computed."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviewgen import datafiles, ordinary, program, yamlfile
from reviewgen.config import Project, QuerySource
from reviewgen.errors import ReviewgenError
from reviewgen.gather import Job, Request
from reviewgen.outputs import MANIFEST, STATE, Place, kept, place_of
from reviewgen.project import LIMIT, PROJECT_FILE
from reviewgen.results import Result
from reviewgen.sources.files import expand
from reviewgen.standing import Standing
from reviewgen.tables import store
from reviewgen.validation import validate

BLOCK = 1 << 20
UNSEEN = re.compile(rb"""(?:^|[\s"'\[,/])\.[^\s/"',]*/|["'\s]/[^\s/"']+/""")
"""A name of a file with a folder that begins with a dot, two included, or from the root."""
LAST = f"{STATE}/last.json"
OVER_ALL = ("index.html", "portfolio.html", "portfolio.json", "run.json")
ASKED = ("period", "as_of", "accounts", "formats", "profile", "depth", "audiences", "status", "store")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A digest of all that a run goes by: files, what is asked for, this program; and where its packs go."""

    digest: str
    place: Place


def taken(request: Request) -> Snapshot | None:
    """The snapshot of a project as it is now; None where the data is of the moment, or something cannot be read."""
    try:
        written = yamlfile.load(ordinary.read(request.folder / PROJECT_FILE, LIMIT), PROJECT_FILE)
        project = validate(Project, written, PROJECT_FILE)
        if not (request.as_of or project.as_of):
            return None
        _see_names(written.data if isinstance(written.data, dict) else {})
        folder = project.outputs.folder
        place = place_of(request.out) if request.out else place_of(folder, request.folder)
        made = (request.folder / folder, *([Path(request.out)] if request.out else []))
        found = hashlib.sha256(repr([program.code(), *(getattr(request, name) for name in ASKED)]).encode())
        if request.store:
            found.update(place_of(request.store).read(f"{store.FOLDER}/{MANIFEST}") or b"")
        for path in _files(request, project, made):
            name = path.relative_to(request.folder) if path.is_relative_to(request.folder) else path
            found.update(name.as_posix().encode("utf-8", "surrogateescape") + _digest(path))
        return Snapshot(found.hexdigest(), place)
    except (OSError, ReviewgenError):
        return None


def unchanged(now: Snapshot) -> tuple[tuple[Result, ...], tuple[str, ...]] | None:
    """The packs of the last run and its notices, where it was of the same snapshot and all of them stand."""
    try:
        last = kept(now.place.read(LAST))
        if last["snapshot"] != now.digest:
            return None
        known = Standing(now.place, [(period, account) for period, account, _ in last["packs"]])
        results = [_stands(known, *told) for told in last["packs"]]
        pages = all({*OVER_ALL} <= {*now.place.names(period)} for period in last["periods"])
    except (OSError, ValueError, KeyError, TypeError, ReviewgenError):
        return None
    whole = tuple(result for result in results if result)
    notices = tuple(str(one) for one in last.get("notices", ()))
    return (whole, notices) if pages and len(whole) == len(results) else None


def forget(place: Place) -> None:
    """Take back what is known of the last run: another one begins."""
    place.remove(LAST)


def record(now: Snapshot | None, job: Job, results: Sequence[Result]) -> None:
    """Keep what a whole run was made from; nothing where it is not known, or where an account failed.

    Nor where there are passwords, which may stand outside of all files.
    """
    if now is None or job.passwords or any(result.state == "failed" for result in results):
        return
    told: dict[str, Any] = {
        "snapshot": now.digest,
        "packs": [[one.period, one.account, one.name] for one in sorted(results, key=lambda one: one.account)],
        "periods": sorted({one.period for one in results}),
        "notices": [str(issue) for issue in job.notices],
    }
    now.place.write_file(LAST, datafiles.as_json(told))


def _stands(known: Standing, period: str, account: str, name: str) -> Result | None:
    found = known.pack(period, account)
    whole = found is not None and known.is_whole(period, account, found)
    return known.skipped(period, account, name, found) if found and whole else None


def _files(request: Request, project: Project, outs: Sequence[Path]) -> Iterator[Path]:
    """Every file of the project but what it made, then packs that were issued, and those that its sources name.

    Raises OSError where a run may read what is not seen here: behind links, in hidden folders, outside of the project.
    """
    made = {out.resolve() for out in outs}
    issued = request.folder / project.outputs.issued
    for root in (request.folder, *([issued] if any(issued.resolve().is_relative_to(out) for out in made) else [])):
        for folder, folders, names in os.walk(root):
            here = Path(folder)
            folders[:] = sorted(
                one for one in folders if not one.startswith(".") and (here / one).resolve() not in made
            )
            if any((here / one).is_symlink() for one in folders):
                raise OSError("a folder is a link")
            yield from (path for name in sorted(names) if (path := here / name).is_file())
    for source in () if request.store else project.sources:
        if isinstance(source, QuerySource):
            raise OSError("its rows are of the moment")
        yield from expand(request.folder, source.files, request.environment)


def _see_names(written: dict[str, Any]) -> None:
    """Raise OSError where reviewgen.yaml names what is not looked at, in whatever field; sources are looked at."""
    elsewhere = {name: value for name, value in written.items() if name != "sources"}
    _see(json.dumps(elsewhere, default=str, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _see(text: bytes) -> None:
    if UNSEEN.search(text):
        raise OSError("a name leads to where nothing is looked at")


def _digest(path: Path) -> bytes:
    found = hashlib.sha256()
    if path.suffix in (".yaml", ".yml") and path.name != PROJECT_FILE:
        _see(path.read_bytes())
    with ordinary.opened(path) as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.digest()
