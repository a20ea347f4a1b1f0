"""The kinds of files: how each is known, which words of a source say how it is read, and what reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reviewgen.config import FileSource, Limits
from reviewgen.errors import InputError, Issue
from reviewgen.sources import csvfile, foreign, jsonfile, jsonlines, parquetfile, workbook, yamltable
from reviewgen.sources.extract import Extract
from reviewgen.sources.files import Raw


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its name in messages, whether a file is of it, what reads it, and the words that it obeys.

    Where a file of it `may_be_empty`, one without a byte is one without a record.
    """

    name: str
    fits: Callable[[Raw], bool]
    parse: Callable[[Raw, FileSource, Limits], Extract]
    words: tuple[str, ...]
    may_be_empty: bool = False


KINDS = (
    Kind("a workbook", workbook.fits, workbook.parse, ("sheet", "header")),
    Kind("a Parquet file", parquetfile.fits, parquetfile.parse, ()),
    Kind("YAML", yamltable.fits, yamltable.parse, (), may_be_empty=True),
    Kind("JSON lines", jsonlines.fits, jsonlines.parse, ("encoding",), may_be_empty=True),
    Kind("JSON", jsonfile.fits, jsonfile.parse, ("encoding", "records")),
    Kind("CSV", csvfile.fits, csvfile.parse, ("encoding", "delimiter", "header")),
)
"""In the order in which they are tried: what no other kind fits is CSV."""
WORDS = ("delimiter", "header", "sheet", "records")
"""What a source says of one kind or two alone; `encoding` is not refused where a file tells its own."""


def parse(raw: Raw, source: FileSource, limits: Limits) -> Extract:
    """Read one file of a source as the kind that it is; raises InputError."""
    kind = next(kind for kind in KINDS if kind.fits(raw))
    if raw.data or not kind.may_be_empty:
        foreign.refuse(raw.name, raw.data)
    odd = [word for word in WORDS if word not in kind.words and getattr(source, word) is not None]
    if odd:
        problem = f"is {kind.name}, for which {' and '.join(f'{{{word}}}' for word in odd)} can say nothing"
        settings = tuple((word, "") for word in odd)
        issue = Issue(code="source.words", file=raw.name, problem=problem, hint="take that out", settings=settings)
        raise InputError([issue])
    return kind.parse(raw, source, limits)


def decisive(source: FileSource) -> tuple[str, ...]:
    """All that decides how a file of a source is read, beside the file."""
    return (source.encoding, source.member, *(str(getattr(source, word) or "") for word in WORDS))
