"""Which font faces of a style sheet a page needs, and which of its characters none of them has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_RULE = re.compile(r"@font-face\s*\{[^}]*\}")
_SOURCE = re.compile(r'url\("pack:(fonts/[\w.-]+)"\)\s*format\("([\w-]+)"\)')
_SETTING = re.compile(r"([\w-]+)\s*:\s*([^;}]+)")
_ESCAPE = re.compile(r"\\([0-9a-f]{6}) ")
_MEDIA_TYPES = {"truetype": "font/ttf", "opentype": "font/otf", "woff": "font/woff", "woff2": "font/woff2"}
_ON_SCREEN = {"woff", "woff2"}
_ASCII = bytes(range(128))
_UNSEEN = ("Cf", "Cc")
_VARIANTS = {chr(code) for code in range(0xFE00, 0xFE10)}


@dataclass(frozen=True, slots=True)
class Text:
    """What of a page fonts are chosen by: its visible characters, a space for all of ASCII, and whether any slant."""

    characters: frozenset[str]
    slanted: bool = False


@dataclass(frozen=True, slots=True)
class Face:
    """A @font-face: its rule, the file that it names, and its characters; None stands for all there are."""

    rule: str
    file: str
    form: str
    style: tuple[str, str]
    characters: frozenset[str] | None = None

    @property
    def media_type(self) -> str:
        """What a data URL calls its file."""
        return _MEDIA_TYPES[self.form]

    @property
    def slanted(self) -> bool:
        """Whether it is for emphasis."""
        return self.style[1] not in ("", "normal")

    def has_all(self, characters: frozenset[str]) -> bool:
        """Whether it has all of these."""
        return self.characters is None or characters <= self.characters

    def has_any(self, characters: frozenset[str]) -> bool:
        """Whether it has one of these."""
        return self.characters is None or not self.characters.isdisjoint(characters)


def faces(sheet: str) -> tuple[Face, ...]:
    """Read the faces of a style sheet; raises ValueError where a rule does not name one file of the pack."""
    return tuple(_face(rule) for rule in _RULE.findall(sheet))


def text(page: str, *more: str) -> Text:
    """Read a page, which may come in pieces; in its style sheet, where content stands escaped, too."""
    pieces = (page, *more)
    # Most lines are plain, and Python knows of each line whether it is.
    others = "".join([line for piece in pieces for line in piece.split("\n") if not line.isascii()])
    beyond = others.encode("utf-8").translate(None, delete=_ASCII).decode("utf-8")
    sheet = page[: page.find("</style>")] if "</style>" in page else page
    escaped = {chr(int(code, 16)) for code in _ESCAPE.findall(sheet)}
    seen = {one for one in escaped | set(beyond) if unicodedata.category(one) not in _UNSEEN and not one.isascii()}
    slanted = "italic" in sheet or any("<em>" in piece for piece in pieces)
    return Text(frozenset(seen - _VARIANTS | {" "}), slanted)


def for_screen(known: Iterable[Face], page: Text) -> list[Face]:
    """The faces that a page carries inside: of those for the screen each that has a character of it."""
    return [face for face in _meant(known, page, on_screen=True) if face.has_any(page.characters)]


def for_paper(known: Iterable[Face], page: Text) -> list[Face]:
    """The faces that a page is printed with, one for each style: the first that has all of it, or else the last.

    weasyprint mixes up two faces of one style, and the fewer characters a font has, the sooner it is loaded.
    """
    styles: dict[tuple[str, str], list[Face]] = {}
    for face in _meant(known, page, on_screen=False):
        styles.setdefault(face.style, []).append(face)
    return [next((face for face in group if face.has_all(page.characters)), group[-1]) for group in styles.values()]


def beyond(known: Iterable[Face], page: Text) -> str:
    """The characters of a page that no face has, in order: for them a font of the machine is taken."""
    left = page.characters
    for face in known:
        left = left - face.characters if face.characters is not None else frozenset()
    return "".join(sorted(left))


def _face(rule: str) -> Face:
    sources = _SOURCE.findall(rule)
    if len(sources) != 1 or sources[0][1] not in _MEDIA_TYPES:
        forms = ", ".join(_MEDIA_TYPES)
        raise ValueError(f'each @font-face needs one src: url("pack:fonts/FILE") format("FORM"), FORM one of {forms}')
    file, form = sources[0]
    settings = dict(_SETTING.findall(rule))
    style = (settings.get("font-weight", "").strip(), settings.get("font-style", "").strip())
    ranges = settings.get("unicode-range")
    return Face(rule, file, form, style, frozenset(_spelled(ranges)) if ranges else None)


def _spelled(ranges: str) -> Iterator[str]:
    """The characters of a unicode-range."""
    for span in ranges.split(","):
        first, _, last = span.strip().upper().removeprefix("U+").partition("-")
        yield from map(chr, range(int(first, 16), int(last or first, 16) + 1))


def _meant(known: Iterable[Face], page: Text, *, on_screen: bool) -> Sequence[Face]:
    """The faces for this medium, or all where none is; slanted ones for a page with emphasis only."""
    fit = [face for face in known if page.slanted or not face.slanted]
    return [face for face in fit if (face.form in _ON_SCREEN) == on_screen] or fit
