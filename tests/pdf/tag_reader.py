"""The tags of a PDF as tests look at them, read without the help of what wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

Place = tuple[int, int]


@dataclass
class Tag:
    """One element: what it is, what it holds, the places of its content (page and number), and its links.

    `held` are its elements and its content in order.
    """

    kind: str
    found: Any
    parent: Tag | None = None
    kids: list[Tag] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    links: list[Any] = field(default_factory=list)
    held: list[Tag | Place] = field(default_factory=list)

    @property
    def alt(self) -> str:
        """What is told instead of it."""
        return str(self.found.get("/Alt", ""))

    def attribute(self, name: str) -> Any:
        """One of its attributes, or None."""
        return self.found.get("/A", {}).get(f"/{name}")

    def below(self, *kinds: str) -> list[Tag]:
        """All elements below it, of these kinds if any are named."""
        found = [tag for kid in self.kids for tag in (kid, *kid.below())]
        return [tag for tag in found if not kinds or tag.kind in kinds]

    def all_places(self) -> Iterator[Place]:
        """The places of all content in it."""
        for one in self.held:
            yield from one.all_places() if isinstance(one, Tag) else [one]


class Tagged:
    """A tagged PDF: its tags from the document's own downwards, and the text at each place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.pdf = pikepdf.open(path)
        self.pages = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}
        (root,) = listed(self.pdf.Root.StructTreeRoot.K)
        self.root = self._read(root, None, 0)

    def _read(self, found: Any, parent: Tag | None, page: int) -> Tag:
        tag = Tag(str(found.S)[1:], found, parent)
        page = self.pages[found.Pg.objgen] if "/Pg" in found else page
        for kid in listed(found.get("/K")):
            if isinstance(kid, int):
                tag.held.append((page, kid))
            elif kid.get("/Type") == "/OBJR":
                tag.links.append(kid.Obj)
            elif kid.get("/Type") == "/MCR":
                tag.held.append((self.pages[kid.Pg.objgen], int(kid.MCID)))
            else:
                tag.held.append(self._read(kid, tag, page))
        tag.kids = [one for one in tag.held if isinstance(one, Tag)]
        tag.places = [one for one in tag.held if not isinstance(one, Tag)]
        return tag

    def all(self, *kinds: str) -> list[Tag]:
        """All elements of the document, of these kinds if any are named."""
        return [tag for tag in (self.root, *self.root.below()) if not kinds or tag.kind in kinds]

    def text(self, tag: Tag) -> str:
        """What an element says."""
        return "".join(self.texts.get(place, "") for place in tag.all_places())

    @property
    def texts(self) -> dict[Place, str]:
        """The text at each place."""
        return texts(self.path)


@cache
def texts(path: Path) -> dict[Place, str]:
    """Return the text of each marked piece of content by page and number."""
    found: dict[Place, str] = {}
    for page, sheet in enumerate(pypdfium2.PdfDocument(path)):
        text = sheet.get_textpage()
        for one in sheet.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=1, textpage=text):
            place = (page, pdfium.FPDFPageObj_GetMarkedContentID(one.raw))
            found[place] = found.get(place, "") + one.extract()
    return found


def listed(found: Any) -> list[Any]:
    """Return what /K holds as a list."""
    if found is None:
        return []
    return list(found) if isinstance(found, pikepdf.Array) else [found]
