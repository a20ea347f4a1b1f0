"""The tags of a PDF as a tree of values: read from a file, and written to it.

An element has a tag as ISO 32000-1, 14.8.4 names it. What it holds are elements, pieces of content on a page, and
annotations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Name, String

_NEAR = 0.5
_ATTRIBUTES = ("/BBox", "/ColSpan", "/RowSpan")


class Content(NamedTuple):
    """A piece of content: the index of its page, and its number there."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """A link on a page."""

    page: int
    found: Any = field(compare=False)

    def is_within(self, other: Annotation) -> bool:
        """Whether it lies inside another one."""
        left, top, right, bottom = self._box
        least, highest, most, lowest = other._box
        inside = least - _NEAR <= left and right <= most + _NEAR and lowest - _NEAR <= bottom and top <= highest + _NEAR
        return inside and self.page == other.page

    @property
    def _box(self) -> tuple[float, ...]:
        """Left, top, right and bottom in points from the foot of the page."""
        left, top, right, bottom = (float(side) for side in self.found.Rect)
        return min(left, right), max(top, bottom), max(left, right), min(top, bottom)


@dataclass(frozen=True, slots=True)
class Element:
    """An element; `alt` is told instead of it. Its `attributes` are of one kind, the `owner`: Table, List or Layout."""

    tag: str
    kids: tuple[Kid, ...] = ()
    alt: str = ""
    owner: str = ""
    attributes: tuple[tuple[str, str | int | tuple[float, ...]], ...] = ()


Kid: TypeAlias = Element | Content | Annotation


def is_a(kid: Kid, *tags: str) -> bool:
    """Whether a kid is an element with one of these tags."""
    return isinstance(kid, Element) and kid.tag in tags


def inside(kid: Kid, tag: str) -> tuple[Kid, ...]:
    """What an element with that tag holds; anything else by itself."""
    return kid.kids if isinstance(kid, Element) and kid.tag == tag else (kid,)


def contents(kid: Kid) -> Iterator[Content]:
    """All content below an element, in order."""
    if isinstance(kid, Content):
        yield kid
    elif isinstance(kid, Element):
        for one in kid.kids:
            yield from contents(one)


def links(kid: Kid) -> Iterator[Annotation]:
    """All links below an element, in order."""
    if isinstance(kid, Annotation):
        yield kid
    elif isinstance(kid, Element):
        for one in kid.kids:
            yield from links(one)


def read(pdf: pikepdf.Pdf) -> tuple[Kid, ...]:
    """What the document's own element holds."""
    pages = {page.obj.objgen: place for place, page in enumerate(pdf.pages)}
    (document,) = _listed(pdf.Root.StructTreeRoot.K)
    return tuple(_read(kid, 0, pages) for kid in _listed(document.get("/K")))


def _read(found: Any, page: int, pages: Mapping[tuple[int, int], int]) -> Kid:
    if isinstance(found, int):
        return Content(page, found)
    if "/Pg" in found:
        page = pages[found.Pg.objgen]
    if found.get("/Type") == "/OBJR":
        return Annotation(page, found.Obj)
    kids = tuple(_read(kid, page, pages) for kid in _listed(found.get("/K")))
    attributes = found.get("/A", {})
    kept = tuple((name[1:], _value(attributes[name])) for name in _ATTRIBUTES if name in attributes)
    return Element(str(found.S)[1:], kids, str(found.get("/Alt", "")), str(attributes.get("/O", ""))[1:], kept)


def _value(found: Any) -> int | tuple[float, ...]:
    return tuple(float(one) for one in found) if isinstance(found, Array) else int(found)


def _listed(found: Any) -> list[Any]:
    if found is None:
        return []
    return list(found) if isinstance(found, Array) else [found]


def write(pdf: pikepdf.Pdf, document: Element) -> None:
    """Make `document` the tags of a PDF, in place of those that it has."""
    writer = _Writer(pdf)
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root.K = Array([writer.element(document, root)])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=writer.numbered()))
    root.ParentTreeNextKey = len(pdf.pages) + len(writer.linked)
    pdf.Root.StructTreeRoot = root


class _Writer:
    """Writes elements, and remembers what each piece of content and each annotation belongs to."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._pages = [page.obj for page in pdf.pages]
        self._owners: list[dict[int, Any]] = [{} for _ in self._pages]
        self.linked: list[Any] = []

    def element(self, element: Element, parent: Any) -> Any:
        """Write an element with all below it."""
        written = self._pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{element.tag}"), P=parent))
        first = next(contents(element), None)
        page = -1 if first is None else first.page
        if first is not None:
            written.Pg = self._pages[page]
        if element.alt:
            written.Alt = String(element.alt)
        if element.owner:
            named = {f"/{name}": _written(value) for name, value in element.attributes}
            written.A = Dictionary({"/O": _written(element.owner)} | named)
        written.K = Array([self._kid(kid, written, page) for kid in element.kids])
        return written

    def _kid(self, kid: Kid, parent: Any, page: int) -> Any:
        if isinstance(kid, Element):
            return self.element(kid, parent)
        if isinstance(kid, Annotation):
            return self._reference(kid, parent)
        self._owners[kid.page][kid.number] = parent
        if kid.page == page:
            return kid.number
        return Dictionary(Type=Name.MCR, Pg=self._pages[kid.page], MCID=kid.number)

    def _reference(self, kid: Annotation, parent: Any) -> Any:
        kid.found.StructParent = len(self._pages) + len(self.linked)
        self.linked.append(parent)
        return Dictionary(Type=Name.OBJR, Pg=self._pages[kid.page], Obj=kid.found)

    def numbered(self) -> Any:
        """The way back: to each page the elements of its content by number, then the element of each annotation."""
        by_page = [Array([owners.get(n) for n in range(max(owners, default=-1) + 1)]) for owners in self._owners]
        return Array([part for pair in enumerate([*by_page, *self.linked]) for part in pair])


def _written(value: str | int | tuple[float, ...]) -> Any:
    if isinstance(value, tuple):
        return Array(value)
    return Name(f"/{value}") if isinstance(value, str) else value
