"""Whole packs and whole files on a disk, or what stood there before.

A pack is written into a new folder and then swapped in by renaming, so it is the old one or the new one, never a
half. What is at work stands in a folder beside the pack's, `.reviewgen-<name>`, so that what an interrupted run left
is found by its name, however many packs there are: in it, `new-<hex>` is unfinished, and `old-<hex>` is the previous
pack, moved out of the way for the swap.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path, PurePosixPath

from reviewgen.errors import Issue, OutputError

MANIFEST = "manifest.json"
STATE = ".reviewgen"  # what is known of a folder of packs, for us only
_AT_WORK = ".reviewgen-"
_SYNCING = 4  # files that the disk is asked for at once: it takes them together
_WORDS = {
    errno.ENOSPC: "no space left on the disk",
    errno.EDQUOT: "no space left in the disk quota",
    errno.EFBIG: "no space: the limit on the size of a file is reached",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "no permission to write here, or a program has it open",
    errno.EPERM: "no permission to write here",
    errno.EEXIST: "something that is not a folder stands in its place",
    errno.ENOTDIR: "something that is not a folder stands in its place",
    errno.EISDIR: "a folder stands in its place",
    errno.ELOOP: "its symbolic links lead in a circle",
    errno.ENAMETOOLONG: "the path is too long",
}


class FileSystem:
    """The calls that change the disk; tests make the n-th of them fail."""

    def mkdir(self, folder: Path) -> None:
        """Make the folder and those above it, where they are missing."""
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, path: Path, data: bytes, *, ours: bool = True) -> None:
        """Write a new file, without waiting for the disk; one that is ours nobody else may read."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags, 0o600 if ours else 0o644), "wb") as file:
            file.write(data)

    def fsync(self, files: Sequence[Path], folders: Sequence[Path]) -> None:
        """Wait until the disk has what is in the files, and the names in the folders.

        Windows cannot wait for folders, and does not need to.
        """
        windows = os.name == "nt"
        asked = [(path, os.O_RDWR if windows else os.O_RDONLY) for path in files]
        asked += [] if windows else [(path, os.O_RDONLY) for path in folders]
        if len(asked) == 1:
            _fsync(asked[0])
        elif asked:
            list(_threads(os.getpid()).map(_fsync_each, [asked[first::_SYNCING] for first in range(_SYNCING)]))

    def rename(self, source: Path, target: Path) -> None:
        """Give a file or folder its new name; a file there is replaced."""
        source.replace(target)

    def rmdir(self, folder: Path) -> None:
        """Remove a folder that is empty."""
        folder.rmdir()

    def remove_tree(self, path: Path) -> None:
        """Remove a file, a link (not what it points to) or a folder with all in it."""
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


DISK = FileSystem()


@cache
def _threads(process: int) -> ThreadPoolExecutor:  # by the number of the process, since threads do not outlive a fork
    """Those that wait for the disk: kept, since a pack takes about as long as starting them."""
    return ThreadPoolExecutor(_SYNCING, thread_name_prefix=f"disk-{process}")


def _fsync_each(asked: Sequence[tuple[Path, int]]) -> None:
    for one in asked:
        _fsync(one)


def _fsync(asked: tuple[Path, int]) -> None:
    handle = os.open(*asked)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def probe(out: Path, fs: FileSystem = DISK) -> None:
    """Make the folder if it is missing and prove that files can be written there; raises OutputError.

    A trial that an earlier run could not take away again goes, too.
    """
    with worded(out):
        fs.mkdir(out)
        for left in out.glob(f"{_AT_WORK}{'[0-9a-f]' * 16}"):
            _discard(left, fs)
        trial = out / f"{_AT_WORK}{secrets.token_hex(8)}"
        try:
            fs.write(trial, b"x")
        finally:
            trial.unlink(missing_ok=True)


def write_pack(
    folder: Path, files: Mapping[str, bytes], fs: FileSystem = DISK, *, ours: Collection[str] | None = None
) -> None:
    """Replace the pack in `folder` by `files` (relative posix names), all or nothing.

    Those that are `ours` nobody else may read; None: all of them.

    Raises OutputError, with the old pack in place, and ValueError for a name that is not inside the folder.
    """
    for name in files:
        check_name(name)
    with worded(folder):
        refuse_odd(folder.parent)
        fs.mkdir(folder.parent)
        _clean(folder, fs)
        refuse_odd(folder)
        with _at_work(folder, fs) as work:
            new = _named(work, "new")
            try:
                _fill(new, files, files.keys() if ours is None else ours, fs)
                _swap(new, folder, _named(work, "old"), fs)
            except BaseException:
                _discard(new, fs)
                raise


def freeze(folder: Path, files: Mapping[str, bytes], fs: FileSystem = DISK) -> None:
    """Write a folder that is not there yet, all or nothing; raises OutputError where something is in its place.

    It is a customer's: nothing in it is for us alone.
    """
    for name in files:
        check_name(name)
    with worded(folder):
        refuse_odd(folder.parent)
        fs.mkdir(folder.parent)
        _clean(folder, fs)
        if os.path.lexists(folder):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        with _at_work(folder, fs) as work:
            new = _named(work, "new")
            try:
                _fill(new, files, (), fs)
                fs.rename(new, folder)
            except BaseException:
                _discard(new, fs)
                raise
            fs.fsync((), (folder.parent,))


def write_file(path: Path, data: bytes, fs: FileSystem = DISK, *, ours: bool = True) -> None:
    """Write or replace one file as a whole; a symbolic link in its place is replaced, not followed.

    One that is `ours` nobody else may read.
    """
    with worded(path):
        _clean(path, fs)
        with _at_work(path, fs) as work:
            new = _named(work, "new")
            try:
                fs.mkdir(work)
                fs.write(new, data, ours=ours)
                fs.fsync((new,), ())
                fs.rename(new, path)
            except BaseException:
                _discard(new, fs)
                raise
            fs.fsync((), (path.parent,))


def remove_file(path: Path, fs: FileSystem = DISK) -> None:
    """Remove a file if it is there."""
    with worded(path):
        if path.is_file() or path.is_symlink():
            fs.remove_tree(path)


def recover(period_folder: Path, fs: FileSystem = DISK) -> None:
    """Clean up after interrupted runs: put back packs cut out in mid-swap, remove what is unfinished.

    Only for a time when nobody writes there. `write_pack` and `write_file` do the same for their own name.
    """
    with worded(period_folder):
        refuse_odd(period_folder)
        for work in sorted(period_folder.glob(f"{_AT_WORK}?*")):
            _clean(work.with_name(work.name.removeprefix(_AT_WORK)), fs)


def check_name(name: str) -> None:
    """Raise ValueError for a name that is not plainly inside a pack."""
    path = PurePosixPath(name)
    tidy = str(path) == name and path.parts and not path.is_absolute() and ".." not in path.parts
    if not tidy or set(name) & set("\\:\0"):
        raise ValueError(f"not a name inside a pack: {name!r}")


def refuse_link(folder: Path) -> None:
    """Raise OutputError for a link."""
    if folder.is_symlink():
        hint = "remove the link, or choose another folder"
        raise OutputError([_issue(folder, "is a symbolic link, and links are not followed", hint)])


def refuse_odd(folder: Path) -> None:
    """Raise OutputError for a link, and NotADirectoryError for anything else that is no folder."""
    refuse_link(folder)
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))


@contextmanager
def _at_work(path: Path, fs: FileSystem) -> Iterator[Path]:
    """The folder for what is written in the place of `path`; it goes when nothing is left in it."""
    work = _work_of(path)
    try:
        yield work
    finally:
        with suppress(OSError):
            fs.rmdir(work)


def _work_of(path: Path) -> Path:
    return path.with_name(f"{_AT_WORK}{path.name}")


def _named(work: Path, kind: str) -> Path:
    """A name that nobody can foresee: two processes at one pack, as a cluster may have them, do not meet in it."""
    return work / f"{kind}-{secrets.token_hex(8)}"


def _fill(folder: Path, files: Mapping[str, bytes], ours: Collection[str], fs: FileSystem) -> None:
    """Write all files of a pack, and wait once until the disk has them."""
    fs.mkdir(folder)
    folders = {folder}
    for name in sorted(files, key=manifest_last):
        path = folder / name
        if path.parent not in folders:
            fs.mkdir(path.parent)
            folders.update(parent for parent in path.parents if folder in parent.parents)
        fs.write(path, files[name], ours=name in ours)
    fs.fsync([folder / name for name in files], sorted(folders, reverse=True))


def manifest_last(name: str) -> tuple[bool, str]:
    """Orders the files of a pack: where the manifest stands, all else does."""
    return name == MANIFEST, name


def _swap(new: Path, folder: Path, old: Path, fs: FileSystem) -> None:
    try:
        if folder.exists():
            fs.rename(folder, old)
        fs.rename(new, folder)
        fs.fsync((), (folder.parent,))
    except BaseException:
        _swap_back(new, folder, old, fs)
        raise
    if old.exists():
        _discard(old, fs)


def _swap_back(new: Path, folder: Path, old: Path, fs: FileSystem) -> None:
    with suppress(OSError):
        if not new.exists():
            fs.rename(folder, new)
        if old.exists():
            fs.rename(old, folder)


def _discard(path: Path, fs: FileSystem) -> None:
    """Remove what is no longer wanted; if that fails, the next run does it."""
    with suppress(OSError):
        fs.remove_tree(path)


def _clean(path: Path, fs: FileSystem) -> None:
    """Clean up after a run that was interrupted while it wrote `path`; a pack cut out in mid-swap comes back."""
    work = _work_of(path)
    if not os.path.lexists(work):
        return
    for old in sorted(work.glob("old-*")) if not work.is_symlink() else ():
        if not os.path.lexists(path):
            fs.rename(old, path)
    fs.remove_tree(work)


@contextmanager
def worded(path: Path) -> Iterator[None]:
    """Tell what the system refuses to write in plain words, as an OutputError."""
    try:
        yield
    except OSError as error:
        words = _WORDS.get(error.errno or 0) or error.strerror or str(error)
        raise OutputError([_issue(path, f"cannot be written: {words}", _hint(error))]) from error


def _hint(error: OSError) -> str:
    no_space = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    elsewhere = "choose another folder"
    return f"make room, or {elsewhere}" if no_space else elsewhere


def _issue(path: Path, problem: str, hint: str) -> Issue:
    return Issue(code="output", file=str(path), problem=problem, hint=hint)
