"""Drawings: numbers and words in, one SVG element out, alike in both PDF engines and in a browser.

A drawing is made for white paper. So that a page on a dark screen can paint it anew, each shape and text has one class
that says its role, besides the attributes that paper needs; rules of a style sheet are stronger than these:

| class | what it is | painted by |
|---|---|---|
| ink | words that are read first, frames | fill, or stroke of a line |
| soft | other words, axes, small lines | fill, or stroke |
| accent | what is told of, in the account's colour | fill, or stroke |
| calm | what was before | fill |
| step1 to step5 | steps of the accent, the darkest first; step5 is the nearest to paper | fill |
| empty | a cell with nothing in it | fill |
| grid | gridlines, tracks | stroke, or fill |
| target | what was agreed | stroke |
| limit | usual level and limits | stroke |
| signal | a point that says that something has changed | fill; its stroke is paper |
| event | what is known to have happened | stroke, and fill of its words |
| met, at_risk, missed | the status of the last point of a small history | fill |
| paper | what is left free in a shape, or words on a dark one | fill, or stroke |
| time | the drawing itself, if time runs through it: the latest is at its right end | |

Lines have `fill="none"`, so two rules a role are enough:
`svg .ink { fill: … }` for what is not `[fill="none"]`, and `svg .ink[fill="none"] { stroke: … }`.

Time runs to the right in all of them, whatever the direction of the page. Words come in the language of the account.
Charts that are compared are given one scale (`one_scale`; `alike` for bars). None is a gap in a history. Where nothing
at all is known, a section shows no chart, or `empty` where one stands beside others.
"""

from __future__ import annotations

from reviewgen.charts.bars import bars
from reviewgen.charts.behaviour import behaviour
from reviewgen.charts.bullets import Bullet, bullets
from reviewgen.charts.columns import columns
from reviewgen.charts.empty import empty
from reviewgen.charts.events import Event
from reviewgen.charts.heatmap import heatmap
from reviewgen.charts.intervals import interval_rows, intervals
from reviewgen.charts.palette import ACCENT
from reviewgen.charts.pareto import pareto
from reviewgen.charts.scale import Scale, one_scale
from reviewgen.charts.sparkline import sparkline
from reviewgen.charts.stacked import stacked
from reviewgen.charts.svg import Svg
from reviewgen.charts.timeline import Milestone, timeline

__all__ = [
    "ACCENT",
    "Bullet",
    "Event",
    "Milestone",
    "Scale",
    "Svg",
    "bars",
    "behaviour",
    "bullets",
    "columns",
    "empty",
    "heatmap",
    "interval_rows",
    "intervals",
    "one_scale",
    "pareto",
    "sparkline",
    "stacked",
    "timeline",
]
