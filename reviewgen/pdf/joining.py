"""Tags of a text that goes on over lines and pages: weasyprint tags each part by itself, here they become one again.

Where an element begins cannot be told from its tags alone: `SHEET` has the engine put a mark there, an empty element.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from reviewgen.pdf.tagtree import Content, Element, Kid, is_a

# Not before the text of cells: there a mark changes where long words break; nor before what is empty: it takes a line.
SHEET = """
p:not(:empty)::before, li:not(:empty)::before, dt:not(:empty)::before, dd:not(:empty)::before { content: "" }
section::before, article::before, ul::before, ol::before, dl::before, blockquote::before, ol::after
{ content: ""; display: block }
"""
MARK = Element("NonStruct")


def joined(kids: Iterable[Kid]) -> tuple[Kid, ...]:
    """The same elements, in which each one that goes on stands once."""
    found: list[Kid] = []
    for kid in kids:
        if isinstance(kid, Element):
            kid = replace(kid, kids=joined(kid.kids))
        if found and _goes_on(found[-1], kid):
            found[-1] = _join(found[-1], kid)
        else:
            found.append(kid)
    return tuple(found)


def _goes_on(before: Kid, after: Kid) -> bool:
    """Whether an element is the rest of the one before it."""
    if not isinstance(before, Element) or not isinstance(after, Element) or before.tag != after.tag:
        return False
    if after.tag in _MARKED:
        return not _begins(after)
    return _page(before, -1) != _page(after, 1) and _IS_REST.get(after.tag, _never)(before, after)


def _page(kid: Kid, step: int) -> int | None:
    """The page of the first content of an element; backwards, of the last one."""
    if not isinstance(kid, Element):
        return kid.page if isinstance(kid, Content) else None
    return next((page for one in kid.kids[::step] if (page := _page(one, step)) is not None), None)


def _begins(element: Element) -> bool:
    """Whether an element has the mark of its beginning, be it within a box that the engine puts around its text."""
    first = next((kid for kid in element.kids if not is_a(kid, "Lbl")), None)
    if first == MARK:
        return True
    return isinstance(first, Element) and first.tag in ("LBody", "NonStruct") and _begins(first)


def _never(_: Element, __: Element) -> bool:
    return False


def _always(_: Element, __: Element) -> bool:
    return True


def _has_no_caption(_: Element, after: Element) -> bool:
    return not any(is_a(kid, "Caption") for kid in after.kids)


def _begins_with_a_rest(before: Element, after: Element) -> bool:
    return bool(before.kids and after.kids) and _goes_on(before.kids[-1], after.kids[0])


_MARKED = {"P", "LI", "LBody", "L", "Sect", "Art", "BlockQuote"}
_IS_REST: dict[str, Callable[[Element, Element], bool]] = {
    "Part": _always,
    "Table": _has_no_caption,
    "Div": _begins_with_a_rest,
    "NonStruct": _begins_with_a_rest,
}
"""At the top of a page, by what an element without a mark shows that it is the rest of one."""


def _join(before: Kid, after: Kid) -> Kid:
    """One element of two; the head that a table repeats on each page is left out."""
    assert isinstance(before, Element)
    assert isinstance(after, Element)
    rest = [kid for kid in after.kids if not is_a(kid, "THead")]
    return replace(before, kids=joined([*before.kids, *rest]))
