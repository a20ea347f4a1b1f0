"""What stands in each column of a file: how much, how many different words, and which."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc

from reviewgen.abreast import abreast
from reviewgen.recognition.dates import Dated, counted, dated
from reviewgen.sources import Extract
from reviewgen.sources.text import arrow, series, stripped

EXAMPLES, FEW = 3, 64
NOTHING = (
    "null",
    "none",
    "?",
    "-",
    "--",
    "n/a",
    "na",
    "nan",
    "#n/a",
    "(empty)",
    "(leer)",
    "not set",
    "1900-01-01 00:00:00",
)
"""Words that exports write where there is nothing, in small letters."""
UNSET = re.compile("^(1900|0001)-01-01")


@dataclass(frozen=True)
class Profile:
    """One column of a file: its distinct words without the empty one, in order, and how many cells have each."""

    name: str
    place: int
    words: pd.Series
    counts: np.ndarray

    @cached_property
    def filled(self) -> int:
        """How many cells have a word."""
        return int(self.counts.sum())

    @property
    def distinct(self) -> int:
        """How many different words there are."""
        return len(self.words)

    @cached_property
    def nothings(self) -> tuple[str, ...]:
        """Its words that seem to mean that there is nothing."""
        if self.distinct <= FEW:
            return tuple(word for word in self._first if word.lower() in NOTHING or UNSET.match(word))
        known = pc.is_in(pc.utf8_lower(arrow(self.words)), pa.array(NOTHING, pa.large_string()))
        unset = pc.match_substring_regex(arrow(self.words), UNSET.pattern)
        return tuple(arrow(self.words).filter(pc.or_(known, unset)).to_pylist())

    @cached_property
    def dated(self) -> Dated:
        """How its dates are written, words for nothing left aside."""
        return self._dated(self.nothings)

    def dated_without(self, words: Sequence[str]) -> Dated:
        """How its dates are written, these words left aside as well."""
        known = frozenset(words) - {*self.nothings}
        if not known or not self.words.isin(list(known)).any():
            return self.dated
        return self._dated({*words, *self.nothings})

    def _dated(self, without: Collection[str]) -> Dated:
        kept = self._without(without)
        return dated(self.words[kept], self.counts[kept])

    @cached_property
    def counted(self) -> Dated:
        """How its times are written, if they are counted since 1970; ids may look alike."""
        kept = self._without(self.nothings)
        return counted(self.words[kept], self.counts[kept])

    def _without(self, words: Collection[str]) -> np.ndarray:
        return np.asarray(~self.words.isin(list(words)))

    def matching(self, pattern: str) -> tuple[int, tuple[str, ...]]:
        """In how many cells a pattern is found, and some of the words."""
        if self.distinct <= FEW:
            places = [place for place, word in enumerate(self._first) if re.search(pattern, word)]
            return int(self.counts[places].sum()), tuple(self._first[place] for place in places[:EXAMPLES])
        found = pc.match_substring_regex(arrow(self.words), pattern).to_numpy(zero_copy_only=False).astype(bool)
        return int(self.counts[found].sum()), tuple(self.words[found].iloc[:EXAMPLES])

    def share(self, pattern: str) -> float:
        """The part of the cells with a word in which a pattern is found."""
        return self.matching(pattern)[0] / self.filled if self.filled else 0.0

    def examples(self, missing: Sequence[str] = ()) -> tuple[str, ...]:
        """The first of its different words."""
        return tuple(word for word in self._first if word not in missing)[:EXAMPLES]

    @cached_property
    def _first(self) -> tuple[str, ...]:
        return tuple(self.words.iloc[:FEW].tolist())


def profiles(extract: Extract) -> tuple[Profile, ...]:
    """Each column of a file, in order."""
    places = range(len(extract.header))
    return tuple(abreast(lambda place: _profile(extract, place), places, len(extract.frame)))


def _profile(extract: Extract, place: int) -> Profile:
    found = pc.value_counts(arrow(stripped(extract.frame[place])))
    words, counts = found.field("values"), found.field("counts").to_numpy()
    some = pc.not_equal(words, "")
    return Profile(
        extract.header[place], place, series(words.filter(some)), counts[some.to_numpy(zero_copy_only=False)]
    )
