"""HTML as tests look at it: the elements with their attributes, and the text that a reader sees."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "col", "br", "wbr", "img", "link", "hr", "input"}
UNSEEN = {"style", "script", "title"}


@dataclass
class Element:
    """One element: its name, its attributes, and the text inside."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text inside, as a browser would show it on one line."""
        return " ".join("".join(self.texts).split())

    def inside(self, tag: str) -> bool:
        """Whether an element of that name stands around this one."""
        return self.parent is not None and (self.parent.tag == tag or self.parent.inside(tag))


class Page(HTMLParser):
    """All elements of a page in the order of their start tags."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        parent = self._open[-1] if self._open else None
        element = Element(tag, {name: value or "" for name, value in attrs}, parent)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        unseen = self._open and self._open[-1].tag in ("style", "script")
        for element in self._open[-1:] if unseen else self._open:
            element.texts.append(data)

    def all(self, *tags: str) -> list[Element]:
        """Every element of these names, in order."""
        return [element for element in self.elements if element.tag in tags]

    @property
    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """Every element with the names of its attributes: what text must not change."""
        return [(element.tag, tuple(element.attributes)) for element in self.elements]

    @property
    def text(self) -> str:
        """All text that is not style or title, on one line."""
        shown = [one for one in self.elements if one.parent is None or one.parent.tag in ("html", "body")]
        bodies = [one for one in shown if one.tag == "body"]
        assert len(bodies) == 1
        return bodies[0].text


def squeezed(text: str) -> str:
    """Return text without any blank: how lines are broken does not matter."""
    return re.sub(r"[\s\u00ad\ufffe]+", "", text)
