"""A folder of this machine: packs are swapped in whole, and one run at a time writes."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from filelock import FileLock, Timeout

from reviewgen.errors import Issue, OutputError
from reviewgen.outputs import disk
from reviewgen.outputs.disk import DISK, STATE, FileSystem

HOLDER = f"{STATE}/holder"  # the process that writes; beside the lock, which whoever asks for it empties


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of this machine. A pack is the old one or the new one, never a half, whatever is killed when.

    Links in it are not followed: one in the place of a folder is refused, to write and to read; one in the place of a
    file is replaced, and reads as nothing.
    """

    root: Path
    fs: FileSystem = DISK

    def probe(self) -> None:
        """Make the folder, and prove that files can be written there."""
        disk.probe(self.root, self.fs)

    def write_pack(self, name: str, files: Mapping[str, bytes], *, ours: Collection[str] | None = None) -> None:
        """Replace a pack, all or nothing."""
        disk.write_pack(self.root / name, files, self.fs, ours=ours)

    def write_file(self, name: str, data: bytes) -> None:
        """Write or replace one file as a whole."""
        self.refuse_links(name)
        disk.write_file(self.root / name, data, self.fs)

    def begin(self, files: Mapping[str, bytes]) -> None:
        """Write files that people go on with, all or none; raises OutputError where one of them is there already.

        Where that fails, what was made goes again: the files, and folders that were not there and are empty.
        """
        standing = [name for name in files if (self.root / name).exists() or (self.root / name).is_symlink()]
        if standing:
            raise _standing(self.root / standing[0], len(standing) - 1)
        for name in files:
            self.refuse_links(name)
        missing = {above for name in files for above in (self.root / name).parents if not above.exists()}
        written: list[str] = []
        try:
            for name, data in files.items():
                self._take(name)
                written.append(name)
                disk.write_file(self.root / name, data, self.fs, ours=False)
        except BaseException:
            self._undo(written, missing)
            raise

    def _take(self, name: str) -> None:
        """Have a name with an empty file, which is ours to replace; raises OutputError where something has it."""
        path = self.root / name
        with disk.worded(path):
            self.fs.mkdir(path.parent)
            try:
                self.fs.write(path, b"", ours=False)
            except FileExistsError:
                raise _standing(path, 0) from None

    def _undo(self, written: Iterable[str], folders: Collection[Path]) -> None:
        """Remove files, and those of the folders that are empty then."""
        for name in written:
            with suppress(OutputError):
                self.remove(name)
        for folder in sorted(folders, reverse=True):
            with suppress(OSError):
                self.fs.rmdir(folder)

    def read(self, name: str) -> bytes | None:
        """What is in a file; None where there is none."""
        path = self.root / name
        self._follow_none(PurePosixPath(name).parent)
        try:
            return None if path.is_symlink() or not path.is_file() else path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unread(path, error) from error

    def read_each(self, names: Iterable[str]) -> dict[str, bytes]:
        """What is in files, by name."""
        return {name: data for name in names if (data := self.read(name)) is not None}

    def sizes(self, name: str) -> dict[str, int]:
        """The bytes of each file below a folder."""
        self._follow_none(PurePosixPath(name))
        return dict(_sizes(self.root / name))

    def names(self, name: str) -> tuple[str, ...]:
        """What stands directly in a folder."""
        self._follow_none(PurePosixPath(name))
        return tuple(sorted(entry.name for entry in _entries(self.root / name)))

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        self.refuse_links(name)
        disk.remove_file(self.root / name, self.fs)

    def recover(self, name: str) -> None:
        """Put back packs cut out in mid-swap, and remove what is unfinished."""
        disk.recover(self.root / name, self.fs)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Have the folder for oneself; the system takes the lock back from a run that dies."""
        path = self.root / STATE / "lock"
        self.refuse_links(f"{STATE}/lock")
        with disk.worded(path):
            self.fs.mkdir(path.parent)
            held = FileLock(path, mode=0o600)
            try:
                held.acquire(timeout=0)
            except Timeout:
                raise _busy(self.root, self.read(HOLDER)) from None
        try:
            self.write_file(HOLDER, str(os.getpid()).encode("ascii"))
            yield
        finally:
            with suppress(OutputError):
                self.remove(HOLDER)
            held.release()

    def refuse_links(self, name: str) -> None:
        """Raise OutputError where a folder on the way to a file is a link: what it leads to is not ours."""
        for above in PurePosixPath(name).parents[:-1]:
            with disk.worded(self.root / above):
                disk.refuse_odd(self.root / above)

    def _follow_none(self, folder: PurePosixPath) -> None:
        """Raise OutputError where a folder that is read, or one above it, is a link."""
        for each in (folder, *folder.parents)[:-1]:
            disk.refuse_link(self.root / each)

    def label(self, name: str) -> str:
        """The path."""
        return str(self.root / name)


def _standing(first: Path, others: int) -> OutputError:
    more = f" and {others:,} more" if others else ""
    problem, hint = "exists already: nothing was written", f"choose another folder, or take it{more} away"
    return OutputError([Issue(code="output.standing", file=str(first), problem=problem, hint=hint)])


def _busy(root: Path, holder: bytes | None) -> OutputError:
    hint = "wait until it is over, or choose another folder with --out"
    named = f" (process {holder.decode('ascii', 'replace')})" if holder else ""
    problem = f"another run is writing here{named}"
    return OutputError([Issue(code="output.busy", file=str(root), problem=problem, hint=hint)])


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What stands in a folder, without links and what is ours alone."""
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".") and not entry.is_symlink()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise _unread(folder, error) from error


def _unread(path: Path, error: OSError) -> OutputError:
    problem = f"cannot be read: {error.strerror or error}"
    return OutputError([Issue(code="output", file=str(path), problem=problem)])


def _sizes(folder: Path) -> Iterator[tuple[str, int]]:
    for entry in _entries(folder):
        if entry.is_dir():
            yield from ((f"{entry.name}/{name}", size) for name, size in _sizes(folder / entry.name))
        else:
            yield entry.name, entry.stat().st_size
