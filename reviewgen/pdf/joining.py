"""Tags of a text that goes on over pages: weasyprint tags each page by itself, here its parts become one again.

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
    """The same elements, in which each one that goes on over pages stands once."""
    found: list[Kid] = []
    for kid in kids:
        if found and _goes_on(found[-1], kid):
            found[-1] = _join(found[-1], kid)
        else:
            found.append(kid)
    return tuple(found)


def _goes_on(before: Kid, after: Kid) -> bool:
    """Whether an element at the top of a page is the rest of the one at the foot of the page before."""
    if not isinstance(before, Element) or not isinstance(after, Element) or before.tag != after.tag:
        return False
    if _page(before, -1) == _page(after, 1):
        return False
    if after.tag in ("Div", "NonStruct"):
        return bool(before.kids and after.kids) and _goes_on(before.kids[-1], after.kids[0])
    return not _IS_NEW.get(after.tag, _always)(after)


def _page(kid: Kid, step: int) -> int | None:
    """The page of the first content of an element; backwards, of the last one."""
    if not isinstance(kid, Element):
        return kid.page if isinstance(kid, Content) else None
    return next((page for one in kid.kids[::step] if (page := _page(one, step)) is not None), None)


def _begins(element: Element) -> bool:
    """Whether an element has the mark of its beginning; that of a list item may stand in its body."""
    first = next((kid for kid in element.kids if not is_a(kid, "Lbl")), None)
    return first == MARK or (element.tag == "LI" and isinstance(first, Element) and _begins(first))


def _has_caption(table: Element) -> bool:
    return any(is_a(kid, "Caption") for kid in table.kids)


def _always(_: Element) -> bool:
    return True


def _never(_: Element) -> bool:
    return False


_IS_NEW: dict[str, Callable[[Element], bool]] = {
    "Part": _never,
    "Table": _has_caption,
    **dict.fromkeys(("P", "LI", "LBody", "L", "Sect", "Art", "BlockQuote"), _begins),
}


def _join(before: Kid, after: Kid) -> Kid:
    """One element of two; the head that a table repeats on each page is left out."""
    assert isinstance(before, Element)
    assert isinstance(after, Element)
    rest = [kid for kid in after.kids if not is_a(kid, "THead")]
    return replace(before, kids=joined([*before.kids, *rest]))
