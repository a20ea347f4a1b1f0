"""The only writer: whole packs and whole files, or what stood there before.

A pack is written into a new folder beside its place and then swapped in by renaming, so it is the old one or
the new one, never a half. What an interrupted run leaves says by its name whose it is: `.tmp-<name>-<hex>` is
unfinished, `.old-<name>-<hex>` is the previous pack, moved out of the way for the swap.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

from reviewgen.errors import Issue, OutputError

MANIFEST = "manifest.json"
_LEFTOVER = re.compile(r"\.(tmp|old)-(.+)-[0-9a-f]{16}")
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

    def write(self, path: Path, data: bytes) -> None:
        """Write a new file and wait until the disk has it."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags, 0o644), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def fsync(self, folder: Path) -> None:
        """Wait until the disk has the names in the folder; Windows cannot, and does not need to."""
        if os.name != "nt":
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def rename(self, source: Path, target: Path) -> None:
        """Give a file or folder its new name; a file there is replaced."""
        source.replace(target)

    def remove_tree(self, path: Path) -> None:
        """Remove a file, a link (not what it points to) or a folder with all in it."""
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


_DISK = FileSystem()


def slug(account_id: str) -> str:
    """Return the folder name of an account: readable `[a-z0-9-]`, then 8 hex digits of the id's SHA-256.

    Safe on every system: at most 49 characters, never reserved, different for different ids (after NFC).
    """
    plain = unicodedata.normalize("NFKD", account_id).casefold().encode("ascii", "ignore").decode()
    readable = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    exact = unicodedata.normalize("NFC", account_id).encode("utf-8", "surrogatepass")
    return f"{readable or 'account'}-{hashlib.sha256(exact).hexdigest()[:8]}"


def probe(out: Path, fs: FileSystem = _DISK) -> None:
    """Make the folder if it is missing and prove that files can be written there; raises OutputError."""
    with _worded(out):
        fs.mkdir(out)
        trial = _beside(out / "probe", "tmp")
        try:
            fs.write(trial, b"x")
        finally:
            trial.unlink(missing_ok=True)


def write_pack(folder: Path, files: Mapping[str, bytes], fs: FileSystem = _DISK) -> None:
    """Replace the pack in `folder` by `files` (relative posix names), all or nothing.

    Raises OutputError, with the old pack in place, and ValueError for a name that is not inside the folder.
    """
    for name in files:
        _check_name(name)
    with _worded(folder):
        _refuse_link(folder.parent)
        fs.mkdir(folder.parent)
        _clean(folder.parent, fs, folder.name)
        _refuse_link(folder)
        new = _beside(folder, "tmp")
        try:
            _fill(new, files, fs)
            _swap(new, folder, fs)
        except BaseException:
            _discard(new, fs)
            raise


def freeze(folder: Path, files: Mapping[str, bytes], fs: FileSystem = _DISK) -> None:
    """Write a folder that is not there yet, all or nothing; raises OutputError where something is in its place."""
    for name in files:
        _check_name(name)
    with _worded(folder):
        _refuse_link(folder.parent)
        fs.mkdir(folder.parent)
        _clean(folder.parent, fs, folder.name)
        if os.path.lexists(folder):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        new = _beside(folder, "tmp")
        try:
            _fill(new, files, fs)
            fs.rename(new, folder)
        except BaseException:
            _discard(new, fs)
            raise
        fs.fsync(folder.parent)


def write_file(path: Path, data: bytes, fs: FileSystem = _DISK) -> None:
    """Write or replace one file as a whole; a symbolic link in its place is replaced, not followed."""
    with _worded(path):
        fs.mkdir(path.parent)
        _clean(path.parent, fs, path.name)
        new = _beside(path, "tmp")
        try:
            fs.write(new, data)
            fs.rename(new, path)
        except BaseException:
            _discard(new, fs)
            raise
        fs.fsync(path.parent)


def remove_file(path: Path, fs: FileSystem = _DISK) -> None:
    """Remove a file if it is there."""
    with _worded(path):
        if path.is_file() or path.is_symlink():
            fs.remove_tree(path)


def recover(period_folder: Path, fs: FileSystem = _DISK) -> None:
    """Clean up after interrupted runs: put back packs cut out in mid-swap, remove what is unfinished.

    Only for a time when nobody writes there. `write_pack` and `write_file` do the same for their own name.
    """
    with _worded(period_folder):
        _refuse_link(period_folder)
        _clean(period_folder, fs)


def read_manifests(period_folder: Path) -> tuple[dict[str, Any], ...]:
    """Return the manifest of each pack, by folder name; what is not a JSON object is left out."""
    folders = sorted(period_folder.iterdir()) if period_folder.is_dir() else []
    packs = [folder for folder in folders if not folder.name.startswith(".") and not folder.is_symlink()]
    manifests = [_read_manifest(pack / MANIFEST) for pack in packs]
    return tuple(manifest for manifest in manifests if manifest is not None)


def _read_manifest(path: Path) -> dict[str, Any] | None:
    if path.is_symlink() or not path.is_file():
        return None
    try:
        manifest = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return manifest if isinstance(manifest, dict) else None


def _check_name(name: str) -> None:
    path = PurePosixPath(name)
    tidy = str(path) == name and path.parts and not path.is_absolute() and ".." not in path.parts
    if not tidy or set(name) & set("\\:\0"):
        raise ValueError(f"not a name inside a pack: {name!r}")


def _refuse_link(folder: Path) -> None:
    if folder.is_symlink():
        hint = "remove the link, or choose another folder with --out"
        raise OutputError([_issue(folder, "is a symbolic link, and links are not followed", hint)])
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))


def _beside(path: Path, kind: str) -> Path:
    return path.with_name(f".{kind}-{path.name}-{secrets.token_hex(8)}")


def _fill(folder: Path, files: Mapping[str, bytes], fs: FileSystem) -> None:
    """Write all files, the manifest last: where it stands, all else does."""
    fs.mkdir(folder)
    folders = {folder}
    for name in sorted(files, key=lambda name: (name == MANIFEST, name)):
        path = folder / name
        if path.parent not in folders:
            fs.mkdir(path.parent)
            folders.update(parent for parent in path.parents if folder in parent.parents)
        fs.write(path, files[name])
    for each in sorted(folders, reverse=True):
        fs.fsync(each)


def _swap(new: Path, folder: Path, fs: FileSystem) -> None:
    old = _beside(folder, "old")
    try:
        if folder.exists():
            fs.rename(folder, old)
        fs.rename(new, folder)
        fs.fsync(folder.parent)
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


def _clean(parent: Path, fs: FileSystem, name: str | None = None) -> None:
    for path in sorted(parent.glob(".[to]??-*")):
        found = _LEFTOVER.fullmatch(path.name)
        if found and name in (None, found[2]):
            if found[1] == "old" and not os.path.lexists(parent / found[2]):
                fs.rename(path, parent / found[2])
            else:
                fs.remove_tree(path)


@contextmanager
def _worded(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        words = _WORDS.get(error.errno or 0) or error.strerror or str(error)
        raise OutputError([_issue(path, f"cannot be written: {words}", _hint(error))]) from error


def _hint(error: OSError) -> str:
    no_space = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    elsewhere = "choose another folder with --out"
    return f"make room, or {elsewhere}" if no_space else elsewhere


def _issue(path: Path, problem: str, hint: str) -> Issue:
    return Issue(code="output", file=str(path), problem=problem, hint=hint)
