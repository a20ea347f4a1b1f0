"""SVG drawings of unknown origin: only shapes and colours that are known to be harmless come through.

What comes out is written anew: no script, no style sheet, no text, nothing that loads or moves. A drawing that would
not look like itself without what it may not have is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

from reviewgen.errors import shorten

MAX_ELEMENTS, MAX_DRAWN, MAX_DEPTH = 5_000, 20_000, 50
MAX_SHEET, MAX_PAINT = 20_000, 200  # characters of a style sheet, and of one value that paints
LARGEST, LEAST = 1e6, 1e-3
SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "use"}
KEPT = SHAPES | {"g", "defs", "symbol", "clipPath", "linearGradient", "radialGradient", "stop"}
OPENED = {"a", "switch"}  # their content is kept without them
SILENT = {"title", "desc", "metadata", "style", "view", "filter", "mask", "pattern", "marker"}
SPOILING = {"text": "text", "image": "a picture", "svg": "another drawing"}
LINKING = {"use", "linearGradient", "radialGradient"}
SHAPING = {
    *("x", "y", "width", "height", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "d", "points"),
    *("offset", "transform", "gradientTransform", "gradientUnits", "clipPathUnits", "viewBox"),
}
PAINTING = {
    *("fill", "fill-opacity", "fill-rule", "stroke", "stroke-opacity", "stroke-width", "stroke-linecap"),
    *("stroke-linejoin", "stroke-miterlimit", "opacity", "color", "stop-color", "stop-opacity"),
    *("clip-path", "clip-rule", "display", "visibility"),
}
SPOILERS = {"filter", "mask", "marker", "marker-start", "marker-mid", "marker-end"}
MISSED = {"stroke-dasharray", "mix-blend-mode", "spreadMethod"}  # may take an engine for ever, or are drawn unlike
CENTRED = {"cx": "50%", "cy": "50%", "r": "50%"}  # weasyprint needs them said
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SELECTOR = re.compile(r"\.?[A-Za-z_][\w-]*")
NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
REFERENCE = re.compile(r"""url\(\s*["']?#([^"')]*)["']?\s*\).*""", re.DOTALL)
FUNCTION = re.compile(r"(?:rgba?|hsla?|matrix|translate|scale|rotate|skew[XY])\s*\([\w\s.,%+-]*\)", re.ASCII)
HEX = re.compile(r"#[0-9a-fA-F]{3,8}\b")
PLAIN = re.compile(r"[\w\s.,%+-]*", re.ASCII)
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
LENGTH = re.compile(r"(\d+\.?\d*|\.\d+)\s*(?:px|pt|pc|mm|cm|in)?")


class PictureError(ValueError):
    """The picture cannot be used; says why."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A cleaned drawing, its size in its own units, and what was left out of it though it may be missed."""

    data: bytes
    width: float
    height: float
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A cleaned piece: how many elements and shapes it has, and the ids that it refers to."""

    markup: str = ""
    elements: int = 0
    shapes: int = 0
    refers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule of a style sheet: the class (".st0") or the element that it is for, and what it says."""

    selector: str
    says: Mapping[str, str]


def cleaned(data: bytes) -> Drawing:
    """A drawing with nothing but shapes in it, the same bytes for the same drawing; raises PictureError."""
    root = _parsed(data)
    left, top, width, height = _box(root)
    cleaner = _Cleaner(_rules("".join(one.text or "" for one in root.iter(f"{SVG}style"))))
    paint = {name: value for name, value in cleaner.values(root, "svg").items() if name in PAINTING}
    inner = cleaner.inside(root, 1)
    if not inner.shapes:
        raise PictureError("shows nothing")
    _weigh(inner, cleaner.named)
    size = {"width": f"{width:g}", "height": f"{height:g}", "viewBox": f"{left:g} {top:g} {width:g} {height:g}"}
    opened = f'<svg xmlns="{SVG[1:-1]}"{_attributes(size | paint)}>'
    return Drawing(f"{opened}{inner.markup}</svg>".encode(), width, height, tuple(sorted(cleaner.left_out)))


def _parsed(data: bytes) -> ET.Element:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PictureError("is not written in UTF-8") from None
    before, _, declared = text.partition("<!DOCTYPE")
    named, _, after = declared.partition(">")
    if "[" in named or "<!DOCTYPE" in after or "<!ENTITY" in text:
        raise PictureError("declares entities of its own")
    try:
        root = ET.fromstring(before + after)
    except ET.ParseError as error:
        raise PictureError(f"cannot be read as XML: {error}") from None
    if root.tag != f"{SVG}svg":
        raise PictureError("is no SVG drawing")
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise PictureError(f"has more than {MAX_ELEMENTS:,} elements")
    return root


def _box(root: ET.Element) -> tuple[float, float, float, float]:
    """Left, top, width and height of what is shown."""
    given = root.get("viewBox")
    sides = [LENGTH.fullmatch(root.get(name, "").strip()) for name in ("width", "height")]
    numbers = [0.0, 0.0, *(float(one[1]) for one in sides if one)] if given is None else _numbers(given)
    if len(numbers) != 4 or max(map(abs, numbers)) > LARGEST or min(numbers[2:]) < LEAST:
        raise PictureError("has no size: neither a viewBox nor width and height")
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _numbers(text: str) -> list[float]:
    return [float(one) for one in NUMBER.findall(text)]


def _rules(sheet: str) -> tuple[_Rule, ...]:
    """The rules of a sheet, those for elements first: a class is more particular."""
    if len(sheet) > MAX_SHEET:
        raise PictureError(f"has a style sheet of more than {MAX_SHEET:,} characters")
    found = []
    for rule in COMMENT.sub("", sheet).split("}"):
        selectors, sign, declarations = rule.partition("{")
        found += [_Rule(one.strip(), _declared(declarations)) for one in selectors.split(",") if sign]
    return tuple(sorted(found, key=lambda rule: rule.selector.startswith(".")))


def _declared(text: str) -> dict[str, str]:
    """What a style says of painting; the rest of it changes no shape."""
    pairs = (one.partition(":") for one in text.split(";"))
    said = {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs}
    return {name: value for name, value in said.items() if name in PAINTING | SPOILERS | MISSED}


@dataclass(slots=True)
class _Cleaner:
    """Takes one drawing apart: `named` are its parts with an id, `left_out` what is not among them."""

    rules: tuple[_Rule, ...]
    named: dict[str, _Part] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.left_out |= {f"style {one.selector}" for one in self.rules if not SELECTOR.fullmatch(one.selector)}

    def inside(self, parent: ET.Element, depth: int) -> _Part:
        """What is kept of the content of an element."""
        if depth > MAX_DEPTH:
            raise PictureError(f"is nested more than {MAX_DEPTH} deep")
        parts = [self._kept(one, depth) for one in parent]
        return _Part(
            "".join(part.markup for part in parts),
            sum(part.elements for part in parts),
            sum(part.shapes for part in parts),
            tuple(name for part in parts for name in part.refers),
        )

    def _kept(self, element: ET.Element, depth: int) -> _Part:
        tag = element.tag.removeprefix(SVG)
        if tag in SPOILING:
            raise PictureError(f"holds {SPOILING[tag]}, and not shapes alone")
        if tag in OPENED:
            return self.inside(element, depth + 1)
        if tag in KEPT:
            return self._written(element, tag, depth)
        if tag not in SILENT and "}" not in tag:
            self.left_out.add(tag)
        return _Part()

    def _written(self, element: ET.Element, tag: str, depth: int) -> _Part:
        values = self.values(element, tag)
        inner = self.inside(element, depth + 1)
        references = (found for key, found in values.items() if key == "href" or found.startswith("url("))
        refers = (found.partition("#")[2].removesuffix(")") for found in references)
        name = element.get("id", "")
        known = {"id": name} if NAME.fullmatch(name) else {}
        opened = f"<{tag}{_attributes(known | values)}"
        markup = f"{opened}>{inner.markup}</{tag}>" if inner.markup else f"{opened}/>"
        part = _Part(markup, inner.elements + 1, inner.shapes + (tag in SHAPES), (*refers, *inner.refers))
        if known:
            self.named.setdefault(name, part)
        return part

    def values(self, element: ET.Element, tag: str) -> dict[str, str]:
        """The attributes that are kept of an element, and what styles say of it, as attributes."""
        classes = {f".{name}" for name in element.get("class", "").split()}
        asked = dict(CENTRED) if tag == "radialGradient" else {}
        asked |= {name.removeprefix(XLINK): value.strip() for name, value in element.attrib.items()}
        for rule in self.rules:
            asked |= rule.says if rule.selector == tag or rule.selector in classes else {}
        asked |= _declared(element.get("style", ""))
        return {name: kept for name, value in asked.items() if (kept := self._value(tag, name, value))}

    def _value(self, tag: str, name: str, value: str) -> str:
        """The value of an attribute as it is kept; empty where it is left out."""
        if name in SPOILERS and value != "none":
            raise PictureError(f'uses "{name}", and not shapes alone')
        if name == "href" and tag in LINKING:
            return _within(value)
        if name in SHAPING or (name in PAINTING and len(value) <= MAX_PAINT):
            return self._harmless(name, value)
        if name.startswith("on") or (name in MISSED and value != "none"):
            self.left_out.add(name)
        return ""

    def _harmless(self, name: str, value: str) -> str:
        """A value of words, numbers, colours and known functions; a reference only to a part of the drawing itself."""
        if reference := REFERENCE.fullmatch(value):
            return f"url({_within('#' + reference[1])})" if name in PAINTING else ""
        words = HEX.sub("", value)
        if PLAIN.fullmatch(FUNCTION.sub("", words)) and all(abs(one) <= LARGEST for one in _numbers(words)):
            return value
        self.left_out.add(f'{name} "{shorten(value, 20)}"')
        return ""


def _within(reference: str) -> str:
    """A reference that stays within the drawing."""
    if not NAME.fullmatch(reference[1:]) or reference[0] != "#":
        raise PictureError(f'takes "{shorten(reference)}" from elsewhere')
    return reference


def _weigh(whole: _Part, named: Mapping[str, _Part]) -> None:
    """Refuse what refers to nothing, to itself, or to so many parts that drawing them has no end."""
    weights: dict[str, int] = {}

    def weight(name: str, above: Sequence[str]) -> int:
        if name not in named:
            raise PictureError(f'refers to "{name}", which is not among its shapes')
        if name in above or len(above) > MAX_DEPTH:
            raise PictureError(f'refers to "{name}" within itself')
        if name not in weights:
            part = named[name]
            weights[name] = part.elements + sum(weight(one, (*above, name)) for one in part.refers)
        return weights[name]

    if whole.elements + sum(weight(name, ()) for name in whole.refers) > MAX_DRAWN:
        raise PictureError(f"draws more than {MAX_DRAWN:,} elements")


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items())
