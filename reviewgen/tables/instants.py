"""Columns of times in plain ISO form, read and placed as whole columns: a million of them are no matter."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc

from reviewgen.sources import text

NAT = np.iinfo("int64").min
DAY = 86_400_000_000
KNOWN_DAYS = (-25_000, 125_000)  # about 1901 to 2312
MICROSECONDS = pa.timestamp("us")
SIGNS = {10: {4: b"-", 7: b"-"}}
SIGNS[16] = SIGNS[10] | {10: b" T", 13: b":"}
SIGNS[19] = SIGNS[16] | {16: b":"}


def plain(cells: pd.Series, years: tuple[int, int]) -> np.ndarray | None:
    """Wall times in microseconds since 1970 (NaT: an empty cell); None where they are to be read with more care.

    They are read where all cells that are not empty are alike 2026-10-31, 2026-10-31 14:05 or 2026-10-31 14:05:09,
    are times that there can be, and lie in these years.
    """
    written = text.arrow(cells)
    lengths = set(pc.unique(pc.binary_length(written)).to_pylist()) - {0}
    if not lengths:
        return np.full(len(cells), NAT)
    if len(lengths) > 1 or not _alike(cells, lengths.pop()):
        return None
    try:
        found = pc.cast(pc.if_else(pc.equal(written, ""), None, written), MICROSECONDS)
    except pa.ArrowInvalid:
        return None
    reach = pc.min_max(found)
    inside = reach["min"].as_py().year >= years[0] and reach["max"].as_py().year <= years[1]
    return found.to_numpy().view("int64") if inside else None


def _alike(cells: pd.Series, length: int) -> bool:
    """Whether the signs between the digits stand where they do in the plain form of that length."""
    if length not in SIGNS:
        return False
    lines = text.of_one_length(cells, length)
    return all(np.isin(lines[:, place], list(signs)).all() for place, signs in SIGNS[length].items())


def placed(walls: np.ndarray, zone: ZoneInfo) -> tuple[np.ndarray, np.ndarray]:
    """Wall times as instants, both in microseconds since 1970 (NaT: missing), and which of them are doubtful.

    A time that was skipped moves forward, one that came twice is the earlier. Only the days around a change of the
    clocks need a look at each time.
    """
    known = walls != NAT
    doubtful = np.zeros(len(walls), dtype=bool)
    if not known.any():
        return walls.copy(), doubtful
    days = np.where(known, walls, walls[known][0]) // DAY
    first, last = int(days.min()), int(days.max())
    if first < KNOWN_DAYS[0] or last > KNOWN_DAYS[1]:
        return _looked_up(walls, zone)
    away, steady = _days(zone, first, last)
    instants = np.where(known, walls - away[days - first], NAT)
    near = np.flatnonzero(known & ~steady[days - first])
    instants[near], doubtful[near] = _looked_up(walls[near], zone)
    return instants, doubtful


def _days(zone: ZoneInfo, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
    """For each wall day how far the zone is from UTC, and whether that holds from the day before to the day after."""
    noted = pd.DatetimeIndex((np.arange(first - 1, last + 3) * DAY).view("datetime64[us]"), tz="UTC")
    walls = noted.tz_convert(zone).tz_localize(None)
    away = walls.as_unit("us").asi8 - noted.asi8
    same = away[1:] == away[:-1]
    return away[1:-2], same[:-2] & same[1:-1] & same[2:]


def _looked_up(walls: np.ndarray, zone: ZoneInfo) -> tuple[np.ndarray, np.ndarray]:
    naive = pd.DatetimeIndex(walls.view("datetime64[us]"))
    strict = naive.tz_localize(zone, ambiguous="NaT", nonexistent="NaT")
    doubtful = np.asarray(strict.isna()) & (walls != NAT)
    if doubtful.any():
        earlier = np.ones(len(naive), dtype=bool)
        strict = naive.tz_localize(zone, ambiguous=earlier, nonexistent="shift_forward")
    return strict.as_unit("us").asi8, doubtful
