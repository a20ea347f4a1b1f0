"""How the dates of a column are written: the formats that read every one of its cells, found in all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from pyarrow import compute as pc

from reviewgen.records import Column
from reviewgen.sources.text import arrow, series
from reviewgen.tables import monthnames
from reviewgen.tables.convert import Format, convert

Order = Literal["dmy", "mdy"]
ORDERS: tuple[Order, ...] = ("dmy", "mdy")
ORDER_WORDS: Mapping[Order, str] = {"dmy": "day first", "mdy": "month first"}
MOST_SHAPES = 40
SAMPLE = 200
INSTANT = Column("at", "instant", "")
WEEKDAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DIGITS = ((r"[0-9]{5,}", "\uf005"), (r"[0-9]{4}", "\uf004"), (r"[0-9]{3}", "\uf003"), (r"[0-9]{1,2}", "\uf002"))
WORDS = ((r"(?i)\b(am|pm)\b", "\uf010"),)
SHAPE = re.compile(
    r"(?P<weekday>\uf013,? )?"
    r"(?:(?P<year>\uf004)(?P<sign>[-/.])\uf002(?P=sign)\uf002"
    r"|\uf002(?P<between>[-/.])\uf002(?P=between)(?P<last>[\uf002\uf004])"
    r"|\uf002(?P<gap>[-/. ]|\. )(?P<month>[\uf011\uf012])(?P=gap)?(?P<blank> ?)(?P<ending>[\uf002\uf004])"
    r"|(?P<first>[\uf011\uf012]) \uf002, (?P<then>\uf004))"
    r"(?:(?P<join>T|, | +)(?P<hour>\uf002)(?P<colon>[:.h])\uf002(?P<second>(?P=colon)\uf002)?"
    r"(?P<fraction>[.][\uf002-\uf005])?(?P<half> ?\uf010)?(?P<offset> ?(?:Z|UTC|GMT|[+-]\uf004|[+-]\uf002:\uf002))?"
    r"(?P<clock> Uhr)?)?"
)
SINCE_1970 = {"epoch": r"1[0-9]{9}(?:[.,][0-9]+)?", "epoch_ms": r"1[0-9]{12}(?:[.,][0-9]+)?"}
"""From 2001 to 2033: other numbers of so many digits may be dates without signs between."""
NUMBERS = re.compile(r"[0-9][^0-9].*[0-9]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Dated:
    """How the dates of a column are written.

    `sure` are formats that need no order; `orders` has those of each order of day and month for cells that either
    could read. `only` counts the cells that can be of one order alone, and `proof` has the first of them. `odd` cells
    are read by none of these, and `odd_examples` has some. `families` counts dates that are written in different ways,
    where those with and without a time are one. `naive` tells whether a time has no offset.
    """

    cells: int = 0
    sure: tuple[str, ...] = ()
    orders: Mapping[Order, tuple[str, ...]] = field(default_factory=dict)
    only: Mapping[Order, int] = field(default_factory=dict)
    proof: Mapping[Order, str] = field(default_factory=dict)
    odd: int = 0
    odd_examples: tuple[str, ...] = ()
    families: int = 0
    naive: bool = False

    @property
    def wants_order(self) -> bool:
        """Whether some of its cells are read by the order of day and month."""
        return bool(self.orders)

    @property
    def order(self) -> Order | None:
        """The order that its own cells prove."""
        proven = [order for order in ORDERS if self.only.get(order)]
        return proven[0] if len(proven) == 1 else None

    @property
    def is_torn(self) -> bool:
        """Whether some cells can only be of one order and others only of the other."""
        return all(self.only.get(order) for order in ORDERS)

    @property
    def share(self) -> float:
        """The part of its cells that is a date, 0 to 1."""
        return (self.cells - self.odd) / self.cells if self.cells else 0.0

    def formats(self, order: Order | None) -> tuple[str, ...]:
        """The formats that read its cells, given the order; those that need one are left out without it."""
        return tuple(dict.fromkeys((*self.sure, *(self.orders.get(order, ()) if order else ()))))


def dated(words: pd.Series, counts: np.ndarray) -> Dated:
    """Look at the distinct words of a column, each with the number of its cells; empty ones are not among them."""
    if not len(words) or not _seems_dated(words.iloc[:SAMPLE]):
        return _unread(words, counts) if len(words) else Dated()
    shapes, kinds = pd.factorize(_shapes(words))
    found = [_of_shape(words[shapes == number], counts[shapes == number], str(kind)) for number, kind in _few(kinds)]
    found += [_unread(words[shapes >= MOST_SHAPES], counts[shapes >= MOST_SHAPES])]
    return _joined([one for one in found if one.cells])


def counted(words: pd.Series, counts: np.ndarray) -> Dated:
    """Look at a column that is known to be one of times, for times as seconds or milliseconds since 1970."""
    for form, pattern in SINCE_1970.items():
        if len(words) and words.str.fullmatch(pattern).all() and _reads(words, form).all():
            return _plain(counts, form, naive=False)
    return Dated()


def order_of(columns: Iterable[Dated]) -> Order | None:
    """The order that the date columns of a file prove together; None where none does, or they differ."""
    known = [one for one in columns if one.wants_order]
    if any(one.is_torn for one in known):
        return None
    proven = {one.order for one in known} - {None}
    return proven.pop() if len(proven) == 1 else None


def _few(kinds: Iterable[object]) -> list[tuple[int, object]]:
    return list(enumerate(kinds))[:MOST_SHAPES]


def _seems_dated(sample: pd.Series) -> bool:
    """Whether at least a fifth of some words looks like a date: most columns are done with here."""
    if not any(NUMBERS.search(word) for word in sample.tolist()):
        return False
    looks = [SHAPE.fullmatch(shape) is not None for shape in _shapes(sample)]
    return sum(looks) * 5 >= len(looks)


def _shapes(words: pd.Series) -> pd.Series:
    """What is alike in words: digits by how many there are, names of months, the halves of a day."""
    text = arrow(words)
    for pattern, sign in (*_named(), *WORDS, *DIGITS):
        text = pc.replace_substring_regex(text, pattern, sign)
    return series(text, words.index)


def _named() -> tuple[tuple[str, str], ...]:
    return (
        (rf"(?i)\b(?:{'|'.join(monthnames.long())})\b", "\uf012"),
        (rf"(?i)\b(?:{'|'.join(monthnames.short())})\b(?:\.([^.\w]))?", "\uf011\\1"),
        (rf"(?i)\b(?:{'|'.join(WEEKDAY)})\b", "\uf013"),
    )


def _of_shape(words: pd.Series, counts: np.ndarray, shape: str) -> Dated:
    """The formats that read all words of one shape."""
    match = SHAPE.fullmatch(shape)
    if match is None or (match["second"] is None and match["fraction"]):
        return _unread(words, counts)
    if match["year"] and _reads(words, "iso").all():
        return _plain(counts, "iso", naive=match["hour"] is not None and match["offset"] is None)
    if match["between"]:
        return _either(words, counts, match)
    date = _date(match)
    naive = match["offset"] is None
    tried = {form: _reads(words, form) for form in ("iso", *(f"{one}{_time(match)}" for one in date))}
    form = max(tried, key=lambda one: int(tried[one].sum()))
    return _partly(words, counts, tried[form], form, naive=naive)


def _date(match: re.Match[str]) -> tuple[str, ...]:
    """The formats of the date of a shape that leaves no doubt of its order."""
    weekday = "" if match["weekday"] is None else f"%a{match['weekday'][1:]}"
    if match["year"]:
        return (f"{weekday}%Y{match['sign']}%m{match['sign']}%d",)
    if match["first"]:
        return (f"{weekday}{_month(match['first'])} %d, %Y",)
    gap, year = match["gap"], "%Y" if match["ending"] == "\uf004" else "%y"
    return (f"{weekday}%d{gap}{_month(match['month'])}{_gap_after(match)}{year}",)


def _gap_after(match: re.Match[str]) -> str:
    whole = match[0]
    place = match.end("month")
    return whole[place : match.start("ending")]


def _month(sign: str) -> str:
    return "%B" if sign == "\uf012" else "%b"


def _time(match: re.Match[str]) -> str:
    if match["hour"] is None:
        return ""
    hour = "%I" if match["half"] else "%H"
    colon = match["colon"]
    seconds = f"{colon}%S" if match["second"] else ""
    fraction = ".%f" if match["fraction"] else ""
    half = match["half"].replace("\uf010", "%p") if match["half"] else ""
    offset = re.sub(r"[^ ]+$", lambda found: "%Z" if found[0] in ("UTC", "GMT") else "%z", match["offset"] or "")
    return f"{match['join']}{hour}{colon}%M{seconds}{fraction}{half}{offset}{match['clock'] or ''}"


def _either(words: pd.Series, counts: np.ndarray, match: re.Match[str]) -> Dated:
    """Words of which day and month may come first; between dots it is the day."""
    sign, year = match["between"], "%Y" if match["last"] == "\uf004" else "%y"
    weekday = "" if match["weekday"] is None else f"%a{match['weekday'][1:]}"
    dates: dict[Order, str] = {"dmy": f"%d{sign}%m{sign}{year}", "mdy": f"%m{sign}%d{sign}{year}"}
    forms = {order: f"{weekday}{date}{_time(match)}" for order, date in dates.items()}
    naive = match["offset"] is None
    reads = {order: _reads(words, form) for order, form in forms.items()}
    third = _year_first(words, f"{weekday}%y{sign}%m{sign}%d{_time(match)}") if year == "%y" else "no"
    if third == "likely":
        return _unread(words, counts)
    if sign == ".":
        return _partly(words, counts, reads["dmy"], forms["dmy"], naive=naive)
    neither = ~reads["dmy"] & ~reads["mdy"]
    if neither.all():
        return _unread(words, counts)
    proven = third == "no"
    only = {"dmy": reads["dmy"] & ~reads["mdy"] & proven, "mdy": reads["mdy"] & ~reads["dmy"] & proven}
    return Dated(
        int(counts.sum()),
        orders={order: (form,) for order, form in forms.items()},
        only={order: int(counts[only[order]].sum()) for order in ORDERS},
        proof={order: str(words[only[order]].iloc[0]) for order in ORDERS if only[order].any()},
        odd=int(counts[neither].sum()),
        odd_examples=_some(words[neither]),
        families=1,
        naive=naive,
    )


def _year_first(words: pd.Series, form: str) -> Literal["no", "maybe", "likely"]:
    """Whether two-digit years may stand first: what is written first then varies no more than what is third."""
    if not _reads(words, form).all():
        return "no"
    parts = words.str.extract(r"([0-9]+)[^0-9]+[0-9]+[^0-9]+([0-9]+)")
    first, third = parts[0].nunique(), parts[1].nunique()
    return "no" if first > third else "maybe" if first == third else "likely"


def _reads(words: pd.Series, form: str) -> np.ndarray:
    """Which words one format reads, by the very code that will read the file."""
    return ~convert(words, INSTANT, Format(dates=(form,))).bad


def _plain(counts: np.ndarray, form: str, *, naive: bool) -> Dated:
    return Dated(int(counts.sum()), sure=(form,), families=1, naive=naive)


def _partly(words: pd.Series, counts: np.ndarray, reads: np.ndarray, form: str, *, naive: bool) -> Dated:
    odd = int(counts[~reads].sum())
    sure = (form,) if reads.any() else ()
    return Dated(int(counts.sum()), sure, odd=odd, odd_examples=_some(words[~reads]), families=len(sure), naive=naive)


def _unread(words: pd.Series, counts: np.ndarray) -> Dated:
    return Dated(int(counts.sum()), odd=int(counts.sum()), odd_examples=_some(words))


def _some(words: pd.Series) -> tuple[str, ...]:
    return tuple(words.iloc[:3])


def _joined(found: list[Dated]) -> Dated:
    """One column from what its shapes told, the most frequent first."""
    found = sorted(found, key=lambda one: -one.cells)
    orders = {order: tuple(form for one in found for form in one.orders.get(order, ())) for order in ORDERS}
    return Dated(
        sum(one.cells for one in found),
        tuple(dict.fromkeys(form for one in found for form in one.sure)),
        orders if orders["dmy"] else {},
        {order: sum(one.only.get(order, 0) for one in found) for order in ORDERS},
        {order: one.proof[order] for order in ORDERS for one in reversed(found) if order in one.proof},
        sum(one.odd for one in found),
        tuple(word for one in found for word in one.odd_examples)[:3],
        len({_family(one) for one in found if one.families}),
        any(one.naive for one in found),
    )


def _family(one: Dated) -> str:
    """What tells dates of two kinds apart, where those with and without seconds are one kind."""
    form = (*one.sure, *one.orders.get("dmy", ()))[0].replace("%B", "%b")  # May is both
    return "iso" if form == "iso" else re.split(r"[T ]+%[HI]|, %[HI]", form)[0]
