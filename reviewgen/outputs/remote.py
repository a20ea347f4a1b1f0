"""Objects of a store that fsspec knows: s3, gs, abfs, memory and others. The only importer of fsspec."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from reviewgen.errors import Issue, OutputError
from reviewgen.outputs.disk import MANIFEST, STATE, check_name

PATIENCE = 60.0  # seconds for a store to answer at all: each kind tries again for as long as it likes
INSTALL = 'pip install "reviewgen[remote]" brings s3; other stores need the package that fsspec names'


@dataclass(frozen=True, slots=True)
class Remote:
    """A place in an object store, by its URL.

    Each object is put whole, but there is no renaming and so no swap: a pack is replaced object by object. Its manifest
    is taken away first and put last, and what the new pack does not have is removed after that. So where a manifest
    stands, every file that it names does, as it names it; a run that is interrupted within a pack leaves none. There
    is no lock: that two runs do not write to one place at once is for those who start them to see to.
    """

    url: str

    def known(self) -> Remote:
        """Itself; raises OutputError where nothing that is installed knows such stores."""
        with self._worded("", "used"):
            return self

    def probe(self) -> None:
        """Prove that objects can be put here."""
        trial = f"{STATE}/probe-{secrets.token_hex(8)}"
        self.write_file(trial, b"x")
        self.remove(trial)

    def write_pack(self, name: str, files: Mapping[str, bytes], *, ours: Collection[str] | None = None) -> None:
        """Replace a pack; see above for what holds when that is interrupted. Who may read it, the store says."""
        for each in files:
            check_name(each)
        manifest = {each: data for each, data in files.items() if each == MANIFEST}
        with self._worded(name) as store:
            before = store.bytes_below(name)
            store.remove(f"{name}/{each}" for each in before if each == MANIFEST)
            store.put({f"{name}/{each}": data for each, data in files.items() if each != MANIFEST})
            store.put({f"{name}/{each}": data for each, data in manifest.items()})
            store.remove(f"{name}/{each}" for each in before if each not in files)

    def write_file(self, name: str, data: bytes) -> None:
        """Write or replace one object."""
        with self._worded(name) as store:
            store.put({name: data})

    def read(self, name: str) -> bytes | None:
        """What is in an object; None where there is none."""
        return self.read_each([name]).get(name)

    def read_each(self, names: Iterable[str]) -> dict[str, bytes]:
        """What is in objects, by name; they are asked for at once."""
        with self._worded("", "read") as store:
            return store.contents(list(names))

    def sizes(self, name: str) -> dict[str, int]:
        """The bytes of each object below a name."""
        with self._worded(name, "read") as store:
            return {each: size for each, size in store.bytes_below(name).items() if "/." not in f"/{each}"}

    def names(self, name: str) -> tuple[str, ...]:
        """What stands directly below a name."""
        with self._worded(name, "read") as store:
            return tuple(sorted(each for each in store.children(name) if not each.startswith(".")))

    def remove(self, name: str) -> None:
        """Remove an object, if it is there."""
        with self._worded(name) as store:
            store.remove([name])

    def recover(self, name: str) -> None:
        """Nothing: a pack without its manifest is replaced when it is built again."""

    def lock(self) -> AbstractContextManager[None]:
        """No lock: stores have none that ends with the one who held it."""
        return nullcontext()

    def label(self, name: str) -> str:
        """The URL, without a password that stands in it."""
        shown = re.sub(r"//[^/@]*@", "//", self.url.rstrip("/"))
        return f"{shown}/{name}" if name else shown

    @contextmanager
    def _worded(self, name: str, done: str = "written") -> Iterator[_Store]:
        """The store, and what goes wrong with it as an OutputError: each kind of store has errors of its own."""
        try:
            yield _Store.of(self.url)
        except ImportError as error:
            raise self._refused(name, f"needs a package that is not installed: {error}", INSTALL) from error
        except Exception as error:
            problem = f"cannot be {done}: {str(error) or type(error).__name__}"
            raise self._refused(name, problem, "check its address, or choose another place") from error

    def _refused(self, name: str, problem: str, hint: str) -> OutputError:
        return OutputError([Issue(code="output", file=self.label(name), problem=problem, hint=hint)])


@dataclass(frozen=True, slots=True)
class _Store:
    """What is asked of fsspec, by names below a root."""

    system: Any
    root: str

    @classmethod
    def of(cls, url: str) -> _Store:
        """The store of a URL as it is now; fsspec keeps the connection for the next time."""
        from fsspec.core import url_to_fs

        system, root = url_to_fs(url)
        _reach(url)
        system.invalidate_cache()  # other processes write there too
        return cls(system, root.rstrip("/"))

    def put(self, objects: Mapping[str, bytes]) -> None:
        """Put objects, many at a time; folders are made where a store has them."""
        found = {self._path(name): data for name, data in objects.items()}
        try:
            self.system.pipe(found)
        except FileNotFoundError:
            if not self.system.isdir(self.root):
                raise  # no such bucket: it is not for us to make one
            for folder in sorted({path.rpartition("/")[0] for path in found}):
                self.system.makedirs(folder, exist_ok=True)
            self.system.pipe(found)

    def remove(self, names: Iterable[str]) -> None:
        """Remove those that there are."""
        paths = [self._path(name) for name in names]
        with suppress(FileNotFoundError):
            if paths:
                self.system.rm(paths)

    def contents(self, names: Iterable[str]) -> dict[str, bytes]:
        """The bytes of those that there are."""
        asked = {self._path(name): name for name in names}
        found = self.system.cat(list(asked), on_error="return") if asked else {}
        for data in found.values():
            if isinstance(data, Exception) and not isinstance(data, FileNotFoundError | IsADirectoryError):
                raise data
        return {asked[path]: data for path, data in found.items() if isinstance(data, bytes)}

    def bytes_below(self, name: str) -> dict[str, int]:
        """The size of every object below a name, by what follows it."""
        path = self._path(name)
        found = self.system.find(path, detail=True)
        return {each.removeprefix(f"{path}/"): int(about["size"]) for each, about in found.items() if each != path}

    def children(self, name: str) -> list[str]:
        """The names directly below a name."""
        path = self._path(name)
        try:
            found = self.system.ls(path, detail=False)
        except FileNotFoundError:
            return []
        return [each.rstrip("/").removeprefix(f"{path}/") for each in found if each.rstrip("/") != path]

    def _path(self, name: str) -> str:
        return f"{self.root}/{name}" if name else self.root


@cache
def _reach(url: str) -> None:
    """Ask a store for anything, once; raises TimeoutError where nothing comes, and what a store out of reach raises.

    Kinds of stores have no limit in common, and some try again for many minutes: so a thread asks, and is left behind.
    """
    from fsspec.core import url_to_fs

    system, root = url_to_fs(url)
    failed: list[Exception] = []

    def ask() -> None:
        try:
            system.exists(root)
        except (FileNotFoundError, PermissionError):
            pass  # an answer, which matters only where it is about what is really wanted
        except Exception as error:
            failed.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(PATIENCE)
    if asking.is_alive():
        raise TimeoutError(f"the store does not answer within {PATIENCE:g} seconds")
    for error in failed:
        raise error
