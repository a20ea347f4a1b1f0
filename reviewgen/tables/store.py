"""Typed tables kept in a folder or an object store: made once from the sources, read for some accounts at a time.

A store is a pack of Parquet files with a manifest that is written last. The rows of each table stand by account, in
parts; a part holds whole accounts, and so does each of its row groups, so that the rows of some accounts are found
without reading those of others. Every cell, dtype and row number comes back as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import pairwise
from typing import Any, NoReturn

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from reviewgen.errors import InputError, Issue
from reviewgen.model import Remark
from reviewgen.outputs import MANIFEST, Place, kept
from reviewgen.program import code
from reviewgen.project import Setup
from reviewgen.tables import packing
from reviewgen.tables.checks import InputFile
from reviewgen.tables.typed import KNOWN_WORDS, Tables, Told

SCHEMA = 2
FOLDER = "tables"
LEDGER, ISSUES, REMARKS = "ledger", "issues", "internal"
PART_ROWS, GROUP_ROWS = 200_000, 10_000
AGAIN = "make it again: reviewgen ingest --store, with this place"
DAMAGE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, pa.ArrowException)


def write(tables: Tables, setup: Setup, place: Place) -> None:
    """Keep the tables of a project in a place; what a store there held is replaced as a whole. Raises OutputError."""
    place.write_pack(FOLDER, _files(tables, sources_of(setup)))


def read(setup: Setup, place: Place, accounts: Collection[str] = (), *, every_issue: bool = False) -> Tables:
    """The tables of a project: if there are accounts, with the rows, issues and remarks of these alone.

    Issues of none are there in any case, those of all with `every_issue`; ledger and files are of the whole.
    Raises InputError where there is no store, where it is damaged, or is not one of the project as it is now.
    """
    data = place.read(f"{FOLDER}/{MANIFEST}")
    manifest = _manifest(place, data, sources_of(setup))
    wanted = sorted(set(accounts))
    concerned = sorted({"", *wanted}) if wanted else []
    try:
        return Tables(
            {name: _frame(place, about, wanted) for name, about in manifest["tables"].items()},
            _frame(place, manifest[LEDGER], []),
            tuple(InputFile(**one) for one in manifest["files"]),
            tuple(_issue(one) for one in _notes(place, manifest[ISSUES], [] if every_issue else concerned)),
            tuple(Remark(**one) for one in _notes(place, manifest[REMARKS], concerned)),
            {name: frozenset(owners) for name, owners in manifest["owners"].items()},
            _told(manifest["known"], wanted, hashlib.sha256(data or b"").hexdigest()) if wanted else None,
        )
    except DAMAGE as error:
        _refuse(place, f"is damaged ({type(error).__name__}: {error})", AGAIN)


def refuse_another(place: Place, tables: Tables, made: str) -> None:
    """Raise InputError where tables are not of the store whose manifest has this digest; for none, any will do."""
    if made and (tables.told is None or tables.told.made != made):
        _refuse(place, "was made anew while packs were built from it", "run the build again")


def sources_of(setup: Setup) -> str:
    """A digest of all that decides what the sources of a project become, but for what their files hold."""
    sources = [source.model_dump(mode="json") for source in setup.project.sources]
    written = json.dumps([SCHEMA, setup.project.defaults.zone, sources], sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def _files(tables: Tables, sources: str) -> dict[str, bytes]:
    """The files of a store by name."""
    files: dict[str, bytes] = {}
    manifest = {
        "schema": SCHEMA,
        "program": code(),
        "sources": sources,
        "tables": {name: _kept(name, frame, files) for name, frame in tables.frames.items()},
        LEDGER: _kept(LEDGER, tables.ledger, files, whole=True),
        "files": [asdict(one) for one in tables.files],
        "owners": {name: sorted(owners) for name, owners in tables.owners.items()},
        "known": _known(tables),
        ISSUES: _kept(ISSUES, _noted(tables.issues), files),
        REMARKS: _kept(REMARKS, _noted(tables.internal), files),
    }
    return files | {MANIFEST: _json(manifest)}


def _kept(name: str, frame: pd.DataFrame, files: dict[str, bytes], *, whole: bool = False) -> dict[str, Any]:
    """What the manifest says of a frame, whose parts join the files."""
    table, accounts = packing.packed(frame), frame["account"]
    parts: list[dict[str, Any]] = []
    for start, end in [(0, len(frame))] if whole else _spans(accounts, PART_ROWS):
        groups = [(start, end)] if whole else _spans(accounts.iloc[start:end], GROUP_ROWS, start)
        data = _parquet(table, groups)
        file = f"{name}/{len(parts):05}-{hashlib.sha256(data).hexdigest()[:16]}.parquet"
        files[file] = data
        ends = ("", "") if start == end else (str(accounts.iloc[start]), str(accounts.iloc[end - 1]))
        digest = hashlib.sha256(data).hexdigest()
        parts.append({"file": file, "sha256": digest, "rows": end - start, "first": ends[0], "last": ends[1]})
    return {"dtypes": packing.dtypes_of(frame), "parts": parts}


def _noted(notes: Sequence[Issue | Remark]) -> pd.DataFrame:
    """Issues or remarks as rows by account, those of none first, with the place of each among all."""
    rows = [(one.account or "", place, json.dumps(asdict(one))) for place, one in enumerate(notes)]
    frame = pd.DataFrame(rows, columns=["account", "place", "told"])
    return frame.astype({"account": "str", "place": "int64", "told": "str"}).sort_values(["account", "place"])


def _notes(place: Place, about: Mapping[str, Any], accounts: Sequence[str]) -> list[dict[str, Any]]:
    """What `_noted` made rows of, in the order that it had; of these accounts, or all."""
    found = _frame(place, about, accounts).sort_values("place")
    return [json.loads(told) for told in found["told"].tolist()]


def _spans(accounts: pd.Series, rows: int, offset: int = 0) -> Iterator[tuple[int, int]]:
    """Spans of rows, in order, that hold whole accounts: each as many as make up so many rows, or one that has more."""
    starts = np.flatnonzero(accounts.ne(accounts.shift()).to_numpy(dtype=bool)).tolist()
    begin = 0
    for start, end in pairwise([*starts, len(accounts)]):
        if end - begin > rows and start > begin:
            yield begin + offset, start + offset
            begin = start
    if len(accounts):
        yield begin + offset, len(accounts) + offset


def _parquet(table: pa.Table, groups: Iterable[tuple[int, int]]) -> bytes:
    sink = pa.BufferOutputStream()
    with parquet.ParquetWriter(sink, table.schema, compression="zstd") as writer:
        for start, end in groups:
            writer.write_table(table.slice(start, end - start), row_group_size=max(end - start, 1))
    found: bytes = sink.getvalue().to_pybytes()
    return found


def _known(tables: Tables) -> dict[str, Any]:
    """What is asked of all rows together."""
    words = {
        name: {column: tables.words(name, column) for column in columns}
        for name, columns in KNOWN_WORDS.items()
        if name in tables.frames
    }
    return {"accounts": tables.accounts(), "words": words}


def _told(known: Mapping[str, Any], accounts: Sequence[str], made: str) -> Told:
    return Told(frozenset(accounts), tuple(known["accounts"]), known["words"], made)


def _manifest(place: Place, data: bytes | None, sources: str) -> dict[str, Any]:
    if data is None:
        _refuse(place, "holds no tables", "make them: reviewgen ingest --store, with this place")
    try:
        found: dict[str, Any] = kept(data)
        schema, made_by, made_from = found["schema"], found.get("program"), found["sources"]
    except (ValueError, KeyError, TypeError):
        _refuse(place, "has a manifest that cannot be read", AGAIN)
    if schema != SCHEMA or made_by != code():
        _refuse(place, "was made by another version of reviewgen, or of what it builds on", AGAIN)
    if made_from != sources:
        _refuse(place, "was made from other sources, mappings or zones than reviewgen.yaml names now", AGAIN)
    return found


def _frame(place: Place, about: Mapping[str, Any], accounts: Sequence[str]) -> pd.DataFrame:
    """The rows of these accounts, or all; only the parts that can hold some of them are read."""
    parts = [part for part in about["parts"] if not accounts or _may_hold(part, accounts)]
    found = [_rows(_part(place, part), accounts) for part in parts]
    if not found:
        return packing.unpacked(pa.table({}), about["dtypes"], 0)
    table = pa.concat_tables(found)
    size = table.num_rows if table.num_columns else sum(part["rows"] for part in parts)
    return packing.unpacked(table, about["dtypes"], size)


def _may_hold(part: Mapping[str, Any], accounts: Sequence[str]) -> bool:
    """Whether an account, of these in order, stands between the first and the last of a part."""
    place = int(np.searchsorted(np.array(accounts, dtype=object), part["first"]))
    return place < len(accounts) and accounts[place] <= part["last"]


def _rows(data: bytes, accounts: Sequence[str]) -> pa.Table:
    chosen = [("account", "in", accounts)] if accounts else None
    return parquet.read_table(pa.BufferReader(data), filters=chosen)


def _part(place: Place, part: Mapping[str, Any]) -> bytes:
    """The bytes of a part, as they were written."""
    name = part["file"]
    data = place.read(f"{FOLDER}/{name}")
    if data is None:
        _refuse(place, f"is not whole: {name} is missing", AGAIN)
    if hashlib.sha256(data).hexdigest() != part["sha256"]:
        _refuse(place, f"is damaged: {name} is not as it was written", AGAIN)
    return data


def _issue(told: Mapping[str, Any]) -> Issue:
    pairs = {name: tuple((one, value) for one, value in told[name]) for name in ("values", "settings")}
    return Issue(**{**told, **pairs})


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1).encode()


def _refuse(place: Place, problem: str, hint: str) -> NoReturn:
    raise InputError([Issue(code="store", file=place.label(""), problem=problem, hint=hint)])
