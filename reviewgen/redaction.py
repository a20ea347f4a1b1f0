"""Names and addresses that an account wants in no text: taken out of its rows where these are read.

What is not there cannot be told: neither checks nor messages nor pages, whatever becomes of the account, see it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count, pairwise
from urllib.parse import unquote

import pandas as pd
import pyarrow as pa

from reviewgen.config import Defaults, Redaction
from reviewgen.errors import Issue
from reviewgen.languages import N_
from reviewgen.model import Issued, Remark
from reviewgen.project import Setup
from reviewgen.records import table
from reviewgen.sources import text
from reviewgen.tables import Tables, digests
from reviewgen.wording import Wording

MARK = N_("[redacted]")
KINDS = ("text", "code", "list")

# Characters that nobody sees: controls, soft hyphens, joiners, marks of direction, selectors, fillers.
INVISIBLE = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
DASHES = r"\-\u2010-\u2015\u2212\u30fb"
EMPHASIS = r"*~`"  # of Markdown, which may stand within a word
# Thai to Khmer, Kana, Hangul, Han: words stand beside each other without blanks, or with endings of their own.
UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
)
WITHIN = rf"[{INVISIBLE}{EMPHASIS}]*"
WITHIN_UNSPACED = rf"[\s{INVISIBLE}{EMPHASIS}]*"
BETWEEN = rf"(?:[\s.,;:_'\"/\\+|()\[\]{DASHES}{EMPHASIS}{INVISIBLE}]|<[^<>]*>)"
PARTS = re.compile(rf"[\s.,_'{DASHES}]+")
SPACED = rf"[^\W_{UNSPACED}]"
# What stands before the sign of an address begins where a token does, so that a long token is looked through once.
LOCAL = r"[^\s@<>()\[\]{},;:\"|\\]"
DOMAIN = rf"[\w\-{INVISIBLE}]+"
HOST = rf"(?:{DOMAIN}(?:[.\u3002]{DOMAIN})+|\[[\w.:\-]+\]|[^\W\d_]{DOMAIN})"
ADDRESS = rf"(?:\"[^\"\n]{{1,64}}\"|(?<!{LOCAL}){LOCAL}+?)\\?@{HOST}"
SIGN = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});|(?:%[0-9A-Fa-f]{2})+|.", re.DOTALL)
WRITTEN_OTHERWISE = re.compile(r"[^\x00-\x7f]|&|%[0-9A-Fa-f]{2}")
VOWELS = ("\u1160", "\u11ff")  # and final consonants, which belong to the Hangul sign before them
# Signs that stand for others, and tatweel, which only draws a word out.
ALIKE = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02b9\u02bc\u2032\u00b4", "'") | {"\u0131": "i", "\u0640": ""})


@dataclass(frozen=True, slots=True)
class Redact:
    """Puts a mark in the place of all that is to be taken out of a text."""

    pattern: re.Pattern[str]
    mark: str

    def __call__(self, text: str, number: int = 0) -> str:
        """The text as it may be told; with a number in its marks where it must differ from another one."""
        return _without(text, self.pattern, f"{self.mark[:-1]} {number}{self.mark[-1]}" if number else self.mark)


Part = tuple[str, Redact, int, int]


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
    return Rules({one.id: rule(one) for one in setup.accounts}, rule(setup.project.defaults))


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
        frames=_frames(tables.frames, wanted),
        issues=tuple(_issue(one, wanted) for one in tables.issues),
        internal=tuple(_remark(one, wanted.rule(one.account)) for one in tables.internal),
        told=told,
    )


def rule(terms: Defaults) -> Redact | None:
    """What an account, or the accounts of these defaults, want in no text."""
    return redaction(terms.redact, Wording(terms.locale).gettext(MARK)) if terms.redact != Redaction() else None


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
    return None if pattern is None else Redact(pattern, mark)


def _pattern(asked: Redaction) -> re.Pattern[str] | None:
    """Finds in a folded text addresses first, since names stand in them; the longest name first, since names do."""
    names = sorted((_name(one) for one in asked.names), key=len, reverse=True)
    parts = [*([ADDRESS] if asked.addresses else []), *names]
    return re.compile("|".join(parts)) if parts else None


def _name(written: str) -> str:
    """A name however its words are parted, and whatever stands unseen within them; as a whole word."""
    folded = _folded(written)[0]
    words = [word for word in PARTS.split(folded) if word] or [written]
    name = re.escape(words[0][0])
    for before, after, is_new in _neighbours(words):
        unspaced = not (re.match(SPACED, before) or re.match(SPACED, after))
        if is_new:
            name += f"{BETWEEN}{'*' if unspaced else '+'}"
        else:
            name += WITHIN_UNSPACED if unspaced else WITHIN
        name += re.escape(after)
    first, last = (re.match(SPACED, sign) for sign in (words[0][0], words[-1][-1]))
    return f"{f'(?<!{SPACED})' if first else ''}{name}{f'(?!{SPACED})' if last else ''}"


def _neighbours(words: Sequence[str]) -> Iterator[tuple[str, str, bool]]:
    """Each sign of a name but the first, with the one before it, and whether it begins a word."""
    signs = [(sign, place == 0) for word in words for place, sign in enumerate(word)]
    for (before, _), (after, is_new) in pairwise(signs):
        yield before, after, is_new


def _without(text: str, pattern: re.Pattern[str], mark: str) -> str:
    folded, places = _folded(text)
    pieces, last = [], 0
    for found in pattern.finditer(folded):
        start, end = found.span() if places is None else (places[found.start()][0], places[found.end() - 1][1])
        pieces += [text[last:start], mark]
        last = end
    return "".join([*pieces, text[last:]]) if pieces else text


def _folded(text: str) -> tuple[str, list[tuple[int, int]] | None]:
    """A text as names are looked for in it: without case, accents, variants of signs, or signs told by their numbers.

    With the place of each of its signs in the text; None where they have stayed where they were.
    """
    if not WRITTEN_OTHERWISE.search(text):
        return text.lower(), None
    signs: list[str] = []
    places: list[tuple[int, int]] = []
    for start, end in _signs(text):
        shown = _plain(text[start:end])
        signs.append(shown)
        places += [(start, end)] * len(shown)
    return "".join(signs), places


@lru_cache(10_000)
def _plain(sign: str) -> str:
    """A sign with all that combines with it, as it is compared."""
    read = html.unescape(unquote(sign) if sign[0] == "%" else sign)
    bare = "".join(one for one in unicodedata.normalize("NFKD", read.translate(ALIKE)) if not _is_accent(one))
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", bare).casefold()).translate(ALIKE)


def _is_accent(sign: str) -> bool:
    """Whether a sign is a mark over, under or through another, or a vowel point of Hebrew or Arabic.

    Marks that make another letter of it, as in Kana, Thai or the scripts of India, have classes of their own.
    """
    place = unicodedata.combining(sign)
    return place == 1 or 10 <= place <= 36 or place >= 200


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


def _frames(frames: Mapping[str, pd.DataFrame], wanted: Rules) -> dict[str, pd.DataFrame]:
    """Tables with their free text redacted, the rows of each account as that account wants it."""
    parts = {name: _parts(frame, wanted) for name, frame in frames.items()}
    codes: dict[str, set[str]] = {}
    rules: dict[str, Redact] = {}
    for name, frame in frames.items():
        columns = [text.arrow(frame[column]) for column in _columns(name, frame) if _groups(name, column)]
        for account, redact, start, end in parts[name]:
            rules[account] = redact
            codes.setdefault(account, set()).update(*(cells[start:end].unique().to_pylist() for cells in columns))
    apart = {account: told_apart(found, rules[account]) for account, found in codes.items()}
    return {name: _frame(name, frame, parts[name], apart) for name, frame in frames.items()}


def _parts(frame: pd.DataFrame, wanted: Rules) -> list[Part]:
    """The accounts that want anything, what they want, and where the rows of each begin and end."""
    asked = ((account, wanted.rule(account), start, end) for account, start, end in digests.spans(frame))
    return [(account, redact, start, end) for account, redact, start, end in asked if redact]


def _columns(name: str, frame: pd.DataFrame) -> list[str]:
    return [one.name for one in table(name).columns if one.kind in KINDS and not one.codes and one.name in frame]


def _groups(name: str, column: str) -> bool:
    """Whether rows are counted by what a column says, or found by it."""
    return table(name).column(column).kind == "code"


def told_apart(codes: set[str], redact: Redact) -> dict[str, str]:
    """What is told of each code of an account: codes that differ stay different, so that figures stay as they are."""
    alike: dict[str, list[str]] = {}
    for code in sorted(codes):
        alike.setdefault(redact(code), []).append(code)
    taken = {*alike, *codes}
    found = {}
    for told, same in alike.items():
        numbers = count(1)
        for code in same:
            found[code] = told
            if len(same) > 1 and code != told:
                found[code] = next(new for number in numbers if (new := redact(code, number)) not in taken)
                taken.add(found[code])
    return found


def _frame(
    name: str, frame: pd.DataFrame, parts: Sequence[Part], apart: Mapping[str, Mapping[str, str]]
) -> pd.DataFrame:
    """A table with its free text redacted; its codes become what `apart` says."""
    cells = {
        column: _cells(frame[column], parts, apart if _groups(name, column) else {}) for column in _columns(name, frame)
    }
    return frame.assign(**{column: found for column, found in cells.items() if found is not None})


def _cells(cells: pd.Series, parts: Sequence[Part], apart: Mapping[str, Mapping[str, str]]) -> pd.Series | None:
    """A column with some of its cells redacted; None where that changes nothing."""
    whole = text.arrow(cells)
    pieces: list[pa.Array] = []
    done = 0
    for account, redact, start, end in parts:
        own = whole[start:end].to_pylist()
        known = apart[account] if apart else {one: redact(one) for one in set(own)}
        if any(one != known[one] for one in own):
            pieces += [*whole[done:start].chunks, pa.array([known[one] for one in own], whole.type)]
            done = end
    if not pieces:
        return None
    return text.series(pa.chunked_array([*pieces, *whole[done:].chunks], whole.type), cells.index)


def _issue(issue: Issue, wanted: Rules) -> Issue:
    """An issue with what it quotes of rows and headers redacted; one of no account alone as all of them want it."""
    rule = wanted.rule(issue.account) if issue.account else None
    every = wanted.every if issue.account is None else (rule,) if rule else ()
    of_words = () if issue.values or issue.settings else every  # with places, the words around them are ours alone
    return replace(
        issue,
        record=_all_of(issue.record, every),
        column=_all_of(issue.column, every),
        header=_all_of(issue.header, every),
        value=None if issue.value is None else _all_of(issue.value, every),
        values=tuple((name, _all_of(told, every)) for name, told in issue.values),
        problem=_all_of(issue.problem, of_words),
        expected=_all_of(issue.expected, of_words),
        hint=_all_of(issue.hint, of_words),
    )


def _remark(remark: Remark, redact: Redact | None) -> Remark:
    return replace(remark, record=redact(remark.record), text=redact(remark.text)) if redact else remark
