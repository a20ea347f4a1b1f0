"""Whole builds of a small project of which one file was changed: a code, words, and no file but in its folder."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from small_project import account_file, rows, together, write

from fuzz.edits import ALL, Edit
from reviewgen import cli

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ("tests/data/*/reviewgen.yaml", "tests/data/*/accounts/*.yaml", "tests/data/*/data/*", "sample_data/*/*")
TABLES = ("tickets", "ticket_events", "outages", "majors", "actions", "surveys", "projects", "milestones")
SEED_BYTES = 4_000
OWN_FAULT = re.compile(r"Traceback|an error of our own|please report")
NO_NUMBER = re.compile(r">\s*(?:nan|NaN|NaT|-?inf|None|Undefined)\s*<")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES: dict[
    str, tuple[tuple[int, int | None], ...]
] = {  # where the arguments of an event have a path that it changes, and the open folder that this begins at
    "os.mkdir": ((0, 2),),
    "os.rename": ((0, 2), (1, 3)),
    "os.remove": ((0, 1),),
    "os.rmdir": ((0, 1),),
    "os.symlink": ((1, 2),),
    "os.link": ((1, 3),),
    "os.truncate": ((0, None),),
    "os.chmod": ((0, 2),),
}
FORBIDDEN = ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "urllib.Request")
POLICY = """id: gold
goals:
- {priority: P1, response_hours: 1, resolution_hours: 4}
- {response_hours: 8, resolution_hours: 40}
"""
MAPPING = "columns:\n" + "".join(
    f"  {name}: {name}\n" for name in ("id", "account", "opened_at", "resolved_at", "priority", "title", "state")
)


def fuzz_builds(data: bytes) -> None:
    """Build with one file changed: exit code 0, 1 or 2, no fault of our own, nothing written elsewhere."""
    edit, project = Edit.of(data), _project()
    name = sorted(project)[edit.which % len(project)]
    path = _folder() / "project" / name
    before = _listing()
    path.write_bytes(edit.made(project[name]))
    try:
        code, said = _built()
    finally:
        path.write_bytes(project[name])
    assert code in (0, 1, 2), (code, said)
    assert not OWN_FAULT.search(said), said
    assert _listing() == before, "files came or went outside the folder of the packs"
    for page in (_folder() / "out").rglob("*.html"):
        assert not NO_NUMBER.search(page.read_text("utf-8")) or NO_NUMBER.search(f">{edit.put.decode('latin-1')}<"), (
            page
        )
    shutil.rmtree(_folder() / "out", ignore_errors=True)


def seeds() -> Iterator[bytes]:
    """Each file as it is, without a part of it, and what the fixtures have in its place."""
    names = sorted(_project())
    for which, name in enumerate(names):
        yield Edit(which, 0, 0, 0, b"").written()
        yield Edit(which, 0, 60, 7, b"").written()
        for number, path in enumerate(sorted(_fixtures(Path(name)))):
            yield Edit(which, number % 256, 0, ALL, path.read_bytes()[:SEED_BYTES]).written()


def _fixtures(name: Path) -> Iterator[Path]:
    """Files of the fixtures that have this name, and those of accounts for an account."""
    for pattern in FIXTURES:
        for path in ROOT.glob(pattern):
            if path.is_file() and (path.name == name.name or path.parent.name == name.parent.name == "accounts"):
                yield path


@functools.cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-builds-"))


@functools.cache
def _project() -> dict[str, bytes]:
    """The files of the project, by name, as they are before a change."""
    folder = _folder() / "project"
    data = together(*({name: rows(account)[name] for name in TABLES} for account in ("A", "B")))
    write(folder, [account_file("A"), {"id": "B", "name": "Second", "policy": "gold"}], data)
    (folder / "policies").mkdir()
    (folder / "policies" / "gold.yaml").write_text(POLICY, "utf-8")
    (folder / "mapping.yaml").write_text(MAPPING, "utf-8")
    written = folder / "reviewgen.yaml"
    source = '"files": "data/tickets.csv"'
    written.write_text(written.read_text("utf-8").replace(source, f'{source}, "mapping": "mapping.yaml"'), "utf-8")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _listing() -> dict[str, bytes]:
    """Every file of the folder but the packs."""
    found = (path for path in sorted(_folder().rglob("*")) if path.is_file())
    return {str(path): path.read_bytes() for path in found if (_folder() / "out") not in path.parents}


def _built() -> tuple[int, str]:
    """The exit code of a build by the command line, and all that it said."""
    said = io.StringIO()
    arguments = ["build", str(_folder() / "project"), "--format", "html", "--out", str(_folder() / "out"), "--force"]
    watch = _watch()
    argv, sys.argv = sys.argv, ["reviewgen", *arguments]
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), watch:
            cli.main()
    except SystemExit as stopped:
        return int(str(stopped.code)), said.getvalue()
    finally:
        sys.argv = argv
    raise AssertionError("it returns by its code")


@dataclass
class Watch:
    """Fails on what leaves the folder while a build runs: files written elsewhere, sockets, other programs."""

    allowed: str
    on: bool = False
    seen: list[str] = field(default_factory=list)

    def __enter__(self) -> None:
        self.on, self.seen = True, []

    def __exit__(self, *_: object) -> None:
        self.on = False
        assert not self.seen, self.seen

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """What Python calls before it does anything of note."""
        if self.on and (event in FORBIDDEN or any(not self._inside(*path) for path in _changed(event, arguments))):
            self.seen.append(f"{event} {arguments}")

    def _inside(self, path: object, folder: int | None = None) -> bool:
        """Whether a path is in the folder of the packs; a relative one begins at the open `folder`, else here."""
        if isinstance(path, int):
            return True
        text = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else str(path)
        if folder is not None and folder >= 0 and Path("/proc/self/fd").is_dir():
            text = os.path.join(os.readlink(f"/proc/self/fd/{folder}"), text)  # noqa: PTH115, PTH118
        real = os.path.realpath(text)
        return real == self.allowed or real.startswith(f"{self.allowed}{os.sep}") or text == os.devnull


def _changed(event: str, arguments: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """The paths that an event changes, each with the place of an open folder that it may begin at."""
    if event == "open" and int(arguments[2] or 0) & WRITING:
        yield (arguments[0],)
    for path, folder in CHANGES.get(event, ()):
        yield arguments[path], (None if folder is None else arguments[folder])


@functools.cache
def _watch() -> Watch:
    watch = Watch(os.path.realpath(_folder() / "out"))
    sys.addaudithook(watch)
    return watch
