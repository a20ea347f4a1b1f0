"""What is odd about rows that can be read: repeats, contradictions in time, rows of nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from reviewgen.errors import Issue
from reviewgen.records import Table

NAMED = 3
RECORD = ("id", "ticket")
YAML_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read for a table: its name, the digest of its bytes, how many rows it held."""

    table: str
    file: str
    sha256: str
    rows: int


def of_account(issue: Issue, account: str) -> Issue:
    """The same issue, concerning one account alone."""
    return replace(issue, account=account)


def name_rows(rows: pd.DataFrame, files: Sequence[InputFile], column: str, **words: Any) -> Iterable[Issue]:
    """Issues for rows with `account`, `_file`, `_row`, the record's number, and (if it is to be quoted) `cell`.

    Some rows of each account and file are named, the same ones in whatever order they stand; the last issue named
    carries the count of them all.
    """
    if rows.empty:
        return
    owned = rows[rows["account"] != ""]
    order = [name for name in (*RECORD, "cell") if name in owned.columns]
    owned = owned.sort_values(order, kind="stable") if order else owned
    for _, group in owned.groupby(["account", "_file"], sort=True):
        named = group.head(NAMED).to_dict("records")
        for row in named:
            last = row is named[-1] and len(group) > NAMED
            yield Issue(
                **place_of(files[row["_file"]], row["_row"]),
                record=next((row[name] for name in RECORD if row.get(name)), ""),
                column=column,
                value=row.get("cell") or None,
                account=row["account"],
                count=len(group) if last else 1,
                **words,
            )


def place_of(file: InputFile, row: int) -> dict[str, Any]:
    """Where a row stands, in the words of its kind of file."""
    word = "line" if file.file.endswith(YAML_ENDINGS) else "row"
    return {"file": file.file, word: int(row)}


def orphans(name: str, rows: pd.DataFrame, files: Sequence[InputFile]) -> Issue:
    """Rows that name no account: they are in no pack."""
    first = rows.iloc[0]
    records = len(rows)
    lines = records + int(rows["_superseded"].sum())
    word = {"tickets": "tickets"}.get(name, f"rows of {name}")
    return Issue(
        code="row.no_account",
        severity="warning",
        **place_of(files[first["_file"]], first["_row"]),
        problem=f"{records:,} {word} ({lines:,} rows) belong to no account and are in no pack",
        hint="fill in the account in the export, or map it from another column",
    )


def repeats(described: Table, frame: pd.DataFrame, files: Sequence[InputFile]) -> tuple[np.ndarray, list[Issue]]:
    """Which rows repeat an earlier one exactly, and the issues: repeats are left out, contradictions fail."""
    nothing = np.zeros(len(frame), dtype=bool)
    if not described.key:
        return nothing, []
    key = ["account", *described.key]
    twice = frame.duplicated(key, keep=False) & (frame[list(described.key)] != "").all(axis=1)
    if not twice.any():
        return nothing, []
    candidates = frame[twice]
    exact = candidates.duplicated(list(described.names), keep="first")
    repeat = nothing.copy()
    repeat[np.flatnonzero(twice)[exact.to_numpy()]] = True
    distinct = candidates[~exact]
    clashing = distinct[distinct.duplicated(key, keep=False)]
    issues = [
        *name_rows(
            candidates[exact],
            files,
            described.key[0],
            code="row.repeated",
            severity="warning",
            problem="repeats an earlier row exactly and is left out",
        ),
        *_clashes(described, clashing, files),
    ]
    return repeat, issues


def _clashes(described: Table, rows: pd.DataFrame, files: Sequence[InputFile]) -> Iterable[Issue]:
    for (account, *_), group in rows.groupby(["account", *described.key], sort=True):
        first, second = group.iloc[0], group.iloc[1]
        place = place_of(files[second["_file"]], second["_row"])
        other = place_of(files[first["_file"]], first["_row"])
        elsewhere = " ".join(f"{word} {value}" for word, value in other.items() if word != "file")
        yield Issue(
            code="row.contradicts",
            **place,
            column=described.key[0],
            value=str(second[described.key[0]]),
            problem=f"stands in {other['file']}, {elsewhere} as well, with other values",
            hint="if the export has several rows per record, set rows: last in the mapping",
            account=str(account),
        )


def anomalies(described: Table, frame: pd.DataFrame, files: Sequence[InputFile]) -> Iterable[Issue]:
    """Rows that contradict themselves: times missing or in the wrong order, numbers off their scale."""
    look = _LOOKS.get(described.name)
    return look(frame, files) if look else ()


_COUNTED = "the ticket counts in volumes, not in durations; correct it in the tool"
_ORDERS = (
    ("opened_at", "resolved_at", "is before the ticket was opened"),
    ("opened_at", "first_response_at", "is before the ticket was opened"),
    ("opened_at", "closed_at", "is before the ticket was opened"),
)
SCALES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}


def _tickets(frame: pd.DataFrame, files: Sequence[InputFile]) -> Iterable[Issue]:
    for earlier, later, problem in _ORDERS:
        wrong = frame[(frame[later] < frame[earlier]).to_numpy()]
        yield from name_rows(
            wrong, files, later, code="row.time_order", severity="warning", problem=problem, hint=_COUNTED
        )
    yield from name_rows(
        frame[_closed_unresolved(frame)],
        files,
        "resolved_at",
        code="row.closed_unresolved",
        severity="warning",
        problem="is empty though the ticket is closed",
        hint="such tickets are in no resolution figure; map resolved_at to two columns if closing is resolving",
    )


def _closed_unresolved(frame: pd.DataFrame) -> np.ndarray:
    """Tickets that are closed without a resolution, though they were not cancelled."""
    unresolved = frame["resolved_at"].isna() & frame["closed_at"].notna() & (frame["state"] != "cancelled")
    return unresolved.to_numpy()


def _backwards(frame: pd.DataFrame, files: Sequence[InputFile]) -> Iterable[Issue]:
    """Rows that end before they start: there is no telling how long it lasted."""
    return name_rows(
        frame[(frame["ended_at"] < frame["started_at"]).to_numpy()],
        files,
        "ended_at",
        code="row.time_order",
        problem="is before the start",
        hint="correct it in the source",
    )


def _outages(frame: pd.DataFrame, files: Sequence[InputFile]) -> Iterable[Issue]:
    yield from _backwards(frame, files)
    yield from _off_scale(
        frame[((frame["impact"] < 0) | (frame["impact"] > 1)).to_numpy()],
        files,
        "impact",
        problem="is not a part of the service",
        expected="a number from 0 to 1",
        hint="write 0.4 for 40 percent",
    )


def _surveys(frame: pd.DataFrame, files: Sequence[InputFile]) -> Iterable[Issue]:
    yield from _off_scale(
        frame[_out_of_scale(frame)],
        files,
        "score",
        problem="is outside the scale of its kind",
        expected="csat 1 to 5, nps 0 to 10, ces 1 to 7",
    )
    yield from name_rows(
        frame[(frame["score"].notna() & frame["answered_at"].isna()).to_numpy()],
        files,
        "answered_at",
        code="row.score_undated",
        severity="warning",
        problem="is empty though there is a score",
        hint="such answers are in no figure; map answered_at to the column with the day of the answer",
    )


def _out_of_scale(frame: pd.DataFrame) -> np.ndarray:
    kinds = frame["kind"]
    low, high = (kinds.map({kind: scale[end] for kind, scale in SCALES.items()}).astype("float64") for end in (0, 1))
    return ((frame["score"] < low) | (frame["score"] > high)).to_numpy()


def _off_scale(wrong: pd.DataFrame, files: Sequence[InputFile], column: str, **words: str) -> Iterable[Issue]:
    """Issues that quote the number in `column`, for rows in which it cannot be right."""
    return name_rows(wrong.assign(cell=wrong[column].map("{:g}".format)), files, column, code="cell.scale", **words)


Look = Callable[[pd.DataFrame, Sequence[InputFile]], Iterable[Issue]]
_LOOKS: Mapping[str, Look] = {"tickets": _tickets, "majors": _backwards, "outages": _outages, "surveys": _surveys}
