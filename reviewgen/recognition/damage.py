"""Signs that an export is not whole, or was changed on its way: cut off, opened in Excel, decoded wrongly."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import Decimal

import numpy as np
import pandas as pd
from pyarrow import compute as pc

from reviewgen.errors import Issue, Severity
from reviewgen.recognition.dates import Order
from reviewgen.recognition.exports import Export, is_writable
from reviewgen.recognition.profiles import Profile
from reviewgen.sources.text import arrow
from reviewgen.sources.typed import plain_number

CAPS = (1_000, 5_000, 10_000, 50_000, 65_535, 65_536, 100_000, 1_048_575)
"""Rows at which tools and spreadsheets are known to cut off."""
SCIENTIFIC = r"^[0-9]([.,][0-9]+)?[eE]\+[0-9]{1,3}$"
CHANCE = 10
"""Numbers that are floats by chance once in so many halvings are taken for what a program kept as floats."""
HASHES = r"^#{3,}$"
BROKEN = r"^#(REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|BEZUG!|WERT!)$"
MOJIBAKE = (
    "\u00c3[\u0080-\u00bf\u0152\u0153\u0160\u0161\u017d\u017e\u0178\u0192\u2018-\u203a\u20ac\u2122]"
    "|\u00c2[\u00a0-\u00bf]|\u00e2\u20ac|\ufffd|\u00ef\u00bf\u00bd"
)


def cut_off(export: Export, cap: int | None) -> Iterator[Issue]:
    """Files that have exactly as many rows as a tool gives at most; `cap` is what is known of this one."""
    for file, rows in zip(export.files, export.rows, strict=True):
        if rows and (rows == cap or rows in CAPS):
            known = "at which this tool cuts off" if rows == cap else "at which many tools cut off"
            problem = f"has exactly {rows:,} rows, {known} without a word"
            yield _odd("map.cap", file, problem, "compare the count with the tool; export it month by month")


def damaged(export: Export) -> Iterator[Issue]:
    """What is odd about the columns of an export, whatever they are taken for."""
    yield from _unnamed(export)
    for column in export.columns:
        yield from _in_header(export, column)
        for code, pattern, problem, hint in _SIGNS:
            count, examples = column.matching(pattern)
            if count:
                yield _odd(code, export.title, problem, hint, column.name, examples[0], count)
        if column.name and column.words.eq(column.name).any():
            problem = "stands in the rows as well: a header line is repeated in the middle"
            yield _odd("map.header", export.title, problem, "take that line out", column.name)


_SIGNS = (
    (
        "map.scientific",
        SCIENTIFIC,
        "is a long number that Excel has shortened: its last digits are lost",
        "export it again, and do not save it in Excel",
    ),
    ("map.hashes", HASHES, "stands where a column was too narrow", "widen the column and save again, or export anew"),
    ("map.formula", BROKEN, "is an error of a formula in the spreadsheet", "mend the formula, or export anew"),
    (
        "map.mojibake",
        MOJIBAKE,
        "seems to have been read in the wrong encoding before it was saved",
        "export it again as UTF-8, and do not open it in between",
    ),
)


def _in_header(export: Export, column: Profile) -> Iterator[Issue]:
    if not is_writable(column.name):
        yield _odd("map.control", export.title, "has a name with control characters, and is left out", "", column.name)
    if re.search(MOJIBAKE, column.name):
        yield _odd("map.mojibake", export.title, "has a name that was read in the wrong encoding", "", column.name)


def _unnamed(export: Export) -> Iterator[Issue]:
    nameless = [one for one in export.columns if not one.name]
    if nameless:
        full = [one for one in nameless if one.filled]
        what = f", {len(full)} of them with text in some rows" if full else ", all of them empty"
        count = f"{len(nameless)} columns without a name" if len(nameless) > 1 else "a column without a name"
        what = what if len(nameless) > 1 else (", with text in some rows" if full else ", and empty")
        yield _odd("map.unnamed", export.title, f"has {count}{what}", "they are left out")


def damaged_ids(export: Export, column: Profile) -> Iterator[Issue]:
    """Ids that seem to have lost the zeros in front: some have them, others are shorter."""
    if column.share(r"^[0-9]+$") < 1 or not column.filled:
        return
    sizes = pc.binary_length(arrow(column.words))
    longest = pc.max(sizes).as_py()
    padded = column.words.str.startswith("0") & (sizes.to_pandas() == longest)
    short = (sizes.to_pandas() < longest).to_numpy(dtype=bool)
    if padded.any() and short.any():
        example = str(column.words[short].iloc[0])
        problem = (
            f"is shorter than others that begin with zeros, such as {column.words[padded].iloc[0]}: its own may be lost"
        )
        hint = "export it again, and do not save it in Excel"
        yield _odd("map.zeros", export.title, problem, hint, column.name, example, int(column.counts[short].sum()))


def shared_ids(export: Export, column: Profile, name: str) -> Iterator[Issue]:
    """Numbers of records that were shortened so that several have the same: which row is whose, nobody can tell."""
    shortened = (column.words.str.match(SCIENTIFIC).to_numpy(dtype=bool) | _rounded(column.words)) & (column.counts > 1)
    if shortened.any():
        count = int(column.counts[shortened].sum())
        problem = (
            f"is a long number that a spreadsheet has shortened, and {count:,} rows share such a one: "
            f"of {column.filled:,} rows {column.distinct:,} different {name.replace('_', ' ')} would be left"
        )
        hint = "make the export again with these numbers as text, and do not save it in a spreadsheet"
        example = str(column.words[shortened].iloc[0])
        yield _odd("map.shortened", export.title, problem, hint, column.name, example, severity="error")


def _rounded(words: pd.Series) -> np.ndarray:
    """Which long numbers have been kept as floats, so that their last digits are those of the nearest float.

    All of a column are, and hardly by chance: of the numbers up to 2^53 every one is a float, beyond that one in
    two, four, eight.
    """
    long = words.str.fullmatch(r"[1-9][0-9]{15,30}").to_numpy(dtype=bool)
    told = words[long].tolist()
    kept = all(plain_number(Decimal(repr(float(word)))) == word for word in told)
    unlikely = kept and sum(max(0.0, math.log2(math.ulp(float(word)))) for word in told) >= CHANCE
    return long if unlikely else np.zeros(len(words), dtype=bool)


def damaged_dates(export: Export, column: Profile, order: Order | None, *, wanted: bool) -> Iterator[Issue]:
    """Dates in two forms within one column, or numbers in their place; `wanted` where ours is to be a date."""
    found = column.dated
    if found.share > 0.5 and found.families > 1:
        problem = f"is written in {found.families} forms: {' and '.join(found.formats(found.order or order or 'dmy'))}"
        hint = "a spreadsheet may have changed some of them: compare a few with the tool"
        yield _odd("map.dates", export.title, problem, hint, column.name)
    if wanted:
        count, examples = column.matching(r"^[2-6][0-9]{4}([.,][0-9]+)?$")
        if count:
            problem = "is the number by which a spreadsheet counts days, and no date"
            hint = "give the column a date format in the spreadsheet and save again, or export anew"
            yield _odd("map.serial", export.title, problem, hint, column.name, examples[0], count)


def _odd(
    code: str,
    file: str,
    problem: str,
    hint: str,
    column: str = "",
    value: str | None = None,
    count: int = 1,
    severity: Severity = "warning",
) -> Issue:
    return Issue(
        code=code, severity=severity, file=file, column=column, value=value, problem=problem, hint=hint, count=count
    )
