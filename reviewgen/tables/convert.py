"""Text columns become typed ones by declared formats; what does not fit is named, never guessed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc

from reviewgen.config import ColumnRule, Mapping
from reviewgen.languages import N_
from reviewgen.records import Column, Table
from reviewgen.sources.text import arrow
from reviewgen.tables import instants, monthnames

ISO = r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?"
OFFSET = r"(?:Z|[+-]\d\d(?::?\d\d)?)"
UTC_NAMES = r"\b(?:UTC|GMT|Z)\b"
SECONDS = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0, "days": 86400.0}
TRUE, FALSE = ("true", "yes", "y", "1"), ("false", "no", "n", "0")
YEARS = (1970, 2199)
HOURS = r"[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2}"
SINCE_1970 = {"epoch": (1_000_000, "[0-9]{9,10}"), "epoch_ms": (1_000, "[0-9]{12,13}")}
SHOWN = {"iso": "2026-10-31 14:05", "epoch": "seconds since 1970", "epoch_ms": "milliseconds since 1970"}
FEW_DIGITS = 15
DATE_HINT = "declare how this file writes dates with dates: in its mapping, and dates that mean nothing with missing:"
CODE_HINT = N_("translate it under values of {column} in the mapping")
UTC_INSTANT = "datetime64[us, UTC]"
MOST_HOURS = 100 * 366 * 24


@dataclass(frozen=True, slots=True)
class Format:
    """How the cells of one column are written, from its mapping."""

    dates: tuple[str, ...] = ("iso",)
    zone: str = "UTC"
    decimal: str = "."
    thousands: str = ""
    unit: str = "hours"
    negative: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Converted:
    """Typed values; `bad` marks cells that do not fit, `moved` instants that a clock change made doubtful.

    `places` fill those of `expected` and `hint`.
    """

    values: pd.Series
    bad: np.ndarray
    expected: str
    hint: str = ""
    moved: np.ndarray | None = None
    places: tuple[tuple[str, str], ...] = ()


def format_of(mapping: Mapping, rule: ColumnRule | None, zone: str) -> Format:
    """The format of a column: what its own rule says, else its mapping, else the project's zone."""
    own = rule or ColumnRule(constant="")
    return Format(
        own.dates or mapping.dates,
        own.zone or mapping.zone or zone,
        mapping.decimal,
        mapping.thousands,
        own.unit,
        own.negative,
        own.after,
    )


def is_translated(mapping: Mapping, column: Column) -> bool:
    """Whether words stand for the numbers of a column: one that is not listed is a code that is not known."""
    rule = mapping.rule(column.name)
    return column.kind == "number" and rule is not None and bool(rule.values)


def convert(cells: pd.Series, column: Column, written: Format) -> Converted:
    """Convert one text column (empty: missing) to its kind.

    Instants become datetime64[us, UTC], dates datetime64[us] at midnight, durations hours as float, counts and
    numbers float (NaN: missing), flags nullable booleans; keys, codes, lists and text stay text. Instants that are
    told as durations `after` another become hours, to be added to it with `reckoned`.
    """
    if written.after:
        return _away(cells, column, written)
    if column.kind in ("key", "text", "list"):
        return _fits(cells)
    if written.negative and column.codes:
        return _verdict(cells, written)
    kinds: dict[str, Callable[[pd.Series, Column, Format], Converted]] = {
        "code": _code,
        "instant": _instant,
        "date": _date,
        "count": _count,
        "number": _number,
        "duration": _duration,
        "flag": _flag,
    }
    return kinds[column.kind](cells, column, written)


def _fits(values: pd.Series) -> Converted:
    return Converted(values, np.zeros(len(values), dtype=bool), "")


def _code(cells: pd.Series, column: Column, written: Format) -> Converted:
    if not column.codes:
        return _fits(cells)
    bad = ((cells != "") & ~cells.isin(list(column.codes))).to_numpy()
    places = (("codes", ", ".join(column.codes)), ("column", column.name))
    values = cells.mask(bad, "") if bad.any() else cells
    return Converted(values, bad, N_("one of {codes}"), CODE_HINT, places=places)


def _verdict(cells: pd.Series, written: Format) -> Converted:
    below, other = (written.negative or "", "met" if written.negative == "breached" else "breached")
    plain = cells.str.fullmatch(r"-?\d+(?::\d\d){0,2}(?:[.,]\d+)?")
    words = pd.Series(np.where(cells.str.startswith("-"), below, other), index=cells.index, dtype="str")
    bad = ((cells != "") & ~plain).to_numpy()
    return Converted(words.where((cells != "") & plain, ""), bad, N_("remaining time such as 12:30 or -3:05"))


def _flag(cells: pd.Series, column: Column, written: Format) -> Converted:
    lower = cells.str.lower()
    true, false = lower.isin(TRUE), lower.isin(FALSE)
    values = true.astype("boolean").mask(~(true | false), pd.NA)
    return Converted(values, ((cells != "") & ~(true | false)).to_numpy(), "true or false")


def _plain(cells: pd.Series, written: Format) -> pd.Series:
    if written.thousands:
        sign = "\\" + written.thousands
        grouped = cells.str.fullmatch(rf"[+-]?[1-9]\d{{0,2}}(?:{sign}\d{{3}})+(?:\{written.decimal}\d+)?")
        cells = cells.where(~grouped, cells.str.replace(written.thousands, "", regex=False))
    return (
        cells
        if written.decimal == "."
        else cells.str.replace(".", "?", regex=False).str.replace(written.decimal, ".", regex=False)
    )


def _numeric(cells: pd.Series, pattern: str, written: Format, expected: str, hint: str = "") -> Converted:
    plain = _plain(cells, written)
    good = plain.str.fullmatch(pattern, flags=0)
    bad = ((cells != "") & ~good).to_numpy()
    return Converted(_numbers(plain, good), bad, expected, hint)


def _numbers(cells: pd.Series, good: pd.Series) -> pd.Series:
    """The numbers that stand in good cells. Arrow reads them faster; of few digits both read the very same."""
    written = pc.if_else(pa.array(good.to_numpy()), arrow(cells), None)
    try:
        if (pc.max(pc.binary_length(written)).as_py() or 0) <= FEW_DIGITS:
            return pd.Series(pc.cast(written, pa.float64()).to_numpy(), index=cells.index)
    except pa.ArrowInvalid:
        pass
    return pd.to_numeric(cells.where(good, None), errors="raise").astype("float64")


def _count(cells: pd.Series, column: Column, written: Format) -> Converted:
    return _numeric(cells, r"[0-9]{1,15}", written, "a whole number from 0", _number_hint(written))


def _number(cells: pd.Series, column: Column, written: Format) -> Converted:
    return _numeric(cells, r"[+-]?[0-9]{1,15}(?:\.[0-9]+)?", written, "a number", _number_hint(written))


def _number_hint(written: Format) -> str:
    return "" if written.thousands else 'if "," or "." groups thousands, say so with thousands: in the mapping'


def _duration(cells: pd.Series, column: Column, written: Format) -> Converted:
    if written.unit == "h:mm:ss":
        parts = cells.str.extract(rf"^({HOURS}):([0-5][0-9])(?::([0-5][0-9]))?$")
        parts[0] = parts[0].str.replace(",", "", regex=False)
        hours = parts.astype("float64").fillna({2: 0.0})
        values = hours[0] + hours[1] / 60 + hours[2] / 3600
        return Converted(values, ((cells != "") & values.isna()).to_numpy(), "hours as 36:05 or 36:05:20")
    found = _numeric(cells, r"[0-9]{1,15}(?:\.[0-9]+)?", written, f"{written.unit} as a number from 0")
    return Converted(found.values * (SECONDS[written.unit] / 3600), found.bad, found.expected, found.hint)


def _away(cells: pd.Series, column: Column, written: Format) -> Converted:
    """A duration that leads to an instant: one of a hundred years leads to none."""
    found = _duration(cells, column, written)
    far = (found.values > MOST_HOURS).to_numpy()
    return Converted(found.values.mask(far), found.bad | far, f"{found.expected}, up to a hundred years", found.hint)


def _date(cells: pd.Series, column: Column, written: Format) -> Converted:
    codes, words = pd.factorize(cells)
    naive = pd.Series(pd.NaT, index=range(len(words)), dtype="datetime64[us]")
    text = pd.Series(words, dtype="str")
    for form in written.dates:
        for found in _parsed(text, form):
            local = found.dt.tz_convert(written.zone).dt.tz_localize(None) if found.dt.tz else found
            naive = naive.fillna(local.dt.normalize())
    return _spread(naive, text, codes, cells, written)


def _instant(cells: pd.Series, column: Column, written: Format) -> Converted:
    zone = ZoneInfo(written.zone)
    walls = instants.plain(cells, YEARS) if written.dates[:1] == ("iso",) else None
    if walls is None:
        return _read_with_care(cells, zone, written)
    found, moved = instants.placed(walls, zone)
    nowhere = np.zeros(len(cells), dtype=bool)
    return Converted(_utc(found, cells.index), nowhere, _forms(written), DATE_HINT, moved)


def _utc(microseconds: np.ndarray, index: pd.Index) -> pd.Series:
    return pd.Series(pd.DatetimeIndex(microseconds.view("datetime64[us]"), tz="UTC"), index=index, copy=False)


def _read_with_care(cells: pd.Series, zone: ZoneInfo, written: Format) -> Converted:
    """Instants that are written in several ways, or wrongly: each text is read once, in each form."""
    codes, words = pd.factorize(cells)
    text = pd.Series(words, dtype="str")
    known_at = pd.Series(pd.NaT, index=range(len(words)), dtype=UTC_INSTANT)
    moved = np.zeros(len(words), dtype=bool)
    for form in written.dates:
        for found in _parsed(text, form):
            known = known_at.notna().to_numpy()
            placed, doubtful = (found, np.zeros(len(words), dtype=bool)) if found.dt.tz else _placed(found, zone)
            moved |= doubtful & ~known
            known_at = known_at.fillna(placed.dt.tz_convert("UTC"))
    spread = _spread(known_at, text, codes, cells, written)
    return Converted(spread.values, spread.bad, spread.expected, spread.hint, moved[codes])


def _spread(parsed: pd.Series, text: pd.Series, codes: np.ndarray, cells: pd.Series, written: Format) -> Converted:
    parsed = parsed.where(parsed.dt.year.between(*YEARS))
    bad = ((text != "") & parsed.isna()).to_numpy()
    values = pd.Series(parsed.array.take(codes), index=cells.index)
    return Converted(values, bad[codes], _forms(written), DATE_HINT)


def _forms(written: Format) -> str:
    return " or ".join(SHOWN.get(form, form) for form in written.dates)


def _parsed(text: pd.Series, form: str) -> tuple[pd.Series, ...]:
    """The texts that follow one format, others NaT; aware (UTC) if they carry offsets, else naive; iso gives both."""
    if form == "iso":
        aware, naive = text.str.fullmatch(ISO + OFFSET), text.str.fullmatch(ISO)
        text = text.str.replace(",", ".", regex=False)
        found = ((aware, True), (naive, False))
        return tuple(_read(text.where(fits, None), "ISO8601", offset) for fits, offset in found if fits.any())
    if form in SINCE_1970:
        return (_counted(text, *SINCE_1970[form]),)
    return (_read_named(text.where(text != "", None), form),)


def _read_named(text: pd.Series, form: str) -> pd.Series:
    """The texts that follow a format; names of months may be those of other languages.

    Of names of zones UTC and GMT are known: what others mean, in summer above all, depends on who wrote them.
    """
    if "%Z" in form:
        text, form = text.str.replace(UTC_NAMES, "+00:00", regex=True), form.replace("%Z", "%z")
    found = _read(text, form, "%z" in form)
    left = text.where(found.isna())
    named = monthnames.in_english(left, form)
    return found if named is left else found.fillna(_read(named, form, "%z" in form))


def _counted(text: pd.Series, unit: int, digits: str) -> pd.Series:
    """Times that are written as what has gone by since 1970 in UTC, in units of so many microseconds.

    Numbers of other lengths are none: seconds that were taken for milliseconds would all be times of January 1970.
    """
    parts = text.str.extract(rf"^({digits})(?:[.,]([0-9]{{1,9}}))?$")
    whole = pd.to_numeric(parts[0]).to_numpy(dtype="float64", na_value=np.nan)
    rest = pd.to_numeric("0." + parts[1]).to_numpy(dtype="float64", na_value=0.0)
    gone = np.where(np.isnan(whole), 0.0, whole * unit + np.floor(rest * unit)).astype("int64")
    return _utc(np.where(np.isnan(whole), instants.NAT, gone), text.index)


def _read(text: pd.Series, form: str, aware: bool) -> pd.Series:
    return pd.to_datetime(text, format=form, errors="coerce", utc=aware).dt.as_unit("us")


def _placed(naive: pd.Series, zone: ZoneInfo) -> tuple[pd.Series, np.ndarray]:
    """Local times as instants, and which of them a clock change makes doubtful."""
    found, doubtful = instants.placed(naive.array.asi8, zone)
    return _utc(found, naive.index), doubtful


def counts_from(mapping: Mapping, described: Table) -> dict[str, str | None]:
    """The columns that are told as durations, and from which time each counts; None where that cannot be."""
    instants = [name for name in described.names if described.column(name).kind == "instant"]
    rules = {name: rule for name in mapping.columns if name in described.names and (rule := mapping.rule(name))}
    told = {name: rule.after for name, rule in rules.items() if rule.after}
    starts = [name for name in instants if name in rules and name not in told]
    return {name: after if name in instants and after in starts else None for name, after in told.items()}


def reckoned(start: pd.Series, hours: pd.Series) -> pd.Series:
    """The instants that lie so many hours after others; NaT where either is missing."""
    away = pd.to_timedelta((hours * 3.6e9).round(), unit="us").dt.as_unit("us")
    return start + away


def formats(columns: Sequence[Column], mapping: Mapping, zone: str, dated: Collection[str] = ()) -> dict[str, Format]:
    """The format of each column of a table under one mapping; `dated` ones have typed dates, which are iso."""
    found = {column.name: format_of(mapping, mapping.rule(column.name), zone) for column in columns}
    return found | {name: _with_iso(found[name]) for name in dated if name in found}


def _with_iso(written: Format) -> Format:
    return replace(written, dates=("iso", *(form for form in written.dates if form != "iso")))
