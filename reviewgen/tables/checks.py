"""What is odd about rows that can be read: repeats, contradictions in time, rows of nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from reviewgen.errors import Issue
from reviewgen.languages import N_
from reviewgen.records import DONE, OPEN, Table
from reviewgen.tables import order

NAMED = 3
PLACE = ("_file", "_row")
RECORD = ("id", "ticket", "major", "resource", "topic")
IN_LINES = (".yaml", ".yml", ".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read for a table: its name, the digest of its bytes, how many of its rows were taken.

    `passed` counts rows that the mapping leaves to others, `theirs` has its names of columns that we name otherwise.
    """

    table: str
    file: str
    sha256: str
    rows: int
    passed: int = 0
    theirs: Mapping[str, str] = field(default_factory=dict)


def of_account(issue: Issue, account: str) -> Issue:
    """The same issue, concerning one account alone."""
    return replace(issue, account=account)


def name_rows(rows: pd.DataFrame, files: Sequence[InputFile], column: str, **words: Any) -> Iterable[Issue]:
    """Issues for rows with `account`, `_file`, `_row`, the record's number, and (if it is to be quoted) `cell`.

    Some rows of each account and file are named, the same ones in whatever order they stand; the last of them stands
    for those that are not.
    """
    if rows.empty:
        return
    owned = rows[rows["account"] != ""]
    told = [name for name in (*RECORD, "cell") if name in owned.columns]
    for row, count in _some(owned[["account", *PLACE, *told]], told):
        yield Issue(
            **place_of(files[row["_file"]], row["_row"]),
            record=next((row[name] for name in RECORD if row.get(name)), ""),
            column=column,
            header=files[row["_file"]].theirs.get(column, ""),
            value=row.get("cell") or None,
            account=row["account"],
            count=count,
            **words,
        )


def _some(rows: pd.DataFrame, by: Sequence[str]) -> Iterable[tuple[dict[Any, Any], int]]:
    """The first rows of each account and file in the order of some columns, each with how many rows it stands for."""
    rows = rows.sort_values(["account", "_file", *by], kind="stable")
    groups = rows.groupby(["account", "_file"], sort=False)
    place, size = groups.cumcount().to_numpy(), groups["_row"].transform("size").to_numpy()
    named = place < NAMED
    last = np.where((place == NAMED - 1) & (size > NAMED), size - NAMED + 1, 1)[named].tolist()
    return zip(rows[named].to_dict("records"), last, strict=True)


def place_of(file: InputFile, row: int) -> dict[str, Any]:
    """Where a row stands, in the words of its kind of file."""
    return {"file": file.file, counted_in(file.file): int(row)}


def counted_in(file: str) -> str:
    """What the rows of a file are counted in, by its name: lines of a text file, rows of a sheet or a query."""
    return "line" if file.lower().removesuffix(".gz").endswith(IN_LINES) else "row"


def orphans(name: str, rows: pd.DataFrame, disputed: int, files: Sequence[InputFile]) -> Issue:
    """Rows that name no account: they are in no pack. Of `disputed` of them, several accounts have the ticket."""
    first = rows.iloc[0]
    records = len(rows)
    lines = records + int(rows["_superseded"].sum())
    word = {"tickets": "tickets"}.get(name, f"rows of {name}")
    whose = f"; several accounts have a ticket of the number that stands in {disputed:,} of them" if disputed else ""
    return Issue(
        code="row.no_account",
        severity="warning",
        **place_of(files[first["_file"]], first["_row"]),
        problem=f"{records:,} {word} ({lines:,} rows) belong to no account and are in no pack{whose}",
        hint="fill in the account in the export, or map it from another column",
    )


def repeats(described: Table, frame: pd.DataFrame, files: Sequence[InputFile]) -> tuple[np.ndarray, list[Issue]]:
    """Which rows repeat an earlier one exactly, and the issues: repeats are left out, contradictions fail."""
    nothing = np.zeros(len(frame), dtype=bool)
    if not described.key:
        return nothing, []
    key = ["account", *described.key]
    if order.rise(frame, key) or order.all_differ(frame[described.key[-1]]):
        return nothing, []
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
            problem=N_("repeats an earlier row exactly and is left out"),
        ),
        *_clashes(described, clashing, files),
    ]
    return repeat, issues


_OF_ONE_FILE = "if the export has several rows per record, set rows: last in the mapping"
_OF_TWO_FILES = (
    "if both are one export at two times, give both to one source, with rows: last in its mapping; if they are two "
    "exports of the same records, leave one of them out"
)


def _clashes(described: Table, rows: pd.DataFrame, files: Sequence[InputFile]) -> Iterable[Issue]:
    """Errors for records that several rows tell of: at the second row of each, with where the first one stands."""
    if rows.empty:
        return
    key, named = ["account", *described.key], described.key[0]
    place = rows.groupby(key, sort=False).cumcount()
    first, second = (rows.loc[place == number, [*key, *PLACE]] for number in (0, 1))
    for row, count in _some(second.merge(first, on=key, suffixes=("", "_first")), described.key):
        here, there = files[row["_file"]], files[row["_file_first"]]
        yield Issue(
            code="row.contradicts",
            **place_of(here, row["_row"]),
            column=named,
            header=here.theirs.get(named, ""),
            value=str(row[named]),
            problem=f"stands in {there.file}, {counted_in(there.file)} {row['_row_first']} as well, with other values",
            hint=_OF_ONE_FILE if here.file == there.file else _OF_TWO_FILES,
            account=row["account"],
            count=count,
        )


def anomalies(described: Table, frame: pd.DataFrame, files: Sequence[InputFile]) -> Iterable[Issue]:
    """Rows that contradict themselves: times missing or in the wrong order, numbers off their scale."""
    spans = (described.lasts, *_SPANS.get(described.name, ()))
    for begin, end in filter(None, spans):
        yield from _backwards(frame, files, begin, end)
    for scale in _SCALES.get(described.name, ()):
        for column in scale.columns:
            yield from _off_scale(frame, files, column, scale)
    look = _LOOKS.get(described.name)
    yield from look(frame, files) if look else ()


def opened_later(tickets: pd.DataFrame, files: Sequence[InputFile], as_of: datetime) -> Iterable[Issue]:
    """Tickets that were opened after the state of the data."""
    return name_rows(
        _those(tickets, tickets["opened_at"] >= as_of),
        files,
        "opened_at",
        code="row.later",
        severity="warning",
        problem=N_("is after the state of the data: the ticket is in no figure"),
        hint=N_("correct it in the tool, or give a later --as-of if it is to count"),
    )


def strays(frames: Mapping[str, pd.DataFrame], files: Sequence[InputFile]) -> Iterable[Issue]:
    """Rows that belong to a record which their account does not have."""
    for name, (column, other) in BELONGS.items():
        if name not in frames:
            continue
        frame = frames[name]
        known = frames[other][["account", "id"]] if other in frames else frame.iloc[:0][["account", column]]
        lost = ~pd.MultiIndex.from_frame(frame[["account", column]]).isin(pd.MultiIndex.from_frame(known))
        yield from name_rows(
            frame[lost & (frame[column] != "").to_numpy()].assign(cell=frame[column]),
            files,
            column,
            code="row.stray",
            severity="warning",
            problem=_STRAY[other],
            hint=N_("correct it or add the row to {table}"),
            values=(("table", other),),
        )


_COUNTED = N_("the ticket counts in volumes, not in durations; correct it in the tool")
_ORDERS = (
    ("opened_at", "resolved_at"),
    ("opened_at", "first_response_at"),
    ("opened_at", "closed_at"),
)
SCALES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}
BEST = 5.0
BELONGS = {"milestones": ("project", "projects"), "major_events": ("major", "majors")}
_STRAY = {
    "projects": N_("is no number in projects of this account"),
    "majors": N_("is no number in majors of this account"),
}
_SPANS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "changes": (("started_at", "ended_at"), ("planned_start_at", "planned_end_at")),
    "contracts": (("starts_on", "ends_on"),),
    "projects": (("started_on", "baseline_end_on"),),
}


@dataclass(frozen=True, slots=True)
class _Scale:
    """What the numbers of some columns can be: `wrong` tells those that cannot, of a column and the whole frame."""

    columns: tuple[str, ...]
    wrong: Callable[[pd.Series, pd.DataFrame], pd.Series]
    problem: str
    expected: str
    hint: str = ""


def _amounts(*columns: str) -> _Scale:
    return _Scale(columns, lambda cells, _: cells < 0, "is less than nothing", "a number from 0 up")


def _positive(*columns: str) -> _Scale:
    return _Scale(columns, lambda cells, _: cells <= 0, "is not above zero", "a number above 0")


def _tickets(frame: pd.DataFrame, files: Sequence[InputFile]) -> Iterable[Issue]:
    for earlier, later in _ORDERS:
        yield from name_rows(
            _those(frame, frame[later] < frame[earlier]),
            files,
            later,
            code="row.time_order",
            severity="warning",
            problem=N_("is before the ticket was opened"),
            hint=_COUNTED,
        )
    still_open, resolved = frame["state"].isin(OPEN), frame["resolved_at"].notna()
    for column, chosen in (("resolved_at", resolved), ("closed_at", ~resolved & frame["closed_at"].notna())):
        yield from name_rows(
            _those(frame, still_open & chosen),
            files,
            column,
            code="row.open_resolved",
            severity="warning",
            problem=N_("is given though the ticket is open"),
            hint=N_("the ticket counts as open, and the time does not; correct the state or the time in the tool"),
        )
    yield from name_rows(
        _those(frame, _closed_unresolved(frame)),
        files,
        "resolved_at",
        code="row.closed_unresolved",
        severity="warning",
        problem=N_("is empty though the ticket is closed"),
        hint=N_("such tickets are in no resolution figure; map resolved_at to two columns if closing is resolving"),
    )
    yield from name_rows(
        _those(frame, _ended_untimed(frame)),
        files,
        "state",
        code="row.ended_untimed",
        severity="warning",
        problem=N_("says that the ticket has ended, and no time of resolution or closing tells when"),
        hint=N_("such tickets are in no figure but that of opened ones; add the time in the tool"),
    )


def _those(frame: pd.DataFrame, chosen: pd.Series) -> pd.DataFrame:
    """What the chosen rows are known by: account, number of the record, place."""
    known = [name for name in ("account", *RECORD, *PLACE) if name in frame.columns]
    return frame[known].iloc[np.flatnonzero(chosen)]


def _closed_unresolved(frame: pd.DataFrame) -> pd.Series:
    """Tickets that are closed without a resolution, though they were not cancelled and no state says they are open."""
    unresolved = frame["resolved_at"].isna() & frame["closed_at"].notna()
    return unresolved & ~frame["state"].isin((*OPEN, "cancelled"))


def _ended_untimed(frame: pd.DataFrame) -> pd.Series:
    """Tickets that are resolved or closed at no time, among those of an account of which others tell one."""
    timed = frame["resolved_at"].notna() | frame["closed_at"].notna()
    return frame["state"].isin(DONE) & ~timed & timed.groupby(frame["account"]).transform("any")


def _backwards(frame: pd.DataFrame, files: Sequence[InputFile], begin: str, end: str) -> Iterable[Issue]:
    """Rows that end before they start: there is no telling how long it lasted."""
    return name_rows(
        _those(frame, frame[end] < frame[begin]),
        files,
        end,
        code="row.time_order",
        problem="is before the start",
        hint="correct it in the source",
    )


def _off_scale(frame: pd.DataFrame, files: Sequence[InputFile], column: str, scale: _Scale) -> Iterable[Issue]:
    """Issues that quote the number in a column, for rows in which it cannot be right."""
    wrong = scale.wrong(frame[column], frame)
    return name_rows(
        _those(frame, wrong).assign(cell=frame.loc[wrong, column].map("{:g}".format)),
        files,
        column,
        code="cell.scale",
        problem=scale.problem,
        expected=scale.expected,
        hint=scale.hint,
    )


def _out_of_scale(score: pd.Series, frame: pd.DataFrame) -> pd.Series:
    """Scores of surveys that the scale of their kind does not have."""
    low, high = (
        frame["kind"].map({kind: scale[end] for kind, scale in SCALES.items()}).astype("float64") for end in (0, 1)
    )
    return (score < low) | (score > high)


def _surveys(frame: pd.DataFrame, files: Sequence[InputFile]) -> Iterable[Issue]:
    return name_rows(
        _those(frame, frame["score"].notna() & frame["answered_at"].isna()),
        files,
        "answered_at",
        code="row.score_undated",
        severity="warning",
        problem=N_("is empty though there is a score"),
        hint=N_("such answers are in no figure; map answered_at to the column with the day of the answer"),
    )


def _outages(frame: pd.DataFrame, files: Sequence[InputFile]) -> Iterable[Issue]:
    return name_rows(
        _those(frame, frame["planned"].fillna(False).astype(bool) & frame["ended_at"].isna()),
        files,
        "ended_at",
        code="row.maintenance_open",
        severity="warning",
        problem=N_("is empty though it is planned maintenance"),
        hint=N_("it takes no outage out of the downtime, as nobody knows when it ended; give its end"),
    )


def _value(frame: pd.DataFrame, files: Sequence[InputFile]) -> Iterable[Issue]:
    reckoned = frame[["hours", "money"]].notna().any(axis=1)
    return name_rows(
        _those(frame, reckoned & (frame["assumption"] == "")),
        files,
        "assumption",
        code="row.unreckoned",
        severity="warning",
        problem=N_("is empty though hours or money are given"),
        hint=N_("they are in no figure; say how they are reckoned"),
    )


_SCALES: Mapping[str, tuple[_Scale, ...]] = {
    "outages": (
        _Scale(
            ("impact",),
            lambda cells, _: (cells < 0) | (cells > 1),
            "is not a part of the service",
            "a number from 0 to 1",
            "write 0.4 for 40 percent",
        ),
    ),
    "surveys": (
        _Scale(
            ("score",),
            _out_of_scale,
            "is outside the scale of its kind",
            "csat 1 to 5, nps 0 to 10, ces 1 to 7",
        ),
    ),
    "capacity": (_positive("limit"), _amounts("used"), _positive("threshold")),
    "entitlements": (_amounts("owned", "used"),),
    "contracts": (_amounts("allowance", "used"),),
    "projects": (
        _amounts("budget", "planned_value", "earned_value", "actual_cost", "tests_planned", "tests_passed"),
        _Scale(
            ("tests_passed",),
            lambda cells, frame: cells > frame["tests_planned"],
            "is more than were planned",
            "a number up to tests_planned",
        ),
    ),
    "value": (_amounts("hours", "money"),),
    "scorecard": (
        _positive("best"),
        _Scale(
            ("score",),
            lambda cells, frame: (cells < 0) | (cells > frame["best"].where(frame["best"] > 0, BEST)),
            "is outside the scale",
            f"a number from 0 to the best, which is {BEST:g} where none is given",
            "give the best rating of their scale in the column best",
        ),
    ),
}

Look = Callable[[pd.DataFrame, Sequence[InputFile]], Iterable[Issue]]
_LOOKS: Mapping[str, Look] = {"tickets": _tickets, "surveys": _surveys, "outages": _outages, "value": _value}
