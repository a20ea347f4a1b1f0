"""Any drawing that a caller could ask for, of every kind."""

from __future__ import annotations

import math
from typing import Any

from drawing_reader import tick
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from reviewgen.charts import (
    Bullet,
    Milestone,
    Svg,
    bars,
    behaviour,
    bullets,
    columns,
    empty,
    heatmap,
    interval_rows,
    intervals,
    pareto,
    sparkline,
    stacked,
    timeline,
)
from reviewgen.model import Status

NUMBERS = st.one_of(
    st.floats(-1e12, 1e12),
    st.floats(0, 100),
    st.floats(90, 100),
    st.integers(-100, 100),
    st.integers(0, 3000),
    st.sampled_from([0.0, -0.0, 1e-320, 1e99, -1e99, 95.0]),
)
AMOUNTS = NUMBERS.map(abs)
VALUES = st.one_of(st.none(), NUMBERS)
WORDS = st.one_of(st.text(max_size=12), st.from_regex(r"-?[0-9,.]{1,9}( %)?", fullmatch=True), st.just("الهدف 90 %"))
LABELS = st.one_of(st.sampled_from(["Oct", "W41", "2026-Q3", ""]), st.text(max_size=60))
EVENTS = st.lists(st.tuples(st.one_of(st.floats(-1, 61), st.floats(0, 3)), LABELS), max_size=5)
SPANS = st.one_of(
    st.just((None, None, None)),
    st.lists(NUMBERS, min_size=3, max_size=3).map(sorted),
    NUMBERS.map(lambda value: (None, value, value)),
)
KNOWN_DAYS = st.one_of(
    st.integers(730000, 760000).map(float), st.floats(-1e12, 1e12), st.sampled_from([0.0, 1e-300, 1e99])
)
DAYS = st.one_of(st.none(), KNOWN_DAYS)
STATUSES: list[Status | None] = ["met", "at_risk", "missed", "not_measured", None]


def _lists(of: SearchStrategy[Any], count: int) -> SearchStrategy[list[Any]]:
    return st.lists(of, min_size=count, max_size=count)


def _titled(draw: DrawFn) -> dict[str, Any]:
    return {"title": draw(LABELS), "description": draw(LABELS)}


def _over_time(draw: DrawFn, rows: int = 0) -> dict[str, Any]:
    """What charts over time share; `rows` of words need more height."""
    events = draw(st.one_of(st.just([]), EVENTS))
    least = math.ceil(16 + 3.5 * (rows + bool(events)))
    return {
        **_titled(draw),
        "tick_text": tick,
        "target": draw(VALUES),
        "target_text": draw(LABELS),
        "events": events,
        "maximum": draw(st.sampled_from([None, 100])),
        "width_mm": draw(st.integers(40, 200)),
        "height_mm": draw(st.one_of(st.integers(least, 40), st.just(60))),
    }


@st.composite
def some_columns(draw: DrawFn) -> Svg:
    """Columns, in pairs or not."""
    count = draw(st.integers(1, 60))
    return columns(
        draw(_lists(LABELS, count)),
        draw(_lists(VALUES, count)),
        draw(_lists(WORDS, count)),
        second=draw(st.one_of(st.none(), _lists(VALUES, count))),
        second_texts=draw(_lists(WORDS, count)),
        names=draw(st.tuples(LABELS, LABELS)),
        last_is_current=draw(st.booleans()),
        **_over_time(draw, 1),
    )


@st.composite
def some_stacked(draw: DrawFn) -> Svg:
    """Stacked columns."""
    count, parts = draw(st.integers(1, 40)), draw(st.integers(1, 5))
    maybe = st.one_of(st.none(), AMOUNTS)
    return stacked(
        draw(_lists(LABELS, count)),
        [(draw(LABELS), draw(_lists(maybe, count))) for _ in range(parts)],
        draw(_lists(WORDS, count)),
        **_over_time(draw),
    )


@st.composite
def some_behaviour(draw: DrawFn) -> Svg:
    """Process-behaviour charts."""
    count = draw(st.integers(1, 60))
    known = draw(st.sampled_from([NUMBERS, st.one_of(st.floats(0, 100), st.floats(90, 100))]))
    maybe = st.one_of(st.none(), known)
    row = st.one_of(_lists(maybe, count), maybe.map(lambda value: [value] * count))
    return behaviour(
        draw(_lists(LABELS, count)),
        draw(st.one_of(row, _lists(known, count))),
        draw(_lists(WORDS, count)),
        centre=draw(row),
        lower=draw(row),
        upper=draw(row),
        signals=draw(_lists(st.sampled_from(["", "", "", "outside", "three_of_four", "run"]), count)),
        centre_text=draw(LABELS),
        lower_text=draw(LABELS),
        upper_text=draw(LABELS),
        minimum=draw(st.sampled_from([None, 0])),
        **_over_time(draw),
    )


@st.composite
def some_intervals(draw: DrawFn) -> Svg:
    """Dots with intervals over time."""
    found = draw(st.lists(SPANS, min_size=1, max_size=40))
    lows, values, highs = zip(*found, strict=True)
    count = len(found)
    return intervals(
        draw(_lists(LABELS, count)),
        values,
        draw(_lists(WORDS, count)),
        lows=lows,
        highs=highs,
        minimum=draw(st.sampled_from([None, 0])),
        **_over_time(draw),
    )


@st.composite
def some_interval_rows(draw: DrawFn) -> Svg:
    """Dots with intervals, a row each."""
    found = draw(st.lists(SPANS, min_size=1, max_size=12))
    lows, values, highs = zip(*found, strict=True)
    count = len(found)
    return interval_rows(
        draw(_lists(LABELS, count)),
        values,
        draw(_lists(WORDS, count)),
        lows=lows,
        highs=highs,
        tick_text=tick,
        target=draw(VALUES),
        target_text=draw(LABELS),
        maximum=draw(st.sampled_from([None, 100])),
        width_mm=draw(st.integers(60, 200)),
        row_mm=draw(st.sampled_from([4, 4.8, 9])),
        **_titled(draw),
    )


@st.composite
def some_sparkline(draw: DrawFn) -> Svg:
    """Histories the size of a word."""
    return sparkline(
        draw(st.lists(VALUES, min_size=1, max_size=60)),
        target=draw(VALUES),
        status=draw(st.sampled_from(STATUSES)),
        scale=draw(st.sampled_from([None, (0, 100), (5, 5), (-1e99, 1e99)])),
        width_mm=draw(st.integers(8, 60)),
        height_mm=draw(st.integers(3, 20)),
        **_titled(draw),
    )


def _rows(of: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Labels, values and words, as many of each."""
    rows = st.lists(st.tuples(LABELS, of, WORDS), min_size=1, max_size=20)
    return rows.map(lambda found: tuple(zip(*found, strict=True)))


@st.composite
def some_bars(draw: DrawFn) -> Svg:
    """Horizontal bars, compared with others or not."""
    labels, values, words = draw(_rows(VALUES))
    return bars(
        labels,
        values,
        words,
        alike=draw(st.lists(_rows(VALUES), max_size=2)),
        width_mm=draw(st.integers(40, 200)),
        row_mm=draw(st.sampled_from([3.5, 4.6, 9])),
        **_titled(draw),
    )


@st.composite
def some_pareto(draw: DrawFn) -> Svg:
    """Pareto charts."""
    labels, values, words = draw(_rows(st.one_of(st.none(), AMOUNTS)))
    return pareto(
        labels,
        values,
        words,
        total=draw(st.one_of(st.none(), AMOUNTS)),
        mark=draw(st.sampled_from([50, 80, 100])),
        mark_text=draw(LABELS),
        line_text=draw(LABELS),
        width_mm=draw(st.integers(60, 200)),
        row_mm=draw(st.sampled_from([3.5, 4.6, 9])),
        **_titled(draw),
    )


@st.composite
def some_bullets(draw: DrawFn) -> Svg:
    """Bullets."""
    maybe = st.one_of(st.none(), AMOUNTS)
    return bullets(
        draw(st.lists(st.builds(Bullet, LABELS, maybe, maybe, maybe, WORDS), min_size=1, max_size=12)),
        names=draw(st.tuples(LABELS, LABELS, LABELS)),
        width_mm=draw(st.integers(60, 200)),
        row_mm=draw(st.sampled_from([4, 4.8, 9])),
        **_titled(draw),
    )


@st.composite
def some_heatmap(draw: DrawFn) -> Svg:
    """Heat maps."""
    rows, hours = draw(st.integers(1, 9)), draw(st.integers(1, 30))
    return heatmap(
        draw(_lists(LABELS, rows)),
        draw(_lists(WORDS, hours)),
        draw(_lists(_lists(st.one_of(st.none(), AMOUNTS), hours), rows)),
        peak_text=draw(WORDS),
        scale_texts=draw(st.tuples(LABELS, LABELS)),
        width_mm=draw(st.integers(60, 200)),
        row_mm=draw(st.sampled_from([3.5, 4.6, 9])),
        **_titled(draw),
    )


@st.composite
def some_timeline(draw: DrawFn) -> Svg:
    """Timelines."""
    return timeline(
        draw(st.lists(st.builds(Milestone, LABELS, DAYS, DAYS, DAYS, LABELS), min_size=1, max_size=12)),
        names=draw(st.tuples(LABELS, LABELS, LABELS)),
        ticks=draw(st.lists(st.tuples(KNOWN_DAYS, LABELS), max_size=12)),
        now=draw(st.one_of(st.none(), st.tuples(KNOWN_DAYS, LABELS))),
        width_mm=draw(st.integers(80, 200)),
        row_mm=draw(st.sampled_from([4, 4.8, 9])),
        **_titled(draw),
    )


@st.composite
def some_empty(draw: DrawFn) -> Svg:
    """Frames with a word in them."""
    return empty(draw(LABELS), width_mm=draw(st.integers(8, 200)), height_mm=draw(st.integers(4, 60)), **_titled(draw))


KINDS: dict[str, SearchStrategy[Svg]] = {
    "bars": some_bars(),
    "behaviour": some_behaviour(),
    "bullets": some_bullets(),
    "columns": some_columns(),
    "empty": some_empty(),
    "heatmap": some_heatmap(),
    "interval_rows": some_interval_rows(),
    "intervals": some_intervals(),
    "pareto": some_pareto(),
    "sparkline": some_sparkline(),
    "stacked": some_stacked(),
    "timeline": some_timeline(),
}
