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
from reviewgen.outputs import MANIFEST, Place
from reviewgen.project import Setup
from reviewgen.tables import packing
from reviewgen.tables.checks import InputFile
from reviewgen.tables.typed import KNOWN_WORDS, Tables, Told

SCHEMA = 1
FOLDER = "tables"
LEDGER, ISSUES, REMARKS = "ledger", "issues.json", "internal.json"
PART_ROWS, GROUP_ROWS = 200_000, 10_000
AGAIN = "make it again: reviewgen ingest --store, with this place"


def write(tables: Tables, setup: Setup, place: Place) -> None:
    """Keep the tables of a project in a place; what a store there held is replaced as a whole. Raises OutputError."""
    place.write_pack(FOLDER, _files(tables, sources_of(setup)))


def read(setup: Setup, place: Place, accounts: Collection[str] = ()) -> Tables:
    """The tables of a project, with the rows of these accounts alone if there are any; all else is of the whole.

    Raises InputError where there is no store, or where it is not one of the project as it is now.
    """
    manifest = _manifest(place, sources_of(setup))
    wanted = sorted(set(accounts))
    frames = {name: _frame(place, about, wanted) for name, about in manifest["tables"].items()}
    data = _objects(place, [ISSUES, REMARKS])
    return Tables(
        frames,
        _frame(place, manifest[LEDGER], []),
        tuple(InputFile(**one) for one in manifest["files"]),
        tuple(_issue(one) for one in json.loads(data[ISSUES])),
        tuple(Remark(**one) for one in json.loads(data[REMARKS])),
        {name: frozenset(owners) for name, owners in manifest["owners"].items()},
        _told(manifest["known"], wanted) if wanted else None,
    )


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
        "sources": sources,
        "tables": {name: _kept(name, frame, files) for name, frame in tables.frames.items()},
        LEDGER: _kept(LEDGER, tables.ledger, files, whole=True),
        "files": [asdict(one) for one in tables.files],
        "owners": {name: sorted(owners) for name, owners in tables.owners.items()},
        "known": _known(tables),
    }
    files[ISSUES] = _json([asdict(issue) for issue in tables.issues])
    files[REMARKS] = _json([asdict(one) for one in tables.internal])
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
        parts.append({"file": file, "rows": end - start, "first": ends[0], "last": ends[1]})
    return {"dtypes": packing.dtypes_of(frame), "parts": parts}


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


def _told(known: Mapping[str, Any], accounts: Sequence[str]) -> Told:
    return Told(frozenset(accounts), tuple(known["accounts"]), known["words"])


def _manifest(place: Place, sources: str) -> dict[str, Any]:
    data = place.read(f"{FOLDER}/{MANIFEST}")
    if data is None:
        _refuse(place, "holds no tables", "make them: reviewgen ingest --store, with this place")
    try:
        found: dict[str, Any] = json.loads(data)
        schema, made_from = found["schema"], found["sources"]
    except (ValueError, KeyError, TypeError):
        _refuse(place, "has a manifest that cannot be read", AGAIN)
    if schema != SCHEMA:
        _refuse(place, "was made by another version of reviewgen", AGAIN)
    if made_from != sources:
        _refuse(place, "was made from other sources, mappings or zones than reviewgen.yaml names now", AGAIN)
    return found


def _frame(place: Place, about: Mapping[str, Any], accounts: Sequence[str]) -> pd.DataFrame:
    """The rows of these accounts, or all; only the parts that can hold some of them are read."""
    parts = [part for part in about["parts"] if not accounts or _may_hold(part, accounts)]
    found = [_rows(_objects(place, [part["file"]])[part["file"]], accounts) for part in parts]
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


def _objects(place: Place, names: Sequence[str]) -> dict[str, bytes]:
    found = place.read_each(f"{FOLDER}/{name}" for name in names)
    data = {name: found.get(f"{FOLDER}/{name}") for name in names}
    for name, held in data.items():
        if held is None:
            _refuse(place, f"is not whole: {name} is missing", AGAIN)
    return {name: held for name, held in data.items() if held is not None}


def _issue(told: Mapping[str, Any]) -> Issue:
    return Issue(**{**told, "values": tuple((name, value) for name, value in told["values"])})


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1).encode()


def _refuse(place: Place, problem: str, hint: str) -> NoReturn:
    raise InputError([Issue(code="store", file=place.label(""), problem=problem, hint=hint)])
