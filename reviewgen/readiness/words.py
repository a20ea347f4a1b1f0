"""Words in what the customer gets that look as if they were meant for us only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from reviewgen.config import Account
from reviewgen.cut import RECORDS, record_name
from reviewgen.errors import shorten
from reviewgen.languages import N_
from reviewgen.model import Sentence
from reviewgen.readiness.look import Gap, Look, texts_of

# Whole words, in any case; a blank stands for any run of blanks.
SUSPICIOUS = (
    "internal",
    "internally",
    "confidential to us",
    "off the record",
    "between us",
    "for our eyes",
    "for us only",
    "do not tell",
    "don't tell",
    "do not share",
    "do not forward",
    "do not mention",
    "not for the customer",
    "not for customers",
    "not to be shared",
    "intern",
    "nur für uns",
    "nicht für Kunden",
    "nicht für den Kunden",
    "nicht weitergeben",
    "nicht weiterleiten",
)
THEIR_WORDS = {("surveys", "comment"), ("scorecard", "comment"), ("requirements", "customer_view")}
UNREAD = frozenset(
    ("id", "internal", "zone", "locale", "currency", "cadence", "depth", "policy", "targets", "findings", "profile")
)
AROUND = 30
HINT = N_("reword it, or put [internal] before and [/internal] after what is for us only")
IN_FILE = N_('"{excerpt}" in "{place}" goes to the customer')
IN_COLUMN = N_('"{excerpt}" in the column "{place}" goes to the customer')
Path = tuple[str | int, ...]


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Any of some words, the longest first; few places of a text begin with one of their letters, the rest is quick."""
    longest = sorted(words, key=len, reverse=True)
    parts = (r"\s+".join(map(re.escape, one.split())).replace("'", "['’]") for one in longest)
    letters = "".join(sorted({one[0] for one in longest}))
    return re.compile(rf"\b(?=[{letters}])(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


PATTERN = _pattern(SUSPICIOUS)


def internal(look: Look) -> Iterator[Gap]:
    """Warning: a word of SUSPICIOUS in a text that the customer gets. Their own words do not count."""
    yield from _in_rows(look)
    for path, text in _texts(look.case.account):
        if found := PATTERN.search(text):
            yield look.written(*path, **_words(found, IN_FILE, str(path[0])))


def _in_rows(look: Look) -> Iterator[Gap]:
    for name in RECORDS:
        columns = [column for column in texts_of(name) if (name, column) not in THEIR_WORDS]
        records = getattr(look.case.evidence, name)
        texts = [getattr(record, column) for record in records for column in columns]
        for record in records if PATTERN.search("\n".join(texts)) else ():
            for column in columns:
                if found := PATTERN.search(getattr(record, column)):
                    yield look.at(name, record_name(name, record), **_words(found, IN_COLUMN, column))
                    break


def _words(found: re.Match[str], text: str, where: str) -> dict[str, Any]:
    start, end = max(0, found.start() - AROUND), found.end() + AROUND
    excerpt = shorten(found.string[start:end], 2 * AROUND + len(found[0]))
    return {
        "grade": "warning",
        "code": "text.internal",
        "problem": Sentence(text, (("excerpt", excerpt), ("place", where))),
        "hint": Sentence(HINT),
    }


def _texts(account: Account) -> Iterator[tuple[Path, str]]:
    """Every text of an account's file with its place, but for names that the machine reads."""
    for name in type(account).model_fields:
        if name not in UNREAD:
            yield from _within(getattr(account, name), (name,))


def _within(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _within(getattr(value, name), (*path, name))
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _within(one, (*path, key))
    elif isinstance(value, tuple):
        for place, one in enumerate(value):
            yield from _within(one, (*path, place))
