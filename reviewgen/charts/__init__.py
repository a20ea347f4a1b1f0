"""Drawings: numbers in, one SVG element out, alike in both PDF engines and in a browser."""

from __future__ import annotations

from reviewgen.charts.bars import bars
from reviewgen.charts.behaviour import behaviour
from reviewgen.charts.columns import columns
from reviewgen.charts.sparkline import sparkline
from reviewgen.charts.svg import ACCENT, BAD, CALM, HAIRLINE, INK, OK, QUIET, RISK, SLATE, Svg
from reviewgen.charts.timeline import Milestone, timeline

__all__ = [
    "ACCENT",
    "BAD",
    "CALM",
    "HAIRLINE",
    "INK",
    "OK",
    "QUIET",
    "RISK",
    "SLATE",
    "Milestone",
    "Svg",
    "bars",
    "behaviour",
    "columns",
    "sparkline",
    "timeline",
]
