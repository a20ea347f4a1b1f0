"""Names and addresses that an account wants in no text: taken out of its rows where these are read.

What is not there cannot be told: neither checks nor messages nor pages, whatever becomes of the account, see it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from reviewgen.config import Defaults, Redaction
from reviewgen.errors import Issue
from reviewgen.languages import N_
from reviewgen.model import Issued, Remark
from reviewgen.project import Setup
from reviewgen.records import table
from reviewgen.tables import Tables
from reviewgen.wording import Wording

MARK = N_("[redacted]")
KINDS = ("text", "code", "list")
Redact = Callable[[str], str]

# Characters that nobody sees: controls, soft hyphens, joiners, marks of direction, selectors, fillers.
UNSEEN = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
DASHES = r"\-\u2010-\u2015\u2212\u30fb"
EMPHASIS = r"*~`"  # of Markdown, which may stand within a word
# Thai to Khmer, Kana, Hangul, Han: words stand beside each other without blanks, or with endings of their own.
UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
)
WITHIN = rf"[{UNSEEN}{EMPHASIS}]*"
BETWEEN = rf"(?:[\s.,_\\{DASHES}{EMPHASIS}{UNSEEN}]|<[^<>]*>)+"
PARTS = re.compile(rf"[\s.,_{DASHES}]+")
SPACED = rf"[^\W_{UNSPACED}]"
# What stands before the sign of an address begins where a token does, so that a long token is looked through once.
LOCAL = r"[^\s@<>()\[\]{},;:\"|\\]"
DOMAIN = rf"[\w\-{UNSEEN}]+"
ADDRESS = rf"(?<!{LOCAL}){LOCAL}+?(?:@|%40){DOMAIN}(?:\.{DOMAIN})+"
SIGN = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});|.", re.DOTALL)
VOWELS = ("\u1160", "\u11ff")  # and final consonants, which belong to the Hangul sign before them
APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u2032\u00b4", "'"))


@dataclass(frozen=True, slots=True)
class Rules:
    """What is taken out of the texts of each account, by id; `house` is that of all others. None: nothing."""

    of: Mapping[str, Redact | None]
    house: Redact | None

    def rule(self, account: str) -> Redact | None:
        """What is taken out of the texts of an account."""
        return self.of.get(account, self.house)

    @property
    def every(self) -> tuple[Redact, ...]:
        """All of them, for what concerns no account alone."""
        return tuple(dict.fromkeys(one for one in (*self.of.values(), self.house) if one))


def rules(setup: Setup) -> Rules:
    """What the accounts of a project want in no text; those that are found in its data want what its defaults say."""
    return Rules({one.id: _rule(one) for one in setup.accounts}, _rule(setup.project.defaults))


def redacted(tables: Tables, wanted: Rules) -> Tables:
    """The same tables with rows, issues and remarks as the accounts want them; ids stay."""
    if not wanted.every:
        return tables
    told = tables.told
    if told:
        words = {name: _words(columns, wanted.every) for name, columns in told.words.items()}
        told = replace(told, words=words)
    return replace(
        tables,
        frames={name: _frame(name, frame, wanted) for name, frame in tables.frames.items()},
        issues=tuple(_issue(one, wanted) for one in tables.issues),
        internal=tuple(_remark(one, wanted.rule(one.account)) for one in tables.internal),
        told=told,
    )


def of_issued(issued: Issued | None, redact: Redact | None) -> Issued | None:
    """What an earlier pack told, as the account wants it now."""
    if issued is None or redact is None:
        return issued
    concerns = (replace(one, subject=redact(one.subject), title=redact(one.title)) for one in issued.concerns)
    promises = (replace(one, title=redact(one.title), owner=redact(one.owner)) for one in issued.promises)
    return replace(issued, concerns=tuple(concerns), promises=tuple(promises))


@lru_cache(1_024)
def redaction(asked: Redaction, mark: str) -> Redact | None:
    """What puts a mark in the place of all that is to be taken out of a text; None where that is nothing."""
    pattern = _pattern(asked)
    return None if pattern is None else lambda text: _without(text, pattern, mark)


def _rule(terms: Defaults) -> Redact | None:
    return redaction(terms.redact, Wording(terms.locale).gettext(MARK)) if terms.redact != Redaction() else None


def _pattern(asked: Redaction) -> re.Pattern[str] | None:
    """Finds in a folded text addresses first, since names stand in them; the longest name first, since names do."""
    names = sorted((_name(one) for one in asked.names), key=len, reverse=True)
    parts = [*([ADDRESS] if asked.addresses else []), *names]
    return re.compile("|".join(parts)) if parts else None


def _name(written: str) -> str:
    """A name however its words are parted, and whatever stands unseen within them; as a whole word."""
    folded = _folded(written)[0]
    words = [word for word in PARTS.split(folded) if word] or [folded]
    name = BETWEEN.join(WITHIN.join(map(re.escape, word)) for word in words)
    before, after = (re.match(SPACED, sign) for sign in (words[0][0], words[-1][-1]))
    return f"{f'(?<!{SPACED})' if before else ''}{name}{f'(?!{SPACED})' if after else ''}"


def _without(text: str, pattern: re.Pattern[str], mark: str) -> str:
    folded, places = _folded(text)
    pieces, last = [], 0
    for found in pattern.finditer(folded):
        start, end = found.span() if places is None else (places[found.start()][0], places[found.end() - 1][1])
        pieces += [text[last:start], mark]
        last = end
    return "".join([*pieces, text[last:]]) if pieces else text


def _folded(text: str) -> tuple[str, list[tuple[int, int]] | None]:
    """A text as names are looked for in it: without case, variants of signs or entities of HTML.

    With the place of each of its signs in the text; None where they have stayed where they were.
    """
    if text.isascii() and "&" not in text:
        return text.lower(), None
    signs: list[str] = []
    places: list[tuple[int, int]] = []
    for start, end in _signs(text):
        plain = unicodedata.normalize("NFKC", html.unescape(text[start:end])).casefold()
        shown = unicodedata.normalize("NFKC", plain).translate(APOSTROPHES)
        signs.append(shown)
        places += [(start, end)] * len(shown)
    return "".join(signs), places


def _signs(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sign with all that combines with it."""
    start = end = 0
    for found in SIGN.finditer(text):
        sign = html.unescape(found[0])[:1]
        if not (unicodedata.combining(sign) or VOWELS[0] <= sign <= VOWELS[1]) and end:
            yield start, end
            start = end
        end = found.end()
    if end:
        yield start, end


def _words(columns: Mapping[str, Sequence[str]], every: Iterable[Redact]) -> dict[str, Sequence[str]]:
    return {name: sorted({_all_of(word, every) for word in words}) for name, words in columns.items()}


def _all_of(text: str, every: Iterable[Redact]) -> str:
    for redact in every:
        text = redact(text)
    return text


def _frame(name: str, frame: pd.DataFrame, wanted: Rules) -> pd.DataFrame:
    """A table with its free text redacted, that of accounts with the same rule at once."""
    columns = [one.name for one in table(name).columns if one.kind in KINDS and not one.codes and one.name in frame]
    for redact, own in _parts(frame["account"], wanted):
        cells = {column: _cells(frame[column], own, redact) for column in columns}
        frame = frame.assign(**{column: found for column, found in cells.items() if found is not None})
    return frame


def _parts(owners: pd.Series, wanted: Rules) -> Iterator[tuple[Redact, np.ndarray]]:
    """Each rule with the rows that it holds for."""
    accounts: dict[Redact, list[str]] = {}
    for name in owners.unique().tolist():
        rule = wanted.rule(name)
        if rule:
            accounts.setdefault(rule, []).append(name)
    for rule, names in accounts.items():
        yield rule, owners.isin(names).to_numpy(dtype=bool)


def _cells(cells: pd.Series, own: np.ndarray, redact: Redact) -> pd.Series | None:
    """A column with some of its cells redacted; None where that changes nothing."""
    known = {text: redact(text) for text in cells[own].unique()}
    if all(text == after for text, after in known.items()):
        return None
    found = cells.to_numpy(dtype=object, copy=True)
    found[own] = [known[text] for text in found[own]]
    return pd.Series(found, index=cells.index, dtype=cells.dtype)


def _issue(issue: Issue, wanted: Rules) -> Issue:
    """An issue with what it quotes of rows redacted; one of no account alone as all of them want it."""
    rule = wanted.rule(issue.account) if issue.account else None
    every = wanted.every if issue.account is None else (rule,) if rule else ()
    return replace(
        issue,
        record=_all_of(issue.record, every),
        value=None if issue.value is None else _all_of(issue.value, every),
        values=tuple((name, _all_of(text, every)) for name, text in issue.values),
    )


def _remark(remark: Remark, redact: Redact | None) -> Remark:
    return replace(remark, record=redact(remark.record), text=redact(remark.text)) if redact else remark
