"""What is known of the packs that stand: what each was made from, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from reviewgen import datafiles, outputs
from reviewgen.outputs import Place
from reviewgen.results import Result


@dataclass(frozen=True, slots=True)
class StandingPack:
    """A pack that stands: digests of its inputs by name, its files with their bytes, and what its making told."""

    inputs: Mapping[str, str]
    files: Mapping[str, int]
    engine: str
    note: str
    beyond: str
    entry: Mapping[str, Any] | None
    tells_rows: bool


class Standing:
    """The packs of accounts and periods, as they stand in a place; looked up all at once."""

    def __init__(self, place: Place, packs: Collection[tuple[str, str]]) -> None:
        self._place = place
        self._told = place.read_each([_state(*pack) for pack in packs])
        self._sizes = {period: place.sizes(period) for period in {period for period, _ in packs}}

    def pack(self, period: str, account: str) -> StandingPack | None:
        """What is known of an account's pack; None where there is none, or another version wrote it."""
        try:
            told = outputs.kept(self._told[_state(period, account)])
            datafiles.as_json(told)  # no number but finite ones, no text that cannot be written
            found = StandingPack(**told)
        except (AttributeError, KeyError, ValueError, TypeError, RecursionError):
            return None
        objects = (found.inputs, found.files, found.entry or {})
        texts = (found.engine, found.note, found.beyond)
        sound = all(isinstance(one, dict) for one in objects) and all(isinstance(one, str) for one in texts)
        return found if sound else None

    def stands(self, period: str, account: str) -> bool:
        """Whether there is a pack of an account, whatever is known of it."""
        return f"{outputs.slug(account)}/{outputs.MANIFEST}" in self._sizes.get(period, ())

    def is_whole(self, period: str, account: str, pack: StandingPack) -> bool:
        """Whether every file of a pack stands there with the bytes that it was written with."""
        sizes, folder = self._sizes[period], outputs.slug(account)
        return all(sizes.get(f"{folder}/{name}") == size for name, size in pack.files.items())

    def skipped(self, period: str, account: str, name: str, pack: StandingPack) -> Result:
        """The result of an account whose pack is left as it stands."""
        return Result(
            account,
            name,
            period,
            "skipped",
            self._place.label(folder_of(period, account)),
            pack.files,
            pack.engine,
            pack.note,
            entry=pack.entry,
            beyond=pack.beyond,
        )


def record(place: Place, result: Result, inputs: Mapping[str, str]) -> None:
    """Keep what a pack was made from. It is written after the pack, so a pack without it is not known to be whole."""
    told = {
        "inputs": dict(inputs),
        "files": dict(result.files),
        "engine": result.engine,
        "note": result.note,
        "beyond": result.beyond,
        "entry": result.entry,
        "tells_rows": result.tells_rows,
    }
    place.write_file(_state(result.period, result.account), datafiles.as_json(told))


def forget(place: Place, period: str, account: str) -> None:
    """Take back what is known of a pack: it is about to be another one."""
    place.remove(_state(period, account))


def folder_of(period: str, account: str) -> str:
    """Where the pack of an account stands in its place."""
    return f"{period}/{outputs.slug(account)}"


def _state(period: str, account: str) -> str:
    return f"{outputs.STATE}/{period}/{outputs.slug(account)}.json"
