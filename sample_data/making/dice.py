"""Random numbers that are the same each time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle
from random import Random


class Dice(Random):
    """Seeded random numbers that can also deal texts: none of a list comes again before all others have."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self._decks: dict[tuple[str, ...], Iterator[str]] = {}

    def deal(self, texts: Sequence[str]) -> str:
        """The next text of a list, which is shuffled when it is first seen."""
        key = tuple(texts)
        if key not in self._decks:
            self._decks[key] = cycle(self.sample(key, len(key)))
        return next(self._decks[key])
