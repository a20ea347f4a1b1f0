"""Spans of time that overlap: no moment counts twice, and each belongs to one row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reviewgen.metrics.cells import Entries
from reviewgen.metrics.rows import Rows


@dataclass(frozen=True, slots=True)
class Pieces:
    """Disjoint spans [start, end) in the order of group and time: each is given to one `row` of its group."""

    row: np.ndarray
    group: np.ndarray
    start: np.ndarray
    end: np.ndarray

    def only(self, chosen: np.ndarray) -> Pieces:
        """The pieces of a mask."""
        return Pieces(self.row[chosen], self.group[chosen], self.start[chosen], self.end[chosen])


def union(group: np.ndarray, start: np.ndarray, end: np.ndarray, weight: np.ndarray) -> Pieces:
    """Cut the spans of each group where they overlap, and give each piece to the heaviest row, else the first.

    All arrays have one entry a row; a row that ends before it begins has no piece.
    """
    rows = np.flatnonzero((end > start) & (group >= 0))
    edges = np.unique(
        np.stack([np.concatenate([group[rows]] * 2), np.concatenate([start[rows], end[rows]])], axis=1), axis=0
    )
    place = {name: _position(edges, group[rows], at[rows]) for name, at in (("first", start), ("last", end))}
    length = place["last"] - place["first"]
    row = np.repeat(rows, length)
    piece = np.repeat(place["first"] - (np.cumsum(length) - length), length) + np.arange(len(row))
    order = np.lexsort((row, -weight[row], piece))
    piece, row = piece[order], row[order]
    winner = np.concatenate([[True], piece[1:] != piece[:-1]]) if len(piece) else np.zeros(0, dtype=bool)
    piece, row = piece[winner], row[winner]
    return Pieces(row, edges[piece, 0], edges[piece, 1], edges[piece + 1, 1] if len(piece) else edges[piece, 1])


def _position(edges: np.ndarray, group: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Where each (group, instant) stands among the sorted edges."""
    kinds = np.dtype([("group", "int64"), ("at", "int64")])
    known, wanted = np.empty(len(edges), dtype=kinds), np.empty(len(at), dtype=kinds)
    known["group"], known["at"] = edges[:, 0], edges[:, 1]
    wanted["group"], wanted["at"] = group, at
    return np.searchsorted(known, wanted)


def overlap(start: np.ndarray, end: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """How much of each span lies in each period: shape (spans, periods). `bounds` has shape (spans, periods + 1)."""
    shared: np.ndarray = np.minimum(end[:, None], bounds[:, 1:]) - np.maximum(start[:, None], bounds[:, :-1])
    result: np.ndarray = np.maximum(shared, 0)
    return result


def per_row(pieces: Pieces, amounts: np.ndarray, rows: int) -> np.ndarray:
    """Amounts of pieces, shape (pieces, periods), summed over the pieces of each row: shape (rows, periods)."""
    result = np.zeros((rows, amounts.shape[1]))
    np.add.at(result, pieces.row, amounts)
    return result


def lasting(rows: Rows, start: np.ndarray, end: np.ndarray) -> Entries:
    """Each row in every period that its span reaches into, if only for a moment."""
    row, period = np.nonzero(overlap(start, end, rows.grid.bounds[rows.code]) > 0)
    return Entries(rows, row, period)
