"""Lists as PDF/UA-1 wants them: a list holds items, an item a label, if any, and a body."""

from __future__ import annotations

from collections.abc import Iterable

from reviewgen.pdf.flow import flowing
from reviewgen.pdf.tagtree import Annotation, Element, Kid, inside, is_a


def list_of(kids: Iterable[Kid], numbering: str) -> Element:
    """A list of items, marked as `numbering` says, if at all; one of inner links alone is a list of contents."""
    items: list[Element] = []
    for kid in kids:
        if is_a(kid, "L") and items:
            items[-1] = _with(items[-1], kid)
        else:
            items.append(kid if isinstance(kid, Element) and kid.tag == "LI" else item((kid,)))
    if all(_is_entry(one) for one in items):
        return Element("TOC", tuple(map(_entry, items)))
    if not numbering:
        return Element("L", tuple(items))
    return Element("L", tuple(items), owner="List", attributes=(("ListNumbering", numbering),))


def item(kids: Iterable[Kid]) -> Element:
    """An item: its label, if it has one, and all else as its body."""
    labels: list[Kid] = []
    body: list[Kid] = []
    for kid in kids:
        if is_a(kid, "Lbl"):
            labels.append(kid)
        else:
            body += inside(kid, "LBody")
    return Element("LI", (*labels, Element("LBody", flowing(body))))


def definition(kids: Iterable[Kid]) -> Element:
    """A term and what is said of it, each tagged as an item: one item, of which the term is the label."""
    term, *said = kids
    if not said:
        return item(_said(term))
    return item((Element("Lbl", _said(term)), *(one for kid in said for one in _said(kid))))


def _said(kid: Kid) -> tuple[Kid, ...]:
    """What an item says in its body; anything else says itself."""
    parts = [part for part in inside(kid, "LI") if not is_a(part, "Lbl")]
    return tuple(one for part in parts for one in inside(part, "LBody"))


def _with(found: Element, inner: Kid) -> Element:
    """An item with a list within it."""
    return item((*found.kids, inner))


def _is_entry(found: Element) -> bool:
    """Whether an item is a link to a place in the document, and nothing else."""
    links = [kid for kid in _said(found) if isinstance(kid, Element) and kid.tag == "Link"]
    inner = [one for link in links for one in link.kids if isinstance(one, Annotation) and "/Dest" in one.found]
    return len(_said(found)) == 1 and bool(inner)


def _entry(found: Element) -> Element:
    return Element("TOCI", (*found.kids[:-1], Element("Reference", _said(found))))
