"""Reads a drawing back into boxes, so that tests can say where things are."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from itertools import combinations

from reviewgen.charts.svg import ASCENT, DESCENT, Svg, text_width

_NAME = "{http://www.w3.org/2000/svg}"
_STEP = re.compile(r"([MLHVhvz])([^MLHVhvz]*)")


@dataclass(frozen=True)
class Box:
    """A rectangle in units, with the words or colour that it shows."""

    left: float
    top: float
    right: float
    bottom: float
    shows: str

    def overlaps(self, other: Box, slack: float = 0.05) -> bool:
        """Whether the two share more than a rounding error."""
        beside = self.right - slack <= other.left or other.right - slack <= self.left
        return not beside and self.bottom - slack > other.top and other.bottom - slack > self.top


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
        """Every closed rectangle of every filled path, with its colour."""
        paths = [path for path in self._all("path") if path.get("fill") != "none"]
        return [_around(part, path.attrib["fill"]) for path in paths for part in _pieces(path.attrib["d"])]

    @property
    def lines(self) -> list[Box]:
        """Every unbroken run of every stroked path, with its colour."""
        paths = [path for path in self._all("path") if path.get("fill") == "none"]
        return [_around(part, path.attrib["stroke"]) for path in paths for part in _pieces(path.attrib["d"])]

    @property
    def dashed(self) -> list[Box]:
        """The lines that are dashed."""
        paths = [path for path in self._all("path") if path.get("stroke-dasharray")]
        return [_around(part, path.attrib["stroke"]) for path in paths for part in _pieces(path.attrib["d"])]

    @property
    def dots(self) -> list[Box]:
        """Every circle, with its colour."""
        return [_dot_box(element) for element in self._all("circle")]

    @property
    def everything(self) -> list[Box]:
        """All that is drawn."""
        return [*self.texts, *self.rects, *self.lines, *self.dots]


def _text_box(element: ET.Element) -> Box:
    words, bold = element.text or "", element.get("font-weight") is not None
    x, y, width = float(element.attrib["x"]), float(element.attrib["y"]), text_width(words, bold=bold)
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[element.get("text-anchor", "start")]
    return Box(left, y - ASCENT, left + width, y + DESCENT, words)


def _dot_box(element: ET.Element) -> Box:
    x, y, r = (float(element.attrib[name]) for name in ("cx", "cy", "r"))
    return Box(x - r, y - r, x + r, y + r, element.attrib["fill"])


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


def _around(points: list[tuple[float, float]], shows: str) -> Box:
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys), shows)


def any_overlap(boxes: list[Box]) -> list[tuple[Box, Box]]:
    """Return all pairs that overlap."""
    return [(a, b) for a, b in combinations(boxes, 2) if a.overlaps(b)]
