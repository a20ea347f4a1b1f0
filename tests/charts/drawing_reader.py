"""Reads a drawing back into boxes, so that tests can say where things are."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from itertools import combinations, pairwise

from reviewgen.charts.svg import ASCENT, DESCENT, Svg, text_width

_NAME = "{http://www.w3.org/2000/svg}"
_STEP = re.compile(r"([MLHVhvz])([^MLHVhvz]*)")


Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle in units, with the words that it shows, or its role; and its colour."""

    left: float
    top: float
    right: float
    bottom: float
    shows: str
    colour: str = ""

    def overlaps(self, other: Box, slack: float = 0.05) -> bool:
        """Whether the two share more than a rounding error."""
        beside = self.right - slack <= other.left or other.right - slack <= self.left
        return not beside and self.bottom - slack > other.top and other.bottom - slack > self.top


@dataclass(frozen=True)
class Stroke:
    """A straight piece of a line, with its role."""

    start: Point
    end: Point
    role: str

    def cuts(self, box: Box, slack: float = 0.05) -> bool:
        """Whether it runs through the box (clipped to it as by Liang and Barsky)."""
        first, last = 0.0, 1.0
        sides = ((box.left + slack, box.right - slack), (box.top + slack, box.bottom - slack))
        for start, end, (low, high) in zip(self.start, self.end, sides, strict=True):
            way = end - start
            if way == 0:
                if not low < start < high:
                    return False
                continue
            near, far = sorted(((low - start) / way, (high - start) / way))
            first, last = max(first, near), min(last, far)
        return first <= last


class Drawing:
    """What an SVG element shows."""

    def __init__(self, svg: Svg) -> None:
        self.markup = svg.markup
        self.root = ET.fromstring(svg.markup)
        self.width, self.height = (float(size) for size in self.root.attrib["viewBox"].split()[2:])

    def _all(self, name: str) -> list[ET.Element]:
        return self.root.findall(f"{_NAME}{name}")

    @property
    def kinds(self) -> set[str]:
        """Names of all elements in the drawing."""
        return {element.tag.removeprefix(_NAME) for element in self.root.iter()}

    @property
    def texts(self) -> list[Box]:
        """All words, as wide as they are thought to be."""
        return [_text_box(element) for element in self._all("text")]

    @property
    def words(self) -> list[str]:
        """All words, in order."""
        return [box.shows for box in self.texts]

    @property
    def rects(self) -> list[Box]:
        """Every closed piece of every filled path, with its role and colour."""
        paths = [path for path in self._all("path") if path.get("fill") != "none"]
        return [_shape(part, path, "fill") for path in paths for part in _pieces(path.attrib["d"])]

    @property
    def lines(self) -> list[Box]:
        """Every unbroken run of every stroked path, with its role and colour."""
        paths = [path for path in self._all("path") if path.get("fill") == "none"]
        return [_shape(part, path, "stroke") for path in paths for part in _pieces(path.attrib["d"])]

    @property
    def strokes(self) -> list[Stroke]:
        """Every straight piece of every stroked path but those of dots."""
        paths = [path for path in self._all("path") if path.get("fill") == "none"]
        runs = [(path.attrib["class"], part) for path in paths for part in _pieces(path.attrib["d"])]
        return [Stroke(*ends, role) for role, part in runs for ends in pairwise(part) if ends[0] != ends[1]]

    @property
    def dashed(self) -> list[Box]:
        """The lines that are dashed."""
        paths = [path for path in self._all("path") if path.get("stroke-dasharray")]
        return [_shape(part, path, "stroke") for path in paths for part in _pieces(path.attrib["d"])]

    @property
    def dots(self) -> list[Box]:
        """Every circle, with its role and colour."""
        return [_dot_box(element) for element in self._all("circle")]

    def text(self, words: str) -> Box:
        """The only text that reads `words`."""
        (box,) = [box for box in self.texts if box.shows == words]
        return box

    @property
    def everything(self) -> list[Box]:
        """All that is drawn."""
        return [*self.texts, *self.rects, *self.lines, *self.dots]


def _text_box(element: ET.Element) -> Box:
    words, bold = element.text or "", element.get("font-weight") is not None
    x, y, width = float(element.attrib["x"]), float(element.attrib["y"]), text_width(words, bold=bold)
    ends = {"start": 0.0, "middle": width / 2, "end": width}
    if element.get("direction") == "rtl":
        ends = {"start": width, "middle": width / 2, "end": 0.0}
    left = x - ends[element.get("text-anchor", "start")]
    return Box(left, y - ASCENT, left + width, y + DESCENT, words, element.attrib["fill"])


def _dot_box(element: ET.Element) -> Box:
    x, y, r = (float(element.attrib[name]) for name in ("cx", "cy", "r"))
    return Box(x - r, y - r, x + r, y + r, element.attrib["class"], element.attrib["fill"])


def _pieces(path: str) -> list[list[tuple[float, float]]]:
    pieces: list[list[tuple[float, float]]] = []
    x = y = 0.0
    for step, written in _STEP.findall(path):
        numbers = [float(number) for number in written.split()]
        if step in "ML":
            x, y = numbers
        elif step in "Hh":
            x = numbers[0] + (x if step == "h" else 0)
        elif step in "Vv":
            y = numbers[0] + (y if step == "v" else 0)
        if step == "M":
            pieces.append([])
        if step != "z":
            pieces[-1].append((x, y))
    return pieces


def _shape(points: list[tuple[float, float]], path: ET.Element, painted: str) -> Box:
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys), path.attrib["class"], path.attrib[painted])


def tick(value: float) -> str:
    """Word a tick of a scale."""
    return f"{value:,.6g}"


def any_overlap(boxes: list[Box]) -> list[tuple[Box, Box]]:
    """Return all pairs that overlap."""
    return [(a, b) for a, b in combinations(boxes, 2) if a.overlaps(b)]
