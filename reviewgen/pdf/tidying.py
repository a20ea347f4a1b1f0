"""Tags as PDF/UA-1 wants them, of those that weasyprint writes: each kind of element holds what it may hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from reviewgen.pdf.flow import flowing, in_paragraphs
from reviewgen.pdf.joining import MARK
from reviewgen.pdf.lists import definition, item, list_of
from reviewgen.pdf.tagtree import Annotation, Element, Kid, inside, is_a

_NO_MEANING = ("Span", "NonStruct", "Div")
_TERM = "Term"


def tidied(kids: Iterable[Kid]) -> Element:
    """The document's element: regular lists and tables, links with their texts, and nothing empty or in vain."""
    return Element("Document", in_paragraphs(one for kid in kids for one in _tidied(kid)))


def _tidied(kid: Kid) -> tuple[Kid, ...]:
    """What stands in the place of a kid: itself in order, or what it holds, or nothing."""
    if not isinstance(kid, Element):
        return (kid,)
    parts = map(_as_term, kid.kids) if kid.tag == "L" else kid.kids
    kids = tuple(one for part in parts for one in _tidied(part))
    if kid.tag in _NO_MEANING:
        return _unwrapped(kid.tag, kids)
    if not kids and kid.tag not in ("TH", "TD"):
        return ()
    return (_SHAPES.get(kid.tag, _once)(kid, kids),)


def _as_term(kid: Kid) -> Kid:
    """A group within a list holds a term and what is said of it."""
    return replace(kid, tag=_TERM) if isinstance(kid, Element) and kid.tag == "Div" else kid


def _unwrapped(tag: str, kids: tuple[Kid, ...]) -> tuple[Kid, ...]:
    """What an element that means nothing holds; with a caption it stays together, and lists of contents are one."""
    if kids and all(is_a(one, "TOC") for one in kids):
        return (Element("TOC", tuple(entry for one in kids for entry in inside(one, "TOC"))),)
    if any(is_a(one, "Caption") for one in kids):
        return (Element("Div", in_paragraphs(kids)),)
    return in_paragraphs(kids) if tag == "Div" else flowing(kids)


def _once(found: Element, kids: tuple[Kid, ...]) -> Element:
    """An element without others of its own kind: the engine tags boxes within one like the element itself."""
    return replace(found, kids=flowing(one for kid in kids for one in inside(kid, found.tag)))


def _group(found: Element, kids: tuple[Kid, ...]) -> Element:
    return replace(found, kids=in_paragraphs(kids))


def _link(found: Element, kids: tuple[Kid, ...]) -> Element:
    """The text of a link, then what makes it one: the engine makes one for each box, here the outer ones are enough."""
    made = [kid for kid in kids if isinstance(kid, Annotation)]
    outer = [one for place, one in enumerate(made) if not any(one.is_within(before) for before in made[:place])]
    return replace(found, kids=(*(kid for kid in kids if not isinstance(kid, Annotation)), *outer))


def _list(found: Element, kids: tuple[Kid, ...]) -> Element:
    """A list; around items that stand in a line the engine tags their box as a list too."""
    first = kids[0]
    if len(kids) == 1 and isinstance(first, Element) and first.tag in ("L", "TOC"):
        return first
    labelled = any(is_a(inner, "Lbl") for one in found.kids if isinstance(one, Element) for inner in one.kids)
    numbering = "Decimal" if found.kids[-1] == MARK else "Disc"
    return list_of(kids, numbering if labelled else "")


def _item(_: Element, kids: tuple[Kid, ...]) -> Element:
    return item(kids)


def _definition(_: Element, kids: tuple[Kid, ...]) -> Element:
    return definition(kids)


def _table(found: Element, kids: tuple[Kid, ...]) -> Element:
    """A table: caption, heads of columns, and all rows together."""
    caption = [kid for kid in kids if is_a(kid, "Caption")]
    heads = [_scoped(kid, "Column") for kid in kids if is_a(kid, "THead")]
    rows = [_scoped(row, "Row") for kid in kids if is_a(kid, "TBody") for row in inside(kid, "TBody")]
    return replace(found, kids=(*caption, *heads[:1], Element("TBody", tuple(rows))))


def _scoped(kid: Kid, scope: str) -> Kid:
    """The same cells, the heads among them with what they are the head of."""
    if not isinstance(kid, Element):
        return kid
    if kid.tag == "TH":
        return replace(kid, owner="Table", attributes=(("Scope", scope), *kid.attributes))
    return replace(kid, kids=tuple(_scoped(one, scope) for one in kid.kids)) if kid.tag in ("THead", "TR") else kid


_SHAPES: dict[str, Callable[[Element, tuple[Kid, ...]], Element]] = {
    "Part": _group,
    "Sect": _group,
    "Art": _group,
    "BlockQuote": _group,
    "Link": _link,
    "L": _list,
    "LI": _item,
    _TERM: _definition,
    "Table": _table,
}
